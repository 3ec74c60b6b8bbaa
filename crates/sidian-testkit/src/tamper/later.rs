//! Tampering that anybody can do with a signed file at hand: for demonstrations.

use sidian::budget::Budget;
use sidian::pdf::{Dict, Object, Pdf, Ref, Update};

/// One byte inside what is signed, changed: a digit or letter of the first page's text where that
/// can be read, else any.
///
/// # Panics
///
/// If the file is empty.
pub fn changed_byte(pdf: &[u8]) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let text = b") Tj";
    let at = out.windows(text.len()).position(|window| window == text);
    let at = at.and_then(|at| at.checked_sub(1)).unwrap_or(out.len() / 3);
    let byte = out.get_mut(at).expect("a byte to change");
    *byte = if *byte == b'9' { b'1' } else { b'9' };
    out
}

/// The first page shows something else, by an appended revision.
///
/// # Panics
///
/// If `pdf` cannot be read or has no page.
pub fn swapped_page(pdf: &[u8]) -> Vec<u8> {
    with_first_page(pdf, |update, number, page| {
        let content = b"BT /F1 24 Tf 72 600 Td (Something else.) Tj ET".to_vec();
        let contents = update.reserve().expect("a free number");
        update.put_stream(contents, Dict::empty(), content);
        update.put(number, page.with("Contents", contents));
    })
}

/// A text field that nobody signed appears on the first page, by an appended revision.
///
/// # Panics
///
/// If `pdf` cannot be read or has no page.
pub fn appended_revision(pdf: &[u8]) -> Vec<u8> {
    with_first_page(pdf, |update, number, page| {
        let rect = [72, 400, 300, 440].map(Object::Integer).to_vec();
        let widget = Dict::from([
            ("Type", Object::name("Annot")),
            ("Subtype", Object::name("Widget")),
            ("FT", Object::name("Tx")),
            ("T", sidian::pdf::PdfString::literal(*b"appended").into()),
            ("V", sidian::pdf::PdfString::literal(*b"appended later").into()),
            ("Rect", rect.into()),
            ("P", number.into()),
        ]);
        let widget = update.add(widget).expect("a free number");
        let mut annots = match page.get("Annots") {
            Some(annots) => match update.pdf().latest().resolve(annots) {
                Ok(Object::Array(annots)) => annots.items().to_vec(),
                _ => Vec::new(),
            },
            None => Vec::new(),
        };
        annots.push(widget.into());
        update.put(number, page.with("Annots", annots));
    })
}

fn with_first_page(pdf: &[u8], change: impl Fn(&mut Update<'_, '_>, Ref, Dict)) -> Vec<u8> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let view = file.latest();
    let mut at = view.root().expect("a catalogue").reference("Pages").expect("a page tree");
    let page = loop {
        let node = view.dict(&at.into(), "a page").expect("a page");
        let kids = view.value(&node, "Kids").expect("pages");
        match kids.as_array().and_then(|kids| kids.get(0)).and_then(Object::as_reference) {
            Some(first) => at = first,
            None => break node,
        }
    };
    let mut update = Update::new(&file).expect("a file that can be extended");
    change(&mut update, at, page);
    let appended = update.finish().expect("an update");
    [pdf, &appended.tail].concat()
}
