//! Making, using and verifying electronic seals, by suite. Applying one to a PDF is measured with
//! signing.

use criterion::Criterion;
use sidian::crypto::{Signer, Suite};
use sidian::report::Verdict;
use sidian::seal::{SealingDraft, SesVersion};
use sidian::verifier::Verifier;
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal as world;

const DATA: &[u8] = b"content";

fn seal(c: &mut Criterion) {
    let mut group = c.benchmark_group("seal");
    group.sample_size(20);
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256] {
        let pki = TestPki::new(suite);
        let name = suite.name();
        let (maker, seal) = (world::maker(pki), world::seal(pki, SesVersion::V5));
        let chain = pki.chain(&maker);
        let info = world::draft(pki).build().expect("a seal");
        group.bench_function(format!("{name} make"), |b| {
            b.iter(|| info.clone().make(&maker.key, &chain, world::made_at()).expect("a seal"));
        });
        let digest = pki.signer.key.algorithm().hash().digest(DATA);
        let signer = pki.chain(&pki.signer);
        group.bench_function(format!("{name} use"), |b| {
            b.iter(|| {
                let draft = SealingDraft::new(&seal, "x");
                draft.seal(digest.as_ref(), &pki.signer.key, &signer, clock::now()).expect("used")
            });
        });
        let der = world::sealing(pki, &seal, DATA);
        let fresh = || Verifier::new(world::trust(pki)).with_evidence(world::evidence(pki));
        let known = fresh();
        let passed = |verifier: &Verifier| {
            let report = verifier.sealed_data(&der, DATA, clock::now()).expect("a use");
            assert_eq!(report.verdict(), Some(Verdict::Passed), "{name}");
        };
        group.bench_function(format!("{name} verify"), |b| {
            b.iter_batched(fresh, |v| passed(&v), criterion::BatchSize::SmallInput);
        });
        group.bench_function(format!("{name} verify, paths known"), |b| b.iter(|| passed(&known)));
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    seal(&mut criterion);
    criterion.final_summary();
}
