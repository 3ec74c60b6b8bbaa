//! What travels between people: every act of `testdata/material/vectors.toml`, and its answer.

mod copy;
mod grant;
mod package;
mod receipt;
mod renewal;
mod share;
mod show;

use std::collections::BTreeSet;

use serde::Deserialize;
use sidian::crypto::Suite;
use sidian::report::{Finding, Verdict};
use sidian_testkit::material::Cast;

#[derive(Deserialize)]
struct Vectors {
    vector: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    object: String,
    act: String,
    verdict: String,
    code: Option<u32>,
    why: String,
}

/// What an act came to.
struct Outcome {
    verdict: Option<Verdict>,
    findings: Vec<Finding>,
}

impl<T> From<sidian::report::Report<T>> for Outcome {
    fn from(report: sidian::report::Report<T>) -> Self {
        let findings = report.all_findings().cloned().collect();
        Self { verdict: report.verdict(), findings }
    }
}

type Act = (&'static str, fn(&'static Cast) -> Outcome);

const OBJECTS: &[(&str, &[Act])] = &[
    ("copy", copy::ACTS),
    ("package", package::ACTS),
    ("grant", grant::ACTS),
    ("receipt", receipt::ACTS),
    ("share", share::ACTS),
    ("show", show::ACTS),
];

fn vectors() -> Vec<Vector> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/material/vectors.toml");
    let text = std::fs::read_to_string(path).expect("the vectors");
    toml::from_str::<Vectors>(&text).expect("rows").vector
}

fn act(object: &str, name: &str) -> fn(&'static Cast) -> Outcome {
    let acts = OBJECTS.iter().find(|(o, _)| *o == object).map(|(_, acts)| *acts);
    let found = acts.and_then(|acts| acts.iter().find(|(n, _)| *n == name));
    found.unwrap_or_else(|| panic!("nobody acts {object} {name}")).1
}

fn each_row_holds(suite: Suite) {
    let cast = Cast::new(suite);
    let mut wrong = Vec::new();
    for row in vectors() {
        assert!(!row.why.is_empty(), "{} {}", row.object, row.act);
        let outcome = act(&row.object, &row.act)(cast);
        let verdict = outcome.verdict.map_or("none", Verdict::as_str);
        // The code that refuses must weigh as much as the verdict, not be a remark beside another.
        let told = row.code.is_none_or(|code| {
            outcome
                .findings
                .iter()
                .any(|f| f.code().number == code && Verdict::of([f]).as_str() == row.verdict)
        });
        if verdict != row.verdict || !told {
            let found: Vec<_> = outcome.findings.iter().map(|f| f.code().to_string()).collect();
            wrong.push(format!("{} {}: {verdict}, {found:?}", row.object, row.act));
        }
    }
    assert!(wrong.is_empty(), "{suite:?}:\n{}", wrong.join("\n"));
}

#[test]
fn each_row_holds_with_sm2() {
    each_row_holds(Suite::Sm2);
}

#[test]
fn each_row_holds_with_ed25519() {
    each_row_holds(Suite::Ed25519);
}

#[test]
fn each_row_holds_with_p256() {
    each_row_holds(Suite::P256);
}

#[test]
fn what_is_too_long_for_a_code_works_with_the_other_suites_all_the_same() {
    for suite in [Suite::P384, Suite::Rsa] {
        let cast = Cast::new(suite);
        for object in ["grant", "receipt", "share"] {
            for row in vectors().iter().filter(|row| row.object == object).take(3) {
                let outcome = act(object, &row.act)(cast);
                let verdict = outcome.verdict.map_or("none", Verdict::as_str);
                assert_eq!(verdict, row.verdict, "{suite:?} {object} {}", row.act);
            }
        }
    }
}

#[test]
fn every_act_has_a_row() {
    let rows: BTreeSet<_> = vectors().into_iter().map(|row| (row.object, row.act)).collect();
    for (object, acts) in OBJECTS {
        for (name, _) in *acts {
            let row = ((*object).to_owned(), (*name).to_owned());
            assert!(rows.contains(&row), "{object} {name} has no row");
        }
    }
}
