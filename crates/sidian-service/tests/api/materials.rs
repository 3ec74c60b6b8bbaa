//! Materials: taken in over broken lines, packed, judged, and what of them need not be handed in.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sidian_service::store::Digest;
use sidian_testkit::pdf;

use crate::desk::{Answer, Desk, HOLDER, WHY, request};

fn about(name: &str, media_type: &str) -> Value {
    json!({ "name": name, "kind": "申请书", "media_type": media_type, "case": "2026-7" })
}

async fn begin(desk: &Desk, token: &str, name: &str, size: usize, digest: Option<&str>) -> Answer {
    let order = json!({ "about": about(name, "application/pdf"), "size": size, "sha256": digest });
    desk.post(token, "/api/v1/uploads", &order).await
}

async fn part(desk: &Desk, token: &str, id: &Value, offset: usize, body: Body) -> Answer {
    let path = format!("/api/v1/uploads/{}", id.as_str().unwrap());
    let offset = offset.to_string();
    let headers = [("upload-offset", offset.as_str())];
    desk.ask(request(Method::PATCH, token, &path, body, &headers)).await
}

/// Takes a file in and gives its view.
pub(crate) async fn taken(desk: &Desk, name: &str, file: &[u8]) -> Value {
    let clerk = desk.clerk();
    let upload = begin(desk, &clerk, name, file.len(), None).await.expect(201);
    let done = part(desk, &clerk, &upload["id"], 0, Body::from(file.to_vec())).await.expect(201);
    done["material"].clone()
}

/// A body that breaks after what it holds.
struct Broken(Option<Vec<u8>>);

impl futures_core::Stream for Broken {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(
            self.0.take().map_or_else(|| Err(std::io::ErrorKind::ConnectionReset.into()), Ok),
        ))
    }
}

#[tokio::test]
async fn an_upload_goes_on_after_the_line_broke_and_is_what_was_announced() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    let file: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let digest = Digest::of(&file).to_hex();
    let upload = begin(&desk, &clerk, "a.bin", file.len(), Some(&digest)).await.expect(201);
    let id = &upload["id"];
    let state = format!("/api/v1/uploads/{}", id.as_str().unwrap());
    let broken = Body::from_stream(Broken(Some(file[..70_000].to_vec())));
    assert_eq!(part(&desk, &clerk, id, 0, broken).await.code(400), 9207);
    let answer = desk.get(&clerk, &state).await;
    assert_eq!(answer.headers["upload-offset"], "70000", "what arrived stays");
    for wrong in [0, 69_999, 70_001] {
        let answer = part(&desk, &clerk, id, wrong, Body::from("x")).await;
        assert_eq!(answer.code(409), 9220, "from {wrong}");
    }
    let more = Body::from(file[70_000..200_000].to_vec());
    assert_eq!(part(&desk, &clerk, id, 70_000, more).await.expect(200)["offset"], 200_000);
    let rest = Body::from(file[200_000..].to_vec());
    let done = part(&desk, &clerk, id, 200_000, rest).await.expect(201);
    assert_eq!(done["material"]["sha256"], digest);
    assert_eq!(desk.get(&clerk, &state).await.code(404), 9205, "it is over");
    let path = format!("/api/v1/materials/{}/file", done["material"]["id"].as_str().unwrap());
    assert_eq!(desk.get(&clerk, &path).await.code(403), 9204, "without a reason");
    let given = desk.get(&clerk, &format!("{path}?{WHY}")).await;
    assert_eq!((given.status.as_u16(), given.bytes == file), (200, true));
    for action in ["material.add", "material.download"] {
        let audit = desk.get(&clerk, &format!("/api/v1/audit?action={action}")).await.expect(200);
        assert_eq!(audit.as_array().unwrap().len(), 1, "{action}");
    }
}

#[tokio::test]
async fn what_is_not_what_was_announced_is_not_taken_in() {
    let desk = Desk::with(|config| {
        config.limits.max_material = 1000;
        config.limits.open_uploads = 2;
    });
    let clerk = desk.clerk();
    let other = Digest::of(b"other").to_hex();
    let upload = begin(&desk, &clerk, "a.bin", 4, Some(&other)).await.expect(201);
    assert_eq!(part(&desk, &clerk, &upload["id"], 0, Body::from("four")).await.code(422), 9225);
    let upload = begin(&desk, &clerk, "a.bin", 4, None).await.expect(201);
    let id = &upload["id"];
    let longer = part(&desk, &clerk, id, 0, Body::from("fives")).await;
    assert_eq!(longer.code(413), 9208, "longer than announced");
    assert_eq!(begin(&desk, &clerk, "a.bin", 1001, None).await.code(413), 9208);
    begin(&desk, &clerk, "b.bin", 1, None).await.expect(201);
    assert_eq!(begin(&desk, &clerk, "c.bin", 1, None).await.code(409), 9224, "a third at once");
    let path = format!("/api/v1/uploads/{}", id.as_str().unwrap());
    assert_eq!(desk.delete(&clerk, &path).await.status, 204);
    begin(&desk, &clerk, "c.bin", 1, None).await.expect(201);
    for (name, media) in [
        ("../a", "a/b"),
        ("", "a/b"),
        ("a\u{0}", "a/b"),
        ("/etc/passwd", "a/b"),
        ("a", "ab"),
        ("a", "a/b\r\nx: y"),
        ("META-INF/../x", "a/b"),
    ] {
        let order = json!({ "about": about(name, media), "size": 1 });
        let answer = desk.post(&clerk, "/api/v1/uploads", &order).await;
        assert_eq!(answer.code(422), 9226, "{name:?} {media:?}");
    }
    let found = desk.get(&clerk, "/api/v1/materials").await.expect(200);
    assert!(found.as_array().unwrap().is_empty());
}

#[tokio::test]
async fn materials_and_uploads_are_their_departments_own() {
    let desk = Desk::new();
    let material = taken(&desk, "a.pdf", &pdf::with_table("1.7", 1)).await;
    let upload = begin(&desk, &desk.clerk(), "b.pdf", 4, None).await.expect(201);
    let stranger = desk.account("stranger", json!({ "roles": ["issuer", "verifier"] })).await;
    let auditor = desk.account("auditor", json!({ "roles": ["auditor"] })).await;
    let id = material["id"].as_str().unwrap();
    for path in [
        format!("/api/v1/materials/{id}"),
        format!("/api/v1/materials/{id}/file?{WHY}"),
        format!("/api/v1/uploads/{}", upload["id"].as_str().unwrap()),
    ] {
        assert_eq!(desk.get(&stranger, &path).await.code(404), 9205, "{path}");
        assert_eq!(desk.get(&auditor, &path).await.code(403), 9202, "{path}");
    }
    let judge = format!("/api/v1/materials/{id}/verify");
    assert_eq!(desk.post(&stranger, &judge, &json!({})).await.code(404), 9205);
    assert_eq!(part(&desk, &stranger, &upload["id"], 0, Body::from("four")).await.code(404), 9205);
    let order = json!({ "title": "x", "materials": [id] });
    let refused = desk.post_once(&stranger, "/api/v1/packages", "k", &order).await;
    assert_eq!(refused.code(404), 9205);
    let found = desk.get(&stranger, "/api/v1/materials").await.expect(200);
    assert!(found.as_array().unwrap().is_empty());
    let mine = desk.get(&desk.clerk(), "/api/v1/materials?case=2026-7").await.expect(200);
    assert_eq!(mine.as_array().unwrap().len(), 1);
    let none = desk.get(&desk.clerk(), "/api/v1/materials?case=other").await.expect(200);
    assert!(none.as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_package_of_materials_and_licences_is_made_once_and_passes_everywhere() {
    let desk = Desk::new();
    let clerk = desk.clerk();
    let licence = desk.issue(1).await;
    let form = taken(&desk, "申请书.pdf", &pdf::with_table("1.7", 1)).await;
    let order = json!({
        "title": "食品经营许可新办", "case": "2026-7", "materials": [form["id"]],
        "licences": [licence],
    });
    let bare = desk.post_once(&clerk, "/api/v1/packages", "k", &order).await;
    assert_eq!(bare.code(403), 9204, "a licence without a reason");
    let path = format!("/api/v1/packages?{WHY}");
    let made = desk.post_once(&clerk, &path, "k", &order).await.expect(201);
    let again = desk.post_once(&clerk, &path, "k", &order).await.expect(201);
    assert_eq!(made, again);
    let id = made["material"]["id"].as_str().unwrap();
    let judge = format!("/api/v1/materials/{id}/verify");
    let judged = desk.post(&clerk, &judge, &json!({})).await.expect(200);
    assert_eq!(judged["report"]["verdict"], "passed", "{judged:#}");
    let entries = judged["report"]["entries"].as_array().unwrap();
    assert!(entries.iter().any(|e| e["licence"] == true && e["verdict"] == "passed"));
    let file = desk.get(&clerk, &format!("/api/v1/materials/{id}/file?{WHY}")).await.bytes;
    assert_eq!(desk.verdict(&file).await, "passed", "the same by uploading it");
    let mut torn = file.clone();
    let middle = torn.len() / 2;
    torn[middle] ^= 1;
    assert_eq!(desk.verdict(&torn).await, "failed");
    let twice = json!({ "title": "x", "materials": [form["id"], form["id"]] });
    let refused = desk.post_once(&clerk, "/api/v1/packages", "k2", &twice).await;
    assert_eq!(refused.status, 422, "one name twice");
    let empty = desk.post_once(&clerk, "/api/v1/packages", "k3", &json!({ "title": "x" })).await;
    assert_eq!(empty.code(422), 8223);
}

#[tokio::test]
async fn a_material_that_was_changed_on_the_disk_is_not_given_out_whole() {
    let desk = Desk::new();
    // Longer than what is read to its end before it is given.
    let file = vec![7; 17 << 20];
    let material = taken(&desk, "a.bin", &file).await;
    let digest = Digest::of(&file);
    let path = desk.service.app().store().files().path(digest);
    let mut changed = file.clone();
    changed[1000] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    let id = material["id"].as_str().unwrap();
    let ask = request(
        Method::GET,
        &desk.clerk(),
        &format!("/api/v1/materials/{id}/file?{WHY}"),
        Body::empty(),
        &[],
    );
    use tower::ServiceExt;
    let response = desk.service.router().oneshot(ask).await.unwrap();
    assert_eq!(response.status(), 200);
    let body = axum::body::to_bytes(response.into_body(), 64 << 20).await;
    assert!(body.is_err(), "all of it was given out");
}

#[tokio::test]
async fn an_annotated_copy_is_for_one_purpose_and_there_are_not_many() {
    let desk = Desk::with(|config| config.rules.copies_in_90_days = 2);
    let id = desk.issue(1).await;
    let path = format!("/api/v1/licences/{id}/copies");
    let order = json!({
        "item": "410800001", "item_name": "食品经营许可", "purpose": "许可审查",
        "basis": "食品安全法第三十五条",
    });
    let clerk = desk.clerk();
    let made = desk.post(&clerk, &path, &order).await;
    assert_eq!(made.status, 200, "{}", String::from_utf8_lossy(&made.bytes));
    assert!(made.headers.contains_key("sidian-receipt"));
    let original = desk.file(&id).await;
    assert_ne!(made.bytes, original);
    let verifier = desk.service.app().bench().verifier();
    let department = sidian::material::Party::organisation("11410800MB00000009").unwrap();
    let request =
        sidian::material::copy::CopyRequest::new(&department, "许可审查").with_original(&original);
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now =
        sidian::time::UnixTime::from_seconds(i64::try_from(seconds.as_secs()).unwrap()).unwrap();
    let report = verifier.copy(&made.bytes, &request, now).unwrap();
    assert!(
        report.accepted().is_some(),
        "{:#}",
        report.to_json("", sidian::report::Language::English)
    );
    let bare = json!({ "item": "1", "item_name": "x", "purpose": "x" });
    assert_eq!(desk.post(&clerk, &path, &bare).await.code(403), 9204, "neither grant nor basis");
    assert_eq!(desk.post(&clerk, &path, &order).await.status, 200);
    assert_eq!(desk.post(&clerk, &path, &order).await.code(422), 8544, "a third copy");
    let far = json!({ "roles": ["verifier"], "department": "示例二局", "department_code": "11100000000013338W" });
    let far = desk.account("far", far).await;
    assert_eq!(desk.post(&far, &path, &order).await.code(403), 9202, "no key to act by duty");
    let file = format!("/api/v1/licences/{id}/file?{WHY}");
    assert_eq!(desk.get(&far, &file).await.code(403), 9223, "the licence itself");
    let link = format!("/api/v1/licences/{id}/links?{WHY}");
    assert_eq!(desk.post(&far, &link, &json!({})).await.code(403), 9223);
    let uses = desk.get(&clerk, "/api/v1/audit?action=licence.copy").await.expect(200);
    let outcomes: Vec<_> = uses.as_array().unwrap().iter().map(|u| u["outcome"].clone()).collect();
    assert_eq!(outcomes, ["refused", "refused", "done", "done"]);
}

#[tokio::test]
async fn fields_are_disclosed_once_to_who_asked_and_for_what() {
    use sidian::crypto::{Signer, SigningKey, Suite};
    use sidian::material::share::SharedLicence;
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let key = SigningKey::generate(Suite::P256).unwrap();
    let jwk = sidian::jose::jwk::write(key.public_key()).unwrap();
    let path = format!("/api/v1/licences/{id}/shares");
    let own = json!({ "roles": ["holder"], "holder": HOLDER, "holder_type": "001" });
    let holder = desk.account("holder", own).await;
    let other =
        json!({ "roles": ["holder"], "holder": "91410800MA4400D95X", "holder_type": "001" });
    let stranger = desk.account("stranger", other).await;
    let order = json!({ "holder_key": jwk });
    assert_eq!(desk.post(&stranger, &path, &order).await.code(404), 9205);
    let odd = json!({ "holder_key": { "kty": "EC" } });
    assert_eq!(desk.post(&holder, &path, &odd).await.status, 422);
    let shared = desk.post(&holder, &path, &order).await.expect(201);
    let shared = SharedLicence::inspect(shared["shared"].as_str().unwrap().as_bytes()).unwrap();
    let question = json!({ "purpose": "核对", "basis": "行政许可法", "fields": ["CZZT"] });
    let clerk = desk.clerk();
    let ask = || async { desk.post(&clerk, "/api/v1/shares", &question).await.expect(201) };
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now =
        sidian::time::UnixTime::from_seconds(i64::try_from(seconds.as_secs()).unwrap()).unwrap();
    let present = |asked: &Value, purpose: &str| {
        let text = |key: &str| asked[key].as_str().unwrap().to_owned();
        let (audience, nonce) = (text("audience"), text("nonce"));
        let presentation = shared.disclose(&["CZZT"]).unwrap();
        let bound = presentation.bind((&audience, &nonce, Some(purpose)), &key, now).unwrap();
        json!({ "nonce": nonce, "presentation": bound })
    };
    let asked = ask().await;
    let answer = present(&asked, "核对");
    let other = desk.account("verifier", json!({ "roles": ["verifier"] })).await;
    let refused = desk.post(&other, "/api/v1/shares/answer", &answer).await;
    assert_eq!(refused.code(404), 9205, "an answer to somebody else");
    let passed = desk.post(&clerk, "/api/v1/shares/answer", &answer).await.expect(200);
    assert_eq!(passed["report"]["verdict"], "passed", "{passed:#}");
    assert_eq!(passed["facts"]["CZZT"], json!(["示例餐馆"]));
    assert!(passed["facts"].get("CZZTDM").is_none(), "what was not disclosed");
    let again = desk.post(&clerk, "/api/v1/shares/answer", &answer).await;
    assert_eq!(again.code(404), 9205, "answered once");
    let asked = ask().await;
    let wrong = desk.post(&clerk, "/api/v1/shares/answer", &present(&asked, "别的")).await;
    let wrong = wrong.expect(200);
    assert_eq!(wrong["report"]["verdict"], "failed");
    assert!(wrong.get("facts").is_none() && wrong.get("licence").is_none());
}

#[tokio::test]
async fn what_a_department_has_need_not_be_handed_in() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let list = json!({
        "format": 1, "code": "410800001", "name": "食品经营许可变更",
        "department": { "name": "示例市市场监督管理局", "code": "11410800MB00000009" },
        "basis": "食品安全法", "papers": [
            { "name": "食品经营许可证", "required": true, "accepts": [
                { "licence": { "name": "食品经营许可证", "by_duty": true } }] },
            { "name": "申请书", "required": true },
        ],
    });
    let clerk = desk.clerk();
    assert_eq!(desk.post(&clerk, "/api/v1/items", &list).await.code(403), 9202);
    let administrator = desk.administrator();
    let odd = json!({ "format": 9 });
    assert_eq!(desk.post(&administrator, "/api/v1/items", &odd).await.status, 422);
    let published = desk.post(&administrator, "/api/v1/items", &list).await;
    assert_eq!(published.status, 201, "{}", String::from_utf8_lossy(&published.bytes));
    let items = desk.get("", "/api/v1/items").await.expect(200);
    assert!(items.as_array().unwrap().len() > 1);
    let question = json!({
        "item": "410800001", "applicant": { "code_type": "001", "code": HOLDER },
        "licences": [id],
    });
    let answer = desk.post(&clerk, "/api/v1/exemptions", &question).await.expect(200);
    assert_eq!(answer["complete"], false);
    assert_eq!(answer["papers"][1]["outcome"], "hand-in", "{answer:#}");
    let other = json!({ "roles": ["verifier"], "department": "示例二局", "department_code": "11100000000013338W" });
    let other = desk.account("other", other).await;
    assert_eq!(desk.post(&other, "/api/v1/exemptions", &question).await.code(403), 9202);
    let unknown = json!({ "item": "x", "applicant": { "code_type": "001", "code": HOLDER } });
    assert_eq!(desk.post(&clerk, "/api/v1/exemptions", &unknown).await.code(404), 9205);
    let wrong = json!({ "item": "410800001", "applicant": { "code_type": "001", "code": "1" } });
    assert_eq!(desk.post(&clerk, "/api/v1/exemptions", &wrong).await.code(422), 9226);
    let audit = desk.get(&clerk, "/api/v1/audit?action=exempt.check").await.expect(200);
    assert_eq!(audit[0]["basis"], "食品安全法");
}
