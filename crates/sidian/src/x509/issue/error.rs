use crate::crypto::CryptoError;
use crate::x509::X509Error;

/// Why a certificate or revocation list could not be issued. The request is to blame.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IssueError {
    /// The draft cannot be encoded: a text that its ASN.1 type cannot hold, a serial number that
    /// is not positive or longer than 20 bytes, a time before 1970.
    #[error("the {what} cannot be encoded")]
    Encoding {
        /// Which part.
        what: &'static str,
    },
    /// The key that signs is not the one in the issuer's certificate.
    #[error("the signing key does not belong to the issuer's certificate")]
    KeyMismatch,
    /// The issuer's certificate does not let it sign this.
    #[error("the issuer's certificate is not for {what}")]
    NotAllowed {
        /// What was asked of it.
        what: &'static str,
    },
    /// A name without any attribute.
    #[error("the subject has no name")]
    NoName,
    /// Whoever registers people said no.
    #[error("not registered: {reason}")]
    NotRegistered {
        /// In their words.
        reason: String,
    },
    /// What was made cannot be read back.
    #[error("what was issued cannot be read: {0}")]
    Reading(#[from] X509Error),
    /// The key refused to sign, or there were no random bytes.
    #[error(transparent)]
    Signing(#[from] CryptoError),
    /// The end comes before the beginning.
    #[error("the validity ends before it begins")]
    Validity,
}

impl IssueError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Encoding { .. } => 3301,
            Self::KeyMismatch => 3302,
            Self::NotAllowed { .. } => 3303,
            Self::NoName => 3304,
            Self::NotRegistered { .. } => 3308,
            Self::Reading(_) => 3305,
            Self::Signing(_) => 3306,
            Self::Validity => 3307,
        }
    }
}
