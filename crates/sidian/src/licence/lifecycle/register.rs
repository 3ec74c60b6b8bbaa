//! The issuer's register: what happened to each licence, and the status list that follows from it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use serde::{Deserialize, Serialize};

use super::{Event, State, TransitionError};
use crate::licence::element::check_text;
use crate::licence::id::LicenceId;
use crate::licence::metadata::StatusReference;
use crate::licence::status::{Bits, StatusList, StatusListError};
use crate::time::UnixTime;

/// A register of licences and of what happened to them, for one status list.
///
/// Events are only added. The state of a licence follows from its events, so that it can be told for
/// any moment. The register is the issuer's own and is not published; the status list is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "File", into = "File")]
pub struct StatusRegister {
    uri: String,
    entries: Vec<Entry>,
    by_id: BTreeMap<String, usize>,
}

/// One licence version in a register; its place in the status list is its place in the register.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    id: String,
    events: Vec<Record>,
}

/// One event of a licence, as it was recorded.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What happened.
    pub event: Event,
    /// When; RFC 3339 in the file.
    #[serde(with = "moment")]
    pub at: UnixTime,
    /// Why, in the authority's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The newer version that took its place, or the older one that it took the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// What a register file holds.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    uri: String,
    entries: Vec<Entry>,
}

/// Why a register does not take an event, or cannot be read.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RegisterError {
    /// The licence is in the register already.
    #[error("the licence is in the register already")]
    Known,
    /// The event came before the one recorded last.
    #[error("the event came before the one recorded last")]
    Order,
    /// Not a register file.
    #[error("not a register file: line {line} column {column}")]
    Json {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The new version does not name the same licence with a higher version number.
    #[error("the new version is not a later version of the same licence")]
    NotNext,
    /// The reason given is too long or has characters that cannot be shown.
    #[error("the reason given is too long or has characters that cannot be shown")]
    Reason,
    /// The event cannot happen in the licence's state.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// The licence is not in the register.
    #[error("the licence is not in the register")]
    Unknown,
    /// The address of the list is no URI.
    #[error("the address of the status list is no URI")]
    Uri,
}

impl RegisterError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Transition(e) => e.code(),
            Self::Known => 7172,
            Self::Order => 7173,
            Self::Json { .. } => 7174,
            Self::NotNext => 7175,
            Self::Reason => 7176,
            Self::Unknown => 7177,
            Self::Uri => 7178,
        }
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        match self {
            Self::Known => "该证照已经登记".to_owned(),
            Self::Order => "事件时间早于上一次登记".to_owned(),
            Self::Json { line, column } => format!("第{line}行第{column}列不是状态登记簿的格式"),
            Self::NotNext => "新版本不是同一证照的后续版本".to_owned(),
            Self::Reason => "原因过长，或含有无法显示的字符".to_owned(),
            Self::Transition(e) => e.to_chinese(),
            Self::Unknown => "登记簿中没有该证照".to_owned(),
            Self::Uri => "状态列表地址不是有效的 URI".to_owned(),
        }
    }
}

impl StatusRegister {
    /// An empty register for the status list at `uri`.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Uri`] if that is no address.
    pub fn new(uri: &str) -> Result<Self, RegisterError> {
        StatusReference::new(uri, 0).map_err(|_| RegisterError::Uri)?;
        Ok(Self { uri: uri.to_owned(), entries: Vec::new(), by_id: BTreeMap::new() })
    }

    /// Reads a register from its JSON, and plays every event again.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Json`], which stands for an impossible history too.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RegisterError> {
        serde_json::from_slice(bytes)
            .map_err(|e| RegisterError::Json { line: e.line(), column: e.column() })
    }

    /// The JSON to keep.
    pub fn to_json(&self) -> Vec<u8> {
        // Texts and numbers only: it cannot fail.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// The address of the status list.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The place that the next licence will get: known before issuing, because the licence names it.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Uri`] if the list has no more places.
    pub fn next_place(&self) -> Result<StatusReference, RegisterError> {
        let index = self.entries.len() as u64;
        StatusReference::new(&self.uri, index).map_err(|_| RegisterError::Uri)
    }

    /// Enters a licence that was issued ([`Event::Issue`], [`Event::IssueInactive`] or
    /// [`Event::TransferIn`]) and gives its place in the status list.
    ///
    /// # Errors
    ///
    /// [`RegisterError::Known`], or [`RegisterError::Transition`] for another event.
    pub fn enter(
        &mut self,
        id: &LicenceId,
        event: Event,
        at: UnixTime,
    ) -> Result<StatusReference, RegisterError> {
        State::after(None, event)?;
        self.add(id, Record { event, at, reason: String::new(), link: None })
    }

    /// Records an event of a licence and gives its new state. A renewal or a change needs
    /// [`StatusRegister::replace`], which enters the new version too.
    ///
    /// # Errors
    ///
    /// [`RegisterError`] when the licence is unknown or the event cannot happen.
    pub fn record(
        &mut self,
        id: &LicenceId,
        event: Event,
        reason: &str,
        at: UnixTime,
    ) -> Result<State, RegisterError> {
        if event.makes_new_version() {
            return Err(RegisterError::NotNext);
        }
        let state = self.check(id, event, reason, at)?;
        self.push(id, Record { event, at, reason: reason.to_owned(), link: None })?;
        Ok(state)
    }

    /// Puts a new version in the place of an old one (延续, 变更, 换发): the old one becomes
    /// superseded, both name each other, and the new one gets a place of its own.
    ///
    /// # Errors
    ///
    /// [`RegisterError`]; then nothing was recorded.
    pub fn replace(
        &mut self,
        old: &LicenceId,
        new: &LicenceId,
        event: Event,
        reason: &str,
        at: UnixTime,
    ) -> Result<StatusReference, RegisterError> {
        let later = new.parts().is_same_licence(old.parts())
            && new.parts().version() > old.parts().version();
        if !event.makes_new_version() || !later {
            return Err(RegisterError::NotNext);
        }
        self.check(old, event, reason, at)?;
        let record = |event, link: &LicenceId, reason: &str| Record {
            event,
            at,
            reason: reason.to_owned(),
            link: Some(link.to_string()),
        };
        let place = self.add(new, record(Event::Issue, old, ""))?;
        self.push(old, record(event, new, reason))?;
        Ok(place)
    }

    /// The entry of a licence.
    pub fn entry(&self, id: &LicenceId) -> Option<&Entry> {
        self.entries.get(*self.by_id.get(&id.to_string())?)
    }

    /// The state of a licence now.
    pub fn state(&self, id: &LicenceId) -> Option<State> {
        self.entry(id)?.state()
    }

    /// Every licence, in the order of their places in the list.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many places the list has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The status list as of now.
    ///
    /// # Errors
    ///
    /// [`StatusListError`] when there are more licences than a list can hold.
    pub fn to_list(&self) -> Result<StatusList, StatusListError> {
        let mut list = StatusList::new(Bits::Four, self.entries.len() as u64)?;
        for (index, entry) in (0..).zip(&self.entries) {
            if let Some(state) = entry.state() {
                list.set(index, state)?;
            }
        }
        Ok(list)
    }

    fn check(
        &self,
        id: &LicenceId,
        event: Event,
        reason: &str,
        at: UnixTime,
    ) -> Result<State, RegisterError> {
        let entry = self.entry(id).ok_or(RegisterError::Unknown)?;
        if !reason.is_empty() {
            check_text(reason, 400, false).map_err(|_| RegisterError::Reason)?;
        }
        if entry.events.last().is_some_and(|last| at < last.at) {
            return Err(RegisterError::Order);
        }
        Ok(State::after(entry.state(), event)?)
    }

    fn add(&mut self, id: &LicenceId, first: Record) -> Result<StatusReference, RegisterError> {
        let place = self.next_place()?;
        let id = id.to_string();
        match self.by_id.entry(id.clone()) {
            Slot::Occupied(_) => return Err(RegisterError::Known),
            Slot::Vacant(slot) => slot.insert(self.entries.len()),
        };
        self.entries.push(Entry { id, events: vec![first] });
        Ok(place)
    }

    fn push(&mut self, id: &LicenceId, record: Record) -> Result<(), RegisterError> {
        let at = *self.by_id.get(&id.to_string()).ok_or(RegisterError::Unknown)?;
        let entry = self.entries.get_mut(at).ok_or(RegisterError::Unknown)?;
        entry.events.push(record);
        Ok(())
    }
}

impl Entry {
    /// 证照标识.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What happened, oldest first.
    pub fn events(&self) -> &[Record] {
        &self.events
    }

    /// The state now.
    pub fn state(&self) -> Option<State> {
        self.play(self.events.iter())
    }

    /// The state at a moment; `None` before the licence was issued.
    pub fn state_at(&self, at: UnixTime) -> Option<State> {
        self.play(self.events.iter().take_while(|record| record.at <= at))
    }

    fn play<'a>(&self, events: impl Iterator<Item = &'a Record>) -> Option<State> {
        // An event that cannot happen is never recorded nor read, so nothing is skipped here.
        events.fold(None, |state, record| State::after(state, record.event).ok().or(state))
    }
}

impl TryFrom<File> for StatusRegister {
    type Error = RegisterError;

    fn try_from(file: File) -> Result<Self, RegisterError> {
        let mut register = Self::new(&file.uri)?;
        if file.format != 1 {
            return Err(RegisterError::Json { line: 0, column: 0 });
        }
        for (at, entry) in file.entries.into_iter().enumerate() {
            entry.id.parse::<LicenceId>().map_err(|_| RegisterError::Unknown)?;
            let mut state = None;
            let mut last = None;
            for record in &entry.events {
                if last.replace(record.at).is_some_and(|last| record.at < last) {
                    return Err(RegisterError::Order);
                }
                state = Some(State::after(state, record.event)?);
            }
            if state.is_none() {
                return Err(RegisterError::Unknown);
            }
            if register.by_id.insert(entry.id.clone(), at).is_some() {
                return Err(RegisterError::Known);
            }
            register.entries.push(entry);
        }
        Ok(register)
    }
}

impl From<StatusRegister> for File {
    fn from(register: StatusRegister) -> Self {
        Self { format: 1, uri: register.uri, entries: register.entries }
    }
}

/// Moments as people read them.
mod moment {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::time::UnixTime;

    pub(super) fn serialize<S: Serializer>(at: &UnixTime, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<UnixTime, D::Error> {
        UnixTime::from_rfc3339(&String::deserialize(input)?).map_err(D::Error::custom)
    }
}
