//! OCSP requests (RFC 6960 4.1).

use super::certificate::Certificate;
use crate::asn1::{tag, writer};
use crate::crypto::Hash;

/// The question about one certificate, as DER: without a name, a nonce or a signature of who asks
/// (RFC 5019, which any responder answers from its store).
///
/// The certificate is named by hashes with SHA-1, as RFC 5019 section 2.1.1 has it: they tell
/// certificates apart and protect nothing.
pub fn ocsp_request(certificate: &Certificate, issuer: &Certificate) -> Vec<u8> {
    let hash = Hash::Sha1;
    let name = hash.digest(certificate.issuer().raw());
    let key = hash.digest(issuer.key_bits());
    let id = writer::sequence(&[
        &writer::algorithm(hash.oid(), Some(&writer::null())),
        &writer::octet_string(name.as_ref()),
        &writer::octet_string(key.as_ref()),
        &writer::tlv(tag::INTEGER, certificate.serial()),
    ]);
    let requests = writer::sequence(&[&writer::sequence(&[&id])]);
    writer::sequence(&[&writer::sequence(&[&requests])])
}
