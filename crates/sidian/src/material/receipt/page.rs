//! The page of a receipt, which carries the receipt itself as an associated file.

use crate::budget::Budget;
use crate::licence::associated_files;
use crate::pdf::{Pdf, PdfError};

/// The name of the associated file that carries the receipt in its page.
pub const RECEIPT_FILE: &str = "receipt.json";

/// The receipt in a page of one: its associated file [`RECEIPT_FILE`]. `None` where there is none, or
/// more than one, so that nobody can tell which is meant. Nothing is judged; whether the page says
/// what the receipt says is not looked at either: the receipt counts.
///
/// # Errors
///
/// [`PdfError`] where the document cannot be read.
pub fn in_page(pdf: &[u8]) -> Result<Option<Vec<u8>>, PdfError> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget)?;
    let found = associated_files(file.latest(), RECEIPT_FILE)?;
    let Ok([receipt]) = <[Vec<u8>; 1]>::try_from(found) else { return Ok(None) };
    Ok(Some(receipt))
}
