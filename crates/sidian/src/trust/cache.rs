//! Paths that were shown once and need not be shown again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::outcome::{PathOutcome, RevocationStatus};
use super::path::{PathRequest, validate};
use super::policy::{Policy, Purpose};
use super::revocation::UNLIMITED;
use crate::report::Severity;
use crate::time::UnixTime;

/// Remembers paths that were shown to be valid, for a verifier that sees the same signers again.
///
/// An answer is given again only for the same certificate, byte for byte, with the same store,
/// evidence, purpose and policy, and only while the time asked about lies where nothing that it
/// rests on begins or ends: no certificate, no revocation list, no OCSP response. Only proofs are
/// remembered, never refusals.
#[derive(Debug, Default)]
pub struct PathCache {
    entries: Mutex<HashMap<Key, Vec<Entry>>>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Key {
    target: Vec<u8>,
    store: u64,
    evidence: u64,
    purpose: Purpose,
    policy: Policy,
}

#[derive(Clone, Debug)]
struct Entry {
    from: UnixTime,
    until: UnixTime,
    outcome: PathOutcome,
}

/// Certificates remembered at most.
const MOST: usize = 1_024;

impl PathCache {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`validate`](super::validate()), with what is remembered.
    pub fn validate(&self, request: &PathRequest<'_>) -> PathOutcome {
        let key = Key {
            target: request.target.der().to_vec(),
            store: request.store.id(),
            evidence: request.evidence.id(),
            purpose: request.purpose,
            policy: request.policy.clone(),
        };
        if let Some(known) = self.recall(&key, request.at) {
            return known;
        }
        let outcome = validate(request);
        if let Some((from, until)) = window(&outcome) {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            if entries.len() >= MOST {
                entries.clear();
            }
            let entry = Entry { from, until, outcome: outcome.clone() };
            let known = entries.entry(key).or_default();
            known.truncate(3);
            known.insert(0, entry);
        }
        outcome
    }

    fn recall(&self, key: &Key, at: UnixTime) -> Option<PathOutcome> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(key)?.iter().find(|e| e.from <= at && at <= e.until)?;
        let mut outcome = entry.outcome.clone();
        drop(entries);
        if let Some(path) = outcome.path.as_mut() {
            path.at = at;
        }
        Some(outcome)
    }
}

/// The times for which the same question has the same answer; `None` where it is no plain proof.
fn window(outcome: &PathOutcome) -> Option<(UnixTime, UnixTime)> {
    let path = outcome.path()?;
    if !outcome.lasting || outcome.findings().iter().any(|f| f.severity() >= Severity::Undetermined)
    {
        return None;
    }
    let root = path.anchor().certificate();
    let (mut from, mut until) = (root.not_before(), root.not_after());
    for certificate in path.certificates() {
        from = from.max(certificate.not_before());
        until = until.min(certificate.not_after());
    }
    for status in path.statuses() {
        match status {
            RevocationStatus::Good { this_update, until: end, .. } => {
                from = from.max(*this_update);
                until = until.min(end.unwrap_or_else(|| this_update.plus(UNLIMITED)));
            }
            RevocationStatus::NotChecked => {}
            RevocationStatus::Revoked { .. } | RevocationStatus::Unknown => return None,
        }
    }
    (from <= until).then_some((from, until))
}
