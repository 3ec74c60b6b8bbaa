//! Downloads that come in parts: which of them were entered in the audit log already, and which files
//! were found to be what their name says.

use std::collections::HashMap;
use std::fs::Metadata;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::store::{Digest, Use};

/// For how many seconds what follows belongs to the download that was entered.
const WINDOW: i64 = 3600;
/// How many downloads and files are remembered.
const MOST: usize = 10_000;
/// How long a file must have lain still before it is remembered: clocks of file systems tick slowly.
const STILL: Duration = Duration::from_secs(2);

/// What is remembered, in memory only: after a restart a download is entered once more, and a file
/// read once more.
#[derive(Default)]
pub(crate) struct Downloads {
    entered: Mutex<HashMap<Digest, i64>>,
    sound: Mutex<HashMap<Digest, State>>,
}

/// The state of a file on the disk: it changes with every write, and nobody can set it back.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) struct State {
    size: u64,
    changed: Duration,
    inode: u64,
}

impl State {
    /// That of an open file.
    pub(crate) fn of(about: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed, inode) = {
            use std::os::unix::fs::MetadataExt as _;
            let seconds = u64::try_from(about.ctime()).unwrap_or_default();
            let nanoseconds = u32::try_from(about.ctime_nsec()).unwrap_or_default();
            (Duration::new(seconds, nanoseconds), about.ino())
        };
        #[cfg(not(unix))]
        let (changed, inode) = {
            let at = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            (at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(), 0)
        };
        Self { size: about.len(), changed, inode }
    }
}

impl Downloads {
    /// Whether this is to be entered in the log: the same account has not begun to fetch the same
    /// file for the same purpose within the hour. If entering fails, it is to be
    /// [forgotten](Self::forget).
    pub(crate) fn begins(&self, entry: &Use) -> bool {
        let mut entered = self.entered.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(entry);
        if entered.get(&key).is_some_and(|at| (0..WINDOW).contains(&(entry.at - at))) {
            return false;
        }
        if entered.len() >= MOST {
            entered.retain(|_, at| (0..WINDOW).contains(&(entry.at - *at)));
        }
        if entered.len() >= MOST {
            entered.clear();
        }
        entered.insert(key, entry.at);
        true
    }

    /// It was not entered after all.
    pub(crate) fn forget(&self, entry: &Use) {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(entry));
    }

    /// Whether a file was found to be what its name says, and has lain still since.
    pub(crate) fn is_sound(&self, digest: Digest, state: State) -> bool {
        let sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        sound.get(&digest) == Some(&state)
    }

    /// A file in this state was found to be what its name says.
    pub(crate) fn found_sound(&self, digest: Digest, state: State, now: SystemTime) {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        if state.changed.saturating_add(STILL) > now {
            return;
        }
        let mut sound = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if sound.len() >= MOST {
            sound.clear();
        }
        sound.insert(digest, state);
    }
}

/// One account, file and purpose.
fn key(entry: &Use) -> Digest {
    let mut whole = Vec::new();
    let account = entry.account.unwrap_or_default().to_be_bytes();
    for part in [
        account.as_slice(),
        entry.actor.as_bytes(),
        entry.action.as_bytes(),
        entry.licence.as_deref().unwrap_or_default().as_bytes(),
        entry.digest.as_deref().unwrap_or_default(),
        entry.purpose.as_bytes(),
        entry.basis.as_bytes(),
    ] {
        whole.extend_from_slice(&(part.len() as u64).to_be_bytes());
        whole.extend_from_slice(part);
    }
    Digest::of(&whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: i64, purpose: &str) -> Use {
        Use { at, account: Some(1), purpose: purpose.to_owned(), ..Use::default() }
    }

    #[test]
    fn parts_of_one_download_are_entered_once_an_hour_and_purpose() {
        let downloads = Downloads::default();
        assert!(downloads.begins(&entry(100, "a")));
        assert!(!downloads.begins(&entry(100 + WINDOW - 1, "a")));
        assert!(downloads.begins(&entry(101, "b")), "another purpose");
        assert!(downloads.begins(&entry(100 + WINDOW, "a")), "another hour");
        downloads.forget(&entry(100 + WINDOW, "a"));
        assert!(downloads.begins(&entry(100 + WINDOW, "a")), "it was not entered");
    }

    #[test]
    fn what_is_remembered_does_not_grow_without_end() {
        let downloads = Downloads::default();
        for n in 0..MOST + 5 {
            assert!(downloads.begins(&entry(7, &n.to_string())));
        }
        assert!(downloads.entered.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn a_file_that_changed_a_moment_ago_is_read_again() {
        let downloads = Downloads::default();
        let state = State { size: 1, changed: Duration::from_secs(1000), inode: 1 };
        let (digest, at) = (Digest::of(b"x"), |s| SystemTime::UNIX_EPOCH + Duration::from_secs(s));
        downloads.found_sound(digest, state, at(1001));
        assert!(!downloads.is_sound(digest, state), "it may change within one tick");
        downloads.found_sound(digest, state, at(1002));
        assert!(downloads.is_sound(digest, state));
        let changed = State { changed: Duration::from_secs(1003), ..state };
        assert!(!downloads.is_sound(digest, changed));
    }
}
