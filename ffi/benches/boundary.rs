//! What the boundary costs: a call beside its work, verification through C against Rust, and a million
//! handles. `cargo bench -p sidian-ffi --no-default-features`.
//!
//! Each ratio is of medians of interleaved runs in one process, so that a busy machine slows both.

use std::hint::black_box;
use std::ptr;
use std::time::Instant;

use sidian::crypto::Suite;
use sidian::signature::SignatureDraft;
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_ffi::report::{sidian_report, sidian_report_free, sidian_report_verdict};
use sidian_ffi::status::SIDIAN_OK;
use sidian_ffi::trust::{
    sidian_evidence, sidian_evidence_add_crl, sidian_evidence_new, sidian_trust, sidian_trust_add,
    sidian_trust_free, sidian_trust_new,
};
use sidian_ffi::verifier::{sidian_verifier, sidian_verifier_new, sidian_verify_document};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, pdf};

const ROUNDS: usize = 301;
const CALLS: u32 = 100_000;
const CHURN: usize = 1_000_000;

struct World {
    signed: Vec<u8>,
    rust: Verifier,
    c: *const sidian_verifier,
}

fn main() {
    for suite in [Suite::P256, Suite::Sm2] {
        let world = world(suite);
        verification(&world, suite);
    }
    calls(&world(Suite::P256));
    churn();
}

fn world(suite: Suite) -> World {
    let pki = TestPki::new(suite);
    let pdf = pdf::with_table("1.7", 1);
    let (chain, now) = (pki.chain(&pki.signer), clock::now());
    let update = SignatureDraft::new(&pdf).sign(&pki.signer.key, &chain, now).expect("signed");
    let signed = update.onto(&pdf).expect("whole");
    let root = pki.root.certificate.der().to_vec();
    let crls = [pki.issuing_crl().der().to_vec(), pki.root_crl().der().to_vec()];

    let store = TrustStore::new().with_file("bench", &root).expect("a root");
    let evidence = crls.iter().fold(Evidence::new(), |e, crl| e.with_crl(crl).expect("a CRL"));
    let rust = Verifier::new(store).with_evidence(evidence);

    let (mut trust, mut evidence) = (ptr::null_mut::<sidian_trust>(), ptr::null_mut());
    let mut c = ptr::null_mut();
    let name = b"bench";
    // SAFETY: the out-parameter is writable.
    ok(unsafe { sidian_trust_new(&raw mut trust) });
    let (n, r) = (name.as_ptr(), root.as_ptr());
    // SAFETY: both are readable for their lengths.
    ok(unsafe { sidian_trust_add(trust, n, name.len(), r, root.len()) });
    // SAFETY: the out-parameter is writable.
    ok(unsafe { sidian_evidence_new(&raw mut evidence) });
    for crl in &crls {
        // SAFETY: readable for its length.
        ok(unsafe { sidian_evidence_add_crl(evidence, crl.as_ptr(), crl.len()) });
    }
    let evidence: *const sidian_evidence = evidence;
    // SAFETY: NULL is no policy, and the out-parameter is writable.
    ok(unsafe { sidian_verifier_new(trust, evidence, ptr::null(), &raw mut c) });
    ok(sidian_trust_free(trust));
    World { signed, rust, c }
}

/// The same question to the same verifier, through Rust and through C by turns.
fn verification(world: &World, suite: Suite) {
    let now = clock::now();
    let (mut rust, mut c) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let report = world.rust.document(black_box(&world.signed), now).expect("judged");
        assert!(report.accepted().is_some());
        drop(report);
        rust.push(start.elapsed());

        let start = Instant::now();
        let mut report: *mut sidian_report = ptr::null_mut();
        let file = black_box(&world.signed);
        // SAFETY: the file is readable for its length and the out-parameter writable.
        ok(unsafe {
            sidian_verify_document(
                world.c,
                file.as_ptr(),
                file.len(),
                now.seconds(),
                &raw mut report,
            )
        });
        ok(sidian_report_free(report));
        c.push(start.elapsed());
    }
    rust.sort();
    c.sort();
    let (rust, c) = (rust[ROUNDS / 2], c[ROUNDS / 2]);
    let ratio = c.as_secs_f64() / rust.as_secs_f64();
    println!("verify {suite:?}: Rust {rust:?}, C {c:?}, ratio {ratio:.3}");
}

/// A call that does next to nothing: door, handle, out-parameter.
fn calls(world: &World) {
    let mut report: *mut sidian_report = ptr::null_mut();
    let (file, now) = (&world.signed, clock::now().seconds());
    // SAFETY: as above.
    ok(unsafe { sidian_verify_document(world.c, file.as_ptr(), file.len(), now, &raw mut report) });
    let mut medians = Vec::new();
    for _ in 0..51 {
        let start = Instant::now();
        for _ in 0..CALLS {
            let mut verdict = -1;
            // SAFETY: the out-parameter is writable.
            ok(unsafe { sidian_report_verdict(black_box(report), &raw mut verdict) });
            black_box(verdict);
        }
        medians.push(start.elapsed() / CALLS);
    }
    medians.sort();
    println!("a call with its handle: {:?}", medians[medians.len() / 2]);
    ok(sidian_report_free(report));
}

/// Handles that come and go leave nothing behind.
fn churn() {
    let once = || {
        let mut trust = ptr::null_mut();
        // SAFETY: the out-parameter is writable.
        ok(unsafe { sidian_trust_new(&raw mut trust) });
        ok(sidian_trust_free(trust));
    };
    (0..CHURN / 10).for_each(|_| once());
    let before = resident();
    let start = Instant::now();
    (0..CHURN).for_each(|_| once());
    let each = start.elapsed() / u32::try_from(CHURN).expect("small");
    let grown = resident().saturating_sub(before);
    println!("{CHURN} handles: {each:?} each, resident memory grew by {grown} KiB");
    assert!(grown < 1024, "handles leave {grown} KiB behind");
}

/// Resident memory in KiB, where the system tells.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn ok(status: i32) {
    assert_eq!(status, SIDIAN_OK);
}
