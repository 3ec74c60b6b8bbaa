//! Verification against pages, later revisions and signatures: linear or better.

use criterion::{BenchmarkId, Criterion};
use sidian::crypto::Suite;
use sidian_benches::fixture::{World, document, filled, must_pass};
use sidian_testkit::clock;

fn pages(c: &mut Criterion) {
    let mut group = c.benchmark_group("scale/pages");
    group.sample_size(20);
    let world = World::of(Suite::P256);
    let verifier = world.verifier();
    for pages in [1, 10, 100, 1_000, 10_000] {
        let once = world.sign(&document(pages, 100));
        let twice = world.sign(&once);
        for (name, file) in [("one signature", &once), ("two signatures", &twice)] {
            must_pass(&verifier, file);
            group.bench_with_input(BenchmarkId::new(name, pages), file, |b, file| {
                b.iter(|| verifier.document(file, clock::now()).is_ok());
            });
        }
    }
    group.finish();
}

fn revisions(c: &mut Criterion) {
    let mut group = c.benchmark_group("scale/revisions");
    group.sample_size(20);
    let world = World::of(Suite::P256);
    let verifier = world.verifier();
    for count in [1, 10, 100, 1_000] {
        let file = filled(world.sign(&document(1, 900)), count);
        must_pass(&verifier, &file);
        group.bench_with_input(BenchmarkId::new("filled in", count), &file, |b, file| {
            b.iter(|| verifier.document(file, clock::now()).is_ok());
        });
    }
    for count in [1, 10, 100] {
        let file = (0..count).fold(document(1, 900), |file, _| world.sign(&file));
        must_pass(&verifier, &file);
        group.bench_with_input(BenchmarkId::new("signed", count), &file, |b, file| {
            b.iter(|| verifier.document(file, clock::now()).is_ok());
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    pages(&mut criterion);
    revisions(&mut criterion);
    criterion.final_summary();
}
