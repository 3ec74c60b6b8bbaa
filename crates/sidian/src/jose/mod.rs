//! Signed statements as compact JWS (RFC 7515), read strictly.
//!
//! Status lists, seal registers, authorisations, receipts and selective sharing travel in this
//! envelope. [`Jws::parse`] reads the structure and believes nothing; [`Jws::verify`] checks the
//! signature with a key that the caller has a reason to trust. What a header says about its own key
//! is never that reason.
//!
//! What is refused, always: an algorithm that is not in the table (so `none` and every HMAC), an
//! algorithm that does not go with the key, `crit`, another `typ` than was asked for, a key given
//! twice at any depth of the JSON, padding or other alphabets in base64url, and whatever is larger
//! or deeper than the reader allows.
//!
//! JOSE has no registered name for SM2 with SM3. [`jws`] says what `SM2SM3` means here.

mod algorithm;
mod claims;
mod error;
pub mod json;
pub mod jwk;
pub mod jws;

pub use algorithm::algorithm_name;
pub(crate) use algorithm::{from_der, to_der};
pub use claims::{Claims, is_plain};
pub use error::JoseError;
pub use jws::{Header, Jws, PreparedJws, Rules};

use base64ct::{Base64UrlUnpadded, Encoding};

/// Bytes as base64url without padding (RFC 7515 §2).
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads base64url without padding.
///
/// # Errors
///
/// [`JoseError::Shape`] for any other alphabet, padding, or bits left over that are not zero.
pub fn decode(text: &str) -> Result<Vec<u8>, JoseError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| JoseError::Shape)
}

#[cfg(test)]
mod tests;
