//! Revocation lists and OCSP answers that contradict, announce or only hint: bad news counts,
//! wherever it stands, and only what its issuer may lift is lifted.

use sidian::asn1::{ObjectIdentifier, oid, time, writer};
use sidian::budget::Budget;
use sidian::crypto::{Hash, Signer as _, Suite};
use sidian::report::codes::trust as codes;
use sidian::time::UnixTime;
use sidian::trust::{
    Evidence, PathOutcome, PathRequest, Policy, Purpose, RevocationStatus, TrustStore, validate,
};
use sidian::x509::RevocationReason::{CertificateHold, KeyCompromise, RemoveFromCrl, Unspecified};
use sidian::x509::issue::{CrlDraft, OcspDraft, Revocation};
use sidian::x509::{CertStatus, Certificate, OcspCertId, RevocationReason};
use sidian_testkit::clock;
use sidian_testkit::pki::{Identity, TestPki};

const DAY: i64 = 24 * 3600;
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");

fn pki() -> &'static TestPki {
    TestPki::new(Suite::P256)
}

fn days(days: i64) -> UnixTime {
    clock::now().plus(days * DAY)
}

/// The signer's certificate, revoked at a day from now for a reason.
fn entry(day: i64, reason: RevocationReason) -> Revocation {
    Revocation::of(&pki().signer.certificate, days(day)).with_reason(reason)
}

/// A list of the issuing authority, made at a day from now and good for a week.
fn list(number: u64, made: i64, entries: &[Revocation], delta_to: Option<u64>) -> Vec<u8> {
    let mut draft = CrlDraft::new(number, days(made), days(made + 7)).expect("a period");
    for entry in entries {
        draft = draft.with_revocation(entry.clone());
    }
    if let Some(base) = delta_to {
        draft = draft.with_critical_extension(DELTA, writer::integer(base));
    }
    draft.issue(&pki().issuing.issuer()).expect("issued").der().to_vec()
}

/// What is known of the signer at `at`, asked now.
fn ask(at: UnixTime, crls: &[Vec<u8>], ocsp: &[Vec<u8>]) -> PathOutcome {
    about(&pki().signer.certificate, at, crls, ocsp)
}

fn about(
    certificate: &Certificate,
    at: UnixTime,
    crls: &[Vec<u8>],
    ocsp: &[Vec<u8>],
) -> PathOutcome {
    let pki = pki();
    let root = pki.root_crl();
    let lists = crls.iter().map(Vec::as_slice).chain([root.der()]);
    let evidence = Evidence::new().with_embedded(lists, ocsp.iter().map(Vec::as_slice), []);
    assert_eq!(evidence.unreadable(), 0);
    let store = TrustStore::new().with_file("root", pki.root.certificate.der()).expect("root");
    validate(&PathRequest {
        target: certificate,
        candidates: &pki.chain(&pki.signer),
        store: &store,
        evidence: &evidence,
        purpose: Purpose::DocumentSigning,
        policy: &Policy::new().with_now(clock::now()),
        at,
        budget: &Budget::for_file(0),
    })
}

fn passes(outcome: &PathOutcome) -> bool {
    outcome.path().is_some()
}

fn is_revoked(outcome: &PathOutcome) -> bool {
    outcome.path().is_none() && outcome.target_status().is_revoked()
}

#[test]
fn what_a_delta_list_revokes_is_revoked_though_its_base_fits_no_more() {
    let base = list(5, -3, &[], None);
    let revokes = |number, made, to| list(number, made, &[entry(-10, Unspecified)], Some(to));
    let other = list(7, 0, &[], Some(5));
    for (case, lists) in [
        ("fresh", vec![base.clone(), revokes(6, -1, 5)]),
        ("out of date", vec![list(5, -1, &[], None), revokes(6, -20, 5)]),
        ("without its base", vec![revokes(6, -1, 5)]),
        ("of a later base", vec![base.clone(), revokes(9, -1, 7)]),
        ("followed by one that does not have it", vec![base.clone(), revokes(6, -2, 5), other]),
    ] {
        assert!(is_revoked(&ask(clock::now(), &lists, &[])), "{case}");
    }
    let good = answer(OcspDraft::new(days(-1), days(1)), CertStatus::Good);
    assert!(is_revoked(&ask(clock::now(), &[revokes(6, -1, 5)], &[good])), "beside a good answer");
    let empty = ask(clock::now(), &[list(6, -1, &[], Some(5))], &[]);
    assert!(!passes(&empty) && !is_revoked(&empty), "a delta list without its base shows nothing");
}

#[test]
fn only_a_hold_is_lifted() {
    let lift = || list(6, -1, &[entry(-1, RemoveFromCrl)], Some(5));
    let held = list(5, -3, &[entry(-9, CertificateHold)], None);
    assert!(passes(&ask(clock::now(), &[held.clone(), lift()], &[])));
    let stolen = list(5, -3, &[entry(-9, KeyCompromise)], None);
    assert!(is_revoked(&ask(clock::now(), &[stolen, lift()], &[])));
    let both = list(6, -1, &[entry(-1, RemoveFromCrl), entry(-1, KeyCompromise)], Some(5));
    assert!(is_revoked(&ask(clock::now(), &[held.clone(), both], &[])));

    let newer = || list(6, -1, &[], None);
    assert!(passes(&ask(clock::now(), &[held.clone(), newer()], &[])), "a newer list lifts it too");
    let then = ask(days(-2), &[held.clone(), newer()], &[]);
    assert!(is_revoked(&then), "on hold at the time asked about");
    let older = list(4, -5, &[], None);
    assert!(is_revoked(&ask(clock::now(), &[held, older], &[])), "an older list lifts nothing");
}

#[test]
fn of_several_entries_the_worst_counts() {
    let twice = |first, second| list(5, -1, &[first, second], None);
    let later_first = twice(entry(-5, Unspecified), entry(-10, Unspecified));
    assert!(is_revoked(&ask(days(-8), &[later_first], &[])));
    let hold_first = twice(entry(-9, CertificateHold), entry(-8, KeyCompromise));
    let outcome = ask(clock::now(), &[hold_first], &[]);
    let RevocationStatus::Revoked { reason, .. } = outcome.target_status() else {
        panic!("{:?}", outcome.target_status())
    };
    assert_eq!(*reason, Some(KeyCompromise));
}

#[test]
fn a_revocation_announced_for_later_is_one_today() {
    let announced = list(5, -1, &[entry(3, Unspecified)], None);
    assert!(is_revoked(&ask(clock::now(), std::slice::from_ref(&announced), &[])));
    assert!(passes(&ask(days(-2), &[announced], &[])), "it says nothing about the past");
    let revoked = CertStatus::Revoked { at: days(3), reason: None };
    let told = answer(OcspDraft::new(days(-1), days(1)), revoked);
    assert!(is_revoked(&ask(clock::now(), &[], &[told])));
}

#[test]
fn every_distribution_point_is_heard() {
    let [one, other] = ["http://crl.example/1", "http://crl.example/2"];
    let signer = pki()
        .issue("two points", "两处发布", |draft| draft.with_crl_url(one).with_crl_url(other));
    let scoped = |url: &str, entries: &[Revocation]| {
        let name = writer::tlv(0x86, url.as_bytes());
        let point = writer::sequence(&[&writer::context(0, &writer::context(0, &name))]);
        let mut draft = CrlDraft::new(5, days(-1), days(6)).expect("a period");
        for entry in entries {
            draft = draft.with_revocation(entry.clone());
        }
        let draft = draft.with_issuing_distribution_point(point);
        draft.issue(&pki().issuing.issuer()).expect("issued").der().to_vec()
    };
    let revoked = [Revocation::of(&signer.certificate, days(-9))];
    let ask = |lists: &[Vec<u8>]| about(&signer.certificate, clock::now(), lists, &[]);
    assert!(passes(&ask(&[scoped(one, &[])])));
    assert!(is_revoked(&ask(&[scoped(one, &[]), scoped(other, &revoked)])));
    assert!(is_revoked(&ask(&[scoped(one, &revoked), scoped(other, &[])])));
}

/// The delegated responder's answer about the signer.
fn answer(
    draft: Result<OcspDraft, sidian::x509::issue::IssueError>,
    status: CertStatus,
) -> Vec<u8> {
    let pki = pki();
    let id =
        OcspCertId::of(Hash::Sha256, pki.signer.certificate.serial(), &pki.issuing.certificate);
    let draft = draft.expect("a period").with_answer(&id, status);
    let responder = &pki.ocsp_responder;
    draft.sign(&responder.certificate, &responder.key).expect("signed").der().to_vec()
}

#[test]
fn of_two_answers_about_a_hold_the_newer_counts() {
    let hold = CertStatus::Revoked { at: days(-9), reason: Some(CertificateHold) };
    let held = answer(OcspDraft::new(days(-3), days(1)), hold);
    let good = answer(OcspDraft::new(days(-1), days(1)), CertStatus::Good);
    let since = answer(OcspDraft::new(clock::now(), days(1)), hold);
    assert!(passes(&ask(clock::now(), &[], &[held.clone(), good.clone()])));
    assert!(passes(&ask(clock::now(), &[], &[good.clone(), held.clone()])));
    assert!(is_revoked(&ask(clock::now(), &[], &[since.clone(), good.clone()])));
    assert!(is_revoked(&ask(clock::now(), &[], &[good.clone(), since])));
    assert!(is_revoked(&ask(days(-2), &[], &[held, good])), "on hold at the time asked about");
}

/// An answer about the signer with everything that [`OcspDraft`] does not offer.
struct Told<'t> {
    responder: &'t Identity,
    produced: UnixTime,
    status: Vec<u8>,
    extensions: Vec<u8>,
}

impl Told<'_> {
    fn to_der(&self) -> Vec<u8> {
        let pki = pki();
        let serial = pki.signer.certificate.serial();
        let id = OcspCertId::of(Hash::Sha1, serial, &pki.issuing.certificate);
        let mut fields = vec![
            id.der().to_vec(),
            self.status.clone(),
            time::write_generalized(days(-1)),
            writer::context(0, &time::write_generalized(days(1))),
        ];
        if !self.extensions.is_empty() {
            fields.push(writer::context(1, &self.extensions));
        }
        let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
        let data = writer::sequence(&[
            &writer::context(1, self.responder.certificate.subject().raw()),
            &time::write_generalized(self.produced),
            &writer::sequence(&[&writer::sequence(&fields)]),
        ]);
        let value = self.responder.key.sign(&data).expect("signed");
        writer::sequence(&[
            &data,
            &self.responder.key.algorithm().identifier_der(),
            &writer::bit_string(&value),
            &writer::context(0, &writer::sequence(&[self.responder.certificate.der()])),
        ])
    }
}

fn good() -> Vec<u8> {
    writer::context_primitive(0, &[])
}

#[test]
fn an_answer_says_since_when_a_key_is_in_doubt() {
    let told = |extensions: Vec<u8>| Told {
        responder: &pki().ocsp_responder,
        produced: days(-1),
        status: writer::context(1, &time::write_generalized(days(-5))),
        extensions,
    };
    let value = writer::octet_string(&time::write_generalized(days(-9)));
    let since = writer::sequence(&[&writer::oid(oid::INVALIDITY_DATE), &value]);
    let doubtful = ask(days(-8), &[], &[told(writer::sequence(&[&since])).to_der()]);
    assert!(!passes(&doubtful));
    assert!(doubtful.findings().iter().any(|f| f.code() == codes::KEY_DOUBTFUL));
    assert!(passes(&ask(days(-8), &[], &[told(Vec::new()).to_der()])));
}

#[test]
fn nobody_vouches_for_themselves_nor_before_their_time() {
    let told = |responder, produced| {
        let told = Told { responder, produced, status: good(), extensions: Vec::new() };
        told.to_der()
    };
    let responder = &pki().ocsp_responder;
    assert!(passes(&ask(clock::now(), &[], &[told(responder, days(-1))])));
    assert!(!passes(&ask(clock::now(), &[], &[told(responder, days(1))])), "made in the future");

    // an end entity that is allowed to answer, asked about itself
    let purposes = |draft: sidian::x509::issue::CertificateDraft| {
        draft.with_extended_key_usage(&[oid::EKU_OCSP_SIGNING, oid::EKU_EMAIL_PROTECTION])
    };
    let own = pki().issue("vouches for itself", "自证者", purposes);
    let id = OcspCertId::of(Hash::Sha256, own.certificate.serial(), &pki().issuing.certificate);
    let draft = OcspDraft::new(days(-1), days(1)).expect("a period");
    let draft = draft.with_answer(&id, CertStatus::Good);
    let by = |who: &Identity| {
        let told = draft.sign(&who.certificate, &who.key).expect("signed").der().to_vec();
        let outcome = about(&own.certificate, clock::now(), &[], &[told]);
        matches!(outcome.target_status(), RevocationStatus::Good { .. })
    };
    assert!(by(responder));
    assert!(!by(&own));
}

#[test]
fn a_delegate_may_bear_the_name_of_its_authority() {
    let pki = pki();
    let namesake = pki.issue("namesake", "测试签发机构", |draft| {
        draft
            .with_extended_key_usage(&[oid::EKU_OCSP_SIGNING])
            .with_extension(oid::OCSP_NO_CHECK, writer::null())
    });
    assert!(namesake.certificate.subject().matches(pki.issuing.certificate.subject()));
    let told =
        Told { responder: &namesake, produced: days(-1), status: good(), extensions: Vec::new() };
    assert!(passes(&ask(clock::now(), &[], &[told.to_der()])));
}
