//! The description of the API (OpenAPI 3.1), made from the code, and the same as a page to read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::problem;

/// What a reader needs before anything else: that it can be tried at once.
const HEAD: &str = "<!DOCTYPE html>
<html lang=\"zh-CN\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>sidian API</title>
<link rel=\"stylesheet\" href=\"/style.css\">
</head>
<body class=\"docs\">
<main>
<h1>sidian API <small>v1</small></h1>
<p><a href=\"openapi.json\">openapi.json</a> (OpenAPI 3.1) · <a href=\"/\">核验页面 the page</a> ·
<a href=\"#errors\">错误码 errors</a> · <a href=\"#data\">数据 data</a></p>
<p>令牌 token: <code>Authorization: Bearer sidian_…</code>; <span class=\"badge open\">token</span> 表示须登录
marks what needs one. 错误 errors: <code>application/problem+json</code> (RFC 9457), <code>title</code> 中文,
<code>detail</code> English, <code>code</code> 不变 stable.</p>
<pre>curl --data-binary @licence.pdf URL/api/v1/verify
curl -H \"Authorization: Bearer $TOKEN\" -H \"Idempotency-Key: order-1\" -H \"Content-Type: application/json\" \\
  -d @licence.json URL/api/v1/licences
curl -H \"Authorization: Bearer $TOKEN\" -C - -o licence.pdf \"URL/api/v1/licences/ID/file?purpose=…&amp;basis=…\"</pre>
";

type Operation<'a> = (&'a str, &'a str, &'a Value);

/// The description as a page: by subject, every field of what is sent and answered, every error; nothing
/// from elsewhere.
pub(super) fn page(api: &OpenApi) -> String {
    let api = serde_json::to_value(api).unwrap_or_default();
    let mut subjects: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
    for (path, item) in members(&api, "/paths") {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default();
            subjects.entry(tag).or_default().push((path, method, operation));
        }
    }
    let mut out = HEAD.to_owned();
    out.push_str("<nav><p>");
    for (number, (tag, all)) in subjects.iter().enumerate() {
        let _ = write!(out, "<a href=\"#t{number}\">{}</a> ({}) · ", escaped(tag), all.len());
    }
    out.push_str("</p></nav>\n");
    for (number, (tag, all)) in subjects.iter().enumerate() {
        let _ = writeln!(out, "<h2 id=\"t{number}\">{}</h2>", escaped(tag));
        for operation in all {
            section(&mut out, *operation);
        }
    }
    errors(&mut out);
    data(&mut out, &api);
    out + "</main>\n</body>\n</html>\n"
}

fn section(out: &mut String, (path, method, operation): Operation<'_>) {
    let text = |key: &str| prose(operation.get(key).and_then(Value::as_str).unwrap_or_default());
    let token = match operation.get("security") {
        Some(_) => " <span class=\"badge open\">token</span>",
        None => "",
    };
    let (method, path) = (method.to_uppercase(), escaped(path));
    let _ = write!(out, "<section>\n<h3><code>{method} {path}</code>{token}</h3>\n");
    for key in ["summary", "description"] {
        if !text(key).is_empty() {
            let _ = writeln!(out, "<p>{}</p>", text(key));
        }
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    if let Some(parameters) = parameters.filter(|list| !list.is_empty()) {
        let rows = parameters.iter().map(|one| {
            let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
            let place = one.get("in").and_then(Value::as_str).unwrap_or_default();
            let needed = one.get("required").and_then(Value::as_bool) == Some(true);
            let kind = format!("{place}, {}", kind(one.get("schema")));
            (name, needed, kind, prose(said(one)))
        });
        table(out, rows);
    }
    if let Some(body) = operation.get("requestBody") {
        let _ = writeln!(out, "<p>发送 send: {}</p>", contents(body));
    }
    for (status, response) in members(operation, "/responses") {
        if status.starts_with('2') || status.starts_with('3') {
            let what = prose(said(response));
            let _ = writeln!(out, "<p>应答 answer {status}: {} {what}</p>", contents(response));
        }
    }
    out.push_str("</section>\n");
}

/// Every number of the service's own.
fn errors(out: &mut String) {
    out.push_str(
        "<h2 id=\"errors\">错误码 errors</h2>\n<p>其余编号由核验库给出，含义不变 \
         other numbers are the library’s and as stable.</p>\n<div class=\"scroll\"><table>\n",
    );
    for (code, zh, en) in problem::ALL {
        let (zh, en) = (escaped(zh), escaped(en));
        let _ = writeln!(out, "<tr><td><code>{code}</code></td><td>{zh}</td><td>{en}</td></tr>");
    }
    out.push_str("</table></div>\n");
}

/// Every shape that is sent or answered, with its fields.
fn data(out: &mut String, api: &Value) {
    out.push_str("<h2 id=\"data\">数据 data</h2>\n");
    for (name, schema) in members(api, "/components/schemas") {
        let _ = write!(out, "<section id=\"{0}\">\n<h3><code>{0}</code></h3>\n", escaped(name));
        let _ = writeln!(out, "<p>{}</p>", prose(said(schema)));
        let needed = schema.get("required").and_then(Value::as_array);
        let needed = |name: &str| needed.is_some_and(|all| all.iter().any(|one| one == name));
        let fields = members(schema, "/properties");
        if fields.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", kind(Some(schema)));
        } else {
            let row = |(name, field)| (name, needed(name), kind(Some(field)), prose(said(field)));
            table(out, fields.into_iter().map(row));
        }
        out.push_str("</section>\n");
    }
}

fn table<'a>(out: &mut String, rows: impl Iterator<Item = (&'a str, bool, String, String)>) {
    out.push_str("<div class=\"scroll\"><table>\n");
    for (name, needed, kind, what) in rows {
        let star = if needed { " <strong title=\"必填 required\">*</strong>" } else { "" };
        let name = escaped(name);
        let _ = writeln!(
            out,
            "<tr><td><code>{name}</code>{star}</td><td>{kind}</td><td>{what}</td></tr>"
        );
    }
    out.push_str("</table></div>\n");
}

/// What a body can be.
fn contents(value: &Value) -> String {
    let one = |(media, content): (&str, &Value)| {
        format!("<code>{}</code> {}", escaped(media), kind(content.get("schema")))
    };
    members(value, "/content").into_iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The type of a value, with the bounds that a reader has to know.
fn kind(schema: Option<&Value>) -> String {
    let Some(schema) = schema else { return String::new() };
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = escaped(name.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    if let Some(all) = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array) {
        return all.iter().map(|one| kind(Some(one))).collect::<Vec<_>>().join(" | ");
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let word = |word: &Value| format!("<code>{}</code>", escaped(word.as_str().unwrap_or("?")));
        return words.iter().map(word).collect::<Vec<_>>().join(" | ");
    }
    let types = match schema.get("type") {
        Some(Value::String(one)) => one.clone(),
        Some(Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ")
        }
        _ => "any".to_owned(),
    };
    let mut out = escaped(&types);
    if let Some(items) = schema.get("items") {
        let _ = write!(out, " of {}", kind(Some(items)));
    }
    let bounds = ["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "format"];
    for (bound, value) in bounds.iter().filter_map(|key| Some((key, schema.get(*key)?))) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let _ = write!(out, ", {bound} {}", escaped(&value));
    }
    out
}

fn members<'a>(value: &'a Value, pointer: &str) -> Vec<(&'a str, &'a Value)> {
    let all = value.pointer(pointer).and_then(Value::as_object);
    all.into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

fn said(value: &Value) -> &str {
    value.get("description").and_then(Value::as_str).unwrap_or_default()
}

/// Text in which what stands between backquotes is code.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in escaped(text).split('`').enumerate() {
        out.push_str(match number {
            0 => "",
            odd if odd % 2 == 1 => "<code>",
            _ => "</code>",
        });
        out.push_str(part);
    }
    if text.matches('`').count() % 2 == 1 {
        out.push_str("</code>");
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The description as JSON.
pub(super) fn json(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
