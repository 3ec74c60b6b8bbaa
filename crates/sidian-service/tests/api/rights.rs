//! Who may do what.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::desk::{Desk, HOLDER, WHY, licence, request};

#[tokio::test]
async fn nothing_but_verifying_and_public_lists_is_open_to_anybody() {
    let desk = Desk::new();
    let api = serde_json::to_value(sidian_service::api()).unwrap();
    let mut closed = 0;
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path.replace("{id}", "1").replace("{code}", "x").replace("{seq}", "0");
            let method: Method = method.to_uppercase().parse().unwrap();
            if operation.get("security").is_none() {
                continue;
            }
            for token in ["", "sidian_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "nonsense"] {
                let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
                let body = Body::from("{}");
                let answer = desk.ask(request(method.clone(), token, &path, body, &headers)).await;
                let status = answer.status.as_u16();
                // Even where the body cannot be read: who asks is asked first.
                assert_eq!(status, 401, "{method} {path} with “{token}”");
            }
            closed += 1;
        }
    }
    assert!(closed > 25, "only {closed} addresses ask for a token");
}

#[tokio::test]
async fn an_account_does_only_what_its_roles_say() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let auditor = desk.account("auditor", json!({ "roles": ["auditor"] })).await;
    let verifier = desk.account("verifier", json!({ "roles": ["verifier"] })).await;
    let issue = |token: String| {
        let desk = &desk;
        async move { desk.post_once(&token, "/api/v1/licences", "k", &licence(2)).await.code(403) }
    };
    for token in [&auditor, &verifier, &desk.administrator()] {
        assert_eq!(issue(token.clone()).await, 9202);
    }
    let whole = format!("/api/v1/licences/{id}?{WHY}");
    assert_eq!(desk.get(&auditor, &whole).await.code(403), 9202, "an auditor reads no licence");
    assert_eq!(desk.get(&desk.administrator(), &whole).await.code(403), 9202);
    desk.get(&verifier, &whole).await.expect(200);
    assert_eq!(desk.get(&verifier, "/api/v1/audit").await.code(403), 9202);
    assert_eq!(desk.get(&desk.clerk(), "/api/v1/accounts").await.code(403), 9202);
    let all = desk.get(&verifier, &format!("/api/v1/licences?{WHY}")).await;
    assert_eq!(all.code(403), 9202, "a verifier does not leaf through the register");
}

#[tokio::test]
async fn an_account_acts_on_its_own_types_only() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let other = json!({ "roles": ["issuer", "verifier"], "types": ["11100000000013338W009"] });
    let token = desk.account("other", other).await;
    let refused = desk.post_once(&token, "/api/v1/licences", "k", &licence(2)).await;
    assert_eq!(refused.code(403), 9203);
    assert_eq!(desk.get(&token, &format!("/api/v1/licences/{id}?{WHY}")).await.code(403), 9203);
    let event = json!({ "event": "revoke", "reason": "x" });
    let path = format!("/api/v1/licences/{id}/events");
    assert_eq!(desk.post(&token, &path, &event).await.code(403), 9203);
    let found = desk.get(&token, "/api/v1/licences").await.expect(200);
    assert!(found["licences"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn holder_data_is_read_with_a_reason_that_is_recorded() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    for part in ["", "/file", "/metadata"] {
        let path = format!("/api/v1/licences/{id}{part}");
        for query in
            ["", "?purpose=x", "?basis=x", "?purpose=%20&basis=%20", "?purpose=a%0Ab&basis=x"]
        {
            let refused = desk.get(&desk.clerk(), &format!("{path}{query}")).await;
            assert_eq!(refused.code(403), 9204, "{part}{query}");
        }
        let answer = desk.get(&desk.clerk(), &format!("{path}?{WHY}")).await;
        assert_eq!(answer.status, 200, "{part}");
    }
    let uses = desk.get(&desk.clerk(), &format!("/api/v1/audit?licence={id}")).await.expect(200);
    let uses = uses.as_array().unwrap();
    for action in ["licence.read", "licence.download", "licence.metadata"] {
        let used = uses.iter().find(|u| u["action"] == action).expect(action);
        assert_eq!((&used["purpose"], &used["basis"]), (&json!("办理"), &json!("行政许可法")));
    }
}

#[tokio::test]
async fn a_holder_sees_their_own_licences_and_every_use_and_nobody_elses() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    desk.file(&id).await;
    let own = json!({ "roles": ["holder"], "holder": HOLDER, "holder_type": "001" });
    let holder = desk.account("holder", own).await;
    let other =
        json!({ "roles": ["holder"], "holder": "91410800MA4400D95X", "holder_type": "001" });
    let stranger = desk.account("stranger", other).await;
    desk.get(&holder, &format!("/api/v1/licences/{id}")).await.expect(200);
    assert_eq!(desk.get(&stranger, &format!("/api/v1/licences/{id}")).await.code(404), 9205);
    let ledger = desk.get(&holder, "/api/v1/ledger").await.expect(200);
    let actions: Vec<_> = ledger.as_array().unwrap().iter().map(|u| u["action"].clone()).collect();
    assert_eq!(actions, ["licence.read", "licence.download", "licence.issue"]);
    let theirs = desk.get(&stranger, "/api/v1/ledger").await.expect(200);
    assert!(theirs.as_array().unwrap().is_empty());
    let seq = ledger[1]["seq"].as_u64().unwrap();
    desk.get(&holder, &format!("/api/v1/receipts/{seq}")).await.expect(200);
    assert_eq!(desk.get(&stranger, &format!("/api/v1/receipts/{seq}")).await.code(404), 9205);
    let said = json!({ "licence": id, "statement": "住所有误" });
    let dispute = desk.post(&holder, "/api/v1/disputes", &said).await.expect(201);
    assert_eq!(desk.post(&stranger, "/api/v1/disputes", &said).await.code(404), 9205);
    let answer = json!({ "corrected": true, "answer": "已更正" });
    let path = format!("/api/v1/disputes/{}", dispute["id"]);
    let corrected = desk.post(&desk.clerk(), &path, &answer).await.expect(200);
    let receipt = corrected["receipt"].as_u64().unwrap();
    desk.get(&holder, &format!("/api/v1/receipts/{receipt}")).await.expect(200);
}

#[tokio::test]
async fn revoking_can_need_a_second_person() {
    let desk = Desk::with(|config| config.rules.two_person_revocation = true);
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let second = desk.account("second", json!({ "roles": ["issuer"] })).await;
    let path = format!("/api/v1/licences/{id}/events");
    let suspend = json!({ "event": "suspend", "reason": "x" });
    desk.post(&desk.clerk(), &path, &suspend).await.expect(200);
    let revoke = json!({ "event": "revoke", "reason": "伪造材料" });
    let waits = desk.post(&desk.clerk(), &path, &revoke).await.expect(202);
    let decide = format!("/api/v1/approvals/{}", waits["id"]);
    let yes = json!({ "approve": true });
    assert_eq!(desk.post(&desk.clerk(), &decide, &yes).await.code(403), 9218);
    assert_eq!(desk.verdict(&file).await, "failed", "suspended");
    let done = desk.post(&second, &decide, &yes).await.expect(200);
    assert_eq!(done["licence"]["state"], "revoked");
    assert_eq!(desk.post(&second, &decide, &yes).await.code(404), 9205, "decided once");
}

#[tokio::test]
async fn a_temporary_address_gives_one_file_and_is_recorded() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let path = address(&desk, &id).await;
    assert_eq!(desk.get("", &path).await.bytes, desk.file(&id).await);
    // Never the character that stands there: a token ends with any of sixteen.
    let other = if path.ends_with('A') { 'Q' } else { 'A' };
    let guessed = format!("{}{other}", &path[..path.len() - 1]);
    assert_eq!(desk.get("", &guessed).await.code(404), 9205);
    let uses = desk.get(&desk.clerk(), "/api/v1/audit?actor=link").await.expect(200);
    assert_eq!(uses.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_temporary_address_ends() {
    let desk = Desk::with(|config| config.rules.link_seconds = 1);
    let id = desk.issue(1).await;
    let path = address(&desk, &id).await;
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    assert_eq!(desk.get("", &path).await.code(404), 9205, "after its end");
}

async fn address(desk: &Desk, licence: &str) -> String {
    let path = format!("/api/v1/licences/{licence}/links?{WHY}");
    let link = desk.post(&desk.clerk(), &path, &json!({})).await.expect(201);
    let url = link["url"].as_str().unwrap();
    url[url.find("/api").unwrap()..].to_owned()
}

#[tokio::test]
async fn an_ended_account_and_an_old_token_open_nothing() {
    let desk = Desk::new();
    let token = desk.account("short", json!({ "roles": ["auditor"] })).await;
    let me = desk.get(&token, "/api/v1/session").await.expect(200);
    let path = format!("/api/v1/accounts/{}", me["id"]);
    let renewed = desk.post(&desk.administrator(), &format!("{path}/token"), &json!({})).await;
    let renewed = renewed.expect(201)["token"].as_str().unwrap().to_owned();
    assert_eq!(desk.get(&token, "/api/v1/session").await.code(401), 9201);
    desk.get(&renewed, "/api/v1/session").await.expect(200);
    desk.delete(&desk.administrator(), &path).await.expect(204);
    assert_eq!(desk.get(&renewed, "/api/v1/session").await.code(401), 9201);
}

#[tokio::test]
async fn too_many_requests_are_turned_away_with_a_time_to_come_back() {
    let desk = Desk::with(|config| {
        config.limits.anonymous_per_minute = 5;
        config.limits.account_per_minute = 5;
    });
    for _ in 0..5 {
        desk.get("", "/api/v1/types").await.expect(200);
    }
    let refused = desk.get("", "/api/v1/types").await;
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.code(429), 9211);
    for _ in 0..5 {
        desk.get(&desk.clerk(), "/api/v1/types").await.expect(200);
    }
    assert_eq!(desk.get(&desk.clerk(), "/api/v1/types").await.code(429), 9211);
}
