//! Packages of materials (材料包, ASiC-E with CAdES, ETSI EN 319 162-1).

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use sidian::crypto::algorithms;
use sidian::material::package::{EntryReport, Material, PackageDraft, PackageError, Source};
use sidian::report::Verdict;

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{
    Draft, NO_TEXT, input, made, moment, no_file, options, sidian_bytes, sidian_text, some, text,
    texts, told,
};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::report::{Judged, judged, sidian_report};
use crate::status::{
    SIDIAN_E_NOT_FOUND, SIDIAN_OK, SIDIAN_V_FAILED, SIDIAN_V_INDETERMINATE, sidian_status,
};
use crate::verifier::{sidian_verifier, unanswerable};

/// A package in the making. Signing consumes it, and it is still freed.
pub struct sidian_package_draft {
    _private: [u8; 0],
}
opaque!(sidian_package_draft => Draft<PackageDraft<Cursor<Vec<u8>>>>);

/// The applicant's own statement (本人陈述或承诺).
pub const SIDIAN_SOURCE_STATEMENT: i32 = 1;
/// An extract that a department made from its records (部门出具).
pub const SIDIAN_SOURCE_EXTRACT: i32 = 2;
/// A scanned original that a clerk compared with it (与原件一致).
pub const SIDIAN_SOURCE_COPY: i32 = 3;
/// An electronic licence, which vouches for itself.
pub const SIDIAN_SOURCE_LICENCE: i32 = 4;
/// Something handed in without more.
pub const SIDIAN_SOURCE_OTHER: i32 = 0;

/// What is said about a material. Set `size` to `sizeof(sidian_material)`. Empty texts say nothing.
#[repr(C)]
pub struct sidian_material {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// The name of its file in the package, such as `申请书.pdf`.
    pub name: sidian_text,
    /// What it is, such as 申请书.
    pub kind: sidian_text,
    /// Its media type (RFC 6838), such as `application/pdf`.
    pub media_type: sidian_text,
    /// Who vouches for it: one of `SIDIAN_SOURCE_…`.
    pub source: i32,
    /// By name: the department of an extract, the clerk of a copy.
    pub vouched_by: sidian_text,
    /// Whom it is about.
    pub holder: sidian_text,
    /// Its last day, such as `2031-05-01`.
    pub valid_until: sidian_text,
    /// A note.
    pub note: sidian_text,
}

/// One file of a package that was judged.
#[repr(C)]
pub struct sidian_entry {
    /// Its length in bytes.
    pub length: u64,
    /// The verdict about the signatures or the licence inside of it; `SIDIAN_E_NOT_FOUND` where it
    /// carries none.
    pub own: sidian_status,
    /// Not 0: it is an electronic licence.
    pub is_licence: i32,
}

/// Begins a package with this title, to be signed with `algorithm` (a name such as `SM2-SM3`). `package`
/// may hold an earlier package, to which materials are added: what it holds stays byte for byte, and
/// the new signature binds its own. NULL begins a new one.
///
/// # Safety
///
/// Every text and `package` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_package_draft_new(
    title: sidian_text,
    case_number: sidian_text,
    algorithm: sidian_text,
    package: *const u8,
    len: usize,
    out: *mut *mut sidian_package_draft,
) -> sidian_status {
    let make = || {
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let (title, case) = (read(title, "title")?, read(case_number, "case_number")?);
        let name = read(algorithm, "algorithm")?;
        // SAFETY: readable or NULL by this function's contract.
        let package = unsafe { input(package, len, "package") }?;
        let known = algorithms().iter().find(|a| a.name().eq_ignore_ascii_case(name));
        let known = known.ok_or_else(|| Failure::argument(format!("no algorithm “{name}”")))?;
        let mut draft = match package {
            [] => PackageDraft::new(Cursor::new(Vec::new()), title, known),
            _ => PackageDraft::append(Cursor::new(Vec::new()), Cursor::new(package), title, known),
        }
        .map_err(|e| refused(&e))?;
        if let Some(case) = some(case) {
            draft = draft.with_case(case);
        }
        Ok(Draft::new(draft))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Adds a material with its content.
///
/// # Safety
///
/// `material` must be readable as far as its `size` says, and so must every text in it and `content`
/// for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_package_draft_add(
    draft: *mut sidian_package_draft,
    material: *const sidian_material,
    content: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let mut content = unsafe { input(content, len, "content") }?;
        // SAFETY: readable by this function's contract.
        let material = unsafe { described(material) }?;
        handle::get(draft)?.edit(|draft| draft.add(material, &mut content).map_err(|e| refused(&e)))
    })
}

/// Adds a material whose content is a file named by its path (UTF-8), read in pieces.
///
/// # Safety
///
/// As `sidian_package_draft_add`; `path` must be readable for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_package_draft_add_file(
    draft: *mut sidian_package_draft,
    material: *const sidian_material,
    path: *const u8,
    path_len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let path = unsafe { text(path, path_len, "path") }?;
        // SAFETY: readable by this function's contract.
        let material = unsafe { described(material) }?;
        let draft = handle::get(draft)?;
        let mut file = File::open(path).map_err(|e| no_file(path, &e))?;
        draft.edit(|draft| draft.add(material, &mut file).map_err(|e| refused(&e)))
    })
}

/// Signs the package at `now` (Unix seconds). `certificates` begin with the signer's own. `*out` is
/// the whole package. The draft is consumed.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_package_sign(
    draft: *mut sidian_package_draft,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let now = moment(now)?;
        let draft = handle::get(draft)?.take()?;
        let done = draft.sign(&*key, &chain, now).map_err(|e| refused(&e))?;
        Ok(done.into_inner())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the draft. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_package_draft_free(draft: *mut sidian_package_draft) -> sidian_status {
    leave(|| handle::free(draft))
}

/// Judges a package of materials (材料包, ASiC-E).
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_package(
    verifier: *const sidian_verifier,
    data: *const u8,
    len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        answer(verifier, &mut Cursor::new(data), now)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// As `sidian_verify_package`, for a file named by its path (UTF-8), which is read in pieces.
///
/// # Safety
///
/// `path` must be readable for `path_len` bytes, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_package_file(
    verifier: *const sidian_verifier,
    path: *const u8,
    path_len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: readable by this function's contract.
        let path = unsafe { text(path, path_len, "path") }?;
        handle::get(verifier)?;
        let mut file = File::open(path).map_err(|e| no_file(path, &e))?;
        answer(verifier, &mut file, now)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// How many files a package holds that was judged; 0 for reports about anything else.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_entry_count(
    report: *const sidian_report,
    count: *mut usize,
) -> sidian_status {
    let tell = || Ok(handle::get(report)?.entries().len());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// One file of the package, counted from 0, in the order of the archive.
///
/// # Safety
///
/// `entry` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_entry(
    report: *const sidian_report,
    index: usize,
    entry: *mut sidian_entry,
) -> sidian_status {
    let empty = sidian_entry { length: 0, own: SIDIAN_V_INDETERMINATE, is_licence: 0 };
    let tell = || {
        let judged = handle::get(report)?;
        let entry = at(&judged, index)?;
        Ok(sidian_entry {
            length: entry.size,
            own: match entry.own {
                Some(Verdict::Passed) => SIDIAN_OK,
                Some(Verdict::Failed) => SIDIAN_V_FAILED,
                Some(Verdict::Indeterminate) => SIDIAN_V_INDETERMINATE,
                None => SIDIAN_E_NOT_FOUND,
            },
            is_licence: i32::from(entry.is_licence),
        })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(entry, empty, tell) }
}

/// The name of one file of the package.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_entry_name(
    report: *const sidian_report,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let judged = handle::get(report)?;
        Ok(at(&judged, index)?.name.clone().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// What a package is read from: behind a pointer, so that its reader is compiled once.
trait Archive: Read + Seek {}
impl<T: Read + Seek> Archive for T {}

fn answer(
    verifier: *const sidian_verifier,
    package: &mut dyn Archive,
    now: i64,
) -> Result<Judged, Failure> {
    let verifier = handle::get(verifier)?;
    let answer = verifier.package(package, moment(now)?).map_err(unanswerable)?;
    Ok(Judged::Package(Box::new(answer)))
}

fn at(judged: &Arc<Judged>, index: usize) -> Result<&EntryReport, Failure> {
    judged.entries().get(index).ok_or_else(|| {
        let message = format!("there are {} files, none at {index}", judged.entries().len());
        Failure::new(SIDIAN_E_NOT_FOUND, message)
    })
}

/// # Safety
///
/// `material` must be NULL or readable as far as its first field says, and every text in it.
unsafe fn described(material: *const sidian_material) -> Result<Material, Failure> {
    let zero = sidian_material {
        size: 0,
        name: NO_TEXT,
        kind: NO_TEXT,
        media_type: NO_TEXT,
        source: SIDIAN_SOURCE_OTHER,
        vouched_by: NO_TEXT,
        holder: NO_TEXT,
        valid_until: NO_TEXT,
        note: NO_TEXT,
    };
    // SAFETY: readable by this function's contract; numbers and pointers.
    let asked = unsafe { options(material, zero, "material") }?;
    // SAFETY: every text in it is readable by this function's contract.
    let read = unsafe { texts() };
    let source = match asked.source {
        SIDIAN_SOURCE_OTHER => Source::Other,
        SIDIAN_SOURCE_STATEMENT => Source::Statement,
        SIDIAN_SOURCE_EXTRACT => Source::Extract,
        SIDIAN_SOURCE_COPY => Source::Copy,
        SIDIAN_SOURCE_LICENCE => Source::Licence,
        other => return Err(Failure::argument(format!("there is no source {other}"))),
    };
    let (name, kind) = (read(asked.name, "name")?, read(asked.kind, "kind")?);
    let by = some(read(asked.vouched_by, "vouched_by")?).map(str::to_owned);
    let media_type = read(asked.media_type, "media_type")?;
    let mut described = Material::new(name, kind, media_type).vouched(source, by);
    described.holder = some(read(asked.holder, "holder")?).map(str::to_owned);
    described.valid_until = some(read(asked.valid_until, "valid_until")?).map(str::to_owned);
    described.note = some(read(asked.note, "note")?).map(str::to_owned);
    Ok(described)
}

fn refused(error: &PackageError) -> Failure {
    Failure::library(error.code(), error)
}
