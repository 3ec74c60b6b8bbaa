//! The one door: every call comes in through `enter`.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::bytes::lend;
use crate::status::{
    SIDIAN_E_ARGUMENT, SIDIAN_E_NULL, SIDIAN_E_PANIC, SIDIAN_E_UTF8, SIDIAN_OK, sidian_status,
};

thread_local! {
    static LAST_ERROR: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Why a call did not do what was asked.
#[derive(Debug)]
pub struct Failure {
    pub(crate) status: sidian_status,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(status: sidian_status, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn null(what: &str) -> Self {
        Self::new(SIDIAN_E_NULL, format!("{what} is NULL"))
    }

    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(SIDIAN_E_ARGUMENT, message)
    }

    pub(crate) fn utf8(what: &str) -> Self {
        Self::new(SIDIAN_E_UTF8, format!("{what} is not UTF-8"))
    }

    /// An error of the library, by its stable number.
    pub(crate) fn library(code: u32, error: &dyn std::fmt::Display) -> Self {
        Self::new(i32::try_from(code).unwrap_or(SIDIAN_E_PANIC), error.to_string())
    }
}

/// Runs `work`; a panic ends here.
pub(crate) fn enter(work: impl FnOnce() -> Result<(), Failure>) -> sidian_status {
    // What a panicking call was changing is dropped with it or lies behind a lock that is poisoned
    // and passed over: nothing half done can be seen.
    let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Failure::new(SIDIAN_E_PANIC, "a fault of the library; please report it"))
    });
    let (status, message) = match outcome {
        Ok(()) => (SIDIAN_OK, String::new()),
        Err(Failure { status, message }) => (status, message),
    };
    remember(message);
    status
}

/// As [`enter`], for functions that free: success leaves the last error alone, so that a caller can
/// tidy up before they print it.
pub(crate) fn leave(work: impl FnOnce() -> Result<(), Failure>) -> sidian_status {
    let before = LAST_ERROR.with(|last| std::mem::take(&mut *last.borrow_mut()));
    let status = enter(work);
    if status == SIDIAN_OK {
        remember(before);
    }
    status
}

fn remember(message: String) {
    // A thread that is ending has no last error any more.
    let _ = LAST_ERROR.try_with(|last| *last.borrow_mut() = message);
}

/// What went wrong in this thread's last call, in English; empty when it succeeded.
///
/// The text is UTF-8, `*len` bytes and not ended by NUL. It stays until this thread's next call;
/// freeing something successfully does not replace it.
///
/// # Safety
///
/// `text` and `len` must be writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_last_error_message(
    text: *mut *const u8,
    len: *mut usize,
) -> sidian_status {
    if text.is_null() || len.is_null() {
        return SIDIAN_E_NULL;
    }
    LAST_ERROR.with(|last| {
        let last = last.borrow();
        // SAFETY: both are writable by this function's contract, and not NULL.
        unsafe { lend(last.as_bytes(), text, len) };
    });
    SIDIAN_OK
}
