//! Against SoftHSM 2, a token made of software.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use sidian::crypto::{PublicKey, SignatureAlgorithm, Signer};
use sidian::report::Verdict;
use sidian::signature::SignatureDraft;
use sidian::trust::{Policy, RevocationMode, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::issue::{CertificateDraft, NameDraft};
use sidian_pkcs11::{KeyQuery, Module, Pin, Pkcs11Error};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, years};
use sidian_testkit::{clock, pdf};

const TOKEN: &str = "窗口 3";
const PIN: &str = "7-3-1-9";
const SO_PIN: &str = "90210";
const RUN: &str = "SIDIAN_SOFTHSM_RUN";

/// Where Debian and others put it.
const LIBRARIES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
];

/// SoftHSM reads where its tokens are from the environment when it is loaded, and one process loads
/// it once: each test runs this program again with an environment and a folder of its own.
fn alone(name: &str, test: impl FnOnce(&Path)) {
    if let Some(library) = std::env::var_os(RUN) {
        return test(Path::new(&library));
    }
    let library = LIBRARIES.map(PathBuf::from).into_iter().find(|path| path.exists());
    let found = peers::find("softhsm2-util", &["--version"], "2.");
    let (Some(library), Some(_)) = (library, found) else {
        let required = std::env::var_os("SIDIAN_REQUIRE_PEERS").is_some_and(|v| v == "1");
        assert!(!required, "SoftHSM 2 is required but was not found");
        eprintln!("skipped: SoftHSM 2 not found");
        return;
    };
    let folder = Folder::new();
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).expect("a folder for tokens");
    let settings = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
    folder.write("softhsm2.conf", settings);
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture", "--test-threads", "1"])
        .env(RUN, &library)
        .env("SOFTHSM2_CONF", folder.path().join("softhsm2.conf"))
        .output()
        .expect("this program again");
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{name} was not run:\n{said}");
    assert!(!said.contains(PIN), "the PIN was printed:\n{said}");
}

/// A token with a key pair of every kind, each labelled with its name.
fn token(library: &Path) {
    let context = Pkcs11::new(library).expect("a module");
    context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect("it starts");
    let slot = context.get_slots_with_token().expect("slots")[0];
    context.init_token(slot, &AuthPin::from(SO_PIN), TOKEN).expect("a token");
    let slot = context.get_slots_with_initialized_token().expect("slots")[0];
    let session = context.open_rw_session(slot).expect("a session");
    session.login(UserType::So, Some(&AuthPin::from(SO_PIN))).expect("the officer");
    session.init_pin(&AuthPin::from(PIN)).expect("a PIN");
    session.logout().expect("out");
    session.login(UserType::User, Some(&AuthPin::from(PIN))).expect("the user");
    let oid = |bytes: &[u8]| [&[6, u8::try_from(bytes.len()).expect("short")], bytes].concat();
    let ec = |bytes: &[u8]| vec![Attribute::EcParams(oid(bytes))];
    let p256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let p384 = [0x2b, 0x81, 4, 0, 0x22];
    let rsa = vec![Attribute::ModulusBits(2048.into()), Attribute::PublicExponent(vec![1, 0, 1])];
    generate(&session, 1, "rsa", &Mechanism::RsaPkcsKeyPairGen, rsa);
    generate(&session, 2, "p256", &Mechanism::EccKeyPairGen, ec(&p256));
    generate(&session, 3, "p384", &Mechanism::EccKeyPairGen, ec(&p384));
    generate(&session, 4, "ed25519", &Mechanism::EccEdwardsKeyPairGen, ec(&[0x2b, 0x65, 0x70]));
    session.logout().expect("out");
}

fn generate(
    session: &Session,
    id: u8,
    label: &str,
    mechanism: &Mechanism<'_>,
    mut public: Vec<Attribute>,
) {
    let named = [Attribute::Token(true), Attribute::Id(vec![id]), Attribute::Label(label.into())];
    public.extend(named.clone());
    let private = [named.to_vec(), vec![Attribute::Private(true), Attribute::Sign(true)]].concat();
    session.generate_key_pair(mechanism, &public, &private).expect(label);
}

fn query() -> KeyQuery {
    KeyQuery::new().with_token(TOKEN)
}

fn pin() -> Pin {
    Pin::new(PIN.to_owned())
}

#[test]
fn every_kind_of_key_on_the_token_signs_documents_that_pass() {
    alone("every_kind_of_key_on_the_token_signs_documents_that_pass", |library| {
        token(library);
        let module = Module::load(library).expect("loaded");
        assert_eq!(module.tokens().expect("tokens"), [TOKEN]);
        let pss = SignatureAlgorithm::RSA_PSS_SHA256;
        for (label, algorithm) in [
            ("rsa", SignatureAlgorithm::RSA_PKCS1_SHA256),
            ("rsa", SignatureAlgorithm::RSA_PKCS1_SHA512),
            ("rsa", pss),
            ("p256", SignatureAlgorithm::ECDSA_SHA256),
            ("p384", SignatureAlgorithm::ECDSA_SHA384),
            ("ed25519", SignatureAlgorithm::ED25519),
        ] {
            let signer = module.signer(&query().with_label(label), Some(&pin())).expect(label);
            let signer = signer.with_algorithm(algorithm).expect("offered");
            let signed = signed_by(&signer);
            let case = format!("{label} {}", algorithm.name());
            assert_eq!(signed, Some(Verdict::Passed), "{case}");
            let value = signer.sign(b"message").expect("value");
            let public = PublicKey::from_spki(signer.public_key().spki()).expect("a key");
            assert_eq!(public.verify(&algorithm, b"message", &value), Ok(()), "{case}");
        }
    });
}

/// The verdict on a document that this signer signed, under a certificate of the test authority.
fn signed_by(signer: &dyn Signer) -> Option<Verdict> {
    let pki = TestPki::new(sidian::crypto::Suite::P256);
    let name = NameDraft::new("经办人").with_country("CN");
    let draft = CertificateDraft::end_entity(name, signer.public_key(), years(2025, 2045));
    let certificate = draft.issue(&pki.issuing.issuer()).expect("a certificate");
    let chain = [certificate, pki.issuing.certificate.clone()];
    let base = pdf::with_table("1.7", 1);
    let signed = SignatureDraft::new(&base).sign_document(signer, &chain, clock::now());
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let policy = Policy::new().with_revocation(RevocationMode::Skip);
    let report = Verifier::new(store).with_policy(policy);
    report.document(&signed.expect("signed"), clock::now()).expect("a PDF").verdict()
}

#[test]
fn threads_share_one_key() {
    alone("threads_share_one_key", |library| {
        token(library);
        let module = Module::load(library).expect("loaded");
        let signer = module.signer(&query().with_id([2]), Some(&pin())).expect("a key");
        thread::scope(|scope| {
            for number in 0..4_u8 {
                let signer = &signer;
                scope.spawn(move || {
                    for round in 0..10_u8 {
                        let message = [number, round];
                        let value = signer.sign(&message).expect("value");
                        let key = signer.public_key();
                        assert_eq!(key.verify(signer.algorithm(), &message, &value), Ok(()));
                    }
                });
            }
        });
    });
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    alone("what_does_not_fit_is_refused_by_name", |library| {
        token(library);
        let module = Module::load(library).expect("loaded");
        let asked = |query: &KeyQuery, pin: Option<&Pin>| module.signer(query, pin).map(|_| ());
        let got = asked(&query().with_label("rsa"), None);
        assert!(matches!(got, Err(Pkcs11Error::PinMissing { .. })), "{got:?}");
        let got = asked(&query().with_label("rsa"), Some(&Pin::new("0000".to_owned())));
        assert!(matches!(got, Err(Pkcs11Error::Pin)), "{got:?}");
        let got = asked(&KeyQuery::new().with_token("别处"), Some(&pin()));
        let Err(Pkcs11Error::TokenMissing { present }) = got else { panic!("{got:?}") };
        assert_eq!(present, [TOKEN]);
        let got = asked(&query().with_label("nobody"), Some(&pin()));
        assert!(matches!(got, Err(Pkcs11Error::KeyMissing { .. })), "{got:?}");
        let got = asked(&query(), Some(&pin()));
        assert!(matches!(got, Err(Pkcs11Error::KeysFit { count: 4, .. })), "{got:?}");
        let uri = KeyQuery::from_uri("pkcs11:token=%E7%AA%97%E5%8F%A3%203;object=p384;id=%03");
        let signer = module.signer(&uri.expect("an address"), Some(&pin())).expect("one key");
        assert_eq!(signer.algorithm().name(), "ECDSA-SHA384");
        let got = signer.with_algorithm(SignatureAlgorithm::RSA_PSS_SHA256).map(|_| ());
        assert!(got.is_err(), "an EC key made an RSA signature");
        assert!(matches!(Module::load("/nowhere.so"), Err(Pkcs11Error::Module(_))));
    });
}
