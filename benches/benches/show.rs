//! Judging a show code, by suite, beside the one signature in it.

use criterion::Criterion;
use sidian::cose::{Sign1, from_base45};
use sidian::crypto::Suite;
use sidian::licence::LicenceId;
use sidian::material::NonceStore;
use sidian::material::show::{ShowDraft, ShowRequest};
use sidian::time::UnixTime;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, verified_licence};

/// Never saw anything, so that the same code can be judged again.
struct Forgetful;

impl NonceStore for Forgetful {
    fn first_use(&self, _: &[u8], _: UnixTime, _: UnixTime) -> Option<bool> {
        Some(true)
    }
}

fn show(c: &mut Criterion) {
    let mut group = c.benchmark_group("show");
    let licence = verified_licence();
    let id: LicenceId = licence.metadata().id().to_string().parse().expect("an identifier");
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256] {
        let cast = Cast::new(suite);
        let verifier = cast.verifier(&[]).with_nonce_store(Box::new(Forgetful));
        let signer = cast.holder.key();
        let code = ShowDraft::new(&id).sign(signer, now()).expect("a code");
        let request = ShowRequest::new(licence);
        assert!(verifier.show(&code, &request, now()).accept().is_ok(), "{}", suite.name());
        group.bench_function(format!("{} judge", suite.name()), |b| {
            b.iter(|| verifier.show(&code, &request, now()).verdict());
        });
        let bytes = from_base45(code.trim_start_matches("SD1:")).expect("Base45");
        let envelope = Sign1::parse(&bytes, 300).expect("an envelope");
        group.bench_function(format!("{} floor: its signature", suite.name()), |b| {
            b.iter(|| envelope.verify(signer.public_key()));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    show(&mut criterion);
    criterion.final_summary();
}
