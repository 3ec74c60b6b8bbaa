//! Packing materials (材料包, ASiC-E), signed with the department's key.

use std::io::{Seek as _, SeekFrom};
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use sidian::crypto::Signer;
use sidian::material::package::{Material as Described, PackageDraft, PackageError, Source};
use sidian::time::UnixTime;
use sidian::zip::is_safe;
use utoipa::ToSchema;

use super::shelf::own;
use super::upload::{Came, Taken, With, enter};
use super::{About, HANDLERS, Vouched, source};
use crate::auth::Known;
use crate::keyring::Held;
use crate::problem::Problem;
use crate::routes::extract::{Asked, Body, Why, idempotency_key};
use crate::routes::licences::{entitled, original};
use crate::routes::reply::{Begun, Once, Problems, json_text};
use crate::state::App;
use crate::store::Digest;
use crate::store::licences::Licence;
use crate::store::materials::Material;

/// A package to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PackageNew)]
pub(in crate::routes) struct New {
    /// What it is for.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The case.
    #[serde(default)]
    #[schema(max_length = 64)]
    case: Option<String>,
    /// Materials of one's department.
    #[serde(default)]
    #[schema(max_items = 500)]
    materials: Vec<String>,
    /// 证照标识 of licences that one may read; `purpose` and `basis` say why.
    #[serde(default)]
    #[schema(max_items = 100)]
    licences: Vec<String>,
}

/// What goes into a package.
struct Content {
    about: Described,
    file: Digest,
}

/// 材料打包: put materials and licences into one signed package, which is a material itself.
#[utoipa::path(operation_id = "packages_make", post, path = "/packages", tag = "材料 materials",
    request_body = New, params(Why,
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 200,
        pattern = "^[!-~]+$", description = "the same key for the same request")),
    security(("token" = [])), responses((status = 201, body = Taken), Problems))]
pub(in crate::routes) async fn package_make(
    State(app): State<App>,
    caller: Known,
    Asked(why): Asked<Why>,
    headers: HeaderMap,
    body: Body<New>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&HANDLERS)?;
    let key = idempotency_key(&headers)?;
    let New { title, case, materials, licences } = body.value;
    if materials.len() + licences.len() > 600 {
        return Err(Problem::too_large());
    }
    let named = format!("{}.asice", title.trim());
    let kept = About {
        name: if is_safe(&named) { named } else { "package.asice".to_owned() },
        kind: title,
        media_type: "application/vnd.etsi.asic-e+zip".to_owned(),
        source: Vouched::Other,
        vouched_by: None,
        case,
    };
    kept.check()?;
    let begun = Once::begin(&app, account.id, key, &[b"packages", &body.bytes]).await?;
    let (once, _taken) = match begun {
        Begun::Fresh(once, taken) => (once, taken),
        Begun::Known(response) => return Ok(response),
    };
    let (mut contents, mut parts) = (Vec::new(), Vec::new());
    for id in materials {
        let (kept, _) = own(&app, &caller, id).await?;
        parts.push(kept.place);
        contents.push(material(kept));
    }
    for id in licences {
        let (licence, ..) = entitled(&app, &caller, &id, &why).await?;
        original(&app, &account)?;
        contents.push(whole(licence));
    }
    let department = account.department_code.as_deref().and_then(|code| app.issuer(code));
    let held = department.ok_or_else(|| {
        Problem::forbidden().about("本部门没有签名密钥", "its department has no key here")
    })?;
    let now = app.now()?;
    let (worker, about) = (app.clone(), kept.clone());
    let packed = app.pool().run(move || pack(&worker, &about, &contents, &held, now)).await??;
    let (file, digest, size) = packed;
    let came = Came { digest, size, from: file.path().to_owned() };
    let taken = enter(&app, &account, kept, came, With::Parts(parts)).await?;
    drop(file);
    let at = now.seconds();
    let text = app.store().change(move |act| once.keep(act, StatusCode::CREATED, &taken, at));
    Ok(json_text(StatusCode::CREATED, text.await?))
}

fn material(kept: Material) -> Content {
    let about = Described::new(kept.name, kept.kind, kept.media_type);
    Content { about: about.vouched(source(&kept.source), kept.vouched_by), file: kept.file }
}

fn whole(licence: Licence) -> Content {
    let about = Described::new(format!("{}.pdf", licence.id), "电子证照", "application/pdf");
    Content { about: about.vouched(Source::Licence, None), file: licence.file }
}

/// Writes the package beside the files: memory does not grow with it.
fn pack(
    app: &App,
    about: &About,
    contents: &[Content],
    held: &Arc<Held>,
    now: UnixTime,
) -> Result<(tempfile::NamedTempFile, Digest, u64), Problem> {
    let store = app.store();
    let mut file = store.parts().temporary()?;
    let failed = |error| Problem::from(store.parts().failed("package", error));
    let (key, chain) = (&held.identity.key, &held.identity.chain);
    let out = file.as_file().try_clone().map_err(failed)?;
    let draft = PackageDraft::new(out, &about.kind, key.algorithm()).map_err(|e| refused(&e))?;
    let mut draft = match &about.case {
        Some(case) => draft.with_case(case),
        None => draft,
    };
    for Content { about, file } in contents {
        let mut reader = store.files().reader(*file)?;
        draft.add(about.clone(), &mut reader).map_err(|e| refused(&e))?;
    }
    draft.sign(key, chain, now).map_err(|e| refused(&e))?;
    file.as_file().sync_all().map_err(failed)?;
    file.as_file_mut().seek(SeekFrom::Start(0)).map_err(failed)?;
    let (digest, size) = Digest::of_reader(file.as_file_mut()).map_err(failed)?;
    Ok((file, digest, size))
}

fn refused(error: &PackageError) -> Problem {
    Problem::refused(error.code(), format!("不能打包（{error}）"), error.to_string())
}
