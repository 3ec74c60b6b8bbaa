//! Applying a seal (用印).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use serde::Deserialize;
use sidian::pades::{Appearance, Corner, Edge, Pages, Placement, Straddle, mm, page_count};
use sidian::report::SealPicture as Held;
use sidian::seal::journal::SealingRecord;
use sidian::seal::{ApplyError, Seal};
use sidian::time::UnixTime;
use sidian_render::seal::SealPicture;
use sidian_render::text::{Found, Occurrence, find};
use utoipa::{IntoParams, ToSchema};

use super::refused;
use crate::auth::{Account, Known, Role};
use crate::keyring;
use crate::problem::Problem;
use crate::routes::extract::{Asked, Named, Upload, plain};
use crate::routes::reply::{Octets, Problems, file, used};
use crate::routes::stamps::Own;
use crate::state::App;
use crate::store::seals::{self, Kept, Sealing};
use crate::store::{Digest, StoreError};

/// What is sealed for, and where the seal shows. Lengths are millimetres.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::routes) struct Place {
    /// 用印事由: what is sealed and why; for the journal and the audit log.
    #[param(min_length = 1, max_length = 400)]
    purpose: String,
    /// The case, written into the signature too.
    #[serde(default)]
    #[param(max_length = 64)]
    case: Option<String>,
    /// The pages: `3`, `2-5`, `all` or `last`; without it the last, for a straddle seal all.
    #[serde(default)]
    #[param(pattern = "^(all|last|[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?)$")]
    page: Option<String>,
    /// From the side of the corner; without it 20.
    #[serde(default)]
    #[param(minimum = -2000, maximum = 2000)]
    x: Option<f64>,
    /// From the top or bottom of the corner; without it 20.
    #[serde(default)]
    #[param(minimum = -2000, maximum = 2000)]
    y: Option<f64>,
    /// Where `x` and `y` are counted from.
    #[serde(default)]
    #[param(inline)]
    corner: Place4,
    /// Over this text instead.
    #[serde(default)]
    #[param(min_length = 1, max_length = 100)]
    keyword: Option<String>,
    /// Over which of its occurrences, counted from 1.
    #[serde(default)]
    #[param(minimum = 1, maximum = 1000)]
    nth: Option<u16>,
    /// 骑缝章: cut over this edge of the pages instead.
    #[serde(default)]
    #[param(inline)]
    straddle: Option<Side>,
    /// Whether the service's own timestamp authority dates the use, where it keeps one: what proves
    /// later that the seal was used before it was stopped.
    #[serde(default = "yes")]
    #[param(default = true)]
    timestamp: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = SealCorner)]
enum Place4 {
    #[default]
    BottomRight,
    BottomLeft,
    TopRight,
    TopLeft,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SealSide)]
enum Side {
    Left,
    Right,
}

/// 用印: apply a seal to a PDF. The use is in the sealing journal before the answer leaves; the file
/// is not kept.
#[utoipa::path(operation_id = "seals_apply", post, path = "/seals/{id}/apply", tag = "印章 seals",
    params(("id" = i64, Path, minimum = 1), Place),
    request_body(content = Octets, content_type = "application/pdf"), security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/pdf",
        headers(("sidian-receipt" = u64, description = "the place of the entry in the audit log"),
            ("sidian-journal" = u64, description = "its number in the sealing journal"))), Problems))]
pub(in crate::routes) async fn seal_apply(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<i64>,
    Asked(place): Asked<Place>,
    upload: Upload,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Sealer])?;
    let purpose = sound(&place.purpose)?;
    let by = account.id;
    let kept = app.read(move |c| usable(c, id, by)).await?;
    let now = app.now()?;
    let keys = app.keyring();
    let held = keys.get(kept.identity).cloned().filter(|held| held.ended.is_none());
    let held = held.ok_or_else(Problem::seal_state)?;
    let keeper = keys.current("seal").cloned().ok_or_else(Problem::seal_state)?;
    let seal = Seal::from_der(&kept.der).map_err(|e| refused(&e))?;
    let (worker, own) = (Arc::clone(&held), seal.clone());
    let bytes = upload.bytes.clone();
    let authority = Own::of(&app, &account.actor(), now).filter(|_| place.timestamp);
    let sealed =
        app.pool().run(move || apply((&own, &worker), &place, &bytes, now, authority)).await??;
    let (used, number) =
        enter(&app, &account, (kept, &seal), (&held, keeper, &sealed, purpose), now).await?;
    let mut response = file(sealed, "application/pdf", "sealed.pdf");
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("sidian-receipt"), HeaderValue::from(used));
    headers.insert(HeaderName::from_static("sidian-journal"), HeaderValue::from(number));
    Ok(response)
}

/// A seal that this account may use, and that is in use.
fn usable(connection: &rusqlite::Connection, id: i64, by: i64) -> Result<Kept, StoreError> {
    let kept = seals::get(connection, id)?;
    if !seals::users(connection, id)?.contains(&by) {
        // Whoever may not use it is not told whether there is one.
        return Err(StoreError::Missing);
    }
    if kept.state != "in-use" {
        return Err(Problem::seal_state().into());
    }
    Ok(kept)
}

fn apply(
    (seal, held): (&Seal, &keyring::Held),
    place: &Place,
    pdf: &Bytes,
    now: UnixTime,
    authority: Option<Own>,
) -> Result<Vec<u8>, Problem> {
    let placement = placement(place, pdf)?.with_appearance(drawn(seal.picture())?);
    let mut application =
        seal.apply(pdf).with_placement(placement).with_reason(place.purpose.trim());
    if let Some(case) = &place.case {
        application = application.with_case(case);
    }
    let (key, chain) = (&held.identity.key, &held.identity.chain);
    let update = match authority {
        Some(own) => application.sign_and_stamp(key, chain, now, &own),
        None => application.sign_update(key, chain, now),
    };
    let update = update.map_err(|e| not_applied(&e))?;
    let sealed = update.onto(pdf);
    sealed.map_err(|e| Problem::refused(e.code(), format!("不能用印（{e}）"), e.to_string()))
}

/// The seal's picture as a page.
fn drawn(held: &Held) -> Result<Appearance, Problem> {
    let failed = |e: &dyn std::fmt::Display| {
        Problem::refused(6152, format!("印章图像无法绘制（{e}）"), e.to_string())
    };
    let picture = SealPicture::from_bytes(&held.bytes).map_err(|e| failed(&e))?;
    let page = picture.to_pdf(held.width_mm as f32, held.height_mm as f32);
    Appearance::from_page(&page.map_err(|e| failed(&e))?).map_err(|e| failed(&e))
}

fn placement(place: &Place, pdf: &[u8]) -> Result<Placement, Problem> {
    if let Some(side) = place.straddle {
        let edge = match side {
            Side::Left => Edge::Left,
            Side::Right => Edge::Right,
        };
        return Ok(Placement::straddle(Straddle::new(pages(place, "all", pdf)?).with_edge(edge)));
    }
    if let Some(keyword) = &place.keyword {
        let nth = usize::from(place.nth.unwrap_or(1));
        let found = find(pdf, keyword, Occurrence::Nth(nth)).map_err(|e| {
            Problem::refused(2000, format!("文件的文字无法读取（{e}）"), e.to_string())
        })?;
        let over = |found: &Found| Placement::over(found.page, found.rect, [0.0; 2]);
        return found.first().map(over).ok_or_else(Problem::keyword_missing);
    }
    let length = |given: Option<f64>| {
        let given = given.unwrap_or(20.0);
        (given.is_finite() && given.abs() <= 2000.0).then(|| mm(given)).ok_or_else(Problem::unfit)
    };
    let corner = match place.corner {
        Place4::BottomRight => Corner::BottomRight,
        Place4::BottomLeft => Corner::BottomLeft,
        Place4::TopRight => Corner::TopRight,
        Place4::TopLeft => Corner::TopLeft,
    };
    let (x, y) = (length(place.x)?, length(place.y)?);
    Ok(Placement::corner(pages(place, "last", pdf)?, corner, x, y))
}

fn pages(place: &Place, usual: &str, pdf: &[u8]) -> Result<Pages, Problem> {
    let number = |text: &str| match text.parse::<usize>() {
        Ok(n) if (1..100_000).contains(&n) => Ok(n),
        _ => Err(Problem::unfit()),
    };
    match place.page.as_deref().unwrap_or(usual) {
        "all" => Ok(Pages::All),
        // What cannot be read is refused with its reason when the signature is placed.
        "last" => Ok(Pages::from(page_count(pdf).unwrap_or(1))),
        text => match text.split_once('-') {
            Some((first, last)) => Ok(Pages::from(number(first)?..=number(last)?)),
            None => Ok(Pages::from(number(text)?)),
        },
    }
}

/// Enters the use in journal and audit log: a use that cannot be recorded does not take place.
async fn enter(
    app: &App,
    account: &Account,
    (kept, seal): (Kept, &Seal),
    (held, keeper, sealed, purpose): (&keyring::Held, Arc<keyring::Held>, &[u8], String),
    now: UnixTime,
) -> Result<(u64, i64), Problem> {
    let signer = held.identity.chain.first().ok_or_else(Problem::internal)?;
    let line = SealingRecord::new(seal, signer, sealed, &purpose, now);
    let digest = Digest::of(sealed).as_bytes().to_vec();
    let mut entry = used(account, "seal.apply", now.seconds());
    entry.digest = Some(digest.clone());
    (entry.purpose, entry.basis) = (purpose.clone(), format!("印章 {}", kept.code));
    let by = account.id;
    let entered = app.store().change(move |act| {
        let connection = act.connection();
        // It may have been stopped while it was applied.
        usable(connection, kept.id, by)?;
        let receipt = act.record(&entry)?;
        let place = i64::try_from(receipt).map_err(|_| StoreError::Full)?;
        let used = Sealing {
            number: 0,
            account: by,
            by: String::new(),
            at: entry.at,
            purpose,
            digest,
            receipt: place,
        };
        let number = seals::record(connection, (line, &keeper), (kept.id, &used))?;
        Ok((receipt, number))
    });
    Ok(entered.await?)
}

pub(super) fn sound(text: &str) -> Result<String, Problem> {
    plain(text, 400).then(|| text.trim().to_owned()).ok_or_else(Problem::unfit)
}

fn not_applied(error: &ApplyError) -> Problem {
    match error {
        ApplyError::Seal(e) => refused(e),
        ApplyError::EarlierBroken { field } => Problem::refused(
            error.code(),
            format!("文件中“{field}”的签名已经损坏，不能用印"),
            error.to_string(),
        ),
        other => Problem::refused(other.code(), format!("不能用印（{other}）"), other.to_string()),
    }
}
