//! An OCSP responder of the test world (RFC 6960): answers about one certificate at a time.

use sidian::asn1::{oid, tag, time, writer};
use sidian::crypto::{Hash, Signer};
use sidian::time::UnixTime;
use sidian::x509::Certificate;

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
    let hash = Hash::Sha256;
    let id = writer::sequence(&[
        &writer::algorithm(hash.oid(), Some(&writer::null())),
        &writer::octet_string(hash.digest(issuer.subject().raw()).as_ref()),
        &writer::octet_string(hash.digest(issuer.key_bits()).as_ref()),
        &writer::tlv(tag::INTEGER, certificate.serial()),
    ]);
    let status = match answer {
        Answer::Good => writer::context_primitive(0, &[]),
        Answer::Revoked(at) => writer::context(1, &time::write_generalized(at)),
        Answer::Unknown => writer::context_primitive(2, &[]),
    };
    let single = writer::sequence(&[
        &id,
        &status,
        &time::write_generalized(from),
        &writer::context(0, &time::write_generalized(until)),
    ]);
    let data = writer::sequence(&[
        &writer::context(1, responder.certificate.subject().raw()),
        &time::write_generalized(from),
        &writer::sequence(&[&single]),
    ]);
    let value = responder.key.sign(&data).expect("the responder signs");
    let basic = writer::sequence(&[
        &data,
        &responder.key.algorithm().identifier_der(),
        &writer::bit_string(&value),
        &writer::context(0, &writer::sequence(&[responder.certificate.der()])),
    ]);
    let bytes = writer::sequence(&[&writer::oid(oid::OCSP_BASIC), &writer::octet_string(&basic)]);
    writer::sequence(&[&writer::tlv(tag::ENUMERATED, &[0]), &writer::context(0, &bytes)])
}
