use crate::font::FontError;

/// Why a page could not be made, filled or read.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RenderError {
    /// An attached file has no name, a name with other than plain ASCII characters, or the name of
    /// another.
    #[error("attachment name {name:?}: must be plain ASCII, without slashes, and unique")]
    AttachmentName {
        /// The name.
        name: String,
    },
    /// The typeface is not to be had, or lacks a character.
    #[error(transparent)]
    Font(#[from] FontError),
    /// A length of the layout is no number that a page can have.
    #[error("the layout has a length that no page can have")]
    Layout,
    /// A text does not fit its place even at the smallest size.
    #[error("{what}: the text is too long for its place ({len} characters)")]
    Overflow {
        /// Which element.
        what: String,
        /// How long the text is.
        len: usize,
    },
    /// A page shows pixels, and no typeface is at hand that could be embedded: such pages hold
    /// letters and outlines only.
    #[error("a picture of pixels needs a page with an embedded typeface; none is at hand")]
    Pixels,
    /// The content of a QR code is empty or too long.
    #[error("QR code content of {len} bytes: must be 1 to 600")]
    QrContent {
        /// How long it is.
        len: usize,
    },
    /// The pages could not be written.
    #[error("cannot write the document: {why}")]
    Write {
        /// What the writer said.
        why: String,
    },
}

impl RenderError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::AttachmentName { .. } => 7311,
            Self::Font(error) => error.code(),
            Self::Layout => 7314,
            Self::Overflow { .. } => 7312,
            Self::Pixels => 7315,
            Self::QrContent { .. } => 7313,
            Self::Write { .. } => 7319,
        }
    }
}
