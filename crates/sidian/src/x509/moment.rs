//! UTCTime and GeneralizedTime as RFC 5280 4.1.2.5 writes them.

use super::error::X509Error;
use super::tlv::{GENERALIZED_TIME, Tlv, UTC_TIME, Walk};
use crate::asn1;
use crate::time::UnixTime;

/// Reads the next element as a time.
pub(super) fn time(walk: &mut Walk<'_>, what: &'static str) -> Result<UnixTime, X509Error> {
    let tlv = walk.any(what)?;
    time_of(walk, tlv, what)
}

/// The next element as a time if it is one.
pub(super) fn optional_time(
    walk: &mut Walk<'_>,
    what: &'static str,
) -> Result<Option<UnixTime>, X509Error> {
    match walk.peek() {
        Some(UTC_TIME | GENERALIZED_TIME) => time(walk, what).map(Some),
        _ => Ok(None),
    }
}

/// The GeneralizedTime that comes next.
pub(super) fn generalized(walk: &mut Walk<'_>, what: &'static str) -> Result<UnixTime, X509Error> {
    let tlv = walk.expect(GENERALIZED_TIME, what)?;
    time_of(walk, tlv, what)
}

/// Responders of old write fractions of a second; they are dropped.
fn time_of(walk: &Walk<'_>, tlv: Tlv, what: &'static str) -> Result<UnixTime, X509Error> {
    let value = walk.bytes(tlv);
    let read = asn1::Tlv { tag: tlv.tag, header_len: 0, value, raw: value };
    let parsed = match tlv.tag {
        UTC_TIME => asn1::time::utc(&read),
        _ => asn1::time::generalized_with_fraction(&read),
    };
    match tlv.tag {
        UTC_TIME | GENERALIZED_TIME => parsed.map_err(|_| walk.malformed(tlv, what)),
        _ => Err(walk.malformed(tlv, what)),
    }
}
