//! The machine's clock. Everything below takes the time as an argument.

use std::time::{SystemTime, UNIX_EPOCH};

use sidian::time::UnixTime;

/// Now.
///
/// # Panics
///
/// After the year 9999.
pub(crate) fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let seconds = i64::try_from(since).unwrap_or(0);
    UnixTime::from_seconds(seconds).expect("the clock shows a year before 10000")
}
