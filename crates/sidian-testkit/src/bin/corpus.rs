//! Judges every file of the PDF corpus and prints our answers beside the verdicts of its manifest.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sidian::budget::Budget;
use sidian::pades::changes::{History, Permissions};
use sidian::pades::signatures;
use sidian::pdf::Pdf;
use sidian::report::Changes;
use sidian_testkit::corpus::{Answer, Judged, Record, Tally, records};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut dir, mut only, mut all) = (None, None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--only" => only = arguments.next(),
            "--all" => all = true,
            _ => dir = Some(PathBuf::from(argument)),
        }
    }
    let Some(dir) = dir.or_else(|| sidian_testkit::corpus::dir_or_skip("pdf")) else {
        return ExitCode::from(2);
    };
    let records = match records(&dir) {
        Ok(records) => records,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let mut tally = Tally::default();
    for record in records {
        if only.as_ref().is_none_or(|part| record.path.contains(part.as_str())) {
            let judged = judge(&dir, record);
            if all {
                print_one(&judged);
            }
            tally.push(judged);
        }
    }
    if !all {
        tally.mismatches().for_each(print_one);
    }
    println!("\n{tally}");
    let broken = tally.broken_requirements();
    for line in &broken {
        println!("BROKEN: {line}");
    }
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print_one(judged: &Judged) {
    let record = &judged.record;
    println!(
        "{} ({}, {}) -> {} / {}  {}\n    expected: {}",
        record.verdict.as_str(),
        record.confidence.as_str(),
        record.category,
        judged.without_trust.as_str(),
        judged.with_trust.as_str(),
        record.path,
        record.expect
    );
    for reason in &judged.reasons {
        println!("    {reason}");
    }
}

fn judge(dir: &Path, record: Record) -> Judged {
    let mut reasons = Vec::new();
    let answer = answer(dir, &record, &mut reasons);
    Judged { record, without_trust: answer, with_trust: answer, reasons }
}

fn answer(dir: &Path, record: &Record, reasons: &mut Vec<String>) -> Answer {
    let bytes = std::fs::read(dir.join(&record.path)).unwrap_or_default();
    let budget = Budget::for_file(bytes.len());
    let pdf = match Pdf::open(&bytes, &budget) {
        Ok(pdf) => pdf,
        Err(error) => {
            reasons.push(error.to_string());
            return Answer::Unreadable;
        }
    };
    let found = match signatures(&pdf) {
        Ok(found) => found,
        Err(error) => {
            reasons.push(error.to_string());
            return Answer::Unreadable;
        }
    };
    if found.found.is_empty() {
        return Answer::NoSignature;
    }
    let permissions = Permissions::of(&found);
    let first = found.found.iter().map(|s| s.dictionary.revision).min().unwrap_or(0);
    let history = match History::new(&pdf, first, &budget) {
        Ok(history) => history,
        Err(error) => {
            reasons.push(error.to_string());
            return Answer::Indeterminate;
        }
    };
    let mut worst = Answer::Passed;
    for signature in &found.found {
        let report = history.judge(signature.dictionary.revision, &permissions);
        if report.outcome == Changes::Forbidden {
            worst = Answer::Failed;
        }
        for change in &report.changes {
            reasons.push(format!(
                "{} rev {} {} {} {} {:?}",
                signature.field.name,
                change.revision,
                change.permitted,
                change.code,
                change.path,
                change.class
            ));
        }
    }
    worst
}
