//! Lists of withdrawn authorisations (撤回名单) that other issuers sign: taken in, and used at once by
//! everything here that judges an authorisation.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sidian::material::grant::VerifiedRevocations;
use utoipa::ToSchema;

use super::extract::Body;
use super::grants::passed;
use super::licences::time_text;
use super::reply::{Problems, used};
use crate::auth::{Known, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::withdrawals::{self, List};

/// The largest list, in bytes: some 15,000 entries.
const MOST: usize = 1 << 20;
/// The most of all lists together: every one is read for every authorisation that is judged.
const MOST_OF_ALL: u64 = 8 << 20;

/// A list to be taken in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WithdrawalListNew)]
pub(super) struct New {
    /// The list as it was signed (compact JWS, `grant-revocations+jwt`).
    #[schema(min_length = 1, max_length = 1048576)]
    list: String,
}

/// A list that is used here.
#[derive(Serialize, ToSchema)]
#[schema(as = WithdrawalList)]
pub(super) struct Row {
    /// Its address, which authorisations name.
    uri: String,
    /// When it was issued.
    issued: String,
    /// When it says nothing any more; a newer one should be there before.
    expires: String,
    /// How many authorisations it lists.
    entries: u64,
    /// When it was taken in.
    at: String,
    /// The place of the entry in the audit log, where one was made just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<u64>,
}

/// 收取撤回名单: take in a list that another issuer signed. It is verified; a newer one takes the place of
/// the older one of the same address and signer, and none comes back after it. The very same list twice is
/// answered with 200.
#[utoipa::path(operation_id = "withdrawals_take", post, path = "/withdrawal-lists", tag = "授权 grants",
    request_body = New, security(("token" = [])),
    responses((status = 200, body = Row, description = "it was there"), (status = 201, body = Row), Problems))]
pub(super) async fn take(
    State(app): State<App>,
    caller: Known,
    body: Body<New>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Administrator])?;
    let token = body.value.list;
    if token.len() > MOST {
        return Err(Problem::too_large());
    }
    let now = app.now()?;
    let (worker, text) = (app.clone(), token.clone());
    let judged = app.pool().run(move || {
        let verifier = worker.bench().verifier();
        passed(verifier.withdrawals(text.as_bytes(), now), "撤回名单")
    });
    let list = kept(&app, &judged.await??, token, now.seconds());
    let mut entry = used(&account, "withdrawals.take", now.seconds());
    (entry.purpose, entry.basis) = (format!("{} entries", list.entries), list.uri.clone());
    let (by, row) = (account.id, list.clone());
    let receipt = app.store().change(move |act| {
        let new = withdrawals::put(act.connection(), &row, by, MOST_OF_ALL)?;
        new.then(|| act.record(&entry)).transpose()
    });
    let receipt = receipt.await?;
    let worker = app.clone();
    let read = tokio::task::spawn_blocking(move || worker.bench().read_withdrawals());
    read.await.map_err(|_| Problem::internal())??;
    let status = if receipt.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, axum::Json(view(list, receipt))).into_response())
}

/// 撤回名单列表: the lists that are used here.
#[utoipa::path(operation_id = "withdrawals_list", get, path = "/withdrawal-lists", tag = "授权 grants",
    security(("token" = [])), responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    caller.with_role(&[Role::Administrator, Role::Auditor, Role::Verifier])?;
    let all = app.read(withdrawals::all).await?;
    Ok(axum::Json(all.into_iter().map(|list| view(list, None)).collect()))
}

fn kept(app: &App, verified: &VerifiedRevocations, token: String, at: i64) -> List {
    let list = verified.list();
    let (reference, (issued, expires)) = (list.reference(), list.period());
    let by = &reference.by;
    List {
        signer: app.commitments().holder(by.kind().code(), by.code()),
        uri: reference.uri.clone(),
        issued: issued.seconds(),
        expires: expires.seconds(),
        entries: list.entries().len() as u64,
        token,
        at,
    }
}

fn view(list: List, receipt: Option<u64>) -> Row {
    Row {
        uri: list.uri,
        issued: time_text(list.issued),
        expires: time_text(list.expires),
        entries: list.entries,
        at: time_text(list.at),
        receipt,
    }
}
