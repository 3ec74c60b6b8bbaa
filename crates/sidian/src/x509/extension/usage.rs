//! What a key may be used for, and the other names of its owner.

use std::sync::Arc;

use const_oid::ObjectIdentifier;

use super::oid;
use crate::x509::error::X509Error;
use crate::x509::general_name::GeneralName;
use crate::x509::tlv::{BIT_STRING, OID, SEQUENCE, Walk};

/// The key usage extension (RFC 5280 4.2.1.3), as a set of bits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyUsage(u16);

macro_rules! bits {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)+) => {
        $($(#[$doc])* pub const fn $name(self) -> bool { self.0 & (0x8000 >> $bit) != 0 })+
    };
}

impl KeyUsage {
    bits! {
        /// Signatures other than those on certificates and lists.
        digital_signature = 0;
        /// Signatures that bind their signer (nonRepudiation, contentCommitment).
        non_repudiation = 1;
        /// Encryption of keys.
        key_encipherment = 2;
        /// Encryption of data.
        data_encipherment = 3;
        /// Key agreement.
        key_agreement = 4;
        /// Signatures on certificates.
        key_cert_sign = 5;
        /// Signatures on revocation lists.
        crl_sign = 6;
        /// With key agreement: encryption only.
        encipher_only = 7;
        /// With key agreement: decryption only.
        decipher_only = 8;
    }

    pub(super) fn read(mut walk: Walk<'_>) -> Result<Self, X509Error> {
        let tlv = walk.expect(BIT_STRING, "key usage")?;
        walk.finish("key usage")?;
        let bad = || walk.malformed(tlv, "key usage");
        let (unused, bits) = walk.bytes(tlv).split_first().ok_or_else(bad)?;
        let value = match bits {
            [] => 0,
            [a] => u16::from_be_bytes([*a, 0]),
            [a, b] => u16::from_be_bytes([*a, *b]),
            _ => return Err(bad()),
        };
        let mask = 1_u16.checked_shl(u32::from(*unused) + if bits.len() == 1 { 8 } else { 0 });
        let clean = *unused < 8 && mask.is_some_and(|m| value & (m.wrapping_sub(1)) == 0);
        if clean && (!bits.is_empty() || *unused == 0) { Ok(Self(value)) } else { Err(bad()) }
    }
}

/// The extended key usage extension (RFC 5280 4.2.1.12): at least one purpose.
pub(super) fn extended(mut walk: Walk<'_>) -> Result<Vec<ObjectIdentifier>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "extended key usage")?;
    walk.finish("extended key usage")?;
    let mut purposes = Vec::with_capacity(2);
    loop {
        let tlv = inner.expect(OID, "key purpose")?;
        purposes.push(oid(&inner, tlv)?);
        if inner.is_empty() {
            return Ok(purposes);
        }
    }
}

/// Subject or issuer alternative names (RFC 5280 4.2.1.6, 4.2.1.7). An empty list is against the
/// standard but in use, and states nothing.
pub(super) fn alternative_names(
    mut walk: Walk<'_>,
    whole: &Arc<[u8]>,
) -> Result<Vec<GeneralName>, X509Error> {
    let inner = walk.enter(SEQUENCE, "alternative names")?;
    walk.finish("alternative names")?;
    if inner.is_empty() {
        return Ok(Vec::new());
    }
    GeneralName::list(inner, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<KeyUsage> {
        KeyUsage::read(Walk::new(bytes).expect("small")).ok()
    }

    #[test]
    fn key_usage_bits_are_counted_from_the_left() {
        let usage = read(&[3, 2, 1, 0x06]).expect("key usage");
        assert!(usage.key_cert_sign() && usage.crl_sign() && !usage.digital_signature());
        let usage = read(&[3, 2, 6, 0xc0]).expect("key usage");
        assert!(usage.digital_signature() && usage.non_repudiation() && !usage.key_cert_sign());
        assert!(read(&[3, 3, 7, 0x80, 0x80]).expect("nine bits").digital_signature());
    }

    #[test]
    fn key_usage_with_stray_bits_or_no_octet_is_malformed() {
        for bad in [&[3, 2, 1, 0x07][..], &[3, 0], &[3, 2, 8, 0], &[3, 4, 0, 1, 1, 1], &[3, 1, 3]] {
            assert!(read(bad).is_none(), "{bad:02x?} was read");
        }
    }
}
