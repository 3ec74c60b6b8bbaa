use super::*;
use crate::asn1::{oid, writer};
use crate::crypto::{Signer, SigningKey, Suite};
use crate::time::UnixTime;
use crate::x509::{Certificate, RevocationReason};

fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

fn validity() -> Validity {
    Validity::new(at("2026-01-01T00:00:00Z"), at("2051-01-01T00:00:00Z")).unwrap()
}

fn key() -> SigningKey {
    SigningKey::generate(Suite::Ed25519).unwrap()
}

fn root(key: &SigningKey) -> Certificate {
    CertificateDraft::root(NameDraft::new("根"), validity()).self_sign(key).unwrap()
}

#[test]
fn what_a_draft_says_is_read_back() {
    let (root_key, ca_key, key) = (key(), key(), key());
    let root = root(&root_key);
    let policy = crate::asn1::ObjectIdentifier::new_unwrap("1.2.156.1.2.3");
    let issuer = Issuer::new(&root, &root_key).unwrap();
    let ca = CertificateDraft::intermediate(NameDraft::new("中"), ca_key.public_key(), validity())
        .with_path_len(0)
        .with_policy(policy)
        .with_permitted_names(NameForm::Directory(NameDraft::new("某局")))
        .with_excluded_names(NameForm::Dns("example.com".into()))
        .issue(&issuer)
        .unwrap();
    assert_eq!(ca.basic_constraints().map(|it| (it.ca, it.path_len)), Some((true, Some(0))));
    let usage = ca.key_usage().unwrap();
    assert!(usage.key_cert_sign() && usage.crl_sign() && !usage.digital_signature());
    assert_eq!(ca.policies().unwrap()[0].policy, policy);
    let constraints = ca.name_constraints().unwrap();
    assert_eq!((constraints.permitted().len(), constraints.excluded().len()), (1, 1));
    assert_eq!(
        ca.authority_key_id().unwrap().key_id.as_ref().map(|it| it.as_bytes()),
        root.subject_key_id()
    );

    let issuer = Issuer::new(&ca, &ca_key).unwrap();
    let leaf = CertificateDraft::end_entity(NameDraft::new("某局"), key.public_key(), validity())
        .with_crl_url("http://a.test/1.crl")
        .with_ocsp_url("http://a.test/ocsp")
        .with_alternative_name(NameForm::Email("a@example.cn".into()))
        .with_extension(oid::OCSP_NO_CHECK, writer::null())
        .issue(&issuer)
        .unwrap();
    assert_eq!(leaf.basic_constraints(), None);
    let usage = leaf.key_usage().unwrap();
    assert!(usage.digital_signature() && usage.non_repudiation() && !usage.key_cert_sign());
    assert_eq!(leaf.extended_key_usage(), Some(&[oid::EKU_DOCUMENT_SIGNING][..]));
    assert_eq!(leaf.crl_urls().collect::<Vec<_>>(), ["http://a.test/1.crl"]);
    assert_eq!(leaf.ocsp_urls().collect::<Vec<_>>(), ["http://a.test/ocsp"]);
    assert_eq!(leaf.subject_alt_names().len(), 1);
    assert!(leaf.ocsp_no_check());
    assert_eq!(leaf.serial().len(), 20);
    assert_eq!(leaf.not_after(), at("2051-01-01T00:00:00Z"));
    assert!(leaf.deviations().is_empty(), "{:?}", leaf.deviations());
    assert_eq!(
        leaf.authority_key_id().unwrap().key_id.as_ref().map(|it| it.as_bytes()),
        ca.subject_key_id()
    );
    let signed = ca_key.public_key().verify(ca_key.algorithm(), leaf.tbs(), leaf.signature());
    assert_eq!(signed, Ok(()));
}

#[test]
fn the_same_draft_key_and_serial_number_give_the_same_bytes() {
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::Rsa] {
        let key = crate::crypto::tests::key(suite);
        let draft = CertificateDraft::root(NameDraft::new("根"), validity()).with_serial([7]);
        let (a, b) = (draft.self_sign(&key).unwrap(), draft.self_sign(&key).unwrap());
        assert_eq!(a.der(), b.der(), "{}", suite.name());
    }
}

#[test]
fn time_stamping_alone_is_a_critical_purpose() {
    let (root_key, key) = (key(), key());
    let root = root(&root_key);
    let issuer = Issuer::new(&root, &root_key).unwrap();
    let critical = |purposes: &[_]| {
        CertificateDraft::end_entity(NameDraft::new("x"), key.public_key(), validity())
            .with_extended_key_usage(purposes)
            .issue(&issuer)
            .unwrap()
            .extensions()
            .iter()
            .filter(|extension| extension.is_critical())
            .count()
    };
    let key_usage_only = critical(&[oid::EKU_DOCUMENT_SIGNING]);
    assert_eq!(critical(&[oid::EKU_TIME_STAMPING]), key_usage_only + 1);
}

#[test]
fn who_may_not_issue_does_not() {
    let (root_key, leaf_key) = (key(), key());
    let root = root(&root_key);
    let issuer = Issuer::new(&root, &root_key).unwrap();
    let draft =
        CertificateDraft::end_entity(NameDraft::new("x"), leaf_key.public_key(), validity());
    let leaf = draft.issue(&issuer).unwrap();
    assert!(matches!(Issuer::new(&root, &leaf_key), Err(IssueError::KeyMismatch)));
    let issuer = Issuer::new(&leaf, &leaf_key).unwrap();
    assert!(matches!(draft.issue(&issuer), Err(IssueError::NotAllowed { .. })));
    let list = CrlDraft::new(1, at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z")).unwrap();
    assert!(matches!(list.issue(&issuer), Err(IssueError::NotAllowed { .. })));
    assert!(matches!(draft.self_sign(&root_key), Err(IssueError::KeyMismatch)));
}

#[test]
fn what_cannot_be_encoded_is_refused() {
    let key = key();
    let draft = || CertificateDraft::root(NameDraft::new("根"), validity());
    let early = Validity::new(at("1969-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")).unwrap();
    for (draft, why) in [
        (draft().with_serial([]), "no serial number"),
        (draft().with_serial([0, 0]), "serial number zero"),
        (draft().with_serial([0x7f; 21]), "serial number too long"),
        (draft().with_serial([0xff; 20]), "serial number too long with its sign"),
        (draft().with_crl_url("http://某.test/"), "address that is not ASCII"),
        (CertificateDraft::root(NameDraft::new("根"), early), "time before 1970"),
    ] {
        let got = draft.self_sign(&key);
        assert!(matches!(got, Err(IssueError::Encoding { .. })), "{why}: {got:?}");
    }
    let (from, until) = (at("2026-01-01T00:00:00Z"), at("2025-01-01T00:00:00Z"));
    assert_eq!(Validity::new(from, until), Err(IssueError::Validity));
    assert!(matches!(CrlDraft::new(1, from, until), Err(IssueError::Validity)));
}

#[test]
fn a_list_names_the_key_that_signs_it_and_says_why() {
    let (root_key, ca_key, key) = (key(), key(), key());
    let root = root(&root_key);
    let issuer = Issuer::new(&root, &root_key).unwrap();
    let ca = CertificateDraft::intermediate(NameDraft::new("中"), ca_key.public_key(), validity())
        .issue(&issuer)
        .unwrap();
    let issuer = Issuer::new(&ca, &ca_key).unwrap();
    let leaf = CertificateDraft::end_entity(NameDraft::new("x"), key.public_key(), validity())
        .issue(&issuer)
        .unwrap();
    let when = at("2026-03-01T00:00:00Z");
    let list = CrlDraft::new(5, when, when.plus(86_400))
        .unwrap()
        .with_revocation(
            Revocation::of(&leaf, when)
                .with_reason(RevocationReason::KeyCompromise)
                .with_invalid_since(when.plus(-3600)),
        )
        .with_revocation(Revocation::new([9], when))
        .issue(&issuer)
        .unwrap();
    assert_eq!(list.authority_key_id(), ca.subject_key_id());
    assert_ne!(list.authority_key_id(), root.subject_key_id());
    assert_eq!(list.number(), Some(&[5][..]));
    assert_eq!((list.this_update(), list.next_update()), (when, Some(when.plus(86_400))));
    let entry = list.find(leaf.serial(), leaf.issuer()).unwrap().unwrap();
    assert_eq!(entry.reason, Some(RevocationReason::KeyCompromise));
    assert_eq!(entry.invalid_since, Some(when.plus(-3600)));
    let entry = list.find(&[9], leaf.issuer()).unwrap().unwrap();
    assert_eq!((entry.at, entry.reason), (when, None));
    assert!(list.find(&[8], leaf.issuer()).unwrap().is_none());
    let signed = ca_key.public_key().verify(ca_key.algorithm(), list.tbs(), list.signature());
    assert_eq!(signed, Ok(()));
    let empty = CrlDraft::new(1, when, when).unwrap().issue(&issuer).unwrap();
    assert!(empty.is_empty());
}
