//! Paths alone, by suite: without revocation, and with both lists.

use criterion::Criterion;
use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::trust::{Evidence, PathCache, PathRequest, Policy, Purpose, RevocationMode, validate};
use sidian_benches::fixture::World;
use sidian_benches::floor::P256;
use sidian_testkit::clock;

fn path(c: &mut Criterion) {
    let mut group = c.benchmark_group("path");
    let policy = Policy::new().with_revocation(RevocationMode::Skip);
    let (evidence, cache) = (Evidence::new(), PathCache::new());
    for suite in Suite::ALL {
        let world = World::of(suite);
        let (store, chain) = (world.store(), world.chain());
        let budget = Budget::for_file(100_000_000);
        let request = || PathRequest {
            target: &chain[0],
            candidates: &chain,
            store: &store,
            evidence: &evidence,
            purpose: Purpose::DocumentSigning,
            policy: &policy,
            at: clock::now(),
            budget: &budget,
        };
        assert!(validate(&request()).path().is_some(), "{}", suite.name());
        group.bench_function(suite.name(), |b| {
            b.iter(|| {
                let budget = Budget::for_file(0);
                validate(&PathRequest { budget: &budget, ..request() }).path().is_some()
            });
        });
        group.bench_function(format!("{} known", suite.name()), |b| {
            b.iter(|| cache.validate(&request()).path().is_some());
        });
    }
    let floor = P256::new();
    group.bench_function("floor: two P-256 in ring", |b| b.iter(|| floor.verify(2)));
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    path(&mut criterion);
    criterion.final_summary();
}
