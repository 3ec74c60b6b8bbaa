//! Seals, their use, registers, journals and pictures: read, judged, and never believed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::report::Verdict;
use sidian::seal::journal::SealingJournal;
use sidian::seal::register::{SealRegister, SignedSealRegister};
use sidian::seal::{Picture, PictureFormat, Seal};
use sidian::ses::{self, SesForm, SesSeal, SesSignature};
use sidian::time::UnixTime;
use sidian::trust::TrustStore;
use sidian::verifier::Verifier;

/// What the seeds seal.
const CONTENT: &[u8] = b"seed content";

fuzz_target!(|bytes: &[u8]| {
    let now = UnixTime::from_seconds(1_780_000_000).expect("a time");
    let verifier = Verifier::new(TrustStore::new());
    for report in [verifier.seal(bytes, now), verifier.sealed_data(bytes, CONTENT, now)] {
        let Ok(report) = report else { continue };
        assert_ne!(report.verdict(), Some(Verdict::Passed), "nobody is trusted");
        let _ = report.to_json("x", sidian::report::Language::Chinese);
    }
    if let Ok(seal) = SesSeal::parse(bytes) {
        assert_eq!(SesForm::of(bytes), Some(SesForm::Seal), "what reads is known");
        let again = SesSeal::parse(seal.raw).expect("the same seal without what is around it");
        assert_eq!(again.signed, seal.signed);
        assert_eq!(Seal::from_der(bytes).expect("it reads").id(), seal.info.id);
        if seal.timestamp.is_none() {
            if let Ok(stamped) = ses::with_timestamp(seal.raw, b"token") {
                let stamped = SesSeal::parse(&stamped).expect("what was written reads");
                assert_eq!(stamped.timestamp, Some(&b"token"[..]));
            }
        }
    }
    if let Ok(read) = SesSignature::parse(bytes) {
        assert_eq!(SesForm::of(bytes), Some(SesForm::Signature), "what reads is known");
        assert!(SesSignature::parse(read.raw).is_ok());
    }
    if let Ok(book) = SealRegister::from_json(bytes) {
        assert_eq!(SealRegister::from_json(&book.to_json()), Ok(book));
    }
    if let Ok(register) = SignedSealRegister::parse(bytes) {
        for entry in register.entries() {
            let _ = (entry.state(), entry.state_at(now));
        }
    }
    let _ = SealingJournal::verify(bytes, &[]);
    let _ = (Picture::new(bytes, 42, 42), PictureFormat::sniff(bytes));
});
