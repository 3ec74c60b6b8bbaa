//! Acts upon authorisations.

use sidian::crypto::{Signer, SigningKey};
use sidian::licence::{LicenceId, Metadata};
use sidian::material::grant::{
    DelegationDraft, GrantDraft, GrantRequest, Operator, RevocationList, RevocationReference,
    Scope, ServiceItem,
};
use sidian::material::{HolderKey, Party};
use sidian::time::UnixTime;
use sidian::verifier::Verifier;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, Player, item, verified_licence};
use sidian_testkit::pki::TestPki;

use super::{Act, Outcome};

pub(super) const ACTS: &[Act] = &[
    ("as-granted", |c| asked(c, &granted(c), |r| r)),
    ("other-department", |c| {
        let request = GrantRequest::new(&c.other_department.party, ITEM, PURPOSE);
        let request = request.with_case(CASE).with_licence(verified_licence(), &["ZZBH"]);
        c.verifier(&[]).grant(granted(c).as_bytes(), &request, now()).into()
    }),
    ("other-purpose", |c| {
        let request = GrantRequest::new(&c.department.party, ITEM, "贷款");
        let request = request.with_case(CASE).with_licence(verified_licence(), &["ZZBH"]);
        c.verifier(&[]).grant(granted(c).as_bytes(), &request, now()).into()
    }),
    ("other-item", |c| {
        let request = GrantRequest::new(&c.department.party, "410800-0131-02", PURPOSE);
        let request = request.with_case(CASE).with_licence(verified_licence(), &["ZZBH"]);
        c.verifier(&[]).grant(granted(c).as_bytes(), &request, now()).into()
    }),
    ("other-case", |c| asked(c, &granted(c), |r| r.with_case("2026-0002"))),
    ("other-licence", |c| {
        let other = licence_id().next_version().expect("a version");
        let draft = GrantDraft::new(&c.holder.party, &c.department.party, &item(), PURPOSE);
        asked(c, &signed(&c.holder, draft.with_licence(&other, &[])), |r| r)
    }),
    ("other-field", |c| {
        let request = GrantRequest::new(&c.department.party, ITEM, PURPOSE).with_case(CASE);
        let request = request.with_licence(verified_licence(), &["ZZBH", "CZZTDM"]);
        c.verifier(&[]).grant(granted(c).as_bytes(), &request, now()).into()
    }),
    ("whole-licence", |c| {
        let request = GrantRequest::new(&c.department.party, ITEM, PURPOSE).with_case(CASE);
        let request = request.with_licence(verified_licence(), &[]);
        c.verifier(&[]).grant(granted(c).as_bytes(), &request, now()).into()
    }),
    ("too-early", |c| at(c, &granted(c), now().plus(-2 * DAY))),
    ("expired", |c| at(c, &granted(c), now().plus(7 * DAY))),
    ("used-twice", |c| {
        let (verifier, token) = (c.verifier(&[]), granted(c));
        let request = request(c).taking();
        let first = verifier.grant(token.as_bytes(), &request, now());
        assert!(first.accept().is_ok(), "the first use is good");
        verifier.grant(token.as_bytes(), &request, now()).into()
    }),
    ("nobody-counts", |c| {
        let pki = TestPki::new(sidian::crypto::Suite::P256);
        let store = sidian::trust::TrustStore::new()
            .with_certificate("test", pki.root.certificate.clone())
            .with_certificate("test", root(c));
        let verifier = Verifier::new(store).with_evidence(c.evidence(&[]));
        verifier.grant(granted(c).as_bytes(), &request(c), now()).into()
    }),
    ("not-the-holder", |c| asked(c, &signed(&c.stranger, draft(c, &c.stranger.party)), |r| r)),
    ("signed-by-a-stranger", |c| asked(c, &signed(&c.stranger, draft(c, &c.holder.party)), |r| r)),
    ("edited", |c| {
        let token = granted(c);
        let mut parts = token.split('.');
        let (header, payload, value) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let payload = String::from_utf8(sidian::jose::decode(payload).unwrap()).unwrap();
        let changed = payload.replace("\"uses\":1", "\"uses\":9");
        assert_ne!(payload, changed);
        let token = format!("{header}.{}.{value}", sidian::jose::encode(changed.as_bytes()));
        asked(c, &token, |r| r)
    }),
    ("no-certificate-of-a-known-key", |c| {
        let token = draft(c, &c.holder.party).sign(week(), c.holder.key(), &[]).unwrap();
        asked(c, &token, |r| r)
    }),
    ("phone-key", |c| phone(c, &c.department)),
    ("phone-key-bound-by-a-stranger", |c| phone(c, &c.other_department)),
    ("untrusted-certificate", |c| {
        let pki = TestPki::new(sidian::crypto::Suite::P256);
        let store = sidian::trust::TrustStore::new()
            .with_certificate("test", pki.untrusted_root.certificate.clone());
        let ledger = sidian::material::MemoryLedger::new();
        let verifier =
            Verifier::new(store).with_evidence(c.evidence(&[])).with_use_counter(Box::new(ledger));
        verifier.grant(granted(c).as_bytes(), &request(c), now()).into()
    }),
    ("withdrawn", |c| listed(c, &c.holder, Some("g1"))),
    ("withdrawn-by-a-stranger", |c| {
        // Names the holder, and is signed by somebody else.
        let list = RevocationList::new(&reference(c), day()).with("g1", now());
        let list = list.sign(c.stranger.key(), c.stranger.chain()).unwrap();
        let token = signed(&c.holder, draft(c, &c.holder.party).with_id("g1"));
        judged(c, &token, &[&list])
    }),
    ("standing-on-a-current-list", |c| listed(c, &c.holder, Some("g2"))),
    ("list-missing", |c| listed(c, &c.holder, None)),
    ("list-stale", |c| {
        let old = (now().plus(-30 * DAY), now().plus(-29 * DAY));
        let list = RevocationList::new(&reference(c), old);
        let list = list.sign(c.holder.key(), c.holder.chain()).unwrap();
        let draft = draft(c, &c.holder.party).with_revocations(reference(c));
        judged(c, &signed(&c.holder, draft), &[&list])
    }),
    ("list-alone", |c| list(c, &c.holder, day())),
    ("list-by-a-stranger", |c| list(c, &c.stranger, day())),
    ("list-ended", |c| list(c, &c.holder, (now().plus(-2 * DAY), now()))),
    ("list-of-tomorrow", |c| list(c, &c.holder, (now().plus(DAY), now().plus(2 * DAY)))),
    ("list-edited", |c| {
        let list = RevocationList::new(&reference(c), day()).with("g1", now());
        let list = list.sign(c.holder.key(), c.holder.chain()).unwrap();
        let (head, rest) = list.split_once('.').expect("a token");
        let (_, value) = rest.split_once('.').expect("a token");
        let other = RevocationList::new(&reference(c), day());
        let other = other.sign(c.holder.key(), c.holder.chain()).unwrap();
        let claims = other.split('.').nth(1).expect("claims");
        c.verifier(&[]).withdrawals(format!("{head}.{claims}.{value}").as_bytes(), now()).into()
    }),
    ("agent", |c| by_agent(c, &chain(c, 1, &[ITEM], &[ITEM], week()), &[])),
    ("agent-without-the-managers-link", |c| {
        by_agent(c, &chain(c, 1, &[ITEM], &[ITEM], week())[..1], &[])
    }),
    ("agent-with-a-strangers-link", |c| {
        let mut links = chain(c, 1, &[ITEM], &[ITEM], week());
        let link = DelegationDraft::new(
            &c.stranger.party,
            &c.stranger.party,
            &c.manager.party,
            "证照管理员",
        );
        let link = link.with_depth(1);
        links[0] = link.sign(week(), c.stranger.key(), c.stranger.chain()).unwrap();
        by_agent(c, &links, &[])
    }),
    ("agent-with-a-forged-link", |c| {
        let mut links = chain(c, 1, &[ITEM], &[ITEM], week());
        let link =
            DelegationDraft::new(&c.holder.party, &c.holder.party, &c.manager.party, "证照管理员");
        let link = link.with_depth(1);
        links[0] = link.sign(week(), c.manager.key(), c.manager.chain()).unwrap();
        by_agent(c, &links, &[])
    }),
    ("agent-beyond-the-items", |c| {
        by_agent(c, &chain(c, 1, &["别的事项"], &["别的事项"], week()), &[])
    }),
    ("manager-gives-more-than-he-has", |c| {
        by_agent(c, &chain(c, 1, &[ITEM], &[ITEM, "别的事项"], week()), &[])
    }),
    ("manager-outlasts-his-own-power", |c| {
        by_agent(c, &chain(c, 1, &[ITEM], &[ITEM], (week().0, now().plus(60 * DAY))), &[])
    }),
    ("one-link-too-many", |c| by_agent(c, &chain(c, 0, &[ITEM], &[ITEM], week()), &[])),
    ("agent-after-his-time", |c| {
        let yesterday = (now().plus(-3 * DAY), now().plus(-DAY));
        let link = |from: &Player, to: &Player, depth| {
            DelegationDraft::new(&c.holder.party, &from.party, &to.party, "经办")
                .with_depth(depth)
                .sign(yesterday, from.key(), from.chain())
                .unwrap()
        };
        by_agent(c, &[link(&c.holder, &c.manager, 1), link(&c.manager, &c.agent, 0)], &[])
    }),
    ("agent-after-cancellation", |c| {
        let list = RevocationList::new(&reference(c), day()).with("link 1", now().plus(-DAY));
        let list = list.sign(c.holder.key(), c.holder.chain()).unwrap();
        by_agent(c, &chain(c, 1, &[ITEM], &[ITEM], week()), &[&list])
    }),
    ("duty", |c| {
        let token = signed(&c.department, draft(c, &c.holder.party).by_duty(BASIS, operator()));
        asked(c, &token, |r| r)
    }),
    ("duty-for-another-department", |c| {
        // The draft makes the grantor the recipient, so the other department has to forge it.
        let token =
            signed(&c.other_department, draft(c, &c.holder.party).by_duty(BASIS, operator()));
        let token = reworded(&token, &c.other_department, |claims| {
            claims.replace(
                &format!("\"iss\":\"{}\"", c.department.party.reveal()),
                &format!("\"iss\":\"{}\"", c.other_department.party.reveal()),
            )
        });
        asked(c, &token, |r| r)
    }),
    ("holder-that-is-not-the-grantor", |c| {
        let token = reworded(&granted(c), &c.agent, |claims| {
            claims.replace(
                &format!("\"iss\":\"{}\"", c.holder.party.reveal()),
                &format!("\"iss\":\"{}\"", c.agent.party.reveal()),
            )
        });
        asked(c, &token, |r| r)
    }),
];

const DAY: i64 = 86_400;
const ITEM: &str = "410800-0131-01";
const PURPOSE: &str = "办理食品经营许可变更";
const CASE: &str = "2026-0001";
const BASIS: &str = "《食品安全法》第三十五条";

fn week() -> (UnixTime, UnixTime) {
    (now().plus(-DAY), now().plus(6 * DAY))
}

fn day() -> (UnixTime, UnixTime) {
    (now().plus(-3600), now().plus(DAY))
}

fn metadata() -> &'static Metadata {
    verified_licence().metadata()
}

fn licence_id() -> LicenceId {
    metadata().id().to_string().parse().expect("an identifier")
}

fn operator() -> Operator {
    Operator { account: "u1001".into(), name: "经办人".into(), unit: "综合窗口".into() }
}

fn reference(c: &Cast) -> RevocationReference {
    RevocationReference::new("https://grants.example/1", &c.holder.party)
}

fn root(c: &Cast) -> sidian::x509::Certificate {
    let suite = c.holder.key().public_key().suite().expect("a suite");
    TestPki::new(suite).root.certificate.clone()
}

fn draft(c: &Cast, holder: &Party) -> GrantDraft {
    GrantDraft::new(holder, &c.department.party, &item(), PURPOSE)
        .with_licence(&licence_id(), &["ZZBH"])
        .with_case(CASE)
        .with_uses(1)
}

fn signed(by: &Player, draft: GrantDraft) -> String {
    draft.sign(week(), by.key(), by.chain()).expect("a grant")
}

fn granted(c: &Cast) -> String {
    signed(&c.holder, draft(c, &c.holder.party))
}

fn request(c: &Cast) -> GrantRequest<'_> {
    let request = GrantRequest::new(&c.department.party, ITEM, PURPOSE).with_case(CASE);
    request.with_licence(verified_licence(), &["ZZBH"])
}

fn asked<'a>(
    c: &'a Cast,
    token: &str,
    change: impl FnOnce(GrantRequest<'a>) -> GrantRequest<'a>,
) -> Outcome {
    c.verifier(&[]).grant(token.as_bytes(), &change(request(c)), now()).into()
}

fn at(c: &Cast, token: &str, moment: UnixTime) -> Outcome {
    c.verifier(&[]).grant(token.as_bytes(), &request(c), moment).into()
}

fn judged(c: &Cast, token: &str, statements: &[&str]) -> Outcome {
    c.verifier(statements).grant(token.as_bytes(), &request(c), now()).into()
}

/// A grant `g1` that names the holder's list, and that list with this entry, if it is at hand.
fn listed(c: &Cast, by: &Player, entry: Option<&str>) -> Outcome {
    let grant = draft(c, &c.holder.party).with_id("g1").with_revocations(reference(c));
    let token = signed(&c.holder, grant);
    let Some(entry) = entry else { return judged(c, &token, &[]) };
    let list = RevocationList::new(&reference(c), day()).with(entry, now().plus(-60));
    let list = list.sign(by.key(), by.chain()).expect("a list");
    judged(c, &token, &[&list])
}

/// A list in the holder's name, signed by somebody, by itself.
fn list(c: &Cast, by: &Player, period: (UnixTime, UnixTime)) -> Outcome {
    let list = RevocationList::new(&reference(c), period).with("g1", now());
    let list = list.sign(by.key(), by.chain()).expect("a list");
    c.verifier(&[]).withdrawals(list.as_bytes(), now()).into()
}

/// A grant signed with a new phone's key, which `authority` says is the holder's.
fn phone(c: &Cast, authority: &Player) -> Outcome {
    let suite = c.holder.key().public_key().suite().expect("a suite");
    let phone = match suite {
        sidian::crypto::Suite::Rsa => sidian_testkit::pki::key(suite, "phone"),
        suite => SigningKey::generate(suite).expect("a key"),
    };
    let statement = HolderKey::sign(
        metadata(),
        (&c.holder.party, phone.public_key()),
        day(),
        authority.key(),
        authority.chain(),
    )
    .expect("a statement");
    let token = draft(c, &c.holder.party).sign(week(), &phone, &[]).expect("a grant");
    judged(c, &token, &[&statement])
}

/// Enterprise to manager, manager to agent.
fn chain(
    c: &Cast,
    depth: u32,
    first: &[&str],
    second: &[&str],
    period: (UnixTime, UnixTime),
) -> Vec<String> {
    let scope = |items: &[&str]| Scope {
        items: Some(items.iter().map(ToString::to_string).collect()),
        ..Scope::default()
    };
    let manager =
        DelegationDraft::new(&c.holder.party, &c.holder.party, &c.manager.party, "证照管理员")
            .with_id("link 1")
            .with_depth(depth)
            .with_scope(scope(first));
    let agent = DelegationDraft::new(&c.holder.party, &c.manager.party, &c.agent.party, "办事人")
        .with_scope(scope(second));
    vec![
        manager.sign(week(), c.holder.key(), c.holder.chain()).expect("a link"),
        agent.sign(period, c.manager.key(), c.manager.chain()).expect("a link"),
    ]
}

fn by_agent(c: &Cast, links: &[String], statements: &[&str]) -> Outcome {
    let draft = draft(c, &c.holder.party).by_agent(&c.agent.party, links);
    judged(c, &signed(&c.agent, draft), statements)
}

/// The same claims in other words, signed by somebody.
fn reworded(token: &str, by: &Player, change: impl FnOnce(&str) -> String) -> String {
    use sidian::jose::{Header, Jws, decode};

    let payload = decode(token.split('.').nth(1).expect("a payload")).expect("base64url");
    let claims = String::from_utf8(payload).expect("JSON");
    let changed = change(&claims);
    assert_ne!(claims, changed);
    let header = Header::new("grant+jwt").with_certificates(by.chain());
    Jws::sign(&header, changed.as_bytes(), by.key()).expect("a token")
}

#[test]
fn a_draft_that_breaks_the_rules_is_not_signed() {
    let c = Cast::new(sidian::crypto::Suite::Ed25519);
    let fails = |draft: GrantDraft, period| {
        draft.sign(period, c.holder.key(), c.holder.chain()).map_err(|e| e.code())
    };
    let good = || draft(c, &c.holder.party);
    assert!(fails(good(), week()).is_ok());
    assert_eq!(fails(good(), (week().1, week().0)), Err(3702));
    assert_eq!(fails(good().with_uses(0), week()), Err(3702));
    assert_eq!(fails(good().with_licence(&licence_id(), &[]), week()), Err(3702));
    assert_eq!(fails(good().with_material("sha-256:00"), week()), Err(3702));
    assert_eq!(fails(good().with_case(&"9".repeat(65)), week()), Err(3702));
    let none = GrantDraft::new(&c.holder.party, &c.department.party, &item(), PURPOSE);
    assert_eq!(fails(none, week()), Err(3702));
    let long = ServiceItem { code: String::new(), name: "x".into() };
    let none = GrantDraft::new(&c.holder.party, &c.department.party, &long, PURPOSE);
    assert_eq!(fails(none.with_licence(&licence_id(), &[]), week()), Err(3702));
}

#[test]
fn an_unknown_claim_is_refused_rather_than_passed_over() {
    let c = Cast::new(sidian::crypto::Suite::Ed25519);
    let token = reworded(&granted(c), &c.holder, |claims| {
        claims.replace("\"uses\":1", "\"uses\":1,\"weekdays\":\"mon\"")
    });
    let report = c.verifier(&[]).grant(token.as_bytes(), &request(c), now());
    assert!(report.has(sidian::report::codes::material::STATEMENT_MALFORMED));
    assert!(report.accepted().is_none());
}

#[test]
fn a_refused_use_takes_nothing_from_the_counter() {
    let c = Cast::new(sidian::crypto::Suite::Ed25519);
    let (verifier, token) = (c.verifier(&[]), granted(c));
    let late = now().plus(30 * DAY);
    assert!(verifier.grant(token.as_bytes(), &request(c).taking(), late).accept().is_err());
    assert!(verifier.grant(token.as_bytes(), &request(c), now()).accept().is_ok(), "looked at");
    assert!(verifier.grant(token.as_bytes(), &request(c).taking(), now()).accept().is_ok());
    assert!(verifier.grant(token.as_bytes(), &request(c).taking(), now()).accept().is_err());
}
