//! A package of two materials, and who trusts it.

use std::io::Cursor;

use sidian::crypto::{Signer, Suite};
use sidian::material::package::{Material, PackageDraft, Source};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;

use crate::pki::TestPki;
use crate::{clock, pdf};

/// A verifier that trusts the root and knows its lists.
///
/// # Panics
///
/// If the test PKI is broken.
pub fn verifier(pki: &TestPki) -> Verifier {
    let crls = pki.crls();
    let evidence = crls.iter().fold(Evidence::new(), |e, crl| e.with_crl(crl.der()).expect("CRL"));
    let root = pki.root.certificate.clone();
    Verifier::new(TrustStore::new().with_certificate("test", root)).with_evidence(evidence)
}

/// A material that is nothing but text.
pub fn application() -> Material {
    Material::new("材料/申请书.txt", "申请书", "text/plain").vouched(Source::Statement, None)
}

/// An application and a scan, signed for a case.
///
/// # Panics
///
/// If the test PKI is broken.
pub fn made(suite: Suite) -> Vec<u8> {
    let pki = TestPki::new(suite);
    let (key, chain) = (&pki.signer.key, pki.chain(&pki.signer));
    let out = Cursor::new(Vec::new());
    let mut draft = PackageDraft::new(out, "食品经营许可", key.algorithm()).expect("begun");
    draft.add(application(), &mut "我申请".as_bytes()).expect("added");
    let mut scan = Material::new("scan.pdf", "身份证复印件", "application/pdf");
    scan = scan.vouched(Source::Copy, Some("示例窗口".into()));
    draft.add(scan, &mut pdf::with_table("1.7", 1).as_slice()).expect("added");
    draft.with_case("2026-0001").sign(key, &chain, clock::now()).expect("signed").into_inner()
}
