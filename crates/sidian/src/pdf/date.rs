//! Dates (ISO 32000-2 7.9.4).

use crate::time::UnixTime;

/// Reads `D:YYYYMMDDHHmmSSOHH'mm'`, where everything behind the year may be missing. A missing zone
/// is taken as UTC. `None` for anything else.
pub fn parse_date(text: &str) -> Option<UnixTime> {
    let mut rest = text.strip_prefix("D:").unwrap_or(text);
    let year = digits(&mut rest, 4)??;
    let mut parts = [1, 1, 0, 0, 0];
    for part in &mut parts {
        match digits(&mut rest, 2)? {
            Some(value) => *part = value,
            None => break,
        }
    }
    let [month, day, hour, minute, second] = parts.map(|part| u8::try_from(part).unwrap_or(0));
    let year = i32::try_from(year).ok()?;
    let local = UnixTime::from_utc((year, month, day), (hour, minute, second)).ok()?;
    let at = local.seconds().checked_sub(zone(rest)?)?;
    UnixTime::from_seconds(at).ok()
}

/// Writes a date in UTC.
pub fn format_date(at: UnixTime) -> String {
    let ((y, mo, d), (h, mi, s)) = (at.date_utc(), at.time_utc());
    format!("D:{y:04}{mo:02}{d:02}{h:02}{mi:02}{s:02}Z")
}

/// `count` digits, or `Some(None)` where none stand here; `None` where there are too few.
fn digits(rest: &mut &str, count: usize) -> Option<Option<u32>> {
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(None);
    }
    let (head, tail) = rest.split_at_checked(count)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *rest = tail;
    head.parse().ok().map(Some)
}

/// Seconds east of UTC.
fn zone(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.split_at_checked(1) {
        None => return Some(0),
        Some(("Z", rest)) => (1, rest),
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        Some(_) => return None,
    };
    let hours = digits(&mut rest, 2)?.unwrap_or(0);
    rest = rest.strip_prefix('\'').unwrap_or(rest);
    let minutes = digits(&mut rest, 2)?.unwrap_or(0);
    rest = rest.strip_prefix('\'').unwrap_or(rest);
    let fits = rest.is_empty() && hours < 24 && minutes < 60;
    fits.then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_zones() {
        let cases = [
            ("D:20261122080000Z", 1_795_334_400),
            ("D:20261122080000+08'00'", 1_795_305_600),
            ("D:20261122080000-05'30", 1_795_354_200),
            ("D:20261122080000Z00'00'", 1_795_334_400),
            ("D:20261122", 1_795_305_600),
            ("20261122080000", 1_795_334_400),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse_date(text).map(UnixTime::seconds), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in ["", "D:", "D:2026112", "D:20261322", "D:20261122080000+99'00'", "D:20261122x"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_written_date_reads_as_the_same_moment() {
        let at = UnixTime::from_utc((2026, 11, 22), (8, 0, 1)).unwrap();
        assert_eq!(format_date(at), "D:20261122080001Z");
        assert_eq!(parse_date(&format_date(at)), Some(at));
    }
}
