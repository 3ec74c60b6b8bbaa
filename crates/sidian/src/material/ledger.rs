//! What a statement alone cannot tell: how often it was used.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::time::UnixTime;

/// Counts the uses of authorisations. Where many machines use one authorisation they have to ask one
/// counter, which is why it is a hook and not a file format.
pub trait UseCounter: Send + Sync {
    /// How often an authorisation was used so far; `None` where nobody can say.
    fn used(&self, grant: &str) -> Option<u32>;

    /// Takes one use if fewer than `most` were taken, in one step that no other machine can come
    /// between: `Some(true)` if it was taken, `Some(false)` if there is none left, `None` where
    /// nobody can say.
    fn take(&self, grant: &str, most: u32) -> Option<bool>;
}

/// Remembers which show codes were used.
pub trait NonceStore: Send + Sync {
    /// Remembers a code until it ends, in one step: `Some(true)` if it was never seen, `Some(false)`
    /// if it was, `None` where nobody can say.
    fn first_use(&self, code: &[u8], until: UnixTime, now: UnixTime) -> Option<bool>;
}

/// A ledger in memory, for one machine: what it remembers ends with it.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    uses: Mutex<HashMap<String, u32>>,
    codes: Mutex<HashMap<Vec<u8>, UnixTime>>,
    copies: Mutex<HashMap<String, Vec<UnixTime>>>,
}

/// Entries beyond which nothing new is remembered, so that nobody can fill the memory.
const MOST: usize = 1 << 20;

impl MemoryLedger {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Enters a copy of a licence, unless there were as many as there may be since then.
    pub(super) fn enter_copy(
        &self,
        licence: &str,
        since: UnixTime,
        now: UnixTime,
        most: u32,
    ) -> Option<bool> {
        let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        if copies.len() >= MOST && !copies.contains_key(licence) {
            return None;
        }
        let made = copies.entry(licence.to_owned()).or_default();
        made.retain(|at| *at >= since);
        if u32::try_from(made.len()).is_ok_and(|count| count < most) {
            made.push(now);
            return Some(true);
        }
        Some(false)
    }
}

impl UseCounter for MemoryLedger {
    fn used(&self, grant: &str) -> Option<u32> {
        let uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        Some(uses.get(grant).copied().unwrap_or(0))
    }

    fn take(&self, grant: &str, most: u32) -> Option<bool> {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        if uses.len() >= MOST && !uses.contains_key(grant) {
            return None;
        }
        let taken = uses.entry(grant.to_owned()).or_insert(0);
        if *taken >= most {
            return Some(false);
        }
        *taken += 1;
        Some(true)
    }
}

impl NonceStore for MemoryLedger {
    fn first_use(&self, code: &[u8], until: UnixTime, now: UnixTime) -> Option<bool> {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        if codes.contains_key(code) {
            return Some(false);
        }
        if codes.len() >= MOST {
            codes.retain(|_, end| *end >= now);
        }
        if codes.len() >= MOST {
            return None;
        }
        codes.insert(code.to_vec(), until);
        Some(true)
    }
}
