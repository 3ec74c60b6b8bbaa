//! Withdrawing materials (材料删除): the content goes, an entry with its digest, dates and reason stays.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shelf::own;
use super::{HANDLERS, View, tombstone, view};
use crate::auth::{Account, Known};
use crate::problem::Problem;
use crate::retention;
use crate::routes::extract::{Body, Named, plain};
use crate::routes::licences::time_text;
use crate::routes::reply::{Problems, used};
use crate::state::App;
use crate::store::materials::{self, Asked, Material};
use crate::store::{Use, ended};

/// A withdrawal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MaterialWithdrawal)]
pub(in crate::routes) struct New {
    /// In whose right.
    ground: Ground,
    /// Why. It stays, so it should name nobody.
    #[schema(min_length = 1, max_length = 400)]
    reason: String,
}

/// In whose right a material is withdrawn.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MaterialGround)]
enum Ground {
    /// 本人要求.
    Holder,
    /// 部门决定.
    Department,
}

impl Ground {
    fn word(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Department => "department",
        }
    }
}

/// A material that was withdrawn.
#[derive(Serialize, ToSchema)]
#[schema(as = MaterialWithdrawn)]
struct Withdrawn {
    material: View,
    /// Whether its content is gone; not where another material, or a licence, is the very same file.
    content_removed: bool,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// 删除材料: withdraw a material of one's department. Its name and content go; its digest, dates and the
/// reason stay, so that receipts over it are understood. Refused while a package holds it, and before the
/// least time for which materials are kept is over.
#[utoipa::path(operation_id = "materials_withdraw", post, path = "/materials/{id}/withdrawal",
    tag = "材料 materials", request_body = New, params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Withdrawn),
        (status = 202, body = View, description = "waits for a second person"), Problems))]
pub(in crate::routes) async fn material_withdraw(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    body: Body<New>,
) -> Result<Response, Problem> {
    caller.with_role(&HANDLERS)?;
    let New { ground, reason } = body.value;
    if !plain(&reason, 400) {
        return Err(
            Problem::unfit().about("须写明原因，400字以内", "a reason of up to 400 characters")
        );
    }
    let (mut material, account) = own(&app, &caller, id).await?;
    let now = app.now()?.seconds();
    let until = material.at + i64::from(app.config().materials.keep_days) * 86_400;
    if now < until {
        let until = time_text(until);
        return Err(Problem::kept_still().about(&until, &until));
    }
    let reason = reason.trim().to_owned();
    let asked = Asked { ground: ground.word().to_owned(), reason, account: account.id, at: now };
    if !app.config().rules.two_person_materials {
        return done(&app, &account, material, asked).await;
    }
    let entry = entry(&account, "material.ask", &material, &asked, now);
    let (place, kept) = (material.place, asked.clone());
    let asked_for = app.store().change(move |act| {
        materials::ask(act.connection(), place, &kept)?;
        act.record(&entry)
    });
    asked_for.await?;
    material.asked = Some(asked);
    Ok((StatusCode::ACCEPTED, axum::Json(view(&material))).into_response())
}

/// 复核删除: the second person approves a withdrawal that was asked for.
#[utoipa::path(operation_id = "materials_approve", post, path = "/materials/{id}/withdrawal/approval",
    tag = "材料 materials", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Withdrawn), Problems))]
pub(in crate::routes) async fn material_approve(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let (material, account) = own(&app, &caller, id).await?;
    let asked = material.asked.clone().ok_or_else(Problem::not_found)?;
    if asked.account == account.id {
        return Err(Problem::same_person());
    }
    done(&app, &account, material, asked).await
}

/// 不同意删除: refuse a withdrawal that was asked for, or take it back.
#[utoipa::path(operation_id = "materials_refuse", delete, path = "/materials/{id}/withdrawal",
    tag = "材料 materials", params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204, description = "taken back"), Problems))]
pub(in crate::routes) async fn material_refuse(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
) -> Result<StatusCode, Problem> {
    let (material, account) = own(&app, &caller, id).await?;
    let asked = material.asked.clone().ok_or_else(Problem::not_found)?;
    let entry = entry(&account, "material.refuse", &material, &asked, app.now()?.seconds());
    let refused = app.store().change(move |act| {
        materials::take_back(act.connection(), material.place)?;
        act.record(&entry)
    });
    refused.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The entry in the tables first, then the file: see [`ended`].
async fn done(
    app: &App,
    account: &Arc<Account>,
    material: Material,
    asked: Asked,
) -> Result<Response, Problem> {
    let now = app.now()?.seconds();
    let entry = entry(account, "material.withdraw", &material, &asked, now);
    let (by, id, department) = (account.id, material.id.clone(), account.department.clone());
    let digest = material.file;
    let withdrawn = app.store().change(move |act| {
        let connection = act.connection();
        let why = (asked.ground.as_str(), asked.reason.as_str());
        ended::end(connection, &material, why, (now, Some(by)))?;
        Ok((act.record(&entry)?, ended::get(connection, &id, &department)?))
    });
    let (receipt, ended) = withdrawn.await?;
    let worker = app.clone();
    let swept = tokio::task::spawn_blocking(move || {
        let collected = retention::collect(&worker);
        (collected, worker.store().files().path(digest).exists())
    });
    let (collected, there) = swept.await.map_err(|_| Problem::internal())?;
    if let Err(error) = collected {
        // It is withdrawn all the same; its file goes with the next chores.
        tracing::error!(%error, "files of withdrawn materials");
    }
    let material = tombstone(&ended);
    Ok(axum::Json(Withdrawn { material, content_removed: !there, receipt }).into_response())
}

fn entry(
    account: &Account,
    action: &'static str,
    material: &Material,
    asked: &Asked,
    at: i64,
) -> Use {
    let mut entry = used(account, action, at);
    entry.digest = Some(material.file.as_bytes().to_vec());
    let basis = if asked.ground == "holder" { "本人要求" } else { "部门决定" };
    Use { purpose: asked.reason.clone(), basis: basis.to_owned(), ..entry }
}
