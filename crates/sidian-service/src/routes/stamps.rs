//! Timestamps (RFC 3161): the service's own authority.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use sidian::tsp::{TimestampAuthority, TokenRegister};

use super::extract::Upload;
use super::reply::{Octets, Problems};
use crate::auth::Caller;
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
    let keys = app.keyring();
    let held = keys.current("tsa").cloned().ok_or_else(Problem::not_found)?;
    let request: Bytes = upload.bytes;
    let response = app
        .store()
        .change(move |act| {
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
                    actor: "anybody".to_owned(),
                    action: "timestamp",
                    outcome: "done",
                    ..Use::default()
                })?;
            }
            Ok(answered.response)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/timestamp-reply")], response).into_response())
}
