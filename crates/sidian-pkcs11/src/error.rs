//! Why a token could not be used.

use cryptoki::error::{Error, RvError};
use sidian::crypto::CryptoError;

/// Why a token, or a key on it, could not be used. No variant holds a PIN.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Pkcs11Error {
    /// The key wants the PIN again for every signature (`CKA_ALWAYS_AUTHENTICATE`).
    #[error("this key wants the PIN for every signature: use `sign_with_pin`")]
    AlwaysAuthenticate,
    /// The key, its parameters or the value it made are not what sidian speaks.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// No key fits what was asked for.
    #[error("no private key on token “{token}” fits")]
    KeyMissing {
        /// The token's label.
        token: String,
    },
    /// Several keys fit.
    #[error("{count} private keys on token “{token}” fit: name label and id")]
    KeysFit {
        /// How many.
        count: usize,
        /// The token's label.
        token: String,
    },
    /// The driver cannot be loaded or started.
    #[error("the PKCS#11 module cannot be used: {0}")]
    Module(Error),
    /// The token cannot do what the algorithm needs.
    #[error("the token has no mechanism for {algorithm}")]
    NoMechanism {
        /// The algorithm's name.
        algorithm: &'static str,
    },
    /// The PIN is wrong. Tokens lock after a few of these.
    #[error("wrong PIN")]
    Pin,
    /// The PIN was wrong too often.
    #[error("the token is locked after too many wrong PINs")]
    PinLocked,
    /// The token wants a PIN and none was given.
    #[error("token “{token}” wants a PIN")]
    PinMissing {
        /// The token's label.
        token: String,
    },
    /// The public half of the key is nowhere on the token.
    #[error("the token holds no public key or certificate beside the private key")]
    PublicKeyMissing,
    /// The token said no.
    #[error("the token refused: {0}")]
    Token(Error),
    /// No token fits what was asked for.
    #[error("no token fits; present: {}", .present.join(", "))]
    TokenMissing {
        /// The labels of those that are there.
        present: Vec<String>,
    },
    /// Several tokens fit.
    #[error("{count} tokens fit: name one by label or serial number")]
    TokensFit {
        /// How many.
        count: usize,
    },
    /// Not a PKCS#11 URI (RFC 7512), or one that says more than may be said there.
    #[error("not a usable PKCS#11 URI: {what}")]
    Uri {
        /// What is wrong with it.
        what: &'static str,
    },
}

impl Pkcs11Error {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::AlwaysAuthenticate => 9101,
            Self::Crypto(e) => e.code(),
            Self::KeyMissing { .. } => 9102,
            Self::KeysFit { .. } => 9103,
            Self::Module(_) => 9104,
            Self::NoMechanism { .. } => 9105,
            Self::Pin => 9106,
            Self::PinLocked => 9107,
            Self::PinMissing { .. } => 9108,
            Self::PublicKeyMissing => 9109,
            Self::Token(_) => 9110,
            Self::TokenMissing { .. } => 9111,
            Self::TokensFit { .. } => 9112,
            Self::Uri { .. } => 9113,
        }
    }
}

impl From<Error> for Pkcs11Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Pkcs11(
                RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange,
                _,
            ) => Self::Pin,
            Error::Pkcs11(RvError::PinLocked, _) => Self::PinLocked,
            other => Self::Token(other),
        }
    }
}
