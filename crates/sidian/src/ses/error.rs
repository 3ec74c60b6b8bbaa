//! Why a seal structure cannot be read.

use crate::asn1::Asn1Error;

/// Why a seal structure cannot be read. None of these depends on a key or a clock.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SesError {
    /// The bytes are not the ASN.1 that the standards describe, nor a known departure from it.
    #[error("{place}: {source}")]
    Asn1 {
        /// Which part was being read.
        place: &'static str,
        /// What the reader found.
        source: Asn1Error,
    },
    /// `certListType` is neither 1 (certificates) nor 2 (digests).
    #[error("certListType {found} is neither 1 nor 2")]
    CertListType {
        /// What it says.
        found: u64,
    },
    /// A structure has a number of fields that no edition knows.
    #[error("{place} has {found} fields, which no edition knows")]
    Fields {
        /// Which structure.
        place: &'static str,
        /// How many.
        found: usize,
    },
    /// The header does not begin with the identifier `ES`.
    #[error("the header does not say ES")]
    NotSeal,
    /// Larger than any seal may be.
    #[error("{len} bytes; a seal may have {limit}")]
    TooLarge {
        /// How large it is.
        len: usize,
        /// How large it may be.
        limit: usize,
    },
    /// More entries than any honest seal has.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much is accepted.
        limit: usize,
    },
}

impl SesError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Asn1 { .. } => 3201,
            Self::CertListType { .. } => 3202,
            Self::Fields { .. } => 3203,
            Self::NotSeal => 3204,
            Self::TooLarge { .. } => 3205,
            Self::TooMany { .. } => 3206,
        }
    }
}
