//! Verification receipts (核验回执): what was checked, by whom, when, against what, with which answer.
//! A receipt is filed instead of paper.
//!
//! It is a JWS of type `receipt+jwt`: in the file, in the flattened JSON form of RFC 7515 §7.2.2, whose
//! unprotected header may hold `proofs`: a time-stamp token (RFC 3161) over the compact form, and
//! later ones, each over all that was there before it. A token proves that the receipt was there
//! while its signer's certificate was still good, so it can be verified when that has long ended:
//! then the signer's path is judged as of the token's time, and the path of the token's authority as
//! of the next token's. What those paths rest on (certificates, revocation lists, OCSP responses) is
//! kept in the proofs too, so that a receipt of thirty years needs nothing beside the trust anchors.
//!
//! Claims: `jti`, `iss` (the department), `iat`, `case`, `item`, `operator`, `document` (name, size,
//! digests), `judged_at`, `verdict`, `report` (all of it, in Chinese), `sources`, `software`.
//!
//! # Examples
//!
//! A renewal, some years later:
//!
//! ```no_run
//! use sidian::crypto::Hash;
//! use sidian::material::receipt::Receipt;
//! use sidian::trust::Evidence;
//! use sidian::tsp::{TimestampRequest, TimestampResponse};
//! # fn post(_: &[u8]) -> Vec<u8> { Vec::new() }
//! # let crl_of_the_authority = Vec::new();
//!
//! let receipt = Receipt::inspect(&std::fs::read("receipt.json")?)?
//!     .with_evidence(&Evidence::new().with_crl(&crl_of_the_authority)?);
//! let request = TimestampRequest::over(Hash::Sha512, &receipt.to_be_stamped());
//! let answer = post(&request.to_der());
//! let response = TimestampResponse::parse(&answer)?;
//! let renewed = receipt.with_timestamp(response.check(&request, &[])?);
//! std::fs::write("receipt.json", renewed.to_json()?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod draft;
mod file;
mod page;
mod proof;
mod verify;

pub use draft::ReceiptDraft;
pub use file::{Document, Receipt};
pub use page::{RECEIPT_FILE, in_page};
pub(crate) use verify::judge;
pub use verify::{ReceiptRequest, VerifiedReceipt};

use crate::crypto::Hash;
use crate::jose::Rules;
use crate::trust::{Evidence, TrustStore};

const RULES: Rules = Rules { typ: "receipt+jwt", most_bytes: 8 << 20 };
const MOST_SOURCES: usize = 10_000;

/// Something that a judgement rested on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// `trust`, `crl`, `ocsp` or `status`.
    pub kind: &'static str,
    /// The name of the trust list, or the issuer of the revocation list.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub digest: String,
}

/// What a verifier has at hand, by digest.
pub(crate) fn sources(store: &TrustStore, evidence: &Evidence) -> Vec<Source> {
    let one = |kind, name: String, bytes: &[u8]| Source { kind, name, digest: sha256(bytes) };
    let anchors = store.anchors().iter().map(|a| {
        let name = format!("{}: {}", a.list(), a.name().label());
        one("trust", name, a.certificate().der())
    });
    let crls = evidence.crls().iter().map(|c| one("crl", c.issuer().label(), c.der()));
    let lists = evidence.status_lists().map(|bytes| one("status", String::new(), bytes));
    anchors.chain(crls).chain(lists).take(MOST_SOURCES).collect()
}

fn sha256(bytes: &[u8]) -> String {
    hex(Hash::Sha256.digest(bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
