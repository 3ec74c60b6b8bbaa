//! The catalogue of licence types (目录).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use sidian::licence::LicenceType;
use utoipa::ToSchema;

use super::extract::{Body, Named};
use super::licences::time_text;
use super::reply::{Done, Problems, used};
use crate::auth::{Caller, Known, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::types;

/// A type in the catalogue.
#[derive(Serialize, ToSchema)]
#[schema(as = TypeRow)]
struct Row {
    code: String,
    name: String,
    name_en: String,
    edition: u32,
    /// 证照定义机构.
    authority: String,
    /// `published` or `withdrawn`.
    state: &'static str,
    since: String,
    /// Whether its code is made up, to show how a type is written.
    example: bool,
}

/// 目录: every licence type.
#[utoipa::path(operation_id = "catalogue_list", get, path = "/types", tag = "目录 catalogue",
    responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn list(State(app): State<App>, _caller: Caller) -> Response {
    let types = app.types();
    let row = |listed: &types::Listed| {
        let described = listed.kind.description();
        Row {
            code: described.code.clone(),
            name: described.name.clone(),
            name_en: described.name_en.clone(),
            edition: described.edition,
            authority: described.authority.name.clone(),
            state: if listed.published { "published" } else { "withdrawn" },
            since: time_text(listed.at),
            example: described.example,
        }
    };
    axum::Json(types.iter().map(row).collect::<Vec<_>>()).into_response()
}

/// 证照类型: one type: its elements and its face, as data.
#[utoipa::path(operation_id = "catalogue_one", get, path = "/types/{code}", tag = "目录 catalogue",
    params(("code" = String, Path, description = "证照类型代码")),
    responses((status = 200, body = Object), Problems))]
pub(super) async fn one(
    State(app): State<App>,
    _caller: Caller,
    Named(code): Named<String>,
) -> Result<Response, Problem> {
    let types = app.types();
    let found = types.iter().find(|listed| listed.kind.code().as_str() == code);
    let listed = found.ok_or_else(Problem::not_found)?;
    Ok(axum::Json(&listed.kind).into_response())
}

/// 发布: publish a type or a later edition of one.
#[utoipa::path(operation_id = "catalogue_publish", post, path = "/types", tag = "目录 catalogue", request_body = Object,
    security(("token" = [])), responses((status = 201, body = Done), Problems))]
pub(super) async fn publish(
    State(app): State<App>,
    caller: Known,
    body: Body<Value>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Administrator])?;
    let kind = read(&body.bytes)?;
    let at = app.now()?.seconds();
    let mut entry = used(&account, "type.publish", at);
    entry.purpose = kind.code().to_string();
    let receipt = app
        .store()
        .change(move |act| {
            types::publish(act.connection(), &kind, at)?;
            act.record(&entry)
        })
        .await?;
    reload(&app).await?;
    Ok((StatusCode::CREATED, axum::Json(Done { receipt })).into_response())
}

/// 撤下: nothing of this type is issued from now on; what was issued stays as it is.
#[utoipa::path(operation_id = "catalogue_withdraw", delete, path = "/types/{code}", tag = "目录 catalogue",
    params(("code" = String, Path, description = "证照类型代码")), security(("token" = [])),
    responses((status = 200, body = Done), Problems))]
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Known,
    Named(code): Named<String>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Administrator])?;
    let at = app.now()?.seconds();
    let mut entry = used(&account, "type.withdraw", at);
    entry.purpose = code.clone();
    let receipt = app
        .store()
        .change(move |act| {
            types::withdraw(act.connection(), &code, at)?;
            act.record(&entry)
        })
        .await?;
    reload(&app).await?;
    Ok(axum::Json(Done { receipt }).into_response())
}

async fn reload(app: &App) -> Result<(), Problem> {
    let app = app.clone();
    let reloaded = tokio::task::spawn_blocking(move || app.reload_types()).await;
    Ok(reloaded.map_err(|_| Problem::internal())??)
}

fn read(bytes: &Bytes) -> Result<LicenceType, Problem> {
    LicenceType::from_json(bytes)
        .map_err(|e| Problem::refused(e.code(), format!("证照类型有误（{e}）"), e.to_string()))
}
