//! Exemption (免提交): which papers of a service item's list need not be handed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::exempt::{Applicant, ItemRules, PaperAnswer, builtin_items, exempt};
use sidian::material::fact::VerifiedFact;
use sidian::material::grant::{Grant, GrantRequest, VerifiedGrant};
use sidian::material::package::VerifiedPackage;
use sidian::report::{Finding, Language};
use sidian::time::UnixTime;
use sidian::verifier::Verifier;
use utoipa::ToSchema;

use super::extract::Body;
use super::grants::{department, standing};
use super::licences::stored;
use super::reply::{Done, Problems, used};
use crate::auth::{Caller, Known, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::{Digest, grants, licences, materials};

/// Somebody, by code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExemptParty)]
pub(super) struct Somebody {
    /// 持证主体代码类型, such as 001 or 111.
    #[schema(max_length = 8)]
    code_type: String,
    /// 持证主体代码.
    #[schema(max_length = 64)]
    code: String,
    /// The role in the list; none for the applicant.
    #[serde(default)]
    #[schema(max_length = 64)]
    role: Option<String>,
}

/// What an applicant brings for an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExemptQuestion)]
pub(super) struct Question {
    /// The code or name of the service item.
    #[schema(max_length = 200)]
    item: String,
    /// The applicant.
    applicant: Somebody,
    /// The other parties of the case.
    #[serde(default)]
    #[schema(max_items = 20)]
    parties: Vec<Somebody>,
    /// The case.
    #[serde(default)]
    #[schema(max_length = 64)]
    case: Option<String>,
    /// 证照标识 of licences in the register.
    #[serde(default)]
    #[schema(max_items = 50)]
    licences: Vec<String>,
    /// Authorisations (compact JWS).
    #[serde(default)]
    #[schema(max_items = 50)]
    grants: Vec<String>,
    /// Facts that other departments tell (compact JWS).
    #[serde(default)]
    #[schema(max_items = 50)]
    facts: Vec<String>,
    /// Packages among the materials of one's department.
    #[serde(default)]
    #[schema(max_items = 20)]
    packages: Vec<String>,
}

/// The answer about a list.
#[derive(Serialize, ToSchema)]
#[schema(as = ExemptAnswer)]
pub(super) struct Answer {
    item: String,
    name: String,
    /// Whether nothing that is required is left to hand in.
    complete: bool,
    /// Each paper: what becomes of it, and why.
    #[schema(value_type = Vec<Object>)]
    papers: Vec<Value>,
    /// What was brought and not accepted, and why.
    #[schema(value_type = Vec<Object>)]
    left_out: Vec<Value>,
    /// The place of the entry in the audit log.
    receipt: u64,
}

/// 事项清单: the lists of papers that are known: those that come along, and those that were published.
#[utoipa::path(operation_id = "exempt_items", get, path = "/items", tag = "免提交 exemption",
    responses((status = 200, body = Vec<Object>), Problems))]
pub(super) async fn items(
    State(app): State<App>,
    _caller: Caller,
) -> Result<axum::Json<Vec<ItemRules>>, Problem> {
    Ok(axum::Json(known(&app).await?))
}

async fn known(app: &App) -> Result<Vec<ItemRules>, Problem> {
    let published = app.read(grants::items).await?;
    let mut all: Vec<ItemRules> =
        published.iter().filter_map(|text| ItemRules::from_json(text.as_bytes()).ok()).collect();
    let own: Vec<String> = all.iter().map(|rules| rules.code().to_owned()).collect();
    all.extend(builtin_items().filter(|rules| !own.iter().any(|c| c == rules.code())).cloned());
    Ok(all)
}

/// 发布清单: publish the list of papers of a service item, or a later one.
#[utoipa::path(operation_id = "exempt_publish", post, path = "/items", tag = "免提交 exemption",
    request_body = Object, security(("token" = [])),
    responses((status = 201, body = Done), Problems))]
pub(super) async fn publish(
    State(app): State<App>,
    caller: Known,
    body: Body<Value>,
) -> Result<Response, Problem> {
    let account = caller.with_role(&[Role::Administrator])?;
    let rules = ItemRules::from_json(&body.bytes)
        .map_err(|e| Problem::refused(e.code(), format!("清单有误（{e}）"), e.to_string()))?;
    let at = app.now()?.seconds();
    let mut entry = used(&account, "item.publish", at);
    entry.purpose = rules.name().to_owned();
    let text = String::from_utf8(body.bytes.to_vec()).map_err(|_| Problem::unfit())?;
    let receipt = app
        .store()
        .change(move |act| {
            let named = (rules.code(), rules.name());
            grants::publish_item(act.connection(), named, &text, at)?;
            act.record(&entry)
        })
        .await?;
    Ok((StatusCode::CREATED, axum::Json(Done { receipt })).into_response())
}

/// What was brought: licences and packages as files, statements as texts.
struct Brought {
    /// Identifier, name of the type, file.
    licences: Vec<(String, String, Vec<u8>)>,
    packages: Vec<(String, Digest)>,
    facts: Vec<String>,
    grants: Vec<String>,
}

/// What was verified, and what was not accepted.
#[derive(Default)]
struct Verified {
    licences: Vec<VerifiedLicence>,
    refused: Vec<(String, Vec<Finding>)>,
    packages: Vec<VerifiedPackage>,
    facts: Vec<VerifiedFact>,
    grants: Vec<VerifiedGrant>,
    left_out: Vec<(String, Vec<Finding>)>,
}

/// 免提交核对: what of a list need not be handed in. The decision stays the department's.
#[utoipa::path(operation_id = "exempt_check", post, path = "/exemptions", tag = "免提交 exemption",
    request_body = Question, security(("token" = [])),
    responses((status = 200, body = Answer), Problems))]
pub(super) async fn check(
    State(app): State<App>,
    caller: Known,
    body: Body<Question>,
) -> Result<axum::Json<Answer>, Problem> {
    let account = caller.with_role(&[Role::Verifier])?;
    let question = body.value;
    let own = department(&account)?;
    let rules = known(&app)
        .await?
        .into_iter()
        .find(|rules| rules.code() == question.item || rules.name() == question.item);
    let rules = rules.ok_or_else(Problem::not_found)?;
    if *rules.department() != own {
        return Err(Problem::forbidden().about("不是本部门的事项", "an item of another department"));
    }
    let brought = brought(&app, &caller, &question).await?;
    let now = app.now()?;
    let mut entry = used(&account, "exempt.check", now.seconds());
    (entry.purpose, entry.basis) = (rules.name().to_owned(), rules.basis().to_owned());
    let mut entries = vec![entry.clone()];
    for (id, ..) in &brought.licences {
        entries.push(crate::store::Use { licence: Some(id.clone()), ..entry.clone() });
    }
    let worker = app.clone();
    let judged = app.pool().run(move || {
        let verifier = worker.bench().verifier();
        let case = question.case.as_deref();
        let verified = verified(&worker, &verifier, (&rules, case), &brought, now);
        answered(&rules, &question, &verified, now)
    });
    let mut answer = judged.await??;
    answer.receipt = app
        .store()
        .change(move |act| {
            let mut receipt = 0;
            for entry in entries.iter().rev() {
                receipt = act.record(entry)?;
            }
            Ok(receipt)
        })
        .await?;
    Ok(axum::Json(answer))
}

async fn brought(app: &App, caller: &Known, question: &Question) -> Result<Brought, Problem> {
    let many = [question.licences.len(), question.grants.len(), question.facts.len()];
    if many.iter().any(|n| *n > 50) || question.packages.len() > 20 || question.parties.len() > 20 {
        return Err(Problem::too_large());
    }
    let account: Arc<_> = caller.with_role(&[Role::Verifier])?;
    let mut files = Vec::new();
    for id in &question.licences {
        let asked = id.clone();
        let licence = app.read(move |c| licences::get(c, &asked)).await?;
        caller.for_type(&[Role::Verifier], &licence.kind)?;
        let types = app.types();
        let kind = types.iter().find(|listed| listed.kind.code().as_str() == licence.kind);
        let name = kind.map(|listed| listed.kind.name().to_owned()).unwrap_or_default();
        files.push((id.clone(), name, stored(app, &licence).await?));
    }
    let mut packages = Vec::new();
    for id in &question.packages {
        let (asked, department) = (id.clone(), account.department.clone());
        let kept = app.read(move |c| materials::get(c, &asked, &department)).await?;
        packages.push((id.clone(), kept.file));
    }
    for token in &question.grants {
        if let Ok(grant) = Grant::inspect(token.as_bytes()) {
            standing(app, &grant).await?;
        }
    }
    let (facts, grants) = (question.facts.clone(), question.grants.clone());
    Ok(Brought { licences: files, packages, facts, grants })
}

fn verified(
    app: &App,
    verifier: &Verifier,
    (rules, case): (&ItemRules, Option<&str>),
    brought: &Brought,
    now: UnixTime,
) -> Verified {
    let mut all = Verified::default();
    for (id, name, file) in &brought.licences {
        match verifier.licence(file, now) {
            Ok(report) => match report.accepted() {
                Some(licence) => all.licences.push(licence.clone()),
                None => all.refused.push((name.clone(), report.all_findings().cloned().collect())),
            },
            Err(_) => all.left_out.push((id.clone(), Vec::new())),
        }
    }
    for (id, digest) in &brought.packages {
        let sound = app.store().files().check(*digest).is_ok();
        let file = sound.then(|| app.store().files().reader(*digest).ok()).flatten();
        match file.map(|file| verifier.package(std::io::BufReader::new(file), now)) {
            Some(Ok(judged)) => match judged.report.accepted() {
                Some(package) => all.packages.push(package.clone()),
                None => all.leave_out(id, judged.report.all_findings()),
            },
            _ => all.left_out.push((id.clone(), Vec::new())),
        }
    }
    for (n, token) in brought.facts.iter().enumerate() {
        let report = verifier.fact(token.as_bytes(), (rules.department(), rules.code()), now);
        match report.accepted() {
            Some(fact) => all.facts.push(fact.clone()),
            None => all.leave_out(&format!("fact {}", n + 1), report.all_findings()),
        }
    }
    for (n, token) in brought.grants.iter().enumerate() {
        let name = format!("grant {}", n + 1);
        let Ok(grant) = Grant::inspect(token.as_bytes()) else {
            all.left_out.push((name, Vec::new()));
            continue;
        };
        let item = (rules.department(), rules.code());
        let mut request = GrantRequest::for_all_of(&grant, item, &all.licences);
        if let Some(case) = case {
            request = request.with_case(case);
        }
        let report = verifier.grant(token.as_bytes(), &request, now);
        match report.accepted() {
            Some(grant) => all.grants.push(grant.clone()),
            None => all.leave_out(&name, report.all_findings()),
        }
    }
    all
}

impl Verified {
    fn leave_out<'a>(&mut self, name: &str, findings: impl Iterator<Item = &'a Finding>) {
        self.left_out.push((name.to_owned(), findings.cloned().collect()));
    }
}

fn party(somebody: &Somebody) -> Result<Party, Problem> {
    let wrong = || Problem::unfit().about("主体代码有误", "the code of a party");
    format!("{}:{}", somebody.code_type, somebody.code).parse().map_err(|_| wrong())
}

fn answered(
    rules: &ItemRules,
    question: &Question,
    verified: &Verified,
    now: UnixTime,
) -> Result<Answer, Problem> {
    let who = party(&question.applicant)?;
    let mut parties = Vec::new();
    for one in &question.parties {
        parties.push((one.role.as_deref().unwrap_or_default(), party(one)?));
    }
    let mut applicant = Applicant::new(&who);
    if let Some(case) = &question.case {
        applicant = applicant.with_case(case);
    }
    for (role, party) in &parties {
        applicant = applicant.with_party(role, party);
    }
    applicant = verified.licences.iter().fold(applicant, Applicant::with_licence);
    applicant = verified.packages.iter().fold(applicant, Applicant::with_package);
    applicant = verified.facts.iter().fold(applicant, Applicant::with_fact);
    applicant = verified.grants.iter().fold(applicant, Applicant::with_grant);
    for (name, findings) in &verified.refused {
        applicant = applicant.with_refused(name, findings);
    }
    let answer = exempt(rules, &applicant, now);
    let paper = |p: &PaperAnswer| {
        json!({
            "paper": p.paper, "required": p.required, "condition": p.condition,
            "outcome": p.outcome.as_str(), "reasons": reasons(&p.findings),
        })
    };
    let out = verified.left_out.iter().chain(&verified.refused);
    let left_out = |(name, findings): &(String, Vec<Finding>)| json!({ "name": name, "reasons": reasons(findings) });
    Ok(Answer {
        item: rules.code().to_owned(),
        name: rules.name().to_owned(),
        complete: answer.is_complete(),
        papers: answer.papers().iter().map(paper).collect(),
        left_out: out.map(left_out).collect(),
        receipt: 0,
    })
}

fn reasons(findings: &[Finding]) -> Vec<Value> {
    let one = |f: &Finding| {
        json!({
            "code": f.code().number,
            "zh": f.message(Language::Chinese), "en": f.message(Language::English),
            "next_zh": f.next_step(Language::Chinese), "next_en": f.next_step(Language::English),
        })
    };
    findings.iter().map(one).collect()
}
