//! Making a seal (制章).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use sidian::seal::{Picture, Seal, SealDraft, SealError};
use sidian::time::UnixTime;
use sidian_render::Typeface;
use sidian_render::seal::{DesignError, SealDesign};
use utoipa::ToSchema;

use super::{Request, View, limited_to, manager, publish, refused, seen, view};
use crate::auth::{Account, Known, Role};
use crate::keyring::Held;
use crate::problem::Problem;
use crate::routes::extract::{Body, Named, idempotency_key, whole, wholes};
use crate::routes::reply::{Begun, Octets, Once, Problems, file, json_text, used};
use crate::state::App;
use crate::store::seals::{self, Kept};
use crate::store::{StoreError, accounts};

const DAY: i64 = 86_400;

/// A seal to be made.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SealNew)]
pub(in crate::routes) struct New {
    /// 印章名称.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// 统一社会信用代码 of the department; without it, the caller's own.
    #[serde(default)]
    #[schema(max_length = 18)]
    department: Option<String>,
    /// 印章编码 of 14 digits; without it the next of the department's division.
    #[serde(default)]
    #[schema(max_length = 64)]
    code: Option<String>,
    /// What is drawn where no picture is given.
    #[serde(default)]
    shape: Shape,
    /// A level line below the centre, such as 合同专用章.
    #[serde(default)]
    #[schema(max_length = 60)]
    line: Option<String>,
    /// A picture in its own right: PNG, JPEG or SVG, in base64.
    #[serde(default)]
    #[schema(format = "byte")]
    picture: Option<String>,
    /// Width of the picture in millimetres.
    #[serde(default = "usual", deserialize_with = "whole")]
    #[schema(minimum = 10, maximum = 100)]
    width_mm: u32,
    /// Height of the picture in millimetres.
    #[serde(default = "usual", deserialize_with = "whole")]
    #[schema(minimum = 10, maximum = 100)]
    height_mm: u32,
    /// For how many days it is good.
    #[serde(default = "three_years", deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 3650)]
    days: u32,
    /// The accounts that may use it; without any, the caller.
    #[serde(default, deserialize_with = "wholes")]
    #[schema(max_items = 100)]
    users: Vec<i64>,
}

impl New {
    /// The accounts that may use it.
    pub(super) fn users(&self) -> &[i64] {
        &self.users
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SealShape)]
enum Shape {
    /// 42 mm, with a star.
    #[default]
    Round,
    /// 40 × 30 mm.
    Oval,
    /// A person's.
    Square,
}

fn usual() -> u32 {
    42
}

fn three_years() -> u32 {
    1095
}

/// A seal that was made.
#[derive(Serialize, ToSchema)]
#[schema(as = SealMade)]
struct Made {
    seal: View,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// Something that waits for a second person.
#[derive(Serialize, ToSchema)]
#[schema(as = SealAsked)]
pub(super) struct Asked {
    /// Its number: `POST /api/v1/seal-requests/{id}`.
    pub(super) request: i64,
}

/// 制章: make a seal. With the two-person rule it waits for another person first.
#[utoipa::path(operation_id = "seals_make", post, path = "/seals", tag = "印章 seals", request_body = New,
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
        pattern = "^[!-~]+$", description = "the same key for the same request")),
    security(("token" = [])), responses((status = 201, body = Made),
        (status = 202, body = Asked, description = "waits for a second person"), Problems))]
pub(in crate::routes) async fn seal_make(
    State(app): State<App>,
    caller: Known,
    headers: HeaderMap,
    body: Body<New>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Sealer, Role::Administrator])?;
    let key = idempotency_key(&headers)?;
    let mut new = body.value;
    let department = new.department.take().or_else(|| account.department_code.clone());
    let department = department.ok_or_else(Problem::unfit)?;
    manager(&caller, &department)?;
    new.department = Some(department.clone());
    if new.users.is_empty() {
        new.users.push(account.id);
    }
    check_users(&app, &department, &new.users).await?;
    let begun = Once::begin(&app, account.id, key, &[b"seals", &body.bytes]).await?;
    let (once, _taken) = match begun {
        Begun::Fresh(once, taken) => (once, taken),
        Begun::Known(response) => return Ok(response),
    };
    // Made before anybody is asked: what cannot be made is not asked for.
    let (new, made) = sealed(&app, new).await?;
    let now = app.now()?.seconds();
    let text = match app.config().rules.two_person_seals {
        false => enter(&app, &account, (made, &new.users), None, Some(once)).await?,
        true => {
            let request = Request::Make(Box::new(new));
            let request = serde_json::to_string(&request).map_err(|_| Problem::internal())?;
            let mut entry = used(&account, "seal.ask", now);
            entry.purpose = made.0.name().to_owned();
            let by = account.id;
            let asked = app.store().change(move |act| {
                act.record(&entry)?;
                let asked = (None, department.as_str(), request.as_str());
                let request = seals::ask(act.connection(), asked, by, now)?;
                once.keep(act, StatusCode::ACCEPTED, &Asked { request }, now)
            });
            return Ok(json_text(StatusCode::ACCEPTED, asked.await?));
        }
    };
    Ok(json_text(StatusCode::CREATED, text))
}

/// Whoever uses a seal is a sealer of its department.
pub(super) async fn check_users(app: &App, department: &str, users: &[i64]) -> Result<(), Problem> {
    let all = app.read(accounts::all).await?;
    let fits = |id: &i64| {
        all.iter().any(|(account, active)| {
            let own = account.department_code.as_deref() == Some(department);
            account.id == *id && *active && own && account.roles.contains(&Role::Sealer)
        })
    };
    let mut sorted = users.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let good = !users.is_empty()
        && users.len() <= 100
        && sorted.len() == users.len()
        && users.iter().all(fits);
    good.then_some(()).ok_or_else(|| {
        Problem::unfit().about(
            "用印人须为本部门的用印账号，且不重复",
            "who uses a seal is a sealer of its department, named once",
        )
    })
}

/// A seal with the key that it is used with.
pub(super) type Fresh = (Seal, Arc<Held>);

/// Draws and makes it. Nothing is registered yet.
pub(super) async fn sealed(app: &App, new: New) -> Result<(New, Fresh), Problem> {
    let now = app.now()?;
    let worker = app.clone();
    let department = new.department.clone().unwrap_or_default();
    let code = match &new.code {
        Some(code) => code.clone(),
        None => next_code(app, &department).await?,
    };
    let made = app.pool().run(move || {
        let made = make(&worker, (&new, &code, &department), now)?;
        Ok::<_, Problem>((new, made))
    });
    made.await?
}

/// The division that a 统一社会信用代码 names, and the next serial number there.
async fn next_code(app: &App, department: &str) -> Result<String, Problem> {
    let division = department.get(2..8).unwrap_or_default().to_owned();
    let asked = division.clone();
    let count = app.read(move |c| seals::count(c, &asked)).await?;
    Ok(format!("{division}{:08}", count.saturating_add(1)))
}

fn make(
    app: &App,
    (new, code, department): (&New, &str, &str),
    now: UnixTime,
) -> Result<Fresh, Problem> {
    let keys = app.keyring();
    let maker = keys.current("seal").ok_or_else(Problem::not_found)?;
    let held = keys.issuer(department).cloned().ok_or_else(|| no_key(department))?;
    let signer = held.identity.chain.first().ok_or_else(Problem::internal)?;
    let (bytes, width, height) = picture(new, app.typeface())?;
    let picture =
        Picture::new(&bytes, width, height).map_err(|e| refused(&SealError::Picture(e)))?;
    if !(1..=3650).contains(&new.days) {
        return Err(refused(&SealError::Dates));
    }
    // No longer than the certificate that it is used with.
    let until = now.plus(i64::from(new.days) * DAY).min(signer.not_after());
    let draft =
        SealDraft::new(code, &new.name, picture).with_validity(now, until).with_signer(signer);
    let info = draft.build().map_err(|e| refused(&e))?;
    let (key, chain) = (&maker.identity.key, &maker.identity.chain);
    let seal = info.make(key, chain, now).map_err(|e| refused(&e))?;
    Ok((seal, held))
}

/// The picture that was given, or one that is drawn from the name.
fn picture(new: &New, typeface: &Typeface) -> Result<(Vec<u8>, u32, u32), Problem> {
    if let Some(text) = &new.picture {
        let bytes = Base64::decode_vec(text).map_err(|_| Problem::unfit())?;
        return Ok((bytes, new.width_mm, new.height_mm));
    }
    let design = match new.shape {
        Shape::Round => SealDesign::round(&new.name),
        Shape::Oval => SealDesign::oval(&new.name),
        Shape::Square => SealDesign::square(&new.name),
    };
    let design = match &new.line {
        Some(line) => design.with_line(line),
        None => design,
    };
    let not_drawn = |e: DesignError| {
        Problem::refused(e.code(), format!("印章图像无法绘制（{e}）"), e.to_string())
    };
    let drawn = design.draw(typeface).map_err(not_drawn)?;
    let svg = drawn.to_svg().map_err(|_| Problem::internal())?;
    // Whole millimetres of a drawing that is at most 100 wide.
    let side = |mm: f32| mm.round().clamp(1.0, 255.0) as u32;
    Ok((svg.into_bytes(), side(drawn.width_mm()), side(drawn.height_mm())))
}

/// Registers a seal: from here on it may be used.
pub(super) async fn enter(
    app: &App,
    account: &Account,
    ((seal, held), users): (Fresh, &[i64]),
    request: Option<i64>,
    once: Option<Once>,
) -> Result<String, Problem> {
    let now = app.now()?;
    let (from, until) = seal.validity();
    let codes = held.identity.chain.first().map(sidian::licence::organisation_codes);
    let department = codes.and_then(|c| c.into_iter().next()).unwrap_or_default();
    let mut kept = Kept {
        id: 0,
        code: seal.id().to_owned(),
        name: seal.name().to_owned(),
        department,
        identity: held.id,
        state: "in-use".to_owned(),
        valid_from: from.seconds(),
        valid_until: until.seconds(),
        der: seal.as_bytes().to_vec(),
    };
    let mut entry = used(account, "seal.make", now.seconds());
    (entry.purpose, entry.basis) = (kept.name.clone(), format!("印章 {}", kept.code));
    let (users, by) = (users.to_vec(), account.id);
    let text = app.store().change(move |act| {
        let connection = act.connection();
        let mut book = seals::book(connection)?;
        book.register(&seal, &kept.department, now).map_err(|_| StoreError::Conflict)?;
        kept.id = seals::enter(connection, &kept, (&book, &users), by, now.seconds())?;
        if let Some(request) = request {
            seals::decide(connection, request, "approved", by, now)?;
        }
        let made = Made { receipt: act.record(&entry)?, seal: view(&kept, users) };
        match once {
            Some(once) => once.keep(act, StatusCode::CREATED, &made, now.seconds()),
            None => {
                serde_json::to_string(&made).map_err(|_| StoreError::Damaged { what: "an answer" })
            }
        }
    });
    let text = text.await?;
    publish(app).await?;
    Ok(text)
}

/// 印章列表: the seals of one's department; all of them for auditors and administrators.
#[utoipa::path(operation_id = "seals_list", get, path = "/seals", tag = "印章 seals",
    security(("token" = [])), responses((status = 200, body = Vec<View>), Problems))]
pub(in crate::routes) async fn seals_list(
    State(app): State<App>,
    caller: Known,
) -> Result<axum::Json<Vec<View>>, Problem> {
    let account = caller.with_role(&[Role::Sealer, Role::Auditor, Role::Administrator])?;
    let department = limited_to(&account).cloned();
    let all = app.read(move |c| {
        let all = seals::all(c, department.as_deref())?;
        all.into_iter().map(|kept| Ok(view(&kept, seals::users(c, kept.id)?))).collect()
    });
    Ok(axum::Json(all.await?))
}

/// 印章图像: the picture of a seal, as the seal holds it.
#[utoipa::path(operation_id = "seals_picture", get, path = "/seals/{id}/picture", tag = "印章 seals",
    params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "image/*"), Problems))]
pub(in crate::routes) async fn seal_picture(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (kept, _) = seen(&app, &caller, id).await?;
    let seal = Seal::from_der(&kept.der).map_err(|e| refused(&e))?;
    let kind = match seal.picture().format {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        _ => "application/octet-stream",
    };
    Ok(file(seal.picture().bytes.clone(), kind, &format!("{}.seal", kept.code)).into_response())
}

/// 印章文件: the seal itself (SES_Seal, DER).
#[utoipa::path(operation_id = "seals_file", get, path = "/seals/{id}/file", tag = "印章 seals",
    params(("id" = i64, Path, minimum = 1)), security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/octet-stream"), Problems))]
pub(in crate::routes) async fn seal_file(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
) -> Result<Response, Problem> {
    let (kept, _) = seen(&app, &caller, id).await?;
    Ok(file(kept.der, "application/octet-stream", &format!("{}.esl", kept.code)))
}

fn no_key(department: &str) -> Problem {
    Problem::refused(
        7201,
        format!("没有单位“{department}”的密钥"),
        format!("there is no key of the organisation “{department}” here"),
    )
}
