//! Small signed statements: COSE_Sign1 (RFC 9052 §4.2) around CWT claims (RFC 8392), as Base45 text
//! (RFC 9285) for QR codes.
//!
//! Only one encoding is taken, the deterministic one (RFC 8949 §4.2.1): what was read is written
//! again and must be the same bytes, so nothing unknown, nothing twice and nothing in another order
//! gets through.

mod base45;
mod sign1;

pub use base45::{Base45Error, from_base45, to_base45};
pub use sign1::{PreparedSign1, Sign1, algorithm_number};
pub(crate) use sign1::{read_claims, write_claims};

use crate::crypto::CryptoError;

/// Why a small signed statement cannot be made, read or believed.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CoseError {
    /// An algorithm that is not spoken here, or not with a key of its kind.
    #[error("the signature algorithm is not supported, or is not for this key")]
    Algorithm,
    /// The signature could not be made or does not verify.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// Not COSE_Sign1 in its deterministic encoding, with the algorithm alone in its header.
    #[error("not a COSE_Sign1 in its one deterministic encoding")]
    Shape,
    /// Larger than allowed.
    #[error("larger than {max} bytes")]
    Size {
        /// The most bytes.
        max: usize,
    },
}

impl CoseError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Algorithm => 3741,
            Self::Crypto(e) => e.code(),
            Self::Shape => 3742,
            Self::Size { .. } => 3743,
        }
    }
}
