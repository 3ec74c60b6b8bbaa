//! Signatures in PDF (ISO 32000-2 12.8, ETSI EN 319 142-1): what is signed, and what changed since.

pub mod byte_range;
mod dictionary;
mod dss;
mod field;
pub mod seed_value;

pub use byte_range::{ByteRangeError, Covered};
pub use dictionary::{DictionaryType, FieldSelection, SignatureDictionary, SubFilter, Transform};
pub use dss::Dss;
pub use field::{FieldLock, FoundSignature, SignatureField, Signatures, fields, signatures};

#[cfg(test)]
mod tests;
