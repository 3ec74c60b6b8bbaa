//! Authorisations that a department accepted, and their withdrawal by who granted them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sidian::material::Party;
use sidian::material::grant::{Grant, GrantRequest, Resource, Subject, VerifiedGrant};
use sidian::time::UnixTime;
use utoipa::ToSchema;

use super::extract::Body;
use super::grants::{department, passed, standing};
use super::licences::{stored, time_text};
use super::reply::{Done, Problems, used};
use crate::auth::{Known, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::grants::{self, Accepted};
use crate::store::licences;

/// An authorisation to be accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GrantNew)]
pub(super) struct New {
    /// The authorisation (compact JWS).
    #[schema(max_length = 131072)]
    grant: String,
}

/// An authorisation that was accepted.
#[derive(Serialize, ToSchema)]
#[schema(as = GrantRow)]
pub(super) struct Row {
    id: i64,
    /// Its number (`jti`).
    number: String,
    item: String,
    purpose: String,
    case: Option<String>,
    /// 证照标识 of the licences it is for.
    licences: Vec<String>,
    until: String,
    /// How often it may be used; none where that is not limited.
    uses: Option<u32>,
    /// How often it was.
    used: u32,
    withdrawn: bool,
}

/// An authorisation that is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GrantWithdrawn)]
pub(super) struct Withdrawn {
    /// Its number (`jti`).
    #[schema(min_length = 1, max_length = 64)]
    number: String,
}

/// The most licences that one authorisation is judged with.
const MOST: usize = 20;

/// 接收授权: verify an authorisation for one's department and keep it. No use of it is taken.
#[utoipa::path(operation_id = "grants_accept", post, path = "/grants", tag = "授权 grants",
    request_body = New, security(("token" = [])),
    responses((status = 201, body = Row), Problems))]
pub(super) async fn accept(
    State(app): State<App>,
    caller: Known,
    body: Body<New>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Verifier])?;
    let token = body.value.grant;
    let grant = Grant::inspect(token.as_bytes())
        .map_err(|e| Problem::refused(e.code(), format!("授权无法读取（{e}）"), e.to_string()))?;
    standing(&app, &grant).await?;
    let recipient = department(&account)?;
    let ids = named(&grant);
    if ids.len() > MOST {
        return Err(Problem::too_large());
    }
    let now = app.now()?;
    let mut files = Vec::new();
    for id in &ids {
        let id = id.clone();
        let licence = app.read(move |c| licences::get(c, &id)).await?;
        if !account.scope.has(&licence.kind) {
            return Err(Problem::type_forbidden());
        }
        files.push(stored(&app, &licence).await?);
    }
    let (worker, text) = (app.clone(), token.clone());
    let judged =
        app.pool().run(move || judge(&worker, (text.as_bytes(), &grant), &recipient, &files, now));
    let verified = judged.await??;
    let row = kept(&app, verified.grant(), ids.join(" "));
    let mut entry = used(&account, "grant.accept", now.seconds());
    (entry.purpose, entry.basis) = (row.purpose.clone(), format!("grant {}", row.number));
    entry.licence = ids.first().cloned();
    let (by, counted) = (account.id, verified.grant().counter_key());
    let mut answer = row.clone();
    answer.id = app
        .store()
        .change(move |act| {
            act.record(&entry)?;
            grants::accept(act.connection(), &row, (&token, &counted), by, entry.at)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(view(answer))).into_response())
}

/// The licences that an authorisation names.
fn named(grant: &Grant) -> Vec<String> {
    let one = |resource: &Resource| match &resource.subject {
        Subject::Licence(id) => Some(id.clone()),
        Subject::Material(_) => None,
    };
    grant.resources().iter().filter_map(one).collect()
}

/// Judges an authorisation for everything that it names.
fn judge(
    app: &App,
    (token, grant): (&[u8], &Grant),
    recipient: &Party,
    files: &[Vec<u8>],
    now: UnixTime,
) -> Result<VerifiedGrant, Problem> {
    let verifier = app.bench().verifier();
    let mut shown = Vec::new();
    for file in files {
        shown.push(super::grants::accepted(verifier.licence(file, now), "证照")?);
    }
    let item = grant.item().code.clone();
    let mut request = GrantRequest::for_all_of(grant, (recipient, &item), &shown);
    if let Some(case) = grant.case() {
        request = request.with_case(case);
    }
    passed(verifier.grant(token, &request, now), "授权")
}

fn kept(app: &App, grant: &Grant, licences: String) -> Accepted {
    let grantor = grant.grantor();
    Accepted {
        id: 0,
        grantor: app.commitments().holder(grantor.kind().code(), grantor.code()),
        number: grant.id().to_owned(),
        recipient: grant.recipient().code().to_owned(),
        item: grant.item().code.clone(),
        purpose: grant.purpose().to_owned(),
        matter: grant.case().map(str::to_owned),
        licences,
        until: grant.period().1.seconds(),
        uses: grant.uses(),
        used: 0,
        withdrawn: false,
    }
}

fn view(kept: Accepted) -> Row {
    Row {
        id: kept.id,
        number: kept.number,
        item: kept.item,
        purpose: kept.purpose,
        case: kept.matter,
        licences: kept.licences.split_whitespace().map(str::to_owned).collect(),
        until: time_text(kept.until),
        uses: kept.uses,
        used: kept.used,
        withdrawn: kept.withdrawn,
    }
}

/// 授权列表: the authorisations that one's department accepted, newest first.
#[utoipa::path(operation_id = "grants_list", get, path = "/grants", tag = "授权 grants",
    security(("token" = [])), responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    let account = caller.with_role(&[Role::Verifier])?;
    let recipient = department(&account)?.code().to_owned();
    let all = app.read(move |c| grants::of(c, &recipient)).await?;
    Ok(axum::Json(all.into_iter().map(view).collect()))
}

/// 撤回授权: withdraw an authorisation that one gave, or that was given over one’s licences. From now
/// on this service refuses every use of it.
#[utoipa::path(operation_id = "grants_withdraw", post, path = "/grants/withdrawals", tag = "授权 grants",
    request_body = Withdrawn, security(("token" = [])),
    responses((status = 201, body = Done), Problems))]
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Known,
    body: Body<Withdrawn>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Holder])?;
    let tag = account.holder.clone().ok_or_else(Problem::forbidden)?;
    let number = body.value.number;
    let fits = (1..=64).contains(&number.chars().count());
    if !fits || number.chars().any(char::is_control) {
        return Err(Problem::unfit());
    }
    let at = app.now()?.seconds();
    let mut entry = used(&account, "grant.withdraw", at);
    entry.basis = format!("grant {number}");
    let receipt = app
        .store()
        .change(move |act| {
            grants::withdraw(act.connection(), &tag, &number, at)?;
            act.record(&entry)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(Done { receipt })).into_response())
}
