//! What may differ in the annotations of a page (ISO 32000-2 12.5).

use std::collections::HashSet;

use crate::budget::Work;
use crate::pdf::{Array, Dict, Object};
use crate::report::codes::changes as codes;
use crate::report::{ChangeClass, Code};

use super::field::is_name;
use super::graph::in_use;
use super::pairs::{Delta, Pair};
use super::record::{Need, Record, Stop};
use super::roles::{Kind, kind};

impl Delta<'_, '_, '_> {
    /// The list of annotations of page `page`, which stands in object `number`.
    pub(super) fn annotations(
        &mut self,
        page: u32,
        number: u32,
        before: &Object,
        after: &Object,
    ) -> Result<(), Stop> {
        let path = format!("{}/Annots", self.page_path(page));
        if let Some(added) = self.base.shown.entry(page).or_default().grown(before, after) {
            return self.grown_annotations(page, before, &added, &path);
        }
        let items = |object: &Object| match object {
            Object::Null => Some(Vec::new()),
            Object::Array(array) => Some(array.items().to_vec()),
            _ => None,
        };
        let (Some(old), Some(new)) = (items(before), items(after)) else {
            self.never(number, &path, codes::PAGE_CONTENT);
            return Ok(());
        };
        self.base.budget.spend(Work::Compared, (old.len() + new.len()) as u64)?;
        let known: HashSet<u32> = old.iter().filter_map(Self::target).collect();
        let listed: HashSet<u32> = new.iter().filter_map(Self::target).collect();
        let added: Vec<u32> =
            new.iter().filter_map(Self::target).filter(|n| !known.contains(n)).collect();
        self.overlaps(page, &old, &added)?;
        for item in &old {
            match Self::target(item) {
                Some(target) if !listed.contains(&target) => self.annotation_gone(target, &path)?,
                None if !new.contains(item) => {
                    self.annotating(number, &path, codes::ANNOTATION_REMOVED, None);
                }
                _ => {}
            }
        }
        let mut seen = HashSet::new();
        for (index, item) in new.iter().enumerate() {
            let path = format!("{path}/{index}");
            match Self::target(item) {
                Some(target) if !seen.insert(target) && !known.contains(&target) => {
                    self.never(target, &path, codes::FIELD_ADDED);
                }
                Some(target) if !known.contains(&target) => {
                    self.annotation_new(target, page, &path)?;
                }
                None if !old.contains(item) => match item {
                    Object::Dict(dict) if !is_widget(dict) => {
                        let dict = dict.clone();
                        self.annotating(number, &path, codes::ANNOTATION_ADDED, Some(&dict));
                    }
                    _ => self.never(number, &path, codes::FIELD_ADDED),
                },
                _ => {}
            }
        }
        let order = |items: &[Object]| -> Vec<u32> {
            let both = |t: &u32| known.contains(t) && listed.contains(t);
            items.iter().filter_map(Self::target).filter(both).collect()
        };
        if order(&old) != order(&new) {
            self.annotating(number, &path, codes::ANNOTATION_CHANGED, None);
        }
        Ok(())
    }

    /// As [`Self::annotations`] where annotations were added behind those that were there, each
    /// once, and nothing else happened to the list.
    fn grown_annotations(
        &mut self,
        page: u32,
        before: &Object,
        added: &[u32],
        path: &str,
    ) -> Result<(), Stop> {
        let old = before.as_array().map(Array::items).unwrap_or_default();
        self.base.budget.spend(Work::Compared, (old.len() + added.len()) as u64)?;
        self.overlaps(page, old, added)?;
        for (index, target) in (old.len()..).zip(added) {
            self.annotation_new(*target, page, &format!("{path}/{index}"))?;
        }
        Ok(())
    }

    /// Tells what on the page new things cover: boxes of annotations and widgets that were there.
    /// The page's own text cannot be told from its box, so that every visible addition is reported.
    fn overlaps(&mut self, page: u32, old: &[Object], numbers: &[u32]) -> Result<(), Stop> {
        let mut added = Vec::new();
        for &number in numbers {
            if let Object::Dict(dict) = self.new.get(in_use(self.new, number))?
                && let Some(bbox) = self.rectangle(&dict).filter(|_| self.is_visible(&dict))
            {
                self.base.pages.show(number, page);
                added.push((number, bbox));
            }
        }
        if added.is_empty() {
            return Ok(());
        }
        for earlier in old.iter().filter_map(Self::target) {
            self.base.budget.spend(Work::Compared, added.len() as u64)?;
            let Object::Dict(dict) = self.old.get(in_use(self.old, earlier))? else { continue };
            if !self.is_visible(&dict) {
                continue;
            }
            let Some([left, bottom, right, top]) = self.rectangle(&dict) else { continue };
            for (number, bbox) in &added {
                let [l, b, r, t] = *bbox;
                if l < right && left < r && b < top && bottom < t {
                    let path = format!("{}, object {earlier}", self.page_path(page));
                    let new = self.new.get(in_use(self.new, *number))?;
                    let covering = new.as_dict().cloned().unwrap_or_else(Dict::empty);
                    // Seals often touch; a note over a seal hides something.
                    let code = match covering.name("Subtype") {
                        Some(kind) if *kind == "Widget" => codes::OVERLAP,
                        _ => codes::ANNOTATION_OVERLAP,
                    };
                    let outcome = (Need::Always, code, ChangeClass::Annotation);
                    self.place(*number, &path, &covering, &outcome);
                }
            }
        }
        Ok(())
    }

    fn annotation_gone(&mut self, target: u32, path: &str) -> Result<(), Stop> {
        let object = self.old.get(in_use(self.old, target))?;
        let Some(dict) = object.as_dict() else { return Ok(()) };
        if is_widget(dict) || kind(&object) == Some(Kind::Field) {
            let own = is_name(&self.old.value(dict, "FT")?, "Sig");
            let above = match self.old.value(dict, "Parent")? {
                Object::Dict(parent) => is_name(&self.old.value(&parent, "FT")?, "Sig"),
                _ => false,
            };
            let is_signature = own || above;
            let code = if is_signature { codes::SIGNATURE_HIDDEN } else { codes::FIELD_REMOVED };
            self.never(target, path, code);
        } else {
            let dict = dict.clone();
            self.annotating(target, path, codes::ANNOTATION_REMOVED, Some(&dict));
        }
        Ok(())
    }

    fn annotation_new(&mut self, target: u32, page: u32, path: &str) -> Result<(), Stop> {
        let object = self.new.get(in_use(self.new, target))?;
        let Some(dict) = object.as_dict() else {
            if !object.is_null() {
                self.never(target, path, codes::PAGE_CONTENT);
            }
            return Ok(());
        };
        let elsewhere = dict.reference("P").is_some_and(|owner| owner.number != page);
        if is_widget(dict) || kind(&object) == Some(Kind::Field) {
            let signed_now = self.accepted.contains(&target)
                || (kind(&object) == Some(Kind::Field)
                    && is_name(&self.new.value(dict, "FT")?, "Sig")
                    && self.filled.contains(&target));
            if !signed_now || elsewhere {
                self.never(target, path, codes::FIELD_ADDED);
            }
            return Ok(());
        }
        let dict = dict.clone();
        self.annotating(target, path, codes::ANNOTATION_ADDED, Some(&dict));
        Ok(())
    }

    /// An annotation that is no widget.
    pub(super) fn annotation(&mut self, number: u32, pair: &Pair) -> Result<(), Stop> {
        let path = format!("Annot {number}");
        let subtype = |object: &Object| object.as_dict().and_then(|d| d.name("Subtype").cloned());
        if pair.new.is_null() {
            let dict = pair.old.as_dict().cloned();
            self.annotating(number, &path, codes::ANNOTATION_REMOVED, dict.as_ref());
        } else if subtype(&pair.new) != subtype(&pair.old) {
            self.never(number, &path, codes::UNEXPLAINED);
        } else {
            // hiding what showed is a change of what shows
            let shown = pair.old.as_dict().filter(|old| self.is_visible(old));
            let dict = shown.or(pair.new.as_dict()).cloned();
            self.annotating(number, &path, codes::ANNOTATION_CHANGED, dict.as_ref());
        }
        Ok(())
    }

    /// Something below an annotation.
    pub(super) fn annotation_part(&mut self, number: u32, path: &str, code: &'static Code) {
        self.annotating(number, path, code, None);
    }

    fn annotating(&mut self, number: u32, path: &str, code: &'static Code, dict: Option<&Dict>) {
        let class = ChangeClass::Annotation;
        match dict {
            Some(dict) => self.place(number, path, dict, &(Need::Annotating, code, class)),
            // part of one, or their order: what shows is not known
            None => self.push(Record {
                revision: self.new.revision(),
                object: number,
                page: None,
                bbox: None,
                path: path.to_owned(),
                class,
                code,
                need: Need::Annotating,
                visible: true,
            }),
        }
    }

    /// Actions that can change what is shown, or send data, and files: none may come with a change,
    /// whoever else permits it.
    pub(super) fn scan_actions(&mut self, number: u32, pair: &Pair) {
        let mut before = Vec::new();
        active_parts(&pair.old, &mut before);
        let mut after = Vec::new();
        active_parts(&pair.new, &mut after);
        for (what, value) in after {
            if !before.iter().any(|(known, old)| *known == what && *old == value) {
                self.never(number, &format!("object {number}: {what}"), codes::ACTION);
            }
        }
    }
}

fn is_widget(dict: &Dict) -> bool {
    dict.name("Subtype").is_some_and(|name| *name == "Widget")
}

/// Kinds of actions (12.6.4) that reach beyond showing another place of the document.
const ACTIVE: &[&str] = &[
    "GoTo3DView",
    "GoToDp",
    "GoToE",
    "Hide",
    "ImportData",
    "JavaScript",
    "Launch",
    "Movie",
    "Rendition",
    "ResetForm",
    "RichMediaExecute",
    "SetOCGState",
    "Sound",
    "SubmitForm",
    "Trans",
];

/// The active parts of an object, with their values.
fn active_parts(object: &Object, found: &mut Vec<(String, Object)>) {
    let dict = match object {
        Object::Dict(dict) => dict,
        Object::Stream(stream) => &stream.dict,
        Object::Array(array) => {
            array.items().iter().for_each(|item| active_parts(item, found));
            return;
        }
        _ => return,
    };
    let named = |key: &str| dict.name(key).map(|name| name.to_text());
    if let Some(action) = named("S")
        && ACTIVE.contains(&action.as_str())
        && !dict.has("P")
    {
        found.push((action, object.clone()));
    }
    // of a file that is embedded, /Type is optional
    for key in ["AA", "EF", "JS"] {
        if let Some(value) = dict.get(key) {
            found.push((key.to_owned(), value.clone()));
        }
    }
    for (key, value) in [("Type", "EmbeddedFile"), ("Subtype", "RichMedia"), ("Subtype", "3D")] {
        if named(key).as_deref() == Some(value) {
            found.push((value.to_owned(), object.clone()));
        }
    }
    for (_, value) in dict.iter() {
        if matches!(value, Object::Dict(_) | Object::Array(_)) {
            active_parts(value, found);
        }
    }
}
