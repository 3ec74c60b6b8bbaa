//! Certificates for citizens: requests, the desk that issues, event certificates for one document.

use sidian::budget::Budget;
use sidian::crypto::{CryptoError, Hash, Signer, SigningKey, Suite};
use sidian::pdf::{Object, Pdf, PdfString, Update};
use sidian::report::Verdict;
use sidian::signature::{Placement, SignatureDraft, container_room};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::issue::{Application, Desk, IssueError, NameDraft, RequestDraft};
use sidian::x509::{Certificate, CertificateRequest, EventBinding, X509Error};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, key, pem, years};
use sidian_testkit::{clock, pdf};

fn request(suite: Suite) -> (SigningKey, CertificateRequest) {
    let key = key(suite, "citizen");
    let name = NameDraft::new("张三").with_country("CN");
    let request = RequestDraft::new(name).sign(&key).expect("a request");
    (key, request)
}

fn anybody(_: &Application<'_>) -> Result<(), String> {
    Ok(())
}

#[test]
fn a_request_of_every_suite_proves_that_its_key_is_possessed() {
    for suite in Suite::ALL {
        let (key, made) = request(suite);
        let read = CertificateRequest::from_bytes(made.der()).expect("what was made");
        assert_eq!(read.subject().common_name().as_deref(), Some("张三"));
        assert!(read.public_key() == key.public_key(), "{suite:?}");
        let text = pem("CERTIFICATE REQUEST", made.der());
        assert!(CertificateRequest::from_bytes(text.as_bytes()).is_ok(), "{suite:?}");
        for at in 0..made.der().len() {
            let mut bad = made.der().to_vec();
            bad[at] ^= 1;
            let got = CertificateRequest::from_der(&bad);
            assert!(got.is_err(), "{suite:?}: byte {at} flipped gave {got:?}");
        }
        let longer = [made.der(), b"\0"].concat();
        assert!(CertificateRequest::from_der(&longer).is_err(), "{suite:?}");
    }
}

#[test]
fn a_request_signed_elsewhere_is_read_back_before_it_is_given_out() {
    let own = key(Suite::P256, "citizen");
    let other = key(Suite::P256, "somebody else");
    let draft = RequestDraft::new(NameDraft::new("张三"));
    let prepare = || draft.prepare(own.public_key(), own.algorithm()).expect("prepared");
    let value = own.sign(prepare().to_be_signed()).expect("value");
    assert!(prepare().complete(&value).is_ok());
    let value = other.sign(prepare().to_be_signed()).expect("value");
    let got = prepare().complete(&value);
    assert!(matches!(got, Err(IssueError::Reading(X509Error::Possession))), "{got:?}");
}

#[test]
fn nothing_is_issued_to_whom_the_register_does_not_know() {
    let pki = TestPki::new(Suite::Sm2);
    let (key, request) = request(Suite::Sm2);
    let no = |asked: &Application<'_>| match asked.request.subject().common_name().as_deref() {
        Some("李四") => Ok(()),
        _ => Err("查无此人".to_owned()),
    };
    let desk = Desk::new(pki.issuing.issuer(), &no);
    let binding = EventBinding::of(b"document", Hash::Sm3, "试");
    for got in [
        desk.issue(&request, years(2025, 2030), |draft| draft),
        desk.issue_event(&request, &binding, clock::now()),
    ] {
        let Err(IssueError::NotRegistered { reason }) = &got else { panic!("{got:?}") };
        assert_eq!(reason, "查无此人");
    }
    let desk = Desk::new(pki.issuing.issuer(), &anybody);
    let certificate = desk.issue(&request, years(2025, 2030), |d| d.with_crl_url("http://a.test/"));
    let certificate = certificate.expect("issued");
    assert!(certificate.subject().matches(request.subject()));
    assert!(key.public_key().matches_spki(certificate.spki()));
    assert_eq!(certificate.crl_urls().count(), 1);
    assert_eq!(certificate.event_binding(), None);
}

fn event(pki: &TestPki, request: &CertificateRequest, document: &[u8]) -> Certificate {
    let desk = Desk::new(pki.issuing.issuer(), &anybody);
    let binding = EventBinding::of(document, Hash::Sha256, "租房合同");
    desk.issue_event(request, &binding, clock::now()).expect("issued")
}

fn judged(pki: &TestPki, signed: &[u8]) -> (Option<Verdict>, Vec<u32>) {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let lists = pki.crls();
    let evidence = lists.iter().fold(Evidence::new(), |e, crl| e.with_crl(crl.der()).expect("CRL"));
    let verifier = Verifier::new(store).with_evidence(evidence);
    let report = verifier.document(signed, clock::now()).expect("a PDF");
    (report.verdict(), report.all_findings().map(|f| f.code().number).collect())
}

#[test]
fn an_event_certificate_signs_its_document_and_no_other() {
    for suite in [Suite::Sm2, Suite::P256] {
        let pki = TestPki::new(suite);
        let (key, request) = request(suite);
        for base in [pdf::with_table("1.7", 1), pdf::with_streams(2)] {
            let chain = [event(pki, &request, &base), pki.issuing.certificate.clone()];
            let plain = SignatureDraft::new(&base);
            let shown = plain.clone().with_placement(Placement::in_rect(1, [9.0, 9.0, 99.0, 99.0]));
            for draft in [plain, shown] {
                let signed = draft.sign_document(&key, &chain, clock::now()).expect("signed");
                let (verdict, codes) = judged(pki, &signed);
                assert_eq!(verdict, Some(Verdict::Passed), "{suite:?}: {codes:?}");
                assert!(codes.contains(&5044), "{codes:?}");
                // The same certificate once more, on what it has signed.
                let again = SignatureDraft::new(&signed);
                let twice = again.sign_document(&key, &chain, clock::now()).expect("signed");
                let (verdict, codes) = judged(pki, &twice);
                assert_eq!(verdict, Some(Verdict::Failed), "{suite:?}: signed twice");
                assert!(codes.contains(&5041), "{codes:?}");
            }
            let other = pdf::with_table("1.4", 3);
            let draft = SignatureDraft::new(&other);
            let signed = draft.sign_document(&key, &chain, clock::now()).expect("signed");
            let (verdict, codes) = judged(pki, &signed);
            assert_eq!(verdict, Some(Verdict::Failed), "{suite:?}: another document");
            assert!(codes.contains(&5041), "{codes:?}");
        }
    }
}

/// `base` with one more revision, in which its title changes.
fn renamed(base: &[u8]) -> Vec<u8> {
    let budget = Budget::for_file(base.len());
    let file = Pdf::open(base, &budget).expect("ours");
    let mut update = Update::new(&file).expect("extensible");
    let root = file.latest().root_ref().expect("a catalogue");
    let Object::Dict(catalogue) = update.get(root).expect("a catalogue") else { panic!("none") };
    let language = Object::String(PdfString::literal(b"zh-CN".to_vec()));
    update.put(root, catalogue.with("Lang", language));
    let tail = update.finish().expect("small").tail;
    [base, &tail].concat()
}

#[test]
fn what_changed_after_the_certificate_was_issued_is_not_what_it_is_for() {
    let pki = TestPki::new(Suite::P256);
    let (key, request) = request(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let chain = [event(pki, &request, &base), pki.issuing.certificate.clone()];
    let changed = renamed(&base);
    let draft = SignatureDraft::new(&changed);
    let signed = draft.sign_document(&key, &chain, clock::now()).expect("signed");
    let (verdict, codes) = judged(pki, &signed);
    assert_eq!(verdict, Some(Verdict::Failed), "a revision went along: {codes:?}");
    assert!(codes.contains(&5041), "{codes:?}");

    // One revision that both changes the document and signs it.
    let signed = together(&base, &key, &chain);
    let (verdict, codes) = judged(pki, &signed);
    assert_eq!(verdict, Some(Verdict::Failed), "a change went along: {codes:?}");
    assert!(codes.contains(&5042), "{codes:?}");
}

/// Signs `base` in a revision that also rewrites the page: its own update is put together by hand.
fn together(base: &[u8], key: &SigningKey, chain: &[Certificate]) -> Vec<u8> {
    use sidian::cms::{Dialect, SignedAttributes, SignedDataDraft};
    use sidian::pades::{FieldPlan, Role, SubFilter, prepare};
    let budget = Budget::for_file(base.len());
    let file = Pdf::open(base, &budget).expect("ours");
    let room = container_room(chain, key.algorithm());
    let plan = FieldPlan::new(Role::Approval, SubFilter::EtsiCadesDetached, room);
    let place = prepare(&file, &plan).expect("placed");
    let tail = String::from_utf8(place.tail.clone()).expect("ASCII");
    // The page's own dictionary stands in the update, for its new annotation: its size is changed.
    let bad = tail.replacen("[0 0 595 842]", "[0 0 595 142]", 1);
    assert_ne!(bad, tail, "the page was not found in {tail}");
    let (start, end) = (place.contents.start, place.contents.end);
    let whole = [base, bad.as_bytes()].concat();
    let mut hasher = Hash::Sha256.hasher();
    hasher.update(&whole[..start]);
    hasher.update(&whole[end..]);
    let (dialect, digest) = (Dialect::Rfc5652, hasher.finish());
    let attributes = SignedAttributes::new(dialect, &digest, &chain[0], Hash::Sha256, None);
    let value = key.sign(attributes.to_be_signed()).expect("value");
    let draft = SignedDataDraft::new(dialect, chain, key.algorithm());
    let container = draft.encode(&attributes, &value);
    let mut whole = whole;
    for (at, byte) in container.iter().enumerate() {
        let digits = format!("{byte:02x}");
        whole[start + 1 + 2 * at..][..2].copy_from_slice(digits.as_bytes());
    }
    whole
}

#[test]
fn an_event_certificate_may_be_issued_for_a_document_that_waits_for_it() {
    let pki = TestPki::new(Suite::P256);
    let (key, request) = request(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let waiting = SignatureDraft::new(&base).with_reason("同意");
    let waiting = waiting.prepare_document(4096, clock::now()).expect("prepared");
    let (length, digest) = (waiting.document_length(), waiting.document_digest());
    let binding = EventBinding::from_digest(length, Hash::Sha256, digest.as_ref(), "租房合同");
    let desk = Desk::new(pki.issuing.issuer(), &anybody);
    let certificate = desk.issue_event(&request, &binding.expect("a digest"), clock::now());
    let chain = [certificate.expect("issued"), pki.issuing.certificate.clone()];
    let state = waiting.with_certificate(&chain, key.algorithm()).expect("enough room");
    let value = key.sign(state.to_be_signed()).expect("value");
    let signed = state.complete(&value).expect("completed").onto(&base).expect("joined");
    let (verdict, codes) = judged(pki, &signed);
    assert_eq!(verdict, Some(Verdict::Passed), "{codes:?}");
}

#[test]
fn an_event_certificate_is_no_use_anywhere_else() {
    use sidian::trust::{PathRequest, Policy, Purpose, RevocationMode, validate};
    let pki = TestPki::new(Suite::P256);
    let (_, request) = request(Suite::P256);
    let target = event(pki, &request, b"document");
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let policy = Policy::new().with_revocation(RevocationMode::Skip);
    let candidates = [pki.issuing.certificate.clone()];
    for (purpose, good) in [
        (Purpose::EventSigning, true),
        (Purpose::DocumentSigning, false),
        (Purpose::StatusSigning, false),
    ] {
        let outcome = validate(&PathRequest {
            target: &target,
            candidates: &candidates,
            store: &store,
            evidence: &Evidence::new(),
            purpose,
            policy: &policy,
            at: clock::now(),
            budget: &Budget::for_file(0),
        });
        assert_eq!(outcome.path().is_some(), good, "{purpose:?}: {:?}", outcome.findings());
    }
    let short = EventBinding::from_digest(1, Hash::Sha256, &[0; 31], "");
    assert_eq!(short, None);
    for der in [&b""[..], &[0x30, 0], &EventBinding::of(b"", Hash::Sm3, "").to_der()[1..]] {
        assert!(EventBinding::from_der(der).is_err());
    }
    let weak = EventBinding::of(b"", Hash::Sha1, "").to_der();
    let got = EventBinding::from_der(&weak);
    assert!(matches!(got, Err(X509Error::Crypto(CryptoError::Unsupported { .. }))), "{got:?}");
}

#[test]
fn openssl_verifies_our_requests_and_we_read_its_own() {
    let Some(openssl) = peers::openssl() else { return };
    for suite in Suite::ALL {
        let (key, made) = request(suite);
        let folder = Folder::new();
        folder.write("ours.pem", pem("CERTIFICATE REQUEST", made.der()));
        let mut ask = vec!["req", "-verify", "-noout", "-in", "ours.pem"];
        if suite == Suite::Sm2 {
            ask.extend(["-vfyopt", "distid:1234567812345678"]);
        }
        let answer = openssl.run(&folder, &ask);
        let good = answer.succeeded() && answer.text().contains("verify OK");
        assert!(good, "{suite:?}: {}", answer.text());

        folder.write("key.pem", key.to_pkcs8_pem(None).expect("a key").as_bytes());
        let mut ask = vec!["req", "-new", "-key", "key.pem", "-subj", "/C=CN/CN=citizen"];
        ask.extend(["-addext", "subjectAltName=email:a@example.cn", "-out", "theirs.pem"]);
        if suite == Suite::Sm2 {
            ask.extend(["-sm3", "-sigopt", "distid:1234567812345678"]);
        }
        let answer = openssl.run(&folder, &ask);
        assert!(answer.succeeded(), "{suite:?}: {}", answer.text());
        let read = CertificateRequest::from_bytes(&folder.read("theirs.pem"));
        let read = read.unwrap_or_else(|e| panic!("{suite:?}: {e}"));
        assert!(read.public_key() == key.public_key(), "{suite:?}");
        assert_eq!(read.attributes().count(), 1, "{suite:?}");
    }
}
