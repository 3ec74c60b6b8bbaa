//! Issuing one licence, by suite: certifying a face that is there, and drawing it.

use criterion::Criterion;
use sidian::crypto::Suite;
use sidian_benches::fixture::World;
use sidian_benches::licence::Licence;

fn issue(c: &mut Criterion) {
    let mut group = c.benchmark_group("issue/licence");
    group.sample_size(20);
    let sample = Licence::sample();
    group.bench_function("draw the face", |b| {
        b.iter(|| Licence::draw(sample.kind, &sample.metadata));
    });
    for suite in Suite::ALL {
        let world = World::of(suite);
        let name = format!("{} read back and certify", suite.name());
        group.bench_function(name, |b| b.iter(|| sample.issue(world)));
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    issue(&mut criterion);
    criterion.final_summary();
}
