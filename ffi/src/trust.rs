//! Whom to trust, and what the caller brings as evidence.

use sidian::trust::{Evidence, TrustList, TrustListError, TrustStore};
use sidian::x509::X509Error;

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{Draft, input, made, moment, text};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::status::sidian_status;

/// Trust anchors in named lists. Filled, then given to `sidian_verifier_new`, which copies it.
pub struct sidian_trust {
    _private: [u8; 0],
}
opaque!(sidian_trust => Draft<TrustStore>);

/// CRLs, OCSP responses, certificates and status lists that the caller fetched.
pub struct sidian_evidence {
    _private: [u8; 0],
}
opaque!(sidian_evidence => Draft<Evidence>);

/// An empty trust store: nothing is trusted.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_trust_new(out: *mut *mut sidian_trust) -> sidian_status {
    let make = || Ok(Draft::new(TrustStore::new()));
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Trusts every certificate of a file (PEM or DER) as an anchor of the list named `list`.
///
/// # Safety
///
/// `list` and `data` must be readable for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_trust_add(
    trust: *mut sidian_trust,
    list: *const u8,
    list_len: usize,
    data: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let list = unsafe { text(list, list_len, "list") }?;
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        handle::get(trust)?.edit(|store| {
            *store = store.clone().with_file(list, data).map_err(unreadable)?;
            Ok(())
        })
    })
}

/// Trusts every certificate of a file (PEM or DER) to make electronic seals (制章单位). From then on
/// nobody else is; without it everybody who is trusted to sign could make a seal in anybody's name,
/// and reports say so. Call again for more.
///
/// # Safety
///
/// `list` and `data` must be readable for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_trust_add_seal_makers(
    trust: *mut sidian_trust,
    list: *const u8,
    list_len: usize,
    data: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let list = unsafe { text(list, list_len, "list") }?;
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        handle::get(trust)?.edit(|store| {
            let makers = store.seal_makers().cloned().unwrap_or_default();
            let makers = makers.with_file(list, data).map_err(unreadable)?;
            *store = store.clone().with_seal_makers(makers);
            Ok(())
        })
    })
}

/// Adds a signed trust list (`trust-list+jwt`) that one of `signers` signed. A newer list of the same
/// issuer and name takes the place of the older one; an older one is refused, also one whose number
/// is less than `sequence`: keep the number of the last list, 0 where there was none.
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_trust_add_signed_list(
    trust: *mut sidian_trust,
    data: *const u8,
    len: usize,
    signers: *const sidian_certificates,
    sequence: u32,
    now: i64,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let refused = |e: TrustListError| Failure::library(e.code(), &e);
        let (trust, signers) = (handle::get(trust)?, handle::get(signers)?);
        let list = TrustList::open(data.trim_ascii(), &signers, moment(now)?);
        let list = list.and_then(|list| list.not_before(sequence)).map_err(refused)?;
        trust.edit(|store| {
            *store = store.clone().with_trust_list(&list).map_err(refused)?;
            Ok(())
        })
    })
}

/// Frees the trust store. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_trust_free(trust: *mut sidian_trust) -> sidian_status {
    leave(|| handle::free(trust))
}

/// No evidence yet.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_new(out: *mut *mut sidian_evidence) -> sidian_status {
    let make = || Ok(Draft::new(Evidence::new()));
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Adds a CRL (PEM or DER; RFC 5280 section 5).
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_add_crl(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { add(evidence, data, len, |e, data| e.with_crl(data).map_err(unreadable)) }
}

/// Adds an OCSP response (DER; RFC 6960).
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_add_ocsp(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { add(evidence, data, len, |e, data| e.with_ocsp(data).map_err(unreadable)) }
}

/// Adds certificates that may be needed on the way to an anchor (PEM or DER). They are not trusted.
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_add_certificates(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { add(evidence, data, len, |e, data| e.with_certificates(data).map_err(unreadable)) }
}

/// Adds a signed status list of licences.
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_add_status_list(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { add(evidence, data, len, |e, data| Ok(e.with_status_list(data))) }
}

/// Adds a signed statement about authorisations or holders' keys: a list of what was withdrawn
/// (`sidian_withdrawals_sign`), or which key a holder uses (`sidian_holder_key_sign`).
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_add_statement(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { add(evidence, data, len, |e, data| Ok(e.with_statement(data))) }
}

/// Adds a signed register of seals (`sidian_seal_register_sign`).
///
/// # Safety
///
/// `data` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_evidence_add_seal_register(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { add(evidence, data, len, |e, data| Ok(e.with_seal_register(data))) }
}

/// Frees the evidence. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_evidence_free(evidence: *mut sidian_evidence) -> sidian_status {
    leave(|| handle::free(evidence))
}

/// # Safety
///
/// `data` must be readable for `len` bytes.
unsafe fn add(
    evidence: *mut sidian_evidence,
    data: *const u8,
    len: usize,
    with: impl FnOnce(Evidence, &[u8]) -> Result<Evidence, Failure>,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        handle::get(evidence)?.edit(|evidence| {
            *evidence = with(evidence.clone(), data)?;
            Ok(())
        })
    })
}

fn unreadable(error: X509Error) -> Failure {
    Failure::library(error.code(), &error)
}
