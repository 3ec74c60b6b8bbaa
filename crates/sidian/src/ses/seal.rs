//! `SESeal`: the seal itself.

use std::borrow::Cow;

use super::SesVersion;
use super::error::SesError;
use super::info::SesSealInfo;
use super::value::signature_value;
use super::variant::Variant;
use super::walk::{self, At, Met};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, Tlv, read_single, tag, writer};

/// A seal (电子印章) as received.
///
/// ```text
/// V4, V5: SESeal ::= SEQUENCE { eSealInfo SES_SealInfo, cert OCTET STRING,
///                               signAlgID OBJECT IDENTIFIER, signedValue BIT STRING,
///                               timeStamp [0] BIT STRING OPTIONAL }   -- V5 only
/// V1:     SESeal ::= SEQUENCE { esealInfo SES_SealInfo, signInfo SES_SignInfo }
///         SES_SignInfo ::= SEQUENCE { cert OCTET STRING, signatureAlgorithm OBJECT IDENTIFIER,
///                                     signData BIT STRING }
/// ```
///
/// Reading one proves nothing: not who made it, nor that it may still be used.
#[derive(Clone, Debug)]
pub struct SesSeal<'a> {
    /// The whole as received.
    pub raw: &'a [u8],
    /// Which edition its structure follows.
    pub version: SesVersion,
    /// What it says.
    pub info: SesSealInfo<'a>,
    /// The maker's certificate (制章人), as DER.
    pub certificate: &'a [u8],
    /// What it is signed with.
    pub algorithm: ObjectIdentifier,
    /// The bytes that the maker signed: `eSealInfo` as received; for V1 the SEQUENCE of
    /// `esealInfo`, `cert` and `signatureAlgorithm`, each as received.
    pub signed: Cow<'a, [u8]>,
    /// The signature value as received, over which a timestamp is made.
    pub signature: &'a [u8],
    /// The timestamp token over [`signature`](Self::signature) (V5).
    pub timestamp: Option<&'a [u8]>,
    /// Known departures from the standard.
    pub variants: Vec<Variant>,
}

/// The parts that differ between the editions.
struct Signed<'a> {
    certificate: Tlv<'a>,
    algorithm: Tlv<'a>,
    value: Tlv<'a>,
}

impl<'a> SesSeal<'a> {
    /// Reads a seal, which must be the whole of `der`.
    ///
    /// # Errors
    ///
    /// [`SesError`] where it is none, in no known form.
    pub fn parse(der: &'a [u8]) -> Result<Self, SesError> {
        walk::size(der)?;
        let mut met = Met::default();
        let tlv = read_single(der).at("SESeal")?;
        let mut seal = Self::read(&tlv, &mut met)?;
        seal.variants = met.0;
        Ok(seal)
    }

    /// The signature value in the form that X.509 uses.
    pub fn signature_value(&self) -> Cow<'a, [u8]> {
        signature_value(&self.algorithm, self.signature).0
    }

    pub(super) fn read(tlv: &Tlv<'a>, met: &mut Met) -> Result<Self, SesError> {
        const PLACE: &str = "SESeal";
        let inner;
        let tlv = match tlv.tag {
            tag::SEQUENCE => tlv,
            tag::OCTET_STRING => {
                met.note(Variant::SealInOctets);
                inner = read_single(tlv.value).at(PLACE)?;
                &inner
            }
            found => return Err(Asn1Error::Tag { expected: tag::SEQUENCE, found }).at(PLACE),
        };
        if tlv.tag != tag::SEQUENCE {
            return Err(Asn1Error::Tag { expected: tag::SEQUENCE, found: tlv.tag }).at(PLACE);
        }
        let fields = walk::fields(tlv.reader(), PLACE, 6)?;
        let (version, info, signed, timestamp) = match fields.as_slice() {
            [info, sign_info] => (SesVersion::V1, info, sign_info_of(sign_info, met)?, None),
            [info, certificate, algorithm, value, rest @ ..] if rest.len() <= 1 => {
                let numbered = SesSealInfo::version(info)?;
                let stamp = rest.first();
                let v5 = stamp.is_some() || numbered == SesVersion::V5.number();
                let version = if v5 { SesVersion::V5 } else { SesVersion::V4 };
                let (certificate, algorithm, value) = (*certificate, *algorithm, *value);
                (version, info, Signed { certificate, algorithm, value }, stamp)
            }
            other => return Err(SesError::Fields { place: PLACE, found: other.len() }),
        };
        let place = "SESeal.cert";
        let certificate = octets(&signed.certificate, place)?;
        let algorithm = identifier(&signed.algorithm, "SESeal.signAlgID")?;
        let signature = bits(&signed.value, "SESeal.signedValue")?;
        if signature_value(&algorithm, signature).1 {
            met.note(Variant::RawSignature);
        }
        let message = match version {
            SesVersion::V1 => Cow::Owned(writer::sequence(&[
                info.raw,
                signed.certificate.raw,
                signed.algorithm.raw,
            ])),
            SesVersion::V4 | SesVersion::V5 => Cow::Borrowed(info.raw),
        };
        Ok(Self {
            raw: tlv.raw,
            version,
            info: SesSealInfo::read(info, version, met)?,
            certificate,
            algorithm,
            signed: message,
            signature,
            timestamp: timestamp
                .map(|t| walk::timestamp(t, "SESeal.timeStamp", met))
                .transpose()?,
            variants: Vec::new(),
        })
    }
}

fn sign_info_of<'a>(tlv: &Tlv<'a>, met: &mut Met) -> Result<Signed<'a>, SesError> {
    const PLACE: &str = "SES_SignInfo";
    let mut body = match tlv.tag {
        tag::SEQUENCE => tlv.reader(),
        tag::BIT_STRING => {
            met.note(Variant::SignInfoInBits);
            let mut outer = Reader::new(tlv.as_bit_bytes().at(PLACE)?);
            let body = outer.sequence().at(PLACE)?;
            outer.finish().at(PLACE)?;
            body
        }
        found => return Err(Asn1Error::Tag { expected: tag::SEQUENCE, found }).at(PLACE),
    };
    let signed = Signed {
        certificate: body.read().at(PLACE)?,
        algorithm: body.read().at(PLACE)?,
        value: body.read().at(PLACE)?,
    };
    body.finish().at(PLACE)?;
    Ok(signed)
}

pub(super) fn octets<'a>(tlv: &Tlv<'a>, place: &'static str) -> Result<&'a [u8], SesError> {
    expect(tlv, tag::OCTET_STRING, place)?;
    Ok(tlv.value)
}

pub(super) fn identifier(tlv: &Tlv<'_>, place: &'static str) -> Result<ObjectIdentifier, SesError> {
    expect(tlv, tag::OBJECT_IDENTIFIER, place)?;
    tlv.as_oid().at(place)
}

pub(super) fn bits<'a>(tlv: &Tlv<'a>, place: &'static str) -> Result<&'a [u8], SesError> {
    expect(tlv, tag::BIT_STRING, place)?;
    tlv.as_bit_bytes().at(place)
}

fn expect(tlv: &Tlv<'_>, expected: u8, place: &'static str) -> Result<(), SesError> {
    if tlv.tag == expected {
        return Ok(());
    }
    Err(Asn1Error::Tag { expected, found: tlv.tag }).at(place)
}
