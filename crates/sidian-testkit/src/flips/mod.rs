//! Signed files changed in every small way: none may pass with other content.
//!
//! What "other content" means is decided here without the library's reader: by comparing the bytes
//! of the changed file with those of the original, and what the reports say.

mod mutation;
mod run;
mod shown;

pub use mutation::Mutation;
pub use run::{Tally, run};

use std::ops::Range;

use sidian::pdf::Span;
use sidian::report::{Report, Verdict};
use sidian::time::UnixTime;
use sidian::verifier::{Document, Verifier};

use crate::clock;
use crate::tamper::{Scene, signature_gaps};

/// A signed file that passes, and what is known about its bytes.
pub struct Subject {
    /// What it is called in tables.
    pub name: &'static str,
    /// The file.
    pub pdf: Vec<u8>,
    verifier: Verifier,
    /// Ends of the revisions that a signature covers, oldest first.
    ends: Vec<usize>,
    /// The hexadecimal digits of the last signature: no signature covers them.
    digits: Range<usize>,
    says: Says,
}

/// Why a changed file may pass.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Excuse {
    /// Nothing but letter case of the last signature's hexadecimal digits: it decodes to the same.
    Spelling,
    /// Only the container of the last signature, in parts that it does not protect and that bear on
    /// nothing: every covered byte is as it was, and the report names the same signers, revisions,
    /// times and licence.
    Container,
    /// It is, to the byte, what an earlier signature covers: the file before it was signed again.
    Earlier,
    /// White space after the end, which is no part of the document.
    WhiteSpace,
}

/// What became of one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It was refused as no PDF, failed, or remained open.
    NotPassed,
    /// It passed, and says what the original says.
    Excused(Excuse),
    /// It passed with other content: a bug, whatever the reason.
    Wrong,
}

/// What a report tells people about who signed what.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Says {
    document: String,
    signatures: Vec<String>,
}

impl Subject {
    /// A licence with its status list, and a document that two people signed.
    pub fn all() -> Vec<Self> {
        let licence = crate::licence::licence();
        let twice = Scene::get().twice.clone();
        vec![
            Self::new("licence", licence, crate::licence::verifier()),
            Self::new("signed twice", twice, Scene::verifier()),
        ]
    }

    /// A subject of a file that `verifier` passes.
    ///
    /// # Panics
    ///
    /// If it does not pass, or is not signed.
    pub fn new(name: &'static str, pdf: Vec<u8>, verifier: Verifier) -> Self {
        let report = verifier.document(&pdf, now()).expect("a PDF");
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{name} passes as it is");
        let says = Says::of(&report);
        let gaps = signature_gaps(&pdf);
        let Span { start, end } = gaps.last().expect("a signature").0;
        assert_eq!((pdf[start], pdf[end - 1]), (b'<', b'>'), "{name}");
        let ends = gaps.iter().map(|(_, end)| *end).collect();
        Self { name, digits: start + 1..end - 1, ends, says, verifier, pdf }
    }

    /// Verifies a changed file and judges the answer.
    pub fn try_mutant(&self, mutant: &[u8]) -> Outcome {
        let Ok(report) = self.verifier.document(mutant, now()) else { return Outcome::NotPassed };
        if report.verdict() != Some(Verdict::Passed) {
            return Outcome::NotPassed;
        }
        self.excuse(mutant, &report).map_or(Outcome::Wrong, Outcome::Excused)
    }

    /// Whether a file keeps every byte that the last signature covers, and shows and attaches the
    /// same: what a file that passes must do for a document in which nothing may be changed.
    pub fn is_kept_by(&self, file: &[u8]) -> bool {
        let Some((kept, _)) = file.split_at_checked(self.pdf.len()) else { return false };
        let Range { start, end } = self.digits;
        let covered = kept[..start] == self.pdf[..start] && kept[end..] == self.pdf[end..];
        covered && shown::shown(file).is_some_and(|now| Some(now) == shown::shown(&self.pdf))
    }

    /// Whether the verifier passes a file.
    pub fn passes(&self, file: &[u8]) -> bool {
        let report = self.verifier.document(file, now());
        report.is_ok_and(|report| report.verdict() == Some(Verdict::Passed))
    }

    fn excuse(&self, mutant: &[u8], report: &Report<Document>) -> Option<Excuse> {
        let says = Says::of(report);
        if let Some(count) = self.ends.iter().position(|end| *end == mutant.len()) {
            let same = self.pdf.starts_with(mutant) && mutant.len() < self.pdf.len();
            let signatures = self.says.signatures.get(..=count)?;
            if same && says.signatures == signatures {
                return Some(Excuse::Earlier);
            }
        }
        if says != self.says {
            return None;
        }
        let (kept, rest) = mutant.split_at_checked(self.pdf.len())?;
        if kept == self.pdf {
            return rest.iter().all(|b| b" \t\r\n\0\x0c".contains(b)).then_some(Excuse::WhiteSpace);
        }
        let Range { start, end } = self.digits;
        let outside = kept[..start] == self.pdf[..start] && kept[end..] == self.pdf[end..];
        if !outside || !rest.is_empty() {
            return None;
        }
        let same = kept[start..end].eq_ignore_ascii_case(&self.pdf[start..end]);
        Some(if same { Excuse::Spelling } else { Excuse::Container })
    }
}

impl Says {
    fn of(report: &Report<Document>) -> Self {
        let document = match report.accepted() {
            Some(Document::Licence(licence)) => {
                let json = licence.metadata().to_json();
                format!("licence {} {}", licence.signer(), String::from_utf8_lossy(&json))
            }
            Some(Document::Signed(document)) => format!("signed {:?}", document.signers()),
            _ => String::new(),
        };
        let tell = |s: &sidian::report::SignatureReport| {
            let of = (&s.field, s.kind, &s.signer, s.revision, s.time, &s.reason, &s.path);
            format!("{of:?} {:?} {:?}", s.integrity, s.trust)
        };
        Self { document, signatures: report.signatures().iter().map(tell).collect() }
    }
}

fn now() -> UnixTime {
    clock::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(subject: &Subject, find: &[u8], skip: usize) -> Vec<u8> {
        let mut out = subject.pdf.clone();
        let later = &subject.pdf[subject.ends[0]..];
        let at = later.windows(find.len()).position(|window| window == find).expect("is there");
        out[subject.ends[0] + at + skip] ^= 1;
        out
    }

    #[test]
    fn a_signature_cut_loose_from_the_form_leaves_the_answer_open() {
        let all = Subject::all();
        let twice = all.iter().find(|subject| subject.name == "signed twice").unwrap();
        for (find, skip) in [(&b"/V "[..], 1), (b" 0 R]/DR", 1)] {
            let cut_loose = turned(twice, find, skip);
            assert_eq!(twice.try_mutant(&cut_loose), Outcome::NotPassed);
        }
    }
}
