//! The metadata inside a licence file: an associated file (`/AF`, ISO 32000-2 14.13) named
//! `licence.json`, with the relationship Data.

use crate::pdf::{Dict, Object, PdfError, View, decode_text};

/// The name of the associated file.
pub const METADATA_FILE: &str = "licence.json";

/// The metadata files of a document as it stands in `view`: none, one, or, in a broken or hostile
/// file, several. Read without trust: nobody has verified anything.
///
/// # Errors
///
/// [`PdfError`] where the catalogue or a file cannot be read.
pub fn metadata_files(view: View<'_, '_>) -> Result<Vec<Vec<u8>>, PdfError> {
    associated_files(view, METADATA_FILE)
}

/// The associated files with this name.
///
/// # Errors
///
/// As [`metadata_files`].
pub(crate) fn associated_files(view: View<'_, '_>, named: &str) -> Result<Vec<Vec<u8>>, PdfError> {
    let root = view.root()?;
    let Object::Array(files) = view.value(&root, "AF")? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in files.items().iter().take(MOST_FILES) {
        let Object::Dict(spec) = view.resolve(entry)? else { continue };
        if is_named(view, &spec, named)? {
            found.push(content(view, &spec)?);
        }
    }
    Ok(found)
}

/// The XMP packet of a document, where it has one.
///
/// # Errors
///
/// [`PdfError`] where the catalogue or the packet cannot be read.
pub(crate) fn xmp(view: View<'_, '_>) -> Result<Option<Vec<u8>>, PdfError> {
    let root = view.root()?;
    match view.value(&root, "Metadata")? {
        Object::Stream(stream) => view.decode(&stream).map(Some),
        _ => Ok(None),
    }
}

fn is_named(view: View<'_, '_>, spec: &Dict, named: &str) -> Result<bool, PdfError> {
    for key in ["UF", "F"] {
        if let Object::String(name) = view.value(spec, key)? {
            return Ok(decode_text(name.as_bytes()) == named);
        }
    }
    Ok(false)
}

fn content(view: View<'_, '_>, spec: &Dict) -> Result<Vec<u8>, PdfError> {
    let missing = PdfError::Type { what: "embedded file" };
    let Object::Dict(files) = view.value(spec, "EF")? else { return Err(missing) };
    for key in ["UF", "F"] {
        if let Object::Stream(stream) = view.value(&files, key)? {
            return view.decode(&stream);
        }
    }
    Err(missing)
}

const MOST_FILES: usize = 100;
