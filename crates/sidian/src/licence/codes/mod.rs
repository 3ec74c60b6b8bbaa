//! Codes of people and organisations, judged by their arithmetic and nothing else.
//!
//! A code that passes here is well formed; whether anybody bears it only a register can say. No
//! table of division codes is consulted: counties are abolished, and people keep their numbers.

mod citizen;
mod holder;
mod organisation;

pub use citizen::CitizenNumber;
pub use holder::{HolderCode, HolderCodeType};
pub use organisation::{UnifiedSocialCreditCode, organisation_code_check};

/// Why a text is not the code it should be. Never carries the text: it may concern a person.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CodeError {
    /// A character outside the code's alphabet.
    #[error("character {position} is not of the code's alphabet")]
    Alphabet {
        /// Which character, counted from 1.
        position: usize,
    },
    /// The check character does not agree: mistyped.
    #[error("the check character does not agree")]
    Check,
    /// The date of birth inside is no date.
    #[error("the date inside is not a calendar date")]
    Date,
    /// Not as many characters as the code has.
    #[error("{found} characters instead of {expected}")]
    Length {
        /// How many the code has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// The organisation code inside (positions 9 to 17) has a wrong check character (GB 11714).
    #[error("the check character of the organisation code inside does not agree")]
    OrganisationCheck,
}

impl CodeError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Alphabet { .. } => 7111,
            Self::Check => 7112,
            Self::Date => 7113,
            Self::Length { .. } => 7114,
            Self::OrganisationCheck => 7115,
        }
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        match self {
            Self::Alphabet { position } => format!("第{position}位字符不允许使用"),
            Self::Check => "校验位不符，可能录入有误".to_owned(),
            Self::Date => "其中的出生日期不存在".to_owned(),
            Self::Length { expected, found } => format!("应为{expected}位，实为{found}位"),
            Self::OrganisationCheck => "其中主体标识码（第9至17位）校验位不符".to_owned(),
        }
    }
}
