//! Authorisations (授权) and show codes (出示码), used on licences of the register.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::grant::{Grant, GrantRequest};
use sidian::material::show::{ShowCode, ShowRequest};
use sidian::report::{Finding, Language, Report, Severity, Verdict};
use sidian_render::qr;
use utoipa::ToSchema;

use super::extract::{Body, Upload};
use super::licences::stored;
use super::reply::{Octets, Problems, file, used};
use crate::auth::{Account, Known, Role};
use crate::problem::{Fault, Problem};
use crate::state::App;
use crate::store::grants as store;
use crate::store::licences::{self, Licence};

/// A use under an authorisation.
#[derive(Deserialize, ToSchema)]
#[schema(as = GrantUse)]
#[serde(deny_unknown_fields)]
pub(super) struct Using {
    /// The authorisation (compact JWS).
    #[schema(max_length = 65536)]
    grant: String,
    /// 证照标识.
    #[schema(max_length = 128)]
    licence: String,
    /// The code of the service item (实施清单编码).
    #[schema(max_length = 64)]
    item: String,
    /// 用途.
    #[schema(min_length = 1, max_length = 400)]
    purpose: String,
    /// The case.
    #[serde(default)]
    #[schema(max_length = 64)]
    case: Option<String>,
}

/// A show code.
#[derive(Deserialize, ToSchema)]
#[schema(as = ShowScan)]
#[serde(deny_unknown_fields)]
pub(super) struct Scanned {
    /// The text of the QR code.
    #[schema(max_length = 4096)]
    code: String,
}

/// The answer about a show code.
#[derive(Serialize, ToSchema)]
#[schema(as = ShowAnswer)]
struct Answer {
    /// The report on the code.
    #[schema(value_type = Object)]
    report: Value,
    /// Which licence it shows: there only if the code passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// 授权用证: take one use of an authorisation and get the licence's file. However many ask at once,
/// no more uses are taken than were granted.
#[utoipa::path(operation_id = "grants_take", post, path = "/grants/use", tag = "授权 grants",
    request_body = Using, security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/pdf"), Problems))]
pub(super) async fn take(
    State(app): State<App>,
    caller: Known,
    body: Body<Using>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Verifier])?;
    let asked = body.value;
    let named = asked.licence.clone();
    let licence = app.read(move |c| licences::get(c, &named)).await?;
    let account = caller.for_type(&[Role::Verifier], &licence.kind)?;
    let recipient = department(&account)?;
    let now = app.now()?;
    let bytes = stored(&app, &licence).await?;
    let grant = Grant::inspect(asked.grant.as_bytes())
        .map_err(|e| Problem::refused(e.code(), format!("授权无法读取（{e}）"), e.to_string()))?;
    standing(&app, &grant).await?;
    let mut entry = used(&account, "grant.use", now.seconds());
    entry.licence = Some(licence.id.clone());
    entry.purpose = asked.purpose.clone();
    entry.basis = format!("grant {}", grant.id());
    entry.digest = Some(licence.file.as_bytes().to_vec());
    let (worker, given) = (app.clone(), bytes.clone());
    let judged = app.pool().run(move || {
        let verifier = worker.bench().verifier();
        let shown = accepted(verifier.licence(&given, now), "证照")?;
        let mut request = GrantRequest::new(&recipient, &asked.item, &asked.purpose)
            .with_licence(&shown, &[])
            .taking();
        if let Some(case) = &asked.case {
            request = request.with_case(case);
        }
        let report = verifier.grant(asked.grant.as_bytes(), &request, now);
        passed(report, "授权").map(drop)
    });
    let judged = judged.await?;
    entry.outcome = if judged.is_ok() { "done" } else { "refused" };
    let receipt = app.store().change(move |act| act.record(&entry)).await?;
    judged?;
    let mut response = file(bytes, "application/pdf", &format!("{}.pdf", licence.id));
    let name = HeaderName::from_static("sidian-receipt");
    response.headers_mut().insert(name, HeaderValue::from(receipt));
    Ok(response)
}

/// 扫码核验: judge a show code against the licence in the register that it names.
#[utoipa::path(operation_id = "grants_show", post, path = "/show", tag = "授权 grants",
    request_body = Scanned, security(("token" = [])),
    responses((status = 200, body = Answer), Problems))]
pub(super) async fn show(
    State(app): State<App>,
    caller: Known,
    body: Body<Scanned>,
) -> Result<Response, Problem> {
    judge_code(&app, &caller, body.value.code).await
}

/// 扫码核验: as `/show`, from a picture of the code: PNG, as the page makes it of any picture.
#[utoipa::path(operation_id = "grants_scan", post, path = "/show/picture", tag = "授权 grants",
    request_body(content = Octets, content_type = "image/png"), security(("token" = [])),
    responses((status = 200, body = Answer), Problems))]
pub(super) async fn scan(
    State(app): State<App>,
    caller: Known,
    upload: Upload,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Verifier])?;
    let picture = upload.bytes.clone();
    let texts = app
        .pool()
        .run(move || qr::read(&picture))
        .await?
        .map_err(|e| Problem::refused(e.code(), "图片中没有可读的二维码", e.to_string()))?;
    // A page can show several codes; ours are told by their form.
    let ours = texts.iter().find(|text| ShowCode::inspect(text).is_ok());
    let text = ours.or(texts.first()).cloned().unwrap_or_default();
    judge_code(&app, &caller, text).await
}

async fn judge_code(app: &App, caller: &Known, text: String) -> Result<Response, Problem> {
    caller.with_role(&[Role::Verifier])?;
    let code = ShowCode::inspect(&text)
        .map_err(|e| Problem::refused(e.code(), format!("出示码无法读取（{e}）"), e.to_string()))?;
    let id = code.licence().to_string();
    let licence: Licence = app.read(move |c| licences::get(c, &id)).await?;
    let account = caller.for_type(&[Role::Verifier], &licence.kind)?;
    let recipient = department(&account).ok();
    let now = app.now()?;
    let bytes = stored(app, &licence).await?;
    let worker = app.clone();
    let judged = app.pool().run(move || {
        let verifier = worker.bench().verifier();
        let shown = accepted(verifier.licence(&bytes, now), "证照")?;
        let mut request = ShowRequest::new(&shown);
        if let Some(recipient) = &recipient {
            request = request.by(recipient);
        }
        let report = verifier.show(&text, &request, now);
        let name = shown.metadata().licence_name().to_owned();
        Ok::<_, Problem>((report.to_json("", Language::Chinese), report.verdict(), name))
    });
    let (report, verdict, name) = judged.await??;
    let good = verdict == Some(Verdict::Passed);
    let mut entry = used(&account, "licence.show", now.seconds());
    entry.licence = Some(licence.id.clone());
    entry.outcome = verdict.map_or("refused", |v| v.as_str());
    entry.basis = "出示码".to_owned();
    let receipt = app.store().change(move |act| act.record(&entry)).await?;
    let answer =
        Answer { report, licence: good.then_some(licence.id), name: good.then_some(name), receipt };
    Ok((StatusCode::OK, axum::Json(answer)).into_response())
}

/// Whether nobody withdrew it here.
pub(super) async fn standing(app: &App, grant: &Grant) -> Result<(), Problem> {
    let tag = |party: &Party| app.commitments().holder(party.kind().code(), party.code());
    let (grantor, holder) = (tag(grant.grantor()), tag(grant.holder()));
    let number = grant.id().to_owned();
    let gone = app.read(move |c| store::is_withdrawn(c, [&grantor, &holder], &number)).await?;
    if gone { Err(Problem::withdrawn()) } else { Ok(()) }
}

/// The department that an account acts for.
pub(super) fn department(account: &Arc<Account>) -> Result<Party, Problem> {
    let none = || {
        Problem::forbidden()
            .about("账号所属部门未登记统一社会信用代码", "its department has no code")
    };
    let code = account.department_code.as_deref().ok_or_else(none)?;
    Party::organisation(code).map_err(|_| none())
}

/// The licence, if it passed.
pub(super) fn accepted(
    report: Result<Report<VerifiedLicence>, sidian::Error>,
    what: &str,
) -> Result<VerifiedLicence, Problem> {
    let report = report
        .map_err(|e| Problem::refused(e.code(), format!("{what}无法核验（{e}）"), e.to_string()))?;
    passed(report, what)
}

/// What a report proves, or everything that spoke against it.
pub(super) fn passed<T>(report: Report<T>, what: &str) -> Result<T, Problem> {
    report.accept().map_err(|refused| {
        let code = refused.reasons.first().map_or(100, |f| f.code().number);
        let fault = |f: &Finding| Fault {
            code: f.code().number,
            element: None,
            zh: f.message(Language::Chinese),
            en: f.message(Language::English),
        };
        let grave = refused.reasons.iter().filter(|f| f.severity() >= Severity::Undetermined);
        let verdict = refused.verdict.as_str();
        Problem::new(
            StatusCode::FORBIDDEN,
            code,
            format!("{what}未通过核验"),
            format!("not accepted: {verdict}"),
        )
        .with_errors(grave.map(fault).collect())
    })
}
