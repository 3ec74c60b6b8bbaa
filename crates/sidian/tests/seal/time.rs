//! Valid when it was used and valid now are two questions; timestamps answer the first for good.

use sidian::crypto::{Signer, Suite};
use sidian::report::codes::{seal as codes, signature as signature_codes};
use sidian::report::{Fact, TimeSource, Verdict};
use sidian::seal::{Seal, SealingDraft, SesVersion};
use sidian::time::UnixTime;
use sidian::trust::{Evidence, Policy, RevocationMode};
use sidian::verifier::Verifier;
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal as world;

use super::{alone, explained, used, weighty};

/// A moment after the seal, but not the certificates, have ended.
fn later() -> UnixTime {
    clock::at("2030-01-01T00:00:00Z")
}

/// A sealing made at `at` with a timestamp of `stamped`.
fn stamped(pki: &TestPki, seal: &Seal, at: UnixTime, stamped: UnixTime) -> Vec<u8> {
    let digest = pki.signer.key.algorithm().hash().digest(b"content");
    let draft = SealingDraft::new(seal, "x");
    let chain = pki.chain(&pki.signer);
    let prepared = draft.prepare(digest.as_ref(), &chain, pki.signer.key.algorithm(), at);
    let prepared = prepared.expect("prepared");
    let value = pki.signer.key.sign(prepared.to_be_signed()).expect("a value");
    let token = world::token(pki, &value, stamped);
    prepared.complete_with_timestamp(&value, &token).expect("a sealing")
}

#[test]
fn an_expired_seal_fails_alone_and_was_valid_when_a_timestamp_says_so() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = world::seal(pki, SesVersion::V5);
    let report = alone(pki, seal.as_bytes(), later());
    assert_eq!(weighty(&report), (Verdict::Failed, vec![6011]), "{}", explained(&report));

    let bare = world::sealing(pki, &seal, b"content");
    let report = used(pki, &bare, b"content", later());
    assert_eq!(weighty(&report), (Verdict::Indeterminate, vec![6013]), "{}", explained(&report));
    let facts = report.seal().expect("a seal");
    assert_eq!((facts.valid_at_sealing, facts.valid_now), (Fact::Unknown, Fact::No));

    let proven = stamped(pki, &seal, clock::now(), clock::now());
    let report = used(pki, &proven, b"content", later());
    assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{}", explained(&report));
    assert!(report.has(codes::SEAL_EXPIRED_SINCE));
    let facts = report.seal().expect("a seal");
    assert_eq!((facts.valid_at_sealing, facts.valid_now), (Fact::Yes, Fact::No));
    assert_eq!(facts.sealed_at.map(|t| t.source), Some(TimeSource::Timestamp));

    // Stamped only after the end: nobody knows when it was sealed.
    let late = stamped(pki, &seal, clock::now(), clock::at("2029-06-01T00:00:00Z"));
    let report = used(pki, &late, b"content", later());
    assert_eq!(weighty(&report), (Verdict::Indeterminate, vec![6013]), "{}", explained(&report));
}

#[test]
fn a_seal_before_its_time_fails() {
    let pki = TestPki::new(Suite::Ed25519);
    let draft = world::draft(pki)
        .with_validity(clock::at("2027-01-01T00:00:00Z"), clock::at("2028-01-01T00:00:00Z"));
    let seal = world::make(pki, draft);
    assert_eq!(weighty(&alone(pki, seal.as_bytes(), clock::now())), (Verdict::Failed, vec![6010]));
    let before = clock::at("2025-12-01T00:00:00Z");
    let seal = world::seal(pki, SesVersion::V5);
    let (verdict, numbers) = weighty(&alone(pki, seal.as_bytes(), before));
    assert!(verdict == Verdict::Failed && numbers.contains(&6014) && numbers.contains(&6010));
}

#[test]
fn a_timestamp_over_the_seal_is_carried_judged_and_held_to_the_seal() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = world::seal(pki, SesVersion::V5);
    let value = seal.to_be_timestamped().expect("a value");
    let token = world::token(pki, &value, world::made_at());
    let good = seal.with_timestamp(&token).expect("stamped");
    let report = alone(pki, good.as_bytes(), clock::now());
    assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{}", explained(&report));
    assert!(good.structure().expect("a seal").timestamp.is_some());

    let other = world::token(pki, b"something else", world::made_at());
    assert_eq!(seal.with_timestamp(&other).map(|_| ()).map_err(|e| e.code()), Err(6113));
    assert_eq!(seal.with_timestamp(b"\x01\x02\x03").map(|_| ()).map_err(|e| e.code()), Err(6113));
    let old = world::seal(pki, SesVersion::V4);
    assert_eq!(old.with_timestamp(&token).map(|_| ()).map_err(|e| e.code()), Err(6115));

    // What our own writing refuses, others may write.
    let put = |token: &[u8]| sidian::ses::with_timestamp(seal.as_bytes(), token).expect("written");
    for (token, code) in [(&b"\x01\x02\x03"[..], 5030), (&other, 5031)] {
        let report = alone(pki, &put(token), clock::now());
        let (verdict, numbers) = weighty(&report);
        assert_eq!(verdict, Verdict::Failed, "{}", explained(&report));
        assert!(numbers.contains(&6017) && numbers.contains(&code), "{numbers:?}");
    }
    let early = world::token(pki, &value, clock::at("2026-01-01T00:00:00Z"));
    let report = alone(pki, &put(&early), clock::now());
    assert_eq!(weighty(&report), (Verdict::Failed, vec![6018]), "{}", explained(&report));
}

#[test]
fn a_timestamp_over_the_use_is_held_to_it() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = world::seal(pki, SesVersion::V5);
    let der = world::sealing(pki, &seal, b"content");
    let other = world::token(pki, b"something else", clock::now());
    let der = sidian::ses::with_timestamp(&der, &other).expect("written");
    let report = used(pki, &der, b"content", clock::now());
    assert!(report.has(signature_codes::TIMESTAMP_IMPRINT), "{}", explained(&report));
    assert_eq!(report.verdict(), Some(Verdict::Failed));
}

#[test]
fn a_makers_certificate_that_ended_since_does_not_undo_the_seal() {
    let pki = TestPki::new(Suite::Ed25519);
    let maker = &pki.expired_signer;
    let then = clock::at("2023-06-01T00:00:00Z");
    let info = world::draft(pki).with_validity(then, clock::at("2028-12-31T00:00:00Z"));
    let info = info.build().expect("a seal");
    let seal = info.make(&maker.key, &pki.chain(maker), then).expect("a seal");
    // Lists of today say nothing about a certificate that ended before they were made.
    let policy = Policy::new().with_revocation(RevocationMode::Skip);
    let evidence = Evidence::new().with_certificates(pki.issuing.certificate.der());
    let verifier = Verifier::new(world::trust(pki)).with_policy(policy);
    let verifier = verifier.with_evidence(evidence.expect("a certificate"));
    let report = verifier.seal(seal.as_bytes(), clock::now()).expect("a seal");
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", explained(&report));
    assert!(report.has(codes::SEAL_MAKER_SINCE));
}

#[test]
fn a_makers_key_that_was_compromised_since_leaves_the_seal_open_unless_it_was_stamped_before() {
    let pki = TestPki::new(Suite::Ed25519);
    // Revoked for keyCompromise at 2026-03-01, after the seal is said to have been made.
    let maker = &pki.revoked_signer;
    let info = world::draft(pki).build().expect("a seal");
    let seal = info.make(&maker.key, &pki.chain(maker), world::made_at()).expect("a seal");
    let report = alone(pki, seal.as_bytes(), clock::now());
    assert_eq!(weighty(&report), (Verdict::Indeterminate, vec![6008]), "{}", explained(&report));
    let value = seal.to_be_timestamped().expect("a value");
    let seal = seal.with_timestamp(&world::token(pki, &value, world::made_at())).expect("stamped");
    let report = alone(pki, seal.as_bytes(), clock::now());
    assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{}", explained(&report));
}
