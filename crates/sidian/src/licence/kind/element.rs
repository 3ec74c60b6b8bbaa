//! An extension item of a licence type, and the check of a value against it.

use serde::{Deserialize, Serialize};

use crate::licence::Date;
use crate::licence::codes::HolderCodeType;
use crate::licence::element::{ElementError, Fault, check_text};

/// One extension item (扩展项) of a licence type.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// Its key in the metadata: `KZ_` and the initials of its name, for example `KZ_JYFW`.
    pub key: String,
    /// Its name on the form, for example 经营范围.
    pub label: String,
    /// Its name in English, in snake case: another key that input may use.
    pub label_en: String,
    /// What its values look like.
    pub kind: ElementKind,
    /// Whether every licence of the type must have it.
    #[serde(default)]
    pub required: bool,
    /// Whether its value must be shown on the face.
    #[serde(default)]
    pub face: bool,
    /// The most characters a value may have.
    #[serde(default = "default_max")]
    pub max: usize,
    /// What follows the value on the face, for example 平方米.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

/// What the values of an element look like.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ElementKind {
    /// One of some values.
    Choice(Vec<String>),
    /// A code of a holder-code type, `001` or `111` being checked by arithmetic.
    Code(String),
    /// A date of eight digits.
    Date,
    /// Several lines of text.
    Lines,
    /// A decimal number, kept as it was written.
    Number,
    /// One line of text.
    Text,
}

const fn default_max() -> usize {
    200
}

impl Element {
    /// Checks a value and returns it as it is to be written.
    ///
    /// # Errors
    ///
    /// [`ElementError`], which names this element and not the value.
    pub fn check(&self, value: &str) -> Result<String, ElementError> {
        let value = value.trim();
        self.checked(value).map_err(|why| self.error(why))
    }

    /// As the face shows a value of this element.
    pub fn on_face(&self, value: &str) -> String {
        let shown = match self.kind {
            ElementKind::Date => Date::from_digits(value).map(Date::to_chinese).ok(),
            _ => None,
        };
        format!("{}{}", shown.as_deref().unwrap_or(value), self.unit)
    }

    pub(in crate::licence) fn error(&self, why: Fault) -> ElementError {
        ElementError { short: self.key.clone(), name: self.label.clone(), why }
    }

    fn checked(&self, value: &str) -> Result<String, Fault> {
        // A date may be typed longer than it is written.
        let max = if self.kind == ElementKind::Date { self.max.max(16) } else { self.max };
        check_text(value, max, self.kind == ElementKind::Lines)?;
        match &self.kind {
            ElementKind::Choice(allowed) if !allowed.iter().any(|a| a == value) => {
                Err(Fault::Choice { allowed: allowed.clone() })
            }
            ElementKind::Code(kind) => HolderCodeType::from_code(kind)
                .ok_or(Fault::Unknown)?
                .check(value)
                .map(|code| code.reveal().to_owned())
                .map_err(Fault::Code),
            ElementKind::Date => {
                Date::from_input(value).map(|d| d.to_string()).map_err(|_| Fault::Date)
            }
            ElementKind::Number if !is_number(value) => Err(Fault::Number),
            _ => Ok(value.to_owned()),
        }
    }
}

/// Digits with at most one point between them, and a sign perhaps.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, ElementKind};
    use crate::licence::element::Fault;

    fn check(kind: ElementKind, value: &str) -> Result<String, Fault> {
        let (key, label, label_en) = ("KZ_X".into(), "某项".into(), "x".into());
        let rest = (false, false, 20, String::new());
        let (required, face, max, unit) = rest;
        let element = Element { key, label, label_en, kind, required, face, max, unit };
        element.check(value).map_err(|e| {
            assert!(e.to_string().contains("某项 (KZ_X)"), "{e}");
            e.why
        })
    }

    #[test]
    fn each_kind_takes_its_own_values_only() {
        let choice = || ElementKind::Choice(vec!["甲".into(), "乙".into()]);
        assert_eq!(check(choice(), " 甲 "), Ok("甲".into()));
        assert!(matches!(check(choice(), "丙"), Err(Fault::Choice { .. })));
        assert_eq!(check(ElementKind::Date, "2026-11-22"), Ok("20261122".into()));
        assert_eq!(check(ElementKind::Date, "2026-11-32"), Err(Fault::Date));
        for good in ["0", "12", "-1.5", "1200.50"] {
            assert_eq!(check(ElementKind::Number, good), Ok(good.into()));
        }
        for bad in ["1,200", "1.", ".5", "1e5", "一", "--1", "1.2.3"] {
            assert_eq!(check(ElementKind::Number, bad), Err(Fault::Number), "{bad}");
        }
        let person = || ElementKind::Code("111".into());
        assert_eq!(check(person(), "11010519491231002x"), Ok("11010519491231002X".into()));
        assert!(matches!(check(person(), "110105194912310021"), Err(Fault::Code(_))));
        assert_eq!(check(ElementKind::Lines, "一\n二"), Ok("一\n二".into()));
        assert_eq!(check(ElementKind::Text, "一\n二"), Err(Fault::Character));
        assert!(matches!(check(ElementKind::Text, &"长".repeat(21)), Err(Fault::Length { .. })));
        assert_eq!(check(ElementKind::Text, "  "), Err(Fault::Missing));
    }
}
