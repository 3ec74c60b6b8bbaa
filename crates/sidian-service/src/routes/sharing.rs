//! Temporary download addresses (下载地址), and disputes (异议).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::download::{self, Kept, Wanted};
use super::extract::{Asked, Body, Named, Why};
use super::licences::{entitled, original, time_text};
use super::reply::{Octets, Partly, Problems, used};
use crate::auth::{Caller, Known, Role, Token};
use crate::problem::Problem;
use crate::state::App;
use crate::store::licences::{self, Licence};
use crate::store::links::{self, Link};
use crate::store::{Use, disputes};

/// A temporary address.
#[derive(Serialize, ToSchema)]
#[schema(as = SharingAddress)]
pub(super) struct Address {
    /// Where the file is.
    url: String,
    /// Until when.
    ends: String,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// What is said to be wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SharingStatement)]
pub(super) struct Statement {
    /// 证照标识.
    #[schema(max_length = 128)]
    licence: String,
    /// What is wrong.
    #[schema(min_length = 1, max_length = 2000)]
    statement: String,
}

/// The issuer's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SharingAnswer)]
pub(super) struct Answer {
    /// Whether it was put right (by a new version or an event) or there was nothing to put right.
    corrected: bool,
    /// What the holder is told.
    #[schema(min_length = 1, max_length = 2000)]
    answer: String,
}

/// A dispute.
#[derive(Serialize, ToSchema)]
#[schema(as = SharingRow)]
pub(super) struct Row {
    id: i64,
    licence: String,
    statement: String,
    /// `open`, `corrected` or `rejected`.
    state: String,
    answer: Option<String>,
    at: String,
    /// The place of the entry in the audit log, where one was made just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<u64>,
}

/// 下载地址: an address from which the file can be had for a while, without an account.
#[utoipa::path(operation_id = "sharing_link", post, path = "/licences/{id}/links", tag = "共享 sharing",
    params(("id" = String, Path, description = "证照标识"), Why), security(("token" = [])),
    responses((status = 201, body = Address), Problems))]
pub(super) async fn link(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    Asked(why): Asked<Why>,
) -> Result<Response, Problem> {
    let (licence, account, (purpose, basis)) = entitled(&app, &caller, &id, &why).await?;
    original(&app, &account)?;
    let token = Token::generate().ok_or_else(Problem::internal)?;
    let now = app.now()?.seconds();
    let ends = now + i64::from(app.config().rules.link_seconds);
    let mut entry = used(&account, "licence.link", now);
    entry.licence = Some(licence.id.clone());
    (entry.purpose, entry.basis) = (purpose.clone(), basis.clone());
    let kept = Link { licence: licence.id, account: account.id, purpose, basis, ends };
    let hash = token.hash();
    let receipt = app
        .store()
        .change(move |act| {
            links::add(act.connection(), &hash, &kept, now)?;
            act.record(&entry)
        })
        .await?;
    let url = format!("{}/api/v1/links/{}", app.config().public_url(), token.reveal());
    let address = Address { url, ends: time_text(ends), receipt };
    Ok((StatusCode::CREATED, axum::Json(address)).into_response())
}

/// 按地址下载: the file behind a temporary address.
#[utoipa::path(operation_id = "sharing_follow", get, path = "/links/{token}", tag = "共享 sharing",
    params(("token" = String, Path), Wanted),
    responses((status = 200, body = Octets, content_type = "application/pdf"),
        (status = 206, body = Octets, content_type = "application/pdf"), Partly, Problems))]
pub(super) async fn follow(
    State(app): State<App>,
    _caller: Caller,
    Named(token): Named<String>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let hash = Token::from_shown(&token).ok_or_else(Problem::not_found)?.hash();
    let now = app.now()?.seconds();
    let (link, licence) = app
        .read(move |c| {
            let link = links::get(c, &hash, now)?;
            let licence = licences::get(c, &link.licence)?;
            Ok((link, licence))
        })
        .await?;
    let entry = Use {
        at: now,
        account: Some(link.account),
        actor: "link".to_owned(),
        action: "licence.download",
        licence: Some(licence.id.clone()),
        purpose: link.purpose,
        basis: link.basis,
        outcome: "done",
        digest: Some(licence.file.as_bytes().to_vec()),
    };
    let name = format!("{}.pdf", licence.id);
    let kept = Kept { digest: licence.file, kind: "application/pdf", name: &name };
    download::send(&app, &wanted, kept, entry).await
}

/// 异议: say that something about a licence is wrong. For its holder, or for whoever took the
/// holder's statement.
#[utoipa::path(operation_id = "sharing_raise", post, path = "/disputes", tag = "异议 disputes", request_body = Statement,
    security(("token" = [])), responses((status = 201, body = Row), Problems))]
pub(super) async fn raise(
    State(app): State<App>,
    caller: Known,
    body: Body<Statement>,
) -> Result<Response, Problem> {
    let Statement { licence, statement } = body.value;
    let statement = sound(&statement)?;
    let why = Why { purpose: Some("异议".to_owned()), basis: Some("持证人异议".to_owned()) };
    let (licence, account, _) = entitled(&app, &caller, &licence, &why).await?;
    let at = app.now()?.seconds();
    let mut entry = used(&account, "dispute.raise", at);
    entry.licence = Some(licence.id.clone());
    let (by, about, said) = (account.id, licence.id.clone(), statement.clone());
    let (id, receipt) = app
        .store()
        .change(move |act| {
            let id = disputes::raise(act.connection(), (&about, &said), by, at)?;
            Ok((id, act.record(&entry)?))
        })
        .await?;
    let row = Row {
        id,
        licence: licence.id,
        statement,
        state: "open".to_owned(),
        answer: None,
        at: time_text(at),
        receipt: Some(receipt),
    };
    Ok((StatusCode::CREATED, axum::Json(row)).into_response())
}

/// 异议列表: the open disputes for an issuer; one's own for anybody else.
#[utoipa::path(operation_id = "sharing_list", get, path = "/disputes", tag = "异议 disputes", security(("token" = [])),
    responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    let account = caller.with_role(&[Role::Issuer, Role::Verifier, Role::Holder])?;
    let of = (!account.roles.contains(&Role::Issuer)).then_some(account.id);
    let found = app.read(move |c| disputes::list(c, of)).await?;
    Ok(axum::Json(found.into_iter().map(|d| row(d, None)).collect()))
}

/// 答复异议: answer a dispute; the holder gets a correction receipt.
#[utoipa::path(operation_id = "sharing_answer", post, path = "/disputes/{id}", tag = "异议 disputes", request_body = Answer,
    params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Row), Problems))]
pub(super) async fn answer(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    body: Body<Answer>,
) -> Result<axum::Json<Row>, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let text = sound(&body.value.answer)?;
    let (dispute, licence): (_, Licence) = app
        .read(move |c| {
            let dispute = disputes::get(c, id)?;
            let licence = licences::get(c, &dispute.licence)?;
            Ok((dispute, licence))
        })
        .await?;
    let account = caller.for_type(&[Role::Issuer], &licence.kind)?;
    let state = if body.value.corrected { "corrected" } else { "rejected" };
    let at = app.now()?.seconds();
    let mut entry = used(&account, "dispute.answer", at);
    entry.licence = Some(licence.id);
    entry.purpose = state.to_owned();
    let (by, said) = (account.id, text.clone());
    let receipt = app
        .store()
        .change(move |act| {
            disputes::decide(act.connection(), id, (state, &said), by, at)?;
            act.record(&entry)
        })
        .await?;
    let decided = disputes::Dispute { state: state.to_owned(), answer: Some(text), ..dispute };
    Ok(axum::Json(row(decided, Some(receipt))))
}

fn row(dispute: disputes::Dispute, receipt: Option<u64>) -> Row {
    Row {
        id: dispute.id,
        licence: dispute.licence,
        statement: dispute.statement,
        state: dispute.state,
        answer: dispute.answer,
        at: time_text(dispute.at),
        receipt,
    }
}

fn sound(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let fits = (1..=2000).contains(&text.chars().count());
    let plain = !text.chars().any(|c| c.is_control() && c != '\n');
    (fits && plain).then(|| text.to_owned()).ok_or_else(Problem::unfit)
}
