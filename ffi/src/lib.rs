//! The C library of sidian: everything the four electronics need, over the public Rust API.
//!
//! Every function goes through one door ([`boundary`]): arguments are checked, a panic becomes a
//! status, and the thread's last error is replaced. Handles are numbers, never dereferenced
//! ([`handle`]). The conventions are written down in `ffi/README.md`, the header is
//! `ffi/include/sidian.h`.

#![allow(non_camel_case_types, reason = "the names of C")]
#![allow(unsafe_code, reason = "the boundary to C")]

#[cfg(panic = "abort")]
compile_error!("a panic must not abort the host: build with panic = \"unwind\"");

pub mod authority;
pub mod boundary;
pub mod bytes;
pub mod certificate;
pub mod copy;
pub mod exempt;
pub mod extend;
pub mod grant;
pub mod handle;
pub mod key;
pub mod ledger;
pub mod licence;
pub mod package;
#[cfg(feature = "pkcs12")]
pub mod pkcs12;
pub mod receipt;
pub mod report;
pub mod seal;
pub mod seal_register;
pub mod share;
pub mod show;
pub mod signature;
pub mod status;
pub mod timestamp;
pub mod trust;
pub mod verifier;
pub mod version;
