//! Seals of the test world: a maker, a seal that the good signer may use, and its use on data.

mod attacks;

pub use attacks::{Attack, attack, attacks};

use sidian::asn1::ObjectIdentifier;
use sidian::crypto::{Hash, Signer};
use sidian::seal::{Picture, Seal, SealDraft, SealingDraft, SesVersion};
use sidian::trust::{Evidence, TrustStore};
use sidian::tsp::{TimestampAuthority, TimestampRequest, TimestampResponse, TokenRegister};

use crate::clock;
use crate::pki::{Identity, TestPki};

/// The seal code of the test seals.
pub const CODE: &str = "41080000000017";

/// The name on the test seals.
pub const NAME: &str = "四电测试局";

/// A round seal of 42 mm as SVG.
pub const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 42 42'>\
<circle cx='21' cy='21' r='20' fill='none' stroke='#e60012' stroke-width='1'/></svg>";

/// A maker of seals (制章单位) below the issuing authority.
pub fn maker(pki: &TestPki) -> Identity {
    pki.issue("seal maker", "测试制章单位", |draft| draft.with_serial([0x41]))
}

/// What the seals of this world say, for the good signer, 2026 to 2028.
///
/// # Panics
///
/// Never, unless the picture above is broken.
pub fn draft(pki: &TestPki) -> SealDraft {
    let picture = Picture::new(SVG, 42, 42).expect("a picture");
    SealDraft::new(CODE, NAME, picture)
        .with_validity(clock::at("2026-01-01T00:00:00Z"), clock::at("2028-12-31T23:59:59Z"))
        .with_signer(&pki.signer.certificate)
}

/// A seal of this edition, made at [`made_at`].
///
/// # Panics
///
/// If it cannot be made.
pub fn seal(pki: &TestPki, version: SesVersion) -> Seal {
    make(pki, draft(pki).with_version(version))
}

/// When the seals of this world were made: 2026-01-05T00:00:00Z.
pub fn made_at() -> sidian::time::UnixTime {
    clock::at("2026-01-05T00:00:00Z")
}

/// The seal of a draft, by the maker.
///
/// # Panics
///
/// If it cannot be made.
pub fn make(pki: &TestPki, draft: SealDraft) -> Seal {
    let maker = maker(pki);
    let info = draft.build().expect("a seal that may be made");
    info.make(&maker.key, &pki.chain(&maker), made_at()).expect("a seal")
}

/// The good signer's use of `seal` on `data` at [`clock::now`].
///
/// # Panics
///
/// If it cannot be sealed.
pub fn sealing(pki: &TestPki, seal: &Seal, data: &[u8]) -> Vec<u8> {
    let digest = pki.signer.key.algorithm().hash().digest(data);
    SealingDraft::new(seal, "/Doc_0/Signs/Sign_0/Signature.xml")
        .seal(digest.as_ref(), &pki.signer.key, &pki.chain(&pki.signer), clock::now())
        .expect("a sealing")
}

/// A timestamp token over `content`, made at `now`.
///
/// # Panics
///
/// If the authority does not answer.
pub fn token(pki: &TestPki, content: &[u8], now: sidian::time::UnixTime) -> Vec<u8> {
    let chain = pki.chain(&pki.time_stamper);
    let policy = ObjectIdentifier::new_unwrap("1.2.156.3005.99.1");
    let authority =
        TimestampAuthority::new(&pki.time_stamper.key, &chain, policy).expect("an authority");
    let request = TimestampRequest::over(Hash::Sm3, content);
    let answered = authority.answer(&request.to_der(), now, &TokenRegister::new());
    let answered = answered.expect("an answer");
    let response = TimestampResponse::parse(&answered.response).expect("a response");
    response.token().expect("a token").to_vec()
}

/// Trust in this world, whose authorities may have seals made.
pub fn trust(pki: &TestPki) -> TrustStore {
    let store = || TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    store().with_seal_makers(store())
}

/// The revocation lists and authorities of this world.
///
/// # Panics
///
/// If a list cannot be issued.
pub fn evidence(pki: &TestPki) -> Evidence {
    let mut evidence = Evidence::new();
    for crl in pki.crls() {
        evidence = evidence.with_crl(crl.der()).expect("a list");
    }
    evidence.with_certificates(pki.issuing.certificate.der()).expect("a certificate")
}
