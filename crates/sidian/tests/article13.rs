//! The four conditions of a reliable electronic signature (电子签名法 第十三条).

use sidian::asn1::ObjectIdentifier;
use sidian::crypto::Suite;
use sidian::report::{Answer, Article13, Basis, ControlEvidence, Language, Verdict};
use sidian::signature::SignatureDraft;
use sidian::trust::{Policy, RevocationMode, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::issue::CertificateDraft;
use sidian_testkit::pki::{TestPki, key, years};
use sidian_testkit::{clock, pdf};

use Answer::{Met, NotMet, NotShown};

/// A policy by which the key never leaves a device of the signatory's.
const DEVICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10.13.1");
/// Another one.
const OTHER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10.13.2");

/// A signed document whose certificates state the policy: the signer's, and perhaps the authority's.
fn signed(authority_too: bool) -> (Vec<u8>, TrustStore) {
    use sidian::x509::issue::{Issuer, NameDraft};
    let pki = TestPki::new(Suite::P256);
    let ca_key = key(Suite::P256, "article 13 authority");
    let validity = years(2025, 2045);
    let name = NameDraft::new("签发机构");
    let ca =
        CertificateDraft::intermediate(name, sidian::crypto::Signer::public_key(&ca_key), validity);
    let ca = if authority_too { ca.with_policy(DEVICE) } else { ca };
    let ca = ca.issue(&pki.root.issuer()).expect("an authority");
    let own = &pki.signer.key;
    let public = sidian::crypto::Signer::public_key(own);
    let leaf = CertificateDraft::end_entity(NameDraft::new("张三"), public, validity)
        .with_policy(DEVICE)
        .issue(&Issuer::new(&ca, &ca_key).expect("an issuer"))
        .expect("a signer");
    let base = pdf::with_table("1.7", 1);
    let draft = SignatureDraft::new(&base);
    let signed = draft.sign_document(own, &[leaf, ca], clock::now()).expect("signed");
    (signed, TrustStore::new().with_certificate("test", pki.root.certificate.clone()))
}

/// The article's answer about the first signature of `pdf`.
fn asked(
    pdf: &[u8],
    store: &TrustStore,
    policy: Policy,
    evidence: &ControlEvidence,
) -> (Article13, Verdict) {
    let policy = policy.with_revocation(RevocationMode::Skip);
    let report = Verifier::new(store.clone()).with_policy(policy).document(pdf, clock::now());
    let report = report.expect("a PDF");
    let signature = &report.signatures()[0];
    let article = Article13::of(signature, report.findings(), evidence).expect("a signature");
    (article, signature.verdict())
}

fn answers(article: &Article13) -> [Answer; 4] {
    let [a, b, c, d] = article.conditions();
    [a.answer, b.answer, c.answer, d.answer]
}

#[test]
fn mathematics_alone_never_makes_a_signature_reliable() {
    let (pdf, store) = signed(true);
    let (article, verdict) = asked(&pdf, &store, Policy::new(), &ControlEvidence::new());
    assert_eq!(verdict, Verdict::Passed);
    assert_eq!(answers(&article), [NotShown, NotShown, Met, Met]);
    assert_eq!(article.conclusion(), NotShown);
    for condition in article.conditions() {
        let by_evidence = condition.number <= 2;
        assert_eq!(condition.basis == Basis::Evidence, by_evidence, "{condition:?}");
        for language in [Language::Chinese, Language::English] {
            assert!(!condition.reason(language).is_empty() && !condition.text(language).is_empty());
        }
    }
}

#[test]
fn each_condition_is_met_by_its_own_evidence_only() {
    let (pdf, store) = signed(true);
    let place = ControlEvidence::new().with_key_location("智能密码钥匙 0231");
    let consent = ControlEvidence::new().with_consent("2026-06-01 人脸核验通过");
    let both = place.clone().with_consent("2026-06-01 人脸核验通过");
    let exclusive = Policy::new().with_exclusive_key_policy(DEVICE);
    let control = Policy::new().with_sole_control_policy(DEVICE);
    let all = exclusive.clone().with_sole_control_policy(OTHER).with_sole_control_policy(DEVICE);
    for (policy, evidence, wanted) in [
        (Policy::new(), &place, [Met, NotShown]),
        (Policy::new(), &consent, [NotShown, Met]),
        (Policy::new(), &both, [Met, Met]),
        (exclusive.clone(), &ControlEvidence::new(), [Met, NotShown]),
        (control, &ControlEvidence::new(), [NotShown, Met]),
        (all, &ControlEvidence::new(), [Met, Met]),
        (exclusive, &consent, [Met, Met]),
        (Policy::new().with_exclusive_key_policy(OTHER), &consent, [NotShown, Met]),
    ] {
        let case = format!("{policy:?} {evidence:?}");
        let (article, _) = asked(&pdf, &store, policy, evidence);
        let [a, b, c, d] = answers(&article);
        assert_eq!(([a, b], [c, d]), (wanted, [Met, Met]), "{case}");
        let wanted = if wanted == [Met, Met] { Met } else { NotShown };
        assert_eq!(article.conclusion(), wanted, "{case}");
    }
}

#[test]
fn a_policy_that_the_authority_may_not_vouch_for_is_no_evidence() {
    let (pdf, store) = signed(false);
    let policy = Policy::new().with_exclusive_key_policy(DEVICE).with_sole_control_policy(DEVICE);
    let (article, verdict) = asked(&pdf, &store, policy, &ControlEvidence::new());
    assert_eq!(verdict, Verdict::Passed);
    assert_eq!(answers(&article), [NotShown, NotShown, Met, Met]);
}

#[test]
fn evidence_does_not_help_a_changed_document_or_an_unknown_signer() {
    let (pdf, store) = signed(true);
    let evidence = ControlEvidence::new().with_key_location("x").with_consent("y");
    let (article, _) = asked(&pdf, &TrustStore::new(), Policy::new(), &evidence);
    assert_eq!(answers(&article), [NotShown, NotShown, Met, Met]);
    assert_eq!(article.conclusion(), NotShown);

    let mut changed = pdf.clone();
    let at = changed.windows(8).position(|w| w == b"MediaBox").expect("a page") + 13;
    assert!(changed[at].is_ascii_graphic());
    changed[at] ^= 1;
    let (article, verdict) = asked(&changed, &store, Policy::new(), &evidence);
    assert_eq!(verdict, Verdict::Failed);
    let [_, _, three, four] = answers(&article);
    assert_eq!([three, four], [NotMet, NotMet]);
    assert_eq!(article.conclusion(), NotMet);
}
