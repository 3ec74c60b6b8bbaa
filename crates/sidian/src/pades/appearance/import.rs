//! A page of another file becomes a form XObject of this one, with all that it refers to.

use std::collections::{BTreeMap, HashSet, VecDeque};

use crate::budget::Work;
use crate::pades::page::{Page, Sight, inherit, pages};
use crate::pades::plan::PrepareError;
use crate::pdf::{Dict, Name, Object, Pdf, PdfError, Ref, Update, View};

use super::{AppearanceError, bbox, form_dict, number};

/// Entries that lead away from a picture, or that could make it show something else later.
const LEFT_OUT: [&str; 13] = [
    "AA",
    "AF",
    "Alternates",
    "Annots",
    "B",
    "Metadata",
    "OC",
    "OPI",
    "Parent",
    "PieceInfo",
    "StructParent",
    "StructParents",
    "Thumb",
];

/// The page of a file that has one, with what it inherits.
pub(super) fn only_page(file: &Pdf<'_>) -> Result<(Dict, Sight), AppearanceError> {
    let view = file.latest();
    let (found, count) = pages(view, 1..=2)?;
    let [Page { object, sight, .. }] = found.as_slice() else {
        return Err(AppearanceError::Pages { count });
    };
    let page = view.dict(&Object::Ref(*object), "a page")?;
    Ok((with_resources(view, page)?, *sight))
}

/// `page` with the boxes and resources that it inherits.
fn with_resources(view: View<'_, '_>, page: Dict) -> Result<Dict, PdfError> {
    let (mut page, mut node, mut seen) = (page.clone(), page, HashSet::new());
    while let Some(parent) = node.reference("Parent").filter(|parent| seen.insert(*parent)) {
        node = view.dict(&Object::Ref(parent), "the page tree")?;
        page = inherit(page, &node);
        if let (false, Some(resources)) = (page.has("Resources"), node.get("Resources")) {
            page = page.with("Resources", resources.clone());
        }
    }
    Ok(page)
}

/// Writes the page of `file` into `update` as a form XObject whose picture begins at the origin.
pub(super) fn import(
    update: &mut Update<'_, '_>,
    file: &Pdf<'_>,
    page: &Dict,
    sight: &Sight,
) -> Result<Ref, PrepareError> {
    let view = file.latest();
    let form = update.reserve()?;
    let mut copier = Copier::new(view);
    let mut dict = form_dict()
        .with("BBox", bbox(sight.area()))
        .with("Matrix", sight.matrix().map(number).to_vec());
    for key in ["Resources", "Group"] {
        if let Some(value) = page.get(key) {
            let value = view.resolve(value)?;
            dict = dict.with(key, copier.object(update, &value)?);
        }
    }
    let (filters, content) = content(view, page)?;
    for (key, value) in filters.iter() {
        let value = copier.object(update, value)?;
        dict = dict.with(&key.to_text(), value);
    }
    update.put_stream(form, dict, content);
    copier.finish(update)?;
    Ok(form)
}

/// The content of a page: one stream as it is encoded, several as one (7.8.2).
fn content(view: View<'_, '_>, page: &Dict) -> Result<(Dict, Vec<u8>), PdfError> {
    const WRONG: PdfError = PdfError::Type { what: "the content of a page" };
    match view.value(page, "Contents")? {
        Object::Null => Ok((Dict::empty(), Vec::new())),
        Object::Stream(stream) => {
            // read once, so that what cannot be decoded is refused here and not on somebody's screen
            view.decode(&stream)?;
            let kept = stream.dict.iter().filter(|(k, _)| **k == "Filter" || **k == "DecodeParms");
            let filters = Dict::new(kept.map(|(k, v)| (k.clone(), v.clone())).collect());
            Ok((filters, view.pdf().raw(&stream).to_vec()))
        }
        Object::Array(parts) => {
            let mut whole = Vec::new();
            for part in parts.items() {
                let Object::Stream(stream) = view.resolve(part)? else { return Err(WRONG) };
                whole.extend_from_slice(&view.decode(&stream)?);
                whole.push(b'\n');
            }
            Ok((Dict::empty(), whole))
        }
        _ => Err(WRONG),
    }
}

/// Copies objects under new numbers.
pub(in crate::pades) struct Copier<'p, 'f> {
    view: View<'p, 'f>,
    numbers: BTreeMap<Ref, Ref>,
    queue: VecDeque<(Ref, Ref)>,
}

impl<'p, 'f> Copier<'p, 'f> {
    /// Copies out of `view`.
    pub(in crate::pades) fn new(view: View<'p, 'f>) -> Self {
        Self { view, numbers: BTreeMap::new(), queue: VecDeque::new() }
    }

    /// Copies all that what was copied refers to.
    pub(in crate::pades) fn finish(
        &mut self,
        update: &mut Update<'_, '_>,
    ) -> Result<(), PrepareError> {
        while let Some((copy, original)) = self.queue.pop_front() {
            self.copy(update, copy, original)?;
        }
        Ok(())
    }

    fn object(
        &mut self,
        update: &mut Update<'_, '_>,
        object: &Object,
    ) -> Result<Object, PrepareError> {
        Ok(match object {
            Object::Ref(original) => Object::Ref(self.copied(update, *original)?),
            Object::Array(array) => {
                let items: Result<Vec<Object>, PrepareError> =
                    array.items().iter().map(|item| self.object(update, item)).collect();
                Object::from(items?)
            }
            Object::Dict(dict) => Object::Dict(self.dict(update, dict)?),
            Object::Stream(_) => return Err(PdfError::Type { what: "a stream" }.into()),
            plain => plain.clone(),
        })
    }

    fn dict(&mut self, update: &mut Update<'_, '_>, dict: &Dict) -> Result<Dict, PrepareError> {
        if dict.repeated().is_some() {
            let at = dict.span().map_or(0, |span| span.start);
            return Err(PdfError::RepeatedKey { at }.into());
        }
        let left_out = |key: &Name| LEFT_OUT.iter().any(|word| key.as_bytes() == word.as_bytes());
        let mut entries = Vec::new();
        for (key, value) in dict.iter().filter(|(key, _)| !left_out(key)) {
            entries.push((key.clone(), self.object(update, value)?));
        }
        Ok(Dict::new(entries))
    }

    /// The reference under which `original` is copied.
    pub(in crate::pades) fn copied(
        &mut self,
        update: &mut Update<'_, '_>,
        original: Ref,
    ) -> Result<Ref, PrepareError> {
        if let Some(known) = self.numbers.get(&original) {
            return Ok(*known);
        }
        self.view.pdf().budget().spend(Work::Compared, 1).map_err(PdfError::from)?;
        let copy = update.reserve()?;
        self.numbers.insert(original, copy);
        self.queue.push_back((copy, original));
        Ok(copy)
    }

    fn copy(
        &mut self,
        update: &mut Update<'_, '_>,
        copy: Ref,
        original: Ref,
    ) -> Result<(), PrepareError> {
        match self.view.get(original)? {
            Object::Stream(stream) => {
                let dict = self.dict(update, &stream.dict.clone().without("Length"))?;
                let data = self.view.pdf().raw(&stream);
                let paid = self.view.pdf().budget().spend(Work::Inflated, data.len() as u64);
                paid.map_err(PdfError::from)?;
                update.put_stream(copy, dict, data.to_vec());
            }
            other => {
                let other = self.object(update, &other)?;
                update.put(copy, other);
            }
        }
        Ok(())
    }
}
