//! All differences since a signed revision, and what the signatures in force say to them.

use std::cell::Cell;
use std::collections::HashMap;

use crate::budget::{Budget, LimitError, Work};
use crate::pdf::Pdf;
use crate::report::codes::changes as codes;
use crate::report::{Change, ChangeClass, Changes, Code, Finding, Severity};

use super::pairs::Comparison;
use super::permission::Permissions;
use super::record::{Need, Record};

/// What later revisions changed, judged for one signature.
#[derive(Clone, Debug)]
pub struct ChangeReport {
    /// The fact: nothing, something permitted, something forbidden, or something of which no
    /// signature says whether it is permitted.
    pub outcome: Changes,
    /// Each change, oldest first; technical rewrites of the same value are not listed.
    pub changes: Vec<Change>,
    /// Findings that follow from them, one for each kind.
    pub findings: Vec<Finding>,
    /// How many objects later revisions hold that nothing uses.
    pub orphans: usize,
}

/// The differences between each revision and the one before, from one revision onwards.
#[derive(Debug)]
pub struct History {
    records: Vec<Record>,
    /// For each record, whether all signatures in force permit it, and what to say.
    verdicts: Vec<(bool, &'static Code)>,
    /// How many more changes may be listed, over all signatures.
    room: Cell<usize>,
    /// Orphans by revision.
    orphans: Vec<(usize, usize)>,
    unreadable: usize,
    latest: usize,
}

/// Most changes that one report lists.
const LISTED: usize = 2_000;
/// Most changes that all reports about one document list: it may hold many signatures, each of which
/// would list what came after it.
const LISTED_IN_ALL: usize = 20_000;

impl History {
    /// Compares every revision after `from` with the one before it, and judges the changes by what
    /// all signatures permit.
    ///
    /// # Errors
    ///
    /// [`LimitError`] if that costs more than `budget` allows.
    pub fn new(
        pdf: &Pdf<'_>,
        from: usize,
        permissions: &Permissions,
        budget: &Budget,
    ) -> Result<Self, LimitError> {
        let latest = pdf.revisions().len().saturating_sub(1);
        let mut history = Self {
            records: Vec::new(),
            verdicts: Vec::new(),
            room: Cell::new(LISTED_IN_ALL),
            orphans: Vec::new(),
            unreadable: 0,
            latest,
        };
        if from >= latest {
            return Ok(history);
        }
        let mut comparison = Comparison::new(pdf, from, budget)?;
        for revision in from + 1..=latest {
            let orphans = comparison.advance(revision)?;
            history.orphans.push((revision, orphans));
        }
        history.unreadable = comparison.unreadable();
        history.records = comparison.into_records();
        for record in &history.records {
            budget.spend(Work::Compared, permissions.cost())?;
            history.verdicts.push(judged(record, permissions));
        }
        Ok(history)
    }

    /// Gathers the changes after `signed_revision`.
    pub fn judge(&self, signed_revision: usize) -> ChangeReport {
        let mut report = ChangeReport {
            outcome: if signed_revision >= self.latest {
                Changes::None
            } else {
                Changes::Permitted
            },
            changes: Vec::new(),
            findings: Vec::new(),
            orphans: self
                .orphans
                .iter()
                .filter(|(r, _)| *r > signed_revision)
                .map(|(_, n)| n)
                .sum(),
        };
        let mut said: HashMap<u32, usize> = HashMap::new();
        let mut cut = false;
        let all = self.records.iter().zip(self.verdicts.iter().copied());
        for (record, (permitted, code)) in all.filter(|(r, _)| r.revision > signed_revision) {
            if !permitted && code.severity == Severity::Failure {
                report.outcome = Changes::Forbidden;
            } else if !permitted && report.outcome == Changes::Permitted {
                report.outcome = Changes::Unknown;
            }
            let times = said.entry(code.number).or_default();
            *times += 1;
            if code == codes::IDENTICAL {
                continue;
            }
            if *times <= 3 {
                report.findings.push(Finding::new(code).with("what", what(record)));
            }
            // what is forbidden finds a place behind what is not
            let most = if permitted { LISTED } else { 2 * LISTED };
            if report.changes.len() < most && self.room.get() > 0 {
                self.room.set(self.room.get() - 1);
                report.changes.push(Change {
                    revision: record.revision,
                    object: record.object,
                    page: record.page,
                    bbox: record.bbox,
                    path: record.path.clone(),
                    class: record.class,
                    permitted,
                    code,
                });
            } else {
                cut = true;
            }
        }
        if cut {
            report.findings.push(Finding::new(codes::LIST_CUT).with("count", LISTED));
        }
        if report.orphans > 0 {
            report.findings.push(Finding::new(codes::ORPHANS).with("count", report.orphans));
        }
        if self.unreadable > 0 && report.outcome != Changes::None {
            let found = Finding::new(codes::UNREADABLE_ORPHANS).with("count", self.unreadable);
            report.findings.push(found);
        }
        report
    }
}

/// What a finding names: a field by its name, anything else by its path.
fn what(record: &Record) -> String {
    match &record.need {
        Need::Filling(name) | Need::Signing(name) => name.clone(),
        _ => match record.page {
            Some(page) => format!("{}, page {page}", record.path),
            None => record.path.clone(),
        },
    }
}

/// Whether the signatures in force permit it, and what to say.
fn judged(record: &Record, permissions: &Permissions) -> (bool, &'static Code) {
    let level = permissions.level(record.revision);
    let locked = |name: &str| permissions.locked(record.revision, name);
    match &record.need {
        Need::Always => (true, record.code),
        Need::Never => (false, record.code),
        Need::Annotating if level < 3 => (false, codes::ANNOTATING_FORBIDDEN),
        Need::Annotating if record.visible && !permissions.is_stated(record.revision) => {
            (false, codes::ANNOTATION_UNASKED)
        }
        Need::Filling(_) if level < 2 => (false, codes::FILLING_FORBIDDEN),
        Need::Filling(name) | Need::Signing(name) if locked(name) => (false, codes::FIELD_LOCKED),
        Need::NewField | Need::Signing(_) if level < 2 => (false, codes::SIGNING_FORBIDDEN),
        Need::NewField if record.visible && permissions.certified(record.revision) => {
            (true, codes::VISIBLE_FIELD_ADDED)
        }
        _ => (true, record.code),
    }
}

/// How far the changes reach, for one word about all of them.
impl ChangeReport {
    /// The class that reaches furthest, where anything changed.
    pub fn furthest(&self) -> Option<ChangeClass> {
        let rank = |class: &ChangeClass| match class {
            ChangeClass::Maintenance => 0,
            ChangeClass::Signing => 1,
            ChangeClass::FormFill => 2,
            ChangeClass::Annotation => 3,
            ChangeClass::Other => 4,
        };
        self.changes.iter().map(|change| change.class).max_by_key(rank)
    }
}
