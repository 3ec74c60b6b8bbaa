//! What a forger does to a licence. Each copy is still a PDF that opens and shows its page.

use sidian::budget::Budget;
use sidian::pdf::{Dict, Name, Object, Pdf, PdfError, PdfString, Ref, Update, UpdateError};

use crate::failure::Failure;
use crate::locale::{Text, text};

/// Overwrites `from` with `to`, of the same length, wherever it stands in plain bytes.
pub(super) fn changed_field(file: &[u8], from: &str, to: &str) -> Result<Vec<u8>, Failure> {
    let mut out = file.to_vec();
    let mut found = false;
    if from.len() == to.len() {
        for at in 0..out.len().saturating_sub(from.len()) {
            let place = out.get_mut(at..at + from.len()).filter(|p| **p == *from.as_bytes());
            if let Some(place) = place {
                place.copy_from_slice(to.as_bytes());
                found = true;
            }
        }
    }
    match found {
        true => Ok(out),
        false => Err(failed(&text!("未找到要修改的内容", "what was to be changed is not there"))),
    }
}

/// Puts another page in the place of the first, by an incremental update.
pub(super) fn swapped_page(file: &[u8]) -> Result<Vec<u8>, Failure> {
    with_update(file, |update, page, dict| {
        let font = Dict::empty()
            .with("Type", Object::name("Font"))
            .with("Subtype", Object::name("Type1"))
            .with("BaseFont", Object::name("Helvetica-Bold"));
        let fonts = Dict::empty().with("F1", Object::from(font));
        let resources = Dict::empty().with("Font", Object::from(fonts));
        let content = update.reserve()?;
        let words = b"BT /F1 28 Tf 72 300 Td (This page was put in place of the licence) Tj ET";
        update.put_stream(content, Dict::empty(), words.to_vec());
        let dict =
            dict.with("Contents", Object::from(content)).with("Resources", Object::from(resources));
        update.put(page, Object::from(dict));
        Ok(())
    })
}

/// Adds a note to the first page, by an incremental update.
pub(super) fn appended_revision(file: &[u8]) -> Result<Vec<u8>, Failure> {
    with_update(file, |update, page, dict| {
        let rect = [72, 72, 400, 120].map(Object::from);
        let note = Dict::empty()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("FreeText"))
            .with("Rect", Object::from(rect.to_vec()))
            .with("DA", Object::from(PdfString::literal(b"/Helv 14 Tf 1 0 0 rg".to_vec())))
            .with("Contents", Object::from(PdfString::literal(b"valid until 2099".to_vec())))
            .with("F", Object::from(4));
        let note = update.add(Object::from(note))?;
        let old = update.pdf().latest().value(&dict, "Annots")?;
        let mut all = old.as_array().map(|a| a.items().to_vec()).unwrap_or_default();
        all.push(Object::from(note));
        update.put(page, Object::from(dict.with("Annots", Object::from(all))));
        Ok(())
    })
}

/// Appends a revision in which `change` works on the first page.
fn with_update(
    file: &[u8],
    change: impl FnOnce(&mut Update<'_, '_>, Ref, Dict) -> Result<(), TamperError>,
) -> Result<Vec<u8>, Failure> {
    let budget = Budget::for_file(file.len());
    let work = || -> Result<Vec<u8>, TamperError> {
        let pdf = Pdf::open(file, &budget)?;
        let (page, dict) = first_page(&pdf)?;
        let mut update = Update::new(&pdf)?;
        change(&mut update, page, dict)?;
        let mut out = file.to_vec();
        out.extend_from_slice(&update.finish()?.tail);
        Ok(out)
    };
    work().map_err(|e| {
        let e = e.0;
        failed(&text!("文件无法篡改（{e}）", "the file could not be tampered with ({e})"))
    })
}

fn first_page(pdf: &Pdf<'_>) -> Result<(Ref, Dict), TamperError> {
    let view = pdf.latest();
    let mut node = view.value(&view.root()?, "Pages")?;
    for _ in 0..16 {
        let dict = view.dict(&node, "pages")?;
        let kids = view.value(&dict, "Kids")?;
        let kid = kids.as_array().and_then(|a| a.get(0)).and_then(Object::as_reference);
        let kid = kid.ok_or_else(|| TamperError("no page".to_owned()))?;
        let below = view.dict(&Object::from(kid), "page")?;
        if below.name("Type").map(Name::as_bytes) == Some(b"Page") {
            return Ok((kid, below));
        }
        node = Object::from(below);
    }
    Err(TamperError("no page".to_owned()))
}

struct TamperError(String);

impl From<PdfError> for TamperError {
    fn from(e: PdfError) -> Self {
        Self(e.to_string())
    }
}

impl From<UpdateError> for TamperError {
    fn from(e: UpdateError) -> Self {
        Self(e.to_string())
    }
}

fn failed(what: &Text) -> Failure {
    Failure::new(what.clone(), text!("请向开发者报告", "please report this"))
}
