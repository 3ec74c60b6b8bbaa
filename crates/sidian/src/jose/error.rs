use crate::crypto::CryptoError;

/// Why a signed statement cannot be made, read or believed.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum JoseError {
    /// An algorithm that is not spoken here, or not with a key of its kind.
    #[error("the signature algorithm is not supported, or is not for this key")]
    Algorithm,
    /// A claim is missing or is not what it should be.
    #[error("claim {claim} is missing or malformed")]
    Claim {
        /// Which one.
        claim: &'static str,
    },
    /// The signature could not be made or does not verify.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A header parameter is missing or is not what it should be.
    #[error("header {header} is missing or malformed")]
    Header {
        /// Which one.
        header: &'static str,
    },
    /// Not JSON, a key given twice, or nested too deep.
    #[error("malformed JSON, or a key given twice")]
    Json,
    /// Not parts of base64url between dots.
    #[error("not a signed token")]
    Shape,
    /// Larger than a token of this kind may be.
    #[error("larger than {max} bytes")]
    Size {
        /// The most bytes.
        max: usize,
    },
}

impl JoseError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Algorithm => 3701,
            Self::Claim { .. } => 3702,
            Self::Crypto(e) => e.code(),
            Self::Header { .. } => 3703,
            Self::Json => 3704,
            Self::Shape => 3705,
            Self::Size { .. } => 3706,
        }
    }
}
