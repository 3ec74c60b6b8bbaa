//! Seals over HTTP: who may make, use and stop them, and what remains of every use.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sidian::seal::journal::SealingJournal;
use sidian_testkit::pdf;

use crate::desk::{Answer, Desk, request};

const PURPOSE: &str = "purpose=%E5%AE%A1%E6%89%B9%E9%80%9A%E8%BF%87";

async fn made(desk: &Desk, key: &str, more: Value) -> Value {
    let mut order = json!({ "name": "示例市市场监督管理局" });
    order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.post_once(&desk.clerk(), "/api/v1/seals", key, &order).await.expect(201)
}

async fn apply(desk: &Desk, token: &str, id: &Value, query: &str, file: &[u8]) -> Answer {
    let path = format!("/api/v1/seals/{id}/apply?{query}");
    let headers = [("content-type", "application/pdf")];
    desk.ask(request(Method::POST, token, &path, Body::from(file.to_vec()), &headers)).await
}

async fn sealer(desk: &Desk, name: &str) -> (i64, String) {
    let own = json!({ "roles": ["sealer"], "department": "示例市市场监督管理局" });
    let token = desk.account(name, own).await;
    let id = desk.get(&token, "/api/v1/session").await.expect(200)["id"].as_i64().unwrap();
    (id, token)
}

/// Registers and signatures count whole seconds: what must come later needs the next one.
async fn next_second() {
    let seconds = || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        now.as_secs()
    };
    let start = seconds();
    while seconds() == start {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_seal_is_made_used_and_stopped_and_every_verifier_goes_by_it() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    let seal = made(&desk, "k", json!({})).await;
    assert_eq!(seal["seal"]["code"], "41080000000001");
    assert_eq!(seal["seal"]["state"], "in-use");
    let again = made(&desk, "k", json!({})).await;
    assert_eq!(again, seal, "made once, however often it is asked for");
    let id = &seal["seal"]["id"];
    let document = pdf::with_table("1.7", 2);
    let undated = format!("{PURPOSE}&case=2026-1&timestamp=false");
    let answer = apply(&desk, &clerk, id, &undated, &document).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
    assert_eq!(answer.headers["sidian-journal"], "1");
    let sealed = answer.bytes;
    assert!(sealed.starts_with(&document), "the document was rewritten");
    let report = desk.verify("", "", &sealed).await.expect(200)["report"].clone();
    assert_eq!(report["verdict"], "passed", "{report:#}");
    assert_eq!(report["signatures"][0]["seal"]["name"], "示例市市场监督管理局", "{report:#}");
    let dated = apply(&desk, &clerk, id, PURPOSE, &document).await;
    assert_eq!(
        (dated.status.as_u16(), &dated.headers["sidian-journal"]),
        (200, &"2".parse().unwrap())
    );
    next_second().await;
    let stop = json!({ "event": "stop", "reason": "更换" });
    let path = format!("/api/v1/seals/{id}/events");
    let stopped = desk.post(&clerk, &path, &stop).await.expect(200);
    assert_eq!(stopped["seal"]["state"], "stopped");
    assert_eq!(apply(&desk, &clerk, id, PURPOSE, &document).await.code(409), 9222);
    assert_eq!(desk.post(&clerk, &path, &stop).await.code(422), 6131, "stopped twice");
    // Without a timestamp nobody can prove that it was used before it was stopped.
    assert_eq!(desk.verdict(&sealed).await, "indeterminate");
    assert_eq!(desk.verdict(&dated.bytes).await, "passed", "used before it was stopped");
    let restore = json!({ "event": "restore", "reason": "恢复使用" });
    desk.post(&clerk, &path, &restore).await.expect(200);
    assert_eq!(desk.verdict(&sealed).await, "passed");
    let lost =
        json!({ "event": "compromise", "reason": "私钥泄露", "since": "2020-01-01T00:00:00Z" });
    desk.post(&clerk, &path, &lost).await.expect(200);
    assert_eq!(desk.verdict(&sealed).await, "failed", "used after the key was lost");
}

#[tokio::test]
async fn a_seal_is_used_by_those_alone_who_may_use_it() {
    let desk = Desk::new();
    let seal = made(&desk, "k", json!({})).await;
    let id = seal["seal"]["id"].clone();
    let document = pdf::with_table("1.7", 1);
    let (mine, colleague) = sealer(&desk, "colleague").await;
    let stranger = desk.account("stranger", json!({ "roles": ["sealer"] })).await;
    let issuer = desk.account("issuer", json!({ "roles": ["issuer"] })).await;
    for token in [&colleague, &stranger] {
        assert_eq!(apply(&desk, token, &id, PURPOSE, &document).await.code(404), 9205);
    }
    assert_eq!(apply(&desk, &issuer, &id, PURPOSE, &document).await.code(403), 9202);
    for part in ["/file", "/picture", "/uses"] {
        let path = format!("/api/v1/seals/{id}{part}");
        assert_eq!(desk.get(&stranger, &path).await.code(404), 9205, "{part}");
        assert_eq!(desk.get(&issuer, &path).await.code(403), 9202, "{part}");
        assert_eq!(desk.get(&colleague, &path).await.status, 200, "{part}");
    }
    let event = json!({ "event": "stop", "reason": "x" });
    let path = format!("/api/v1/seals/{id}/events");
    assert_eq!(desk.post(&stranger, &path, &event).await.code(404), 9205);
    let listed = desk.get(&stranger, "/api/v1/seals").await.expect(200);
    assert!(listed.as_array().unwrap().is_empty());
    let users = format!("/api/v1/seals/{id}/users");
    let put = |token: String, body: Value| {
        let (desk, users) = (&desk, &users);
        async move {
            let headers = [("content-type", "application/json")];
            let body = Body::from(body.to_string());
            desk.ask(request(Method::PUT, &token, users, body, &headers)).await
        }
    };
    assert_eq!(put(colleague.clone(), json!({ "users": [mine] })).await.code(403), 9202);
    let administrator = desk.administrator();
    for bad in [json!([]), json!([mine, mine]), json!([1]), json!([9999])] {
        let answer = put(administrator.clone(), json!({ "users": bad })).await;
        assert_eq!(answer.code(422), 9226, "{bad}");
    }
    put(administrator, json!({ "users": [mine] })).await.expect(200);
    assert_eq!(apply(&desk, &colleague, &id, PURPOSE, &document).await.status, 200);
    assert_eq!(apply(&desk, &desk.clerk(), &id, PURPOSE, &document).await.code(404), 9205);
    let other = json!({ "name": "示例", "department": "11100000000013338W" });
    let refused = desk.post_once(&colleague, "/api/v1/seals", "k2", &other).await;
    assert_eq!(refused.code(404), 9205, "the seal of another department");
}

#[tokio::test]
async fn every_use_of_a_seal_is_in_journal_and_audit_log() {
    let desk = Desk::new();
    let seal = made(&desk, "k", json!({ "shape": "oval", "line": "发票专用章" })).await;
    let id = &seal["seal"]["id"];
    let document = pdf::with_table("1.7", 3);
    let clerk = desk.clerk();
    for query in ["page=all&corner=top-left&x=10&y=10", "straddle=right", "page=2-3"] {
        let answer = apply(&desk, &clerk, id, &format!("{PURPOSE}&{query}"), &document).await;
        assert_eq!(answer.status, 200, "{query}: {}", String::from_utf8_lossy(&answer.bytes));
        assert_eq!(desk.verdict(&answer.bytes).await, "passed", "{query}");
    }
    let uses = desk.get(&clerk, &format!("/api/v1/seals/{id}/uses")).await.expect(200);
    let uses = uses.as_array().unwrap();
    assert_eq!(uses.len(), 3);
    assert_eq!((&uses[0]["number"], &uses[0]["purpose"]), (&json!(3), &json!("审批通过")));
    let receipt = desk.get(&clerk, &format!("/api/v1/receipts/{}", uses[0]["receipt"])).await;
    assert_eq!(receipt.expect(200)["opening"]["digest"], uses[0]["sha256"]);
    let journal = desk.get(&clerk, "/api/v1/seal-journal").await.bytes;
    let keys = desk.service.app().keyring();
    let keeper = keys.current("seal").unwrap().identity.chain[0].clone();
    let read = SealingJournal::verify(&journal, std::slice::from_ref(&keeper)).unwrap();
    assert_eq!(read.records().len(), 3);
    let (first, rest) = journal.split_at(journal.iter().position(|b| *b == b'\n').unwrap() + 1);
    assert!(SealingJournal::verify(rest, &[keeper]).is_err(), "without {} bytes", first.len());
    let sealer = sealer(&desk, "colleague").await.1;
    assert_eq!(desk.get(&sealer, "/api/v1/seal-journal").await.code(403), 9202);
    let audit = desk.get(&clerk, "/api/v1/audit?action=seal.apply").await.expect(200);
    assert_eq!(audit.as_array().unwrap().len(), 3);
    assert_eq!(audit[0]["basis"], "印章 41080000000001");
}

#[tokio::test]
async fn making_and_cancelling_a_seal_can_need_a_second_person() {
    let desk = Desk::with(|config| config.rules.two_person_seals = true);
    let clerk = desk.clerk();
    let (_, second) = sealer(&desk, "second").await;
    let stranger = desk.account("stranger", json!({ "roles": ["sealer"] })).await;
    let order = json!({ "name": "示例市市场监督管理局" });
    let asked = desk.post_once(&clerk, "/api/v1/seals", "k", &order).await.expect(202);
    let decide = format!("/api/v1/seal-requests/{}", asked["request"]);
    let (yes, no) = (json!({ "approve": true }), json!({ "approve": false }));
    assert_eq!(desk.post(&clerk, &decide, &yes).await.code(403), 9218);
    assert_eq!(desk.post(&stranger, &decide, &yes).await.code(404), 9205);
    let waiting = desk.get(&second, "/api/v1/seal-requests").await.expect(200);
    assert_eq!(waiting[0]["request"]["make"]["name"], "示例市市场监督管理局");
    let listed = desk.get(&clerk, "/api/v1/seals").await.expect(200);
    assert!(listed.as_array().unwrap().is_empty(), "made by one person");
    let seal = desk.post(&second, &decide, &yes).await.expect(200);
    assert_eq!(desk.post(&second, &decide, &yes).await.code(404), 9205, "decided once");
    let events = format!("/api/v1/seals/{}/events", seal["seal"]["id"]);
    let cancel = json!({ "event": "cancel", "reason": "机构改革" });
    let asked = desk.post(&clerk, &events, &cancel).await.expect(202);
    let decide = format!("/api/v1/seal-requests/{}", asked["request"]);
    assert_eq!(desk.post(&second, &decide, &no).await.status, 204);
    // What is suspected is stopped at once, by one.
    let stop = json!({ "event": "stop", "reason": "疑似盗用" });
    assert_eq!(desk.post(&clerk, &events, &stop).await.expect(200)["seal"]["state"], "stopped");
    let asked = desk.post(&clerk, &events, &cancel).await.expect(202);
    let decide = format!("/api/v1/seal-requests/{}", asked["request"]);
    let done = desk.post(&second, &decide, &yes).await.expect(200);
    assert_eq!(done["seal"]["state"], "cancelled");
}

#[tokio::test]
async fn what_cannot_be_sealed_or_made_is_refused_with_a_reason() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    let seal = made(&desk, "k", json!({})).await;
    let id = &seal["seal"]["id"];
    let document = pdf::with_table("1.7", 1);
    for (query, status, code) in [
        ("", 400, 9207),
        ("purpose=%20", 422, 9226),
        ("purpose=x&page=0", 422, 9226),
        ("purpose=x&page=1-", 422, 9226),
        ("purpose=x&x=1e9", 422, 9226),
        ("purpose=x&x=nan", 422, 9226),
        ("purpose=x&corner=middle", 400, 9207),
        ("purpose=x&keyword=%E7%9B%96%E7%AB%A0%E5%A4%84", 422, 9219),
    ] {
        assert_eq!(apply(&desk, &clerk, id, query, &document).await.code(status), code, "{query}");
    }
    let beyond = apply(&desk, &clerk, id, "purpose=x&page=9", &document).await;
    assert_eq!(beyond.status, 422, "a page that is not there");
    let none = apply(&desk, &clerk, id, PURPOSE, b"no PDF").await;
    assert_eq!(none.status, 422);
    let uses = desk.get(&clerk, &format!("/api/v1/seals/{id}/uses")).await.expect(200);
    assert!(uses.as_array().unwrap().is_empty(), "a use that did not take place");
    for (order, status) in [
        (json!({ "name": "" }), 422),
        (json!({ "name": "示例", "code": "99080000000001" }), 422),
        (json!({ "name": "示例", "days": 0 }), 422),
        (json!({ "name": "示例", "picture": "AAAA" }), 422),
        (json!({ "name": "示例", "picture": "…" }), 422),
        (json!({ "name": "示例", "users": [1] }), 422),
        (json!({ "name": "一".repeat(60) }), 422),
    ] {
        let answer = desk
            .post_once(&clerk, "/api/v1/seals", &order.to_string().len().to_string(), &order)
            .await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{order}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
    }
    let taken = json!({ "name": "示例", "code": "41080000000001" });
    assert_eq!(desk.post_once(&clerk, "/api/v1/seals", "k9", &taken).await.code(409), 9216);
}
