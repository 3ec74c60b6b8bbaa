//! Documents of other makers as input to signing: each is signed and keeps the state of its earlier
//! signatures, or is refused with a reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sidian::crypto::Suite;
use sidian::report::{Changes, Integrity, SignatureReport};
use sidian::signature::SignatureDraft;
use sidian::trust::TrustStore;
use sidian::verifier::Verifier;
use sidian_testkit::clock;
use sidian_testkit::corpus;
use sidian_testkit::pki::TestPki;

/// What must not get worse: integrity, coverage of a whole revision, and whether anything forbidden
/// was done.
fn state(signature: &SignatureReport) -> (String, Integrity, bool, bool) {
    let covers = signature.revision.is_some();
    let forbidden = signature.changes == Changes::Forbidden;
    (signature.field.clone(), signature.integrity, covers, forbidden)
}

#[test]
fn every_document_is_signed_without_harm_or_refused_with_a_reason() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let records = corpus::records(&dir).expect("manifest");
    let pki = TestPki::new(Suite::P256);
    let chain = pki.chain(&pki.signer);
    let verifier = Verifier::new(TrustStore::new());
    let now = clock::now();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut signed = 0;
    for record in &records {
        let path = Path::new(&record.path);
        let base = fs::read(dir.join(path)).expect("readable");
        let update = match SignatureDraft::new(&base).sign(&pki.signer.key, &chain, now) {
            Ok(update) => update,
            Err(e) => {
                let reason = e.to_string();
                assert!(!reason.is_empty(), "{}: refused without a reason", record.path);
                let words: Vec<_> = reason.split(|c: char| c.is_ascii_digit()).collect();
                *refused.entry(words.first().unwrap_or(&"").to_string()).or_default() += 1;
                continue;
            }
        };
        signed += 1;
        let after = update.onto(&base).expect("the same document");
        let before = verifier.document(&base, now).expect("a PDF");
        let report = verifier.document(&after, now).expect("a PDF");
        let name = &record.path;
        assert_eq!(report.signatures().len(), before.signatures().len() + 1, "{name}");
        for (was, is) in before.signatures().iter().zip(report.signatures()) {
            assert_eq!(state(was), state(is), "{name}: {:?} {:?}", is.findings(), is.change_list);
        }
        let own = report.signatures().last().expect("ours");
        assert_eq!(own.integrity, Integrity::Ok, "{name}: {:?}", own.findings());
    }
    println!("signed {signed} of {}; refused: {refused:#?}", records.len());
    assert!(signed > records.len() / 2, "only {signed} of {} were signed", records.len());
}
