//! An embedded certification authority: certificates (RFC 5280, GB/T 20518) and revocation lists.

use sidian::asn1::{oid, tag, writer};
use sidian::crypto::PublicKey;
use sidian::licence::UnifiedSocialCreditCode;
use sidian::time::UnixTime;
use sidian::x509::issue::{
    CertificateDraft, CrlDraft, IssueError, Issuer, NameDraft, RequestDraft, Revocation, Validity,
};
use sidian::x509::{CertificateRequest, RevocationReason};

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{Draft, input, made, moment, sidian_bytes, text};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::status::sidian_status;

/// A certificate in the making. It can be issued any number of times.
pub struct sidian_certificate_draft {
    _private: [u8; 0],
}
opaque!(sidian_certificate_draft => Draft<Subject>);

/// A revocation list in the making.
pub struct sidian_crl_draft {
    _private: [u8; 0],
}
opaque!(sidian_crl_draft => Draft<CrlDraft>);

/// The object behind a certificate draft's handle.
#[derive(Clone)]
pub struct Subject {
    name: NameDraft,
    validity: Validity,
    code: Option<String>,
    crl_urls: Vec<String>,
    purpose: Purpose,
}

/// What a certificate is for.
#[derive(Clone, Copy)]
enum Purpose {
    Signing,
    Timestamps,
    Authority,
}

/// For signing documents (the default).
pub const SIDIAN_PURPOSE_SIGNING: i32 = 0;
/// For timestamps and nothing else (RFC 3161 §2.3).
pub const SIDIAN_PURPOSE_TIMESTAMPS: i32 = 1;
/// For an authority below the one that issues it.
pub const SIDIAN_PURPOSE_AUTHORITY: i32 = 2;

/// Begins a certificate for a subject of that common name, in force from `from` until `until` (Unix
/// seconds).
///
/// # Safety
///
/// `name` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_new(
    name: *const u8,
    len: usize,
    from: i64,
    until: i64,
    out: *mut *mut sidian_certificate_draft,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = NameDraft::new(unsafe { text(name, len, "name") }?).with_country("CN");
        let validity = Validity::new(moment(from)?, moment(until)?).map_err(refused)?;
        let subject =
            Subject { name, validity, code: None, crl_urls: Vec::new(), purpose: Purpose::Signing };
        Ok(Draft::new(subject))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Names the subject's organisation and its unified social credit code (GB 32100), which is checked.
/// Issuers of licences need both.
///
/// # Safety
///
/// `name` and `code` must be readable for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_set_organisation(
    draft: *mut sidian_certificate_draft,
    name: *const u8,
    len: usize,
    code: *const u8,
    code_len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(name, len, "name") }?;
        // SAFETY: readable by this function's contract.
        let code = unsafe { text(code, code_len, "code") }?;
        let code: UnifiedSocialCreditCode =
            code.parse().map_err(|e| Failure::argument(format!("code: {e}")))?;
        handle::get(draft)?.edit(|subject| {
            let code = code.as_str().to_owned();
            subject.name = subject
                .name
                .clone()
                .with_organisation(name)
                .with_attribute(oid::ORGANIZATION_IDENTIFIER, &code);
            subject.code = Some(code);
            Ok(())
        })
    })
}

/// Says where the revocation list of its issuer is published.
///
/// # Safety
///
/// `url` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_add_crl_url(
    draft: *mut sidian_certificate_draft,
    url: *const u8,
    len: usize,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let url = unsafe { text(url, len, "url") }?.to_owned();
        handle::get(draft)?.edit(|subject| {
            subject.crl_urls.push(url);
            Ok(())
        })
    })
}

/// What the certificate is for: one of `SIDIAN_PURPOSE_…`.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_certificate_draft_set_purpose(
    draft: *mut sidian_certificate_draft,
    purpose: i32,
) -> sidian_status {
    enter(|| {
        let purpose = match purpose {
            SIDIAN_PURPOSE_SIGNING => Purpose::Signing,
            SIDIAN_PURPOSE_TIMESTAMPS => Purpose::Timestamps,
            SIDIAN_PURPOSE_AUTHORITY => Purpose::Authority,
            other => return Err(Failure::argument(format!("there is no purpose {other}"))),
        };
        handle::get(draft)?.edit(|subject| {
            subject.purpose = purpose;
            Ok(())
        })
    })
}

/// A root certificate, signed by its own key. The draft stays.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_self_sign(
    draft: *const sidian_certificate_draft,
    key: *const sidian_key,
    out: *mut *mut sidian_certificates,
) -> sidian_status {
    let make = || {
        let key = handle::get(key)?;
        let subject = handle::get(draft)?.edit(|subject| Ok(subject.clone()))?;
        let root = CertificateDraft::root(subject.name, subject.validity);
        Ok(vec![root.self_sign(&*key).map_err(refused)?])
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// A certificate for the purpose of the draft, for the public key in `spki`, issued by an authority whose
/// own certificate comes first in `authority`. `*out` is the new certificate and those of
/// `authority` behind it. The draft stays.
///
/// # Safety
///
/// `spki` must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_issue(
    draft: *const sidian_certificate_draft,
    spki: *const u8,
    spki_len: usize,
    authority_key: *const sidian_key,
    authority: *const sidian_certificates,
    out: *mut *mut sidian_certificates,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let spki = unsafe { input(spki, spki_len, "spki") }?;
        let holder = PublicKey::from_spki(spki).map_err(|e| Failure::library(e.code(), &e))?;
        let (key, authority) = (handle::get(authority_key)?, handle::get(authority)?);
        let subject = handle::get(draft)?.edit(|subject| Ok(subject.clone()))?;
        let own = authority.first().ok_or_else(|| Failure::argument("authority is empty"))?;
        let issuer = Issuer::new(own, &*key).map_err(refused)?;
        let (name, validity) = (subject.name, subject.validity);
        let mut new = match subject.purpose {
            Purpose::Signing => CertificateDraft::end_entity(name, &holder, validity),
            Purpose::Timestamps => CertificateDraft::end_entity(name, &holder, validity)
                .with_extended_key_usage(&[oid::EKU_TIME_STAMPING]),
            Purpose::Authority => CertificateDraft::intermediate(name, &holder, validity),
        };
        if let Some(code) = &subject.code {
            let value = writer::tlv(tag::PRINTABLE_STRING, code.as_bytes());
            new = new.with_extension(oid::GM_ORGANISATION_CODE, value);
        }
        for url in subject.crl_urls {
            new = new.with_crl_url(url);
        }
        let mut chain = vec![new.issue(&issuer).map_err(refused)?];
        chain.extend(authority.iter().cloned());
        Ok(chain)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// A request for a certificate (PKCS#10, RFC 2986) for the subject of the draft, signed by the key that
/// is to be certified; `*out` is its DER. The draft stays; its dates do not count.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_request(
    draft: *const sidian_certificate_draft,
    key: *const sidian_key,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let key = handle::get(key)?;
        let subject = handle::get(draft)?.edit(|subject| Ok(subject.clone()))?;
        let request = RequestDraft::new(subject.name).sign(&*key).map_err(refused)?;
        Ok(request.der().to_vec())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Issues to a request, whose signature is verified: the certificate has the request's name and key,
/// and the dates of the draft. Whether the name is the applicant's is the caller's to find out first.
///
/// # Safety
///
/// `request` must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_certificate_draft_issue_request(
    draft: *const sidian_certificate_draft,
    request: *const u8,
    request_len: usize,
    authority_key: *const sidian_key,
    authority: *const sidian_certificates,
    out: *mut *mut sidian_certificates,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let request = unsafe { input(request, request_len, "request") }?;
        let request =
            CertificateRequest::from_bytes(request).map_err(|e| Failure::library(e.code(), &e))?;
        let (key, authority) = (handle::get(authority_key)?, handle::get(authority)?);
        let subject = handle::get(draft)?.edit(|subject| Ok(subject.clone()))?;
        let own = authority.first().ok_or_else(|| Failure::argument("authority is empty"))?;
        let issuer = Issuer::new(own, &*key).map_err(refused)?;
        let mut new = CertificateDraft::for_request(&request, subject.validity);
        for url in subject.crl_urls {
            new = new.with_crl_url(url);
        }
        let mut chain = vec![new.issue(&issuer).map_err(refused)?];
        chain.extend(authority.iter().cloned());
        Ok(chain)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the draft. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_certificate_draft_free(
    draft: *mut sidian_certificate_draft,
) -> sidian_status {
    leave(|| handle::free(draft))
}

/// Begins a revocation list with this number, made at `now` and to be replaced by `next_update`
/// (Unix seconds). Each list of an issuer has a greater number than the last.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_crl_draft_new(
    number: u64,
    now: i64,
    next_update: i64,
    out: *mut *mut sidian_crl_draft,
) -> sidian_status {
    let make = || {
        let draft = CrlDraft::new(number, moment(now)?, moment(next_update)?).map_err(refused)?;
        Ok(Draft::new(draft))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Lists the first certificate of `certificates` as revoked at `at` (Unix seconds), for a reason by
/// its number in RFC 5280 §5.3.1 (0 unspecified, 1 keyCompromise, 3 affiliationChanged,
/// 4 superseded, 5 cessationOfOperation, 6 certificateHold).
#[unsafe(no_mangle)]
pub extern "C" fn sidian_crl_draft_revoke(
    draft: *mut sidian_crl_draft,
    certificates: *const sidian_certificates,
    at: i64,
    reason: u32,
) -> sidian_status {
    enter(|| {
        let list = handle::get(certificates)?;
        let certificate = list.first().ok_or_else(|| Failure::argument("certificates is empty"))?;
        let (at, reason): (UnixTime, _) = (moment(at)?, reason_of(reason)?);
        let revocation = Revocation::of(certificate, at).with_reason(reason);
        handle::get(draft)?.edit(|draft| {
            *draft = draft.clone().with_revocation(revocation);
            Ok(())
        })
    })
}

/// Signs the list; `*out` is its DER. The draft stays.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_crl_draft_sign(
    draft: *const sidian_crl_draft,
    authority_key: *const sidian_key,
    authority: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, authority) = (handle::get(authority_key)?, handle::get(authority)?);
        let own = authority.first().ok_or_else(|| Failure::argument("authority is empty"))?;
        let draft = handle::get(draft)?.edit(|draft| Ok(draft.clone()))?;
        let issuer = Issuer::new(own, &*key).map_err(refused)?;
        Ok(draft.issue(&issuer).map_err(refused)?.der().to_vec())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the draft. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_crl_draft_free(draft: *mut sidian_crl_draft) -> sidian_status {
    leave(|| handle::free(draft))
}

fn reason_of(number: u32) -> Result<RevocationReason, Failure> {
    Ok(match number {
        0 => RevocationReason::Unspecified,
        1 => RevocationReason::KeyCompromise,
        3 => RevocationReason::AffiliationChanged,
        4 => RevocationReason::Superseded,
        5 => RevocationReason::CessationOfOperation,
        6 => RevocationReason::CertificateHold,
        other => return Err(Failure::argument(format!("there is no reason {other}"))),
    })
}

fn refused(error: IssueError) -> Failure {
    Failure::library(error.code(), &error)
}
