//! A receipt over thirty years: its signer ends, authorities end, a hash is retired.

use sidian::crypto::{Hash, Suite};
use sidian::material::receipt::{Receipt, ReceiptRequest};
use sidian::report::codes::trust as trust_codes;
use sidian::report::{Report, Verdict};
use sidian::time::UnixTime;
use sidian::trust::{Algorithm, Evidence, Policy, TrustStore};
use sidian::tsp::{TimestampRequest, TimestampResponse, TimestampSource};
use sidian::verifier::Verifier;
use sidian_testkit::clock::{at, now};
use sidian_testkit::material::Cast;
use sidian_testkit::pki::{Generation, TestPki};

use super::receipt;

const SUITE: Suite = Suite::P256;
/// SHA-256 counts for nothing from this day on.
const RETIRED: &str = "2040-01-01T00:00:00Z";

fn stampers() -> [Generation; 3] {
    [
        Generation::new(SUITE, "receipt stamper 1", (2020, 2036), (2025, 2036), true),
        Generation::new(Suite::Ed25519, "receipt stamper 2", (2030, 2046), (2033, 2046), true),
        Generation::new(Suite::P384, "receipt stamper 3", (2040, 2060), (2043, 2060), true),
    ]
}

fn stamped(receipt: Receipt, by: &Generation, hash: Hash, now: UnixTime) -> Receipt {
    let request = TimestampRequest::over(hash, &receipt.to_be_stamped());
    let answer = by.tsa(now).answer(&request.to_der()).expect("an answer");
    let response = TimestampResponse::parse(&answer).expect("a response");
    let token = response.check(&request, &[]).expect("the token asked for").to_vec();
    receipt.with_timestamp(&token)
}

/// What was known of the signer's authorities in 2026, and of a stamper's at some time.
fn known(of: Option<(&Generation, UnixTime)>) -> Evidence {
    let pki = TestPki::new(SUITE);
    match of {
        None => pki
            .crls()
            .iter()
            .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("a list")),
        Some((generation, now)) => Evidence::new().with_crl(&generation.list(now)).expect("a list"),
    }
}

/// Made in 2026 by a department whose certificate ends in 2030, and renewed up to `renewals` times.
fn renewed(renewals: usize) -> Receipt {
    let [first, second, third] = stampers();
    let mut receipt = receipt::short_lived(Cast::new(SUITE)).with_evidence(&known(None));
    receipt = stamped(receipt, &first, Hash::Sha256, now());
    let steps = [
        (&second, &first, Hash::Sha512, at("2034-06-01T00:00:00Z")),
        (&third, &second, Hash::Sha512, at("2044-06-01T00:00:00Z")),
    ];
    for (by, last, hash, when) in steps.into_iter().take(renewals) {
        receipt = receipt.with_evidence(&known(Some((last, when))));
        receipt = stamped(receipt, by, hash, when);
    }
    let again = receipt.to_json().expect("JSON");
    Receipt::inspect(&again).expect("what was written")
}

/// Judged with trust anchors alone, and the list of the last stamper's root.
fn judged(receipt: &[u8], when: &str) -> Report<sidian::material::receipt::VerifiedReceipt> {
    let when = at(when);
    let stampers = stampers();
    let store = stampers.iter().fold(TrustStore::new(), |store, generation| {
        store.with_certificate("test", generation.root.certificate.clone())
    });
    let store = store.with_certificate("test", TestPki::new(SUITE).root.certificate.clone());
    let there = stampers.iter().filter(|generation| {
        let root = &generation.root.certificate;
        root.not_before() <= when && when <= root.not_after()
    });
    let evidence = there.fold(Evidence::new(), |evidence, generation| {
        evidence.and(&known(Some((generation, when))))
    });
    let sha256 = Algorithm::Hash(Hash::Sha256);
    let policy = Policy::new().with_now(when).with_algorithm_until(sha256, at(RETIRED));
    let verifier = Verifier::new(store).with_policy(policy).with_evidence(evidence);
    verifier.receipt(receipt, &ReceiptRequest::new(), when)
}

fn told<T>(report: &Report<T>) -> Vec<String> {
    report.all_findings().map(|f| f.code().to_string()).collect()
}

#[test]
fn renewed_in_time_a_receipt_passes_after_thirty_years_with_trust_anchors_alone() {
    let json = renewed(2).to_json().expect("JSON");
    let report = judged(&json, "2056-06-01T00:00:00Z");
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{:?}", told(&report));
    let proof = report.accept().expect("passed");
    assert_eq!(proof.proven_at().map(|at| at.date_utc().0), Some(2026));
    let until = proof.renew_before().expect("something ends");
    assert_eq!(until.at.date_utc().0, 2060);
}

#[test]
fn a_renewal_that_was_skipped_leaves_the_answer_open_and_says_why() {
    for (renewals, when) in [(0, "2038-06-01T00:00:00Z"), (1, "2056-06-01T00:00:00Z")] {
        let json = renewed(renewals).to_json().expect("JSON");
        let report = judged(&json, when);
        assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{:?}", told(&report));
        assert!(report.has(trust_codes::TIMESTAMP_NOT_RENEWED), "{:?}", told(&report));
    }
}

#[test]
fn nothing_that_a_proof_covers_can_be_taken_out_or_put_elsewhere() {
    let whole: serde_json::Value =
        serde_json::from_slice(&renewed(2).to_json().expect("JSON")).expect("JSON");
    let changed = |change: &dyn Fn(&mut Vec<serde_json::Value>)| {
        let mut json = whole.clone();
        change(json["header"]["proofs"].as_array_mut().expect("proofs"));
        judged(json.to_string().as_bytes(), "2056-06-01T00:00:00Z").verdict()
    };
    assert_eq!(changed(&|_| {}), Some(Verdict::Passed));
    type Change = fn(&mut Vec<serde_json::Value>);
    let acts: [Change; 5] = [
        |proofs| drop(proofs.remove(0)),
        |proofs| drop(proofs.remove(1)),
        |proofs| proofs.swap(0, 1),
        |proofs| drop(proofs[1].as_object_mut().expect("a proof").remove("crls")),
        |proofs| proofs[0]["token"] = proofs[1]["token"].clone(),
    ];
    for (number, act) in acts.into_iter().enumerate() {
        let verdict = changed(&act);
        assert!(matches!(verdict, Some(Verdict::Failed)), "act {number}: {verdict:?}");
    }
}
