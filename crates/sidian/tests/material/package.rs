//! Acts upon packages.

use std::io::Cursor;

use sidian::material::package::{Material, PackageDraft, Source};
use sidian::verifier::Verifier;
use sidian::x509::Certificate;
use sidian::zip::{Archive, Limits, Writer};
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, Player};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{licence, pdf};

use super::{Act, Outcome};

pub(super) const ACTS: &[Act] = &[
    ("as-packed", |c| judged(c, &packed(c))),
    ("added-to", |c| judged(c, &added_to(c))),
    ("entry-swapped", |c| {
        changed(c, &packed(c), |name, content| {
            Some(if name == FORM { b"other".to_vec() } else { content })
        })
    }),
    ("entry-removed", |c| {
        changed(c, &packed(c), |name, content| (name != "scan.pdf").then_some(content))
    }),
    ("entry-added", |c| judged(c, &with_file(&packed(c), "more.txt", b"smuggled"))),
    ("entry-duplicated", |c| judged(c, &renamed(&packed(c), "scam.pdf", "scan.pdf"))),
    ("entry-beside-case", |c| judged(c, &renamed(&packed(c), "scam.pdf", "SCAN.pdf"))),
    ("zip-slip", |c| judged(c, &renamed(&packed(c), "..x/y", "../xy"))),
    ("zip-bomb", |c| {
        // A million zeros, folded to a thousand bytes, said to be ten.
        let zeros = miniz_oxide::deflate::compress_to_vec(&vec![0; 1 << 20], 6);
        judged(c, &folded(&with_file(&packed(c), "bomb", &zeros), "bomb", 10))
    }),
    ("zip-giant", |c| {
        let zeros = miniz_oxide::deflate::compress_to_vec(&vec![0; 1 << 20], 6);
        judged(c, &folded(&with_file(&packed(c), "bomb", &zeros), "bomb", 0xf000_0000))
    }),
    ("hidden-bytes", |c| judged(c, &[b"#!/bin/sh\n".as_slice(), &packed(c)].concat())),
    ("signature-removed", |c| {
        changed(c, &packed(c), |name, content| {
            (name != "META-INF/signature1.p7s").then_some(content)
        })
    }),
    ("act-removed", |c| {
        changed(c, &added_to(c), |name, content| {
            (name != "META-INF/signature1.p7s").then_some(content)
        })
    }),
    ("loose-signature", |c| {
        judged(c, &with_file(&packed(c), "META-INF/signature9.p7s", b"smuggled"))
    }),
    ("manifest-edited", |c| {
        changed(c, &packed(c), |name, content| {
            Some(match name {
                "META-INF/ASiCManifest1.xml" => {
                    let text = String::from_utf8(content).expect("XML");
                    text.replacen("text/plain", "text/plane", 1).into_bytes()
                }
                _ => content,
            })
        })
    }),
    ("description-edited", |c| {
        changed(c, &packed(c), |name, content| {
            Some(match name {
                "package.json" => {
                    let text = String::from_utf8(content).expect("JSON");
                    text.replacen("身份证复印件", "户口簿复印件", 1).into_bytes()
                }
                _ => content,
            })
        })
    }),
    ("other-type", |c| {
        changed(c, &packed(c), |name, content| {
            Some(if name == "mimetype" { b"application/zip".to_vec() } else { content })
        })
    }),
    ("licence-that-is-none", |c| judged(c, &with_licence(c, &pdf::with_table("1.7", 1)))),
    ("forged-licence", |c| {
        let mut file = licence::licence();
        let middle = file.len() / 3;
        file[middle] ^= 1;
        judged(c, &with_licence(c, &file))
    }),
    ("licence-in-force", |c| judged(c, &with_licence(c, &licence::licence()))),
    ("licence-without-status", |c| {
        let package = with_licence(c, &licence::licence());
        let evidence = c.evidence_without_status();
        judge(&c.verifier_with(evidence), &package)
    }),
    ("signed-by-a-stranger", |c| {
        let pki = TestPki::new(c.suite());
        let chain = pki.chain(&pki.untrusted_signer);
        let draft = begun(&pki.untrusted_signer.key);
        let package = draft.sign(&pki.untrusted_signer.key, &chain, now()).expect("signed");
        judged(c, &package.into_inner())
    }),
];

const FORM: &str = "材料/申请书.txt";

fn chain(c: &Cast, player: &Player) -> [Certificate; 2] {
    let issuing = TestPki::new(c.suite()).issuing.certificate.clone();
    [player.identity.certificate.clone(), issuing]
}

fn begun(key: &dyn sidian::crypto::Signer) -> PackageDraft<Cursor<Vec<u8>>> {
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::new(out, "食品经营许可", key.algorithm()).expect("begun");
    let form = Material::new(FORM, "申请书", "text/plain").vouched(Source::Statement, None);
    draft.add(form, &mut "我申请".as_bytes()).expect("added");
    let scan = Material::new("scan.pdf", "身份证复印件", "application/pdf");
    let scan = scan.vouched(Source::Copy, Some("综合窗口".into()));
    draft.add(scan, &mut pdf::with_table("1.7", 1).as_slice()).expect("added");
    draft
}

fn packed(c: &Cast) -> Vec<u8> {
    let draft = begun(c.department.key());
    let signed = draft.sign(c.department.key(), &chain(c, &c.department), now());
    signed.expect("signed").into_inner()
}

fn added_to(c: &Cast) -> Vec<u8> {
    let key = c.holder.key();
    let (out, package) = (Cursor::new(Vec::new()), Cursor::new(packed(c)));
    let mut draft = PackageDraft::append(out, package, "补正", key.algorithm()).expect("begun");
    let more = Material::new("more.txt", "补充说明", "text/plain");
    draft.add(more, &mut &b"more"[..]).expect("added");
    draft.sign(key, &chain(c, &c.holder), now()).expect("signed").into_inner()
}

fn with_licence(c: &Cast, file: &[u8]) -> Vec<u8> {
    let key = c.department.key();
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::new(out, "申请", key.algorithm()).expect("begun");
    let material = Material::new("licence.pdf", "许可证", "application/pdf");
    draft.add(material.vouched(Source::Licence, None), &mut &*file).expect("added");
    draft.sign(key, &chain(c, &c.department), now()).expect("signed").into_inner()
}

fn judge(verifier: &Verifier, package: &[u8]) -> Outcome {
    verifier.package(Cursor::new(package), now()).expect("an archive").report.into()
}

fn judged(c: &Cast, package: &[u8]) -> Outcome {
    judge(&c.verifier(&[]).with_face_reader(Box::new(licence::PlainReader)), package)
}

/// The same package, with each file passed through `change`; `None` leaves it out.
fn changed(c: &Cast, package: &[u8], change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Outcome {
    let mut archive = Archive::open(Cursor::new(package), Limits::default()).expect("readable");
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    for entry in archive.entries().to_vec() {
        let content = archive.read_all(&entry, 1 << 24).expect("whole");
        if let Some(content) = change(&entry.name, content) {
            writer.add(&entry.name, &mut content.as_slice(), &mut |_| {}).expect("written");
        }
    }
    judged(c, &writer.finish().expect("finished").into_inner())
}

fn with_file(package: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let archive = Archive::open(Cursor::new(package), Limits::default()).expect("readable");
    let mut writer = Writer::append(Cursor::new(Vec::new()), archive).expect("copied");
    writer.add(name, &mut &*content, &mut |_| {}).expect("written");
    writer.finish().expect("finished").into_inner()
}

/// A file smuggled in under a name of the same length, which is then written over by one who does not
/// ask.
fn renamed(package: &[u8], first: &str, then: &str) -> Vec<u8> {
    let mut bytes = with_file(package, first, b"smuggled");
    let (first, then) = (first.as_bytes(), then.as_bytes());
    assert_eq!(first.len(), then.len());
    while let Some(at) = bytes.windows(first.len()).position(|w| w == first) {
        bytes[at..at + first.len()].copy_from_slice(then);
    }
    bytes
}

/// The entry `name`, whose content is deflated data, said to be that and to unfold to `size` bytes.
fn folded(package: &[u8], name: &str, size: u32) -> Vec<u8> {
    let mut bytes = package.to_vec();
    let places: Vec<usize> = (0..bytes.len() - name.len())
        .filter(|at| bytes[*at..].starts_with(name.as_bytes()))
        .collect();
    // In its own header the name stands at 30, in the directory at 46.
    for at in places {
        for (header, magic, method, stated) in
            [(30, b"PK\x03\x04", 8, 22), (46, b"PK\x01\x02", 10, 24)]
        {
            let Some(start) = at.checked_sub(header) else { continue };
            if bytes[start..].starts_with(magic) {
                bytes[start + method..start + method + 2].copy_from_slice(&[8, 0]);
                bytes[start + stated..start + stated + 4].copy_from_slice(&size.to_le_bytes());
            }
        }
    }
    bytes
}
