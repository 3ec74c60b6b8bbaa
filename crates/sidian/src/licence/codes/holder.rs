//! Codes of holders: which kind of code it is, and the code itself.

use std::fmt;

use super::{CitizenNumber, CodeError, UnifiedSocialCreditCode};
use crate::licence::Personal;

/// The kind of a holder's code (持证主体代码类型, GB/T 36903): three digits.
///
/// The list is open: a number that is not known here is kept as it is, because the lists in use lack
/// several papers that people hold.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct HolderCodeType([u8; 3]);

const KNOWN: &[(&[u8; 3], &str, &str)] = &[
    (b"001", "统一社会信用代码", "unified social credit code"),
    (b"099", "其他法人或其他组织有效证件代码", "other code of an organisation"),
    (b"111", "公民身份号码", "citizen identification number"),
    (b"114", "中国人民解放军军官证号码", "officer's card of the army"),
    (b"115", "中国人民武装警察部队警官证号码", "officer's card of the armed police"),
    (b"118", "中国人民解放军士兵证号码", "soldier's card of the army"),
    (b"119", "中国人民武装警察部队士兵证号码", "soldier's card of the armed police"),
    (b"120", "中国人民解放军文职人员证号码", "civil staff card of the army"),
    (b"122", "中国人民武装警察部队文职人员证号码", "civil staff card of the armed police"),
    (b"411", "外交护照号码", "diplomatic passport"),
    (b"412", "公务护照号码", "service passport"),
    (b"413", "公务普通护照号码", "passport for public affairs"),
    (b"414", "普通护照号码", "ordinary passport"),
    (b"511", "台湾居民来往大陆通行证号码", "mainland travel permit for Taiwan residents"),
    (
        b"516",
        "港澳居民来往内地通行证号码",
        "mainland travel permit for Hong Kong and Macao residents",
    ),
    (b"999", "其他自然人有效证件代码", "other paper of a person"),
];

impl HolderCodeType {
    /// 统一社会信用代码, `001`.
    pub const UNIFIED_SOCIAL_CREDIT_CODE: Self = Self(*b"001");
    /// 公民身份号码, `111`.
    pub const CITIZEN_NUMBER: Self = Self(*b"111");

    /// Reads three digits; `None` for anything else.
    pub fn from_code(text: &str) -> Option<Self> {
        let digits: [u8; 3] = text.as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// Finds a kind by its code, its Chinese name or its English name.
    pub fn from_input(text: &str) -> Option<Self> {
        let text = text.trim();
        let named = KNOWN.iter().find(|(_, zh, en)| *zh == text || en.eq_ignore_ascii_case(text));
        named.map(|(code, ..)| Self(**code)).or_else(|| Self::from_code(text))
    }

    /// The three digits.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The Chinese name, where it is known.
    pub fn name_zh(&self) -> Option<&'static str> {
        self.known().map(|(_, zh, _)| *zh)
    }

    /// The English name, where it is known.
    pub fn name_en(&self) -> Option<&'static str> {
        self.known().map(|(.., en)| *en)
    }

    /// Checks a code of this kind as far as arithmetic goes, and returns it as it is to be written.
    /// Kinds without an arithmetic of their own pass as they are.
    ///
    /// # Errors
    ///
    /// [`CodeError`] of the kind of code.
    pub fn check(&self, code: &str) -> Result<HolderCode, CodeError> {
        match &self.0 {
            b"001" => code.parse().map(HolderCode::Organisation),
            b"111" => code.parse().map(HolderCode::Citizen),
            _ => Ok(HolderCode::Other(code.into())),
        }
    }

    fn known(&self) -> Option<&'static (&'static [u8; 3], &'static str, &'static str)> {
        KNOWN.iter().find(|(code, ..)| **code == self.0)
    }
}

impl fmt::Debug for HolderCodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderCodeType({})", self.code())
    }
}

impl fmt::Display for HolderCodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A holder's code that agrees with its kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum HolderCode {
    /// A person's 公民身份号码.
    Citizen(CitizenNumber),
    /// An organisation's 统一社会信用代码.
    Organisation(UnifiedSocialCreditCode),
    /// Any other code: nothing is known of its form.
    Other(Personal),
}

impl HolderCode {
    /// The code in clear, as it is to be written. Never for a log.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Citizen(number) => number.reveal(),
            Self::Organisation(code) => code.as_str(),
            Self::Other(text) => text.reveal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HolderCodeType, KNOWN};

    #[test]
    fn kinds_that_nobody_listed_are_kept() {
        let kind = HolderCodeType::from_code("553").unwrap();
        assert_eq!((kind.code(), kind.name_zh()), ("553", None));
        assert_eq!(kind.check("任意").unwrap().reveal(), "任意");
        for bad in ["", "11", "1111", "11x", "１"] {
            assert!(HolderCodeType::from_code(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn every_listed_kind_is_found_by_code_and_by_name() {
        for (code, zh, en) in KNOWN {
            let code = std::str::from_utf8(*code).unwrap();
            for text in [code, *zh, *en] {
                let found = HolderCodeType::from_input(text).map(|k| k.code().to_owned());
                assert_eq!(found.as_deref(), Some(code), "{text}");
            }
        }
    }

    #[test]
    fn a_citizen_number_is_written_with_a_capital_x() {
        let code = HolderCodeType::CITIZEN_NUMBER.check("11010519491231002x").unwrap();
        assert_eq!(code.reveal(), "11010519491231002X");
        assert!(!format!("{code:?}").contains("1949"));
        assert!(HolderCodeType::UNIFIED_SOCIAL_CREDIT_CODE.check("11010519491231002X").is_err());
    }
}
