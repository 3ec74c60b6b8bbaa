//! Why a container cannot be read or written.

/// Why a SignedData cannot be read or written. None of these depends on a key or a clock.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CmsError {
    /// The bytes are not the ASN.1 that RFC 5652 describes.
    #[error("{place}: {source}")]
    Asn1 {
        /// Which structure was being read.
        place: &'static str,
        /// What the reader found.
        source: crate::asn1::Asn1Error,
    },
    /// The content type is none of those this library judges.
    #[error("content type {oid} is not SignedData")]
    ContentType {
        /// What it is.
        oid: String,
    },
    /// More certificates, signers or attributes than any honest container holds.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How much is accepted.
        limit: usize,
    },
}

impl CmsError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Asn1 { .. } => 3101,
            Self::ContentType { .. } => 3102,
            Self::TooMany { .. } => 3103,
        }
    }
}
