//! Attacks on seals by name, each made anew from keys of the test world.

use sidian::asn1::{Reader, tag, writer};
use sidian::crypto::{Hash, Signer};
use sidian::seal::register::{SealEvent, SealRegister};
use sidian::seal::{Picture, Seal, SealDraft, SesVersion};
use sidian::ses::{self, SesSeal, SesSignature, TbsSignParts};
use sidian::time::UnixTime;
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;

use super::{SVG, draft, evidence, made_at, make, maker, seal, sealing, token, trust};
use crate::clock;
use crate::pki::{Identity, TestPki};

/// What a verifier is asked.
pub struct Attack {
    /// A seal, or a use of one.
    pub der: Vec<u8>,
    /// What it is said to seal; `None` for a seal by itself.
    pub data: Option<Vec<u8>>,
    /// Whoever is asked.
    pub verifier: Verifier,
    /// The moment.
    pub at: UnixTime,
}

type Maker = fn(&TestPki) -> Attack;

/// The attack of this name.
pub fn attack(name: &str) -> Option<Maker> {
    attacks().iter().find(|(n, _)| *n == name).map(|(_, make)| *make)
}

/// Every attack, by name.
pub fn attacks() -> &'static [(&'static str, Maker)] {
    &[
        ("clean-seal", |p| alone(p, seal(p, SesVersion::V5).as_bytes())),
        ("clean-use", |p| used(p, sealing(p, &seal(p, SesVersion::V5), DATA))),
        ("forged-seal-signature", |p| alone(p, &edited(p, &[3], flipped))),
        ("swapped-picture", |p| alone(p, &edited(p, &[0, 3, 1], |_| writer::octet_string(OTHER)))),
        ("swapped-name", |p| {
            alone(p, &edited(p, &[0, 2, 1], |_| writer::utf8_string("五电测试局")))
        }),
        ("longer-validity", |p| {
            let end = writer::tlv(tag::GENERALIZED_TIME, b"20991231235959Z");
            alone(p, &edited(p, &[0, 2, 6], move |_| end.clone()))
        }),
        ("added-signer", added_signer),
        ("maker-certificate-swapped", |p| {
            let other = writer::octet_string(p.signer.certificate.der());
            alone(p, &edited(p, &[1], move |_| other.clone()))
        }),
        ("maker-nobody-trusts", |p| alone(p, made_by(p, &p.untrusted_signer).as_bytes())),
        ("maker-not-appointed", maker_not_appointed),
        ("makers-not-listed", makers_not_listed),
        ("algorithm-downgraded", |p| {
            let sha1 = writer::oid(sidian::asn1::oid::ECDSA_WITH_SHA1);
            alone(p, &edited(p, &[2], move |_| sha1.clone()))
        }),
        ("algorithm-unknown", |p| {
            let ed448 = writer::oid(sidian::asn1::oid::ED448);
            alone(p, &edited(p, &[2], move |_| ed448.clone()))
        }),
        ("truncated", |p| {
            let der = seal(p, SesVersion::V5);
            alone(p, &der.as_bytes()[..der.as_bytes().len() - 1])
        }),
        ("structure-of-others", |p| {
            let tagged = |der: &[u8]| writer::context(0, der);
            let extension = ses::SesExtension::new(sidian::asn1::oid::AD_OCSP, []);
            let seal = make(p, draft(p).with_extension(extension));
            alone(p, &replaced(seal.as_bytes(), &[0, 4], &tagged))
        }),
        ("expired", |p| Attack {
            at: clock::at("2030-01-01T00:00:00Z"),
            ..alone(p, seal(p, SesVersion::V4).as_bytes())
        }),
        ("expired-use-unproven", |p| Attack {
            at: clock::at("2030-01-01T00:00:00Z"),
            ..used(p, sealing(p, &seal(p, SesVersion::V4), DATA))
        }),
        ("used-before-it-was-made", |p| used(p, use_at(p, "2026-01-02T00:00:00Z"))),
        ("used-before-it-was-valid", |p| used(p, use_at(p, "2025-06-01T00:00:00Z"))),
        ("used-after-it-ended", |p| Attack {
            at: clock::at("2030-01-01T00:00:00Z"),
            ..used(p, use_at(p, "2029-06-01T00:00:00Z"))
        }),
        ("used-in-the-future", |p| used(p, use_at(p, "2027-06-01T00:00:00Z"))),
        ("signer-not-listed", |p| used(p, sealed_by(p, &p.second_signer, DATA))),
        ("signer-not-on-digest-list", |p| {
            let seal = make(p, draft(p).with_signers_by_digest(Hash::Sm3));
            used(p, forced(p, &seal, &p.second_signer, DATA, clock::now()))
        }),
        ("digest-list-unknown", |p| {
            let named = |_: &[u8]| {
                let word = writer::tlv(tag::PRINTABLE_STRING, b"MYHASH");
                writer::sequence(&[&word, &writer::octet_string(&[7; 32])])
            };
            let seal = make(p, draft(p).with_signers_by_digest(Hash::Sm3));
            let seal = resigned(p, &replaced(seal.as_bytes(), &[0, 2, 3, 0], &named));
            used(p, forced(p, &seal, &p.signer, DATA, clock::now()))
        }),
        ("list-is-a-text", |p| {
            let text = |_: &[u8]| writer::tlv(tag::IA5_STRING, b"1");
            let seal = resigned(p, &edited(p, &[0, 2, 3], text));
            used(p, forced(p, &seal, &p.signer, DATA, clock::now()))
        }),
        ("signer-certificate-swapped", |p| {
            let der = sealing(p, &seal(p, SesVersion::V5), DATA);
            let other = writer::octet_string(p.second_signer.certificate.der());
            used(p, replaced(&der, &[1], &move |_| other.clone()))
        }),
        ("signer-revoked", |p| {
            let seal = make(p, draft(p).with_signer(&p.revoked_signer.certificate));
            used(p, forced(p, &seal, &p.revoked_signer, DATA, clock::now()))
        }),
        ("signer-nobody-trusts", |p| {
            let seal = make(p, draft(p).with_signer(&p.untrusted_signer.certificate));
            used(p, forced(p, &seal, &p.untrusted_signer, DATA, clock::now()))
        }),
        ("forged-use-signature", |p| {
            let der = sealing(p, &seal(p, SesVersion::V5), DATA);
            used(p, replaced(&der, &[3], &flipped))
        }),
        ("replayed-on-other-data", |p| Attack {
            data: Some(b"another document".to_vec()),
            ..used(p, sealing(p, &seal(p, SesVersion::V5), DATA))
        }),
        ("data-withheld", |p| {
            let mut attack = used(p, sealing(p, &seal(p, SesVersion::V5), DATA));
            attack.data = None;
            attack
        }),
        ("digest-cut-short", |p| {
            let der = forced_digest(p, &seal(p, SesVersion::V5), &[1; 16]);
            used(p, der)
        }),
        ("seal-swapped-in-use", seal_swapped),
        ("timestamp-garbage", |p| {
            alone(
                p,
                &ses::with_timestamp(seal(p, SesVersion::V5).as_bytes(), b"\x01\x02\x03")
                    .expect("V5"),
            )
        }),
        ("timestamp-of-another", |p| {
            let other = token(p, b"something else", made_at());
            alone(p, &ses::with_timestamp(seal(p, SesVersion::V5).as_bytes(), &other).expect("V5"))
        }),
        ("use-timestamp-garbage", |p| {
            let der = sealing(p, &seal(p, SesVersion::V5), DATA);
            used(p, ses::with_timestamp(&der, b"\x30\x00").expect("V5"))
        }),
        ("stopped-before-use", |p| registered(p, SealEvent::Stop, "2026-05-01T00:00:00Z", None)),
        ("cancelled-before-use", |p| {
            registered(p, SealEvent::Cancel, "2026-05-01T00:00:00Z", None)
        }),
        ("compromised-before-use", |p| {
            registered(
                p,
                SealEvent::Compromise,
                "2026-07-01T00:00:00Z",
                Some("2026-05-01T00:00:00Z"),
            )
        }),
        ("cancelled-after-use-unproven", |p| {
            registered(p, SealEvent::Cancel, "2026-07-01T00:00:00Z", None)
        }),
        ("register-of-somebody-else", register_of_somebody_else),
        ("register-garbage", |p| with_register(p, b"no.register.atall".to_vec())),
        ("register-stale", |p| {
            with_register(p, register(p, &maker(p), "2026-05-30T00:00:00Z", |_| {}))
        }),
        ("register-knows-another-picture", register_differs),
        ("not-registered", |p| with_register(p, register(p, &maker(p), EXPIRES, |_| {}))),
    ]
}

const DATA: &[u8] = b"content";
const OTHER: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>";
const EXPIRES: &str = "2027-01-01T00:00:00Z";
/// The moment of questions about a register, after everything that it records.
const ASKED: &str = "2026-08-01T00:00:00Z";

fn verifier(pki: &TestPki) -> Verifier {
    Verifier::new(trust(pki)).with_evidence(evidence(pki))
}

fn alone(pki: &TestPki, der: &[u8]) -> Attack {
    Attack { der: der.to_vec(), data: None, verifier: verifier(pki), at: clock::now() }
}

fn used(pki: &TestPki, der: Vec<u8>) -> Attack {
    Attack { der, data: Some(DATA.to_vec()), verifier: verifier(pki), at: clock::now() }
}

/// `der` with the element at a path of indices through its SEQUENCEs replaced.
fn replaced(der: &[u8], path: &[usize], with: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Some((first, rest)) = path.split_first() else { return with(der) };
    let mut reader = Reader::new(der).sequence().expect("a sequence");
    let mut all = Vec::new();
    while !reader.is_empty() {
        let raw = reader.read().expect("an element").raw;
        let hit = all.len() == *first;
        all.push(if hit { replaced(raw, rest, with) } else { raw.to_vec() });
    }
    writer::sequence(&all.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A good seal with one element replaced, the maker's signature left as it was.
fn edited(pki: &TestPki, path: &[usize], with: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    replaced(seal(pki, SesVersion::V5).as_bytes(), path, &with)
}

/// The last byte with one bit flipped.
fn flipped(der: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    if let Some(last) = der.last_mut() {
        *last ^= 1;
    }
    der
}

/// A structure signed again by the maker: for what our own writing refuses.
fn resigned(pki: &TestPki, der: &[u8]) -> Seal {
    let maker = maker(pki);
    let read = SesSeal::parse(der).expect("a seal");
    let value = maker.key.sign(&read.signed).expect("a value");
    let oid = maker.key.algorithm().oid();
    let der = ses::encode_seal(read.info.raw, maker.certificate.der(), oid, &value, None);
    Seal::from_der(&der).expect("a seal")
}

fn made_by(pki: &TestPki, maker: &Identity) -> Seal {
    let info = draft(pki).build().expect("a seal");
    info.make(&maker.key, std::slice::from_ref(&maker.certificate), made_at()).expect("a seal")
}

/// A use that skips every check of ours.
fn forced(pki: &TestPki, seal: &Seal, signer: &Identity, data: &[u8], at: UnixTime) -> Vec<u8> {
    let digest = pki.signer.key.algorithm().hash().digest(data);
    force(seal, signer, digest.as_ref(), at)
}

fn forced_digest(pki: &TestPki, seal: &Seal, digest: &[u8]) -> Vec<u8> {
    force(seal, &pki.signer, digest, clock::now())
}

fn force(seal: &Seal, signer: &Identity, digest: &[u8], at: UnixTime) -> Vec<u8> {
    let to_sign = TbsSignParts {
        version: seal.version(),
        seal: seal.as_bytes(),
        time: at,
        data_hash: digest,
        property_info: "x",
        extensions: &[],
    };
    let to_sign = to_sign.encode();
    let value = signer.key.sign(&to_sign).expect("a value");
    let oid = signer.key.algorithm().oid();
    ses::encode_signature(&to_sign, signer.certificate.der(), oid, &value, None)
}

fn use_at(pki: &TestPki, at: &str) -> Vec<u8> {
    forced(pki, &seal(pki, SesVersion::V5), &pki.signer, DATA, clock::at(at))
}

fn sealed_by(pki: &TestPki, signer: &Identity, data: &[u8]) -> Vec<u8> {
    forced(pki, &seal(pki, SesVersion::V5), signer, data, clock::now())
}

/// Somebody puts their own certificate on the list of a seal that they hold.
fn added_signer(pki: &TestPki) -> Attack {
    let own = writer::octet_string(pki.second_signer.certificate.der());
    let der = edited(pki, &[0, 2, 3], move |_| writer::sequence(&[&own]));
    let seal = Seal::from_der(&der).expect("a structure");
    used(pki, forced(pki, &seal, &pki.second_signer, DATA, clock::now()))
}

/// A citizen with a good certificate makes a seal in an authority's name.
fn maker_not_appointed(pki: &TestPki) -> Attack {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let makers = TrustStore::new().with_certificate("makers", maker(pki).certificate);
    let verifier = Verifier::new(store.with_seal_makers(makers)).with_evidence(evidence(pki));
    Attack { verifier, ..alone(pki, made_by(pki, &pki.second_signer).as_bytes()) }
}

/// The same where nobody said who may make seals.
fn makers_not_listed(pki: &TestPki) -> Attack {
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let verifier = Verifier::new(store).with_evidence(evidence(pki));
    Attack { verifier, ..alone(pki, made_by(pki, &pki.second_signer).as_bytes()) }
}

/// A use of one seal carries another seal of the same maker instead.
fn seal_swapped(pki: &TestPki) -> Attack {
    let der = sealing(pki, &seal(pki, SesVersion::V5), DATA);
    let read = SesSignature::parse(&der).expect("a use");
    let picture = Picture::new(SVG, 42, 42).expect("a picture");
    let other = SealDraft::new("41080000000018", "另一枚印章", picture)
        .with_validity(clock::at("2026-01-01T00:00:00Z"), clock::at("2028-12-31T23:59:59Z"))
        .with_signer(&pki.signer.certificate);
    let other = make(pki, other);
    let swapped = other.as_bytes().to_vec();
    used(pki, replaced(read.raw, &[0, 1], &move |_| swapped.clone()))
}

/// The register of `keeper` with the seal of [`seal`] where `fill` enters it.
fn register(
    pki: &TestPki,
    keeper: &Identity,
    expires: &str,
    fill: impl Fn(&mut SealRegister),
) -> Vec<u8> {
    let mut book = SealRegister::new();
    fill(&mut book);
    let chain = pki.chain(keeper);
    let token =
        book.sign(&keeper.key, &chain, clock::at(expires), clock::at("2026-05-20T00:00:00Z"));
    token.expect("a register").into_bytes()
}

/// One seal and a use of it, for questions in which both must be the same.
fn pair(pki: &TestPki) -> (Seal, Vec<u8>) {
    let seal = seal(pki, SesVersion::V5);
    let der = sealing(pki, &seal, DATA);
    (seal, der)
}

fn with_register(pki: &TestPki, register: Vec<u8>) -> Attack {
    asked(pki, pair(pki).1, &register, clock::now())
}

fn asked(pki: &TestPki, der: Vec<u8>, register: &[u8], at: UnixTime) -> Attack {
    let evidence = evidence(pki).and(&Evidence::new().with_seal_register(register));
    let verifier = Verifier::new(trust(pki)).with_evidence(evidence);
    Attack { der, data: Some(DATA.to_vec()), verifier, at }
}

fn registered(pki: &TestPki, event: SealEvent, at: &str, since: Option<&str>) -> Attack {
    let (seal, der) = pair(pki);
    let mut book = SealRegister::new();
    book.register(&seal, "四电测试局", made_at()).expect("registered");
    book.record(seal.id(), event, clock::at(at), since.map(clock::at), "原因").expect("recorded");
    let keeper = maker(pki);
    let issued = clock::at("2026-07-15T00:00:00Z");
    let token = book.sign(&keeper.key, &pki.chain(&keeper), clock::at(EXPIRES), issued);
    asked(pki, der, token.expect("a register").as_bytes(), clock::at(ASKED))
}

fn register_of_somebody_else(pki: &TestPki) -> Attack {
    let (seal, der) = pair(pki);
    let register = register(pki, &pki.second_signer, EXPIRES, |book| {
        book.register(&seal, "四电测试局", made_at()).expect("registered");
    });
    asked(pki, der, &register, clock::now())
}

fn register_differs(pki: &TestPki) -> Attack {
    let picture = Picture::new(OTHER, 42, 42).expect("a picture");
    let other = SealDraft::new(super::CODE, super::NAME, picture)
        .with_validity(clock::at("2026-01-01T00:00:00Z"), clock::at("2028-12-31T23:59:59Z"))
        .with_signer(&pki.signer.certificate);
    let other = make(pki, other);
    with_register(
        pki,
        register(pki, &maker(pki), EXPIRES, |book| {
            book.register(&other, "四电测试局", made_at()).expect("registered");
        }),
    )
}
