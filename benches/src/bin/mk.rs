//! Temporary.
use sidian_benches::growth::Growth;
fn main() {
    for (g, n) in [(Growth::Signed, 1000), (Growth::Filled, 1000), (Growth::PagesTwice, 10000)] {
        std::fs::write(format!("/tmp/scale_{}_{n}.pdf", g.name()), g.document(n)).unwrap();
    }
}
