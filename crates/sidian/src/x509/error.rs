//! Why bytes are not the structure that they claim to be.

/// Bytes that are no certificate, revocation list or OCSP response.
///
/// Every variant is about the bytes alone; none depends on a key, a policy or the clock.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum X509Error {
    /// The algorithm inside the signed part is not the one beside the signature (RFC 5280 4.1.1.2).
    #[error("the signature algorithm inside the signed part differs from the one outside")]
    AlgorithmMismatch,
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
            Self::DuplicateExtension { .. } => 3202,
            Self::ExtensionsInOldVersion { .. } => 3203,
            Self::Malformed { .. } => 3204,
            Self::Pem { .. } => 3205,
            Self::TooLarge { .. } => 3206,
            Self::Version => 3207,
        }
    }
}
