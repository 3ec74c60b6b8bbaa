//! One difference that was found, before it is known who permits it.

use crate::budget::LimitError;
use crate::pdf::PdfError;
use crate::report::{ChangeClass, Code};

/// What it takes for a change to be permitted.
#[derive(Clone, Debug)]
pub(super) enum Need {
    /// Nothing: permitted whatever the signatures say.
    Always,
    /// P = 3.
    Annotating,
    /// P >= 2 and no lock on the field.
    Filling(String),
    /// Nothing permits it.
    Never,
    /// P >= 2.
    NewField,
    /// P >= 2 and no lock on the signature field.
    Signing(String),
}

/// One difference.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) revision: usize,
    pub(super) object: u32,
    pub(super) page: Option<usize>,
    pub(super) bbox: Option<[f64; 4]>,
    pub(super) path: String,
    pub(super) class: ChangeClass,
    pub(super) code: &'static Code,
    pub(super) need: Need,
    /// Whether something visible was put on a page.
    pub(super) visible: bool,
}

/// Why an object could not be judged.
#[derive(Debug)]
pub(super) enum Stop {
    /// Out of budget: the whole comparison ends.
    Limit(LimitError),
    /// The object, or one that it needs, cannot be read.
    Unreadable,
}

impl From<PdfError> for Stop {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::Limit(limit) => Self::Limit(limit),
            _ => Self::Unreadable,
        }
    }
}

impl From<LimitError> for Stop {
    fn from(limit: LimitError) -> Self {
        Self::Limit(limit)
    }
}
