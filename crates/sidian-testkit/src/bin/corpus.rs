//! Judges every file of the PDF corpus and prints our answers beside the verdicts of its manifest.
//!
//! `corpus [DIR] [--only SUBSTRING] [--all]`: the folder of the manifest, by default where
//! `sidian_testkit::corpus::dir` finds it; `--all` lists every file, else only those whose answer
//! differs. Ends with 1 where the requirements for `asserted` rows are not met.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sidian_testkit::corpus::{Judged, Tally, judge, records};

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
    match run(&dir, only.as_deref(), all) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every requirement is met.
fn run(dir: &Path, only: Option<&str>, all: bool) -> Result<bool, Box<dyn std::error::Error>> {
    let mut tally = Tally::default();
    for record in records(dir)? {
        if only.is_none_or(|part| record.path.contains(part)) {
            let judged = judge(dir, record)?;
            if all || !judged.agrees() {
                print_one(&judged);
            }
            tally.push(judged);
        }
    }
    println!("\n{tally}");
    let broken = tally.broken_requirements();
    for line in &broken {
        println!("not met: {line}");
    }
    Ok(broken.is_empty())
}

fn print_one(judged: &Judged) {
    let record = &judged.record;
    println!(
        "{} ({}, {}) -> {}, with trust {}: {}",
        record.verdict.as_str(),
        record.confidence.as_str(),
        record.category,
        judged.without_trust.as_str(),
        judged.with_trust.as_str(),
        record.path,
    );
    println!("    expected: {}", record.expect);
    for reason in &judged.reasons {
        println!("    {reason}");
    }
}
