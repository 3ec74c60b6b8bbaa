//! Seals of others: they parse, verify mathematically, and broken copies do not.

use std::path::Path;

use sidian::crypto::Hash;
use sidian::report::{Integrity, Report, Verdict};
use sidian::seal::{SealReport, VerifiedSeal};
use sidian::ses::{SesForm, SesSeal, SesSignature, SesVersion};
use sidian::trust::TrustStore;
use sidian::verifier::Verifier;
use sidian_testkit::{clock, corpus};

fn nobody() -> Verifier {
    Verifier::new(TrustStore::new())
}

/// Whether a report says nothing against the mathematics: no failure but those of time and form.
fn numbers(report: &Report<VerifiedSeal>) -> Vec<u32> {
    report.findings().iter().map(|f| f.code().number).collect()
}

fn facts(report: &Report<VerifiedSeal>) -> &SealReport {
    report.seal().expect("a seal")
}

#[test]
fn seals_of_others_parse_and_verify_mathematically() {
    let Some(dir) = corpus::dir_or_skip("ofd") else { return };
    for (name, version, code) in [
        ("UserV1.esl", SesVersion::V1, None),
        ("UserV4.esl", SesVersion::V4, None),
        ("UserV5.esl", SesVersion::V5, None),
        // It carries 01 02 03 in the place of a timestamp.
        ("UserV5_ts.esl", SesVersion::V5, Some(6017)),
    ] {
        let der = std::fs::read(dir.join(name)).expect("a file");
        let read = SesSeal::parse(&der).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((read.version, read.variants.as_slice()), (version, &[][..]), "{name}");
        let report = nobody().seal(&der, clock::now()).expect("a seal");
        assert_eq!(facts(&report).intact, Integrity::Ok, "{name}");
        assert_eq!(facts(&report).picture.format, Some("png"), "{name}");
        assert_ne!(report.verdict(), Some(Verdict::Passed), "{name}: nobody is trusted");
        let found = numbers(&report);
        assert!(found.contains(&6006), "{name}: {found:?}");
        assert_eq!(found.contains(&6017), code == Some(6017), "{name}: {found:?}");
        assert!(!found.contains(&6001), "{name}: {found:?}");
    }
}

#[test]
fn uses_of_seals_by_others_verify_over_their_data() {
    let Some(dir) = corpus::dir_or_skip("ofd") else { return };
    for name in ["SignedValueV4.dat", "SignedValueV5.dat"] {
        let der = std::fs::read(dir.join(name)).expect("a file");
        let report = nobody().seal(&der, clock::now()).expect("a use");
        let found = numbers(&report);
        assert_eq!(facts(&report).intact, Integrity::Ok, "{name}");
        assert_eq!(facts(&report).signer_listed.as_str(), "yes", "{name}");
        assert!(found.contains(&6025) && !found.contains(&6023), "{name}: {found:?}");
    }
    for name in ["SESV4SignDoc.ofd", "V4RideRight.ofd", "allprotected.ofd"] {
        let zip = std::fs::read(dir.join(name)).expect("a file");
        let file =
            |path: &str| zip_entry(&zip, path).unwrap_or_else(|| panic!("{name}: no {path}"));
        let der = file("Doc_0/Signs/Sign_0/SignedValue.dat");
        let data = file("Doc_0/Signs/Sign_0/Signature.xml");
        let read = SesSignature::parse(&der).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(read.to_sign.data_hash, Hash::Sm3.digest(&data).as_ref(), "{name}");
        assert_eq!(read.to_sign.property_info, "/Doc_0/Signs/Sign_0/Signature.xml", "{name}");
        assert_eq!(read.to_sign.seal.raw, file("Doc_0/Signs/Sign_0/Seal.esl"), "{name}");
        let report = nobody().sealed_data(&der, &data, clock::now()).expect("a use");
        let found = numbers(&report);
        let against = [6001, 6020, 6023, 6024, 6025].iter().any(|n| found.contains(n));
        assert!(!against, "{name}: {found:?}");
        let other = nobody().sealed_data(&der, b"other", clock::now()).expect("a use");
        assert!(numbers(&other).contains(&6024) && other.verdict() == Some(Verdict::Failed));
    }
}

#[test]
fn broken_copies_of_seals_of_others_fail_for_the_right_reason() {
    let Some(dir) = corpus::dir_or_skip("ofd") else { return };
    for name in ["UserV1.esl", "UserV4.esl", "UserV5.esl", "SignedValueV4.dat", "SignedValueV5.dat"]
    {
        let der = std::fs::read(dir.join(name)).expect("a file");
        let certificates = certificates(&der);
        let sealing = SesForm::of(&der) == Some(SesForm::Signature);
        // The picture is most of it; a flip in each stretch of 397 bytes meets every region.
        let mut met = std::collections::BTreeSet::new();
        for at in (0..der.len()).step_by(397).chain(der.len() - 80..der.len()) {
            let mut flipped = der.clone();
            flipped[at] ^= 1 << (at % 8);
            let Ok(report) = nobody().seal(&flipped, clock::now()) else { continue };
            let found = numbers(&report);
            let right = [3221, 6001, 6002, 6005, 6017, 6023, 6026];
            let why: Vec<u32> = right.into_iter().filter(|n| found.contains(n)).collect();
            // From V4 on certificates lie outside of what is signed: what is wrong inside of one
            // is found by its own signature, which nobody here is trusted to have made.
            let inside = certificates.iter().any(|part| part.contains(&at));
            assert!(inside || !why.is_empty(), "{name}: byte {at}: {found:?}");
            met.extend(why);
        }
        let wanted: &[u32] = if sealing { &[3221, 6001, 6023] } else { &[3221, 6001] };
        assert!(wanted.iter().all(|n| met.contains(n)), "{name}: only {met:?}");
    }
}

/// Where the certificates of maker and signer lie.
fn certificates(der: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    if let Ok(read) = SesSignature::parse(der) {
        parts.extend([read.certificate.to_vec(), read.to_sign.seal.certificate.to_vec()]);
    } else if let Ok(read) = SesSeal::parse(der) {
        parts.push(read.certificate.to_vec());
    }
    let find = |part: &Vec<u8>| der.windows(part.len()).rposition(|w| w == part.as_slice());
    parts.iter().filter_map(|p| find(p).map(|at| at..at + p.len())).collect()
}

/// One file of a ZIP archive, by its central directory: enough for files that a test can trust.
fn zip_entry(zip: &[u8], path: &str) -> Option<Vec<u8>> {
    let u16_at =
        |at: usize| Some(usize::from(u16::from_le_bytes(zip.get(at..at + 2)?.try_into().ok()?)));
    let u32_at =
        |at: usize| Some(u32::from_le_bytes(zip.get(at..at + 4)?.try_into().ok()?) as usize);
    let end = zip.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let mut at = u32_at(end + 16)?;
    for _ in 0..u16_at(end + 10)? {
        let (method, packed) = (u16_at(at + 10)?, u32_at(at + 20)?);
        let (name, extra, comment) = (u16_at(at + 28)?, u16_at(at + 30)?, u16_at(at + 32)?);
        let local = u32_at(at + 42)?;
        if zip.get(at + 46..at + 46 + name)? == path.as_bytes() {
            let start = local + 30 + u16_at(local + 26)? + u16_at(local + 28)?;
            let data = zip.get(start..start + packed)?;
            return match method {
                0 => Some(data.to_vec()),
                8 => miniz_oxide::inflate::decompress_to_vec(data).ok(),
                _ => None,
            };
        }
        at += 46 + name + extra + comment;
    }
    None
}

/// The digests of the corpus are those of its README, so that its words are about these bytes.
#[test]
fn the_corpus_is_the_one_that_was_measured() {
    let Some(dir) = corpus::dir_or_skip("ofd") else { return };
    let readme = std::fs::read_to_string(dir.join("README.md")).expect("a README");
    let mut seen = 0;
    for line in readme.lines().filter(|l| l.starts_with("| ") && l.contains("seal")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, name, digest, ..] = cells[..] else { continue };
        let bytes = std::fs::read(dir.join(Path::new(name))).expect("a file");
        assert!(format!("{:?}", Hash::Sha256.digest(&bytes)).starts_with(digest), "{name}");
        seen += 1;
    }
    assert!(seen >= 9, "{seen}");
}
