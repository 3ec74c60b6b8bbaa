//! Signing one page, by suite; the signature alone beside it.

use criterion::Criterion;
use sidian::crypto::Suite;
use sidian_benches::fixture::{World, one_page};
use sidian_benches::floor::P256;

fn sign(c: &mut Criterion) {
    let mut group = c.benchmark_group("sign/one page");
    let page = one_page();
    for suite in Suite::ALL {
        let world = World::of(suite);
        group.bench_function(suite.name(), |b| b.iter(|| world.sign(&page)));
    }
    let floor = P256::new();
    group.bench_function("floor: one P-256 signature in ring", |b| b.iter(|| floor.sign()));
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    sign(&mut criterion);
    criterion.final_summary();
}
