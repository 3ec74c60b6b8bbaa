//! Certificates (RFC 5280 4.1; in China GB/T 20518).

use std::fmt;
use std::sync::{Arc, OnceLock};

use const_oid::ObjectIdentifier;

use super::error::X509Error;
use super::event::EventBinding;
use super::extension::{
    AccessDescription, AuthorityKeyId, BasicConstraints, DistributionPoint, Extension, Extensions,
    KeyUsage, NameConstraints, PolicyConstraints, PolicyInformation, oid,
};
use super::general_name::GeneralName;
use super::moment;
use super::name::Name;
use super::tlv::{BIT_STRING, INTEGER, OID, SEQUENCE, Span, Tlv, Walk};
use crate::asn1::oid;
use crate::crypto::{CryptoError, PublicKey};
use crate::time::UnixTime;

/// A certificate (证书), kept as received; cheap to clone.
///
/// Holding one means that its bytes are well formed. It proves nothing about who issued it: only a
/// validated path does.
#[derive(Clone)]
pub struct Certificate {
    inner: Arc<Inner>,
}

struct Inner {
    der: Arc<[u8]>,
    version: u8,
    tbs: Span,
    serial: Span,
    algorithm: AlgorithmId,
    issuer: Name,
    not_before: UnixTime,
    not_after: UnixTime,
    subject: Name,
    spki: Span,
    /// Read from `spki` when it is first asked for: most certificates at hand verify nothing.
    key: OnceLock<Result<PublicKey, CryptoError>>,
    key_bits: Span,
    signature: Span,
    extensions: Extensions,
    deviations: Vec<Deviation>,
}

/// An AlgorithmIdentifier: which algorithm, and its parameters as received.
#[derive(Clone, Copy, Debug)]
pub(super) struct AlgorithmId {
    pub(super) full: Span,
    pub(super) oid: ObjectIdentifier,
    pub(super) parameters: Option<Span>,
}

impl AlgorithmId {
    pub(super) fn read(walk: &mut Walk<'_>) -> Result<Self, X509Error> {
        let tlv = walk.expect(SEQUENCE, "algorithm identifier")?;
        let mut inner = walk.inside(tlv);
        let id = inner.expect(OID, "algorithm identifier")?;
        let parameters = match inner.peek() {
            None => None,
            Some(_) => Some(inner.any("algorithm parameters")?.full),
        };
        inner.finish("algorithm identifier")?;
        Ok(Self { full: tlv.full, oid: oid(&inner, id)?, parameters })
    }

    /// RFC 5280 4.1.1.2: the identifier inside the signed part must be the same.
    pub(super) fn same(&self, other: &Self, whole: &[u8]) -> Result<(), X509Error> {
        if self.full.of(whole) == other.full.of(whole) {
            Ok(())
        } else {
            Err(X509Error::AlgorithmMismatch)
        }
    }
}

/// Small departures from the standard that are read all the same, because nothing is judged on them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Deviation {
    /// A default or a BOOLEAN is not written as DER demands.
    LooseEncoding,
    /// The serial number is negative.
    SerialNegative,
    /// The serial number has more than 20 octets.
    SerialTooLong,
    /// The serial number is zero.
    SerialZero,
}

/// No certificate that anybody uses comes near this size.
const MOST_BYTES: usize = 1 << 20;

impl Certificate {
    /// Reads a certificate from its DER.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the bytes are not exactly one certificate in strict DER.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        if der.len() > MOST_BYTES {
            return Err(X509Error::TooLarge { len: der.len() });
        }
        let der: Arc<[u8]> = Arc::from(der);
        let inner = read(&der)?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Every certificate among the PEM blocks of `text`, in their order.
    ///
    /// # Errors
    ///
    /// [`X509Error::Pem`] if there is none or one cannot be decoded, else as [`Self::from_der`].
    pub fn from_pem_many(text: &[u8]) -> Result<Vec<Self>, X509Error> {
        let blocks = super::pem::blocks(text, "CERTIFICATE")?;
        blocks.iter().map(|der| Self::from_der(der)).collect()
    }

    /// Certificates from a file of either kind: PEM blocks, or one DER certificate.
    ///
    /// # Errors
    ///
    /// As [`Self::from_pem_many`] and [`Self::from_der`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Vec<Self>, X509Error> {
        if bytes.first() == Some(&SEQUENCE) {
            return Ok(vec![Self::from_der(bytes)?]);
        }
        Self::from_pem_many(bytes)
    }

    /// The whole as received.
    pub fn der(&self) -> &[u8] {
        &self.inner.der
    }

    /// The signed part as received.
    pub fn tbs(&self) -> &[u8] {
        self.at(self.inner.tbs)
    }

    /// 1, 2 or 3.
    pub fn version(&self) -> u8 {
        self.inner.version
    }

    /// The serial number: contents of its INTEGER.
    pub fn serial(&self) -> &[u8] {
        self.at(self.inner.serial)
    }

    /// The serial number as hexadecimal digits.
    pub fn serial_hex(&self) -> String {
        self.serial().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Who issued it, by its own words.
    pub fn issuer(&self) -> &Name {
        &self.inner.issuer
    }

    /// Whom it speaks of.
    pub fn subject(&self) -> &Name {
        &self.inner.subject
    }

    /// Valid from this moment on.
    pub fn not_before(&self) -> UnixTime {
        self.inner.not_before
    }

    /// Valid up to and including this moment.
    pub fn not_after(&self) -> UnixTime {
        self.inner.not_after
    }

    /// SubjectPublicKeyInfo as received.
    pub fn spki(&self) -> &[u8] {
        self.at(self.inner.spki)
    }

    /// The public key, read once however often it is asked for.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::from_spki`].
    pub fn public_key(&self) -> Result<&PublicKey, CryptoError> {
        let key = self.inner.key.get_or_init(|| PublicKey::from_spki(self.spki()));
        key.as_ref().map_err(|e| *e)
    }

    /// The bits of the public key, without the octet that counts unused ones (what OCSP hashes).
    pub fn key_bits(&self) -> &[u8] {
        self.at(self.inner.key_bits)
    }

    /// The algorithm of its signature: identifier, and parameters as received.
    pub fn signature_algorithm(&self) -> (ObjectIdentifier, Option<&[u8]>) {
        let algorithm = &self.inner.algorithm;
        (algorithm.oid, algorithm.parameters.map(|p| self.at(p)))
    }

    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        self.at(self.inner.signature)
    }

    /// Small departures from the standard.
    pub fn deviations(&self) -> &[Deviation] {
        &self.inner.deviations
    }

    /// Whether issuer and subject are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.issuer().matches(self.subject())
    }

    /// Its extensions.
    pub fn extensions(&self) -> &[Extension] {
        &self.inner.extensions.list
    }

    /// The contents of the identifier of one of [`Self::extensions`].
    pub fn extension_oid(&self, extension: &Extension) -> &[u8] {
        self.at(extension.oid)
    }

    /// The contents of the extension with this identifier.
    pub fn extension_value(&self, oid: &ObjectIdentifier) -> Option<&[u8]> {
        let found = self.extensions().iter().find(|e| self.at(e.oid) == oid.as_bytes())?;
        Some(self.at(found.value))
    }

    /// Key usage, where stated.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.inner.extensions.key_usage
    }

    /// Extended key usage, where stated.
    pub fn extended_key_usage(&self) -> Option<&[ObjectIdentifier]> {
        self.inner.extensions.extended_key_usage.as_deref()
    }

    /// Whether it is for timestamps and nothing else: `timeStamping` alone, and critical (RFC 3161
    /// 2.3).
    pub fn is_for_timestamps(&self) -> bool {
        let critical = |e: &Extension| {
            e.is_critical() && self.extension_oid(e) == oid::EXTENDED_KEY_USAGE.as_bytes()
        };
        self.extended_key_usage() == Some(&[oid::EKU_TIME_STAMPING])
            && self.extensions().iter().any(critical)
    }

    /// Basic constraints, where stated.
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.inner.extensions.basic_constraints
    }

    /// Subject alternative names.
    pub fn subject_alt_names(&self) -> &[GeneralName] {
        &self.inner.extensions.subject_alt_names
    }

    /// Name constraints, where stated.
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.inner.extensions.name_constraints.as_ref()
    }

    /// Certificate policies, where stated.
    pub fn policies(&self) -> Option<&[PolicyInformation]> {
        self.inner.extensions.policies.as_deref()
    }

    /// Policy mappings: the issuer's policy, then the subject's.
    pub fn policy_mappings(&self) -> &[(ObjectIdentifier, ObjectIdentifier)] {
        &self.inner.extensions.policy_mappings
    }

    /// Policy constraints, where stated.
    pub fn policy_constraints(&self) -> Option<PolicyConstraints> {
        self.inner.extensions.policy_constraints
    }

    /// After how many certificates anyPolicy no longer counts.
    pub fn inhibit_any_policy(&self) -> Option<u32> {
        self.inner.extensions.inhibit_any_policy
    }

    /// Where its issuer publishes revocation lists.
    pub fn crl_distribution_points(&self) -> &[DistributionPoint] {
        &self.inner.extensions.crl_points
    }

    /// Where its issuer publishes delta lists.
    pub fn freshest_crl(&self) -> &[DistributionPoint] {
        &self.inner.extensions.freshest
    }

    /// How to reach its issuer's services.
    pub fn authority_information_access(&self) -> &[AccessDescription] {
        &self.inner.extensions.access
    }

    /// Addresses of OCSP responders.
    pub fn ocsp_urls(&self) -> impl Iterator<Item = &str> {
        let access = self.authority_information_access().iter();
        access.filter(|a| a.method.as_bytes() == OCSP).filter_map(|a| a.location.uri())
    }

    /// Where the issuer's own certificate can be had (authorityInfoAccess, caIssuers).
    pub fn ca_issuer_urls(&self) -> impl Iterator<Item = &str> {
        let access = self.authority_information_access().iter();
        let issuers = access.filter(|a| a.method.as_bytes() == oid::AD_CA_ISSUERS.as_bytes());
        issuers.filter_map(|a| a.location.uri())
    }

    /// Addresses of revocation lists.
    pub fn crl_urls(&self) -> impl Iterator<Item = &str> {
        self.crl_distribution_points().iter().flat_map(DistributionPoint::uris)
    }

    /// Subject key identifier, where stated.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.inner.extensions.subject_key_id.as_ref().map(AsRef::as_ref)
    }

    /// Authority key identifier, where stated.
    pub fn authority_key_id(&self) -> Option<&AuthorityKeyId> {
        self.inner.extensions.authority_key_id.as_ref()
    }

    /// Whether a responder's certificate asks not to be checked for revocation (RFC 6960 4.2.2.2.1).
    pub fn ocsp_no_check(&self) -> bool {
        self.inner.extensions.ocsp_no_check
    }

    /// The one document that an event certificate is for; `None` for every other certificate.
    pub fn event_binding(&self) -> Option<Result<EventBinding, X509Error>> {
        self.extension_value(&crate::asn1::oid::EVENT_BINDING).map(EventBinding::from_der)
    }

    fn at(&self, span: Span) -> &[u8] {
        span.of(&self.inner.der)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    /// Issuer and serial number; the subject may be a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} issued by {})", self.serial_hex(), self.issuer())
    }
}

fn read(der: &Arc<[u8]>) -> Result<Inner, X509Error> {
    let mut walk = Walk::new(der)?;
    let mut outer = walk.enter(SEQUENCE, "certificate")?;
    walk.finish("certificate")?;
    let tbs = outer.expect(SEQUENCE, "signed part of a certificate")?;
    let algorithm = AlgorithmId::read(&mut outer)?;
    let signature = bits(&mut outer, "signature")?;
    outer.finish("certificate")?;

    let mut fields = outer.inside(tbs);
    let version = version(&mut fields)?;
    let serial = fields.expect(INTEGER, "serial number")?;
    let mut deviations = serial_deviations(&fields, serial)?;
    AlgorithmId::read(&mut fields)?.same(&algorithm, der)?;
    let issuer = Name::read(&mut fields, der)?;
    let mut validity = fields.enter(SEQUENCE, "validity")?;
    let not_before = moment::time(&mut validity, "not before")?;
    let not_after = moment::time(&mut validity, "not after")?;
    validity.finish("validity")?;
    let subject = Name::read(&mut fields, der)?;
    let (spki, key_bits) = public_key(&mut fields)?;
    let extensions = optional_parts(&mut fields, version, der)?;
    if extensions.loose {
        deviations.push(Deviation::LooseEncoding);
    }
    Ok(Inner {
        der: Arc::clone(der),
        version,
        tbs: tbs.full,
        serial: serial.value,
        algorithm,
        issuer,
        not_before,
        not_after,
        subject,
        spki,
        key: OnceLock::new(),
        key_bits,
        signature,
        extensions,
        deviations,
    })
}

fn version(fields: &mut Walk<'_>) -> Result<u8, X509Error> {
    let Some(tlv) = fields.optional(0xa0, "version")? else { return Ok(1) };
    let mut inner = fields.inside(tlv);
    let number = inner.expect(INTEGER, "version")?;
    inner.finish("version")?;
    match inner.bytes(number) {
        [n @ 0..=2] => Ok(n + 1),
        _ => Err(X509Error::Version),
    }
}

fn serial_deviations(walk: &Walk<'_>, serial: Tlv) -> Result<Vec<Deviation>, X509Error> {
    let bytes = walk.bytes(serial);
    let mut out = Vec::new();
    match bytes {
        [] => return Err(walk.malformed(serial, "serial number")),
        [0, next, ..] if next & 0x80 == 0 => out.push(Deviation::LooseEncoding),
        [first, ..] if first & 0x80 != 0 => out.push(Deviation::SerialNegative),
        _ => {}
    }
    if bytes.iter().all(|b| *b == 0) {
        out.push(Deviation::SerialZero);
    }
    let sign = usize::from(bytes.first() == Some(&0));
    if bytes.len() - sign > 20 {
        out.push(Deviation::SerialTooLong);
    }
    Ok(out)
}

/// SubjectPublicKeyInfo: the whole of it, and the bits of the key.
pub(super) fn public_key(fields: &mut Walk<'_>) -> Result<(Span, Span), X509Error> {
    let tlv = fields.expect(SEQUENCE, "public key")?;
    let mut inner = fields.inside(tlv);
    AlgorithmId::read(&mut inner)?;
    let key = bits(&mut inner, "public key")?;
    inner.finish("public key")?;
    Ok((tlv.full, key))
}

/// A BIT STRING of whole octets.
pub(super) fn bits(walk: &mut Walk<'_>, what: &'static str) -> Result<Span, X509Error> {
    let tlv = walk.expect(BIT_STRING, what)?;
    let mut rest = walk.inside(tlv);
    match rest.octet() {
        Some(0) => Ok(rest.rest()),
        _ => Err(walk.malformed(tlv, what)),
    }
}

/// Unique identifiers and extensions.
fn optional_parts(
    fields: &mut Walk<'_>,
    version: u8,
    der: &Arc<[u8]>,
) -> Result<Extensions, X509Error> {
    for tag in [0x81, 0x82] {
        if let Some(tlv) = fields.optional(tag, "unique identifier")?
            && version < 2
        {
            return Err(fields.malformed(tlv, "unique identifier"));
        }
    }
    let Some(tlv) = fields.optional(0xa3, "extensions")? else {
        fields.finish("signed part of a certificate")?;
        return Ok(Extensions::default());
    };
    fields.finish("signed part of a certificate")?;
    if version < 3 {
        return Err(X509Error::ExtensionsInOldVersion { version });
    }
    let mut inner = fields.inside(tlv);
    let list = inner.enter(SEQUENCE, "extensions")?;
    inner.finish("extensions")?;
    Extensions::read(list, der)
}

/// id-ad-ocsp.
const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];
