//! Selective sharing (选择性披露): chosen fields of a licence without the licence.
//!
//! The form is SD-JWT VC: an SD-JWT (RFC 9901) of type `dc+sd-jwt` that the licence's issuer makes
//! from its metadata and binds to the holder's key (`cnf`, RFC 7800). The holder discloses fields to
//! one verifier and signs that act (`kb+jwt` with `aud`, `nonce`, `iat`, `sd_hash`, and `purpose`,
//! which is ours).
//!
//! # What can never be hidden
//!
//! Whatever decides whether the data may be used stands open in the issuer's own words: validity
//! (`nbf`, `exp`, the dates of the licence), state (`status`), holder binding (`cnf`), identifier and
//! issuer, and the purpose of an annotated copy. A disclosure with such a name is refused, so nobody
//! can hide one and show another later; the purpose of the presentation stands in the open part of
//! the holder's signature.
//!
//! # Why not a crate
//!
//! The crates at hand judge time by a clock of their own, or assume ES256, or know neither SM2 nor a
//! key elsewhere. The format is thin over `jose`, and only one shape of it is needed: no
//! nesting, no arrays, SHA-256.

mod issue;
mod present;
mod verify;

pub use issue::ShareDraft;
pub use present::{Disclosure, PreparedPresentation, Presentation, SharedLicence};
pub(crate) use verify::judge;
pub use verify::{ShareRequest, SharedFacts};

use crate::jose::Rules;

/// `vct`: the type of these credentials.
pub const VCT: &str = "urn:sidian:licence:1";

const ISSUER_RULES: Rules = Rules { typ: "dc+sd-jwt", most_bytes: 256 << 10 };
const BINDING_RULES: Rules = Rules { typ: "kb+jwt", most_bytes: 16 << 10 };
/// The most bytes of a whole presentation, and the most disclosures in it.
const MOST_BYTES: usize = 1 << 20;
const MOST_DISCLOSURES: usize = 400;

/// Claims of the envelope that are never a field of a licence.
const ENVELOPE: &[&str] = &[
    "_sd", "_sd_alg", "...", "aud", "cnf", "exp", "iat", "iss", "jti", "nbf", "status", "sub",
    "vct",
];

/// Elements of a licence that stand open: what it is, who issued it, from when to when it is good,
/// and what a copy was made for and how long it is good.
const OPEN: &[&str] = &[
    "ZZLXMC",
    "ZZLXDM",
    "ZZBS",
    "ZZBBH",
    "ZZBFJG",
    "ZZBFJGDM",
    "ZZBFRQ",
    "ZZYXQQSRQ",
    "ZZYXQJZRQ",
    "ZZYXQFW",
    "GLZZBS",
    "JZJZZSJ",
    "JZJZZZ",
    "JZJZZSY",
    "JZJYXQJZSJ",
];

/// Elements without which nothing can be judged.
const NEEDED: &[&str] = &["ZZBS", "ZZBFJG", "ZZBFJGDM", "ZZBFRQ", "ZZYXQJZRQ"];

fn is_open(name: &str) -> bool {
    ENVELOPE.contains(&name) || OPEN.contains(&name)
}
