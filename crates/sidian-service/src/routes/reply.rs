//! How answers are given, and how they are described.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, Ref, RefOr, Response as Described, ResponseBuilder, Schema,
};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use crate::auth::Account;
use crate::problem::Problem;
use crate::state::App;
use crate::store::{Act, Digest, StoreError, Use, answers};

/// What every address can answer instead.
pub(super) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        [
            ("400", "请求无法读懂 / cannot be read"),
            ("401", "须登录 / a token is needed"),
            ("403", "无权办理 / not allowed"),
            ("404", "没有找到 / no such thing"),
            ("408", "传送过慢 / too slow"),
            ("409", "冲突 / in conflict"),
            ("410", "材料已删除 / the material was withdrawn"),
            ("413", "过大 / too large"),
            ("415", "内容类型不符 / other content type"),
            ("422", "内容不合规定 / refused by the library"),
            ("429", "过于频繁 / too often"),
            ("500", "内部错误 / ours"),
            ("503", "繁忙或存储不可用 / busy, or no store"),
        ]
        .into_iter()
        .map(described)
        .collect()
    }
}

/// A status that is a problem.
fn described((status, what): (&str, &str)) -> (String, RefOr<Described>) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    let described = ResponseBuilder::new()
        .description(what)
        .content("application/problem+json", content)
        .build();
    (status.to_owned(), RefOr::T(described))
}

/// Bytes, as they are described: not a list of numbers.
pub(super) struct Octets;

impl PartialSchema for Octets {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
    }
}

impl ToSchema for Octets {
    fn name() -> std::borrow::Cow<'static, str> {
        "Octets".into()
    }
}

/// A file to be downloaded.
pub(super) fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, attachment(name)),
    ];
    (headers, Body::from(bytes)).into_response()
}

/// The name under which a file is saved (RFC 6266): for old programs what of it is ASCII, for others
/// all of it, percent-encoded (RFC 8187).
pub(super) fn attachment(name: &str) -> HeaderValue {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b".-_".contains(b);
    let ascii: String = name.bytes().filter(plain).map(char::from).collect();
    let stem = if ascii.is_empty() || ascii.starts_with('.') { "file" } else { "" };
    let mut value = format!("attachment; filename=\"{stem}{ascii}\"");
    if !name.bytes().all(|b| plain(&b)) {
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            match plain(&byte) {
                true => value.push(char::from(byte)),
                false => _ = write!(value, "%{byte:02X}"),
            }
        }
    }
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// What an address that gives files in parts can answer as well.
pub(super) struct Partly;

impl IntoResponses for Partly {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let known = ResponseBuilder::new().description("已有该文件 / it is the one named").build();
        [
            ("304".to_owned(), RefOr::T(known)),
            described(("412", "文件已不是所指的 / not the one named")),
            described(("416", "没有这一段 / no such part")),
        ]
        .into()
    }
}

/// A JSON answer from its text.
pub(super) fn json_text(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// What was done, with the place of its entry in the audit log.
#[derive(Serialize, ToSchema)]
pub(super) struct Done {
    /// The place of the entry: `GET /api/v1/receipts/{receipt}`.
    pub(super) receipt: u64,
}

/// The beginning of an entry for the audit log.
pub(super) fn used(account: &Account, action: &'static str, at: i64) -> Use {
    Use {
        at,
        account: Some(account.id),
        actor: account.actor(),
        action,
        outcome: "done",
        ..Use::default()
    }
}

/// A request that must be done once, however often it is sent.
pub(super) struct Once {
    account: i64,
    key: String,
    request: Vec<u8>,
}

/// Whether it was done before.
pub(super) enum Begun {
    /// It is to be done. The guard keeps others with the same key away meanwhile.
    Fresh(Once, crate::state::TakenKey),
    /// It was done, and this was the answer.
    Known(Response),
}

impl Once {
    /// Looks the key up.
    pub(super) async fn begin(
        app: &App,
        account: i64,
        key: String,
        request: &[&[u8]],
    ) -> Result<Begun, Problem> {
        let taken = app.take_key(account, &key)?;
        let mut whole = Vec::new();
        for part in request {
            whole.extend_from_slice(&(part.len() as u64).to_be_bytes());
            whole.extend_from_slice(part);
        }
        let request = Digest::of(&whole).as_bytes().to_vec();
        let asked = key.clone();
        match app.read(move |c| answers::find(c, account, &asked)).await? {
            None => Ok(Begun::Fresh(Self { account, key, request }, taken)),
            Some(answer) if answer.request == request => {
                let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
                let mut response = json_text(status, answer.body);
                let replayed = HeaderValue::from_static("true");
                response.headers_mut().insert("idempotency-replayed", replayed);
                Ok(Begun::Known(response))
            }
            Some(_) => Err(Problem::key_reused()),
        }
    }

    /// Keeps the answer, inside the transaction that does the work.
    pub(super) fn keep<T: Serialize>(
        &self,
        act: &Act<'_>,
        status: StatusCode,
        body: &T,
        at: i64,
    ) -> Result<String, StoreError> {
        let body =
            serde_json::to_string(body).map_err(|_| StoreError::Damaged { what: "an answer" })?;
        let answer = answers::Answer {
            request: self.request.clone(),
            status: status.as_u16(),
            body: body.clone(),
        };
        answers::keep(act.connection(), (self.account, &self.key), &answer, at)?;
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_chinese_name_and_says_nothing_else_in_the_header() {
        for (name, shown) in [
            ("a-1.pdf", "attachment; filename=\"a-1.pdf\""),
            (
                "申请.pdf",
                "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E7%94%B3%E8%AF%B7.pdf",
            ),
            (
                "a\"; b\r\n.pdf",
                "attachment; filename=\"ab.pdf\"; filename*=UTF-8''a%22%3B%20b%0D%0A.pdf",
            ),
        ] {
            assert_eq!(attachment(name), shown, "{name}");
        }
    }
}
