//! The extensions of RFC 5280 4.2, read without judgement.

mod constraints;
mod identifiers;
mod points;
mod policy;
mod usage;

pub use constraints::{BasicConstraints, NameConstraints};
pub use identifiers::AuthorityKeyId;
pub use points::{
    AccessDescription, DistributionPoint, DistributionPointName, IssuingDistributionPoint,
    ReasonFlags,
};
pub use policy::{PolicyConstraints, PolicyInformation};
pub use usage::KeyUsage;

pub(super) use identifiers::key_id;
pub(super) use points::{distribution_points, issuing_distribution_point};

use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::error::X509Error;
use super::event::EventBinding;
use super::general_name::GeneralName;
use super::text;
use super::tlv::{BOOLEAN, NULL, OCTET_STRING, OID, Raw, SEQUENCE, Span, Tlv, Walk};
use crate::asn1::oid::EVENT_BINDING;

/// One extension as received.
#[derive(Clone, Copy, Debug)]
pub struct Extension {
    pub(super) oid: Span,
    pub(super) value: Span,
    critical: bool,
    /// Known here and readable.
    state: State,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Unknown,
    Read,
    Malformed,
}

impl Extension {
    /// Whether it is marked critical.
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// Whether this library knows its meaning.
    pub fn is_known(&self) -> bool {
        self.state != State::Unknown
    }

    /// Whether it is known but cannot be read.
    pub fn is_malformed(&self) -> bool {
        self.state == State::Malformed
    }
}

/// The extensions of a certificate.
///
/// A known extension whose contents cannot be read is kept as [`Extension::is_malformed`], and its
/// typed view is `None`: path validation refuses such a certificate, looking at it does not.
#[derive(Clone, Debug, Default)]
pub(in crate::x509) struct Extensions {
    pub(super) list: Vec<Extension>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<Vec<ObjectIdentifier>>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) subject_alt_names: Vec<GeneralName>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) policies: Option<Vec<PolicyInformation>>,
    pub(super) policy_mappings: Vec<(ObjectIdentifier, ObjectIdentifier)>,
    pub(super) policy_constraints: Option<PolicyConstraints>,
    pub(super) inhibit_any_policy: Option<u32>,
    pub(super) crl_points: Vec<DistributionPoint>,
    pub(super) freshest: Vec<DistributionPoint>,
    pub(super) access: Vec<AccessDescription>,
    pub(super) subject_key_id: Option<Raw>,
    pub(super) authority_key_id: Option<AuthorityKeyId>,
    pub(super) ocsp_no_check: bool,
    pub(super) loose: bool,
}

/// Extensions that one structure may carry.
const MOST: usize = 100;

/// Walks over Extensions: at least one, none twice.
pub(super) fn list(mut walk: Walk<'_>, whole: &[u8]) -> Result<(Vec<Extension>, bool), X509Error> {
    let mut list: Vec<Extension> = Vec::with_capacity(10);
    let mut loose = false;
    walk.peek().ok_or(X509Error::Malformed { what: "extensions", at: 0 })?;
    while !walk.is_empty() {
        let tlv = walk.expect(SEQUENCE, "extension")?;
        let mut inner = walk.inside(tlv);
        let oid = inner.expect(OID, "extension identifier")?.value;
        let critical = match inner.optional(BOOLEAN, "critical flag")? {
            None => false,
            Some(flag) => {
                let (value, strict) = boolean(&inner, flag)?;
                loose |= !strict || !value;
                value
            }
        };
        let value = inner.expect(OCTET_STRING, "extension value")?.value;
        inner.finish("extension")?;
        if list.iter().any(|e| e.oid.of(whole) == oid.of(whole)) {
            let oid = text::dotted(oid.of(whole)).unwrap_or_else(|| "?".to_owned());
            return Err(X509Error::DuplicateExtension { oid });
        }
        if list.len() >= MOST {
            return Err(walk.malformed(tlv, "extensions"));
        }
        list.push(Extension { oid, value, critical, state: State::Unknown });
    }
    Ok((list, loose))
}

/// A BOOLEAN and whether it is DER; any octet but 0 is true (X.690 8.2.2).
pub(super) fn boolean(walk: &Walk<'_>, tlv: Tlv) -> Result<(bool, bool), X509Error> {
    match walk.bytes(tlv) {
        [value] => Ok((*value != 0, matches!(value, 0 | 0xff))),
        _ => Err(walk.malformed(tlv, "boolean")),
    }
}

pub(super) fn oid(walk: &Walk<'_>, tlv: Tlv) -> Result<ObjectIdentifier, X509Error> {
    ObjectIdentifier::from_bytes(walk.bytes(tlv)).map_err(|_| walk.malformed(tlv, "identifier"))
}

impl Extensions {
    /// Reads the extensions of a certificate.
    pub(super) fn read(walk: Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let (mut list, loose) = list(walk, whole)?;
        let mut out = Self { loose, ..Self::default() };
        for extension in &mut list {
            extension.state = match out.interpret(extension, whole) {
                Ok(true) => State::Read,
                Ok(false) => State::Unknown,
                Err(_) => State::Malformed,
            };
        }
        out.list = list;
        Ok(out)
    }

    fn interpret(&mut self, e: &Extension, whole: &Arc<[u8]>) -> Result<bool, X509Error> {
        let walk = Walk::within(whole, e.value);
        match e.oid.of(whole) {
            [0x55, 0x1d, number] => return self.standard(*number, walk, whole),
            ACCESS_INFO => self.access = points::access_descriptions(walk, whole)?,
            OCSP_NO_CHECK => {
                let mut walk = walk;
                walk.expect(NULL, "ocsp-nocheck")?;
                walk.finish("ocsp-nocheck")?;
                self.ocsp_no_check = true;
            }
            // Its meaning is judged where a document is at hand.
            other if other == EVENT_BINDING.as_bytes() => {
                EventBinding::from_der(e.value.of(whole))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// id-ce, 2.5.29.
    fn standard(
        &mut self,
        number: u8,
        mut walk: Walk<'_>,
        whole: &Arc<[u8]>,
    ) -> Result<bool, X509Error> {
        match number {
            14 => {
                let tlv = walk.expect(OCTET_STRING, "subject key identifier")?;
                walk.finish("subject key identifier")?;
                self.subject_key_id = Some(Raw::new(whole, tlv.value));
            }
            15 => self.key_usage = Some(KeyUsage::read(walk)?),
            17 => self.subject_alt_names = usage::alternative_names(walk, whole)?,
            18 => drop(usage::alternative_names(walk, whole)?),
            19 => {
                let (value, loose) = BasicConstraints::read(walk)?;
                self.basic_constraints = Some(value);
                self.loose |= loose;
            }
            30 => self.name_constraints = Some(NameConstraints::read(walk, whole)?),
            31 => self.crl_points = distribution_points(walk, whole)?,
            32 => self.policies = Some(policy::policies(walk)?),
            33 => self.policy_mappings = policy::mappings(walk)?,
            35 => self.authority_key_id = Some(AuthorityKeyId::read(walk, whole)?),
            36 => self.policy_constraints = Some(PolicyConstraints::read(walk)?),
            37 => self.extended_key_usage = Some(usage::extended(walk)?),
            46 => self.freshest = distribution_points(walk, whole)?,
            54 => self.inhibit_any_policy = Some(policy::skip_certs(walk)?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

const ACCESS_INFO: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5];
