//! Issuing: what an account asks for becomes a file, an entry in the register and one in the audit
//! log, all or nothing.

use std::sync::Arc;

use sidian::licence::{
    DraftError, Event, IssueError, LicenceDraft, LicenceId, LicenceIssuer, LicenceType, Metadata,
    State, StatusReference,
};
use sidian::time::UnixTime;
use sidian_render::{PageReader, face};

use crate::keyring::Held;
use crate::problem::{Fault, Problem};
use crate::state::App;
use crate::store::Digest;
use crate::store::licences::{Entered, Licence};
use crate::words;

/// What is asked for.
pub(crate) struct Order {
    /// The type.
    pub kind: LicenceType,
    /// The elements, JSON.
    pub data: String,
    /// The version whose place it takes.
    pub replaces: Option<LicenceId>,
    /// Who asks.
    pub account: i64,
}

/// Makes the file: drafts, draws, signs and puts it on the disk. What is returned is ready to be
/// entered; nothing is in the register yet.
///
/// # Errors
///
/// [`Problem`] with everything that is wrong with the data.
pub(crate) async fn make(app: &App, order: Order, now: UnixTime) -> Result<Entered, Problem> {
    let worker = app.clone();
    let (entered, pdf) = app.pool().run(move || signed(&worker, &order, now)).await??;
    // Beside the pool: who waits for the disk holds no core, and the disk takes many at once.
    let (worker, digest) = (app.clone(), entered.licence.file);
    let kept = tokio::task::spawn_blocking(move || worker.store().files().put_as(digest, &pdf));
    kept.await.map_err(|_| Problem::internal())??;
    Ok(entered)
}

fn signed(app: &App, order: &Order, now: UnixTime) -> Result<(Entered, Vec<u8>), Problem> {
    // Looked at without a place first: what is wrong must not use places up.
    let trial = draft(order, None)?;
    let code = trial.id().issuer().as_str().to_owned();
    let held = app.issuer(&code).ok_or_else(|| no_key(&trial))?;
    let place = app.next_place(&held)?;
    app.bench().make_room(&held, place, now).map_err(|error| {
        tracing::error!(%error, "status list");
        Problem::internal()
    })?;
    let url = app.bench().list_url(held.id, place);
    let reference = StatusReference::new(&url, place % crate::trust::PLACES)
        .map_err(|e| Problem::refused(e.code(), e.to_chinese(), e.to_string()))?;
    let metadata = draft(order, Some(reference))?;
    let pdf = sign(app, &order.kind, &metadata, &held, now)?;
    let entered = entered(app, order, &metadata, (held.id, place), Digest::of(&pdf), now)?;
    Ok((entered, pdf))
}

fn draft(order: &Order, status: Option<StatusReference>) -> Result<Metadata, Problem> {
    let mut draft =
        LicenceDraft::from_json(&order.kind, order.data.as_bytes()).map_err(|e| wrong(&e))?;
    if let Some(status) = status {
        draft = draft.with_status(status);
    }
    if let Some(old) = &order.replaces {
        draft = draft.with_supersedes(old.parts().clone());
    }
    draft.build().map_err(|e| wrong(&e))
}

fn sign(
    app: &App,
    kind: &LicenceType,
    metadata: &Metadata,
    held: &Arc<Held>,
    now: UnixTime,
) -> Result<Vec<u8>, Problem> {
    let qr = metadata.qr_text();
    let made = face::licence(kind, metadata, &qr, app.typeface(), now).map_err(|e| {
        Problem::refused(
            e.code(),
            format!("照面无法绘制（{e}）"),
            format!("the face cannot be drawn ({e})"),
        )
    })?;
    LicenceIssuer::new(&held.identity.key, &held.identity.chain)
        .issue(kind, metadata, &made.pdf, &PageReader, now)
        .map_err(|e| not_issued(&e))
}

fn entered(
    app: &App,
    order: &Order,
    metadata: &Metadata,
    (identity, place): (i64, u64),
    file: Digest,
    now: UnixTime,
) -> Result<Entered, Problem> {
    let id = LicenceId::try_from(metadata.id().clone())
        .map_err(|e| Problem::refused(e.code(), e.to_chinese(), e.to_string()))?;
    let holders = metadata.holders().iter();
    let tags = holders.map(|h| app.commitments().holder(h.code_type().code(), h.code().reveal()));
    Ok(Entered {
        licence: Licence {
            place: (identity << 32) | i64::try_from(place).unwrap_or(i64::MAX),
            id: id.to_string(),
            kind: order.kind.code().to_string(),
            number: metadata.number().reveal().to_owned(),
            state: State::Valid,
            issued: words::day(metadata.issue_date()),
            valid_until: metadata.valid_until().map(words::day),
            file,
            supersedes: order.replaces.as_ref().map(ToString::to_string),
            superseded_by: None,
            created: now.seconds(),
        },
        metadata: metadata.to_json(),
        holders: tags.collect(),
        account: order.account,
    })
}

/// The state that follows from an event, or the library's refusal.
///
/// # Errors
///
/// 7171 with the reason.
pub(crate) fn after(state: State, event: Event) -> Result<State, Problem> {
    State::after(Some(state), event)
        .map_err(|e| Problem::refused(e.code(), e.to_chinese(), e.to_string()))
}

fn wrong(error: &DraftError) -> Problem {
    let faults = error.wrong.iter().map(|e| Fault {
        code: e.code(),
        element: Some(e.short.clone()),
        zh: e.to_chinese(),
        en: e.to_string(),
    });
    Problem::refused(error.code(), error.to_chinese(), error.to_string())
        .with_errors(faults.collect())
}

fn no_key(metadata: &Metadata) -> Problem {
    let name = metadata.issuer_name();
    Problem::refused(
        7201,
        format!("没有颁发机构“{name}”的签发密钥"),
        format!("there is no key of the issuing authority “{name}” here"),
    )
}

fn not_issued(error: &IssueError) -> Problem {
    let zh = match error {
        IssueError::Authority { .. } => "证书不是颁发机构的证书".to_owned(),
        IssueError::CertificateTime { .. } => "颁发机构证书不在有效期内".to_owned(),
        IssueError::FaceDiffers { elements } => {
            format!("照面与数据不一致：{}", elements.join("、"))
        }
        IssueError::FaceUnreadable => "照面文字无法读回核对".to_owned(),
        other => format!("证照未签发（{other}）"),
    };
    Problem::refused(error.code(), zh, error.to_string())
}
