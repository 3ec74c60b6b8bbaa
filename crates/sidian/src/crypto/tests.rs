//! Keys and signatures that must not be taken.

use std::sync::OnceLock;

use super::*;
use crate::asn1::{ObjectIdentifier, oid, writer};

/// A key for a test. The search for RSA primes takes long, so there is one such key only.
pub(crate) fn key(suite: Suite) -> SigningKey {
    static RSA: OnceLock<Vec<u8>> = OnceLock::new();
    if suite != Suite::Rsa {
        return SigningKey::generate(suite).unwrap();
    }
    let der = RSA
        .get_or_init(|| SigningKey::generate(suite).unwrap().to_pkcs8_der(None).unwrap().to_vec());
    SigningKey::from_pkcs8_der(der, None).unwrap()
}

fn spki(algorithm: ObjectIdentifier, parameters: Option<&[u8]>, key: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::algorithm(algorithm, parameters), &writer::bit_string(key)])
}

fn on_curve(curve: ObjectIdentifier, point: &[u8]) -> Result<PublicKey, CryptoError> {
    PublicKey::from_spki(&spki(oid::EC_PUBLIC_KEY, Some(&writer::oid(curve)), point))
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, CryptoError> {
    let key = writer::sequence(&[&writer::unsigned(modulus), &writer::unsigned(exponent)]);
    PublicKey::from_spki(&spki(oid::RSA_ENCRYPTION, Some(&writer::null()), &key))
}

#[test]
fn explicit_curve_parameters_are_refused_by_name() {
    let parameters = writer::sequence(&[&writer::integer(1)]);
    let got = PublicKey::from_spki(&spki(oid::EC_PUBLIC_KEY, Some(&parameters), &[4; 65]));
    assert_eq!(got, Err(CryptoError::ExplicitCurve));
    for parameters in [None, Some(writer::null())] {
        let got = PublicKey::from_spki(&spki(oid::EC_PUBLIC_KEY, parameters.as_deref(), &[4; 65]));
        assert_eq!(got, Err(CryptoError::Parameters { oid: oid::EC_PUBLIC_KEY }));
    }
}

#[test]
fn points_that_are_no_keys_are_refused() {
    for (suite, curve) in
        [(Suite::P256, oid::P256), (Suite::P384, oid::P384), (Suite::Sm2, oid::SM2)]
    {
        let key = self::key(suite);
        let point = key.public_key().key_bytes().to_vec();
        assert!(on_curve(curve, &point).is_ok());
        let mut off = point.clone();
        *off.last_mut().unwrap() ^= 1;
        let mut hybrid = point.clone();
        hybrid[0] = 6 | (point.last().unwrap() & 1);
        let infinity = [0];
        for (bad, why) in [
            (&off[..], "off the curve"),
            (&hybrid, "hybrid form"),
            (&infinity, "infinity"),
            (&[], "empty"),
            (&point[..point.len() - 1], "cut"),
            (&[&point[..], &[0]].concat(), "longer"),
            (&vec![4; point.len()], "no point"),
        ] {
            let got = on_curve(curve, bad);
            assert!(matches!(got, Err(CryptoError::Key { .. })), "{why}: {got:?}");
        }
    }
}

#[test]
fn a_compressed_point_is_the_same_key() {
    for (suite, curve) in
        [(Suite::P256, oid::P256), (Suite::P384, oid::P384), (Suite::Sm2, oid::SM2)]
    {
        let key = self::key(suite);
        let point = key.public_key().key_bytes();
        let half = point.len() / 2;
        let compressed = [&[2 | (point[2 * half] & 1)][..], &point[1..=half]].concat();
        let same = on_curve(curve, &compressed).unwrap();
        assert_eq!(&same, key.public_key(), "{}", suite.name());
        let value = key.sign(b"m").unwrap();
        assert_eq!(same.verify(key.algorithm(), b"m", &value), Ok(()), "{}", suite.name());
    }
}

#[test]
fn other_curves_and_algorithms_are_unknown() {
    for name in ["1.3.132.0.10", "1.3.36.3.3.2.8.1.1.7", "1.3.132.0.35"] {
        let curve = ObjectIdentifier::new_unwrap(name);
        assert_eq!(on_curve(curve, &[4; 65]), Err(CryptoError::Unsupported { oid: curve }));
    }
    for algorithm in [oid::ED448, oid::DSA, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18")]
    {
        let got = PublicKey::from_spki(&spki(algorithm, None, &[1; 57]));
        assert_eq!(got, Err(CryptoError::Unsupported { oid: algorithm }));
    }
}

#[test]
fn rsa_keys_that_verify_anything_are_refused() {
    let modulus = [0xc1; 256];
    assert!(rsa(&modulus, &[1, 0, 1]).is_ok());
    let mut even = modulus;
    even[255] = 0xc0;
    for (modulus, exponent, why) in [
        (&modulus[..], &[1][..], "exponent 1"),
        (&modulus, &[2], "even exponent"),
        (&modulus, &[], "exponent 0"),
        (&even, &[1, 0, 1], "even modulus"),
        (&[], &[1, 0, 1], "modulus 0"),
    ] {
        let got = rsa(modulus, exponent);
        assert_eq!(got, Err(CryptoError::Key { kind: "RSA" }), "{why}");
    }
}

#[test]
fn rsa_keys_too_short_or_too_long_are_unknown_not_failed() {
    let verify = |bytes: usize| {
        let key = rsa(&vec![0xc1; bytes], &[1, 0, 1]).unwrap();
        key.verify(&SignatureAlgorithm::RSA_PKCS1_SHA256, b"m", &vec![1; bytes])
    };
    assert_eq!(verify(128), Err(CryptoError::Weak { bits: 1024 }));
    assert_eq!(verify(255), Err(CryptoError::Weak { bits: 2040 }));
    assert_eq!(verify(256), Err(CryptoError::SignatureInvalid));
    assert_eq!(verify(1024), Err(CryptoError::SignatureInvalid));
    assert_eq!(verify(1025), Err(CryptoError::Unsupported { oid: oid::RSA_ENCRYPTION }));
    let long = rsa(&[0xc1; 256], &[0xc1; 9]).unwrap();
    let got = long.verify(&SignatureAlgorithm::RSA_PKCS1_SHA256, b"m", &[1; 256]);
    assert!(got.is_err_and(|error| error.is_unknown()));
}

#[test]
fn every_algorithm_refuses_every_other_kind_of_key() {
    for suite in Suite::ALL {
        let key = self::key(suite);
        let value = key.sign(b"m").unwrap();
        for row in algorithms() {
            let got = key.public_key().verify(row, b"m", &value);
            if row == key.algorithm() {
                assert_eq!(got, Ok(()), "{row:?}");
            } else if row.key_kind() == key.public_key().kind() {
                assert_eq!(got, Err(CryptoError::SignatureInvalid), "{row:?}");
            } else {
                assert_eq!(got, Err(CryptoError::KeyMismatch { algorithm: row.name() }));
            }
        }
    }
}

#[test]
fn a_key_bound_to_pss_verifies_nothing_else() {
    let key = self::key(Suite::Rsa);
    let bytes = key.public_key().key_bytes();
    let any_pss = PublicKey::from_spki(&spki(oid::RSA_PSS, None, bytes)).unwrap();
    let parameters = identifier::write_pss(Hash::Sha256, None);
    let only_256 = PublicKey::from_spki(&spki(oid::RSA_PSS, Some(&parameters), bytes)).unwrap();
    let value = key.sign(b"m").unwrap();
    for bound in [&any_pss, &only_256] {
        let got = bound.verify(&SignatureAlgorithm::RSA_PKCS1_SHA256, b"m", &value);
        assert!(matches!(got, Err(CryptoError::KeyMismatch { .. })), "{got:?}");
    }
    let key = key.with_algorithm(SignatureAlgorithm::RSA_PSS_SHA384).unwrap();
    let value = key.sign(b"m").unwrap();
    assert_eq!(any_pss.verify(key.algorithm(), b"m", &value), Ok(()));
    let got = only_256.verify(key.algorithm(), b"m", &value);
    assert!(matches!(got, Err(CryptoError::KeyMismatch { .. })), "{got:?}");
}

#[test]
fn keys_sign_only_with_algorithms_of_their_own_and_never_with_weak_ones() {
    for suite in Suite::ALL {
        let der = key(suite).to_pkcs8_der(None).unwrap();
        for row in algorithms() {
            let key = SigningKey::from_pkcs8_der(&der, None).unwrap();
            let Ok(key) = key.with_algorithm(*row) else { continue };
            assert!(!row.is_weak(), "{} with {row:?}", suite.name());
            let value = key.sign(b"m").unwrap();
            assert_eq!(key.public_key().verify(row, b"m", &value), Ok(()), "{row:?}");
        }
    }
}

#[test]
fn every_flipped_byte_of_a_public_key_is_no_panic() {
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256, Suite::P384] {
        let key = self::key(suite);
        let der = key.public_key().spki();
        for at in 0..der.len() {
            assert!(PublicKey::from_spki(&der[..at]).is_err(), "{} cut at {at}", suite.name());
            let mut flipped = der.to_vec();
            flipped[at] ^= 0x41;
            let _ = PublicKey::from_spki(&flipped);
        }
    }
}
