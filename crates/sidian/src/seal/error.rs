//! Why a seal cannot be made or used.

use super::code::SealCodeError;
use super::picture::PictureError;
use crate::crypto::CryptoError;
use crate::ses::SesError;

/// Why a seal cannot be made or used. Nothing was signed when one of these is returned, but for
/// [`Self::ValueInvalid`].
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// A certificate is not valid now, or its key may not sign.
    #[error("the certificate of “{subject}” cannot be used: {reason}")]
    Certificate {
        /// Its subject.
        subject: String,
        /// Why.
        reason: &'static str,
    },
    /// No certificate was given.
    #[error("no certificate given")]
    CertificateMissing,
    /// The seal code is not one.
    #[error("the seal code is not one: {0}")]
    Code(#[from] SealCodeError),
    /// A key refused, or could not be used.
    #[error("the key could not sign: {0}")]
    Crypto(#[from] CryptoError),
    /// The dates are out of order.
    #[error("the validity ends before it begins")]
    Dates,
    /// The digest is not of the hash that goes with the algorithm.
    #[error("a digest of {expected} bytes is needed; this one has {found}")]
    Digest {
        /// How many bytes are needed.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// The key is not the one of the certificate.
    #[error("the key does not belong to the certificate “{subject}”")]
    KeyMismatch {
        /// Subject of the certificate.
        subject: String,
    },
    /// Nobody, or too many, or somebody twice may use it.
    #[error("the list of certificates is empty, too long, or names one twice")]
    List,
    /// The picture is not one that may be used.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The seal's own signature does not verify.
    #[error("the maker’s signature on the seal does not verify")]
    SealBroken,
    /// The seal may not be used at this time.
    #[error("the seal is not valid now")]
    SealNotValid,
    /// A structure cannot be read.
    #[error(transparent)]
    Ses(#[from] SesError),
    /// The signer may not use this seal.
    #[error("the certificate “{subject}” is not on the seal’s list")]
    SignerNotListed {
        /// Subject of the signer's certificate.
        subject: String,
    },
    /// Seals are made with SM2, Ed25519 or ECDSA on P-256.
    #[error("seals are not made with {algorithm}")]
    Suite {
        /// The algorithm.
        algorithm: &'static str,
    },
    /// A text is empty, too long, or has characters that do not belong there.
    #[error("{field} is empty, too long, or has characters that do not belong there")]
    Text {
        /// Which one.
        field: &'static str,
    },
    /// The timestamp is for something else, or cannot be read.
    #[error("the timestamp is not for this seal")]
    Timestamp,
    /// The signature value does not verify with the certificate's key.
    #[error("the signature value does not fit the certificate’s key")]
    ValueInvalid,
    /// Only seals of V4 and V5 are used, and timestamps belong to V5.
    #[error("not possible with a seal of {standard}")]
    Version {
        /// The seal's standard.
        standard: &'static str,
    },
}

impl SealError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::Certificate { .. } => 6101,
            Self::CertificateMissing => 6102,
            Self::Code(_) => 6103,
            Self::Crypto(e) => e.code(),
            Self::Dates => 6104,
            Self::Digest { .. } => 6105,
            Self::KeyMismatch { .. } => 6106,
            Self::List => 6107,
            Self::Picture(e) => e.code(),
            Self::SealBroken => 6108,
            Self::SealNotValid => 6109,
            Self::Ses(e) => e.code(),
            Self::SignerNotListed { .. } => 6110,
            Self::Suite { .. } => 6111,
            Self::Text { .. } => 6112,
            Self::Timestamp => 6113,
            Self::ValueInvalid => 6114,
            Self::Version { .. } => 6115,
        }
    }
}
