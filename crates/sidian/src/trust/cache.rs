//! Paths that were shown once and need not be shown again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::outcome::{PathOutcome, RevocationStatus};
use super::path::{PathRequest, validate};
use super::policy::{Policy, Purpose};
use super::revocation::{SKEW, UNLIMITED};
use super::store::TrustAnchor;
use crate::report::Severity;
use crate::time::UnixTime;

/// Remembers paths that were shown to be valid, for a verifier that sees the same signers again.
///
/// An answer is given again only for the same certificate with the same candidates, byte for byte,
/// and the same store, evidence, purpose and policy, and only while between both times asked about
/// nothing begins or ends that it could rest on: no certificate, no revocation list, no OCSP
/// response, be it used or not. So what is remembered never changes an answer, nor does the order
/// of the questions. Only proofs are remembered, never refusals.
#[derive(Debug, Default)]
pub struct PathCache {
    entries: Mutex<HashMap<Key, Vec<Entry>>>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Key {
    target: Vec<u8>,
    /// The candidates one after the other: DER says where each ends.
    candidates: Vec<u8>,
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

/// Answers remembered at most.
const MOST: usize = 1_024;
/// Bytes of candidates beyond which an answer is not remembered.
const MOST_BYTES: usize = 1 << 16;

impl PathCache {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`validate`](super::validate()), with what is remembered.
    pub fn validate(&self, request: &PathRequest<'_>) -> PathOutcome {
        let Some(key) = Key::of(request) else { return validate(request) };
        if let Some(known) = self.recall(&key, request.at) {
            return known;
        }
        let outcome = validate(request);
        if let Some((from, until)) = window(&outcome, request) {
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

impl Key {
    /// `None` for a question with too many candidates to be remembered.
    fn of(request: &PathRequest<'_>) -> Option<Self> {
        let bytes: usize = request.candidates.iter().map(|c| c.der().len()).sum();
        if bytes > MOST_BYTES {
            return None;
        }
        let mut candidates = Vec::with_capacity(bytes);
        request.candidates.iter().for_each(|c| candidates.extend_from_slice(c.der()));
        Some(Self {
            target: request.target.der().to_vec(),
            candidates,
            store: request.store.id(),
            evidence: request.evidence.id(),
            purpose: request.purpose,
            policy: request.policy.clone(),
        })
    }
}

/// The times for which the same question has the same answer; `None` where it is no plain proof.
fn window(outcome: &PathOutcome, request: &PathRequest<'_>) -> Option<(UnixTime, UnixTime)> {
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
    // What was set aside, for it was not yet or no longer valid, must still be set aside.
    for moment in moments(request) {
        if moment <= request.at {
            from = from.max(moment.plus(i64::from(moment < request.at)));
        }
        if moment >= request.at {
            until = until.min(moment.plus(-i64::from(moment > request.at)));
        }
    }
    (from <= until).then_some((from, until))
}

/// Every moment at which something that was brought begins or ends to count.
fn moments(request: &PathRequest<'_>) -> Vec<UnixTime> {
    let mut moments = Vec::new();
    let mut update = |from: UnixTime, until: Option<UnixTime>| {
        let until = until.unwrap_or_else(|| from.plus(UNLIMITED));
        moments.extend([from.plus(-SKEW), from, until]);
    };
    let evidence = request.evidence;
    for list in evidence.crls() {
        update(list.this_update(), list.next_update());
    }
    for single in evidence.ocsp().iter().flat_map(|response| response.answers()) {
        update(single.this_update, single.next_update);
    }
    let carried = evidence.ocsp().iter().flat_map(|response| response.certificates());
    let brought = request.candidates.iter().chain(evidence.certificates());
    for certificate in carried.chain(brought) {
        moments.extend([certificate.not_before(), certificate.not_after()]);
    }
    moments.extend(request.policy.limits.iter().map(|limit| limit.until));
    // Signed lists end, and so does what they say about an anchor, be it the one used or not.
    for listing in request.store.anchors().iter().filter_map(TrustAnchor::listing) {
        moments.push(listing.facts.next_update);
        moments.extend(listing.from.into_iter().chain(listing.until));
    }
    moments
}
