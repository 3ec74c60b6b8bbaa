//! Keys on cards and in HSMs, over PKCS#11 (OASIS PKCS #11 2.40 and 3.x), as signers for sidian.
//!
//! [`Module`] is the driver that a maker ships as a shared library, [`KeyQuery`] says which key is
//! meant, and [`Pkcs11Signer`] signs with it wherever sidian takes a
//! [`Signer`](sidian::crypto::Signer). RSA (PKCS#1 v1.5 and PSS), P-256, P-384 and Ed25519 are
//! spoken; SM2 where the token has a mechanism for it, which no edition of PKCS#11 names: see
//! [`KeyQuery::with_sm2_mechanism`].
//!
//! A PIN is a [`Pin`]: wiped when dropped, never printed, never kept. Loading a module runs its
//! maker's code inside this process, with every right of it.
//!
//! # Examples
//!
//! ```no_run
//! use sidian::crypto::Signer;
//! use sidian_pkcs11::{KeyQuery, Module, Pin};
//!
//! let module = Module::load("/usr/lib/softhsm/libsofthsm2.so")?;
//! let query = KeyQuery::from_uri("pkcs11:token=counter%203;object=approver")?;
//! let signer = module.signer(&query, Some(&Pin::new("1234".to_owned())))?;
//! let value = signer.sign(b"message")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod mechanism;
mod module;
mod pin;
mod public;
mod query;
mod signer;

pub use error::Pkcs11Error;
pub use module::Module;
pub use pin::Pin;
pub use query::{KeyQuery, Sm2Input};
pub use signer::Pkcs11Signer;
