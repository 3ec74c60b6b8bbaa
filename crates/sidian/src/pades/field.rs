//! Signature fields (ISO 32000-2 12.7.5.5) and the signatures in them, over all revisions.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::budget::Work;
use crate::pdf::{Dict, Object, Pdf, PdfError, Ref, Span, View, decode_text};

use super::{FieldSelection, SignatureDictionary};

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

/// A signature found in some revision.
#[derive(Clone, Debug)]
pub struct FoundSignature {
    /// Its field, as the first revision has it that shows the signature.
    pub field: SignatureField,
    /// Its dictionary, as the revision has it that defines it.
    pub dictionary: SignatureDictionary,
    /// The first revision that shows it.
    pub first_seen: usize,
    /// The last revision that shows it. Less than the last of the file: it was removed or replaced.
    pub last_seen: usize,
    /// Other fields that have the very same value.
    pub other_fields: Vec<String>,
}

/// Every signature of a file.
#[derive(Clone, Debug, Default)]
pub struct Signatures {
    /// Those in fields, by the revision that defines them, then as the form lists them.
    pub found: Vec<FoundSignature>,
    /// Signature fields of the latest revision that are still empty.
    pub empty_fields: Vec<SignatureField>,
    /// Dictionaries that `/Perms` of the latest catalogue names as usage rights.
    pub usage_rights: Option<Object>,
    /// The dictionary that `/Perms` of the latest catalogue names as certification.
    pub certification: Option<Object>,
}

/// What makes two values the same signature: the same bytes of the file, or of an object stream.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
struct Identity {
    object: Option<Ref>,
    span: Option<Span>,
    /// Only where there is no span.
    revision: usize,
}

/// Finds every signature that any revision shows.
///
/// # Errors
///
/// [`PdfError`] if a form cannot be read.
pub fn signatures(pdf: &Pdf<'_>) -> Result<Signatures, PdfError> {
    let mut out = Signatures::default();
    let mut known = HashMap::new();
    let mut current: Vec<usize> = Vec::new();
    let mut fields = Vec::new();
    let mut touched = BTreeSet::new();
    let mut root = None;
    for (index, revision) in pdf.revisions().iter().enumerate() {
        let view = pdf.view(index);
        let new_root = Some(view.root_ref()?);
        let same_form = root == new_root
            && !revision.entries().iter().any(|(number, _)| touched.contains(number));
        root = new_root;
        if same_form {
            continue;
        }
        seen_until(&mut out.found, &current, index.saturating_sub(1));
        let walk = Walk::all(view)?;
        (fields, touched) = (walk.fields, walk.touched);
        current.clear();
        for field in &fields {
            current.extend(note(view, field, &mut known, &mut out.found)?);
        }
    }
    seen_until(&mut out.found, &current, pdf.revisions().len().saturating_sub(1));
    out.found.sort_by_key(|found| found.dictionary.revision);
    out.empty_fields = fields
        .into_iter()
        .filter(|f: &SignatureField| f.is_signature && f.value.is_null())
        .collect();
    let latest = pdf.latest();
    if let Object::Dict(permissions) = latest.value(&latest.root()?, "Perms")? {
        out.certification = permissions.get("DocMDP").cloned();
        out.usage_rights = permissions.get("UR3").or_else(|| permissions.get("UR")).cloned();
    }
    Ok(out)
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

fn seen_until(found: &mut [FoundSignature], current: &[usize], revision: usize) {
    for position in current {
        if let Some(found) = found.get_mut(*position) {
            found.last_seen = revision;
        }
    }
}

/// Notes the signature in `field`, and says which of `found` it is.
fn note(
    view: View<'_, '_>,
    field: &SignatureField,
    known: &mut HashMap<Identity, usize>,
    found: &mut Vec<FoundSignature>,
) -> Result<Option<usize>, PdfError> {
    view.pdf().budget().spend(Work::Compared, 1)?;
    let Object::Dict(dict) = view.resolve(&field.value)? else { return Ok(None) };
    let object = field.value.as_reference();
    let located = object.and_then(|object| view.locate(object.number));
    let revision = located.map_or(view.revision(), |(revision, _)| revision);
    let span = dict.span();
    let identity = Identity { object, span, revision: if span.is_some() { 0 } else { revision } };
    if let Some(position) = known.get(&identity) {
        if let Some(same) = found.get_mut(*position)
            && same.field.name != field.name
            && !same.other_fields.contains(&field.name)
        {
            same.other_fields.push(field.name.clone());
        }
        return Ok(Some(*position));
    }
    let dictionary = SignatureDictionary::read(view, object, dict)?;
    known.insert(identity, found.len());
    found.push(FoundSignature {
        field: field.clone(),
        dictionary,
        first_seen: view.revision(),
        last_seen: view.revision(),
        other_fields: Vec::new(),
    });
    Ok(Some(found.len() - 1))
}

/// One walk over the tree of fields.
struct Walk<'p, 'f> {
    view: View<'p, 'f>,
    seen: HashSet<Ref>,
    touched: BTreeSet<u32>,
    names: BTreeSet<String>,
    fields: Vec<SignatureField>,
}

/// What a field inherits (12.7.4.1).
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Option<Object>,
    value: Option<Object>,
}

impl<'p, 'f> Walk<'p, 'f> {
    /// The whole tree; `touched` holds the numbers of all objects that had a say in it.
    fn all(view: View<'p, 'f>) -> Result<Self, PdfError> {
        let mut walk = Self {
            view,
            seen: HashSet::new(),
            touched: BTreeSet::new(),
            names: BTreeSet::new(),
            fields: Vec::new(),
        };
        walk.touched.insert(view.root_ref()?.number);
        let root = view.root()?;
        let form = walk.value(&root, "AcroForm")?;
        if let Object::Dict(form) = form
            && let Object::Array(roots) = walk.value(&form, "Fields")?
        {
            for item in roots.items() {
                walk.node(item, &Inherited::default(), 0)?;
            }
        }
        Ok(walk)
    }

    fn resolve(&mut self, object: &Object) -> Result<Object, PdfError> {
        let mut object = object.clone();
        for _ in 0..DEPTH {
            let Object::Ref(reference) = object else { return Ok(object) };
            self.touched.insert(reference.number);
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
        if depth > DEPTH || reference.is_some_and(|reference| !self.seen.insert(reference)) {
            return Ok(());
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
