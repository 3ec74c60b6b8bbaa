//! Seals applied to PDFs, judged by ourselves and by software that we did not write.

use std::sync::Arc;

use sidian::crypto::{Hash, Signer, Suite};
use sidian::pades::{Appearance, Corner, Edge, Pages, Placement, Straddle, mm};
use sidian::report::{Changes, Coverage, Fact, Integrity, Report, TimeSource, Trust, Verdict};
use sidian::seal::{
    ApplyError, PictureMatch, PictureReader, Seal, SealApplication, SealContainer, SealError,
    SesVersion,
};
use sidian::signature::{DocMdp, PreparedSignature, SignatureDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::{TimestampRequest, TimestampSource};
use sidian::verifier::{Document, Verifier};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, pem};
use sidian_testkit::{clock, pdf, seal_kit as kit};

/// Suites that seals are made with.
const SUITES: [Suite; 3] = [Suite::Sm2, Suite::Ed25519, Suite::P256];
const CONTAINERS: [SealContainer; 3] =
    [SealContainer::Cades, SealContainer::Pkcs7, SealContainer::Ses];

fn verifier(pki: &TestPki) -> Verifier {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let evidence = pki
        .crls()
        .iter()
        .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("CRL"));
    let issuing = pki.issuing.certificate.der();
    Verifier::new(store).with_evidence(evidence.with_embedded([], [], [issuing]))
}

fn verdict(report: &Report<Document>) -> (Option<Verdict>, String) {
    let findings: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
    (report.verdict(), findings.join(", "))
}

fn sealed<'a>(
    pki: &TestPki,
    seal: &'a Seal,
    file: &'a [u8],
    wish: impl FnOnce(SealApplication<'a>) -> SealApplication<'a>,
) -> Result<Vec<u8>, ApplyError> {
    wish(seal.apply(file)).sign(&pki.signer.key, &pki.chain(&pki.signer), clock::now())
}

fn shown(place: Placement) -> Placement {
    place.with_appearance(kit::appearance())
}

#[test]
fn a_seal_of_every_suite_in_every_container_passes_with_its_facts() {
    for suite in SUITES {
        let pki = TestPki::new(suite);
        let seal = kit::seal(pki, &[&pki.signer]);
        for container in CONTAINERS {
            for base in [pdf::with_table("1.7", 2), pdf::with_streams(2)] {
                let place = shown(Placement::corner(1, Corner::BottomRight, 40.0, 40.0));
                let file = sealed(pki, &seal, &base, |a| {
                    a.with_container(container)
                        .with_placement(place)
                        .with_reason("审批通过")
                        .with_case("2026-0001")
                })
                .expect("sealed");
                let report = verifier(pki).document(&file, clock::now()).expect("a PDF");
                let case = format!("{suite:?} {container:?}: {}", verdict(&report).1);
                assert_eq!(report.verdict(), Some(Verdict::Passed), "{case}");
                let [signature] = report.signatures() else { panic!("{case}: not one") };
                assert_eq!(signature.integrity, Integrity::Ok, "{case}");
                assert_eq!(signature.coverage, Coverage::Whole, "{case}");
                let facts = signature.seal.as_ref().expect("a seal");
                assert_eq!(facts.id, "11010000000001", "{case}");
                assert_eq!(facts.name, "示例市行政审批局", "{case}");
                assert_eq!(facts.intact, Integrity::Ok, "{case}");
                assert_eq!(facts.maker_trust, Trust::Trusted, "{case}");
                assert_eq!(facts.signer_listed, Fact::Yes, "{case}");
                assert_eq!(facts.valid_at_sealing, Fact::Yes, "{case}");
                assert_eq!(facts.picture.bytes, kit::svg().as_bytes(), "{case}");
                assert!(case.contains("seal-picture-not-compared"), "{case}");
                let by_itself = verifier(pki).seal(&file, clock::now()).expect("a sealed PDF");
                assert_eq!(by_itself.verdict(), Some(Verdict::Passed), "{case}");
                assert!(by_itself.seal().is_some() && by_itself.accept().is_ok(), "{case}");
            }
        }
    }
}

#[test]
fn a_document_without_a_seal_is_not_passed_as_sealed() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let chain = pki.chain(&pki.signer);
    let signed = SignatureDraft::new(&base).sign_document(&pki.signer.key, &chain, clock::now());
    let report = verifier(pki).seal(&signed.expect("signed"), clock::now()).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Indeterminate));
    assert!(verifier(pki).seal(b"neither", clock::now()).is_err());
}

#[test]
fn many_places_and_several_seals_in_sequence_stay_valid() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = kit::seal(pki, &[&pki.signer]);
    let mut file = pdf::with_streams(6);
    let places = [
        Placement::centred(1, 300.0, 200.0),
        Placement::straddle(Straddle::new(Pages::All)),
        Placement::corner(Pages::All, Corner::TopRight, mm(5.0), mm(5.0)),
        Placement::straddle(Straddle::new(2..=6).with_edge(Edge::Left).with_group(3)),
    ];
    for (count, place) in places.into_iter().enumerate() {
        let container = CONTAINERS[count % CONTAINERS.len()];
        let place = shown(place);
        let next = sealed(pki, &seal, &file, |a| a.with_placement(place).with_container(container));
        file = next.expect("sealed");
        let report = verifier(pki).document(&file, clock::now()).expect("a PDF");
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{count}: {}", verdict(&report).1);
        assert_eq!(report.signatures().len(), count + 1);
        let earlier = report.signatures().iter().take(count);
        assert!(earlier.clone().all(|s| s.changes == Changes::Permitted && s.seal.is_some()));
    }
}

#[test]
fn a_seal_goes_into_an_empty_field_and_keeps_its_place() {
    let pki = TestPki::new(Suite::P256);
    let seal = kit::seal(pki, &[&pki.signer]);
    let form = pdf::file(
        "1.7",
        &[
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 1>>>>",
            "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 595 842]>>",
            "<</Type/Page/Parent 2 0 R/Rotate 90/Annots[4 0 R]>>",
            "<</FT/Sig/T(seal)/Type/Annot/Subtype/Widget/Rect[100 100 220 300]/P 3 0 R>>",
        ],
    );
    let file = sealed(pki, &seal, &form, |a| {
        a.with_field("seal").with_placement(shown(Placement::in_field()))
    })
    .expect("sealed");
    let report = verifier(pki).document(&file, clock::now()).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", verdict(&report).1);
    assert_eq!(report.signatures()[0].field, "seal");
}

#[test]
fn a_straddle_seal_over_two_hundred_pages_adds_less_than_a_kilobyte_a_page() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = kit::seal(pki, &[&pki.signer]);
    for base in [pdf::with_table("1.7", 200), pdf::with_streams(200)] {
        let place = shown(Placement::straddle(Straddle::new(Pages::All).with_group(20)));
        let file = sealed(pki, &seal, &base, |a| a.with_placement(place)).expect("sealed");
        let each = (file.len() - base.len()) / 200;
        assert!(each < 1024, "{each} bytes a page");
        let report = verifier(pki).document(&file, clock::now()).expect("a PDF");
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", verdict(&report).1);
    }
}

#[test]
fn a_key_elsewhere_makes_the_same_seal_in_every_container() {
    for suite in [Suite::Sm2, Suite::Ed25519] {
        let pki = TestPki::new(suite);
        let seal = kit::seal(pki, &[&pki.signer]);
        let base = pdf::with_table("1.7", 1);
        for container in CONTAINERS {
            let key = &pki.signer.key;
            let chain = pki.chain(&pki.signer);
            let prepared = seal
                .apply(&base)
                .with_container(container)
                .prepare(&chain, key.algorithm(), clock::now())
                .expect("prepared");
            let stored = prepared.to_bytes();
            let prepared = PreparedSignature::from_bytes(&stored).expect("the same");
            prepared.check(&base).expect("for this document");
            let value = key.sign(prepared.to_be_signed()).expect("a value");
            let mut wrong = value.clone();
            wrong[9] ^= 1;
            assert!(prepared.clone().complete(&wrong).is_err(), "{container:?}");
            let file = prepared.complete(&value).expect("sealed").onto(&base).expect("the same");
            let report = verifier(pki).document(&file, clock::now()).expect("a PDF");
            assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", verdict(&report).1);
        }
    }
}

#[test]
fn a_timestamp_proves_the_time_of_sealing_in_every_container() {
    for suite in SUITES {
        let pki = TestPki::new(suite);
        let (seal, base) = (kit::seal(pki, &[&pki.signer]), pdf::with_table("1.7", 1));
        let (key, chain, tsa) = (&pki.signer.key, pki.chain(&pki.signer), pki.tsa());
        for container in CONTAINERS {
            let application = seal.apply(&base).with_container(container);
            let update = application.sign_and_stamp(key, &chain, clock::now(), &tsa);
            let file = update.expect("sealed").onto(&base).expect("the same");
            let report = verifier(pki).document(&file, clock::now()).expect("a PDF");
            let (answer, found) = verdict(&report);
            assert_eq!(answer, Some(Verdict::Passed), "{suite:?} {container:?}: {found}");
            let time = report.signatures()[0].time.expect("a time");
            assert_eq!(time.source, TimeSource::Timestamp, "{suite:?} {container:?}");
            let applied = report.signatures()[0].seal.as_ref().expect("a seal");
            assert_eq!(applied.valid_at_sealing, Fact::Yes, "{suite:?} {container:?}");
        }
        // The token of another use does not go into this one.
        let prepare = || {
            let ses = seal.apply(&base).with_container(SealContainer::Ses).with_extra_room(9_000);
            ses.prepare(&chain, key.algorithm(), clock::now()).expect("prepared")
        };
        let stamp = |prepared: PreparedSignature| {
            let value = key.sign(prepared.to_be_signed()).expect("a value");
            prepared.stamp(&value).expect("pending")
        };
        let (one, other) = (stamp(prepare()), Hash::Sha256.digest(b"another value"));
        let request = TimestampRequest::new(Hash::Sha256, other.as_ref()).expect("a request");
        let foreign = tsa.answer(&request.to_der()).expect("an answer");
        assert!(one.complete(&foreign).is_err(), "{suite:?}: for another value");
    }
}

#[test]
fn what_a_verifier_would_refuse_is_not_made() {
    let pki = TestPki::new(Suite::Sm2);
    let base = pdf::with_table("1.7", 1);
    let mine = kit::seal(pki, &[&pki.signer]);
    let refused = |seal: &Seal, file: &[u8]| {
        sealed(pki, seal, file, |a| a).expect_err("nothing to be made").code()
    };
    let others = kit::seal(pki, &[&pki.second_signer]);
    assert_eq!(
        refused(&others, &base),
        SealError::SignerNotListed { subject: String::new() }.code()
    );
    let (now, day) = (clock::now(), 86_400);
    let expired = (now.plus(-30 * day), now.plus(-day));
    let expired = kit::made(pki, &[&pki.signer], SesVersion::V4, expired);
    assert_eq!(refused(&expired, &base), SealError::SealNotValid.code());
    let mut broken = mine.as_bytes().to_vec();
    let name = "示例市".as_bytes();
    let at = broken.windows(name.len()).position(|w| w == name).expect("its name");
    broken[at + 2] ^= 1;
    let broken = Seal::from_der(&broken).expect("readable");
    assert_eq!(refused(&broken, &base), SealError::SealBroken.code());
    let mut earlier = sealed(pki, &mine, &base, |a| a).expect("sealed");
    let at = earlier.windows(9).position(|w| w == b"of a test").expect("the page's text");
    earlier[at] ^= 1;
    assert_eq!(refused(&mine, &earlier), 6151, "over a broken signature");
    let locked = sealed(pki, &mine, &base, |a| a.with_certification(DocMdp::NoChanges));
    assert_eq!(refused(&mine, &locked.expect("sealed")), 2207);
    let bare = Placement::centred(1, 200.0, 200.0);
    let bare = sealed(pki, &mine, &base, |a| a.with_placement(bare));
    assert!(matches!(bare, Err(ApplyError::PictureMissing)), "{bare:?}");
    let wrong =
        mine.apply(&base).sign(&pki.second_signer.key, &pki.chain(&pki.signer), clock::now());
    assert_eq!(wrong.expect_err("another key").code(), 5102);
}

/// Draws nothing: takes a sheet for the seal's picture if it holds the bytes it is made of.
#[derive(Clone)]
struct Literal(Arc<[u8]>);

impl PictureReader for Literal {
    fn compare(&self, sheet: &[u8], picture: &[u8]) -> PictureMatch {
        if picture != kit::svg().as_bytes() {
            return PictureMatch::Unreadable;
        }
        match sheet.windows(self.0.len()).any(|w| w == &*self.0) {
            true => PictureMatch::Same,
            false => PictureMatch::Different,
        }
    }
}

#[test]
fn a_picture_that_is_not_the_seal_s_own_fails() {
    let pki = TestPki::new(Suite::P256);
    let seal = kit::seal(pki, &[&pki.signer]);
    let base = pdf::with_table("1.7", 4);
    let reader = || Box::new(Literal(Arc::from(&b"10 12 m 30 12 l"[..])));
    let judge = |place: Placement| {
        let file = sealed(pki, &seal, &base, |a| a.with_placement(place)).expect("sealed");
        let verifier = verifier(pki).with_picture_reader(reader());
        let report = verifier.document(&file, clock::now()).expect("a PDF");
        verdict(&report)
    };
    let other = Appearance::from_page(&kit::other_page()).expect("a page");
    let places = [
        Placement::centred(2, 200.0, 200.0),
        Placement::straddle(Straddle::new(Pages::All)),
        Placement::centred(1, 200.0, 200.0).and(Placement::centred(3, 200.0, 200.0)),
    ];
    for place in places {
        let (good, why) = judge(shown(place.clone()));
        assert_eq!(good, Some(Verdict::Passed), "{place:?}: {why}");
        assert!(!why.contains("seal-picture"), "{why}");
        let (bad, why) = judge(place.with_appearance(other.clone()));
        assert_eq!(bad, Some(Verdict::Failed), "{why}");
        assert!(why.contains("seal-picture-differs"), "{why}");
    }
    let hidden = sealed(pki, &seal, &base, |a| a).expect("sealed");
    let report = verifier(pki).document(&hidden, clock::now()).expect("a PDF");
    assert!(verdict(&report).1.contains("seal-not-shown"), "{}", verdict(&report).1);
}

#[test]
fn a_seal_cannot_be_swapped_for_another_after_sealing() {
    let pki = TestPki::new(Suite::Sm2);
    let seal = kit::seal(pki, &[&pki.signer]);
    let base = pdf::with_table("1.7", 1);
    for container in CONTAINERS {
        let file = sealed(pki, &seal, &base, |a| a.with_container(container)).expect("sealed");
        let text: Vec<u8> =
            "示例市".bytes().flat_map(|b| format!("{b:02X}").into_bytes()).collect();
        let at = file.windows(text.len()).position(|w| w == text).expect("its name in /Contents");
        let mut forged = file.clone();
        forged[at + 5] = if forged[at + 5] == b'1' { b'2' } else { b'1' };
        let report = verifier(pki).document(&forged, clock::now()).expect("a PDF");
        assert_eq!(report.verdict(), Some(Verdict::Failed), "{container:?}");
    }
}

#[test]
fn qpdf_finds_sealed_files_sound_and_pdfsig_finds_the_cms_valid() {
    let Some(qpdf) = peers::find("qpdf", &["--version"], "qpdf") else { return };
    let Some(pdfsig) = peers::find("pdfsig", &["-v"], "pdfsig") else { return };
    for suite in SUITES {
        let pki = TestPki::new(suite);
        let seal = kit::seal(pki, &[&pki.signer]);
        for (place, single) in [
            (Placement::corner(1, Corner::BottomRight, 20.0, 20.0), true),
            (Placement::straddle(Straddle::new(Pages::All)), false),
        ] {
            let mut file = pdf::with_streams(4);
            for container in CONTAINERS {
                let place = shown(place.clone());
                let next = sealed(pki, &seal, &file, |a| {
                    a.with_placement(place).with_container(container)
                });
                file = next.expect("sealed");
            }
            let folder = Folder::new();
            folder.write("sealed.pdf", &file);
            let answer = qpdf.run(&folder, &["--check", "sealed.pdf"]);
            assert!(answer.succeeded(), "{suite:?}: {}", answer.text());
            let answer = pdfsig.run(&folder, &["-nocert", "sealed.pdf"]);
            let valid = answer.text().matches("Signature is Valid").count();
            assert!(!answer.text().contains("Invalid"), "{suite:?}: {}", answer.text());
            // NSS knows neither SM2 nor Ed25519, no reader of PDF knows GM.sm2seal, and Poppler
            // does not see the value of a field that shows in several places
            let known = suite == Suite::P256 && single;
            assert_eq!(valid, if known { 2 } else { 0 }, "{suite:?}: {}", answer.text());
        }
    }
}

#[test]
fn openssl_verifies_the_sm2_value_of_a_seal_over_the_byte_range() {
    let Some(openssl) = peers::openssl() else { return };
    let pki = TestPki::new(Suite::Sm2);
    let seal = kit::seal(pki, &[&pki.signer]);
    let base = pdf::with_table("1.7", 1);
    let key = &pki.signer.key;
    let prepared = seal
        .apply(&base)
        .with_container(SealContainer::Ses)
        .prepare(&pki.chain(&pki.signer), key.algorithm(), clock::now())
        .expect("prepared");
    let folder = Folder::new();
    folder.write("tbs.der", prepared.to_be_signed());
    folder.write("value.der", key.sign(prepared.to_be_signed()).expect("value"));
    folder.write("key.pem", pem("PUBLIC KEY", pki.signer.certificate.spki()));
    let answer = openssl.run(
        &folder,
        &[
            "dgst",
            "-sm3",
            "-verify",
            "key.pem",
            "-sigopt",
            "distid:1234567812345678",
            "-signature",
            "value.der",
            "tbs.der",
        ],
    );
    assert!(answer.succeeded(), "{}", answer.text());
}

#[test]
fn pyhanko_trusts_what_was_sealed_whole_and_unmodified() {
    let python = std::env::var("SIDIAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let python: &'static str = Box::leak(python.into_boxed_str());
    let asks =
        ["-c", "from importlib.metadata import version as v; print('pyhanko', v('pyhanko'))"];
    let Some(python) = peers::find(python, &asks, "pyhanko 0.") else { return };
    let pki = TestPki::new(Suite::P256);
    let seal = kit::seal(pki, &[&pki.signer]);
    let base = pdf::with_table("1.7", 4);
    for place in [
        Placement::centred(1, 200.0, 200.0),
        Placement::corner(Pages::All, Corner::TopLeft, 20.0, 20.0),
        Placement::straddle(Straddle::new(Pages::All)),
    ] {
        let place = shown(place);
        let folder = Folder::new();
        folder.write("root.der", pki.root.certificate.der());
        folder.write("ask.py", ASK_PYHANKO);
        let file = sealed(pki, &seal, &base, |a| a.with_placement(place)).expect("sealed");
        folder.write("sealed.pdf", file);
        let answer = python.run(&folder, &["ask.py"]);
        let said = String::from_utf8_lossy(&answer.expect("pyHanko ran")).into_owned();
        assert_eq!(said.trim(), "True True True ENTIRE_FILE NONE");
    }
}

/// Prints intact, valid, trusted, coverage and modification level of the last signature.
const ASK_PYHANKO: &str = r#"
import datetime
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
now = datetime.datetime(2026, 6, 1, tzinfo=datetime.timezone.utc)
root = x509.Certificate.load(open("root.der", "rb").read())
context = ValidationContext(trust_roots=[root], moment=now, allow_fetching=False)
reader = PdfFileReader(open("sealed.pdf", "rb"))
status = validate_pdf_signature(reader.embedded_signatures[-1], context)
level = status.modification_level
print(status.intact, status.valid, status.trusted, status.coverage.name, level.name)
"#;
