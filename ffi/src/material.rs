//! Materials: authorisations (授权), show codes (亮证码) and packages (材料包).

use std::io::Cursor;

use sidian::licence::LicenceId;
use sidian::material::Party;
use sidian::material::grant::{GrantDraft, GrantRequest, ServiceItem};
use sidian::material::show::{ShowDraft, ShowRequest};

use crate::boundary::{Failure, enter};
use crate::bytes::{input, moment, optional_text, sidian_bytes, slot, text};
use crate::certificate::sidian_certificates;
use crate::handle;
use crate::key::sidian_key;
use crate::licence::{identifier, sidian_licence};
use crate::report::{Judged, sidian_report};
use crate::status::sidian_status;
use crate::verifier::sidian_verifier;

/// A text of the caller's. NULL with length 0 is none, where none is possible.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct sidian_text {
    /// UTF-8, not ended by NUL.
    pub data: *const u8,
    /// How many bytes.
    pub len: usize,
}

/// What an authorisation says. Set `size` to `sizeof(sidian_grant)`.
#[repr(C)]
pub struct sidian_grant {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// Who holds the licence and signs: kind and code, such as `001:91410800MA4400D94H`.
    pub holder: sidian_text,
    /// Which department may use it: kind and code.
    pub recipient: sidian_text,
    /// Code of the service item.
    pub item: sidian_text,
    /// Name of the service item.
    pub item_name: sidian_text,
    /// What for.
    pub purpose: sidian_text,
    /// Identifier of the licence.
    pub licence: sidian_text,
    /// The fields that may be used, separated by commas; none means the whole licence.
    pub fields: sidian_text,
    /// The case; none means any.
    pub case_number: sidian_text,
    /// How often; 0 means any number of times.
    pub uses: u32,
    /// From when (Unix seconds).
    pub from: i64,
    /// Until before when (Unix seconds).
    pub until: i64,
}

/// Signs an authorisation (授权) with the holder's key; `*out` is a compact JWS. `certificates` are
/// the holder's own first; NULL where the verifier knows the key by a statement of the authority.
///
/// # Safety
///
/// `grant` must be readable as far as its `size` says, and so must every text in it; `out` must be
/// writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_grant_sign(
    grant: *const sidian_grant,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(out) }?;
        // SAFETY: readable or NULL by this function's contract.
        let grant = unsafe { whole(grant) }?;
        let read = |text: sidian_text, what| {
            // SAFETY: every text in it is readable by this function's contract.
            unsafe { self::text(text.data, text.len, what) }
        };
        let holder = party(read(grant.holder, "holder")?)?;
        let recipient = party(read(grant.recipient, "recipient")?)?;
        let (code, name) = (read(grant.item, "item")?, read(grant.item_name, "item_name")?);
        let item = ServiceItem { code: code.to_owned(), name: name.to_owned() };
        let licence = identifier(read(grant.licence, "licence")?)?;
        let fields: Vec<&str> =
            read(grant.fields, "fields")?.split(',').filter(|f| !f.is_empty()).collect();
        let purpose = read(grant.purpose, "purpose")?;
        let mut draft =
            GrantDraft::new(&holder, &recipient, &item, purpose).with_licence(&licence, &fields);
        let case = read(grant.case_number, "case_number")?;
        if !case.is_empty() {
            draft = draft.with_case(case);
        }
        if grant.uses > 0 {
            draft = draft.with_uses(grant.uses);
        }
        let period = (moment(grant.from)?, moment(grant.until)?);
        let key = handle::get(key)?;
        let ders: Vec<Vec<u8>> = match certificates.is_null() {
            true => Vec::new(),
            false => handle::get(certificates)?.iter().map(|c| c.der().to_vec()).collect(),
        };
        let token = draft.sign(period, &*key, &ders).map_err(refused)?;
        *out = handle::give(token.into_bytes())?;
        Ok(())
    })
}

/// Judges an authorisation for what a department is about to do: use these fields of this licence,
/// which passed, for this item, purpose and case. Nothing is counted.
///
/// # Safety
///
/// Every text must be readable for its length, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_grant(
    verifier: *const sidian_verifier,
    token: sidian_text,
    licence: *const sidian_licence,
    recipient: sidian_text,
    item: sidian_text,
    purpose: sidian_text,
    fields: sidian_text,
    case_number: sidian_text,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(report) }?;
        let read = |text: sidian_text, what| {
            // SAFETY: every text is readable by this function's contract.
            unsafe { self::text(text.data, text.len, what) }
        };
        let (token, item) = (read(token, "token")?, read(item, "item")?);
        let recipient = party(read(recipient, "recipient")?)?;
        let (purpose, case) = (read(purpose, "purpose")?, read(case_number, "case_number")?);
        let fields: Vec<&str> =
            read(fields, "fields")?.split(',').filter(|f| !f.is_empty()).collect();
        let (verifier, licence) = (handle::get(verifier)?, handle::get(licence)?);
        let mut request =
            GrantRequest::new(&recipient, item, purpose).with_licence(&licence, &fields);
        if !case.is_empty() {
            request = request.with_case(case);
        }
        let answer = verifier.grant(token.as_bytes(), &request, moment(now)?);
        Judged::Grant(Box::new(answer)).give(out)
    })
}

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
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(out) }?;
        // SAFETY: readable by this function's contract.
        let id: LicenceId = identifier(unsafe { text(licence, licence_len, "licence") }?)?;
        // SAFETY: readable or NULL by this function's contract.
        let to = unsafe { optional_text(department, department_len, "department") }?;
        let mut draft = ShowDraft::new(&id).with_life(seconds);
        if let Some(to) = to {
            draft = draft.to(&party(to)?);
        }
        let code = draft.sign(&*handle::get(key)?, moment(now)?).map_err(refused)?;
        *out = handle::give(code.into_bytes())?;
        Ok(())
    })
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
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(report) }?;
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
        Judged::Show(Box::new(answer)).give(out)
    })
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
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        let out = unsafe { slot(report) }?;
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let verifier = handle::get(verifier)?;
        let answer = verifier
            .package(Cursor::new(data), moment(now)?)
            .map_err(|e| Failure::library(e.code(), &e))?;
        Judged::Package(Box::new(answer.report)).give(out)
    })
}

/// # Safety
///
/// `grant` must be NULL or readable as far as its first field says.
unsafe fn whole<'a>(grant: *const sidian_grant) -> Result<&'a sidian_grant, Failure> {
    if grant.is_null() || !grant.is_aligned() {
        return Err(Failure::null("grant"));
    }
    // SAFETY: the first field is at the start, and readable by this function's contract.
    let size = unsafe { grant.cast::<usize>().read() };
    if size < size_of::<sidian_grant>() {
        return Err(Failure::argument("grant.size is not that of the struct"));
    }
    // SAFETY: `size` says that all of it is there.
    Ok(unsafe { &*grant })
}

fn party(text: &str) -> Result<Party, Failure> {
    text.parse().map_err(|e| Failure::argument(format!("“{text}”: {e}")))
}

fn refused(error: sidian::material::MaterialError) -> Failure {
    Failure::library(error.code(), &error)
}
