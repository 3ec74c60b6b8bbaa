//! The changes to form, page and catalogue that a new signature needs, and no others.

use std::collections::BTreeMap;

use crate::pdf::{Dict, Object, PdfError, Ref, Update, View, text_string};

use super::appearance::{bbox, form_dict, upright};
use super::layout::{self, Frame, Widget};
use super::page::rectangle;
use super::placement::selection_entries;
use super::plan::PrepareError;
use super::{Appearance, FieldLock, Placement, SignatureField};

/// Annotation flags Print and Locked (ISO 32000-2 table 167).
const FLAGS: i64 = 132;
/// Signatures exist, and the file may only be appended to (table 225).
const SIG_FLAGS: i64 = 3;

/// Puts `value` into a field that exists.
pub(super) fn fill(
    update: &mut Update<'_, '_>,
    field: &SignatureField,
    value: Ref,
    placement: Option<&Placement>,
) -> Result<(), PrepareError> {
    let wrong = || PrepareError::FieldType { field: field.name.clone() };
    let own = field.field.filter(|_| !field.is_ambiguous).ok_or_else(wrong)?;
    update.put(own, field.dict.clone().with("V", value));
    if let Some(placement) = placement {
        let nowhere = !field.dict.has("Subtype") && !field.dict.has("Kids");
        if field.widgets.is_empty() && nowhere && !placement.spots.is_empty() {
            show(update, own, placement)?;
        } else if let Some(appearance) = &placement.appearance {
            dress(update, field, appearance)?;
        }
    }
    let form = Form::of(update)?;
    form.write(update, None)
}

/// Shows the picture wherever an existing field shows.
fn dress(
    update: &mut Update<'_, '_>,
    field: &SignatureField,
    appearance: &Appearance,
) -> Result<(), PrepareError> {
    let view = update.pdf().latest();
    let mut drawing = Drawing::new(Some(appearance));
    let mut shown = false;
    for widget in &field.widgets {
        let Object::Dict(dict) = update.get(*widget)? else {
            return Err(PrepareError::FieldType { field: field.name.clone() });
        };
        let rect = rectangle(view, &dict, "Rect")?;
        let Some(rect) = rect.filter(|[l, b, r, t]| r > l && t > b) else { continue };
        let page = match dict.reference("P") {
            Some(page) => Some(page),
            None => layout::page_that_shows(view, *widget)?,
        };
        let Some(page) = page else { continue };
        let sight = layout::sight_of(view, page)?;
        let frame = Frame::fitting(sight.seen_size(rect), appearance.size(), sight.turn());
        let dict = drawing.on(update, dict, frame)?;
        update.put(*widget, dict);
        shown = true;
    }
    if shown { Ok(()) } else { Err(PrepareError::FieldHidden { field: field.name.clone() }) }
}

/// Adds a field to the form and to the pages it shows on. Where that is one place the field is its
/// own widget.
pub(super) fn add_field(
    update: &mut Update<'_, '_>,
    name: &str,
    value: Ref,
    placement: Option<&Placement>,
    lock: Option<&FieldLock>,
) -> Result<(), PrepareError> {
    let field = update.reserve()?;
    let mut dict = Dict::from([
        ("FT", Object::name("Sig")),
        ("T", Object::String(text_string(name))),
        ("V", Object::Ref(value)),
    ]);
    if let Some(lock) = lock {
        dict = dict.with("Lock", update.add(lock_entry(lock))?);
    }
    update.put(field, dict);
    match placement {
        Some(placement) if placement.spots.is_empty() => {
            return Err(PrepareError::FieldHidden { field: name.to_owned() });
        }
        Some(placement) => show(update, field, placement)?,
        None => show(update, field, &Placement::in_rect(1, [0.0; 4]))?,
    }
    let form = Form::of(update)?;
    form.write(update, Some(field))
}

/// Adds a field without a value; `place` is page and rectangle, `rules` its seed values.
pub(super) fn add_empty(
    update: &mut Update<'_, '_>,
    name: &str,
    place: &Placement,
    lock: Option<&FieldLock>,
    rules: Option<Dict>,
) -> Result<(), PrepareError> {
    let field = update.reserve()?;
    let mut dict =
        Dict::from([("FT", Object::name("Sig")), ("T", Object::String(text_string(name)))]);
    if let Some(lock) = lock {
        dict = dict.with("Lock", update.add(lock_entry(lock))?);
    }
    if let Some(rules) = rules {
        dict = dict.with("SV", update.add(rules)?);
    }
    update.put(field, dict);
    show(update, field, place)?;
    let form = Form::of(update)?;
    form.write(update, Some(field))
}

fn lock_entry(lock: &FieldLock) -> Dict {
    let mut entry = Dict::from([("Type", Object::name("SigFieldLock"))]);
    if let Some(selection) = &lock.fields {
        entry = selection_entries(selection, entry);
    }
    match lock.permission {
        Some(permission) => entry.with("P", permission),
        None => entry,
    }
}

/// Makes the widgets of a field that has none: itself for one place, `/Kids` for several.
fn show(
    update: &mut Update<'_, '_>,
    field: Ref,
    placement: &Placement,
) -> Result<(), PrepareError> {
    let dict = dict_at(update, field, "a field")?;
    let widgets = layout::widgets(update.pdf().latest(), placement)?;
    let mut drawing = Drawing::new(placement.appearance.as_ref());
    if let [only] = widgets.as_slice() {
        let dict = drawing.widget(update, dict, only)?;
        update.put(field, dict);
        return annotate(update, only.page, &[field]);
    }
    let mut kids = Vec::with_capacity(widgets.len());
    let mut by_page: BTreeMap<Ref, Vec<Ref>> = BTreeMap::new();
    for widget in &widgets {
        let base = Dict::from([("Parent", Object::Ref(field))]);
        let own = drawing.widget(update, base, widget)?;
        let kid = update.add(own)?;
        kids.push(Object::Ref(kid));
        by_page.entry(widget.page).or_default().push(kid);
    }
    update.put(field, dict.with("Kids", kids));
    for (page, kids) in by_page {
        annotate(update, page, &kids)?;
    }
    Ok(())
}

/// A picture as one update draws it: once, however many widgets show it or parts of it.
struct Drawing<'a> {
    appearance: Option<&'a Appearance>,
    /// The picture itself, and the resources that name it for its frames.
    picture: Option<(Ref, Option<Ref>)>,
    frames: Vec<(Frame, Ref)>,
}

impl<'a> Drawing<'a> {
    fn new(appearance: Option<&'a Appearance>) -> Self {
        Self { appearance, picture: None, frames: Vec::new() }
    }

    /// `dict` as a widget.
    fn widget(
        &mut self,
        update: &mut Update<'_, '_>,
        dict: Dict,
        widget: &Widget,
    ) -> Result<Dict, PrepareError> {
        let dict = dict
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name("Widget"))
            .with("Rect", bbox(widget.rect))
            .with("F", FLAGS)
            .with("P", widget.page);
        self.on(update, dict, widget.frame)
    }

    /// `dict` with the picture as its appearance.
    fn on(
        &mut self,
        update: &mut Update<'_, '_>,
        dict: Dict,
        frame: Frame,
    ) -> Result<Dict, PrepareError> {
        let Some(appearance) = self.appearance else { return Ok(dict) };
        let form = self.frame(update, appearance, frame)?;
        Ok(dict.with("AP", Dict::from([("N", Object::Ref(form))])))
    }

    /// The form XObject that shows `frame`.
    fn frame(
        &mut self,
        update: &mut Update<'_, '_>,
        appearance: &Appearance,
        frame: Frame,
    ) -> Result<Ref, PrepareError> {
        let (picture, resources) = match self.picture {
            Some(known) => known,
            None => (appearance.write(update)?, None),
        };
        self.picture = Some((picture, resources));
        let [width, height] = appearance.size();
        let near = |a: [f64; 4], b: [f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4);
        if frame.turn == 0 && near(frame.part, [0.0, 0.0, width, height]) {
            return Ok(picture);
        }
        let same = |known: &Frame| known.turn == frame.turn && near(known.part, frame.part);
        if let Some((_, form)) = self.frames.iter().find(|(known, _)| same(known)) {
            return Ok(*form);
        }
        let resources = match resources {
            Some(resources) => resources,
            None => {
                let named = Dict::from([("S", Object::Ref(picture))]);
                update.add(Dict::from([("XObject", Object::Dict(named))]))?
            }
        };
        self.picture = Some((picture, Some(resources)));
        let mut dict = form_dict().with("BBox", bbox(frame.part)).with("Resources", resources);
        if let Some(matrix) = upright(frame.turn) {
            dict = dict.with("Matrix", matrix.map(Object::Integer).to_vec());
        }
        let form = update.reserve()?;
        update.put_stream(form, dict, b"/S Do".to_vec());
        self.frames.push((frame, form));
        Ok(form)
    }
}

/// The interactive form and where it stands.
struct Form {
    dict: Dict,
    /// Its object, unless it stands directly in the catalogue or is missing.
    object: Option<Ref>,
    root: Ref,
    catalogue: Dict,
    is_new: bool,
}

impl Form {
    fn of(update: &Update<'_, '_>) -> Result<Self, PrepareError> {
        let root = update.pdf().latest().root_ref()?;
        let catalogue = dict_at(update, root, "the document catalogue")?;
        let (dict, object) = match catalogue.get("AcroForm") {
            None => (None, None),
            Some(Object::Dict(dict)) => (Some(dict.clone()), None),
            Some(Object::Ref(reference)) => match update.get(*reference)? {
                Object::Null => (None, None),
                Object::Dict(dict) => (Some(dict), Some(*reference)),
                _ => return Err(PdfError::Type { what: "the interactive form" }.into()),
            },
            Some(_) => return Err(PdfError::Type { what: "the interactive form" }.into()),
        };
        let is_new = dict.is_none();
        Ok(Self { dict: dict.unwrap_or_else(Dict::empty), object, root, catalogue, is_new })
    }

    /// Writes the form with `field` added, where that changes anything.
    fn write(self, update: &mut Update<'_, '_>, field: Option<Ref>) -> Result<(), PrepareError> {
        let flags = self.dict.integer("SigFlags").unwrap_or(0);
        let mut changed = flags & SIG_FLAGS != SIG_FLAGS;
        let mut dict = self.dict.with("SigFlags", flags | SIG_FLAGS);
        if let Some(field) = field {
            let fields = dict.get("Fields").cloned();
            if let Some(list) = extended(update, fields.as_ref(), &[field])? {
                dict = dict.with("Fields", list);
                changed = true;
            }
        }
        if !changed {
            return Ok(());
        }
        match self.object {
            Some(object) => update.put(object, dict),
            None if self.is_new => {
                let object = update.add(dict)?;
                update.put(self.root, self.catalogue.with("AcroForm", object));
            }
            None => update.put(self.root, self.catalogue.with("AcroForm", dict)),
        }
        Ok(())
    }
}

/// `list` with `more` behind it. An indirect list is written as itself, and nothing is left to do.
fn extended(
    update: &mut Update<'_, '_>,
    list: Option<&Object>,
    more: &[Ref],
) -> Result<Option<Object>, PrepareError> {
    let object = list.and_then(Object::as_reference);
    let items = match (object, list) {
        (Some(object), _) => update.get(object)?,
        (None, Some(direct)) => direct.clone(),
        (None, None) => Object::Null,
    };
    let mut items = match items {
        Object::Array(array) => array.items().to_vec(),
        Object::Null => Vec::new(),
        _ => return Err(PdfError::Type { what: "a list of fields or annotations" }.into()),
    };
    items.extend(more.iter().copied().map(Object::Ref));
    match object {
        Some(object) => {
            update.put(object, items);
            Ok(None)
        }
        None => Ok(Some(Object::from(items))),
    }
}

fn annotate(update: &mut Update<'_, '_>, page: Ref, widgets: &[Ref]) -> Result<(), PrepareError> {
    let dict = dict_at(update, page, "a page")?;
    let annotations = dict.get("Annots").cloned();
    if let Some(list) = extended(update, annotations.as_ref(), widgets)? {
        update.put(page, dict.with("Annots", list));
    }
    Ok(())
}

fn dict_at(update: &Update<'_, '_>, object: Ref, what: &'static str) -> Result<Dict, PrepareError> {
    match update.get(object)? {
        Object::Dict(dict) if dict.repeated().is_none() => Ok(dict),
        _ => Err(PdfError::Type { what }.into()),
    }
}

/// The document catalogue with what a signature declares there.
pub(super) struct Catalogue<'v, 'f> {
    view: View<'v, 'f>,
    object: Ref,
    dict: Dict,
    changed: bool,
    /// Other objects that change with it.
    others: Vec<(Ref, Dict)>,
}

impl<'v, 'f> Catalogue<'v, 'f> {
    /// As `update` has it.
    pub(super) fn of(update: &Update<'v, 'f>) -> Result<Self, PrepareError> {
        let view = update.pdf().latest();
        let object = view.root_ref()?;
        let dict = dict_at(update, object, "the document catalogue")?;
        Ok(Self { view, object, dict, changed: false, others: Vec::new() })
    }

    /// The dictionary under `key`, empty where there is none, and the object that it is, if it is
    /// one of its own.
    pub(super) fn existing(&self, key: &str) -> Result<(Option<Ref>, Dict), PrepareError> {
        let object = self.dict.reference(key);
        match self.view.value(&self.dict, key)? {
            Object::Dict(dict) if dict.repeated().is_none() => Ok((object, dict)),
            Object::Null => Ok((None, Dict::empty())),
            _ => Err(PdfError::Type { what: "an entry of the document catalogue" }.into()),
        }
    }

    /// Puts an object under `key`.
    pub(super) fn set(&mut self, key: &str, object: Ref) {
        self.dict = self.dict.clone().with(key, object);
        self.changed = true;
    }

    /// Names `signature` as the certification: `/Perms` (12.8.6).
    pub(super) fn certify(&mut self, signature: Ref) -> Result<(), PrepareError> {
        self.extend("Perms", |permissions| permissions.with("DocMDP", signature))
    }

    /// Declares the ETSI extension that ISO 32000-1 lacks (7.12, ETSI EN 319 142-1 clause 5.1).
    pub(super) fn declare_extension(&mut self) -> Result<(), PrepareError> {
        let stated = self.view.value(&self.dict, "Version")?;
        let stated = stated.as_name().is_some_and(|name| name.as_bytes().starts_with(b"2."));
        if stated || self.view.pdf().version() >= (2, 0) {
            return Ok(());
        }
        let known = match self.view.value(&self.dict, "Extensions")? {
            Object::Dict(extensions) => self.view.value(&extensions, "ESIC")?,
            _ => Object::Null,
        };
        if !known.is_null() {
            return Ok(());
        }
        let entry = Dict::from([
            ("BaseVersion", Object::name("1.7")),
            ("ExtensionLevel", Object::Integer(2)),
        ]);
        self.extend("Extensions", |extensions| extensions.with("ESIC", entry))
    }

    fn extend(&mut self, key: &str, change: impl FnOnce(Dict) -> Dict) -> Result<(), PrepareError> {
        let object = self.dict.reference(key);
        let old = match self.view.value(&self.dict, key)? {
            Object::Dict(dict) => dict,
            Object::Null => Dict::empty(),
            _ => return Err(PdfError::Type { what: "an entry of the document catalogue" }.into()),
        };
        match object {
            Some(object) if !old.is_empty() => self.others.push((object, change(old))),
            _ => {
                self.dict = self.dict.clone().with(key, change(old));
                self.changed = true;
            }
        }
        Ok(())
    }

    /// Writes what has changed.
    pub(super) fn write(self, update: &mut Update<'v, 'f>) {
        if self.changed {
            update.put(self.object, self.dict);
        }
        for (object, dict) in self.others {
            update.put(object, dict);
        }
    }
}
