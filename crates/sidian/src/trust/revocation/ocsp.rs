//! OCSP responses as evidence (RFC 6960): who may answer, about whom, and for how long.

use super::{Answer, Revoked, SKEW, Subject, Trouble, before, fresh, strong};
use crate::asn1::oid;
use crate::crypto::Hash;
use crate::trust::outcome::RevocationSource;
use crate::trust::path::{Context, Verdict};
use crate::x509::{
    CertStatus, Certificate, OcspResponse, ResponderId, RevocationReason, SingleResponse,
};

/// What the responses at hand say about a certificate.
pub(super) fn look<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    troubles: &mut Vec<Trouble>,
) -> Option<Answer> {
    let mut best: Option<Answer> = None;
    for response in context.request.evidence.ocsp() {
        for single in response.answers().iter().filter(|s| concerns(s, subject)) {
            match one(context, subject, response, single) {
                Ok(answer) if answer.is_final() => return Some(answer),
                Ok(answer) => {
                    let outdone = best.as_ref().is_some_and(|b| outdoes(context, b, &answer));
                    best = if outdone { best } else { Some(answer) };
                }
                Err(trouble) => troubles.push(trouble),
            }
        }
    }
    best
}

/// Whether `first` counts beside `second`, neither being final: the newer one does, and of two of one
/// moment a hold. What was lifted since may have been on hold at the time asked about.
fn outdoes(context: &Context<'_>, first: &Answer, second: &Answer) -> bool {
    let rank = |a: &Answer| {
        let held = a.revoked.is_some();
        (held && context.is_past(), a.this_update, held)
    };
    rank(first) >= rank(second)
}

/// CertID of RFC 6960 4.1.1.
fn concerns(single: &SingleResponse, subject: &Subject<'_, '_>) -> bool {
    if single.serial.as_bytes() != subject.certificate.serial() {
        return false;
    }
    let Some(hash) = Hash::from_oid(&single.hash) else { return false };
    let name = hash.digest(subject.certificate.issuer().raw());
    let key = hash.digest(subject.issuer.key_bits());
    name.as_ref() == single.issuer_name_hash.as_bytes()
        && key.as_ref() == single.issuer_key_hash.as_bytes()
}

fn one<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    response: &'a OcspResponse,
    single: &SingleResponse,
) -> Result<Answer, Trouble> {
    if response.has_unknown_critical() || single.unknown_critical {
        return Err(Trouble::NotUnderstood);
    }
    authorised(context, subject, response)?;
    let revoked = match single.status {
        CertStatus::Good => None,
        CertStatus::Unknown => return Err(Trouble::UnknownToResponder),
        CertStatus::Revoked { at, reason } => {
            Some(Revoked { at, reason, invalid_since: single.invalid_since })
        }
    };
    // A revocation that was once proven stays true, except a hold.
    let hold = revoked.is_some_and(|r| r.reason == Some(RevocationReason::CertificateHold));
    let timely = fresh(context, single.this_update, single.next_update);
    match timely {
        Err(Trouble::Stale(_)) if revoked.is_some() && !hold => {}
        other => other?,
    }
    // After the end of its validity a responder may have forgotten a certificate.
    if revoked.is_none() && single.this_update > subject.certificate.not_after() {
        return Err(Trouble::NotCovering);
    }
    Ok(Answer {
        source: RevocationSource::Ocsp,
        this_update: single.this_update,
        until: single.next_update,
        revoked,
    })
}

/// RFC 6960 4.2.2.2: the issuer itself, or somebody to whom it delegated.
fn authorised<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    response: &'a OcspResponse,
) -> Result<(), Trouble> {
    strong(context, response, response.der())?;
    if response.produced_at() > context.now().plus(SKEW) {
        return Err(Trouble::NotYetValid(response.produced_at()));
    }
    let mut found = Trouble::Unauthorised;
    if answers_to(response.responder(), subject.issuer) {
        match context.verify(response, subject.issuer) {
            Verdict::Good => return subject.in_time(context, response.der()),
            // somebody to whom it delegated may bear its name
            other => found = Trouble::of(&other),
        }
    }
    let candidates = response.certificates().iter().chain(context.candidates());
    for responder in candidates.filter(|c| answers_to(response.responder(), c)) {
        if !context.step() || !delegated(context, subject, responder, response) {
            continue;
        }
        match context.verify(response, responder) {
            Verdict::Good => {
                let ended = Some(responder.not_after()).filter(|end| *end < context.now());
                let until = ended.into_iter().chain(subject.until).min();
                return before(context, response.der(), until.filter(|_| context.is_past()));
            }
            other => found = Trouble::of(&other),
        }
    }
    Err(found)
}

fn answers_to(id: &ResponderId, certificate: &Certificate) -> bool {
    match id {
        ResponderId::Name(name) => certificate.subject().matches(name),
        ResponderId::KeyHash(hash) => {
            Hash::Sha1.digest(certificate.key_bits()).as_ref() == hash.as_bytes()
        }
    }
}

/// Issued by the same authority, for OCSP signing, valid, not known revoked, and not the very
/// certificate that is asked about. The time of an
/// answer is its signer's own claim, so it must be valid at the time asked about too, unless it
/// answered later.
fn delegated<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    responder: &'a Certificate,
    response: &OcspResponse,
) -> bool {
    let at = response.produced_at().max(context.request.at);
    let purposes = responder.extended_key_usage().unwrap_or_default();
    let usage = responder.key_usage();
    let sound = responder
        .extensions()
        .iter()
        .all(|e| !e.is_malformed() && (e.is_known() || !e.is_critical()));
    // the response carries it, so it is as old as the response at least
    let weak = strong(context, responder, response.der()).is_err();
    let itself = responder.key_bits() == subject.certificate.key_bits();
    purposes.contains(&oid::EKU_OCSP_SIGNING)
        && !itself
        && usage.is_none_or(|u| u.digital_signature() || u.non_repudiation())
        && responder.not_before() <= at
        && at <= responder.not_after()
        && sound
        && !weak
        && responder.issuer().matches(subject.issuer.subject())
        && context.verify(responder, subject.issuer) == Verdict::Good
        && !is_revoked(context, subject, responder)
}

/// A responder that does not carry ocsp-nocheck counts unless a list at hand revokes it.
fn is_revoked<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    responder: &'a Certificate,
) -> bool {
    if responder.ocsp_no_check() {
        return false;
    }
    let its = Subject {
        certificate: responder,
        issuer: subject.issuer,
        anchor: subject.anchor,
        until: subject.until,
        depth: subject.depth,
    };
    super::crl::look(context, &its, &mut Vec::new()).is_some_and(|a| a.revoked.is_some())
}
