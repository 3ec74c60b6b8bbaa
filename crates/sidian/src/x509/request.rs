//! Requests for certificates (PKCS#10, RFC 2986; in China the same with SM2, GM/T 0092).

use std::sync::Arc;

use super::certificate::{AlgorithmId, bits, public_key};
use super::error::X509Error;
use super::name::Name;
use super::tlv::{INTEGER, OID, SEQUENCE, SET, Span, Walk};
use crate::crypto::{PublicKey, SignatureAlgorithm};

/// A request for a certificate (证书请求), kept as received.
///
/// Holding one proves possession: it was signed with the private half of the key that it asks to be
/// certified. It proves nothing about whose key that is, or about the name in it: that is for whoever
/// registers people to find out.
#[derive(Clone)]
pub struct CertificateRequest {
    der: Arc<[u8]>,
    info: Span,
    subject: Name,
    key: PublicKey,
    attributes: Vec<(Span, Span)>,
    algorithm: SignatureAlgorithm,
}

/// No request that anybody makes comes near this size.
const MOST_BYTES: usize = 1 << 20;
/// Most attributes of one request.
const MOST_ATTRIBUTES: usize = 32;

impl CertificateRequest {
    /// Reads a request from its DER and verifies its signature with its own key.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the bytes are not exactly one request in strict DER;
    /// [`X509Error::Crypto`] for keys and algorithms that are not spoken here or weak;
    /// [`X509Error::Possession`] if the signature does not verify.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        if der.len() > MOST_BYTES {
            return Err(X509Error::TooLarge { len: der.len() });
        }
        let der: Arc<[u8]> = Arc::from(der);
        let mut walk = Walk::new(&der)?;
        let mut outer = walk.enter(SEQUENCE, "certificate request")?;
        walk.finish("certificate request")?;
        let info = outer.expect(SEQUENCE, "signed part of a certificate request")?;
        let algorithm = AlgorithmId::read(&mut outer)?;
        let signature = bits(&mut outer, "signature")?;
        outer.finish("certificate request")?;

        let mut fields = outer.inside(info);
        let version = fields.expect(INTEGER, "version")?;
        if fields.bytes(version) != [0] {
            return Err(X509Error::Version);
        }
        let subject = Name::read(&mut fields, &der)?;
        let (spki, _) = public_key(&mut fields)?;
        let attributes = fields.expect(ATTRIBUTES, "attributes")?;
        let attributes = read_attributes(fields.inside(attributes), &der)?;
        fields.finish("signed part of a certificate request")?;

        let key = PublicKey::from_spki(spki.of(&der))?;
        if key.suite().is_none() {
            return Err(crate::crypto::CryptoError::Weak { bits: key.bits() }.into());
        }
        let parameters = algorithm.parameters.map(|span| span.of(&der));
        let algorithm = SignatureAlgorithm::from_identifier(&algorithm.oid, parameters, None)?;
        if algorithm.is_weak() {
            return Err(crate::crypto::CryptoError::Unsupported { oid: algorithm.oid() }.into());
        }
        key.verify(&algorithm, info.full.of(&der), signature.of(&der))
            .map_err(|_| X509Error::Possession)?;
        let info = info.full;
        Ok(Self { der, info, subject, key, attributes, algorithm })
    }

    /// A request from a file of either kind: one PEM block, or DER.
    ///
    /// # Errors
    ///
    /// [`X509Error::Pem`] unless there is exactly one block, else as [`Self::from_der`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, X509Error> {
        if bytes.first() == Some(&SEQUENCE) {
            return Self::from_der(bytes);
        }
        let blocks = super::pem::blocks(bytes, LABEL)
            .or_else(|_| super::pem::blocks(bytes, "NEW CERTIFICATE REQUEST"))?;
        match blocks.as_slice() {
            [der] => Self::from_der(der),
            _ => Err(X509Error::Pem { label: LABEL }),
        }
    }

    /// The whole as received.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The signed part as received.
    pub fn info(&self) -> &[u8] {
        self.info.of(&self.der)
    }

    /// The name that is asked for, by the applicant's own words.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// The key that is to be certified.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// With what the request was signed.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// Its attributes (RFC 2985 5.4): the contents of the identifier, and of the SET of values.
    pub fn attributes(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.attributes.iter().map(|(kind, values)| (kind.of(&self.der), values.of(&self.der)))
    }
}

impl std::fmt::Debug for CertificateRequest {
    /// The key only; the subject may be a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CertificateRequest({:?})", self.key)
    }
}

/// `[0] IMPLICIT SET OF Attribute`, each kind once.
fn read_attributes(mut walk: Walk<'_>, der: &Arc<[u8]>) -> Result<Vec<(Span, Span)>, X509Error> {
    let mut out: Vec<(Span, Span)> = Vec::new();
    while !walk.is_empty() {
        let tlv = walk.expect(SEQUENCE, "attribute")?;
        let mut inner = walk.inside(tlv);
        let kind = inner.expect(OID, "attribute type")?.value;
        let values = inner.expect(SET, "attribute values")?.value;
        inner.finish("attribute")?;
        let twice = out.iter().any(|(known, _)| known.of(der) == kind.of(der));
        if twice || out.len() >= MOST_ATTRIBUTES {
            return Err(walk.malformed(tlv, "attributes"));
        }
        out.push((kind, values));
    }
    Ok(out)
}

/// The PEM label (RFC 7468 7).
const LABEL: &str = "CERTIFICATE REQUEST";
/// `[0]`, constructed.
const ATTRIBUTES: u8 = 0xa0;
