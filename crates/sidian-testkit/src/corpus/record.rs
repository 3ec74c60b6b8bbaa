//! `MANIFEST.jsonl`: one file a line, with the verdict it must get.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What the record says must come out.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "UPPERCASE")]
pub enum Expected {
    /// Every signature intact, later changes absent or permitted; trust not judged.
    Pass,
    /// Broken, badly covered, wrongly formed or changed in a forbidden way.
    Fail,
    /// The digest agrees, but what is shown differs.
    Modified,
    /// Neither: something needed is missing, unknown or revoked.
    Indet,
    /// No signature may be reported.
    Nosig,
}

impl Expected {
    /// The word of the manifest.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Modified => "MODIFIED",
            Self::Indet => "INDET",
            Self::Nosig => "NOSIG",
        }
    }
}

/// How sure the record is of its verdict.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A test of the project that made the file asserts it.
    Asserted,
    /// Asserted for format or intactness only.
    AssertedFormat,
    /// Asserted under a policy of that test's own.
    AssertedCustomPolicy,
    /// By file name or README.
    Named,
    /// Only from running other tools.
    Oracle,
    /// Sources disagree.
    Conflict,
}

impl Confidence {
    /// The word of the manifest.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::AssertedFormat => "asserted-format",
            Self::AssertedCustomPolicy => "asserted-custom-policy",
            Self::Named => "named",
            Self::Oracle => "oracle",
            Self::Conflict => "conflict",
        }
    }
}

/// One validation that the passing test made.
#[derive(Clone, Debug, Deserialize)]
pub struct Call {
    /// Name of the signature field.
    pub field: String,
    /// The time it was judged at, `YYYY-MM-DD hh:mm:ss`, UTC.
    pub now: String,
    /// Trust anchors by the SHA-256 of their DER.
    #[serde(default)]
    pub roots: Vec<String>,
    /// Policies of the test's own.
    #[serde(default)]
    pub custom: Vec<String>,
    /// Whether everything was good, trust included.
    #[serde(default)]
    pub bottom_line: Option<bool>,
    /// Whether the certificate was trusted.
    #[serde(default)]
    pub trusted: Option<bool>,
}

impl Call {
    /// `now` as seconds since 1970, where it can be read.
    pub fn unix_time(&self) -> Option<i64> {
        let digits =
            |range: std::ops::Range<usize>| -> Option<i64> { self.now.get(range)?.parse().ok() };
        let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
        // days since 1970 of the civil calendar, with March as the first month
        let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100;
        let days = days + (153 * m + 2) / 5 + day - 1 - 719_468;
        Some(days * 86_400 + hour * 3_600 + minute * 60 + second)
    }
}

/// One file and what must come out.
#[derive(Clone, Debug, Deserialize)]
pub struct Record {
    /// Path below the folder of the manifest.
    pub path: String,
    /// What must come out.
    pub verdict: Expected,
    /// How sure that is.
    pub confidence: Confidence,
    /// `crypto-or-format`, `coverage`, `modification`, `timestamp`, `trust`, `seed-value`, `clean`.
    pub category: String,
    /// What the test that made it expects, in words.
    pub expect: String,
    /// The test, or what kind of file it is.
    pub why: String,
    /// Its validations.
    #[serde(default)]
    pub signatures: Vec<Call>,
}

impl Record {
    /// The trust anchors of one of its validations, each once, as DER.
    pub fn roots_of(&self, dir: &Path, call: &Call) -> Vec<Vec<u8>> {
        let mut names: Vec<&str> = call.roots.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let folder = dir.join("pyhanko-generated").join("roots");
        names
            .into_iter()
            .filter_map(|name| fs::read(folder.join(format!("{name}.cer"))).ok())
            .collect()
    }
}

/// Why a manifest could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file could not be read.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not a record.
    #[error("line {line} of the manifest: {source}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

/// Reads `MANIFEST.jsonl` of the folder `dir`.
///
/// # Errors
///
/// [`RecordError`] where it is missing or a line is not a record.
pub fn records(dir: &Path) -> Result<Vec<Record>, RecordError> {
    let path = dir.join("MANIFEST.jsonl");
    let text = fs::read_to_string(&path).map_err(|source| RecordError::Io { path, source })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|source| RecordError::Line { line: at + 1, source })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_records_are_read_as_utc() {
        let call = |now: &str| Call {
            field: String::new(),
            now: now.to_owned(),
            roots: Vec::new(),
            custom: Vec::new(),
            bottom_line: None,
            trusted: None,
        };
        assert_eq!(call("1970-01-01 00:00:00").unix_time(), Some(0));
        assert_eq!(call("2020-11-01 00:00:00").unix_time(), Some(1_604_188_800));
        assert_eq!(call("2080-02-29 23:59:59").unix_time(), Some(3_476_476_799));
        assert_eq!(call("2026-11-22 21:42:26.755169").unix_time(), Some(1_795_383_746));
        assert_eq!(call("never").unix_time(), None);
    }

    #[test]
    fn every_line_of_the_manifest_is_a_record() {
        let Some(dir) = crate::corpus::dir_or_skip("pdf") else { return };
        let records = records(&dir).unwrap();
        assert!(records.len() > 200, "only {} records", records.len());
        for record in &records {
            assert!(dir.join(&record.path).is_file(), "{} is missing", record.path);
        }
    }
}
