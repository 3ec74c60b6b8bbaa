//! One seal in a register, and what became of it.

use serde::{Deserialize, Serialize};

use super::error::SealRegisterError;
use super::moment;
use crate::crypto::Hash;
use crate::report::SealState;
use crate::ses::{SesCertList, SesSeal};
use crate::time::UnixTime;

/// What happens to a seal.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SealEvent {
    /// Made and handed over (登记).
    Register,
    /// Stopped for a time (停用).
    Stop,
    /// In use again (恢复).
    Restore,
    /// Taken off the register for good (注销).
    Cancel,
    /// Its key may be in wrong hands (失密): the seal has to be made again.
    Compromise,
}

impl SealEvent {
    /// Every event that can be recorded after the first.
    pub const LATER: [Self; 4] = [Self::Stop, Self::Restore, Self::Cancel, Self::Compromise];

    /// Its word in the register.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Stop => "stop",
            Self::Restore => "restore",
            Self::Cancel => "cancel",
            Self::Compromise => "compromise",
        }
    }

    /// The event of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::LATER.into_iter().find(|e| e.as_str() == word)
    }

    /// The state that follows, where the event can happen.
    fn after(self, state: Option<SealState>) -> Option<SealState> {
        match (self, state) {
            (Self::Register, None) | (Self::Restore, Some(SealState::Stopped)) => {
                Some(SealState::InUse)
            }
            (Self::Stop, Some(SealState::InUse)) => Some(SealState::Stopped),
            (Self::Cancel, Some(SealState::InUse | SealState::Stopped)) => {
                Some(SealState::Cancelled)
            }
            // A key may be found out to have been lost after the seal was cancelled.
            (
                Self::Compromise,
                Some(SealState::InUse | SealState::Stopped | SealState::Cancelled),
            ) => Some(SealState::KeyCompromised),
            _ => None,
        }
    }
}

/// One event, as it was recorded.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealRecord {
    /// What happened.
    pub event: SealEvent,
    /// When.
    #[serde(with = "moment")]
    pub at: UnixTime,
    /// Since when the key may have been in wrong hands, where that is earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A moment inside of an option.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Since(#[serde(with = "moment")] pub UnixTime);

impl SealRecord {
    /// From when on the event counts.
    pub fn effective(&self) -> UnixTime {
        self.since.map_or(self.at, |since| since.0.min(self.at))
    }
}

/// One seal in a register. Digests are SM3, in hexadecimal.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealEntry {
    /// The seal's identifier (esID). A seal that was made again has the same one.
    pub id: String,
    /// The seal's name.
    pub name: String,
    /// Whose seal it is.
    pub owner: String,
    /// Digest of its `SES_SealInfo`: which of the seals with this identifier it is.
    pub seal: String,
    /// Digest of its picture.
    pub picture: String,
    /// Digests of the certificates that may use it; empty where the seal lists digests itself.
    pub certificates: Vec<String>,
    /// What became of it, oldest first.
    pub events: Vec<SealRecord>,
}

/// The most events of one seal.
const MOST_EVENTS: usize = 1_000;

impl SealEntry {
    /// The entry of a seal.
    pub(super) fn new(
        seal: &SesSeal<'_>,
        owner: &str,
        at: UnixTime,
    ) -> Result<Self, SealRegisterError> {
        text("owner", owner)?;
        let certificates = match &seal.info.property.cert_list {
            SesCertList::Certificates(all) => all.iter().map(|der| digest(der)).collect(),
            SesCertList::Digests(_) | SesCertList::Unreadable => Vec::new(),
        };
        let record =
            SealRecord { event: SealEvent::Register, at, since: None, reason: String::new() };
        Ok(Self {
            id: seal.info.id.clone().into_owned(),
            name: seal.info.property.name.clone().into_owned(),
            owner: owner.to_owned(),
            seal: key_of(seal),
            picture: digest(seal.info.picture.data),
            certificates,
            events: vec![record],
        })
    }

    /// The state that the events of all times lead to.
    pub fn state(&self) -> SealState {
        self.replay().ok().flatten().unwrap_or(SealState::Cancelled)
    }

    /// The state at a moment, and since when; `None` before it was registered. A seal whose key was
    /// compromised was so from the moment that is stated as the beginning, whatever else is
    /// recorded.
    pub fn state_at(&self, at: UnixTime) -> Option<(SealState, UnixTime)> {
        let lost = self.events.iter().filter(|r| r.event == SealEvent::Compromise);
        if let Some(since) = lost.map(SealRecord::effective).min().filter(|since| *since <= at) {
            return Some((SealState::KeyCompromised, since));
        }
        let mut state = None;
        for record in self.events.iter().filter(|r| r.at <= at) {
            if let Some(next) = record.event.after(state.map(|(s, _)| s)) {
                state = Some((next, record.at));
            }
        }
        state
    }

    /// Adds an event.
    pub(super) fn push(&mut self, record: SealRecord) -> Result<(), SealRegisterError> {
        if !record.reason.is_empty() {
            text("reason", &record.reason)?;
        }
        let last = self.events.last().map_or(record.at, |r| r.at);
        if record.at < last || self.events.len() >= MOST_EVENTS {
            return Err(SealRegisterError::Order);
        }
        let state = self.state();
        if record.event.after(Some(state)).is_none() {
            let (event, state) = (record.event.as_str(), state.as_str());
            return Err(SealRegisterError::Event { event, state });
        }
        self.events.push(record);
        Ok(())
    }

    /// Plays the events again.
    fn replay(&self) -> Result<Option<SealState>, SealRegisterError> {
        let mut state = None;
        let mut last = None;
        for record in &self.events {
            if last.is_some_and(|last| record.at < last) {
                return Err(SealRegisterError::Order);
            }
            let next = record.event.after(state);
            state = Some(next.ok_or(SealRegisterError::Form { part: "events" })?);
            last = Some(record.at);
        }
        Ok(state)
    }

    /// Checks an entry that was read.
    pub(super) fn check(&self) -> Result<(), SealRegisterError> {
        let form = |part| SealRegisterError::Form { part };
        text("id", &self.id)?;
        text("name", &self.name)?;
        text("owner", &self.owner)?;
        let digests = [&self.seal, &self.picture].into_iter().chain(&self.certificates);
        if self.events.is_empty() || self.events.len() > MOST_EVENTS {
            return Err(form("events"));
        }
        for digest in digests {
            let hex = digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if digest.len() != 64 || !hex {
                return Err(form("digest"));
            }
        }
        self.replay().map(|_| ())
    }
}

/// The digest by which a register knows a seal.
pub(in crate::seal) fn key_of(seal: &SesSeal<'_>) -> String {
    digest(seal.info.raw)
}

/// SM3 in hexadecimal.
pub(in crate::seal) fn digest(bytes: &[u8]) -> String {
    Hash::Sm3.digest(bytes).as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

pub(super) fn text(field: &'static str, text: &str) -> Result<(), SealRegisterError> {
    let fits = (1..=400).contains(&text.chars().count()) && !text.trim().is_empty();
    if fits && !text.chars().any(char::is_control) {
        Ok(())
    } else {
        Err(SealRegisterError::Text { field })
    }
}
