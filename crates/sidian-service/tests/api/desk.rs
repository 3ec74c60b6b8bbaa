//! A service in a directory of its own, asked in process.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use sidian_service::config::Config;
use sidian_service::{FirstStart, Service};
use tempfile::TempDir;
use tower::ServiceExt;

/// A service that was founded for one test.
pub(crate) struct Desk {
    pub(crate) service: Service,
    pub(crate) first: FirstStart,
    pub(crate) dir: TempDir,
}

/// An answer: status, headers and body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The body, if the status is the one expected.
    pub(crate) fn expect(self, status: u16) -> Value {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        assert_eq!(self.status.as_u16(), status, "{text}");
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// The code of a problem with this status.
    pub(crate) fn code(self, status: u16) -> u64 {
        let kind = self.headers.get(header::CONTENT_TYPE).map(|v| v.to_str().unwrap().to_owned());
        let body = self.expect(status);
        assert!(kind.unwrap().starts_with("application/problem+json"), "{body}");
        assert!(!body["title"].as_str().unwrap().is_ascii(), "{body}");
        assert!(body["detail"].as_str().unwrap().is_ascii() || status == 422, "{body}");
        body["code"].as_u64().unwrap()
    }
}

impl Desk {
    /// Founds one with these settings.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut config = Config { data: dir.path().join("data"), ..Config::default() };
        change(&mut config);
        let (service, first) = Service::open(config).expect("opens");
        Self { service, first: first.expect("the first start"), dir }
    }

    /// Founds one.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn clerk(&self) -> String {
        self.first.clerk.reveal().to_owned()
    }

    pub(crate) fn administrator(&self) -> String {
        self.first.administrator.reveal().to_owned()
    }

    /// Asks.
    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.service.router().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.ask(request(Method::GET, token, path, Body::empty(), &[])).await
    }

    pub(crate) async fn delete(&self, token: &str, path: &str) -> Answer {
        self.ask(request(Method::DELETE, token, path, Body::empty(), &[])).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json")];
        self.ask(request(Method::POST, token, path, Body::from(body.to_string()), &headers)).await
    }

    /// Posts with an idempotency key.
    pub(crate) async fn post_once(
        &self,
        token: &str,
        path: &str,
        key: &str,
        body: &Value,
    ) -> Answer {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.ask(request(Method::POST, token, path, Body::from(body.to_string()), &headers)).await
    }

    /// Has a file judged.
    pub(crate) async fn verify(&self, token: &str, query: &str, file: &[u8]) -> Answer {
        let path = format!("/api/v1/verify{query}");
        self.ask(request(Method::POST, token, &path, Body::from(file.to_vec()), &[])).await
    }

    /// Issues licence number `n` and gives its identifier.
    pub(crate) async fn issue(&self, n: u32) -> String {
        let key = format!("issue-{n}");
        let answer = self.post_once(&self.clerk(), "/api/v1/licences", &key, &licence(n)).await;
        answer.expect(201)["licence"]["id"].as_str().unwrap().to_owned()
    }

    /// The file of a licence.
    pub(crate) async fn file(&self, id: &str) -> Vec<u8> {
        let answer = self.get(&self.clerk(), &format!("/api/v1/licences/{id}/file?{WHY}")).await;
        assert_eq!(answer.status, 200);
        answer.bytes
    }

    /// An account with these roles; gives its token.
    pub(crate) async fn account(&self, name: &str, more: Value) -> String {
        let mut body = json!({ "department": "示例局", "name": name });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.post(&self.administrator(), "/api/v1/accounts", &body).await;
        answer.expect(201)["token"].as_str().unwrap().to_owned()
    }

    /// The verdict on a file.
    pub(crate) async fn verdict(&self, file: &[u8]) -> String {
        let answer = self.verify("", "", file).await.expect(200);
        answer["report"]["verdict"].as_str().unwrap().to_owned()
    }
}

/// Purpose and basis.
pub(crate) const WHY: &str =
    "purpose=%E5%8A%9E%E7%90%86&basis=%E8%A1%8C%E6%94%BF%E8%AE%B8%E5%8F%AF%E6%B3%95";

/// Whose licences these are.
pub(crate) const HOLDER: &str = "91410800MA4400D94H";

/// An order for licence number `n`.
pub(crate) fn licence(n: u32) -> Value {
    json!({ "type": "食品经营许可证", "purpose": "新办", "data": elements(n, 1) })
}

/// The elements of licence number `n`.
pub(crate) fn elements(n: u32, version: u32) -> Value {
    json!({
        "number": format!("JY1410800{n:07}"), "serial": format!("2026{n:010}"), "version": version,
        "issuer": { "name": "示例市市场监督管理局", "code": "11410800MB00000009" },
        "issue_date": "2026-05-01",
        "holders": [{ "name": "示例餐馆", "code": HOLDER, "code_type": "001" }],
        "credit_code": HOLDER, "法定代表人（负责人）": "示例", "住所": "示例路1号",
        "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售",
        "签发人": "示例"
    })
}

pub(crate) fn request(
    method: Method,
    token: &str,
    path: &str,
    body: Body,
    headers: &[(&str, &str)],
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).expect("a request")
}
