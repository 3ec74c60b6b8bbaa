//! Why bytes are not the structure that they claim to be.

use crate::crypto::CryptoError;

/// Bytes that are no certificate, request, revocation list or OCSP response.
///
/// Every variant is about the bytes alone; none depends on a policy or the clock.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum X509Error {
    /// The algorithm inside the signed part is not the one beside the signature (RFC 5280 4.1.1.2).
    #[error("the signature algorithm inside the signed part differs from the one outside")]
    AlgorithmMismatch,
    /// A key or an algorithm that cannot be used.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The same extension twice (RFC 5280 4.2).
    #[error("extension {oid} occurs twice")]
    DuplicateExtension {
        /// Its object identifier.
        oid: String,
    },
    /// Extensions in a version that has none (RFC 5280 4.1.2.9).
    #[error("extensions in a version {version} structure")]
    ExtensionsInOldVersion {
        /// The version it states, counted from 1.
        version: u8,
    },
    /// Not strict DER, or not the structure of the standard.
    #[error("malformed {what} at byte {at}")]
    Malformed {
        /// Which part.
        what: &'static str,
        /// Offset in the structure.
        at: usize,
    },
    /// No PEM block of the expected kind, or one that does not decode.
    #[error("no readable PEM block with the label {label}")]
    Pem {
        /// The label looked for.
        label: &'static str,
    },
    /// A request that was not signed with the key in it (RFC 2986 4.2).
    #[error("the request is not signed with its own key")]
    Possession,
    /// Larger than any honest structure of its kind.
    #[error("{len} bytes are too many")]
    TooLarge {
        /// How many there were.
        len: usize,
    },
    /// A version that the standard does not know.
    #[error("unknown version")]
    Version,
}

impl X509Error {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::AlgorithmMismatch => 3201,
            Self::Crypto(e) => e.code(),
            Self::DuplicateExtension { .. } => 3202,
            Self::ExtensionsInOldVersion { .. } => 3203,
            Self::Malformed { .. } => 3204,
            Self::Pem { .. } => 3205,
            Self::Possession => 3208,
            Self::TooLarge { .. } => 3206,
            Self::Version => 3207,
        }
    }
}
