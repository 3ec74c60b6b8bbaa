//! Packages of materials: made, added to, judged; and everything that can be done to them.

use std::io::Cursor;

use sidian::crypto::{Signer, Suite};
use sidian::material::package::{Material, PackageDraft, PackageReport, Source};
use sidian::report::codes::package as codes;
use sidian::report::{Code, Verdict};
use sidian::verifier::Verifier;
use sidian::zip::{Archive, Limits, Writer};
use sidian_testkit::package::{application, made, verifier};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, licence, pdf};

fn judge(pki: &TestPki, package: &[u8]) -> PackageReport {
    verifier(pki).package(Cursor::new(package), clock::now()).expect("an archive")
}

fn refused(package: &[u8], code: &Code) {
    let report = judge(TestPki::new(Suite::Sm2), package).report;
    let found: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
    assert!(report.has(code), "{}: {found:?}", code.name);
    assert_eq!(report.verdict(), Some(Verdict::Failed), "{}: {found:?}", code.name);
    assert!(report.accept().is_err());
}

/// The same package, with each file passed through `change`; `None` leaves it out.
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

fn with_file(package: &[u8], name: &str) -> Vec<u8> {
    let archive = Archive::open(Cursor::new(package), Limits::default()).expect("readable");
    let mut writer = Writer::append(Cursor::new(Vec::new()), archive).expect("copied");
    writer.add(name, &mut &b"smuggled"[..], &mut |_| {}).expect("written");
    writer.finish().expect("finished").into_inner()
}

#[test]
fn a_package_of_every_suite_passes_and_says_what_it_holds() {
    for suite in Suite::ALL {
        let judged = judge(TestPki::new(suite), &made(suite));
        let names: Vec<_> = judged.entries.iter().map(|e| e.name.as_str()).collect();
        assert_eq!(names, ["材料/申请书.txt", "scan.pdf"]);
        let found: Vec<_> = judged.report.all_findings().map(|f| f.code().name).collect();
        assert_eq!(judged.report.verdict(), Some(Verdict::Passed), "{suite:?}: {found:?}");
        let package = judged.report.accept().expect("passed");
        assert_eq!(package.descriptions()[0].case.as_deref(), Some("2026-0001"));
        assert_eq!(package.materials().count(), 2);
    }
}

#[test]
fn adding_with_a_signature_of_ones_own_passes_and_changes_nothing_before() {
    let pki = TestPki::new(Suite::Sm2);
    let package = made(Suite::Sm2);
    let (key, chain) = (&pki.second_signer.key, pki.chain(&pki.second_signer));
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::append(out, Cursor::new(&package), "补正", key.algorithm())
        .expect("a package");
    let more = Material::new("more.txt", "补充说明", "text/plain");
    draft.add(more, &mut &b"more"[..]).expect("added");
    let again = draft.add(application(), &mut &b"other"[..]);
    assert!(again.is_err(), "a name that is taken");
    let extended = draft.sign(key, &chain, clock::now()).expect("signed").into_inner();
    let judged = judge(pki, &extended);
    let found: Vec<_> = judged.report.all_findings().map(|f| f.code().name).collect();
    assert_eq!(judged.report.verdict(), Some(Verdict::Passed), "{found:?}");
    assert_eq!(judged.report.signatures().len(), 2);
    assert_eq!(judged.entries.len(), 3);
    // What the second act binds is the first act as a whole.
    let without = rewritten(&extended, |name, content| {
        (name != "META-INF/signature1.p7s").then_some(content)
    });
    refused(&without, codes::MATERIAL_REMOVED);
}

#[test]
fn what_is_removed_replaced_or_put_in_is_found_out() {
    let package = made(Suite::Sm2);
    let replaced = rewritten(&package, |name, content| {
        Some(if name == "材料/申请书.txt" { b"other".to_vec() } else { content })
    });
    refused(&replaced, codes::MATERIAL_REPLACED);
    let removed = rewritten(&package, |name, c| (name != "scan.pdf").then_some(c));
    refused(&removed, codes::MATERIAL_REMOVED);
    refused(&with_file(&package, "more.txt"), codes::MATERIAL_ADDED);
    refused(&with_file(&package, "META-INF/signature9.p7s"), codes::PACKAGE_LOOSE);
    let unsigned = rewritten(&package, |name, c| (name != "META-INF/signature1.p7s").then_some(c));
    refused(&unsigned, codes::PACKAGE_UNSIGNED);
    let other = rewritten(&package, |name, content| {
        Some(if name == "mimetype" { b"application/zip".to_vec() } else { content })
    });
    refused(&other, codes::PACKAGE_TYPE);
}

#[test]
fn no_byte_of_a_manifest_description_or_signature_value_can_be_changed() {
    let package = made(Suite::Sm2);
    let names = ["META-INF/ASiCManifest1.xml", "package.json", "META-INF/signature1.p7s"];
    for changed in names {
        let value = changed.ends_with(".p7s");
        for at in (0..400).step_by(7).filter(|at| !value || *at < 60) {
            let forged = rewritten(&package, |name, mut content| {
                // The value of an SM2 signature is the last thing in its container.
                let at = if value { content.len().saturating_sub(at + 1) } else { at };
                if name == changed
                    && let Some(byte) = content.get_mut(at)
                {
                    *byte ^= 1;
                }
                Some(content)
            });
            let verdict = judge(TestPki::new(Suite::Sm2), &forged).report.verdict();
            assert_ne!(verdict, Some(Verdict::Passed), "{changed} at {at}");
        }
    }
}

#[test]
fn a_licence_inside_is_judged_by_itself() {
    let pki = TestPki::new(Suite::P256);
    let (key, chain) = (&pki.signer.key, pki.chain(&pki.signer));
    let as_licence = |verifier: Verifier, content: &[u8]| {
        let out = Cursor::new(Vec::new());
        let mut draft = PackageDraft::new(out, "申请", key.algorithm()).expect("begun");
        let material = Material::new("licence.pdf", "营业执照", "application/pdf")
            .vouched(Source::Licence, None);
        draft.add(material, &mut &*content).expect("added");
        let package = draft.sign(key, &chain, clock::now()).expect("signed");
        verifier.package(package, clock::now()).expect("an archive").report
    };
    let good = as_licence(licence::verifier(), &licence::licence());
    let found: Vec<_> = good.all_findings().map(|f| f.code().name).collect();
    assert_eq!(good.verdict(), Some(Verdict::Passed), "{found:?}");
    let none = as_licence(licence::verifier(), &pdf::with_table("1.7", 1));
    assert!(none.has(codes::MATERIAL_NOT_LICENCE));
    assert_eq!(none.verdict(), Some(Verdict::Failed));
    let mut forged = licence::licence();
    let middle = forged.len() / 3;
    forged[middle] ^= 1;
    let forged = as_licence(licence::verifier(), &forged);
    assert!(forged.has(codes::MATERIAL_FAILED));
    assert_eq!(forged.verdict(), Some(Verdict::Failed));
    // Its status list was not brought: that stays open, and so does the package.
    let open = as_licence(verifier(pki), &licence::licence());
    assert!(open.has(codes::MATERIAL_OPEN));
    assert_eq!(open.verdict(), Some(Verdict::Indeterminate));
}

#[test]
fn names_of_the_package_itself_and_names_that_lead_outside_are_refused() {
    let pki = TestPki::new(Suite::Sm2);
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::new(out, "申请", pki.signer.key.algorithm()).expect("begun");
    for name in ["mimetype", "META-INF/x", "package.json", "package-7.json", "../x", "a\\b", "/x"] {
        let added = draft.add(Material::new(name, "x", "text/plain"), &mut &b"x"[..]);
        assert!(added.is_err(), "{name}");
    }
    let mut copy = Material::new("copy.pdf", "复印件", "application/pdf");
    copy.source = Source::Copy;
    assert!(draft.add(copy, &mut &b"x"[..]).is_err(), "nobody compared it with its original");
}

#[test]
fn a_stranger_signs_in_vain() {
    let pki = TestPki::new(Suite::Sm2);
    let key = &pki.untrusted_signer.key;
    let chain = pki.chain(&pki.untrusted_signer);
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::new(out, "申请", key.algorithm()).expect("begun");
    draft.add(application(), &mut &b"x"[..]).expect("added");
    let package = draft.sign(key, &chain, clock::now()).expect("signed").into_inner();
    assert_eq!(judge(pki, &package).report.verdict(), Some(Verdict::Indeterminate));
}

/// An archive of these files, each packed as tightly as can be.
fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let (mut last, mut folded): (&[u8], Vec<u8>) = (&[], vec![3, 0]);
    for (name, content) in files {
        if content != last {
            (last, folded) = (content, miniz_oxide::deflate::compress_to_vec(content, 9));
        }
        let size = |bytes: &[u8]| u32::try_from(bytes.len()).expect("short").to_le_bytes();
        let named = u16::try_from(name.len()).expect("short").to_le_bytes();
        let at = size(&out);
        let mut common = [20_u16, 0, 8, 0, 0x21].map(u16::to_le_bytes).concat();
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend([size(&folded), size(content)].concat());
        common.extend([named, [0, 0]].concat());
        out.extend([b"PK\x03\x04", common.as_slice(), name.as_bytes(), &folded].concat());
        let rest = [0_u16, 0, 0, 0, 0].map(u16::to_le_bytes).concat();
        directory.extend([b"PK\x01\x02\x14\0", common.as_slice(), &rest, &at].concat());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).expect("few").to_le_bytes();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("short").to_le_bytes();
    let end = [&[0; 4][..], &count, &count, &length(&directory), &length(&out), &[0, 0]].concat();
    [&out, &directory, &b"PK\x05\x06"[..], &end].concat()
}

#[test]
fn a_short_archive_that_unfolds_to_much_is_not_held_in_memory() {
    let kind = ("mimetype".to_owned(), b"application/vnd.etsi.asic-e+zip".to_vec());
    let padded = [b"<a/>".as_slice(), &vec![b' '; 7 << 20]].concat();
    let manifest = |n: usize| (format!("META-INF/ASiCManifest{n}.xml"), padded.clone());
    let fault = |files: Vec<(String, Vec<u8>)>| {
        let report = judge(TestPki::new(Suite::Sm2), &packed(&files)).report;
        assert_eq!(report.verdict(), Some(Verdict::Failed));
        let faults = report.all_findings().filter(|f| f.code() == codes::PACKAGE_TOO_LARGE);
        faults.map(|f| format!("{:?}", f.args())).collect::<String>()
    };
    let few = std::iter::once(kind.clone()).chain((1..4).map(manifest)).collect();
    assert_eq!(fault(few), "", "three of them are no burden");
    let many = std::iter::once(kind.clone()).chain((1..9).map(manifest)).collect();
    assert!(fault(many).contains("manifests and descriptions"));
    let scan = |n: usize| (format!("scan{n}.bmp"), vec![0; 30 << 20]);
    let bombs = std::iter::once(kind).chain((1..10).map(scan)).collect();
    assert!(fault(bombs).contains("bytes of all entries"));
}

#[test]
fn a_package_signed_in_a_way_that_is_not_verified_here_is_not_called_unsigned() {
    let pki = TestPki::new(Suite::Sm2);
    let whole = made(Suite::Sm2);
    // as other software makes them: no description, and here nothing that is signed
    let own = |name: &str| name.starts_with("META-INF/") || name == "package.json";
    let bare = rewritten(&whole, |name, content| (!own(name)).then_some(content));
    refused(&bare, codes::PACKAGE_UNSIGNED);
    let other = judge(pki, &with_file(&bare, "META-INF/signatures0.xml")).report;
    let found: Vec<_> = other.all_findings().map(|f| f.code().name).collect();
    assert_eq!(other.verdict(), Some(Verdict::Indeterminate), "{found:?}");
    assert!(other.has(codes::PACKAGE_UNREAD), "{found:?}");
    // beside one that is verified it vouches for nothing
    let beside = with_file(&with_file(&whole, "META-INF/signatures0.xml"), "more.txt");
    refused(&beside, codes::MATERIAL_ADDED);
}
