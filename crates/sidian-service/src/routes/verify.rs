//! Judging any file, without keeping it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sidian::licence::Metadata;
use sidian::material::Party;
use sidian::material::grant::Operator;
use sidian::material::receipt::ReceiptDraft;
use sidian::report::Language;
use sidian::time::UnixTime;
use sidian::verifier::Verifier;
use sidian_render::report::{self, PageInput, Picture, Section};
use sidian_render::{picture, receipt as paper};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Asked, Upload};
use super::reply::{Octets, Problems, file};
use super::stamps::Own;
use crate::audit::Receipt;
use crate::auth::{Caller, Role};
use crate::clock;
use crate::judge::{self, Judged};
use crate::problem::Problem;
use crate::state::App;
use crate::store::{Digest, Use};

/// How a file is to be judged, and what is wanted back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Question {
    /// The name to report the file under.
    #[serde(default)]
    #[param(max_length = 200)]
    name: Option<String>,
    /// The language of sentences.
    #[serde(default)]
    #[param(inline)]
    lang: Lang,
    /// The form of the report.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// The moment as of which to judge, RFC 3339; without it, now.
    #[serde(default)]
    #[param(format = DateTime)]
    at: Option<String>,
    /// The case, for a signed receipt.
    #[serde(default)]
    #[param(max_length = 64)]
    case: Option<String>,
    /// Whether a picture of the page that matters is wanted.
    #[serde(default)]
    picture: bool,
    /// Whether a receipt is wanted: that this file was judged here, now, with this outcome.
    #[serde(default)]
    receipt: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FileLang)]
pub(super) enum Lang {
    #[default]
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FileFormat)]
enum Format {
    #[default]
    Json,
    Html,
    /// The report to print.
    Pdf,
    /// 核验回执: one page, signed by the caller's department, for the file of the case.
    Receipt,
}

/// In which language sentences are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Tongue {
    /// The language of sentences.
    #[serde(default)]
    #[param(inline)]
    pub(super) lang: Lang,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Chinese,
            Lang::En => Self::English,
        }
    }
}

/// The answer about one file.
#[derive(Serialize, ToSchema)]
#[schema(as = FileAnswer)]
pub(super) struct Answer {
    /// The report; its schema is `docs/verify.schema.json`.
    #[schema(value_type = Object)]
    report: Value,
    /// SHA-256 of the file, in hexadecimal.
    sha256: String,
    /// The moment as of which it was judged.
    at: String,
    /// What the licence says: there only if the file is a licence and passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<Shown>,
    /// A picture of one page; it proves nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<PagePicture>,
    /// The receipt, if one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<Receipt>,
}

/// What a licence that passed says, for people.
#[derive(Serialize, ToSchema)]
#[schema(as = FileShown)]
struct Shown {
    id: String,
    name: String,
    number: String,
    holders: Vec<String>,
    issuer: String,
    issued: String,
    validity: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FilePagePicture)]
struct PagePicture {
    /// PNG, in base64.
    png: String,
    /// The page, counted from 1.
    page: usize,
    /// What of the page is shown, in points: left, bottom, right, top.
    area: [f64; 4],
    /// How far it is turned clockwise, in degrees.
    rotation: u16,
}

/// 文件验证: judge a file: a PDF, a package of materials (ASiC-E), a seal. Nothing of it is kept.
#[utoipa::path(operation_id = "verify_verify", post, path = "/verify", tag = "核验 verify", params(Question),
    request_body(content = Octets, content_type = "application/octet-stream"),
    responses((status = 200, description = "the answer; the verdict is in the body", content(
        (Answer = "application/json"), (String = "text/html"), (Octets = "application/pdf"))),
        Problems))]
pub(super) async fn verify(
    State(app): State<App>,
    caller: Caller,
    Asked(question): Asked<Question>,
    upload: Upload,
) -> Result<Response, Problem> {
    allowed(&app, &caller)?;
    let now = clock::now();
    let at = match &question.at {
        Some(text) => UnixTime::from_rfc3339(text).map_err(|_| Problem::malformed())?,
        None => now,
    };
    let voice = match question.format {
        Format::Receipt => Some(Voice::of(&app, &caller, question.case.as_deref())?),
        _ => None,
    };
    let (judged, digest) =
        judged(&app, upload.bytes.clone(), (at, question.at.is_some()), now).await?;
    let wanted = question.picture && !matches!(question.format, Format::Receipt);
    let picture = match wanted {
        true => draw(&app, upload.bytes.clone(), &judged).await,
        false => None,
    };
    let receipt = record(&app, &caller, (digest, judged.outcome(), question.receipt), now).await?;
    let case = Case { question: &question, digest: digest.to_hex(), at, now };
    match (question.format, voice) {
        (Format::Receipt, Some(voice)) => signed(&app, (judged, upload.bytes), voice, &case).await,
        (Format::Html | Format::Pdf, _) => page(&app, &judged, picture, &case).await,
        _ => {
            drop(upload.room);
            Ok(axum::Json(case.answer(&judged, picture, receipt)).into_response())
        }
    }
}

/// Whether this caller may have files judged.
pub(super) fn allowed(app: &App, caller: &Caller) -> Result<(), Problem> {
    if !app.config().rules.open_verify {
        caller.with_role(&[Role::Verifier, Role::Issuer, Role::Auditor])?;
    }
    Ok(())
}

/// Judges bytes on the pool.
pub(super) async fn judged(
    app: &App,
    bytes: Bytes,
    (at, earlier): (UnixTime, bool),
    now: UnixTime,
) -> Result<(Arc<Judged>, Digest), Problem> {
    let worker = app.clone();
    let judged = app.pool().run(move || {
        let one;
        let shared;
        let verifier: &Verifier = match earlier {
            true => {
                one = worker.bench().verifier_asked_at(now);
                &one
            }
            false => {
                shared = worker.bench().verifier();
                &shared
            }
        };
        judge::bytes(verifier, &bytes, at).map(|judged| (judged, Digest::of(&bytes)))
    });
    let (judged, digest) = judged.await?.map_err(|e| judge::unreadable(&e))?;
    app.metrics().judged(judged.outcome());
    Ok((Arc::new(judged), digest))
}

/// One question with what was found out about its file.
struct Case<'a> {
    question: &'a Question,
    digest: String,
    at: UnixTime,
    now: UnixTime,
}

impl Case<'_> {
    fn name(&self) -> &str {
        self.question.name.as_deref().unwrap_or_default()
    }

    fn language(&self) -> Language {
        self.question.lang.into()
    }

    fn answer(
        &self,
        judged: &Judged,
        picture: Option<Picture>,
        receipt: Option<Receipt>,
    ) -> Answer {
        Answer {
            report: judged.to_json(self.name(), self.language()),
            sha256: self.digest.clone(),
            at: self.at.to_string(),
            licence: judged.licence().map(shown),
            picture: picture.map(|p| PagePicture {
                png: Base64::encode_string(&p.png),
                page: p.page,
                area: p.area,
                rotation: p.rotation,
            }),
            receipt,
        }
    }
}

/// The report as a page or as a file to print.
async fn page(
    app: &App,
    judged: &Arc<Judged>,
    picture: Option<Picture>,
    case: &Case<'_>,
) -> Result<Response, Problem> {
    let input = PageInput {
        file: case.name(),
        digest: &case.digest,
        verified_at: case.at,
        made_at: case.now,
        licence: judged.licence(),
        picture: picture.as_ref(),
    };
    let language = case.language();
    let section = Section::new(&judged.report, &input, language);
    if matches!(case.question.format, Format::Html) {
        let page = report::page(&[section], language);
        return Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response());
    }
    let (worker, now) = (app.clone(), case.now);
    let drawn = app.pool().run(move || report::pdf(&[section], worker.typeface(), language, now));
    let drawn = drawn.await?.map_err(|error| {
        tracing::error!(%error, "report");
        Problem::internal()
    })?;
    Ok(file(drawn, "application/pdf", "report.pdf"))
}

/// In whose name a receipt is signed.
struct Voice {
    department: Party,
    held: Arc<crate::keyring::Held>,
    operator: Operator,
    actor: String,
    case: String,
}

impl Voice {
    fn of(app: &App, caller: &Caller, case: Option<&str>) -> Result<Self, Problem> {
        let account = caller.with_role(&[Role::Verifier, Role::Issuer])?;
        let case = case.map(str::trim).filter(|text| !text.is_empty());
        let plain = |text: &&str| text.chars().count() <= 64 && !text.chars().any(char::is_control);
        let case = case.filter(plain).ok_or_else(|| {
            Problem::unfit().about("回执须写明办件编号（case）", "a receipt needs a case")
        })?;
        let none =
            || Problem::forbidden().about("本部门没有签名密钥", "its department has no key here");
        let code = account.department_code.as_deref().ok_or_else(none)?;
        Ok(Self {
            department: Party::organisation(code).map_err(|_| none())?,
            held: app.issuer(code).ok_or_else(none)?,
            operator: Operator {
                account: account.id.to_string(),
                name: account.name.clone(),
                unit: account.department.clone(),
            },
            actor: account.actor(),
            case: case.to_owned(),
        })
    }
}

/// A receipt that the caller's department signs and the service's own authority dates, as one page
/// with the receipt inside.
async fn signed(
    app: &App,
    (judged, bytes): (Arc<Judged>, Bytes),
    voice: Voice,
    case: &Case<'_>,
) -> Result<Response, Problem> {
    let (worker, name) = (app.clone(), case.name().to_owned());
    let name = if name.is_empty() { "document".to_owned() } else { name };
    let (at, now) = (case.at, case.now);
    let authority = Own::of(app, &voice.actor, now);
    let made = app.pool().run(move || {
        let by = (&voice.department, voice.case.as_str());
        let draft = ReceiptDraft::new(&judged.report, (&name, &bytes), by, at)
            .with_operator(voice.operator)
            .with_sources(worker.bench().verifier().sources());
        let identity = &voice.held.identity;
        let chain: Vec<Vec<u8>> = identity.chain.iter().map(|c| c.der().to_vec()).collect();
        let receipt = draft.sign(&identity.key, &chain, now).map_err(|e| {
            Problem::refused(e.code(), format!("回执无法签署（{e}）"), e.to_string())
        })?;
        let receipt = match authority {
            Some(authority) => {
                let token = authority.token(&receipt.to_be_stamped()).map_err(|error| {
                    tracing::error!(%error, "timestamp of a receipt");
                    Problem::internal()
                })?;
                receipt.with_timestamp(&token)
            }
            None => receipt,
        };
        let page = paper::page(&receipt, worker.typeface(), now);
        page.map(|page| page.pdf).map_err(|error| {
            tracing::error!(%error, "receipt");
            Problem::internal()
        })
    });
    Ok(file(made.await??, "application/pdf", "receipt.pdf"))
}

fn shown(licence: &Metadata) -> Shown {
    Shown {
        id: licence.id().to_string(),
        name: licence.licence_name().to_owned(),
        number: licence.number().reveal().to_owned(),
        holders: licence.holders().iter().map(|h| h.name().reveal().to_owned()).collect(),
        issuer: licence.issuer_name().to_owned(),
        issued: licence.issue_date().to_chinese(),
        validity: licence.validity_text(),
    }
}

/// A picture, if a drawer is free and done in time: it decides nothing, so it holds nothing up. A
/// page that takes for ever holds one of two drawers, never a core of the pool.
async fn draw(app: &App, bytes: Bytes, judged: &Arc<Judged>) -> Option<Picture> {
    let wait = Duration::from_secs(app.config().limits.picture_seconds);
    let drawer = Arc::clone(app.pictures()).try_acquire_owned().ok()?;
    let page = report::page_of_interest(&judged.report).checked_sub(1)?;
    let app = app.clone();
    let drawn = tokio::task::spawn_blocking(move || {
        let _held = drawer;
        picture::placed(&bytes, page, 96.0, app.typeface()).ok()
    });
    tokio::time::timeout(wait, drawn).await.ok()?.ok()?
}

/// Enters the use: always for an account, for anybody else when a receipt is asked for.
pub(super) async fn record(
    app: &App,
    caller: &Caller,
    (digest, verdict, wanted): (Digest, &'static str, bool),
    now: UnixTime,
) -> Result<Option<Receipt>, Problem> {
    let account = caller.known();
    if account.is_none() && !wanted {
        return Ok(None);
    }
    let used = Use {
        at: now.seconds(),
        account: account.map(|a| a.id),
        actor: account.map_or_else(|| "anybody".to_owned(), |a| a.actor()),
        action: "file.verify",
        outcome: verdict,
        digest: Some(digest.as_bytes().to_vec()),
        ..Use::default()
    };
    let seq = app.store().change(move |act| act.record(&used)).await?;
    if !wanted {
        return Ok(None);
    }
    let own = app.clone();
    let receipt = app.read(move |c| Receipt::of(c, seq, own.log_key(), own.commitments())).await?;
    Ok(Some(receipt))
}

/// 接口版本: what of the answer a program may rely on: the version of this API.
#[utoipa::path(operation_id = "verify_version", get, path = "/version", tag = "核验 verify",
    responses((status = 200, body = Object), Problems))]
pub(super) async fn version() -> axum::Json<Value> {
    axum::Json(json!({ "name": "sidian-service", "version": env!("CARGO_PKG_VERSION"), "api": 1 }))
}
