//! Materials that are withdrawn: the content goes, an entry stays, and nothing that needs it breaks.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sidian_service::store::{Digest, backup};

use crate::desk::{Desk, WHY, request};
use crate::materials::taken;

fn reason(ground: &str) -> Value {
    json!({ "ground": ground, "reason": "申请人撤回申请" })
}

fn at(material: &Value, more: &str) -> String {
    format!("/api/v1/materials/{}{more}", material["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_withdrawn_material_leaves_an_entry_and_nothing_else() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    let content = sidian_testkit::pdf::with_table("1.7", 1);
    let material = taken(&desk, "张三的申请书.pdf", &content).await;
    let ask = request(Method::POST, &clerk, &at(&material, "/verify"), Body::empty(), &[]);
    let receipt = desk.ask(ask).await.expect(200)["receipt"].clone();
    let path = at(&material, "/withdrawal");
    let wordless = json!({ "ground": "holder", "reason": " " });
    assert_eq!(desk.post(&clerk, &path, &wordless).await.code(422), 9226);
    let done = desk.post(&clerk, &path, &reason("holder")).await.expect(200);
    assert_eq!(done["content_removed"], true);
    let files = desk.service.app().store().files();
    assert!(!files.path(Digest::of(&content)).exists());
    let left = desk.get(&clerk, &at(&material, "")).await.expect(200);
    assert_eq!(left["sha256"], material["sha256"]);
    assert_eq!((&left["name"], &left["withdrawal"]["state"]), (&json!(""), &json!("done")));
    assert_eq!(left["withdrawal"]["reason"], "申请人撤回申请");
    assert_eq!(left, done["material"]);
    let file = desk.get(&clerk, &at(&material, &format!("/file?{WHY}"))).await;
    assert_eq!(file.code(410), 9229);
    let judged = request(Method::POST, &clerk, &at(&material, "/verify"), Body::empty(), &[]);
    assert_eq!(desk.ask(judged).await.code(410), 9229);
    let pack = json!({ "title": "包", "materials": [material["id"]] });
    assert_eq!(desk.post_once(&clerk, "/api/v1/packages", "p", &pack).await.code(410), 9229);
    assert_eq!(desk.post(&clerk, &path, &reason("holder")).await.code(410), 9229, "twice");
    let there = desk.get(&clerk, "/api/v1/materials").await.expect(200);
    assert_eq!(there, json!([]));
    let gone = desk.get(&clerk, "/api/v1/materials?withdrawn=true").await.expect(200);
    assert_eq!(gone, json!([left]));
    let receipt = desk.get(&clerk, &format!("/api/v1/receipts/{receipt}")).await;
    assert_eq!(receipt.status, 200, "a receipt over it");
    let log = desk.get(&clerk, "/api/v1/audit?action=material.withdraw").await.expect(200);
    assert_eq!(log[0]["purpose"], "申请人撤回申请");
    assert_eq!(backup::check(&desk.dir.path().join("data"), None).unwrap().files, 0);
}

#[tokio::test]
async fn what_a_package_needs_is_withdrawn_after_it() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    let material = taken(&desk, "a.bin", b"needed").await;
    let pack = json!({ "title": "包", "materials": [material["id"]] });
    let made = desk.post_once(&clerk, "/api/v1/packages", "p", &pack).await.expect(201);
    let package = made["material"].clone();
    let path = at(&material, "/withdrawal");
    let refused = desk.post(&clerk, &path, &reason("department")).await;
    let named = String::from_utf8(refused.bytes.clone()).unwrap();
    assert!(named.contains(package["id"].as_str().unwrap()), "it says which: {named}");
    assert_eq!(refused.code(409), 9230);
    desk.post(&clerk, &at(&package, "/withdrawal"), &reason("department")).await.expect(200);
    desk.post(&clerk, &path, &reason("department")).await.expect(200);
}

#[tokio::test]
async fn a_licence_handed_in_as_a_material_stays_a_licence() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let material = taken(&desk, "licence.pdf", &file).await;
    let path = at(&material, "/withdrawal");
    let done = desk.post(&desk.clerk(), &path, &reason("department")).await.expect(200);
    assert_eq!(done["content_removed"], false, "it says that the content is still there");
    assert!(desk.file(&id).await == file);
}

#[tokio::test]
async fn the_least_time_is_kept_and_a_second_person_can_be_needed() {
    let desk = Desk::with(|config| config.materials.keep_days = 1);
    let material = taken(&desk, "a.bin", b"kept").await;
    let path = at(&material, "/withdrawal");
    assert_eq!(desk.post(&desk.clerk(), &path, &reason("holder")).await.code(409), 9231);

    let desk = Desk::with(|config| config.rules.two_person_materials = true);
    let clerk = desk.clerk();
    let own = desk.get(&clerk, "/api/v1/session").await.expect(200)["department"].clone();
    let second = desk.account("乙", json!({ "roles": ["verifier"], "department": own })).await;
    let other = desk.account("丙", json!({ "roles": ["verifier"] })).await;
    let material = taken(&desk, "a.bin", b"two").await;
    let path = at(&material, "/withdrawal");
    let approve = |token: String| {
        let path = at(&material, "/withdrawal/approval");
        desk.ask(request(Method::POST, &token, &path, Body::empty(), &[]))
    };
    assert_eq!(approve(second.clone()).await.code(404), 9205, "nothing was asked for");
    let waits = desk.post(&clerk, &path, &reason("holder")).await.expect(202);
    assert_eq!(waits["withdrawal"]["state"], "waiting");
    assert_eq!(desk.post(&clerk, &path, &reason("holder")).await.code(409), 9216, "twice");
    assert_eq!(approve(clerk.clone()).await.code(403), 9218, "the same person");
    assert_eq!(approve(other).await.code(404), 9205, "another department");
    assert_eq!(desk.delete(&second, &path).await.status, 204, "refused");
    assert_eq!(approve(second.clone()).await.code(404), 9205, "it was refused");
    desk.post(&clerk, &path, &reason("holder")).await.expect(202);
    assert_eq!(approve(second).await.expect(200)["content_removed"], true);
}
