//! Acts upon presentations.

use serde_json::json;
use sidian::jose::encode;
use sidian::material::share::{ShareDraft, ShareRequest, SharedLicence};
use sidian::time::UnixTime;
use sidian::trust::Evidence;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, Player, verified_licence};
use sidian_testkit::pki::TestPki;

use super::{Act, Outcome};

pub(super) const ACTS: &[Act] = &[
    ("as-presented", |c| verified(c, &presented(c), |r| r)),
    ("with-decoys", |c| {
        let draft = ShareDraft::new(verified_licence().metadata(), c.holder.key().public_key());
        let text = draft.with_decoys(20).sign(year(), c.department.key(), c.department.chain());
        verified(c, &bound(c, &text.expect("shared"), FIELDS, &c.holder), |r| r)
    }),
    ("disclosure-forged", |c| {
        let forged = encode(json!(["c2FsdA", "KZ_ZS", "别处"]).to_string().as_bytes());
        verified(c, &with_disclosure(c, &forged), |r| r)
    }),
    ("disclosed-twice", |c| {
        let text = shared(c, &c.department);
        let once = SharedLicence::inspect(text.as_bytes()).expect("shared");
        let one = once.disclose(&["ZZBH"]).expect("a field").unbound();
        let disclosure = one.split('~').nth(1).expect("a disclosure").to_owned();
        verified(c, &with_disclosure(c, &disclosure), |r| r)
    }),
    ("hidden-validity", |c| {
        let hidden = encode(json!(["c2FsdA", "ZZYXQJZRQ", "20991231"]).to_string().as_bytes());
        verified(c, &with_disclosure(c, &hidden), |r| r)
    }),
    ("no-key-binding", |c| {
        let text = shared(c, &c.department);
        let all = SharedLicence::inspect(text.as_bytes()).expect("shared");
        verified(c, &all.disclose(FIELDS).expect("fields").unbound(), |r| r)
    }),
    ("bound-with-another-key", |c| {
        verified(c, &bound(c, &shared(c, &c.department), FIELDS, &c.stranger), |r| r)
    }),
    ("bound-to-another-verifier", |c| {
        let request = ShareRequest::new("https://other.example", NONCE).for_purpose(PURPOSE);
        c.verifier(&[]).share(presented(c).as_bytes(), &request.with_fields(FIELDS), now()).into()
    }),
    ("another-nonce", |c| {
        let request = ShareRequest::new(AUDIENCE, "n-2").for_purpose(PURPOSE);
        c.verifier(&[]).share(presented(c).as_bytes(), &request.with_fields(FIELDS), now()).into()
    }),
    ("presented-yesterday", |c| {
        c.verifier(&[]).share(presented(c).as_bytes(), &request(), now().plus(DAY)).into()
    }),
    ("a-field-taken-away", |c| {
        let text = presented(c);
        let mut parts: Vec<&str> = text.split('~').collect();
        parts.remove(1);
        verified(c, &parts.join("~"), |r| r.with_fields(&[]))
    }),
    ("other-purpose", |c| verified(c, &presented(c), |r| r.for_purpose("贷款"))),
    ("field-not-disclosed", |c| verified(c, &presented(c), |r| r.with_fields(&["ZZBH", "CZZTDM"]))),
    ("expired", |c| {
        let late = now().plus(400 * DAY);
        let text = shared(c, &c.department);
        let all = SharedLicence::inspect(text.as_bytes()).expect("shared");
        let chosen = all.disclose(FIELDS).expect("fields");
        let text = chosen.bind((AUDIENCE, NONCE, Some(PURPOSE)), c.holder.key(), late);
        c.verifier(&[]).share(text.expect("bound").as_bytes(), &request(), late).into()
    }),
    ("issued-by-a-stranger", |c| {
        verified(c, &bound(c, &shared(c, &c.other_department), FIELDS, &c.holder), |r| r)
    }),
    ("status-list-missing", |c| {
        let pki = TestPki::new(c.holder.key().public_key().suite().expect("a suite"));
        let mut evidence =
            Evidence::new().with_certificates(pki.issuing.certificate.der()).expect("a CA");
        for crl in pki.crls() {
            evidence = evidence.with_crl(crl.der()).expect("a list");
        }
        c.verifier_with(evidence).share(presented(c).as_bytes(), &request(), now()).into()
    }),
];

const DAY: i64 = 86_400;
const AUDIENCE: &str = "https://hall.example";
const NONCE: &str = "n-1";
const PURPOSE: &str = "核对经营者";
const FIELDS: &[&str] = &["ZZBH", "CZZT"];

fn year() -> (UnixTime, UnixTime) {
    (now().plus(-DAY), now().plus(365 * DAY))
}

fn shared(c: &Cast, issuer: &Player) -> String {
    ShareDraft::new(verified_licence().metadata(), c.holder.key().public_key())
        .sign(year(), issuer.key(), issuer.chain())
        .expect("shared")
}

fn bound(_: &Cast, text: &str, fields: &[&str], by: &Player) -> String {
    let all = SharedLicence::inspect(text.as_bytes()).expect("shared");
    let chosen = all.disclose(fields).expect("fields");
    chosen.bind((AUDIENCE, NONCE, Some(PURPOSE)), by.key(), now()).expect("bound")
}

fn presented(c: &Cast) -> String {
    bound(c, &shared(c, &c.department), FIELDS, &c.holder)
}

/// A presentation with one more disclosure, which the holder signs for.
fn with_disclosure(c: &Cast, disclosure: &str) -> String {
    let mut text = shared(c, &c.department);
    let all = SharedLicence::inspect(text.as_bytes()).expect("shared");
    text = all.disclose(FIELDS).expect("fields").unbound();
    text.push_str(disclosure);
    text.push('~');
    // Without the reader of the library, which might refuse to help.
    let hash = sidian::crypto::Hash::Sha256.digest(text.as_bytes());
    let claims = json!({
        "aud": AUDIENCE, "nonce": NONCE, "iat": now().seconds(), "purpose": PURPOSE,
        "sd_hash": encode(hash.as_ref()),
    });
    let header = sidian::jose::Header::new("kb+jwt");
    let token = sidian::jose::Jws::sign(&header, claims.to_string().as_bytes(), c.holder.key());
    text + &token.expect("a token")
}

fn request() -> ShareRequest<'static> {
    ShareRequest::new(AUDIENCE, NONCE).for_purpose(PURPOSE).with_fields(FIELDS)
}

fn verified(
    c: &Cast,
    text: &str,
    change: impl FnOnce(ShareRequest<'static>) -> ShareRequest<'static>,
) -> Outcome {
    c.verifier(&[]).share(text.as_bytes(), &change(request()), now()).into()
}

#[test]
fn only_what_was_chosen_is_disclosed_and_what_decides_validity_is_always_open() {
    let c = Cast::new(sidian::crypto::Suite::Ed25519);
    let text = presented(c);
    let report = c.verifier(&[]).share(text.as_bytes(), &request(), now());
    let facts = report.accept().expect("passes");
    assert_eq!(facts.get("CZZT"), Some(&json!(["示例餐馆"])));
    assert_eq!(facts.get("CZZTDM"), None);
    assert_eq!(facts.disclosed().map(|(name, _)| name).collect::<Vec<_>>(), ["CZZT", "ZZBH"]);
    assert!(facts.get("ZZYXQJZRQ").is_some() && facts.get("ZZBS").is_some());
    let payload = text.split(['~', '.']).nth(1).unwrap();
    let open = String::from_utf8(sidian::jose::decode(payload).unwrap()).unwrap();
    for hidden in ["91410800MA4400D94H", "示例餐馆", "JY14108000000001", "示例路1号"] {
        assert!(!open.contains(hidden), "{hidden} stands open");
    }
}

#[test]
fn a_phone_signs_elsewhere() {
    let c = Cast::new(sidian::crypto::Suite::Sm2);
    let text = shared(c, &c.department);
    let all = SharedLicence::inspect(text.as_bytes()).unwrap();
    let key = c.holder.key();
    let prepared = all
        .disclose(FIELDS)
        .unwrap()
        .prepare((AUDIENCE, NONCE, Some(PURPOSE)), (key.algorithm(), key.public_key()), now())
        .unwrap();
    let value = key.sign(prepared.to_be_signed()).unwrap();
    let text = prepared.complete(value).unwrap();
    assert!(c.verifier(&[]).share(text.as_bytes(), &request(), now()).accept().is_ok());
}

#[test]
fn a_field_that_is_not_there_cannot_be_chosen() {
    let c = Cast::new(sidian::crypto::Suite::Sm2);
    let text = shared(c, &c.department);
    let all = SharedLicence::inspect(text.as_bytes()).unwrap();
    assert!(all.disclose(&["KZ_NICHTS"]).is_err());
    assert!(all.disclose(&["ZZBS"]).is_ok(), "stands open anyway");
}
