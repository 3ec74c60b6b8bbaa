//! How answers are given, and how they are described.

use std::collections::BTreeMap;

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
        let one = |(status, what): (&str, &str)| {
            let content =
                ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
            let described = ResponseBuilder::new()
                .description(what)
                .content("application/problem+json", content)
                .build();
            (status.to_owned(), RefOr::T(described))
        };
        [
            ("400", "请求无法读懂 / cannot be read"),
            ("401", "须登录 / a token is needed"),
            ("403", "无权办理 / not allowed"),
            ("404", "没有找到 / no such thing"),
            ("408", "传送过慢 / too slow"),
            ("409", "冲突 / in conflict"),
            ("413", "过大 / too large"),
            ("415", "内容类型不符 / other content type"),
            ("422", "内容不合规定 / refused by the library"),
            ("429", "过于频繁 / too often"),
            ("500", "内部错误 / ours"),
            ("503", "繁忙或存储不可用 / busy, or no store"),
        ]
        .into_iter()
        .map(one)
        .collect()
    }
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
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        .collect();
    let shown = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let shown = shown.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, shown),
    ];
    (headers, Body::from(bytes)).into_response()
}

/// A file of the store to be downloaded in pieces. The last piece is given only if all of them
/// together are what the file's name says: what was changed on the disk ends too early.
pub(super) fn stream(file: std::fs::File, (digest, size): (Digest, u64), name: &str) -> Response {
    let (send, receive) = tokio::sync::mpsc::channel(2);
    tokio::task::spawn_blocking(move || pieces(file, digest, &send));
    let mut response = self::file(Vec::new(), "application/octet-stream", name);
    *response.body_mut() = Body::from_stream(Pieces(receive));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    response
}

type Piece = std::io::Result<Vec<u8>>;

fn pieces(mut file: std::fs::File, digest: Digest, send: &tokio::sync::mpsc::Sender<Piece>) {
    use std::io::Read as _;
    let mut hasher = ring::digest::Context::new(&ring::digest::SHA256);
    let mut held: Option<Vec<u8>> = None;
    loop {
        let mut piece = vec![0; 128 << 10];
        let read = match file.read(&mut piece) {
            Ok(read) => read,
            Err(error) => return drop(send.blocking_send(Err(error))),
        };
        piece.truncate(read);
        hasher.update(&piece);
        let ended = read == 0;
        if let Some(before) = held.replace(piece) {
            let changed = ended && hasher.clone().finish().as_ref() != digest.as_bytes();
            let piece =
                if changed { Err(std::io::ErrorKind::InvalidData.into()) } else { Ok(before) };
            // Whoever asked may have gone.
            if send.blocking_send(piece).is_err() {
                return;
            }
        }
        if ended {
            return;
        }
    }
}

struct Pieces(tokio::sync::mpsc::Receiver<Piece>);

impl futures_core::Stream for Pieces {
    type Item = Piece;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Piece>> {
        self.0.poll_recv(context)
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
