//! The verifier: built once, shared by threads.

use sidian::material::MemoryLedger;
use sidian::trust::{Policy, RevocationMode};
use sidian::verifier::Verifier;

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{input, moment, slot, text};
use crate::handle::{self, opaque};
use crate::report::{Judged, sidian_report};
use crate::status::{SIDIAN_E_FILE, sidian_status};
use crate::trust::{sidian_evidence, sidian_trust};

/// Judges files. Immutable and shareable by threads; it fetches nothing and reads no clock.
pub struct sidian_verifier {
    _private: [u8; 0],
}
opaque!(sidian_verifier => Verifier);

/// Revocation must be known for every certificate that names where to ask (the default).
pub const SIDIAN_REVOCATION_IF_NAMED: i32 = 0;
/// Revocation must be known for every certificate.
pub const SIDIAN_REVOCATION_REQUIRE: i32 = 1;
/// Revocation is not looked at; a warning says so.
pub const SIDIAN_REVOCATION_SKIP: i32 = 2;

/// What is demanded of a file. Set `size` to `sizeof(sidian_policy)`; a shorter struct has defaults
/// in what it lacks.
#[repr(C)]
pub struct sidian_policy {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// One of `SIDIAN_REVOCATION_…`.
    pub revocation: i32,
    /// Not 0: this verifier remembers the show codes that it accepted, so that none is accepted twice.
    /// Verifiers of several processes do not know of each other.
    pub remember_codes: i32,
}

/// A verifier that trusts `trust`. `evidence` and `policy` may be NULL: none, and the default.
/// Trust and evidence are copied; their handles stay the caller's.
///
/// # Safety
///
/// `policy` must be NULL or readable for the number of bytes that its first field states; `out` must
/// be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verifier_new(
    trust: *const sidian_trust,
    evidence: *const sidian_evidence,
    policy: *const sidian_policy,
    out: *mut *mut sidian_verifier,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(out) }?;
        let store = handle::get(trust)?.edit(|store| Ok(store.clone()))?;
        let mut verifier = Verifier::new(store);
        if !evidence.is_null() {
            let evidence = handle::get(evidence)?.edit(|evidence| Ok(evidence.clone()))?;
            verifier = verifier.with_evidence(evidence);
        }
        // SAFETY: NULL or readable by this function's contract.
        let (policy, remembers) = unsafe { self::policy(policy) }?;
        verifier = verifier.with_policy(policy);
        if remembers {
            verifier = verifier.with_nonce_store(Box::new(MemoryLedger::new()));
        }
        #[cfg(feature = "render")]
        {
            verifier = verifier.with_face_reader(Box::new(sidian_render::PageReader));
        }
        *out = handle::give(verifier)?;
        Ok(())
    })
}

/// Judges a PDF at `now` (Unix seconds): every signature, and the licence where it holds one.
///
/// `SIDIAN_OK` means passed and nothing else does. `*report` is filled on `SIDIAN_OK`,
/// `SIDIAN_V_FAILED` and `SIDIAN_V_INDETERMINATE`; on anything else the file could not be judged
/// and `*report` is NULL.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_document(
    verifier: *const sidian_verifier,
    data: *const u8,
    len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(report) }?;
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let verifier = handle::get(verifier)?;
        let report = verifier.document(data, moment(now)?).map_err(unanswerable)?;
        Judged::Document(Box::new(report)).give(out)
    })
}

/// Judges a licence at `now` (Unix seconds). A document that holds no licence does not pass.
///
/// # Safety
///
/// As `sidian_verify_document`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_licence(
    verifier: *const sidian_verifier,
    data: *const u8,
    len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(report) }?;
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let verifier = handle::get(verifier)?;
        let report = verifier.licence(data, moment(now)?).map_err(unanswerable)?;
        Judged::Licence(Box::new(report)).give(out)
    })
}

/// As `sidian_verify_document`, for a file named by its path (UTF-8).
///
/// # Safety
///
/// `path` must be readable for `path_len` bytes, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_file(
    verifier: *const sidian_verifier,
    path: *const u8,
    path_len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(report) }?;
        // SAFETY: readable by this function's contract.
        let path = unsafe { text(path, path_len, "path") }?;
        let verifier = handle::get(verifier)?;
        let data =
            std::fs::read(path).map_err(|e| Failure::new(SIDIAN_E_FILE, format!("{path}: {e}")))?;
        let report = verifier.document(&data, moment(now)?).map_err(unanswerable)?;
        Judged::Document(Box::new(report)).give(out)
    })
}

/// Frees the verifier; calls in flight end as they began. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_verifier_free(verifier: *mut sidian_verifier) -> sidian_status {
    leave(|| handle::free(verifier))
}

/// # Safety
///
/// `policy` must be NULL or readable for the number of bytes that its first field states.
unsafe fn policy(policy: *const sidian_policy) -> Result<(Policy, bool), Failure> {
    if policy.is_null() {
        return Ok((Policy::new(), false));
    }
    if !policy.is_aligned() {
        return Err(Failure::argument("policy is not aligned"));
    }
    // SAFETY: the first field is at the start, and readable by this function's contract.
    let size = unsafe { policy.cast::<usize>().read() };
    let revocation = std::mem::offset_of!(sidian_policy, revocation);
    if size < revocation + size_of::<i32>() {
        return Ok((Policy::new(), false));
    }
    let place = policy.wrapping_byte_add(revocation).cast::<i32>();
    // SAFETY: `size` says that this field is there too, at the place it has in the struct.
    let mode = match unsafe { place.read() } {
        SIDIAN_REVOCATION_IF_NAMED => RevocationMode::IfNamed,
        SIDIAN_REVOCATION_REQUIRE => RevocationMode::Require,
        SIDIAN_REVOCATION_SKIP => RevocationMode::Skip,
        other => return Err(Failure::argument(format!("there is no revocation mode {other}"))),
    };
    let remembers = std::mem::offset_of!(sidian_policy, remember_codes);
    let place = policy.wrapping_byte_add(remembers).cast::<i32>();
    let remembers = if size >= remembers + size_of::<i32>() {
        // SAFETY: `size` says that this field is there too, at the place it has in the struct.
        unsafe { place.read() != 0 }
    } else {
        false
    };
    Ok((Policy::new().with_revocation(mode), remembers))
}

fn unanswerable(error: sidian::Error) -> Failure {
    Failure::library(error.code(), &error)
}
