//! x509-limbo: the groups that are about certification paths, without names of servers.

use serde_json::Value;
use sidian::budget::Budget;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, PathRequest, Policy, Purpose, TrustStore, validate};
use sidian::x509::Certificate;

mod divergences;

/// Cases whose verdict is not reproduced, each with its reason.
const DIVERGENCES: &str = include_str!("divergences/limbo.toml");
/// Groups in scope; the others are about names of servers and rules of browsers.
const GROUPS: &[&str] = &["crl", "cve", "invalid", "pathlen", "pathological", "rfc5280"];

#[test]
fn every_limbo_case_in_scope_has_its_verdict_or_a_reason() {
    let Some(dir) = sidian_testkit::corpus::dir_or_skip("limbo") else { return };
    let text = std::fs::read_to_string(dir.join("limbo.json")).expect("limbo.json");
    let suite: Value = serde_json::from_str(&text).expect("JSON");
    let cases = suite.get("testcases").and_then(Value::as_array).expect("cases");
    let mut run = divergences::Run::new("limbo", DIVERGENCES);
    for case in cases {
        let id = text_of(case, "id");
        if GROUPS.iter().any(|g| id.split("::").next() == Some(g)) {
            let wanted = text_of(case, "expected_result") == "SUCCESS";
            let (answer, why) = judge(case);
            run.answer(id, wanted, answer, &why);
        }
    }
    run.finish();
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn pems<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v [u8]> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::as_bytes)
}

fn judge(case: &Value) -> (bool, Vec<String>) {
    let mut store = TrustStore::new();
    for pem in pems(case, "trusted_certs") {
        store = store.clone().with_file("limbo", pem).unwrap_or(store);
    }
    let read = |pem: &[u8]| Certificate::from_pem_many(pem).ok().and_then(|c| c.into_iter().next());
    let candidates: Vec<Certificate> =
        pems(case, "untrusted_intermediates").filter_map(read).collect();
    let mut evidence = Evidence::new();
    for pem in pems(case, "crls") {
        match evidence.clone().with_crl(pem) {
            Ok(more) => evidence = more,
            Err(e) => return (false, vec![e.to_string()]),
        }
    }
    let Some(target) = read(text_of(case, "peer_certificate").as_bytes()) else {
        return (false, vec!["the certificate cannot be read".to_owned()]);
    };
    let mut policy = Policy::new();
    if let Some(most) = case.get("max_chain_depth").and_then(Value::as_u64) {
        policy = policy.with_max_intermediates(u32::try_from(most).expect("small"));
    }
    let time = match text_of(case, "validation_time") {
        "" => "2026-11-22T12:00:00Z",
        time => time,
    };
    let outcome = validate(&PathRequest {
        target: &target,
        candidates: &candidates,
        store: &store,
        evidence: &evidence,
        purpose: Purpose::Any,
        policy: &policy,
        at: UnixTime::from_rfc3339(time).expect("time"),
        budget: &Budget::for_file(0),
    });
    let why = outcome.findings().iter().map(|f| f.code().to_string()).collect();
    (outcome.path().is_some(), why)
}
