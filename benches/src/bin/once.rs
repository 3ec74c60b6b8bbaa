//! Temporary.
use sidian_benches::fixture::World;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let f = std::fs::read(p).unwrap();
    let v = World::of(sidian::crypto::Suite::P256).verifier();
    let t = std::time::Instant::now();
    for _ in 0..n {
        let r = v.document(&f, sidian_testkit::clock::now()).unwrap();
        assert!(r.verdict().is_some());
    }
    println!("{:?}", t.elapsed() / n as u32);
}
