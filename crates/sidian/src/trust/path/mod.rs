//! Certification paths: found, then validated by RFC 5280 section 6.1.

mod check;
mod names;
mod policies;
mod purpose;
mod search;
mod signed;

pub(super) use search::{Role, find};
pub(super) use signed::{Context, Signed, Verdict};

use super::evidence::Evidence;
use super::outcome::{PathOutcome, VerifiedPath};
use super::policy::{Policy, Purpose};
use super::store::TrustStore;
use crate::budget::Budget;
use crate::report::Finding;
use crate::report::codes::trust as codes;
use crate::time::UnixTime;
use crate::x509::Certificate;

/// A question: does this certificate lead to a trust anchor?
#[derive(Clone, Copy, Debug)]
pub struct PathRequest<'a> {
    /// The certificate that it is about.
    pub target: &'a Certificate,
    /// Certificates that may lie between it and an anchor. They are trusted for nothing.
    pub candidates: &'a [Certificate],
    /// Whom to trust.
    pub store: &'a TrustStore,
    /// What speaks about revocation, and further candidates.
    pub evidence: &'a Evidence,
    /// What the key is to be trusted for.
    pub purpose: Purpose,
    /// What is demanded.
    pub policy: &'a Policy,
    /// The time that it is about.
    pub at: UnixTime,
    /// How much work it may cost.
    pub budget: &'a Budget,
}

/// Finds a path from a certificate to a trust anchor and validates it: RFC 5280 section 6.1 at the
/// time asked about, with key usage and purpose of the end entity, and revocation by CRL (section
/// 6.3) and OCSP (RFC 6960).
///
/// Every path that the candidates allow is tried within the budget. Where none is valid, the
/// findings are those of the most telling attempt.
///
/// # Examples
///
/// ```no_run
/// use sidian::budget::Budget;
/// use sidian::time::UnixTime;
/// use sidian::trust::{Evidence, PathRequest, Policy, Purpose, TrustStore, validate};
/// use sidian::x509::Certificate;
///
/// let store = TrustStore::new().with_file("部门信任列表", &std::fs::read("roots.pem")?)?;
/// let evidence = Evidence::new().with_crl(&std::fs::read("issuing.crl")?)?;
/// let chain = Certificate::from_bytes(&std::fs::read("signer.pem")?)?;
/// let (signer, above) = chain.split_first().ok_or("no certificate")?;
/// let outcome = validate(&PathRequest {
///     target: signer,
///     candidates: above,
///     store: &store,
///     evidence: &evidence,
///     purpose: Purpose::DocumentSigning,
///     policy: &Policy::new(),
///     at: UnixTime::from_rfc3339("2026-06-01T08:00:00+08:00")?,
///     budget: &Budget::for_file(0),
/// });
/// match outcome.path() {
///     Some(path) => println!("trusted by the list {}", path.list()),
///     None => println!("not trusted: {:?}", outcome.findings()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn validate(request: &PathRequest<'_>) -> PathOutcome {
    let context = Context::new(request);
    let attempt = find(&context, request.target, Role::EndEntity, None, 0);
    let mut findings = attempt.findings;
    if request.evidence.unreadable() > 0 {
        let count = request.evidence.unreadable();
        findings.push(Finding::new(codes::EVIDENCE_UNREADABLE).with("count", count));
    }
    let blocked = PathOutcome::blocking(&findings).next().is_some();
    let path = match &attempt.anchor {
        Some(anchor) if !blocked => Some(VerifiedPath {
            certificates: attempt.certificates.clone(),
            statuses: attempt.statuses.clone(),
            anchor: anchor.clone(),
            purpose: request.purpose,
            at: request.at,
        }),
        _ => None,
    };
    PathOutcome {
        path,
        findings,
        certificates: attempt.certificates,
        statuses: attempt.statuses,
        anchor: attempt.anchor,
        lasting: context.is_lasting(),
    }
}
