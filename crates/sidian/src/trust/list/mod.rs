//! Trust lists (信任列表) as named, dated, signed data.
//!
//! A compact JWS (RFC 7515) of type `trust-list+jwt`. Its claims: `iss` who issues it, `name`, `iat`,
//! `exp` the next update, `seq` a number that grows, and `anchors`, each with `certificate` (DER as
//! base64), `purposes` (of `signing`, `status`, `timestamps`), and where stated `from` and `until`:
//! the times for which the issuer of the list answers for it.

mod draft;
mod error;
mod signed;

pub use draft::TrustListDraft;
pub use error::TrustListError;
pub use signed::{ListedAnchor, TrustList};

use super::policy::Purpose;

/// What an anchor on a signed list is trusted for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ListPurpose {
    /// Signatures and seals on documents, and statements.
    Signing,
    /// Status lists and registers.
    Status,
    /// Timestamps.
    Timestamps,
}

impl ListPurpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Signing, Self::Status, Self::Timestamps];

    /// Its word in a list.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Status => "status",
            Self::Timestamps => "timestamps",
        }
    }

    /// The purpose of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == word)
    }

    /// What a question about `purpose` needs; `None` where any will do.
    pub(super) const fn needed(purpose: Purpose) -> Option<Self> {
        match purpose {
            Purpose::DocumentSigning | Purpose::EventSigning => Some(Self::Signing),
            Purpose::StatusSigning => Some(Self::Status),
            Purpose::TimeStamping => Some(Self::Timestamps),
            Purpose::OcspSigning | Purpose::Any => None,
        }
    }
}

/// `typ` of the token.
const TYPE: &str = "trust-list+jwt";
/// The most anchors of one list.
const MOST_ANCHORS: usize = 5_000;
/// The most characters of a name.
const MOST_TEXT: usize = 200;
