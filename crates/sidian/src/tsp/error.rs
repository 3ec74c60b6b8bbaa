//! Why a timestamp could not be had, or is not the one asked for.

use super::response::{FailureInfo, Status};
use crate::cms::CmsError;
use crate::crypto::CryptoError;

/// Why a timestamp could not be had, or is not the one that was asked for.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TspError {
    /// The authority's certificate is missing, its key is another's, or neither may make timestamps.
    #[error("this certificate and key cannot make timestamps: {why}")]
    Authority {
        /// Why.
        why: &'static str,
    },
    /// The key refused.
    #[error("the authority’s key could not sign: {0}")]
    Crypto(#[from] CryptoError),
    /// The digest is not one of the hash function named, or that function is not accepted.
    #[error("a digest of {found} bytes does not fit {hash}")]
    Digest {
        /// The hash function.
        hash: &'static str,
        /// How long the digest is.
        found: usize,
    },
    /// The bytes are no request, response or token.
    #[error("not a timestamp message: {0}")]
    Malformed(#[from] CmsError),
    /// The token is for another request: `what` differs.
    #[error("the timestamp is not the one that was asked for: another {what}")]
    Other {
        /// What differs: imprint, nonce, policy or certificate.
        what: &'static str,
    },
    /// The register of tokens cannot be read or was changed.
    #[error("the register of tokens cannot be used: {why}")]
    Register {
        /// Why.
        why: &'static str,
    },
    /// The authority refused.
    #[error("the timestamp authority refused: {}{}", .status.as_str(), reason(.failure, .text))]
    Refused {
        /// Its status.
        status: Status,
        /// Why, by number.
        failure: Option<FailureInfo>,
        /// Why, in its own words.
        text: String,
    },
    /// Nobody answered.
    #[error("the timestamp authority could not be reached: {why}")]
    Unreachable {
        /// Why.
        why: String,
    },
    /// The token's own signature or certificate binding is wrong.
    #[error("the token is not valid: {why}")]
    Token {
        /// The short name of what was found.
        why: &'static str,
    },
}

impl TspError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Authority { .. } => 3301,
            Self::Crypto(e) => e.code(),
            Self::Digest { .. } => 3302,
            Self::Malformed(e) => e.code(),
            Self::Other { .. } => 3303,
            Self::Refused { .. } => 3304,
            Self::Register { .. } => 3307,
            Self::Token { .. } => 3306,
            Self::Unreachable { .. } => 3305,
        }
    }
}

fn reason(failure: &Option<FailureInfo>, text: &str) -> String {
    match (failure, text.is_empty()) {
        (None, true) => String::new(),
        (None, false) => format!(" ({text})"),
        (Some(failure), true) => format!(" ({})", failure.as_str()),
        (Some(failure), false) => format!(" ({}: {text})", failure.as_str()),
    }
}
