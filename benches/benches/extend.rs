//! Extending to B-LTA, and checking one token, by suite.

use criterion::Criterion;
use sidian::crypto::{Hash, Suite};
use sidian::report::BaselineLevel;
use sidian::signature::{Extender, SignatureDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::{TimestampRequest, TimestampResponse, TimestampSource};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, pdf};

fn extend(c: &mut Criterion) {
    let mut group = c.benchmark_group("extend/B-B to B-LTA");
    for suite in [Suite::Sm2, Suite::P256] {
        let pki = TestPki::new(suite);
        let (tsa, now) = (pki.tsa(), clock::now());
        let add = |evidence: Evidence, der: &[u8]| evidence.with_crl(der).expect("CRL");
        let lists = pki.crls().iter().fold(Evidence::new(), |all, crl| add(all, crl.der()));
        let store = TrustStore::new().with_certificate("bench", pki.root.certificate.clone());
        let hash = if suite == Suite::Sm2 { Hash::Sm3 } else { Hash::Sha256 };
        let extender = Extender::new(store).with_evidence(lists).with_hash(hash);
        let base = pdf::with_table("1.7", 1);
        let draft = SignatureDraft::new(&base);
        let update = draft.sign(&pki.signer.key, &pki.chain(&pki.signer), now).expect("signed");
        let signed = update.onto(&base).expect("same");
        group.bench_function(suite.name(), |b| {
            b.iter(|| extender.extend(&signed, BaselineLevel::Lta, &tsa, now));
        });
    }
    group.finish();
}

fn token(c: &mut Criterion) {
    let mut group = c.benchmark_group("extend/check a token");
    for suite in Suite::ALL {
        let tsa = TestPki::new(suite).tsa();
        let request = TimestampRequest::over(Hash::Sha256, b"content").with_nonce([1; 8]);
        let answer = tsa.answer(&request.to_der()).expect("answered");
        group.bench_function(suite.name(), |b| {
            b.iter(|| {
                let response = TimestampResponse::parse(&answer).expect("a response");
                response.check(&request, &[]).map(<[u8]>::len)
            });
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    extend(&mut criterion);
    token(&mut criterion);
    criterion.final_summary();
}
