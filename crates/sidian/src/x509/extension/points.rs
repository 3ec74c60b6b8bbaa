//! Where revocation is published and how it is divided (RFC 5280 4.2.1.13, 4.2.2.1, 5.2.5).

use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::{boolean, oid};
use crate::x509::error::X509Error;
use crate::x509::general_name::GeneralName;
use crate::x509::tlv::{OID, Raw, SEQUENCE, Tlv, Walk};

/// A set of reasons for revocation, as the bits of RFC 5280 ReasonFlags.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// Every reason there is, bits 1 to 8.
    pub const ALL: Self = Self(0x7f80);

    /// Those in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every reason of `other` is here.
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    fn read(walk: &Walk<'_>, tlv: Tlv) -> Result<Self, X509Error> {
        match walk.bytes(tlv) {
            [0..=7, a] => Ok(Self(u16::from_be_bytes([*a, 0]) & Self::ALL.0)),
            [0..=7, a, b] => Ok(Self(u16::from_be_bytes([*a, *b]) & Self::ALL.0)),
            _ => Err(walk.malformed(tlv, "reasons")),
        }
    }
}

/// The name of a distribution point.
#[derive(Clone, Debug)]
pub enum DistributionPointName {
    /// As general names: URIs and directory names.
    Full(Vec<GeneralName>),
    /// Relative to the name of the CRL issuer: the contents of a relative name.
    Relative(Raw),
}

/// Where a revocation list is to be had, and for what it speaks.
#[derive(Clone, Debug)]
pub struct DistributionPoint {
    /// Its name.
    pub name: Option<DistributionPointName>,
    /// The reasons that it covers; absent means all.
    pub reasons: Option<ReasonFlags>,
    /// Who signs the list, where that is not the issuer of the certificate.
    pub crl_issuer: Vec<GeneralName>,
}

impl DistributionPoint {
    /// The addresses it names.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        match &self.name {
            Some(DistributionPointName::Full(names)) => names.as_slice(),
            _ => &[],
        }
        .iter()
        .filter_map(GeneralName::uri)
    }

    fn read(mut walk: Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let name = point_name(&mut walk, whole)?;
        let reasons = match walk.optional(0x81, "reasons")? {
            None => None,
            Some(tlv) => Some(ReasonFlags::read(&walk, tlv)?),
        };
        let crl_issuer = match walk.optional(0xa2, "CRL issuer")? {
            None => Vec::new(),
            Some(tlv) => GeneralName::list(walk.inside(tlv), whole)?,
        };
        walk.finish("distribution point")?;
        Ok(Self { name, reasons, crl_issuer })
    }
}

fn point_name(
    walk: &mut Walk<'_>,
    whole: &Arc<[u8]>,
) -> Result<Option<DistributionPointName>, X509Error> {
    let Some(outer) = walk.optional(0xa0, "distribution point name")? else { return Ok(None) };
    let mut choice = walk.inside(outer);
    let tlv = choice.any("distribution point name")?;
    choice.finish("distribution point name")?;
    match tlv.tag {
        0xa0 => {
            let names = GeneralName::list(choice.inside(tlv), whole)?;
            Ok(Some(DistributionPointName::Full(names)))
        }
        0xa1 => Ok(Some(DistributionPointName::Relative(Raw::new(whole, tlv.value)))),
        _ => Err(choice.malformed(tlv, "distribution point name")),
    }
}

/// CRLDistributionPoints: at least one.
pub(in crate::x509) fn distribution_points(
    mut walk: Walk<'_>,
    whole: &Arc<[u8]>,
) -> Result<Vec<DistributionPoint>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "distribution points")?;
    walk.finish("distribution points")?;
    let mut out = Vec::with_capacity(1);
    loop {
        out.push(DistributionPoint::read(inner.enter(SEQUENCE, "distribution point")?, whole)?);
        if inner.is_empty() {
            return Ok(out);
        }
    }
}

/// The issuing distribution point extension of a list (RFC 5280 5.2.5): what the list is about.
#[derive(Clone, Debug)]
pub struct IssuingDistributionPoint {
    /// The name under which it is published.
    pub name: Option<DistributionPointName>,
    /// Only end-entity certificates.
    pub only_user: bool,
    /// Only certificates of authorities.
    pub only_ca: bool,
    /// Only these reasons.
    pub only_reasons: Option<ReasonFlags>,
    /// Certificates of other issuers too.
    pub indirect: bool,
    /// Only attribute certificates.
    pub only_attribute: bool,
}

pub(in crate::x509) fn issuing_distribution_point(
    mut walk: Walk<'_>,
    whole: &Arc<[u8]>,
) -> Result<IssuingDistributionPoint, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "issuing distribution point")?;
    walk.finish("issuing distribution point")?;
    let name = point_name(&mut inner, whole)?;
    let only_user = flag(&mut inner, 0x81)?;
    let only_ca = flag(&mut inner, 0x82)?;
    let only_reasons = match inner.optional(0x83, "reasons")? {
        None => None,
        Some(tlv) => Some(ReasonFlags::read(&inner, tlv)?),
    };
    let indirect = flag(&mut inner, 0x84)?;
    let only_attribute = flag(&mut inner, 0x85)?;
    inner.finish("issuing distribution point")?;
    Ok(IssuingDistributionPoint {
        name,
        only_user,
        only_ca,
        only_reasons,
        indirect,
        only_attribute,
    })
}

fn flag(walk: &mut Walk<'_>, tag: u8) -> Result<bool, X509Error> {
    match walk.optional(tag, "scope flag")? {
        None => Ok(false),
        Some(tlv) => boolean(walk, tlv).map(|(value, _)| value),
    }
}

/// One way to reach the issuer's services (RFC 5280 4.2.2.1).
#[derive(Clone, Debug)]
pub struct AccessDescription {
    /// What is to be had there.
    pub method: ObjectIdentifier,
    /// Where.
    pub location: GeneralName,
}

pub(super) fn access_descriptions(
    mut walk: Walk<'_>,
    whole: &Arc<[u8]>,
) -> Result<Vec<AccessDescription>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "authority information access")?;
    walk.finish("authority information access")?;
    let mut out = Vec::with_capacity(2);
    loop {
        let mut one = inner.enter(SEQUENCE, "access description")?;
        let id = one.expect(OID, "access method")?;
        let method = oid(&one, id)?;
        out.push(AccessDescription { method, location: GeneralName::read(&mut one, whole)? });
        one.finish("access description")?;
        if inner.is_empty() {
            return Ok(out);
        }
    }
}
