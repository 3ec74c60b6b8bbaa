//! The licence identifier (电子证照标识, GB/T 36904).

use std::fmt;
use std::str::FromStr;

use super::codes::{CodeError, UnifiedSocialCreditCode};

/// The code of a licence type (证照类型代码): the unified social credit code of the body that defines
/// the type, and three characters that number its types.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LicenceTypeCode(String);

impl LicenceTypeCode {
    /// Puts a type code together.
    ///
    /// # Errors
    ///
    /// [`LicenceIdError::TypeCode`] unless `sequence` is three digits or capitals.
    pub fn new(authority: UnifiedSocialCreditCode, sequence: &str) -> Result<Self, LicenceIdError> {
        Self::read(&format!("{authority}{sequence}"))
    }

    /// The 21 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the defining authority (证照定义机构代码).
    ///
    /// # Errors
    ///
    /// [`CodeError`] if it is no unified social credit code.
    pub fn authority(&self) -> Result<UnifiedSocialCreditCode, CodeError> {
        self.0.get(..18).unwrap_or_default().parse()
    }

    fn read(text: &str) -> Result<Self, LicenceIdError> {
        if text.len() == 21 && text.bytes().all(in_alphabet) {
            Ok(Self(text.to_owned()))
        } else {
            Err(LicenceIdError::TypeCode)
        }
    }
}

impl FromStr for LicenceTypeCode {
    type Err = LicenceIdError;

    /// Well formed, with a unified social credit code in front whose check agrees.
    fn from_str(text: &str) -> Result<Self, LicenceIdError> {
        let code = Self::read(text)?;
        code.authority().map_err(|_| LicenceIdError::TypeCode)?;
        Ok(code)
    }
}

impl fmt::Display for LicenceTypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of a licence's issuer (证照颁发机构代码) as an identifier carries it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum IssuerCode {
    /// A division code of six digits: seen in a city's system, accepted on reading with a warning,
    /// never written.
    Division(String),
    /// 18 characters, a unified social credit code if the issuer kept to the standard.
    Organisation(String),
}

impl IssuerCode {
    /// The text as it stands in the identifier.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Division(text) | Self::Organisation(text) => text,
        }
    }

    fn read(text: &str) -> Result<Self, LicenceIdError> {
        match text.len() {
            18 if text.bytes().all(in_alphabet) => Ok(Self::Organisation(text.to_owned())),
            6 if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Self::Division(text.to_owned())),
            _ => Err(LicenceIdError::Issuer),
        }
    }
}

/// The parts of a well-formed identifier whose check character may or may not agree.
///
/// For reading what others wrote: a wrong check character means mistyped or not standard, and its
/// reader needs the parts to say so. [`LicenceId`] is the type whose check agrees.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct LicenceIdParts {
    type_code: LicenceTypeCode,
    issuer: IssuerCode,
    serial: String,
    version: u16,
    check: char,
}

/// Something about a well-formed identifier that the standard does not provide for.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum IdWarning {
    /// The issuer is named by a division code instead of its unified social credit code.
    DivisionIssuer,
    /// The issuer's code is no unified social credit code.
    IssuerCode(CodeError),
    /// The defining authority's code is no unified social credit code.
    TypeCode(CodeError),
}

impl LicenceIdParts {
    /// 证照类型代码.
    pub fn type_code(&self) -> &LicenceTypeCode {
        &self.type_code
    }

    /// 证照颁发机构代码.
    pub fn issuer(&self) -> &IssuerCode {
        &self.issuer
    }

    /// 流水号.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// 版本号, 1 to 999.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// 校验位 as it was given.
    pub fn check(&self) -> char {
        self.check
    }

    /// 校验位 as it should be.
    pub fn expected_check(&self) -> char {
        check_character(&self.body()).unwrap_or('?')
    }

    /// Whether the check character is the right one.
    pub fn check_agrees(&self) -> bool {
        self.check == self.expected_check()
    }

    /// Whether `other` names the same licence, in whatever version.
    pub fn is_same_licence(&self, other: &Self) -> bool {
        (&self.type_code, &self.issuer, &self.serial)
            == (&other.type_code, &other.issuer, &other.serial)
    }

    /// What the standard does not provide for in it.
    pub fn warnings(&self) -> Vec<IdWarning> {
        let mut found = Vec::new();
        if let Err(e) = self.type_code.authority() {
            found.push(IdWarning::TypeCode(e));
        }
        match &self.issuer {
            IssuerCode::Division(_) => found.push(IdWarning::DivisionIssuer),
            IssuerCode::Organisation(code) => {
                if let Err(e) = code.parse::<UnifiedSocialCreditCode>() {
                    found.push(IdWarning::IssuerCode(e));
                }
            }
        }
        found
    }

    fn body(&self) -> String {
        let (kind, issuer) = (self.type_code.as_str(), self.issuer.as_str());
        format!("{kind}{issuer}{}{:03}", self.serial, self.version)
    }
}

impl FromStr for LicenceIdParts {
    type Err = LicenceIdError;

    /// Reads the form alone; the check character is not judged.
    fn from_str(text: &str) -> Result<Self, LicenceIdError> {
        let rest = text.strip_prefix(LicenceId::ROOT).ok_or(LicenceIdError::Root)?;
        let rest = rest.strip_prefix('.').ok_or(LicenceIdError::Root)?;
        let mut parts = rest.split('.');
        let mut next = || parts.next().ok_or(LicenceIdError::Parts);
        let (kind, issuer, serial, version, check) = (next()?, next()?, next()?, next()?, next()?);
        if parts.next().is_some() {
            return Err(LicenceIdError::Parts);
        }
        Ok(Self {
            type_code: LicenceTypeCode::read(kind)?,
            issuer: IssuerCode::read(issuer)?,
            serial: read_serial(serial)?,
            version: read_version(version)?,
            check: match check.as_bytes() {
                [b] if in_alphabet(*b) => char::from(*b),
                _ => return Err(LicenceIdError::CheckForm),
            },
        })
    }
}

impl fmt::Display for LicenceIdParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { type_code, issuer, serial, version, check } = self;
        let issuer = issuer.as_str();
        write!(f, "{}.{type_code}.{issuer}.{serial}.{version:03}.{check}", LicenceId::ROOT)
    }
}

/// An electronic-licence identifier (电子证照标识, GB/T 36904).
///
/// Six dotted parts: root OID, licence type, issuer, serial, version, check character (ISO/IEC 7064
/// MOD 37,36 over the four parts before it, dots and root left out). Holding a value means the text
/// is well formed and its check character agrees. It does *not* mean the licence exists or is in
/// force: only a verified file can say that.
///
/// # Examples
///
/// ```
/// use sidian::licence::LicenceId;
///
/// let id: LicenceId =
///     "1.2.156.3005.2.11410800MB00000009001.11410800MB00000009.20261122000001.001.I".parse()?;
/// assert_eq!(id.parts().version(), 1);
/// assert!(id.next_version()?.to_string().ends_with(".002.G"));
/// # Ok::<(), sidian::licence::LicenceIdError>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct LicenceId(LicenceIdParts);

impl LicenceId {
    /// 电子证照根代码.
    pub const ROOT: &str = "1.2.156.3005.2";

    /// Composes an identifier and computes its check character.
    ///
    /// # Errors
    ///
    /// [`LicenceIdError::Serial`] unless `serial` is 1 to 64 digits and capitals,
    /// [`LicenceIdError::Version`] unless `version` is 1 to 999.
    pub fn new(
        type_code: LicenceTypeCode,
        issuer: UnifiedSocialCreditCode,
        serial: &str,
        version: u16,
    ) -> Result<Self, LicenceIdError> {
        type_code.authority().map_err(|_| LicenceIdError::TypeCode)?;
        if !(1..=999).contains(&version) {
            return Err(LicenceIdError::Version);
        }
        let issuer = IssuerCode::Organisation(issuer.to_string());
        let serial = read_serial(serial)?;
        let parts = LicenceIdParts { type_code, issuer, serial, version, check: '0' };
        let check = parts.expected_check();
        Ok(Self(LicenceIdParts { check, ..parts }))
    }

    /// The parts.
    pub fn parts(&self) -> &LicenceIdParts {
        &self.0
    }

    /// The identifier of this licence's next version (延续, 变更): same type, issuer and serial.
    ///
    /// # Errors
    ///
    /// [`LicenceIdError::Version`] after version 999, [`LicenceIdError::Issuer`] if the issuer is
    /// named by a division code, which is never written.
    pub fn next_version(&self) -> Result<Self, LicenceIdError> {
        let LicenceIdParts { type_code, issuer, serial, version, .. } = &self.0;
        let issuer = issuer.as_str().parse().map_err(|_| LicenceIdError::Issuer)?;
        Self::new(type_code.clone(), issuer, serial, version.saturating_add(1))
    }
}

impl TryFrom<LicenceIdParts> for LicenceId {
    type Error = LicenceIdError;

    fn try_from(parts: LicenceIdParts) -> Result<Self, LicenceIdError> {
        let (expected, found) = (parts.expected_check(), parts.check);
        if expected == found {
            Ok(Self(parts))
        } else {
            Err(LicenceIdError::Check { expected, found })
        }
    }
}

impl FromStr for LicenceId {
    type Err = LicenceIdError;

    fn from_str(text: &str) -> Result<Self, LicenceIdError> {
        text.parse::<LicenceIdParts>()?.try_into()
    }
}

impl fmt::Display for LicenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a text is not a licence identifier.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LicenceIdError {
    /// Well formed, but the check character does not agree: mistyped, or not made by the standard.
    #[error("check character {found} should be {expected}: mistyped or not standard")]
    Check {
        /// What it should be.
        expected: char,
        /// What it is.
        found: char,
    },
    /// The last part is not one digit or capital.
    #[error("the check part is not one digit or capital letter")]
    CheckForm,
    /// The issuer is neither 18 characters nor a division code of six digits.
    #[error("the issuer is not a unified social credit code")]
    Issuer,
    /// Not six parts.
    #[error("not root, type, issuer, serial, version and check character between dots")]
    Parts,
    /// Does not begin with the root.
    #[error("does not begin with 1.2.156.3005.2.")]
    Root,
    /// The serial is empty, too long, or has other characters than digits and capitals.
    #[error("the serial is not 1 to 64 digits and capital letters")]
    Serial,
    /// The type code is not a unified social credit code and three more digits or capitals.
    #[error(
        "the type code is not a unified social credit code and three digits or capital letters"
    )]
    TypeCode,
    /// The version is not 001 to 999.
    #[error("the version is not 001 to 999")]
    Version,
}

impl LicenceIdError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Check { .. } => 7101,
            Self::CheckForm => 7102,
            Self::Issuer => 7103,
            Self::Parts => 7104,
            Self::Root => 7105,
            Self::Serial => 7106,
            Self::TypeCode => 7107,
            Self::Version => 7108,
        }
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        match self {
            Self::Check { expected, found } => {
                format!("校验位为{found}，应为{expected}：录入有误或不符合标准")
            }
            Self::CheckForm => "校验位应为一位数字或大写字母".to_owned(),
            Self::Issuer => "颁发机构代码应为18位统一社会信用代码".to_owned(),
            Self::Parts => {
                "应由根代码、类型、机构、流水号、版本号、校验位六部分以点分隔".to_owned()
            }
            Self::Root => "应以1.2.156.3005.2.开头".to_owned(),
            Self::Serial => "流水号应为1至64位数字或大写字母".to_owned(),
            Self::TypeCode => "证照类型代码应为统一社会信用代码加三位数字或大写字母".to_owned(),
            Self::Version => "版本号应为001至999".to_owned(),
        }
    }
}

/// The check character of ISO/IEC 7064 MOD 37,36 (GB/T 17710) over digits and capitals; `None` if
/// `body` has any other character.
pub(crate) fn check_character(body: &str) -> Option<char> {
    let mut product = 36;
    for c in body.chars() {
        if !u8::try_from(c).is_ok_and(in_alphabet) {
            return None;
        }
        let sum = match (product + c.to_digit(36)?) % 36 {
            0 => 36,
            sum => sum,
        };
        product = sum * 2 % 37;
    }
    char::from_digit((37 - product) % 36, 36).map(|c| c.to_ascii_uppercase())
}

const fn in_alphabet(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

/// The standard's longest serial is not known; 32 (a UUID) is the longest seen.
fn read_serial(text: &str) -> Result<String, LicenceIdError> {
    if (1..=64).contains(&text.len()) && text.bytes().all(in_alphabet) {
        Ok(text.to_owned())
    } else {
        Err(LicenceIdError::Serial)
    }
}

fn read_version(text: &str) -> Result<u16, LicenceIdError> {
    if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(LicenceIdError::Version);
    }
    text.parse().ok().filter(|v| (1..=999).contains(v)).ok_or(LicenceIdError::Version)
}

#[cfg(test)]
#[path = "id_tests.rs"]
mod tests;
