//! Exemption: what stands in for a paper, what does not, and that no proof ever harms.

use std::io::Cursor;
use std::sync::OnceLock;

use proptest::prelude::*;
use sidian::crypto::Suite;
use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::exempt::{Applicant, ItemRules, Outcome, Used, builtin_items, exempt};
use sidian::material::fact::{FactDraft, VerifiedFact};
use sidian::material::grant::{GrantDraft, GrantRequest, Operator, ServiceItem, VerifiedGrant};
use sidian::material::package::{Material, PackageDraft, Source, VerifiedPackage};
use sidian::report::codes::{exempt as codes, material};
use sidian::report::{Language, Verdict};
use sidian::time::UnixTime;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, Player, verified_licence};
use sidian_testkit::pki::TestPki;

const DAY: i64 = 86_400;
const ITEM: &str = "410800-0131-01";
const CASE: &str = "2026-0001";

fn cast() -> &'static Cast {
    Cast::new(Suite::P256)
}

/// A list with one paper for which `accepts` stand in, handled by `department`.
fn list(department: &Party, item: &str, accepts: &serde_json::Value) -> ItemRules {
    let file = serde_json::json!({
        "format": 1, "code": item, "name": "示例事项",
        "department": { "name": "四电测试局", "code": department.code() },
        "papers": [{ "name": "许可证", "required": true, "accepts": accepts }],
    });
    ItemRules::from_json(file.to_string().as_bytes()).expect("a list")
}

fn licence_rule(by_duty: bool, field: Option<&str>, age: Option<u32>) -> serde_json::Value {
    let mut rule = serde_json::json!({ "name": "食品经营许可证", "by_duty": by_duty });
    if let Some(field) = field {
        rule["fields"] = serde_json::json!([field]);
    }
    if let Some(age) = age {
        rule["max_age_days"] = age.into();
    }
    serde_json::json!({ "licence": rule })
}

/// A grant of the scene's licence that passed for what it says itself.
fn grant(to: &Player, item: &str, field: &[&str], case: Option<&str>, duty: bool) -> VerifiedGrant {
    let c = cast();
    let licence = verified_licence();
    let asked = ServiceItem { code: item.into(), name: "示例事项".into() };
    let id = licence.metadata().id().to_string().parse().expect("an identifier");
    let mut draft =
        GrantDraft::new(&c.holder.party, &to.party, &asked, "办理").with_licence(&id, field);
    let mut request = GrantRequest::new(&to.party, item, "办理").with_licence(licence, field);
    if let Some(case) = case {
        draft = draft.with_case(case);
        request = request.with_case(case);
    }
    let mut signer = &c.holder;
    if duty {
        let who =
            Operator { account: "u1".into(), name: "经办人".into(), unit: "窗口".into() };
        draft = draft.by_duty("示例条例第一条", who);
        signer = to;
    }
    let period = (now(), now().plus(7 * DAY));
    let token = draft.sign(period, signer.key(), signer.chain()).expect("a grant");
    let report = c.verifier(&[]).grant(token.as_bytes(), &request, now());
    report.accept().expect("a grant that passes")
}

fn told(to: &Player, item: &str, about: &Party, code: &str, holds: bool) -> VerifiedFact {
    let c = cast();
    let teller = &c.other_department;
    let draft = FactDraft::new(
        (&teller.party, &to.party),
        item,
        (code, "完税信息"),
        (about, holds),
        (now(), now().plus(30 * DAY)),
    );
    let token = draft.sign(teller.key(), teller.chain()).expect("a fact");
    let report = c.verifier(&[]).fact(token.as_bytes(), (&to.party, item), now());
    report.accept().expect("a fact that passes")
}

/// A package that `by` took in, with one material about `holder`.
fn taken_in(by: &Player, holder: &Party, source: Source) -> (VerifiedPackage, VerifiedGrant) {
    let c = cast();
    let pki = TestPki::new(Suite::P256);
    let key = by.key();
    let chain = [by.identity.certificate.clone(), pki.issuing.certificate.clone()];
    let mut material = Material::new("账户.txt", "银行账户证明", "text/plain")
        .vouched(source, Some("综合窗口".into()));
    material.holder = Some(holder.reveal());
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::new(out, "以前的申请", key.algorithm()).expect("begun");
    draft.add(material, &mut "账户".as_bytes()).expect("added");
    let package = draft.sign(key, &chain, now()).expect("signed");
    let package = c.verifier(&[]).package(package, now()).expect("an archive");
    let package = package.report.accept().expect("a package that passes");
    let digest = package.materials().next().expect("a material").digest.to_ascii_lowercase();
    let item = ServiceItem { code: ITEM.into(), name: "示例事项".into() };
    let draft = GrantDraft::new(&c.holder.party, &c.department.party, &item, "办理");
    let period = (now(), now().plus(7 * DAY));
    let token = draft.with_material(&digest).sign(period, c.holder.key(), c.holder.chain());
    let request = GrantRequest::new(&c.department.party, ITEM, "办理").with_material(&digest);
    let report = c.verifier(&[]).grant(token.expect("a grant").as_bytes(), &request, now());
    (package, report.accept().expect("a grant that passes"))
}

fn outcome(rules: &ItemRules, applicant: &Applicant<'_>, at: UnixTime) -> Outcome {
    let answer = exempt(rules, applicant, at);
    let paper = &answer.papers()[0];
    assert_eq!(paper.used.is_some(), paper.outcome == Outcome::Satisfied);
    for finding in &paper.findings {
        for language in [Language::Chinese, Language::English] {
            assert!(!finding.message(language).contains('?'), "{}", finding.message(language));
        }
    }
    paper.outcome
}

#[test]
fn a_licence_stands_in_only_with_its_holder_term_and_authorisation() {
    let c = cast();
    let (holder, department) = (&c.holder.party, &c.department.party);
    let licence = verified_licence();
    let rules = list(department, ITEM, &serde_json::json!([licence_rule(false, None, None)]));
    let given = grant(&c.department, ITEM, &[], None, false);
    let base = Applicant::new(holder);
    assert_eq!(outcome(&rules, &base, now()), Outcome::HandIn);
    let with = base.clone().with_licence(licence);
    assert_eq!(outcome(&rules, &with, now()), Outcome::NeedsGrant);
    let both = with.clone().with_grant(&given);
    assert_eq!(outcome(&rules, &both, now()), Outcome::Satisfied);
    let answer = exempt(&rules, &both, now());
    let id = licence.metadata().id().to_string();
    assert!(answer.is_complete());
    assert!(matches!(&answer.papers()[0].used,
        Some(Used::Licence { id: used, grant, .. }) if *used == id && grant == given.grant().id()));
    // Verified yesterday is not verified now.
    assert_eq!(outcome(&rules, &both, now().plus(DAY + 1)), Outcome::Stale);
    let stranger = Applicant::new(&c.stranger.party).with_licence(licence).with_grant(&given);
    assert_eq!(outcome(&rules, &stranger, now()), Outcome::Refused);
    let old = list(department, ITEM, &serde_json::json!([licence_rule(false, None, Some(1))]));
    assert_eq!(outcome(&old, &both, now()), Outcome::Expired);
    let unknown = licence_rule(false, Some("KZ_MEIYOU"), None);
    let unknown = list(department, ITEM, &serde_json::json!([unknown]));
    assert_eq!(outcome(&unknown, &both, now()), Outcome::Refused);
}

#[test]
fn an_authorisation_for_something_else_does_not_count() {
    let c = cast();
    let licence = verified_licence();
    let rules =
        list(&c.department.party, ITEM, &serde_json::json!([licence_rule(false, None, None)]));
    let duty =
        list(&c.department.party, ITEM, &serde_json::json!([licence_rule(true, None, None)]));
    let others = [
        grant(&c.other_department, ITEM, &[], None, false),
        grant(&c.department, "another", &[], None, false),
        grant(&c.department, ITEM, &["ZZBH"], None, false),
        grant(&c.department, ITEM, &[], Some(CASE), false),
        grant(&c.department, ITEM, &[], None, true),
    ];
    for other in &others {
        let applicant = Applicant::new(&c.holder.party).with_licence(licence).with_grant(other);
        assert_eq!(outcome(&rules, &applicant, now()), Outcome::NeedsGrant, "{other:?}");
    }
    let by_duty = Applicant::new(&c.holder.party).with_licence(licence).with_grant(&others[4]);
    assert_eq!(outcome(&duty, &by_duty, now()), Outcome::Satisfied);
    let in_case = Applicant::new(&c.holder.party).with_licence(licence).with_grant(&others[3]);
    assert_eq!(
        outcome(&rules, &in_case.clone().with_case("2026-0002"), now()),
        Outcome::NeedsGrant
    );
    assert_eq!(outcome(&rules, &in_case.with_case(CASE), now()), Outcome::Satisfied);
}

#[test]
fn a_fact_counts_from_whom_the_list_names_about_the_applicant_if_it_holds() {
    let c = cast();
    let holder = &c.holder.party;
    let from = c.other_department.party.code();
    let rule = |from: &str| {
        serde_json::json!([{ "fact": {
            "code": "tax", "name": "完税信息", "from": [from], "max_age_days": 10 } }])
    };
    let rules = list(&c.department.party, ITEM, &rule(from));
    let elsewhere = list(&c.department.party, ITEM, &rule(c.department.party.code()));
    let answer = |rules: &ItemRules, fact: &VerifiedFact, at| {
        outcome(rules, &Applicant::new(holder).with_fact(fact), at)
    };
    let yes = told(&c.department, ITEM, holder, "tax", true);
    assert_eq!(answer(&rules, &yes, now()), Outcome::Satisfied);
    assert_eq!(answer(&elsewhere, &yes, now()), Outcome::Refused);
    assert_eq!(answer(&rules, &yes, now().plus(11 * DAY)), Outcome::Expired);
    assert_eq!(answer(&rules, &yes, now().plus(31 * DAY)), Outcome::Expired);
    let no = told(&c.department, ITEM, holder, "tax", false);
    assert_eq!(answer(&rules, &no, now()), Outcome::Refused);
    let other = told(&c.department, ITEM, &c.stranger.party, "tax", true);
    assert_eq!(answer(&rules, &other, now()), Outcome::Refused);
    let item = told(&c.department, "another", holder, "tax", true);
    assert_eq!(answer(&rules, &item, now()), Outcome::NeedsGrant);
}

#[test]
fn a_fact_for_another_department_item_or_forged_is_refused() {
    let c = cast();
    let teller = &c.other_department;
    let draft = |period| {
        FactDraft::new(
            (&teller.party, &c.department.party),
            ITEM,
            ("tax", "完税信息"),
            (&c.holder.party, true),
            period,
        )
    };
    let period = (now(), now().plus(DAY));
    let token = draft(period).sign(teller.key(), teller.chain()).expect("a fact");
    let judged = |token: &str, to: &Party, item: &str, at| {
        c.verifier(&[]).fact(token.as_bytes(), (to, item), at)
    };
    let (here, other) = (&c.department.party, &c.other_department.party);
    assert_eq!(judged(&token, here, ITEM, now()).verdict(), Some(Verdict::Passed));
    assert!(judged(&token, other, ITEM, now()).has(codes::FACT_RECIPIENT));
    assert!(judged(&token, here, "another", now()).has(codes::FACT_ITEM));
    assert!(judged(&token, here, ITEM, now().plus(DAY)).has(codes::FACT_EXPIRED));
    assert!(judged(&token, here, ITEM, now().plus(-DAY)).has(codes::FACT_FUTURE));
    let mimic = draft(period).sign(c.stranger.key(), c.stranger.chain()).expect("a fact");
    let mimic = judged(&mimic, here, ITEM, now());
    assert!(mimic.has(material::STATEMENT_SIGNER));
    assert_eq!(mimic.verdict(), Some(Verdict::Failed));
    let broken = token.replacen('e', "f", 1);
    assert_ne!(judged(&broken, here, ITEM, now()).verdict(), Some(Verdict::Passed));
}

#[test]
fn an_earlier_material_counts_where_the_department_took_it_in() {
    let c = cast();
    let (holder, department) = (&c.holder.party, &c.department);
    let rule = |days: u32| {
        serde_json::json!([{ "material": {
            "kind": "银行账户证明", "sources": ["copy"], "max_age_days": days } }])
    };
    let rules = list(&department.party, ITEM, &rule(365));
    let answer = |(package, grant): &(VerifiedPackage, VerifiedGrant)| {
        let applicant = Applicant::new(holder).with_package(package);
        let open = outcome(&rules, &applicant, now());
        (open, outcome(&rules, &applicant.with_grant(grant), now()))
    };
    let good = taken_in(department, holder, Source::Copy);
    assert_eq!(answer(&good), (Outcome::NeedsGrant, Outcome::Satisfied));
    let own = taken_in(&c.holder, holder, Source::Copy);
    assert_eq!(answer(&own).1, Outcome::Refused, "the applicant vouches for a copy of his own");
    let other = taken_in(department, &c.stranger.party, Source::Copy);
    assert_eq!(answer(&other).1, Outcome::Refused);
    let stated = taken_in(department, holder, Source::Statement);
    assert_eq!(answer(&stated).1, Outcome::Refused);
}

#[test]
fn what_was_refused_explains_and_never_stands_in() {
    let c = cast();
    let rules =
        list(&c.department.party, ITEM, &serde_json::json!([licence_rule(false, None, None)]));
    let mut forged = sidian_testkit::licence::licence();
    let middle = forged.len() / 3;
    forged[middle] ^= 1;
    let report = sidian_testkit::licence::verifier().licence(&forged, now()).expect("a PDF");
    let findings: Vec<_> = report.all_findings().cloned().collect();
    let applicant = Applicant::new(&c.holder.party).with_refused("食品经营许可证", &findings);
    let answer = exempt(&rules, &applicant, now());
    let paper = &answer.papers()[0];
    assert_eq!(paper.outcome, Outcome::Refused);
    assert!(paper.findings.len() > 1, "the reasons of the report are there");
}

#[test]
fn three_lists_come_along_and_nobody_is_exempted_for_nothing() {
    assert_eq!(builtin_items().count(), 3);
    for rules in builtin_items() {
        let applicant = Applicant::new(&cast().holder.party);
        let answer = exempt(rules, &applicant, now());
        let required = rules.papers().iter().filter(|p| p.required).count();
        assert_eq!(answer.to_hand_in().count(), required, "{}", rules.name());
        assert!(!rules.basis().is_empty() && !rules.note().is_empty());
    }
}

/// Proofs of every sort: fit ones, and ones for something else.
struct Pool {
    licence: &'static VerifiedLicence,
    grants: Vec<VerifiedGrant>,
    facts: Vec<VerifiedFact>,
    packages: Vec<VerifiedPackage>,
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        let c = cast();
        let mut grants = Vec::new();
        for to in [&c.department, &c.other_department] {
            for item in [ITEM, "another"] {
                for field in [&[][..], &["ZZBH"][..]] {
                    for (case, duty) in [(None, false), (Some(CASE), false), (None, true)] {
                        grants.push(grant(to, item, field, case, duty));
                    }
                }
            }
        }
        let mut facts = Vec::new();
        for about in [&c.holder.party, &c.stranger.party] {
            for (item, holds) in [(ITEM, true), (ITEM, false), ("another", true)] {
                facts.push(told(&c.department, item, about, "tax", holds));
            }
        }
        let mut packages = Vec::new();
        for (by, holder) in [(&c.department, &c.holder.party), (&c.holder, &c.stranger.party)] {
            let (package, grant) = taken_in(by, holder, Source::Copy);
            packages.push(package);
            grants.push(grant);
        }
        Pool { licence: verified_licence(), grants, facts, packages }
    })
}

/// Which of the pool somebody brings: a bit for each.
#[derive(Clone, Copy, Debug)]
struct Bag(u64);

fn bring(who: &'static Party, bag: Bag, case: Option<&'static str>) -> Applicant<'static> {
    let pool = pool();
    let mut at = 0;
    let mut has = || {
        at += 1;
        bag.0 >> (at - 1) & 1 == 1
    };
    let mut applicant = Applicant::new(who);
    if let Some(case) = case {
        applicant = applicant.with_case(case);
    }
    if has() {
        applicant = applicant.with_licence(pool.licence);
    }
    applicant = pool.facts.iter().filter(|_| has()).fold(applicant, Applicant::with_fact);
    applicant = pool.packages.iter().filter(|_| has()).fold(applicant, Applicant::with_package);
    pool.grants.iter().filter(|_| has()).fold(applicant, Applicant::with_grant)
}

fn stands() -> impl Strategy<Value = serde_json::Value> {
    let licence = (any::<bool>(), any::<bool>(), proptest::option::of(1u32..400))
        .prop_map(|(duty, field, age)| licence_rule(duty, field.then_some("ZZBH"), age));
    let fact = (any::<bool>(), 1u32..60).prop_map(|(known, days)| {
        let c = cast();
        let from = if known { &c.other_department } else { &c.department };
        serde_json::json!({ "fact": { "code": "tax", "name": "完税信息",
            "from": [from.party.code()], "max_age_days": days } })
    });
    let material = (any::<bool>(), 1u32..400).prop_map(|(copy, days)| {
        let source = if copy { "copy" } else { "extract" };
        serde_json::json!({ "material": { "kind": "银行账户证明", "sources": [source],
            "max_age_days": days } })
    });
    proptest::collection::vec(prop_oneof![licence, fact, material], 0..4)
        .prop_map(serde_json::Value::Array)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn nothing_is_satisfied_without_a_passed_unexpired_authorised_proof(
        accepts in stands(),
        bag in any::<u64>(),
        own in any::<bool>(),
        in_case in any::<bool>(),
        hours in -72i64..1200,
    ) {
        let c = cast();
        let who = if own { &c.holder.party } else { &c.stranger.party };
        let rules = list(&c.department.party, ITEM, &accepts);
        let at = now().plus(hours * 3600);
        let applicant = bring(who, Bag(bag), in_case.then_some(CASE));
        let answer = exempt(&rules, &applicant, at);
        let paper = &answer.papers()[0];
        prop_assert_eq!(paper.used.is_some(), paper.outcome == Outcome::Satisfied);
        // Said again here in other words than the judge's own.
        let granted = |number: &str| {
            let found = pool().grants.iter().find(|g| g.grant().id() == number);
            let grant = found.expect("one of the pool").grant();
            grant.recipient() == &c.department.party
                && grant.item().code == ITEM
                && grant.holder() == who
                && grant.period().0 <= at.plus(60)
                && at < grant.period().1
                && (grant.case().is_none() || in_case)
        };
        let fresh = (-60..=DAY).contains(&(at.seconds() - now().seconds()));
        match &paper.used {
            None => {}
            Some(Used::Licence { grant, .. }) => {
                prop_assert!(bag & 1 == 1 && own && fresh && granted(grant));
                prop_assert!(accepts.to_string().contains("licence"));
            }
            Some(Used::Material { grant, .. }) => prop_assert!(own && fresh && granted(grant)),
            Some(Used::Fact { id, .. }) => {
                let fact = pool().facts.iter().find(|f| f.fact().id() == id).expect("of the pool");
                let fact = fact.fact();
                prop_assert!(fact.holds() && fact.about() == who && fact.item() == ITEM && fresh);
            }
            Some(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn more_proofs_never_make_more_papers_necessary(
        accepts in stands(),
        fewer in any::<u64>(),
        more in any::<u64>(),
        own in any::<bool>(),
        hours in -72i64..1200,
    ) {
        let c = cast();
        let who = if own { &c.holder.party } else { &c.stranger.party };
        let rules = list(&c.department.party, ITEM, &accepts);
        let at = now().plus(hours * 3600);
        let before = exempt(&rules, &bring(who, Bag(fewer), None), at);
        let after = exempt(&rules, &bring(who, Bag(fewer | more), None), at);
        prop_assert!(after.to_hand_in().count() <= before.to_hand_in().count());
        prop_assert!(after.papers()[0].outcome <= before.papers()[0].outcome);
    }
}
