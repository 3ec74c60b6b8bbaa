//! The citizen identification number (公民身份号码, GB 11643).

use std::fmt;
use std::str::FromStr;

use super::CodeError;
use crate::licence::Date;

/// A citizen identification number (公民身份号码, GB 11643), 18 characters.
///
/// Holding one means that its check character (ISO/IEC 7064 MOD 11-2) agrees and that the date of
/// birth inside is a date. The division code is not judged: a county that no longer exists leaves
/// its people their numbers. A small `x` is accepted and kept as `X`. `Debug` and `Display` print no
/// digit of it.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct CitizenNumber([u8; 18]);

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl CitizenNumber {
    /// The number in clear. Never for a log.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for CitizenNumber {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let found = text.chars().count();
        if found != 18 {
            return Err(CodeError::Length { expected: 18, found });
        }
        let fits =
            |(at, c): (usize, char)| c.is_ascii_digit() || (at == 17 && matches!(c, 'X' | 'x'));
        if let Some(at) = text.chars().enumerate().position(|it| !fits(it)) {
            return Err(CodeError::Alphabet { position: at + 1 });
        }
        let text = text.to_ascii_uppercase();
        let bytes: [u8; 18] = text.as_bytes().try_into().map_err(|_| CodeError::Check)?;
        text.get(6..14).ok_or(CodeError::Date).and_then(born)?;
        let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
        match (bytes.last(), CHECKS.get((sum % 11) as usize)) {
            (Some(given), Some(right)) if given == right => Ok(Self(bytes)),
            _ => Err(CodeError::Check),
        }
    }
}

/// Numbers were given to people born before 1900 too.
fn born(digits: &str) -> Result<(), CodeError> {
    let digits = match digits.strip_prefix("18") {
        // 1800 and 1900 are common years both, so a century later has the same days.
        Some(rest) => format!("19{rest}"),
        None => digits.to_owned(),
    };
    Date::from_digits(&digits).map(drop).map_err(|_| CodeError::Date)
}

impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenNumber(***)")
    }
}

impl fmt::Display for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::CitizenNumber;
    use crate::licence::CodeError;

    fn parse(text: &str) -> Result<CitizenNumber, CodeError> {
        text.parse()
    }

    #[test]
    fn check_character_and_date_decide_and_no_division_table() {
        assert!(parse("11010519491231002X").is_ok());
        // A county that no longer exists, and a birth in 1880.
        assert!(parse("440524188001010014").is_ok());
        assert_eq!(parse("110105194912310021"), Err(CodeError::Check));
        assert_eq!(parse("11010519491331002X"), Err(CodeError::Date));
        assert_eq!(parse("11010519490230002X"), Err(CodeError::Date));
    }

    #[test]
    fn a_small_x_is_kept_as_a_capital() {
        assert_eq!(parse("11010519491231002x").unwrap().reveal(), "11010519491231002X");
    }

    #[test]
    fn every_single_digit_slip_is_caught() {
        let right = "440524188001010014";
        for at in 0..18 {
            for now in '0'..='9' {
                let mut slip = right.to_owned();
                slip.replace_range(at..=at, now.encode_utf8(&mut [0; 4]));
                assert!(slip == right || parse(&slip).is_err(), "{slip} passed");
            }
        }
    }

    #[test]
    fn form_faults_are_told_apart() {
        assert_eq!(parse("X1010519491231002X"), Err(CodeError::Alphabet { position: 1 }));
        assert_eq!(parse("110105491231002"), Err(CodeError::Length { expected: 18, found: 15 }));
        assert_eq!(parse("1101051949123１002X"), Err(CodeError::Alphabet { position: 14 }));
    }

    #[test]
    fn no_formatting_shows_a_digit() {
        let number = parse("11010519491231002X").unwrap();
        for shown in [format!("{number:?}"), format!("{number}")] {
            assert!(!shown.chars().any(|c| c.is_ascii_digit()), "{shown}");
        }
    }
}
