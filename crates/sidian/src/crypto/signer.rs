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

impl<S: Signer + ?Sized> Signer for Box<S> {
    fn algorithm(&self) -> &SignatureAlgorithm {
        (**self).algorithm()
    }

    fn public_key(&self) -> &PublicKey {
        (**self).public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        (**self).sign(message)
    }
}

/// A key that somebody else holds, as a function: a card, a phone, a signing service.
///
/// # Examples
///
/// ```
/// use sidian::crypto::{CallbackSigner, Signer, SigningKey, Suite};
///
/// let far_away = SigningKey::generate(Suite::P256)?;
/// let (key, algorithm) = (far_away.public_key().clone(), *far_away.algorithm());
/// let signer = CallbackSigner::new(key, algorithm, move |message| far_away.sign(message))?;
/// let value = signer.sign(b"message")?;
/// assert!(signer.public_key().verify(signer.algorithm(), b"message", &value).is_ok());
/// # Ok::<(), sidian::crypto::CryptoError>(())
/// ```
pub struct CallbackSigner<F> {
    key: PublicKey,
    algorithm: SignatureAlgorithm,
    sign: F,
}

impl<F> CallbackSigner<F>
where
    F: Fn(&[u8]) -> Result<Vec<u8>, CryptoError> + Send + Sync,
{
    /// `sign` gets the message and gives the value as [`Signer::sign`] does; a device that takes
    /// digests is given [`PublicKey::prehash`].
    ///
    /// # Errors
    ///
    /// [`CryptoError::KeyMismatch`] if such a key does not go with `algorithm`.
    pub fn new(
        key: PublicKey,
        algorithm: SignatureAlgorithm,
        sign: F,
    ) -> Result<Self, CryptoError> {
        match algorithm.key_kind() == key.kind() {
            true => Ok(Self { key, algorithm, sign }),
            false => Err(CryptoError::KeyMismatch { algorithm: algorithm.name() }),
        }
    }
}

impl<F> Signer for CallbackSigner<F>
where
    F: Fn(&[u8]) -> Result<Vec<u8>, CryptoError> + Send + Sync,
{
    fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// What the function gave, if it verifies with the key.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let value = (self.sign)(message)?;
        self.key.verify(&self.algorithm, message, &value).map_err(|_| CryptoError::Signing)?;
        Ok(value)
    }
}
