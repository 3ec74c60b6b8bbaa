//! Which language the answers are in, and texts that exist in both.

use sidian::report::Language;

/// A sentence in both languages.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Text {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Text {
    /// The sentence in `language`.
    pub(crate) fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// A [`Text`] from two format strings that name the same values.
macro_rules! text {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::locale::Text { zh: format!($zh), en: format!($en) }
    };
}
pub(crate) use text;

/// One of two words.
pub(crate) fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// The language of the raw arguments, needed before they can be parsed, else of the locale.
pub(crate) fn language(args: &[String], variable: impl Fn(&str) -> Option<String>) -> Language {
    asked(args).unwrap_or_else(|| from_locale(variable))
}

fn asked(args: &[String]) -> Option<Language> {
    let mut words = args.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang=") {
            Some(value) => value,
            None if word == "--lang" => words.next()?,
            None => continue,
        };
        return match value {
            "zh" => Some(Language::Chinese),
            "en" => Some(Language::English),
            _ => None,
        };
    }
    None
}

/// POSIX: the first of these that is set and not empty counts.
fn from_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    let name = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    if name.to_ascii_lowercase().starts_with("zh") { Language::Chinese } else { Language::English }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &[&str], locale: &[(&str, &str)]) -> Language {
        let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
        language(&args, |name| {
            locale.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_flag_outweighs_the_locale_and_lc_all_outweighs_lang() {
        let zh = [("LANG", "zh_CN.UTF-8")];
        assert_eq!(of(&["verify"], &zh), Language::Chinese);
        assert_eq!(of(&["verify", "--lang", "en"], &zh), Language::English);
        assert_eq!(of(&["--lang=en", "verify"], &zh), Language::English);
        assert_eq!(of(&[], &[("LC_ALL", "C"), ("LANG", "zh_CN")]), Language::English);
        assert_eq!(of(&[], &[("LC_ALL", ""), ("LANG", "zh_CN")]), Language::Chinese);
        assert_eq!(of(&[], &[("LC_MESSAGES", "ZH_TW"), ("LANG", "en_GB")]), Language::Chinese);
        assert_eq!(of(&[], &[]), Language::English);
        assert_eq!(of(&["x", "--", "--lang=zh"], &[]), Language::English);
    }
}
