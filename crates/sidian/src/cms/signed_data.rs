//! `ContentInfo`, `SignedData` and `SignerInfo` (RFC 5652 clauses 3, 5.1 and 5.3) as slices of what
//! was received. Nothing here is a judgement.

use const_oid::ObjectIdentifier;

use super::attribute::Attributes;
use super::dialect::{Dialect, same_content_type};
use super::error::CmsError;
use crate::asn1::{Asn1Error, Reader, oid, tag};

/// `AlgorithmIdentifier` (RFC 5280 4.1.1.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AlgorithmIdentifier<'a> {
    /// Which algorithm.
    pub oid: ObjectIdentifier,
    /// Its parameters with tag and length, where there are any.
    pub parameters: Option<&'a [u8]>,
}

/// `SignedData` (RFC 5652 5.1).
///
/// ```text
/// SignedData ::= SEQUENCE { version, digestAlgorithms SET OF, encapContentInfo,
///     certificates [0] IMPLICIT SET OPTIONAL, crls [1] IMPLICIT SET OPTIONAL, signerInfos SET OF }
/// ```
///
/// Holding one means that the structure could be read, no more.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    /// RFC 5652 or GB/T 35275.
    pub dialect: Dialect,
    /// Type of the content that was signed.
    pub content_type: ObjectIdentifier,
    /// The content itself, where it travels inside.
    pub content: Option<&'a [u8]>,
    /// `digestAlgorithms`.
    pub digest_algorithms: Vec<AlgorithmIdentifier<'a>>,
    /// Certificates, each as received.
    pub certificates: Vec<&'a [u8]>,
    /// CRLs, each as received.
    pub crls: Vec<&'a [u8]>,
    /// Signers.
    pub signer_infos: Vec<SignerInfo<'a>>,
}

/// `SignerInfo` (RFC 5652 5.3).
#[derive(Clone, Debug)]
pub struct SignerInfo<'a> {
    /// Which certificate the signer says is theirs.
    pub sid: SignerIdentifier<'a>,
    /// `digestAlgorithm`.
    pub digest_algorithm: AlgorithmIdentifier<'a>,
    /// `signedAttrs`, where present.
    pub signed_attributes: Option<Attributes<'a>>,
    /// `signatureAlgorithm`.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// The signature value.
    pub signature: &'a [u8],
    /// `unsignedAttrs`; empty where absent.
    pub unsigned_attributes: Attributes<'a>,
}

/// `SignerIdentifier` (RFC 5652 5.3).
#[derive(Clone, Copy, Debug)]
pub enum SignerIdentifier<'a> {
    /// Issuer (a DER Name) and serial number.
    IssuerAndSerial {
        /// The issuer's name with tag and length.
        issuer: &'a [u8],
        /// The octets of the serial number.
        serial: &'a [u8],
    },
    /// Subject key identifier.
    SubjectKeyId(&'a [u8]),
}

impl<'a> SignedData<'a> {
    /// Whether the content is stated to be data of no particular type (RFC 5652 4, GB/T 35275), as
    /// documents are.
    pub fn is_plain_data(&self) -> bool {
        same_content_type(&self.content_type, &oid::DATA)
    }

    /// Reads a `ContentInfo` that holds SignedData. `der` must have definite lengths throughout
    /// ([`crate::asn1::ber::to_definite`] makes them so) and nothing behind it.
    ///
    /// # Errors
    ///
    /// [`CmsError`] where the structure is not the one of RFC 5652, or has more parts than any
    /// honest container.
    pub fn parse(der: &'a [u8]) -> Result<Self, CmsError> {
        let at = |place| move |source| CmsError::Asn1 { place, source };
        let mut outer = Reader::new(der);
        let mut info = outer.sequence().map_err(at("ContentInfo"))?;
        outer.finish().map_err(at("ContentInfo"))?;
        let oid = info.oid().map_err(at("ContentInfo.contentType"))?;
        let dialect = Dialect::from_signed_data(&oid)
            .ok_or_else(|| CmsError::ContentType { oid: oid.to_string() })?;
        let mut explicit =
            info.expect(tag::context_constructed(0)).map_err(at("ContentInfo.content"))?.reader();
        let mut body = explicit.sequence().map_err(at("SignedData"))?;
        Self::parse_body(dialect, &mut body).map_err(|e| match e {
            ParseError::Asn1(place, source) => CmsError::Asn1 { place, source },
            ParseError::Cms(e) => e,
        })
    }

    fn parse_body(dialect: Dialect, body: &mut Reader<'a>) -> Result<Self, ParseError> {
        body.integer().map_err(at("SignedData.version"))?;
        let mut digest_algorithms = Vec::new();
        let mut set = body.expect(tag::SET).map_err(at("SignedData.digestAlgorithms"))?.reader();
        while !set.is_empty() {
            limit("digest algorithms", digest_algorithms.len(), MOST_SIGNERS)?;
            digest_algorithms.push(algorithm(&mut set, "SignedData.digestAlgorithms")?);
        }
        let mut encap = body.sequence().map_err(at("SignedData.encapContentInfo"))?;
        let content_type = encap.oid().map_err(at("SignedData.eContentType"))?;
        let content = content(&mut encap).map_err(at("SignedData.eContent"))?;
        let certificates = raw_set(body, 0, "certificates")?;
        let crls = raw_set(body, 1, "CRLs")?;
        let mut signer_infos = Vec::new();
        let mut set = body.expect(tag::SET).map_err(at("SignedData.signerInfos"))?.reader();
        while !set.is_empty() {
            limit("signers", signer_infos.len(), MOST_SIGNERS)?;
            let mut info = set.sequence().map_err(at("SignerInfo"))?;
            signer_infos.push(SignerInfo::parse(&mut info)?);
        }
        body.finish().map_err(at("SignedData"))?;
        let read = Self {
            dialect,
            content_type,
            content,
            digest_algorithms,
            certificates,
            crls,
            signer_infos,
        };
        Ok(read)
    }
}

impl<'a> SignerInfo<'a> {
    fn parse(info: &mut Reader<'a>) -> Result<Self, ParseError> {
        info.integer().map_err(at("SignerInfo.version"))?;
        let sid = if info.peek() == Some(tag::context(0)) {
            let id = info.expect(tag::context(0)).map_err(at("SignerInfo.sid"))?;
            SignerIdentifier::SubjectKeyId(id.value)
        } else {
            let mut pair = info.sequence().map_err(at("SignerInfo.sid"))?;
            let issuer = pair.expect(tag::SEQUENCE).map_err(at("SignerInfo.sid.issuer"))?.raw;
            let serial = pair.integer().map_err(at("SignerInfo.sid.serialNumber"))?;
            pair.finish().map_err(at("SignerInfo.sid"))?;
            SignerIdentifier::IssuerAndSerial { issuer, serial }
        };
        let digest_algorithm = algorithm(info, "SignerInfo.digestAlgorithm")?;
        let signed_attributes = match info.peek() {
            Some(t) if t == tag::context_constructed(0) => {
                let tlv = info.expect(t).map_err(at("SignerInfo.signedAttrs"))?;
                Some(Attributes::parse(tlv)?)
            }
            _ => None,
        };
        let signature_algorithm = algorithm(info, "SignerInfo.signatureAlgorithm")?;
        let signature = info.expect(tag::OCTET_STRING).map_err(at("SignerInfo.signature"))?.value;
        let unsigned_attributes = match info.peek() {
            Some(t) if t == tag::context_constructed(1) => {
                let tlv = info.expect(t).map_err(at("SignerInfo.unsignedAttrs"))?;
                Attributes::parse(tlv)?
            }
            _ => Attributes::default(),
        };
        info.finish().map_err(at("SignerInfo"))?;
        let read = Self {
            sid,
            digest_algorithm,
            signed_attributes,
            signature_algorithm,
            signature,
            unsigned_attributes,
        };
        Ok(read)
    }
}

pub(super) enum ParseError {
    Asn1(&'static str, Asn1Error),
    Cms(CmsError),
}

pub(super) fn at(place: &'static str) -> impl Fn(Asn1Error) -> ParseError {
    move |source| ParseError::Asn1(place, source)
}

pub(super) fn limit(what: &'static str, have: usize, most: usize) -> Result<(), ParseError> {
    if have < most { Ok(()) } else { Err(ParseError::Cms(CmsError::TooMany { what, limit: most })) }
}

pub(super) fn algorithm<'a>(
    reader: &mut Reader<'a>,
    place: &'static str,
) -> Result<AlgorithmIdentifier<'a>, ParseError> {
    let (oid, parameters) = reader.algorithm().map_err(at(place))?;
    Ok(AlgorithmIdentifier { oid, parameters })
}

/// `eContent [0] EXPLICIT OCTET STRING OPTIONAL`. PKCS #7 v1.5 allows any type here: its contents
/// octets are what is digested.
fn content<'a>(encap: &mut Reader<'a>) -> Result<Option<&'a [u8]>, Asn1Error> {
    if encap.is_empty() {
        return Ok(None);
    }
    let mut explicit = encap.expect(tag::context_constructed(0))?.reader();
    encap.finish()?;
    let value = explicit.read()?.value;
    explicit.finish()?;
    Ok(Some(value))
}

fn raw_set<'a>(
    body: &mut Reader<'a>,
    number: u8,
    what: &'static str,
) -> Result<Vec<&'a [u8]>, ParseError> {
    let mut found = Vec::new();
    if body.peek() == Some(tag::context_constructed(number)) {
        let mut set = body.expect(tag::context_constructed(number)).map_err(at(what))?.reader();
        while !set.is_empty() {
            limit(what, found.len(), MOST_PARTS)?;
            found.push(set.read().map_err(at(what))?.raw);
        }
    }
    Ok(found)
}

const MOST_PARTS: usize = 256;
const MOST_SIGNERS: usize = 16;
