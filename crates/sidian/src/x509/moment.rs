//! UTCTime and GeneralizedTime as RFC 5280 4.1.2.5 writes them.

use super::error::X509Error;
use super::tlv::{GENERALIZED_TIME, Tlv, UTC_TIME, Walk};
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

fn time_of(walk: &Walk<'_>, tlv: Tlv, what: &'static str) -> Result<UnixTime, X509Error> {
    let text = walk.bytes(tlv);
    let parsed = match tlv.tag {
        UTC_TIME => utc(text),
        GENERALIZED_TIME => long(text),
        _ => None,
    };
    parsed.ok_or_else(|| walk.malformed(tlv, what))
}

/// `YYMMDDHHMMSSZ`; from 50 on the year is one of the 1900s.
fn utc(text: &[u8]) -> Option<UnixTime> {
    let (year, rest) = text.split_at_checked(2)?;
    let year = digits(year)?;
    moment(if year >= 50 { 1900 + year } else { 2000 + year }, rest)
}

/// `YYYYMMDDHHMMSSZ`. Fractions of a second are allowed to OCSP responders of old and dropped.
fn long(text: &[u8]) -> Option<UnixTime> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = digits(year)?;
    match rest.split_at_checked(10) {
        Some((whole, [b'.', fraction @ .., b'Z']))
            if fraction.len() <= 9 && digits(fraction).is_some() =>
        {
            let mut text = [b'Z'; 11];
            text.get_mut(..10)?.copy_from_slice(whole);
            moment(year, &text)
        }
        _ => moment(year, rest),
    }
}

fn moment(year: i32, rest: &[u8]) -> Option<UnixTime> {
    let [m1, m2, d1, d2, h1, h2, n1, n2, s1, s2, b'Z'] = rest else { return None };
    let two = |a: &u8, b: &u8| digits(&[*a, *b]).and_then(|n| u8::try_from(n).ok());
    let date = (year, two(m1, m2)?, two(d1, d2)?);
    UnixTime::from_utc(date, (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?)).ok()
}

fn digits(text: &[u8]) -> Option<i32> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_i32, |n, b| {
        if !b.is_ascii_digit() {
            return None;
        }
        n.checked_mul(10)?.checked_add(i32::from(b - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_two_digits_turn_at_fifty() {
        assert_eq!(utc(b"500101000000Z").map(UnixTime::date_utc), Some((1950, 1, 1)));
        assert_eq!(utc(b"491231235959Z").map(UnixTime::date_utc), Some((2049, 12, 31)));
    }

    #[test]
    fn times_without_seconds_zone_or_a_real_date_are_refused() {
        for bad in [
            &b"2601010000Z"[..],
            b"260101000000",
            b"260101000000+0800",
            b"260230000000Z",
            b"26010100000aZ",
            b"Z",
            b"",
        ] {
            assert!(utc(bad).is_none(), "{bad:?} was read");
        }
        for bad in
            [&b"20260101000000"[..], b"20260101000000.Z", b"20261301000000Z", b"202601010000Z"]
        {
            assert!(long(bad).is_none(), "{bad:?} was read");
        }
        assert_eq!(long(b"20260101000000.123Z"), long(b"20260101000000Z"));
    }
}
