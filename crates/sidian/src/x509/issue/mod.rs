//! Issuing certificates, revocation lists and OCSP responses (RFC 5280, RFC 6960; in China GB/T
//! 20518).
//!
//! A draft says what is wanted; [`Issuer`] is the certificate and the key that sign. What comes
//! out has been read back by the reading half of [`x509`](crate::x509). The same draft, key and
//! serial number give the same bytes, up to the random part of ECDSA signatures.
//!
//! # Examples
//!
//! ```
//! use sidian::crypto::{Signer, SigningKey, Suite};
//! use sidian::time::UnixTime;
//! use sidian::x509::issue::{CertificateDraft, Issuer, NameDraft, Validity};
//!
//! let (ca_key, key) = (SigningKey::generate(Suite::Sm2)?, SigningKey::generate(Suite::Sm2)?);
//! let from = UnixTime::from_rfc3339("2026-01-01T00:00:00Z")?;
//! let validity = Validity::new(from, from.plus(10 * 365 * 86_400))?;
//!
//! let name = NameDraft::new("政务根证书").with_country("CN").with_organisation("某市数据局");
//! let root = CertificateDraft::root(name, validity).self_sign(&ca_key)?;
//!
//! let issuer = Issuer::new(&root, &ca_key)?;
//! let signer = CertificateDraft::end_entity(NameDraft::new("审批专用"), key.public_key(), validity)
//!     .issue(&issuer)?;
//! assert!(signer.issuer().matches(root.subject()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adapter;
mod certificate;
mod crl;
mod desk;
mod error;
mod extension;
mod name;
mod ocsp;
mod request;
#[cfg(test)]
mod tests;

pub use self::certificate::{CertificateDraft, Issuer, Validity};
pub use self::crl::{CrlDraft, Revocation};
pub use self::desk::{Application, Desk, RegistrationCheck};
pub use self::error::IssueError;
pub use self::extension::{NameForm, Usage};
pub use self::name::NameDraft;
pub use self::ocsp::{OcspDraft, OcspRefusal};
pub use self::request::{PreparedRequest, RequestDraft};
