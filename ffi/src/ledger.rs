//! What statements alone cannot tell: how often an authorisation was used, which show codes were
//! seen, and how many copies of a licence there are.

use std::ffi::c_void;
use std::sync::Arc;

use sidian::material::copy::CopyLedger;
use sidian::material::{MemoryLedger, NonceStore, UseCounter};
use sidian::time::UnixTime;

use crate::boundary::leave;
use crate::bytes::{made, options};
use crate::handle::{self, opaque};
use crate::status::sidian_status;

/// Counts uses, remembers codes and copies. Shareable by threads; a verifier keeps it as long as it
/// needs it.
pub struct sidian_ledger {
    _private: [u8; 0],
}
opaque!(sidian_ledger => Ledger);

/// A ledger of the caller's, for many machines: a database, a cache. Set `size` to
/// `sizeof(sidian_ledger_callbacks)`.
///
/// Every callback returns 1 or 0, or -1 where it cannot tell: then nothing is accepted. Each has to
/// look and write in one step that no other machine can come between. They may call the library
/// again and run on several threads at once; they must not unwind or `longjmp`. One that is NULL
/// cannot tell.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct sidian_ledger_callbacks {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// Handed to every call.
    pub userdata: *mut c_void,
    /// How often the authorisation with this number (`jti`) was used so far; -1 where nobody can say.
    pub used:
        Option<unsafe extern "C" fn(userdata: *mut c_void, grant: *const u8, len: usize) -> i64>,
    /// Takes one use if fewer than `most` were taken: 1 if it was taken, 0 if there is none left.
    pub take: Option<
        unsafe extern "C" fn(userdata: *mut c_void, grant: *const u8, len: usize, most: u32) -> i32,
    >,
    /// Remembers a show code until `until` (Unix seconds): 1 if it was never seen, 0 if it was.
    pub first_use: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            code: *const u8,
            len: usize,
            until: i64,
            now: i64,
        ) -> i32,
    >,
    /// Enters a copy of this licence unless `most` were entered at or after `since`: 1 if it was
    /// entered, 0 if there were as many.
    pub enter_copy: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            licence: *const u8,
            len: usize,
            since: i64,
            now: i64,
            most: u32,
        ) -> i32,
    >,
}

/// The object behind a ledger's handle.
pub enum Ledger {
    /// In memory.
    Memory(MemoryLedger),
    /// The caller's.
    Callbacks(Callbacks),
}

/// Functions of the caller's.
pub struct Callbacks(sidian_ledger_callbacks);

// SAFETY: `sidian_ledger_from_callbacks` demands of its caller that the callbacks and their userdata
// may be used from any thread.
unsafe impl Send for Callbacks {}
// SAFETY: as above, from several threads at once.
unsafe impl Sync for Callbacks {}

/// A ledger in memory, for one process: what it remembers ends with it.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_ledger_new(out: *mut *mut sidian_ledger) -> sidian_status {
    let make = || Ok(Ledger::Memory(MemoryLedger::new()));
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// A ledger of the caller's.
///
/// # Safety
///
/// `callbacks` must be readable as far as its `size` says, `out` writable or NULL. The functions must
/// keep the contract of the struct, and they and `userdata` must stay usable from any thread until
/// the ledger and every verifier that has it are freed and every call with them has returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_ledger_from_callbacks(
    callbacks: *const sidian_ledger_callbacks,
    out: *mut *mut sidian_ledger,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract; numbers and pointers, where 0 is none.
        let callbacks = unsafe { options(callbacks, NONE, "callbacks") }?;
        Ok(Ledger::Callbacks(Callbacks(callbacks)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the ledger; verifiers that have it keep it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_ledger_free(ledger: *mut sidian_ledger) -> sidian_status {
    leave(|| handle::free(ledger))
}

const NONE: sidian_ledger_callbacks = sidian_ledger_callbacks {
    size: 0,
    userdata: std::ptr::null_mut(),
    used: None,
    take: None,
    first_use: None,
    enter_copy: None,
};

/// Yes, no, or nobody can say.
fn told(answer: i32) -> Option<bool> {
    match answer {
        1 => Some(true),
        0 => Some(false),
        _ => None,
    }
}

impl UseCounter for Ledger {
    fn used(&self, grant: &str) -> Option<u32> {
        match self {
            Self::Memory(ledger) => ledger.used(grant),
            Self::Callbacks(Callbacks(theirs)) => {
                // SAFETY: the callback keeps its contract; the text is readable for the call.
                let used = unsafe { theirs.used?(theirs.userdata, grant.as_ptr(), grant.len()) };
                u32::try_from(used).ok()
            }
        }
    }

    fn take(&self, grant: &str, most: u32) -> Option<bool> {
        match self {
            Self::Memory(ledger) => ledger.take(grant, most),
            Self::Callbacks(Callbacks(theirs)) => {
                let (take, data, len) = (theirs.take?, grant.as_ptr(), grant.len());
                // SAFETY: as above.
                told(unsafe { take(theirs.userdata, data, len, most) })
            }
        }
    }
}

impl NonceStore for Ledger {
    fn first_use(&self, code: &[u8], until: UnixTime, now: UnixTime) -> Option<bool> {
        match self {
            Self::Memory(ledger) => ledger.first_use(code, until, now),
            Self::Callbacks(Callbacks(theirs)) => {
                let (first, data, len) = (theirs.first_use?, code.as_ptr(), code.len());
                let (until, now) = (until.seconds(), now.seconds());
                // SAFETY: as above.
                told(unsafe { first(theirs.userdata, data, len, until, now) })
            }
        }
    }
}

impl CopyLedger for Ledger {
    fn enter(&self, licence: &str, since: UnixTime, now: UnixTime, most: u32) -> Option<bool> {
        match self {
            Self::Memory(ledger) => ledger.enter(licence, since, now, most),
            Self::Callbacks(Callbacks(theirs)) => {
                let (enter, data, len) = (theirs.enter_copy?, licence.as_ptr(), licence.len());
                let (since, now) = (since.seconds(), now.seconds());
                // SAFETY: as above.
                told(unsafe { enter(theirs.userdata, data, len, since, now, most) })
            }
        }
    }
}

/// A ledger that a verifier shares with others.
pub(crate) struct Shared(pub(crate) Arc<Ledger>);

impl UseCounter for Shared {
    fn used(&self, grant: &str) -> Option<u32> {
        self.0.used(grant)
    }

    fn take(&self, grant: &str, most: u32) -> Option<bool> {
        self.0.take(grant, most)
    }
}

impl NonceStore for Shared {
    fn first_use(&self, code: &[u8], until: UnixTime, now: UnixTime) -> Option<bool> {
        self.0.first_use(code, until, now)
    }
}
