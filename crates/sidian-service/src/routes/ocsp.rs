//! The state of certificates, one by one (OCSP, RFC 6960), for those of the service's own authority.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use sidian::time::UnixTime;
use sidian::x509::issue::{OcspDraft, OcspRefusal};
use sidian::x509::{CertStatus, Certificate, OcspRequest};

use super::extract::{Named, Upload};
use super::reply::{Octets, Problems};
use crate::auth::Caller;
use crate::keyring::Keyring;
use crate::problem::Problem;
use crate::state::App;
use crate::words;

/// For how long an answer may be used, in seconds.
const HOLDS: i64 = 86_400;
/// The longest question.
const MOST: usize = 8 << 10;

/// 证书状态查询: answer a question (RFC 6960 A.1.1). What cannot be answered is refused as the standard
/// has it, with status 200.
#[utoipa::path(operation_id = "ocsp_ask", post, path = "/ocsp", tag = "状态 status",
    request_body(content = Octets, content_type = "application/ocsp-request"),
    responses((status = 200, body = Octets, content_type = "application/ocsp-response"), Problems))]
pub(super) async fn ask(
    State(app): State<App>,
    _caller: Caller,
    headers: HeaderMap,
    upload: Upload,
) -> Result<Response, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if kind.is_none_or(|kind| !kind.eq_ignore_ascii_case("application/ocsp-request")) {
        return Err(Problem::media_type());
    }
    if upload.bytes.len() > MOST {
        return Err(Problem::too_large());
    }
    answered(&app, upload.bytes.to_vec()).await
}

/// 证书状态查询: the same by GET (RFC 6960 A.1.1), the question in base64 behind `/ocsp/`.
#[utoipa::path(operation_id = "ocsp_look", get, path = "/ocsp/{question}", tag = "状态 status",
    params(("question" = String, Path, description = "base64 of the DER, percent-encoded")),
    responses((status = 200, body = Octets, content_type = "application/ocsp-response"), Problems))]
pub(super) async fn look(
    State(app): State<App>,
    _caller: Caller,
    Named(question): Named<String>,
) -> Result<Response, Problem> {
    if question.len() > MOST {
        return Err(Problem::too_large());
    }
    answered(&app, Base64::decode_vec(&question).unwrap_or_default()).await
}

async fn answered(app: &App, question: Vec<u8>) -> Result<Response, Problem> {
    let now = app.now()?;
    let keys = app.keyring();
    let der = app.pool().run(move || answer(&keys, &question, now)).await?;
    Ok(([(header::CONTENT_TYPE, "application/ocsp-response")], der).into_response())
}

fn answer(keys: &Keyring, question: &[u8], now: UnixTime) -> Vec<u8> {
    let Ok(request) = OcspRequest::from_der(question) else {
        return OcspRefusal::MalformedRequest.to_der();
    };
    let responder = keys.current("ocsp");
    let responder = responder.and_then(|held| Some((held, held.identity.chain.first()?)));
    let Some((held, certificate)) = responder else {
        return OcspRefusal::Unauthorised.to_der();
    };
    // The responder speaks for the authority that issued it, and for no other.
    let authorities = keys.for_purpose("ca").filter_map(|held| held.identity.chain.first());
    let authority = authorities.into_iter().find(|c| c.subject().matches(certificate.issuer()));
    let Some(authority) = authority.filter(|a| request.ids().iter().all(|id| id.is_of(a))) else {
        return OcspRefusal::Unauthorised.to_der();
    };
    let draft = OcspDraft::new(now, now.plus(HOLDS)).map(|draft| {
        let draft = request
            .ids()
            .iter()
            .fold(draft, |draft, id| draft.with_answer(id, state(keys, authority, id.serial())));
        match request.nonce() {
            Some(nonce) => draft.with_nonce(nonce),
            None => draft,
        }
    });
    match draft.and_then(|draft| draft.sign(certificate, &held.identity.key)) {
        Ok(response) => response.der().to_vec(),
        Err(error) => {
            tracing::error!(%error, "ocsp");
            OcspRefusal::InternalError.to_der()
        }
    }
}

/// Only certificates that were issued here are known: of any other serial number nobody can say that
/// it is good.
fn state(keys: &Keyring, authority: &Certificate, serial: &[u8]) -> CertStatus {
    let mine = keys.all().find(|held| {
        held.identity
            .chain
            .first()
            .is_some_and(|own| own.serial() == serial && own.issuer().matches(authority.subject()))
    });
    match mine {
        None => CertStatus::Unknown,
        Some(held) => match &held.ended {
            None => CertStatus::Good,
            Some((at, reason)) => match UnixTime::from_seconds(*at) {
                Ok(at) => CertStatus::Revoked { at, reason: Some(words::reason(reason)) },
                Err(_) => CertStatus::Unknown,
            },
        },
    }
}
