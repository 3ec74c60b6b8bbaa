use super::{CryptoError, PublicKey, SignatureAlgorithm};

/// Whoever can sign: a key in memory ([`SigningKey`](super::SigningKey)), or one that lives on a
/// card, in an HSM or on a phone.
pub trait Signer: Send + Sync {
    /// The algorithm it signs with.
    fn algorithm(&self) -> &SignatureAlgorithm;

    /// The public half of its key.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message`. The value is as X.509 and CMS carry it: DER `SEQUENCE {r, s}` for ECDSA
    /// and SM2, raw bytes for Ed25519 and RSA.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Signing`] if the key refuses, [`CryptoError::Randomness`] if it needs random
    /// bytes and gets none.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError>;
}
