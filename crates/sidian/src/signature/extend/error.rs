//! Why a document cannot be extended.

use super::gather::Missing;
use crate::pades::PrepareError;
use crate::pdf::PdfError;
use crate::report::BaselineLevel;
use crate::signature::SignatureError;
use crate::tsp::TspError;

/// Why a document cannot be extended. Nothing has been written when one of these is returned.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// Something that validation needs is not at hand.
    #[error("{} pieces of evidence are missing: {}", .0.len(), list(.0))]
    Missing(Vec<Missing>),
    /// The document has no signature.
    #[error("the document has no signature")]
    NoSignature,
    /// All was done, and the level is not reached.
    #[error("the document reaches {}, not {}", name(*.reached), .wanted.as_str())]
    NotReached {
        /// What was wanted.
        wanted: BaselineLevel,
        /// What was reached.
        reached: Option<BaselineLevel>,
    },
    /// A signature of the document does not pass.
    #[error("the signature in “{field}” does not pass ({why}); extending would not mend it")]
    NotValid {
        /// Its field.
        field: String,
        /// The short name of what was found.
        why: &'static str,
    },
    /// The document cannot be read.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The document cannot be extended.
    #[error(transparent)]
    Placement(#[from] PrepareError),
    /// The token is larger than the room kept for it.
    #[error("the timestamp needs {needed} bytes; {room} were kept")]
    Room {
        /// How many bytes it needs.
        needed: usize,
        /// How many were kept.
        room: usize,
    },
    /// The update would break an earlier signature, or cannot be placed.
    #[error(transparent)]
    Signature(SignatureError),
    /// There is no timestamp, or it is not the one that was asked for.
    #[error(transparent)]
    Timestamp(#[from] TspError),
}

impl From<SignatureError> for ExtendError {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Room { needed, room } => Self::Room { needed, room },
            SignatureError::Pdf(e) => Self::Pdf(e),
            SignatureError::Placement(e) => Self::Placement(e),
            SignatureError::Timestamp(e) => Self::Timestamp(e),
            other => Self::Signature(other),
        }
    }
}

impl ExtendError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::Missing(_) => 5151,
            Self::NoSignature => 5152,
            Self::NotReached { .. } => 5153,
            Self::NotValid { .. } => 5154,
            Self::Pdf(e) => e.code(),
            Self::Placement(e) => e.code(),
            Self::Room { .. } => 5156,
            Self::Signature(e) => e.code(),
            Self::Timestamp(e) => e.code(),
        }
    }
}

fn name(level: Option<BaselineLevel>) -> &'static str {
    level.map_or("no level", BaselineLevel::as_str)
}

fn list(missing: &[Missing]) -> String {
    const MOST: usize = 5;
    let mut text = missing.iter().take(MOST).map(ToString::to_string).collect::<Vec<_>>();
    if missing.len() > MOST {
        text.push("…".to_owned());
    }
    text.join("; ")
}
