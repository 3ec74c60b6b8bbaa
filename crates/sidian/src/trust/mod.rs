//! Judgement of certificates: whom to trust, paths (RFC 5280 6), revocation (RFC 5280 6.3, RFC
//! 6960).
//!
//! Nothing here reads a clock or fetches anything: the time is an argument, and what speaks about
//! revocation is brought as [`Evidence`].

mod algorithm;
mod cache;
mod evidence;
mod list;
mod memo;
mod outcome;
mod path;
mod policy;
mod revocation;
mod store;

pub use algorithm::{Algorithm, AlgorithmLimit, KNOWN_LIMITS};
pub use cache::PathCache;
pub use evidence::Evidence;
pub use list::{ListPurpose, ListedAnchor, TrustList, TrustListDraft, TrustListError};
pub use outcome::{PathOutcome, RevocationSource, RevocationStatus, VerifiedPath};
pub use path::{PathRequest, validate};
pub use policy::{AnchorLifetime, Policy, Purpose, RevocationMode, WeakAlgorithms};
pub use store::{TrustAnchor, TrustStore};
