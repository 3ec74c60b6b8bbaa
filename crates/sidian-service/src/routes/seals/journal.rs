//! Uses of seals: for sealers and auditors as rows, for whoever checks them as the signed journal,
//! for everybody the register.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::seen;
use crate::auth::{Known, Role};
use crate::problem::Problem;
use crate::routes::extract::{Asked, Named};
use crate::routes::licences::time_text;
use crate::routes::reply::{Problems, used};
use crate::state::App;
use crate::store::{hex, seals};

/// One use of a seal.
#[derive(Serialize, ToSchema)]
#[schema(as = SealUse)]
pub(in crate::routes) struct Used {
    /// Its number in the journal.
    number: i64,
    account: i64,
    /// The account's name.
    by: String,
    at: String,
    purpose: String,
    /// SHA-256 of the sealed document, in hexadecimal.
    sha256: String,
    /// The place of the entry in the audit log.
    receipt: i64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::routes) struct Before {
    /// Uses before this number.
    #[serde(default)]
    #[param(minimum = 1)]
    before: Option<i64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::routes) struct Behind {
    /// Lines behind this number.
    #[serde(default)]
    #[param(minimum = 0)]
    after: i64,
}

/// 用印记录: the uses of a seal, newest first, at most 500.
#[utoipa::path(operation_id = "seals_uses", get, path = "/seals/{id}/uses", tag = "印章 seals",
    params(("id" = i64, Path, minimum = 1), Before), security(("token" = [])),
    responses((status = 200, body = Vec<Used>), Problems))]
pub(in crate::routes) async fn seal_uses(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    Asked(Before { before }): Asked<Before>,
) -> Result<axum::Json<Vec<Used>>, Problem> {
    seen(&app, &caller, id).await?;
    if before.is_some_and(|n| n < 1) {
        return Err(Problem::malformed());
    }
    let all = app.read(move |c| seals::uses(c, id, before)).await?;
    let one = |used: seals::Sealing| Used {
        number: used.number,
        account: used.account,
        by: used.by,
        at: time_text(used.at),
        purpose: used.purpose,
        sha256: hex(&used.digest),
        receipt: used.receipt,
    };
    Ok(axum::Json(all.into_iter().map(one).collect()))
}

/// 用印日志: the signed journal (a compact JWS a line, each bound to the one before), at most 1000
/// lines. `sidian seal journal` verifies it.
#[utoipa::path(operation_id = "seals_journal", get, path = "/seal-journal", tag = "印章 seals",
    params(Behind), security(("token" = [])),
    responses((status = 200, body = String, content_type = "text/plain"), Problems))]
pub(in crate::routes) async fn seal_journal(
    State(app): State<App>,
    caller: Known,
    Asked(Behind { after }): Asked<Behind>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Auditor])?;
    if after < 0 {
        return Err(Problem::malformed());
    }
    let lines = app.read(move |c| seals::lines(c, after, 1000)).await?;
    let entry = used(&account, "seal.journal", app.now()?.seconds());
    app.store().change(move |act| act.record(&entry).map(drop)).await?;
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// 印章登记册: the signed register (JWS), for every verifier.
#[utoipa::path(operation_id = "seals_register", get, path = "/seals.jwt", tag = "状态 status",
    responses((status = 200, body = String, content_type = "application/seal-register+jwt"), Problems))]
pub(in crate::routes) async fn seal_register(State(app): State<App>) -> Result<Response, Problem> {
    let token = app.bench().register().ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/seal-register+jwt"),
        (header::CACHE_CONTROL, "public, max-age=60"),
    ];
    Ok((headers, token.to_string()).into_response())
}
