//! The pages of an annotated copy (加注件): a new file with the licence's pages, marked.

use lopdf::Document;
use sidian::material::copy::{COPY_FILE, CopyStatement};
use sidian::time::UnixTime;

use crate::document::{self, DocumentInfo};
use crate::font::Typeface;
use crate::template::flatten::mark_over;
use crate::{RenderError, TemplateError};

/// Draws the pages of `original` with the mark 仅供…使用 across each, in a file of its own that carries
/// `statement` as [`COPY_FILE`]. Signatures, form, files and metadata of the original are left behind;
/// the original itself is not touched. The result is unsigned.
///
/// # Errors
///
/// [`TemplateError`] where the original cannot be read or a page is turned, or the mark cannot be set.
pub fn draw(
    original: &[u8],
    statement: &CopyStatement,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<Vec<u8>, TemplateError> {
    let broken = |e: lopdf::Error| RenderError::Write { why: e.to_string() };
    let info = DocumentInfo::new(
        format!("{}（加注件）", statement.licence_name),
        statement.recipient_name.clone(),
    )
    .with_data(COPY_FILE, "application/json", "加注信息", statement.to_json());
    let mut document = Document::load_mem(original).map_err(broken)?;
    mark_over(&mut document, &statement.mark(), typeface, &info, now)?;
    let mut marked = Vec::new();
    let unwritable = |e: std::io::Error| RenderError::Write { why: e.to_string() };
    document.save_to(&mut marked).map_err(unwritable)?;
    Ok(document::finish(&marked, &info, false, now)?)
}
