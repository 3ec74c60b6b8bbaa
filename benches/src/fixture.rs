//! Documents, signers and verifiers. The same in every run, up to the random part of ECDSA.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sidian::budget::Budget;
use sidian::crypto::{Signer, Suite};
use sidian::pdf::{Object, Pdf, PdfString, Update};
use sidian::report::Verdict;
use sidian::signature::SignatureDraft;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, Policy, RevocationMode, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::Certificate;
use sidian_testkit::clock;
use sidian_testkit::pki::{Identity, TestPki};

/// A root, an authority and a signer of one suite.
pub struct World {
    /// Of which suite.
    pub suite: Suite,
    pki: &'static TestPki,
    signer: Identity,
}

impl World {
    /// The world of this suite, made once for each process.
    pub fn of(suite: Suite) -> &'static Self {
        static WORLDS: [OnceLock<World>; Suite::ALL.len()] =
            [const { OnceLock::new() }; Suite::ALL.len()];
        let index = Suite::ALL.iter().position(|at| *at == suite).expect("every suite is listed");
        WORLDS[index].get_or_init(|| {
            let pki = TestPki::new(suite);
            let signer = pki.issue("bench signer", AUTHORITY, |draft| draft);
            Self { suite, pki, signer }
        })
    }

    /// A verifier that asks nothing about revocation: three signatures for a path of two
    /// certificates and the document.
    pub fn verifier(&self) -> Verifier {
        let policy = Policy::new().with_revocation(RevocationMode::Skip);
        Verifier::new(self.store()).with_policy(policy)
    }

    /// A verifier with both revocation lists.
    pub fn strict_verifier(&self) -> Verifier {
        let lists = self.pki.crls();
        let evidence = lists.iter().fold(Evidence::new(), |evidence, list| {
            evidence.with_crl(list.der()).expect("our list")
        });
        Verifier::new(self.store()).with_evidence(evidence)
    }

    /// The root, as the only one trusted.
    pub fn store(&self) -> TrustStore {
        TrustStore::new().with_certificate("bench", self.pki.root.certificate.clone())
    }

    /// The signer's key.
    pub fn key(&self) -> &dyn Signer {
        &self.signer.key
    }

    /// The certificates up to the root, the signer's first.
    pub fn chain(&self) -> Vec<Certificate> {
        self.pki.chain(&self.signer)
    }

    /// `pdf`, signed.
    ///
    /// # Panics
    ///
    /// If it cannot be signed.
    pub fn sign(&self, pdf: &[u8]) -> Vec<u8> {
        let draft = SignatureDraft::new(pdf);
        draft.sign_document(self.key(), &self.chain(), clock::now()).expect("signed")
    }
}

/// Panics unless `verifier` passes `pdf`: a fast refusal is no result.
///
/// # Panics
///
/// See above.
pub fn must_pass(verifier: &Verifier, pdf: &[u8]) {
    must_pass_at(verifier, pdf, clock::now());
}

/// As [`must_pass`] at another time.
///
/// # Panics
///
/// As [`must_pass`].
pub fn must_pass_at(verifier: &Verifier, pdf: &[u8], now: UnixTime) {
    let report = verifier.document(pdf, now).expect("a PDF");
    let findings: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{findings:?}");
}

/// A plain document of `pages` pages, each with a stream of `payload` bytes that do not compress
/// and a form with one text field.
pub fn document(pages: usize, payload: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    let mut put = |out: &mut Vec<u8>, parts: &[&[u8]]| {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", offsets.len()).as_bytes());
        parts.iter().for_each(|part| out.extend_from_slice(part));
        out.extend_from_slice(b"\nendobj\n");
    };
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    put(&mut out, &[b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>"]);
    put(&mut out, &[format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>").as_bytes()]);
    put(&mut out, &[FIELD_HEAD.as_bytes(), b"/V(0)>>"]);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for page in 0..pages {
        let (content, annots) = (5 + 2 * page, if page == 0 { "/Annots[3 0 R]" } else { "" });
        let body = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{annots}/Contents {content} 0 R>>"
        );
        put(&mut out, &[body.as_bytes()]);
        let data: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        })
        .take(payload)
        .collect();
        let head = format!("<</Length {payload}>>\nstream\n");
        put(&mut out, &[head.as_bytes(), &data, b"\nendstream"]);
    }
    let (start, size) = (out.len(), offsets.len() + 1);
    out.extend_from_slice(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes());
    for offset in offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.extend_from_slice(trailer.as_bytes());
    out
}

/// One page of text.
pub fn one_page() -> Vec<u8> {
    document(1, 900)
}

/// 49 MB on 250 pages, of which no byte compresses.
pub fn large() -> Vec<u8> {
    document(250, 196_608)
}

/// `signed` with `count` later revisions, each of which fills in the form's only field.
///
/// # Panics
///
/// If `signed` is not made from [`document`].
pub fn filled(signed: Vec<u8>, count: usize) -> Vec<u8> {
    let mut file = signed;
    for round in 1..=count {
        let budget = Budget::for_file(file.len());
        let tail = {
            let pdf = Pdf::open(&file, &budget).expect("ours");
            let field = sidian::pdf::Ref::new(3, 0);
            let Object::Dict(old) = pdf.latest().get(field).expect("the field") else {
                panic!("no field");
            };
            let mut update = Update::new(&pdf).expect("extensible");
            let value = PdfString::literal(round.to_string().into_bytes());
            update.put(field, Object::Dict(old.with("V", Object::String(value))));
            update.finish().expect("small").tail
        };
        file.extend_from_slice(&tail);
    }
    file
}

/// A file of the neutral set that `SIDIAN_MEASURE` names, made by openssl and pyHanko; `None` where
/// there is no such set.
///
/// # Panics
///
/// If the set is named but the file is missing.
pub fn neutral(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(std::env::var_os("SIDIAN_MEASURE")?);
    Some(read(&folder, name))
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    let path = folder.join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The organisation in the certificates of the test world.
pub(crate) const AUTHORITY: &str = "四电测试局";
const FIELD_HEAD: &str = "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/Rect[50 50 150 70]/P 4 0 R/F 4/DA(/Helv 10 Tf 0 g)";
