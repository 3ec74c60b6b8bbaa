//! Attacks that must never pass, by the rows of `testdata/hostile/vectors.toml`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sidian::budget::Budget;
use sidian::pades::changes::{self, Permissions};
use sidian::pdf::Pdf;
use sidian::report::{Changes, Report, Verdict};
use sidian_testkit::clock;
use sidian_testkit::corpus::{self, Answer};
use sidian_testkit::tamper::{Scene, maker, makers, renumbered, signed_with_output_intent};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: Vec<String>,
    make: Option<String>,
    file: Option<String>,
    test: Option<String>,
    reason: Option<String>,
    verdict: Option<String>,
    code: Option<u32>,
    why: Option<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("testdata/hostile/vectors.toml")).unwrap();
    toml::from_str::<Table>(&text).unwrap().row
}

fn explained<T>(report: &Report<T>) -> String {
    report.all_findings().map(|f| format!("\n    {} {:?}", f.code(), f.args())).collect()
}

#[test]
fn every_made_attack_gets_its_answer_for_its_own_reason() {
    let (scene, verifier) = (Scene::get(), Scene::verifier());
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for row in rows() {
        let Some(name) = row.make else { continue };
        let bytes = maker(&name).unwrap_or_else(|| panic!("no maker {name}"))(scene);
        let report = verifier.document(&bytes, clock::now()).unwrap();
        let verdict = report.verdict().map_or("no-signature", Verdict::as_str);
        let named =
            row.code.is_none_or(|code| report.all_findings().any(|f| f.code().number == code));
        if Some(verdict) != row.verdict.as_deref() || !named {
            let (wanted, code) = (row.verdict.unwrap_or_default(), row.code.unwrap_or(0));
            wrong.push(format!("{name}: {verdict}, not {wanted} {code}{}", explained(&report)));
        }
        used.insert(name);
    }
    wrong.extend(
        makers().filter(|(n, _)| !used.contains(*n)).map(|(n, _)| format!("{n}: in no row")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_catalogue_under_a_new_number_makes_no_attack_better() {
    let (scene, verifier) = (Scene::get(), Scene::verifier());
    let (mut tried, mut better) = (0, Vec::new());
    for (name, make) in makers() {
        let bytes = make(scene);
        let Some(moved) = renumbered(&bytes, 99, "") else { continue };
        let [before, after] = [&bytes, &moved].map(|file| {
            let report = verifier.document(file, clock::now()).unwrap();
            report.verdict()
        });
        if before.is_some_and(|verdict| verdict != Verdict::Passed) {
            better.extend(Some(*name).filter(|_| after == Some(Verdict::Passed)));
            tried += 1;
        }
    }
    // whatever revision follows gives the file back the line end that it lacked, or takes in what lay
    // behind its end
    assert_eq!(better, ["no-final-newline", "trailing-zip"]);
    assert!(tried > 100, "only {tried}");
}

#[test]
fn whoever_signs_may_say_which_colours_are_meant() {
    let bytes = signed_with_output_intent();
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(&bytes, &budget).unwrap();
    let signed = pdf.revisions().len() - 2;
    let report = changes::compare(&pdf, signed, &Permissions::new(), &budget).unwrap();
    assert_eq!(report.outcome, Changes::Permitted, "{:#?}", report.findings);
    assert!(report.changes.iter().any(|change| change.code.number == 2326));
}

#[test]
fn every_file_of_others_gets_its_answer() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let records = corpus::records(&dir).unwrap();
    let mut wrong = Vec::new();
    for row in rows() {
        let Some(file) = row.file else { continue };
        let record = records.iter().find(|record| record.path == file);
        let record = record.unwrap_or_else(|| panic!("{file} is not in the manifest")).clone();
        let judged = corpus::judge(&dir, record).unwrap();
        let fits = match row.verdict.as_deref() {
            Some("not-passed") => judged.without_trust != Answer::Passed,
            Some("trust-not-passed") => judged.with_trust != Answer::Passed,
            Some("trust-indeterminate") => judged.with_trust == Answer::Indeterminate,
            verdict => Some(judged.without_trust.as_str()) == verdict,
        };
        if !fits {
            let (facts, full) = (judged.without_trust.as_str(), judged.with_trust.as_str());
            let reasons = judged.reasons.join("\n    ");
            let wanted = row.verdict.unwrap_or_default();
            wrong.push(format!("{file}: {facts}, with trust {full}, not {wanted}\n    {reasons}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_row_of_the_checklist_is_missing() {
    let rows = rows();
    for (letter, count) in [("A", 39), ("B", 35), ("C", 29), ("D", 24)] {
        for number in 1..=count {
            let id = format!("{letter}{number}");
            assert!(rows.iter().any(|row| row.id.contains(&id)), "{id} is missing");
        }
    }
    for row in &rows {
        let kinds = [&row.make, &row.file, &row.test, &row.reason];
        let kinds = kinds.iter().filter(|kind| kind.is_some()).count();
        assert_eq!(kinds, 1, "{:?} {:?} is held by {kinds} things", row.id, row.why);
        assert!(row.why.is_some() || row.reason.is_some(), "{:?} says not why", row.id);
    }
}

#[test]
fn every_test_that_holds_a_row_exists() {
    let mut sources = String::new();
    gather(&root().join("crates"), &mut sources);
    for row in rows() {
        let Some(test) = row.test else { continue };
        assert!(sources.contains(&format!("fn {test}(")), "{:?}: no test {test}", row.id);
    }
}

fn gather(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, sources);
        } else if path.extension().is_some_and(|e| e == "rs") {
            sources.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}
