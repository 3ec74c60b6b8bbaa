//! What a time-stamp token proves, if anything.

use super::Context;
use crate::asn1::ber;
use crate::cms::{Content, Profile, verify_signer};
use crate::report::codes::signature as codes;
use crate::report::{Finding, Integrity};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathRequest, Purpose};
use crate::tsp::TimestampToken;

/// A judged token.
pub(crate) struct Stamp {
    /// Whether the token is intact and made for this content.
    pub(crate) integrity: Integrity,
    /// Whether its authority is trusted; only then does `at` prove anything.
    pub(crate) trusted: bool,
    pub(crate) at: Option<UnixTime>,
    pub(crate) authority: Option<String>,
    pub(crate) algorithm: Option<String>,
    pub(crate) path: Vec<String>,
    pub(crate) findings: Vec<Finding>,
}

/// Judges a token over `content`: imprint, signature, authority's path at the time of verification.
pub(crate) fn judge(
    token: &[u8],
    content: &dyn Content,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> Stamp {
    let mut stamp = Stamp {
        integrity: Integrity::Failed,
        trusted: false,
        at: None,
        authority: None,
        algorithm: None,
        path: Vec::new(),
        findings: Vec::new(),
    };
    let broken = |detail: &dyn std::fmt::Display| {
        Finding::new(codes::TIMESTAMP_BROKEN).with("detail", detail)
    };
    let der = match ber::to_definite(token) {
        Ok(der) => der,
        Err(e) => {
            stamp.findings.push(broken(&e));
            return stamp;
        }
    };
    let token = match TimestampToken::parse(&der) {
        Ok(token) => token,
        Err(e) => {
            stamp.findings.push(broken(&e));
            return stamp;
        }
    };
    stamp.at = Some(token.info.gen_time);
    let Some(hash) = token.info.hash.filter(|h| !h.is_weak()) else {
        stamp.integrity = Integrity::Unknown;
        let oid = token.info.hash_oid;
        stamp.findings.push(Finding::new(codes::TIMESTAMP_UNSUPPORTED).with("detail", oid));
        return stamp;
    };
    if content.digest(hash).as_ref() != token.info.imprint {
        stamp.findings.push(Finding::new(codes::TIMESTAMP_IMPRINT));
        return stamp;
    }
    let check =
        verify_signer(&token.signed, &token.content, Profile::Timestamp, evidence.certificates());
    stamp.integrity = check.integrity;
    stamp.algorithm = Some(check.algorithm.clone());
    stamp.authority = check.claimed.as_ref().map(|c| c.subject().label());
    let Some(certificate) = check.certificate.filter(|_| check.integrity == Integrity::Ok) else {
        let worst = check.findings.iter().max_by_key(|f| f.severity());
        let detail = worst.map_or_else(String::new, |f| f.code().name.to_owned());
        stamp.findings.push(match check.integrity {
            Integrity::Failed => broken(&detail),
            _ => Finding::new(codes::TIMESTAMP_UNSUPPORTED).with("detail", detail),
        });
        return stamp;
    };
    stamp.findings.extend(check.findings);
    let outcome = context.validate(&PathRequest {
        target: &certificate,
        candidates: &check.bag,
        store: context.store,
        evidence,
        purpose: Purpose::TimeStamping,
        policy: context.policy,
        at: now,
        budget: context.budget,
    });
    stamp.path = outcome.subjects();
    stamp.trusted = outcome.path().is_some() && token.info.gen_time <= now;
    if token.info.gen_time > now {
        let finding = Finding::new(codes::SIGNED_IN_FUTURE);
        stamp.findings.push(finding.with("time", token.info.gen_time));
    } else if !stamp.trusted {
        let authority = stamp.authority.clone().unwrap_or_default();
        stamp.findings.push(Finding::new(codes::TIMESTAMP_UNTRUSTED).with("authority", authority));
        stamp.findings.extend(outcome.findings().iter().cloned());
    }
    stamp
}
