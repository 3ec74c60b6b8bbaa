//! Acts upon show codes.

use sidian::cose::{Sign1, to_base45};
use sidian::crypto::Signer;
use sidian::crypto::{SigningKey, Suite};
use sidian::licence::LicenceId;
use sidian::material::HolderKey;
use sidian::material::show::{MOST_CHARACTERS, ShowCode, ShowDraft, ShowRequest};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, Player, verified_licence};
use sidian_testkit::pki::TestPki;

use super::{Act, Outcome};

pub(super) const ACTS: &[Act] = &[
    ("as-shown", |c| scanned(c, &shown(&c.holder, 0), 10)),
    ("phone-key", |c| {
        let phone = SigningKey::generate(suite(c)).expect("a key");
        let statement = HolderKey::sign(
            verified_licence().metadata(),
            (&c.holder.party, phone.public_key()),
            (now(), now().plus(DAY)),
            c.department.key(),
            c.department.chain(),
        )
        .expect("a statement");
        let code = ShowDraft::new(&licence_id()).sign(&phone, now()).expect("a code");
        let request = ShowRequest::new(verified_licence());
        c.verifier(&[&statement]).show(&code, &request, now()).into()
    }),
    ("yesterdays-screenshot", |c| scanned(c, &shown(&c.holder, -DAY), 0)),
    ("replayed", |c| {
        let (verifier, code) = (c.verifier(&[]), shown(&c.holder, 0));
        let request = ShowRequest::new(verified_licence());
        assert!(verifier.show(&code, &request, now()).accept().is_ok(), "the first is good");
        verifier.show(&code, &request, now().plus(30)).into()
    }),
    ("nobody-remembers", |c| {
        let mut store = TrustStore::new();
        for suite in [Suite::P256, suite(c)] {
            let root = TestPki::new(suite).root.certificate.clone();
            store = store.with_certificate("test", root);
        }
        let verifier = Verifier::new(store).with_evidence(c.evidence(&[]));
        let request = ShowRequest::new(verified_licence());
        verifier.show(&shown(&c.holder, 0), &request, now()).into()
    }),
    ("relayed-with-another-key", |c| scanned(c, &shown(&c.stranger, 0), 0)),
    ("no-key-at-hand", |c| {
        let verifier = c.verifier_with(Evidence::new());
        let request = ShowRequest::new(verified_licence());
        verifier.show(&shown(&c.holder, 0), &request, now()).into()
    }),
    ("clock-ahead", |c| scanned(c, &shown(&c.holder, 600), 0)),
    ("clock-a-little-ahead", |c| scanned(c, &shown(&c.holder, 30), 0)),
    ("other-licence", |c| {
        let other = licence_id().next_version().expect("a version");
        scanned(c, &ShowDraft::new(&other).sign(c.holder.key(), now()).expect("a code"), 0)
    }),
    ("other-department", |c| {
        let draft = ShowDraft::new(&licence_id()).to(&c.department.party);
        let code = draft.sign(c.holder.key(), now()).expect("a code");
        let request = ShowRequest::new(verified_licence()).by(&c.department.party);
        assert!(c.verifier(&[]).show(&code, &request, now()).accept().is_ok(), "its own");
        let request = ShowRequest::new(verified_licence()).by(&c.other_department.party);
        c.verifier(&[]).show(&code, &request, now()).into()
    }),
    ("lives-for-a-day", |c| {
        let id = licence_id().to_string();
        let payload = claims(id.trim_start_matches("1.2.156.3005.2."), DAY);
        let bytes = Sign1::sign(&payload, c.holder.key()).expect("an envelope");
        scanned(c, &format!("SD1:{}", to_base45(&bytes)), 0)
    }),
    ("edited", |c| {
        let code = shown(&c.holder, 0);
        let at = code.len() / 2;
        let other = if code.as_bytes()[at] == b'A' { "B" } else { "A" };
        let mut edited = code.clone();
        edited.replace_range(at..=at, other);
        scanned(c, &edited, 0)
    }),
    ("a-web-address", |c| scanned(c, "HTTPS://PAY.EXAMPLE/1", 0)),
];

const DAY: i64 = 86_400;

fn suite(c: &Cast) -> Suite {
    c.holder.key().public_key().suite().expect("a suite")
}

fn licence_id() -> LicenceId {
    verified_licence().metadata().id().to_string().parse().expect("an identifier")
}

fn shown(by: &Player, offset: i64) -> String {
    ShowDraft::new(&licence_id()).sign(by.key(), now().plus(offset)).expect("a code")
}

fn scanned(c: &Cast, code: &str, later: i64) -> Outcome {
    let request = ShowRequest::new(verified_licence());
    c.verifier(&[]).show(code, &request, now().plus(later)).into()
}

/// CWT claims by hand: `sub`, `exp`, `iat`, `cti`.
fn claims(licence: &str, life: i64) -> Vec<u8> {
    let number = |n: i64| [&[0x1a][..], &u32::try_from(n).expect("a time").to_be_bytes()].concat();
    let length = u8::try_from(licence.len()).expect("short");
    let mut out = vec![0xa4, 2, 0x78, length];
    out.extend(licence.as_bytes());
    out.push(4);
    out.extend(number(now().seconds() + life));
    out.push(6);
    out.extend(number(now().seconds()));
    out.extend([7, 0x48, 1, 2, 3, 4, 5, 6, 7, 8]);
    out
}

#[test]
fn a_code_made_by_hand_is_read_as_ours() {
    let c = Cast::new(Suite::Sm2);
    let id = licence_id().to_string();
    let payload = claims(id.trim_start_matches("1.2.156.3005.2."), 60);
    let bytes = Sign1::sign(&payload, c.holder.key()).unwrap();
    let code = format!("SD1:{}", to_base45(&bytes));
    assert_eq!(ShowCode::inspect(&code).unwrap().licence(), &licence_id());
    let request = ShowRequest::new(verified_licence());
    assert!(c.verifier(&[]).show(&code, &request, now()).accept().is_ok());
}

#[test]
fn a_code_fits_with_the_longest_serial_in_use() {
    let c = Cast::new(Suite::Sm2);
    let parts = licence_id();
    let parts = parts.parts();
    let issuer = parts.issuer().as_str().parse().unwrap();
    for (serial, fits) in [(32, true), (64, false)] {
        let serial = "F".repeat(serial);
        let id = LicenceId::new(parts.type_code().clone(), issuer, &serial, 1).unwrap();
        let code = ShowDraft::new(&id).sign(c.holder.key(), now());
        eprintln!("serial of {}: {:?} characters", serial.len(), code.as_ref().map(String::len));
        assert_eq!(code.is_ok(), fits, "{}", serial.len());
        let Ok(code) = code else { continue };
        assert!(code.len() <= MOST_CHARACTERS);
    }
    assert!(ShowDraft::new(&licence_id()).with_life(301).sign(c.holder.key(), now()).is_err());
}

#[test]
fn a_phone_signs_elsewhere() {
    let c = Cast::new(Suite::Ed25519);
    let key = c.holder.key();
    let prepared =
        ShowDraft::new(&licence_id()).prepare(key.algorithm(), key.public_key(), now()).unwrap();
    let value = key.sign(&prepared.to_be_signed()).unwrap();
    let code = prepared.complete(&value).unwrap();
    let request = ShowRequest::new(verified_licence());
    assert!(c.verifier(&[]).show(&code, &request, now()).accept().is_ok());
}

#[test]
fn a_forged_copy_does_not_use_up_the_true_code() {
    let c = Cast::new(Suite::P256);
    let (verifier, code) = (c.verifier(&[]), shown(&c.holder, 0));
    let mut forged = code.clone();
    let last = forged.pop();
    forged.push(if last == Some('0') { '1' } else { '0' });
    let request = ShowRequest::new(verified_licence());
    for text in [forged.as_str(), &code[..code.len() - 1]] {
        assert!(verifier.show(text, &request, now()).accept().is_err());
    }
    assert!(verifier.show(&code, &request, now()).accept().is_ok());
}
