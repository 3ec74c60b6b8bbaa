//! Signature fields (ISO 32000-2 12.7.5.5), as one revision has them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::budget::Work;
use crate::pdf::{Array, Dict, Object, PdfError, Ref, View, decode_text};

use super::FieldSelection;

/// Deepest tree of fields.
const DEPTH: usize = 32;

/// A signature field as one revision has it.
#[derive(Clone, Debug)]
pub struct SignatureField {
    /// Fully qualified name (12.7.4.2).
    pub name: String,
    /// The field's object; `None` where it stands directly in its parent's array.
    pub field: Option<Ref>,
    /// The objects that show it: the field itself where both are one.
    pub widgets: Vec<Ref>,
    /// `/V`, as it stands: a reference, or a dictionary directly. `Null` while it is unsigned.
    pub value: Object,
    /// Whether its type is signature. Otherwise a signature dictionary was put where it does not
    /// belong.
    pub is_signature: bool,
    /// Whether its dictionary repeats a key.
    pub is_ambiguous: bool,
    /// `/Lock` (table 236): what is locked once it is signed.
    pub lock: Option<FieldLock>,
    /// `/SV` (table 237): demands on the signer.
    pub seed: Option<Dict>,
    /// Its dictionary.
    pub dict: Dict,
}

/// What a signature field locks once it is signed (table 236).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldLock {
    /// Which fields; `None` where the entry is malformed.
    pub fields: Option<FieldSelection>,
    /// `/P`: the permission for the document from then on (PDF 2.0).
    pub permission: Option<i64>,
}

impl std::fmt::Display for FieldLock {
    /// In the words of the file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.fields {
            None => f.write_str("?")?,
            Some(FieldSelection::All) => f.write_str("All")?,
            Some(FieldSelection::Exclude(names)) => write!(f, "Exclude {}", names.join(", "))?,
            Some(FieldSelection::Include(names)) => write!(f, "Include {}", names.join(", "))?,
        }
        self.permission.map_or(Ok(()), |p| write!(f, ", P {p}"))
    }
}

/// Every signature field of one revision, and every other field that holds a signature dictionary.
///
/// # Errors
///
/// [`PdfError`] if the form cannot be read.
pub fn fields(view: View<'_, '_>) -> Result<Vec<SignatureField>, PdfError> {
    Walk::all(view).map(|walk| walk.fields)
}

/// The fully qualified names of all fields of one revision, of whatever type, groups included.
///
/// # Errors
///
/// [`PdfError`] if the form cannot be read.
pub fn field_names(view: View<'_, '_>) -> Result<BTreeSet<String>, PdfError> {
    Walk::all(view).map(|walk| walk.names)
}

/// One walk over the tree of fields.
pub(super) struct Walk<'p, 'f> {
    pub(super) view: View<'p, 'f>,
    seen: HashSet<Ref>,
    /// Whether some node was reached twice.
    pub(super) is_shared: bool,
    /// The numbers of all objects that had a say in it, and whether as a node of the tree.
    pub(super) touched: BTreeMap<u32, bool>,
    names: BTreeSet<String>,
    pub(super) fields: Vec<SignatureField>,
}

/// What a field inherits (12.7.4.1).
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Option<Object>,
    value: Option<Object>,
}

impl<'p, 'f> Walk<'p, 'f> {
    pub(super) fn of(view: View<'p, 'f>) -> Self {
        Self {
            view,
            seen: HashSet::new(),
            is_shared: false,
            touched: BTreeMap::new(),
            names: BTreeSet::new(),
            fields: Vec::new(),
        }
    }

    /// The whole tree.
    fn all(view: View<'p, 'f>) -> Result<Self, PdfError> {
        let mut walk = Self::of(view);
        for item in walk.roots()?.items() {
            walk.root(item)?;
        }
        Ok(walk)
    }

    /// `/Fields` of the form; nothing where there is no form.
    pub(super) fn roots(&mut self) -> Result<Array, PdfError> {
        self.touched.insert(self.view.root_ref()?.number, false);
        let root = self.view.root()?;
        if let Object::Dict(form) = self.value(&root, "AcroForm")?
            && let Object::Array(roots) = self.value(&form, "Fields")?
        {
            return Ok(roots);
        }
        Ok(Array::new(Vec::new()))
    }

    /// One item of `/Fields` with all below.
    pub(super) fn root(&mut self, item: &Object) -> Result<(), PdfError> {
        self.node(item, &Inherited::default(), 0)
    }

    fn resolve(&mut self, object: &Object) -> Result<Object, PdfError> {
        let mut object = object.clone();
        for _ in 0..DEPTH {
            let Object::Ref(reference) = object else { return Ok(object) };
            self.touched.entry(reference.number).or_default();
            object = self.view.get(reference)?;
        }
        Err(PdfError::Type { what: "a value behind references" })
    }

    fn value(&mut self, dict: &Dict, key: &str) -> Result<Object, PdfError> {
        dict.get(key).map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    fn node(&mut self, item: &Object, above: &Inherited, depth: usize) -> Result<(), PdfError> {
        self.view.pdf().budget().spend(Work::Compared, 1)?;
        let reference = item.as_reference();
        if depth > DEPTH {
            return Ok(());
        }
        if let Some(reference) = reference {
            self.touched.insert(reference.number, true);
            if !self.seen.insert(reference) {
                self.is_shared = true;
                return Ok(());
            }
        }
        let Object::Dict(dict) = self.resolve(item)? else { return Ok(()) };
        let mut own = above.clone();
        if let Object::String(part) = self.value(&dict, "T")? {
            if depth > 0 {
                own.name.push('.');
            }
            own.name.push_str(&decode_text(part.as_bytes()));
            self.names.insert(own.name.clone());
        }
        for (key, place) in [("FT", &mut own.kind), ("V", &mut own.value)] {
            if let Some(value) = dict.get(key) {
                *place = Some(value.clone());
            }
        }
        let mut widgets = Vec::new();
        let mut has_fields = false;
        if let Object::Array(kids) = self.value(&dict, "Kids")? {
            for kid in kids.items() {
                match self.resolve(kid)? {
                    Object::Dict(below) if !below.has("T") => widgets.extend(kid.as_reference()),
                    _ => {
                        has_fields = true;
                        self.node(kid, &own, depth + 1)?;
                    }
                }
            }
        } else {
            widgets.extend(reference.filter(|_| dict.has("Subtype")));
        }
        if has_fields { Ok(()) } else { self.terminal(reference, dict, own, widgets) }
    }

    fn terminal(
        &mut self,
        field: Option<Ref>,
        dict: Dict,
        own: Inherited,
        widgets: Vec<Ref>,
    ) -> Result<(), PdfError> {
        let kind = own.kind.map_or(Ok(Object::Null), |kind| self.resolve(&kind))?;
        let is_signature = kind.as_name().is_some_and(|name| name == "Sig");
        let value = own.value.unwrap_or(Object::Null);
        let resolved = self.resolve(&value)?;
        let holds = resolved.as_dict().is_some_and(|d| d.has("ByteRange") || d.has("Contents"));
        if !is_signature && !holds {
            return Ok(());
        }
        let lock = match self.value(&dict, "Lock")? {
            Object::Dict(lock) => Some(FieldLock {
                fields: FieldSelection::read(self.view, &lock)?,
                permission: self.value(&lock, "P")?.as_integer(),
            }),
            _ => None,
        };
        let seed = self.value(&dict, "SV")?.as_dict().cloned();
        self.fields.push(SignatureField {
            name: own.name,
            field,
            widgets,
            value: if resolved.is_null() { Object::Null } else { value },
            is_signature,
            is_ambiguous: dict.repeated().is_some(),
            lock,
            seed,
            dict,
        });
        Ok(())
    }
}
