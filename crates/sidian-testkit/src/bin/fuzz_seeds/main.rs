//! Writes the small files that fuzzing begins with to `crates/sidian/fuzz/seeds/`, all made here.
//!
//! `cargo run -p sidian-testkit --bin fuzz_seeds`

mod statements;

use std::path::Path;

use sidian::cms::{Dialect, SignedAttributes, SignedDataDraft};
use sidian::crypto::{Hash, Signer, Suite};
use sidian::seal::SesVersion;
use sidian::signature::{Batch, DocMdp, PreparedSignature, SignatureDraft};
use sidian::x509::EventBinding;
use sidian::x509::issue::{NameDraft, RequestDraft};
use sidian_testkit::pki::{Identity, TestPki};
use sidian_testkit::{clock, licence, package, pdf, seal as seals};

fn main() -> std::io::Result<()> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sidian/fuzz/seeds");
    for (name, bytes) in all().into_iter().chain(statements::all()) {
        let path = seeds.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, &bytes)?;
        println!("{name}: {} bytes", bytes.len());
    }
    Ok(())
}

fn all() -> Vec<(&'static str, Vec<u8>)> {
    let pki = TestPki::new(Suite::P256);
    let metadata = licence::metadata();
    vec![
        ("cms/p256.der", container(&pki.signer, Suite::P256, false)),
        ("cms/sm2-inside.der", container(&TestPki::new(Suite::Sm2).signer, Suite::Sm2, true)),
        ("cms/rsa.der", container(&TestPki::new(Suite::Rsa).signer, Suite::Rsa, false)),
        ("licence/identifier.txt", metadata.id().to_string().into_bytes()),
        ("licence/licence.json", metadata.to_json()),
        ("licence/status-list.jwt", licence::status_list().into_bytes()),
        (
            "ses/sm2-v4.esl",
            seals::seal(TestPki::new(Suite::Sm2), SesVersion::V4).as_bytes().to_vec(),
        ),
        ("ses/ed25519-v5.esl", stamped()),
        ("ses/use-v5.dat", used()),
        ("ses/register.jwt", statements::register().into_bytes()),
        ("package/signed.asice", package::made(Suite::Ed25519)),
        ("package/description.bin", b"\x05\x00\x02{}".to_vec()),
        ("../../../sidian-render/fuzz/seeds/picture/seal.svg", seals::SVG.to_vec()),
        ("prepared/signature.der", prepared(&pki.signer).to_bytes()),
        ("prepared/batch.der", Batch::new().with("a.pdf", prepared(&pki.signer)).to_bytes()),
        ("prepared/document.der", waiting()),
        ("request/p256.der", request(&pki.signer)),
        ("request/binding.der", EventBinding::of(b"seed", Hash::Sm3, "seed").to_der()),
        ("verifier/licence.pdf", licence::licence()),
        (
            "verifier/later-object.bin",
            b"\x04\x23<</Length 3>>\nstream\nq Q\nendstream\x20".to_vec(),
        ),
        ("verifier/signed.pdf", certified(&pki.signer)),
        ("x509/certificate.der", pki.signer.certificate.der().to_vec()),
        ("x509/list.der", pki.issuing_crl().der().to_vec()),
    ]
}

/// A container over the content that the target knows.
fn container(signer: &Identity, suite: Suite, inside: bool) -> Vec<u8> {
    const CONTENT: &[u8] = b"seed content";
    let dialect = if suite == Suite::Sm2 { Dialect::Gbt35275 } else { Dialect::Rfc5652 };
    let chain = [signer.certificate.clone()];
    let algorithm = signer.key.algorithm();
    let hash = algorithm.hash();
    let digest = hash.digest(CONTENT);
    let attributes =
        SignedAttributes::new(dialect, &digest, &signer.certificate, hash, Some(clock::now()));
    let value = signer.key.sign(attributes.to_be_signed()).expect("a signature");
    let draft = SignedDataDraft::new(dialect, &chain, algorithm);
    let draft = if inside { draft.with_content(CONTENT) } else { draft };
    draft.encode(&attributes, &value)
}

fn prepared(signer: &Identity) -> PreparedSignature {
    let plain = pdf::with_table("1.7", 1);
    let chain = [signer.certificate.clone()];
    let draft = SignatureDraft::new(&plain);
    draft.prepare(&chain, signer.key.algorithm(), clock::now()).expect("prepared")
}

fn waiting() -> Vec<u8> {
    let plain = pdf::with_table("1.7", 1);
    let draft = SignatureDraft::new(&plain);
    draft.prepare_document(1024, clock::now()).expect("prepared").to_bytes()
}

fn request(signer: &Identity) -> Vec<u8> {
    let draft = RequestDraft::new(NameDraft::new("seed"));
    draft.sign(&signer.key).expect("a request").der().to_vec()
}

/// A document of streams in which nothing may be changed.
fn certified(signer: &Identity) -> Vec<u8> {
    let plain = pdf::with_streams(1);
    SignatureDraft::new(&plain)
        .with_certification(DocMdp::NoChanges)
        .sign(&signer.key, std::slice::from_ref(&signer.certificate), clock::now())
        .and_then(|update| update.onto(&plain))
        .expect("a signed document")
}

/// A seal of V5 with a timestamp over it.
fn stamped() -> Vec<u8> {
    let pki = TestPki::new(Suite::Ed25519);
    let seal = seals::seal(pki, SesVersion::V5);
    let value = seal.to_be_timestamped().expect("a value");
    let token = seals::token(pki, &value, seals::made_at());
    seal.with_timestamp(&token).expect("V5").as_bytes().to_vec()
}

/// A use of a seal of V5 on the content that the target knows.
fn used() -> Vec<u8> {
    let pki = TestPki::new(Suite::Ed25519);
    seals::sealing(pki, &seals::seal(pki, SesVersion::V5), b"seed content")
}
