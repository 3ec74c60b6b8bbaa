//! What the benches measure with: documents of every size, and the cryptography that each question
//! cannot do without.

pub mod fixture;
pub mod floor;
pub mod growth;
pub mod licence;
pub mod measure;
