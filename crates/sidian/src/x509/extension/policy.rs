//! Certificate policies (RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14).

use const_oid::ObjectIdentifier;

use super::oid;
use crate::x509::error::X509Error;
use crate::x509::tlv::{INTEGER, OID, SEQUENCE, Walk};

/// One policy under which a certificate was issued.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyInformation {
    /// The policy.
    pub policy: ObjectIdentifier,
    /// Whether qualifiers (a notice, an address) stand beside it.
    pub qualified: bool,
}

/// The policy constraints extension: after how many certificates a rule begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyConstraints {
    /// A policy must be named from there on.
    pub require_explicit: Option<u32>,
    /// Policies may no longer be mapped from there on.
    pub inhibit_mapping: Option<u32>,
}

impl PolicyConstraints {
    pub(super) fn read(mut walk: Walk<'_>) -> Result<Self, X509Error> {
        let mut inner = walk.enter(SEQUENCE, "policy constraints")?;
        walk.finish("policy constraints")?;
        if inner.is_empty() {
            return Err(X509Error::Malformed { what: "policy constraints", at: 0 });
        }
        let require_explicit = skip_count(&mut inner, 0x80)?;
        let inhibit_mapping = skip_count(&mut inner, 0x81)?;
        inner.finish("policy constraints")?;
        Ok(Self { require_explicit, inhibit_mapping })
    }
}

/// An optional implicit number.
fn skip_count(walk: &mut Walk<'_>, tag: u8) -> Result<Option<u32>, X509Error> {
    match walk.optional(tag, "number of certificates")? {
        None => Ok(None),
        Some(tlv) => walk.small(tlv, "number of certificates").map(Some),
    }
}

/// The inhibit anyPolicy extension.
pub(super) fn skip_certs(mut walk: Walk<'_>) -> Result<u32, X509Error> {
    let tlv = walk.expect(INTEGER, "inhibit any policy")?;
    walk.finish("inhibit any policy")?;
    walk.small(tlv, "inhibit any policy")
}

/// The certificate policies extension: at least one, none twice.
pub(super) fn policies(mut walk: Walk<'_>) -> Result<Vec<PolicyInformation>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "certificate policies")?;
    walk.finish("certificate policies")?;
    let mut out: Vec<PolicyInformation> = Vec::with_capacity(2);
    loop {
        let tlv = inner.expect(SEQUENCE, "policy information")?;
        let mut one = inner.inside(tlv);
        let id = one.expect(OID, "policy identifier")?;
        let policy = oid(&one, id)?;
        let qualified = !one.is_empty();
        if qualified {
            qualifiers(one.enter(SEQUENCE, "policy qualifiers")?)?;
            one.finish("policy information")?;
        }
        if out.len() >= MOST || out.iter().any(|p| p.policy == policy) {
            return Err(inner.malformed(tlv, "certificate policies"));
        }
        out.push(PolicyInformation { policy, qualified });
        if inner.is_empty() {
            return Ok(out);
        }
    }
}

fn qualifiers(mut walk: Walk<'_>) -> Result<(), X509Error> {
    loop {
        let mut one = walk.enter(SEQUENCE, "policy qualifier")?;
        one.expect(OID, "policy qualifier")?;
        one.any("policy qualifier")?;
        one.finish("policy qualifier")?;
        if walk.is_empty() {
            return Ok(());
        }
    }
}

/// The policy mappings extension: pairs of the issuer's policy and the subject's.
pub(super) fn mappings(
    mut walk: Walk<'_>,
) -> Result<Vec<(ObjectIdentifier, ObjectIdentifier)>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "policy mappings")?;
    walk.finish("policy mappings")?;
    let mut out = Vec::new();
    loop {
        let tlv = inner.expect(SEQUENCE, "policy mapping")?;
        let mut pair = inner.inside(tlv);
        let (from, to) = (pair.expect(OID, "policy mapping")?, pair.expect(OID, "policy mapping")?);
        pair.finish("policy mapping")?;
        if out.len() >= MOST {
            return Err(inner.malformed(tlv, "policy mappings"));
        }
        out.push((oid(&pair, from)?, oid(&pair, to)?));
        if inner.is_empty() {
            return Ok(out);
        }
    }
}

/// Policies or mappings in one certificate; validation is quadratic in them.
const MOST: usize = 100;
