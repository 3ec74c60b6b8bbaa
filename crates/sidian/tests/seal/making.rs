//! What is made is what was asked for, passes, and what may not be made is refused.

use sidian::crypto::{Hash, Signer, Suite};
use sidian::report::codes::seal as codes;
use sidian::report::{Fact, Integrity, Trust, Verdict};
use sidian::seal::{Picture, Seal, SealDraft, SealError, SealingDraft, SesExtension, SesVersion};
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal as world;

use super::{alone, explained, used, weighty};

const SUITES: [Suite; 3] = [Suite::Sm2, Suite::Ed25519, Suite::P256];

#[test]
fn seals_of_every_suite_and_edition_pass_alone_and_in_use() {
    for suite in SUITES {
        let pki = TestPki::new(suite);
        for version in [SesVersion::V4, SesVersion::V5] {
            let case = format!("{suite:?} {version:?}");
            let seal = world::seal(pki, version);
            let report = alone(pki, seal.as_bytes(), clock::now());
            assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{case}{}", explained(&report));
            assert_eq!(report.has(codes::SEAL_OWN_PROFILE), suite != Suite::Sm2, "{case}");
            let facts = report.accept().expect("passed").report().clone();
            assert_eq!((facts.intact, facts.maker_trust), (Integrity::Ok, Trust::Trusted));
            assert_eq!((facts.id.as_str(), facts.name.as_str()), (world::CODE, world::NAME));
            assert_eq!(facts.maker.as_deref(), Some("测试制章单位"));
            assert_eq!(facts.picture.format, Some("svg"));
            assert_eq!(facts.version, version.number());

            let der = world::sealing(pki, &seal, b"content");
            let report = used(pki, &der, b"content", clock::now());
            assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{case}{}", explained(&report));
            let facts = report.seal().expect("a seal");
            assert_eq!(facts.valid_at_sealing, Fact::Yes, "{case}");
            assert_eq!((facts.valid_now, facts.signer_listed), (Fact::Yes, Fact::Yes), "{case}");
            assert_eq!(facts.signer.as_deref(), Some("测试签名人甲"), "{case}");
            assert_eq!(facts.sealed_at.map(|t| t.at), Some(clock::now()), "{case}");
        }
    }
}

#[test]
fn a_list_of_digests_names_the_signer_as_well_as_a_list_of_certificates() {
    let pki = TestPki::new(Suite::Sm2);
    for hash in [Hash::Sm3, Hash::Sha256] {
        let seal = world::make(pki, world::draft(pki).with_signers_by_digest(hash));
        assert!(seal.lists(&pki.signer.certificate));
        assert!(!seal.lists(&pki.second_signer.certificate));
        let der = world::sealing(pki, &seal, b"content");
        let report = used(pki, &der, b"content", clock::now());
        assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{}", explained(&report));
    }
}

#[test]
fn a_key_elsewhere_makes_the_same_seal_and_a_wrong_value_is_not_taken() {
    let pki = TestPki::new(Suite::Ed25519);
    let maker = world::maker(pki);
    let info = || world::draft(pki).build().expect("a seal");
    let chain = pki.chain(&maker);
    let here = info().make(&maker.key, &chain, world::made_at()).expect("a seal");
    let prepare = || info().prepare(&chain, maker.key.algorithm(), world::made_at());
    let value = maker.key.sign(prepare().expect("prepared").to_be_signed()).expect("a value");
    let there = prepare().expect("prepared").complete(&value).expect("a seal");
    assert_eq!(here.as_bytes(), there.as_bytes(), "Ed25519 signs the same twice");
    let other = pki.signer.key.sign(prepare().expect("prepared").to_be_signed()).expect("a value");
    let got = prepare().expect("prepared").complete(&other);
    assert!(matches!(got, Err(SealError::ValueInvalid)));
}

fn picture() -> Picture {
    Picture::new(world::SVG, 42, 42).expect("a picture")
}

#[test]
fn what_may_not_be_made_is_refused_before_anything_is_signed() {
    let pki = TestPki::new(Suite::P256);
    let signer = &pki.signer.certificate;
    let now = clock::now();
    let good = |id: &str, name: &str| {
        SealDraft::new(id, name, picture()).with_validity(now, now.plus(1)).with_signer(signer)
    };
    let cases: Vec<(u32, SealDraft)> = vec![
        (6103, good("99080000000017", "名")),
        (6103, good("41080000000000", "名")),
        (6112, good("", "名")),
        (6112, good("标识", "名")),
        (6112, good("a", "")),
        (6112, good("a", "名\u{202e}称")),
        (6112, good("a", &"长".repeat(201))),
        (6112, good("a", "名").with_vendor("厂")),
        (6104, good("a", "名").with_validity(now, now)),
        (6104, SealDraft::new("a", "名", picture()).with_signer(signer)),
        (6107, SealDraft::new("a", "名", picture()).with_validity(now, now.plus(1))),
        (6107, good("a", "名").with_signer(signer)),
        (6107, good("a", "名").with_signers_by_digest(Hash::Sha1)),
        (6115, good("a", "名").with_version(SesVersion::V1)),
    ];
    for (code, draft) in cases {
        let shown = format!("{draft:?}");
        let got = draft.build().map(|_| ()).map_err(|e| e.code());
        assert_eq!(got, Err(code), "{shown}");
    }
    assert!(good("free text", "名").build().is_ok());
}

#[test]
fn whoever_may_not_make_or_use_a_seal_is_refused() {
    let pki = TestPki::new(Suite::P256);
    let now = clock::now();
    let info = || world::draft(pki).build().expect("a seal");
    let make = |who: &sidian_testkit::pki::Identity, key: &dyn Signer| {
        info().make(key, &pki.chain(who), now).map(|_| ()).map_err(|e| e.code())
    };
    let expired = &pki.expired_signer;
    assert_eq!(make(expired, &expired.key), Err(6101));
    assert_eq!(make(&pki.signer, &pki.second_signer.key), Err(6106));
    let rsa = &TestPki::new(Suite::Rsa).signer;
    assert_eq!(make(rsa, &rsa.key), Err(6111));
    let nobody = info().make(&pki.signer.key, &[], now);
    assert_eq!(nobody.map(|_| ()).map_err(|e| e.code()), Err(6102));

    let seal = world::seal(pki, SesVersion::V4);
    let digest = Hash::Sha256.digest(b"content");
    let apply = |seal: &Seal, who: &sidian_testkit::pki::Identity, digest: &[u8], now| {
        let draft = SealingDraft::new(seal, "x");
        draft.seal(digest, &who.key, &pki.chain(who), now).map(|_| ()).map_err(|e| e.code())
    };
    let late = clock::at("2029-01-01T00:00:00Z");
    assert_eq!(apply(&seal, &pki.signer, digest.as_ref(), now), Ok(()));
    assert_eq!(apply(&seal, &pki.second_signer, digest.as_ref(), now), Err(6110));
    assert_eq!(apply(&seal, &pki.signer, &[1; 20], now), Err(6105));
    assert_eq!(apply(&seal, &pki.signer, digest.as_ref(), late), Err(6109));
    let mut forged = seal.as_bytes().to_vec();
    let at = forged.windows(6).position(|w| w == "四电".as_bytes()).expect("the name");
    forged[at..at + 6].copy_from_slice("五电".as_bytes());
    let forged = Seal::from_der(&forged).expect("a structure");
    assert_eq!(apply(&forged, &pki.signer, digest.as_ref(), now), Err(6108));
}

#[test]
fn the_room_kept_for_a_sealing_is_enough_and_not_much_more() {
    for suite in SUITES {
        let pki = TestPki::new(suite);
        let seal = world::seal(pki, SesVersion::V5);
        let info = "/Doc_0/Signs/Sign_0/Signature.xml";
        let room = SealingDraft::new(&seal, info).room(&pki.signer.certificate);
        let used = world::sealing(pki, &seal, b"content").len();
        assert!(used <= room && room < used + 600, "{suite:?}: {used} of {room}");
    }
}

#[test]
fn extensions_are_carried_and_critical_ones_leave_the_answer_open() {
    let pki = TestPki::new(Suite::Ed25519);
    let oid = sidian::asn1::oid::AD_OCSP;
    let extension = SesExtension::new(oid, *b"\x05\x00");
    let seal = world::make(pki, world::draft(pki).with_extension(extension.clone()));
    let report = alone(pki, seal.as_bytes(), clock::now());
    assert_eq!(weighty(&report), (Verdict::Passed, vec![]));
    let critical = SesExtension { critical: true, ..extension };
    let seal = world::make(pki, world::draft(pki).with_extension(critical));
    let report = alone(pki, seal.as_bytes(), clock::now());
    assert_eq!(weighty(&report), (Verdict::Indeterminate, vec![3225]));
}

#[test]
fn types_are_carried_and_never_judged() {
    let pki = TestPki::new(Suite::Ed25519);
    for kind in [0, 1, 6, 15, u64::MAX] {
        let seal = world::make(pki, world::draft(pki).with_type(kind));
        let report = alone(pki, seal.as_bytes(), clock::now());
        assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{kind}");
        assert_eq!(report.seal().map(|s| s.kind), Some(kind));
    }
}
