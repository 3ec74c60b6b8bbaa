//! The words by which events and states are kept and told.

use sidian::licence::{Date, State};
use sidian::x509::RevocationReason;

/// Every state with its word.
const STATES: [(State, &str); 9] = [
    (State::Annulled, "annulled"),
    (State::Cancelled, "cancelled"),
    (State::Expired, "expired"),
    (State::NotActive, "not_active"),
    (State::Revoked, "revoked"),
    (State::Superseded, "superseded"),
    (State::Suspended, "suspended"),
    (State::TransferredOut, "transferred_out"),
    (State::Valid, "valid"),
];

/// The word of a state.
pub(crate) fn state(state: State) -> &'static str {
    STATES.iter().find(|(s, _)| *s == state).map_or("unknown", |(_, word)| word)
}

/// The state of a word.
pub(crate) fn state_from(word: &str) -> Option<State> {
    STATES.iter().find(|(_, w)| *w == word).map(|(state, _)| *state)
}

/// A date as a number such as 20261122, which sorts.
pub(crate) fn day(date: Date) -> i64 {
    let (year, month, day) = date.parts();
    i64::from(year) * 10_000 + i64::from(month) * 100 + i64::from(day)
}

/// Such a number as 2026-11-22.
pub(crate) fn day_text(day: i64) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

/// Why a certificate is revoked, with the word of RFC 5280 §5.3.1 that is kept and told.
pub(crate) const REASONS: [RevocationReason; 5] = [
    RevocationReason::AffiliationChanged,
    RevocationReason::CessationOfOperation,
    RevocationReason::KeyCompromise,
    RevocationReason::Superseded,
    RevocationReason::Unspecified,
];

/// The reason of a word.
pub(crate) fn reason(word: &str) -> RevocationReason {
    let known = REASONS.into_iter().find(|reason| reason.as_str() == word);
    known.unwrap_or(RevocationReason::Unspecified)
}
