//! Verifying one page and one licence, by suite; the cryptography alone beside it.

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use sidian::crypto::Suite;
use sidian_benches::fixture::{World, must_pass, one_page};
use sidian_benches::floor::{P256, sha256};
use sidian_benches::licence::Licence;
use sidian_testkit::clock;

fn page(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify/one page");
    for suite in Suite::ALL {
        let world = World::of(suite);
        let signed = world.sign(&one_page());
        let verifier = world.verifier();
        must_pass(&verifier, &signed);
        group.bench_function(format!("{} by a new verifier", suite.name()), |b| {
            b.iter_batched(
                || world.verifier(),
                |verifier| black_box(verifier.document(&signed, clock::now()).is_ok()),
                BatchSize::SmallInput,
            );
        });
        group.bench_function(format!("{} path known", suite.name()), |b| {
            b.iter(|| verifier.document(&signed, clock::now()).is_ok());
        });
        let strict = world.strict_verifier();
        group.bench_function(format!("{} path known, lists", suite.name()), |b| {
            b.iter(|| strict.document(&signed, clock::now()).is_ok());
        });
    }
    let (floor, signed) = (P256::new(), World::of(Suite::P256).sign(&one_page()));
    group.bench_function("floor: three P-256 and SHA-256 in ring", |b| {
        b.iter(|| {
            floor.verify(3);
            sha256(&signed)
        });
    });
    group.finish();
}

fn licence(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify/licence");
    let sample = Licence::sample();
    for suite in Suite::ALL {
        let world = World::of(suite);
        let issued = sample.issue(world);
        let verifier = world.verifier();
        group.throughput(criterion::Throughput::Bytes(issued.len() as u64));
        group.bench_function(suite.name(), |b| {
            b.iter(|| verifier.document(&issued, clock::now()).is_ok());
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    page(&mut criterion);
    licence(&mut criterion);
    criterion.final_summary();
}
