//! What a certification authority may do (RFC 5280 4.2.1.9, 4.2.1.10).

use std::sync::Arc;

use super::boolean;
use crate::x509::error::X509Error;
use crate::x509::general_name::GeneralName;
use crate::x509::tlv::{BOOLEAN, INTEGER, SEQUENCE, Walk};

/// The basic constraints extension (RFC 5280 4.2.1.9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BasicConstraints {
    /// Whether the subject is a certification authority.
    pub ca: bool,
    /// How many intermediates may follow below it, self-issued ones not counted.
    pub path_len: Option<u32>,
}

impl BasicConstraints {
    /// The constraints, and whether they are written otherwise than DER demands.
    pub(super) fn read(mut walk: Walk<'_>) -> Result<(Self, bool), X509Error> {
        let mut inner = walk.enter(SEQUENCE, "basic constraints")?;
        walk.finish("basic constraints")?;
        let mut loose = false;
        let ca = match inner.optional(BOOLEAN, "cA flag")? {
            None => false,
            Some(flag) => {
                let (value, strict) = boolean(&inner, flag)?;
                loose = !strict || !value;
                value
            }
        };
        let path_len = match inner.optional(INTEGER, "path length")? {
            None => None,
            Some(tlv) => Some(inner.small(tlv, "path length")?),
        };
        inner.finish("basic constraints")?;
        Ok((Self { ca, path_len }, loose))
    }
}

/// The name constraints extension (RFC 5280 4.2.1.10).
#[derive(Clone, Debug)]
pub struct NameConstraints {
    permitted: Vec<GeneralName>,
    excluded: Vec<GeneralName>,
}

impl NameConstraints {
    /// Where names must lie, for each form that occurs here.
    pub fn permitted(&self) -> &[GeneralName] {
        &self.permitted
    }

    /// Where names must not lie.
    pub fn excluded(&self) -> &[GeneralName] {
        &self.excluded
    }

    pub(super) fn read(mut walk: Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let mut inner = walk.enter(SEQUENCE, "name constraints")?;
        walk.finish("name constraints")?;
        if inner.is_empty() {
            return Err(X509Error::Malformed { what: "name constraints", at: 0 });
        }
        let mut read = |tag| match inner.optional(tag, "subtrees")? {
            None => Ok(Vec::new()),
            Some(tlv) => subtrees(inner.inside(tlv), whole),
        };
        let permitted = read(0xa0)?;
        let excluded = read(0xa1)?;
        inner.finish("name constraints")?;
        Ok(Self { permitted, excluded })
    }
}

/// GeneralSubtrees. Minimum must be 0 and maximum absent, as the profile has it.
fn subtrees(mut walk: Walk<'_>, whole: &Arc<[u8]>) -> Result<Vec<GeneralName>, X509Error> {
    let mut out = Vec::new();
    loop {
        let mut inner = walk.enter(SEQUENCE, "subtree")?;
        out.push(GeneralName::read(&mut inner, whole)?);
        if let Some(tlv) = inner.optional(0x80, "subtree minimum")?
            && inner.small(tlv, "subtree minimum")? != 0
        {
            return Err(inner.malformed(tlv, "subtree minimum"));
        }
        inner.finish("subtree")?;
        if walk.is_empty() {
            return Ok(out);
        }
    }
}
