//! `SES_SealInfo`: what a seal says.

use std::borrow::Cow;

use super::SesVersion;
use super::error::SesError;
use super::extension::{self, SesExtension};
use super::list::SesCertList;
use super::walk::{self, At, Met};
use crate::asn1::{Asn1Error, Reader, Tlv, tag};
use crate::time::UnixTime;

/// What a seal says, and what its maker signs.
///
/// ```text
/// SES_SealInfo ::= SEQUENCE { header SES_Header, esID IA5String, property SES_ESPropertyInfo,
///                             picture SES_ESPictureInfo, extDatas ExtensionDatas OPTIONAL }
/// ```
#[derive(Clone, Debug)]
pub struct SesSealInfo<'a> {
    /// The whole as received.
    pub raw: &'a [u8],
    /// Who made the system, and which edition.
    pub header: SesHeader<'a>,
    /// The seal's identifier (esID): a 14-digit seal code, a UUID, or free text.
    pub id: Cow<'a, str>,
    /// Name, dates, and who may use it.
    pub property: SesProperty<'a>,
    /// What it looks like.
    pub picture: SesPicture<'a>,
    /// Extensions.
    pub extensions: Vec<SesExtension>,
}

/// `SES_Header ::= SEQUENCE { ID IA5String ("ES"), version INTEGER, Vid IA5String }`.
#[derive(Clone, Debug)]
pub struct SesHeader<'a> {
    /// The version as it is written; [`SesVersion`] is what the structure follows.
    pub version: u64,
    /// The maker of the sealing system.
    pub vendor: Cow<'a, str>,
}

/// `SES_ESPropertyInfo`: type, name, certificate list, dates.
#[derive(Clone, Debug)]
pub struct SesProperty<'a> {
    /// The type. "1 unit, 2 person" is GM/T 0031-2014 only; later it is what the business says, and
    /// real seals carry other values: carried, never judged.
    pub kind: u64,
    /// The seal's name.
    pub name: Cow<'a, str>,
    /// Who may use it.
    pub cert_list: SesCertList<'a>,
    /// When it was made, by the maker's word.
    pub created: UnixTime,
    /// From when on it may be used.
    pub valid_from: UnixTime,
    /// Until when.
    pub valid_until: UnixTime,
}

/// `SES_ESPictureInfo ::= SEQUENCE { type IA5String, data OCTET STRING, width INTEGER, height
/// INTEGER }`; sizes in millimetres.
#[derive(Clone, Debug)]
pub struct SesPicture<'a> {
    /// The format by its own words: `PNG`, `gif`, `ofd`…
    pub kind: Cow<'a, str>,
    /// The picture.
    pub data: &'a [u8],
    /// Width in millimetres.
    pub width_mm: u32,
    /// Height in millimetres.
    pub height_mm: u32,
}

impl<'a> SesSealInfo<'a> {
    pub(super) fn read(
        tlv: &Tlv<'a>,
        version: SesVersion,
        met: &mut Met,
    ) -> Result<Self, SesError> {
        let mut body = enter(tlv, "SES_SealInfo")?;
        let header = SesHeader::read(&mut body, met)?;
        let id = walk::text(&mut body, tag::IA5_STRING, "esID", met)?;
        let property = SesProperty::read(body.sequence().at("property")?, version, met)?;
        let picture = SesPicture::read(body.sequence().at("picture")?, met)?;
        let extensions = match body.is_empty() {
            true => Vec::new(),
            false => extension::of_seal(&body.read().at("extDatas")?, met)?,
        };
        body.finish().at("SES_SealInfo")?;
        Ok(Self { raw: tlv.raw, header, id, property, picture, extensions })
    }

    /// The version that the header of a `SES_SealInfo` carries, without reading the rest.
    pub(super) fn version(tlv: &Tlv<'_>) -> Result<u64, SesError> {
        let mut body = enter(tlv, "SES_SealInfo")?;
        Ok(SesHeader::read(&mut body, &mut Met::default())?.version)
    }
}

impl<'a> SesHeader<'a> {
    fn read(body: &mut Reader<'a>, met: &mut Met) -> Result<Self, SesError> {
        const PLACE: &str = "header";
        let mut header = body.sequence().at(PLACE)?;
        let id = walk::text(&mut header, tag::IA5_STRING, "header.ID", met)?;
        if id != "ES" {
            return Err(SesError::NotSeal);
        }
        let version = header.u64().at("header.version")?;
        let vendor = walk::text(&mut header, tag::IA5_STRING, "header.Vid", met)?;
        header.finish().at(PLACE)?;
        Ok(Self { version, vendor })
    }
}

impl<'a> SesProperty<'a> {
    fn read(mut body: Reader<'a>, version: SesVersion, met: &mut Met) -> Result<Self, SesError> {
        let kind = body.u64().at("property.type")?;
        let name = walk::text(&mut body, tag::UTF8_STRING, "property.name", met)?;
        let list_type = match version {
            SesVersion::V1 => None,
            SesVersion::V4 | SesVersion::V5 => Some(body.u64().at("certListType")?),
        };
        let list = body.read().at("certList")?;
        let cert_list = SesCertList::read(&list, list_type, met)?;
        let wanted = match version {
            SesVersion::V1 => tag::UTC_TIME,
            SesVersion::V4 | SesVersion::V5 => tag::GENERALIZED_TIME,
        };
        let mut date = |place| walk::moment(&body.read().at(place)?, wanted, place, met);
        let (created, valid_from, valid_until) =
            (date("createDate")?, date("validStart")?, date("validEnd")?);
        body.finish().at("property")?;
        Ok(Self { kind, name, cert_list, created, valid_from, valid_until })
    }
}

impl<'a> SesPicture<'a> {
    fn read(mut body: Reader<'a>, met: &mut Met) -> Result<Self, SesError> {
        let kind = walk::text(&mut body, tag::IA5_STRING, "picture.type", met)?;
        let data = body.octet_string().at("picture.data")?;
        let mut side = |place| {
            let millimetres = body.u64().at(place)?;
            u32::try_from(millimetres)
                .map_err(|_| Asn1Error::Value { kind: "millimetres" })
                .at(place)
        };
        let (width_mm, height_mm) = (side("picture.width")?, side("picture.height")?);
        body.finish().at("picture")?;
        Ok(Self { kind, data, width_mm, height_mm })
    }
}

fn enter<'a>(tlv: &Tlv<'a>, place: &'static str) -> Result<Reader<'a>, SesError> {
    if tlv.tag == tag::SEQUENCE {
        return Ok(tlv.reader());
    }
    Err(Asn1Error::Tag { expected: tag::SEQUENCE, found: tlv.tag }).at(place)
}
