//! What a status list says about one licence at a moment, as a finding.

use super::{Bits, SignedStatusList, StatusList};
use crate::licence::lifecycle::State;
use crate::licence::metadata::StatusReference;
use crate::report::codes::licence as codes;
use crate::report::{Code, Finding, Severity};
use crate::time::UnixTime;

/// The state that a list gives to a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ListedState {
    /// No longer valid, and the list does not say why.
    Invalid,
    /// A state of the life cycle.
    State(State),
    /// A value whose meaning is not known: neither good nor bad.
    Unknown(u8),
}

impl ListedState {
    /// What is to be reported; nothing for a licence that is valid.
    pub fn finding(self) -> Option<Finding> {
        let code: &'static Code = match self {
            Self::State(State::Valid) => return None,
            Self::Unknown(value) => {
                return Some(Finding::new(codes::STATUS_UNKNOWN).with("value", value));
            }
            Self::Invalid => codes::LICENCE_INVALID,
            Self::State(State::Annulled) => codes::LICENCE_ANNULLED,
            Self::State(State::Cancelled | State::Expired) => codes::LICENCE_CANCELLED,
            Self::State(State::NotActive) => codes::LICENCE_NOT_ACTIVE,
            Self::State(State::Revoked) => codes::LICENCE_REVOKED,
            Self::State(State::Superseded) => codes::LICENCE_SUPERSEDED,
            Self::State(State::Suspended) => codes::LICENCE_SUSPENDED,
            Self::State(State::TransferredOut) => codes::LICENCE_TRANSFERRED,
        };
        Some(Finding::new(code))
    }

    pub(super) fn of(value: u8, has_profile: bool) -> Self {
        match (value, has_profile) {
            (0, _) => Self::State(State::Valid),
            (1, false) => Self::Invalid,
            (1, true) => Self::State(State::Cancelled),
            (2, _) => Self::State(State::Suspended),
            (3, true) => Self::State(State::NotActive),
            (12, true) => Self::State(State::Revoked),
            (13, true) => Self::State(State::Annulled),
            (14, true) => Self::State(State::TransferredOut),
            (15, true) => Self::State(State::Superseded),
            (other, _) => Self::Unknown(other),
        }
    }
}

impl SignedStatusList {
    /// How long a list without `exp` and `ttl` is good for: a day.
    pub const DEFAULT_TTL: u64 = 86_400;

    /// How far the clocks of issuer and verifier may differ, in seconds.
    pub const SKEW: i64 = 300;

    /// Whether this is the list that a licence points at.
    pub fn is_for(&self, reference: &StatusReference) -> bool {
        self.claims().uri == reference.uri
    }

    /// Whether the list may be used at a moment: nothing, a warning that it is aging, or why the
    /// state remains undetermined. Past `exp` it may not; past `ttl` a newer one should be fetched,
    /// and where there is no `exp`, it may not be used either.
    pub fn freshness(&self, now: UnixTime) -> Option<Finding> {
        let claims = self.claims();
        if claims.issued > now.plus(Self::SKEW) {
            return Some(Finding::new(codes::STATUS_FUTURE).with("from", claims.issued));
        }
        let after = |ttl: u64| claims.issued.plus(i64::try_from(ttl).unwrap_or(i64::MAX));
        let stale = |until| Some(Finding::new(codes::STATUS_STALE).with("until", until));
        match (claims.expires, claims.ttl.map(after)) {
            (Some(expires), _) if expires <= now => stale(expires),
            (Some(_), Some(fetch)) if fetch < now => {
                Some(Finding::new(codes::STATUS_AGING).with("from", claims.issued))
            }
            (Some(_), _) => None,
            (None, fetch) => {
                let until = fetch.unwrap_or_else(|| after(Self::DEFAULT_TTL));
                if until < now { stale(until) } else { None }
            }
        }
    }

    /// The state that the unfolded list gives to a place; `None` if there is no such place.
    ///
    /// `list` is what [`SignedStatusList::list`] gave: it is unfolded once and asked many times.
    pub fn state(&self, list: &StatusList, index: u64) -> Option<ListedState> {
        let value = list.value(index)?;
        // Places of one or two bits cannot keep our states apart.
        let wide = matches!(list.bits(), Bits::Four | Bits::Eight);
        Some(ListedState::of(value, wide && self.claims().has_profile))
    }

    /// Everything to report about one licence from this list at a moment. Empty if and only if the
    /// list is fresh and says that the licence is valid. The signature is not judged here.
    pub fn findings(
        &self,
        list: &StatusList,
        reference: &StatusReference,
        now: UnixTime,
    ) -> Vec<Finding> {
        if !self.is_for(reference) {
            return vec![Finding::new(codes::STATUS_MISSING).with("uri", &reference.uri)];
        }
        let mut found: Vec<Finding> = self.freshness(now).into_iter().collect();
        // What a list said that is no longer good decides nothing, neither way.
        if found.iter().any(|finding| finding.severity() >= Severity::Undetermined) {
            return found;
        }
        match self.state(list, reference.index) {
            Some(state) => found.extend(state.finding()),
            None => {
                found.push(Finding::new(codes::STATUS_OUT_OF_RANGE).with("index", reference.index))
            }
        }
        found
    }
}
