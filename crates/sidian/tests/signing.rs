//! What we sign, judged by ourselves and by software that we did not write.

use sidian::budget::Budget;
use sidian::cms::{Dialect, Profile, SignedAttributes, SignedData, SignedDataDraft, verify_signer};
use sidian::crypto::{Hash, Signer, Suite};
use sidian::pdf::{Object, Pdf, Ref, Update};
use sidian::report::{BaselineLevel, Changes, Coverage, Integrity, Report, Trust, Verdict};
use sidian::signature::{
    Appearance, Corner, DocMdp, Edge, Pages, Placement, SignatureDraft, SignatureError, Straddle,
    SubFilter,
};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::{Document, Verifier};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{Identity, TestPki, pem};
use sidian_testkit::{clock, pdf};

fn verifier(pki: &TestPki) -> Verifier {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let evidence = pki
        .crls()
        .iter()
        .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("CRL"));
    Verifier::new(store).with_evidence(evidence)
}

fn sign(pdf: &[u8], draft: SignatureDraft<'_>, pki: &TestPki, who: &Identity) -> Vec<u8> {
    let update = draft.sign(&who.key, &pki.chain(who), clock::now()).expect("signed");
    let signed = update.onto(pdf).expect("the same document");
    assert_eq!(&signed[..pdf.len()], pdf, "an original byte was touched");
    signed
}

fn verdict(report: &Report<Document>) -> (Option<Verdict>, String) {
    let findings: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
    (report.verdict(), findings.join(", "))
}

/// Documents of every build that a signature has to fit into.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("1.4 table", pdf::with_table("1.4", 1)),
        ("1.7 table", pdf::with_table("1.7", 3)),
        ("2.0 table", pdf::with_table("2.0", 1)),
        ("1.7 streams", pdf::with_streams(2)),
    ]
}

#[test]
fn a_signature_of_every_suite_on_every_build_of_document_passes() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        for (build, base) in documents() {
            let draft = SignatureDraft::new(&base).with_reason("审批通过");
            let signed = sign(&base, draft, pki, &pki.signer);
            let report = verifier(pki).document(&signed, clock::now()).expect("a PDF");
            let case = format!("{suite:?} on {build}");
            assert_eq!(verdict(&report).0, Some(Verdict::Passed), "{case}: {}", verdict(&report).1);
            let [signature] = report.signatures() else { panic!("{case}: not one signature") };
            assert_eq!(signature.coverage, Coverage::Whole, "{case}");
            assert_eq!(signature.level, Some(BaselineLevel::B), "{case}");
            assert_eq!(signature.reason.as_deref(), Some("审批通过"), "{case}");
        }
    }
}

#[test]
fn a_second_signature_leaves_the_first_one_valid() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        for (build, base) in documents() {
            let once = sign(&base, SignatureDraft::new(&base).with_field("甲"), pki, &pki.signer);
            let draft = SignatureDraft::new(&once)
                .with_field("乙")
                .with_placement(Placement::in_rect(1, [50.0, 50.0, 200.0, 120.0]));
            let twice = sign(&once, draft, pki, &pki.second_signer);
            let report = verifier(pki).document(&twice, clock::now()).expect("a PDF");
            let case = format!("{suite:?} on {build}");
            assert_eq!(verdict(&report).0, Some(Verdict::Passed), "{case}: {}", verdict(&report).1);
            let [first, second] = report.signatures() else { panic!("{case}: not two") };
            assert_eq!(first.changes, Changes::Permitted, "{case}");
            assert_eq!(second.changes, Changes::None, "{case}");
        }
    }
}

#[test]
fn certification_limits_what_may_follow() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    for permission in [DocMdp::NoChanges, DocMdp::FormFilling, DocMdp::Annotations] {
        let draft = SignatureDraft::new(&base).with_certification(permission);
        let certified = sign(&base, draft, pki, &pki.signer);
        let report = verifier(pki).document(&certified, clock::now()).expect("a PDF");
        assert_eq!(verdict(&report).0, Some(Verdict::Passed), "{}", verdict(&report).1);
        let second = SignatureDraft::new(&certified).sign(
            &pki.second_signer.key,
            &pki.chain(&pki.second_signer),
            clock::now(),
        );
        match permission {
            DocMdp::NoChanges => assert!(
                matches!(second, Err(SignatureError::Placement(_))),
                "a P=1 document was signed again"
            ),
            _ => {
                let twice = second.expect("P allows it").onto(&certified).expect("same");
                let report = verifier(pki).document(&twice, clock::now()).expect("a PDF");
                assert_eq!(verdict(&report).0, Some(Verdict::Passed), "{}", verdict(&report).1);
            }
        }
    }
}

#[test]
fn signers_that_must_not_be_believed_are_not() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let world = verifier(pki);
    let judged = |who: &Identity, chain: Vec<_>| {
        let update = SignatureDraft::new(&base).sign(&who.key, &chain, clock::now());
        let signed = update.expect("signed").onto(&base).expect("same");
        let report = world.document(&signed, clock::now()).expect("a PDF");
        (report.signatures()[0].trust, verdict(&report))
    };
    for (name, who, code) in [
        ("revoked", &pki.revoked_signer, "signed-after-revocation"),
        ("expired", &pki.expired_signer, "certificate-expired"),
        ("wrong purpose", &pki.time_stamper, "purpose"),
    ] {
        let (trust, (verdict, codes)) = judged(who, pki.chain(who));
        assert_ne!(verdict, Some(Verdict::Passed), "{name} passed");
        assert_ne!(trust, Trust::Trusted, "{name} is trusted");
        assert!(codes.contains(code), "{name}: {codes}");
    }
    let stranger = &pki.untrusted_signer;
    let chain = vec![stranger.certificate.clone(), pki.untrusted_root.certificate.clone()];
    let (trust, (verdict, codes)) = judged(stranger, chain);
    assert_eq!((trust, verdict), (Trust::Untrusted, Some(Verdict::Indeterminate)), "{codes}");
}

#[test]
fn a_key_that_is_not_the_certificate_s_is_refused_before_anything_is_written() {
    let pki = TestPki::new(Suite::Ed25519);
    let base = pdf::with_table("1.7", 1);
    let chain = pki.chain(&pki.signer);
    let refused = SignatureDraft::new(&base).sign(&pki.second_signer.key, &chain, clock::now());
    assert!(matches!(refused, Err(SignatureError::KeyMismatch { .. })), "{refused:?}");
}

#[test]
fn a_value_made_elsewhere_is_checked_before_it_is_embedded() {
    let pki = TestPki::new(Suite::Sm2);
    let base = pdf::with_table("1.7", 1);
    let chain = pki.chain(&pki.signer);
    let key = &pki.signer.key;
    let prepare = || {
        let draft = SignatureDraft::new(&base);
        draft.prepare(&chain, key.algorithm(), clock::now()).expect("prepared")
    };
    let value = key.sign(prepare().to_be_signed()).expect("value");
    assert!(prepare().complete(&value).is_ok());
    let mut other = value.clone();
    *other.last_mut().expect("not empty") ^= 1;
    let refused = prepare().complete(&other);
    assert!(matches!(refused, Err(SignatureError::ValueInvalid)), "{refused:?}");
}

#[test]
fn the_same_input_key_and_time_give_the_same_bytes() {
    // Ed25519 and SM2 here have no random part.
    for suite in [Suite::Ed25519, Suite::Sm2] {
        let pki = TestPki::new(suite);
        let base = pdf::with_streams(1);
        let once = sign(&base, SignatureDraft::new(&base), pki, &pki.signer);
        let again = sign(&base, SignatureDraft::new(&base), pki, &pki.signer);
        assert!(once == again, "{suite:?}: two runs differ");
    }
}

#[test]
fn gbt_35275_containers_are_written_and_read_back() {
    let pki = TestPki::new(Suite::Sm2);
    let content = "材料".as_bytes();
    let key = &pki.signer.key;
    let chain = pki.chain(&pki.signer);
    let digest = Hash::Sm3.digest(content);
    let dialect = Dialect::Gbt35275;
    let now = Some(clock::now());
    let attributes = SignedAttributes::new(dialect, &digest, &chain[0], Hash::Sm3, now);
    let value = key.sign(attributes.to_be_signed()).expect("value");
    let der = SignedDataDraft::new(dialect, &chain, key.algorithm())
        .with_content(content)
        .encode(&attributes, &value);
    let signed = SignedData::parse(&der).expect("SignedData");
    assert_eq!((signed.dialect, signed.content), (dialect, Some(content)));
    for (said, expected) in [(content, Integrity::Ok), (&content[1..], Integrity::Failed)] {
        let check = verify_signer(&signed, &said, Profile::Pades, &[]);
        assert_eq!(check.integrity, expected, "{:?}", check.findings);
    }
}

/// The container and the bytes it signs, taken out by the offsets of the byte range.
fn detached(signed: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = String::from_utf8_lossy(signed);
    let at = text.rfind("/ByteRange").expect("ByteRange");
    let list = text[at..].split_once('[').expect("[").1.split_once(']').expect("]").0;
    let n: Vec<usize> = list.split_whitespace().map(|n| n.parse().expect("number")).collect();
    let content = [&signed[..n[1]], &signed[n[2]..n[2] + n[3]]].concat();
    let hex = &signed[n[1] + 1..n[2] - 1];
    let der: Vec<u8> = hex
        .chunks(2)
        .map(|p| u8::from_str_radix(std::str::from_utf8(p).expect("hex"), 16).expect("hex"))
        .collect();
    (der, content)
}

#[test]
fn openssl_verifies_our_containers() {
    let Some(openssl) = peers::openssl() else { return };
    for suite in [Suite::P256, Suite::P384, Suite::Rsa] {
        let pki = TestPki::new(suite);
        let base = pdf::with_table("1.7", 1);
        let folder = Folder::new();
        folder.write("root.pem", pem("CERTIFICATE", pki.root.certificate.der()));
        for sub_filter in [SubFilter::EtsiCadesDetached, SubFilter::AdbePkcs7Detached] {
            let draft = SignatureDraft::new(&base).with_sub_filter(sub_filter.clone());
            let (der, content) = detached(&sign(&base, draft, pki, &pki.signer));
            folder.write("cms.der", der);
            folder.write("content.bin", content);
            let answer = openssl.run(
                &folder,
                &[
                    "cms",
                    "-verify",
                    "-binary",
                    "-inform",
                    "DER",
                    "-in",
                    "cms.der",
                    "-content",
                    "content.bin",
                    "-CAfile",
                    "root.pem",
                    "-purpose",
                    "any",
                    "-attime",
                    "1780272000",
                    "-out",
                    "out.bin",
                ],
            );
            assert!(answer.succeeded(), "{suite:?} {sub_filter:?}: {}", answer.text());
        }
    }
}

#[test]
fn openssl_verifies_the_sm2_value_over_the_signed_attributes() {
    let Some(openssl) = peers::openssl() else { return };
    let pki = TestPki::new(Suite::Sm2);
    let base = pdf::with_table("1.7", 1);
    let key = &pki.signer.key;
    let prepared = SignatureDraft::new(&base)
        .prepare(&pki.chain(&pki.signer), key.algorithm(), clock::now())
        .expect("prepared");
    let folder = Folder::new();
    folder.write("attributes.der", prepared.to_be_signed());
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
            "attributes.der",
        ],
    );
    assert!(answer.succeeded(), "{}", answer.text());
}

#[test]
fn qpdf_finds_our_files_sound_and_pdfsig_finds_them_valid() {
    let Some(qpdf) = peers::find("qpdf", &["--version"], "qpdf") else { return };
    let Some(pdfsig) = peers::find("pdfsig", &["-v"], "pdfsig") else { return };
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        for (build, base) in documents() {
            let folder = Folder::new();
            let once = sign(&base, SignatureDraft::new(&base), pki, &pki.signer);
            let twice = sign(&once, SignatureDraft::new(&once), pki, &pki.second_signer);
            folder.write("signed.pdf", twice);
            let answer = qpdf.run(&folder, &["--check", "signed.pdf"]);
            assert!(answer.succeeded(), "{suite:?} on {build}: {}", answer.text());
            let answer = pdfsig.run(&folder, &["-nocert", "signed.pdf"]);
            let valid = answer.text().matches("Signature is Valid").count();
            // NSS knows neither SM2 nor Ed25519.
            let known = matches!(suite, Suite::P256 | Suite::P384 | Suite::Rsa);
            assert_eq!(valid, if known { 2 } else { 0 }, "{suite:?} on {build}: {}", answer.text());
        }
    }
}

#[test]
fn pyhanko_trusts_our_files_whole_and_unmodified() {
    let python = std::env::var("SIDIAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let python: &'static str = Box::leak(python.into_boxed_str());
    let asks =
        ["-c", "from importlib.metadata import version as v; print('pyhanko', v('pyhanko'))"];
    let Some(python) = peers::find(python, &asks, "pyhanko 0.") else { return };
    for suite in [Suite::P256, Suite::P384, Suite::Rsa, Suite::Ed25519] {
        let pki = TestPki::new(suite);
        for (build, base) in documents() {
            let folder = Folder::new();
            folder.write("root.der", pki.root.certificate.der());
            folder.write("ask.py", ASK_PYHANKO);
            folder.write("signed.pdf", sign(&base, SignatureDraft::new(&base), pki, &pki.signer));
            let answer = python.run(&folder, &["ask.py"]);
            let said = String::from_utf8_lossy(&answer.expect("pyHanko ran")).into_owned();
            let case = format!("{suite:?} on {build}");
            assert_eq!(said.trim(), "True True True ENTIRE_FILE NONE", "{case}");
        }
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
reader = PdfFileReader(open("signed.pdf", "rb"))
status = validate_pdf_signature(reader.embedded_signatures[-1], context)
level = status.modification_level
print(status.intact, status.valid, status.trusted, status.coverage.name, level.name)
"#;

/// A one-page PDF of a red disc, 42 mm wide: a picture for tests.
fn disc() -> Appearance {
    let content = "0.8 0 0 rg 59.5 0 m 92 0 119 27 119 59.5 c 119 92 92 119 59.5 119 c \
                   27 119 0 92 0 59.5 c 0 27 27 0 59.5 0 c f";
    let page = pdf::file(
        "1.7",
        &[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 119 119]>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned(),
            format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        ],
    );
    Appearance::from_page(&page).expect("a page")
}

#[test]
fn signatures_that_show_in_many_places_leave_earlier_ones_valid() {
    let pki = TestPki::new(Suite::P256);
    for base in [pdf::with_table("1.7", 6), pdf::with_streams(6)] {
        let places = [
            Placement::corner(Pages::All, Corner::BottomRight, 20.0, 20.0),
            Placement::straddle(Straddle::new(Pages::All).with_group(4)),
            Placement::centred(1, 200.0, 200.0).and(Placement::centred(2, 300.0, 300.0)),
            Placement::straddle(Straddle::new(2..=5).with_edge(Edge::Left)),
        ];
        let mut file = base;
        for (count, place) in places.into_iter().enumerate() {
            let place = place.with_appearance(disc());
            let draft = SignatureDraft::new(&file).with_placement(place);
            let signed = sign(&file, draft, pki, &pki.signer);
            let report = verifier(pki).document(&signed, clock::now()).expect("a PDF");
            let (found, why) = verdict(&report);
            assert_eq!(found, Some(Verdict::Passed), "signature {}: {why}", count + 1);
            assert_eq!(report.signatures().len(), count + 1);
            let before = report.signatures().iter().take(count);
            assert!(before.clone().all(|s| s.changes == Changes::Permitted), "{why}");
            file = signed;
        }
    }
}

#[test]
fn a_widget_that_joins_a_signature_later_is_refused() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 3);
    let place = Placement::centred(1..=2, 300.0, 300.0).with_appearance(disc());
    let signed = sign(&base, SignatureDraft::new(&base).with_placement(place), pki, &pki.signer);
    let budget = Budget::for_file(signed.len());
    let file = Pdf::open(&signed, &budget).expect("a PDF");
    let view = file.latest();
    let form = view.dict(view.root().expect("root").get("AcroForm").expect("form"), "form");
    let field = form.expect("form").array("Fields").and_then(|f| f.get(0).cloned()).expect("field");
    let dict = view.dict(&field, "field").expect("field");
    let kids = dict.array("Kids").expect("kids").items().to_vec();
    let widget = view.dict(&kids[0], "widget").expect("widget");
    let mut update = Update::new(&file).expect("an update");
    let page = Ref::new(8, 0);
    let more = update.add(widget.with("P", page)).expect("room");
    let grown = [kids, vec![Object::Ref(more)]].concat();
    update.put(field.as_reference().expect("a reference"), dict.with("Kids", grown));
    let third = view.dict(&Object::Ref(page), "page").expect("page 3");
    update.put(page, third.with("Annots", vec![Object::Ref(more)]));
    let tail = update.finish().expect("an update").tail;
    let forged = [signed.clone(), tail].concat();
    let report = verifier(pki).document(&forged, clock::now()).expect("a PDF");
    assert_eq!(verdict(&report).0, Some(Verdict::Failed), "{}", verdict(&report).1);
}
