//! Views in, owned bytes out.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sidian::time::UnixTime;

use crate::boundary::{Failure, enter, leave};
use crate::handle::{self, Opaque, opaque};
use crate::status::{SIDIAN_E_FILE, sidian_status};

/// A text of the caller's. NULL with length 0 is none, where none is possible.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct sidian_text {
    /// UTF-8, not ended by NUL.
    pub data: *const u8,
    /// How many bytes.
    pub len: usize,
}

/// No text.
pub(crate) const NO_TEXT: sidian_text = sidian_text { data: std::ptr::null(), len: 0 };

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

/// Reads a whole file named by its path (UTF-8). Every function that takes bytes takes these.
///
/// # Safety
///
/// `path` must be readable for `path_len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_bytes_read_file(
    path: *const u8,
    path_len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let path = unsafe { text(path, path_len, "path") }?;
        std::fs::read(path).map_err(|e| no_file(path, &e))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Writes the bytes to a file named by its path (UTF-8), in place of one that is there: either the
/// whole of them arrives or the file stays as it was.
///
/// # Safety
///
/// `path` must be readable for `path_len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_bytes_write_file(
    bytes: *const sidian_bytes,
    path: *const u8,
    path_len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let path = unsafe { text(path, path_len, "path") }?;
        let bytes = handle::get(bytes)?;
        // A name of its own beside the target: a rename within one folder is one step.
        let aside = format!("{path}.{}.{:x}.part", std::process::id(), bytes.as_ptr().addr());
        let written = std::fs::write(&aside, &*bytes).and_then(|()| std::fs::rename(&aside, path));
        written.map_err(|e| {
            // Nothing more can be done about a part that cannot be removed either.
            let _ = std::fs::remove_file(&aside);
            no_file(path, &e)
        })
    })
}

/// A file that could not be read or written.
pub(crate) fn no_file(path: &str, error: &std::io::Error) -> Failure {
    Failure::new(SIDIAN_E_FILE, format!("{path}: {error}"))
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

/// The text of an argument that is a struct.
///
/// # Safety
///
/// `text.data` must be readable for `text.len` bytes, unless it is NULL.
pub(crate) unsafe fn said<'a>(text: sidian_text, what: &str) -> Result<&'a str, Failure> {
    // SAFETY: the caller's contract is this function's.
    unsafe { self::text(text.data, text.len, what) }
}

/// What reads the texts of a call, each by its name.
///
/// # Safety
///
/// Every text that it is given must be readable for its length, unless it is NULL.
pub(crate) unsafe fn texts<'a>() -> impl Fn(sidian_text, &str) -> Result<&'a str, Failure> {
    |text, what| {
        // SAFETY: readable by this function's contract.
        unsafe { said(text, what) }
    }
}

/// A text that may be left out: an empty one is none.
pub(crate) fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A struct of options whose first field is its size, as a caller of any version of the header has
/// it: what it lacks is `zero`, what it has more is not looked at.
///
/// # Safety
///
/// `options` must be NULL or readable for the number of bytes that its first field states. `T` must
/// be `repr(C)`, begin with a `usize`, and consist of numbers, pointers and structs of those.
pub(crate) unsafe fn options<T>(options: *const T, zero: T, what: &str) -> Result<T, Failure> {
    if options.is_null() {
        return Err(Failure::null(what));
    }
    if !options.is_aligned() {
        return Err(Failure::argument(format!("{what} is not aligned")));
    }
    // SAFETY: the first field is at the start, and readable by this function's contract.
    let size = unsafe { options.cast::<usize>().read() };
    if size < size_of::<usize>() {
        return Err(Failure::argument(format!("{what}.size is not that of the struct")));
    }
    let mut known = zero;
    let (from, to) = (options.cast::<u8>(), (&raw mut known).cast::<u8>());
    // SAFETY: as many bytes as both have; any bytes are a value of `T` by this function's contract.
    unsafe { std::ptr::copy_nonoverlapping(from, to, size.min(size_of::<T>())) };
    Ok(known)
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

/// Runs `tell` through the door and writes what it tells: `out` is `empty` first, and stays so unless
/// it succeeds.
///
/// # Safety
///
/// As [`cleared`].
pub(crate) unsafe fn told<T>(
    out: *mut T,
    empty: T,
    tell: impl FnOnce() -> Result<T, Failure>,
) -> sidian_status {
    enter(|| {
        // SAFETY: the caller's contract is this function's.
        let out = unsafe { cleared(out, empty) }?;
        *out = tell()?;
        Ok(())
    })
}

/// Runs `make` through the door and gives what it makes out as a handle.
///
/// # Safety
///
/// As [`cleared`].
pub(crate) unsafe fn made<C: Opaque>(
    out: *mut *mut C,
    make: impl FnOnce() -> Result<C::Object, Failure>,
) -> sidian_status {
    // SAFETY: the caller's contract is this function's.
    unsafe { told(out, std::ptr::null_mut(), || handle::give(make()?)) }
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
