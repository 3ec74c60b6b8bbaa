//! Every PDF of the corpus gets an answer that its record allows.

use sidian::report::{BaselineLevel, Verdict};
use sidian::time::UnixTime;
use sidian::trust::TrustStore;
use sidian::verifier::Verifier;
use sidian::x509::Certificate;
use sidian_testkit::corpus::{self, Expected, Tally};

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

/// These records name a time but no roots, so every root of the corpus is trusted. What their maker
/// judged by a policy of its own may stay undetermined here; what it did not pass may not pass.
#[test]
fn long_lived_signatures_pass_at_their_level_and_what_ended_undated_does_not() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut store = TrustStore::new();
    for entry in std::fs::read_dir(dir.join("pyhanko-generated/roots")).unwrap() {
        let der = std::fs::read(entry.unwrap().path()).unwrap();
        store = store.with_certificate("corpus", Certificate::from_der(&der).unwrap());
    }
    let (mut archived, mut held) = (Vec::new(), 0);
    for record in corpus::records(&dir).unwrap() {
        if !record.path.contains("/ades_validation-") {
            continue;
        }
        let bytes = std::fs::read(dir.join(&record.path)).unwrap();
        for call in &record.signatures {
            let now = UnixTime::from_seconds(call.unix_time().unwrap()).unwrap();
            let report = Verifier::new(store.clone()).document(&bytes, now).unwrap();
            let passed = report.verdict() == Some(Verdict::Passed);
            assert!(!passed || record.verdict == Expected::Pass, "{} at {}", record.path, call.now);
            held += usize::from(!passed && record.verdict != Expected::Pass);
            let level = report.signatures().first().and_then(|s| s.level);
            if passed && level == Some(BaselineLevel::Lta) {
                archived.push(record.path.clone());
            }
        }
    }
    assert!(held >= 8, "only {held} were tried");
    for name in ["lta_happy_path_current_time", "lta_happy_path_with_ts_chain"] {
        assert!(archived.iter().any(|path| path.contains(name)), "{name}: {archived:?}");
    }
}
