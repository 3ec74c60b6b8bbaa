use ring::rand::{SecureRandom, SystemRandom};
use ring::signature as ring_signature;
use zeroize::Zeroizing;

use super::algorithm::Parameters;
use super::key_der::{self, Secret};
use super::public_key::uncompressed;
use super::{CryptoError, Hash, PublicKey, SignatureAlgorithm, Signer, Suite, ecdsa, rsa, sm2};
#[cfg(not(feature = "rsa-generation"))]
use crate::asn1::oid::RSA_ENCRYPTION;

/// A private key in memory.
///
/// It has no `Debug` and no `Clone`, and its own copy of the secret is wiped when it is dropped.
/// For P-256, P-384 and RSA the arithmetic is done by `ring`, whose working copy is not wiped.
pub struct SigningKey {
    secret: Secret,
    engine: Engine,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
}

enum Engine {
    Ecdsa(Box<ring_signature::EcdsaKeyPair>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Rsa(Box<ring_signature::RsaKeyPair>),
    Sm2(sm2::Sm2Key),
}

impl SigningKey {
    /// Makes a new key from the operating system's random numbers.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Randomness`] if there are none; [`CryptoError::Unsupported`] for RSA where the
    /// feature `rsa-generation` is off.
    pub fn generate(suite: Suite) -> Result<Self, CryptoError> {
        let len = match suite {
            Suite::P384 => 48,
            Suite::Ed25519 | Suite::P256 | Suite::Sm2 => 32,
            #[cfg(feature = "rsa-generation")]
            Suite::Rsa => return Self::from_secret(super::rsa_new::generate()?),
            #[cfg(not(feature = "rsa-generation"))]
            Suite::Rsa => return Err(CryptoError::Unsupported { oid: RSA_ENCRYPTION }),
        };
        // A candidate is no scalar of its curve with a chance below 2⁻³², so a few tries are ample.
        for _ in 0..8 {
            let mut bytes = Zeroizing::new(vec![0; len]);
            SystemRandom::new().fill(&mut bytes).map_err(|_| CryptoError::Randomness)?;
            if let Ok(key) = Self::from_secret(Secret { suite, bytes }) {
                return Ok(key);
            }
        }
        Err(CryptoError::Randomness)
    }

    /// Signs with `algorithm` from now on, for example with PSS.
    ///
    /// # Errors
    ///
    /// [`CryptoError::KeyMismatch`] if the key cannot make such signatures, or the algorithm is
    /// weak.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, CryptoError> {
        let able = match &self.engine {
            Engine::Rsa(_) => rsa_padding(&algorithm).is_some(),
            _ => algorithm == self.secret.suite.algorithm(),
        };
        if able {
            Ok(Self { algorithm, ..self })
        } else {
            Err(CryptoError::KeyMismatch { algorithm: algorithm.name() })
        }
    }

    /// Which suite the key belongs to.
    pub fn suite(&self) -> Suite {
        self.secret.suite
    }

    pub(super) fn plain_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        key_der::write_pkcs8(&self.secret, &uncompressed(&self.public.material))
    }

    pub(super) fn from_secret(secret: Secret) -> Result<Self, CryptoError> {
        let bad = CryptoError::SecretKey;
        let (engine, public) = match secret.suite {
            Suite::Ed25519 => {
                let seed = <&[u8; 32]>::try_from(secret.bytes.as_slice()).map_err(|_| bad)?;
                let key = Box::new(ed25519_dalek::SigningKey::from_bytes(seed));
                let public = key.verifying_key().to_bytes().to_vec();
                (Engine::Ed25519(key), public)
            }
            Suite::P256 => {
                let key = p256::SecretKey::from_slice(&secret.bytes).map_err(|_| bad)?;
                let point = ecdsa::point_p256(&key.public_key());
                let algorithm = &ring_signature::ECDSA_P256_SHA256_ASN1_SIGNING;
                (ecdsa_engine(algorithm, &secret, &point)?, point)
            }
            Suite::P384 => {
                let key = p384::SecretKey::from_slice(&secret.bytes).map_err(|_| bad)?;
                let point = ecdsa::point_p384(&key.public_key());
                let algorithm = &ring_signature::ECDSA_P384_SHA384_ASN1_SIGNING;
                (ecdsa_engine(algorithm, &secret, &point)?, point)
            }
            Suite::Rsa => {
                let public = key_der::rsa_public(&secret.bytes).map_err(|_| bad)?;
                rsa::check_signing_size(&public)?;
                let key = ring_signature::RsaKeyPair::from_der(&secret.bytes).map_err(|_| bad)?;
                (Engine::Rsa(Box::new(key)), public)
            }
            Suite::Sm2 => {
                let (key, point) = sm2::Sm2Key::new(&secret.bytes)?;
                (Engine::Sm2(key), point)
            }
        };
        let public = PublicKey::from_spki(&key_der::write_spki(secret.suite, &public))?;
        let algorithm = secret.suite.algorithm();
        Ok(Self { secret, engine, public, algorithm })
    }
}

impl Signer for SigningKey {
    fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match &self.engine {
            Engine::Ecdsa(key) => key
                .sign(&SystemRandom::new(), message)
                .map(|value| value.as_ref().to_vec())
                .map_err(|_| CryptoError::Randomness),
            Engine::Ed25519(key) => {
                use ed25519_dalek::Signer as _;
                Ok(key.sign(message).to_bytes().to_vec())
            }
            Engine::Rsa(key) => {
                let padding = rsa_padding(&self.algorithm).ok_or(CryptoError::Signing)?;
                let mut value = vec![0; key.public().modulus_len()];
                key.sign(padding, &SystemRandom::new(), message, &mut value)
                    .map_err(|_| CryptoError::Signing)?;
                Ok(value)
            }
            Engine::Sm2(key) => key.sign(message),
        }
    }
}

fn ecdsa_engine(
    algorithm: &'static ring_signature::EcdsaSigningAlgorithm,
    secret: &Secret,
    point: &[u8],
) -> Result<Engine, CryptoError> {
    let random = SystemRandom::new();
    ring_signature::EcdsaKeyPair::from_private_key_and_public_key(
        algorithm,
        &secret.bytes,
        point,
        &random,
    )
    .map(|key| Engine::Ecdsa(Box::new(key)))
    .map_err(|_| CryptoError::SecretKey)
}

fn rsa_padding(algorithm: &SignatureAlgorithm) -> Option<&'static dyn ring_signature::RsaEncoding> {
    match (algorithm.parameters(), algorithm.hash()) {
        (Parameters::Null, Hash::Sha256) => Some(&ring_signature::RSA_PKCS1_SHA256),
        (Parameters::Null, Hash::Sha384) => Some(&ring_signature::RSA_PKCS1_SHA384),
        (Parameters::Null, Hash::Sha512) => Some(&ring_signature::RSA_PKCS1_SHA512),
        (Parameters::Pss, Hash::Sha256) => Some(&ring_signature::RSA_PSS_SHA256),
        (Parameters::Pss, Hash::Sha384) => Some(&ring_signature::RSA_PSS_SHA384),
        (Parameters::Pss, Hash::Sha512) => Some(&ring_signature::RSA_PSS_SHA512),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_verifies_what_it_signs_and_nothing_else() {
        for suite in Suite::ALL {
            let key = crate::crypto::tests::key(suite);
            let name = suite.name();
            let value = key.sign(b"message").unwrap();
            let public = PublicKey::from_spki(key.public_key().spki()).unwrap();
            assert_eq!(public.suite(), Some(suite));
            assert_eq!(public.verify(key.algorithm(), b"message", &value), Ok(()), "{name}");
            let invalid = Err(CryptoError::SignatureInvalid);
            assert_eq!(public.verify(key.algorithm(), b"massage", &value), invalid, "{name}");
            for at in 0..value.len() {
                let mut flipped = value.clone();
                flipped[at] ^= 1;
                let got = public.verify(key.algorithm(), b"message", &flipped);
                assert_eq!(got, invalid, "{name} with byte {at} flipped");
            }
            let again = SigningKey::from_pkcs8_der(&key.to_pkcs8_der(None).unwrap(), None).unwrap();
            assert!(again.public_key().matches_spki(key.public_key().spki()), "{name}");
        }
    }
}
