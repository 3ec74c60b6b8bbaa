//! The table of routes, and nothing else. Each file beside decodes, asks the core and encodes.

mod accepted;
mod accounts;
mod audit;
mod batches;
mod catalogue;
mod copies;
mod docs;
mod download;
mod events;
mod exempt;
mod extract;
mod grants;
mod licences;
mod lists;
mod materials;
mod ocsp;
mod ops;
mod page;
mod reply;
mod seals;
mod shares;
mod sharing;
mod signatures;
mod stamps;
mod verify;
mod verify_batch;
mod withdrawals;

use axum::extract::DefaultBodyLimit;
use axum::response::Html;
use axum::routing::get;
use axum::{Router, middleware};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::{Problem, ProblemBody};
use crate::state::App;

#[derive(OpenApi)]
#[openapi(
    info(title = "sidian", description = "四电可信服务 / the embedded service of sidian"),
    components(schemas(ProblemBody)),
    modifiers(&Token)
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = api.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

fn described() -> OpenApiRouter<App> {
    let v1 =
        judging().merge(licences_and_types()).merge(use_by_others()).merge(materials_and_seals());
    OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", v1.merge(desk()))
        .routes(routes!(lists::status))
        .routes(routes!(seals::seal_register))
        .routes(routes!(ocsp::ask))
        .routes(routes!(ocsp::look))
        .routes(routes!(lists::pki_file))
        .routes(routes!(audit::key))
        .routes(routes!(audit::checkpoint))
}

/// Judging files.
fn judging() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(verify::verify))
        .routes(routes!(verify_batch::verify_batch))
        .routes(routes!(verify::version))
}

/// Licences, what happens to them, and their types.
fn licences_and_types() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(licences::issue, licences::find))
        .routes(routes!(licences::read))
        .routes(routes!(licences::download))
        .routes(routes!(licences::metadata))
        .routes(routes!(events::happen))
        .routes(routes!(events::version))
        .routes(routes!(events::waiting))
        .routes(routes!(events::decide))
        .routes(routes!(batches::begin))
        .routes(routes!(batches::progress))
        .routes(routes!(catalogue::list, catalogue::publish))
        .routes(routes!(catalogue::one, catalogue::withdraw))
}

/// Use by others: addresses, copies, fields, authorisations, exemption, disputes.
fn use_by_others() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sharing::link))
        .routes(routes!(sharing::follow))
        .routes(routes!(sharing::raise, sharing::list))
        .routes(routes!(sharing::answer))
        .routes(routes!(copies::make))
        .routes(routes!(shares::make))
        .routes(routes!(shares::ask))
        .routes(routes!(shares::judge))
        .routes(routes!(exempt::items, exempt::publish))
        .routes(routes!(exempt::check))
        .routes(routes!(accepted::accept, accepted::list))
        .routes(routes!(accepted::withdraw))
        .routes(routes!(withdrawals::take, withdrawals::list))
        .routes(routes!(grants::take))
        .routes(routes!(grants::show))
        .routes(routes!(grants::scan))
}

/// Materials, seals, signatures, timestamps.
fn materials_and_seals() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stamps::answer))
        .routes(routes!(signatures::prepare))
        .routes(routes!(signatures::complete))
        .routes(routes!(materials::upload_begin))
        .routes(routes!(materials::upload_state, materials::upload_append, materials::upload_end))
        .routes(routes!(materials::materials_find))
        .routes(routes!(materials::material_read))
        .routes(routes!(materials::material_file))
        .routes(routes!(materials::material_judge))
        .routes(routes!(materials::material_withdraw, materials::material_refuse))
        .routes(routes!(materials::material_approve))
        .routes(routes!(materials::package_make))
        .routes(routes!(seals::seal_make, seals::seals_list))
        .routes(routes!(seals::seal_file))
        .routes(routes!(seals::seal_picture))
        .routes(routes!(seals::seal_users))
        .routes(routes!(seals::seal_apply))
        .routes(routes!(seals::seal_happen))
        .routes(routes!(seals::seal_uses))
        .routes(routes!(seals::seal_requests))
        .routes(routes!(seals::seal_decide))
        .routes(routes!(seals::seal_journal))
}

/// Accounts, keys and the audit log.
fn desk() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accounts::session))
        .routes(routes!(accounts::list, accounts::add))
        .routes(routes!(accounts::end))
        .routes(routes!(accounts::token))
        .routes(routes!(accounts::keys, accounts::add_key))
        .routes(routes!(accounts::revoke_key))
        .routes(routes!(audit::list))
        .routes(routes!(audit::days))
        .routes(routes!(audit::consistency))
        .routes(routes!(audit::ledger_of, audit::own_ledger))
        .routes(routes!(audit::receipt))
}

/// The description of the API, made from the code (OpenAPI 3.1).
pub fn api() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// Every route.
pub(crate) fn router(app: App) -> Router {
    let (router, api) = described().split_for_parts();
    let (text, page) = (api.to_json().unwrap_or_default(), docs::page(&api));
    // Once for the process, as long as it runs.
    let text: &'static str = Box::leak(text.into_boxed_str());
    router
        .route("/api/v1/openapi.json", get(move || async move { docs::json(text) }))
        .route("/api/v1/docs", get(move || async move { Html(page) }))
        .route("/log/tile/{*path}", get(audit::tile))
        .route("/healthz", get(ops::health))
        .route("/readyz", get(ops::ready))
        .route("/metrics", get(ops::metrics))
        .merge(page::router())
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method() })
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(app.clone(), ops::around))
        .with_state(app)
}
