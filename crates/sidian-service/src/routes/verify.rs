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
use sidian::report::{Language, Report};
use sidian::time::UnixTime;
use sidian::verifier::{Document, Verifier};
use sidian_render::picture;
use sidian_render::report::{self, PageInput, Picture};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Asked, Upload};
use super::reply::Problems;
use crate::audit::Receipt;
use crate::auth::{Caller, Role};
use crate::clock;
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

/// 文件验证: judge a file. Nothing of it is kept.
#[utoipa::path(operation_id = "verify_verify", post, path = "/verify", tag = "核验 verify", params(Question),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "the answer; the verdict is in the body", content(
        (Answer = "application/json"), (String = "text/html"))), Problems))]
pub(super) async fn verify(
    State(app): State<App>,
    caller: Caller,
    Asked(question): Asked<Question>,
    upload: Upload,
) -> Result<Response, Problem> {
    if !app.config().rules.open_verify {
        caller.with_role(&[Role::Verifier, Role::Issuer, Role::Auditor])?;
    }
    let now = clock::now();
    let at = match &question.at {
        Some(text) => UnixTime::from_rfc3339(text).map_err(|_| Problem::malformed())?,
        None => now,
    };
    let language = Language::from(question.lang);
    let name = question.name.clone().unwrap_or_default();
    let bytes = upload.bytes.clone();
    let worker = app.clone();
    let asked_earlier = question.at.is_some();
    let judged = app.pool().run(move || {
        let one;
        let shared;
        let verifier: &Verifier = match asked_earlier {
            true => {
                one = worker.bench().verifier_asked_at(now);
                &one
            }
            false => {
                shared = worker.bench().verifier();
                &shared
            }
        };
        verifier.document(&bytes, at).map(|report| (report, Digest::of(&bytes)))
    });
    let (report, digest) =
        judged.await?.map_err(|e| Problem::refused(e.code(), unreadable(&e), e.to_string()))?;
    let report = Arc::new(report);
    let verdict = report.verdict().map_or("no-signature", |v| v.as_str());
    app.metrics().judged(verdict);
    let picture = match question.picture {
        true => draw(&app, upload.bytes.clone(), &report).await,
        false => None,
    };
    let receipt = record(&app, &caller, (digest, verdict, question.receipt), now).await?;
    let sha256 = digest.to_hex();
    if matches!(question.format, Format::Html) {
        let input = PageInput {
            file: &name,
            digest: &sha256,
            verified_at: at,
            made_at: now,
            licence: licence(&report),
            picture: picture.as_ref(),
        };
        let page = report::html(&report, &input, language);
        return Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response());
    }
    drop(upload.room);
    let answer = Answer {
        report: report.to_json(&name, language),
        sha256,
        at: at.to_string(),
        licence: licence(&report).map(shown),
        picture: picture.map(|p| PagePicture {
            png: Base64::encode_string(&p.png),
            page: p.page,
            area: p.area,
            rotation: p.rotation,
        }),
        receipt,
    };
    Ok(axum::Json(answer).into_response())
}

fn licence(report: &Report<Document>) -> Option<&Metadata> {
    match report.accepted() {
        Some(Document::Licence(licence)) => Some(licence.metadata()),
        _ => None,
    }
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
async fn draw(app: &App, bytes: Bytes, report: &Arc<Report<Document>>) -> Option<Picture> {
    let wait = Duration::from_secs(app.config().limits.picture_seconds);
    let drawer = Arc::clone(app.pictures()).try_acquire_owned().ok()?;
    let page = report::page_of_interest(report).checked_sub(1)?;
    let app = app.clone();
    let drawn = tokio::task::spawn_blocking(move || {
        let _held = drawer;
        picture::placed(&bytes, page, 96.0, app.typeface()).ok()
    });
    tokio::time::timeout(wait, drawn).await.ok()?.ok()?
}

/// Enters the use: always for an account, for anybody else when a receipt is asked for.
async fn record(
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

fn unreadable(error: &sidian::Error) -> String {
    match error {
        sidian::Error::Pdf(_) => "不是 PDF 文件，无法核验".to_owned(),
        sidian::Error::Limit(_) => "文件过于复杂，超出核验工作量上限".to_owned(),
        other => format!("文件无法核验（{other}）"),
    }
}

/// What of the answer a program may rely on: the version of this API.
#[utoipa::path(operation_id = "verify_version", get, path = "/version", tag = "核验 verify",
    responses((status = 200, body = Object), Problems))]
pub(super) async fn version() -> axum::Json<Value> {
    axum::Json(json!({ "name": "sidian-service", "version": env!("CARGO_PKG_VERSION"), "api": 1 }))
}
