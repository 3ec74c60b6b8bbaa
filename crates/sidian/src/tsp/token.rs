//! `TimeStampToken` and `TSTInfo` (RFC 3161 2.4.2).

use crate::asn1::{Asn1Error, Reader, oid, read_single, tag, time};
use crate::cms::{CmsError, SignedData, SigningCertificate};
use crate::crypto::Hash;
use crate::time::UnixTime;

/// A token as received: a SignedData around a [`TstInfo`]. Reading one proves nothing.
#[derive(Clone, Debug)]
pub struct TimestampToken<'a> {
    /// The container.
    pub signed: SignedData<'a>,
    /// The content octets that the authority signed.
    pub content: &'a [u8],
    /// What they say.
    pub info: TstInfo<'a>,
}

/// `TSTInfo`: this digest existed at this time.
#[derive(Clone, Debug)]
pub struct TstInfo<'a> {
    /// Under which policy it was made.
    pub policy: const_oid::ObjectIdentifier,
    /// How the imprint was made; `None` for an algorithm this library does not know.
    pub hash: Option<Hash>,
    /// The identifier of that algorithm.
    pub hash_oid: const_oid::ObjectIdentifier,
    /// Digest of what was time-stamped.
    pub imprint: &'a [u8],
    /// Serial number octets.
    pub serial: &'a [u8],
    /// When, in whole seconds.
    pub gen_time: UnixTime,
    /// How far the authority's clock may be off, in whole seconds rounded up.
    pub accuracy: i64,
    /// The contents octets of the nonce, where the request had one.
    pub nonce: Option<&'a [u8]>,
    /// A critical extension, which no reader may pass over: none is known here.
    pub critical: Option<const_oid::ObjectIdentifier>,
}

impl<'a> TimestampToken<'a> {
    /// Reads a token. `der` has definite lengths, as for [`SignedData::parse`].
    ///
    /// # Errors
    ///
    /// [`CmsError`] where it is not a token.
    pub fn parse(der: &'a [u8]) -> Result<Self, CmsError> {
        let signed = SignedData::parse(der)?;
        if signed.content_type != oid::TST_INFO {
            return Err(CmsError::ContentType { oid: signed.content_type.to_string() });
        }
        let place = "TSTInfo";
        let missing = CmsError::Asn1 { place, source: Asn1Error::Truncated { offset: 0 } };
        let content = signed.content.ok_or(missing)?;
        let info = TstInfo::parse(content).map_err(|source| CmsError::Asn1 { place, source })?;
        Ok(Self { signed, content, info })
    }

    /// Whether the signed attributes name the authority's certificate (RFC 3161 2.4.2, RFC 5816):
    /// without that, another certificate with the same key could be put in its place.
    pub fn binds_certificate(&self) -> bool {
        let [signer] = self.signed.signer_infos.as_slice() else { return false };
        let named = signer.signed_attributes.as_ref().map(|a| a.signing_certificates());
        let known = |bound: &SigningCertificate<'_>| bound.hash.is_some();
        matches!(named, Some(Ok(bound)) if bound.iter().any(known))
    }
}

impl TstInfo<'_> {
    /// The latest moment at which what was stamped can have come into being: the time stated, and
    /// as much later as the authority's clock may be off.
    pub fn proven(&self) -> UnixTime {
        self.gen_time.plus(self.accuracy)
    }
}

impl<'a> TstInfo<'a> {
    fn parse(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut body = read_single(der)?.reader();
        // GB/T 20520-2025 is said to number its TSTInfo 2; the fields are those of RFC 3161.
        let version = body.u64()?;
        if !matches!(version, 1 | 2) {
            return Err(Asn1Error::Value { kind: "TSTInfo.version" });
        }
        let policy = body.oid()?;
        let mut imprint = body.sequence()?;
        let (hash_oid, _) = imprint.algorithm()?;
        let digest = imprint.octet_string()?;
        imprint.finish()?;
        let serial = body.integer()?;
        let gen_time = time::generalized_with_fraction(&body.expect(tag::GENERALIZED_TIME)?)?;
        let accuracy = match body.optional(tag::SEQUENCE)? {
            Some(tlv) => accuracy(tlv.reader())?,
            None => 0,
        };
        body.optional(tag::BOOLEAN)?;
        let nonce = match body.peek() {
            Some(tag::INTEGER) => Some(body.integer()?),
            _ => None,
        };
        body.optional(tag::context_constructed(0))?; // the authority's name: its certificate counts
        let critical = match body.optional(tag::context_constructed(1))? {
            Some(list) => critical(list.reader())?,
            None => None,
        };
        if version == 1 {
            body.finish()?;
        }
        let hash = Hash::from_oid(&hash_oid);
        let imprint = digest;
        Ok(Self { policy, hash, hash_oid, imprint, serial, gen_time, accuracy, nonce, critical })
    }
}

/// The first critical one of `Extensions` (RFC 5280 4.1).
fn critical(mut list: Reader<'_>) -> Result<Option<const_oid::ObjectIdentifier>, Asn1Error> {
    let mut found = None;
    while !list.is_empty() {
        let mut one = list.sequence()?;
        let oid = one.oid()?;
        let flag = one.optional(tag::BOOLEAN)?;
        one.octet_string()?;
        one.finish()?;
        let critical = flag.is_some_and(|flag| flag.value != [0]);
        found = found.or(critical.then_some(oid));
    }
    Ok(found)
}

/// `Accuracy ::= SEQUENCE { seconds OPTIONAL, millis [0] OPTIONAL, micros [1] OPTIONAL }`.
fn accuracy(mut body: Reader<'_>) -> Result<i64, Asn1Error> {
    let seconds = match body.peek() {
        Some(tag::INTEGER) => body.u64()?,
        _ => 0,
    };
    let part = u64::from(!body.is_empty());
    Ok(i64::try_from(seconds.saturating_add(part)).unwrap_or(i64::MAX))
}
