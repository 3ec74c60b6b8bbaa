//! What happens to licences after they were issued, and the second person where the rules ask for
//! one.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sidian::licence::{Event, LicenceId};
use sidian::time::UnixTime;
use utoipa::ToSchema;

use super::extract::{Body, Named, idempotency_key};
use super::licences::{Issued, View, time_text, view};
use super::reply::{Begun, Once, Problems, json_text, used};
use crate::auth::{Account, Known, Role};
use crate::issue::{self, Order};
use crate::problem::Problem;
use crate::state::App;
use crate::store::licences::{self, Licence};
use crate::store::{StoreError, approvals};

/// What happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EventNew)]
pub(super) struct New {
    /// The event: `suspend` 暂扣, `restore` 暂扣发还, `cancel` 注销, `revoke` 吊销, `annul` 撤销,
    /// `activate`, `expire`, `transfer_out`, `cancel_transfer`.
    #[schema(max_length = 32)]
    event: String,
    /// Why, in the authority's words.
    #[schema(max_length = 400)]
    reason: String,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
#[schema(as = EventRecorded)]
struct Recorded {
    /// The licence as it is now.
    licence: View,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// What waits for a second person.
#[derive(Serialize, ToSchema)]
#[schema(as = EventWaits)]
pub(super) struct Waits {
    /// Its number: `POST /api/v1/approvals/{id}`.
    id: i64,
    licence: String,
    event: String,
    reason: String,
    at: String,
}

/// A further version of a licence.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EventVersion)]
pub(super) struct Version {
    /// `renew` 延续, `change` 变更 or `supersede` 补换发.
    #[schema(max_length = 32)]
    event: String,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 400)]
    reason: String,
    /// The elements of the new version.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EventDecision)]
pub(super) struct Decision {
    /// Whether it is done.
    approve: bool,
}

/// 注销、暂扣、发还、吊销、撤销: record what happened to a licence.
#[utoipa::path(operation_id = "events_happen", post, path = "/licences/{id}/events", tag = "证照 licences", request_body = New,
    params(("id" = String, Path, description = "证照标识")), security(("token" = [])),
    responses((status = 200, body = Recorded),
        (status = 202, body = Waits, description = "waits for a second person"), Problems))]
pub(super) async fn happen(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    body: Body<New>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let New { event, reason } = body.value;
    let known = Event::from_input(&event).filter(|e| !e.makes_new_version());
    let event = known.ok_or_else(|| unknown(&event))?;
    let reason = sound(&reason)?;
    let licence = app.read(move |c| licences::get(c, &id)).await?;
    let account = caller.for_type(&[Role::Issuer], &licence.kind)?;
    issue::after(licence.state, event)?;
    let ends = matches!(event, Event::Revoke | Event::Annul | Event::Cancel);
    if ends && app.config().rules.two_person_revocation {
        return ask(&app, &account, &licence, event, reason).await;
    }
    done(&app, &account, licence, (event, reason), None).await
}

async fn ask(
    app: &App,
    account: &Account,
    licence: &Licence,
    event: Event,
    reason: String,
) -> Result<Response, Problem> {
    let now = app.now()?;
    let mut entry = used(account, "licence.ask", now.seconds());
    entry.licence = Some(licence.id.clone());
    entry.purpose = event.name_zh().to_owned();
    let (id, by, at) = (licence.id.clone(), account.id, now.seconds());
    let kept = (id.clone(), reason.clone());
    let number = app.store().change(move |act| {
        act.record(&entry)?;
        let asked = (kept.0.as_str(), event.name_en(), kept.1.as_str());
        approvals::ask(act.connection(), asked, by, at)
    });
    let waits = Waits {
        id: number.await?,
        licence: id,
        event: event.name_en().to_owned(),
        reason,
        at: time_text(at),
    };
    Ok((StatusCode::ACCEPTED, axum::Json(waits)).into_response())
}

/// Records the event, signs the status list anew and answers. From here on the licence is judged by
/// its new state.
async fn done(
    app: &App,
    account: &Account,
    licence: Licence,
    (event, reason): (Event, String),
    approval: Option<i64>,
) -> Result<Response, Problem> {
    let now = app.now()?;
    let to = issue::after(licence.state, event)?;
    let mut entry = used(account, action(event), now.seconds());
    entry.licence = Some(licence.id.clone());
    entry.purpose = event.name_zh().to_owned();
    entry.basis = reason.clone();
    let (id, from, by) = (licence.id.clone(), licence.state, account.id);
    let receipt = app.store().change(move |act| {
        let connection = act.connection();
        let at = now.seconds();
        licences::change(connection, &id, (from, event, to), (&reason, None), by, at)?;
        if let Some(approval) = approval {
            approvals::decide(connection, approval, "approved", by, at)?;
        }
        act.record(&entry)
    });
    let receipt = receipt.await?;
    list(app, licence.place, to, now).await?;
    let licence = Licence { state: to, ..licence };
    let recorded = Recorded { licence: view(app, &licence), receipt };
    Ok(axum::Json(recorded).into_response())
}

/// Enters a state in its status list.
async fn list(
    app: &App,
    place: i64,
    state: sidian::licence::State,
    now: UnixTime,
) -> Result<(), Problem> {
    let worker = app.clone();
    let listed = tokio::task::spawn_blocking(move || {
        let keys = worker.keyring();
        let held = keys.for_purpose("licence").find(|held| held.id == place >> 32);
        let held = held.ok_or_else(Problem::internal)?;
        let index = u64::try_from(place & 0xffff_ffff).unwrap_or(0);
        worker.bench().set(held, index, state, now).map_err(|error| {
            tracing::error!(%error, "status list");
            Problem::internal()
        })
    });
    listed.await.map_err(|_| Problem::internal())?
}

/// 延续、变更、补换发: issue a new version, which takes the place of this one.
#[utoipa::path(operation_id = "events_version", post, path = "/licences/{id}/versions", tag = "证照 licences",
    request_body = Version,
    params(("id" = String, Path, description = "证照标识"),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
            pattern = "^[!-~]+$", description = "the same key for the same request")),
    security(("token" = [])), responses((status = 201, body = Issued), Problems))]
pub(super) async fn version(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    headers: HeaderMap,
    body: Body<Version>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let key = idempotency_key(&headers)?;
    let known = Event::from_input(&body.value.event).filter(|e| e.makes_new_version());
    let event = known.ok_or_else(|| unknown(&body.value.event))?;
    let reason = match body.value.reason.is_empty() {
        true => String::new(),
        false => sound(&body.value.reason)?,
    };
    let asked = id.clone();
    let old = app.read(move |c| licences::get(c, &asked)).await?;
    let account = caller.for_type(&[Role::Issuer], &old.kind)?;
    let request: [&[u8]; 3] = [b"versions", id.as_bytes(), &body.bytes];
    let (once, _taken) = match Once::begin(&app, account.id, key, &request).await? {
        Begun::Fresh(once, taken) => (once, taken),
        Begun::Known(response) => return Ok(response),
    };
    let to = issue::after(old.state, event)?;
    let kind = app.published(&old.kind)?;
    let now = app.now()?;
    let (by, data) = (account.id, body.value.data.get().to_owned());
    let old_id = old.id.parse::<LicenceId>().map_err(|_| Problem::internal())?;
    let order = Order { kind, data, replaces: Some(old_id), account: by };
    let made = issue::make(&app, order, now).await?;
    let mut entry = used(&account, action(event), now.seconds());
    entry.licence = Some(made.licence.id.clone());
    entry.digest = Some(made.licence.file.as_bytes().to_vec());
    entry.purpose = event.name_zh().to_owned();
    let new = view(&app, &made.licence);
    let (from, replaced) = (old.state, old.id.clone());
    let text = app.store().change(move |act| {
        let connection = act.connection();
        let (at, link) = (now.seconds(), made.licence.id.clone());
        let why = (reason.as_str(), Some(link.as_str()));
        licences::change(connection, &replaced, (from, event, to), why, by, at)?;
        licences::enter(connection, &made)?;
        let issued = Issued { licence: new, receipt: act.record(&entry)? };
        once.keep(act, StatusCode::CREATED, &issued, at)
    });
    let text = text.await?;
    app.metrics().issued();
    list(&app, old.place, to, now).await?;
    Ok(json_text(StatusCode::CREATED, text))
}

/// 待复核: what waits for a second person.
#[utoipa::path(operation_id = "events_waiting", get, path = "/approvals", tag = "证照 licences", security(("token" = [])),
    responses((status = 200, body = Vec<Waits>), Problems))]
pub(super) async fn waiting(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Waits>>, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let waiting = app.read(approvals::waiting).await?;
    let one = |w: approvals::Waiting| Waits {
        id: w.id,
        licence: w.licence,
        event: w.event,
        reason: w.reason,
        at: time_text(w.at),
    };
    Ok(axum::Json(waiting.into_iter().map(one).collect()))
}

/// 复核: the second person approves or refuses.
#[utoipa::path(operation_id = "events_decide", post, path = "/approvals/{id}", tag = "证照 licences", request_body = Decision,
    params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Recorded), (status = 204, description = "refused"), Problems))]
pub(super) async fn decide(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    body: Body<Decision>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let (waiting, licence) = app
        .read(move |c| {
            let waiting = approvals::get(c, id)?;
            let licence = licences::get(c, &waiting.licence)?;
            Ok((waiting, licence))
        })
        .await?;
    let account = caller.for_type(&[Role::Issuer], &licence.kind)?;
    if body.value.approve {
        if waiting.account == account.id {
            return Err(Problem::same_person());
        }
        let event = Event::from_input(&waiting.event).ok_or_else(Problem::internal)?;
        return done(&app, &account, licence, (event, waiting.reason), Some(id)).await;
    }
    // Whoever asked may take it back, too.
    let mut entry = used(&account, "licence.refuse", app.now()?.seconds());
    entry.licence = Some(licence.id);
    let by = account.id;
    app.store()
        .change(move |act| -> Result<(), StoreError> {
            act.record(&entry)?;
            approvals::decide(act.connection(), id, "refused", by, entry.at)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn unknown(event: &str) -> Problem {
    let short: String = event.chars().filter(|c| !c.is_control()).take(40).collect();
    Problem::refused(
        7171,
        format!("这里不能办理“{short}”"),
        format!("“{short}” is no event that can be recorded here"),
    )
}

fn sound(reason: &str) -> Result<String, Problem> {
    let text = reason.trim();
    let fits = (1..=400).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned()).ok_or_else(|| {
        Problem::refused(7176, "须写明原因，400字以内", "a reason is needed, up to 400 characters")
    })
}

/// What the audit log calls an event.
fn action(event: Event) -> &'static str {
    match event {
        Event::Annul => "licence.annul",
        Event::Cancel => "licence.cancel",
        Event::Change => "licence.change",
        Event::Renew => "licence.renew",
        Event::Restore => "licence.restore",
        Event::Revoke => "licence.revoke",
        Event::Supersede => "licence.supersede",
        Event::Suspend => "licence.suspend",
        _ => "licence.event",
    }
}
