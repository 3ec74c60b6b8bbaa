//! Electronic seals as structures: `SES_Seal` and `SES_Signature`.
//!
//! Three editions are read: "V1" of GM/T 0031-2014, V4 of GB/T 38540-2020 and V5 of GM/T 0031-2025.
//! V4 and V5 are written. Everything is kept as the bytes it came in, for real seals are not strict
//! DER and a signature is judged over what was received; what departs from the standard in a way
//! that is known is read and named as a [`Variant`], anything else is a [`SesError`].
//!
//! Nothing here proves anything: `seal` judges.

mod build;
mod error;
mod extension;
mod info;
mod list;
mod seal;
mod signature;
mod value;
mod variant;
mod walk;

use crate::asn1::tag;

pub use build::{SealInfoParts, TbsSignParts, encode_seal, encode_signature, with_timestamp};
pub use error::SesError;
pub use extension::SesExtension;
pub use info::{SesHeader, SesPicture, SesProperty, SesSealInfo};
pub use list::{CertDigest, SesCertList};
pub use seal::SesSeal;
pub use signature::{SesSignature, SesTbsSign, SesTime};
pub use value::signature_value;
pub use variant::{Departure, Variant};

/// Which edition a structure follows, by its shape.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SesVersion {
    /// GM/T 0031-2014, whose header says 1 in the files that are met.
    V1,
    /// GB/T 38540-2020.
    V4,
    /// GM/T 0031-2025, in force since 2026-07-01.
    V5,
}

impl SesVersion {
    /// The number that a header of this edition carries.
    pub const fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
            Self::V4 => 4,
            Self::V5 => 5,
        }
    }

    /// The standard by name.
    pub const fn standard(self) -> &'static str {
        match self {
            Self::V1 => "GM/T 0031-2014",
            Self::V4 => "GB/T 38540-2020",
            Self::V5 => "GM/T 0031-2025",
        }
    }
}

/// What a structure is, by its first elements.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SesForm {
    /// A seal (`SESeal`).
    Seal,
    /// A use of a seal (`SES_Signature`).
    Signature,
}

impl SesForm {
    /// What `der` would be, if it is one of the two: a seal begins with a header, a use of it with
    /// a version. Only the first bytes are looked at, so that one cut short is known too.
    pub fn of(der: &[u8]) -> Option<Self> {
        let mut rest = der;
        // A seal in an OCTET STRING is met.
        if rest.first() == Some(&tag::OCTET_STRING) {
            rest = inside(rest)?;
        }
        for _ in 0..2 {
            if rest.first() != Some(&tag::SEQUENCE) {
                return None;
            }
            rest = inside(rest)?;
        }
        match *rest.first()? {
            tag::INTEGER => Some(Self::Signature),
            tag::SEQUENCE => Some(Self::Seal),
            _ => None,
        }
    }
}

/// What follows identifier and length.
fn inside(der: &[u8]) -> Option<&[u8]> {
    let first = *der.get(1)?;
    let digits = if first < 0x80 { 0 } else { usize::from(first & 0x7f) };
    der.get(digits + 2..)
}

#[cfg(test)]
mod tests;
