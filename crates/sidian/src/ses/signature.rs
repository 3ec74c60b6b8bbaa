//! `SES_Signature`: a seal applied to data.

use std::borrow::Cow;

use super::SesVersion;
use super::error::SesError;
use super::extension::{self, SesExtension};
use super::seal::{SesSeal, bits, identifier, octets};
use super::value::signature_value;
use super::variant::Variant;
use super::walk::{self, At, Met};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, Tlv, read_single, tag};
use crate::time::UnixTime;

/// A sealing (电子签章) as received.
///
/// ```text
/// V4, V5: SES_Signature ::= SEQUENCE { toSign TBS_Sign, cert OCTET STRING,
///                                      signatureAlgID OBJECT IDENTIFIER, signature BIT STRING,
///                                      timeStamp [0] BIT STRING OPTIONAL }
/// V1:     SES_Signature ::= SEQUENCE { toSign TBS_Sign, signature BIT STRING }
/// ```
///
/// In V4 and V5 the signer's certificate lies outside of what is signed. Reading one proves
/// nothing.
#[derive(Clone, Debug)]
pub struct SesSignature<'a> {
    /// The whole as received, without what follows it.
    pub raw: &'a [u8],
    /// Which edition its structure follows.
    pub version: SesVersion,
    /// What was signed.
    pub to_sign: SesTbsSign<'a>,
    /// The signer's certificate (签章人), as DER.
    pub certificate: &'a [u8],
    /// What it is signed with.
    pub algorithm: ObjectIdentifier,
    /// The signature value as received, over which a timestamp is made.
    pub signature: &'a [u8],
    /// The timestamp token over [`signature`](Self::signature).
    pub timestamp: Option<&'a [u8]>,
    /// Known departures from the standard, those of the seal inside among them.
    pub variants: Vec<Variant>,
}

/// What a signer signs.
///
/// ```text
/// V4, V5: TBS_Sign ::= SEQUENCE { version INTEGER, eseal SESeal, timeInfo GeneralizedTime,
///                                 dataHash BIT STRING, propertyInfo IA5String,
///                                 extDatas [0] ExtensionDatas OPTIONAL }
/// V1:     TBS_Sign ::= SEQUENCE { version, eseal, timeInfo BIT STRING, dataHash BIT STRING,
///                                 propertyInfo IA5String, cert OCTET STRING,
///                                 signatureAlgorithm OBJECT IDENTIFIER }
/// ```
#[derive(Clone, Debug)]
pub struct SesTbsSign<'a> {
    /// The whole as received: the bytes that are signed.
    pub raw: &'a [u8],
    /// The version as it is written.
    pub version: u64,
    /// The seal.
    pub seal: SesSeal<'a>,
    /// When it was sealed, by the signer's word, or by a token where V1 carries one.
    pub time: SesTime<'a>,
    /// The digest of the sealed data.
    pub data_hash: &'a [u8],
    /// What was sealed, in words; in OFD the path of `Signature.xml`.
    pub property_info: Cow<'a, str>,
    /// Extensions.
    pub extensions: Vec<SesExtension>,
}

/// What `timeInfo` holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SesTime<'a> {
    /// A moment that the signer claims.
    Claimed(UnixTime),
    /// A timestamp token (V1).
    Token(&'a [u8]),
    /// Nothing that can be read.
    Unreadable,
}

impl<'a> SesSignature<'a> {
    /// Reads a sealing, which must be the whole of `der` but for zeros behind it, with which PDF
    /// fills up its room.
    ///
    /// # Errors
    ///
    /// [`SesError`] where it is none, in no known form.
    pub fn parse(der: &'a [u8]) -> Result<Self, SesError> {
        const PLACE: &str = "SES_Signature";
        walk::size(der)?;
        let mut outer = Reader::new(der);
        let tlv = outer.expect(tag::SEQUENCE).at(PLACE)?;
        let left = outer.rest();
        if left.iter().any(|b| *b != 0) {
            return Err(Asn1Error::Trailing { left: left.len() }).at(PLACE);
        }
        let mut met = Met::default();
        let fields = walk::fields(tlv.reader(), PLACE, 6)?;
        match fields.as_slice() {
            [to_sign, value] => Self::first(&tlv, to_sign, value, met),
            [to_sign, certificate, algorithm, value, rest @ ..] if rest.len() <= 1 => {
                let (to_sign, version) = SesTbsSign::read(to_sign, &mut met)?;
                let algorithm = identifier(algorithm, "SES_Signature.signatureAlgID")?;
                let signature = bits(value, "SES_Signature.signature")?;
                let place = "SES_Signature.timeStamp";
                let stamp = rest.first().map(|t| walk::timestamp(t, place, &mut met));
                if signature_value(&algorithm, signature).1 {
                    met.note(Variant::RawSignature);
                }
                Ok(Self {
                    raw: tlv.raw,
                    version,
                    to_sign,
                    certificate: octets(certificate, "SES_Signature.cert")?,
                    algorithm,
                    signature,
                    timestamp: stamp.transpose()?,
                    variants: met.0,
                })
            }
            other => Err(SesError::Fields { place: PLACE, found: other.len() }),
        }
    }

    /// The signature value in the form that X.509 uses.
    pub fn signature_value(&self) -> Cow<'a, [u8]> {
        signature_value(&self.algorithm, self.signature).0
    }

    /// V1: certificate and algorithm are inside of what is signed.
    fn first(
        tlv: &Tlv<'a>,
        to_sign: &Tlv<'a>,
        value: &Tlv<'a>,
        mut met: Met,
    ) -> Result<Self, SesError> {
        let (tbs, certificate, algorithm) = SesTbsSign::read_first(to_sign, &mut met)?;
        let signature = bits(value, "SES_Signature.signature")?;
        if signature_value(&algorithm, signature).1 {
            met.note(Variant::RawSignature);
        }
        Ok(Self {
            raw: tlv.raw,
            version: SesVersion::V1,
            to_sign: tbs,
            certificate,
            algorithm,
            signature,
            timestamp: None,
            variants: met.0,
        })
    }
}

impl<'a> SesTbsSign<'a> {
    fn read(tlv: &Tlv<'a>, met: &mut Met) -> Result<(Self, SesVersion), SesError> {
        const PLACE: &str = "TBS_Sign";
        let mut body = enter(tlv)?;
        let version = body.u64().at("TBS_Sign.version")?;
        let seal = SesSeal::read(&body.read().at("TBS_Sign.eseal")?, met)?;
        let time = match body.peek() {
            Some(tag::GENERALIZED_TIME | tag::UTC_TIME) => {
                let tlv = body.read().at("timeInfo")?;
                SesTime::Claimed(walk::moment(&tlv, tag::GENERALIZED_TIME, "timeInfo", met)?)
            }
            _ => {
                met.note(Variant::TimeMissing);
                SesTime::Unreadable
            }
        };
        let data_hash = data_hash(&body.read().at("dataHash")?, met)?;
        let property_info = walk::text(&mut body, tag::IA5_STRING, "propertyInfo", met)?;
        let extensions = match body.is_empty() {
            true => Vec::new(),
            false => extension::of_signature(&body.read().at("extDatas")?, met)?,
        };
        body.finish().at(PLACE)?;
        // A sealing follows the edition of its seal; only V4 and V5 share this shape.
        let edition = seal.version.max(SesVersion::V4);
        let raw = tlv.raw;
        Ok((Self { raw, version, seal, time, data_hash, property_info, extensions }, edition))
    }

    fn read_first(
        tlv: &Tlv<'a>,
        met: &mut Met,
    ) -> Result<(Self, &'a [u8], ObjectIdentifier), SesError> {
        const PLACE: &str = "TBS_Sign";
        let mut body = enter(tlv)?;
        let version = body.u64().at("TBS_Sign.version")?;
        let seal = SesSeal::read(&body.read().at("TBS_Sign.eseal")?, met)?;
        let time = first_time(&body.read().at("timeInfo")?, met)?;
        let data_hash = data_hash(&body.read().at("dataHash")?, met)?;
        let property_info = walk::text(&mut body, tag::IA5_STRING, "propertyInfo", met)?;
        let certificate = octets(&body.read().at(PLACE)?, "TBS_Sign.cert")?;
        let algorithm = identifier(&body.read().at(PLACE)?, "TBS_Sign.signatureAlgorithm")?;
        body.finish().at(PLACE)?;
        let extensions = Vec::new();
        let raw = tlv.raw;
        let tbs = Self { raw, version, seal, time, data_hash, property_info, extensions };
        Ok((tbs, certificate, algorithm))
    }
}

fn enter<'a>(tlv: &Tlv<'a>) -> Result<Reader<'a>, SesError> {
    if tlv.tag == tag::SEQUENCE {
        return Ok(tlv.reader());
    }
    Err(Asn1Error::Tag { expected: tag::SEQUENCE, found: tlv.tag }).at("TBS_Sign")
}

fn data_hash<'a>(tlv: &Tlv<'a>, met: &mut Met) -> Result<&'a [u8], SesError> {
    if tlv.tag == tag::OCTET_STRING {
        met.note(Variant::DataHashInOctets);
        return Ok(tlv.value);
    }
    bits(tlv, "dataHash")
}

/// `timeInfo` of V1: a BIT STRING around a token or a text.
fn first_time<'a>(tlv: &Tlv<'a>, met: &mut Met) -> Result<SesTime<'a>, SesError> {
    let content = match tlv.tag {
        tag::OCTET_STRING => {
            met.note(Variant::TimeInOctets);
            tlv.value
        }
        tag::GENERALIZED_TIME | tag::UTC_TIME => {
            met.note(Variant::TimeType);
            return walk::moment(tlv, tlv.tag, "timeInfo", met).map(SesTime::Claimed);
        }
        _ => bits(tlv, "timeInfo")?,
    };
    if let Ok(inner) = read_single(content) {
        match inner.tag {
            tag::SEQUENCE => return Ok(SesTime::Token(content)),
            tag::GENERALIZED_TIME | tag::UTC_TIME => {
                return walk::moment(&inner, inner.tag, "timeInfo", met).map(SesTime::Claimed);
            }
            _ => {}
        }
    }
    let text = std::str::from_utf8(content).unwrap_or_default().trim();
    if let Ok(at) = UnixTime::from_rfc3339(text) {
        return Ok(SesTime::Claimed(at));
    }
    // "2020-01-25 07:31:56", without a zone.
    let local = text.get(..19).filter(|_| text.len() == 19).map(|t| t.replacen(' ', "T", 1));
    if let Some(Ok(at)) = local.map(|t| UnixTime::from_rfc3339(&format!("{t}+08:00"))) {
        met.note(Variant::TimeWithoutZone);
        return Ok(SesTime::Claimed(at));
    }
    let digits = content.strip_suffix(b"Z").filter(|d| d.iter().all(u8::is_ascii_digit));
    let at = match digits.map(<[u8]>::len) {
        Some(12) => crate::asn1::time::utc(&Tlv { value: content, ..*tlv }).ok(),
        Some(14) => crate::asn1::time::generalized(&Tlv { value: content, ..*tlv }).ok(),
        _ => None,
    };
    Ok(at.map_or(SesTime::Unreadable, SesTime::Claimed))
}
