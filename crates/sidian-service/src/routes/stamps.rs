//! Timestamps (RFC 3161): the service's own authority.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use sidian::crypto::Signer;
use sidian::time::UnixTime;
use sidian::tsp::{
    TimestampAuthority, TimestampRequest, TimestampResponse, TimestampSource, TokenRegister,
    TspError, fresh_nonce,
};
use tokio::runtime::Handle;

use super::extract::Upload;
use super::reply::{Octets, Problems};
use crate::auth::Caller;
use crate::keyring::Held;
use crate::problem::Problem;
use crate::state::App;
use crate::store::{StoreError, Use, counters};

/// The policy of the service's own timestamps: below the library's own arc, for tests. An authority
/// that is meant has its own.
const POLICY: &str = "2.25.1131175652.8.1";

/// 时间戳: answer a request (RFC 3161 §3.4). Every token is on record before it leaves.
#[utoipa::path(operation_id = "stamps_answer", post, path = "/tsa", tag = "时间戳 timestamps",
    request_body(content = Octets, content_type = "application/timestamp-query"),
    responses((status = 200, body = Octets, content_type = "application/timestamp-reply"),
        Problems))]
pub(super) async fn answer(
    State(app): State<App>,
    _caller: Caller,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if kind.is_none_or(|kind| !kind.eq_ignore_ascii_case("application/timestamp-query")) {
        return Err(Problem::media_type());
    }
    if upload.bytes.len() > 64 << 10 {
        return Err(Problem::too_large());
    }
    let now = app.now()?;
    let held = app.keyring().current("tsa").cloned().ok_or_else(Problem::not_found)?;
    let response = answered(&app, held, upload.bytes, ("anybody".to_owned(), now)).await?;
    Ok(([(header::CONTENT_TYPE, "application/timestamp-reply")], response).into_response())
}

/// The authority's answer, on record.
async fn answered(
    app: &App,
    held: Arc<Held>,
    request: Bytes,
    (actor, now): (String, UnixTime),
) -> Result<Vec<u8>, Problem> {
    let answered = app.store().change(move |act| {
        let refused = |_| StoreError::Damaged { what: "the timestamp authority" };
        let (key, chain) = (&held.identity.key, &held.identity.chain);
        let policy = POLICY.parse().map_err(|_| Problem::internal())?;
        let authority = TimestampAuthority::new(key, chain, policy).map_err(refused)?;
        let register = match counters::timestamps(act.connection())? {
            Some(text) => TokenRegister::from_json(&text).map_err(refused)?,
            None => TokenRegister::new(),
        };
        let answered = authority.answer(&request, now, &register).map_err(refused)?;
        if let Some(record) = &answered.record {
            let (line, state) = (record.to_json(), answered.register.to_json());
            counters::stamped(act.connection(), record.serial, &line, &state)?;
            act.record(&Use {
                at: now.seconds(),
                actor,
                action: "timestamp",
                outcome: "done",
                ..Use::default()
            })?;
        }
        Ok(answered.response)
    });
    Ok(answered.await?)
}

/// The authority as what is made here asks it, from a thread of the pool.
pub(super) struct Own {
    app: App,
    held: Arc<Held>,
    actor: String,
    now: UnixTime,
    runtime: Handle,
}

impl Own {
    /// The authority; `None` where none is kept. Called from a handler, not from the pool.
    pub(super) fn of(app: &App, actor: &str, now: UnixTime) -> Option<Self> {
        let held = app.keyring().current("tsa").cloned()?;
        let (app, runtime) = (app.clone(), Handle::current());
        Some(Self { app, held, actor: actor.to_owned(), now, runtime })
    }

    /// A token over `content`.
    pub(super) fn token(&self, content: &[u8]) -> Result<Vec<u8>, TspError> {
        let hash = self.held.identity.key.algorithm().hash();
        let request = TimestampRequest::over(hash, content).with_nonce(fresh_nonce()?);
        let answer = self.answer(&request.to_der())?;
        let response = TimestampResponse::parse(&answer)?;
        Ok(response.check(&request, &[])?.to_vec())
    }
}

impl TimestampSource for Own {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let (held, request) = (Arc::clone(&self.held), Bytes::copy_from_slice(request));
        let answered = answered(&self.app, held, request, (self.actor.clone(), self.now));
        let why = |problem: Problem| format!("the service’s own authority: {}", problem.code());
        self.runtime.block_on(answered).map_err(|e| TspError::Unreachable { why: why(e) })
    }
}
