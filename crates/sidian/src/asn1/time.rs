//! UTCTime and GeneralizedTime (RFC 5280 §4.1.2.5).

use super::{Asn1Error, Reader, Tlv, tag, writer};
use crate::time::UnixTime;

/// Reads a Time as certificates and CRLs carry it: UTCTime `YYMMDDHHMMSSZ` or GeneralizedTime
/// `YYYYMMDDHHMMSSZ`.
///
/// # Errors
///
/// [`Asn1Error::Tag`] for another type, [`Asn1Error::Value`] for another form or no such moment.
pub fn read(reader: &mut Reader<'_>) -> Result<UnixTime, Asn1Error> {
    match reader.peek() {
        Some(tag::UTC_TIME) => utc(&reader.read()?),
        _ => generalized(&reader.expect(tag::GENERALIZED_TIME)?),
    }
}

/// The moment of a UTCTime; two-digit years run from 1950 to 2049. The tag is not looked at.
///
/// # Errors
///
/// [`Asn1Error::Value`] for another form or no such moment.
pub fn utc(tlv: &Tlv<'_>) -> Result<UnixTime, Asn1Error> {
    let bad = Asn1Error::Value { kind: "UTCTime" };
    let [digits @ .., b'Z'] = tlv.value else { return Err(bad) };
    let [year, rest @ ..] = pairs::<6>(digits).ok_or(bad)?;
    let century = if year < 50 { 2000 } else { 1900 };
    moment(century + i32::from(year), rest).ok_or(bad)
}

/// The moment of a GeneralizedTime of whole seconds in UTC. The tag is not looked at.
///
/// # Errors
///
/// [`Asn1Error::Value`] for another form or no such moment.
pub fn generalized(tlv: &Tlv<'_>) -> Result<UnixTime, Asn1Error> {
    let bad = Asn1Error::Value { kind: "GeneralizedTime" };
    let [digits @ .., b'Z'] = tlv.value else { return Err(bad) };
    let [hundreds, year, rest @ ..] = pairs::<7>(digits).ok_or(bad)?;
    moment(i32::from(hundreds) * 100 + i32::from(year), rest).ok_or(bad)
}

/// The moment of a GeneralizedTime that may carry a fraction of a second, as the `genTime` of a
/// timestamp may (RFC 3161 §2.4.2). The fraction is cut off.
///
/// # Errors
///
/// [`Asn1Error::Value`] for another form, a fraction that ends in 0, or no such moment.
pub fn generalized_with_fraction(tlv: &Tlv<'_>) -> Result<UnixTime, Asn1Error> {
    let bad = Asn1Error::Value { kind: "GeneralizedTime" };
    let [digits @ .., b'Z'] = tlv.value else { return Err(bad) };
    let (whole, fraction) = match digits.iter().position(|&b| b == b'.') {
        None => (digits, None),
        Some(dot) => {
            (digits.get(..dot).unwrap_or_default(), Some(digits.get(dot + 1..).unwrap_or_default()))
        }
    };
    if let Some(fraction) = fraction {
        let ends_well = fraction.last().is_some_and(|&last| last != b'0');
        if !ends_well || !fraction.iter().all(u8::is_ascii_digit) {
            return Err(bad);
        }
    }
    let [hundreds, year, rest @ ..] = pairs::<7>(whole).ok_or(bad)?;
    moment(i32::from(hundreds) * 100 + i32::from(year), rest).ok_or(bad)
}

/// Writes a Time by the rule of RFC 5280: UTCTime from 1950 through 2049, else GeneralizedTime.
pub fn write(at: UnixTime) -> Vec<u8> {
    let (year, ..) = at.date_utc();
    if !(1950..=2049).contains(&year) {
        return write_generalized(at);
    }
    let text = digits(at);
    writer::tlv(tag::UTC_TIME, text.get(2..).unwrap_or_default().as_bytes())
}

/// Writes a GeneralizedTime of whole seconds.
pub fn write_generalized(at: UnixTime) -> Vec<u8> {
    writer::tlv(tag::GENERALIZED_TIME, digits(at).as_bytes())
}

fn digits(at: UnixTime) -> String {
    let ((y, mo, d), (h, mi, s)) = (at.date_utc(), at.time_utc());
    format!("{y:04}{mo:02}{d:02}{h:02}{mi:02}{s:02}Z")
}

fn moment(year: i32, rest: [u8; 5]) -> Option<UnixTime> {
    let [month, day, hour, minute, second] = rest;
    UnixTime::from_utc((year, month, day), (hour, minute, second)).ok()
}

/// `digits` as exactly `N` two-digit numbers.
fn pairs<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let mut out = [0; N];
    if digits.len() != N * 2 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    for (slot, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let [tens, ones] = pair else { return None };
        *slot = (tens - b'0') * 10 + (ones - b'0');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(tag: u8, text: &str) -> Result<String, Asn1Error> {
        let der = writer::tlv(tag, text.as_bytes());
        read(&mut Reader::new(&der)).map(|at| at.to_string())
    }

    #[test]
    fn two_digit_years_run_from_1950_to_2049() {
        assert_eq!(at(tag::UTC_TIME, "491231235959Z").unwrap(), "2049-12-31T23:59:59Z");
        assert_eq!(at(tag::UTC_TIME, "500101000000Z").unwrap(), "1950-01-01T00:00:00Z");
        assert_eq!(at(tag::GENERALIZED_TIME, "20500101000000Z").unwrap(), "2050-01-01T00:00:00Z");
    }

    #[test]
    fn other_forms_of_time_are_refused() {
        for bad in [
            "2601010000Z",
            "260101000000",
            "260101000000+0800",
            "26010100000 Z",
            "261301000000Z",
            "260230000000Z",
            "260101240000Z",
            "",
            "Z",
        ] {
            assert!(at(tag::UTC_TIME, bad).is_err(), "{bad} passed");
        }
        assert!(at(tag::GENERALIZED_TIME, "20260101000000.5Z").is_err());
    }

    #[test]
    fn fractions_are_read_where_timestamps_may_have_them() {
        let read = |text: &str| {
            let der = writer::tlv(tag::GENERALIZED_TIME, text.as_bytes());
            generalized_with_fraction(&Reader::new(&der).read().unwrap()).map(|at| at.to_string())
        };
        assert_eq!(read("20260101000000.123Z").unwrap(), "2026-01-01T00:00:00Z");
        assert_eq!(read("20260101000000Z").unwrap(), "2026-01-01T00:00:00Z");
        for bad in ["20260101000000.Z", "20260101000000.10Z", "20260101000000.1x1Z"] {
            assert!(read(bad).is_err(), "{bad} passed");
        }
    }

    #[test]
    fn times_written_are_read_back() {
        for text in [
            "1949-12-31T23:59:59Z",
            "1950-01-01T00:00:00Z",
            "2049-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z",
        ] {
            let want = UnixTime::from_rfc3339(text).unwrap();
            assert_eq!(read(&mut Reader::new(&write(want))), Ok(want), "{text}");
            assert_eq!(read(&mut Reader::new(&write_generalized(want))), Ok(want), "{text}");
        }
    }
}
