//! Taking a material in: announced, sent in as many parts as it takes, each on the disk before it is
//! answered, and gone on with after a break.

use std::future::poll_fn;
use std::io::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{About, HANDLERS, View, fresh, view};
use crate::auth::{Account, Known};
use crate::problem::Problem;
use crate::retention;
use crate::routes::extract::{Body, Named, whole};
use crate::routes::licences::time_text;
use crate::routes::reply::{Octets, Problems, used};
use crate::state::App;
use crate::store::Digest;
use crate::store::materials::{self, Material};
use crate::store::uploads::{self, Upload};

/// A material that is about to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UploadNew)]
pub(in crate::routes) struct New {
    /// What is said of it.
    about: About,
    /// How many bytes it has.
    #[serde(deserialize_with = "whole")]
    #[schema(minimum = 1)]
    size: u64,
    /// Its SHA-256, in hexadecimal; then nothing else is taken in.
    #[serde(default)]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: Option<String>,
}

/// What is kept of an upload.
#[derive(Deserialize, Serialize)]
struct Kept {
    about: About,
    sha256: Option<String>,
}

/// How far an upload is.
#[derive(Serialize, ToSchema)]
#[schema(as = UploadState)]
pub(in crate::routes) struct Progress {
    id: String,
    size: u64,
    /// Where the next part begins.
    offset: u64,
    /// When it is given up.
    ends: String,
}

/// A material that arrived.
#[derive(Serialize, ToSchema)]
#[schema(as = MaterialTaken)]
pub(super) struct Taken {
    pub(super) material: View,
    /// The place of the entry in the audit log.
    pub(super) receipt: u64,
}

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// 上传材料: announce a material. Its parts follow by PATCH.
#[utoipa::path(operation_id = "uploads_begin", post, path = "/uploads", tag = "材料 materials",
    request_body = New, security(("token" = [])),
    responses((status = 201, body = Progress), Problems))]
pub(in crate::routes) async fn upload_begin(
    State(app): State<App>,
    caller: Known,
    body: Body<New>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let New { about, size, sha256 } = body.value;
    about.check()?;
    let hex = |text: &String| {
        text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    if size == 0 || sha256.as_ref().is_some_and(|text| !hex(text)) {
        return Err(Problem::unfit());
    }
    let limits = &app.config().limits;
    if size > limits.max_material {
        return Err(Problem::too_large());
    }
    let ends = app.now()?.seconds() + i64::from(limits.upload_hours) * 3600;
    let about = serde_json::to_string(&Kept { about, sha256 }).map_err(|_| Problem::internal())?;
    let new = Upload { id: fresh()?, account: account.id, about, size, have: 0, ends };
    let (kept, most) = (new.clone(), limits.open_uploads);
    app.store().change(move |act| uploads::begin(act.connection(), &kept, most)).await?;
    let mut response = answer(&new);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// 上传进度: how far an upload is: from where to go on.
#[utoipa::path(operation_id = "uploads_state", get, path = "/uploads/{id}", tag = "材料 materials",
    params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Progress), Problems))]
pub(in crate::routes) async fn upload_state(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    Ok(answer(&open(&app, &account, id).await?))
}

/// 放弃上传: give an upload up.
#[utoipa::path(operation_id = "uploads_end", delete, path = "/uploads/{id}", tag = "材料 materials",
    params(("id" = String, Path)), security(("token" = [])),
    responses((status = 204, description = "given up"), Problems))]
pub(in crate::routes) async fn upload_end(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
) -> Result<StatusCode, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let upload = open(&app, &account, id).await?;
    let _taken = app.take_key(account.id, &format!("upload {}", upload.id))?;
    let id = upload.id.clone();
    app.store().change(move |act| uploads::end(act.connection(), &id)).await?;
    let _ = std::fs::remove_file(app.store().parts().path(&upload.id));
    Ok(StatusCode::NO_CONTENT)
}

/// 续传: send the next part, which begins at `Upload-Offset`. Whatever arrived stays, also where the
/// line broke; the last part takes the material in.
#[utoipa::path(operation_id = "uploads_append", patch, path = "/uploads/{id}", tag = "材料 materials",
    params(("id" = String, Path),
        ("Upload-Offset" = u64, Header, minimum = 0, description = "where this part begins")),
    request_body(content = Octets, content_type = "application/offset+octet-stream"),
    security(("token" = [])),
    responses((status = 200, body = Progress),
        (status = 201, body = Taken, description = "the material was taken in"), Problems))]
pub(in crate::routes) async fn upload_append(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let offset = headers.get(&OFFSET).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let offset = offset.ok_or_else(Problem::malformed)?;
    let mut upload = open(&app, &account, id).await?;
    let _taken = app.take_key(account.id, &format!("upload {}", upload.id))?;
    // Another request may have written to it before it was taken.
    upload = open(&app, &account, upload.id).await?;
    if offset != upload.have {
        let (zh, en) = (format!("应从{}起", upload.have), format!("it is {}", upload.have));
        return Err(Problem::offset().about(&zh, &en));
    }
    let (have, broken) = receive(&app, &upload, body).await?;
    if have > upload.have {
        let id = upload.id.clone();
        app.store().change(move |act| uploads::have(act.connection(), &id, have)).await?;
        upload.have = have;
    }
    if let Some(problem) = broken {
        return Err(problem);
    }
    if have == offset && have < upload.size {
        return Err(Problem::unfit().about("没有内容", "there is nothing in it"));
    }
    match upload.have == upload.size {
        true => finish(&app, &account, upload).await,
        false => Ok(answer(&upload)),
    }
}

async fn open(app: &App, account: &Account, id: String) -> Result<Upload, Problem> {
    let (by, now) = (account.id, app.now()?.seconds());
    app.read(move |c| uploads::get(c, &id, by, now)).await
}

fn answer(upload: &Upload) -> Response {
    let state = Progress {
        id: upload.id.clone(),
        size: upload.size,
        offset: upload.have,
        ends: time_text(upload.ends),
    };
    let mut response = axum::Json(state).into_response();
    response.headers_mut().insert(OFFSET, HeaderValue::from(upload.have));
    response
}

/// Writes what arrives; says how much there is on the disk then, and why no more came.
async fn receive(
    app: &App,
    upload: &Upload,
    body: Bytes,
) -> Result<(u64, Option<Problem>), Problem> {
    let wait = Duration::from_secs(app.config().limits.request_seconds);
    let (worker, id, begun) = (app.clone(), upload.id.clone(), upload.have);
    let open = move || worker.store().parts().behind(&id, begun);
    let mut file = blocking(open).await??;
    let mut stream = body.into_data_stream();
    let mut have = upload.have;
    let broken = loop {
        let next = poll_fn(|context| Pin::new(&mut stream).poll_next(context));
        let piece = match tokio::time::timeout(wait, next).await {
            Err(_) => break Some(Problem::too_slow()),
            Ok(None) => break None,
            Ok(Some(Err(_))) => break Some(Problem::malformed()),
            Ok(Some(Ok(piece))) => piece,
        };
        let after = have.saturating_add(piece.len() as u64);
        if after > upload.size {
            break Some(Problem::too_large());
        }
        let (parts, id) = (app.clone(), upload.id.clone());
        file = blocking(move || match file.write_all(&piece) {
            Ok(()) => Ok(file),
            Err(error) => Err(parts.store().parts().failed(&id, error)),
        })
        .await??;
        have = after;
    };
    let (parts, id) = (app.clone(), upload.id.clone());
    let synced = move || file.sync_data().map_err(|error| parts.store().parts().failed(&id, error));
    blocking(synced).await??;
    Ok((have, broken))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::internal())
}

/// All of it is there: it becomes a material, if it is what was announced.
async fn finish(app: &App, account: &Arc<Account>, upload: Upload) -> Result<Response, Problem> {
    let kept: Kept = serde_json::from_str(&upload.about).map_err(|_| Problem::internal())?;
    let (worker, id) = (app.clone(), upload.id.clone());
    let digest = app.pool().run(move || {
        let parts = worker.store().parts();
        let path = parts.path(&id);
        let read = std::fs::File::open(&path).and_then(Digest::of_reader);
        read.map(|(digest, _)| digest).map_err(|error| parts.failed(&id, error))
    });
    let digest = digest.await??;
    let id = upload.id.clone();
    if kept.sha256.is_some_and(|wanted| wanted != digest.to_hex()) {
        app.store().change(move |act| uploads::end(act.connection(), &id)).await?;
        let _ = std::fs::remove_file(app.store().parts().path(&upload.id));
        return Err(Problem::digest());
    }
    let came = Came { digest, size: upload.size, from: app.store().parts().path(&id) };
    let taken = enter(app, account, kept.about, came, With::Upload(id)).await?;
    let _ = std::fs::remove_file(app.store().parts().path(&upload.id));
    Ok((StatusCode::CREATED, axum::Json(taken)).into_response())
}

/// A file that was made beside those of the store.
pub(super) struct Came {
    pub(super) digest: Digest,
    pub(super) size: u64,
    pub(super) from: PathBuf,
}

/// What goes with a new material.
pub(super) enum With {
    /// The upload that it came by ends.
    Upload(String),
    /// It is a package and holds these.
    Parts(Vec<i64>),
}

/// Takes a file into the store, and enters the material.
pub(super) async fn enter(
    app: &App,
    account: &Account,
    about: About,
    Came { digest, size, from }: Came,
    with: With,
) -> Result<Taken, Problem> {
    let at = app.now()?.seconds();
    let (worker, path) = (app.clone(), from.clone());
    blocking(move || worker.store().files().adopt(&path, digest)).await??;
    let mut entry = used(account, "material.add", at);
    entry.digest = Some(digest.as_bytes().to_vec());
    entry.purpose = about.kind.clone();
    let mut material = Material {
        place: 0,
        id: fresh()?,
        account: account.id,
        department: account.department.clone(),
        name: about.name,
        kind: about.kind,
        media_type: about.media_type,
        source: about.source.word().to_owned(),
        vouched_by: about.vouched_by,
        matter: about.case,
        size,
        file: digest,
        at,
        asked: None,
    };
    let worker = app.clone();
    let taken = app.store().change(move |act| {
        let connection = act.connection();
        material.place = materials::add(connection, &material)?;
        // The same file of another material may have been withdrawn a moment ago.
        if !worker.store().files().path(digest).exists() {
            worker.store().files().adopt(&from, digest)?;
        }
        match with {
            With::Upload(upload) => uploads::end(connection, &upload)?,
            With::Parts(parts) => materials::hold(connection, material.place, &parts)?,
        }
        Ok(Taken { receipt: act.record(&entry)?, material: view(&material) })
    });
    let taken = taken.await;
    if taken.is_err() {
        let worker = app.clone();
        let _ = blocking(move || retention::leftover(&worker, vec![digest])).await;
    }
    Ok(taken?)
}
