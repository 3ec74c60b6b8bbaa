//! A seal's state by the register of its maker.

use sidian::crypto::Suite;
use sidian::report::codes::seal as codes;
use sidian::report::{SealState, Verdict};
use sidian::seal::register::{SealEvent, SealRegister, SealRegisterError, SignedSealRegister};
use sidian::seal::{Seal, SealingDraft, SesVersion};
use sidian::trust::Evidence;
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal as world;

use super::{explained, verifier, weighty};

fn asked() -> sidian::time::UnixTime {
    clock::at("2026-08-01T00:00:00Z")
}

fn book(seal: &Seal) -> SealRegister {
    let mut book = SealRegister::new();
    book.register(seal, "四电测试局", world::made_at()).expect("registered");
    book
}

fn signed(pki: &TestPki, book: &SealRegister) -> Evidence {
    let maker = world::maker(pki);
    let (expires, now) = (clock::at("2027-01-01T00:00:00Z"), clock::at("2026-07-15T00:00:00Z"));
    let token = book.sign(&maker.key, &pki.chain(&maker), expires, now).expect("signed");
    Evidence::new().with_seal_register(token.as_bytes())
}

#[test]
fn the_state_at_sealing_and_the_state_now_are_told_apart() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = world::seal(pki, SesVersion::V5);
    let der = world::sealing(pki, &seal, b"content");
    let mut book = book(&seal);
    let ask = |book: &SealRegister, der: &[u8]| {
        verifier(pki, &signed(pki, book)).sealed_data(der, b"content", asked()).expect("a use")
    };
    let report = ask(&book, &der);
    assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{}", explained(&report));
    let states = |r: &sidian::report::SealReport| (r.state_at_sealing, r.state_now);
    let in_use = Some(SealState::InUse);
    assert_eq!(report.seal().map(states), Some((in_use, in_use)));
    assert!(!report.has(codes::SEAL_STATE_NOT_CHECKED));

    // Stopped and restored before it was used: in use.
    for (event, at) in [(SealEvent::Stop, "2026-02-01"), (SealEvent::Restore, "2026-03-01")] {
        book.record(seal.id(), event, clock::at(&format!("{at}T00:00:00Z")), None, "原因")
            .expect("recorded");
    }
    assert_eq!(weighty(&ask(&book, &der)), (Verdict::Passed, vec![]));

    // Cancelled after it was used, which a timestamp proves.
    book.record(seal.id(), SealEvent::Cancel, clock::at("2026-07-01T00:00:00Z"), None, "注销")
        .expect("recorded");
    let value = sidian::ses::SesSignature::parse(&der).expect("a use").signature.to_vec();
    let token = world::token(pki, &value, clock::now());
    let stamped = sidian::ses::with_timestamp(&der, &token).expect("V5");
    let report = ask(&book, &stamped);
    assert_eq!(weighty(&report), (Verdict::Passed, vec![]), "{}", explained(&report));
    assert!(report.has(codes::SEAL_OUT_OF_USE_SINCE));
    assert_eq!(report.seal().map(states), Some((in_use, Some(SealState::Cancelled))));
    // By itself it is of no use any more.
    let evidence = signed(pki, &book);
    let report = verifier(pki, &evidence).seal(seal.as_bytes(), asked()).expect("a seal");
    assert_eq!(weighty(&report), (Verdict::Failed, vec![6031]), "{}", explained(&report));
}

/// A register counts whole seconds: a seal used and stopped in one second is nobody's to refuse.
#[test]
fn a_seal_stopped_in_the_second_of_its_use_is_undecided() {
    let pki = TestPki::new(Suite::Ed25519);
    let seal = world::seal(pki, SesVersion::V5);
    let der = world::sealing(pki, &seal, b"content");
    for (event, expected) in [
        (SealEvent::Stop, Verdict::Indeterminate),
        (SealEvent::Cancel, Verdict::Indeterminate),
        (SealEvent::Compromise, Verdict::Failed),
    ] {
        let mut book = book(&seal);
        book.record(seal.id(), event, clock::now(), Some(clock::now()), "原因").expect("recorded");
        let evidence = signed(pki, &book);
        let report =
            verifier(pki, &evidence).sealed_data(&der, b"content", asked()).expect("a use");
        assert_eq!(report.verdict(), Some(expected), "{event:?}: {}", explained(&report));
    }
}

/// Two registers of one second contradict each other: what speaks against the seal counts.
#[test]
fn of_two_registers_of_one_second_the_worse_counts_in_either_order() {
    let pki = TestPki::new(Suite::Ed25519);
    let seal = world::seal(pki, SesVersion::V5);
    let mut book = book(&seal);
    let before = signed(pki, &book);
    book.record(seal.id(), SealEvent::Cancel, clock::now(), None, "注销").expect("recorded");
    let after = signed(pki, &book);
    for both in [before.clone().and(&after), after.and(&before)] {
        let report = verifier(pki, &both).seal(seal.as_bytes(), asked()).expect("a seal");
        assert_eq!(weighty(&report), (Verdict::Failed, vec![6031]), "{}", explained(&report));
    }
}

#[test]
fn a_book_gives_back_what_it_was_given_and_keeps_what_it_knows() {
    let pki = TestPki::new(Suite::Ed25519);
    let seal = world::seal(pki, SesVersion::V5);
    let mut book = book(&seal);
    assert_eq!(book.register(&seal, "又", world::made_at()), Err(SealRegisterError::Known));
    let unknown = book.record("x", SealEvent::Stop, clock::now(), None, "原因");
    assert_eq!(unknown, Err(SealRegisterError::Unknown));
    book.record(seal.id(), SealEvent::Stop, clock::now(), None, "").expect("recorded");
    assert_eq!(SealRegister::from_json(&book.to_json()), Ok(book.clone()));
    // Made again under the same code: events are about the newer one.
    let again = world::make(pki, world::draft(pki).with_type(2));
    book.register(&again, "四电测试局", clock::now()).expect("registered");
    book.record(again.id(), SealEvent::Cancel, clock::now(), None, "").expect("recorded");
    let states: Vec<_> = book.entries().iter().map(|e| e.state()).collect();
    assert_eq!(states, [SealState::Stopped, SealState::Cancelled]);
    assert_eq!(book.entries()[0].certificates.len(), 1);
    assert!(!SealingDraft::new(&again, "x").room(&pki.signer.certificate).eq(&0));
}

#[test]
fn no_flipped_bit_and_no_cut_makes_a_register_panic_or_verify() {
    let pki = TestPki::new(Suite::Ed25519);
    let maker = world::maker(pki);
    let book = book(&world::seal(pki, SesVersion::V4));
    let (expires, now) = (clock::at("2027-01-01T00:00:00Z"), clock::now());
    let token = book.sign(&maker.key, &[], expires, now).expect("signed").into_bytes();
    let verifies = |bytes: &[u8]| {
        SignedSealRegister::parse(bytes).is_ok_and(|r| {
            r.verify_signature(sidian::crypto::Signer::public_key(&maker.key)).is_ok()
        })
    };
    assert!(verifies(&token));
    for at in 0..token.len() {
        assert!(!verifies(&token[..at]), "cut at {at}");
        let mut flipped = token.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(!verifies(&flipped), "byte {at}");
    }
}
