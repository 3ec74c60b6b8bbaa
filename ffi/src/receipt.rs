//! Verification receipts (核验回执): what a department verified, signed, for the file instead of paper.

use sidian::crypto::Hash;
use sidian::material::grant::{Operator, ServiceItem};
use sidian::material::receipt::{Receipt, ReceiptDraft, ReceiptRequest};
use sidian::tsp::{TimestampRequest, TimestampResponse, TimestampSource, fresh_nonce};

use crate::boundary::Failure;
use crate::bytes::{
    NO_TEXT, input, made, moment, options, sidian_bytes, sidian_text, some, text, texts,
};
use crate::certificate::{ders, sidian_certificates};
use crate::grant::{party, refused};
use crate::handle;
use crate::key::sidian_key;
use crate::report::{Judged, judged, sidian_report};
use crate::status::sidian_status;
use crate::timestamp::{self, sidian_tsa};
use crate::verifier::sidian_verifier;

/// What a receipt is about. Set `size` to `sizeof(sidian_receipt)`.
#[repr(C)]
pub struct sidian_receipt {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// The name of the document that was judged.
    pub name: sidian_text,
    /// Its bytes: both digests of them go into the receipt.
    pub document: *const u8,
    /// How many bytes.
    pub document_len: usize,
    /// Which department answers: kind and code.
    pub department: sidian_text,
    /// For which case.
    pub case_number: sidian_text,
    /// As of when it was judged (Unix seconds).
    pub judged_at: i64,
    /// Code of the service item; none leaves item and name out.
    pub item: sidian_text,
    /// Name of the service item.
    pub item_name: sidian_text,
    /// Account of the operator; none leaves the operator out.
    pub operator_account: sidian_text,
    /// Name of the operator.
    pub operator_name: sidian_text,
    /// Unit of the operator.
    pub operator_unit: sidian_text,
}

/// Signs a receipt about the answer in `report`, which `verifier` gave, at `now` (Unix seconds):
/// `*out` is its JSON (a JWS in the flattened form). It says against which trust anchors and lists it
/// was judged. A receipt may say "failed": it proves what was answered.
///
/// # Safety
///
/// `about` must be readable as far as its `size` says, and so must document and texts in it; `out`
/// must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_receipt_sign(
    report: *const sidian_report,
    verifier: *const sidian_verifier,
    about: *const sidian_receipt,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable or NULL by this function's contract; numbers and pointers.
        let about = unsafe { options(about, NOTHING, "about") }?;
        let judged = handle::get(report)?;
        // SAFETY: document and texts are readable by this function's contract.
        let draft = unsafe { drafted(&judged, &about) }?;
        let draft = draft.with_sources(handle::get(verifier)?.sources());
        let (key, chain) = (handle::get(key)?, ders(&handle::get(certificates)?));
        let receipt = draft.sign(&*key, &chain, moment(now)?).map_err(refused)?;
        receipt.to_json().map_err(|e| refused(e.into()))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Has a receipt dated by `tsa`; `*out` is the receipt with the timestamp.
///
/// # Safety
///
/// `receipt` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_receipt_stamp(
    receipt: *const u8,
    len: usize,
    tsa: *const sidian_tsa,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let receipt = unsafe { input(receipt, len, "receipt") }?;
        let receipt = Receipt::inspect(receipt).map_err(|e| refused(e.into()))?;
        let tsa = handle::get(tsa)?;
        let request = TimestampRequest::over(Hash::Sha256, &receipt.to_be_stamped())
            .with_nonce(fresh_nonce().map_err(|e| timestamp::refused(&e))?);
        let token = tsa
            .at(moment(now)?)
            .answer(&request.to_der())
            .and_then(|answer| {
                let response = TimestampResponse::parse(&answer)?;
                Ok(response.check(&request, &[])?.to_vec())
            })
            .map_err(|e| timestamp::refused(&e))?;
        let stamped = receipt.with_timestamp(&token).to_json().map_err(|e| refused(e.into()))?;
        Ok(stamped)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Judges a receipt. `document` is what it must be about and `case_number` what it must belong to;
/// either may be NULL. Passed means that the department it names signed it; the answer in it may be
/// "failed".
///
/// # Safety
///
/// All three must be readable for their lengths or NULL, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_receipt(
    verifier: *const sidian_verifier,
    receipt: *const u8,
    len: usize,
    document: *const u8,
    document_len: usize,
    case_number: *const u8,
    case_len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: readable by this function's contract.
        let receipt = unsafe { input(receipt, len, "receipt") }?;
        let about = document;
        // SAFETY: readable or NULL by this function's contract.
        let document = unsafe { input(document, document_len, "document") }?;
        // SAFETY: readable or NULL by this function's contract.
        let case = unsafe { text(case_number, case_len, "case_number") }?;
        let verifier = handle::get(verifier)?;
        let mut request = ReceiptRequest::new();
        if !about.is_null() {
            request = request.about(document);
        }
        if let Some(case) = some(case) {
            request = request.in_case(case);
        }
        let answer = verifier.receipt(receipt, &request, moment(now)?);
        Ok(Judged::Receipt(Box::new(answer)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// Draws a receipt as one page (PDF) for the archive; the receipt itself travels inside. `font` is a
/// TrueType or OpenType file; NULL means the best one installed.
///
/// # Safety
///
/// `receipt` and `font` must be readable for their lengths, `out` writable or NULL.
#[cfg(feature = "render")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_receipt_draw(
    receipt: *const u8,
    len: usize,
    font: *const u8,
    font_len: usize,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let receipt = unsafe { input(receipt, len, "receipt") }?;
        // SAFETY: readable or NULL by this function's contract.
        let font = unsafe { input(font, font_len, "font") }?;
        let receipt = Receipt::inspect(receipt).map_err(|e| refused(e.into()))?;
        let typeface = crate::licence::typeface(font)?;
        let drawn = sidian_render::receipt::page(&receipt, &typeface, moment(now)?);
        Ok(drawn.map_err(|e| Failure::argument(e.to_string()))?.pdf)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// # Safety
///
/// Document and texts in `about` must be readable for their lengths.
unsafe fn drafted(judged: &Judged, about: &sidian_receipt) -> Result<ReceiptDraft, Failure> {
    // SAFETY: every text in it is readable by this function's contract.
    let read = unsafe { texts() };
    // SAFETY: readable by this function's contract.
    let document = unsafe { input(about.document, about.document_len, "document") }?;
    let (name, case) = (read(about.name, "name")?, read(about.case_number, "case_number")?);
    let department = party(read(about.department, "department")?)?;
    let at = moment(about.judged_at)?;
    let mut draft = judged.receipt((name, document), (&department, case), at);
    if let Some(code) = some(read(about.item, "item")?) {
        let name = read(about.item_name, "item_name")?.to_owned();
        draft = draft.with_item(&ServiceItem { code: code.to_owned(), name });
    }
    if let Some(account) = some(read(about.operator_account, "operator_account")?) {
        draft = draft.with_operator(Operator {
            account: account.to_owned(),
            name: read(about.operator_name, "operator_name")?.to_owned(),
            unit: read(about.operator_unit, "operator_unit")?.to_owned(),
        });
    }
    Ok(draft)
}

const NOTHING: sidian_receipt = sidian_receipt {
    size: 0,
    name: NO_TEXT,
    document: std::ptr::null(),
    document_len: 0,
    department: NO_TEXT,
    case_number: NO_TEXT,
    judged_at: 0,
    item: NO_TEXT,
    item_name: NO_TEXT,
    operator_account: NO_TEXT,
    operator_name: NO_TEXT,
    operator_unit: NO_TEXT,
};
