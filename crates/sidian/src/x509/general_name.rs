//! General names (RFC 5280 4.2.1.6): who a certificate speaks of beside its subject, and where
//! things are to be had.

use std::sync::Arc;

use super::error::X509Error;
use super::name::Name;
use super::tlv::{Raw, Tlv, Walk};

/// One general name, as received.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GeneralName {
    /// A directory name.
    Directory(Name),
    /// A host name.
    Dns(Raw),
    /// A mailbox.
    Email(Raw),
    /// An address of 4 or 16 bytes; with a mask behind it in name constraints.
    Ip(Raw),
    /// One of the forms that this library does not interpret: otherName, x400Address,
    /// ediPartyName, registeredID, told apart by their tag.
    Other {
        /// The context tag: 0, 3, 5 or 8.
        tag: u8,
        /// Its contents.
        value: Raw,
    },
    /// A resource identifier.
    Uri(Raw),
}

impl GeneralName {
    /// The text of a URI.
    pub fn uri(&self) -> Option<&str> {
        match self {
            Self::Uri(raw) => raw.as_text(),
            _ => None,
        }
    }

    /// The directory name.
    pub fn directory(&self) -> Option<&Name> {
        match self {
            Self::Directory(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn read(walk: &mut Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let tlv = walk.any("general name")?;
        Self::of(walk, tlv, whole)
    }

    pub(super) fn of(walk: &Walk<'_>, tlv: Tlv, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let raw = Raw::new(whole, tlv.value);
        let ascii = walk.bytes(tlv).is_ascii();
        match tlv.tag {
            0x81 if ascii => Ok(Self::Email(raw)),
            0x82 if ascii => Ok(Self::Dns(raw)),
            0x86 if ascii => Ok(Self::Uri(raw)),
            0x87 => Ok(Self::Ip(raw)),
            0xa4 => {
                let mut inner = walk.inside(tlv);
                let name = Name::read(&mut inner, whole)?;
                inner.finish("directory name")?;
                Ok(Self::Directory(name))
            }
            0xa0 | 0xa3 | 0xa5 | 0x88 => Ok(Self::Other { tag: tlv.tag & 0x1f, value: raw }),
            _ => Err(walk.malformed(tlv, "general name")),
        }
    }

    /// GeneralNames: at least one.
    pub(super) fn list(mut walk: Walk<'_>, whole: &Arc<[u8]>) -> Result<Vec<Self>, X509Error> {
        let mut names = vec![Self::read(&mut walk, whole)?];
        while !walk.is_empty() {
            names.push(Self::read(&mut walk, whole)?);
        }
        Ok(names)
    }
}
