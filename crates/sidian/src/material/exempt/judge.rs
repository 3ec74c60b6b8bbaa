//! Comparing what an applicant brings with what a list asks for.

use super::super::fact::{Fact, VerifiedFact};
use super::super::grant::{Grant, Subject, VerifiedGrant, Way};
use super::super::package::{Material, VerifiedPackage};
use super::super::party::Party;
use super::super::statement::SKEW;
use super::applicant::Applicant;
use super::rules::{FactRule, ItemRules, LicenceRule, MaterialRule, Paper, Stand};
use crate::licence::{Date, Metadata, Term, VerifiedLicence};
use crate::report::codes::exempt as codes;
use crate::report::{Code, Finding, Severity};
use crate::time::UnixTime;

/// What becomes of a paper, the best first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Outcome {
    /// Something stands in: it need not be handed in.
    Satisfied,
    /// Something would stand in if its holder authorised its use.
    NeedsGrant,
    /// Something would stand in if it were verified again.
    Stale,
    /// Something would have stood in, and has ended or is too old.
    Expired,
    /// Something was brought, and does not stand in.
    Refused,
    /// Nothing was brought.
    HandIn,
}

impl Outcome {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::NeedsGrant => "needs-grant",
            Self::Stale => "stale",
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::HandIn => "hand-in",
        }
    }
}

/// What stands in for a paper: what a receipt for the file is to name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Used {
    /// A licence, used under an authorisation.
    Licence {
        /// Its identifier.
        id: String,
        /// Its type.
        type_name: String,
        /// The number of the authorisation.
        grant: String,
    },
    /// A fact.
    Fact {
        /// Its number.
        id: String,
        /// Its name.
        name: String,
    },
    /// A material of an earlier package, used under an authorisation.
    Material {
        /// Its digest.
        digest: String,
        /// What it is.
        kind: String,
        /// The number of the authorisation.
        grant: String,
    },
}

/// The answer about one paper.
#[derive(Clone, Debug)]
pub struct PaperAnswer {
    /// Its name in the list.
    pub paper: String,
    /// Whether everybody has to hand it in.
    pub required: bool,
    /// In which case it is needed.
    pub condition: Option<String>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why, with what to do next.
    pub findings: Vec<Finding>,
    /// What stands in; there if and only if it is satisfied.
    pub used: Option<Used>,
}

/// The answer about a list.
#[must_use = "an answer that nobody reads exempts nobody"]
#[derive(Clone, Debug)]
pub struct Exemption {
    papers: Vec<PaperAnswer>,
}

impl Exemption {
    /// Paper by paper, in the order of the list.
    pub fn papers(&self) -> &[PaperAnswer] {
        &self.papers
    }

    /// What is left to hand in: papers that everybody needs and nothing stands in for.
    pub fn to_hand_in(&self) -> impl Iterator<Item = &PaperAnswer> {
        self.papers.iter().filter(|p| p.required && p.outcome != Outcome::Satisfied)
    }

    /// Whether nothing that everybody needs is left to hand in.
    pub fn is_complete(&self) -> bool {
        self.to_hand_in().next().is_none()
    }
}

/// How long a verification counts as one of now, in seconds.
const FRESH: i64 = 86_400;
const DAY: i64 = 86_400;

/// What one proof comes to for one rule.
struct Attempt {
    outcome: Outcome,
    findings: Vec<Finding>,
    used: Option<Used>,
}

impl Attempt {
    fn new(outcome: Outcome, finding: Finding) -> Self {
        Self { outcome, findings: vec![finding], used: None }
    }

    fn satisfied(by: &str, used: Used) -> Self {
        let finding = Finding::new(codes::PAPER_SATISFIED).with("by", by);
        Self { outcome: Outcome::Satisfied, findings: vec![finding], used: Some(used) }
    }
}

/// Which papers need not be handed in, as of `now`.
pub fn exempt(rules: &ItemRules, applicant: &Applicant<'_>, now: UnixTime) -> Exemption {
    let bench = Bench { rules, applicant, now, today: Date::in_beijing(now).ok() };
    Exemption { papers: rules.papers().iter().map(|paper| bench.paper(paper)).collect() }
}

struct Bench<'a> {
    rules: &'a ItemRules,
    applicant: &'a Applicant<'a>,
    now: UnixTime,
    today: Option<Date>,
}

impl Bench<'_> {
    fn paper(&self, paper: &Paper) -> PaperAnswer {
        let holders = self.applicant.holders(paper.of.as_deref());
        let mut best = Attempt::new(Outcome::HandIn, Finding::new(codes::PAPER_HAND_IN));
        for stand in &paper.accepts {
            let attempts = match stand {
                Stand::Licence(rule) => self.licences(rule, &holders, paper),
                Stand::Fact(rule) => self.facts(rule, &holders, paper),
                Stand::Material(rule) => self.materials(rule, &holders, paper),
            };
            for attempt in attempts {
                if attempt.outcome < best.outcome {
                    best = attempt;
                }
            }
        }
        PaperAnswer {
            paper: paper.name.clone(),
            required: paper.required,
            condition: paper.condition.clone(),
            outcome: best.outcome,
            findings: best.findings,
            used: best.used,
        }
    }

    fn licences(&self, rule: &LicenceRule, holders: &[&Party], paper: &Paper) -> Vec<Attempt> {
        let is_asked = |m: &Metadata| match &rule.code {
            Some(code) => m.id().type_code().as_str() == code,
            None => m.type_name() == rule.name,
        };
        let brought = self.applicant.licences.iter().filter(|l| is_asked(l.metadata()));
        let mut attempts: Vec<Attempt> =
            brought.map(|licence| self.licence(licence, rule, holders, paper)).collect();
        for refused in self.applicant.refused.iter().filter(|r| r.type_name == rule.name) {
            let finding = Finding::new(codes::PAPER_REFUSED).with("by", named(refused.type_name));
            let mut attempt = Attempt::new(Outcome::Refused, finding);
            let why = refused.findings.iter().filter(|f| f.severity() >= Severity::Undetermined);
            attempt.findings.extend(why.cloned());
            attempts.push(attempt);
        }
        attempts
    }

    fn licence(
        &self,
        licence: &VerifiedLicence,
        rule: &LicenceRule,
        holders: &[&Party],
        paper: &Paper,
    ) -> Attempt {
        let metadata = licence.metadata();
        let by = named(metadata.type_name());
        let about = |code: &'static Code| Finding::new(code).with("by", &by);
        let Some(holder) = holders.iter().find(|holder| holder.holds(metadata)) else {
            return self.other_holder(&by, paper);
        };
        if let Some(missing) = rule.fields.iter().find(|field| !states(metadata, field)) {
            return Attempt::new(
                Outcome::Refused,
                about(codes::PAPER_FIELD).with("field", missing),
            );
        }
        let issuer = metadata.id().issuer().as_str();
        if !rule.from.is_empty() && !rule.from.iter().any(|code| code == issuer) {
            return Attempt::new(Outcome::Refused, about(codes::PAPER_SOURCE));
        }
        match self.today.map(|today| metadata.term_on(today)) {
            Some(Term::Within) => {}
            Some(Term::Past) => {
                let until = metadata.valid_until().map(|d| d.to_string()).unwrap_or_default();
                let finding = about(codes::PAPER_EXPIRED).with("until", until);
                return Attempt::new(Outcome::Expired, finding);
            }
            Some(Term::Future) | None => {
                let from = metadata.valid_from().unwrap_or(metadata.issue_date());
                let finding = about(codes::PAPER_NOT_YET).with("from", from);
                return Attempt::new(Outcome::Refused, finding);
            }
        }
        if let Some(days) = rule.max_age_days
            && let Some(old) = self.too_old(&by, metadata.issue_date(), days)
        {
            return old;
        }
        if let Some(stale) = self.stale(&by, licence.judged_at()) {
            return stale;
        }
        let id = metadata.id().to_string();
        let subject = Subject::Licence(id.clone());
        match self.granted(&subject, &rule.fields, holder, rule.by_duty) {
            None => Attempt::new(Outcome::NeedsGrant, about(codes::PAPER_NEEDS_GRANT)),
            Some(grant) => {
                let (type_name, grant) = (metadata.type_name().to_owned(), grant.id().to_owned());
                Attempt::satisfied(&by, Used::Licence { id, type_name, grant })
            }
        }
    }

    fn facts(&self, rule: &FactRule, holders: &[&Party], paper: &Paper) -> Vec<Attempt> {
        let brought = self.applicant.facts.iter().filter(|f| f.fact().code() == rule.code);
        brought.map(|fact| self.fact(fact, rule, holders, paper)).collect()
    }

    fn fact(
        &self,
        verified: &VerifiedFact,
        rule: &FactRule,
        holders: &[&Party],
        paper: &Paper,
    ) -> Attempt {
        let fact: &Fact = verified.fact();
        let by = named(fact.name());
        let about = |code: &'static Code| Finding::new(code).with("by", &by);
        if !holders.contains(&fact.about()) {
            return self.other_holder(&by, paper);
        }
        let teller = fact.teller();
        if !teller.is_organisation() || !rule.from.iter().any(|code| code == teller.code()) {
            return Attempt::new(Outcome::Refused, about(codes::PAPER_SOURCE));
        }
        if !fact.holds() {
            return Attempt::new(Outcome::Refused, about(codes::PAPER_DENIED));
        }
        let (issued, until) = fact.period();
        if until <= self.now {
            let finding = about(codes::PAPER_EXPIRED).with("until", until);
            return Attempt::new(Outcome::Expired, finding);
        }
        if issued > self.now.plus(SKEW) {
            let finding = about(codes::PAPER_NOT_YET).with("from", issued);
            return Attempt::new(Outcome::Refused, finding);
        }
        let told = Date::in_beijing(issued).ok();
        if let Some(old) = told.and_then(|told| self.too_old(&by, told, rule.max_age_days)) {
            return old;
        }
        if fact.recipient() != self.rules.department() || fact.item() != self.rules.code() {
            return Attempt::new(Outcome::NeedsGrant, about(codes::PAPER_NEEDS_GRANT));
        }
        match self.stale(&by, verified.judged_at()) {
            Some(stale) => stale,
            None => {
                let (id, name) = (fact.id().to_owned(), fact.name().to_owned());
                Attempt::satisfied(&by, Used::Fact { id, name })
            }
        }
    }

    fn materials(&self, rule: &MaterialRule, holders: &[&Party], paper: &Paper) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for package in &self.applicant.packages {
            for (description, signers) in package.acts() {
                let by_whom = |code: &str| {
                    let party = Party::organisation(code).ok();
                    party.is_some_and(|party| signers.iter().any(|s| party.is_named_by(s)))
                };
                let vouched = match rule.from.as_slice() {
                    [] => by_whom(self.rules.department().code()),
                    from => from.iter().any(|code| by_whom(code)),
                };
                let made = UnixTime::from_rfc3339(&description.made).ok();
                for material in description.materials.iter().filter(|m| m.kind == rule.kind) {
                    let case = Taken { package, material, made, vouched };
                    attempts.push(self.material(&case, rule, holders, paper));
                }
            }
        }
        attempts
    }

    fn material(
        &self,
        taken: &Taken<'_>,
        rule: &MaterialRule,
        holders: &[&Party],
        paper: &Paper,
    ) -> Attempt {
        let material = taken.material;
        let by = named(&material.kind);
        let about = |code: &'static Code| Finding::new(code).with("by", &by);
        let holder = material.holder.as_deref();
        let holder = holders.iter().find(|h| holder.is_some_and(|text| text == h.reveal()));
        let Some(holder) = holder else { return self.other_holder(&by, paper) };
        if !taken.vouched || !rule.sources.contains(&material.source) {
            return Attempt::new(Outcome::Refused, about(codes::PAPER_SOURCE));
        }
        let last = material.last_day();
        if material.valid_until.is_some() && last.is_none_or(|last| Some(last) < self.today) {
            let until = material.valid_until.as_deref().unwrap_or_default();
            let finding = about(codes::PAPER_EXPIRED).with("until", until);
            return Attempt::new(Outcome::Expired, finding);
        }
        // The time is the word of whoever signed the package, and that is a department here.
        let made = taken.made.filter(|made| *made <= self.now.plus(SKEW));
        let Some(made) = made.and_then(|made| Date::in_beijing(made).ok()) else {
            return Attempt::new(Outcome::Refused, about(codes::PAPER_SOURCE));
        };
        if let Some(old) = self.too_old(&by, made, rule.max_age_days) {
            return old;
        }
        if let Some(stale) = self.stale(&by, taken.package.judged_at()) {
            return stale;
        }
        let digest = material.digest.to_ascii_lowercase();
        match self.granted(&Subject::Material(digest.clone()), &[], holder, false) {
            None => Attempt::new(Outcome::NeedsGrant, about(codes::PAPER_NEEDS_GRANT)),
            Some(grant) => {
                let (kind, grant) = (material.kind.clone(), grant.id().to_owned());
                Attempt::satisfied(&by, Used::Material { digest, kind, grant })
            }
        }
    }

    fn other_holder(&self, by: &str, paper: &Paper) -> Attempt {
        let role = paper.of.as_deref().unwrap_or("申请人");
        let finding = Finding::new(codes::PAPER_OTHER_HOLDER).with("by", by).with("role", role);
        Attempt::new(Outcome::Refused, finding)
    }

    /// An authorisation that covers this use. What a report said of it before is asked again here:
    /// it may have been judged for another item, or earlier.
    fn granted(
        &self,
        subject: &Subject,
        fields: &[String],
        holder: &Party,
        by_duty: bool,
    ) -> Option<&Grant> {
        let covers = |verified: &&VerifiedGrant| {
            let grant = verified.grant();
            let (from, until) = grant.period();
            let named = grant.resources().iter().any(|resource| {
                let enough = match &resource.fields {
                    None => true,
                    Some(granted) => {
                        !fields.is_empty() && fields.iter().all(|field| granted.contains(field))
                    }
                };
                resource.subject == *subject && enough
            });
            named
                && grant.recipient() == self.rules.department()
                && grant.item().code == self.rules.code()
                && grant.holder() == holder
                && (by_duty || !matches!(grant.way(), Way::Duty { .. }))
                && grant.case().is_none_or(|case| self.applicant.case() == Some(case))
                && from <= self.now.plus(SKEW)
                && self.now < until
                && self.is_fresh(verified.judged_at())
        };
        self.applicant.grants.iter().find(|grant| covers(grant)).map(|found| found.grant())
    }

    fn is_fresh(&self, judged_at: UnixTime) -> bool {
        judged_at <= self.now.plus(SKEW) && self.now <= judged_at.plus(FRESH)
    }

    fn stale(&self, by: &str, judged_at: UnixTime) -> Option<Attempt> {
        let finding = Finding::new(codes::PAPER_STALE).with("by", by).with("at", judged_at);
        (!self.is_fresh(judged_at)).then(|| Attempt::new(Outcome::Stale, finding))
    }

    fn too_old(&self, by: &str, made: Date, days: u32) -> Option<Attempt> {
        let oldest = Date::in_beijing(self.now.plus(-DAY * i64::from(days))).ok();
        if oldest.is_some_and(|oldest| made >= oldest) {
            return None;
        }
        let finding = Finding::new(codes::PAPER_TOO_OLD).with("by", by);
        let finding = finding.with("made", made).with("days", days);
        Some(Attempt::new(Outcome::Expired, finding))
    }
}

/// A material of an earlier package.
struct Taken<'a> {
    package: &'a VerifiedPackage,
    material: &'a Material,
    made: Option<UnixTime>,
    /// Whether somebody whom the list names signed for it.
    vouched: bool,
}

fn named(name: &str) -> String {
    format!("《{name}》")
}

fn states(metadata: &Metadata, field: &str) -> bool {
    let value = metadata.extension(field).or_else(|| metadata.optional(field));
    value.is_some_and(|value| !value.reveal().trim().is_empty()) || field == "ZZBH"
}
