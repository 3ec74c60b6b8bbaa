//! Up the ladder of baseline levels, with every suite, and what must not get there.

use serde_json::Value;
use sidian::asn1::{oid, writer};
use sidian::cms::{Dialect, SignedAttributes, SignedDataDraft};
use sidian::crypto::{Hash, Signer, Suite};
use sidian::pades::Dss;
use sidian::report::{BaselineLevel, Language, Report, SignatureKind, Verdict};
use sidian::signature::{DocMdp, ExtendError, Extender, SignatureDraft, Wanted};
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::{TimestampRequest, TimestampSource, TspError};
use sidian::verifier::{Document, Verifier};
use sidian::x509::issue::{CertificateDraft, NameDraft};
use sidian_testkit::pki::ocsp::Answer;
use sidian_testkit::pki::{Identity, TestPki, Tsa, key, years};
use sidian_testkit::{clock, pdf};

fn store(pki: &TestPki) -> TrustStore {
    TrustStore::new().with_certificate("test", pki.root.certificate.clone())
}

fn lists(pki: &TestPki) -> Evidence {
    let add = |evidence: Evidence, der: &[u8]| evidence.with_crl(der).expect("CRL");
    pki.crls().iter().fold(Evidence::new(), |evidence, crl| add(evidence, crl.der()))
}

/// SM3 goes with SM2.
fn hash(suite: Suite) -> Hash {
    if suite == Suite::Sm2 { Hash::Sm3 } else { Hash::Sha256 }
}

fn extender(pki: &TestPki) -> Extender {
    Extender::new(store(pki)).with_evidence(lists(pki)).with_hash(hash(pki.suite))
}

/// Signed at level B-B.
fn signed(pki: &TestPki) -> Vec<u8> {
    let base = pdf::with_table("1.7", 1);
    let draft = SignatureDraft::new(&base);
    let update = draft.sign(&pki.signer.key, &pki.chain(&pki.signer), clock::now());
    update.expect("signed").onto(&base).expect("same")
}

/// Signed at level B-T, with the timestamp inside the container.
fn stamped(pki: &TestPki, tsa: &Tsa<'_>) -> Vec<u8> {
    let base = pdf::with_table("1.7", 1);
    let chain = pki.chain(&pki.signer);
    let draft = SignatureDraft::new(&base);
    let update = draft.sign_and_stamp(&pki.signer.key, &chain, clock::now(), tsa);
    update.expect("signed").onto(&base).expect("same")
}

/// What a verifier says who has nothing but the anchor.
fn alone(pki: &TestPki, whole: &[u8]) -> Report<Document> {
    Verifier::new(store(pki)).document(whole, clock::now()).expect("a PDF")
}

fn level(report: &Report<Document>) -> Option<BaselineLevel> {
    report.signatures().first().and_then(|s| s.level)
}

fn found(report: &Report<Document>) -> String {
    let all = report.all_findings().map(|f| format!("{:?} {}", f.args(), f.code()));
    all.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_suite_climbs_the_whole_ladder_and_needs_nothing_else_then() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let tsa = pki.tsa();
        let extender = extender(pki);
        for (start, base) in [("B-B", signed(pki)), ("B-T", stamped(pki, &tsa))] {
            for wanted in [BaselineLevel::T, BaselineLevel::Lt, BaselineLevel::Lta] {
                let case = format!("{suite:?} from {start} to {}", wanted.as_str());
                let now = clock::now();
                let extended = extender.extend(&base, wanted, &tsa, now);
                let extended = extended.unwrap_or_else(|e| panic!("{case}: {e}"));
                assert!(extended.starts_with(&base), "{case}: a byte of the original was touched");
                if wanted >= BaselineLevel::Lt {
                    let report = alone(pki, &extended);
                    assert_eq!(
                        report.verdict(),
                        Some(Verdict::Passed),
                        "{case}: {}",
                        found(&report)
                    );
                    assert_eq!(level(&report), Some(wanted), "{case}: {}", found(&report));
                }
                let again = extender.extend(&extended, wanted, &tsa, now);
                assert_eq!(again.expect("there already"), extended, "{case}: extended twice");
            }
        }
    }
}

#[test]
fn what_is_missing_is_named_with_its_places() {
    let pki = TestPki::new(Suite::P256);
    let base = stamped(pki, &pki.tsa());
    let bare = Extender::new(store(pki));
    let missing = bare.missing(&base, clock::now()).expect("readable");
    let signer = missing.iter().find(|m| m.certificate == pki.signer.certificate.der());
    let signer = signer.expect("the signer’s status is missing");
    assert_eq!(signer.wanted, Wanted::Revocation);
    assert_eq!(signer.urls, ["http://pki.test/ocsp", "http://pki.test/issuing.crl"]);
    assert_eq!(signer.ocsp, 1);
    let refused = bare.embed(&base, clock::now());
    assert!(matches!(refused, Err(ExtendError::Missing(_))), "{refused:?}");
    let full = extender(pki).missing(&base, clock::now()).expect("readable");
    assert!(full.is_empty(), "{full:?}");
}

#[test]
fn ocsp_answers_take_the_place_of_lists() {
    let pki = TestPki::new(Suite::P256);
    let root = pki.root_crl();
    let stamper = pki.ocsp(&pki.time_stamper, Answer::Good);
    let evidence = |answer| {
        let signer = pki.ocsp(&pki.signer, answer);
        let with = Evidence::new().with_ocsp(&signer).and_then(|e| e.with_ocsp(&stamper));
        with.and_then(|e| e.with_crl(root.der())).expect("evidence")
    };
    let base = stamped(pki, &pki.tsa());
    let good = Extender::new(store(pki)).with_evidence(evidence(Answer::Good));
    let tsa = pki.tsa();
    let whole = good.extend(&base, BaselineLevel::Lta, &tsa, clock::now());
    let report = alone(pki, &whole.expect("extended"));
    assert_eq!(level(&report), Some(BaselineLevel::Lta), "{}", found(&report));
    let revoked = Answer::Revoked(clock::revoked_at());
    for (name, answer) in [("revoked", revoked), ("unknown", Answer::Unknown)] {
        let bad = Extender::new(store(pki)).with_evidence(evidence(answer));
        let refused = bad.extend(&base, BaselineLevel::Lt, &tsa, clock::now());
        assert!(refused.is_err(), "{name}: a bad signature was extended");
    }
}

#[test]
fn nothing_is_stored_twice() {
    let pki = TestPki::new(Suite::P256);
    let (tsa, extender) = (pki.tsa(), extender(pki));
    let mut whole = signed(pki);
    whole = extender.extend(&whole, BaselineLevel::Lta, &tsa, clock::now()).expect("extended");
    for _ in 0..2 {
        whole = extender.renew(&whole, &tsa, clock::now()).expect("renewed");
    }
    let budget = sidian::budget::Budget::for_file(whole.len());
    let file = sidian::pdf::Pdf::open(&whole, &budget).expect("a PDF");
    let dss = Dss::read(file.latest()).expect("a store");
    for list in [&dss.certificates, &dss.crls, &dss.ocsps] {
        for (at, entry) in list.iter().enumerate() {
            assert!(!list[..at].iter().any(|e| e.der == entry.der), "an entry is stored twice");
        }
    }
    assert_eq!((dss.certificates.len(), dss.crls.len()), (4, 2));
    let report = alone(pki, &whole);
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", found(&report));
}

#[test]
fn a_certified_document_that_permits_nothing_is_extended_all_the_same() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("2.0", 1);
    let draft = SignatureDraft::new(&base).with_certification(DocMdp::NoChanges);
    let update = draft.sign(&pki.signer.key, &pki.chain(&pki.signer), clock::now());
    let certified = update.expect("signed").onto(&base).expect("same");
    let (tsa, now) = (pki.tsa(), clock::now());
    let whole = extender(pki).extend(&certified, BaselineLevel::Lta, &tsa, now);
    let report = alone(pki, &whole.expect("extended"));
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", found(&report));
    assert_eq!(level(&report), Some(BaselineLevel::Lta));
}

#[test]
fn a_timestamp_that_nobody_trusts_proves_nothing_and_makes_no_level() {
    let pki = TestPki::new(Suite::P256);
    let stranger = TestPki::new(Suite::P384).tsa();
    let base = signed(pki);
    let now = clock::now();
    let refused = extender(pki).extend(&base, BaselineLevel::T, &stranger, now);
    assert!(matches!(refused, Err(ExtendError::NotReached { .. })), "{refused:?}");
    let inside = stamped(pki, &stranger);
    let world = Verifier::new(store(pki)).with_evidence(lists(pki));
    let report = world.document(&inside, now).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", found(&report));
    assert_eq!(level(&report), Some(BaselineLevel::B));
    assert_eq!(report.signatures()[0].existed_by, None);
}

#[test]
fn json_says_since_when_a_signature_exists_and_until_when_a_pass_holds() {
    let pki = TestPki::new(Suite::P256);
    let world = Verifier::new(store(pki)).with_evidence(lists(pki));
    let told = |file: &[u8]| {
        let report = world.document(file, clock::now()).expect("a PDF");
        report.to_json("a.pdf", Language::English)["signatures"][0].clone()
    };
    let end = pki.signer.certificate.not_after().to_string();
    let bare = told(&signed(pki));
    assert_eq!((&bare["existed_by"], &bare["until"]["at"]), (&Value::Null, &Value::from(end)));
    let whole = stamped(pki, &pki.tsa());
    let dated = told(&whole);
    assert_eq!(dated["existed_by"], clock::now().to_string());
    assert!(dated["until"]["ends"].is_string(), "{dated}");
    let mut broken = whole;
    broken[7] ^= 1; // the version in the header
    let broken = told(&broken);
    assert_eq!((&broken["verdict"], &broken["until"]), (&"failed".into(), &Value::Null));
}

#[test]
fn a_document_that_does_not_pass_is_not_extended() {
    let pki = TestPki::new(Suite::P256);
    let mut broken = signed(pki);
    broken[20] ^= 1;
    let tsa = pki.tsa();
    let refused = extender(pki).extend(&broken, BaselineLevel::T, &tsa, clock::now());
    assert!(refused.is_err(), "a broken document was dated");
    assert!(tsa.records().is_empty(), "a timestamp was spent on it");
    let base = pdf::with_table("1.7", 1);
    let refused = extender(pki).extend(&base, BaselineLevel::T, &tsa, clock::now());
    assert!(matches!(refused, Err(ExtendError::NoSignature)), "{refused:?}");
}

#[test]
fn room_that_was_promised_too_small_is_made_once_more() {
    let pki = TestPki::new(Suite::Rsa);
    let tsa = pki.tsa().promising(64);
    let now = clock::now();
    let whole = extender(pki).extend(&signed(pki), BaselineLevel::Lta, &tsa, now);
    let report = alone(pki, &whole.expect("extended"));
    assert_eq!(level(&report), Some(BaselineLevel::Lta), "{}", found(&report));
    let stamps = report.signatures().iter().filter(|s| s.kind == SignatureKind::DocTimeStamp);
    assert_eq!((stamps.count(), tsa.records().len()), (2, 4));
}

#[test]
fn an_answer_to_another_request_is_not_embedded() {
    let pki = TestPki::new(Suite::P256);
    let (tsa, extender, base) = (pki.tsa(), extender(pki), signed(pki));
    let pending = extender.stamp(&base, clock::now()).expect("prepared").with_nonce([1; 8]);
    let other = pending.clone().with_nonce([2; 8]);
    let answer = sidian::tsp::TimestampSource::answer(&tsa, &other.request().to_der());
    let refused = pending.complete(&base, &answer.expect("answered"));
    assert!(matches!(refused, Err(ExtendError::Timestamp(_))), "{refused:?}");
}

#[test]
fn an_authority_whose_clock_is_a_little_ahead_is_no_obstacle() {
    let pki = TestPki::new(Suite::P256);
    let (extender, base, now) = (extender(pki), signed(pki), clock::now());
    for (ahead, reached) in [(1, true), (59, true), (3_600, false)] {
        let tsa = pki.tsa();
        tsa.set_clock(now.plus(ahead));
        let extended = extender.extend(&base, BaselineLevel::Lta, &tsa, now);
        assert_eq!(extended.is_ok(), reached, "{ahead} seconds: {extended:?}");
        let Ok(extended) = extended else { continue };
        let renewed = extender.renew(&extended, &tsa, now.plus(ahead));
        assert!(renewed.is_ok(), "{ahead} seconds: {renewed:?}");
    }
}

/// An authority that writes a time from before its own certificate.
struct Backdating<'a>(&'a TestPki);

impl TimestampSource for Backdating<'_> {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let request = TimestampRequest::from_der(request).expect("a request");
        let (key, chain) = (&self.0.time_stamper.key, self.0.chain(&self.0.time_stamper));
        let imprint = writer::algorithm(oid::SHA256, None);
        let imprint = writer::sequence(&[&imprint, &writer::octet_string(request.imprint())]);
        let info = writer::sequence(&[
            &writer::integer(1),
            &writer::oid(oid::ANY_POLICY),
            &imprint,
            &writer::integer(7),
            &writer::tlv(0x18, b"20240601000000Z"),
            &writer::tlv(0x02, request.nonce().expect("a nonce")),
        ]);
        let digest = Hash::Sha256.digest(&info);
        let attributes =
            SignedAttributes::over(oid::TST_INFO, &digest, &chain[0], Hash::Sha256, None);
        let value = key.sign(attributes.to_be_signed()).expect("signed");
        let token = SignedDataDraft::new(Dialect::Rfc5652, &chain, key.algorithm())
            .with_content_type(oid::TST_INFO)
            .with_content(&info)
            .encode(&attributes, &value);
        Ok(writer::sequence(&[&writer::sequence(&[&writer::integer(0)]), &token]))
    }
}

#[test]
fn a_timestamp_older_than_its_authority_proves_nothing() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let chain = pki.chain(&pki.signer);
    let update = SignatureDraft::new(&base).sign_and_stamp(
        &pki.signer.key,
        &chain,
        clock::now(),
        &Backdating(pki),
    );
    let whole = update.expect("signed").onto(&base).expect("same");
    let report = Verifier::new(store(pki)).with_evidence(lists(pki)).document(&whole, clock::now());
    let report = report.expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", found(&report));
    assert!(report.all_findings().any(|f| f.code().number == 5035), "{}", found(&report));
    assert_eq!(report.signatures()[0].existed_by, None);
}

#[test]
fn a_signature_proven_to_be_older_than_its_certificate_fails() {
    let pki = TestPki::new(Suite::P256);
    let key = key(Suite::P256, "later signer");
    let draft = CertificateDraft::end_entity(
        NameDraft::new("later signer").with_country("CN"),
        key.public_key(),
        years(2027, 2045),
    );
    let certificate = draft.with_serial([0x77]).issue(&pki.issuing.issuer()).expect("issued");
    let later = Identity { certificate, key };
    let base = pdf::with_table("1.7", 1);
    let (tsa, at) = (pki.tsa(), clock::at("2027-06-01T00:00:00Z"));
    for (stamped, verdict, code) in [
        ("2026-06-01T00:00:00Z", Verdict::Failed, Some(5022)),
        ("2027-06-01T00:00:00Z", Verdict::Passed, None),
    ] {
        tsa.set_clock(clock::at(stamped));
        let draft = SignatureDraft::new(&base);
        let update = draft.sign_and_stamp(&later.key, &pki.chain(&later), at, &tsa);
        let whole = update.expect("signed").onto(&base).expect("same");
        let report = Verifier::new(store(pki)).with_evidence(lists(pki)).document(&whole, at);
        let report = report.expect("a PDF");
        assert_eq!(report.verdict(), Some(verdict), "{}", found(&report));
        assert_eq!(
            report.all_findings().map(|f| f.code().number).find(|n| *n == 5022),
            code,
            "{}",
            found(&report)
        );
    }
}
