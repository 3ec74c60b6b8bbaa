//! Signed trust lists: which one an answer rests on, and every way in which one does not count.

use sidian::budget::Budget;
use sidian::crypto::{Signer, Suite};
use sidian::jose::{Header, JoseError, Jws};
use sidian::report::Code;
use sidian::report::codes::trust as codes;
use sidian::time::UnixTime;
use sidian::trust::{
    Evidence, ListPurpose, ListedAnchor, PathCache, PathOutcome, PathRequest, Policy, Purpose,
    TrustList, TrustListDraft, TrustListError, TrustStore, validate,
};
use sidian::x509::{Certificate, Crl};
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;

const DAY: i64 = 86_400;

fn pki() -> &'static TestPki {
    TestPki::new(Suite::Ed25519)
}

fn anchor(certificate: &Certificate, purposes: &[ListPurpose]) -> ListedAnchor {
    let (certificate, purposes) = (certificate.clone(), purposes.to_vec());
    ListedAnchor { certificate, purposes, from: None, until: None }
}

/// A list that counts for ten days; the test root may sign lists here.
fn list(name: &str, sequence: u32, anchors: Vec<ListedAnchor>) -> String {
    let draft = TrustListDraft::new("测试局", name, sequence);
    let draft = anchors.into_iter().fold(draft, TrustListDraft::with_anchor);
    let signer = &pki().signer;
    let made =
        draft.sign(&signer.key, &signer.certificate, clock::now().plus(10 * DAY), clock::now());
    made.expect("a list")
}

fn signers() -> [Certificate; 1] {
    [pki().signer.certificate.clone()]
}

fn good() -> String {
    list("省级信任列表", 7, vec![anchor(&pki().root.certificate, &ListPurpose::ALL)])
}

fn store(list: &str) -> Result<TrustStore, TrustListError> {
    TrustStore::new().with_list(list.as_bytes(), &signers(), clock::now())
}

/// Asks about the test signer; revocation is not what these tests are about.
fn ask(
    store: &TrustStore,
    purpose: Purpose,
    at: UnixTime,
    cache: Option<&PathCache>,
) -> PathOutcome {
    let lists = pki().crls();
    let evidence = Evidence::new().with_embedded(lists.iter().map(Crl::der), [], []);
    let policy = Policy::new().with_revocation(sidian::trust::RevocationMode::Skip);
    let request = PathRequest {
        target: &pki().signer.certificate,
        candidates: &[pki().issuing.certificate.clone()],
        store,
        evidence: &evidence,
        purpose,
        policy: &policy,
        at,
        budget: &Budget::for_file(0),
    };
    cache.map_or_else(|| validate(&request), |cache| cache.validate(&request))
}

#[track_caller]
fn open_for(outcome: &PathOutcome, code: &Code) {
    assert!(outcome.path().is_none(), "a path, in spite of {code}");
    assert!(outcome.findings().iter().any(|f| f.code() == code), "{:?}", outcome.findings());
}

#[test]
fn the_answer_says_the_name_and_the_date_of_the_list_that_was_used() {
    let other =
        list("别的列表", 1, vec![anchor(&pki().untrusted_root.certificate, &ListPurpose::ALL)]);
    let store = store(&other).expect("believed");
    let store = store.with_list(good().as_bytes(), &signers(), clock::now()).expect("believed");
    let outcome = ask(&store, Purpose::DocumentSigning, clock::now(), None);
    let facts = outcome.path().expect("a path").anchor().list_facts();
    assert_eq!(facts.name, "省级信任列表");
    let signed = facts.signed.expect("a signed list");
    assert_eq!((signed.issuer.as_str(), signed.sequence), ("测试局", 7));
    assert_eq!(signed.issued, clock::now());
    assert_eq!(signed.next_update, clock::now().plus(10 * DAY));
}

#[test]
fn no_edited_list_is_believed() {
    let good = good().into_bytes();
    let opens = |bytes: &[u8]| TrustList::open(bytes, &signers(), clock::now()).is_ok();
    assert!(opens(&good));
    for at in 0..good.len() {
        let mut edited = good.clone();
        edited[at] ^= 1;
        assert!(!opens(&edited), "byte {at}");
    }
    for cut in (0..good.len()).step_by(7) {
        assert!(!opens(&good[..cut]), "cut at {cut}");
    }
}

#[test]
fn a_list_counts_only_if_somebody_who_may_sign_lists_signed_it() {
    let stranger = [pki().untrusted_signer.certificate.clone()];
    let refused = TrustStore::new().with_list(good().as_bytes(), &stranger, clock::now());
    // the list carries its signer's certificate: that alone proves nothing
    assert_eq!(refused.map(drop), Err(TrustListError::Signer));
    let nobody = TrustStore::new().with_list(good().as_bytes(), &[], clock::now());
    assert_eq!(nobody.map(drop), Err(TrustListError::Signer));
}

#[test]
fn an_older_issue_is_refused_and_a_newer_one_takes_its_place() {
    let newer = store(&good()).expect("believed");
    for sequence in [6, 7] {
        let again = list(
            "省级信任列表",
            sequence,
            vec![anchor(&pki().root.certificate, &ListPurpose::ALL)],
        );
        let told = newer.clone().with_list(again.as_bytes(), &signers(), clock::now());
        let expected = TrustListError::NotNewer { known: 7, offered: sequence };
        assert_eq!(told.map(drop), Err(expected));
    }
    let without =
        list("省级信任列表", 8, vec![anchor(&pki().untrusted_root.certificate, &ListPurpose::ALL)]);
    let store = newer.with_list(without.as_bytes(), &signers(), clock::now()).expect("newer");
    assert_eq!(store.anchors().len(), 1);
    let outcome = ask(&store, Purpose::DocumentSigning, clock::now(), None);
    open_for(&outcome, codes::PATH_NOT_FOUND);
    let kept = TrustList::open(good().as_bytes(), &signers(), clock::now()).expect("read");
    assert!(kept.clone().not_before(7).is_ok());
    assert_eq!(
        kept.not_before(8).map(drop),
        Err(TrustListError::NotNewer { known: 8, offered: 7 })
    );
}

#[test]
fn an_expired_list_leaves_the_answer_open_also_where_the_path_was_proved_before() {
    let store = store(&good()).expect("believed");
    let (last, after) = (clock::now().plus(10 * DAY), clock::now().plus(10 * DAY + 1));
    let cache = PathCache::new();
    for cache in [None, Some(&cache)] {
        for at in [clock::now(), last] {
            assert!(ask(&store, Purpose::DocumentSigning, at, cache).path().is_some(), "{at}");
        }
        open_for(&ask(&store, Purpose::DocumentSigning, after, cache), codes::TRUST_LIST_EXPIRED);
    }
    // the same root on a list that still counts
    let longer = store.with_certificate("手工列表", pki().root.certificate.clone());
    let outcome = ask(&longer, Purpose::DocumentSigning, after, Some(&cache));
    assert_eq!(outcome.path().map(|p| p.list()), Some("手工列表"));
}

#[test]
fn an_anchor_is_trusted_for_what_its_list_says_and_for_nothing_else() {
    for (listed, purpose) in [
        (ListPurpose::Timestamps, Purpose::DocumentSigning),
        (ListPurpose::Status, Purpose::DocumentSigning),
        (ListPurpose::Signing, Purpose::StatusSigning),
        (ListPurpose::Signing, Purpose::TimeStamping),
    ] {
        let one = list("专用列表", 1, vec![anchor(&pki().root.certificate, &[listed])]);
        let outcome = ask(&store(&one).expect("believed"), purpose, clock::now(), None);
        open_for(&outcome, codes::ANCHOR_PURPOSE_REFUSED);
    }
    let one = list("专用列表", 1, vec![anchor(&pki().root.certificate, &[ListPurpose::Signing])]);
    let store = store(&one).expect("believed");
    assert!(ask(&store, Purpose::DocumentSigning, clock::now(), None).path().is_some());
}

#[test]
fn an_anchor_is_trusted_for_the_time_that_its_list_answers_for() {
    let now = clock::now();
    let mut entry = anchor(&pki().root.certificate, &ListPurpose::ALL);
    (entry.from, entry.until) = (Some(now), Some(now.plus(DAY)));
    let store = store(&list("限期列表", 1, vec![entry])).expect("believed");
    let cache = PathCache::new();
    for (at, good) in
        [(now, true), (now.plus(DAY), true), (now.plus(-1), false), (now.plus(DAY + 1), false)]
    {
        let outcome = ask(&store, Purpose::DocumentSigning, at, Some(&cache));
        match good {
            true => assert!(outcome.path().is_some(), "{:?}", outcome.findings()),
            false => open_for(&outcome, codes::ANCHOR_NOT_LISTED_THEN),
        }
    }
}

#[test]
fn a_list_of_another_form_is_refused() {
    let signer = &pki().signer;
    let root = sidian::jose::encode(pki().root.certificate.der());
    let now = clock::now().seconds();
    let base = format!(
        r#"{{"iss":"甲","name":"乙","iat":{now},"exp":{},"seq":1,"anchors":[{{"certificate":"{}","purposes":["signing"]}}]}}"#,
        now + 60,
        openable(pki().root.certificate.der()),
    );
    let open = |payload: &str, typ: &str| {
        let key: &dyn Signer = &signer.key;
        let token = Jws::sign(&Header::new(typ), payload.as_bytes(), key).expect("signed");
        TrustList::open(token.as_bytes(), &signers(), clock::now()).map(drop)
    };
    assert_eq!(open(&base, "trust-list+jwt"), Ok(()));
    let claim = |claim| Err(TrustListError::Jose(JoseError::Claim { claim }));
    assert_eq!(
        open(&base, "seal-register+jwt"),
        Err(TrustListError::Jose(JoseError::Header { header: "typ" }))
    );
    for (from, to, told) in [
        (r#""seq":1,"#, "", claim("seq")),
        (r#"["signing"]"#, "[]", claim("purposes")),
        (r#"["signing"]"#, r#"["everything"]"#, claim("purposes")),
        (r#","purposes":["signing"]"#, "", claim("purposes")),
        (r#""seq":1"#, r#""seq":1,"extra":1"#, claim("unknown")),
        (r#"["signing"]"#, r#"["signing"],"only":"x""#, claim("unknown")),
        (r#""name":"乙","#, "", claim("name")),
        (
            &format!(r#""iat":{now}"#),
            &format!(r#""iat":{}"#, now + 3600),
            Err(TrustListError::Future),
        ),
        (
            &format!(r#""exp":{}"#, now + 60),
            &format!(r#""exp":{now}"#),
            Err(TrustListError::Period),
        ),
        (&format!(r#""iat":{now}"#), r#""iat":0"#, Err(TrustListError::Period)),
        (&openable(pki().root.certificate.der()), &root, claim("certificate")),
    ] {
        let changed = base.replacen(from, to, 1);
        assert_ne!(changed, base, "{from}");
        assert_eq!(open(&changed, "trust-list+jwt"), told, "{changed}");
    }
}

/// Base64 with padding, as a list has it.
fn openable(der: &[u8]) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(der)
}
