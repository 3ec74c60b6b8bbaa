//! Packages and software that we did not write: EU DSS verifies ours and makes some that we verify.

use std::io::Cursor;

use sidian::crypto::{Hash, Signer, Suite};
use sidian::material::package::{Material, PackageDraft, PendingStamp, Source};
use sidian::report::Verdict;
use sidian::report::codes::package as codes;
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::TimestampSource;
use sidian::verifier::Verifier;
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, pem};
use sidian_testkit::{clock, pdf};

fn evidence(pki: &TestPki) -> Evidence {
    let crls = pki.crls();
    crls.iter().fold(Evidence::new(), |e, crl| e.with_crl(crl.der()).expect("CRL"))
}

fn verifier(pki: &TestPki) -> Verifier {
    let root = pki.root.certificate.clone();
    Verifier::new(TrustStore::new().with_certificate("test", root)).with_evidence(evidence(pki))
}

/// One act, two acts, and two acts with a time-stamp over everything.
fn ours(pki: &TestPki) -> [Vec<u8>; 3] {
    let now = clock::at("2026-04-15T00:00:00Z");
    let (key, chain) = (&pki.signer.key, pki.chain(&pki.signer));
    let mut draft =
        PackageDraft::new(Cursor::new(Vec::new()), "申请", key.algorithm()).expect("begun");
    let form = Material::new("材料/申请书.txt", "申请书", "text/plain");
    draft.add(form.vouched(Source::Statement, None), &mut "我申请".as_bytes()).expect("added");
    let page = Material::new("a b.pdf", "附件", "application/pdf");
    draft.add(page, &mut pdf::with_table("1.7", 1).as_slice()).expect("added");
    let one = draft.sign(key, &chain, now).expect("signed").into_inner();
    let (key, chain) = (&pki.second_signer.key, pki.chain(&pki.second_signer));
    let out = Cursor::new(Vec::new());
    let mut draft =
        PackageDraft::append(out, Cursor::new(&one), "补正", key.algorithm()).expect("a package");
    let more = Material::new("more.txt", "补充说明", "text/plain");
    draft.add(more, &mut &b"more"[..]).expect("added");
    let two = draft.sign(key, &chain, now).expect("signed").into_inner();
    let out = Cursor::new(Vec::new());
    let pending = PendingStamp::new(out, Cursor::new(&two), &evidence(pki), Hash::Sha256);
    let pending = pending.expect("a package");
    let tsa = pki.tsa();
    tsa.set_clock(clock::now());
    let answer = tsa.answer(&pending.request().to_der()).expect("an answer");
    let dated = pending.complete(&answer).expect("a token").into_inner();
    [one, two, dated]
}

/// All in one run of DSS: starting it takes longer than what it has to do.
#[test]
fn eu_dss_passes_our_packages_and_fails_what_was_changed() {
    let Some(dss) = peers::dss() else { return };
    let (folder, mut roots, mut wanted) = (Folder::new(), String::new(), Vec::new());
    // its own policy does not authorise EdDSA, and it does not speak SM2
    for suite in [Suite::P256, Suite::P384, Suite::Rsa] {
        let pki = TestPki::new(suite);
        roots += &pem("CERTIFICATE", pki.root.certificate.der());
        for (at, crl) in pki.crls().iter().enumerate() {
            folder.write(&format!("{}-{at}.crl", suite.name()), crl.der());
        }
        for (package, (name, signatures)) in
            ours(pki).into_iter().zip([("one", 1), ("two", 2), ("dated", 2)])
        {
            let report = verifier(pki).package(Cursor::new(&package), clock::now());
            let report = report.expect("an archive").report;
            let told: Vec<_> = report.all_findings().map(|f| f.code().to_string()).collect();
            assert_eq!(report.verdict(), Some(Verdict::Passed), "{suite:?} {name}: {told:?}");
            let name = format!("{}-{name}.asice", suite.name());
            folder.write(&name, &package);
            wanted.extend((0..signatures).map(|_| (name.clone(), "TOTAL_PASSED")));
        }
    }
    let mut forged = ours(TestPki::new(Suite::P256))[0].clone();
    let at = forged.windows(9).position(|w| w == "我申请".as_bytes()).expect("the form");
    forged[at..at + 9].copy_from_slice("他申请".as_bytes());
    let crc = crc32(&forged[at..at + 9]);
    // The archive itself agrees with what was put in.
    let old = crc32("我申请".as_bytes());
    while let Some(at) = forged.windows(4).position(|w| w == old.to_le_bytes()) {
        forged[at..at + 4].copy_from_slice(&crc.to_le_bytes());
    }
    let pki = TestPki::new(Suite::P256);
    let report = verifier(pki).package(Cursor::new(&forged), clock::now()).expect("an archive");
    assert!(report.report.has(codes::MATERIAL_REPLACED));
    folder.write("forged.asice", &forged);
    wanted.push(("forged.asice".to_owned(), "TOTAL_FAILED"));
    folder.write("roots.pem", roots);
    let mut files: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
    files.dedup();
    let now = clock::now().plus(3600).to_string();
    let opinions = dss.judge(&folder, "roots.pem", &now, &files);
    let said: Vec<_> = opinions.iter().map(|o| (o.file.clone(), o.indication.as_str())).collect();
    assert_eq!(said, wanted, "{opinions:#?}");
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
        }
    }
    !crc
}

#[test]
fn a_package_that_eu_dss_made_passes_here_and_fails_once_it_was_changed() {
    let Some(dss) = peers::dss() else { return };
    let pki = TestPki::new(Suite::P256);
    let folder = Folder::new();
    let key = pki.signer.key.to_pkcs8_pem(None).expect("a key");
    folder.write("key.pem", key.as_bytes());
    let chain = pki.chain(&pki.signer);
    let certificates: String = chain.iter().map(|c| pem("CERTIFICATE", c.der())).collect();
    folder.write("chain.pem", certificates);
    folder.write("form.txt", "我申请");
    folder.write("page.pdf", pdf::with_table("1.7", 1));
    let signed = "2026-04-15T00:00:00Z";
    let files = ["form.txt", "page.pdf"];
    dss.pack(&folder, ("key.pem", "chain.pem"), signed, ("theirs.asice", &files));
    let theirs = folder.read("theirs.asice");
    let judged = verifier(pki).package(Cursor::new(&theirs), clock::now()).expect("an archive");
    let told: Vec<_> = judged.report.all_findings().map(|f| f.code().to_string()).collect();
    assert_eq!(judged.report.verdict(), Some(Verdict::Passed), "{told:?}");
    assert!(judged.report.has(codes::PACKAGE_UNDESCRIBED), "{told:?}");
    let names: Vec<_> = judged.entries.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(names, files);
    // Ours adds to theirs, and both signatures stand.
    let key = &pki.second_signer.key;
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::append(out, Cursor::new(&theirs), "补正", key.algorithm())
        .expect("a package");
    let more = Material::new("more.txt", "补充说明", "text/plain");
    draft.add(more, &mut &b"more"[..]).expect("added");
    let both = draft.sign(key, &pki.chain(&pki.second_signer), clock::now()).expect("signed");
    let judged = verifier(pki).package(both, clock::now()).expect("an archive");
    let told: Vec<_> = judged.report.all_findings().map(|f| f.code().to_string()).collect();
    assert_eq!(judged.report.verdict(), Some(Verdict::Passed), "{told:?}");
    assert_eq!(judged.report.signatures().len(), 2);
    for byte in (0..theirs.len()).step_by(97) {
        let mut forged = theirs.clone();
        forged[byte] ^= 1;
        let Ok(judged) = verifier(pki).package(Cursor::new(&forged), clock::now()) else {
            continue;
        };
        // What no manifest lists and nobody signed is not told apart: the container's own times.
        if judged.report.verdict() == Some(Verdict::Passed) {
            let names: Vec<_> = judged.entries.iter().map(|e| (&e.name, e.size)).collect();
            assert_eq!(names.len(), 2, "byte {byte}: {names:?}");
        }
    }
}
