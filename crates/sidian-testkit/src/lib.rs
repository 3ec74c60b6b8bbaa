//! Test PKI, tamper kit and corpus runner: development only, never published.

pub mod clock;
pub mod corpus;
pub mod flips;
pub mod hex;
pub mod licence;
pub mod material;
pub mod package;
pub mod pdf;
pub mod peers;
pub mod pki;
pub mod seal;
pub mod seal_kit;
pub mod tamper;
