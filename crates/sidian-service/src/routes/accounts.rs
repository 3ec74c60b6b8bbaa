//! Accounts, and the keys that sign licences.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sidian::crypto::SigningKey;
use sidian::licence::{UnifiedSocialCreditCode, organisation_codes};
use sidian::x509::Certificate;
use utoipa::ToSchema;

use super::extract::{Body, Named};
use super::reply::{Done, Problems, used};
use crate::auth::{Known, Role, Scope, Token};
use crate::found;
use crate::keyring::Keyring;
use crate::pki::Identity;
use crate::problem::Problem;
use crate::state::App;
use crate::store::accounts::{self, NewAccount};
use crate::store::identities;
use crate::words;

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountNew)]
pub(super) struct New {
    /// The department's name.
    #[schema(min_length = 1, max_length = 120)]
    department: String,
    /// The department's 统一社会信用代码, to which authorisations are given; told once.
    #[serde(default)]
    #[schema(max_length = 18)]
    department_code: Option<String>,
    /// The account's name, given once.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// What it may do.
    #[schema(min_items = 1)]
    roles: BTreeSet<Role>,
    /// 证照类型代码 of the types it may act on; none for all.
    #[serde(default)]
    types: Option<BTreeSet<String>>,
    /// For a holder: 持证主体代码类型.
    #[serde(default)]
    holder_type: Option<String>,
    /// For a holder: 持证主体代码.
    #[serde(default)]
    holder: Option<String>,
    /// SHA-256 of a client certificate (mTLS), in hexadecimal; then no token is made.
    #[serde(default)]
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    certificate_sha256: Option<String>,
}

/// An account that was made. The token is told here and never again.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountMade)]
struct Made {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// An account.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountRow)]
pub(super) struct Row {
    id: i64,
    name: String,
    department: String,
    roles: BTreeSet<Role>,
    types: Option<BTreeSet<String>>,
    active: bool,
}

/// A key that signs licences.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountKey)]
pub(super) struct Key {
    id: i64,
    label: String,
    purpose: String,
    /// Whether the service made it for trying things out.
    test: bool,
    subject: String,
    organisation_codes: Vec<String>,
    until: String,
    /// Why it ended, where its certificate was revoked.
    ended: Option<String>,
}

/// That a key is not to be used any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountKeyEnds)]
pub(super) struct KeyEnds {
    /// The word of RFC 5280 §5.3.1: `keyCompromise`, `superseded`, `cessationOfOperation`,
    /// `affiliationChanged` or `unspecified`.
    #[schema(max_length = 32)]
    reason: String,
}

/// A key to be taken in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountNewKey)]
pub(super) struct NewKey {
    /// What it is called.
    #[schema(min_length = 1, max_length = 120)]
    label: String,
    /// The private key, PEM; it is sealed under the master key at once.
    key: String,
    /// Its password, if it has one.
    #[serde(default)]
    password: Option<String>,
    /// Its certificates, its own first, PEM.
    chain: String,
}

/// 当前账号: who is asking.
#[utoipa::path(operation_id = "accounts_session", get, path = "/session", tag = "账号 accounts", security(("token" = [])),
    responses((status = 200, body = Row), Problems))]
pub(super) async fn session(caller: Known) -> Result<axum::Json<Row>, Problem> {
    let account = caller.account()?;
    Ok(axum::Json(row(account, true)))
}

/// 账号列表: every account.
#[utoipa::path(operation_id = "accounts_list", get, path = "/accounts", tag = "账号 accounts", security(("token" = [])),
    responses((status = 200, body = Vec<Row>), Problems))]
pub(super) async fn list(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Row>>, Problem> {
    caller.with_role(&[Role::Administrator])?;
    let all = app.read(accounts::all).await?;
    Ok(axum::Json(all.iter().map(|(account, active)| row(account, *active)).collect()))
}

/// 新建账号: make an account.
#[utoipa::path(operation_id = "accounts_add", post, path = "/accounts", tag = "账号 accounts", request_body = New,
    security(("token" = [])), responses((status = 201, body = Made), Problems))]
pub(super) async fn add(
    State(app): State<App>,
    caller: Known,
    body: Body<New>,
) -> Result<Response, Problem> {
    let by = caller.with_role(&[Role::Administrator])?;
    let new = body.value;
    let certificate = match &new.certificate_sha256 {
        Some(text) => Some(digest(text).ok_or_else(Problem::unfit)?),
        None => None,
    };
    let token = match certificate {
        Some(_) => None,
        None => Some(Token::generate().ok_or_else(Problem::internal)?),
    };
    let holder = holder_of(&app, &new)?;
    let kept = NewAccount {
        department: name(&new.department)?,
        department_code: match &new.department_code {
            None => None,
            Some(code) => {
                let code: UnifiedSocialCreditCode = code
                    .parse()
                    .map_err(|_| Problem::unfit().about("统一社会信用代码有误", "not a code"))?;
                Some(code.as_str().to_owned())
            }
        },
        name: name(&new.name)?,
        roles: new.roles,
        scope: match new.types {
            None => Scope::All,
            Some(codes) => {
                if codes.iter().any(|c| c.is_empty() || !c.bytes().all(|b| b.is_ascii_graphic())) {
                    return Err(Problem::unfit());
                }
                Scope::Types(codes)
            }
        },
        token: token.as_ref().map(Token::hash),
        certificate,
        holder,
    };
    let at = app.now()?.seconds();
    let mut entry = used(&by, "account.add", at);
    entry.purpose = kept.name.clone();
    let id = app
        .store()
        .change(move |act| {
            act.record(&entry)?;
            accounts::add(act.connection(), &kept, at)
        })
        .await?;
    let made = Made { id, token: token.map(|t| t.reveal().to_owned()) };
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// The tag of the holder whose account it is to be: of a holder's account, and of no other.
fn holder_of(app: &App, new: &New) -> Result<Option<Vec<u8>>, Problem> {
    match (&new.holder, &new.holder_type, new.roles.contains(&Role::Holder)) {
        (Some(code), Some(kind), true) => Ok(Some(app.commitments().holder(kind, code))),
        (None, None, false) => Ok(None),
        _ => Err(Problem::unfit().about(
            "持证人账号须给出主体代码",
            "an account of a holder needs the code of the holder",
        )),
    }
}

/// 停用账号: end an account. Its token no longer opens anything.
#[utoipa::path(operation_id = "accounts_end", delete, path = "/accounts/{id}", tag = "账号 accounts",
    params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 204, description = "ended"), Problems))]
pub(super) async fn end(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
) -> Result<StatusCode, Problem> {
    let by = caller.with_role(&[Role::Administrator])?;
    if by.id == id {
        return Err(
            Problem::conflict().about("不能停用自己的账号", "nobody ends their own account")
        );
    }
    let mut entry = used(&by, "account.end", app.now()?.seconds());
    entry.purpose = id.to_string();
    app.store()
        .change(move |act| {
            accounts::end(act.connection(), id)?;
            act.record(&entry).map(drop)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 换发令牌: give an account another token; the old one no longer opens anything.
#[utoipa::path(operation_id = "accounts_token", post, path = "/accounts/{id}/token", tag = "账号 accounts",
    params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 201, body = Made), Problems))]
pub(super) async fn token(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let by = caller.with_role(&[Role::Administrator])?;
    let token = Token::generate().ok_or_else(Problem::internal)?;
    let mut entry = used(&by, "account.token", app.now()?.seconds());
    entry.purpose = id.to_string();
    let hash = token.hash();
    app.store()
        .change(move |act| {
            accounts::set_token(act.connection(), id, &hash)?;
            act.record(&entry).map(drop)
        })
        .await?;
    let made = Made { id, token: Some(token.reveal().to_owned()) };
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}

/// 密钥列表: the keys that the service holds.
#[utoipa::path(operation_id = "accounts_keys", get, path = "/keys", tag = "账号 accounts", security(("token" = [])),
    responses((status = 200, body = Vec<Key>), Problems))]
pub(super) async fn keys(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<Key>>, Problem> {
    caller.with_role(&[Role::Administrator])?;
    let keys = app.keyring();
    let one = |held: &std::sync::Arc<crate::keyring::Held>| {
        let first = held.identity.chain.first();
        Key {
            id: held.id,
            label: held.label.clone(),
            purpose: held.purpose.clone(),
            test: held.test,
            subject: first.map(|c| c.subject().label()).unwrap_or_default(),
            organisation_codes: first.map(organisation_codes).unwrap_or_default(),
            until: first.map(|c| c.not_after().to_string()).unwrap_or_default(),
            ended: held.ended.as_ref().map(|(_, reason)| reason.clone()),
        }
    };
    Ok(axum::Json(keys.all().map(one).collect()))
}

/// 吊销密钥: end a key. Nothing is signed with it any more, and where the service's own authority
/// issued its certificate, CRL and OCSP say so from now on.
#[utoipa::path(operation_id = "accounts_revoke_key", post, path = "/keys/{id}/revoke", tag = "账号 accounts",
    request_body = KeyEnds, params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Done), Problems))]
pub(super) async fn revoke_key(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    body: Body<KeyEnds>,
) -> Result<axum::Json<Done>, Problem> {
    let by = caller.with_role(&[Role::Administrator])?;
    let known = words::REASONS.into_iter().find(|r| r.as_str() == body.value.reason);
    let reason = known.ok_or_else(Problem::unfit)?;
    let held = app.keyring().get(id).cloned().ok_or_else(Problem::not_found)?;
    if matches!(held.purpose.as_str(), "root" | "ca") {
        // Without them nobody could say any more what is revoked.
        return Err(
            Problem::conflict().about("根与签发机构不能在此吊销", "an authority is not ended here")
        );
    }
    let now = app.now()?;
    let mut entry = used(&by, "key.revoke", now.seconds());
    (entry.purpose, entry.basis) = (held.label.clone(), reason.as_str().to_owned());
    let receipt = app
        .store()
        .change(move |act| {
            identities::end(act.connection(), id, now.seconds(), reason.as_str())?;
            act.record(&entry)
        })
        .await?;
    reload_keys(&app).await?;
    let worker = app.clone();
    let signed = tokio::task::spawn_blocking(move || {
        let keys = worker.keyring();
        let bench = worker.bench();
        bench.renew_crls(&keys, now).and_then(|()| bench.renew_register(&keys, now))
    });
    signed.await.map_err(|_| Problem::internal())?.map_err(|error| {
        tracing::error!(%error, "revocation lists");
        Problem::internal()
    })?;
    Ok(axum::Json(Done { receipt }))
}

async fn reload_keys(app: &App) -> Result<(), Problem> {
    let all = app.read(identities::all).await?;
    let keys = Keyring::open(app.master(), &all).map_err(|_| Problem::internal())?;
    app.set_keyring(keys);
    Ok(())
}

/// 导入密钥: take in a department's own key for licences. It goes before the test key of the same
/// organisation.
#[utoipa::path(operation_id = "accounts_add_key", post, path = "/keys", tag = "账号 accounts", request_body = NewKey,
    security(("token" = [])), responses((status = 201, body = Made), Problems))]
pub(super) async fn add_key(
    State(app): State<App>,
    caller: Known,
    body: Body<NewKey>,
) -> Result<Response, Problem> {
    let by = caller.with_role(&[Role::Administrator])?;
    let new = body.value;
    let label = name(&new.label)?;
    let worker = app.clone();
    let kept = app.pool().run(move || {
        let refused = |code, e: &dyn std::fmt::Display| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                code,
                format!("密钥不可用（{e}）"),
                e.to_string(),
            )
        };
        let key = SigningKey::from_pem(&new.key, new.password.as_deref())
            .map_err(|e| refused(e.code(), &e))?;
        let chain =
            Certificate::from_pem_many(new.chain.as_bytes()).map_err(|e| refused(e.code(), &e))?;
        let own = chain.first().filter(|c| {
            use sidian::crypto::Signer;
            key.public_key().matches_spki(c.spki())
        });
        if own.is_none() {
            return Err(refused(9001, &"the first certificate is not that of the key"));
        }
        let identity = Identity { key, chain };
        found::seal(worker.master(), ("licence", &label, false), &identity)
            .map_err(|_| Problem::internal())
    });
    let kept = kept.await??;
    let at = app.now()?.seconds();
    let mut entry = used(&by, "key.add", at);
    entry.purpose = kept.label.clone();
    let id = app
        .store()
        .change(move |act| {
            act.record(&entry)?;
            identities::add(act.connection(), &kept, at)
        })
        .await?;
    reload_keys(&app).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id, token: None })).into_response())
}

fn row(account: &crate::auth::Account, active: bool) -> Row {
    Row {
        id: account.id,
        name: account.name.clone(),
        department: account.department.clone(),
        roles: account.roles.clone(),
        types: match &account.scope {
            Scope::All => None,
            Scope::Types(codes) => Some(codes.clone()),
        },
        active,
    }
}

fn name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let fits = (1..=120).contains(&text.chars().count());
    let plain = !text.chars().any(|c| c.is_control() || c == '/');
    (fits && plain).then(|| text.to_owned()).ok_or_else(Problem::unfit)
}

fn digest(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..64).step_by(2).map(pair).collect()
}
