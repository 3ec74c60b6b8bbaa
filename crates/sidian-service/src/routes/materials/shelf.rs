//! Materials of one's department: found, read for a purpose, judged where they lie.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{HANDLERS, View, tombstone, view};
use crate::auth::{Account, Known};
use crate::judge;
use crate::problem::Problem;
use crate::routes::download::{self, Kept, Wanted};
use crate::routes::extract::{Asked, Named, Why};
use crate::routes::reply::{Octets, Partly, Problems, used};
use crate::routes::verify::Tongue;
use crate::state::App;
use crate::store::materials::{self, Material};
use crate::store::{StoreError, ended};

/// Which materials are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::routes) struct Filter {
    /// Of this case.
    #[serde(default)]
    #[param(max_length = 64)]
    case: Option<String>,
    /// Those that were withdrawn, instead of those that are there.
    #[serde(default)]
    withdrawn: bool,
    /// Before this place.
    #[serde(default)]
    #[param(minimum = 0)]
    before: Option<i64>,
    /// At most so many: 1 to 500.
    #[serde(default)]
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// The answer about a material.
#[derive(Serialize, ToSchema)]
#[schema(as = MaterialJudged)]
struct Judged {
    material: View,
    /// The report; of a package with an entry for each material in it.
    #[schema(value_type = Object)]
    report: Value,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// 材料列表: the materials of one's department, newest first.
#[utoipa::path(operation_id = "materials_find", get, path = "/materials", tag = "材料 materials",
    params(Filter), security(("token" = [])), responses((status = 200, body = Vec<View>), Problems))]
pub(in crate::routes) async fn materials_find(
    State(app): State<App>,
    caller: Known,
    Asked(filter): Asked<Filter>,
) -> Result<axum::Json<Vec<View>>, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let limit = filter.limit.unwrap_or(100);
    let long = filter.case.as_deref().is_some_and(|case| case.chars().count() > 64);
    if long || !(1..=500).contains(&limit) || filter.before.is_some_and(|n| n < 0) {
        return Err(Problem::malformed());
    }
    let department = account.department.clone();
    let found = app.read(move |c| {
        let (case, page) = (filter.case.as_deref(), (filter.before, limit));
        Ok(match filter.withdrawn {
            true => ended::find(c, &department, case, page)?.iter().map(tombstone).collect(),
            false => materials::find(c, &department, case, page)?.iter().map(view).collect(),
        })
    });
    Ok(axum::Json(found.await?))
}

/// 材料登记: what is known of one material, also after it was withdrawn.
#[utoipa::path(operation_id = "materials_read", get, path = "/materials/{id}", tag = "材料 materials",
    params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = View), Problems))]
pub(in crate::routes) async fn material_read(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
) -> Result<axum::Json<View>, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let department = account.department.clone();
    let shown = app.read(move |c| match materials::get(c, &id, &department) {
        Err(StoreError::Missing) => Ok(tombstone(&ended::get(c, &id, &department)?)),
        material => Ok(view(&material?)),
    });
    Ok(axum::Json(shown.await?))
}

/// 下载材料: the file of a material, streamed, whole or in part. What was changed on the disk is cut
/// off before its end.
#[utoipa::path(operation_id = "materials_file", get, path = "/materials/{id}/file", tag = "材料 materials",
    params(("id" = String, Path), Why, Wanted), security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/octet-stream"),
        (status = 206, body = Octets, content_type = "application/octet-stream"), Partly, Problems))]
pub(in crate::routes) async fn material_file(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    Asked(why): Asked<Why>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let (purpose, basis) = why.stated()?;
    let (material, account) = own(&app, &caller, id).await?;
    let mut entry = used(&account, "material.download", app.now()?.seconds());
    entry.digest = Some(material.file.as_bytes().to_vec());
    (entry.purpose, entry.basis) = (purpose, basis);
    let kept =
        Kept { digest: material.file, kind: "application/octet-stream", name: &material.name };
    download::send(&app, &wanted, kept, entry).await
}

/// 核验材料: judge a material where it lies: a package with everything in it, a PDF, a seal.
#[utoipa::path(operation_id = "materials_judge", post, path = "/materials/{id}/verify", tag = "材料 materials",
    params(("id" = String, Path), Tongue), security(("token" = [])),
    responses((status = 200, body = Judged), Problems))]
pub(in crate::routes) async fn material_judge(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    Asked(Tongue { lang }): Asked<Tongue>,
) -> Result<Response, Problem> {
    let (material, account) = own(&app, &caller, id).await?;
    let now = app.now()?;
    let (worker, kept) = (app.clone(), material.clone());
    let judged = app.pool().run(move || {
        let verifier = worker.bench().verifier();
        let most = worker.config().limits.max_file as u64;
        judge::kept(&verifier, worker.store(), (kept.file, kept.size, most), now)
    });
    let judged = judged.await??;
    let mut entry = used(&account, "material.verify", now.seconds());
    entry.digest = Some(material.file.as_bytes().to_vec());
    entry.outcome = judged.outcome();
    let receipt = app.store().change(move |act| act.record(&entry)).await?;
    let report = judged.to_json(&material.name, lang.into());
    Ok(axum::Json(Judged { material: view(&material), report, receipt }).into_response())
}

/// A material of the caller's department that was not withdrawn.
pub(super) async fn own(
    app: &App,
    caller: &Known,
    id: String,
) -> Result<(Material, Arc<Account>), Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let department = account.department.clone();
    let material = app.read(move |c| match materials::get(c, &id, &department) {
        Err(StoreError::Missing) => match ended::get(c, &id, &department) {
            Ok(_) => Err(Problem::gone().into()),
            Err(error) => Err(error),
        },
        material => material,
    });
    Ok((material.await?, account))
}
