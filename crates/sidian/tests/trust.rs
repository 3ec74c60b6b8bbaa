//! Trust in certificates of our own making: every suite, every reason.

use sidian::budget::{Budget, Work};
use sidian::crypto::Suite;
use sidian::report::codes::trust as codes;
use sidian::report::{Code, Severity};
use sidian::time::UnixTime;
use sidian::trust::{
    Evidence, PathCache, PathOutcome, PathRequest, Policy, Purpose, RevocationMode,
    RevocationStatus, TrustStore, validate,
};
use sidian::x509::issue::{CrlDraft, Revocation};
use sidian::x509::{Certificate, Crl, OcspResponse, RevocationReason};
use sidian_testkit::clock;
use sidian_testkit::pki::{Identity, TestPki};

/// A question with everything good; tests change what they are about.
#[derive(Clone)]
struct World {
    target: Certificate,
    candidates: Vec<Certificate>,
    store: TrustStore,
    evidence: Evidence,
    purpose: Purpose,
    policy: Policy,
    at: UnixTime,
}

impl World {
    fn of(pki: &TestPki, signer: &Identity) -> Self {
        Self {
            target: signer.certificate.clone(),
            candidates: vec![pki.issuing.certificate.clone()],
            store: TrustStore::new().with_certificate("本地信任列表", pki.root.certificate.clone()),
            evidence: evidence(&pki.crls()),
            purpose: Purpose::DocumentSigning,
            policy: Policy::new(),
            at: clock::now(),
        }
    }

    fn with<T>(&self, budget: &Budget, ask: impl FnOnce(&PathRequest<'_>) -> T) -> T {
        ask(&PathRequest {
            target: &self.target,
            candidates: &self.candidates,
            store: &self.store,
            evidence: &self.evidence,
            purpose: self.purpose,
            policy: &self.policy,
            at: self.at,
            budget,
        })
    }

    fn ask(&self) -> PathOutcome {
        self.with(&Budget::for_file(0), validate)
    }

    fn ask_through(&self, cache: &PathCache) -> (PathOutcome, u64) {
        let budget = Budget::for_file(0);
        let before = budget.left(Work::Signatures);
        let outcome = self.with(&budget, |request| cache.validate(request));
        (outcome, before - budget.left(Work::Signatures))
    }
}

fn evidence(lists: &[Crl]) -> Evidence {
    Evidence::new().with_embedded(lists.iter().map(Crl::der), [], [])
}

fn world() -> (&'static TestPki, World) {
    let pki = TestPki::new(Suite::Ed25519);
    (pki, World::of(pki, &pki.signer))
}

fn has(outcome: &PathOutcome, code: &Code) -> bool {
    outcome.findings().iter().any(|f| f.code() == code)
}

#[track_caller]
fn refused_for(outcome: &PathOutcome, code: &Code) {
    assert!(outcome.path().is_none(), "a path, in spite of {code}");
    assert!(has(outcome, code), "{code} not among {:?}", outcome.findings());
}

#[test]
fn a_good_signer_of_every_suite_leads_to_the_named_list() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let outcome = World::of(pki, &pki.signer).ask();
        let Some(path) = outcome.path() else { panic!("{suite:?}: {:?}", outcome.findings()) };
        assert_eq!(path.list(), "本地信任列表", "{suite:?}");
        assert_eq!(path.certificates().len(), 2, "{suite:?}");
        let good = |s: &RevocationStatus| matches!(s, RevocationStatus::Good { .. });
        assert!(path.statuses().iter().all(good), "{suite:?}: {:?}", path.statuses());
        assert!(outcome.findings().iter().all(|f| f.severity() < Severity::Undetermined));
        assert!(outcome.subjects()[2].contains("测试根"), "{:?}", outcome.subjects());
    }
}

#[test]
fn a_stranger_with_the_names_of_the_trusted_is_not_trusted() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let mut world = World::of(pki, &pki.untrusted_signer);
        world.candidates.push(pki.untrusted_root.certificate.clone());
        let outcome = world.ask();
        assert!(outcome.path().is_none(), "{suite:?}: {:?}", outcome.findings());
        let said = has(&outcome, codes::PATH_NOT_FOUND)
            || has(&outcome, codes::CERTIFICATE_SIGNATURE_INVALID);
        assert!(said, "{suite:?}: {:?}", outcome.findings());
    }
}

#[test]
fn certificates_that_came_along_are_trusted_for_nothing() {
    let (pki, mut world) = world();
    world.store = TrustStore::new();
    world.candidates.push(pki.root.certificate.clone());
    refused_for(&world.ask(), codes::PATH_NOT_FOUND);
    let (pki, mut world) = self::world();
    world.store = TrustStore::new();
    world.evidence = world.evidence.with_certificates(pki.root.certificate.der()).expect("read");
    refused_for(&world.ask(), codes::PATH_NOT_FOUND);
}

#[test]
fn the_answer_says_which_of_several_lists_was_used() {
    let (pki, mut world) = world();
    world.store = TrustStore::new()
        .with_certificate("甲", pki.untrusted_root.certificate.clone())
        .with_certificate("乙", pki.root.certificate.clone());
    assert_eq!(world.ask().path().map(|p| p.list().to_owned()).as_deref(), Some("乙"));
    world.target = pki.untrusted_signer.certificate.clone();
    assert_eq!(world.ask().path().map(|p| p.list().to_owned()).as_deref(), Some("甲"));
}

#[test]
fn a_signer_on_a_trust_list_needs_no_path_and_still_has_to_be_valid() {
    let (pki, mut world) = world();
    world.store = TrustStore::new().with_certificate("名单", world.target.clone());
    let outcome = world.ask();
    assert!(outcome.path().is_some_and(|p| p.list() == "名单"), "{:?}", outcome.findings());
    assert!(has(&outcome, codes::TARGET_IS_ANCHOR));
    world.target = pki.expired_signer.certificate.clone();
    world.store = TrustStore::new().with_certificate("名单", world.target.clone());
    refused_for(&world.ask(), codes::CERTIFICATE_EXPIRED);
}

#[test]
fn time_outside_the_validity_leaves_the_answer_open() {
    let (pki, world) = world();
    let at = |text| World { at: clock::at(text), ..world.clone() }.ask();
    refused_for(&at("2024-12-31T23:59:59Z"), codes::CERTIFICATE_NOT_YET_VALID);
    refused_for(&at("2046-01-01T00:00:00Z"), codes::CERTIFICATE_EXPIRED);
    refused_for(&World::of(pki, &pki.expired_signer).ask(), codes::CERTIFICATE_EXPIRED);
    let anchor = World { at: clock::at("2019-01-01T00:00:00Z"), ..world.clone() }.ask();
    refused_for(&anchor, codes::ANCHOR_NOT_VALID);
}

#[test]
fn a_revoked_signer_is_known_with_time_and_reason_from_that_time_on() {
    let (pki, _) = world();
    let world = World::of(pki, &pki.revoked_signer);
    let outcome = world.ask();
    refused_for(&outcome, codes::CERTIFICATE_REVOKED);
    let RevocationStatus::Revoked { at, reason, .. } = outcome.target_status() else {
        panic!("{:?}", outcome.target_status())
    };
    assert_eq!((*at, *reason), (clock::revoked_at(), Some(RevocationReason::KeyCompromise)));
    let policy = Policy::new().with_now(clock::now());
    let before = World { at: clock::revoked_at().plus(-1), policy, ..world.clone() }.ask();
    assert!(before.path().is_some(), "{:?}", before.findings());
    assert!(has(&before, codes::REVOKED_LATER));
}

#[test]
fn a_key_that_was_in_wrong_hands_before_it_was_revoked_leaves_the_answer_open() {
    let (pki, mut world) = world();
    let since = clock::revoked_at().plus(-30 * 24 * 3600);
    let revoked = Revocation::of(&world.target, clock::revoked_at())
        .with_reason(RevocationReason::KeyCompromise)
        .with_invalid_since(since);
    let list = CrlDraft::new(9, clock::list_made(), clock::list_ends())
        .and_then(|draft| draft.with_revocation(revoked).issue(&pki.issuing.issuer()));
    world.evidence = evidence(&[pki.root_crl(), list.expect("list")]);
    world.policy = Policy::new().with_now(clock::now());
    world.at = since.plus(60);
    refused_for(&world.ask(), codes::KEY_DOUBTFUL);
    world.at = since.plus(-60);
    assert!(world.ask().path().is_some());
}

#[test]
fn a_hold_has_words_of_its_own() {
    let (pki, mut world) = world();
    let held = Revocation::of(&world.target, clock::revoked_at())
        .with_reason(RevocationReason::CertificateHold);
    let list = CrlDraft::new(9, clock::list_made(), clock::list_ends())
        .and_then(|draft| draft.with_revocation(held).issue(&pki.issuing.issuer()));
    world.evidence = evidence(&[pki.root_crl(), list.expect("list")]);
    refused_for(&world.ask(), codes::CERTIFICATE_ON_HOLD);
}

#[test]
fn a_revoked_authority_takes_its_certificates_along() {
    let (pki, mut world) = world();
    let revoked = Revocation::of(&pki.issuing.certificate, clock::revoked_at());
    let list = CrlDraft::new(9, clock::list_made(), clock::list_ends())
        .and_then(|draft| draft.with_revocation(revoked).issue(&pki.root.issuer()));
    world.evidence = evidence(&[list.expect("list"), pki.issuing_crl()]);
    refused_for(&world.ask(), codes::CA_REVOKED);
}

#[test]
fn missing_and_stale_evidence_leave_the_answer_open_and_say_what_to_fetch() {
    let (pki, world) = world();
    let none = World { evidence: Evidence::new(), ..world.clone() }.ask();
    refused_for(&none, codes::REVOCATION_MISSING);
    let finding = none.findings().iter().find(|f| f.code() == codes::REVOCATION_MISSING);
    let next = finding.expect("found").next_step(sidian::report::Language::English);
    assert!(next.contains("http://pki.test/"), "{next}");
    let lists = [pki.root_crl(), pki.stale_crl()];
    let stale = World { evidence: evidence(&lists), ..world.clone() }.ask();
    refused_for(&stale, codes::REVOCATION_STALE);
    let future = World { at: clock::at("2026-04-01T00:00:00Z"), ..world.clone() }.ask();
    refused_for(&future, codes::REVOCATION_NOT_YET_VALID);
}

#[test]
fn a_list_of_the_same_name_by_another_key_says_nothing() {
    let (pki, mut world) = world();
    let list = CrlDraft::new(9, clock::list_made(), clock::list_ends())
        .and_then(|draft| draft.issue(&pki.issuing.issuer()))
        .expect("list");
    let mut forged = list.der().to_vec();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    world.evidence = Evidence::new().with_embedded([pki.root_crl().der(), &forged], [], []);
    refused_for(&world.ask(), codes::REVOCATION_SIGNATURE_INVALID);
}

#[test]
fn without_any_source_the_default_warns_and_the_strict_mode_refuses() {
    let (pki, mut world) = world();
    let silent = pki.issue("silent", "无吊销来源", |draft| draft.with_serial([0x51]));
    world.target = silent.certificate;
    world.evidence = evidence(&[pki.root_crl()]);
    let outcome = world.ask();
    assert!(outcome.path().is_some(), "{:?}", outcome.findings());
    assert!(has(&outcome, codes::REVOCATION_NOT_PUBLISHED));
    assert_eq!(outcome.target_status(), &RevocationStatus::NotChecked);
    world.policy = Policy::new().with_revocation(RevocationMode::Require);
    refused_for(&world.ask(), codes::REVOCATION_MISSING);
    world.policy = Policy::new().with_revocation(RevocationMode::Skip);
    world.evidence = Evidence::new();
    let skipped = world.ask();
    assert!(skipped.path().is_some() && has(&skipped, codes::REVOCATION_SKIPPED));
}

#[test]
fn a_key_is_trusted_only_for_what_it_was_certified_for() {
    let (pki, world) = world();
    let ask = |signer: &Identity, purpose| {
        World { target: signer.certificate.clone(), purpose, ..world.clone() }.ask()
    };
    refused_for(&ask(&pki.time_stamper, Purpose::DocumentSigning), codes::PURPOSE_REFUSED);
    refused_for(&ask(&pki.ocsp_responder, Purpose::DocumentSigning), codes::PURPOSE_REFUSED);
    refused_for(&ask(&pki.signer, Purpose::TimeStamping), codes::PURPOSE_REFUSED);
    refused_for(&ask(&pki.time_stamper, Purpose::OcspSigning), codes::PURPOSE_REFUSED);
    assert!(ask(&pki.time_stamper, Purpose::TimeStamping).path().is_some());
    assert!(ask(&pki.ocsp_responder, Purpose::OcspSigning).path().is_some());
    let narrow = Policy::new().with_signing_purposes(Vec::new());
    let only = World { policy: narrow, target: pki.ocsp_responder.certificate.clone(), ..world };
    refused_for(&only.ask(), codes::PURPOSE_REFUSED);
}

#[test]
fn a_long_list_answers_the_same_however_often_it_is_asked() {
    let (pki, _) = world();
    let serial = |n: u32| [&[0x55; 9][..], &n.to_be_bytes()[..]].concat();
    let mut draft = CrlDraft::new(11, clock::list_made(), clock::list_ends()).expect("times");
    for n in (0..600).rev() {
        let at = clock::revoked_at().plus(i64::from(n));
        draft = draft.with_revocation(Revocation::new(serial(n * 2), at));
    }
    let list = draft.issue(&pki.issuing.issuer()).expect("list");
    for round in 0..3 {
        for n in [0_u32, 1, 2, 599, 600, 1_197, 1_198, 1_199] {
            let found = list.find(&serial(n), pki.issuing.certificate.subject()).expect("read");
            let wanted =
                (n % 2 == 0 && n < 1_200).then(|| clock::revoked_at().plus(i64::from(n / 2)));
            assert_eq!(found.map(|e| e.at), wanted, "round {round}, serial {n}");
            let other = list.find(&serial(n), pki.root.certificate.subject()).expect("read");
            assert!(other.is_none(), "entries of another issuer");
        }
    }
}

#[test]
fn no_bit_of_a_certificate_can_be_flipped() {
    let (_, mut world) = world();
    let der = world.target.der().to_vec();
    for at in 0..der.len() * 8 {
        let mut flipped = der.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        if let Ok(target) = Certificate::from_der(&flipped) {
            world.target = target;
            assert!(world.ask().path().is_none(), "bit {at} does not matter");
        }
    }
}

#[test]
fn structures_cut_short_or_changed_at_random_are_refused_without_a_panic() {
    let (pki, world) = world();
    let list = pki.issuing_crl();
    for der in [world.target.der(), list.der()] {
        for len in 0..der.len() {
            let cut = &der[..len];
            assert!(Certificate::from_der(cut).is_err() && Crl::from_der(cut).is_err());
            assert!(OcspResponse::from_der(cut).is_err());
        }
        let mut state = 0x9e37_79b9_u32;
        for _ in 0..5_000 {
            let mut wild = der.to_vec();
            for _ in 0..4 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let place = state as usize % wild.len();
                wild[place] = (state >> 24) as u8;
            }
            // Reading may succeed; it must only come back.
            if let Ok(read) = Certificate::from_der(&wild) {
                assert_eq!(read.der(), wild);
                assert!(!read.subject().to_string().is_empty() || read.subject().is_empty());
            }
            if let Ok(read) = Crl::from_der(&wild) {
                assert_eq!(read.der(), wild);
            }
        }
    }
}

#[test]
fn work_is_bounded_and_running_out_is_said() {
    let (pki, mut world) = world();
    let spent = Budget::for_file(0);
    spent.spend(Work::Signatures, spent.left(Work::Signatures)).expect("all of it");
    refused_for(&world.with(&spent, validate), codes::PATH_SEARCH_LIMIT);
    // Many authorities of the right name with the wrong key: the right one is found first.
    let flood = |i: u16| {
        let serial = i.to_be_bytes();
        let mut der = pki.issuing.certificate.der().to_vec();
        let key = pki.issuing.certificate.key_bits();
        let place = der.windows(key.len()).position(|w| w == key).expect("the key is inside");
        der[place + 1] ^= serial[0];
        der[place + 2] ^= serial[1];
        Certificate::from_der(&der).expect("still well formed")
    };
    world.candidates.extend((1..2_000).map(flood));
    let outcome = world.ask();
    let bounded = outcome.path().is_some() || has(&outcome, codes::PATH_SEARCH_LIMIT);
    assert!(bounded, "{:?}", outcome.findings());
    world.candidates.remove(0);
    assert!(world.ask().path().is_none());
}

#[test]
fn a_remembered_path_costs_no_signature_and_is_given_only_to_the_same_question() {
    let (pki, world) = world();
    let cache = PathCache::new();
    let (first, cost) = world.ask_through(&cache);
    assert!(first.path().is_some() && cost > 0);
    let (second, cost) = world.ask_through(&cache);
    assert_eq!((second.path().is_some(), cost), (true, 0));
    assert_eq!(first.findings(), second.findings());
    let later = World { at: clock::now().plus(60), ..world.clone() };
    let (answer, cost) = later.ask_through(&cache);
    assert_eq!((answer.path().map(|p| p.at()), cost), (Some(later.at), 0));
    let others = [
        ("time", World { at: clock::at("2046-01-01T00:00:00Z"), ..world.clone() }),
        ("before the list", World { at: clock::at("2026-04-01T00:00:00Z"), ..world.clone() }),
        ("store", World { store: TrustStore::new(), ..world.clone() }),
        ("evidence", World { evidence: Evidence::new(), ..world.clone() }),
        ("purpose", World { purpose: Purpose::TimeStamping, ..world.clone() }),
        ("target", World { target: pki.revoked_signer.certificate.clone(), ..world.clone() }),
    ];
    for (what, other) in others {
        assert!(other.ask_through(&cache).0.path().is_none(), "{what} was not looked at");
    }
    let strict = World { policy: Policy::new().with_max_intermediates(0), ..world };
    refused_for(&strict.ask_through(&cache).0, codes::PATH_TOO_LONG);
}

#[test]
fn a_remembered_path_does_not_outlive_the_beginning_of_a_list_that_was_set_aside() {
    let (pki, world) = world();
    let begins = clock::now().plus(86_400);
    let later = CrlDraft::new(8, begins, clock::list_ends())
        .expect("times in order")
        .with_revocation(Revocation::of(&world.target, begins))
        .issue(&pki.issuing.issuer())
        .expect("list");
    let lists = [pki.root_crl(), pki.issuing_crl(), later];
    let world = World { evidence: evidence(&lists), ..world };
    let cache = PathCache::new();
    assert!(world.ask_through(&cache).0.path().is_some(), "{:?}", world.ask().findings());
    for (what, at) in [("then", begins), ("after", begins.plus(86_400))] {
        let asked = World { at, ..world.clone() };
        assert!(asked.ask().path().is_none(), "{what}: not revoked");
        assert!(asked.ask_through(&cache).0.path().is_none(), "{what}: remembered");
    }
}

#[test]
fn what_other_questions_brought_is_not_remembered_for_this_one() {
    let (_, world) = world();
    let cache = PathCache::new();
    assert!(world.ask_through(&cache).0.path().is_some());
    let alone = World { candidates: Vec::new(), ..world };
    assert!(alone.ask_through(&cache).0.path().is_none(), "another file's certificate helped");
}
