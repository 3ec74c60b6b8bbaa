//! The two spellings of the same container.

use const_oid::ObjectIdentifier;

use crate::asn1::oid;

/// Which family of content type identifiers a container uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// GB/T 35275 (formerly GM/T 0010): PKCS #7 shape, identifiers under 1.2.156.10197.6.1.4.2.
    Gbt35275,
    /// RFC 5652.
    Rfc5652,
}

impl Dialect {
    /// The dialect whose SignedData this identifier names.
    pub fn from_signed_data(oid: &ObjectIdentifier) -> Option<Self> {
        match *oid {
            oid::SIGNED_DATA => Some(Self::Rfc5652),
            oid::GM_SIGNED_DATA => Some(Self::Gbt35275),
            _ => None,
        }
    }

    /// The identifier of SignedData.
    pub const fn signed_data(self) -> ObjectIdentifier {
        match self {
            Self::Gbt35275 => oid::GM_SIGNED_DATA,
            Self::Rfc5652 => oid::SIGNED_DATA,
        }
    }

    /// The identifier of plain data.
    pub const fn data(self) -> ObjectIdentifier {
        match self {
            Self::Gbt35275 => oid::GM_DATA,
            Self::Rfc5652 => oid::DATA,
        }
    }
}

/// Whether both name plain data. Real GB/T 35275 containers mix the PKCS #7 identifier inside with
/// the GM one in the signed attribute; both mean the same octets.
pub(super) fn same_content_type(a: &ObjectIdentifier, b: &ObjectIdentifier) -> bool {
    let data = |o: &ObjectIdentifier| *o == oid::DATA || *o == oid::GM_DATA;
    a == b || (data(a) && data(b))
}
