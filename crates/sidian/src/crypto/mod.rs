//! Keys, hashes and signature algorithms, named once, in one table.
//!
//! [`algorithms`] lists what is spoken. What is recognised but weak is verified where that is
//! possible and says so ([`SignatureAlgorithm::is_weak`]); what is not spoken is
//! [`CryptoError::Unsupported`] with its object identifier, which is *unknown*, never *failed*
//! and never *passed*.
//!
//! # Examples
//!
//! ```
//! use sidian::crypto::{PublicKey, Signer, SigningKey, Suite};
//!
//! let key = SigningKey::generate(Suite::Sm2)?;
//! let value = key.sign("电子证照".as_bytes())?;
//!
//! let public = PublicKey::from_spki(key.public_key().spki())?;
//! public.verify(key.algorithm(), "电子证照".as_bytes(), &value)?;
//! assert!(public.verify(key.algorithm(), b"something else", &value).is_err());
//! # Ok::<(), sidian::crypto::CryptoError>(())
//! ```

mod algorithm;
mod ecdsa;
mod error;
mod hash;
mod identifier;
mod key_der;
mod key_file;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod public_key;
mod random;
mod rsa;
#[cfg(feature = "rsa-generation")]
mod rsa_new;
mod signer;
mod signing_key;
mod sm2;
#[cfg(test)]
pub(crate) mod tests;

pub use self::algorithm::{KeyKind, SignatureAlgorithm, Suite, algorithms};
pub use self::error::CryptoError;
pub use self::hash::{Digest, Hash, Hasher};
#[cfg(feature = "pkcs12")]
pub use self::pkcs12::read_pkcs12;
pub use self::public_key::PublicKey;
pub(crate) use self::random::random;
pub use self::signer::{CallbackSigner, Signer};
pub use self::signing_key::SigningKey;
