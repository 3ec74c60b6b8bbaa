//! All differences since a signed revision, and what the signatures in force say to them.

use std::cell::Cell;
use std::collections::BTreeMap;

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
    /// By revision.
    records: Vec<Record>,
    /// For each record, whether all signatures in force permit it, and what to say.
    verdicts: Vec<(bool, &'static Code)>,
    /// Which records say the same, by the number of the code.
    alike: BTreeMap<u32, Vec<usize>>,
    /// Records that are listed, and those among them that are not permitted.
    listed: Vec<usize>,
    refused: Vec<usize>,
    /// The last record that is forbidden, and the last of which nobody says whether it is.
    forbidden: Option<usize>,
    unknown: Option<usize>,
    /// How many more changes may be listed, over all signatures.
    room: Cell<usize>,
    /// By revision, how many orphans it and all later ones hold.
    orphans: Vec<(usize, usize)>,
    unreadable: usize,
    /// Objects of which it is not known what they refer to.
    blind: usize,
    latest: usize,
}

/// Most changes that one report lists.
const LISTED: usize = 2_000;
/// Most changes that all reports about one document list: it may hold many signatures, each of which
/// would list what came after it.
const LISTED_IN_ALL: usize = 20_000;
/// How many changes of a kind a report has findings for.
const SAID: usize = 3;

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
        let mut history = Self::empty(latest);
        if from >= latest {
            return Ok(history);
        }
        let mut comparison = Comparison::new(pdf, from, budget)?;
        for revision in from + 1..=latest {
            let orphans = comparison.advance(revision)?;
            history.orphans.push((revision, orphans));
        }
        let mut later = 0;
        for (_, orphans) in history.orphans.iter_mut().rev() {
            later += *orphans;
            *orphans = later;
        }
        history.unreadable = comparison.unreadable();
        history.blind = comparison.blind();
        history.records = comparison.into_records();
        history.records.sort_by_key(|record| record.revision);
        history.sort_out(permissions, budget)?;
        Ok(history)
    }

    fn empty(latest: usize) -> Self {
        Self {
            records: Vec::new(),
            verdicts: Vec::new(),
            alike: BTreeMap::new(),
            listed: Vec::new(),
            refused: Vec::new(),
            forbidden: None,
            unknown: None,
            room: Cell::new(LISTED_IN_ALL),
            orphans: Vec::new(),
            unreadable: 0,
            blind: 0,
            latest,
        }
    }

    /// Judges each record once for all signatures, so that none of them costs more than what it says.
    fn sort_out(&mut self, permissions: &Permissions, budget: &Budget) -> Result<(), LimitError> {
        for (index, record) in self.records.iter().enumerate() {
            budget.spend(Work::Compared, permissions.cost())?;
            let (permitted, code) = judged(record, permissions);
            self.verdicts.push((permitted, code));
            if !permitted && code.severity == Severity::Failure {
                self.forbidden = Some(index);
            } else if !permitted {
                self.unknown = Some(index);
            }
            if code == codes::IDENTICAL {
                continue;
            }
            self.alike.entry(code.number).or_default().push(index);
            self.listed.push(index);
            if !permitted {
                self.refused.push(index);
            }
        }
        Ok(())
    }

    /// Gathers the changes after `signed_revision`.
    pub fn judge(&self, signed_revision: usize) -> ChangeReport {
        let start = self.records.partition_point(|r| r.revision <= signed_revision);
        let after = |index: Option<usize>| index.is_some_and(|index| index >= start);
        let since = self.orphans.partition_point(|(r, _)| *r <= signed_revision);
        let outcome = if signed_revision >= self.latest {
            Changes::None
        } else if after(self.forbidden) {
            Changes::Forbidden
        } else if after(self.unknown) {
            Changes::Unknown
        } else {
            Changes::Permitted
        };
        let mut report = ChangeReport {
            outcome,
            changes: Vec::new(),
            findings: self.findings(start),
            orphans: self.orphans.get(since).map_or(0, |(_, orphans)| *orphans),
        };
        if self.list(start, &mut report.changes) {
            report.findings.push(Finding::new(codes::LIST_CUT).with("count", LISTED));
        }
        if report.orphans > 0 {
            report.findings.push(Finding::new(codes::ORPHANS).with("count", report.orphans));
        }
        if self.unreadable > 0 && report.outcome != Changes::None {
            let code =
                if self.blind > 0 { codes::UNREADABLE_UNSURE } else { codes::UNREADABLE_ORPHANS };
            report.findings.push(Finding::new(code).with("count", self.unreadable));
        }
        report
    }

    /// The first findings of each kind from record `start` on, in the order of the records.
    fn findings(&self, start: usize) -> Vec<Finding> {
        let mut said: Vec<usize> = Vec::new();
        for alike in self.alike.values() {
            said.extend(from(alike, start).iter().take(SAID));
        }
        said.sort_unstable();
        let both = |index| Some((self.records.get(index)?, self.verdicts.get(index)?));
        let findings = said.into_iter().filter_map(both);
        findings.map(|(record, (_, code))| Finding::new(code).with("what", what(record))).collect()
    }

    /// Lists the changes from record `start` on; returns whether some were left out. What is
    /// forbidden finds a place behind what is not.
    fn list(&self, start: usize, changes: &mut Vec<Change>) -> bool {
        let listed = from(&self.listed, start);
        let (first, rest) = listed.split_at(listed.len().min(LISTED));
        let refused = from(&self.refused, rest.first().copied().unwrap_or(usize::MAX));
        let all = first.iter().chain(refused.iter().take(LISTED));
        for index in all.take(self.room.get()) {
            if let (Some(record), Some((permitted, code))) =
                (self.records.get(*index), self.verdicts.get(*index))
            {
                changes.push(change(record, *permitted, code));
            }
        }
        self.room.set(self.room.get().saturating_sub(changes.len()));
        changes.len() < listed.len()
    }
}

/// Those of ordered `indices` that are not below `start`.
fn from(indices: &[usize], start: usize) -> &[usize] {
    indices.get(indices.partition_point(|index| *index < start)..).unwrap_or_default()
}

fn change(record: &Record, permitted: bool, code: &'static Code) -> Change {
    Change {
        revision: record.revision,
        object: record.object,
        page: record.page,
        bbox: record.bbox,
        path: record.path.clone(),
        class: record.class,
        permitted,
        code,
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
        Need::NewField if record.code == codes::DRAWN_UNSIGNED => (false, record.code),
        Need::Filling(_)
            if record.code == codes::VALUE_REPLACED && !permissions.is_stated(record.revision) =>
        {
            (false, codes::VALUE_UNASKED)
        }
        Need::Filling(_)
            if record.code == codes::FIELD_PAINTED && !permissions.is_stated(record.revision) =>
        {
            (false, codes::PAINTED_UNASKED)
        }
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
