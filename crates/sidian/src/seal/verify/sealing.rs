//! Judging a use of a seal: `SES_Signature`.

use super::{CLOCK_SKEW, JudgedSeal, Use, critical, departures, maker};
use crate::asn1::ber;
use crate::cms::Content;
use crate::crypto::SignatureAlgorithm;
use crate::report::Finding;
use crate::report::codes::{seal as codes, ses as ses_codes, signature as signature_codes};
use crate::ses::{SesSignature, SesTime};
use crate::signature::verify::{Context, time};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathRequest, Policy, Purpose, RevocationStatus};
use crate::tsp::TimestampToken;
use crate::x509::Certificate;

/// Judges a use of a seal over `data` as of `now`.
pub(crate) fn judge(
    sealing: &SesSignature<'_>,
    data: Option<&dyn Content>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> JudgedSeal {
    let mut bench =
        Bench { sealing, findings: sealing_conformity(sealing), signer: None, claimed: None };
    bench.signature(data);
    let proven = bench.timestamp(context, evidence, now);
    let claimed = bench.time(now);
    let signer = bench.signer.clone().or(bench.claimed.clone());
    let used = Use { claimed, proven, signer: signer.as_ref() };
    if let Some(signer) = &bench.signer.clone() {
        bench.path(signer, used, context, evidence, now);
    }
    let mut seal = super::judge(&sealing.to_sign.seal, Some(used), context, evidence, now);
    bench.findings.append(&mut seal.findings);
    seal.findings = bench.findings;
    seal
}

/// Step a: the format. What departs inside of the seal is counted here too.
fn sealing_conformity(sealing: &SesSignature<'_>) -> Vec<Finding> {
    let mut found = departures(&sealing.variants);
    let (own, seals) = (sealing.to_sign.version, sealing.to_sign.seal.info.header.version);
    if own != seals {
        let finding = Finding::new(ses_codes::SES_VERSION).with("stated", own);
        found.push(finding.with("standard", sealing.version.standard()));
    }
    found.extend(critical(&sealing.to_sign.extensions));
    found
}

struct Bench<'s, 'a> {
    sealing: &'s SesSignature<'a>,
    findings: Vec<Finding>,
    signer: Option<Certificate>,
    /// The certificate that is named, whether or not its key fits.
    claimed: Option<Certificate>,
}

impl Bench<'_, '_> {
    /// Steps b and e: the signature over `TBS_Sign`, and the digest of the data.
    fn signature(&mut self, data: Option<&dyn Content>) {
        let sealing = self.sealing;
        match Certificate::from_der(sealing.certificate) {
            Ok(certificate) => self.claimed = Some(certificate),
            Err(e) => {
                let finding = Finding::new(codes::SEALING_SIGNER_UNREADABLE);
                self.findings.push(finding.with("detail", e));
            }
        }
        let unsupported =
            || Finding::new(codes::SEAL_ALGORITHM_UNSUPPORTED).with("oid", sealing.algorithm);
        let Ok(algorithm) = SignatureAlgorithm::from_identifier(&sealing.algorithm, None, None)
        else {
            self.findings.push(unsupported());
            return;
        };
        self.findings.extend(maker::about(&algorithm));
        self.digest(&algorithm, data);
        let Some(certificate) = &self.claimed else { return };
        let value = sealing.signature_value();
        match maker::check(certificate, &algorithm, sealing.to_sign.raw, &value) {
            Ok(()) => self.signer = Some(certificate.clone()),
            Err(e) if e.is_unknown() => self.findings.push(unsupported()),
            Err(_) => self.findings.push(Finding::new(codes::SEALING_INVALID)),
        }
    }

    fn digest(&mut self, algorithm: &SignatureAlgorithm, data: Option<&dyn Content>) {
        let (hash, stated) = (algorithm.hash(), self.sealing.to_sign.data_hash);
        let expected = hash.output_len();
        let finding = match data {
            _ if stated.len() != expected => {
                let finding = Finding::new(codes::SEALED_DATA_DIGEST).with("found", stated.len());
                finding.with("expected", expected)
            }
            None => Finding::new(codes::SEALED_DATA_MISSING),
            Some(data) if data.digest(hash).as_ref() == stated => return,
            Some(_) => Finding::new(codes::SEALED_DATA_CHANGED),
        };
        self.findings.push(finding);
    }

    /// The timestamp over the signature value; the moment it proves.
    fn timestamp(
        &mut self,
        context: &Context<'_>,
        evidence: &Evidence,
        now: UnixTime,
    ) -> Option<UnixTime> {
        let value = self.sealing.signature;
        let stamp = time::judge(self.sealing.timestamp?, &value, context, evidence, now);
        self.findings.extend(stamp.findings);
        stamp.at.filter(|_| stamp.trusted)
    }

    /// Step d: the moment that the signer claims. A token inside of what is signed (V1) was made
    /// before, over something that the standard does not name: it is no better than a claim.
    fn time(&mut self, now: UnixTime) -> Option<UnixTime> {
        let claimed = match self.sealing.to_sign.time {
            SesTime::Claimed(at) => Some(at),
            SesTime::Token(token) => ber::to_definite(token)
                .ok()
                .and_then(|der| Some(TimestampToken::parse(&der).ok()?.info.gen_time)),
            SesTime::Unreadable => None,
        };
        if let Some(at) = claimed.filter(|at| *at > now.plus(CLOCK_SKEW)) {
            self.findings.push(Finding::new(signature_codes::SIGNED_IN_FUTURE).with("time", at));
        }
        claimed
    }

    /// Step c: the signer's path, now or at the moment that is proven.
    fn path(
        &mut self,
        signer: &Certificate,
        used: Use<'_>,
        context: &Context<'_>,
        evidence: &Evidence,
        now: UnixTime,
    ) {
        let ask = |at: UnixTime, policy: &Policy| {
            context.validate(&PathRequest {
                target: signer,
                candidates: &[],
                store: context.store,
                evidence,
                purpose: Purpose::DocumentSigning,
                policy,
                at,
                budget: context.budget,
            })
        };
        let mut outcome = ask(now, context.policy);
        if outcome.path().is_none()
            && let Some(proven) = used.proven
        {
            let earlier = ask(proven, &context.policy.clone().with_now(now));
            if earlier.path().is_some() {
                outcome = earlier;
            }
        }
        if let RevocationStatus::Revoked { at, .. } = outcome.target_status()
            && used.reported().is_some_and(|t| t.at >= *at)
        {
            let finding = Finding::new(signature_codes::SIGNED_AFTER_REVOCATION);
            self.findings.push(finding.with("revoked", at));
        }
        self.findings.extend(time::too_early(signer, used.proven, used.reported().map(|t| t.at)));
        self.findings.extend(outcome.findings().iter().cloned());
    }
}
