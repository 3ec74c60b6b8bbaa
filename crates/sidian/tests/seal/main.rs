//! Electronic seals: made, used, judged; against hostile copies, files of others and other
//! programs.

mod corpus;
mod hostile;
mod journal;
mod making;
mod peers;
mod register;
mod time;

use sidian::report::{Report, Severity, Verdict};
use sidian::seal::VerifiedSeal;
use sidian::time::UnixTime;
use sidian::trust::Evidence;
use sidian::verifier::Verifier;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal as world;

/// A verifier of the test world with further evidence.
fn verifier(pki: &TestPki, more: &Evidence) -> Verifier {
    Verifier::new(world::trust(pki)).with_evidence(world::evidence(pki).and(more))
}

/// The answer about a seal by itself.
fn alone(pki: &TestPki, der: &[u8], now: UnixTime) -> Report<VerifiedSeal> {
    verifier(pki, &Evidence::new()).seal(der, now).expect("a seal")
}

/// The answer about a use of a seal on `data`.
fn used(pki: &TestPki, der: &[u8], data: &[u8], now: UnixTime) -> Report<VerifiedSeal> {
    verifier(pki, &Evidence::new()).sealed_data(der, data, now).expect("a sealing")
}

/// The numbers of what weighs at least as much as a warning, and the verdict.
fn weighty(report: &Report<VerifiedSeal>) -> (Verdict, Vec<u32>) {
    let findings = report.findings().iter().filter(|f| f.severity() >= Severity::Warning);
    let numbers = findings.map(|f| f.code().number).collect();
    (report.verdict().expect("a verdict"), numbers)
}

fn explained(report: &Report<VerifiedSeal>) -> String {
    report.findings().iter().map(|f| format!("\n  {} {:?}", f.code(), f.args())).collect()
}
