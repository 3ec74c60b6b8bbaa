//! Reading that remembers where it is and which known departures it met.

use std::borrow::Cow;

use super::error::SesError;
use super::variant::Variant;
use crate::asn1::{Asn1Error, Reader, Tlv, read_single, tag, time};
use crate::time::UnixTime;

/// The most bytes that a seal or a signature may have. A picture is a few hundred kilobytes.
pub(super) const MOST_BYTES: usize = 16 << 20;
/// The most certificates, digests or extensions in one list.
pub(super) const MOST_ENTRIES: usize = 1_024;

/// Known departures met so far, each once.
#[derive(Debug, Default)]
pub(super) struct Met(pub(super) Vec<Variant>);

impl Met {
    pub(super) fn note(&mut self, variant: Variant) {
        if !self.0.contains(&variant) {
            self.0.push(variant);
        }
    }
}

/// Names the part in which the reader failed.
pub(super) trait At<T> {
    fn at(self, place: &'static str) -> Result<T, SesError>;
}

impl<T> At<T> for Result<T, Asn1Error> {
    fn at(self, place: &'static str) -> Result<T, SesError> {
        self.map_err(|source| SesError::Asn1 { place, source })
    }
}

/// Refuses what is too large to be looked at.
pub(super) fn size(der: &[u8]) -> Result<(), SesError> {
    if der.len() > MOST_BYTES {
        return Err(SesError::TooLarge { len: der.len(), limit: MOST_BYTES });
    }
    Ok(())
}

/// The elements of a SEQUENCE, of which there are at most `limit`.
pub(super) fn fields<'a>(
    mut reader: Reader<'a>,
    place: &'static str,
    limit: usize,
) -> Result<Vec<Tlv<'a>>, SesError> {
    let mut found = Vec::new();
    while !reader.is_empty() {
        if found.len() >= limit {
            return Err(SesError::TooMany { what: place, limit });
        }
        found.push(reader.read().at(place)?);
    }
    Ok(found)
}

/// A text. The type should be `wanted`; any other string type is read and noted.
pub(super) fn text<'a>(
    reader: &mut Reader<'a>,
    wanted: u8,
    place: &'static str,
    met: &mut Met,
) -> Result<Cow<'a, str>, SesError> {
    let tlv = reader.read().at(place)?;
    let known = [tag::IA5_STRING, tag::UTF8_STRING, tag::PRINTABLE_STRING, tag::VISIBLE_STRING];
    if tlv.tag != wanted && !known.contains(&tlv.tag) {
        return Err(Asn1Error::Tag { expected: wanted, found: tlv.tag }).at(place);
    }
    let plain = wanted == tag::UTF8_STRING || tlv.value.is_ascii();
    if tlv.tag != wanted || !plain || std::str::from_utf8(tlv.value).is_err() {
        met.note(Variant::StringType);
    }
    Ok(String::from_utf8_lossy(tlv.value))
}

/// A time of the type that the edition demands; the other one is read and noted.
pub(super) fn moment(
    tlv: &Tlv<'_>,
    wanted: u8,
    place: &'static str,
    met: &mut Met,
) -> Result<UnixTime, SesError> {
    if tlv.tag != wanted {
        met.note(Variant::TimeType);
    }
    match tlv.tag {
        tag::UTC_TIME => time::utc(tlv).at(place),
        tag::GENERALIZED_TIME => time::generalized_with_fraction(tlv).at(place),
        found => Err(Asn1Error::Tag { expected: wanted, found }).at(place),
    }
}

/// The timestamp of V5: `[0]` around a BIT STRING, or in its place, or without any tag.
pub(super) fn timestamp<'a>(
    tlv: &Tlv<'a>,
    place: &'static str,
    met: &mut Met,
) -> Result<&'a [u8], SesError> {
    const EXPLICIT: u8 = tag::context_constructed(0);
    const IMPLICIT: u8 = tag::context(0);
    match tlv.tag {
        EXPLICIT => {
            let inner = read_single(tlv.value).at(place)?;
            if inner.tag != tag::BIT_STRING {
                let found = inner.tag;
                return Err(Asn1Error::Tag { expected: tag::BIT_STRING, found }).at(place);
            }
            inner.as_bit_bytes().at(place)
        }
        IMPLICIT => {
            met.note(Variant::TimestampImplicit);
            tlv.as_bit_bytes().at(place)
        }
        tag::BIT_STRING => {
            met.note(Variant::TimestampUntagged);
            tlv.as_bit_bytes().at(place)
        }
        found => Err(Asn1Error::Tag { expected: EXPLICIT, found }).at(place),
    }
}
