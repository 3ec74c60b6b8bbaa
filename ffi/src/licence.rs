//! Licences: issuing, their states, and the fields of one that passed.

use sidian::licence::kind::builtin_named;
use sidian::licence::status::Claims;
use sidian::licence::{Event, LicenceId, LicenceType, StatusRegister, VerifiedLicence};

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{Draft, input, made, moment, sidian_bytes, text};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::status::{SIDIAN_E_NOT_FOUND, sidian_status};

/// A licence that passed verification: the only place where its fields can be read.
pub struct sidian_licence {
    _private: [u8; 0],
}
opaque!(sidian_licence => VerifiedLicence);

/// A licence type (证照类型): its elements, rules and face.
pub struct sidian_licence_type {
    _private: [u8; 0],
}
opaque!(sidian_licence_type => LicenceType);

/// An authority's register of the states of its licences.
pub struct sidian_register {
    _private: [u8; 0],
}
opaque!(sidian_register => Draft<StatusRegister>);

/// A built-in licence type by its code or Chinese name, or one from its JSON.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_licence_type_read(
    data: *const u8,
    len: usize,
    out: *mut *mut sidian_licence_type,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let named = std::str::from_utf8(data).ok().and_then(builtin_named).cloned();
        let kind = match named {
            Some(kind) => kind,
            None => LicenceType::from_json(data)
                .map_err(|e| Failure::argument(format!("no licence type: {e}")))?,
        };
        Ok(kind)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the licence type. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_licence_type_free(kind: *mut sidian_licence_type) -> sidian_status {
    leave(|| handle::free(kind))
}

/// Checks a licence identifier (电子证照标识, GB/T 36904): form and check character. That says
/// nothing about whether the licence exists.
///
/// # Safety
///
/// `id` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_licence_id_check(id: *const u8, len: usize) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let id = unsafe { text(id, len, "id") }?;
        identifier(id).map(drop)
    })
}

/// The licence's metadata as canonical JSON (RFC 8785; the element names of GB/T 36903).
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_licence_json(
    licence: *const sidian_licence,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(licence)?.metadata().to_json());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The licence's identifier (电子证照标识).
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_licence_id(
    licence: *const sidian_licence,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let id = handle::get(licence)?.metadata().id().to_string();
        Ok(id.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// One field of the licence: an element such as `ZZMC` or `CZZT`, or an extension item's key.
///
/// # Safety
///
/// `name` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_licence_field(
    licence: *const sidian_licence,
    kind: *const sidian_licence_type,
    name: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(name, len, "name") }?;
        let (licence, kind) = (handle::get(licence)?, handle::get(kind)?);
        let value = licence.metadata().face_text(&kind, name);
        let none = || Failure::new(SIDIAN_E_NOT_FOUND, format!("no field “{name}”"));
        Ok(value.ok_or_else(none)?.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the licence. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_licence_free(licence: *mut sidian_licence) -> sidian_status {
    leave(|| handle::free(licence))
}

/// An empty register whose signed list is published at `uri`.
///
/// # Safety
///
/// `uri` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_register_new(
    uri: *const u8,
    len: usize,
    out: *mut *mut sidian_register,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let uri = unsafe { text(uri, len, "uri") }?;
        let register = StatusRegister::new(uri).map_err(|e| Failure::argument(e.to_string()))?;
        Ok(Draft::new(register))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads a register that `sidian_register_write` wrote. Every event is played again.
///
/// # Safety
///
/// `json` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_register_read(
    json: *const u8,
    len: usize,
    out: *mut *mut sidian_register,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let json = unsafe { input(json, len, "json") }?;
        let read = StatusRegister::from_json(json).map_err(|e| Failure::argument(e.to_string()))?;
        Ok(Draft::new(read))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The register as JSON, to keep.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_register_write(
    register: *const sidian_register,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let json = handle::get(register)?.edit(|register| Ok(register.to_json()))?;
        Ok(json)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Records what happened to a licence. `event` is a word such as `suspend`, `resume`, `revoke` or
/// its Chinese; `reason` may be empty.
///
/// # Safety
///
/// `id`, `event` and `reason` must be readable for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_register_record(
    register: *mut sidian_register,
    id: *const u8,
    id_len: usize,
    event: *const u8,
    event_len: usize,
    reason: *const u8,
    reason_len: usize,
    now: i64,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let id = identifier(unsafe { text(id, id_len, "id") }?)?;
        // SAFETY: readable by this function's contract.
        let event = unsafe { text(event, event_len, "event") }?;
        // SAFETY: readable by this function's contract.
        let reason = unsafe { text(reason, reason_len, "reason") }?;
        let event = Event::from_input(event)
            .ok_or_else(|| Failure::argument(format!("there is no event “{event}”")))?;
        let now = moment(now)?;
        handle::get(register)?.edit(|register| {
            let recorded = register.record(&id, event, reason, now);
            recorded.map(drop).map_err(|e| Failure::argument(e.to_string()))
        })
    })
}

/// Signs the list of states: good for `seconds` from `now`, to be published at the register's
/// address.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_register_sign(
    register: *const sidian_register,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    seconds: i64,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let now = moment(now)?;
        // The key may be a callback that asks for this register again: it is copied first.
        let register = handle::get(register)?.edit(|register| Ok(register.clone()))?;
        let claims = Claims {
            uri: register.uri().to_owned(),
            issued: now,
            expires: Some(now.plus(seconds)),
            ttl: None,
            has_profile: true,
        };
        let ders: Vec<Vec<u8>> = chain.iter().map(|c| c.der().to_vec()).collect();
        let signed = register.to_list().and_then(|list| list.sign(&claims, &*key, &ders));
        let signed = signed.map_err(|e| Failure::library(e.code(), &e))?;
        Ok(signed.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the register. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_register_free(register: *mut sidian_register) -> sidian_status {
    leave(|| handle::free(register))
}

#[cfg(feature = "render")]
mod issue {
    use sidian::licence::{LicenceDraft, LicenceIssuer, Metadata};
    use sidian::time::UnixTime;
    use sidian_render::{PageReader, Typeface, face};

    use super::*;

    /// Issues a licence: drafts the metadata from `json`, draws the face, reads it back, certifies it
    /// with P=1 and enters it in the register.
    ///
    /// `register` may be NULL: then nobody can revoke the licence. `font` is a TrueType or OpenType
    /// file; NULL means the best one installed. `certificates` begin with the authority's own.
    ///
    /// # Safety
    ///
    /// `json` and `font` must be readable for their lengths, `out` writable or NULL.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn sidian_licence_issue(
        kind: *const sidian_licence_type,
        json: *const u8,
        json_len: usize,
        register: *mut sidian_register,
        font: *const u8,
        font_len: usize,
        key: *const sidian_key,
        certificates: *const sidian_certificates,
        now: i64,
        out: *mut *mut sidian_bytes,
    ) -> sidian_status {
        let make = || {
            // SAFETY: readable by this function's contract.
            let json = unsafe { input(json, json_len, "json") }?;
            // SAFETY: readable or NULL by this function's contract.
            let font = unsafe { input(font, font_len, "font") }?;
            let (kind, key) = (handle::get(kind)?, handle::get(key)?);
            let chain = handle::get(certificates)?;
            let now = moment(now)?;
            let typeface = typeface(font)?;
            let issuer = LicenceIssuer::new(&*key, &chain);
            let sign = |metadata: &Metadata| -> Result<Vec<u8>, Failure> {
                let qr = metadata.qr_text();
                let made = face::licence(&kind, metadata, &qr, &typeface, now)
                    .map_err(|e| Failure::argument(format!("the face cannot be drawn: {e}")))?;
                let issued = issuer.issue(&kind, metadata, &made.pdf, &PageReader, now);
                issued.map_err(|e| Failure::library(e.code(), &e))
            };
            let pdf = if register.is_null() {
                sign(&draft(&kind, json)?.build().map_err(wrong)?)?
            } else {
                let register = handle::get(register)?;
                entered(&register, &kind, json, now, &sign)?
            };
            Ok(pdf)
        };
        // SAFETY: writable or NULL by this function's contract.
        unsafe { made(out, make) }
    }

    /// Issues with a place in the register, which is free while the key signs: a callback may use it.
    /// A licence that could not be signed keeps its place, annulled.
    fn entered(
        register: &Draft<StatusRegister>,
        kind: &LicenceType,
        json: &[u8],
        now: UnixTime,
        sign: &dyn Fn(&Metadata) -> Result<Vec<u8>, Failure>,
    ) -> Result<Vec<u8>, Failure> {
        let (metadata, id) = register.edit(|register| {
            let place = register.next_place().map_err(|e| Failure::argument(e.to_string()))?;
            let metadata = draft(kind, json)?.with_status(place).build().map_err(wrong)?;
            let id = LicenceId::try_from(metadata.id().clone())
                .map_err(|e| Failure::library(e.code(), &e))?;
            register.enter(&id, Event::Issue, now).map_err(|e| Failure::argument(e.to_string()))?;
            Ok((metadata, id))
        })?;
        sign(&metadata).inspect_err(|_| {
            // Only an event that cannot follow could fail, and annulment follows issue.
            let annul = |register: &mut StatusRegister| {
                let recorded = register.record(&id, Event::Annul, "签发未完成", now);
                recorded.map_err(|e| Failure::argument(e.to_string()))
            };
            let _ = register.edit(annul);
        })
    }

    fn draft<'k>(kind: &'k LicenceType, json: &[u8]) -> Result<LicenceDraft<'k>, Failure> {
        LicenceDraft::from_json(kind, json).map_err(wrong)
    }

    fn wrong(error: sidian::licence::DraftError) -> Failure {
        Failure::library(error.code(), &error)
    }

    /// The letters to draw with: a font file, or the best one installed.
    pub(crate) fn typeface(font: &[u8]) -> Result<Typeface, Failure> {
        if font.is_empty() {
            return Ok(Typeface::find());
        }
        Typeface::from_bytes(font.to_vec(), 0).map_err(|e| Failure::argument(e.to_string()))
    }
}
#[cfg(feature = "render")]
pub use issue::sidian_licence_issue;
#[cfg(feature = "render")]
pub(crate) use issue::typeface;

pub(crate) fn identifier(id: &str) -> Result<LicenceId, Failure> {
    id.parse().map_err(|e: sidian::licence::LicenceIdError| Failure::library(e.code(), &e))
}
