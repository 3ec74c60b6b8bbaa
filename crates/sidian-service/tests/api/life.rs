//! The life of a licence: issued, read, suspended, replaced, revoked, and judged at every step.

use serde_json::json;
use sidian_service::Service;
use sidian_service::config::Config;

use crate::desk::{Desk, HOLDER, WHY, elements, licence};

#[tokio::test]
async fn a_licence_is_judged_by_its_state_from_the_moment_it_changes() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    assert_eq!(desk.verdict(&file).await, "passed");
    let path = format!("/api/v1/licences/{id}/events");
    for (event, verdict) in
        [("suspend", "failed"), ("restore", "passed"), ("暂扣", "failed"), ("revoke", "failed")]
    {
        let body = json!({ "event": event, "reason": "检查" });
        desk.post(&desk.clerk(), &path, &body).await.expect(200);
        assert_eq!(desk.verdict(&file).await, verdict, "after {event}");
    }
    let again = json!({ "event": "restore", "reason": "检查" });
    assert_eq!(desk.post(&desk.clerk(), &path, &again).await.code(422), 7171);
    let whole = desk.get(&desk.clerk(), &format!("/api/v1/licences/{id}?{WHY}")).await.expect(200);
    assert_eq!(whole["licence"]["state"], "revoked");
    let events: Vec<_> = whole["history"].as_array().unwrap().iter().map(|h| &h["event"]).collect();
    assert_eq!(events, ["issue", "suspend", "restore", "suspend", "revoke"]);
}

#[tokio::test]
async fn a_new_version_takes_the_place_of_the_old_one() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let old = desk.file(&id).await;
    let body = json!({ "event": "renew", "reason": "延续", "data": elements(1, 2) });
    let path = format!("/api/v1/licences/{id}/versions");
    let new = desk.post_once(&desk.clerk(), &path, "v2", &body).await.expect(201);
    let new_id = new["licence"]["id"].as_str().unwrap().to_owned();
    assert_eq!(new["licence"]["supersedes"], id.as_str());
    assert_eq!(desk.verdict(&old).await, "failed");
    assert_eq!(desk.verdict(&desk.file(&new_id).await).await, "passed");
    assert_eq!(desk.post_once(&desk.clerk(), &path, "v3", &body).await.code(422), 7171);
    let replayed = desk.post_once(&desk.clerk(), &path, "v2", &body).await;
    assert!(replayed.headers.contains_key("idempotency-replayed"));
    assert_eq!(replayed.expect(201), new);
}

#[tokio::test]
async fn a_request_that_is_sent_twice_is_done_once() {
    let desk = Desk::new();
    let (token, path) = (desk.clerk(), "/api/v1/licences");
    let (order, other) = (licence(1), licence(2));
    let (one, two) = tokio::join!(
        desk.post_once(&token, path, "k", &order),
        desk.post_once(&token, path, "k", &order)
    );
    let done = [&one, &two].iter().filter(|a| a.status == 201).count();
    assert!(done >= 1, "neither was done");
    for answer in [one, two] {
        if answer.status != 201 {
            assert_eq!(answer.code(409), 9215, "the same request at the same time");
        }
    }
    let replayed = desk.post_once(&token, path, "k", &order).await;
    assert!(replayed.headers.contains_key("idempotency-replayed"));
    assert_eq!(desk.post_once(&token, path, "k", &other).await.code(409), 9214);
    assert_eq!(desk.post(&token, path, &order).await.code(400), 9207, "without a key");
    let all = desk.get(&token, path).await.expect(200);
    assert_eq!(all["licences"].as_array().unwrap().len(), 1);
    let again = desk.post_once(&token, path, "k2", &order).await;
    assert_eq!(again.code(409), 9216, "the same licence under another key");
}

#[tokio::test]
async fn everything_that_is_wrong_with_an_order_is_named_at_once() {
    let desk = Desk::new();
    let mut order = licence(1);
    order["data"].as_object_mut().unwrap().remove("住所");
    order["data"]["credit_code"] = json!("91410800MA4400D94X");
    let answer = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &order).await;
    let body = answer.expect(422);
    let errors = body["errors"].as_array().unwrap();
    assert!(!errors.is_empty(), "{body}");
    assert!(errors.iter().all(|e| e["code"].as_u64().unwrap() >= 7000), "{body}");
    let mut foreign = licence(1);
    foreign["data"]["issuer"] = json!({ "name": "别处", "code": "11100000000013338W" });
    let answer = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &foreign).await;
    assert_eq!(answer.code(422), 7201, "nobody here has the key of that authority");
    let unknown = json!({ "type": "没有这种证", "data": {} });
    let answer = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &unknown).await;
    assert_eq!(answer.code(422), 7601);
}

#[tokio::test]
async fn licences_are_found_by_number_holder_type_and_end() {
    let desk = Desk::new();
    for n in 1..=3 {
        desk.issue(n).await;
    }
    let token = desk.clerk();
    for (query, found) in [
        ("", 3),
        ("?number=JY14108000000002", 1),
        ("?number=none", 0),
        ("?type=11410800MB00000009004", 3),
        ("?type=other", 0),
        ("?state=valid", 3),
        ("?state=revoked", 0),
        ("?expiring=3660", 3),
        ("?expiring=30", 0),
        ("?limit=2", 2),
        (&format!("?holder={HOLDER}&holder_type=001&{WHY}"), 3),
        (&format!("?holder=91410800MA4400D95X&holder_type=001&{WHY}"), 0),
    ] {
        let page = desk.get(&token, &format!("/api/v1/licences{query}")).await.expect(200);
        assert_eq!(page["licences"].as_array().unwrap().len(), found, "{query}");
    }
    let first = desk.get(&token, "/api/v1/licences?limit=2").await.expect(200);
    let next = first["next"].as_i64().unwrap();
    let rest = desk.get(&token, &format!("/api/v1/licences?after={next}")).await.expect(200);
    assert_eq!(rest["licences"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_batch_is_issued_to_its_end_over_a_restart() {
    let desk = Desk::new();
    let items: Vec<_> = (1..=4).map(|n| elements(n, 1)).chain([json!({ "number": "x" })]).collect();
    let body = json!({ "type": "食品经营许可证", "items": items, "purpose": "换发" });
    let begun = desk.post_once(&desk.clerk(), "/api/v1/batches", "b", &body).await.expect(202);
    let (id, clerk) = (begun["id"].as_i64().unwrap(), desk.clerk());
    // The store is closed under the batch that runs, and opened again.
    desk.service.close();
    let Desk { service, dir, first } = desk;
    drop(service);
    let config = Config { data: dir.path().join("data"), ..Config::default() };
    let service = reopen(config).await;
    let desk = Desk { service, dir, first };
    desk.service.start_chores();
    let path = format!("/api/v1/batches/{id}");
    let mut progress = desk.get(&clerk, &path).await.expect(200);
    for _ in 0..600 {
        if progress["done"] == true {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        progress = desk.get(&clerk, &path).await.expect(200);
    }
    assert_eq!((&progress["issued"], &progress["refused"]), (&json!(4), &json!(1)), "{progress}");
    let refused = &progress["results"][4];
    assert!(refused["error"]["code"].as_u64().unwrap() >= 7000, "{refused}");
}

/// Opens the store again as soon as everything that held it has let go.
async fn reopen(config: Config) -> Service {
    for _ in 0..200 {
        match Service::open(config.clone()) {
            Ok((service, _)) => return service,
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
    panic!("the store stays locked");
}

#[tokio::test]
async fn types_are_published_and_withdrawn() {
    let desk = Desk::new();
    let code = "11410800MB00000009004";
    let path = format!("/api/v1/types/{code}");
    let kind = desk.get("", &path).await.expect(200);
    desk.delete(&desk.administrator(), &path).await.expect(200);
    let refused = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &licence(1)).await;
    assert_eq!(refused.code(422), 7602);
    let mut next = kind.clone();
    next["edition"] = json!(2);
    desk.post(&desk.administrator(), "/api/v1/types", &next).await.expect(201);
    desk.issue(1).await;
    let older = desk.post(&desk.administrator(), "/api/v1/types", &kind).await;
    assert_eq!(older.code(409), 9216, "an edition that is not later");
    let broken = desk.post(&desk.administrator(), "/api/v1/types", &json!({ "format": 1 })).await;
    assert!((7000..8000).contains(&broken.code(422)));
}
