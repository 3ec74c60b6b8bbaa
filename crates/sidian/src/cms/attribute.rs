//! Attributes of a signer (RFC 5652 clause 11, RFC 5035, RFC 6211) as they were received.

use const_oid::ObjectIdentifier;

use super::error::CmsError;
use super::signed_data::{AlgorithmIdentifier, ParseError, algorithm, at, limit};
use crate::asn1::{Asn1Error, Reader, Tlv, oid, read_single, tag, time};
use crate::crypto::Hash;
use crate::time::UnixTime;

/// `SET OF Attribute`: the list, and the bytes a signature covers.
#[derive(Clone, Debug, Default)]
pub struct Attributes<'a> {
    raw: &'a [u8],
    list: Vec<Attribute<'a>>,
}

/// One `Attribute`: its type and its values, each with tag and length.
#[derive(Clone, Debug)]
pub struct Attribute<'a> {
    /// Which attribute: the contents octets of its identifier. Private ones need not be identifiers
    /// that [`ObjectIdentifier`] can hold.
    pub kind: &'a [u8],
    /// Its values, as received.
    pub values: Vec<&'a [u8]>,
}

/// `ESSCertID` or `ESSCertIDv2` (RFC 5035): the certificate that the signer bound to the signature.
#[derive(Clone, Debug)]
pub struct SigningCertificate<'a> {
    /// How the certificate was digested; `None` for an algorithm this library does not know.
    pub hash: Option<Hash>,
    /// The digest.
    pub digest: &'a [u8],
    /// Serial number octets of `issuerSerial`, where given.
    pub serial: Option<&'a [u8]>,
    /// Whether it is the first version of the attribute, bound by SHA-1 alone.
    pub first_version: bool,
}

impl<'a> Attributes<'a> {
    /// Reads the list out of `signedAttrs` or `unsignedAttrs`.
    pub(super) fn parse(set: Tlv<'a>) -> Result<Self, ParseError> {
        let mut list = Vec::new();
        let mut reader = set.reader();
        while !reader.is_empty() {
            limit("attributes", list.len(), MOST_ATTRIBUTES)?;
            let mut one = reader.sequence().map_err(at("Attribute"))?;
            let kind = one.expect(tag::OBJECT_IDENTIFIER).map_err(at("Attribute.attrType"))?.value;
            let mut inner = one.set().map_err(at("Attribute.attrValues"))?;
            one.finish().map_err(at("Attribute"))?;
            let mut values = Vec::new();
            while !inner.is_empty() {
                limit("attribute values", values.len(), MOST_VALUES)?;
                values.push(inner.read().map_err(at("Attribute.attrValues"))?.raw);
            }
            list.push(Attribute { kind, values });
        }
        Ok(Self { raw: set.raw, list })
    }

    /// The attributes in the order received.
    pub fn list(&self) -> &[Attribute<'a>] {
        &self.list
    }

    /// The received bytes with the tag of SET OF (RFC 5652 5.4): what the signature covers.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = self.raw.to_vec();
        if let Some(first) = bytes.first_mut() {
            *first = tag::SET;
        }
        bytes
    }

    /// The same attributes in DER order, where the received order is another. Some signers sign the
    /// sorted form and send the unsorted one.
    pub(super) fn sorted_bytes(&self) -> Option<Vec<u8>> {
        let mut reader = read_single(self.raw).ok()?.reader();
        let mut elements = Vec::new();
        while !reader.is_empty() {
            elements.push(reader.read().ok()?.raw);
        }
        if elements.is_sorted() {
            return None;
        }
        Some(crate::asn1::writer::set_of(&elements))
    }

    /// Every attribute of this type.
    pub fn all(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &Attribute<'a>> {
        self.list.iter().filter(move |a| a.kind == oid.as_bytes())
    }

    /// The one value of an attribute that must occur once with one value; `None` where it does not
    /// occur at all.
    ///
    /// # Errors
    ///
    /// How many values there are instead.
    pub fn single(&self, oid: ObjectIdentifier) -> Result<Option<&'a [u8]>, usize> {
        let mut found = self.all(oid);
        let Some(first) = found.next() else { return Ok(None) };
        let more: usize = found.map(|a| a.values.len().max(1)).sum();
        match (first.values.as_slice(), more) {
            ([value], 0) => Ok(Some(value)),
            (values, more) => Err(values.len() + more),
        }
    }

    /// `signing-time` (RFC 5652 11.3): a claim of the signer's.
    pub fn signing_time(&self) -> Option<UnixTime> {
        let value = self.single(oid::SIGNING_TIME).ok()??;
        time::read(&mut Reader::new(value)).ok()
    }

    /// The certificate bound by `signing-certificate-v2` and by `signing-certificate`, in this order;
    /// where both are there, both bind (RFC 5035: they are evaluated independently).
    ///
    /// # Errors
    ///
    /// [`CmsError`] where an attribute occurs more than once or cannot be read.
    pub fn signing_certificates(&self) -> Result<Vec<SigningCertificate<'a>>, CmsError> {
        let v2 = self.once(oid::SIGNING_CERTIFICATE_V2)?.map(ess_v2);
        let v1 = self.once(oid::SIGNING_CERTIFICATE)?.map(ess_v1);
        let read: Result<_, Asn1Error> = v2.into_iter().chain(v1).collect();
        read.map_err(|source| CmsError::Asn1 { place: "SigningCertificate", source })
    }

    fn once(&self, oid: ObjectIdentifier) -> Result<Option<&'a [u8]>, CmsError> {
        self.single(oid)
            .map_err(|_| CmsError::TooMany { what: "signing-certificate attributes", limit: 1 })
    }

    /// `CMSAlgorithmProtection` (RFC 6211): digest and signature algorithm, if it says so.
    ///
    /// # Errors
    ///
    /// [`CmsError`] where the attribute occurs more than once or cannot be read.
    pub(super) fn algorithm_protection(
        &self,
    ) -> Result<Option<(AlgorithmIdentifier<'a>, Option<AlgorithmIdentifier<'a>>)>, CmsError> {
        const PLACE: &str = "CMSAlgorithmProtection";
        let single = self.single(oid::CMS_ALGORITHM_PROTECTION);
        let Some(value) = single.map_err(|_| CmsError::TooMany { what: PLACE, limit: 1 })? else {
            return Ok(None);
        };
        let read = || -> Result<_, ParseError> {
            let mut body = Reader::new(value).sequence().map_err(at(PLACE))?;
            let digest = algorithm(&mut body, PLACE)?;
            let tlv = body.optional(tag::context_constructed(1)).map_err(at(PLACE))?;
            let signature = tlv.map(|t| implicit_algorithm(&t)).transpose().map_err(at(PLACE))?;
            Ok((digest, signature))
        };
        read().map(Some).map_err(|e| match e {
            ParseError::Asn1(place, source) => CmsError::Asn1 { place, source },
            ParseError::Cms(e) => e,
        })
    }
}

fn implicit_algorithm<'a>(tlv: &Tlv<'a>) -> Result<AlgorithmIdentifier<'a>, Asn1Error> {
    let mut body = tlv.reader();
    let oid = body.oid()?;
    let parameters = if body.is_empty() { None } else { Some(body.read()?.raw) };
    body.finish()?;
    Ok(AlgorithmIdentifier { oid, parameters })
}

/// `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL }`; the
/// first entry is the signer's.
fn ess_v2(value: &[u8]) -> Result<SigningCertificate<'_>, Asn1Error> {
    let mut first = Reader::new(value).sequence()?.sequence()?.sequence()?;
    let hash = match first.peek() {
        Some(tag::SEQUENCE) => Hash::from_oid(&first.algorithm()?.0),
        _ => Some(Hash::Sha256),
    };
    let digest = first.octet_string()?;
    Ok(SigningCertificate { hash, digest, serial: issuer_serial(first)?, first_version: false })
}

fn ess_v1(value: &[u8]) -> Result<SigningCertificate<'_>, Asn1Error> {
    let mut first = Reader::new(value).sequence()?.sequence()?.sequence()?;
    let digest = first.octet_string()?;
    let serial = issuer_serial(first)?;
    Ok(SigningCertificate { hash: Some(Hash::Sha1), digest, serial, first_version: true })
}

fn issuer_serial(mut id: Reader<'_>) -> Result<Option<&[u8]>, Asn1Error> {
    if id.is_empty() {
        return Ok(None);
    }
    let mut pair = id.sequence()?;
    pair.sequence()?;
    Ok(Some(pair.integer()?))
}

const MOST_ATTRIBUTES: usize = 64;
const MOST_VALUES: usize = 64;
