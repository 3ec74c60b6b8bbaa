//! The audit log: every use is a leaf of an append-only Merkle tree (RFC 6962 hashing), published as
//! C2SP tlog-tiles with checkpoints signed as C2SP signed notes.
//!
//! A leaf never holds an identifier. It holds commitments: HMAC-SHA256 values under a key of the leaf
//! alone. Whoever was given that key with a receipt can see what the leaf says; nobody else can, nor
//! tell that two leaves are about the same licence.

mod checkpoint;
mod commitment;
mod entry;
mod export;
mod receipt;
mod tree;

pub(crate) use checkpoint::latest;
pub use checkpoint::{LogKey, Sealer};
pub use commitment::Commitments;
pub use entry::{Entry, Opening};
pub(crate) use export::bundle;
pub use export::{Checked, export, verify_export};
pub use receipt::{Receipt, ReceiptFacts};
pub use tree::{Tree, TreeHead};

/// Why something about the log is not believed.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Two states of the log do not belong to one history.
    #[error("the log of {old} entries is no beginning of the log of {new}")]
    Inconsistent {
        /// Entries of the older.
        old: u64,
        /// Entries of the newer.
        new: u64,
    },
    /// What a receipt discloses is not what the log holds.
    #[error("{field} is not what the log holds")]
    Opening {
        /// Which field.
        field: &'static str,
    },
    /// The entry is not in the log at the place named.
    #[error("the entry is not at place {index} of the log")]
    NotIncluded {
        /// The place.
        index: u64,
    },
    /// A checkpoint, key or receipt that cannot be read.
    #[error("{what} cannot be read")]
    Malformed {
        /// What.
        what: &'static str,
    },
    /// A file of the log cannot be read.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The signature of a checkpoint does not verify with the key.
    #[error("the checkpoint of {size} entries is not signed by this log")]
    Signature {
        /// Entries.
        size: u64,
    },
}
