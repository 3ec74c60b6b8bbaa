//! Signing: in one step with a key at hand, or prepared here and signed elsewhere.

use sidian::crypto::algorithms;
use sidian::signature::{
    Appearance, DocMdp, Pages, Placement, PreparedSignature, SignatureDraft, SignatureError, mm,
};
use sidian::x509::Certificate;

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{Draft, cleared, input, lend, made, moment, sidian_bytes, slot, text};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::status::sidian_status;

/// What a signature is to say, and where. Filled by one thread at a time; signing or preparing
/// consumes it, and it is still freed.
pub struct sidian_signature_draft {
    _private: [u8; 0],
}
opaque!(sidian_signature_draft => Draft<Wishes>);

/// A signature that lacks nothing but its value.
pub struct sidian_prepared {
    _private: [u8; 0],
}
opaque!(sidian_prepared => Prepared);

/// The object behind a draft handle.
pub struct Wishes {
    pub(crate) pdf: Vec<u8>,
    field: Option<String>,
    reason: Option<String>,
    location: Option<String>,
    certification: Option<DocMdp>,
    case: Option<String>,
    extra_room: usize,
    placement: Option<Placement>,
}

/// The object behind a prepared signature's handle.
pub struct Prepared {
    pub(crate) pdf: Vec<u8>,
    to_be_signed: Vec<u8>,
    pub(crate) signature: Draft<PreparedSignature>,
}

impl Wishes {
    pub(crate) fn draft(&self) -> SignatureDraft<'_> {
        let mut draft = SignatureDraft::new(&self.pdf).with_extra_room(self.extra_room);
        if let Some(case) = &self.case {
            draft = draft.with_case(case.clone());
        }
        if let Some(placement) = &self.placement {
            draft = draft.with_placement(placement.clone());
        }
        if let Some(field) = &self.field {
            draft = draft.with_field(field.clone());
        }
        if let Some(reason) = &self.reason {
            draft = draft.with_reason(reason.clone());
        }
        if let Some(location) = &self.location {
            draft = draft.with_location(location.clone());
        }
        if let Some(permission) = self.certification {
            draft = draft.with_certification(permission);
        }
        draft
    }
}

/// Begins a signature on a PDF, which is copied.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_draft_new(
    pdf: *const u8,
    len: usize,
    out: *mut *mut sidian_signature_draft,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?.to_vec();
        let wishes = Wishes {
            pdf,
            field: None,
            reason: None,
            location: None,
            certification: None,
            case: None,
            extra_room: 0,
            placement: None,
        };
        Ok(Draft::new(wishes))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The fully qualified name of the field to sign: an empty one is filled, or a new one made.
///
/// # Safety
///
/// `name` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_draft_set_field(
    draft: *mut sidian_signature_draft,
    name: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { set(draft, (name, len, "name"), |wishes, text| wishes.field = Some(text)) }
}

/// Why it is signed.
///
/// # Safety
///
/// `reason` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_draft_set_reason(
    draft: *mut sidian_signature_draft,
    reason: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { set(draft, (reason, len, "reason"), |wishes, text| wishes.reason = Some(text)) }
}

/// Where it is signed.
///
/// # Safety
///
/// `location` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_draft_set_location(
    draft: *mut sidian_signature_draft,
    location: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe { set(draft, (location, len, "location"), |wishes, text| wishes.location = Some(text)) }
}

/// For which case it is signed.
///
/// # Safety
///
/// `case_number` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_draft_set_case(
    draft: *mut sidian_signature_draft,
    case_number: *const u8,
    len: usize,
) -> sidian_status {
    // SAFETY: readable by this function's contract.
    unsafe {
        set(draft, (case_number, len, "case_number"), |wishes, text| wishes.case = Some(text))
    }
}

/// Keeps so many bytes of room beside the signature, for a timestamp that comes later
/// (`sidian_prepared_stamp`); 8192 are enough for most authorities.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_signature_draft_set_extra_room(
    draft: *mut sidian_signature_draft,
    room: usize,
) -> sidian_status {
    enter(|| {
        handle::get(draft)?.edit(|wishes| {
            wishes.extra_room = room;
            Ok(())
        })
    })
}

/// Shows the signature: a picture, given as a PDF of one page, centred on a point of a page (counted
/// from 1; 0 means every page), in millimetres from the lower left corner of the page as it is seen.
/// Without it the signature shows nowhere.
///
/// # Safety
///
/// `picture` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_draft_set_picture(
    draft: *mut sidian_signature_draft,
    picture: *const u8,
    len: usize,
    page: usize,
    x_mm: f64,
    y_mm: f64,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let picture = unsafe { input(picture, len, "picture") }?;
        let appearance = Appearance::from_page(picture)
            .map_err(|e| Failure::argument(format!("the picture: {e}")))?;
        let placement = Placement::centred(pages(page), millimetres(x_mm)?, millimetres(y_mm)?)
            .with_appearance(appearance);
        handle::get(draft)?.edit(|wishes| {
            wishes.placement = Some(placement);
            Ok(())
        })
    })
}

/// Makes it a certification with permission 1 (no changes), 2 (forms) or 3 (annotations too).
#[unsafe(no_mangle)]
pub extern "C" fn sidian_signature_draft_set_certification(
    draft: *mut sidian_signature_draft,
    permission: i32,
) -> sidian_status {
    enter(|| {
        let permission = match permission {
            1 => DocMdp::NoChanges,
            2 => DocMdp::FormFilling,
            3 => DocMdp::Annotations,
            other => return Err(Failure::argument(format!("there is no permission {other}"))),
        };
        handle::get(draft)?.edit(|wishes| {
            wishes.certification = Some(permission);
            Ok(())
        })
    })
}

/// Signs at `now` (Unix seconds) with a key at hand. `certificates` begin with the signer's own.
/// `*out` is the whole signed document. The draft is consumed.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_sign(
    draft: *mut sidian_signature_draft,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let now = moment(now)?;
        let wishes = handle::get(draft)?.take()?;
        let update = wishes.draft().sign(&*key, &chain, now).map_err(refused)?;
        update.onto(&wishes.pdf).map_err(refused)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Works out what is to be signed, for a key that is elsewhere. `algorithm` is a name such as
/// `SM2-SM3` or `ECDSA-SHA256`. The draft is consumed.
///
/// # Safety
///
/// `algorithm` must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_signature_prepare(
    draft: *mut sidian_signature_draft,
    certificates: *const sidian_certificates,
    algorithm: *const u8,
    algorithm_len: usize,
    now: i64,
    out: *mut *mut sidian_prepared,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(algorithm, algorithm_len, "algorithm") }?;
        let algorithm = algorithms().iter().find(|a| a.name().eq_ignore_ascii_case(name));
        let algorithm = algorithm
            .ok_or_else(|| Failure::argument(format!("there is no algorithm “{name}”")))?;
        let chain = handle::get(certificates)?;
        let now = moment(now)?;
        let wishes = handle::get(draft)?.take()?;
        prepared(wishes, &chain, algorithm, now)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

fn prepared(
    wishes: Wishes,
    chain: &[Certificate],
    algorithm: &sidian::crypto::SignatureAlgorithm,
    now: sidian::time::UnixTime,
) -> Result<Prepared, Failure> {
    let signature = wishes.draft().prepare(chain, algorithm, now).map_err(refused)?;
    let to_be_signed = signature.to_be_signed().to_vec();
    Ok(Prepared { pdf: wishes.pdf, to_be_signed, signature: Draft::new(signature) })
}

/// Lends the bytes that the signer's key signs; good until the handle is freed.
///
/// # Safety
///
/// `data` and `len` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_prepared_to_be_signed(
    prepared: *const sidian_prepared,
    data: *mut *const u8,
    len: *mut usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        unsafe { cleared(data, std::ptr::null()) }?;
        // SAFETY: writable or NULL by this function's contract.
        unsafe { cleared(len, 0) }?;
        let prepared = handle::get(prepared)?;
        // SAFETY: both were written to just now.
        unsafe { lend(&prepared.to_be_signed, data, len) };
        Ok(())
    })
}

/// Checks the signature value against the certificate and embeds it; `*out` is the whole signed
/// document. The prepared signature is consumed, unless the value does not fit: then another may be
/// tried.
///
/// # Safety
///
/// `value` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_prepared_complete(
    prepared: *mut sidian_prepared,
    value: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(out) }?;
        // SAFETY: readable by this function's contract.
        let value = unsafe { input(value, len, "value") }?;
        let prepared = handle::get(prepared)?;
        let update = prepared
            .signature
            .edit(|signature| signature.clone().complete(value).map_err(refused))?;
        let whole = update.onto(&prepared.pdf).map_err(refused)?;
        let done = handle::give(whole)?;
        // Two threads that complete the same signature at once: one of them has it.
        if let Err(failure) = prepared.signature.take() {
            handle::free(done)?;
            return Err(failure);
        }
        *out = done;
        Ok(())
    })
}

/// The prepared signature as bytes, to be kept while the signer is away. The document is not in them.
/// Keep them where only those may write who may decide what is signed.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_prepared_write(
    prepared: *const sidian_prepared,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let prepared = handle::get(prepared)?;
        let state = prepared.signature.edit(|signature| Ok(signature.to_bytes()))?;
        Ok(state)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads what `sidian_prepared_write` wrote, beside the document that it was prepared for: another
/// document is refused.
///
/// # Safety
///
/// `state` and `pdf` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_prepared_read(
    state: *const u8,
    state_len: usize,
    pdf: *const u8,
    pdf_len: usize,
    out: *mut *mut sidian_prepared,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let state = unsafe { input(state, state_len, "state") }?;
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, pdf_len, "pdf") }?.to_vec();
        let signature =
            PreparedSignature::from_bytes(state).map_err(|e| Failure::library(e.code(), &e))?;
        signature.check(&pdf).map_err(refused)?;
        let to_be_signed = signature.to_be_signed().to_vec();
        let signature = Draft::new(signature);
        Ok(Prepared { pdf, to_be_signed, signature })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the draft. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_signature_draft_free(draft: *mut sidian_signature_draft) -> sidian_status {
    leave(|| handle::free(draft))
}

/// Frees the prepared signature. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_prepared_free(prepared: *mut sidian_prepared) -> sidian_status {
    leave(|| handle::free(prepared))
}

/// # Safety
///
/// The pointer must be readable for the length beside it.
unsafe fn set(
    draft: *mut sidian_signature_draft,
    (data, len, what): (*const u8, usize, &str),
    change: impl FnOnce(&mut Wishes, String),
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let text = unsafe { text(data, len, what) }?.to_owned();
        handle::get(draft)?.edit(|wishes| {
            change(wishes, text);
            Ok(())
        })
    })
}

/// A page counted from 1; 0 means every page.
pub(crate) fn pages(page: usize) -> Pages {
    if page == 0 { Pages::All } else { Pages::from(page) }
}

/// A length of the caller's, in points.
pub(crate) fn millimetres(length: f64) -> Result<f64, Failure> {
    let fits = length.is_finite() && length.abs() < 1e6;
    if fits { Ok(mm(length)) } else { Err(Failure::argument("a length that is none")) }
}

pub(crate) fn refused(error: SignatureError) -> Failure {
    Failure::library(error.code(), &error)
}
