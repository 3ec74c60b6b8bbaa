//! Asking the verifier about one record, with trust and without.

use std::fs;
use std::path::Path;

use sidian::report::{Changes, Coverage, Finding, Integrity, Report, Severity, Verdict};
use sidian::time::UnixTime;
use sidian::trust::TrustStore;
use sidian::verifier::Verifier;

use super::record::{Record, RecordError};
use super::tally::{Answer, Judged};

/// Judges the file of `record`, once for each time and set of roots that the record names, else
/// once in 2026 with no roots. Of several answers with trust the best counts: the manifest asks for
/// trust where a test saw it.
///
/// # Errors
///
/// [`RecordError::Io`] if the file cannot be read.
pub fn judge(dir: &Path, record: Record) -> Result<Judged, RecordError> {
    let path = dir.join(&record.path);
    let bytes = fs::read(&path).map_err(|source| RecordError::Io { path, source })?;
    let mut asked: Vec<(i64, Vec<Vec<u8>>)> = Vec::new();
    for call in &record.signatures {
        let question = (call.unix_time().unwrap_or(NOW), record.roots_of(dir, call));
        if !asked.contains(&question) {
            asked.push(question);
        }
    }
    if asked.is_empty() {
        asked.push((NOW, Vec::new()));
    }
    let mut without_trust = Answer::Unreadable;
    let mut with_trust = Answer::Unreadable;
    let mut reasons = Vec::new();
    for (at, (now, roots)) in asked.into_iter().enumerate() {
        let mut store = TrustStore::new();
        for root in &roots {
            store = store.clone().with_file("record", root).unwrap_or(store);
        }
        let Ok(now) = UnixTime::from_seconds(now) else { continue };
        let report = match Verifier::new(store).document(&bytes, now) {
            Ok(report) => report,
            Err(error) => {
                reasons.push(error.to_string());
                continue;
            }
        };
        let (facts, full) = (facts(&report), full(&report));
        let first = at == 0;
        without_trust = if first { facts } else { without_trust.max(facts) };
        with_trust = if first { full } else { with_trust.min(full) };
        if first {
            explain(&report, &mut reasons);
        }
    }
    Ok(Judged { record, without_trust, with_trust, reasons })
}

/// 2026-11-22, where a record names no time.
const NOW: i64 = 1_795_305_600;

fn full<T>(report: &Report<T>) -> Answer {
    match report.verdict() {
        None => nothing(report),
        Some(Verdict::Passed) => Answer::Passed,
        Some(Verdict::Indeterminate) => Answer::Indeterminate,
        Some(Verdict::Failed) => Answer::Failed,
    }
}

/// No signature, unless the file is damaged.
fn nothing<T>(report: &Report<T>) -> Answer {
    let damaged = report.findings().iter().any(|f| f.severity() == Severity::Failure);
    if damaged { Answer::Failed } else { Answer::NoSignature }
}

/// Integrity, coverage, changes and form; nothing of paths, revocation and time.
fn facts<T>(report: &Report<T>) -> Answer {
    if report.verdict().is_none() {
        return nothing(report);
    }
    let severity = |finding: &Finding| match finding.code().number {
        // paths, revocation, and whether anybody vouches for the time, are trust
        4000..=4999 | 5020 | 5032 | 5033 => Severity::Note,
        _ => finding.severity(),
    };
    let worst = report.all_findings().map(severity).max().unwrap_or(Severity::Note);
    let signatures = report.signatures();
    let failed = worst == Severity::Failure
        || signatures.iter().any(|s| {
            s.integrity == Integrity::Failed
                || s.coverage == Coverage::Broken
                || s.changes == Changes::Forbidden
        });
    let open = worst == Severity::Undetermined
        || signatures
            .iter()
            .any(|s| s.integrity == Integrity::Unknown || s.changes == Changes::Unknown);
    match (failed, open) {
        (true, _) => Answer::Failed,
        (false, true) => Answer::Indeterminate,
        (false, false) => Answer::Passed,
    }
}

fn explain<T>(report: &Report<T>, reasons: &mut Vec<String>) {
    for finding in report.findings() {
        reasons.push(format!("file: {}", line(finding)));
    }
    for signature in report.signatures() {
        reasons.push(format!(
            "{}: integrity {}, coverage {}, changes {}, trust {}",
            signature.field,
            signature.integrity.as_str(),
            signature.coverage.as_str(),
            signature.changes.as_str(),
            signature.trust.as_str(),
        ));
        reasons.extend(signature.findings().iter().map(|finding| format!("  {}", line(finding))));
    }
}

fn line(finding: &Finding) -> String {
    let args: Vec<String> = finding.args().iter().map(|(k, v)| format!("{k}={v}")).collect();
    format!("{} [{}] {}", finding.code(), finding.severity().as_str(), args.join(", "))
}
