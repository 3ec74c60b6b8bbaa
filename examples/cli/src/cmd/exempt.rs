//! `sidian exempt`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::exempt::{
    Applicant, Exemption, ItemRules, Outcome, PaperAnswer, builtin_items, exempt,
};
use sidian::material::fact::VerifiedFact;
use sidian::material::grant::{Grant, GrantRequest, VerifiedGrant};
use sidian::material::package::VerifiedPackage;
use sidian::report::{Finding, Language};
use sidian::time::UnixTime;
use sidian::verifier::Verifier;

use super::statement::{JudgeArgs, metadata, party, unreadable};
use crate::failure::Failure;
use crate::files;
use crate::locale::{pick, text};
use crate::ui::{Tone, Ui, harmless, tinted};

#[derive(Args)]
pub(crate) struct ExemptArgs {
    /// The list of papers: a file, or the code or name of one that comes along
    #[arg(value_name = "LIST.json|ITEM")]
    list: String,

    /// The applicant, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    applicant: String,

    /// Another party of the case, as role=kind:code (repeatable)
    #[arg(long, value_name = "ROLE=KIND:CODE")]
    party: Vec<String>,

    /// The case
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,

    /// A licence (repeatable)
    #[arg(long, value_name = "FILE.pdf")]
    licence: Vec<PathBuf>,

    /// An authorisation (repeatable)
    #[arg(long, value_name = "FILE")]
    grant: Vec<PathBuf>,

    /// A fact that another department told (repeatable)
    #[arg(long, value_name = "FILE")]
    fact: Vec<PathBuf>,

    /// A package with earlier materials (repeatable)
    #[arg(long, value_name = "FILE.asice")]
    package: Vec<PathBuf>,

    #[command(flatten)]
    judge: JudgeArgs,
}

/// What was verified, and what was not accepted.
#[derive(Default)]
struct Brought {
    licences: Vec<VerifiedLicence>,
    refused: Vec<(String, Vec<Finding>)>,
    packages: Vec<VerifiedPackage>,
    facts: Vec<VerifiedFact>,
    grants: Vec<VerifiedGrant>,
    /// Other files that were not accepted, with the reasons.
    left_out: Vec<(String, Vec<Finding>)>,
}

pub(super) fn run(args: &ExemptArgs, ui: &Ui) -> Result<u8, Failure> {
    let rules = rules(&args.list)?;
    let who = party("--applicant", &args.applicant)?;
    let parties = args.party.iter().map(|text| role(text)).collect::<Result<Vec<_>, _>>()?;
    let (verifier, at) = args.judge.verifier(ui)?;
    let brought = brought(args, &rules, &verifier, at)?;
    let mut applicant = Applicant::new(&who);
    if let Some(case) = &args.case {
        applicant = applicant.with_case(case);
    }
    for (role, party) in &parties {
        applicant = applicant.with_party(role, party);
    }
    applicant = brought.licences.iter().fold(applicant, Applicant::with_licence);
    applicant = brought.packages.iter().fold(applicant, Applicant::with_package);
    applicant = brought.facts.iter().fold(applicant, Applicant::with_fact);
    applicant = brought.grants.iter().fold(applicant, Applicant::with_grant);
    for (type_name, findings) in &brought.refused {
        applicant = applicant.with_refused(type_name, findings);
    }
    let answer = exempt(&rules, &applicant, at);
    match args.judge.json {
        true => {
            ui.print(&format!("{}\n", as_json(&rules, &answer, &brought, ui.language())))?;
        }
        false => ui.print(&as_text(&rules, &answer, &brought, ui.language()))?,
    }
    // 3 as for what stays open: something is left to hand in.
    Ok(if answer.is_complete() { 0 } else { 3 })
}

fn rules(asked: &str) -> Result<ItemRules, Failure> {
    let path = Path::new(asked);
    if !path.is_file()
        && let Some(known) = builtin_items().find(|r| r.code() == asked || r.name() == asked)
    {
        return Ok(known.clone());
    }
    if !path.exists() {
        let known: Vec<&str> = builtin_items().map(ItemRules::name).collect();
        let known = known.join("、");
        return Err(Failure::new(
            text!("没有事项“{asked}”，也没有这个文件", "there is no item and no file “{asked}”"),
            text!("内置事项：{known}", "built in: {known}"),
        ));
    }
    let bytes = files::read_some(path, files::SMALL)?;
    ItemRules::from_json(&bytes).map_err(|e| unreadable(path, e))
}

fn role(text: &str) -> Result<(String, Party), Failure> {
    let (role, code) = text.split_once('=').unwrap_or(("", text));
    Ok((role.to_owned(), party("--party", code)?))
}

fn brought(
    args: &ExemptArgs,
    rules: &ItemRules,
    verifier: &Verifier,
    at: UnixTime,
) -> Result<Brought, Failure> {
    let mut all = Brought::default();
    for path in &args.licence {
        let bytes = files::read_some(path, files::DOCUMENT)?;
        let report = verifier.licence(&bytes, at).map_err(|e| unreadable(path, e))?;
        match report.accepted() {
            Some(licence) => all.licences.push(licence.clone()),
            None => {
                // What it says it is serves the explanation only.
                let type_name = metadata(path).map(|m| m.type_name().to_owned());
                let why = report.all_findings().cloned().collect();
                all.refused.push((type_name.unwrap_or_default(), why));
            }
        }
    }
    for path in &args.package {
        let file = std::fs::File::open(path).map_err(|e| files::cannot_read(path, &e))?;
        let judged = verifier.package(file, at).map_err(|e| unreadable(path, e))?;
        match judged.report.accepted() {
            Some(package) => all.packages.push(package.clone()),
            None => all.leave_out(path, judged.report.all_findings()),
        }
    }
    for path in &args.fact {
        let bytes = files::read_some(path, files::SMALL)?;
        let report = verifier.fact(trimmed(&bytes), (rules.department(), rules.code()), at);
        match report.accepted() {
            Some(fact) => all.facts.push(fact.clone()),
            None => all.leave_out(path, report.all_findings()),
        }
    }
    for path in &args.grant {
        let bytes = files::read_some(path, files::SMALL)?;
        let grant = Grant::inspect(trimmed(&bytes)).map_err(|e| unreadable(path, e))?;
        let item = (rules.department(), rules.code());
        let mut request = GrantRequest::for_all_of(&grant, item, &all.licences);
        if let Some(case) = &args.case {
            request = request.with_case(case);
        }
        let report = verifier.grant(trimmed(&bytes), &request, at);
        match report.accepted() {
            Some(grant) => all.grants.push(grant.clone()),
            None => all.leave_out(path, report.all_findings()),
        }
    }
    Ok(all)
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii()
}

impl Brought {
    fn leave_out<'a>(&mut self, path: &Path, findings: impl Iterator<Item = &'a Finding>) {
        let name = path.to_string_lossy().into_owned();
        self.left_out.push((name, findings.cloned().collect()));
    }
}

fn as_json(rules: &ItemRules, answer: &Exemption, brought: &Brought, language: Language) -> Value {
    let reasons = |findings: &[Finding]| -> Vec<Value> {
        let one = |f: &Finding| json!({ "code": f.code().number, "message": f.message(language), "next": f.next_step(language) });
        findings.iter().map(one).collect()
    };
    let paper = |p: &PaperAnswer| {
        json!({
            "paper": p.paper, "required": p.required, "condition": p.condition,
            "outcome": p.outcome.as_str(), "reasons": reasons(&p.findings),
        })
    };
    let left_out = |(name, findings): &(String, Vec<Finding>)| json!({ "file": name, "reasons": reasons(findings) });
    json!({
        "item": rules.code(), "name": rules.name(), "complete": answer.is_complete(),
        "papers": answer.papers().iter().map(paper).collect::<Vec<_>>(),
        "left_out": brought.left_out.iter().map(left_out).collect::<Vec<_>>(),
    })
}

fn as_text(rules: &ItemRules, answer: &Exemption, brought: &Brought, language: Language) -> String {
    let say = |zh, en| pick(language, zh, en);
    let mut out = format!("{}  {}\n", harmless(rules.name()), harmless(rules.department_name()));
    for paper in answer.papers() {
        let (tone, word) = match paper.outcome {
            Outcome::Satisfied => (Tone::Good, say("免提交", "EXEMPT")),
            _ if !paper.required => (Tone::Plain, say("视情形提交", "IF NEEDED")),
            Outcome::NeedsGrant => (Tone::Open, say("需要授权", "NEEDS CONSENT")),
            Outcome::Stale => (Tone::Open, say("需要重新核验", "VERIFY AGAIN")),
            Outcome::Expired => (Tone::Bad, say("已过期", "EXPIRED")),
            Outcome::Refused => (Tone::Bad, say("不能替代", "NOT ACCEPTED")),
            Outcome::HandIn => (Tone::Open, say("须提交", "HAND IN")),
        };
        out += &format!("  {}  {}\n", tinted(tone, word), harmless(&paper.paper));
        if let Some(condition) = &paper.condition {
            out += &format!("      {}\n", harmless(condition));
        }
        out += &lines(&paper.findings, language);
    }
    for (name, findings) in &brought.left_out {
        out += &format!("  {}  {}\n", tinted(Tone::Bad, say("未采用", "LEFT OUT")), harmless(name));
        out += &lines(findings, language);
    }
    let left = answer.to_hand_in().count();
    out += &match (left, language) {
        (0, Language::Chinese) => "必交材料全部免提交\n".to_owned(),
        (0, _) => "nothing that is required is left to hand in\n".to_owned(),
        (n, Language::Chinese) => format!("还须提交 {n} 份材料\n"),
        (n, _) => format!("{n} left to hand in\n"),
    };
    out
}

fn lines(findings: &[Finding], language: Language) -> String {
    let line = |f: &Finding| {
        let (message, next) = (f.message(language), f.next_step(language));
        let arrow = if next.is_empty() { String::new() } else { format!("  → {next}") };
        format!("      [{}] {}{}\n", f.code().number, harmless(&message), harmless(&arrow))
    };
    findings.iter().map(line).collect()
}
