//! Many licences at once, with progress.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::extract::{Asked, Body, Named, idempotency_key};
use super::reply::{Begun, Once, Problems, json_text, used};
use crate::auth::{Known, Role};
use crate::batch;
use crate::problem::Problem;
use crate::state::App;
use crate::store::batches;

/// Many licences of one type.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BatchNew)]
pub(super) struct New {
    /// The type: its code or its name in the catalogue.
    #[serde(rename = "type")]
    #[schema(max_length = 64)]
    kind: String,
    /// The elements of each.
    #[schema(value_type = Vec<Object>, min_items = 1)]
    items: Vec<Box<RawValue>>,
    /// 用途, for the audit log.
    #[serde(default)]
    #[schema(max_length = 400)]
    purpose: String,
}

/// How far a batch is.
#[derive(Serialize, ToSchema)]
#[schema(as = BatchProgress)]
pub(super) struct Progress {
    id: i64,
    total: i64,
    issued: i64,
    refused: i64,
    done: bool,
    /// What came of each licence behind `after`, at most 1000.
    results: Vec<Outcome>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BatchOutcome)]
struct Outcome {
    /// Its place in the batch, counted from 1.
    n: i64,
    /// The identifier, if it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    /// Why not, if it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    error: Option<Value>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct After {
    /// Results behind this place.
    #[serde(default)]
    #[param(minimum = 0)]
    after: i64,
}

/// 批量生成: issue many licences. They are taken in at once and issued one by one; a restart goes on
/// where it was.
#[utoipa::path(operation_id = "batches_begin", post, path = "/batches", tag = "证照 licences", request_body = New,
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
        pattern = "^[!-~]+$", description = "the same key for the same request")),
    security(("token" = [])), responses((status = 202, body = Progress), Problems))]
pub(super) async fn begin(
    State(app): State<App>,
    caller: Known,
    headers: HeaderMap,
    body: Body<New>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let key = idempotency_key(&headers)?;
    let New { kind, items, purpose } = body.value;
    if items.is_empty() {
        return Err(Problem::unfit());
    }
    if items.len() > app.config().limits.max_batch {
        return Err(Problem::too_large());
    }
    let kind = app.published(&kind)?.code().to_string();
    let account = caller.for_type(&[Role::Issuer], &kind)?;
    let begun = Once::begin(&app, account.id, key, &[b"batches", &body.bytes]).await?;
    let (once, _taken) = match begun {
        Begun::Fresh(once, taken) => (once, taken),
        Begun::Known(response) => return Ok(response),
    };
    let at = app.now()?.seconds();
    let inputs: Vec<String> = items.iter().map(|item| item.get().to_owned()).collect();
    let mut entry = used(&account, "batch.begin", at);
    entry.purpose = purpose.clone();
    let by = account.id;
    let (id, text) = app
        .store()
        .change(move |act| {
            let id = batches::add(act.connection(), (by, &kind, &purpose), &inputs, at)?;
            act.record(&entry)?;
            let total = i64::try_from(inputs.len()).unwrap_or(i64::MAX);
            let results = Vec::new();
            let begun = Progress { id, total, issued: 0, refused: 0, done: false, results };
            Ok((id, once.keep(act, StatusCode::ACCEPTED, &begun, at)?))
        })
        .await?;
    batch::start(&app, id);
    Ok(json_text(StatusCode::ACCEPTED, text))
}

/// 批量进度: how far a batch is, and what came of each licence.
#[utoipa::path(operation_id = "batches_progress", get, path = "/batches/{id}", tag = "证照 licences",
    params(("id" = i64, Path, minimum = 1), After), security(("token" = [])),
    responses((status = 200, body = Progress), Problems))]
pub(super) async fn progress(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    Asked(After { after }): Asked<After>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Issuer])?;
    let by = account.id;
    let (batch, results) = app
        .read(move |c| {
            let batch = batches::get(c, id)?;
            if batch.account != by {
                return Err(crate::store::StoreError::Missing);
            }
            Ok((batch, batches::results(c, id, after)?))
        })
        .await?;
    let results = results.into_iter().map(|(n, licence, error)| Outcome {
        n,
        licence,
        error: error.and_then(|text| serde_json::from_str(&text).ok()),
    });
    let progress = Progress {
        id,
        total: batch.total,
        issued: batch.issued,
        refused: batch.refused,
        done: batch.issued + batch.refused == batch.total,
        results: results.collect(),
    };
    Ok(axum::Json(progress).into_response())
}
