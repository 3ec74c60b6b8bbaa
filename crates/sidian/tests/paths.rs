//! Path tests of the German BSI, of Google's x509test and of CVE-2020-0601, as Botan keeps them.

use std::path::{Path, PathBuf};

use sidian::budget::Budget;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, PathRequest, Policy, Purpose, RevocationMode, TrustStore, validate};
use sidian::x509::{Certificate, X509Error};

mod divergences;

#[test]
fn every_bsi_path_test_has_its_verdict_or_a_reason() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("botan-bsi");
    let mut run = divergences::Run::new("bsi", include_str!("divergences/bsi.toml"));
    for (id, words) in expected(&dir, '$') {
        // Warnings are about what the test's own description asks to handle gracefully.
        let wanted = words == "Verified" || words.starts_with("Warning");
        let (answer, why) = bsi(&dir.join(&id)).unwrap_or_else(|e| (false, vec![e.to_string()]));
        run.answer(&id, wanted, answer, &why);
    }
    run.finish();
}

#[test]
fn every_x509test_certificate_has_its_verdict_or_a_reason() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("botan-x509test");
    let root = read(&dir.join("root.pem"));
    let store = TrustStore::new().with_file("x509test", &root).expect("root");
    let mut run = divergences::Run::new("x509test", include_str!("divergences/x509test.toml"));
    for (id, words) in expected(&dir, ':') {
        let chain = Certificate::from_bytes(&read(&dir.join(&id)));
        let (answer, why) = match chain.as_deref() {
            Ok([target, others @ ..]) => ask(target, others, &store, "2016-11-01T00:00:00Z"),
            _ => (false, vec!["cannot be read".to_owned()]),
        };
        run.answer(&id, words == "Verified", answer, &why);
    }
    run.finish();
}

#[test]
fn a_root_forged_with_explicit_curve_parameters_is_refused() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("botan-cve-2020-0601");
    let store = TrustStore::new().with_file("real", &read(&dir.join("ca.pem"))).expect("root");
    let of = |name: &str| Certificate::from_bytes(&read(&dir.join(name))).expect("certificates");
    let (target, forged) = (of("ee.pem"), of("fake_ca.pem"));
    let (answer, why) = ask(&target[0], &forged, &store, "2020-01-20T00:00:00Z");
    assert!(!answer, "{why:?}");
    let store = store.with_file("forged", &read(&dir.join("fake_ca.pem"))).expect("root");
    let (answer, why) = ask(&target[0], &forged, &store, "2020-01-20T00:00:00Z");
    assert!(!answer, "even a listed root must not name its own curve: {why:?}");
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Lines of `id`, a separator and words.
fn expected(dir: &Path, separator: char) -> Vec<(String, String)> {
    let text = String::from_utf8(read(&dir.join("expected.txt"))).expect("text");
    let lines = text.lines().filter(|l| !l.starts_with('#'));
    let pairs = lines.filter_map(|l| l.split_once(separator));
    pairs.map(|(id, words)| (id.to_owned(), words.to_owned())).collect()
}

fn ask(
    target: &Certificate,
    others: &[Certificate],
    store: &TrustStore,
    at: &str,
) -> (bool, Vec<String>) {
    judge(target, others, store, &Evidence::new(), &Policy::new(), at)
}

fn judge(
    target: &Certificate,
    others: &[Certificate],
    store: &TrustStore,
    evidence: &Evidence,
    policy: &Policy,
    at: &str,
) -> (bool, Vec<String>) {
    let outcome = validate(&PathRequest {
        target,
        candidates: others,
        store,
        evidence,
        purpose: Purpose::Any,
        policy,
        at: UnixTime::from_rfc3339(at).expect("time"),
        budget: &Budget::for_file(0),
    });
    let why = outcome.findings().iter().map(|f| f.code().to_string()).collect();
    (outcome.path().is_some(), why)
}

fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).map(|d| d.flatten().map(|e| e.path()).collect());
    let mut all: Vec<PathBuf> = entries.unwrap_or_default();
    all.retain(|p| p.to_string_lossy().ends_with(ending));
    all.sort();
    all
}

fn bsi(dir: &Path) -> Result<(bool, Vec<String>), X509Error> {
    let mut store = TrustStore::new();
    for root in files(dir, ".TA.pem.crt") {
        store = store.with_file("bsi", &read(&root))?;
    }
    let mut others = Vec::new();
    for file in files(dir, ".ca.pem.crt") {
        others.extend(Certificate::from_bytes(&read(&file))?);
    }
    let mut evidence = Evidence::new();
    for file in files(&dir.join("crls"), ".crl") {
        evidence = evidence.with_crl(&read(&file))?;
    }
    let lists = dir.to_string_lossy().contains("CRL_");
    let mode = if lists { RevocationMode::Require } else { RevocationMode::Skip };
    let policy = Policy::new().with_revocation(mode);
    let target = files(dir, ".TC.pem.crt");
    let target = Certificate::from_bytes(&read(target.first().expect("a target")))?;
    let target = target.first().expect("a certificate");
    Ok(judge(target, &others, &store, &evidence, &policy, "2017-08-01T00:00:00Z"))
}

#[test]
fn chains_of_pyhanko_lead_to_their_roots_where_the_algorithm_is_spoken() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let dir = dir.join("pyhanko-certvalidator");
    let cases = [
        ("testing-ca-ed25519", "signer.cert.pem", true),
        ("testing-ca-ed25519", "signer1-indefinite.cert.pem", true),
        ("testing-ca-pss", "signer1.cert.pem", true),
        ("testing-ca-pss-exclusive", "signer1.cert.pem", true),
        ("testing-ca-ed448", "signer.cert.pem", false),
    ];
    let policy = Policy::new().with_revocation(RevocationMode::Skip);
    for (folder, target, spoken) in cases {
        let of = |name: &str| {
            Certificate::from_bytes(&read(&dir.join(folder).join(name))).expect("certificate")
        };
        let root = read(&dir.join(folder).join("root.cert.pem"));
        let store = TrustStore::new().with_file(folder, &root).expect("root");
        let (target, others) = (&of(target)[0], of("interm.cert.pem"));
        let at = "2020-10-01T00:00:00Z";
        let (answer, why) = judge(target, &others, &store, &Evidence::new(), &policy, at);
        assert_eq!(answer, spoken, "{folder}: {why:?}");
        assert!(spoken || why.iter().any(|w| w.contains("algorithm-unknown")), "{folder}: {why:?}");
    }
}
