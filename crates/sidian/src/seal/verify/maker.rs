//! The maker (制章人): signature, timestamp, path.

use super::{CLOCK_SKEW, JudgedSeal};
use crate::crypto::{CryptoError, PublicKey, SignatureAlgorithm};
use crate::report::codes::seal as codes;
use crate::report::{Finding, Integrity, Trust};
use crate::ses::{SesSeal, SesVersion};
use crate::signature::verify::{Context, time};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathOutcome, PathRequest, Policy, Purpose, RevocationStatus};
use crate::x509::{Certificate, RevocationReason};

/// Judges signature, timestamp and path. Gives the moment by which a trusted timestamp proves that
/// the seal was there.
pub(super) fn judge(
    judged: &mut JudgedSeal,
    seal: &SesSeal<'_>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> Option<UnixTime> {
    let stamped = timestamp(judged, seal, context, evidence, now);
    let maker = match Certificate::from_der(seal.certificate) {
        Ok(maker) => maker,
        Err(e) => {
            judged.report.intact = Integrity::Failed;
            judged.push(Finding::new(codes::SEAL_MAKER_UNREADABLE).with("detail", e));
            return stamped;
        }
    };
    judged.report.maker = Some(maker.subject().label());
    signature(judged, seal, &maker);
    created(judged, seal, &maker, now);
    path(judged, &maker, stamped, context, evidence, now);
    stamped
}

/// Whether the maker's key made the signature; nothing is said about the maker.
pub(crate) fn signed_by_maker(seal: &SesSeal<'_>) -> Integrity {
    let Ok(maker) = Certificate::from_der(seal.certificate) else { return Integrity::Unknown };
    let Ok(algorithm) = SignatureAlgorithm::from_identifier(&seal.algorithm, None, None) else {
        return Integrity::Unknown;
    };
    match check(&maker, &algorithm, &seal.signed, &seal.signature_value()) {
        Ok(()) => Integrity::Ok,
        Err(e) if e.is_unknown() => Integrity::Unknown,
        Err(_) => Integrity::Failed,
    }
}

pub(super) fn check(
    certificate: &Certificate,
    algorithm: &SignatureAlgorithm,
    message: &[u8],
    value: &[u8],
) -> Result<(), CryptoError> {
    PublicKey::from_spki(certificate.spki())?.verify(algorithm, message, value)
}

/// What is to be said of an algorithm, by itself.
pub(super) fn about(algorithm: &SignatureAlgorithm) -> Option<Finding> {
    let name = algorithm.name();
    if algorithm.is_weak() {
        return Some(Finding::new(codes::SEAL_ALGORITHM_WEAK).with("algorithm", name));
    }
    let standard = *algorithm == SignatureAlgorithm::SM2_SM3;
    (!standard).then(|| Finding::new(codes::SEAL_OWN_PROFILE).with("algorithm", name))
}

fn signature(judged: &mut JudgedSeal, seal: &SesSeal<'_>, maker: &Certificate) {
    let unsupported =
        || Finding::new(codes::SEAL_ALGORITHM_UNSUPPORTED).with("oid", seal.algorithm);
    let algorithm = match SignatureAlgorithm::from_identifier(&seal.algorithm, None, None) {
        Ok(algorithm) => algorithm,
        Err(_) => return judged.push(unsupported()),
    };
    judged.findings.extend(about(&algorithm));
    match check(maker, &algorithm, &seal.signed, &seal.signature_value()) {
        Ok(()) => judged.report.intact = Integrity::Ok,
        Err(e) if e.is_unknown() => judged.push(unsupported()),
        Err(_) => {
            judged.report.intact = Integrity::Failed;
            judged.push(Finding::new(codes::SEAL_SIGNATURE_INVALID));
        }
    }
}

/// The date of making: V5 has it checked, and it is plain sense for the others.
fn created(judged: &mut JudgedSeal, seal: &SesSeal<'_>, maker: &Certificate, now: UnixTime) {
    let created = judged.report.created;
    if created > now.plus(CLOCK_SKEW) {
        judged.push(Finding::new(codes::SEAL_FROM_FUTURE).with("created", created));
    }
    if !(maker.not_before()..=maker.not_after()).contains(&created) {
        let finding = Finding::new(codes::SEAL_CREATED_OUTSIDE).with("created", created);
        // Only V5 is known to demand it.
        let v5 = seal.version == SesVersion::V5;
        let weight = if v5 { codes::SEAL_CREATED_OUTSIDE.severity } else { WARNING };
        judged.push(finding.at_most(weight));
    }
}

const WARNING: crate::report::Severity = crate::report::Severity::Warning;

fn timestamp(
    judged: &mut JudgedSeal,
    seal: &SesSeal<'_>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> Option<UnixTime> {
    let stamp = time::judge(seal.timestamp?, &seal.signature, context, evidence, now);
    if stamp.integrity == Integrity::Failed {
        judged.push(Finding::new(codes::SEAL_TIMESTAMP_INVALID));
    }
    judged.findings.extend(stamp.findings);
    stamp.at.filter(|_| stamp.trusted)
}

/// The maker's path now, and where there is none any more, when the seal was made: what ended since
/// does not undo a seal, if it is known to have been there before.
fn path(
    judged: &mut JudgedSeal,
    maker: &Certificate,
    stamped: Option<UnixTime>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) {
    let store = context.store.seal_makers().unwrap_or(context.store);
    let ask = |at: UnixTime, policy: &Policy| {
        context.validate(&PathRequest {
            target: maker,
            candidates: &[],
            store,
            evidence,
            purpose: Purpose::DocumentSigning,
            policy,
            at,
            budget: context.budget,
        })
    };
    let mut outcome = ask(now, context.policy);
    let created = judged.report.created;
    if outcome.path().is_none() && created <= now {
        let earlier = ask(created, &context.policy.clone().with_now(now));
        if earlier.path().is_some() {
            judged.push(since(maker, &earlier, stamped));
            outcome = earlier;
        }
    }
    judged.report.maker_path = outcome.subjects();
    judged.report.maker_trust = match (outcome.path(), outcome.anchor()) {
        (Some(_), _) => Trust::Trusted,
        (None, Some(_)) => Trust::Unknown,
        (None, None) => Trust::Untrusted,
    };
    let code = match outcome.path() {
        None => Some(codes::SEAL_MAKER_UNTRUSTED),
        Some(_) if context.store.seal_makers().is_none() => Some(codes::SEAL_MAKERS_OPEN),
        Some(_) => None,
    };
    let finding = code.map(|code| Finding::new(code).with("maker", maker.subject().label()));
    judged.findings.extend(finding);
    judged.findings.extend(outcome.findings().iter().cloned());
}

/// The maker's path has ended since. Whoever holds a stolen key can write any date into a seal, so
/// a revocation is excused only by a timestamp from before it, or by a reason that leaves the key
/// in its owner's hands.
fn since(maker: &Certificate, earlier: &PathOutcome, stamped: Option<UnixTime>) -> Finding {
    let harmless = |status: &RevocationStatus| match status {
        RevocationStatus::Revoked { at, reason, .. } => {
            let kept = matches!(
                reason,
                Some(
                    RevocationReason::AffiliationChanged
                        | RevocationReason::Superseded
                        | RevocationReason::CessationOfOperation
                )
            );
            kept || stamped.is_some_and(|stamped| stamped < *at)
        }
        RevocationStatus::Good { .. }
        | RevocationStatus::Unknown
        | RevocationStatus::NotChecked => true,
    };
    let code = match earlier.statuses().iter().all(harmless) {
        true => codes::SEAL_MAKER_SINCE,
        false => codes::SEAL_MAKER_REVOKED_SINCE,
    };
    Finding::new(code).with("maker", maker.subject().label())
}
