//! `ExtensionDatas` and `ExtData`.

use super::error::SesError;
use super::variant::Variant;
use super::walk::{At, MOST_ENTRIES, Met};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, Tlv, read_single, tag, writer};

/// An extension of a seal or a signature, as received.
///
/// ```text
/// ExtData ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE,
///                        extnValue OCTET STRING }
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SesExtension {
    /// What it is.
    pub id: ObjectIdentifier,
    /// Whether a reader that does not know it must not go on.
    pub critical: bool,
    /// What it says: the content of its OCTET STRING.
    pub value: Vec<u8>,
}

impl SesExtension {
    /// An extension that is not critical.
    pub fn new(id: ObjectIdentifier, value: impl Into<Vec<u8>>) -> Self {
        Self { id, critical: false, value: value.into() }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let critical = if self.critical { writer::boolean(true) } else { Vec::new() };
        let value = writer::octet_string(&self.value);
        writer::sequence(&[&writer::oid(self.id), &critical, &value])
    }

    fn read(tlv: &Tlv<'_>, met: &mut Met) -> Result<Self, SesError> {
        const PLACE: &str = "ExtData";
        if tlv.tag != tag::SEQUENCE {
            return Err(Asn1Error::Tag { expected: tag::SEQUENCE, found: tlv.tag }).at(PLACE);
        }
        let mut body = tlv.reader();
        let id = body.oid().at(PLACE)?;
        let critical = match body.optional(tag::BOOLEAN).at(PLACE)? {
            None => false,
            Some(written) => {
                let critical = written.as_boolean().at(PLACE)?;
                if !critical {
                    met.note(Variant::CriticalFalseWritten);
                }
                critical
            }
        };
        let value = body.octet_string().at(PLACE)?.to_vec();
        body.finish().at(PLACE)?;
        Ok(Self { id, critical, value })
    }
}

/// Reads the elements of `ExtensionDatas`.
pub(super) fn read_all(mut list: Reader<'_>, met: &mut Met) -> Result<Vec<SesExtension>, SesError> {
    let mut found = Vec::new();
    while !list.is_empty() {
        if found.len() >= MOST_ENTRIES {
            return Err(SesError::TooMany { what: "extensions", limit: MOST_ENTRIES });
        }
        found.push(SesExtension::read(&list.read().at("ExtensionDatas")?, met)?);
    }
    Ok(found)
}

/// `extDatas` of a seal: a bare SEQUENCE; tagged or wrapped by some.
pub(super) fn of_seal(tlv: &Tlv<'_>, met: &mut Met) -> Result<Vec<SesExtension>, SesError> {
    const TAGGED: u8 = tag::context_constructed(0);
    match tlv.tag {
        tag::SEQUENCE => read_all(tlv.reader(), met),
        TAGGED => {
            met.note(Variant::ExtensionsTagged);
            read_all(inside(tlv)?, met)
        }
        tag::OCTET_STRING => {
            met.note(Variant::ExtensionsInOctets);
            read_all(inside(tlv)?, met)
        }
        found => Err(Asn1Error::Tag { expected: tag::SEQUENCE, found }).at("extDatas"),
    }
}

/// `extDatas` of a signature: `[0]` around a SEQUENCE (EXPLICIT in real files); bare by some.
pub(super) fn of_signature(tlv: &Tlv<'_>, met: &mut Met) -> Result<Vec<SesExtension>, SesError> {
    const TAGGED: u8 = tag::context_constructed(0);
    match tlv.tag {
        TAGGED => read_all(inside(tlv)?, met),
        tag::SEQUENCE => {
            met.note(Variant::ExtensionsUntagged);
            read_all(tlv.reader(), met)
        }
        found => Err(Asn1Error::Tag { expected: TAGGED, found }).at("extDatas"),
    }
}

/// The SEQUENCE that is the whole content of `tlv`.
fn inside<'a>(tlv: &Tlv<'a>) -> Result<Reader<'a>, SesError> {
    let inner = read_single(tlv.value).at("extDatas")?;
    if inner.tag != tag::SEQUENCE {
        return Err(Asn1Error::Tag { expected: tag::SEQUENCE, found: inner.tag }).at("extDatas");
    }
    Ok(inner.reader())
}
