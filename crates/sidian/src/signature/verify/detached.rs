//! Judging a container beside its content: not in a PDF, but in a package.

use super::container::{self, Container};
use super::time::{self, Stamp, When};
use super::{CLOCK_SKEW, Context, Horizon};
use crate::cms::{Content, Profile};
use crate::crypto::SignatureAlgorithm;
use crate::report::codes::{signature as codes, trust as trust_codes};
use crate::report::{
    BaselineLevel, Finding, Integrity, SignatureKind, SignatureReport, SigningTime, TimeSource,
    Trust,
};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathOutcome, PathRequest, Policy, Purpose, TrustAnchor};
use crate::x509::Certificate;

/// Judges the CAdES container named `name` over `content`. What it covers, and what else lies beside
/// that, is the caller's to say: coverage and changes are left undetermined. `outer` is when container
/// and content are proven to have been there by something around them.
pub(crate) fn judge(
    name: &str,
    container: &[u8],
    content: &dyn Content,
    context: &Context<'_>,
    (now, outer): (UnixTime, Option<UnixTime>),
) -> (SignatureReport, Option<Certificate>) {
    let mut report = SignatureReport::undetermined(name.to_owned(), SignatureKind::Approval);
    let extra = context.evidence.certificates();
    let container = match container::open(container, content, Profile::Pades, extra) {
        Ok(container) => container,
        Err(finding) => {
            report.integrity = Integrity::Failed;
            report.push(*finding);
            return (report, None);
        }
    };
    report.integrity = container.check.integrity;
    report.algorithm = Some(container.check.algorithm.clone());
    let named = container.check.certificate.as_ref().or(container.check.claimed.as_ref());
    report.signer = named.map(|c| c.subject().label());
    let claimed = container.signing_time;
    report.time = claimed.map(|at| SigningTime { at, source: TimeSource::Claimed });
    for finding in &container.check.findings {
        report.push(finding.clone());
    }
    let evidence = container.evidence(context.evidence, outer);
    let own = stamped(&mut report, &container, context, &evidence, (now, outer));
    let proven = own.into_iter().chain(outer).min();
    if let (None, Some(at)) = (own, outer) {
        report.time = Some(SigningTime { at, source: TimeSource::Timestamp });
    }
    report.existed_by = proven;
    if container.check.certificate.is_some() {
        let level = if own.is_some() { BaselineLevel::T } else { BaselineLevel::B };
        report.level = Some(level);
    }
    if let Some(claimed) = report.time.filter(|t| t.at > now.plus(CLOCK_SKEW)) {
        report.push(Finding::new(codes::SIGNED_IN_FUTURE).with("time", claimed.at));
    }
    let claimed = report.time.map(|time| time.at);
    let early = container.check.certificate.as_ref();
    if let Some(finding) = early.and_then(|signer| time::too_early(signer, proven, claimed)) {
        report.push(finding);
    }
    trusted(&mut report, &container, context, &evidence, (now, proven));
    (report, container.check.certificate)
}

/// When the signature value is proven to have existed.
fn stamped(
    report: &mut SignatureReport,
    container: &Container,
    context: &Context<'_>,
    evidence: &Evidence,
    (now, outer): (UnixTime, Option<UnixTime>),
) -> Option<UnixTime> {
    let value = container.value.as_slice();
    let when = When { horizon: Horizon::new(now, context.policy), proven: outer };
    let judge = |token: &Vec<u8>| time::judge_within(token, &value, context, evidence, when);
    let stamps: Vec<Stamp> = container.timestamps.iter().map(judge).collect();
    for finding in time::beside(&stamps) {
        report.push(finding);
    }
    let proven = stamps.iter().filter(|stamp| stamp.trusted).filter_map(|stamp| stamp.proven).min();
    if let Some(at) = proven {
        report.time = Some(SigningTime { at, source: TimeSource::Timestamp });
    }
    proven
}

/// Validates the signer's path today, and where that fails at the time that is proven.
fn trusted(
    report: &mut SignatureReport,
    container: &Container,
    context: &Context<'_>,
    evidence: &Evidence,
    (now, proven): (UnixTime, Option<UnixTime>),
) {
    let Some(certificate) = &container.check.certificate else { return };
    let ask = |at: UnixTime, policy: &Policy| -> PathOutcome {
        context.validate(&PathRequest {
            target: certificate,
            candidates: &container.check.bag,
            store: context.store,
            evidence,
            purpose: Purpose::DocumentSigning,
            policy,
            at,
            budget: context.budget,
        })
    };
    let mut outcome = ask(now, context.policy);
    if let Some(proven) = proven.filter(|_| outcome.path().is_none()) {
        let earlier = ask(proven, &Horizon::new(now, context.policy).past(context.policy));
        if earlier.path().is_some() {
            let subject = report.signer.clone().unwrap_or_default();
            let note = Finding::new(trust_codes::JUDGED_AS_OF).with("subject", subject);
            report.push(note.with("at", proven));
            outcome = earlier;
        }
    }
    let algorithm = SignatureAlgorithm::from_name(&container.check.algorithm);
    if let Some(limit) = algorithm.and_then(|a| context.policy.ended(&a, proven.unwrap_or(now))) {
        let subject = report.signer.clone().unwrap_or_default();
        let finding = Finding::new(trust_codes::ALGORITHM_ENDED).with("subject", subject);
        let finding = finding.with("algorithm", limit.algorithm.name());
        report.push(finding.with("until", limit.until));
    }
    report.path = outcome.subjects();
    report.trust_list = outcome.anchor().map(TrustAnchor::list_facts);
    report.trust = match (outcome.path().is_some(), outcome.anchor().is_some()) {
        (true, _) => Trust::Trusted,
        (false, true) => Trust::Unknown,
        (false, false) => Trust::Untrusted,
    };
    for finding in outcome.findings() {
        report.push(finding.clone());
    }
}
