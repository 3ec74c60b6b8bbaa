//! Is a certificate revoked? By revocation lists (RFC 5280 6.3) and OCSP (RFC 6960).

mod crl;
mod ocsp;
mod scope;

use super::outcome::{RevocationSource, RevocationStatus};
use super::path::{Context, Signed, Verdict};
use super::policy::{RevocationMode, WeakAlgorithms};
use super::store::TrustAnchor;
use crate::report::Finding;
use crate::report::codes::trust as codes;
use crate::time::UnixTime;
use crate::x509::{Certificate, RevocationReason};

/// One certificate whose revocation is asked about, under the issuer that signed it.
struct Subject<'c, 'a> {
    certificate: &'a Certificate,
    issuer: &'c Certificate,
    anchor: &'c TrustAnchor,
    /// Until when what the issuer signed must be proven to have existed; `None` where its key is
    /// believed today.
    until: Option<UnixTime>,
    depth: u8,
}

/// What evidence says about one certificate.
#[derive(Clone, Debug)]
struct Answer {
    source: RevocationSource,
    this_update: UnixTime,
    until: Option<UnixTime>,
    /// `None` where it is not revoked.
    revoked: Option<Revoked>,
}

impl Answer {
    /// Whether it says that the certificate is revoked for ever: a hold may be lifted.
    fn is_final(&self) -> bool {
        let hold = Some(RevocationReason::CertificateHold);
        self.revoked.is_some_and(|revoked| revoked.reason != hold)
    }
}

#[derive(Clone, Copy, Debug)]
struct Revoked {
    at: UnixTime,
    reason: Option<RevocationReason>,
    invalid_since: Option<UnixTime>,
}

/// Why evidence that concerns a certificate could not be used, most telling last.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Trouble {
    NotCovering,
    NotYetValid(UnixTime),
    Signature,
    Unauthorised,
    Weak,
    NotUnderstood,
    Limit,
    Stale(UnixTime),
    NotProven(UnixTime),
    UnknownToResponder,
}

impl Trouble {
    /// What a signature that was not found good means for the evidence under it.
    fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Bad | Verdict::Good => Self::Signature,
            Verdict::Limit => Self::Limit,
            Verdict::Unsupported(_) => Self::NotUnderstood,
            Verdict::Weak(_) => Self::Weak,
        }
    }
}

/// Looks at every certificate of `chain` (end entity first).
pub(super) fn check<'a>(
    context: &Context<'a>,
    chain: &[&'a Certificate],
    anchor: &TrustAnchor,
    depth: u8,
    findings: &mut Vec<Finding>,
) -> Vec<RevocationStatus> {
    if context.request.policy.revocation() == RevocationMode::Skip {
        if let Some(first) = chain.first() {
            findings.push(about(codes::REVOCATION_SKIPPED, first));
        }
        return vec![RevocationStatus::NotChecked; chain.len()];
    }
    // From the anchor down: what an authority signed counts as long as the authority does.
    let mut until = None;
    let mut looked = Vec::with_capacity(chain.len());
    for (place, certificate) in chain.iter().enumerate().rev() {
        let issuer = chain.get(place + 1).map_or(anchor.certificate(), |issuer| *issuer);
        let subject = Subject { certificate, issuer, anchor, until, depth };
        let mut own = Vec::new();
        let status = subject.status(context, place == 0, &mut own);
        if let Some(until) =
            until.filter(|until| place > 0 && !proven(context, certificate, *until))
        {
            own.push(about(codes::CERTIFICATE_NOT_PROVEN, certificate).with("until", until));
        }
        until = trusted_until(context, certificate, &status);
        looked.push((status, own));
    }
    let mut statuses = Vec::with_capacity(chain.len());
    for (status, own) in looked.into_iter().rev() {
        statuses.push(status);
        findings.extend(own);
    }
    statuses
}

/// Until when a key was to be believed, where the question is about the past and it no longer is:
/// the end of its certificate, or its revocation.
fn trusted_until(
    context: &Context<'_>,
    certificate: &Certificate,
    status: &RevocationStatus,
) -> Option<UnixTime> {
    let ended = Some(certificate.not_after()).filter(|end| *end < context.now());
    let revoked = match status {
        // at that very second it was no longer to be believed
        RevocationStatus::Revoked { at, .. } => Some(at.plus(-1)),
        _ => None,
    };
    let until = ended.into_iter().chain(revoked).min();
    until.filter(|_| context.is_past())
}

fn proven(context: &Context<'_>, certificate: &Certificate, until: UnixTime) -> bool {
    context.existed(certificate.der()) <= until
}

impl<'a> Subject<'_, 'a> {
    fn status(
        &self,
        context: &Context<'a>,
        end_entity: bool,
        findings: &mut Vec<Finding>,
    ) -> RevocationStatus {
        let mut troubles = Vec::new();
        let by_ocsp = ocsp::look(context, self, &mut troubles);
        let by_crl = crl::look(context, self, &mut troubles);
        let answers = [by_ocsp, by_crl];
        let revoked = answers.iter().flatten().filter_map(|a| Some((a.source, a.revoked?)));
        if let Some((source, found)) = revoked.min_by_key(|(_, r)| r.at) {
            return self.revoked(context, end_entity, source, found, findings);
        }
        if let Some(good) = answers.into_iter().flatten().next() {
            let Answer { source, this_update, until, .. } = good;
            return RevocationStatus::Good { source, this_update, until };
        }
        self.unknown(context, troubles.into_iter().max(), findings)
    }

    fn revoked(
        &self,
        context: &Context<'a>,
        end_entity: bool,
        source: RevocationSource,
        found: Revoked,
        findings: &mut Vec<Finding>,
    ) -> RevocationStatus {
        let Revoked { at, reason, invalid_since } = found;
        let hold = reason == Some(RevocationReason::CertificateHold);
        // What is announced for later is no reason to go on believing today.
        let then = at <= context.request.at || !context.is_past();
        let code = match (then, hold, end_entity) {
            (false, ..) => codes::REVOKED_LATER,
            (true, true, _) => codes::CERTIFICATE_ON_HOLD,
            (true, false, true) => codes::CERTIFICATE_REVOKED,
            (true, false, false) => codes::CA_REVOKED,
        };
        let doubtful =
            invalid_since.filter(|s| *s <= context.request.at && context.request.at < at);
        if let Some(since) = doubtful {
            let finding = about(codes::KEY_DOUBTFUL, self.certificate);
            findings.push(finding.with("since", since).with("revoked", at));
        }
        let reason_word = reason.unwrap_or(RevocationReason::Unspecified);
        let words = format!("{} {}", reason_word.chinese(), reason_word.as_str());
        let finding = about(code, self.certificate).with("revoked", at).with("reason", words);
        findings.push(finding);
        RevocationStatus::Revoked { source, at, reason, invalid_since }
    }

    fn unknown(
        &self,
        context: &Context<'a>,
        trouble: Option<Trouble>,
        findings: &mut Vec<Finding>,
    ) -> RevocationStatus {
        let certificate = self.certificate;
        let sources: Vec<&str> = certificate.ocsp_urls().chain(certificate.crl_urls()).collect();
        let named = !sources.is_empty() || !certificate.crl_distribution_points().is_empty();
        let required = context.request.policy.revocation() == RevocationMode::Require;
        let finding = match trouble {
            None if named || required => about(codes::REVOCATION_MISSING, certificate),
            None => {
                findings.push(about(codes::REVOCATION_NOT_PUBLISHED, certificate));
                return RevocationStatus::NotChecked;
            }
            Some(Trouble::NotCovering) => about(codes::REVOCATION_NOT_COVERING, certificate),
            Some(Trouble::NotYetValid(from)) => {
                about(codes::REVOCATION_NOT_YET_VALID, certificate).with("from", from)
            }
            Some(Trouble::Signature) => about(codes::REVOCATION_SIGNATURE_INVALID, certificate),
            Some(Trouble::Unauthorised) => {
                about(codes::REVOCATION_SIGNER_UNAUTHORISED, certificate)
            }
            Some(Trouble::Weak) => about(codes::REVOCATION_ALGORITHM_WEAK, certificate),
            Some(Trouble::NotUnderstood) => about(codes::REVOCATION_NOT_UNDERSTOOD, certificate),
            Some(Trouble::Limit) => Finding::new(codes::PATH_SEARCH_LIMIT),
            Some(Trouble::Stale(until)) => {
                about(codes::REVOCATION_STALE, certificate).with("until", until)
            }
            Some(Trouble::NotProven(until)) => {
                about(codes::REVOCATION_NOT_PROVEN, certificate).with("until", until)
            }
            Some(Trouble::UnknownToResponder) => about(codes::REVOCATION_UNKNOWN, certificate),
        };
        let source = if sources.is_empty() { "-".to_owned() } else { sources.join(" , ") };
        findings.push(finding.with("source", source));
        RevocationStatus::Unknown
    }
}

fn about(code: &'static crate::report::Code, certificate: &Certificate) -> Finding {
    Finding::new(code).with("subject", certificate.subject().label())
}

impl Subject<'_, '_> {
    /// Whether something that the issuer signed is proven to be from before its key ended.
    fn in_time(&self, context: &Context<'_>, item: &[u8]) -> Result<(), Trouble> {
        before(context, item, self.until)
    }
}

/// Whether an item is proven to have existed by `until`.
fn before(context: &Context<'_>, item: &[u8], until: Option<UnixTime>) -> Result<(), Trouble> {
    match until {
        Some(until) if context.existed(item) > until => Err(Trouble::NotProven(until)),
        _ => Ok(()),
    }
}

/// Whether the algorithm under a piece of evidence still counted when that is known to have existed.
fn strong<'a>(
    context: &Context<'a>,
    signed: impl Into<Signed<'a>>,
    item: &[u8],
) -> Result<(), Trouble> {
    let Ok(algorithm) = signed.into().algorithm() else { return Ok(()) };
    let policy = context.request.policy;
    let ended = policy.ended(&algorithm, context.existed(item)).is_some();
    let lenient = policy.weak == WeakAlgorithms::Warn && algorithm.is_weak();
    let weak = algorithm.is_weak() && !context.is_past();
    if (ended || weak) && !lenient { Err(Trouble::Weak) } else { Ok(()) }
}

/// Clocks of issuers may run this many seconds ahead.
pub(super) const SKEW: i64 = 300;
/// How long evidence counts that does not say when newer will come.
pub(super) const UNLIMITED: i64 = 7 * 24 * 3600;

/// Whether evidence made at `this_update` speaks about the time of the question. What was made
/// later than that, but not later than now, does.
fn fresh(
    context: &Context<'_>,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
) -> Result<(), Trouble> {
    let at = context.request.at;
    let now = context.now();
    let until = next_update.unwrap_or_else(|| this_update.plus(UNLIMITED));
    if this_update > now.plus(SKEW) {
        Err(Trouble::NotYetValid(this_update))
    } else if at > until {
        Err(Trouble::Stale(until))
    } else {
        Ok(())
    }
}
