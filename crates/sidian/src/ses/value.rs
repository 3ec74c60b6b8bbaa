//! Signature values as seals carry them.

use std::borrow::Cow;

use crate::asn1::{ObjectIdentifier, Reader, oid, writer};

/// The value in the form that X.509 and CMS use, and whether it came in another one.
///
/// SM2 and ECDSA values belong into a DER `SEQUENCE {r, s}`; one vendor writes r and s of 32 bytes
/// each, one after the other. Values of other algorithms are given back as they came.
pub fn signature_value<'a>(algorithm: &ObjectIdentifier, value: &'a [u8]) -> (Cow<'a, [u8]>, bool) {
    let halves = matches!(*algorithm, oid::SM2_WITH_SM3 | oid::ECDSA_WITH_SHA256);
    match value.split_at_checked(32) {
        Some((r, s)) if halves && s.len() == 32 && !is_sequence(value) => {
            let der = writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]);
            (Cow::Owned(der), true)
        }
        _ => (Cow::Borrowed(value), false),
    }
}

fn is_sequence(value: &[u8]) -> bool {
    let read = || {
        let mut outer = Reader::new(value);
        let mut inner = outer.sequence()?;
        outer.finish()?;
        inner.integer()?;
        inner.integer()?;
        inner.finish()
    };
    read().is_ok()
}
