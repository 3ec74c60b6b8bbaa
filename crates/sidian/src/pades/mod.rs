//! Signatures in PDF (ISO 32000-2 12.8, ETSI EN 319 142-1): what is signed, and what changed since.

mod dss;
pub mod seed_value;

pub use dss::Dss;
