//! Annotated copies (加注件): what another department gets instead of the licence, for one purpose.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use serde::Deserialize;
use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::copy::{CopyDraft, CopyError, CopyQuota};
use sidian::material::grant::{
    Grant, GrantDraft, GrantRequest, Operator, ServiceItem, VerifiedGrant,
};
use sidian::time::UnixTime;
use sidian_render::copy;
use utoipa::ToSchema;

use super::extract::{Body, Named, plain, plain_if_any, whole};
use super::grants::{accepted, department, passed, standing};
use super::licences::stored;
use super::reply::{Octets, Problems, file, used};
use crate::auth::{Account, Known, Role};
use crate::keyring::Held;
use crate::problem::Problem;
use crate::state::App;
use crate::store::Digest;
use crate::store::licences;

/// A copy to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CopyNew)]
pub(super) struct New {
    /// The holder's authorisation (compact JWS). Without it the copy is made by duty: then `basis` is
    /// needed, and the department's key signs for it.
    #[serde(default)]
    #[schema(max_length = 131072)]
    grant: Option<String>,
    /// 法定依据, without an authorisation.
    #[serde(default)]
    #[schema(max_length = 200)]
    basis: Option<String>,
    /// The code of the service item (实施清单编码).
    #[schema(min_length = 1, max_length = 64)]
    item: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    item_name: String,
    /// 用途: it stands across every page of the copy.
    #[schema(min_length = 1, max_length = 200)]
    purpose: String,
    /// The case.
    #[serde(default)]
    #[schema(max_length = 64)]
    case: Option<String>,
    /// For how many days it is good.
    #[serde(default = "a_month", deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 365)]
    days: u16,
}

fn a_month() -> u16 {
    30
}

/// 加注件: make a copy of a licence for one purpose. One use of the authorisation is taken.
#[utoipa::path(operation_id = "copies_make", post, path = "/licences/{id}/copies", tag = "共享 sharing",
    request_body = New, params(("id" = String, Path, description = "证照标识")),
    security(("token" = [])),
    responses((status = 200, body = Octets, content_type = "application/pdf",
        headers(("sidian-receipt" = u64, description = "the place of the entry in the audit log"))),
        Problems))]
pub(super) async fn make(
    State(app): State<App>,
    caller: Known,
    Named(id): Named<String>,
    body: Body<New>,
) -> Result<Response, Problem> {
    caller.with_role(&[Role::Verifier])?;
    let new = body.value;
    new.check()?;
    let licence = app.read(move |c| licences::get(c, &id)).await?;
    let account = caller.for_type(&[Role::Verifier], &licence.kind)?;
    let recipient = department(&account)?;
    let given = match &new.grant {
        None => None,
        Some(token) => {
            let grant = Grant::inspect(token.as_bytes()).map_err(|e| {
                Problem::refused(e.code(), format!("授权无法读取（{e}）"), e.to_string())
            })?;
            standing(&app, &grant).await?;
            Some(grant.id().to_owned())
        }
    };
    let maker = app.keyring().get(licence.place >> 32).cloned().filter(|h| h.ended.is_none());
    let maker = maker.ok_or_else(Problem::not_found)?;
    let now = app.now()?;
    let mut entry = used(&account, "licence.copy", now.seconds());
    entry.licence = Some(licence.id.clone());
    entry.purpose = new.purpose.clone();
    entry.basis = match (&given, &new.basis) {
        (Some(number), _) => format!("grant {number}"),
        (None, basis) => basis.clone().unwrap_or_default(),
    };
    let original = stored(&app, &licence).await?;
    let (worker, by) = (app.clone(), Arc::clone(&account));
    let made = app.pool().run(move || {
        let desk = Copying { app: &worker, account: &by, recipient: &recipient, new: &new, now };
        desk.make(&original, &maker)
    });
    let made = made.await?;
    entry.outcome = if made.is_ok() { "done" } else { "refused" };
    entry.digest = made.as_ref().ok().map(|copy| Digest::of(copy).as_bytes().to_vec());
    let receipt = app.store().change(move |act| act.record(&entry)).await?;
    let mut response = file(made?, "application/pdf", &format!("{}-copy.pdf", licence.id));
    let name = HeaderName::from_static("sidian-receipt");
    response.headers_mut().insert(name, HeaderValue::from(receipt));
    Ok(response)
}

impl New {
    fn check(&self) -> Result<(), Problem> {
        let good = plain(&self.item, 64)
            && plain(&self.item_name, 200)
            && plain(&self.purpose, 200)
            && plain_if_any(self.case.as_deref(), 64)
            && plain_if_any(self.basis.as_deref(), 200)
            && (1..=365).contains(&self.days);
        if self.grant.is_none() && self.basis.is_none() {
            return Err(Problem::basis_missing());
        }
        good.then_some(()).ok_or_else(Problem::unfit)
    }
}

/// What a copy is made with.
struct Copying<'a> {
    app: &'a App,
    account: &'a Account,
    recipient: &'a Party,
    new: &'a New,
    now: UnixTime,
}

impl Copying<'_> {
    fn make(&self, original: &[u8], maker: &Held) -> Result<Vec<u8>, Problem> {
        let (app, now) = (self.app, self.now);
        let shown = accepted(app.bench().verifier().licence(original, now), "证照")?;
        let wanted = now.plus(i64::from(self.new.days) * 86_400);
        let grant = self.granted(&shown, wanted)?;
        // A copy lives no longer than its authorisation.
        let until = wanted.min(grant.grant().period().1);
        let identity = &maker.identity;
        let codes = identity.chain.first().map(sidian::licence::organisation_codes);
        let code = codes.and_then(|c| c.into_iter().next()).unwrap_or_default();
        let party = Party::organisation(&code).map_err(|_| Problem::internal())?;
        let (name, cause) = (self.account.department.as_str(), self.new.purpose.as_str());
        let draft = CopyDraft::new((&shown, original), &grant, &party, (name, cause), (now, until));
        let draft = draft.map_err(|e| refused(&e))?;
        let pages = copy::draw(original, draft.statement(), app.typeface(), now).map_err(|e| {
            Problem::refused(e.code(), format!("加注件无法绘制（{e}）"), e.to_string())
        })?;
        let most = app.config().rules.copies_in_90_days;
        let quota = (&app.counters() as _, CopyQuota { most, days: 90 });
        let by = (&identity.key as _, identity.chain.as_slice());
        draft.seal(&pages, by, quota, now).map_err(|e| refused(&e))
    }

    /// The authorisation, verified, and one use of it taken.
    fn granted(&self, shown: &VerifiedLicence, until: UnixTime) -> Result<VerifiedGrant, Problem> {
        let token = match &self.new.grant {
            Some(token) => token.clone(),
            None => self.by_duty(shown, until)?,
        };
        let (item, purpose) = (&self.new.item, &self.new.purpose);
        let mut request =
            GrantRequest::new(self.recipient, item, purpose).with_licence(shown, &[]).taking();
        if let Some(case) = &self.new.case {
            request = request.with_case(case);
        }
        passed(self.app.bench().verifier().grant(token.as_bytes(), &request, self.now), "授权")
    }

    /// 依职能用证: the department signs for itself, with basis and operator on record.
    fn by_duty(&self, shown: &VerifiedLicence, until: UnixTime) -> Result<String, Problem> {
        let held = self.app.issuer(self.recipient.code()).ok_or_else(|| {
            Problem::forbidden().about(
                "本部门没有签名密钥，须有持证人授权",
                "its department has no key here: the holder has to authorise it",
            )
        })?;
        let metadata = shown.metadata();
        let holder = metadata.holders().first().map(Party::from).ok_or_else(Problem::internal)?;
        let id = metadata.id().to_string().parse().map_err(|_| Problem::internal())?;
        let item = ServiceItem { code: self.new.item.clone(), name: self.new.item_name.clone() };
        let operator = Operator {
            account: self.account.id.to_string(),
            name: self.account.name.clone(),
            unit: self.account.department.clone(),
        };
        let basis = self.new.basis.as_deref().unwrap_or_default();
        let mut draft = GrantDraft::new(&holder, self.recipient, &item, &self.new.purpose)
            .by_duty(basis, operator)
            .with_licence(&id, &[])
            .with_uses(1);
        if let Some(case) = &self.new.case {
            draft = draft.with_case(case);
        }
        let identity = &held.identity;
        let chain: Vec<Vec<u8>> = identity.chain.iter().map(|c| c.der().to_vec()).collect();
        draft
            .sign((self.now, until.plus(1)), &identity.key, &chain)
            .map_err(|e| Problem::refused(e.code(), format!("授权无法签署（{e}）"), e.to_string()))
    }
}

fn refused(error: &CopyError) -> Problem {
    let zh = match error {
        CopyError::Quota { most, days } => {
            format!("{days} 日内该证照的加注件已达 {most} 份，不能再制作")
        }
        CopyError::Grant { .. } => format!("授权不适用于该加注件（{error}）"),
        other => format!("加注件未制作（{other}）"),
    };
    Problem::refused(error.code(), zh, error.to_string())
}
