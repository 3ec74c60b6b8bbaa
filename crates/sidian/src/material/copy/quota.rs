//! How many copies of a licence may be live at once.

use crate::time::UnixTime;

/// How many copies there may be: policy, as data.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CopyQuota {
    /// The most that are live or were made within `days`.
    pub most: u32,
    /// Within how many days.
    pub days: u16,
}

impl Default for CopyQuota {
    /// Three in 90 days, as deployed systems have it.
    fn default() -> Self {
        Self { most: 3, days: 90 }
    }
}

/// Remembers copies. Many processes may share one.
pub trait CopyLedger: Send + Sync {
    /// Enters a copy of this licence, made at `now`, unless `most` were entered at or after `since`:
    /// whether it was entered, in one step. `None` where that cannot be told; then no copy is made.
    fn enter(&self, licence: &str, since: UnixTime, now: UnixTime, most: u32) -> Option<bool>;
}

impl CopyLedger for super::super::MemoryLedger {
    fn enter(&self, licence: &str, since: UnixTime, now: UnixTime, most: u32) -> Option<bool> {
        self.enter_copy(licence, since, now, most)
    }
}
