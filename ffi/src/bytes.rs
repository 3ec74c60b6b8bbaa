//! Views in, owned bytes out.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sidian::time::UnixTime;

use crate::boundary::{Failure, enter, leave};
use crate::handle::{self, Opaque, opaque};
use crate::status::sidian_status;

/// Bytes that the library gave: a document, a certificate, JSON, a message.
pub struct sidian_bytes {
    _private: [u8; 0],
}
opaque!(sidian_bytes => Vec<u8>);

/// Lends the bytes: `*data` and `*len` stay good until the handle is freed.
///
/// # Safety
///
/// `data` and `len` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_bytes_view(
    bytes: *const sidian_bytes,
    data: *mut *const u8,
    len: *mut usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let data = unsafe { cleared(data, std::ptr::null()) }?;
        // SAFETY: writable or NULL by this function's contract.
        let len = unsafe { cleared(len, 0) }?;
        let bytes = handle::get(bytes)?;
        *data = bytes.as_ptr();
        *len = bytes.len();
        Ok(())
    })
}

/// Frees bytes. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_bytes_free(bytes: *mut sidian_bytes) -> sidian_status {
    leave(|| handle::free(bytes))
}

/// The bytes of an argument. NULL with length 0 is empty.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, unless it is NULL.
pub(crate) unsafe fn input<'a>(
    data: *const u8,
    len: usize,
    what: &str,
) -> Result<&'a [u8], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Failure::null(what));
    }
    if isize::try_from(len).is_err() {
        return Err(Failure::argument(format!("{what} cannot be that long")));
    }
    // SAFETY: readable for `len` bytes by this function's contract; not NULL; within isize.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// The text of an argument.
///
/// # Safety
///
/// As [`input`].
pub(crate) unsafe fn text<'a>(data: *const u8, len: usize, what: &str) -> Result<&'a str, Failure> {
    // SAFETY: the caller's contract is this function's.
    let bytes = unsafe { input(data, len, what) }?;
    std::str::from_utf8(bytes).map_err(|_| Failure::utf8(what))
}

/// The text of an argument that may be left out: NULL is none.
///
/// # Safety
///
/// As [`input`].
pub(crate) unsafe fn optional_text<'a>(
    data: *const u8,
    len: usize,
    what: &str,
) -> Result<Option<&'a str>, Failure> {
    if data.is_null() && len == 0 {
        return Ok(None);
    }
    // SAFETY: the caller's contract is this function's.
    unsafe { text(data, len, what) }.map(Some)
}

/// An out-parameter, with `empty` written into it.
///
/// # Safety
///
/// `out` must be writable or NULL, and used by nobody else while the result lives.
pub(crate) unsafe fn cleared<'a, T>(out: *mut T, empty: T) -> Result<&'a mut T, Failure> {
    if out.is_null() || !out.is_aligned() {
        return Err(Failure::null("an out-parameter"));
    }
    // SAFETY: writable by this function's contract, aligned and not NULL; `T` is a number or a
    // pointer, so what was there before needs no drop.
    unsafe { out.write(empty) };
    // SAFETY: written just now, and exclusive by this function's contract.
    Ok(unsafe { &mut *out })
}

/// An out-parameter for a handle, with NULL written into it.
///
/// # Safety
///
/// As [`cleared`].
pub(crate) unsafe fn slot<'a, C: Opaque>(out: *mut *mut C) -> Result<&'a mut *mut C, Failure> {
    // SAFETY: the caller's contract is this function's.
    unsafe { cleared(out, std::ptr::null_mut()) }
}

/// Lends a view.
///
/// # Safety
///
/// `data` and `len` must be writable.
pub(crate) unsafe fn lend(view: &[u8], data: *mut *const u8, len: *mut usize) {
    // SAFETY: writable by this function's contract.
    unsafe { data.write(view.as_ptr()) };
    // SAFETY: writable by this function's contract.
    unsafe { len.write(view.len()) };
}

/// A moment of the caller's clock.
pub(crate) fn moment(seconds: i64) -> Result<UnixTime, Failure> {
    UnixTime::from_seconds(seconds)
        .map_err(|_| Failure::argument(format!("{seconds} is no moment between 0001 and 9999")))
}

/// A draft: one thread at a time, consumed by use.
pub(crate) struct Draft<T>(Mutex<Option<T>>);

impl<T> Draft<T> {
    pub(crate) fn new(draft: T) -> Self {
        Self(Mutex::new(Some(draft)))
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it.
    pub(crate) fn edit<R>(
        &self,
        change: impl FnOnce(&mut T) -> Result<R, Failure>,
    ) -> Result<R, Failure> {
        change(self.lock().as_mut().ok_or_else(used)?)
    }

    /// Consumes it.
    pub(crate) fn take(&self) -> Result<T, Failure> {
        self.lock().take().ok_or_else(used)
    }
}

fn used() -> Failure {
    Failure::new(crate::status::SIDIAN_E_USED, "it was consumed by an earlier call")
}
