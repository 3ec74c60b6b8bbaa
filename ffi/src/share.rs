//! Chosen fields of a licence without the licence (SD-JWT VC; RFC 9901).

use sidian::crypto::PublicKey;
use sidian::material::share::{ShareDraft, ShareRequest, SharedLicence};

use crate::boundary::Failure;
use crate::bytes::{input, made, moment, sidian_bytes, sidian_text, some, text, texts};
use crate::certificate::{ders, sidian_certificates};
use crate::grant::{listed, refused};
use crate::handle;
use crate::key::sidian_key;
use crate::licence::sidian_licence;
use crate::report::{Judged, judged, sidian_report};
use crate::status::{SIDIAN_E_NOT_FOUND, sidian_status};
use crate::verifier::sidian_verifier;

/// Makes a licence shareable field by field, as its issuer: `*out` is to be given to the holder alone,
/// for all fields are in it. `spki` is the SubjectPublicKeyInfo (DER) of the holder's key; that it is
/// the holder's is for the issuer to make sure of. Good from `from` to before `until` (Unix seconds).
/// `decoys` digests of nothing (at most 100) hide how many fields there are.
///
/// # Safety
///
/// `spki` must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_share_sign(
    licence: *const sidian_licence,
    spki: *const u8,
    spki_len: usize,
    from: i64,
    until: i64,
    decoys: u32,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let spki = unsafe { input(spki, spki_len, "spki") }?;
        let holder = PublicKey::from_spki(spki).map_err(|e| Failure::library(e.code(), &e))?;
        let (licence, key) = (handle::get(licence)?, handle::get(key)?);
        let chain = ders(&handle::get(certificates)?);
        let period = (moment(from)?, moment(until)?);
        let draft = ShareDraft::new(licence.metadata(), &holder).with_decoys(decoys as usize);
        let text = draft.sign(period, &*key, &chain).map_err(refused)?;
        Ok(text.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The names of the fields that can be disclosed from a shareable licence, separated by commas.
/// Nothing is judged.
///
/// # Safety
///
/// `share` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_share_fields(
    share: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let share = unsafe { input(share, len, "share") }?;
        let shared = SharedLicence::inspect(share).map_err(|e| refused(e.into()))?;
        let names: Vec<&str> = shared.disclosures().iter().map(|d| d.name()).collect();
        Ok(names.join(",").into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Discloses chosen fields (their names, separated by commas) to one verifier, as the holder:
/// `audience` is how it names itself, `nonce` is the number that it gave for this once, `purpose`
/// what for (or empty). `key` is the holder's; it may live elsewhere.
///
/// # Safety
///
/// Every text must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_share_present(
    share: sidian_text,
    fields: sidian_text,
    audience: sidian_text,
    nonce: sidian_text,
    purpose: sidian_text,
    key: *const sidian_key,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let (share, fields) = (read(share, "share")?, listed(read(fields, "fields")?));
        let asked = (read(audience, "audience")?, read(nonce, "nonce")?);
        let purpose = some(read(purpose, "purpose")?);
        let key = handle::get(key)?;
        let shared = SharedLicence::inspect(share.as_bytes()).map_err(|e| refused(e.into()))?;
        let chosen = shared.disclose(&fields).map_err(refused)?;
        let text = chosen.bind((asked.0, asked.1, purpose), &*key, moment(now)?);
        Ok(text.map_err(refused)?.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Judges fields that a holder presents: to this verifier (`audience`), for this one question
/// (`nonce`), for this purpose (or empty), and whether the fields that are needed are there. The
/// licence itself is not at hand; its status list is looked up in the evidence.
///
/// # Safety
///
/// Every text must be readable for its length, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_share(
    verifier: *const sidian_verifier,
    presented: sidian_text,
    audience: sidian_text,
    nonce: sidian_text,
    purpose: sidian_text,
    fields: sidian_text,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let (presented, fields) = (read(presented, "presented")?, read(fields, "fields")?);
        let (audience, nonce) = (read(audience, "audience")?, read(nonce, "nonce")?);
        let fields = listed(fields);
        let mut request = ShareRequest::new(audience, nonce).with_fields(&fields);
        if let Some(purpose) = some(read(purpose, "purpose")?) {
            request = request.for_purpose(purpose);
        }
        let verifier = handle::get(verifier)?;
        let answer = verifier.share(presented.as_bytes(), &request, moment(now)?);
        Ok(Judged::Share(Box::new(answer)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// The value of a field that was presented, as JSON, if and only if the verdict is passed; otherwise
/// the verdict is the status, or `SIDIAN_E_NOT_FOUND`.
///
/// # Safety
///
/// `name` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_shared_field(
    report: *const sidian_report,
    name: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(name, len, "name") }?;
        let judged = handle::get(report)?;
        judged.passed()?;
        let value = match &*judged {
            Judged::Share(report) => report.accepted().and_then(|facts| facts.get(name)),
            _ => None,
        };
        let none = || Failure::new(SIDIAN_E_NOT_FOUND, format!("no field “{name}” is there"));
        Ok(value.ok_or_else(none)?.to_string().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}
