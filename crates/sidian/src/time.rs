//! Points in time, as data: nothing in this crate reads a clock.

use std::fmt;

use ::time::format_description::well_known::Rfc3339;
use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// Seconds since 1970-01-01T00:00:00Z, before it when negative. Years 0 to 9999.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnixTime(i64);

/// A text or number that is no point in time between the years 0 and 9999.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a point in time")]
pub struct TimeFormatError;

impl UnixTime {
    /// From seconds since the epoch.
    ///
    /// # Errors
    ///
    /// [`TimeFormatError`] outside the years 0 to 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self, TimeFormatError> {
        let at = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| TimeFormatError)?;
        if (0..=9999).contains(&at.year()) { Ok(Self(seconds)) } else { Err(TimeFormatError) }
    }

    /// From a calendar date and a time of day in UTC.
    ///
    /// # Errors
    ///
    /// [`TimeFormatError`] if there is no such moment.
    pub fn from_utc(date: (i32, u8, u8), time: (u8, u8, u8)) -> Result<Self, TimeFormatError> {
        let month = Month::try_from(date.1).map_err(|_| TimeFormatError)?;
        let day = Date::from_calendar_date(date.0, month, date.2).map_err(|_| TimeFormatError)?;
        let time = Time::from_hms(time.0, time.1, time.2).map_err(|_| TimeFormatError)?;
        Self::from_seconds(PrimitiveDateTime::new(day, time).assume_utc().unix_timestamp())
    }

    /// Parses RFC 3339, for example `2026-11-22T08:00:00+08:00`.
    ///
    /// # Errors
    ///
    /// [`TimeFormatError`] if `text` is not RFC 3339.
    pub fn from_rfc3339(text: &str) -> Result<Self, TimeFormatError> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TimeFormatError)?;
        Self::from_seconds(at.unix_timestamp())
    }

    /// Seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Year, month and day in UTC.
    pub fn date_utc(self) -> (i32, u8, u8) {
        let at = self.utc();
        (at.year(), at.month().into(), at.day())
    }

    /// Hour, minute and second in UTC.
    pub fn time_utc(self) -> (u8, u8, u8) {
        let at = self.utc();
        (at.hour(), at.minute(), at.second())
    }

    /// This moment moved by `seconds`, held within the years 0 to 9999.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds)).unwrap_or(if seconds < 0 {
            Self(-62_167_219_200)
        } else {
            Self(253_402_300_799)
        })
    }

    /// The calendar date in Beijing time (UTC+8), in which Chinese public service counts its days.
    pub fn date_beijing(self) -> (i32, u8, u8) {
        self.plus(8 * 3600).date_utc()
    }

    fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(UtcOffset::UTC)
    }
}

impl fmt::Display for UnixTime {
    /// RFC 3339 in UTC, whole seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((y, mo, d), (h, mi, s)) = (self.date_utc(), self.time_utc());
        write!(f, "{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z")
    }
}
