//! The cryptography itself, in `ring` and without anything around it: no verifier can be faster.

use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
};

/// A P-256 key with a signature of its own.
pub struct P256 {
    key: EcdsaKeyPair,
    public: UnparsedPublicKey<Vec<u8>>,
    value: Vec<u8>,
    random: SystemRandom,
}

impl Default for P256 {
    fn default() -> Self {
        Self::new()
    }
}

impl P256 {
    const MESSAGE: &'static [u8] = &[0x5A; 300];

    /// A fresh key.
    ///
    /// # Panics
    ///
    /// If the system gives no random numbers.
    pub fn new() -> Self {
        use ring::signature::KeyPair as _;
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("our key");
        let value = key.sign(&random, Self::MESSAGE).expect("a signature").as_ref().to_vec();
        let point = key.public_key().as_ref().to_vec();
        Self { key, public: UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point), value, random }
    }

    /// Verifies `times` signatures.
    ///
    /// # Panics
    ///
    /// If one does not verify.
    pub fn verify(&self, times: usize) {
        for _ in 0..times {
            self.public.verify(Self::MESSAGE, &self.value).expect("a good signature");
        }
    }

    /// Makes one signature.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    pub fn sign(&self) -> Vec<u8> {
        self.key.sign(&self.random, Self::MESSAGE).expect("a signature").as_ref().to_vec()
    }
}

/// SHA-256 of these bytes.
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}
