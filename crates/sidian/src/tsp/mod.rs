//! Time-stamp tokens (RFC 3161) as structures. What a token proves is judged in `signature`.

mod token;

pub use token::{TimestampToken, TstInfo};
