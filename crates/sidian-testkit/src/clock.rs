//! The fixed times of the test world. Tests never read a clock.

use sidian::time::UnixTime;

/// The present of the test world: 2026-06-01T00:00:00Z.
pub fn now() -> UnixTime {
    at("2026-06-01T00:00:00Z")
}

/// When the revoked signer of the test PKI was revoked: 2026-03-01T00:00:00Z.
pub fn revoked_at() -> UnixTime {
    at("2026-03-01T00:00:00Z")
}

/// When the revocation lists of the test PKI were made: 2026-05-01T00:00:00Z.
pub fn list_made() -> UnixTime {
    at("2026-05-01T00:00:00Z")
}

/// When they are replaced: 2046-05-01T00:00:00Z.
pub fn list_ends() -> UnixTime {
    at("2046-05-01T00:00:00Z")
}

/// The moment of an RFC 3339 text.
///
/// # Panics
///
/// If `text` is no such moment: the test is wrong.
pub fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap_or_else(|_| panic!("{text} is no moment"))
}
