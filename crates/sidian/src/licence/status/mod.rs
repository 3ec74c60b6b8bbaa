//! Status lists: the states of an issuer's licences in one small signed file, for offline use.
//!
//! The shape is that of the IETF Token Status List (draft-ietf-oauth-status-list): a JWT of type
//! `statuslist+jwt` with `sub`, `iat`, `exp`, `ttl` and `status_list` (`bits` and `lst`, the places
//! packed from the least significant bit on, compressed with zlib, in base64url), as a compact JWS
//! (RFC 7515) with the signer's certificates in `x5c`.
//!
//! Of its values, 0 (valid), 1 (invalid) and 2 (suspended) mean the same to everybody; 3 and 12 to 15
//! are left to applications. What we mean by them holds only in a list whose claim `state_profile`
//! says [`PROFILE`]; see [`value_of`].

mod judge;
mod read;
mod token;

pub use judge::ListedState;
pub(crate) use read::ReadList;
pub use token::{Claims, SignedStatusList};

use super::lifecycle::State;
use crate::budget::{Budget, LimitError, Work};
use crate::crypto::CryptoError;
use crate::jose::JoseError;

/// The claim `state_profile` of our lists: what 1, 3 and 12 to 15 mean in them.
pub const PROFILE: &str = "urn:sidian:licence-states:1";

/// The value of a state in a list: 0 有效, 1 注销, 2 暂扣, 3 未激活, 12 吊销, 13 撤销, 14 转出,
/// 15 被新版本取代.
///
/// A licence that ran out is listed as cancelled, which the law demands for it (行政许可法 §70); its
/// own dates tell that it expired.
pub const fn value_of(state: State) -> u8 {
    match state {
        State::Valid => 0,
        State::Cancelled | State::Expired => 1,
        State::Suspended => 2,
        State::NotActive => 3,
        State::Revoked => 12,
        State::Annulled => 13,
        State::TransferredOut => 14,
        State::Superseded => 15,
    }
}

/// How many bits a place of a list has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bits {
    /// One: valid or not.
    One = 1,
    /// Two: suspended too.
    Two = 2,
    /// Four: every state kept apart.
    Four = 4,
    /// Eight.
    Eight = 8,
}

impl Bits {
    /// From the number, if it is 1, 2, 4 or 8.
    pub const fn from_number(bits: u64) -> Option<Self> {
        match bits {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            4 => Some(Self::Four),
            8 => Some(Self::Eight),
            _ => None,
        }
    }

    /// The number.
    pub const fn number(self) -> u64 {
        self as u64
    }
}

/// The states of licences, by place. Nothing says who made it: that is [`SignedStatusList`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatusList {
    bits: Bits,
    bytes: Vec<u8>,
}

/// The most bytes that a list unfolds to: 33 million licences of four bits.
const MOST_BYTES: usize = 16 << 20;

impl StatusList {
    /// A list of at least `places` places, all valid.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Size`] beyond 16 MiB.
    pub fn new(bits: Bits, places: u64) -> Result<Self, StatusListError> {
        let bytes = places.checked_mul(bits.number()).map(|n| n.div_ceil(8));
        let bytes = bytes.and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= MOST_BYTES);
        let bytes = bytes.ok_or(StatusListError::Size { max: MOST_BYTES })?;
        Ok(Self { bits, bytes: vec![0; bytes] })
    }

    /// How many bits a place has.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// How many places there are.
    pub fn places(&self) -> u64 {
        self.bytes.len() as u64 * 8 / self.bits.number()
    }

    /// Enters a state.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Place`] if there is no such place, [`StatusListError::Bits`] if the state
    /// needs more bits than a place has.
    pub fn set(&mut self, index: u64, state: State) -> Result<(), StatusListError> {
        let (value, width) = (value_of(state), self.bits.number());
        let mask = mask(self.bits);
        if value > mask {
            return Err(StatusListError::Bits { bits: width });
        }
        let (at, shift) = place(index, self.bits).ok_or(StatusListError::Place { index })?;
        let byte = self.bytes.get_mut(at).ok_or(StatusListError::Place { index })?;
        *byte = (*byte & !(mask << shift)) | (value << shift);
        Ok(())
    }

    /// The value at a place, in constant time; `None` if there is no such place.
    pub fn value(&self, index: u64) -> Option<u8> {
        let (at, shift) = place(index, self.bits)?;
        Some((self.bytes.get(at)? >> shift) & mask(self.bits))
    }

    /// The compressed form (zlib, the same for the same list).
    fn compressed(&self) -> Vec<u8> {
        const LEVEL: u8 = 9;
        miniz_oxide::deflate::compress_to_vec_zlib(&self.bytes, LEVEL)
    }

    fn unfold(bits: Bits, compressed: &[u8], budget: &Budget) -> Result<Self, StatusListError> {
        let left = usize::try_from(budget.left(Work::Inflated)).unwrap_or(usize::MAX);
        let max = MOST_BYTES.min(left);
        let bytes = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(compressed, max)
            .map_err(|e| match e.status {
                miniz_oxide::inflate::TINFLStatus::HasMoreOutput => StatusListError::Size { max },
                _ => StatusListError::Compression,
            })?;
        budget.spend(Work::Inflated, bytes.len() as u64)?;
        Ok(Self { bits, bytes })
    }
}

const fn mask(bits: Bits) -> u8 {
    match bits {
        Bits::One => 0b1,
        Bits::Two => 0b11,
        Bits::Four => 0b1111,
        Bits::Eight => 0xff,
    }
}

/// The byte of a place, and how far inside it the value begins.
fn place(index: u64, bits: Bits) -> Option<(usize, u32)> {
    let bit = index.checked_mul(bits.number())?;
    Some((usize::try_from(bit / 8).ok()?, u32::try_from(bit % 8).ok()?))
}

/// Why a status list cannot be made, read or believed.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StatusListError {
    /// Signed with an algorithm that is not spoken here, or not with a key of its kind.
    #[error("the signature algorithm of the status list is not supported")]
    Algorithm,
    /// A state needs more bits than a place has.
    #[error("a place of {bits} bits cannot hold this state")]
    Bits {
        /// How many it has.
        bits: u64,
    },
    /// Claims are missing or are not what they should be.
    #[error("claim {claim} is missing or malformed")]
    Claim {
        /// Which one.
        claim: &'static str,
    },
    /// The list inside is not compressed as it should be.
    #[error("the list inside is not zlib data")]
    Compression,
    /// The signature could not be made or does not verify.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The header is not that of a status list.
    #[error("header {header} is missing or malformed")]
    Header {
        /// Which one.
        header: &'static str,
    },
    /// More work than the budget allows.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// There is no such place.
    #[error("there is no place {index} in the list")]
    Place {
        /// Which one.
        index: u64,
    },
    /// Not three parts of base64url between dots.
    #[error("not a signed token")]
    Shape,
    /// Larger than a status list may be.
    #[error("larger than {max} bytes")]
    Size {
        /// The most bytes.
        max: usize,
    },
}

impl StatusListError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Algorithm => 7181,
            Self::Bits { .. } => 7182,
            Self::Claim { .. } => 7183,
            Self::Compression => 7184,
            Self::Crypto(e) => e.code(),
            Self::Header { .. } => 7185,
            Self::Limit(e) => e.code(),
            Self::Place { .. } => 7186,
            Self::Shape => 7187,
            Self::Size { .. } => 7188,
        }
    }
}

impl From<JoseError> for StatusListError {
    fn from(e: JoseError) -> Self {
        match e {
            JoseError::Algorithm => Self::Algorithm,
            JoseError::Claim { claim } => Self::Claim { claim },
            JoseError::Crypto(e) => Self::Crypto(e),
            JoseError::Header { header } => Self::Header { header },
            JoseError::Json => Self::Claim { claim: "payload" },
            JoseError::Size { max } => Self::Size { max },
            JoseError::Shape => Self::Shape,
        }
    }
}

#[cfg(test)]
mod tests;
