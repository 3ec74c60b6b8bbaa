//! Up the ladder of PAdES baseline levels, B-B → B-T → B-LT → B-LTA, and renewal: for signatures of
//! any maker, by appending alone.

use std::sync::Arc;

use sidian::crypto::Hash;
use sidian::report::BaselineLevel;
use sidian::signature::{
    ExtendError, Extender, Missing, PendingDocTimestamp, PendingTimestamp, Wanted,
};
use sidian::tsp::fresh_nonce;

use crate::boundary::{Failure, leave};
use crate::bytes::{Draft, input, made, moment, sidian_bytes, text, told};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::signature::{self, sidian_prepared, sidian_signature_draft};
use crate::status::{SIDIAN_E_NOT_FOUND, sidian_status};
use crate::timestamp::{self, sidian_tsa};
use crate::trust::{sidian_evidence, sidian_trust};
use crate::verifier::{demands, sidian_policy};

/// Extends signed documents. Immutable and shareable by threads.
pub struct sidian_extender {
    _private: [u8; 0],
}
opaque!(sidian_extender => Extender);

/// What is needed to validate a document for good and not at hand.
pub struct sidian_missing {
    _private: [u8; 0],
}
opaque!(sidian_missing => Vec<Missing>);

/// A timestamp that was asked for and has not come yet. Completing consumes it, and it is still
/// freed.
pub struct sidian_stamp {
    _private: [u8; 0],
}
opaque!(sidian_stamp => Stamp);

/// The object behind a stamp's handle.
pub struct Stamp {
    pdf: Vec<u8>,
    request: Vec<u8>,
    pending: Draft<Pending>,
}

#[derive(Clone)]
enum Pending {
    Document(PendingDocTimestamp),
    Signature(PendingTimestamp),
}

/// No level: no signature, or one that does not pass.
pub const SIDIAN_LEVEL_NONE: i32 = 0;
/// B-B: signed attributes.
pub const SIDIAN_LEVEL_B: i32 = 1;
/// B-T: dated by a trusted timestamp.
pub const SIDIAN_LEVEL_T: i32 = 2;
/// B-LT: with everything that validation needs inside.
pub const SIDIAN_LEVEL_LT: i32 = 3;
/// B-LTA: all that under a document timestamp, which can be renewed.
pub const SIDIAN_LEVEL_LTA: i32 = 4;

/// The certificate of an issuer is missing.
pub const SIDIAN_MISSING_ISSUER: i32 = 0;
/// A revocation list or an OCSP response is missing.
pub const SIDIAN_MISSING_REVOCATION: i32 = 1;

/// One thing that is missing.
#[repr(C)]
pub struct sidian_missing_item {
    /// One of `SIDIAN_MISSING_…`.
    pub wanted: i32,
    /// Not 0: the certificate above is known, which an OCSP request names.
    pub has_issuer: i32,
    /// How many addresses the certificate says that it can be had from: OCSP responders first.
    pub urls: usize,
    /// How many of them are OCSP responders.
    pub ocsp: usize,
}

/// An extender that trusts `trust`. `evidence` and `policy` may be NULL. `hash` is the function that
/// document timestamps are made over: `SHA-256`, `SHA-384`, `SHA-512` or `SM3`, which goes with SM2;
/// NULL is SHA-256. Trust and evidence are copied.
///
/// # Safety
///
/// `policy` must be NULL or readable for the number of bytes that its first field states, `hash`
/// readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_new(
    trust: *const sidian_trust,
    evidence: *const sidian_evidence,
    policy: *const sidian_policy,
    hash: *const u8,
    hash_len: usize,
    out: *mut *mut sidian_extender,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(hash, hash_len, "hash") }?;
        let hash = match name {
            "" => Some(Hash::Sha256),
            name => Hash::from_name(name),
        };
        let hash = hash.filter(|hash| !hash.is_weak());
        let hash = hash.ok_or_else(|| Failure::argument(format!("no timestamps over “{name}”")))?;
        let store = handle::get(trust)?.edit(|store| Ok(store.clone()))?;
        let mut extender = Extender::new(store).with_hash(hash);
        if let Some(evidence) = handle::optional(evidence)? {
            extender = extender.with_evidence(evidence.edit(|evidence| Ok(evidence.clone()))?);
        }
        // SAFETY: NULL or readable by this function's contract.
        let demands = unsafe { demands(policy) }?;
        Ok(extender.with_policy(demands.policy))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The level that every signature of the document reaches: one of `SIDIAN_LEVEL_…`.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `level` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_level(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    now: i64,
    level: *mut i32,
) -> sidian_status {
    let tell = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let reached = handle::get(extender)?.level(pdf, moment(now)?).map_err(refused)?;
        Ok(number(reached))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(level, SIDIAN_LEVEL_NONE, tell) }
}

/// What is needed to validate the document for good and not at hand. Fetch it, add it to the evidence
/// and make a new extender.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_missing(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    now: i64,
    out: *mut *mut sidian_missing,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let missing = handle::get(extender)?.missing(pdf, moment(now)?).map_err(refused)?;
        Ok(missing)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// How many things are missing.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_missing_count(
    missing: *const sidian_missing,
    count: *mut usize,
) -> sidian_status {
    let tell = || Ok(handle::get(missing)?.len());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// One of them, counted from 0.
///
/// # Safety
///
/// `item` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_missing_get(
    missing: *const sidian_missing,
    index: usize,
    item: *mut sidian_missing_item,
) -> sidian_status {
    let empty = sidian_missing_item { wanted: 0, has_issuer: 0, urls: 0, ocsp: 0 };
    let tell = || {
        let list = handle::get(missing)?;
        let item = at(&list, index)?;
        Ok(sidian_missing_item {
            wanted: match item.wanted {
                Wanted::Issuer => SIDIAN_MISSING_ISSUER,
                _ => SIDIAN_MISSING_REVOCATION,
            },
            has_issuer: i32::from(item.issuer.is_some()),
            urls: item.urls.len(),
            ocsp: item.ocsp,
        })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(item, empty, tell) }
}

/// The certificate that it is about, as DER.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_missing_certificate(
    missing: *const sidian_missing,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let list = handle::get(missing)?;
        Ok(at(&list, index)?.certificate.clone())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The certificate above it, as DER; `SIDIAN_E_NOT_FOUND` where it is not known.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_missing_issuer(
    missing: *const sidian_missing,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let list = handle::get(missing)?;
        let none = || Failure::new(SIDIAN_E_NOT_FOUND, "the issuer is not known");
        at(&list, index)?.issuer.clone().ok_or_else(none)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// An address that it can be had from, counted from 0.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_missing_url(
    missing: *const sidian_missing,
    index: usize,
    url: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let list = handle::get(missing)?;
        let urls = &at(&list, index)?.urls;
        let none = || {
            let message = format!("there are {} addresses, none at {url}", urls.len());
            Failure::new(SIDIAN_E_NOT_FOUND, message)
        };
        Ok(urls.get(url).ok_or_else(none)?.clone().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the list. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_missing_free(missing: *mut sidian_missing) -> sidian_status {
    leave(|| handle::free(missing))
}

/// Extends the document to `level` (`SIDIAN_LEVEL_T`, `…_LT`, `…_LTA`) with everything at hand and
/// timestamps by `tsa`, and checks what came of it: `*out` is the whole new document. One that is
/// there already comes back as it is.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_extend(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    level: i32,
    tsa: *const sidian_tsa,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let level = match level {
            SIDIAN_LEVEL_T => BaselineLevel::T,
            SIDIAN_LEVEL_LT => BaselineLevel::Lt,
            SIDIAN_LEVEL_LTA => BaselineLevel::Lta,
            other => return Err(Failure::argument(format!("nothing is extended to {other}"))),
        };
        let (extender, tsa) = (handle::get(extender)?, handle::get(tsa)?);
        let now = moment(now)?;
        let done = extender.extend(pdf, level, &tsa.at(now), now).map_err(refused)?;
        Ok(done)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Renews a document: the evidence for its last timestamps goes into it, and a new document timestamp
/// dates it all. To be done before the last timestamp's certificate or algorithm ends
/// (`sidian_extender_renewals`).
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_renew(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    tsa: *const sidian_tsa,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let (extender, tsa) = (handle::get(extender)?, handle::get(tsa)?);
        let now = moment(now)?;
        let done = extender.renew(pdf, &tsa.at(now), now).map_err(refused)?;
        Ok(done)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Puts into the document what its validation needs (B-LT), as far as it is at hand.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_embed(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let done = handle::get(extender)?.embed(pdf, moment(now)?).map_err(refused)?;
        Ok(done)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// What has to be renewed by when, for every signature that passes, the most urgent first: a JSON
/// array of objects with `field`, `level`, `due`, `ends` and `step`.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_renewals(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let due = handle::get(extender)?.renewals(pdf, moment(now)?).map_err(refused)?;
        let json: serde_json::Value = due.iter().map(sidian::signature::Renewal::to_json).collect();
        Ok(json.to_string().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Asks for a document timestamp in two steps, for a request that travels on its own way: it dates
/// everything before it. Send what `sidian_stamp_request` gives, complete with the answer.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_extender_stamp(
    extender: *const sidian_extender,
    pdf: *const u8,
    len: usize,
    now: i64,
    out: *mut *mut sidian_stamp,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        let pending = handle::get(extender)?.stamp(pdf, moment(now)?).map_err(refused)?;
        let pending = pending.with_nonce(fresh_nonce().map_err(|e| timestamp::refused(&e))?);
        let request = pending.request().to_der();
        let pending = Draft::new(Pending::Document(pending));
        Ok(Stamp { pdf: pdf.to_vec(), request, pending })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the extender. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_extender_free(extender: *mut sidian_extender) -> sidian_status {
    leave(|| handle::free(extender))
}

/// Checks the signature value and asks for a timestamp over it before it is embedded (B-T). Room for
/// the token has to be kept: `sidian_signature_draft_set_extra_room`. The prepared signature is
/// consumed, unless the value does not fit.
///
/// # Safety
///
/// `value` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_prepared_stamp(
    prepared: *mut sidian_prepared,
    value: *const u8,
    len: usize,
    out: *mut *mut sidian_stamp,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let value = unsafe { input(value, len, "value") }?;
        let prepared = handle::get(prepared)?;
        let pending = prepared
            .signature
            .edit(|signature| signature.clone().stamp(value).map_err(signature::refused))?;
        let pending = pending.with_nonce(fresh_nonce().map_err(|e| timestamp::refused(&e))?);
        // Two threads that go on with the same signature at once: one of them has it.
        drop(prepared.signature.take()?);
        let request = pending.request().to_der();
        let pending = Draft::new(Pending::Signature(pending));
        Ok(Stamp { pdf: prepared.pdf.clone(), request, pending })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Signs at `now` with a key at hand and has the signature dated by `tsa` (B-T). `*out` is the whole
/// signed document. The draft is consumed.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_sign_and_stamp(
    draft: *mut sidian_signature_draft,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    tsa: *const sidian_tsa,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let (tsa, now) = (handle::get(tsa)?, moment(now)?);
        let wishes = handle::get(draft)?.take()?;
        let update = wishes.draft().sign_and_stamp(&*key, &chain, now, &tsa.at(now));
        let whole = update.and_then(|update| update.onto(&wishes.pdf));
        whole.map_err(signature::refused)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The request to send to a timestamp authority: `TimeStampReq` (DER), as
/// `application/timestamp-query`.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_stamp_request(
    stamp: *const sidian_stamp,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(stamp)?.request.clone());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Checks the authority's answer (`TimeStampResp`, DER) against the request and embeds its token:
/// `*out` is the whole new document. The stamp is consumed, unless the answer is not the one asked
/// for.
///
/// # Safety
///
/// `response` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_stamp_complete(
    stamp: *mut sidian_stamp,
    response: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let response = unsafe { input(response, len, "response") }?;
        let stamp = handle::get(stamp)?;
        let whole = match stamp.pending.edit(|pending| Ok(pending.clone()))? {
            Pending::Document(p) => p.complete(&stamp.pdf, response).map_err(refused)?,
            Pending::Signature(p) => p
                .complete(response)
                .and_then(|update| update.onto(&stamp.pdf))
                .map_err(signature::refused)?,
        };
        stamp.pending.take()?;
        Ok(whole)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the stamp. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_stamp_free(stamp: *mut sidian_stamp) -> sidian_status {
    leave(|| handle::free(stamp))
}

/// A level as C has it.
pub(crate) fn number(level: Option<BaselineLevel>) -> i32 {
    match level {
        None => SIDIAN_LEVEL_NONE,
        Some(BaselineLevel::B) => SIDIAN_LEVEL_B,
        Some(BaselineLevel::T) => SIDIAN_LEVEL_T,
        Some(BaselineLevel::Lt) => SIDIAN_LEVEL_LT,
        Some(BaselineLevel::Lta) => SIDIAN_LEVEL_LTA,
    }
}

fn at(list: &Arc<Vec<Missing>>, index: usize) -> Result<&Missing, Failure> {
    list.get(index).ok_or_else(|| {
        let message = format!("{} things are missing, none at {index}", list.len());
        Failure::new(SIDIAN_E_NOT_FOUND, message)
    })
}

fn refused(error: ExtendError) -> Failure {
    Failure::library(error.code(), &error)
}
