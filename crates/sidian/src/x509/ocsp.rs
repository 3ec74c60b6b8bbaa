//! OCSP responses (RFC 6960 4.2).

use std::fmt;
use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::certificate::{AlgorithmId, Certificate, bits};
use super::crl::reason;
use super::error::X509Error;
use super::extension;
use super::moment;
use super::name::Name;
use super::reason::RevocationReason;
use super::tlv::{ENUMERATED, INTEGER, OCTET_STRING, OID, Raw, SEQUENCE, Span, Tlv, Walk};
use crate::time::UnixTime;

/// The answer of an OCSP responder, kept as received; cheap to clone.
///
/// Holding one means that its bytes are well formed. It proves nothing about who gave it.
#[derive(Clone)]
pub struct OcspResponse {
    inner: Arc<Inner>,
}

struct Inner {
    der: Arc<[u8]>,
    tbs: Span,
    algorithm: AlgorithmId,
    signature: Span,
    responder: ResponderId,
    produced_at: UnixTime,
    answers: Vec<SingleResponse>,
    certificates: Vec<Certificate>,
    unknown_critical: bool,
}

/// Who says that it gave the answer.
#[derive(Clone, Debug)]
pub enum ResponderId {
    /// By name.
    Name(Name),
    /// By the SHA-1 of the bits of its key.
    KeyHash(Raw),
}

/// The answer about one certificate.
#[derive(Clone, Debug)]
pub struct SingleResponse {
    /// The hash algorithm of the next two.
    pub hash: ObjectIdentifier,
    /// Hash of the issuer's name.
    pub issuer_name_hash: Raw,
    /// Hash of the bits of the issuer's key.
    pub issuer_key_hash: Raw,
    /// Contents of the serial number.
    pub serial: Raw,
    /// The answer.
    pub status: CertStatus,
    /// Known to be right at this moment.
    pub this_update: UnixTime,
    /// When something newer will be known at the latest.
    pub next_update: Option<UnixTime>,
    /// Since when the key may have been in wrong hands, where stated (RFC 6960 4.4.5, RFC 5280 5.3.2).
    pub invalid_since: Option<UnixTime>,
    /// Whether it carries a critical extension that is not known here.
    pub unknown_critical: bool,
}

/// CertStatus of RFC 6960.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertStatus {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// When.
        at: UnixTime,
        /// Why, where stated.
        reason: Option<RevocationReason>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

/// Answers in one response, and certificates beside it.
const MOST: usize = 1_000;

impl OcspResponse {
    /// Reads a response from its DER.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the bytes are not exactly one successful basic response in strict DER. A
    /// response that only reports an error answers nothing and is refused too.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        let der: Arc<[u8]> = Arc::from(der);
        let mut walk = Walk::new(&der)?;
        let mut outer = walk.enter(SEQUENCE, "OCSP response")?;
        walk.finish("OCSP response")?;
        let status = outer.expect(ENUMERATED, "response status")?;
        if outer.bytes(status) != [0] {
            return Err(outer.malformed(status, "response that answers (the responder refused)"));
        }
        let mut explicit = outer.enter(0xa0, "response bytes")?;
        outer.finish("OCSP response")?;
        let mut typed = explicit.enter(SEQUENCE, "response bytes")?;
        explicit.finish("response bytes")?;
        let kind = typed.expect(OID, "response type")?;
        if typed.bytes(kind) != BASIC {
            return Err(typed.malformed(kind, "response type"));
        }
        let mut octets = typed.enter(OCTET_STRING, "basic response")?;
        typed.finish("response bytes")?;
        let basic = octets.expect(SEQUENCE, "basic response")?;
        octets.finish("basic response")?;
        let inner = basic_response(octets.inside(basic), &der)?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Reads a BasicOCSPResponse by itself, as RFC 5652 revocation information carries it.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the bytes are not exactly that.
    pub fn from_basic_der(der: &[u8]) -> Result<Self, X509Error> {
        let der: Arc<[u8]> = Arc::from(der);
        let mut walk = Walk::new(&der)?;
        let basic = walk.enter(SEQUENCE, "basic response")?;
        walk.finish("basic response")?;
        let inner = basic_response(basic, &der)?;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The whole as received.
    pub fn der(&self) -> &[u8] {
        &self.inner.der
    }

    /// The signed part as received.
    pub fn tbs(&self) -> &[u8] {
        self.at(self.inner.tbs)
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

    /// Who says that it gave the answer.
    pub fn responder(&self) -> &ResponderId {
        &self.inner.responder
    }

    /// When it was signed.
    pub fn produced_at(&self) -> UnixTime {
        self.inner.produced_at
    }

    /// The answers.
    pub fn answers(&self) -> &[SingleResponse] {
        &self.inner.answers
    }

    /// Certificates that came along; candidates for the responder's, nothing more.
    pub fn certificates(&self) -> &[Certificate] {
        &self.inner.certificates
    }

    /// Whether it carries a critical extension that is not known here.
    pub fn has_unknown_critical(&self) -> bool {
        self.inner.unknown_critical
    }

    fn at(&self, span: Span) -> &[u8] {
        span.of(&self.inner.der)
    }
}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({} answers made {})", self.answers().len(), self.produced_at())
    }
}

fn basic_response(mut walk: Walk<'_>, der: &Arc<[u8]>) -> Result<Inner, X509Error> {
    let tbs = walk.expect(SEQUENCE, "response data")?;
    let algorithm = AlgorithmId::read(&mut walk)?;
    let signature = bits(&mut walk, "signature")?;
    let certificates = match walk.optional(0xa0, "certificates")? {
        None => Vec::new(),
        Some(tlv) => certificates(walk.inside(tlv), der)?,
    };
    walk.finish("basic response")?;

    let mut fields = walk.inside(tbs);
    if let Some(tlv) = fields.optional(0xa0, "version")? {
        let mut inner = fields.inside(tlv);
        let number = inner.expect(INTEGER, "version")?;
        if inner.bytes(number) != [0] {
            return Err(X509Error::Version);
        }
    }
    let responder = responder(&mut fields, der)?;
    let produced_at = moment::generalized(&mut fields, "time of production")?;
    let mut list = fields.enter(SEQUENCE, "answers")?;
    let mut answers = Vec::with_capacity(1);
    while !list.is_empty() {
        let tlv = list.expect(SEQUENCE, "answer")?;
        if answers.len() >= MOST {
            return Err(list.malformed(tlv, "answers"));
        }
        answers.push(answer(list.inside(tlv), der)?);
    }
    let (unknown_critical, _) = extensions(&mut fields, der)?;
    fields.finish("response data")?;
    Ok(Inner {
        der: Arc::clone(der),
        tbs: tbs.full,
        algorithm,
        signature,
        responder,
        produced_at,
        answers,
        certificates,
        unknown_critical,
    })
}

/// Certificates that cannot be read are left out: they are only candidates.
fn certificates(mut walk: Walk<'_>, der: &Arc<[u8]>) -> Result<Vec<Certificate>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "certificates")?;
    walk.finish("certificates")?;
    let mut out = Vec::with_capacity(1);
    while !inner.is_empty() {
        let tlv = inner.any("certificate")?;
        if out.len() >= MOST {
            return Err(inner.malformed(tlv, "certificates"));
        }
        out.extend(Certificate::from_der(tlv.full.of(der)).ok());
    }
    Ok(out)
}

fn responder(fields: &mut Walk<'_>, der: &Arc<[u8]>) -> Result<ResponderId, X509Error> {
    let tlv = fields.any("responder")?;
    let mut inner = fields.inside(tlv);
    let id = match tlv.tag {
        0xa1 => ResponderId::Name(Name::read(&mut inner, der)?),
        0xa2 => {
            let hash = inner.expect(OCTET_STRING, "responder")?;
            ResponderId::KeyHash(Raw::new(der, hash.value))
        }
        _ => return Err(fields.malformed(tlv, "responder")),
    };
    inner.finish("responder")?;
    Ok(id)
}

fn answer(mut walk: Walk<'_>, der: &Arc<[u8]>) -> Result<SingleResponse, X509Error> {
    let mut id = walk.enter(SEQUENCE, "certificate identifier")?;
    let hash = AlgorithmId::read(&mut id)?.oid;
    let name = id.expect(OCTET_STRING, "issuer name hash")?;
    let key = id.expect(OCTET_STRING, "issuer key hash")?;
    let serial = id.expect(INTEGER, "serial number")?;
    id.finish("certificate identifier")?;
    let tlv = walk.any("certificate status")?;
    let status = status(&walk, tlv)?;
    let this_update = moment::generalized(&mut walk, "this update")?;
    let next_update = match walk.optional(0xa0, "next update")? {
        None => None,
        Some(tlv) => {
            let mut inner = walk.inside(tlv);
            let at = moment::generalized(&mut inner, "next update")?;
            inner.finish("next update")?;
            Some(at)
        }
    };
    let (unknown_critical, invalid_since) = extensions(&mut walk, der)?;
    walk.finish("answer")?;
    Ok(SingleResponse {
        hash,
        issuer_name_hash: Raw::new(der, name.value),
        issuer_key_hash: Raw::new(der, key.value),
        serial: Raw::new(der, serial.value),
        status,
        this_update,
        next_update,
        invalid_since,
        unknown_critical,
    })
}

fn status(walk: &Walk<'_>, tlv: Tlv) -> Result<CertStatus, X509Error> {
    match tlv.tag {
        0x80 if tlv.value.is_empty() => Ok(CertStatus::Good),
        0x82 if tlv.value.is_empty() => Ok(CertStatus::Unknown),
        0xa1 => {
            let mut inner = walk.inside(tlv);
            let at = moment::generalized(&mut inner, "revocation time")?;
            let reason = match inner.optional(0xa0, "revocation reason")? {
                None => None,
                Some(tlv) => {
                    let mut explicit = inner.inside(tlv);
                    let found = reason(&mut explicit)?;
                    explicit.finish("revocation reason")?;
                    Some(found)
                }
            };
            inner.finish("revocation")?;
            Ok(CertStatus::Revoked { at, reason })
        }
        _ => Err(walk.malformed(tlv, "certificate status")),
    }
}

/// Reads extensions: whether a critical one is not known here, and since when the key is in doubt.
/// Those that are known change no answer (nonce, archive cutoff, CRL reference, certificate
/// transparency).
fn extensions(walk: &mut Walk<'_>, der: &Arc<[u8]>) -> Result<(bool, Option<UnixTime>), X509Error> {
    let Some(tlv) = walk.optional(0xa1, "extensions")? else { return Ok((false, None)) };
    let mut inner = walk.inside(tlv);
    let list = inner.enter(SEQUENCE, "extensions")?;
    inner.finish("extensions")?;
    let (list, _) = extension::list(list, der)?;
    let (mut strange, mut since) = (false, None);
    for e in &list {
        match e.oid.of(der) {
            INVALIDITY_DATE => {
                let mut value = Walk::within(der, e.value);
                since = Some(moment::generalized(&mut value, "invalidity date")?);
            }
            other => strange |= e.is_critical() && !other.starts_with(OCSP_ARC),
        }
    }
    Ok((strange, since))
}

/// id-pkix-ocsp-basic.
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// id-pkix-ocsp: nonce, crl reference, archive cutoff and their like.
const OCSP_ARC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];
/// id-ce-invalidityDate.
const INVALIDITY_DATE: &[u8] = &[0x55, 0x1d, 24];
