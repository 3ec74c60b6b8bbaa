//! Making, using, verifying and applying electronic seals, by suite; applying beside signing with the
//! same picture and with none.

use criterion::Criterion;
use sidian::crypto::{Signer, Suite};
use sidian::pades::{Corner, Placement};
use sidian::report::Verdict;
use sidian::seal::{SealContainer, SealingDraft, SesVersion};
use sidian::signature::SignatureDraft;
use sidian::verifier::Verifier;
use sidian_benches::fixture::one_page;
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, seal as world, seal_kit};

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

fn apply(c: &mut Criterion) {
    let mut group = c.benchmark_group("seal/on a page");
    group.sample_size(20);
    let page = one_page();
    let corner = || {
        Placement::corner(1, Corner::BottomRight, 40.0, 40.0)
            .with_appearance(seal_kit::appearance())
    };
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256] {
        let pki = TestPki::new(suite);
        let (name, place) = (suite.name(), corner());
        let (key, chain) = (&pki.signer.key, pki.chain(&pki.signer));
        let seal = seal_kit::seal(pki, &[&pki.signer]);
        let sign = |draft: SignatureDraft<'_>| {
            draft.sign(key, &chain, clock::now()).expect("signed").onto(&page).expect("same")
        };
        group.bench_function(format!("{name} sign"), |b| {
            b.iter(|| sign(SignatureDraft::new(&page)));
        });
        group.bench_function(format!("{name} sign with the picture"), |b| {
            b.iter(|| sign(SignatureDraft::new(&page).with_placement(place.clone())));
        });
        for container in [SealContainer::Cades, SealContainer::Ses] {
            group.bench_function(format!("{name} apply, {container:?}"), |b| {
                b.iter(|| {
                    let application = seal.apply(&page).with_container(container);
                    let application = application.with_placement(place.clone());
                    application.sign(key, &chain, clock::now()).expect("applied")
                });
            });
        }
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    seal(&mut criterion);
    apply(&mut criterion);
    criterion.final_summary();
}
