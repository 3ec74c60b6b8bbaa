//! Our levels, judged by software that we did not write: EU DSS, pyHanko, pdfsig.

use sidian::crypto::{Hash, Suite};
use sidian::report::{BaselineLevel, Verdict};
use sidian::signature::{Extender, SignatureDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, pem};
use sidian_testkit::{clock, pdf};

const LEVELS: [(BaselineLevel, &str, &str); 4] = [
    (BaselineLevel::B, "b.pdf", "PAdES-BASELINE-B"),
    (BaselineLevel::T, "t.pdf", "PAdES-BASELINE-T"),
    (BaselineLevel::Lt, "lt.pdf", "PAdES-BASELINE-LT"),
    (BaselineLevel::Lta, "lta.pdf", "PAdES-BASELINE-LTA"),
];

fn evidence(pki: &TestPki) -> Evidence {
    let add = |evidence: Evidence, der: &[u8]| evidence.with_crl(der).expect("CRL");
    pki.crls().iter().fold(Evidence::new(), |evidence, crl| add(evidence, crl.der()))
}

fn extender(pki: &TestPki) -> Extender {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    Extender::new(store).with_evidence(evidence(pki))
}

/// A folder with the root and a file of every level, each from B-T with the token in the container.
fn ladder(pki: &TestPki) -> Folder {
    let folder = Folder::new();
    folder.write("root.pem", pem("CERTIFICATE", pki.root.certificate.der()));
    folder.write("root.der", pki.root.certificate.der());
    for (at, crl) in pki.crls().iter().enumerate() {
        folder.write(&format!("{at}.crl"), crl.der());
    }
    let base = pdf::with_table("1.7", 1);
    // the lists were made after that, as evidence of what was signed has to be
    let (chain, now, tsa) = (pki.chain(&pki.signer), clock::at("2026-04-15T00:00:00Z"), pki.tsa());
    tsa.set_clock(now);
    let key = &pki.signer.key;
    let plain = SignatureDraft::new(&base).sign(key, &chain, now).expect("signed");
    folder.write("b.pdf", plain.onto(&base).expect("same"));
    let draft = SignatureDraft::new(&base);
    let stamped = draft.sign_and_stamp(key, &chain, now, &tsa).expect("stamped");
    let stamped = stamped.onto(&base).expect("same");
    folder.write("t.pdf", &stamped);
    let (extender, now) = (extender(pki), clock::now());
    tsa.set_clock(now);
    for (level, name, _) in LEVELS.into_iter().filter(|(level, ..)| *level > BaselineLevel::T) {
        let extended = extender.extend(&stamped, level, &tsa, now);
        folder.write(name, extended.expect("extended"));
    }
    folder
}

/// All in one run of DSS: starting it takes longer than what it has to do.
#[test]
fn eu_dss_passes_our_files_at_the_level_that_we_claim_and_fails_what_was_changed() {
    let Some(dss) = peers::dss() else { return };
    // its own policy does not authorise EdDSA, and it does not speak SM2
    let (all, mut roots, mut names) = (Folder::new(), String::new(), Vec::new());
    for suite in [Suite::P256, Suite::P384, Suite::Rsa] {
        let folder = ladder(TestPki::new(suite));
        roots += &String::from_utf8_lossy(&folder.read("root.pem"));
        for list in ["0.crl", "1.crl"] {
            all.write(&format!("{}-{list}", suite.name()), folder.read(list));
        }
        for (_, name, level) in LEVELS {
            let longer = format!("{}-{name}", suite.name());
            all.write(&longer, folder.read(name));
            names.push((longer, level, "TOTAL_PASSED"));
        }
    }
    let mut forged = all.read(&names[3].0);
    forged[20] ^= 1;
    all.write("forged.pdf", forged);
    names.push(("forged.pdf".to_owned(), names[3].1, "TOTAL_FAILED"));
    all.write("roots.pem", roots);
    let now = clock::now().plus(3600).to_string();
    let files: Vec<&str> = names.iter().map(|(name, ..)| name.as_str()).collect();
    let opinions = dss.judge(&all, "roots.pem", &now, &files);
    assert_eq!(opinions.len(), names.len(), "{opinions:#?}");
    for ((name, level, indication), opinion) in names.iter().zip(&opinions) {
        assert_eq!(
            (&opinion.file, opinion.indication.as_str()),
            (name, *indication),
            "{opinion:#?}"
        );
        if *indication == "TOTAL_PASSED" {
            assert_eq!(opinion.level, *level, "{opinion:#?}");
        }
    }
}

fn pyhanko() -> Option<peers::Peer> {
    let python = std::env::var("SIDIAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let python: &'static str = Box::leak(python.into_boxed_str());
    let asks =
        ["-c", "from importlib.metadata import version as v; print('pyhanko', v('pyhanko'))"];
    peers::find(python, &asks, "pyhanko 0.")
}

#[test]
fn pyhanko_finds_every_level_valid() {
    let Some(python) = pyhanko() else { return };
    for suite in [Suite::P256, Suite::P384, Suite::Rsa, Suite::Ed25519] {
        let pki = TestPki::new(suite);
        let folder = ladder(pki);
        folder.write("ask.py", ASK_PYHANKO);
        let answer = python.run(&folder, &["ask.py"]);
        let said = String::from_utf8_lossy(&answer.expect("pyHanko ran")).into_owned();
        let wanted = "b.pdf PASSED\nt.pdf PASSED\nlt.pdf PASSED\nlta.pdf PASSED";
        assert_eq!(said.trim(), wanted, "{suite:?}");
    }
}

/// Prints what pyHanko finds by its rules for AdES (ETSI EN 319 102-1 5.3, 5.5 and 5.6.3): B-B and
/// B-T with our lists, B-LT with those that the file carries, B-LTA from the file alone.
///
/// The signatures are dated inside of their containers. Of one that only a document timestamp dates,
/// which ETSI EN 319 142-1 takes for B-T too, pyHanko says that it has no timestamp.
const ASK_PYHANKO: &str = r#"
import asyncio, datetime
from asn1crypto import crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, ades
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge, PdfSignatureValidationSpec, SignatureValidationSpec)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer
now = datetime.datetime(2026, 6, 1, 1, tzinfo=datetime.timezone.utc)
root = x509.Certificate.load(open("root.der", "rb").read())
brought = [open(name, "rb").read() for name in ("0.crl", "1.crl")]
store = DocumentSecurityStore.read_dss(PdfFileReader(open("lt.pdf", "rb")))
carried = [stream.get_object().data for stream in store.crls]
timing = ValidationTimingInfo(now, now, True)
policy = CertValidationPolicySpec(
    trust_manager=SimpleTrustManager.build(trust_roots=[root]),
    revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO))
def known(lists):
    lists = [CRLContainer(crl.CertificateList.load(der)) for der in lists]
    return SignatureValidationSpec(
        cert_validation_policy=policy, local_knowledge=LocalKnowledge(known_crls=lists))
def sig(name):
    return PdfFileReader(open(name, "rb")).embedded_regular_signatures[-1]
def cms(ask, name, lists):
    one = sig(name)
    return ask(one.signed_data, known(lists), timing_info=timing, raw_digest=one.compute_digest())
for name, answer in (
    ("b.pdf", cms(ades.ades_basic_validation, "b.pdf", brought)),
    ("t.pdf", cms(ades.ades_with_time_validation, "t.pdf", brought)),
    ("lt.pdf", cms(ades.ades_with_time_validation, "lt.pdf", carried)),
    ("lta.pdf", ades.ades_lta_validation(
        sig("lta.pdf"), PdfSignatureValidationSpec(known([])), timing_info=timing)),
):
    answer = asyncio.run(answer)
    good = answer.ades_subindic.status.name == "PASSED"
    print(name, "PASSED" if good else f"{answer.ades_subindic} {answer.failure_msg}")
"#;

#[test]
fn pdfsig_finds_every_level_valid() {
    let Some(pdfsig) = peers::find("pdfsig", &["-v"], "pdfsig") else { return };
    for suite in [Suite::P256, Suite::Rsa] {
        let folder = ladder(TestPki::new(suite));
        for (_, name, _) in LEVELS {
            let answer = pdfsig.run(&folder, &["-nocert", name]);
            let said = answer.text();
            assert!(said.contains("Signature is Valid"), "{suite:?} {name}: {said}");
            assert!(!said.contains("Invalid"), "{suite:?} {name}: {said}");
        }
    }
}

/// Twenty signatures, one after the other, by suites in turn.
#[test]
fn twenty_signatures_by_changing_suites_all_stay_valid() {
    let mut file = pdf::with_table("1.7", 1);
    let mut store = TrustStore::new();
    let mut known = Evidence::new();
    let mut roots = String::new();
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        store = store.with_certificate("test", pki.root.certificate.clone());
        known = known.and(&evidence(pki));
        if suite != Suite::Sm2 {
            roots += &pem("CERTIFICATE", pki.root.certificate.der());
        }
    }
    for number in 0..20_usize {
        let pki = TestPki::new(Suite::ALL[number % Suite::ALL.len()]);
        let who = if number % 2 == 0 { &pki.signer } else { &pki.second_signer };
        let update = SignatureDraft::new(&file).sign(&who.key, &pki.chain(who), clock::now());
        file = update.expect("signed").onto(&file).expect("same");
    }
    let extender = Extender::new(store.clone()).with_evidence(known.clone());
    let tsa = TestPki::new(Suite::P256).tsa();
    let now = clock::now();
    let whole = extender.extend(&file, BaselineLevel::Lta, &tsa, now);
    let whole = whole.expect("extended");
    let report = Verifier::new(store).document(&whole, now).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Passed));
    let levels = report.signatures().iter().filter(|s| s.level == Some(BaselineLevel::Lta));
    assert_eq!(levels.count(), 20);
    others_agree(&whole, &roots);
}

/// DSS and pyHanko where they know the suite; neither speaks SM2.
fn others_agree(whole: &[u8], roots: &str) {
    let folder = Folder::new();
    for suite in [Suite::P256, Suite::P384, Suite::Rsa, Suite::Ed25519] {
        for (at, crl) in TestPki::new(suite).crls().iter().enumerate() {
            folder.write(&format!("{}{at}.crl", suite.name()), crl.der());
        }
    }
    folder.write("twenty.pdf", whole);
    folder.write("roots.pem", roots);
    if let Some(dss) = peers::dss() {
        let now = clock::now().plus(3600).to_string();
        let opinions = dss.judge(&folder, "roots.pem", &now, &["twenty.pdf"]);
        let passed = opinions.iter().filter(|o| o.indication == "TOTAL_PASSED").count();
        // its own policy does not authorise EdDSA
        assert_eq!((opinions.len(), passed), (20, 12), "{opinions:#?}");
        let failed = opinions.iter().filter(|o| o.indication == "TOTAL_FAILED").count();
        assert!(failed <= 4, "only SM2 is unknown to it: {opinions:#?}");
    }
    if let Some(python) = pyhanko() {
        folder.write("ask.py", ASK_TWENTY);
        let answer = python.run(&folder, &["ask.py"]);
        let said = String::from_utf8_lossy(&answer.expect("pyHanko ran")).into_owned();
        assert_eq!(said.trim(), "16 intact and valid, 4 not known");
    }
}

const ASK_TWENTY: &str = r#"
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
good, unknown = 0, 0
for sig in PdfFileReader(open("twenty.pdf", "rb")).embedded_regular_signatures:
    try:
        status = validate_pdf_signature(sig, skip_diff=False)
        good += status.intact and status.valid and status.coverage.name == "ENTIRE_REVISION"
    except Exception:
        unknown += 1
print(f"{good} intact and valid, {unknown} not known")
"#;

#[test]
fn a_file_of_another_maker_is_extended_too() {
    let Some(python) = pyhanko() else { return };
    let pki = TestPki::new(Suite::P256);
    let folder = Folder::new();
    folder.write("in.pdf", pdf::with_table("1.7", 1));
    folder.write("key.pem", pki.signer.key.to_pkcs8_pem(None).expect("a key file").as_bytes());
    for (name, identity) in [("signer", &pki.signer), ("issuing", &pki.issuing)] {
        folder.write(&format!("{name}.pem"), pem("CERTIFICATE", identity.certificate.der()));
    }
    folder.write("sign.py", SIGN_WITH_PYHANKO);
    python.run(&folder, &["sign.py"]).expect("pyHanko signed");
    let signed = folder.read("out.pdf");
    let now = clock::now();
    let extender = extender(pki).with_hash(Hash::Sha512);
    let whole = extender.extend(&signed, BaselineLevel::Lta, &pki.tsa(), now);
    let whole = whole.expect("extended");
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let report = Verifier::new(store).document(&whole, now).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Passed));
    assert_eq!(report.signatures()[0].level, Some(BaselineLevel::Lta));
}

const SIGN_WITH_PYHANKO: &str = r#"
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
import datetime
from pyhanko.sign import signers, fields
class Then(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 6, 1, tzinfo=tz)
import pyhanko.sign.signers.pdf_signer as inside
inside.datetime = Then
signer = signers.SimpleSigner.load("key.pem", "signer.pem", ca_chain_files=["issuing.pem"])
meta = signers.PdfSignatureMetadata(field_name="Sig", subfilter=fields.SigSeedSubFilter.PADES)
with open("in.pdf", "rb") as source, open("out.pdf", "wb") as out:
    signers.PdfSigner(meta, signer).sign_pdf(IncrementalPdfFileWriter(source), output=out)
"#;
