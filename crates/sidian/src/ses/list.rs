//! `SES_CertList`: who may use a seal.

use std::borrow::Cow;

use super::error::SesError;
use super::variant::Variant;
use super::walk::{At, MOST_ENTRIES, Met};
use crate::asn1::{Asn1Error, Reader, Tlv, tag};

/// Who may use a seal (签章人证书列表).
///
/// ```text
/// SES_CertList ::= CHOICE { certs SEQUENCE OF OCTET STRING, certDigestList SEQUENCE OF CertDigestObj }
/// ```
///
/// The two are not tagged: `certListType` says which it is (1 or 2). V1 knows the first only.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SesCertList<'a> {
    /// The certificates themselves, each as DER.
    Certificates(Vec<&'a [u8]>),
    /// Digests of the certificates.
    Digests(Vec<CertDigest<'a>>),
    /// Something else than a list stands there: nobody is named.
    Unreadable,
}

/// `CertDigestObj ::= SEQUENCE { type PrintableString, value OCTET STRING }`.
///
/// The hash is named by a free text only, for which the standard gives no list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertDigest<'a> {
    /// How the digest was made, in free words.
    pub algorithm: Cow<'a, str>,
    /// The digest of the certificate's DER.
    pub value: &'a [u8],
}

impl<'a> SesCertList<'a> {
    /// How many certificates are named.
    pub fn len(&self) -> usize {
        match self {
            Self::Certificates(all) => all.len(),
            Self::Digests(all) => all.len(),
            Self::Unreadable => 0,
        }
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads the list that `certListType` announces; `None` where the edition has no such field.
    pub(super) fn read(
        tlv: &Tlv<'a>,
        list_type: Option<u64>,
        met: &mut Met,
    ) -> Result<Self, SesError> {
        const PLACE: &str = "certList";
        // One vendor writes a single character here.
        if tlv.tag == tag::IA5_STRING {
            met.note(Variant::CertListText);
            return Ok(Self::Unreadable);
        }
        if tlv.tag != tag::SEQUENCE {
            return Err(Asn1Error::Tag { expected: tag::SEQUENCE, found: tlv.tag }).at(PLACE);
        }
        match list_type {
            None | Some(1) => {
                entries(tlv.reader(), |list| list.octet_string().at(PLACE)).map(Self::Certificates)
            }
            Some(2) => entries(tlv.reader(), |list| digest(list, met)).map(Self::Digests),
            Some(found) => Err(SesError::CertListType { found }),
        }
    }
}

fn digest<'a>(list: &mut Reader<'a>, met: &mut Met) -> Result<CertDigest<'a>, SesError> {
    const PLACE: &str = "CertDigestObj";
    let mut body = list.sequence().at(PLACE)?;
    let algorithm = super::walk::text(&mut body, tag::PRINTABLE_STRING, PLACE, met)?;
    let value = body.octet_string().at(PLACE)?;
    body.finish().at(PLACE)?;
    Ok(CertDigest { algorithm, value })
}

fn entries<'a, T>(
    mut list: Reader<'a>,
    mut one: impl FnMut(&mut Reader<'a>) -> Result<T, SesError>,
) -> Result<Vec<T>, SesError> {
    let mut found = Vec::new();
    while !list.is_empty() {
        if found.len() >= MOST_ENTRIES {
            return Err(SesError::TooMany {
                what: "certificates in certList",
                limit: MOST_ENTRIES,
            });
        }
        found.push(one(&mut list)?);
    }
    Ok(found)
}
