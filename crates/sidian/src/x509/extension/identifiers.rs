//! Which key is which (RFC 5280 4.2.1.1, 4.2.1.2).

use std::sync::Arc;

use crate::x509::error::X509Error;
use crate::x509::general_name::GeneralName;
use crate::x509::tlv::{Raw, SEQUENCE, Walk};

/// The authority key identifier extension: a hint at the issuer's certificate.
#[derive(Clone, Debug)]
pub struct AuthorityKeyId {
    /// The issuer's key identifier.
    pub key_id: Option<Raw>,
    /// The issuer of the issuer's certificate.
    pub issuer: Vec<GeneralName>,
    /// The serial number of the issuer's certificate.
    pub serial: Option<Raw>,
}

impl AuthorityKeyId {
    pub(super) fn read(mut walk: Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let mut inner = walk.enter(SEQUENCE, "authority key identifier")?;
        walk.finish("authority key identifier")?;
        let key_id = inner.optional(0x80, "key identifier")?.map(|t| Raw::new(whole, t.value));
        let issuer = match inner.optional(0xa1, "authority issuer")? {
            None => Vec::new(),
            Some(tlv) => GeneralName::list(inner.inside(tlv), whole)?,
        };
        let serial = inner.optional(0x82, "authority serial")?.map(|t| Raw::new(whole, t.value));
        inner.finish("authority key identifier")?;
        Ok(Self { key_id, issuer, serial })
    }
}

/// The key identifier alone, for lists.
pub(in crate::x509) fn key_id(
    walk: Walk<'_>,
    whole: &Arc<[u8]>,
) -> Result<AuthorityKeyId, X509Error> {
    AuthorityKeyId::read(walk, whole)
}
