//! The description of the API (OpenAPI 3.1), made from the code, and the same as a page to read.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::OpenApi;

/// The description as a page: one section an address, nothing from elsewhere.
pub(super) fn page(api: &OpenApi) -> String {
    let api = serde_json::to_value(api).unwrap_or_default();
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>sidian API</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n\
         <body class=\"docs\">\n<main>\n<h1>sidian API <small>v1</small></h1>\n\
         <p><a href=\"openapi.json\">openapi.json</a> (OpenAPI 3.1) · <a href=\"/\">核验页面</a></p>\n\
         <p>令牌 / token: <code>Authorization: Bearer sidian_…</code>. \
         错误 / errors: <code>application/problem+json</code>.</p>\n",
    );
    let paths = api.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            section(&mut out, path, method, operation);
        }
    }
    out + "</main>\n</body>\n</html>\n"
}

fn section(out: &mut String, path: &str, method: &str, operation: &Value) {
    let text = |key: &str| escaped(operation.get(key).and_then(Value::as_str).unwrap_or_default());
    let (summary, rest) = (text("summary"), text("description"));
    let token = if operation.get("security").is_some() { " 🔒" } else { "" };
    let _ = write!(
        out,
        "<section>\n<h2><code>{} {}</code>{token}</h2>\n<p>{summary}</p>\n<p>{rest}</p>\n",
        method.to_uppercase(),
        escaped(path)
    );
    let parameters = operation.get("parameters").and_then(Value::as_array);
    if let Some(parameters) = parameters.filter(|list| !list.is_empty()) {
        out.push_str("<ul>\n");
        for one in parameters {
            let field =
                |key: &str| escaped(one.get(key).and_then(Value::as_str).unwrap_or_default());
            let (name, place, what) = (field("name"), field("in"), field("description"));
            let _ = writeln!(out, "<li><code>{name}</code> ({place}) {what}</li>");
        }
        out.push_str("</ul>\n");
    }
    let kinds = |value: Option<&Value>| {
        let content = value.and_then(|v| v.get("content")).and_then(Value::as_object);
        let one = |(kind, media): (&String, &Value)| {
            let name = media.pointer("/schema/$ref").and_then(Value::as_str);
            let name = name.and_then(|n| n.rsplit('/').next()).unwrap_or_default();
            format!("<code>{}</code> {}", escaped(kind), escaped(name))
        };
        content.into_iter().flatten().map(one).collect::<Vec<_>>().join(", ")
    };
    let body = kinds(operation.get("requestBody"));
    if !body.is_empty() {
        let _ = writeln!(out, "<p>← {body}</p>");
    }
    for (status, response) in
        operation.get("responses").and_then(Value::as_object).into_iter().flatten()
    {
        if status.starts_with('2') {
            let _ = writeln!(out, "<p>→ {status} {}</p>", kinds(Some(response)));
        }
    }
    out.push_str("</section>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The description as JSON.
pub(super) fn json(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
