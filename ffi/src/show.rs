//! Show codes (亮证码), and which key a holder shows them with.

use sidian::crypto::PublicKey;
use sidian::licence::LicenceId;
use sidian::material::HolderKey;
use sidian::material::show::{ShowDraft, ShowRequest};

use crate::boundary::Failure;
use crate::bytes::{input, made, moment, optional_text, said, sidian_bytes, sidian_text, text};
use crate::certificate::{ders, sidian_certificates};
use crate::grant::{party, refused};
use crate::handle;
use crate::key::sidian_key;
use crate::licence::{identifier, sidian_licence};
use crate::report::{Judged, judged, sidian_report};
use crate::status::sidian_status;
use crate::verifier::sidian_verifier;

/// Signs a show code (亮证码) with the holder's key: the text of a QR code, good for `seconds` (at
/// most 300) and one use. `department` (kind and code) may be NULL: then anybody may scan it.
///
/// # Safety
///
/// `licence` and `department` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_show_sign(
    licence: *const u8,
    licence_len: usize,
    department: *const u8,
    department_len: usize,
    seconds: i64,
    key: *const sidian_key,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let id: LicenceId = identifier(unsafe { text(licence, licence_len, "licence") }?)?;
        // SAFETY: readable or NULL by this function's contract.
        let to = unsafe { optional_text(department, department_len, "department") }?;
        let mut draft = ShowDraft::new(&id).with_life(seconds);
        if let Some(to) = to {
            draft = draft.to(&party(to)?);
        }
        let code = draft.sign(&*handle::get(key)?, moment(now)?).map_err(refused)?;
        Ok(code.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Judges a show code for a licence that passed. Without a memory of used codes (`sidian_policy`)
/// the answer is indeterminate: a screenshot could be shown again within its minutes.
///
/// # Safety
///
/// `code` and `department` must be readable for their lengths, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_show(
    verifier: *const sidian_verifier,
    code: *const u8,
    code_len: usize,
    licence: *const sidian_licence,
    department: *const u8,
    department_len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: readable by this function's contract.
        let code = unsafe { text(code, code_len, "code") }?;
        // SAFETY: readable or NULL by this function's contract.
        let by = unsafe { optional_text(department, department_len, "department") }?;
        let by = by.map(party).transpose()?;
        let (verifier, licence) = (handle::get(verifier)?, handle::get(licence)?);
        let mut request = ShowRequest::new(&licence);
        if let Some(by) = &by {
            request = request.by(by);
        }
        let answer = verifier.show(code, &request, moment(now)?);
        Ok(Judged::Show(Box::new(answer)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// Says which key a holder uses (持证密钥声明): signed by the authority that issued the licence, for a
/// holder without a certificate. `spki` is the SubjectPublicKeyInfo (DER) of the key; that it is the
/// holder's is for the authority to make sure of. `*out` is a compact JWS, good from `from` to before
/// `until` (Unix seconds); verifiers take it with `sidian_evidence_add_statement`.
///
/// # Safety
///
/// `holder` and `spki` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_holder_key_sign(
    licence: *const sidian_licence,
    holder: sidian_text,
    spki: sidian_text,
    from: i64,
    until: i64,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let holder = party(unsafe { said(holder, "holder") }?)?;
        // SAFETY: readable by this function's contract.
        let spki = unsafe { input(spki.data, spki.len, "spki") }?;
        let bound = PublicKey::from_spki(spki).map_err(|e| Failure::library(e.code(), &e))?;
        let (licence, key) = (handle::get(licence)?, handle::get(key)?);
        let chain = ders(&handle::get(certificates)?);
        let period = (moment(from)?, moment(until)?);
        let token = HolderKey::sign(licence.metadata(), (&holder, &bound), period, &*key, &chain);
        Ok(token.map_err(refused)?.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Draws a text, such as a show code, as a QR code: a PNG picture with `scale` pixels to a module.
///
/// # Safety
///
/// `content` must be readable for `len` bytes, `out` writable or NULL.
#[cfg(feature = "render")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_qr_draw(
    content: *const u8,
    len: usize,
    scale: u32,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let content = unsafe { text(content, len, "content") }?;
        if !(1..=64).contains(&scale) {
            return Err(Failure::argument("scale must be between 1 and 64"));
        }
        let drawn = sidian_render::qr::png(content, scale as usize);
        drawn.map_err(|e| Failure::argument(e.to_string()))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads the first QR code in a PNG picture, such as a photograph of a phone's screen: its text.
///
/// # Safety
///
/// `picture` must be readable for `len` bytes, `out` writable or NULL.
#[cfg(feature = "render")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_qr_read(
    picture: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let picture = unsafe { input(picture, len, "picture") }?;
        let read = sidian_render::qr::read(picture).map_err(|e| Failure::library(e.code(), &e))?;
        Ok(read.into_iter().next().unwrap_or_default().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}
