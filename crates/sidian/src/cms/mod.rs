//! CMS SignedData (RFC 5652) and its GB/T 35275 dialect: read over the received bytes, built for a
//! signer who may be elsewhere.

mod attribute;
mod build;
mod dialect;
mod error;
mod signed_data;
mod unsigned;
mod verify;

pub use attribute::{Attribute, Attributes, SigningCertificate};
pub use build::{SignedAttributes, SignedDataDraft};
pub use dialect::Dialect;
pub use error::CmsError;
pub use signed_data::{AlgorithmIdentifier, SignedData, SignerIdentifier, SignerInfo};
pub use unsigned::with_unsigned_attribute;
pub use verify::{Content, Profile, SignerCheck, verify_signer, verify_with};
