//! The verifier: built once, shared by threads.

use std::sync::Arc;

use sidian::material::MemoryLedger;
use sidian::trust::{Policy, RevocationMode, WeakAlgorithms};
use sidian::verifier::Verifier;

use crate::boundary::{Failure, leave};
use crate::bytes::{input, made, moment, no_file, options, text};
use crate::handle::{self, opaque};
use crate::ledger::{Ledger, Shared, sidian_ledger};
use crate::report::{Judged, judged, sidian_report};
use crate::status::sidian_status;
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

/// What rests on SHA-1 leaves the answer open (the default).
pub const SIDIAN_WEAK_REFUSE: i32 = 0;
/// What rests on SHA-1 is warned of: for archives whose age is proven otherwise.
pub const SIDIAN_WEAK_WARN: i32 = 1;

/// What is demanded of a file. Set `size` to `sizeof(sidian_policy)`; a shorter struct has defaults
/// in what it lacks, and so does one whose fields are 0.
#[repr(C)]
pub struct sidian_policy {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// One of `SIDIAN_REVOCATION_…`.
    pub revocation: i32,
    /// Not 0: this verifier remembers the show codes that it accepted, so that none is accepted twice.
    /// Verifiers of several processes do not know of each other; `ledger` is for them.
    pub remember_codes: i32,
    /// One of `SIDIAN_WEAK_…`.
    pub weak_algorithms: i32,
    /// Not 0: evidence made up to `asked_at` counts, where the question is about an earlier moment.
    pub has_asked_at: i32,
    /// The moment at which the question is asked (Unix seconds), where it is about an earlier one.
    pub asked_at: i64,
    /// Counts the uses of authorisations and remembers show codes. NULL: authorisations that limit
    /// their uses are left open. The handle stays the caller's.
    pub ledger: *const sidian_ledger,
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
    let make = || {
        let store = handle::get(trust)?.edit(|store| Ok(store.clone()))?;
        let mut verifier = Verifier::new(store);
        if !evidence.is_null() {
            let evidence = handle::get(evidence)?.edit(|evidence| Ok(evidence.clone()))?;
            verifier = verifier.with_evidence(evidence);
        }
        // SAFETY: NULL or readable by this function's contract.
        let demands = unsafe { demands(policy) }?;
        verifier = verifier.with_policy(demands.policy);
        verifier = match demands.ledger {
            Some(ledger) => verifier
                .with_use_counter(Box::new(Shared(Arc::clone(&ledger))))
                .with_nonce_store(Box::new(Shared(ledger))),
            None if demands.remembers => verifier.with_nonce_store(Box::new(MemoryLedger::new())),
            None => verifier,
        };
        #[cfg(feature = "faces")]
        {
            verifier = verifier.with_face_reader(Box::new(sidian_render::PageReader));
        }
        #[cfg(feature = "picture")]
        {
            verifier = verifier.with_picture_reader(Box::new(sidian_render::SealReader));
        }
        Ok(verifier)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
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
    let judge = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let verifier = handle::get(verifier)?;
        let report = verifier.document(data, moment(now)?).map_err(unanswerable)?;
        Ok(Judged::Document(Box::new(report)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
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
    let judge = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let verifier = handle::get(verifier)?;
        let report = verifier.licence(data, moment(now)?).map_err(unanswerable)?;
        Ok(Judged::Licence(Box::new(report)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
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
    let judge = || {
        // SAFETY: readable by this function's contract.
        let path = unsafe { text(path, path_len, "path") }?;
        let verifier = handle::get(verifier)?;
        let data = std::fs::read(path).map_err(|e| no_file(path, &e))?;
        let report = verifier.document(&data, moment(now)?).map_err(unanswerable)?;
        Ok(Judged::Document(Box::new(report)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// Frees the verifier; calls in flight end as they began. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_verifier_free(verifier: *mut sidian_verifier) -> sidian_status {
    leave(|| handle::free(verifier))
}

/// What a verifier or an extender is told to demand.
pub(crate) struct Demands {
    pub(crate) policy: Policy,
    remembers: bool,
    ledger: Option<Arc<Ledger>>,
}

/// # Safety
///
/// `policy` must be NULL or readable for the number of bytes that its first field states.
pub(crate) unsafe fn demands(policy: *const sidian_policy) -> Result<Demands, Failure> {
    let mut demands = Demands { policy: Policy::new(), remembers: false, ledger: None };
    if policy.is_null() {
        return Ok(demands);
    }
    // SAFETY: readable by this function's contract; numbers and a pointer.
    let asked = unsafe { options(policy, DEFAULTS, "policy") }?;
    let mode = match asked.revocation {
        SIDIAN_REVOCATION_IF_NAMED => RevocationMode::IfNamed,
        SIDIAN_REVOCATION_REQUIRE => RevocationMode::Require,
        SIDIAN_REVOCATION_SKIP => RevocationMode::Skip,
        other => return Err(Failure::argument(format!("there is no revocation mode {other}"))),
    };
    let weak = match asked.weak_algorithms {
        SIDIAN_WEAK_REFUSE => WeakAlgorithms::Refuse,
        SIDIAN_WEAK_WARN => WeakAlgorithms::Warn,
        other => return Err(Failure::argument(format!("weak_algorithms cannot be {other}"))),
    };
    demands.policy = demands.policy.with_revocation(mode).with_weak_algorithms(weak);
    if asked.has_asked_at != 0 {
        demands.policy = demands.policy.with_now(moment(asked.asked_at)?);
    }
    demands.remembers = asked.remember_codes != 0;
    demands.ledger = handle::optional(asked.ledger)?;
    Ok(demands)
}

/// What a struct has that ends early.
const DEFAULTS: sidian_policy = sidian_policy {
    size: 0,
    revocation: SIDIAN_REVOCATION_IF_NAMED,
    remember_codes: 0,
    weak_algorithms: SIDIAN_WEAK_REFUSE,
    has_asked_at: 0,
    asked_at: 0,
    ledger: std::ptr::null(),
};

pub(crate) fn unanswerable(error: sidian::Error) -> Failure {
    Failure::library(error.code(), &error)
}
