//! NIST PKITS: every test of certification path validation that is in scope passes.

use std::path::Path;

use serde_json::Value;
use sidian::asn1::ObjectIdentifier;
use sidian::budget::Budget;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, PathRequest, Policy, Purpose, RevocationMode, TrustStore, validate};
use sidian::x509::Certificate;

mod divergences;

/// Tests that are not in scope, each with its reason.
const OUT_OF_SCOPE: &str = include_str!("divergences/pkits.toml");

#[test]
fn every_pkits_test_in_scope_has_its_verdict_and_no_other_passes() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("pkits") else { return };
    let text = std::fs::read_to_string(dir.join("pkits.json")).expect("pkits.json");
    let cases: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let mut run = divergences::Run::new("pkits", OUT_OF_SCOPE);
    for case in &cases {
        let wanted = case.get("error").is_none();
        let (answer, why) = judge(&dir, case);
        run.answer(str_of(case, "name"), wanted, answer, &why);
    }
    run.finish();
}

fn str_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn strings<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn judge(dir: &Path, case: &Value) -> (bool, Vec<String>) {
    let read = |folder: &str, name: &str| std::fs::read(dir.join(folder).join(name)).expect("file");
    let root = read("certs", "TrustAnchorRootCertificate.crt");
    let store = TrustStore::new().with_file("pkits", &root).expect("root");
    let mut crls: Vec<Vec<u8>> = vec![read("crls", "TrustAnchorRootCRL.crl")];
    crls.extend(strings(case, "crls").iter().map(|name| read("crls", name)));
    let evidence = Evidence::new().with_embedded(crls.iter().map(Vec::as_slice), [], []);
    let certificate = |name: &str| Certificate::from_der(&read("certs", name));
    let target = match certificate(str_of(case, "cert")) {
        Ok(target) => target,
        Err(e) => return (false, vec![e.to_string()]),
    };
    let others = strings(case, "other_certs");
    let candidates: Vec<Certificate> = others.iter().filter_map(|n| certificate(n).ok()).collect();
    let policy = policy(case);
    let outcome = validate(&PathRequest {
        target: &target,
        candidates: &candidates,
        store: &store,
        evidence: &evidence,
        purpose: Purpose::Any,
        policy: &policy,
        at: UnixTime::from_rfc3339("2020-06-01T00:00:00Z").expect("time"),
        budget: &Budget::for_file(0),
    });
    let why = outcome.findings().iter().map(|f| f.code().to_string()).collect();
    (outcome.path().is_some(), why)
}

fn policy(case: &Value) -> Policy {
    let mut policy = Policy::new().with_revocation(RevocationMode::Require);
    let Some(params) = case.get("params") else { return policy };
    let wanted = strings(params, "user_initial_policy_set");
    let wanted = wanted.iter().map(|oid| ObjectIdentifier::new(oid).expect("OID")).collect();
    policy = policy.with_policies(wanted);
    let set = |key: &str| params.get(key).and_then(Value::as_bool) == Some(true);
    if set("initial_explicit_policy") {
        policy = policy.with_explicit_policy();
    }
    if set("initial_policy_mapping_inhibit") {
        policy = policy.with_policy_mapping_inhibited();
    }
    if set("initial_any_policy_inhibit") {
        policy = policy.with_any_policy_inhibited();
    }
    policy
}
