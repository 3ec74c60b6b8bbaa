//! What a function returns. Numbers are given once and never reused; those of the library itself
//! (1000 and above) are the same in Rust, in C and over HTTP.

/// The status of a call: `SIDIAN_OK`, or why not. Any value is defined; unknown ones are errors.
pub type sidian_status = i32;

/// Done. For a verification: the verdict is passed.
pub const SIDIAN_OK: sidian_status = 0;
/// A pointer that must not be NULL is NULL.
pub const SIDIAN_E_NULL: sidian_status = 1;
/// An argument has a value that it cannot have.
pub const SIDIAN_E_ARGUMENT: sidian_status = 2;
/// Text that is not UTF-8.
pub const SIDIAN_E_UTF8: sidian_status = 3;
/// A handle that is stale, foreign, of another type, or none at all.
pub const SIDIAN_E_HANDLE: sidian_status = 4;
/// The object was consumed by an earlier call.
pub const SIDIAN_E_USED: sidian_status = 5;
/// A callback failed.
pub const SIDIAN_E_CALLBACK: sidian_status = 6;
/// There is nothing with this index or name.
pub const SIDIAN_E_NOT_FOUND: sidian_status = 7;
/// A file could not be read or written.
pub const SIDIAN_E_FILE: sidian_status = 8;
/// More objects than handles.
pub const SIDIAN_E_EXHAUSTED: sidian_status = 9;
/// A fault of the library: please report it. The call did nothing.
pub const SIDIAN_E_PANIC: sidian_status = 99;
/// Judged: the verdict is failed.
pub const SIDIAN_V_FAILED: sidian_status = 100;
/// Judged: something needed could not be determined.
pub const SIDIAN_V_INDETERMINATE: sidian_status = 101;
