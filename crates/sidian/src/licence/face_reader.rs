/// Reads what a page says, so that a face can be compared with its metadata.
///
/// The core knows no fonts, so whoever wants faces compared brings a reader (`sidian-render` has
/// one). The text is wanted as a person would see it: nothing invisible, in the order in which it is
/// drawn; white space does not matter.
pub trait FaceReader: Send + Sync {
    /// The text of page `page`, counted from 0, of the file `pdf`; `None` when it cannot be read
    /// whole, because it is a picture or its letters have no known meaning.
    ///
    /// `pdf` may be hostile: the work must be bounded and nothing may panic.
    fn page_text(&self, pdf: &[u8], page: usize) -> Option<String>;
}
