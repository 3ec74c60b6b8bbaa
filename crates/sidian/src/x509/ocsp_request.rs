//! OCSP requests (RFC 6960 4.1).

use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::certificate::{AlgorithmId, Certificate};
use super::error::X509Error;
use super::extension;
use super::tlv::{INTEGER, OCTET_STRING, Raw, SEQUENCE, Span, Walk};
use crate::asn1::{oid, tag, writer};
use crate::crypto::Hash;

/// The question about one certificate, as DER: without a name, a nonce or a signature of who asks
/// (RFC 5019, which any responder answers from its store).
///
/// The certificate is named by hashes with SHA-1, as RFC 5019 section 2.1.1 has it: they tell
/// certificates apart and protect nothing.
pub fn ocsp_request(certificate: &Certificate, issuer: &Certificate) -> Vec<u8> {
    let id = OcspCertId::of(Hash::Sha1, certificate.serial(), issuer);
    let requests = writer::sequence(&[&writer::sequence(&[id.der()])]);
    writer::sequence(&[&writer::sequence(&[&requests])])
}

/// How OCSP names a certificate: by its issuer's hashes and its serial number (RFC 6960 4.1.1
/// `CertID`).
#[derive(Clone, Debug)]
pub struct OcspCertId {
    der: Raw,
    hash: ObjectIdentifier,
    issuer_name_hash: Raw,
    issuer_key_hash: Raw,
    serial: Raw,
}

impl OcspCertId {
    /// The name of the certificate with this serial number (contents of its INTEGER).
    pub fn of(hash: Hash, serial: &[u8], issuer: &Certificate) -> Self {
        let name = hash.digest(issuer.subject().raw());
        let key = hash.digest(issuer.key_bits());
        let der = writer::sequence(&[
            &writer::algorithm(hash.oid(), Some(&writer::null())),
            &writer::octet_string(name.as_ref()),
            &writer::octet_string(key.as_ref()),
            &writer::tlv(tag::INTEGER, serial),
        ]);
        Self {
            der: Raw::copied(&der),
            hash: hash.oid(),
            issuer_name_hash: Raw::copied(name.as_ref()),
            issuer_key_hash: Raw::copied(key.as_ref()),
            serial: Raw::copied(serial),
        }
    }

    /// The whole as received.
    pub fn der(&self) -> &[u8] {
        self.der.as_bytes()
    }

    /// Contents of the serial number.
    pub fn serial(&self) -> &[u8] {
        self.serial.as_bytes()
    }

    /// Whether it names a certificate of this issuer.
    pub fn is_of(&self, issuer: &Certificate) -> bool {
        let Some(hash) = Hash::from_oid(&self.hash) else { return false };
        hash.digest(issuer.subject().raw()).as_ref() == self.issuer_name_hash.as_bytes()
            && hash.digest(issuer.key_bits()).as_ref() == self.issuer_key_hash.as_bytes()
    }

    fn read(walk: &mut Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        const WHAT: &str = "certificate identifier";
        let tlv = walk.expect(SEQUENCE, WHAT)?;
        let mut inner = walk.inside(tlv);
        let hash = AlgorithmId::read(&mut inner)?.oid;
        let name = inner.expect(OCTET_STRING, "issuer name hash")?;
        let key = inner.expect(OCTET_STRING, "issuer key hash")?;
        let serial = inner.expect(INTEGER, "serial number")?;
        inner.finish(WHAT)?;
        let raw = |span: Span| Raw::new(whole, span);
        Ok(Self {
            der: raw(tlv.full),
            hash,
            issuer_name_hash: raw(name.value),
            issuer_key_hash: raw(key.value),
            serial: raw(serial.value),
        })
    }
}

/// A question to an OCSP responder, as received.
///
/// A signature of who asks is passed over: the answer is for anybody.
#[derive(Clone, Debug)]
pub struct OcspRequest {
    ids: Vec<OcspCertId>,
    nonce: Option<Raw>,
}

impl OcspRequest {
    /// The most certificates in one question.
    pub const MOST: usize = 32;
    /// The most bytes of a nonce (RFC 9654).
    const MOST_NONCE: usize = 128;

    /// Reads a question from its DER.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the bytes are not exactly one question in strict DER about at most
    /// [`MOST`](Self::MOST) certificates, or it has a critical extension that is not known here.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        let der: Arc<[u8]> = Arc::from(der);
        let mut walk = Walk::new(&der)?;
        let mut outer = walk.enter(SEQUENCE, "OCSP request")?;
        walk.finish("OCSP request")?;
        let mut fields = outer.enter(SEQUENCE, "request")?;
        outer.optional(0xa0, "signature of the request")?;
        outer.finish("OCSP request")?;
        if let Some(tlv) = fields.optional(0xa0, "version")? {
            let mut inner = fields.inside(tlv);
            let number = inner.expect(INTEGER, "version")?;
            if inner.bytes(number) != [0] {
                return Err(X509Error::Version);
            }
        }
        fields.optional(0xa1, "name of who asks")?;
        let mut list = fields.enter(SEQUENCE, "questions")?;
        let mut ids = Vec::with_capacity(1);
        while !list.is_empty() {
            let tlv = list.expect(SEQUENCE, "question")?;
            if ids.len() == Self::MOST {
                return Err(list.malformed(tlv, "questions"));
            }
            let mut one = list.inside(tlv);
            ids.push(OcspCertId::read(&mut one, &der)?);
            if let Some(tlv) = one.optional(0xa0, "extensions")? {
                refuse_critical(&mut one.inside(tlv), &der)?;
            }
            one.finish("question")?;
        }
        if ids.is_empty() {
            return Err(X509Error::Malformed { what: "questions", at: 0 });
        }
        let nonce = match fields.optional(0xa2, "extensions")? {
            None => None,
            Some(tlv) => refuse_critical(&mut fields.inside(tlv), &der)?,
        };
        fields.finish("request")?;
        if nonce.as_ref().is_some_and(|n| n.as_bytes().len() > Self::MOST_NONCE) {
            return Err(X509Error::Malformed { what: "nonce", at: 0 });
        }
        Ok(Self { ids, nonce })
    }

    /// The certificates that are asked about.
    pub fn ids(&self) -> &[OcspCertId] {
        &self.ids
    }

    /// The value of the nonce extension (RFC 9654), where there is one.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_ref().map(Raw::as_bytes)
    }
}

/// Reads extensions; gives the nonce, and refuses what is critical and not known.
fn refuse_critical(walk: &mut Walk<'_>, der: &Arc<[u8]>) -> Result<Option<Raw>, X509Error> {
    let list = walk.enter(SEQUENCE, "extensions")?;
    walk.finish("extensions")?;
    let (list, _) = extension::list(list, der)?;
    let nonce = list.iter().find(|e| e.oid.of(der) == oid::OCSP_NONCE.as_bytes());
    let unknown =
        |e: &extension::Extension| e.is_critical() && nonce.is_none_or(|n| n.oid != e.oid);
    if list.iter().any(unknown) {
        return Err(X509Error::Malformed { what: "critical extension", at: 0 });
    }
    Ok(nonce.map(|e| Raw::new(der, e.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> Vec<u8> {
        writer::sequence(&[
            &writer::algorithm(Hash::Sha1.oid(), Some(&writer::null())),
            &writer::octet_string(&[1; 20]),
            &writer::octet_string(&[2; 20]),
            &writer::tlv(tag::INTEGER, &[7]),
        ])
    }

    fn request(count: usize, extensions: &[u8]) -> Vec<u8> {
        let one = writer::sequence(&[&id()]);
        let all = vec![one.as_slice(); count];
        writer::sequence(&[&writer::sequence(&[&writer::sequence(&all), extensions])])
    }

    #[test]
    fn a_question_is_read_with_its_nonce_and_nothing_else() {
        let nonce = writer::octet_string(&[9; 16]);
        let extension =
            writer::sequence(&[&writer::oid(oid::OCSP_NONCE), &writer::octet_string(&nonce)]);
        let extensions = writer::context(2, &writer::sequence(&[&extension]));
        let read = OcspRequest::from_der(&request(2, &extensions)).expect("a question");
        assert_eq!((read.ids().len(), read.nonce()), (2, Some(nonce.as_slice())));
        assert_eq!(read.ids().first().map(OcspCertId::der), Some(id().as_slice()));
        for bad in [request(0, &[]), request(OcspRequest::MOST + 1, &[])] {
            assert!(OcspRequest::from_der(&bad).is_err());
        }
    }

    #[test]
    fn every_cut_and_a_critical_extension_that_nobody_knows_are_refused() {
        let whole = request(1, &[]);
        for cut in 0..whole.len() {
            assert!(OcspRequest::from_der(&whole[..cut]).is_err(), "cut at {cut}");
        }
        let strange = writer::sequence(&[
            &writer::oid(oid::OCSP_ARCHIVE_CUTOFF),
            &writer::boolean(true),
            &writer::octet_string(&[5, 0]),
        ]);
        let extensions = writer::context(2, &writer::sequence(&[&strange]));
        assert!(OcspRequest::from_der(&request(1, &extensions)).is_err());
    }
}
