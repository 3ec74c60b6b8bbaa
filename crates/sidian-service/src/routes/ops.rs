//! Health, readiness, metrics; and what surrounds every request.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use crate::auth::{Caller, Role};
use crate::metrics::Labels;
use crate::problem::Problem;
use crate::state::App;
use crate::store::hex;

/// Whether the process answers.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// Whether it can do its work: the store takes writes and the clock is not behind.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let store = app.store().probe().await.map_err(|e| e.to_string());
    let clock = app.now().map(drop).map_err(|p| p.en().to_owned());
    let word = |r: &Result<(), String>| r.as_ref().err().cloned().unwrap_or("ok".to_owned());
    let good = store.is_ok() && clock.is_ok();
    let body = json!({ "ready": good, "store": word(&store), "clock": word(&clock) });
    let status = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(body)).into_response()
}

/// What is counted. From this machine to anybody, from elsewhere to administrators and auditors.
pub(super) async fn metrics(
    State(app): State<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let local = super::extract::peer(&parts).is_some_and(|peer| peer.ip().is_loopback());
    if !local {
        caller.with_role(&[Role::Administrator, Role::Auditor])?;
    }
    let text = app.metrics().to_text(app.pool().waiting());
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// What no address takes: a body to be inflated, and a query longer than any that is answered.
fn unfit(request: &Request) -> Option<Problem> {
    const LONGEST_QUERY: usize = 8 << 10;
    let plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    let codings = request.headers().get_all(header::CONTENT_ENCODING);
    if !codings.iter().all(plain) {
        return Some(Problem::media_type());
    }
    let query = request.uri().query().unwrap_or_default();
    (query.len() > LONGEST_QUERY).then(Problem::malformed)
}

/// Gives every request a name, counts it, logs it and hardens the answer. The log has the pattern of
/// the path, never the path itself: that can hold identifiers.
pub(super) async fn around(State(app): State<App>, mut request: Request, next: Next) -> Response {
    const NAME: HeaderName = HeaderName::from_static("x-request-id");
    let begun = Instant::now();
    let mut bytes = [0; 8];
    let _ = SystemRandom::new().fill(&mut bytes);
    let name = hex(&bytes);
    let shown = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("none"));
    let method = request.method().to_string();
    let pattern = request.extensions().get::<MatchedPath>().map(|p| p.as_str().to_owned());
    let route = pattern.unwrap_or_else(|| "none".to_owned());
    request.headers_mut().insert(NAME, shown.clone());
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = match unfit(&request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    let status = response.status().as_u16();
    let seconds = begun.elapsed().as_secs_f64();
    tracing::info!(request = %name, %method, %route, status, ms = seconds * 1000.0, "request");
    app.metrics().answered(Labels { route, method, status }, seconds);
    let headers = response.headers_mut();
    headers.insert(NAME, shown);
    if chunked {
        // Beside chunks a length can have been dropped on the way here. A proxy that went by it
        // sees the rest as another request, so nothing more is read (RFC 9112, 6.1).
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(super::page::POLICY);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    if app.config().tls.is_some() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    let none = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(none);
    response
}
