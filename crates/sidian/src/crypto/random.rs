use ring::rand::{SecureRandom, SystemRandom};

use super::CryptoError;

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| CryptoError::Randomness)?;
    Ok(bytes)
}
