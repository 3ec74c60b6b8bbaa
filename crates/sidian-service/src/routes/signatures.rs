//! Signing in two steps: the service prepares, the signer's own key signs elsewhere, the service
//! completes.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use sidian::crypto::PublicKey;
use sidian::signature::{SignatureDraft, SignatureError};
use sidian::x509::Certificate;
use utoipa::ToSchema;

use super::extract::{Body, Named};
use super::reply::{Octets, Problems, file, used};
use crate::auth::{Known, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::Digest;

/// What is to be signed, and by whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignatureNew)]
pub(super) struct New {
    /// The PDF, in base64.
    #[schema(format = "byte")]
    document: String,
    /// The signer's certificates, their own first, PEM.
    chain: String,
    /// The name of the signature field; one is made where it is not there.
    #[serde(default)]
    #[schema(max_length = 120)]
    field: Option<String>,
    /// Why it is signed.
    #[serde(default)]
    #[schema(max_length = 400)]
    reason: Option<String>,
}

/// What the signer's key has to sign.
#[derive(Serialize, ToSchema)]
#[schema(as = SignaturePrepared)]
struct Prepared {
    /// Its name: `POST /api/v1/signatures/{id}`.
    id: String,
    /// The bytes to be signed (DER of the signed attributes), in base64.
    to_be_signed: String,
    /// With which algorithm.
    algorithm: String,
    /// Until when it waits.
    until: String,
}

/// What the signer's key made of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignatureValue)]
pub(super) struct Signed {
    /// The signature value, in base64: DER for ECDSA and SM2, raw bytes for Ed25519 and RSA.
    #[schema(format = "byte")]
    value: String,
}

/// 准备签名: prepare a signature. The document is kept in memory for ten minutes and not longer.
#[utoipa::path(operation_id = "signatures_prepare", post, path = "/signatures", tag = "签名 signatures", request_body = New,
    security(("token" = [])), responses((status = 201, body = Prepared), Problems))]
pub(super) async fn prepare(
    State(app): State<App>,
    caller: Known,
    body: Body<New>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Issuer, Role::Sealer, Role::Holder])?;
    let new = body.value;
    let now = app.now()?;
    let made = app.pool().run(move || {
        let document = Base64::decode_vec(&new.document).map_err(|_| Problem::unfit())?;
        let chain = Certificate::from_pem_many(new.chain.as_bytes()).map_err(|e| {
            Problem::refused(e.code(), format!("证书无法读取（{e}）"), e.to_string())
        })?;
        let mut draft = SignatureDraft::new(&document);
        if let Some(field) = &new.field {
            draft = draft.with_field(field);
        }
        if let Some(reason) = &new.reason {
            draft = draft.with_reason(reason);
        }
        // The usual algorithm of the kind of key that the certificate has.
        let suite = chain.first().and_then(|own| PublicKey::from_spki(own.spki()).ok()?.suite());
        let algorithm = suite.ok_or_else(Problem::unfit)?.algorithm();
        let prepared = draft.prepare(&chain, &algorithm, now).map_err(|e| refused(&e))?;
        Ok::<_, Problem>((document, prepared))
    });
    let (document, prepared) = made.await??;
    let to_be_signed = Base64::encode_string(prepared.to_be_signed());
    let algorithm = prepared.algorithm().name().to_owned();
    let (id, until) = app.prepared().put(account.id, document, prepared, now)?;
    let prepared = Prepared { id, to_be_signed, algorithm, until: until.to_string() };
    Ok((StatusCode::CREATED, axum::Json(prepared)).into_response())
}

/// 完成签名: complete a signature: the value is verified before it is embedded.
#[utoipa::path(operation_id = "signatures_complete", post, path = "/signatures/{id}", tag = "签名 signatures", request_body = Signed,
    params(("id" = String, Path)), security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/pdf"), Problems))]
pub(super) async fn complete(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    body: Body<Signed>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Issuer, Role::Sealer, Role::Holder])?;
    let now = app.now()?;
    let value = Base64::decode_vec(&body.value.value).map_err(|_| Problem::unfit())?;
    let waiting = app.prepared().take(&id, account.id, now)?;
    let signed = app.pool().run(move || {
        let update = waiting.signature.complete(&value).map_err(|e| refused(&e))?;
        update.onto(&waiting.document).map_err(|e| refused(&e))
    });
    let signed = signed.await??;
    let mut entry = used(&account, "document.sign", now.seconds());
    entry.digest = Some(Digest::of(&signed).as_bytes().to_vec());
    app.store().change(move |act| act.record(&entry).map(drop)).await?;
    Ok(file(signed, "application/pdf", "signed.pdf"))
}

fn refused(error: &SignatureError) -> Problem {
    Problem::refused(error.code(), format!("不能签名（{error}）"), error.to_string())
}
