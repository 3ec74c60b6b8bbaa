//! The state of a seal by the registers at hand: when it was used, and now.

use super::{JudgedSeal, Use};
use crate::crypto::PublicKey;
use crate::report::codes::seal as codes;
use crate::report::{Finding, Language, SealState, Severity};
use crate::seal::register::{SealEntry, SignedSealRegister};
use crate::ses::SesSeal;
use crate::signature::verify::Context;
use crate::time::UnixTime;
use crate::trust::{Evidence, PathRequest, Purpose};
use crate::x509::Certificate;

pub(super) fn judge(
    judged: &mut JudgedSeal,
    seal: &SesSeal<'_>,
    used: Option<&Use<'_>>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) {
    let register = match newest(seal, context, evidence, now) {
        Ok(register) => register,
        Err(finding) => return judged.push(*finding),
    };
    if register.issued() > now {
        let finding = Finding::new(codes::REGISTER_FUTURE);
        return judged.push(finding.with("from", register.issued()));
    }
    // What a register said that is no longer good decides nothing, neither way.
    if register.expires() < now {
        let finding = Finding::new(codes::REGISTER_STALE);
        return judged.push(finding.with("until", register.expires()));
    }
    let Some(entry) = register.entry(seal) else {
        return judged.push(missing(&register, seal));
    };
    let state = entry.state_at(now);
    judged.report.state_now = state.map(|(state, _)| state);
    let Some(used) = used else {
        judged.findings.extend(state.and_then(|(state, since)| out_of_use(state, since)));
        return;
    };
    let Some(at) = used.moment() else { return };
    let then = entry.state_at(at);
    judged.report.state_at_sealing = then.map(|(state, _)| state);
    match then {
        // The register counts whole seconds: which came first in this one, nobody can say.
        Some((SealState::Stopped | SealState::Cancelled, since)) if since == at => {
            judged.findings.extend(out_of_use_since(then, used));
        }
        Some((state, since)) if state != SealState::InUse => {
            judged.findings.extend(out_of_use(state, since));
        }
        _ => judged.findings.extend(out_of_use_since(state, used)),
    }
}

/// The newest register at hand that the seal's maker signed; of those issued in one second, one that
/// says the seal is out of use.
fn newest(
    seal: &SesSeal<'_>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> Result<SignedSealRegister, Box<Finding>> {
    let mut newest: Option<SignedSealRegister> = None;
    let mut obstacle = Finding::new(codes::SEAL_STATE_NOT_CHECKED);
    for bytes in evidence.seal_registers() {
        let register = match SignedSealRegister::parse(bytes) {
            Ok(register) => register,
            Err(e) => {
                obstacle = Finding::new(codes::REGISTER_UNREADABLE).with("detail", e);
                continue;
            }
        };
        match authentic(&register, seal, context, evidence, now) {
            Ok(()) => {
                let stands = |r: &SignedSealRegister| {
                    let state = r.entry(seal).and_then(|entry| entry.state_at(now));
                    state.is_some_and(|(state, _)| state == SealState::InUse)
                };
                let rank = |r: &SignedSealRegister| (r.issued() <= now, r.issued(), !stands(r));
                if newest.as_ref().is_none_or(|n| rank(n) < rank(&register)) {
                    newest = Some(register);
                }
            }
            Err(why) => obstacle = Finding::new(codes::REGISTER_UNTRUSTED).with("detail", why),
        }
    }
    newest.ok_or_else(|| Box::new(obstacle))
}

/// Whether the maker of the seal signed the register: the same subject, on a path to an anchor.
fn authentic(
    register: &SignedSealRegister,
    seal: &SesSeal<'_>,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> Result<(), String> {
    let mut chain = Vec::new();
    for der in register.certificates() {
        chain.push(Certificate::from_der(der).map_err(|e| e.to_string())?);
    }
    let signer = chain.first().ok_or("no certificate")?;
    let maker = Certificate::from_der(seal.certificate).map_err(|e| e.to_string())?;
    if !signer.subject().matches(maker.subject()) {
        return Err(format!("“{}” is not the maker of the seal", signer.subject().label()));
    }
    let key = PublicKey::from_spki(signer.spki()).map_err(|e| e.to_string())?;
    register.verify_signature(&key).map_err(|e| e.to_string())?;
    let outcome = context.validate(&PathRequest {
        target: signer,
        candidates: &chain,
        store: context.store.seal_makers().unwrap_or(context.store),
        evidence,
        purpose: Purpose::StatusSigning,
        policy: context.policy,
        at: now,
        budget: context.budget,
    });
    if outcome.path().is_some() {
        return Ok(());
    }
    let worst = outcome.findings().iter().max_by_key(|f| f.severity());
    Err(worst
        .filter(|f| f.severity() >= Severity::Undetermined)
        .map_or_else(|| "no path to a trust anchor".to_owned(), |f| f.message(Language::English)))
}

/// The register has no such seal: it is older than the seal, or the seal is not the one that the
/// maker handed over.
fn missing(register: &SignedSealRegister, seal: &SesSeal<'_>) -> Finding {
    let id = seal.info.id.as_ref();
    let picture = crate::seal::register::digest(seal.info.picture.data);
    let same: Vec<&SealEntry> = register.entries().iter().filter(|e| e.id == id).collect();
    if same.is_empty() || register.issued() < seal.info.property.created {
        return Finding::new(codes::SEAL_NOT_REGISTERED).with("id", id);
    }
    let part = if same.iter().any(|e| e.picture == picture) { "data" } else { "picture" };
    Finding::new(codes::REGISTER_DIFFERS).with("part", part)
}

/// What speaks against a seal in this state.
fn out_of_use(state: SealState, since: UnixTime) -> Option<Finding> {
    let code = match state {
        SealState::InUse => return None,
        SealState::Stopped => codes::SEAL_STOPPED,
        SealState::Cancelled => codes::SEAL_CANCELLED,
        SealState::KeyCompromised => codes::SEAL_COMPROMISED,
    };
    Some(Finding::new(code).with("since", since))
}

/// A seal that was in use when it is said to have been applied, and is not any more.
fn out_of_use_since(state: Option<(SealState, UnixTime)>, used: &Use<'_>) -> Option<Finding> {
    let (state, since) = state.filter(|(state, _)| *state != SealState::InUse)?;
    let proven = used.proven.is_some_and(|proven| proven < since);
    let code = if proven { codes::SEAL_OUT_OF_USE_SINCE } else { codes::SEAL_OUT_OF_USE_UNPROVEN };
    let word = match state {
        SealState::InUse => "在用 (in use)",
        SealState::Stopped => "停用 (stopped)",
        SealState::Cancelled => "注销 (cancelled)",
        SealState::KeyCompromised => "失密 (key compromised)",
    };
    Some(Finding::new(code).with("since", since).with("state", word))
}
