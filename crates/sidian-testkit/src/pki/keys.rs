use sidian::asn1::{oid, writer};
use sidian::crypto::{Hash, SigningKey, Suite};

/// The private key of this suite and label, the same in every run.
///
/// There are only a few RSA keys, so labels of that suite may share one; the authorities and the
/// first signer of [`TestPki`](super::TestPki) share theirs with nobody.
///
/// # Panics
///
/// If a kept key cannot be read.
pub fn key(suite: Suite, label: &str) -> SigningKey {
    let seed = format!("sidian test key: {} {label}", suite.name());
    let algorithm = |curve| writer::algorithm(oid::EC_PUBLIC_KEY, Some(&writer::oid(curve)));
    let (hash, algorithm) = match suite {
        Suite::Rsa => {
            return SigningKey::from_pem(RSA[rsa_index(label)], None).expect("a kept key");
        }
        Suite::Ed25519 => (Hash::Sha256, writer::algorithm(oid::ED25519, None)),
        Suite::P256 => (Hash::Sha256, algorithm(oid::P256)),
        Suite::P384 => (Hash::Sha384, algorithm(oid::P384)),
        _ => (Hash::Sha256, algorithm(oid::SM2)),
    };
    let scalar = writer::octet_string(hash.digest(seed.as_bytes()).as_ref());
    let inner = if suite == Suite::Ed25519 {
        scalar
    } else {
        writer::sequence(&[&writer::integer(1), &scalar])
    };
    let der = writer::sequence(&[&writer::integer(0), &algorithm, &writer::octet_string(&inner)]);
    SigningKey::from_pkcs8_der(&der, None).expect("a key from its label")
}

fn rsa_index(label: &str) -> usize {
    let first = ["root", "issuing", "signer", "untrusted root"];
    first.iter().position(|at| *at == label).unwrap_or_else(|| {
        let digest = Hash::Sha256.digest(label.as_bytes());
        first.len() + usize::from(digest.as_ref()[0]) % (RSA.len() - first.len())
    })
}

const RSA: [&str; 8] = [
    include_str!("../../testdata/rsa/0.pem"),
    include_str!("../../testdata/rsa/1.pem"),
    include_str!("../../testdata/rsa/2.pem"),
    include_str!("../../testdata/rsa/3.pem"),
    include_str!("../../testdata/rsa/4.pem"),
    include_str!("../../testdata/rsa/5.pem"),
    include_str!("../../testdata/rsa/6.pem"),
    include_str!("../../testdata/rsa/7.pem"),
];
