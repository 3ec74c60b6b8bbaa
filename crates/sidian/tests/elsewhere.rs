//! Signing elsewhere: prepared states at rest, late certificates, batches, two signers at once.

use sidian::crypto::{Signer, Suite};
use sidian::report::Verdict;
use sidian::signature::{
    Placement, PreparedSignature, SignatureDraft, SignatureError, StateError, SubFilter,
    container_room,
};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_testkit::pki::TestPki;
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
