//! Files made by others, read at run time.

use std::collections::BTreeMap;
use std::process::Command;

use sidian_testkit::corpus::{self, Expected};

use super::{approval, placed};
use crate::budget::Budget;
use crate::pades::{FoundSignature, byte_range, signatures};
use crate::pdf::Pdf;

#[test]
fn signatures_of_the_corpus_are_found_and_their_coverage_judged() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut table: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for record in corpus::records(&dir).expect("manifest") {
        let bytes = std::fs::read(dir.join(&record.path)).expect(&record.path);
        let budget = Budget::for_file(bytes.len());
        let Ok(pdf) = Pdf::open(&bytes, &budget) else { continue };
        let all = match signatures(&pdf) {
            Ok(all) => all,
            Err(error) => {
                println!("{}: {:?} {error}", record.path, record.verdict);
                continue;
            }
        };
        let mut good = true;
        for found in &all.found {
            if let Err(error) = byte_range::check(&pdf, &found.dictionary) {
                good = false;
                println!(
                    "{}: {:?}/{} {}: {error}",
                    record.path, record.verdict, record.category, found.field.name
                );
            }
            if found.last_seen + 1 != pdf.revisions().len() {
                println!("{}: {:?} vanished {}", record.path, record.verdict, found.field.name);
            }
        }
        if record.verdict == Expected::Nosig && !all.found.is_empty()
            || record.verdict != Expected::Nosig && all.found.is_empty()
        {
            println!("{}: {:?} has {} signatures", record.path, record.verdict, all.found.len());
        }
        *table.entry((format!("{:?}", record.verdict), good)).or_default() += 1;
    }
    println!("{table:#?}");
}

/// What qpdf finds wrong; `None` where it is not installed.
fn qpdf(bytes: &[u8], name: &str) -> Option<Result<(), String>> {
    let path = std::env::temp_dir().join(format!("sidian-{}-{name}.pdf", std::process::id()));
    std::fs::write(&path, bytes).ok()?;
    let output = Command::new("qpdf").arg("--check").arg(&path).output();
    std::fs::remove_file(&path).ok()?;
    let output = output.ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() { Ok(()) } else { Err(text) })
}

#[test]
fn every_file_of_the_corpus_takes_a_signature_or_is_refused_for_a_reason() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let (mut signed, mut refused, mut checked) = (0, BTreeMap::<u32, usize>::new(), 0);
    for (number, record) in corpus::records(&dir).expect("manifest").iter().enumerate() {
        let path = &record.path;
        let bytes = std::fs::read(dir.join(path)).expect(path);
        let plan = approval().with_reason("审批通过");
        let (out, field) = match placed(&bytes, &plan) {
            Ok(done) => done,
            Err(error) => {
                *refused.entry(error.code()).or_default() += 1;
                continue;
            }
        };
        assert!(out.starts_with(&bytes), "{path}");
        signed += 1;
        let coverage = |bytes: &[u8]| {
            let budget = Budget::for_file(bytes.len());
            let pdf = Pdf::open(bytes, &budget).unwrap_or_else(|e| panic!("{path}: {e}"));
            let found = signatures(&pdf).unwrap_or_else(|e| panic!("{path}: {e}")).found;
            let judge = |f: &FoundSignature| {
                let covered = byte_range::check(&pdf, &f.dictionary);
                (f.field.name.clone(), covered.ok().map(|c| (c.revision(), c.ranges())))
            };
            found.iter().map(judge).collect::<Vec<_>>()
        };
        let (before, mut after) = (coverage(&bytes), coverage(&out));
        let own = after.pop().unwrap_or_else(|| panic!("{path}: no signature"));
        assert_eq!(own.0, field, "{path}");
        assert_eq!(own.1.map(|(_, ranges)| ranges[1].end), Some(out.len()), "{path}");
        assert_eq!(before, after, "{path}: earlier signatures keep their coverage");
        let before_ok = qpdf(&bytes, &number.to_string()).is_some_and(|r| r.is_ok());
        if before_ok && let Some(result) = qpdf(&out, &number.to_string()) {
            assert_eq!(result, Ok(()), "{path}");
            checked += 1;
        }
    }
    println!("{signed} signed, {checked} of them sound for qpdf, refused by code: {refused:?}");
}
