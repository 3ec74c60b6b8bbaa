//! Until when algorithms are believed: policy data, not code.

use crate::crypto::{Hash, KeyKind, SignatureAlgorithm};
use crate::time::UnixTime;

/// What a date can be set for: a hash function, or a whole family of keys.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Algorithm {
    /// A hash function, wherever it is used.
    Hash(Hash),
    /// Every signature by keys of this kind.
    Key(KeyKind),
}

/// The date after which an algorithm proves nothing by itself: what rests on it counts only where a
/// timestamp proves that it existed before (ETSI EN 319 102-1 5.2.8, 5.6.2.4).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct AlgorithmLimit {
    /// What ends.
    pub algorithm: Algorithm,
    /// The last moment at which it counts.
    pub until: UnixTime,
}

/// The dates that are known, each with where it comes from; a policy may set others.
///
/// Only what is settled is here: nothing says yet when SHA-256, SM3, RSA of 2048 bits and more or
/// the curves end. (NIST IR 8547, a draft, names 2035 for all of today's public keys.)
pub const KNOWN_LIMITS: &[(Algorithm, &str, &str)] = &[(
    Algorithm::Hash(Hash::Sha1),
    "2013-12-31T23:59:59Z",
    "NIST SP 800-131A: SHA-1 disallowed for digital signatures after 2013",
)];

impl Algorithm {
    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hash(hash) => hash.name(),
            Self::Key(KeyKind::Ec) => "ECDSA",
            Self::Key(KeyKind::Ed25519) => "Ed25519",
            Self::Key(KeyKind::Rsa) => "RSA",
            Self::Key(KeyKind::Sm2) => "SM2",
        }
    }

    /// The date from the table of known ones.
    pub(super) fn known_end(self) -> Option<UnixTime> {
        let known = KNOWN_LIMITS.iter().find(|(algorithm, ..)| *algorithm == self);
        known.and_then(|(_, until, _)| UnixTime::from_rfc3339(until).ok())
    }
}

/// The parts of a signature algorithm that a date can be set for.
pub(super) fn parts(algorithm: &SignatureAlgorithm) -> [Algorithm; 2] {
    [Algorithm::Hash(algorithm.hash()), Algorithm::Key(algorithm.key_kind())]
}
