//! 49 MB: signed and verified, beside the digest and one copy of the same bytes.

use criterion::{Criterion, Throughput};
use sidian::crypto::Suite;
use sidian_benches::fixture::{World, large, must_pass};
use sidian_benches::floor::sha256;
use sidian_testkit::clock;

fn whole(c: &mut Criterion) {
    let mut group = c.benchmark_group("large/49 MB");
    group.sample_size(10);
    let plain = large();
    group.throughput(Throughput::Bytes(plain.len() as u64));
    let world = World::of(Suite::P256);
    let signed = world.sign(&plain);
    let twice = world.sign(&signed);
    let verifier = world.verifier();
    for (name, file) in [("verify", &signed), ("verify two signatures", &twice)] {
        must_pass(&verifier, file);
        group.bench_function(name, |b| b.iter(|| verifier.document(file, clock::now()).is_ok()));
    }
    group.bench_function("sign", |b| b.iter(|| world.sign(&plain)));
    group.bench_function("floor: SHA-256", |b| b.iter(|| sha256(&signed)));
    group.bench_function("floor: SHA-256 and one copy", |b| {
        b.iter(|| (sha256(&signed), signed.to_vec()));
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    whole(&mut criterion);
    criterion.final_summary();
}
