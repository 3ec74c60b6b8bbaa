//! A case in the archive: packed, dated, renewed, and read when its makers are gone.

use std::io::Cursor;

use sidian::crypto::{Hash, Suite};
use sidian::material::archive::{ArchiveDraft, CaseFile};
use sidian::material::package::{Material, PackageReport, PendingStamp, Source};
use sidian::material::receipt::ReceiptDraft;
use sidian::report::Verdict;
use sidian::report::codes::{package as codes, trust as trust_codes};
use sidian::time::UnixTime;
use sidian::trust::{Algorithm, Evidence, Policy, TrustStore};
use sidian::tsp::TimestampSource;
use sidian::verifier::Verifier;
use sidian::zip::{Archive, Limits, Writer};
use sidian_testkit::clock::{at, now};
use sidian_testkit::licence;
use sidian_testkit::material::{Cast, item};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{Generation, TestPki};

const SUITE: Suite = Suite::P256;
const CASE: &str = "2026-0001";
/// SHA-256 counts for nothing from this day on.
const RETIRED: &str = "2040-01-01T00:00:00Z";

fn stampers() -> [Generation; 3] {
    [
        Generation::new(SUITE, "archive stamper 1", (2020, 2036), (2025, 2036), true),
        Generation::new(Suite::Ed25519, "archive stamper 2", (2030, 2046), (2033, 2046), true),
        Generation::new(Suite::P384, "archive stamper 3", (2040, 2060), (2043, 2060), true),
    ]
}

fn anchors() -> TrustStore {
    TrustStore::new().with_certificate("test", TestPki::new(SUITE).root.certificate.clone())
}

/// A licence, its receipt and an application, signed by the department.
fn signed() -> Vec<u8> {
    let c = Cast::new(SUITE);
    let pki = TestPki::new(SUITE);
    let file = licence::licence();
    let report = c
        .verifier(&[])
        .with_face_reader(Box::new(licence::PlainReader))
        .licence(&file, now())
        .expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Passed));
    let case = (&c.department.party, CASE);
    let receipt = ReceiptDraft::new(&report, ("licence.pdf", &file), case, now())
        .sign(c.department.key(), c.department.chain(), now())
        .and_then(|receipt| Ok(receipt.to_json()?))
        .expect("a receipt");
    let about = CaseFile {
        title: "变更登记 <1>".to_owned(),
        case: CASE.to_owned(),
        item: Some(item()),
        department: c.department.party.clone(),
        department_name: "四电测试局".to_owned(),
        applicant: Some("示例餐馆".to_owned()),
    };
    let key = c.department.key();
    let mut draft =
        ArchiveDraft::new(Cursor::new(Vec::new()), about, key.algorithm()).expect("begun");
    let licence = Material::new("证照/licence.pdf", "食品经营许可证", "application/pdf")
        .vouched(Source::Licence, None);
    draft.add(licence, &mut file.as_slice()).expect("added");
    let filed = Material::new("receipts/licence.json", "核验回执", "application/json")
        .vouched(Source::Extract, Some("四电测试局".into()));
    draft.add(filed, &mut receipt.as_slice()).expect("added");
    let chain = [c.department.identity.certificate.clone(), pki.issuing.certificate.clone()];
    let kept = (&c.evidence(&[]), &anchors());
    draft.sign(kept, (key, &chain), now()).expect("signed").into_inner()
}

fn stamped(
    package: &[u8],
    by: &Generation,
    kept: &Evidence,
    hash: Hash,
    when: UnixTime,
) -> Vec<u8> {
    let out = Cursor::new(Vec::new());
    let pending = PendingStamp::new(out, Cursor::new(package), kept, hash).expect("a package");
    let pending = pending.with_nonce([7; 8]);
    let answer = by.tsa(when).answer(&pending.request().to_der()).expect("an answer");
    pending.complete(&answer).expect("the token asked for").into_inner()
}

fn list(of: &Generation, when: UnixTime) -> Evidence {
    Evidence::new().with_crl(&of.list(when)).expect("a list")
}

/// Dated in 2026 and renewed up to twice, with a stronger hash before the first one ends.
fn archived(renewals: usize) -> Vec<u8> {
    let [first, second, third] = stampers();
    let mut package = stamped(&signed(), &first, &Evidence::new(), Hash::Sha256, now());
    let steps =
        [(&second, &first, "2034-06-01T00:00:00Z"), (&third, &second, "2044-06-01T00:00:00Z")];
    for (by, last, when) in steps.into_iter().take(renewals) {
        package = stamped(&package, by, &list(last, at(when)), Hash::Sha512, at(when));
    }
    package
}

/// Judged with trust anchors alone, and the lists of stampers that are still there.
fn judged(package: &[u8], when: &str) -> PackageReport {
    let when = at(when);
    let stampers = stampers();
    let store = stampers.iter().fold(anchors(), |store, generation| {
        store.with_certificate("test", generation.root.certificate.clone())
    });
    let there = stampers.iter().filter(|generation| {
        let root = &generation.root.certificate;
        root.not_before() <= when && when <= root.not_after()
    });
    let evidence = there.fold(Evidence::new(), |all, generation| all.and(&list(generation, when)));
    let policy = Policy::new()
        .with_now(when)
        .with_algorithm_until(Algorithm::Hash(Hash::Sha256), at(RETIRED));
    Verifier::new(store)
        .with_policy(policy)
        .with_evidence(evidence)
        .with_face_reader(Box::new(licence::PlainReader))
        .archived(Cursor::new(package), when)
        .expect("an archive")
}

fn told(report: &PackageReport) -> Vec<String> {
    let own = report.report.all_findings();
    let inside = report.entries.iter().flat_map(|e| &e.findings);
    own.chain(inside).map(|f| format!("{} {:?}", f.code(), f.args())).collect()
}

#[test]
fn a_case_passes_when_it_is_filed_and_thirty_years_later() {
    for (renewals, when) in
        [(0, "2026-12-01T00:00:00Z"), (0, "2034-06-01T00:00:00Z"), (2, "2056-06-01T00:00:00Z")]
    {
        let report = judged(&archived(renewals), when);
        let said = told(&report);
        assert_eq!(report.report.verdict(), Some(Verdict::Passed), "{when}: {said:#?}");
        assert_eq!(report.judged_at.date_utc().0, 2026);
        assert_eq!(report.stamps.len(), renewals + 1);
        assert!(report.stamps.iter().all(|stamp| stamp.proven.is_some()), "{:?}", report.stamps);
        let receipt = report.entries.iter().find(|e| e.receipt_of.is_some()).expect("a receipt");
        assert_eq!(receipt.own, Some(Verdict::Passed), "{said:#?}");
        assert!(!report.report.has(codes::PACKAGE_RECEIPT_ALONE), "its licence lies beside it");
        let licence = report.entries.iter().find(|e| e.is_licence).expect("a licence");
        assert_eq!(licence.own, Some(Verdict::Passed), "{said:#?}");
    }
}

#[test]
fn what_was_not_renewed_or_never_dated_stays_open() {
    let late = judged(&archived(0), "2045-06-01T00:00:00Z");
    assert_eq!(late.report.verdict(), Some(Verdict::Indeterminate), "{:#?}", told(&late));
    assert!(late.report.has(codes::PACKAGE_NOT_STAMPED));
    assert!(late.report.has(trust_codes::TIMESTAMP_NOT_RENEWED), "{:#?}", told(&late));
    let once = judged(&archived(1), "2056-06-01T00:00:00Z");
    assert_eq!(once.report.verdict(), Some(Verdict::Indeterminate), "{:#?}", told(&once));
    let never = judged(&signed(), "2026-12-01T00:00:00Z");
    assert!(never.report.has(codes::PACKAGE_NOT_STAMPED), "{:#?}", told(&never));
    assert_eq!(never.report.verdict(), Some(Verdict::Indeterminate));
}

fn rewritten(package: &[u8], change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut archive = Archive::open(Cursor::new(package), Limits::default()).expect("readable");
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    for entry in archive.entries().to_vec() {
        let content = archive.read_all(&entry, 1 << 24).expect("whole");
        if let Some(content) = change(&entry.name, content) {
            writer.add(&entry.name, &mut content.as_slice(), &mut |_| {}).expect("written");
        }
    }
    writer.finish().expect("finished").into_inner()
}

#[test]
fn no_file_of_an_archive_can_be_changed_or_taken_out() {
    let package = archived(1);
    let archive = Archive::open(Cursor::new(&package), Limits::default()).expect("readable");
    let names: Vec<String> = archive.entries().iter().map(|e| e.name.clone()).collect();
    assert!(names.iter().any(|n| n == "evidence/revocation-list-1.crl"), "{names:?}");
    for name in names.iter().filter(|n| *n != "mimetype") {
        for gone in [false, true] {
            let forged = rewritten(&package, |entry, mut content| {
                if entry != name {
                    return Some(content);
                }
                let last = content.len() - 1;
                content[last] ^= 1;
                (!gone).then_some(content)
            });
            let verdict = judged(&forged, "2035-06-01T00:00:00Z").report.verdict();
            // Without the newest token the older one still stands for what it was made over; what it
            // was not made over counts as smuggled in.
            assert_ne!(verdict, Some(Verdict::Passed), "{name}, gone: {gone}");
        }
    }
}

#[test]
fn it_can_be_read_and_checked_with_unzip_and_openssl_alone() {
    let Some(openssl) = peers::find("openssl", &["version"], "OpenSSL 3") else { return };
    let package = archived(0);
    let mut archive = Archive::open(Cursor::new(&package), Limits::default()).expect("readable");
    let folder = Folder::new();
    let mut text = |name: &str| {
        let entry = archive.entry(name).unwrap_or_else(|| panic!("{name}")).clone();
        archive.read_all(&entry, 1 << 24).expect("whole")
    };
    let index = String::from_utf8(text("index.xml")).expect("UTF-8");
    assert!(index.contains("<材料名称>食品经营许可证</材料名称>"), "{index}");
    assert!(index.contains("变更登记 &lt;1&gt;"), "{index}");
    let page = String::from_utf8(text("index.html")).expect("UTF-8");
    assert!(page.contains("href=\"%E8%AF%81%E7%85%A7/licence.pdf\""), "{page}");
    for (name, short) in [
        ("META-INF/ASiCManifest1.xml", "m1.xml"),
        ("META-INF/signature1.p7s", "s1.p7s"),
        ("META-INF/ASiCManifest2.xml", "m2.xml"),
        ("META-INF/timestamp2.tst", "t2.tst"),
        ("evidence/anchor-1.cer", "anchor.cer"),
        ("README.txt", "README.txt"),
    ] {
        folder.write(short, text(name));
    }
    let stamper = stampers()[0].root.certificate.der().to_vec();
    folder.write("stamper.cer", stamper);
    let run = |words: &str| {
        openssl.run(&folder, &words.split_whitespace().collect::<Vec<_>>()).expect(words)
    };
    run("x509 -inform DER -in anchor.cer -out root.pem");
    run("x509 -inform DER -in stamper.cer -out stamper.pem");
    let moment = now().plus(3600).seconds();
    run(&format!(
        "cms -verify -binary -inform DER -in s1.p7s -content m1.xml -CAfile root.pem -purpose any -attime {moment} -out /dev/null"
    ));
    run(&format!(
        "ts -verify -token_in -in t2.tst -data m2.xml -CAfile stamper.pem -attime {moment}"
    ));
}
