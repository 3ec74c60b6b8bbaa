//! A contract over thirty years: certificates end, issuers vanish, an algorithm is retired. Renewed
//! in time it still passes; left alone it does not, and says why.

use sidian::crypto::{Hash, Signer, Suite};
use sidian::report::{BaselineLevel, Report, TimeSource, Verdict};
use sidian::signature::{ExtendError, Extender, SignatureDraft};
use sidian::time::UnixTime;
use sidian::trust::{Algorithm, Evidence, Policy, TrustStore};
use sidian::verifier::{Document, Verifier};
use sidian::x509::issue::{CertificateDraft, CrlDraft, NameDraft};
use sidian_testkit::clock::at;
use sidian_testkit::pki::{Generation, Identity, key, years};

/// The signer's generation, and three of timestamp authorities.
struct Century {
    signer: Generation,
    stampers: [Generation; 3],
    hashes: [Hash; 3],
}

impl Century {
    fn new(suites: [Suite; 3], hashes: [Hash; 3]) -> Self {
        let [first, second, third] = suites;
        Self {
            signer: Generation::new(first, "signer", (2020, 2030), (2026, 2028), false),
            stampers: [
                Generation::new(first, "stamper 1", (2020, 2036), (2025, 2036), true),
                Generation::new(second, "stamper 2", (2030, 2046), (2033, 2046), true),
                Generation::new(third, "stamper 3", (2040, 2060), (2043, 2060), true),
            ],
            hashes,
        }
    }

    fn store(&self) -> TrustStore {
        let all = self.stampers.iter().chain([&self.signer]);
        all.fold(TrustStore::new(), |store, generation| {
            store.with_certificate("test", generation.root.certificate.clone())
        })
    }

    /// What can be fetched at a time: lists of authorities that are still there.
    fn evidence(&self, now: UnixTime) -> Evidence {
        let all = self.stampers.iter().chain([&self.signer]);
        let there = all.filter(|generation| {
            let root = &generation.root.certificate;
            root.not_before() <= now && now <= root.not_after()
        });
        there.fold(Evidence::new(), |evidence, generation| {
            evidence.with_crl(&generation.list(now)).unwrap()
        })
    }

    fn extender(&self, generation: usize, policy: &Policy, now: UnixTime) -> Extender {
        Extender::new(self.store())
            .with_policy(policy.clone())
            .with_evidence(self.evidence(now))
            .with_hash(self.hashes[generation])
    }

    /// Signed in 2026 at level B-LTA.
    fn contract(&self) -> Vec<u8> {
        let now = at("2026-06-01T00:00:00Z");
        let base = sidian_testkit::pdf::with_table("1.7", 1);
        let chain = [self.signer.leaf.certificate.clone(), self.signer.root.certificate.clone()];
        let tsa = self.stampers[0].tsa(now);
        let key = &self.signer.leaf.key;
        let update = SignatureDraft::new(&base).sign_and_stamp(key, &chain, now, &tsa);
        let signed = update.unwrap().onto(&base).unwrap();
        let extender = self.extender(0, &Policy::new(), now);
        extender.extend(&signed, BaselineLevel::Lta, &tsa, now).unwrap()
    }

    fn renew(
        &self,
        pdf: &[u8],
        generation: usize,
        policy: &Policy,
        now: &str,
    ) -> Result<Vec<u8>, ExtendError> {
        let now = at(now);
        let tsa = self.stampers[generation].tsa(now);
        self.extender(generation, policy, now).renew(pdf, &tsa, now)
    }

    fn judge(&self, pdf: &[u8], policy: &Policy, now: &str) -> Report<Document> {
        let now = at(now);
        let verifier = Verifier::new(self.store()).with_policy(policy.clone());
        verifier.with_evidence(self.evidence(now)).document(pdf, now).unwrap()
    }
}

fn said(report: &Report<Document>) -> String {
    let all = report.all_findings().map(|f| format!("{} {:?}", f.code(), f.args()));
    all.collect::<Vec<_>>().join("\n")
}

fn names(report: &Report<Document>) -> Vec<&'static str> {
    report.all_findings().map(|f| f.code().name).collect()
}

/// International algorithms, which go on from SHA-256 to SHA-512, and the Chinese ones.
fn centuries() -> [Century; 2] {
    [
        Century::new(
            [Suite::P256, Suite::P384, Suite::P384],
            [Hash::Sha256, Hash::Sha512, Hash::Sha512],
        ),
        Century::new([Suite::Sm2; 3], [Hash::Sm3; 3]),
    ]
}

/// SHA-256 ends with 2040, years after what was renewed with SHA-512.
fn retiring() -> Policy {
    let end = at("2040-12-31T23:59:59Z");
    Policy::new().with_algorithm_until(Algorithm::Hash(Hash::Sha256), end)
}

#[test]
fn renewed_twice_in_time_it_passes_after_thirty_years() {
    for century in centuries() {
        let policy = retiring();
        let mut contract = century.contract();
        for now in ["2026-07-01T00:00:00Z", "2029-01-01T00:00:00Z", "2033-06-01T00:00:00Z"] {
            let report = century.judge(&contract, &policy, now);
            assert_eq!(report.verdict(), Some(Verdict::Passed), "{now}: {}", said(&report));
        }
        contract = century.renew(&contract, 1, &policy, "2034-01-01T00:00:00Z").unwrap();
        for now in ["2034-02-01T00:00:00Z", "2038-01-01T00:00:00Z", "2043-06-01T00:00:00Z"] {
            let report = century.judge(&contract, &policy, now);
            assert_eq!(report.verdict(), Some(Verdict::Passed), "{now}: {}", said(&report));
        }
        contract = century.renew(&contract, 2, &policy, "2044-01-01T00:00:00Z").unwrap();
        let report = century.judge(&contract, &policy, "2056-06-01T00:00:00Z");
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", said(&report));
        let signature = &report.signatures()[0];
        assert_eq!(signature.level, Some(BaselineLevel::Lta));
        let time = signature.time.unwrap();
        assert_eq!((time.at, time.source), (at("2026-06-01T00:00:00Z"), TimeSource::Timestamp));
        // what ends next is the last authority
        assert_eq!(signature.until.clone().unwrap().at, at("2060-12-31T23:59:59Z"));
        let report = century.judge(&contract, &policy, "2061-06-01T00:00:00Z");
        assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", said(&report));
    }
}

#[test]
fn without_the_first_renewal_it_is_open_and_says_that_it_was_not_renewed() {
    for century in centuries() {
        let policy = retiring();
        let contract = century.contract();
        let refused = century.renew(&contract, 2, &policy, "2044-01-01T00:00:00Z");
        assert!(matches!(refused, Err(ExtendError::NotValid { .. } | ExtendError::Missing(_))));
        let report = century.judge(&contract, &policy, "2056-06-01T00:00:00Z");
        assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", said(&report));
        assert!(names(&report).contains(&"timestamp-not-renewed"), "{}", said(&report));
    }
}

#[test]
fn without_the_second_renewal_it_is_open_too() {
    for century in centuries() {
        let policy = retiring();
        let once = century.renew(&century.contract(), 1, &policy, "2034-01-01T00:00:00Z").unwrap();
        let report = century.judge(&once, &policy, "2056-06-01T00:00:00Z");
        assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", said(&report));
        assert!(names(&report).contains(&"timestamp-not-renewed"), "{}", said(&report));
    }
}

#[test]
fn an_algorithm_retired_before_the_renewal_leaves_it_open() {
    let [century, chinese] = centuries();
    let early = at("2033-12-31T23:59:59Z");
    let policy = Policy::new().with_algorithm_until(Algorithm::Hash(Hash::Sha256), early);
    let contract = century.renew(&century.contract(), 1, &Policy::new(), "2034-01-01T00:00:00Z");
    let report = century.judge(&contract.unwrap(), &policy, "2035-01-01T00:00:00Z");
    assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", said(&report));
    assert!(names(&report).contains(&"algorithm-ended"), "{}", said(&report));
    // the dates of one algorithm say nothing about another
    let contract = chinese.renew(&chinese.contract(), 1, &policy, "2034-01-01T00:00:00Z");
    let report = chinese.judge(&contract.unwrap(), &policy, "2035-01-01T00:00:00Z");
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", said(&report));
}

/// A world in which the authority between root and signer ends with 2030, while its root goes on.
#[test]
fn a_list_by_a_key_that_ended_is_believed_only_where_it_is_proven_to_be_older() {
    let stamper = Generation::new(Suite::P384, "stamper", (2020, 2060), (2025, 2060), true);
    let top = Generation::new(Suite::P256, "top", (2020, 2060), (2025, 2060), false);
    let key = key(Suite::P256, "between");
    let name = NameDraft::new("between").with_country("CN");
    let draft = CertificateDraft::intermediate(name, key.public_key(), years(2020, 2030));
    let draft = draft.with_serial([9]).with_crl_url("http://pki.test/top.crl");
    let certificate = draft.issue(&top.root.issuer()).unwrap();
    let between = Generation { root: Identity { certificate, key }, leaf: top.leaf };
    let own = sidian_testkit::pki::key(Suite::P256, "below");
    let name = NameDraft::new("below").with_country("CN");
    let draft = CertificateDraft::end_entity(name, own.public_key(), years(2026, 2028));
    let draft = draft.with_serial([3]).with_crl_url("http://pki.test/between.crl");
    let certificate = draft.issue(&between.root.issuer()).unwrap();

    let now = at("2026-06-01T00:00:00Z");
    let base = sidian_testkit::pdf::with_table("1.7", 1);
    let chain = [certificate, between.root.certificate.clone()];
    let tsa = stamper.tsa(now);
    let update = SignatureDraft::new(&base).sign_and_stamp(&own, &chain, now, &tsa);
    let signed = update.unwrap().onto(&base).unwrap();
    let store = TrustStore::new()
        .with_certificate("test", top.root.certificate.clone())
        .with_certificate("test", stamper.root.certificate.clone());
    let top_list = |now: UnixTime| {
        let draft = CrlDraft::new(1, now.plus(-3600), now.plus(30 * 86_400)).unwrap();
        draft.issue(&top.root.issuer()).unwrap().der().to_vec()
    };
    let known = Evidence::new()
        .with_crl(&between.list(now))
        .and_then(|e| e.with_crl(&top_list(now)))
        .and_then(|e| e.with_crl(&stamper.list(now)))
        .unwrap();
    let extender = Extender::new(store.clone()).with_evidence(known);
    let undated = extender.embed(&signed, now).unwrap();
    let dated = extender.extend(&undated, BaselineLevel::Lta, &tsa, now);
    let later = |pdf: &[u8], now: &str| {
        let now = at(now);
        let fresh = Evidence::new().with_crl(&stamper.list(now)).unwrap();
        Verifier::new(store.clone()).with_evidence(fresh).document(pdf, now).unwrap()
    };
    let dated = dated.unwrap();
    // the signer has ended, the authority has not
    for (name, pdf) in [("undated", &undated), ("dated", &dated)] {
        let report = later(pdf, "2029-06-01T00:00:00Z");
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{name}: {}", said(&report));
    }
    // now its key could be stolen, and a list made with it today
    let report = later(&dated, "2033-06-01T00:00:00Z");
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{}", said(&report));
    let report = later(&undated, "2033-06-01T00:00:00Z");
    assert_eq!(report.verdict(), Some(Verdict::Indeterminate), "{}", said(&report));
    assert!(names(&report).contains(&"revocation-not-proven"), "{}", said(&report));
}

#[test]
fn the_report_says_what_is_to_be_renewed_by_when() {
    let [century, _] = centuries();
    let now = at("2026-07-01T00:00:00Z");
    let extender = century.extender(0, &retiring(), now);
    let due = extender.renewals(&century.contract(), now).unwrap();
    let [only] = due.as_slice() else { panic!("{due:?}") };
    assert_eq!(only.level, Some(BaselineLevel::Lta));
    let expiry = only.due.clone().unwrap();
    assert_eq!(expiry.at, at("2036-12-31T23:59:59Z"), "{expiry:?}");
    assert!(only.is_due_before(at("2037-01-01T00:00:00Z")));
    assert!(!only.is_due_before(at("2036-01-01T00:00:00Z")));
    // an algorithm that ends first is what it is about
    let early = at("2030-12-31T23:59:59Z");
    let policy = Policy::new().with_algorithm_until(Algorithm::Hash(Hash::Sha256), early);
    let due = century.extender(0, &policy, now).renewals(&century.contract(), now).unwrap();
    let expiry = due[0].due.clone().unwrap();
    assert_eq!((expiry.at, expiry.what.as_str()), (early, "SHA-256"));
}
