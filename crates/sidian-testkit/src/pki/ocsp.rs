//! An OCSP responder of the test world (RFC 6960): answers about one certificate at a time.

use sidian::crypto::Hash;
use sidian::time::UnixTime;
use sidian::x509::issue::OcspDraft;
use sidian::x509::{CertStatus, Certificate, OcspCertId};

use super::Identity;

/// What a responder answers about one certificate.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// Not revoked.
    Good,
    /// Revoked at this time.
    Revoked(UnixTime),
    /// Not known.
    Unknown,
}

/// The answer in DER (`OCSPResponse`) about `certificate`, which `issuer` issued, by `responder`,
/// whose certificate travels along. It counts from `from` until `until`.
///
/// # Panics
///
/// If the responder's key does not sign.
pub fn response(
    responder: &Identity,
    issuer: &Certificate,
    certificate: &Certificate,
    answer: Answer,
    (from, until): (UnixTime, UnixTime),
) -> Vec<u8> {
    let id = OcspCertId::of(Hash::Sha256, certificate.serial(), issuer);
    let status = match answer {
        Answer::Good => CertStatus::Good,
        Answer::Revoked(at) => CertStatus::Revoked { at, reason: None },
        Answer::Unknown => CertStatus::Unknown,
    };
    let draft = OcspDraft::new(from, until).expect("a period").with_answer(&id, status);
    let signed = draft.sign(&responder.certificate, &responder.key);
    signed.expect("the responder signs").der().to_vec()
}
