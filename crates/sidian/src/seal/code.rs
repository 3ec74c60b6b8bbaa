//! The seal code (印章编码) of 14 digits.

use std::fmt;
use std::str::FromStr;

/// A seal code of 14 digits: province, prefecture and county (two digits each, GB/T 2260), then a
/// serial number of eight digits.
///
/// The structure is what is seen in real seals (`50011200000323`, `37030000001721`) and what is
/// told of the coding of the public-security registers of seals (GA 241, of which the text was not
/// at hand; older codes have 13 digits, of which seven are the serial number). So only this is
/// checked: fourteen digits, a province that exists, a serial number that is not zero. No code is
/// refused for its county: the tables of divisions change.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct SealCode(String);

/// Why a text is no seal code.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SealCodeError {
    /// Not 14 digits.
    #[error("not 14 digits")]
    Digits,
    /// The first two digits name no province.
    #[error("the first two digits name no province")]
    Province,
    /// The serial number is zero.
    #[error("the serial number is zero")]
    Serial,
}

impl SealCodeError {
    /// The same in few words for a report.
    pub const fn part(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Province => "province",
            Self::Serial => "serial",
        }
    }
}

impl SealCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The division code (行政区划代码), six digits.
    pub fn division(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// The serial number (顺序号), eight digits.
    pub fn serial(&self) -> &str {
        self.0.get(6..).unwrap_or_default()
    }

    /// Whether a text looks as if a seal code were meant: 14 digits.
    pub fn is_meant(text: &str) -> bool {
        text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit())
    }
}

impl FromStr for SealCode {
    type Err = SealCodeError;

    fn from_str(text: &str) -> Result<Self, SealCodeError> {
        if !Self::is_meant(text) {
            return Err(SealCodeError::Digits);
        }
        let province = text.get(..2).unwrap_or_default();
        if !PROVINCES.contains(&province) {
            return Err(SealCodeError::Province);
        }
        if text.get(6..).is_none_or(|serial| serial.bytes().all(|b| b == b'0')) {
            return Err(SealCodeError::Serial);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for SealCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// GB/T 2260: provinces, regions and municipalities.
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_a_division_and_a_serial_number() {
        for good in ["50011200000323", "37030000001721"] {
            let code: SealCode = good.parse().unwrap();
            assert_eq!(format!("{}{}", code.division(), code.serial()), good);
            assert_eq!(code.to_string(), good);
        }
        for (bad, why) in [
            ("5001120000032", SealCodeError::Digits),
            ("5001120000032X", SealCodeError::Digits),
            ("一二三四五六七八九十一二三四", SealCodeError::Digits),
            ("99011200000323", SealCodeError::Province),
            ("50011200000000", SealCodeError::Serial),
        ] {
            assert_eq!(bad.parse::<SealCode>(), Err(why), "{bad}");
        }
    }
}
