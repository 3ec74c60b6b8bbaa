//! Fetching evidence: what the core names, brought by HTTP.
//!
//! The core owns no socket. It says what is missing and builds requests; this crate sends them, and
//! only to hosts on a list, since the addresses stand in files that anybody may have written. Nothing
//! that comes back is believed here: the core judges it.
//!
//! - [`Fetcher`]: GET and POST behind an allow-list, with limits of size and time, without redirects,
//!   and never to an address inside the house unless that was allowed.
//! - [`HttpAuthority`]: a timestamp authority (RFC 3161 §3.4).
//! - [`gather`]: brings certificates, revocation lists and OCSP responses for a signed document.

mod allow;
mod error;
mod evidence;
mod fetcher;
mod guard;

pub use allow::{AllowList, HostError};
pub use error::NetError;
pub use evidence::{Gathered, HttpAuthority, gather};
pub use fetcher::{Fetcher, Limits};
