//! OCSP responses as evidence: the OpenSSL suite, Botan's forgeries, and answers over time.

use std::path::Path;

use serde_json::Value;
use sidian::budget::Budget;
use sidian::report::codes::trust as codes;
use sidian::time::UnixTime;
use sidian::trust::{
    Evidence, PathOutcome, PathRequest, Policy, Purpose, RevocationMode, RevocationStatus,
    TrustStore, WeakAlgorithms, validate,
};
use sidian::x509::Certificate;

mod divergences;

#[test]
fn every_openssl_ocsp_case_has_its_verdict() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("pyhanko-certvalidator/openssl-ocsp");
    let text = std::fs::read_to_string(dir.join("openssl-ocsp.json")).expect("cases");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let mut run =
        divergences::Run::new("openssl-ocsp", include_str!("divergences/openssl-ocsp.toml"));
    for case in &cases {
        let name = |key: &str| case.get(key).and_then(Value::as_str).unwrap_or_default();
        let names = |key: &str| -> Vec<String> {
            let list = case.get(key).and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let question = Question {
            root: name("root"),
            target: name("cert"),
            others: names("other_certs"),
            ocsp: names("ocsps"),
            at: name("moment"),
        };
        let outcome = question.ask(&dir);
        let wanted = case.get("error").is_none();
        run.answer(name("name"), wanted, outcome.path().is_some(), &reasons(&outcome));
    }
    run.finish();
}

/// A question about files of one folder.
struct Question<'q> {
    root: &'q str,
    target: &'q str,
    others: Vec<String>,
    ocsp: Vec<String>,
    at: &'q str,
}

impl Question<'_> {
    fn ask(&self, dir: &Path) -> PathOutcome {
        self.ask_under(dir, &Policy::new())
    }

    /// Authorities of these suites publish nothing about themselves: only the end entity and what
    /// names a source is asked about.
    fn ask_under(&self, dir: &Path, policy: &Policy) -> PathOutcome {
        let file =
            |name: &str| std::fs::read(dir.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let certificates = |name: &str| Certificate::from_bytes(&file(name)).expect("certificate");
        let store = TrustStore::new().with_file("suite", &file(self.root)).expect("root");
        let others: Vec<Certificate> = self.others.iter().flat_map(|n| certificates(n)).collect();
        let responses: Vec<Vec<u8>> = self.ocsp.iter().map(|n| der(&file(n))).collect();
        let evidence = Evidence::new().with_embedded([], responses.iter().map(Vec::as_slice), []);
        validate(&PathRequest {
            target: &certificates(self.target)[0],
            candidates: &others,
            store: &store,
            evidence: &evidence,
            purpose: Purpose::Any,
            policy: &policy.clone().with_weak_algorithms(WeakAlgorithms::Warn),
            at: UnixTime::from_rfc3339(self.at).expect("time"),
            budget: &Budget::for_file(0),
        })
    }
}

/// The files of the OpenSSL suite are Base64 without a label.
fn der(bytes: &[u8]) -> Vec<u8> {
    if bytes.first() == Some(&0x30) {
        return bytes.to_vec();
    }
    let digit = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits: Vec<u8> = bytes.iter().copied().filter_map(digit).collect();
    let mut out = Vec::new();
    for four in digits.chunks(4) {
        let bits = four.iter().fold(0_u32, |n, d| n << 6 | u32::from(*d)) << (6 * (4 - four.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    out
}

fn reasons(outcome: &PathOutcome) -> Vec<String> {
    outcome.findings().iter().map(|f| f.code().to_string()).collect()
}

/// Asks about a certificate of Botan's folder with one response, at a time.
fn botan(
    target: &str,
    others: &[&str],
    root: &str,
    response: &str,
    at: &str,
) -> Option<PathOutcome> {
    let dir = sidian_testkit::corpus::dir_or_skip("cms")?.join("ocsp-botan");
    let question = Question {
        root,
        target,
        others: others.iter().map(|s| (*s).to_owned()).collect(),
        ocsp: vec![response.to_owned()],
        at,
    };
    // An issuer whose path is not at stake is asked about nothing.
    Some(question.ask(&dir))
}

fn good(outcome: &PathOutcome) -> bool {
    matches!(outcome.target_status(), RevocationStatus::Good { .. })
}

#[test]
fn a_response_of_the_issuer_itself_is_believed_while_it_is_fresh() {
    let (int, root) = ("mychain_int.pem", "mychain_root.pem");
    let ask = |at| botan("mychain_ee.pem", &[int], root, "mychain_ocsp_for_ee.der", at);
    let Some(outcome) = ask("2022-09-25T00:00:00Z") else { return };
    assert!(good(&outcome), "{:?}", reasons(&outcome));
    let late = ask("2022-11-25T00:00:00Z").expect("corpus");
    assert!(!good(&late) && late.findings().iter().any(|f| f.code() == codes::REVOCATION_STALE));
    let early = ask("2022-09-22T09:00:00Z").expect("corpus");
    assert!(!good(&early), "{:?}", reasons(&early));
}

#[test]
fn a_delegated_responder_is_believed_and_a_malformed_one_is_not() {
    let (int, root, at) = ("mychain_int.pem", "mychain_root.pem", "2022-09-25T00:00:00Z");
    let ask = |others: &[&str], response| botan("mychain_ee.pem", others, root, response, at);
    let responder = "mychain_int_ocsp_delegate_responder.pem";
    let Some(outcome) = ask(&[int, responder], "mychain_ocsp_for_ee_delegate_signed.der") else {
        return;
    };
    assert!(good(&outcome), "{:?}", reasons(&outcome));
    let without = "mychain_int_ocsp_delegate_responder_no_ocsp_key_usage.pem";
    let malformed = "mychain_ocsp_for_ee_delegate_signed_malformed.der";
    let outcome = ask(&[int, without], malformed).expect("corpus");
    assert!(!good(&outcome) && outcome.path().is_none(), "{:?}", reasons(&outcome));
}

#[test]
fn an_authority_above_the_issuer_and_the_subject_itself_may_not_answer() {
    let (root, at) = ("mychain_root.pem", "2022-09-25T00:00:00Z");
    let above = botan(
        "mychain_ee.pem",
        &["mychain_int.pem"],
        root,
        "mychain_ocsp_for_ee_root_signed.der",
        at,
    );
    let Some(above) = above else { return };
    assert!(!good(&above) && above.path().is_none(), "{:?}", reasons(&above));
    let itself = botan("mychain_int.pem", &[], root, "mychain_ocsp_for_int_self_signed.der", at);
    let itself = itself.expect("corpus");
    assert!(!good(&itself) && itself.path().is_none(), "{:?}", reasons(&itself));
}

#[test]
fn forged_responders_are_not_believed_whatever_they_say() {
    let at = "2016-11-18T12:30:00Z";
    let (target, others) =
        ("randombit.pem", ["letsencrypt.pem", "randombit_ocsp_forged_responder.pem"]);
    let real = botan(target, &others, "identrust.pem", "randombit_ocsp.der", at);
    let Some(real) = real else { return };
    assert!(good(&real), "{:?}", reasons(&real));
    for forged in ["valid", "valid_nocerts", "revoked"] {
        let file = format!("randombit_ocsp_forged_{forged}.der");
        let outcome = botan(target, &others, "identrust.pem", &file, at).expect("corpus");
        assert_eq!(outcome.target_status(), &RevocationStatus::Unknown, "{forged}");
        assert!(outcome.path().is_none(), "{forged}: {:?}", reasons(&outcome));
    }
}

#[test]
fn the_same_responder_name_under_two_authorities_answers_for_each_alone() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("pyhanko-certvalidator/multitasking-ocsp");
    let mut question = Question {
        root: "root.cert.pem",
        target: "alice.cert.pem",
        others: vec!["interm.cert.pem".to_owned()],
        ocsp: vec!["ocsp-resp-alice.der".to_owned(), "ocsp-resp-interm.der".to_owned()],
        at: "2021-08-19T12:20:22Z",
    };
    let outcome = question.ask_under(&dir, &Policy::new().with_revocation(RevocationMode::Require));
    assert!(outcome.path().is_some(), "{:?}", reasons(&outcome));
    question.ocsp.pop();
    let outcome = question.ask_under(&dir, &Policy::new());
    assert!(
        outcome.path().is_none(),
        "the intermediate names a responder: {:?}",
        reasons(&outcome)
    );
}

#[test]
fn a_revocation_is_seen_from_its_time_on_and_evidence_made_later_counts_up_to_now() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("pyhanko-certvalidator/freshness");
    let store = TrustStore::new();
    let file = |name: &str| std::fs::read(dir.join(name)).expect("file");
    let store = store.with_file("root", &file("certs/root.crt")).expect("root");
    let of = |name: &str| Certificate::from_bytes(&file(name)).expect("certificate").remove(0);
    let (alice, interm) = (of("certs/alice.crt"), of("certs/interm.crt"));
    let time = |text: &str| UnixTime::from_rfc3339(text).expect("time");
    let ask = |crl: &str, ocsp: &str, at: &str, now: &str| {
        let evidence = Evidence::new().with_crl(&file(crl)).expect("list");
        let evidence = evidence.with_ocsp(&file(ocsp)).expect("response");
        validate(&PathRequest {
            target: &alice,
            candidates: std::slice::from_ref(&interm),
            store: &store,
            evidence: &evidence,
            purpose: Purpose::DocumentSigning,
            policy: &Policy::new().with_now(time(now)),
            at: time(at),
            budget: &Budget::for_file(0),
        })
    };
    let before = ask(
        "root-2020-11-29.crl",
        "alice-2020-11-29.ors",
        "2020-11-29T00:05:00Z",
        "2020-11-29T00:05:00Z",
    );
    assert!(good(&before) && before.path().is_some(), "{:?}", reasons(&before));
    let (crl, ocsp) = ("root-2020-12-10.crl", "alice-2020-12-10.ors");
    let after = ask(crl, ocsp, "2020-12-10T00:05:00Z", "2020-12-10T00:05:00Z");
    assert!(
        after.findings().iter().any(|f| f.code() == codes::CERTIFICATE_REVOKED),
        "{:?}",
        reasons(&after)
    );
    assert!(after.path().is_none());
    let back = ask(crl, ocsp, "2020-11-30T00:00:00Z", "2020-12-10T00:05:00Z");
    assert!(back.path().is_some(), "signed before the revocation: {:?}", reasons(&back));
    assert!(back.findings().iter().any(|f| f.code() == codes::REVOKED_LATER));
    let foreseen = ask(crl, ocsp, "2020-11-30T00:00:00Z", "2020-11-30T00:00:00Z");
    assert!(foreseen.path().is_none(), "evidence from the future: {:?}", reasons(&foreseen));
}

#[test]
fn responses_of_real_authorities_are_believed_in_their_day_and_not_in_another() {
    let cases = [
        ("bdr.pem", "bdr-int.pem", "bdr-root.pem", "bdr-ocsp-resp.der", "2022-09-19T20:00:00Z"),
        (
            "bdr-int.pem",
            "bdr-root.pem",
            "bdr-root.pem",
            "bdr-int-ocsp-resp.der",
            "2022-09-19T20:00:00Z",
        ),
        (
            "patrickschmidt.pem",
            "bdrive_encryption.pem",
            "bdrive_root.pem",
            "patrickschmidt_ocsp.der",
            "2019-05-28T08:00:00Z",
        ),
        ("gmail.pem", "google_g2.pem", "geotrust.pem", "resp2.der", "2016-11-22T08:00:00Z"),
    ];
    for (target, issuer, root, response, at) in cases {
        let Some(outcome) = botan(target, &[issuer], root, response, at) else { return };
        assert!(good(&outcome), "{target}: {:?}", reasons(&outcome));
        let year_before = at.replacen("20", "19", 1);
        let outcome = botan(target, &[issuer], root, response, &year_before).expect("corpus");
        assert!(!good(&outcome), "{target} in {year_before}");
        let other = botan("mychain_ee.pem", &["mychain_int.pem"], "mychain_root.pem", response, at);
        assert!(!good(&other.expect("corpus")), "{response} answered for another certificate");
    }
}

#[test]
fn algorithms_that_are_not_spoken_leave_the_status_unknown() {
    for kind in ["mldsa", "slhdsa"] {
        let (ee, root, ocsp) =
            (format!("{kind}_ee.pem"), format!("{kind}_root.pem"), format!("{kind}_ocsp.der"));
        let Some(outcome) = botan(&ee, &[], &root, &ocsp, "2026-11-22T00:00:00Z") else { return };
        assert!(outcome.path().is_none(), "{kind}");
        let unknown =
            outcome.findings().iter().any(|f| f.code() == codes::CERTIFICATE_ALGORITHM_UNKNOWN);
        assert!(unknown, "{kind}: {:?}", reasons(&outcome));
    }
}
