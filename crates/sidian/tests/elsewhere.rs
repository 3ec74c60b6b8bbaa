//! Signing elsewhere: prepared states at rest, late certificates, batches, two signers at once.

use sidian::asn1::ObjectIdentifier;
use sidian::budget::Budget;
use sidian::crypto::{Signer, Suite};
use sidian::pdf::{Dict, Object, Pdf, Update};
use sidian::report::Verdict;
use sidian::signature::{
    Batch, BatchError, DocMdp, EmptyField, FieldLock, FieldRules, FieldSelection, Placement,
    PreparedDocument, PreparedSignature, SignatureDraft, SignatureError, StateError, SubFilter,
    add_empty_fields, container_room,
};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::issue::{CertificateDraft, NameDraft, Usage};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, years};
use sidian_testkit::{clock, pdf};

fn verifier(pki: &TestPki) -> Verifier {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let evidence = pki
        .crls()
        .iter()
        .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("CRL"));
    Verifier::new(store).with_evidence(evidence)
}

fn must_pass(pki: &TestPki, signed: &[u8], case: &str) {
    let report = verifier(pki).document(signed, clock::now()).expect("a PDF");
    let findings: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{case}: {findings:?}");
}

fn prepared(base: &[u8], pki: &TestPki, draft: SignatureDraft<'_>) -> PreparedSignature {
    let prepared = draft.prepare(&pki.chain(&pki.signer), pki.signer.key.algorithm(), clock::now());
    let prepared = prepared.expect("prepared");
    prepared.check(base).expect("made for this document");
    prepared
}

#[test]
fn a_prepared_signature_of_every_suite_is_completed_by_another_process() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        for sub_filter in [SubFilter::EtsiCadesDetached, SubFilter::AdbePkcs7Detached] {
            let base = pdf::with_streams(2);
            let draft = SignatureDraft::new(&base)
                .with_reason("审批通过")
                .with_sub_filter(sub_filter.clone());
            let at_rest = prepared(&base, pki, draft).to_bytes();
            let again = PreparedSignature::from_bytes(&at_rest).expect("what was written");
            assert_eq!(again.to_bytes(), at_rest, "{suite:?}");
            again.check(&base).expect("made for this document");
            let value = pki.signer.key.sign(again.to_be_signed()).expect("value");
            let signed = again.complete(&value).expect("completed").onto(&base).expect("joined");
            must_pass(pki, &signed, &format!("{suite:?} {sub_filter:?}"));
        }
    }
}

#[test]
fn room_is_what_the_longest_value_needs_and_not_a_byte_more() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let base = pdf::with_table("1.7", 1);
        let chain = pki.chain(&pki.signer);
        let key = &pki.signer.key;
        let room = container_room(&chain, key.algorithm());
        let update = SignatureDraft::new(&base).sign(key, &chain, clock::now()).expect("signed");
        let text = String::from_utf8_lossy(update.appended()).into_owned();
        let hex = text.split_once("/Contents <").expect("Contents").1.split_once('>').expect(">").0;
        assert_eq!(hex.len(), 2 * room, "{suite:?}");
        let padding = hex.bytes().rev().take_while(|b| *b == b'0').count() / 2;
        // Time in PAdES is not in the container, integers may be shorter: 50 bytes are a lot.
        assert!(padding < 50, "{suite:?}: {padding} bytes are left");
    }
}

#[test]
fn no_damage_to_a_state_at_rest_goes_unnoticed() {
    let pki = TestPki::new(Suite::Ed25519);
    let base = pdf::with_table("1.7", 1);
    let at_rest = prepared(&base, pki, SignatureDraft::new(&base)).to_bytes();
    for at in 0..at_rest.len() {
        let mut damaged = at_rest.clone();
        damaged[at] ^= 0x10;
        assert!(PreparedSignature::from_bytes(&damaged).is_err(), "byte {at} flipped");
    }
    for len in 0..at_rest.len() {
        assert!(PreparedSignature::from_bytes(&at_rest[..len]).is_err(), "cut at {len}");
    }
    let longer = [at_rest.as_slice(), b"\0"].concat();
    assert!(PreparedSignature::from_bytes(&longer).is_err());
    let text = PreparedSignature::from_bytes(b"{\"version\":1}");
    assert!(matches!(text, Err(StateError::Kind)), "{text:?}");
}

#[test]
fn a_value_is_embedded_only_where_key_and_document_are_those_that_were_prepared() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let state = prepared(&base, pki, SignatureDraft::new(&base));
    let stranger = pki.second_signer.key.sign(state.to_be_signed()).expect("value");
    let refused = state.clone().complete(&stranger);
    assert!(matches!(refused, Err(SignatureError::ValueInvalid)), "{refused:?}");
    let value = pki.signer.key.sign(state.to_be_signed()).expect("value");
    let update = state.clone().complete(&value).expect("completed");
    let mut other = base.clone();
    let digit = other.iter().rposition(u8::is_ascii_digit).expect("a digit");
    other[digit] ^= 1;
    let refused = update.onto(&other);
    assert!(matches!(refused, Err(SignatureError::DocumentChanged)), "{refused:?}");
    let refused = update.onto(&base[1..]);
    assert!(matches!(refused, Err(SignatureError::OtherDocument { .. })), "{refused:?}");
    assert!(matches!(state.check(&other), Err(SignatureError::DocumentChanged)));
    // A state put together from two: the document is the one, the bytes to be signed are another's.
    let longer = pdf::with_table("1.7", 2);
    let mixed = mix(&state, &prepared(&longer, pki, SignatureDraft::new(&longer)));
    let mixed = PreparedSignature::from_bytes(&mixed).expect("well formed");
    assert!(matches!(mixed.check(&base), Err(SignatureError::Forged)));
}

/// The state `a` with the bytes to be signed of `b`, and a check that agrees.
fn mix(a: &PreparedSignature, b: &PreparedSignature) -> Vec<u8> {
    use sidian::asn1::{Reader, oid, writer};
    use sidian::crypto::Hash;
    let bytes = a.to_bytes();
    let mut parts = Reader::new(&bytes).sequence().expect("a state");
    parts.oid().expect("kind");
    parts.u64().expect("version");
    let body = parts.octet_string().expect("body");
    let at = body.windows(a.to_be_signed().len()).position(|w| w == a.to_be_signed());
    let at = at.expect("the attributes");
    let end = at + a.to_be_signed().len();
    let forged = [&body[..at], b.to_be_signed(), &body[end..]].concat();
    let parts =
        [writer::oid(oid::PREPARED_SIGNATURE), writer::integer(1), writer::octet_string(&forged)]
            .concat();
    let check = Hash::Sha256.digest(&parts);
    writer::sequence(&[&parts, &writer::octet_string(check.as_ref())])
}

#[test]
fn the_slower_of_two_signers_is_told_who_was_faster_and_loses_nothing() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let draft = |pdf| SignatureDraft::new(pdf).with_field("经办").with_reason("同意");
    let slow = prepared(&base, pki, draft(&base));
    let chain = pki.chain(&pki.second_signer);
    let fast = SignatureDraft::new(&base)
        .with_field("审核")
        .with_placement(Placement::in_rect(1, [50.0, 50.0, 200.0, 120.0]));
    let faster = fast.sign_document(&pki.second_signer.key, &chain, clock::now()).expect("signed");

    let refused = slow.check(&faster);
    let Err(SignatureError::Overtaken { by }) = &refused else { panic!("{refused:?}") };
    assert_eq!(by, &["审核"]);
    let value = pki.signer.key.sign(slow.to_be_signed()).expect("value");
    let late = slow.complete(&value).expect("the value is good").onto(&faster);
    assert!(matches!(late, Err(SignatureError::Overtaken { .. })), "{late:?}");

    let again = prepared(&faster, pki, draft(&base).rebased(&faster));
    let value = pki.signer.key.sign(again.to_be_signed()).expect("value");
    let both = again.complete(&value).expect("completed").onto(&faster).expect("joined");
    must_pass(pki, &both, "both signatures");
}

#[test]
fn a_certificate_may_come_after_the_hash() {
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let base = pdf::with_streams(1);
        let chain = pki.chain(&pki.signer);
        let algorithm = pki.signer.key.algorithm();
        let room = container_room(&chain, algorithm);
        let waiting = SignatureDraft::new(&base).with_reason("同意").with_name("待定");
        let waiting = waiting.prepare_document(room, clock::now()).expect("prepared");
        waiting.check(&base).expect("made for this document");
        let at_rest = waiting.to_bytes();
        let again = PreparedDocument::from_bytes(&at_rest).expect("what was written");
        assert_eq!(again.to_bytes(), at_rest);
        assert!(again.digest(algorithm.hash()).is_some(), "{suite:?}");
        let state = again.with_certificate(&chain, algorithm).expect("enough room");
        state.check(&base).expect("made for this document");
        let value = pki.signer.key.sign(state.to_be_signed()).expect("value");
        let signed = state.complete(&value).expect("completed").onto(&base).expect("joined");
        must_pass(pki, &signed, suite.name());
        for at in 0..at_rest.len() {
            let mut damaged = at_rest.clone();
            damaged[at] ^= 1;
            assert!(PreparedDocument::from_bytes(&damaged).is_err(), "byte {at} flipped");
        }
    }
}

#[test]
fn a_promise_of_too_little_room_is_told_to_the_byte() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let chain = pki.chain(&pki.signer);
    let algorithm = pki.signer.key.algorithm();
    let enough = container_room(&chain, algorithm);
    let with = |room| {
        let waiting = SignatureDraft::new(&base).prepare_document(room, clock::now());
        waiting.expect("prepared").with_certificate(&chain, algorithm)
    };
    let refused = with(enough - 1);
    let Err(SignatureError::Room { needed, room }) = refused else { panic!("{refused:?}") };
    assert_eq!((needed, room), (enough, enough - 1));
    assert!(with(needed).is_ok());
}

fn batch(pki: &TestPki, documents: &[Vec<u8>]) -> Batch {
    documents.iter().enumerate().fold(Batch::new(), |batch, (number, base)| {
        batch.with(format!("{number}.pdf"), prepared(base, pki, SignatureDraft::new(base)))
    })
}

#[test]
fn one_confirmation_stands_for_every_document_of_a_batch_and_no_other() {
    let pki = TestPki::new(Suite::Ed25519);
    let documents: Vec<_> = (1..=4).map(|pages| pdf::with_table("1.7", pages)).collect();
    let listed = batch(pki, &documents);
    for (entry, base) in listed.entries().zip(&documents) {
        assert_eq!(entry.length, base.len() as u64);
        assert_eq!(*entry.digest, entry.hash.digest(base), "{}", entry.name);
    }
    let confirmed = listed.confirmation();
    let stored = Batch::from_bytes(&listed.to_bytes()).expect("what was written");
    assert_eq!(stored.confirmation(), confirmed);
    let sign = |p: &PreparedSignature| pki.signer.key.sign(p.to_be_signed()).expect("value");
    let mut values: Vec<_> = stored.prepared().map(sign).collect();
    let updates = stored.clone().complete_all(&confirmed, &values).expect("all");
    for (update, base) in updates.iter().zip(&documents) {
        must_pass(pki, &update.onto(base).expect("joined"), "of a batch");
    }
    let shorter = batch(pki, &documents[1..]).complete_all(&confirmed, &values[1..]);
    assert!(matches!(shorter, Err(BatchError::NotConfirmed)), "{shorter:?}");
    let few = stored.clone().complete_all(&confirmed, &values[1..]);
    assert!(matches!(few, Err(BatchError::Count { expected: 4, found: 3 })), "{few:?}");

    values.swap(1, 2);
    let refused = stored.clone().complete_all(&confirmed, &values);
    let Err(BatchError::Item { name, number: 2, .. }) = &refused else { panic!("{refused:?}") };
    assert_eq!(name, "1.pdf");
    let each = stored.complete_each(&confirmed, &values).expect("confirmed");
    assert_eq!(each.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
}

fn lock(fields: FieldSelection) -> FieldLock {
    FieldLock { fields: Some(fields), permission: None }
}

#[test]
fn empty_fields_wait_for_their_signers_in_order_and_lock_what_they_say() {
    let pki = TestPki::new(Suite::Sm2);
    let base = pdf::with_table("1.7", 1);
    let place = [50.0, 50.0, 200.0, 120.0];
    let form = add_empty_fields(
        &base,
        &[
            EmptyField::new("经办"),
            EmptyField::new("审核")
                .with_placement(Placement::in_rect(1, place))
                .with_lock(lock(FieldSelection::All)),
            EmptyField::new("归档"),
        ],
    )
    .expect("added");
    assert_eq!(&form[..base.len()], base);
    let chain = pki.chain(&pki.signer);
    let sign = |pdf: &[u8], draft: SignatureDraft<'_>| {
        draft.rebased(pdf).sign_document(&pki.signer.key, &chain, clock::now())
    };
    let second = SignatureDraft::new(&form).with_field("审核").with_predecessor("经办");
    let early = sign(&form, second.clone());
    let Err(SignatureError::OutOfOrder { waiting_for }) = &early else { panic!("{early:?}") };
    assert_eq!(waiting_for, "经办");
    let once = sign(&form, SignatureDraft::new(&form).with_field("经办")).expect("first");
    let twice = sign(&once, second).expect("second");
    must_pass(pki, &twice, "two in order");
    let late = sign(&twice, SignatureDraft::new(&twice).with_field("归档"));
    let said = late.expect_err("everything is locked").to_string();
    assert!(said.contains("归档") && said.contains("审核"), "{said}");
    for name in ["经办", "", "a.b"] {
        assert!(add_empty_fields(&form, &[EmptyField::new(name)]).is_err(), "“{name}” was added");
    }
}

#[test]
fn rules_of_a_field_are_kept_before_signing_and_named_when_broken() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let rules = FieldRules::default();
    let signer = pki.signer.certificate.clone();
    let stranger = pki.second_signer.certificate.clone();
    let organisation = [("O", "四电测试局")];
    let (signer_certificate, elsewhere) = (signer.clone(), TestPki::new(Suite::P384));
    let oid = |text| ObjectIdentifier::new(text).expect("dotted numbers");
    let cases = [
        ("Reasons", rules.clone().with_reason("同意").with_reason("批准"), false),
        ("Reasons", rules.clone().with_reason("审批通过"), true),
        ("SubFilter", rules.clone().with_sub_filter(SubFilter::AdbePkcs7Detached), false),
        ("SubFilter", rules.clone().with_sub_filter(SubFilter::EtsiCadesDetached), true),
        ("DigestMethod", rules.clone().with_digest("SM3"), false),
        ("DigestMethod", rules.clone().with_digest("SM3").with_digest("SHA256"), true),
        ("MDP", rules.clone().with_certification(DocMdp::FormFilling), false),
        ("TimeStamp", rules.clone().with_timestamp("http://tsa.test/"), false),
        ("Cert", rules.clone().with_signer(stranger.clone()), false),
        ("Cert", rules.clone().with_signer(stranger).with_signer(signer), true),
        ("Cert", rules.clone().with_signer_name(&[("O", "别的局")]), false),
        ("Cert", rules.clone().with_signer_name(&organisation), true),
        ("Cert/Issuer", rules.clone().with_issuer(elsewhere.issuing.certificate.clone()), false),
        ("Cert/Issuer", rules.clone().with_issuer(signer_certificate), false),
        ("Cert/Issuer", rules.clone().with_issuer(pki.issuing.certificate.clone()), true),
        ("Cert/Issuer", rules.clone().with_issuer(pki.root.certificate.clone()), true),
        ("Cert/OID", rules.clone().with_policy(oid("1.2.156.1.99")), false),
        ("Cert/KeyUsage", rules.clone().with_key_usage("X0"), false),
        ("Cert/KeyUsage", rules.clone().with_key_usage("1"), true),
        ("Cert/KeyUsage", rules.clone().with_key_usage("0").with_key_usage("XX0"), true),
    ];
    let chain = pki.chain(&pki.signer);
    let key = &pki.signer.key;
    for (wanted, rules, kept) in cases {
        let case = format!("{wanted}: {rules:?}");
        let field = EmptyField::new("审批").with_rules(rules);
        let form = add_empty_fields(&base, &[field]).expect("added");
        let draft = SignatureDraft::new(&form).with_field("审批").with_reason("审批通过");
        let room = container_room(&chain, key.algorithm());
        let late = draft.clone().prepare_document(room, clock::now()).and_then(|waiting| {
            let stored = PreparedDocument::from_bytes(&waiting.to_bytes()).expect("stored");
            stored.with_certificate(&chain, key.algorithm())
        });
        let now = draft.sign_document(key, &chain, clock::now());
        match (now, late) {
            (Ok(signed), Ok(_)) if kept => must_pass(pki, &signed, &case),
            (
                Err(SignatureError::FieldRule { key: a, field, .. }),
                Err(SignatureError::FieldRule { key: b, .. }),
            ) if !kept => assert_eq!((a, b, field.as_str()), (wanted, wanted, "审批"), "{case}"),
            (now, late) => panic!("{case}: {now:?} {late:?}"),
        }
    }
}

#[test]
fn a_policy_that_a_field_demands_is_found_in_the_signers_certificate() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let (wanted, other) = ("1.2.156.1.99", "1.2.156.1.98");
    let oid = |text| ObjectIdentifier::new(text).expect("dotted numbers");
    let key = &pki.signer.key;
    let subject = NameDraft::new("王某").with_country("CN");
    let certificate = CertificateDraft::end_entity(subject, key.public_key(), years(2025, 2045))
        .with_key_usage(&[Usage::NonRepudiation])
        .with_policy(oid(wanted))
        .with_serial([7, 7])
        .issue(&pki.issuing.issuer())
        .expect("a certificate");
    let chain = [certificate, pki.issuing.certificate.clone()];
    let rules = |policy| {
        let rules = FieldRules::default().with_issuer(pki.root.certificate.clone());
        rules.with_policy(oid(policy)).with_key_usage("01")
    };
    for (policy, kept) in [(wanted, true), (other, false)] {
        let field = EmptyField::new("审批").with_rules(rules(policy));
        let form = add_empty_fields(&base, &[field]).expect("added");
        let draft = SignatureDraft::new(&form).with_field("审批");
        match draft.sign_document(key, &chain, clock::now()) {
            Ok(signed) if kept => must_pass(pki, &signed, policy),
            Err(SignatureError::FieldRule { key: "Cert/OID", wanted, .. }) if !kept => {
                assert_eq!(wanted, other);
            }
            found => panic!("{policy}: {found:?}"),
        }
    }
}

#[test]
fn a_lock_of_the_field_is_not_talked_away_and_an_appearance_stays_unless_another_is_given() {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let own = lock(FieldSelection::All);
    let form = add_empty_fields(&base, &[EmptyField::new("审批").with_lock(own)]).expect("added");
    let chain = pki.chain(&pki.signer);
    let other = lock(FieldSelection::Include(vec!["别的".to_owned()]));
    let draft = SignatureDraft::new(&form).with_field("审批").with_lock(other);
    let refused = draft.sign_document(&pki.signer.key, &chain, clock::now());
    assert!(matches!(refused, Err(SignatureError::FieldRule { key: "Lock", .. })), "{refused:?}");

    let drawn = with_appearance(&form);
    let draft = SignatureDraft::new(&drawn).with_field("审批");
    let signed = draft.sign_document(&pki.signer.key, &chain, clock::now()).expect("signed");
    let budget = Budget::for_file(signed.len());
    let file = Pdf::open(&signed, &budget).expect("ours");
    let found = sidian::pades::signatures(&file).expect("a form").found.remove(0);
    assert!(found.field.dict.has("AP"), "the appearance is gone");
}

/// The form with an appearance on its only field.
fn with_appearance(form: &[u8]) -> Vec<u8> {
    let budget = Budget::for_file(form.len());
    let file = Pdf::open(form, &budget).expect("ours");
    let field = sidian::pades::signatures(&file).expect("a form").empty_fields.remove(0);
    let mut update = Update::new(&file).expect("extensible");
    let picture = update.reserve().expect("a number");
    let dict = Dict::from([("Subtype", Object::name("Form"))]);
    update.put_stream(picture, dict, b"0 0 10 10 re f".to_vec());
    let shown = Dict::from([("N", Object::Ref(picture))]);
    update.put(field.field.expect("indirect"), field.dict.with("AP", shown));
    let tail = update.finish().expect("small").tail;
    [form, &tail].concat()
}

/// Has the bytes signed by OpenSSL, in a process of its own that never sees the document.
fn openssl_signs(openssl: peers::Peer, suite: Suite, folder: &Folder) -> Vec<u8> {
    let digest = |name: &'static str| {
        vec!["dgst", name, "-sign", "key.pem", "-out", "value.bin", "to-be-signed.bin"]
    };
    let ask = match suite {
        Suite::P256 | Suite::Rsa => digest("-sha256"),
        Suite::P384 => digest("-sha384"),
        Suite::Sm2 => {
            let mut ask = digest("-sm3");
            ask.splice(2..2, ["-sigopt", "distid:1234567812345678"]);
            ask
        }
        _ => {
            let ask = ["pkeyutl", "-sign", "-rawin", "-inkey", "key.pem"];
            [&ask[..], &["-in", "to-be-signed.bin", "-out", "value.bin"]].concat()
        }
    };
    let answer = openssl.run(folder, &ask);
    assert!(answer.succeeded(), "{suite:?}: {}", answer.text());
    folder.read("value.bin")
}

#[test]
fn documents_completed_with_values_made_by_openssl_are_accepted_by_other_people_s_software() {
    let Some(openssl) = peers::openssl() else { return };
    let pdfsig = peers::find("pdfsig", &["-v"], "pdfsig");
    let python = std::env::var("SIDIAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let python: &'static str = Box::leak(python.into_boxed_str());
    let asks =
        ["-c", "from importlib.metadata import version as v; print('pyhanko', v('pyhanko'))"];
    let python = peers::find(python, &asks, "pyhanko 0.");
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let base = pdf::with_table("1.7", 1);
        let folder = Folder::new();
        folder.write("state.bin", prepared(&base, pki, SignatureDraft::new(&base)).to_bytes());
        let state = PreparedSignature::from_bytes(&folder.read("state.bin")).expect("stored");
        folder.write("to-be-signed.bin", state.to_be_signed());
        folder.write("key.pem", pki.signer.key.to_pkcs8_pem(None).expect("a key").as_bytes());
        let value = openssl_signs(openssl, suite, &folder);
        let signed = state.complete(&value).expect("completed").onto(&base).expect("joined");
        must_pass(pki, &signed, suite.name());
        folder.write("signed.pdf", &signed);
        folder.write("root.der", pki.root.certificate.der());
        folder.write("ask.py", ASK_PYHANKO);
        let nist = matches!(suite, Suite::P256 | Suite::P384 | Suite::Rsa);
        if let Some(pdfsig) = pdfsig.filter(|_| nist) {
            let answer = pdfsig.run(&folder, &["-nocert", "signed.pdf"]);
            assert!(answer.text().contains("Signature is Valid"), "{suite:?}: {}", answer.text());
        }
        if let Some(python) = python.filter(|_| nist || suite == Suite::Ed25519) {
            let said = python.run(&folder, &["ask.py"]).expect("pyHanko ran");
            assert_eq!(String::from_utf8_lossy(&said).trim(), "True True True", "{suite:?}");
        }
    }
}

/// Prints intact, valid and trusted of the only signature.
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
print(status.intact, status.valid, status.trusted)
"#;
