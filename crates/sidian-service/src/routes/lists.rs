//! What licences and certificates name: status lists, revocation lists, the test root.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::extract::Named;
use super::reply::{Octets, Problems};
use crate::pki;
use crate::problem::Problem;
use crate::state::App;

/// 状态列表: the states of licences (draft-ietf-oauth-status-list), signed by their issuer.
#[utoipa::path(operation_id = "lists_status", get, path = "/status/{identity}/{shard}", tag = "状态 status",
    params(("identity" = i64, Path), ("shard" = u64, Path)),
    responses((status = 200, body = String, content_type = "application/statuslist+jwt"), Problems))]
pub(super) async fn status(
    State(app): State<App>,
    Named((identity, shard)): Named<(i64, u64)>,
) -> Result<Response, Problem> {
    let token = app.bench().status_list(identity, shard).ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/statuslist+jwt"),
        (header::CACHE_CONTROL, "public, max-age=60"),
    ];
    Ok((headers, token.to_string()).into_response())
}

/// 吊销列表和根证书: the revocation list of the service's test authority: `root.crl` or `ca.crl`.
#[utoipa::path(operation_id = "lists_pki_file", get, path = "/pki/{name}", tag = "状态 status",
    params(("name" = String, Path, description = "root.crl, ca.crl or root.pem")),
    responses((status = 200, body = Octets, content_type = "application/octet-stream"), Problems))]
pub(super) async fn pki_file(
    State(app): State<App>,
    Named(name): Named<String>,
) -> Result<Response, Problem> {
    let kind = |kind: &'static str| [(header::CONTENT_TYPE, kind)];
    if name == "root.pem" {
        let keys = app.keyring();
        let chains = keys.for_purpose("root").map(|held| pki::pem(&held.identity.chain));
        let pem: String = chains.collect();
        return Ok((kind("application/x-pem-file"), pem).into_response());
    }
    let crl = name.strip_suffix(".crl").and_then(|name| app.bench().crl(name));
    let crl = crl.ok_or_else(Problem::not_found)?;
    Ok((kind("application/pkix-crl"), crl.der().to_vec()).into_response())
}
