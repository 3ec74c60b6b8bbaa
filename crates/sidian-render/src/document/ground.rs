//! What is the same on every licence of a type: drawn once, and put under each as a form XObject
//! (ISO 32000-2, 8.10) whose bytes are written as they are.

use std::sync::{Arc, Mutex, PoisonError};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};
use sidian::licence::kind::FaceLayout;
use sidian::time::UnixTime;

use super::{DocumentInfo, embedded};
use crate::RenderError;
use crate::font::Typeface;
use crate::scene::Scene;

/// A page without what differs from licence to licence.
pub(crate) struct Ground {
    /// The form, and what it needs: compressed already.
    objects: Vec<(ObjectId, Object)>,
    form: ObjectId,
    /// What the colours of the file mean (ISO 19005-3, 6.2.3).
    intents: Object,
    /// Stands for all of it in the identity of a file.
    digest: [u8; 32],
}

impl Ground {
    /// Draws it.
    ///
    /// # Errors
    ///
    /// As the back end that embeds letters.
    pub(crate) fn draw(scene: &Scene, typeface: &Typeface) -> Result<Self, RenderError> {
        let info = DocumentInfo::default();
        let epoch = UnixTime::from_seconds(0).map_err(|e| broken(&e))?;
        let pdf = embedded::write(std::slice::from_ref(scene), typeface, &info, epoch)?;
        let mut document = Document::load_mem(&pdf).map_err(|e| broken(&e))?;
        // Apart from the numbers of any page that it will lie under.
        document.renumber_objects_with(FIRST);
        let page = *document.get_pages().get(&1).ok_or_else(|| broken(&"no page"))?;
        let page = document.get_dictionary(page).map_err(|e| broken(&e))?.clone();
        let content = page.get(b"Contents").and_then(Object::as_reference);
        let content = content.map_err(|e| broken(&e))?;
        let resources = page.get(b"Resources").map_err(|e| broken(&e))?.clone();
        let mut form = match document.objects.remove(&content) {
            Some(Object::Stream(stream)) => stream,
            _ => return Err(broken(&"no content")),
        };
        let sides = [0.0, 0.0, scene.width, scene.height].map(Object::Real);
        form.dict.set("Type", "XObject");
        form.dict.set("Subtype", "Form");
        form.dict.set("BBox", sides.to_vec());
        form.dict.set("Resources", resources.clone());
        let mut objects = vec![(content, Object::Stream(form))];
        collect(&mut document, &resources, &mut objects);
        let catalog = document.catalog().map_err(|e| broken(&e))?;
        let intents = catalog.get(b"OutputIntents").map_err(|e| broken(&e))?.clone();
        collect(&mut document, &intents, &mut objects);
        let digest = Sha256::digest(&pdf).into();
        Ok(Self { objects, form: content, intents, digest })
    }

    /// What stands for it in the identity of a file.
    pub(super) fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Puts it under everything else on the first page.
    pub(super) fn lay(&self, document: &mut Document) -> Result<(), RenderError> {
        document.objects.extend(self.objects.iter().cloned());
        let begin = Stream::new(Dictionary::new(), BEGIN.to_vec()).with_compression(false);
        document.max_id = document.objects.keys().map(|(number, _)| *number).max().unwrap_or(0);
        let begin = Object::Reference(document.add_object(begin));
        let page = *document.get_pages().get(&1).ok_or_else(|| broken(&"no page"))?;
        let mut resources = match document.get_dictionary(page).and_then(|d| d.get(b"Resources")) {
            Ok(Object::Reference(at)) => document.get_dictionary(*at).cloned(),
            Ok(Object::Dictionary(direct)) => Ok(direct.clone()),
            _ => Ok(Dictionary::new()),
        }
        .map_err(|e| broken(&e))?;
        let forms = resources.get(b"XObject").and_then(Object::as_dict).cloned();
        let mut forms = forms.unwrap_or_default();
        forms.set("Ground", Object::Reference(self.form));
        resources.set("XObject", forms);
        let page = document.get_object_mut(page).and_then(Object::as_dict_mut);
        let page = page.map_err(|e| broken(&e))?;
        let own = page.get(b"Contents").map_err(|e| broken(&e))?.clone();
        page.set("Contents", vec![begin, own]);
        page.set("Resources", resources);
        document.catalog_mut().map_err(|e| broken(&e))?.set("OutputIntents", self.intents.clone());
        Ok(())
    }
}

/// Grounds that were drawn, by layout: the latest few.
pub(crate) struct Grounds(Mutex<Vec<(FaceLayout, Arc<Ground>)>>);

impl Grounds {
    /// None yet.
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// The ground for a layout: the one that was drawn, or else the one that `draw` makes.
    ///
    /// # Errors
    ///
    /// Those of `draw`.
    pub(crate) fn get(
        &self,
        layout: &FaceLayout,
        draw: impl FnOnce() -> Result<Ground, RenderError>,
    ) -> Result<Arc<Ground>, RenderError> {
        /// A service has a few types of licences; whoever tries out layouts has no end of them.
        const MOST: usize = 32;
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held().iter().find(|(own, _)| own == layout).map(|(_, known)| known.clone());
        if let Some(known) = known {
            return Ok(known);
        }
        let new = Arc::new(draw()?);
        let mut grounds = held();
        if grounds.len() >= MOST {
            grounds.remove(0);
        }
        grounds.push((layout.clone(), Arc::clone(&new)));
        Ok(new)
    }
}

/// Numbers of the ground's objects until the whole file is numbered anew.
const FIRST: u32 = 1_000_000;
/// Shows the form.
const BEGIN: &[u8] = b"/Ground Do\n";

/// Moves whatever `from` refers to out of the document.
fn collect(document: &mut Document, from: &Object, into: &mut Vec<(ObjectId, Object)>) {
    let mut wanted = Vec::new();
    references(from, &mut wanted);
    while let Some(id) = wanted.pop() {
        if let Some(object) = document.objects.remove(&id) {
            references(&object, &mut wanted);
            into.push((id, object));
        }
    }
}

fn references(object: &Object, into: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => into.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, into)),
        Object::Dictionary(dict) => dict.iter().for_each(|(_, value)| references(value, into)),
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, value)| references(value, into));
        }
        _ => {}
    }
}

fn broken(why: &dyn std::fmt::Display) -> RenderError {
    RenderError::Write { why: format!("the ground of a face: {why}") }
}
