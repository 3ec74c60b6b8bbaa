//! Electronic seals (电子印章, GB/T 38540): make, apply to a PDF, verify.

use std::sync::Arc;

use sidian::seal::{ApplyError, Picture, Seal, SealContainer, SealDraft, SealError, SesVersion};
use sidian::signature::{Corner, Placement, Straddle};
use sidian::time::UnixTime;
use sidian::x509::Certificate;

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{Draft, input, made, moment, sidian_bytes, text};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::{Key, sidian_key};
use crate::report::{Judged, judged, sidian_report};
use crate::signature::{millimetres, pages};
use crate::status::sidian_status;
use crate::verifier::sidian_verifier;

/// A seal: bytes that have the right structure. Holding one proves nothing.
pub struct sidian_seal {
    _private: [u8; 0],
}
opaque!(sidian_seal => Seal);

/// A seal in the making. Making consumes it, and it is still freed.
pub struct sidian_seal_draft {
    _private: [u8; 0],
}
opaque!(sidian_seal_draft => Draft<SealDraft>);

/// The use of a seal on a document, in the making. Signing consumes it, and it is still freed.
pub struct sidian_sealing {
    _private: [u8; 0],
}
opaque!(sidian_sealing => Draft<Sealing>);

/// The object behind a sealing's handle.
pub struct Sealing {
    seal: Arc<Seal>,
    pdf: Vec<u8>,
    reason: Option<String>,
    case: Option<String>,
    container: SealContainer,
    placement: Option<Placement>,
    picture: Option<Vec<u8>>,
}

/// A PAdES signature that carries the seal as a signed attribute (the default).
pub const SIDIAN_CONTAINER_CADES: i32 = 0;
/// The same as `adbe.pkcs7.detached`.
pub const SIDIAN_CONTAINER_PKCS7: i32 = 1;
/// The vendor form `GM.sm2seal`: an `SES_Signature` over the byte range.
pub const SIDIAN_CONTAINER_SES: i32 = 2;

/// Begins a seal: its identifier (esID; 14 digits are taken for a seal code and checked), its name,
/// and its picture (PNG, JPEG, GIF, BMP or SVG) with its size in whole millimetres.
///
/// # Safety
///
/// `id`, `name` and `picture` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_draft_new(
    id: *const u8,
    id_len: usize,
    name: *const u8,
    name_len: usize,
    picture: *const u8,
    picture_len: usize,
    width_mm: u32,
    height_mm: u32,
    out: *mut *mut sidian_seal_draft,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let id = unsafe { text(id, id_len, "id") }?;
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(name, name_len, "name") }?;
        // SAFETY: readable by this function's contract.
        let picture = unsafe { input(picture, picture_len, "picture") }?;
        let picture = Picture::new(picture, width_mm, height_mm)
            .map_err(|e| Failure::library(SealError::from(e).code(), &e))?;
        Ok(Draft::new(SealDraft::new(id, name, picture)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The edition: 4 (GB/T 38540-2020) or 5 (GM/T 0031-2025, the default).
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_draft_set_version(
    draft: *mut sidian_seal_draft,
    version: i32,
) -> sidian_status {
    enter(|| {
        let version = match version {
            4 => SesVersion::V4,
            5 => SesVersion::V5,
            other => return Err(Failure::argument(format!("seals of version {other}"))),
        };
        edit(draft, |draft| draft.with_version(version))
    })
}

/// The type, as the business numbers it; 1 by default.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_draft_set_type(
    draft: *mut sidian_seal_draft,
    kind: u64,
) -> sidian_status {
    enter(|| edit(draft, |draft| draft.with_type(kind)))
}

/// From when and until when it may be used (Unix seconds).
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_draft_set_validity(
    draft: *mut sidian_seal_draft,
    from: i64,
    until: i64,
) -> sidian_status {
    enter(|| {
        let (from, until) = (moment(from)?, moment(until)?);
        edit(draft, |draft| draft.with_validity(from, until))
    })
}

/// Lets the holder of the first certificate of `certificates` use the seal. Call once for each.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_draft_add_signer(
    draft: *mut sidian_seal_draft,
    certificates: *const sidian_certificates,
) -> sidian_status {
    enter(|| {
        let list = handle::get(certificates)?;
        let first = first(&list)?;
        edit(draft, |draft| draft.with_signer(first))
    })
}

/// Makes the seal with the maker's (制章人) key. `certificates` begin with the maker's own. The draft
/// is consumed.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_make(
    draft: *mut sidian_seal_draft,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    now: i64,
    out: *mut *mut sidian_seal,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let now = moment(now)?;
        let info = handle::get(draft)?.take()?.build().map_err(refused)?;
        info.make(&*key, &chain, now).map_err(refused)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads a seal (an `.esl` file); nothing is judged.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_read(
    data: *const u8,
    len: usize,
    out: *mut *mut sidian_seal,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        Seal::from_der(data).map_err(refused)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The seal's bytes (`SES_Seal`, DER).
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_write(
    seal: *const sidian_seal,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(seal)?.as_bytes().to_vec());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The name of the seal.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_name(
    seal: *const sidian_seal,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(seal)?.name().as_bytes().to_vec());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Judges a seal, or the use of one on data (`SES_Signature`), by itself. For sealed PDFs ask
/// `sidian_verify_document`.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_seal(
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
        let report =
            verifier.seal(data, moment(now)?).map_err(|e| Failure::library(e.code(), &e))?;
        Ok(Judged::Seal(Box::new(report)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// Frees the seal. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_free(seal: *mut sidian_seal) -> sidian_status {
    leave(|| handle::free(seal))
}

/// Frees the draft. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_draft_free(draft: *mut sidian_seal_draft) -> sidian_status {
    leave(|| handle::free(draft))
}

/// Begins to apply a seal to a PDF, which is copied. Without a placement it shows nowhere.
///
/// # Safety
///
/// `pdf` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_sealing_new(
    seal: *const sidian_seal,
    pdf: *const u8,
    len: usize,
    out: *mut *mut sidian_sealing,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?.to_vec();
        let sealing = Sealing {
            seal: handle::get(seal)?,
            pdf,
            reason: None,
            case: None,
            container: SealContainer::Cades,
            placement: None,
            picture: None,
        };
        Ok(Draft::new(sealing))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Why it is sealed.
///
/// # Safety
///
/// `reason` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_sealing_set_reason(
    sealing: *mut sidian_sealing,
    reason: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let reason = unsafe { text(reason, len, "reason") }?.to_owned();
        change(sealing, |sealing| sealing.reason = Some(reason))
    })
}

/// For which case.
///
/// # Safety
///
/// `case_number` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_sealing_set_case(
    sealing: *mut sidian_sealing,
    case_number: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let case = unsafe { text(case_number, len, "case_number") }?.to_owned();
        change(sealing, |sealing| sealing.case = Some(case))
    })
}

/// What the seal travels in: one of `SIDIAN_CONTAINER_…`.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_sealing_set_container(
    sealing: *mut sidian_sealing,
    container: i32,
) -> sidian_status {
    enter(|| {
        let container = match container {
            SIDIAN_CONTAINER_CADES => SealContainer::Cades,
            SIDIAN_CONTAINER_PKCS7 => SealContainer::Pkcs7,
            SIDIAN_CONTAINER_SES => SealContainer::Ses,
            other => return Err(Failure::argument(format!("there is no container {other}"))),
        };
        change(sealing, |sealing| sealing.container = container)
    })
}

/// The picture as a PDF of one page, crisp at any zoom. Without it the seal's own picture is used,
/// where the library was built to draw.
///
/// # Safety
///
/// `page` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_sealing_set_picture(
    sealing: *mut sidian_sealing,
    page: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let page = unsafe { input(page, len, "page") }?.to_vec();
        change(sealing, |sealing| sealing.picture = Some(page))
    })
}

/// Shows it centred on a point of a page (counted from 1), in millimetres from the lower left corner
/// of the page as it is seen. Page 0 means every page. Call again for more places: all of one
/// signature.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_sealing_place(
    sealing: *mut sidian_sealing,
    page: usize,
    x_mm: f64,
    y_mm: f64,
) -> sidian_status {
    enter(|| {
        let (x, y) = (millimetres(x_mm)?, millimetres(y_mm)?);
        place(sealing, Placement::centred(pages(page), x, y))
    })
}

/// Shows it so far from the lower right corner of a page, in millimetres. Page 0 means every page.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_sealing_place_corner(
    sealing: *mut sidian_sealing,
    page: usize,
    right_mm: f64,
    bottom_mm: f64,
) -> sidian_status {
    enter(|| {
        let (dx, dy) = (millimetres(right_mm)?, millimetres(bottom_mm)?);
        place(sealing, Placement::corner(pages(page), Corner::BottomRight, dx, dy))
    })
}

/// Shows it as a straddle seal (骑缝章) over the right edges of the pages from `first` to `last`.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_sealing_place_straddle(
    sealing: *mut sidian_sealing,
    first: usize,
    last: usize,
) -> sidian_status {
    enter(|| place(sealing, Placement::straddle(Straddle::new(first..=last))))
}

/// Seals at `now` (Unix seconds) with a key that the seal lists. `certificates` begin with the
/// signer's own. `*out` is the whole sealed document. The sealing is consumed.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_sealing_sign(
    sealing: *mut sidian_sealing,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let now = moment(now)?;
        let sealing = handle::get(sealing)?.take()?;
        sealing.sign(&key, &chain, now)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the sealing. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_sealing_free(sealing: *mut sidian_sealing) -> sidian_status {
    leave(|| handle::free(sealing))
}

impl Sealing {
    fn sign(self, key: &Key, chain: &[Certificate], now: UnixTime) -> Result<Vec<u8>, Failure> {
        let mut application = self.seal.apply(&self.pdf).with_container(self.container);
        if let Some(reason) = &self.reason {
            application = application.with_reason(reason.clone());
        }
        if let Some(case) = &self.case {
            application = application.with_case(case.clone());
        }
        if let Some(placement) = self.placement {
            let page = match self.picture {
                Some(page) => page,
                None => drawn(&self.seal)?,
            };
            let appearance = sidian::pades::Appearance::from_page(&page)
                .map_err(|e| Failure::argument(format!("the picture: {e}")))?;
            application = application.with_placement(placement.with_appearance(appearance));
        }
        application.sign(key, chain, now).map_err(|e: ApplyError| Failure::library(e.code(), &e))
    }
}

/// The seal's own picture as a page.
#[cfg(feature = "render")]
fn drawn(seal: &Seal) -> Result<Vec<u8>, Failure> {
    let picture = seal.picture();
    let size = (picture.width_mm as f32, picture.height_mm as f32);
    let unreadable = |e: sidian_render::seal::PictureError| Failure::library(e.code(), &e);
    let read = sidian_render::seal::SealPicture::from_bytes(&picture.bytes).map_err(unreadable)?;
    read.to_pdf(size.0, size.1).map_err(unreadable)
}

#[cfg(not(feature = "render"))]
fn drawn(_: &Seal) -> Result<Vec<u8>, Failure> {
    Err(Failure::argument("this library cannot draw: set the picture as a page"))
}

fn edit(
    draft: *mut sidian_seal_draft,
    change: impl FnOnce(SealDraft) -> SealDraft,
) -> Result<(), Failure> {
    handle::get(draft)?.edit(|draft| {
        *draft = change(draft.clone());
        Ok(())
    })
}

fn change(sealing: *mut sidian_sealing, change: impl FnOnce(&mut Sealing)) -> Result<(), Failure> {
    handle::get(sealing)?.edit(|sealing| {
        change(sealing);
        Ok(())
    })
}

fn place(sealing: *mut sidian_sealing, more: Placement) -> Result<(), Failure> {
    change(sealing, |sealing| {
        sealing.placement = Some(match sealing.placement.take() {
            Some(placement) => placement.and(more),
            None => more,
        });
    })
}

fn first(list: &[Certificate]) -> Result<&Certificate, Failure> {
    list.first().ok_or_else(|| Failure::argument("certificates is empty"))
}

fn refused(error: SealError) -> Failure {
    Failure::library(error.code(), &error)
}

/// Draws the picture of a round official seal (圆形公章) with `name` along the arc and a star, as
/// SVG: a picture for `sidian_seal_draft_new`. `line` below may be empty; `diameter_mm` is 42 for a
/// government organ.
///
/// # Safety
///
/// `name` and `line` must be readable for their lengths, `out` writable or NULL.
#[cfg(feature = "render")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_draw(
    name: *const u8,
    name_len: usize,
    line: *const u8,
    line_len: usize,
    diameter_mm: f64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(name, name_len, "name") }?;
        // SAFETY: readable by this function's contract.
        let line = unsafe { text(line, line_len, "line") }?;
        if !(1.0..=1000.0).contains(&diameter_mm) {
            return Err(Failure::argument("a diameter that is none"));
        }
        let size = diameter_mm as f32;
        let mut design = sidian_render::seal::SealDesign::round(name).with_size_mm(size, size);
        if !line.is_empty() {
            design = design.with_line(line);
        }
        let artwork = design
            .draw(&sidian_render::Typeface::find())
            .map_err(|e| Failure::library(e.code(), &e))?;
        let svg = artwork.to_svg().map_err(|e| Failure::argument(e.to_string()))?;
        Ok(svg.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}
