//! Attacks by the rows of `testdata/seal/vectors.toml`, and every flipped bit.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use sidian::crypto::Suite;
use sidian::report::Verdict;
use sidian::seal::SesVersion;
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal::{self as world, attack, attacks};

use super::{alone, explained, used};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    make: String,
    verdict: String,
    code: Option<u32>,
    why: String,
}

#[test]
fn every_attack_gets_its_answer_for_its_own_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/seal/vectors.toml");
    let text = std::fs::read_to_string(path).expect("vectors");
    let table: Table = toml::from_str(&text).expect("a table");
    let pki = TestPki::new(Suite::Sm2);
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    for row in table.row {
        let make = attack(&row.make).unwrap_or_else(|| panic!("no attack {}", row.make));
        let asked = make(pki);
        let report = match &asked.data {
            Some(data) => asked.verifier.sealed_data(&asked.der, data, asked.at),
            None => asked.verifier.seal(&asked.der, asked.at),
        };
        let report = report.expect("a seal");
        let verdict = report.verdict().map_or("none", Verdict::as_str);
        let found = row.code.is_none_or(|c| report.findings().iter().any(|f| f.code().number == c));
        if verdict != row.verdict || !found {
            let (make, wanted) = (&row.make, &row.verdict);
            let code = row.code.unwrap_or(0);
            wrong.push(format!("{make}: {verdict}, not {wanted} {code}{}", explained(&report)));
        }
        assert!(verdict == "passed" || report.accept().is_err(), "{}", row.make);
        assert!(!row.why.is_empty(), "{} says not why", row.make);
        tried.insert(row.make);
    }
    let left = attacks().iter().filter(|(name, _)| !tried.contains(*name));
    wrong.extend(left.map(|(name, _)| format!("{name}: in no row")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same signature in another form is the same signature: r and s are read whatever zeros stand
/// before them, so that a flipped bit there may change nothing. Everything else must show.
#[test]
fn no_flipped_bit_in_a_seal_or_its_use_passes() {
    let pki = TestPki::new(Suite::Ed25519);
    let seal = world::seal(pki, SesVersion::V5);
    let der = world::sealing(pki, &seal, b"content");
    assert_eq!(alone(pki, seal.as_bytes(), clock::now()).verdict(), Some(Verdict::Passed));
    let passed = |verdict: Option<Verdict>| verdict == Some(Verdict::Passed);
    // Every byte of the seal would take long in a debug build: every third, with its own bit.
    for at in (0..seal.as_bytes().len()).step_by(3) {
        let mut flipped = seal.as_bytes().to_vec();
        flipped[at] ^= 1 << (at % 8);
        let verifier = super::verifier(pki, &sidian::trust::Evidence::new());
        let answer = verifier.seal(&flipped, clock::now()).ok().and_then(|r| r.verdict());
        assert!(!passed(answer), "byte {at} of the seal");
    }
    for at in (0..der.len()).step_by(5) {
        let mut flipped = der.clone();
        flipped[at] ^= 1 << (at % 8);
        let verifier = super::verifier(pki, &sidian::trust::Evidence::new());
        let answer = verifier.sealed_data(&flipped, b"content", clock::now());
        assert!(!passed(answer.ok().and_then(|r| r.verdict())), "byte {at} of the use");
    }
    assert!(passed(used(pki, &der, b"content", clock::now()).verdict()));
}
