//! Values that concern a person: kept out of every log by their type.

use std::fmt;

/// A text that concerns a person (姓名、证件号码、住址 and the like).
///
/// `Debug` and `Display` print `***` whatever it holds, so that a derived `Debug`, a log line or an
/// error message cannot give it away. Whoever needs the text says so with [`Personal::reveal`].
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Personal(String);

impl Personal {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text in clear: for the face, for the signed file, for whoever was shown to be entitled.
    /// Never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Personal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Personal;

    #[test]
    fn no_formatting_shows_the_text() {
        let name = Personal::from("张三丰");
        for shown in [format!("{name:?}"), format!("{name:#?}"), format!("{name:>20}")] {
            assert!(!shown.contains('张') && !shown.contains('丰'), "{shown}");
        }
        assert_eq!(name.reveal(), "张三丰");
    }
}
