//! What happens to seals after they were made, who may use them, and the second person where the
//! rules ask for one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sidian::seal::register::{SealEvent, SealRegisterError};
use sidian::time::UnixTime;
use utoipa::ToSchema;

use super::apply::sound;
use super::make::{Asked, check_users, enter, sealed};
use super::{Request, View, limited_to, manager, publish, view};
use crate::auth::{Account, Known, Role};
use crate::problem::Problem;
use crate::routes::extract::{Body, Named, wholes};
use crate::routes::licences::time_text;
use crate::routes::reply::{Problems, json_text, used};
use crate::state::App;
use crate::store::StoreError;
use crate::store::seals::{self, Kept, Waiting};

/// What happened to a seal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SealHappened)]
pub(in crate::routes) struct Happened {
    /// `stop` 停用, `restore` 恢复, `cancel` 注销 or `compromise` 失密.
    #[schema(max_length = 32)]
    event: String,
    /// Why.
    #[schema(min_length = 1, max_length = 400)]
    reason: String,
    /// For a compromise: since when the key may have been in wrong hands, RFC 3339.
    #[serde(default)]
    #[schema(format = DateTime)]
    since: Option<String>,
}

/// A seal after it was changed.
#[derive(Serialize, ToSchema)]
#[schema(as = SealChanged)]
struct Changed {
    seal: View,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// Who may use a seal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SealUsers)]
pub(in crate::routes) struct Users {
    /// Accounts: sealers of the seal's department.
    #[serde(deserialize_with = "wholes")]
    #[schema(min_items = 1, max_items = 100)]
    users: Vec<i64>,
}

/// A request that waits for a second person.
#[derive(Serialize, ToSchema)]
#[schema(as = SealRequestRow)]
pub(in crate::routes) struct Row {
    id: i64,
    department: String,
    /// What was asked for: `make` or `event`, with its particulars.
    #[schema(value_type = Object)]
    request: Value,
    at: String,
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SealDecision)]
pub(in crate::routes) struct Decision {
    /// Whether it is done.
    approve: bool,
}

/// 停用、恢复、注销、失密: record what happened to a seal. From then on every verifier with the
/// register judges by it.
#[utoipa::path(operation_id = "seals_happen", post, path = "/seals/{id}/events", tag = "印章 seals",
    request_body = Happened, params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Changed),
        (status = 202, body = Asked, description = "waits for a second person"), Problems))]
pub(in crate::routes) async fn seal_happen(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    body: Body<Happened>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Sealer, Role::Administrator])?;
    let Happened { event, reason, since } = body.value;
    let known = SealEvent::from_word(&event).ok_or_else(Problem::unfit)?;
    let reason = sound(&reason)?;
    let since = match since.as_deref().map(UnixTime::from_rfc3339) {
        None => None,
        Some(Ok(at)) if at <= app.now()? => Some(at),
        Some(_) => return Err(Problem::unfit()),
    };
    let kept = app.read(move |c| seals::get(c, id)).await?;
    let account = manager(&caller, &kept.department)?;
    let second = matches!(known, SealEvent::Restore | SealEvent::Cancel);
    if !second || !app.config().rules.two_person_seals {
        return done(&app, &account, kept, (known, reason, since), None).await;
    }
    let now = app.now()?;
    let since = since.map(|at| at.seconds());
    let request = Request::Event { seal: id, event, reason, since };
    let request = serde_json::to_string(&request).map_err(|_| Problem::internal())?;
    let mut entry = used(&account, "seal.ask", now.seconds());
    (entry.purpose, entry.basis) = (known.as_str().to_owned(), format!("印章 {}", kept.code));
    let by = account.id;
    let asked = app.store().change(move |act| {
        // What cannot follow is not asked for.
        tried(act.connection(), &kept, (known, "申请", None), now)?;
        act.record(&entry)?;
        let asked = (Some(id), kept.department.as_str(), request.as_str());
        seals::ask(act.connection(), asked, by, now.seconds())
    });
    let asked = Asked { request: asked.await? };
    Ok((StatusCode::ACCEPTED, axum::Json(asked)).into_response())
}

/// The register with the event in it.
fn tried(
    connection: &rusqlite::Connection,
    kept: &Kept,
    (event, reason, since): (SealEvent, &str, Option<UnixTime>),
    now: UnixTime,
) -> Result<sidian::seal::register::SealRegister, StoreError> {
    let mut book = seals::book(connection)?;
    book.record(&kept.code, event, now, since, reason).map_err(|e| refused(&e))?;
    Ok(book)
}

async fn done(
    app: &App,
    account: &Account,
    kept: Kept,
    (event, reason, since): (SealEvent, String, Option<UnixTime>),
    request: Option<i64>,
) -> Result<Response, Problem> {
    let now = app.now()?;
    let mut entry = used(account, action(event), now.seconds());
    (entry.purpose, entry.basis) = (reason.clone(), format!("印章 {}", kept.code));
    let by = account.id;
    let changed = app.store().change(move |act| {
        let connection = act.connection();
        let book = tried(connection, &kept, (event, &reason, since), now)?;
        let entered = book.entries().iter().rev().find(|e| e.id == kept.code);
        let state = entered.ok_or(StoreError::Missing)?.state();
        seals::change(connection, kept.id, state, &book)?;
        if let Some(request) = request {
            seals::decide(connection, request, "approved", by, now)?;
        }
        let kept = seals::get(connection, kept.id)?;
        let users = seals::users(connection, kept.id)?;
        Ok(Changed { seal: view(&kept, users), receipt: act.record(&entry)? })
    });
    let changed = changed.await?;
    publish(app).await?;
    Ok(axum::Json(changed).into_response())
}

/// 设定用印人: set who may use a seal.
#[utoipa::path(operation_id = "seals_users", put, path = "/seals/{id}/users", tag = "印章 seals",
    request_body = Users, params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Changed), Problems))]
pub(in crate::routes) async fn seal_users(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    body: Body<Users>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Administrator])?;
    let users = body.value.users;
    let kept = app.read(move |c| seals::get(c, id)).await?;
    check_users(&app, &kept.department, &users).await?;
    let mut entry = used(&account, "seal.users", app.now()?.seconds());
    let named: Vec<String> = users.iter().map(ToString::to_string).collect();
    (entry.purpose, entry.basis) = (named.join(" "), format!("印章 {}", kept.code));
    let changed = app.store().change(move |act| {
        seals::set_users(act.connection(), id, &users)?;
        Ok(Changed { receipt: act.record(&entry)?, seal: view(&kept, users) })
    });
    Ok(axum::Json(changed.await?).into_response())
}

/// 用章待复核: what waits for a second person.
#[utoipa::path(operation_id = "seals_requests", get, path = "/seal-requests", tag = "印章 seals",
    security(("token" = [])), responses((status = 200, body = Vec<Row>), Problems))]
pub(in crate::routes) async fn seal_requests(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    let account = caller.with_role(&[Role::Sealer, Role::Administrator])?;
    let department = limited_to(&account).cloned();
    let all = app.read(move |c| seals::waiting(c, department.as_deref())).await?;
    let row = |waiting: Waiting| Row {
        id: waiting.id,
        department: waiting.department,
        request: serde_json::from_str(&waiting.request).unwrap_or(Value::Null),
        at: time_text(waiting.at),
    };
    Ok(axum::Json(all.into_iter().map(row).collect()))
}

/// 复核: the second person approves or refuses.
#[utoipa::path(operation_id = "seals_decide", post, path = "/seal-requests/{id}", tag = "印章 seals",
    request_body = Decision, params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Changed), (status = 204, description = "refused"), Problems))]
pub(in crate::routes) async fn seal_decide(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    body: Body<Decision>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Sealer, Role::Administrator])?;
    let waiting = app.read(move |c| seals::asked(c, id)).await?;
    let account = manager(&caller, &waiting.department)?;
    if !body.value.approve {
        // Whoever asked may take it back, too.
        let now = app.now()?;
        let entry = used(&account, "seal.refuse", now.seconds());
        let by = account.id;
        let refused = app.store().change(move |act| {
            act.record(&entry)?;
            seals::decide(act.connection(), id, "refused", by, now)
        });
        refused.await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if waiting.account == account.id {
        return Err(Problem::same_person());
    }
    let request = serde_json::from_str(&waiting.request).map_err(|_| Problem::internal())?;
    match request {
        Request::Make(new) => {
            let (new, made) = sealed(&app, *new).await?;
            check_users(&app, &waiting.department, new.users()).await?;
            let text = enter(&app, &account, (made, new.users()), Some(id), None).await?;
            Ok(json_text(StatusCode::OK, text))
        }
        Request::Event { seal, event, reason, since } => {
            let kept = app.read(move |c| seals::get(c, seal)).await?;
            let event = SealEvent::from_word(&event).ok_or_else(Problem::internal)?;
            let since = since.and_then(|at| UnixTime::from_seconds(at).ok());
            done(&app, &account, kept, (event, reason, since), Some(id)).await
        }
    }
}

fn refused(error: &SealRegisterError) -> Problem {
    let zh = match error {
        SealRegisterError::Event { .. } => "印章目前的状态不能办理此事",
        SealRegisterError::Order => "早于已有的登记",
        _ => "不能登记",
    };
    Problem::refused(error.code(), format!("{zh}（{error}）"), error.to_string())
}

/// What the audit log calls an event.
fn action(event: SealEvent) -> &'static str {
    match event {
        SealEvent::Stop => "seal.stop",
        SealEvent::Restore => "seal.restore",
        SealEvent::Cancel => "seal.cancel",
        SealEvent::Compromise => "seal.compromise",
        _ => "seal.event",
    }
}
