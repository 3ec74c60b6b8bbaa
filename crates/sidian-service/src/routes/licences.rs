//! Licences: issuing, reading, finding.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sidian::licence::Date;
use sidian::time::UnixTime;
use utoipa::{IntoParams, ToSchema};

use super::download::{self, Kept, Wanted};
use super::extract::{Asked, Body, Named, Why, idempotency_key};
use super::reply::{Begun, Octets, Once, Partly, Problems, json_text, used};
use crate::auth::{Account, Caller, Known, Role, Scope};
use crate::issue::{self, Order};
use crate::problem::Problem;
use crate::state::App;
use crate::store::Use;
use crate::store::licences::{self, Licence};
use crate::words;

/// What a licence is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LicenceNew)]
pub(super) struct New {
    /// The type: its code or its name in the catalogue.
    #[serde(rename = "type")]
    #[schema(max_length = 64)]
    kind: String,
    /// The elements of GB/T 36903 and the type's own, by short, Chinese or English name.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
    /// 用途, for the audit log.
    #[serde(default)]
    #[schema(max_length = 400)]
    purpose: String,
}

/// A licence in the register.
#[derive(Serialize, ToSchema)]
#[schema(as = LicenceView)]
pub(super) struct View {
    /// 证照标识.
    pub(super) id: String,
    /// 证照类型代码.
    #[serde(rename = "type")]
    kind: String,
    /// 证照类型名称.
    type_name: Option<String>,
    /// 证照编号.
    number: String,
    /// The state, such as `valid`.
    state: &'static str,
    /// The state in the law's words.
    state_zh: &'static str,
    /// 颁发日期.
    issued: String,
    /// 有效期截止; none for 长期.
    valid_until: Option<String>,
    /// The version it took the place of.
    supersedes: Option<String>,
    /// The version that took its place.
    superseded_by: Option<String>,
    /// SHA-256 of the file.
    sha256: String,
    /// Its place in the register, for paging.
    place: i64,
}

/// An issued licence, or one that was read.
#[derive(Serialize, ToSchema)]
#[schema(as = LicenceIssued)]
pub(super) struct Issued {
    /// The licence.
    pub(super) licence: View,
    /// The place of the entry in the audit log.
    pub(super) receipt: u64,
}

/// A licence with everything that is known of it.
#[derive(Serialize, ToSchema)]
#[schema(as = LicenceWhole)]
struct Whole {
    licence: View,
    #[schema(value_type = Object)]
    metadata: Value,
    history: Vec<Step>,
    receipt: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LicenceStep)]
struct Step {
    event: String,
    at: String,
    reason: String,
    link: Option<String>,
}

/// 生成: issue a licence.
#[utoipa::path(operation_id = "licences_issue", post, path = "/licences", tag = "证照 licences", request_body = New,
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
        pattern = "^[!-~]+$", description = "the same key for the same request")),
    security(("token" = [])),
    responses((status = 201, body = Issued), Problems))]
pub(super) async fn issue(
    State(app): State<App>,
    caller: Known,
    headers: HeaderMap,
    body: Body<New>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Issuer])?;
    let key = idempotency_key(&headers)?;
    let kind = app.published(&body.value.kind)?;
    let account = caller.for_type(&[Role::Issuer], kind.code().as_str())?;
    let begun = Once::begin(&app, account.id, key, &[b"licences", &body.bytes]).await?;
    let (once, _taken) = match begun {
        Begun::Fresh(once, taken) => (once, taken),
        Begun::Known(response) => return Ok(response),
    };
    let now = app.now()?;
    let data = body.value.data.get().to_owned();
    let order = Order { kind, data, replaces: None, account: account.id };
    let made = issue::make(&app, order, now).await?;
    let mut entry = used(&account, "licence.issue", now.seconds());
    entry.licence = Some(made.licence.id.clone());
    entry.digest = Some(made.licence.file.as_bytes().to_vec());
    entry.purpose = body.value.purpose;
    let view = view(&app, &made.licence);
    let text = app.store().change(move |act| {
        licences::enter(act.connection(), &made)?;
        let receipt = act.record(&entry)?;
        let issued = Issued { licence: view, receipt };
        once.keep(act, StatusCode::CREATED, &issued, now.seconds())
    });
    let text = text.await?;
    app.metrics().issued();
    Ok(json_text(StatusCode::CREATED, text))
}

/// Which licences are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// 证照类型代码.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    kind: Option<String>,
    /// 证照编号.
    number: Option<String>,
    /// 持证主体代码.
    holder: Option<String>,
    /// 持证主体代码类型, such as 001 or 111.
    holder_type: Option<String>,
    /// The state.
    #[param(
        pattern = "^(annulled|cancelled|expired|not_active|revoked|superseded|suspended|transferred_out|valid)$"
    )]
    state: Option<String>,
    /// 到期提示: in force and ending within so many days.
    #[param(minimum = 0, maximum = 3660)]
    expiring: Option<u16>,
    /// Behind this place.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many: 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
    /// 用途, where a verifier asks.
    purpose: Option<String>,
    /// 法定依据, where a verifier asks.
    basis: Option<String>,
}

/// A page of licences.
#[derive(Serialize, ToSchema)]
#[schema(as = LicencePage)]
struct Page {
    licences: Vec<View>,
    /// The `after` of the next page, if there may be one.
    next: Option<i64>,
}

/// 查询、检索: find licences. An issuer sees the register of its types; a verifier asks for one number
/// or one holder, and says why.
#[utoipa::path(operation_id = "licences_find", get, path = "/licences", tag = "证照 licences", params(Filter),
    security(("token" = [])), responses((status = 200, body = Page), Problems))]
pub(super) async fn find(
    State(app): State<App>,
    caller: Known,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Issuer, Role::Verifier])?;
    let why = Why { purpose: filter.purpose.clone(), basis: filter.basis.clone() };
    let own_register = account.roles.contains(&Role::Issuer) && filter.holder.is_none();
    let (purpose, basis) = match own_register {
        true => why.stated().unwrap_or_default(),
        false => why.stated()?,
    };
    if !own_register && filter.number.is_none() && filter.holder.is_none() {
        return Err(
            Problem::forbidden().about("须指定证照编号或持证主体", "name a number or a holder")
        );
    }
    let asked = asked(&app, &account, &filter)?;
    let limit = asked.limit;
    let found = app.read(move |c| licences::find(c, &asked)).await?;
    if !own_register {
        let mut entry = used(&account, "licence.find", app.now()?.seconds());
        (entry.purpose, entry.basis) = (purpose, basis);
        let entries: Vec<_> = match found.is_empty() {
            true => vec![entry],
            false => found
                .iter()
                .map(|l| crate::store::Use { licence: Some(l.id.clone()), ..entry.clone() })
                .collect(),
        };
        app.store()
            .change(move |act| entries.iter().try_for_each(|entry| act.record(entry).map(drop)))
            .await?;
    }
    let full = found.len() == limit && filter.expiring.is_none();
    let next = found.last().map(|l| l.place).filter(|_| full);
    let licences = found.iter().map(|licence| view(&app, licence)).collect();
    Ok(axum::Json(Page { licences, next }).into_response())
}

fn asked(app: &App, account: &Account, filter: &Filter) -> Result<licences::Asked, Problem> {
    let limit = filter.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) || filter.after.is_some_and(|n| n < 0) {
        return Err(Problem::malformed());
    }
    let state = match &filter.state {
        Some(word) => Some(words::state_from(word).ok_or_else(Problem::malformed)?),
        None => None,
    };
    let holder = match (&filter.holder, &filter.holder_type) {
        (Some(code), Some(kind)) => Some(app.commitments().holder(kind, code)),
        (None, None) => None,
        _ => return Err(Problem::unfit()),
    };
    let (mut ends_by, mut ends_from) = (None, None);
    if let Some(days) = filter.expiring.filter(|days| *days <= 3660) {
        let now = app.now()?;
        let on = |at| Date::in_beijing(at).map(words::day).map_err(|_| Problem::malformed());
        ends_by = Some(on(now.plus(i64::from(days) * 86_400))?);
        ends_from = Some(on(now)?);
    } else if filter.expiring.is_some() {
        return Err(Problem::malformed());
    }
    Ok(licences::Asked {
        kind: filter.kind.clone(),
        number: filter.number.clone(),
        holder,
        state,
        ends_by,
        ends_from,
        after: filter.after.unwrap_or(-1),
        scope: match &account.scope {
            Scope::All => None,
            Scope::Types(codes) => Some(codes.iter().cloned().collect()),
        },
        limit: usize::from(limit),
    })
}

/// A licence that the caller may read, with the reason that is recorded.
pub(super) async fn entitled(
    app: &App,
    caller: &Caller,
    id: &str,
    why: &Why,
) -> Result<(Licence, std::sync::Arc<Account>, (String, String)), Problem> {
    let account = caller.with_role(&[Role::Issuer, Role::Verifier, Role::Holder])?;
    let holder_only = !account.roles.iter().any(|r| matches!(r, Role::Issuer | Role::Verifier));
    // Said before it is looked whether there is such a licence: that too is holder data.
    let stated = match holder_only {
        true => ("本人查看".to_owned(), "持证人本人".to_owned()),
        false => why.stated()?,
    };
    let (asked, tag) = (id.to_owned(), account.holder.clone());
    let (licence, held) = app
        .read(move |c| {
            let licence = licences::get(c, &asked)?;
            let held = match tag {
                Some(tag) => licences::is_held_by(c, licence.place, &tag)?,
                None => false,
            };
            Ok((licence, held))
        })
        .await?;
    if holder_only && !held {
        return Err(Problem::not_found());
    }
    if !holder_only && !account.scope.has(&licence.kind) {
        return Err(Problem::type_forbidden());
    }
    Ok((licence, account, stated))
}

/// Whether the caller may have the file itself: accounts that only verify take annotated copies.
pub(super) fn original(app: &App, account: &Account) -> Result<(), Problem> {
    let only = account.roles.contains(&Role::Verifier) && !account.roles.contains(&Role::Issuer);
    match only && app.config().rules.copies_for_verifiers {
        true => Err(Problem::copies_only()),
        false => Ok(()),
    }
}

/// Records that a licence was used and gives the place of the entry.
pub(super) async fn record(
    app: &App,
    account: &Account,
    action: &'static str,
    licence: &Licence,
    stated: (String, String),
) -> Result<u64, Problem> {
    let entry = use_of(account, action, licence, (stated, app.now()?));
    Ok(app.store().change(move |act| act.record(&entry)).await?)
}

/// The entry for a use of a licence.
fn use_of(
    account: &Account,
    action: &'static str,
    licence: &Licence,
    ((purpose, basis), now): ((String, String), UnixTime),
) -> Use {
    let mut entry = used(account, action, now.seconds());
    entry.licence = Some(licence.id.clone());
    entry.digest = Some(licence.file.as_bytes().to_vec());
    Use { purpose, basis, ..entry }
}

/// 查询: everything about one licence.
#[utoipa::path(operation_id = "licences_read", get, path = "/licences/{id}", tag = "证照 licences",
    params(("id" = String, Path, description = "证照标识"), Why),
    security(("token" = [])), responses((status = 200, body = Whole), Problems))]
pub(super) async fn read(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    Asked(why): Asked<Why>,
) -> Result<Response, Problem> {
    let (licence, account, stated) = entitled(&app, &caller, &id, &why).await?;
    let receipt = record(&app, &account, "licence.read", &licence, stated).await?;
    let asked = licence.id.clone();
    let (metadata, history) = app
        .read(move |c| Ok((licences::metadata(c, &asked)?, licences::history(c, &asked)?)))
        .await?;
    let metadata = serde_json::from_slice(&metadata).map_err(|_| Problem::internal())?;
    let history = history.into_iter().map(|h| Step {
        event: h.event,
        at: time_text(h.at),
        reason: h.reason,
        link: h.link,
    });
    let history = history.collect();
    let whole = Whole { licence: view(&app, &licence), metadata, history, receipt };
    Ok(axum::Json(whole).into_response())
}

/// 下载文件: the file of a licence.
#[utoipa::path(operation_id = "licences_download", get, path = "/licences/{id}/file", tag = "共享 sharing",
    params(("id" = String, Path, description = "证照标识"), Why, Wanted), security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/pdf"),
        (status = 206, body = Octets, content_type = "application/pdf"), Partly, Problems))]
pub(super) async fn download(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    Asked(why): Asked<Why>,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let (licence, account, stated) = entitled(&app, &caller, &id, &why).await?;
    original(&app, &account)?;
    let entry = use_of(&account, "licence.download", &licence, (stated, app.now()?));
    let name = format!("{}.pdf", licence.id);
    let kept = Kept { digest: licence.file, kind: "application/pdf", name: &name };
    download::send(&app, &wanted, kept, entry).await
}

/// 元数据下载: the metadata of a licence as it was signed.
#[utoipa::path(operation_id = "licences_metadata", get, path = "/licences/{id}/metadata", tag = "共享 sharing",
    params(("id" = String, Path, description = "证照标识"), Why), security(("token" = [])),
    responses((status = 200, body = Object), Problems))]
pub(super) async fn metadata(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    Asked(why): Asked<Why>,
) -> Result<Response, Problem> {
    let (licence, account, stated) = entitled(&app, &caller, &id, &why).await?;
    record(&app, &account, "licence.metadata", &licence, stated).await?;
    let bytes = app.read(move |c| licences::metadata(c, &licence.id)).await?;
    Ok(json_text(StatusCode::OK, String::from_utf8(bytes).map_err(|_| Problem::internal())?))
}

/// The file of a licence, off the async threads.
pub(super) async fn stored(app: &App, licence: &Licence) -> Result<Vec<u8>, Problem> {
    let (reader, digest) = (app.clone(), licence.file);
    let read = tokio::task::spawn_blocking(move || reader.store().files().get(digest)).await;
    Ok(read.map_err(|_| Problem::internal())??)
}

/// A licence for the wire.
pub(super) fn view(app: &App, licence: &Licence) -> View {
    let types = app.types();
    let kind = types.iter().find(|listed| listed.kind.code().as_str() == licence.kind);
    View {
        id: licence.id.clone(),
        kind: licence.kind.clone(),
        type_name: kind.map(|listed| listed.kind.name().to_owned()),
        number: licence.number.clone(),
        state: words::state(licence.state),
        state_zh: licence.state.name_zh(),
        issued: words::day_text(licence.issued),
        valid_until: licence.valid_until.map(words::day_text),
        supersedes: licence.supersedes.clone(),
        superseded_by: licence.superseded_by.clone(),
        sha256: licence.file.to_hex(),
        place: licence.place,
    }
}

/// A second as RFC 3339.
pub(super) fn time_text(at: i64) -> String {
    sidian::time::UnixTime::from_seconds(at).map(|at| at.to_string()).unwrap_or_default()
}
