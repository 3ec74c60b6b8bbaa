//! Keys with their certificates from PKCS#12 files (RFC 7292).

use sidian::crypto::read_pkcs12;
use sidian::x509::Certificate;

use crate::boundary::{Failure, enter};
use crate::bytes::{input, slot, text};
use crate::certificate::sidian_certificates;
use crate::handle;
use crate::key::{Key, crypto, sidian_key};
use crate::status::sidian_status;

/// Reads a PKCS#12 file: its one private key and its certificates, the key's own first.
///
/// # Safety
///
/// `data` and `password` must be readable for their lengths, `key` and `certificates` writable or
/// NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_read_pkcs12(
    data: *const u8,
    len: usize,
    password: *const u8,
    password_len: usize,
    key: *mut *mut sidian_key,
    certificates: *mut *mut sidian_certificates,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let key = unsafe { slot(key) }?;
        // SAFETY: writable or NULL by this function's contract.
        let certificates = unsafe { slot(certificates) }?;
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        // SAFETY: readable by this function's contract.
        let password = unsafe { text(password, password_len, "password") }?;
        let (read, chain) = read_pkcs12(data, password).map_err(crypto)?;
        let chain: Result<Vec<Certificate>, _> =
            chain.iter().map(|der| Certificate::from_der(der)).collect();
        let chain = chain.map_err(|e| Failure::library(e.code(), &e))?;
        let read = handle::give::<sidian_key>(Key::Software(read))?;
        match handle::give(chain) {
            Ok(chain) => *certificates = chain,
            Err(failure) => {
                handle::free(read)?;
                return Err(failure);
            }
        }
        *key = read;
        Ok(())
    })
}
