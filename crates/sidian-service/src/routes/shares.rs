//! Selective sharing (选择性披露): the issuer makes a licence shareable for its holder's key; a verifier
//! asks for fields, and the holder answers once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sidian::jose::jwk;
use sidian::material::share::{ShareDraft, ShareRequest};
use sidian::report::Language;
use utoipa::ToSchema;

use super::extract::{Body, Named, Why, whole};
use super::grants::accepted;
use super::licences::{entitled, stored, time_text};
use super::reply::{Problems, used};
use crate::auth::{Known, Role, Token};
use crate::problem::Problem;
use crate::state::App;
use crate::store::grants::{self, Question};

/// For whom a licence is made shareable.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShareNew)]
pub(super) struct New {
    /// The holder's public key as a JWK (RFC 7517). That it is the holder's is for the caller to make
    /// sure of.
    #[schema(value_type = Object)]
    holder_key: Value,
    /// For how many days it is good.
    #[serde(default = "a_month", deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 365)]
    days: u16,
}

fn a_month() -> u16 {
    30
}

/// A shareable licence, for its holder alone.
#[derive(Serialize, ToSchema)]
#[schema(as = ShareMade)]
struct Made {
    /// SD-JWT VC (RFC 9901): the issuer's signature and every disclosure.
    shared: String,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// What a verifier asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShareQuestion)]
pub(super) struct Wanted {
    /// 用途: the holder signs it.
    #[schema(min_length = 1, max_length = 200)]
    purpose: String,
    /// 法定依据.
    #[schema(min_length = 1, max_length = 200)]
    basis: String,
    /// Short names of the fields that are needed (GB/T 36903).
    #[schema(max_items = 100)]
    fields: Vec<String>,
}

/// A question, for the holder's wallet.
#[derive(Serialize, ToSchema)]
#[schema(as = ShareAsked)]
struct Asked {
    /// Who asks: `aud` of the holder's signature.
    audience: String,
    /// `nonce` of the holder's signature: it is answered once.
    nonce: String,
    /// Until when.
    ends: String,
}

/// A holder's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SharePresented)]
pub(super) struct Presented {
    /// The nonce of the question.
    #[schema(max_length = 64)]
    nonce: String,
    /// The presentation.
    #[schema(max_length = 1048576)]
    presentation: String,
}

/// What is known from it.
#[derive(Serialize, ToSchema)]
#[schema(as = ShareAnswer)]
pub(super) struct Answer {
    /// The report on the presentation.
    #[schema(value_type = Object)]
    report: Value,
    /// What was disclosed, by field: there only if the presentation passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    facts: Option<Map<String, Value>>,
    /// Which licence it is from, if it passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// For how long a question may be answered, in seconds.
const LIFE: i64 = 300;

/// 可披露证照: make a licence shareable for its holder's key.
#[utoipa::path(operation_id = "shares_make", post, path = "/licences/{id}/shares", tag = "共享 sharing",
    request_body = New, params(("id" = String, Path, description = "证照标识")),
    security(("token" = [])), responses((status = 201, body = Made), Problems))]
pub(super) async fn make(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    body: Body<New>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Issuer, Role::Holder])?;
    let New { holder_key, days } = body.value;
    let key = jwk::read(&holder_key)
        .map_err(|e| Problem::refused(e.code(), format!("公钥有误（{e}）"), e.to_string()))?;
    if !(1..=365).contains(&days) {
        return Err(Problem::unfit());
    }
    let why = Why {
        purpose: Some("选择性披露".to_owned()), basis: Some("持证人申请".to_owned())
    };
    let (licence, account, (purpose, basis)) = entitled(&app, &caller, &id, &why).await?;
    let held = app.keyring().get(licence.place >> 32).cloned().filter(|h| h.ended.is_none());
    let held = held.ok_or_else(Problem::not_found)?;
    let now = app.now()?;
    let file = stored(&app, &licence).await?;
    let worker = app.clone();
    let shared = app.pool().run(move || {
        let shown = accepted(worker.bench().verifier().licence(&file, now), "证照")?;
        let identity = &held.identity;
        let chain: Vec<Vec<u8>> = identity.chain.iter().map(|c| c.der().to_vec()).collect();
        let period = (now, now.plus(i64::from(days) * 86_400));
        let draft = ShareDraft::new(shown.metadata(), &key).with_decoys(8);
        draft
            .sign(period, &identity.key, &chain)
            .map_err(|e| Problem::refused(e.code(), format!("无法签署（{e}）"), e.to_string()))
    });
    let shared = shared.await??;
    let mut entry = used(&account, "share.make", now.seconds());
    entry.licence = Some(licence.id);
    (entry.purpose, entry.basis) = (purpose, basis);
    let receipt = app.store().change(move |act| act.record(&entry)).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { shared, receipt })).into_response())
}

/// 请求披露: ask a holder for fields.
#[utoipa::path(operation_id = "shares_ask", post, path = "/shares", tag = "共享 sharing",
    request_body = Wanted, security(("token" = [])),
    responses((status = 201, body = Asked), Problems))]
pub(super) async fn ask(
    State(app): State<App>,
    caller: Known,
    body: Body<Wanted>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Verifier])?;
    let Wanted { purpose, basis, fields } = body.value;
    let why = Why { purpose: Some(purpose), basis: Some(basis) };
    let (purpose, basis) = why.stated()?;
    let plain = |f: &String| {
        (1..=64).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let long = purpose.chars().count() > 200 || basis.chars().count() > 200;
    if long || fields.len() > 100 || !fields.iter().all(plain) {
        return Err(Problem::unfit());
    }
    let now = app.now()?.seconds();
    let token = Token::generate().ok_or_else(Problem::internal)?;
    let question = Question {
        nonce: token.reveal().to_owned(),
        account: account.id,
        purpose,
        basis,
        fields: fields.join(" "),
        ends: now + LIFE,
    };
    let asked = Asked {
        audience: app.config().public_url(),
        nonce: question.nonce.clone(),
        ends: time_text(question.ends),
    };
    app.store().change(move |act| grants::ask(act.connection(), &question, now)).await?;
    Ok((StatusCode::CREATED, axum::Json(asked)).into_response())
}

/// 核验披露: judge a holder's answer. A question is answered once, whatever comes of it.
#[utoipa::path(operation_id = "shares_judge", post, path = "/shares/answer", tag = "共享 sharing",
    request_body = Presented, security(("token" = [])),
    responses((status = 200, body = Answer), Problems))]
pub(super) async fn judge(
    State(app): State<App>,
    caller: Known,
    body: Body<Presented>,
) -> Result<axum::Json<Answer>, Problem> {
    let account = caller.with_role(&[Role::Verifier])?;
    let Presented { nonce, presentation } = body.value;
    let now = app.now()?;
    let by = account.id;
    let taken = app
        .store()
        .change(move |act| grants::answered(act.connection(), (&nonce, by), now.seconds()));
    let question = taken.await?;
    let mut entry = used(&account, "share.verify", now.seconds());
    (entry.purpose, entry.basis) = (question.purpose.clone(), question.basis.clone());
    let worker = app.clone();
    let judged = app.pool().run(move || {
        let audience = worker.config().public_url();
        let fields: Vec<&str> = question.fields.split_whitespace().collect();
        let request = ShareRequest::new(&audience, &question.nonce)
            .for_purpose(&question.purpose)
            .with_fields(&fields);
        let report = worker.bench().verifier().share(presentation.as_bytes(), &request, now);
        let facts = report.accepted().map(|facts| {
            let disclosed = facts.disclosed().map(|(name, value)| (name.to_owned(), value.clone()));
            (facts.licence().to_string(), disclosed.collect::<Map<_, _>>())
        });
        (report.to_json("", Language::Chinese), report.verdict(), facts)
    });
    let (report, verdict, facts) = judged.await?;
    let (licence, facts) = facts.unzip();
    entry.outcome = verdict.map_or("refused", |v| v.as_str());
    entry.licence.clone_from(&licence);
    let receipt = app.store().change(move |act| act.record(&entry)).await?;
    Ok(axum::Json(Answer { report, facts, licence, receipt }))
}
