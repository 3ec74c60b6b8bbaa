//! Adding an unsigned attribute to a container that is signed already.

use const_oid::ObjectIdentifier;

use super::error::CmsError;
use crate::asn1::{Asn1Error, Reader, Tlv, read_single, tag, writer};

/// The container with one more unsigned attribute on its only signer (RFC 5652 5.3): every other
/// byte of what was signed stays as it was received. `der` has definite lengths.
///
/// # Errors
///
/// [`CmsError`] where it is no SignedData with exactly one signer.
pub fn with_unsigned_attribute(
    der: &[u8],
    oid: ObjectIdentifier,
    value: &[u8],
) -> Result<Vec<u8>, CmsError> {
    let at = |source| CmsError::Asn1 { place: "SignedData", source };
    let outer = read_single(der).map_err(at)?;
    let mut info = elements(&outer).map_err(at)?;
    let signed = info.get(1).copied().ok_or_else(|| at(missing()))?;
    let body = read_single(signed.value).map_err(at)?;
    let mut parts = elements(&body).map_err(at)?;
    let set = parts.pop().filter(|part| part.tag == tag::SET).ok_or_else(|| at(missing()))?;
    let signers = elements(&set).map_err(at)?;
    let [signer] = signers.as_slice() else {
        return Err(CmsError::TooMany { what: "signers", limit: 1 });
    };
    let signer = extended(signer, oid, value).map_err(at)?;
    let mut body: Vec<u8> = parts.iter().flat_map(|part| part.raw).copied().collect();
    body.extend_from_slice(&writer::tlv(tag::SET, &signer));
    info.truncate(1);
    let kind = info.first().map_or(&[][..], |kind| kind.raw);
    let content = writer::context(0, &writer::tlv(tag::SEQUENCE, &body));
    Ok(writer::sequence(&[kind, &content]))
}

/// The SignerInfo with the attribute behind those that it has.
fn extended(signer: &Tlv<'_>, oid: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, Asn1Error> {
    let mut parts = elements(signer)?;
    let unsigned = match parts.last() {
        Some(last) if last.tag == tag::context_constructed(1) => parts.pop(),
        _ => None,
    };
    let attribute = writer::sequence(&[&writer::oid(oid), &writer::set_of(&[value])]);
    let attributes = [unsigned.map_or(&[][..], |set| set.value), &attribute].concat();
    let mut body: Vec<u8> = parts.iter().flat_map(|part| part.raw).copied().collect();
    body.extend_from_slice(&writer::context(1, &attributes));
    Ok(writer::tlv(tag::SEQUENCE, &body))
}

fn elements<'a>(tlv: &Tlv<'a>) -> Result<Vec<Tlv<'a>>, Asn1Error> {
    const MOST: usize = 64;
    let mut reader: Reader<'a> = tlv.reader();
    let mut found = Vec::new();
    while !reader.is_empty() {
        if found.len() >= MOST {
            return Err(Asn1Error::Value { kind: "number of elements" });
        }
        found.push(reader.read()?);
    }
    Ok(found)
}

fn missing() -> Asn1Error {
    Asn1Error::Truncated { offset: 0 }
}
