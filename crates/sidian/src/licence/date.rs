//! Calendar dates as licences write them: eight digits, in Beijing time.

use std::fmt;

use crate::time::UnixTime;

/// A calendar date of a licence, counted in Beijing time (UTC+8). Years 1900 to 9999.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no date of the form `20261122`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a calendar date of eight digits such as 20261122")]
pub struct DateError;

impl Date {
    /// A date by its parts.
    ///
    /// # Errors
    ///
    /// [`DateError`] if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        if !(1900..=9999).contains(&year) {
            return Err(DateError);
        }
        UnixTime::from_utc((i32::from(year), month, day), (0, 0, 0)).map_err(|_| DateError)?;
        Ok(Self { year, month, day })
    }

    /// Reads the eight digits of GB/T 36903, `20261122`, and nothing else.
    ///
    /// # Errors
    ///
    /// [`DateError`] for anything else.
    pub fn from_digits(text: &str) -> Result<Self, DateError> {
        if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DateError);
        }
        let part = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse().ok());
        let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                Self::new(year, u8::try_from(month).or(Err(DateError))?, {
                    u8::try_from(day).or(Err(DateError))?
                })
            }
            _ => Err(DateError),
        }
    }

    /// Reads what people type: `20261122`, `2026-11-22`, `2026/11/22`, `2026.11.22` or `2026年11月22日`.
    ///
    /// # Errors
    ///
    /// [`DateError`] for anything else.
    pub fn from_input(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::from_digits(text);
        }
        let text = text.strip_suffix('日').unwrap_or(text);
        let mut parts = text.split(['-', '/', '.', '年', '月']);
        let mut next = |most: usize| {
            let part = parts.next().filter(|p| (1..=most).contains(&p.len())).ok_or(DateError)?;
            if !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(DateError);
            }
            part.parse::<u16>().map_err(|_| DateError)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(DateError);
        }
        let small = |n: u16| u8::try_from(n).map_err(|_| DateError);
        Self::new(year, small(month)?, small(day)?)
    }

    /// The date in Beijing at a moment.
    ///
    /// # Errors
    ///
    /// [`DateError`] before 1900.
    pub fn in_beijing(at: UnixTime) -> Result<Self, DateError> {
        let (year, month, day) = at.date_beijing();
        Self::new(u16::try_from(year).map_err(|_| DateError)?, month, day)
    }

    /// The last day of a term of `years` that begins on this day: the day before its anniversary.
    ///
    /// # Errors
    ///
    /// [`DateError`] past the year 9999.
    pub fn last_day_of_term(self, years: u16) -> Result<Self, DateError> {
        let year = self.year.checked_add(years).ok_or(DateError)?;
        // A term begun on 29 February has its anniversary on 1 March of a common year.
        let anniversary =
            Self::new(year, self.month, self.day).or_else(|_| Self::new(year, 3, 1))?;
        let start = UnixTime::from_utc(
            (i32::from(anniversary.year), anniversary.month, anniversary.day),
            (0, 0, 0),
        );
        let (year, month, day) = start.map_err(|_| DateError)?.plus(-86_400).date_utc();
        Self::new(u16::try_from(year).map_err(|_| DateError)?, month, day)
    }

    /// Year, month and day.
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// As a face shows it: `2026年11月22日`.
    pub fn to_chinese(self) -> String {
        format!("{:04}年{:02}月{:02}日", self.year, self.month, self.day)
    }
}

impl fmt::Display for Date {
    /// Eight digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;
    use crate::time::UnixTime;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for good in ["20261122", "20240229", "19000101", "99991231"] {
            assert_eq!(Date::from_digits(good).map(|d| d.to_string()), Ok(good.to_owned()));
        }
        let bad = ["", "2026112", "20261322", "20260230", "20230229", "2026 122", "+2026112"];
        for bad in bad.into_iter().chain(["２０２６", "18991231", "202611220", "2026112\u{a0}"])
        {
            assert!(Date::from_digits(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn typed_dates_are_understood() {
        let day = Date::new(2026, 1, 5);
        for text in ["20260105", "2026-01-05", "2026-1-5", "2026/1/5", "2026.01.05", "2026年1月5日"]
        {
            assert_eq!(Date::from_input(text), day, "{text}");
        }
        for text in ["2026-1", "2026-1-5-6", "2026-+1-5", "-1-1-1", "明天", "2026-001-05"] {
            assert!(Date::from_input(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_term_ends_the_day_before_its_anniversary() {
        let last = |y, m, d, n| Date::new(y, m, d).and_then(|x| x.last_day_of_term(n));
        assert_eq!(last(2026, 11, 22, 5), Date::new(2031, 11, 21));
        assert_eq!(last(2026, 1, 1, 1), Date::new(2026, 12, 31));
        assert_eq!(last(2024, 2, 29, 1), Date::new(2025, 2, 28));
        assert!(last(9999, 2, 1, 1).is_err());
    }

    #[test]
    fn the_day_changes_at_midnight_in_beijing() {
        let at = |text: &str| Date::in_beijing(UnixTime::from_rfc3339(text).unwrap());
        assert_eq!(at("2026-11-22T15:59:59Z"), Date::new(2026, 11, 22));
        assert_eq!(at("2026-11-22T16:00:00Z"), Date::new(2026, 11, 23));
    }
}
