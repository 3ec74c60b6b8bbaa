//! Timestamps (RFC 3161, RFC 5816; in China GB/T 20520): requests, responses, tokens, and an
//! authority that answers. Bytes in, bytes out: who sends them, and where, is not known here.
//!
//! What a token proves is judged in `signature`, and nothing is proven by reading one.

mod authority;
mod error;
mod ledger;
mod request;
mod response;
mod token;

pub use authority::{Answered, TimestampAuthority};
pub use error::TspError;
pub use ledger::{TokenRecord, TokenRegister};
pub use request::{TimestampRequest, fresh_nonce};
pub use response::{FailureInfo, Status, TimestampResponse};
pub use token::{TimestampToken, TstInfo};

/// Whoever sends a request to a timestamp authority and brings the answer back: a socket, a file,
/// or an authority in the same process.
pub trait TimestampSource {
    /// The authority's answer (`TimeStampResp`) to a request (`TimeStampReq`), both in DER.
    ///
    /// # Errors
    ///
    /// [`TspError::Unreachable`] where there is no answer.
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError>;

    /// How many bytes its tokens need at most. Room for a token is kept before it is there; where
    /// the promise is broken, signing is tried once more with the room it needs.
    fn promised_size(&self) -> usize {
        8 * 1024
    }
}
