//! Claims read by type, each once, and none left over.

use serde_json::{Map, Value};

use super::JoseError;
use crate::time::UnixTime;

/// The claims of a statement, taken one by one. What is left at the end is unknown, and unknown
/// claims are refused ([`finish`](Self::finish)): they might narrow what was said.
pub struct Claims(Map<String, Value>);

impl Claims {
    /// Claims as they were read.
    pub fn new(object: Map<String, Value>) -> Self {
        Self(object)
    }

    /// A text of 1 to `max` characters without control or reordering characters.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`]; so do the others.
    pub fn text(&mut self, claim: &'static str, max: usize) -> Result<String, JoseError> {
        self.optional_text(claim, max)?.ok_or(JoseError::Claim { claim })
    }

    /// As [`text`](Self::text), where it may be missing.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn optional_text(
        &mut self,
        claim: &'static str,
        max: usize,
    ) -> Result<Option<String>, JoseError> {
        match self.0.remove(claim) {
            None => Ok(None),
            Some(Value::String(text)) if is_plain(&text, max) => Ok(Some(text)),
            Some(_) => Err(JoseError::Claim { claim }),
        }
    }

    /// A moment in whole seconds (NumericDate of RFC 7519 without a fraction).
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn time(&mut self, claim: &'static str) -> Result<UnixTime, JoseError> {
        self.optional_time(claim)?.ok_or(JoseError::Claim { claim })
    }

    /// As [`time`](Self::time), where it may be missing.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn optional_time(&mut self, claim: &'static str) -> Result<Option<UnixTime>, JoseError> {
        let Some(value) = self.0.remove(claim) else { return Ok(None) };
        let at = value.as_i64().and_then(|seconds| UnixTime::from_seconds(seconds).ok());
        at.map(Some).ok_or(JoseError::Claim { claim })
    }

    /// A whole number that is not negative, where it may be missing.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn optional_number(&mut self, claim: &'static str) -> Result<Option<u32>, JoseError> {
        let Some(value) = self.0.remove(claim) else { return Ok(None) };
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
        number.map(Some).ok_or(JoseError::Claim { claim })
    }

    /// A list of 1 to `most` different texts of at most `max` characters, where it may be missing.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn optional_texts(
        &mut self,
        claim: &'static str,
        most: usize,
        max: usize,
    ) -> Result<Option<Vec<String>>, JoseError> {
        let malformed = JoseError::Claim { claim };
        let Some(value) = self.0.remove(claim) else { return Ok(None) };
        let Value::Array(list) = value else { return Err(malformed) };
        if list.is_empty() || list.len() > most {
            return Err(malformed);
        }
        let mut texts: Vec<String> = Vec::with_capacity(list.len());
        for value in list {
            match value {
                Value::String(text) if is_plain(&text, max) && !texts.contains(&text) => {
                    texts.push(text);
                }
                _ => return Err(malformed),
            }
        }
        Ok(Some(texts))
    }

    /// An object, where it may be missing.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn optional_object(&mut self, claim: &'static str) -> Result<Option<Self>, JoseError> {
        match self.0.remove(claim) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(Self(object))),
            Some(_) => Err(JoseError::Claim { claim }),
        }
    }

    /// A list of at most `most` objects, where it may be missing.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`].
    pub fn objects(&mut self, claim: &'static str, most: usize) -> Result<Vec<Self>, JoseError> {
        let malformed = JoseError::Claim { claim };
        let list = match self.0.remove(claim) {
            None => return Ok(Vec::new()),
            Some(Value::Array(list)) if list.len() <= most => list,
            Some(_) => return Err(malformed),
        };
        let object = |value| match value {
            Value::Object(object) => Ok(Self(object)),
            _ => Err(malformed),
        };
        list.into_iter().map(object).collect()
    }

    /// Any value, as it is.
    pub fn value(&mut self, claim: &str) -> Option<Value> {
        self.0.remove(claim)
    }

    /// Nothing may be left.
    ///
    /// # Errors
    ///
    /// [`JoseError::Claim`] naming `unknown`.
    pub fn finish(self) -> Result<(), JoseError> {
        if self.0.is_empty() { Ok(()) } else { Err(JoseError::Claim { claim: "unknown" }) }
    }
}

/// Whether a text has 1 to `max` characters, none of them invisible or reordering.
pub fn is_plain(text: &str, max: usize) -> bool {
    let strange = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
    };
    !text.is_empty() && text.chars().count() <= max && !text.chars().any(strange)
}
