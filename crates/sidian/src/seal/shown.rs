//! What a page shows of a seal, held against the picture in the seal.

/// Compares pictures, so that a seal that shows another picture than its own is found out.
///
/// The core draws nothing, so whoever wants pictures compared brings a reader (`sidian-render` has
/// one).
pub trait PictureReader: Send + Sync {
    /// Whether the only page of `sheet`, a PDF, shows `picture`, the file that the seal holds,
    /// centred and as large as fits, on white and nothing else.
    ///
    /// Both may be hostile: the work must be bounded and nothing may panic.
    fn compare(&self, sheet: &[u8], picture: &[u8]) -> PictureMatch;
}

/// What became of a comparison.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PictureMatch {
    /// A person would take both for the same picture.
    Same,
    /// A person would see a difference.
    Different,
    /// One of them could not be drawn.
    Unreadable,
}
