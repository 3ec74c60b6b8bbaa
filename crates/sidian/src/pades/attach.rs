//! The changes to form, page and catalogue that a new signature needs, and no others.

use std::collections::HashSet;

use crate::pdf::{Dict, Object, PdfError, Ref, Update, View, text_string};

use super::placement::selection_entries;
use super::plan::{Placement, PrepareError};
use super::{FieldLock, SignatureField};

/// Deepest page tree.
const DEPTH: usize = 64;
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
    if let (Some(widget), Some(placement)) = (field.widgets.first(), placement) {
        let Object::Dict(dict) = update.get(*widget)? else { return Err(wrong()) };
        let dict = with_appearance(update, dict, placement)?;
        update.put(*widget, dict);
    }
    let form = Form::of(update)?;
    form.write(update, None)
}

/// Adds a field that is its own widget, to the form and to a page.
pub(super) fn add_field(
    update: &mut Update<'_, '_>,
    name: &str,
    value: Ref,
    placement: Option<&Placement>,
    lock: Option<&FieldLock>,
) -> Result<(), PrepareError> {
    let page = page(update.pdf().latest(), placement.map_or(1, |placement| placement.page))?;
    let rect = placement.map_or([0.0; 4], |placement| placement.rect);
    let field = update.reserve()?;
    let mut dict = Dict::from([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("Widget")),
        ("FT", Object::name("Sig")),
        ("T", Object::String(text_string(name))),
        ("Rect", Object::from(rect.map(number).to_vec())),
        ("F", Object::Integer(FLAGS)),
        ("P", Object::Ref(page)),
        ("V", Object::Ref(value)),
    ]);
    if let Some(placement) = placement {
        dict = with_appearance(update, dict, placement)?;
    }
    if let Some(lock) = lock {
        let mut entry = Dict::from([("Type", Object::name("SigFieldLock"))]);
        if let Some(selection) = &lock.fields {
            entry = selection_entries(selection, entry);
        }
        if let Some(permission) = lock.permission {
            entry = entry.with("P", permission);
        }
        dict = dict.with("Lock", update.add(entry)?);
    }
    update.put(field, dict);
    let form = Form::of(update)?;
    form.write(update, Some(field))?;
    annotate(update, page, field)
}

fn number(value: f64) -> Object {
    #[allow(clippy::cast_possible_truncation)]
    if value.fract() == 0.0 && value.abs() < 1e9 {
        Object::Integer(value as i64)
    } else {
        Object::Real(value)
    }
}

fn with_appearance(
    update: &mut Update<'_, '_>,
    widget: Dict,
    placement: &Placement,
) -> Result<Dict, PrepareError> {
    let Some(appearance) = &placement.appearance else { return Ok(widget) };
    let dict = appearance.dict.clone();
    let dict = dict.with("Type", Object::name("XObject")).with("Subtype", Object::name("Form"));
    let form = update.reserve()?;
    update.put_stream(form, dict, appearance.data.clone());
    Ok(widget.with("AP", Dict::from([("N", Object::Ref(form))])))
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
            if let Some(list) = extended(update, fields.as_ref(), field)? {
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

/// `list` with `item` behind it. An indirect list is written as itself, and nothing is left to do.
fn extended(
    update: &mut Update<'_, '_>,
    list: Option<&Object>,
    item: Ref,
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
    items.push(Object::Ref(item));
    match object {
        Some(object) => {
            update.put(object, items);
            Ok(None)
        }
        None => Ok(Some(Object::from(items))),
    }
}

fn annotate(update: &mut Update<'_, '_>, page: Ref, widget: Ref) -> Result<(), PrepareError> {
    let dict = dict_at(update, page, "a page")?;
    let annotations = dict.get("Annots").cloned();
    if let Some(list) = extended(update, annotations.as_ref(), widget)? {
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

/// The page with this number, counted from 1 (7.7.3). Only the branch that leads there is read.
fn page(view: View<'_, '_>, page: usize) -> Result<Ref, PrepareError> {
    let pages = view.root()?.reference("Pages").ok_or(PdfError::Type { what: "the page tree" })?;
    let mut search = Search { view, left: page.saturating_sub(1), passed: 0, seen: HashSet::new() };
    match search.below(pages, 0)? {
        Some(found) if page > 0 => Ok(found),
        _ => Err(PrepareError::Page { page, count: search.passed }),
    }
}

struct Search<'p, 'f> {
    view: View<'p, 'f>,
    left: usize,
    passed: usize,
    seen: HashSet<Ref>,
}

impl Search<'_, '_> {
    fn below(&mut self, node: Ref, depth: usize) -> Result<Option<Ref>, PdfError> {
        let wrong = PdfError::Type { what: "the page tree" };
        if depth > DEPTH || !self.seen.insert(node) {
            return Err(wrong);
        }
        let dict = self.view.dict(&Object::Ref(node), "a page")?;
        let Object::Array(kids) = self.view.value(&dict, "Kids")? else {
            if self.left == 0 {
                return Ok(Some(node));
            }
            self.pass(1);
            return Ok(None);
        };
        let count = dict.integer("Count").and_then(|count| usize::try_from(count).ok());
        if let Some(count) = count.filter(|count| depth > 0 && *count <= self.left) {
            self.pass(count);
            return Ok(None);
        }
        for kid in kids.items() {
            let kid = kid.as_reference().ok_or(wrong.clone())?;
            if let Some(found) = self.below(kid, depth + 1)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn pass(&mut self, pages: usize) {
        self.left -= pages.min(self.left);
        self.passed = self.passed.saturating_add(pages);
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
