//! The description of the API and the page are held to what the service does.

use std::collections::BTreeSet;

use axum::http::header;
use serde_json::Value;

use crate::desk::Desk;

const SCRIPTS: [&str; 8] = [
    "/verify.js",
    "/desk.js",
    "/register.js",
    "/accounts.js",
    "/tools.js",
    "/camera.js",
    "/seals.js",
    "/materials.js",
];

fn api() -> Value {
    serde_json::to_value(sidian_service::api()).unwrap()
}

#[test]
fn every_operation_is_named_once_and_every_reference_leads_somewhere() {
    let api = api();
    assert_eq!(api["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    let mut count = 0;
    for item in api["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            count += 1;
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()));
            let summary = operation["summary"].as_str().unwrap();
            assert!(!summary.is_ascii(), "{summary}: nothing in Chinese says what it does");
        }
    }
    assert!(count > 35, "{count} operations");
    let text = api.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(api.pointer(pointer).is_some(), "{pointer}");
    }
}

#[tokio::test]
async fn the_description_and_its_page_are_served() {
    let desk = Desk::new();
    let served = desk.get("", "/api/v1/openapi.json").await.expect(200);
    assert_eq!(served, api());
    let page = desk.get("", "/api/v1/docs").await;
    let text = String::from_utf8(page.bytes).unwrap();
    for path in api()["paths"].as_object().unwrap().keys() {
        assert!(text.contains(path.as_str()), "{path}");
    }
    for (name, schema) in api()["components"]["schemas"].as_object().unwrap() {
        assert!(text.contains(&format!("<section id=\"{name}\">")), "{name}");
        for field in schema["properties"].as_object().into_iter().flat_map(|all| all.keys()) {
            assert!(text.contains(&format!("<code>{field}</code>")), "{name}: {field}");
        }
    }
    for link in text.split("href=\"#").skip(1) {
        let to = link.split('"').next().unwrap();
        assert!(text.contains(&format!("id=\"{to}\"")), "a link to {to} leads nowhere");
    }
}

#[tokio::test]
async fn the_page_asks_for_nothing_from_elsewhere() {
    let desk = Desk::new();
    let scripts = SCRIPTS.into_iter().chain(["/", "/style.css", "/words.js", "/api/v1/docs"]);
    for path in scripts {
        let answer = desk.get("", path).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let text = String::from_utf8(answer.bytes).unwrap();
        for outside in
            ["src=\"http", "href=\"http", "@import", "url(http", "from \"http", "fetch(\"http"]
        {
            assert!(!text.contains(outside), "{path} has {outside}");
        }
        assert!(!text.contains("innerHTML"), "{path} reads text as HTML");
        assert!(
            !text.contains(" style=\"") && !text.contains("onclick=\""),
            "{path} has inline code"
        );
    }
}

#[tokio::test]
async fn the_page_has_every_word_in_both_languages() {
    let desk = Desk::new();
    let words = String::from_utf8(desk.get("", "/words.js").await.bytes).unwrap();
    let (zh, en) = words.split_once("\n  en: {").unwrap();
    let keys = |text: &str| -> BTreeSet<String> {
        let text = text.split("let language").next().unwrap();
        let mut keys = BTreeSet::new();
        for part in text.split(['\n', ',']) {
            let key = part.trim().split(':').next().unwrap_or_default().trim_matches('"');
            let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
            if plain && part.contains(": \"") {
                keys.insert(key.to_owned());
            }
        }
        keys
    };
    let (zh, en) = (keys(zh), keys(en));
    assert!(zh.len() > 50, "{zh:?}");
    assert_eq!(zh, en);
    for path in SCRIPTS.into_iter().chain(["/"]) {
        let text = String::from_utf8(desk.get("", path).await.bytes).unwrap();
        for used in text.split("data-word=\"").skip(1) {
            let key = used.split('"').next().unwrap();
            assert!(zh.contains(key), "{path}: {key}");
        }
        for call in ["word(\"", "doing(\"", "field(\"", "form(\"", "folded(\"", "choice(\""] {
            for used in text.split(call).skip(1) {
                let key = used.split('"').next().unwrap();
                assert!(zh.contains(key), "{path}: {key}");
            }
        }
    }
}

#[tokio::test]
async fn health_readiness_and_metrics_are_told() {
    let desk = Desk::new();
    assert_eq!(desk.get("", "/healthz").await.bytes, b"ok\n");
    assert_eq!(desk.get("", "/readyz").await.expect(200)["ready"], true);
    assert_eq!(desk.get("", "/metrics").await.code(401), 9201, "not from elsewhere");
    let id = desk.issue(1).await;
    let text = desk.get(&desk.clerk(), "/metrics").await.bytes;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("sidian_licences_issued_total 1"), "{text}");
    assert!(text.contains("route=\"/api/v1/licences\""), "{text}");
    assert!(!text.contains(&id), "an identifier among the labels");
    let answer = desk.get("", "/healthz").await;
    assert_eq!(answer.headers["x-request-id"].len(), 16);
}

#[tokio::test]
async fn the_answer_is_also_a_page_and_also_english() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let page = desk.verify("", "?format=html&name=%3Cscript%3E.pdf", &file).await;
    assert!(page.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    let text = String::from_utf8(page.bytes).unwrap();
    assert!(text.contains("通过") && !text.contains("<script>"));
    let mut torn = file.clone();
    torn[3000] ^= 1;
    let answer = desk.verify("", "?lang=en&picture=true", &torn).await.expect(200);
    let message = answer["report"]["findings"][0]["message"].as_str().unwrap();
    let chinese = |c: char| ('\u{2e80}'..='\u{ffef}').contains(&c);
    // What is quoted may be a name.
    let own = message.split('“').map(|part| part.rsplit('”').next().unwrap_or_default());
    let own: String = own.collect();
    assert!(!own.is_empty() && !own.contains(chinese), "{message}");
    assert!(answer.get("licence").is_none(), "fields of a file that did not pass");
}
