//! The unified social credit code (统一社会信用代码, GB 32100-2015) and the organisation code inside
//! it (组织机构代码, GB 11714).

use std::fmt;
use std::str::FromStr;

use super::CodeError;

/// A unified social credit code (统一社会信用代码, GB 32100-2015), 18 characters.
///
/// Holding one means: its alphabet and its check character are right. It does not mean that such an
/// organisation exists. The organisation code inside has a check of its own,
/// [`UnifiedSocialCreditCode::check_organisation_code`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnifiedSocialCreditCode([u8; 18]);

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

impl UnifiedSocialCreditCode {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The check character that belongs to the first 17 characters.
    ///
    /// # Errors
    ///
    /// [`CodeError::Length`] unless there are 17, [`CodeError::Alphabet`] where one is not allowed.
    pub fn check_character(body: &str) -> Result<char, CodeError> {
        let found = body.chars().count();
        if found != 17 {
            return Err(CodeError::Length { expected: 17, found });
        }
        let mut sum = 0u32;
        for ((at, c), weight) in body.chars().enumerate().zip(WEIGHTS) {
            sum += value(c).ok_or(CodeError::Alphabet { position: at + 1 })? * weight;
        }
        // The outer remainder matters: where the sum is a multiple of 31 the check is 0, not 31.
        let index = (31 - sum % 31) % 31;
        Ok(ALPHABET.get(index as usize).copied().map_or('0', char::from))
    }

    /// Whether the organisation code inside (positions 9 to 17) agrees with GB 11714.
    ///
    /// # Errors
    ///
    /// [`CodeError::OrganisationCheck`] if it does not.
    pub fn check_organisation_code(&self) -> Result<(), CodeError> {
        let text = self.as_str();
        let (body, check) = (text.get(8..16), text.get(16..17));
        let right = body.and_then(organisation_code_check);
        match check.and_then(|c| c.chars().next()) {
            Some(given) if Some(given) == right => Ok(()),
            _ => Err(CodeError::OrganisationCheck),
        }
    }
}

/// The check character of an organisation code (组织机构代码, GB 11714) for its first eight
/// characters, digits and capitals; `None` for anything else.
pub fn organisation_code_check(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    if body.len() != 8 || !body.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
        return None;
    }
    let sum: u32 =
        body.chars().zip(WEIGHTS).map(|(c, w)| c.to_digit(36).unwrap_or_default() * w).sum();
    match (11 - sum % 11) % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

impl FromStr for UnifiedSocialCreditCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let found = text.chars().count();
        if found != 18 {
            return Err(CodeError::Length { expected: 18, found });
        }
        if let Some(at) = text.chars().position(|c| value(c).is_none()) {
            return Err(CodeError::Alphabet { position: at + 1 });
        }
        let bytes: [u8; 18] = text.as_bytes().try_into().map_err(|_| CodeError::Check)?;
        let (body, check) = text.split_at(17);
        if check.starts_with(Self::check_character(body)?) {
            Ok(Self(bytes))
        } else {
            Err(CodeError::Check)
        }
    }
}

impl fmt::Display for UnifiedSocialCreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn value(c: char) -> Option<u32> {
    let byte = u8::try_from(c).ok()?;
    ALPHABET.iter().position(|b| *b == byte).and_then(|at| u32::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, UnifiedSocialCreditCode, organisation_code_check};
    use crate::licence::CodeError;

    fn parse(text: &str) -> Result<UnifiedSocialCreditCode, CodeError> {
        text.parse()
    }

    #[test]
    fn the_example_of_the_standard_and_made_up_codes_pass_both_checks() {
        for good in ["91350100M000100Y43", "11410800MB00000009", "11410800MB1A2B3CXF"] {
            let code = parse(good).unwrap_or_else(|e| panic!("{good}: {e}"));
            assert_eq!(code.to_string(), good);
            assert_eq!(code.check_organisation_code(), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_sum_divisible_by_31_has_check_character_0() {
        assert_eq!(UnifiedSocialCreditCode::check_character("11410800000000131"), Ok('0'));
        assert!(parse("114108000000001310").is_ok());
    }

    #[test]
    fn every_single_character_slip_is_caught() {
        let right = "11410800MB1A2B3CXF";
        for at in 0..18 {
            for now in ALPHABET.iter().map(|b| char::from(*b)) {
                let mut slip = right.to_owned();
                slip.replace_range(at..=at, now.encode_utf8(&mut [0; 4]));
                assert!(slip == right || parse(&slip).is_err(), "{slip} passed");
            }
        }
    }

    #[test]
    fn form_faults_are_told_apart() {
        let alphabet = |position| Err(CodeError::Alphabet { position });
        assert_eq!(parse("91350100M000100Y4Z"), alphabet(18));
        assert_eq!(parse("11410800mB00000009"), alphabet(9));
        assert_eq!(parse("１1410800MB00000009"), alphabet(1));
        assert_eq!(parse("1141"), Err(CodeError::Length { expected: 18, found: 4 }));
        assert_eq!(parse("11410800MB00000019"), Err(CodeError::Check));
    }

    #[test]
    fn a_wrong_organisation_code_inside_is_its_own_finding() {
        // The check character of the whole agrees, that of the inner code does not.
        let body = "11410800MB0000001";
        let check = UnifiedSocialCreditCode::check_character(body).unwrap();
        let code = parse(&format!("{body}{check}")).unwrap();
        assert_eq!(code.check_organisation_code(), Err(CodeError::OrganisationCheck));
        assert_eq!(organisation_code_check("MB000000"), Some('0'));
        assert_eq!(organisation_code_check("mb000000"), None);
    }
}
