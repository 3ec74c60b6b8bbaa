//! People and organisations by their codes.

use std::fmt;
use std::str::FromStr;

use const_oid::ObjectIdentifier;

use crate::asn1::read_single;
use crate::licence::{
    CitizenNumber, CodeError, Holder, HolderCodeType, Metadata, Personal, organisation_codes,
};
use crate::x509::Certificate;

/// A person or an organisation, by the kind of code and the code itself (持证主体代码类型代码 and
/// 持证主体代码 of GB/T 36903).
///
/// In statements it is written `001:91410800MA4400D94H`. `Debug` and `Display` mask the code.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct Party {
    kind: HolderCodeType,
    code: Personal,
}

/// Why a text names no party.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PartyError {
    /// The code is not one of its kind.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// Not three digits, a colon and a code.
    #[error("not three digits for the kind of code, a colon and the code")]
    Shape,
}

impl PartyError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Code(e) => e.code(),
            Self::Shape => 8101,
        }
    }
}

impl Party {
    /// A party whose code agrees with its kind.
    ///
    /// # Errors
    ///
    /// [`PartyError`].
    pub fn new(kind: HolderCodeType, code: &str) -> Result<Self, PartyError> {
        if !crate::jose::is_plain(code, 64) {
            return Err(PartyError::Shape);
        }
        let code = kind.check(code)?.reveal().into();
        Ok(Self { kind, code })
    }

    /// An organisation by its 统一社会信用代码.
    ///
    /// # Errors
    ///
    /// [`PartyError::Code`].
    pub fn organisation(code: &str) -> Result<Self, PartyError> {
        Self::new(HolderCodeType::UNIFIED_SOCIAL_CREDIT_CODE, code)
    }

    /// The kind of code.
    pub fn kind(&self) -> HolderCodeType {
        self.kind
    }

    /// The code in clear. Never for a log.
    pub fn code(&self) -> &str {
        self.code.reveal()
    }

    /// As it is written in statements, in clear. Never for a log.
    pub fn reveal(&self) -> String {
        format!("{}:{}", self.kind.code(), self.code.reveal())
    }

    /// What may be shown of it: an organisation's code is public, a person's is not.
    pub fn label(&self) -> String {
        if self.is_organisation() { self.reveal() } else { self.to_string() }
    }

    /// Whether it is an organisation with a 统一社会信用代码.
    pub fn is_organisation(&self) -> bool {
        self.kind == HolderCodeType::UNIFIED_SOCIAL_CREDIT_CODE
    }

    /// Whether this is one of the holders that a licence names.
    pub fn holds(&self, licence: &Metadata) -> bool {
        licence.holders().iter().any(|holder| Self::from(holder) == *self)
    }

    /// Whether a certificate carries this party's code. Where several people could share a name, a
    /// name proves nothing, so the code alone counts: for organisations as
    /// [`organisation_codes`] reads it, for citizens the serialNumber of the subject (2.5.4.5, bare
    /// or as ETSI EN 319 412-1 §5.1.3 writes it), for both and for passports the extension of GB/T
    /// 20518 (1.2.156.10260.4.1.1). It does not say that the certificate is valid.
    pub fn is_named_by(&self, certificate: &Certificate) -> bool {
        if self.is_organisation() {
            return organisation_codes(certificate).iter().any(|code| code == self.code());
        }
        let extension = certificate.extension_value(&IDENTITY_CODE);
        if extension.and_then(identity_code).is_some_and(|found| found == *self) {
            return true;
        }
        self.kind == HolderCodeType::CITIZEN_NUMBER && serial_numbers(certificate, self.code())
    }
}

/// Whether a serialNumber of the subject is this citizen's number.
fn serial_numbers(certificate: &Certificate, number: &str) -> bool {
    certificate.subject().attributes().filter(|a| a.kind() == [0x55, 4, 5]).any(|attribute| {
        let text = attribute.text();
        let bare = match text.split_once('-') {
            Some(("IDCCN" | "PNOCN", number)) => number,
            _ => text.as_str(),
        };
        bare.parse::<CitizenNumber>().is_ok_and(|found| found.reveal() == number)
    })
}

/// `IdentifyCode ::= CHOICE { [0] 公民身份号码, [1] 军官证, [2] 护照 … }`.
fn identity_code(value: &[u8]) -> Option<Party> {
    let tlv = read_single(value).ok()?;
    let kind = match tlv.tag {
        0x80 | 0xa0 => "111",
        0x82 | 0xa2 => "414",
        _ => return None,
    };
    let text = if tlv.tag & 0x20 != 0 { read_single(tlv.value).ok()?.value } else { tlv.value };
    Party::new(HolderCodeType::from_code(kind)?, std::str::from_utf8(text).ok()?).ok()
}

const IDENTITY_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10260.4.1.1");

impl From<&Holder> for Party {
    fn from(holder: &Holder) -> Self {
        Self { kind: holder.code_type(), code: holder.code().clone() }
    }
}

impl FromStr for Party {
    type Err = PartyError;

    fn from_str(text: &str) -> Result<Self, PartyError> {
        let (kind, code) = text.split_once(':').ok_or(PartyError::Shape)?;
        Self::new(HolderCodeType::from_code(kind).ok_or(PartyError::Shape)?, code)
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:***", self.kind.code())
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Party({self})")
    }
}
