//! Writing V4 and V5, in strict DER.

use super::SesVersion;
use super::extension::SesExtension;
use crate::asn1::{ObjectIdentifier, time, writer};
use crate::time::UnixTime;

/// What goes into a `SES_SealInfo` of V4 or V5. Nothing is checked here: `seal` does.
#[derive(Clone, Debug)]
pub struct SealInfoParts<'a> {
    /// The edition; V1 is not written and comes out as V4.
    pub version: SesVersion,
    /// `Vid`, ASCII.
    pub vendor: &'a str,
    /// `esID`, ASCII.
    pub id: &'a str,
    /// The type.
    pub kind: u64,
    /// The name.
    pub name: &'a str,
    /// Certificates as DER, where they are listed themselves.
    pub certificates: &'a [Vec<u8>],
    /// Digests of certificates with the name of the hash, where they are listed so. Used if
    /// [`certificates`](Self::certificates) is empty.
    pub digests: &'a [(String, Vec<u8>)],
    /// `createDate`.
    pub created: UnixTime,
    /// `validStart`.
    pub valid_from: UnixTime,
    /// `validEnd`.
    pub valid_until: UnixTime,
    /// The picture's format, ASCII.
    pub picture_kind: &'a str,
    /// The picture.
    pub picture: &'a [u8],
    /// Width and height in millimetres.
    pub picture_mm: (u32, u32),
    /// Extensions.
    pub extensions: &'a [SesExtension],
}

impl SealInfoParts<'_> {
    /// The DER of `SES_SealInfo`: what the maker signs.
    pub fn encode(&self) -> Vec<u8> {
        let header = writer::sequence(&[
            &ia5("ES"),
            &writer::integer(written(self.version).number()),
            &ia5(self.vendor),
        ]);
        let picture = writer::sequence(&[
            &ia5(self.picture_kind),
            &writer::octet_string(self.picture),
            &writer::integer(u64::from(self.picture_mm.0)),
            &writer::integer(u64::from(self.picture_mm.1)),
        ]);
        let extensions = match self.extensions {
            [] => Vec::new(),
            some => extension_list(some),
        };
        writer::sequence(&[&header, &ia5(self.id), &self.property(), &picture, &extensions])
    }

    fn property(&self) -> Vec<u8> {
        let (list_type, entries): (u64, Vec<Vec<u8>>) = match self.certificates {
            [] => {
                let digest = |(name, value): &(String, Vec<u8>)| {
                    let name = writer::tlv(crate::asn1::tag::PRINTABLE_STRING, name.as_bytes());
                    writer::sequence(&[&name, &writer::octet_string(value)])
                };
                (2, self.digests.iter().map(digest).collect())
            }
            some => (1, some.iter().map(|der| writer::octet_string(der)).collect()),
        };
        let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        writer::sequence(&[
            &writer::integer(self.kind),
            &writer::utf8_string(self.name),
            &writer::integer(list_type),
            &writer::sequence(&entries),
            &time::write_generalized(self.created),
            &time::write_generalized(self.valid_from),
            &time::write_generalized(self.valid_until),
        ])
    }
}

/// A `SESeal` around the DER of a `SES_SealInfo` and the maker's signature over it.
pub fn encode_seal(
    info: &[u8],
    maker: &[u8],
    algorithm: ObjectIdentifier,
    value: &[u8],
    timestamp: Option<&[u8]>,
) -> Vec<u8> {
    writer::sequence(&[
        info,
        &writer::octet_string(maker),
        &writer::oid(algorithm),
        &writer::bit_string(value),
        &stamp(timestamp),
    ])
}

/// What goes into a `TBS_Sign` of V4 or V5.
#[derive(Clone, Debug)]
pub struct TbsSignParts<'a> {
    /// The edition; V1 is not written and comes out as V4.
    pub version: SesVersion,
    /// The seal as received.
    pub seal: &'a [u8],
    /// `timeInfo`.
    pub time: UnixTime,
    /// `dataHash`.
    pub data_hash: &'a [u8],
    /// `propertyInfo`, ASCII.
    pub property_info: &'a str,
    /// Extensions.
    pub extensions: &'a [SesExtension],
}

impl TbsSignParts<'_> {
    /// The DER of `TBS_Sign`: what the signer signs.
    pub fn encode(&self) -> Vec<u8> {
        let extensions = match self.extensions {
            [] => Vec::new(),
            some => writer::context(0, &extension_list(some)),
        };
        writer::sequence(&[
            &writer::integer(written(self.version).number()),
            self.seal,
            &time::write_generalized(self.time),
            &writer::bit_string(self.data_hash),
            &ia5(self.property_info),
            &extensions,
        ])
    }
}

/// A `SES_Signature` around the DER of a `TBS_Sign` and the signer's signature over it.
pub fn encode_signature(
    to_sign: &[u8],
    signer: &[u8],
    algorithm: ObjectIdentifier,
    value: &[u8],
    timestamp: Option<&[u8]>,
) -> Vec<u8> {
    // The same shape as a seal's.
    encode_seal(to_sign, signer, algorithm, value, timestamp)
}

/// A `SESeal` or `SES_Signature` of V4 or V5 (its four fields as received) with a timestamp token
/// behind them, in the place of one that is there already.
///
/// # Errors
///
/// [`SesError`](super::SesError) where `der` is not of that shape.
pub fn with_timestamp(der: &[u8], token: &[u8]) -> Result<Vec<u8>, super::SesError> {
    use super::walk::{At, fields};
    const PLACE: &str = "timeStamp";
    let tlv = crate::asn1::read_single(der).at(PLACE)?;
    let found = fields(tlv.reader(), PLACE, 5)?;
    match found.as_slice() {
        [a, b, c, d] | [a, b, c, d, _] => {
            Ok(writer::sequence(&[a.raw, b.raw, c.raw, d.raw, &stamp(Some(token))]))
        }
        other => Err(super::SesError::Fields { place: PLACE, found: other.len() }),
    }
}

const fn written(version: SesVersion) -> SesVersion {
    match version {
        SesVersion::V1 | SesVersion::V4 => SesVersion::V4,
        SesVersion::V5 => SesVersion::V5,
    }
}

/// `[0] EXPLICIT`: the texts do not say which, and others write it so.
fn stamp(token: Option<&[u8]>) -> Vec<u8> {
    token.map_or_else(Vec::new, |token| writer::context(0, &writer::bit_string(token)))
}

fn extension_list(extensions: &[SesExtension]) -> Vec<u8> {
    let all: Vec<Vec<u8>> = extensions.iter().map(SesExtension::encode).collect();
    let all: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    writer::sequence(&all)
}

fn ia5(text: &str) -> Vec<u8> {
    writer::tlv(crate::asn1::tag::IA5_STRING, text.as_bytes())
}
