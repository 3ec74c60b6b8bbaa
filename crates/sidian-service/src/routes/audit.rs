//! The audit log: for auditors what was used, for everybody what proves it.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Asked, Body, Named, Why};
use super::licences::time_text;
use super::reply::{Problems, used};
use crate::audit::{LogKey, Receipt, Tree, bundle, latest};
use crate::auth::{Caller, Known, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::{StoreError, uses};

/// Which uses are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// 证照标识.
    licence: Option<String>,
    /// An actor whose name holds this.
    actor: Option<String>,
    /// A kind of use, such as `licence.read`.
    action: Option<String>,
    /// A purpose that holds this.
    purpose: Option<String>,
    /// From this moment on, RFC 3339.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before this moment, RFC 3339.
    #[param(format = DateTime)]
    until: Option<String>,
    /// Before this place in the log.
    #[param(minimum = 0)]
    before: Option<i64>,
    /// At most so many: 1 to 1000.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// One use.
#[derive(Serialize, ToSchema)]
#[schema(as = UseRow)]
pub(super) struct Row {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    licence: Option<String>,
    purpose: String,
    basis: String,
    outcome: String,
}

/// How many uses of a kind there were on one day.
#[derive(Serialize, ToSchema)]
#[schema(as = UseDay)]
pub(super) struct Day {
    /// The day in Beijing, such as 2026-11-22.
    day: String,
    action: String,
    count: i64,
}

/// That one state of the log is the beginning of another.
#[derive(Serialize, ToSchema)]
#[schema(as = UseConsistency)]
pub(super) struct Consistency {
    old: u64,
    new: u64,
    /// RFC 6962 §2.1.2, hashes in base64.
    proof: Vec<String>,
}

/// Two states.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Two {
    /// How many entries the older has.
    #[param(minimum = 1)]
    old: u64,
    /// How many entries the newer has.
    #[param(minimum = 1)]
    new: u64,
}

/// A holder.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UseHolder)]
pub(super) struct Holder {
    /// 持证主体代码类型.
    #[schema(max_length = 8)]
    code_type: String,
    /// 持证主体代码.
    #[schema(max_length = 64)]
    code: String,
    /// 用途.
    #[schema(min_length = 1, max_length = 400)]
    purpose: String,
    /// 法定依据.
    #[schema(min_length = 1, max_length = 400)]
    basis: String,
}

/// 使用审计: who used what, when and for which purpose.
#[utoipa::path(operation_id = "audit_list", get, path = "/audit", tag = "审计 audit", params(Filter), security(("token" = [])),
    responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Known,
    Asked(filter): Asked<Filter>,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    let account = caller.with_role(&[Role::Auditor])?;
    let asked = asked(&filter)?;
    let found = app.read(move |c| uses::find(c, &asked)).await?;
    let mut entry = used(&account, "audit.list", app.now()?.seconds());
    entry.licence = filter.licence;
    app.store().change(move |act| act.record(&entry).map(drop)).await?;
    Ok(axum::Json(found.into_iter().map(row).collect()))
}

/// 每日使用次数: how many uses of each kind there were on each day.
#[utoipa::path(operation_id = "audit_days", get, path = "/audit/days", tag = "审计 audit", params(Filter),
    security(("token" = [])), responses((status = 200, body = Vec<Day>), Problems))]
pub(super) async fn days(
    State(app): State<App>,
    caller: Known,
    Asked(filter): Asked<Filter>,
) -> Result<axum::Json<Vec<Day>>, Problem> {
    caller.with_role(&[Role::Auditor])?;
    let asked = asked(&filter)?;
    let found = app.read(move |c| uses::by_day(c, &asked)).await?;
    let day = |(n, action, count): (i64, String, i64)| {
        let at = time_text(n.saturating_mul(86_400));
        Day { day: at.chars().take(10).collect(), action, count }
    };
    Ok(axum::Json(found.into_iter().map(day).collect()))
}

/// 台账: every use of a holder's licences, for the holder; for an issuer or auditor with a reason.
#[utoipa::path(operation_id = "audit_ledger_of", post, path = "/ledger", tag = "审计 audit", request_body = Holder,
    security(("token" = [])), responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn ledger_of(
    State(app): State<App>,
    caller: Known,
    body: Body<Holder>,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    let account = caller.with_role(&[Role::Auditor, Role::Issuer])?;
    let Holder { code_type, code, purpose, basis } = body.value;
    let why = Why { purpose: Some(purpose), basis: Some(basis) };
    let (purpose, basis) = why.stated()?;
    if code_type.chars().count() > 8 || code.chars().count() > 64 {
        return Err(Problem::unfit());
    }
    let mut entry = used(&account, "ledger.read", app.now()?.seconds());
    (entry.purpose, entry.basis) = (purpose, basis);
    app.store().change(move |act| act.record(&entry).map(drop)).await?;
    ledger(&app, app.commitments().holder(&code_type, &code)).await
}

/// 台账: every use of one's own licences.
#[utoipa::path(operation_id = "audit_own_ledger", get, path = "/ledger", tag = "审计 audit", security(("token" = [])),
    responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn own_ledger(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    let account = caller.with_role(&[Role::Holder])?;
    let tag = account.holder.clone().ok_or_else(Problem::forbidden)?;
    ledger(&app, tag).await
}

async fn ledger(app: &App, tag: Vec<u8>) -> Result<axum::Json<Vec<Row>>, Problem> {
    let asked = uses::Asked { holder: Some(tag), limit: 1000, ..uses::Asked::default() };
    let found = app.read(move |c| uses::find(c, &asked)).await?;
    Ok(axum::Json(found.into_iter().map(row).collect()))
}

/// 回执: the receipt for an entry, verified offline with the log's key. For the account that did it,
/// for auditors, and for the holder of the licence.
#[utoipa::path(operation_id = "audit_receipt", get, path = "/receipts/{seq}", tag = "审计 audit",
    params(("seq" = u64, Path)), security(("token" = [])),
    responses((status = 200, body = Receipt), Problems))]
pub(super) async fn receipt(
    State(app): State<App>,
    caller: Known,
    Named(seq): Named<u64>,
) -> Result<axum::Json<Receipt>, Problem> {
    let account = caller.account()?.clone();
    let own = app.clone();
    let receipt = app
        .read(move |c| {
            let place = i64::try_from(seq).map_err(|_| StoreError::Missing)?;
            let sql = "SELECT count(*) FROM audit WHERE seq = ?1 AND (account = ?2 OR licence IN
                (SELECT id FROM licences JOIN holders USING (place) WHERE tag = ?3))";
            let mine: i64 = c
                .prepare_cached(sql)?
                .query_row((place, account.id, &account.holder), |row| row.get(0))?;
            if mine == 0 && !account.roles.contains(&Role::Auditor) {
                return Err(StoreError::Missing);
            }
            Receipt::of(c, seq, own.log_key(), own.commitments())
        })
        .await?;
    Ok(axum::Json(receipt))
}

/// 一致性证明: that one state of the log is the beginning of another.
#[utoipa::path(operation_id = "audit_consistency", get, path = "/audit/consistency", tag = "审计 audit", params(Two),
    responses((status = 200, body = Consistency), Problems))]
pub(super) async fn consistency(
    State(app): State<App>,
    _caller: Caller,
    Asked(Two { old, new }): Asked<Two>,
) -> Result<axum::Json<Consistency>, Problem> {
    let proof = app
        .read(move |c| {
            if new > Tree::size(c)? {
                return Err(StoreError::Missing);
            }
            Tree::new(c).consistency(old, new)
        })
        .await?;
    let proof = proof.iter().map(|hash| Base64::encode_string(&hash.0)).collect();
    Ok(axum::Json(Consistency { old, new, proof }))
}

/// 日志公钥: the log's public key (C2SP signed-note).
#[utoipa::path(operation_id = "audit_key", get, path = "/log/key", tag = "审计 audit",
    responses((status = 200, body = String, content_type = "text/plain"), Problems))]
pub(super) async fn key(State(app): State<App>) -> String {
    LogKey::as_str(app.log_key()).to_owned() + "\n"
}

/// 日志检查点: the signed checkpoint (C2SP tlog-checkpoint).
#[utoipa::path(operation_id = "audit_checkpoint", get, path = "/log/checkpoint", tag = "审计 audit",
    responses((status = 200, body = String, content_type = "text/plain"), Problems))]
pub(super) async fn checkpoint(State(app): State<App>) -> Result<String, Problem> {
    app.read(|c| latest(c)?.ok_or(StoreError::Missing)).await
}

/// A tile of hashes or of entries (C2SP tlog-tiles): `{level}/{number}`, `entries/{number}`.
pub(super) async fn tile(
    State(app): State<App>,
    Named(path): Named<String>,
) -> Result<Response, Problem> {
    let (level, rest) = path.split_once('/').ok_or_else(Problem::not_found)?;
    let (n, width) = tile_number(rest).ok_or_else(Problem::not_found)?;
    let level = level.to_owned();
    let bytes = app
        .read(move |c| match level.as_str() {
            "entries" => bundle(c, n, u64::from(width)),
            level => {
                let level = level.parse().map_err(|_| StoreError::Missing)?;
                Tree::new(c).tile(Tree::size(c)?, level, n, width)
            }
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// The number and width that a tile's path tells: `x001/x234/067.p/8`.
fn tile_number(path: &str) -> Option<(u64, u32)> {
    let (number, width) = match path.split_once(".p/") {
        Some((number, width)) => (number, width.parse().ok().filter(|w| (1..256).contains(w))?),
        None => (path, 256),
    };
    let mut n = 0_u64;
    let parts: Vec<&str> = number.split('/').collect();
    let (last, first) = parts.split_last()?;
    for part in first {
        n = n.checked_mul(1000)?.checked_add(three(part.strip_prefix('x')?)?)?;
    }
    n = n.checked_mul(1000)?.checked_add(three(last)?)?;
    Some((n, width))
}

fn three(text: &str) -> Option<u64> {
    let digits = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn asked(filter: &Filter) -> Result<uses::Asked, Problem> {
    let time = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => sidian::time::UnixTime::from_rfc3339(text)
            .map(|at| Some(at.seconds()))
            .map_err(|_| Problem::malformed()),
    };
    let limit = filter.limit.unwrap_or(200);
    if !(1..=1000).contains(&limit) || filter.before.is_some_and(|n| n < 0) {
        return Err(Problem::malformed());
    }
    Ok(uses::Asked {
        licence: filter.licence.clone(),
        holder: None,
        actor: filter.actor.clone(),
        action: filter.action.clone(),
        purpose: filter.purpose.clone(),
        from: time(&filter.from)?,
        until: time(&filter.until)?,
        before: filter.before,
        limit: usize::from(limit),
    })
}

fn row(used: uses::Used) -> Row {
    Row {
        seq: used.seq,
        at: time_text(used.at),
        actor: used.actor,
        action: used.action,
        licence: used.licence,
        purpose: used.purpose,
        basis: used.basis,
        outcome: used.outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::tile_number;

    #[test]
    fn tiles_are_named_as_c2sp_names_them() {
        for (path, wanted) in [
            ("000", Some((0, 256))),
            ("067.p/8", Some((67, 8))),
            ("x001/x234/067", Some((1_234_067, 256))),
            ("67", None),
            ("001/067", None),
            ("000.p/256", None),
            ("../000", None),
            ("", None),
        ] {
            assert_eq!(tile_number(path), wanted, "{path}");
        }
    }
}
