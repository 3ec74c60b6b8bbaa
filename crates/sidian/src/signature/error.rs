//! Why a signature cannot be made.

use super::state::StateError;
use crate::budget::LimitError;
use crate::crypto::CryptoError;
use crate::pades::PrepareError;
use crate::pdf::PdfError;
use crate::tsp::TspError;

/// Why a signature cannot be made. Nothing has been written when one of these is returned.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// The signer's certificate is missing from the chain.
    #[error("no certificate given for the signer")]
    CertificateMissing,
    /// The key refused, or could not be used.
    #[error("the key could not sign: {0}")]
    Crypto(#[from] CryptoError),
    /// The document was not digested with this hash.
    #[error("the document was not digested with {hash}")]
    HashMissing {
        /// The hash of the signer's algorithm.
        hash: &'static str,
    },
    /// The key is not the one of the certificate.
    #[error("the key does not belong to the certificate “{subject}”")]
    KeyMismatch {
        /// Subject of the certificate.
        subject: String,
    },
    /// The document has been changed, and is as long as before.
    #[error("the document was changed after it was prepared")]
    DocumentChanged,
    /// The signature field has a rule (Lock or seed value, ISO 32000-2 12.7.5.5) that this signature
    /// would break.
    #[error("the field “{field}” demands {key} {wanted}")]
    FieldRule {
        /// The field.
        field: String,
        /// The key of the rule, such as `Reasons`.
        key: &'static str,
        /// What it demands, in the words of the file.
        wanted: String,
    },
    /// The bytes to be signed are not those of this document.
    #[error("what would be signed is not this document")]
    Forged,
    /// The file costs more work than is allowed.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The document it is applied to is not the one it was prepared for.
    #[error("the document is not the one that was prepared: {expected} bytes then, {found} now")]
    OtherDocument {
        /// Length when it was prepared.
        expected: u64,
        /// Length now.
        found: u64,
    },
    /// Another signer comes first.
    #[error("the field “{waiting_for}” has to be signed first")]
    OutOfOrder {
        /// Their field.
        waiting_for: String,
    },
    /// Somebody appended to the document after it was prepared. Nothing is lost: the newer document
    /// is to be prepared again.
    #[error("the document went on after it was prepared{}: prepare the newer one", signed_by(.by))]
    Overtaken {
        /// The fields that were signed since; empty where something else was appended.
        by: Vec<String>,
    },
    /// The document cannot be read.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The signature may not or cannot be placed as asked.
    #[error(transparent)]
    Placement(#[from] PrepareError),
    /// The container is larger than the room kept for it.
    #[error("the signature container needs {needed} bytes; {room} were kept")]
    Room {
        /// How many bytes it needs.
        needed: usize,
        /// How many were kept.
        room: usize,
    },
    /// What is at rest is not what was put there.
    #[error(transparent)]
    State(#[from] StateError),
    /// There is no timestamp, or it is not the one that was asked for.
    #[error(transparent)]
    Timestamp(#[from] TspError),
    /// The update would change something that an earlier signature protects.
    #[error("signing would break an earlier signature{}: {what} would change", signed_by(.by))]
    WouldBreak {
        /// What would change, as a path from the catalogue.
        what: String,
        /// The fields of the signatures that limit changes; empty where none states a limit.
        by: Vec<String>,
    },
    /// An `SES_Signature` applies a seal, and there is none.
    #[error("a signature of this kind applies a seal; none is given")]
    SealMissing,
    /// Somebody else's signature was prepared here and never completed.
    #[error("the signature in “{field}” was prepared and never completed; complete it first")]
    Unfinished {
        /// Its field.
        field: String,
    },
    /// The signature value does not verify with the certificate's key.
    #[error("the signature value does not fit the certificate’s key")]
    ValueInvalid,
}

impl SignatureError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::CertificateMissing => 5101,
            Self::Crypto(e) => e.code(),
            Self::DocumentChanged => 5108,
            Self::FieldRule { .. } => 5111,
            Self::Forged => 5109,
            Self::HashMissing { .. } => 5112,
            Self::KeyMismatch { .. } => 5102,
            Self::Limit(e) => e.code(),
            Self::OtherDocument { .. } => 5103,
            Self::OutOfOrder { .. } => 5113,
            Self::Overtaken { .. } => 5110,
            Self::Pdf(e) => e.code(),
            Self::SealMissing => 5130,
            Self::Placement(e) => e.code(),
            Self::Room { .. } => 5104,
            Self::State(e) => e.code(),
            Self::Timestamp(e) => e.code(),
            Self::Unfinished { .. } => 5107,
            Self::ValueInvalid => 5105,
            Self::WouldBreak { .. } => 5106,
        }
    }
}

fn signed_by(fields: &[String]) -> String {
    if fields.is_empty() {
        String::new()
    } else {
        format!(" (signed in “{}”)", fields.join("”, “"))
    }
}
