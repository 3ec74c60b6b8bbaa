//! Certificates: lists of them, as signatures and trust stores take them.

use sidian::x509::Certificate;

use crate::boundary::{Failure, leave};
use crate::bytes::{input, made, sidian_bytes, told};
use crate::handle::{self, opaque};
use crate::status::{SIDIAN_E_NOT_FOUND, sidian_status};

/// A list of X.509 certificates; for a signer its own first, then those above it.
pub struct sidian_certificates {
    _private: [u8; 0],
}
opaque!(sidian_certificates => Vec<Certificate>);

/// Reads certificates: PEM with one or several, or one as DER. Nothing about them is judged.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificates_read(
    data: *const u8,
    len: usize,
    out: *mut *mut sidian_certificates,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let read = Certificate::from_bytes(data).map_err(|e| Failure::library(e.code(), &e))?;
        Ok(read)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// How many there are.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificates_count(
    certificates: *const sidian_certificates,
    count: *mut usize,
) -> sidian_status {
    let tell = || Ok(handle::get(certificates)?.len());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// One of them as DER, counted from 0.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificates_der(
    certificates: *const sidian_certificates,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let list = handle::get(certificates)?;
        Ok(at(&list, index)?.der().to_vec())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The subject of one of them as text, for people.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificates_subject(
    certificates: *const sidian_certificates,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let list = handle::get(certificates)?;
        Ok(at(&list, index)?.subject().to_string().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the list. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_certificates_free(
    certificates: *mut sidian_certificates,
) -> sidian_status {
    leave(|| handle::free(certificates))
}

fn at(list: &[Certificate], index: usize) -> Result<&Certificate, Failure> {
    list.get(index).ok_or_else(|| {
        let message = format!("there are {} certificates, none at {index}", list.len());
        Failure::new(SIDIAN_E_NOT_FOUND, message)
    })
}

/// The certificates as DER, as envelopes take them.
pub(crate) fn ders(list: &[Certificate]) -> Vec<Vec<u8>> {
    list.iter().map(|certificate| certificate.der().to_vec()).collect()
}
