//! Signing elsewhere: prepare and complete by suite, states at rest, a thousand documents at once.

use criterion::{BatchSize, Criterion, Throughput};
use sidian::crypto::Suite;
use sidian::signature::{Batch, PreparedSignature, SignatureDraft};
use sidian_benches::fixture::{World, one_page};
use sidian_testkit::clock;

/// How many documents one confirmation stands for.
const MANY: usize = 1000;

fn prepared(world: &World, page: &[u8]) -> PreparedSignature {
    let (key, chain) = (world.key(), world.chain());
    SignatureDraft::new(page).prepare(&chain, key.algorithm(), clock::now()).expect("prepared")
}

fn by_suite(c: &mut Criterion) {
    let page = one_page();
    for suite in Suite::ALL {
        let world = World::of(suite);
        let mut group = c.benchmark_group(format!("elsewhere/{}", suite.name()));
        group.bench_function("prepare", |b| b.iter(|| prepared(world, &page)));
        let state = prepared(world, &page);
        let value = world.key().sign(state.to_be_signed()).expect("value");
        group.bench_function("complete", |b| {
            let again = || state.clone();
            b.iter_batched(
                again,
                |s| s.complete(&value).expect("completed"),
                BatchSize::SmallInput,
            );
        });
        let bytes = state.to_bytes();
        group.bench_function("read a state", |b| {
            b.iter(|| PreparedSignature::from_bytes(&bytes).expect("ours"));
        });
        group.finish();
    }
}

fn thousand(c: &mut Criterion) {
    let page = one_page();
    let world = World::of(Suite::Sm2);
    let mut group = c.benchmark_group("elsewhere/1000 documents, SM2");
    group.throughput(Throughput::Elements(MANY as u64));
    group.sample_size(10);
    let batch =
        || (0..MANY).fold(Batch::new(), |b, n| b.with(format!("{n}.pdf"), prepared(world, &page)));
    group.bench_function("prepare", |b| b.iter(batch));
    let ready = batch();
    let sign = |s: &PreparedSignature| world.key().sign(s.to_be_signed()).expect("value");
    let values: Vec<_> = ready.prepared().map(sign).collect();
    let confirmed = ready.confirmation();
    group.bench_function("complete", |b| {
        b.iter_batched(
            || ready.clone(),
            |batch| batch.complete_all(&confirmed, &values).expect("all"),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    by_suite(&mut criterion);
    thousand(&mut criterion);
    criterion.final_summary();
}
