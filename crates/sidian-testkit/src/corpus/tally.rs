//! Our answers beside the verdicts of the records: the confusion matrix and its requirements.

use std::collections::BTreeMap;
use std::fmt;

use super::record::{Confidence, Expected, Record};

/// What we answered.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Answer {
    /// Passed.
    Passed,
    /// Indeterminate.
    Indeterminate,
    /// Failed.
    Failed,
    /// The file has no signature.
    NoSignature,
    /// The file could not be judged at all.
    Unreadable,
}

impl Answer {
    const ALL: [Self; 5] =
        [Self::Passed, Self::Indeterminate, Self::Failed, Self::NoSignature, Self::Unreadable];

    /// One word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Indeterminate => "indeterminate",
            Self::Failed => "failed",
            Self::NoSignature => "no-signature",
            Self::Unreadable => "unreadable",
        }
    }
}

/// One record with our answer.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The record.
    pub record: Record,
    /// The answer with trust left out: integrity, coverage, changes and form.
    pub without_trust: Answer,
    /// The answer with trust, at the record's time with its roots, where it names them.
    pub with_trust: Answer,
    /// Codes of the findings, for people.
    pub reasons: Vec<String>,
}

impl Judged {
    /// Whether the answer is one that the record's verdict allows.
    pub fn agrees(&self) -> bool {
        match self.record.verdict {
            Expected::Pass => self.without_trust == Answer::Passed,
            Expected::Fail | Expected::Modified => self.without_trust == Answer::Failed,
            Expected::Indet => self.with_trust == Answer::Indeterminate,
            Expected::Nosig => self.without_trust == Answer::NoSignature,
        }
    }
}

/// Every answer of a run.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    judged: Vec<Judged>,
}

impl Tally {
    /// Counts one answer.
    pub fn push(&mut self, judged: Judged) {
        self.judged.push(judged);
    }

    /// Those whose answer differs from the verdict.
    pub fn mismatches(&self) -> impl Iterator<Item = &Judged> {
        self.judged.iter().filter(|judged| !judged.agrees())
    }

    /// Requirements that are not met, in words; empty is good. Only `asserted` rows count: nothing
    /// FAIL, MODIFIED or INDET passes, at most 2 % of PASS fail, NOSIG ends without a signature.
    pub fn broken_requirements(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let asserted =
            || self.judged.iter().filter(|j| j.record.confidence == Confidence::Asserted);
        for judged in asserted() {
            let path = &judged.record.path;
            match judged.record.verdict {
                Expected::Fail | Expected::Modified if judged.without_trust == Answer::Passed => {
                    broken.push(format!(
                        "{} came out passed: {path}",
                        judged.record.verdict.as_str()
                    ));
                }
                Expected::Indet if judged.with_trust == Answer::Passed => {
                    broken.push(format!("INDET came out passed: {path}"));
                }
                Expected::Nosig if judged.without_trust != Answer::NoSignature => {
                    broken
                        .push(format!("NOSIG came out {}: {path}", judged.without_trust.as_str()));
                }
                _ => {}
            }
        }
        let pass: Vec<_> = asserted().filter(|j| j.record.verdict == Expected::Pass).collect();
        let wrong =
            |j: &&&Judged| !matches!(j.without_trust, Answer::Passed | Answer::Indeterminate);
        let failed = pass.iter().filter(wrong).count();
        if failed * 50 > pass.len() {
            broken.push(format!(
                "{failed} of {} PASS files came out failed (2 % allowed)",
                pass.len()
            ));
        }
        broken
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cells: BTreeMap<(Confidence, Expected), BTreeMap<Answer, usize>> = BTreeMap::new();
        let mut with_trust: BTreeMap<Expected, BTreeMap<Answer, usize>> = BTreeMap::new();
        for judged in &self.judged {
            let record = &judged.record;
            let row = cells.entry((record.confidence, record.verdict)).or_default();
            *row.entry(judged.without_trust).or_default() += 1;
            if record.signatures.iter().any(|call| !call.roots.is_empty()) {
                let row = with_trust.entry(record.verdict).or_default();
                *row.entry(judged.with_trust).or_default() += 1;
            }
        }
        let head = |f: &mut fmt::Formatter<'_>, title: &str| -> fmt::Result {
            write!(f, "{title:<34}")?;
            for answer in Answer::ALL {
                write!(f, "{:>15}", answer.as_str())?;
            }
            writeln!(f)
        };
        let row = |f: &mut fmt::Formatter<'_>, name: &str, row: &BTreeMap<Answer, usize>| {
            write!(f, "{name:<34}")?;
            for answer in Answer::ALL {
                write!(f, "{:>15}", row.get(&answer).copied().unwrap_or(0))?;
            }
            writeln!(f)
        };
        head(f, "verdict, trust left out")?;
        for ((confidence, expected), counts) in &cells {
            row(f, &format!("{:<9} {}", expected.as_str(), confidence.as_str()), counts)?;
        }
        writeln!(f)?;
        head(f, "verdict, with the record's roots")?;
        for (expected, counts) in &with_trust {
            row(f, expected.as_str(), counts)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(verdict: Expected, without_trust: Answer, with_trust: Answer) -> Judged {
        Judged {
            record: Record {
                path: "x.pdf".to_owned(),
                verdict,
                confidence: Confidence::Asserted,
                category: String::new(),
                expect: String::new(),
                why: String::new(),
                signatures: Vec::new(),
            },
            without_trust,
            with_trust,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn a_tampered_file_that_passes_breaks_the_requirements() {
        let mut tally = Tally::default();
        tally.push(judged(Expected::Fail, Answer::Failed, Answer::Failed));
        assert!(tally.broken_requirements().is_empty());
        tally.push(judged(Expected::Fail, Answer::Passed, Answer::Indeterminate));
        assert_eq!(tally.broken_requirements().len(), 1);
        assert_eq!(tally.mismatches().count(), 1);
    }

    #[test]
    fn one_clean_file_in_fifty_may_fail_and_no_more() {
        let mut tally = Tally::default();
        for _ in 0..98 {
            tally.push(judged(Expected::Pass, Answer::Passed, Answer::Passed));
        }
        tally.push(judged(Expected::Pass, Answer::Failed, Answer::Failed));
        tally.push(judged(Expected::Pass, Answer::Unreadable, Answer::Unreadable));
        assert!(tally.broken_requirements().is_empty());
        tally.push(judged(Expected::Pass, Answer::NoSignature, Answer::NoSignature));
        assert_eq!(tally.broken_requirements().len(), 1);
    }
}
