//! Every PDF of the corpus gets an answer that its record allows.

use sidian::report::Verdict;
use sidian::time::UnixTime;
use sidian::trust::TrustStore;
use sidian::verifier::Verifier;
use sidian::x509::Certificate;
use sidian_testkit::corpus::{self, Tally};

#[test]
fn no_broken_file_passes_and_clean_files_do_not_fail() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut tally = Tally::default();
    for record in corpus::records(&dir).unwrap() {
        tally.push(corpus::judge(&dir, record).unwrap());
    }
    let broken = tally.broken_requirements();
    assert!(broken.is_empty(), "{tally}\n{}", broken.join("\n"));
}

/// Files whose validations ask for levels: their records name a time but no roots, so every root of
/// the corpus is trusted.
#[test]
fn levels_are_those_of_the_file_and_what_ended_does_not_pass() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut store = TrustStore::new();
    for entry in std::fs::read_dir(dir.join("pyhanko-generated/roots")).unwrap() {
        let der = std::fs::read(entry.unwrap().path()).unwrap();
        store = store.with_certificate("corpus", Certificate::from_der(&der).unwrap());
    }
    for record in corpus::records(&dir).unwrap() {
        if !record.path.contains("ades_validation") {
            continue;
        }
        let bytes = std::fs::read(dir.join(&record.path)).unwrap();
        for call in &record.signatures {
            let now = UnixTime::from_seconds(call.unix_time().unwrap()).unwrap();
            let report = Verifier::new(store.clone()).document(&bytes, now).unwrap();
            let levels: Vec<_> = report
                .signatures()
                .iter()
                .map(|s| (s.verdict().as_str(), s.level.map(|l| l.as_str())))
                .collect();
            let why: Vec<_> = report
                .all_findings()
                .filter(|f| f.code().number > 3200)
                .map(|f| f.code().name)
                .collect();
            println!(
                "{:?} {} at {} {}: {levels:?} {why:?}",
                record.verdict,
                record.path,
                call.now,
                report.verdict().map_or("-", Verdict::as_str)
            );
        }
    }
}
