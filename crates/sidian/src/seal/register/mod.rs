//! The seal register (印章登记簿): which seals there are, and what became of them.
//!
//! The rules for electronic seals of the State (国办发〔2025〕33号) have a seal's state looked up with
//! whoever made it: in use, stopped, restored, cancelled, key compromised. [`SealRegister`] is the
//! maker's own book; [`SignedSealRegister`] is what the maker publishes of it, for use offline: a
//! compact JWS (RFC 7515) of type `seal-register+jwt` with the claims `iat`, `exp` and `seals`.
//!
//! A register counts only where the maker of the seal signed it: a certificate of the same subject,
//! with a path to a trust anchor.

mod book;
mod entry;
mod error;
mod signed;

pub use book::SealRegister;
pub(super) use entry::digest;
pub use entry::{SealEntry, SealEvent, SealRecord, Since};
pub use error::SealRegisterError;
pub use signed::SignedSealRegister;

/// Moments as RFC 3339 in JSON.
pub(super) mod moment {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::time::UnixTime;

    pub(in crate::seal) fn serialize<S: Serializer>(
        at: &UnixTime,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        s.collect_str(at)
    }

    pub(in crate::seal) fn deserialize<'de, D: Deserializer<'de>>(
        d: D,
    ) -> Result<UnixTime, D::Error> {
        UnixTime::from_rfc3339(&String::deserialize(d)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
