//! Judging many files in one request, one after the other as they arrive.

use axum::extract::{FromRequest, Multipart, Request, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sidian::report::Language;
use utoipa::ToSchema;

use super::extract::Asked;
use super::reply::Problems;
use super::verify::{Tongue, allowed, judged, record};
use crate::auth::Caller;
use crate::clock;
use crate::problem::{Fault, Problem};
use crate::state::App;

/// The most files in one request.
const MOST: usize = 200;

/// The files, each as a part with a file name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FileBatch)]
#[expect(dead_code, reason = "it describes the body, which is read part by part")]
pub(super) struct Files {
    /// Files to be judged.
    #[schema(value_type = Vec<String>, content_media_type = "application/octet-stream", min_items = 1)]
    file: Vec<String>,
}

/// The answer about one file of many.
#[derive(Serialize, ToSchema)]
#[schema(as = FileOutcome)]
pub(super) struct Outcome {
    /// Its name.
    name: String,
    /// SHA-256 of the file, in hexadecimal, where it could be judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// The report.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    report: Option<Value>,
    /// Why it could not be judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Fault>,
}

/// 批量验证: judge many files, as the parts of `multipart/form-data`. Nothing of them is kept.
#[utoipa::path(operation_id = "verify_batch", post, path = "/verify/batch", tag = "核验 verify",
    params(Tongue), request_body(content = Files, content_type = "multipart/form-data"),
    responses((status = 200, body = Vec<Outcome>), Problems))]
pub(super) async fn verify_batch(
    State(app): State<App>,
    caller: Caller,
    Asked(Tongue { lang }): Asked<Tongue>,
    request: Request,
) -> Result<Response, Problem> {
    allowed(&app, &caller)?;
    let mut parts =
        Multipart::from_request(request, &app).await.map_err(|_| Problem::media_type())?;
    let _room = app.limits().memory(app.config().limits.max_file)?;
    let mut outcomes = Vec::new();
    while let Some((name, bytes)) = next(&app, &mut parts).await? {
        if outcomes.len() == MOST {
            return Err(Problem::too_large());
        }
        outcomes.push(one(&app, &caller, (name, bytes), lang.into()).await?);
    }
    if outcomes.is_empty() {
        return Err(Problem::malformed().about("没有文件", "there is no file in it"));
    }
    Ok(axum::Json(outcomes).into_response())
}

/// The next file: no more of it than is allowed, and no longer waited for.
async fn next(app: &App, parts: &mut Multipart) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let limits = &app.config().limits;
    let wait = std::time::Duration::from_secs(limits.request_seconds);
    let read = async {
        let Some(mut part) = parts.next_field().await.map_err(|_| Problem::malformed())? else {
            return Ok(None);
        };
        if part.name() != Some("file") {
            return Err(Problem::malformed());
        }
        let name: String =
            part.file_name().unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|_| Problem::malformed())? {
            if bytes.len() + piece.len() > limits.max_file {
                return Err(Problem::too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Some((name.chars().take(200).collect(), bytes)))
    };
    tokio::time::timeout(wait, read).await.map_err(|_| Problem::too_slow())?
}

async fn one(
    app: &App,
    caller: &Caller,
    (name, bytes): (String, Vec<u8>),
    language: Language,
) -> Result<Outcome, Problem> {
    let now = clock::now();
    match judged(app, bytes.into(), (now, false), now).await {
        Ok((judged, digest)) => {
            record(app, caller, (digest, judged.outcome(), false), now).await?;
            let report = Some(judged.to_json(&name, language));
            Ok(Outcome { name, sha256: Some(digest.to_hex()), report, problem: None })
        }
        // Busy is no answer about this file.
        Err(problem) if problem.status().is_server_error() => Err(problem),
        Err(problem) => {
            let (zh, en) = (problem.zh().to_owned(), problem.en().to_owned());
            let problem = Some(Fault { code: problem.code(), element: None, zh, en });
            Ok(Outcome { name, sha256: None, report: None, problem })
        }
    }
}
