//! RSA signatures (RFC 8017 §8), verified and made by `ring`; `rsa` verifies salts of other lengths.

use std::sync::Arc;

use ::rsa::pkcs1::DecodeRsaPublicKey;
use ::rsa::{Pss, RsaPublicKey};
use ring::signature as ring_signature;

use super::public_key::Material;
use super::{CryptoError, Hash, PublicKey, SignatureAlgorithm, identifier};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, oid};

/// The shortest modulus that is believed.
pub(super) const MIN_BITS: usize = 2048;
/// The longest modulus that is verified.
const MAX_BITS: usize = 8192;
/// The longest public exponent that is verified.
const MAX_EXPONENT_BITS: usize = 33;

/// The longest modulus that signs.
const MAX_SIGNING_BITS: usize = 4096;

/// An RSAPublicKey (RFC 8017 A.1.1).
#[derive(Clone, Eq, PartialEq)]
pub(super) struct RsaPublic {
    der: Arc<[u8]>,
    bits: usize,
    exponent_bits: usize,
    /// What a key named as id-RSASSA-PSS is bound to: nothing else, or one row of the table.
    bound: Bound,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Bound {
    Free,
    Pss,
    Only(SignatureAlgorithm),
}

impl RsaPublic {
    pub(super) fn read(
        algorithm: ObjectIdentifier,
        parameters: Option<&[u8]>,
        key: &[u8],
    ) -> Result<Self, CryptoError> {
        let malformed = CryptoError::Key { kind: "RSA" };
        let bound = match (algorithm, parameters) {
            (oid::RSA_PSS, None) => Bound::Pss,
            (oid::RSA_PSS, Some(_)) => Bound::Only(identifier::from_pss(parameters)?),
            (_, None | Some([5, 0])) => Bound::Free,
            _ => return Err(malformed),
        };
        let (modulus, exponent) = components(key).map_err(|_| malformed)?;
        // An even modulus or exponent is no RSA key, and with e = 1 anything verifies.
        let odd = |digits: &[u8]| digits.last().is_some_and(|last| last & 1 == 1);
        if !odd(modulus) || !odd(exponent) || exponent == [1] {
            return Err(malformed);
        }
        Ok(Self {
            der: key.into(),
            bits: bit_len(modulus),
            exponent_bits: bit_len(exponent),
            bound,
        })
    }

    pub(super) fn bits(&self) -> usize {
        self.bits
    }

    fn check_size(&self) -> Result<(), CryptoError> {
        if self.bits < MIN_BITS {
            return Err(CryptoError::Weak { bits: self.bits });
        }
        if self.bits > MAX_BITS || self.exponent_bits > MAX_EXPONENT_BITS {
            return Err(CryptoError::Unsupported { oid: oid::RSA_ENCRYPTION });
        }
        Ok(())
    }
}

pub(super) fn verify_pkcs1(
    key: &PublicKey,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let algorithm = match hash {
        Hash::Sha1 => &ring_signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &ring_signature::RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &ring_signature::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &ring_signature::RSA_PKCS1_2048_8192_SHA512,
        Hash::Sm3 => return Err(CryptoError::Unsupported { oid: oid::RSA_WITH_SM3 }),
    };
    let Material::Rsa(key) = &key.material else { return Err(CryptoError::SignatureInvalid) };
    if key.bound != Bound::Free {
        return Err(CryptoError::KeyMismatch { algorithm: "RSA-PKCS1" });
    }
    verify(key, algorithm, message, signature)
}

pub(super) fn verify_pss(
    key: &PublicKey,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let (algorithm, row) = match hash {
        Hash::Sha256 => {
            (&ring_signature::RSA_PSS_2048_8192_SHA256, SignatureAlgorithm::RSA_PSS_SHA256)
        }
        Hash::Sha384 => {
            (&ring_signature::RSA_PSS_2048_8192_SHA384, SignatureAlgorithm::RSA_PSS_SHA384)
        }
        Hash::Sha512 => {
            (&ring_signature::RSA_PSS_2048_8192_SHA512, SignatureAlgorithm::RSA_PSS_SHA512)
        }
        Hash::Sha1 | Hash::Sm3 => return Err(CryptoError::Unsupported { oid: oid::RSA_PSS }),
    };
    let Material::Rsa(key) = &key.material else { return Err(CryptoError::SignatureInvalid) };
    if matches!(key.bound, Bound::Only(only) if only != row) {
        return Err(CryptoError::KeyMismatch { algorithm: row.name() });
    }
    verify(key, algorithm, message, signature)
}

/// RSASSA-PSS with a salt that is not as long as the digest, which `ring` does not verify.
pub(super) fn verify_pss_salted(
    key: &PublicKey,
    algorithm: &SignatureAlgorithm,
    salt: u16,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let Material::Rsa(key) = &key.material else { return Err(CryptoError::SignatureInvalid) };
    if matches!(&key.bound, Bound::Only(only) if only != algorithm) {
        return Err(CryptoError::KeyMismatch { algorithm: algorithm.name() });
    }
    key.check_size()?;
    let unsupported = CryptoError::Unsupported { oid: oid::RSA_PSS };
    let public = RsaPublicKey::from_pkcs1_der(&key.der).map_err(|_| unsupported)?;
    let hash = algorithm.hash();
    let digest = hash.digest(message);
    let salt = usize::from(salt);
    let verified = match hash {
        Hash::Sha256 => {
            let scheme = Pss::<sha2::Sha256>::new_with_salt(salt);
            public.verify(scheme, digest.as_ref(), signature)
        }
        Hash::Sha384 => {
            let scheme = Pss::<sha2::Sha384>::new_with_salt(salt);
            public.verify(scheme, digest.as_ref(), signature)
        }
        Hash::Sha512 => {
            let scheme = Pss::<sha2::Sha512>::new_with_salt(salt);
            public.verify(scheme, digest.as_ref(), signature)
        }
        Hash::Sha1 | Hash::Sm3 => return Err(unsupported),
    };
    verified.map_err(|_| CryptoError::SignatureInvalid)
}

fn verify(
    key: &RsaPublic,
    algorithm: &'static ring_signature::RsaParameters,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    key.check_size()?;
    ring_signature::UnparsedPublicKey::new(algorithm, &key.der)
        .verify(message, signature)
        .map_err(|_| CryptoError::SignatureInvalid)
}

/// Refuses keys that `ring` would not sign with, each with its reason. `public` is an
/// RSAPublicKey.
pub(super) fn check_signing_size(public: &[u8]) -> Result<(), CryptoError> {
    let (modulus, _) = components(public).map_err(|_| CryptoError::SecretKey)?;
    match bit_len(modulus) {
        bits if bits < MIN_BITS => Err(CryptoError::Weak { bits }),
        bits if bits > MAX_SIGNING_BITS => {
            Err(CryptoError::Unsupported { oid: oid::RSA_ENCRYPTION })
        }
        _ => Ok(()),
    }
}

fn components(key: &[u8]) -> Result<(&[u8], &[u8]), Asn1Error> {
    let mut outer = Reader::new(key);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let parts = (inner.unsigned()?, inner.unsigned()?);
    inner.finish()?;
    Ok(parts)
}

fn bit_len(digits: &[u8]) -> usize {
    digits.first().map_or(0, |first| digits.len() * 8 - first.leading_zeros() as usize)
}
