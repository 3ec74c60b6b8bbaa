//! New RSA keys, by `rsa`; what signs with them is `ring`.

use ::rsa::RsaPrivateKey;
use ::rsa::pkcs1::EncodeRsaPrivateKey;
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::key_der::Secret;
use super::{CryptoError, Suite};

/// How long the modulus of a new key is.
const NEW_BITS: usize = 3072;

/// Makes a new key. The search for primes cannot stop half-way for want of random bytes, so it
/// draws them from a generator that is seeded once by the operating system.
pub(super) fn generate() -> Result<Secret, CryptoError> {
    let mut seed = Zeroizing::new([0; 32]);
    SystemRandom::new().fill(seed.as_mut()).map_err(|_| CryptoError::Randomness)?;
    let mut random = ChaCha20Rng::from_seed(*seed);
    let key = RsaPrivateKey::new(&mut random, NEW_BITS).map_err(|_| CryptoError::Randomness)?;
    let der = key.to_pkcs1_der().map_err(|_| CryptoError::SecretKey)?;
    Ok(Secret { suite: Suite::Rsa, bytes: Zeroizing::new(der.as_bytes().to_vec()) })
}
