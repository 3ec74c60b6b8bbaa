//! What may differ in form fields and their widgets (ISO 32000-2 12.7.4, 12.5.6.19), signature
//! fields among them (12.7.5.5).

use std::collections::HashSet;

use crate::budget::Work;
use crate::pdf::{Array, Dict, Object, View, decode_text};
use crate::report::codes::changes as codes;
use crate::report::{ChangeClass, Code};

use super::graph::{in_use, is_text, references, same};
use super::pairs::{Delta, Pair};

use super::record::{Need, Record, Stop};
use super::roles::{Kind, Role, kind};

/// Deepest nesting of fields.
const DEEPEST: u32 = 32;

/// Who permits a change, what it is and how far it reaches.
pub(super) type Outcome = (Need, &'static Code, ChangeClass);

/// Entries that signing a field may change.
const SIGNING: &[&str] =
    &["AP", "AS", "BS", "Border", "DA", "F", "Ff", "H", "Lock", "M", "MK", "Q", "Type", "V"];
/// Entries that make a field without a widget its own widget.
const BECOMES_WIDGET: &[&str] = &["P", "Rect", "StructParent", "Subtype"];
/// Entries that filling a field may change.
const FILLING: &[&str] =
    &["AP", "AS", "DA", "F", "Ff", "I", "M", "MK", "Q", "RV", "TI", "Type", "V"];
/// Entries that may change although the value does not, as long as it may be filled.
const BESIDE_VALUE: &[&str] = &["DA", "F", "Ff", "M", "Q", "Type"];

impl<'p, 'f> Delta<'_, 'p, 'f> {
    /// Which fields have another value than before; a value may be an object of its own.
    pub(super) fn find_filled(&mut self) -> Result<(), Stop> {
        let numbers: Vec<u32> = self.changed.keys().copied().collect();
        for number in numbers {
            let Some(pair) = self.changed.get(&number).cloned() else { continue };
            if let (Some(old), Some(new)) = (pair.old.as_dict(), pair.new.as_dict()) {
                if kind(&pair.old) == Some(Kind::Field) {
                    let (before, after) = (old.get("V"), new.get("V"));
                    let differs = before != after && {
                        let (before, after) = self.both(old, new, "V")?;
                        after.is_null() != before.is_null()
                            || !same(self.base.pdf, &before, &after)
                            || after.as_dict().is_some()
                    };
                    if differs {
                        self.filled.insert(number);
                    }
                }
            } else if matches!(pair.old, Object::String(_) | Object::Name(_) | Object::Array(_)) {
                let uses = self.uses(number)?;
                let fields = uses.iter().filter_map(|(role, _)| match role {
                    Role::FieldValue(field) => Some(*field),
                    _ => None,
                });
                self.filled.extend(fields);
            }
        }
        Ok(())
    }

    /// Whether the value of the field, or of the field it belongs to, changed.
    pub(super) fn is_filled(&self, field: u32) -> Result<bool, Stop> {
        Ok(self.ancestry(self.new, field)?.iter().any(|(number, _)| self.filled.contains(number)))
    }

    /// The field and those above it.
    fn ancestry(&self, view: View<'p, 'f>, field: u32) -> Result<Vec<(u32, Dict)>, Stop> {
        let mut out: Vec<(u32, Dict)> = Vec::new();
        let mut number = field;
        for _ in 0..DEEPEST {
            let Object::Dict(dict) = view.get(in_use(view, number))? else { break };
            let parent = dict.reference("Parent").map(|parent| parent.number);
            out.push((number, dict));
            match parent {
                Some(parent) if !out.iter().any(|(known, _)| *known == parent) => number = parent,
                _ => break,
            }
        }
        Ok(out)
    }

    /// The nearest value of an inheritable entry.
    fn inherited(
        &self,
        view: View<'p, 'f>,
        line: &[(u32, Dict)],
        key: &str,
    ) -> Result<Object, Stop> {
        for (_, dict) in line {
            let value = view.value(dict, key)?;
            if !value.is_null() {
                return Ok(value);
            }
        }
        Ok(Object::Null)
    }

    /// The fully qualified name (12.7.4.2).
    fn full_name(&self, view: View<'p, 'f>, line: &[(u32, Dict)]) -> Result<String, Stop> {
        let mut parts = Vec::new();
        for (_, dict) in line.iter().rev() {
            if let Object::String(name) = view.value(dict, "T")? {
                parts.push(decode_text(name.as_bytes()));
            }
        }
        Ok(parts.join("."))
    }

    /// A field that was there.
    pub(super) fn field(&mut self, number: u32, pair: &Pair) -> Result<(), Stop> {
        let line = self.ancestry(self.old, number)?;
        let name = self.full_name(self.old, &line)?;
        let is_signature = is_name(&self.inherited(self.old, &line, "FT")?, "Sig");
        let signed = is_signature && !self.inherited(self.old, &line, "V")?.is_null();
        let path = format!("Root/AcroForm/Fields[{name}]");
        let (Some(old), Some(new)) = (pair.old.as_dict(), pair.new.as_dict()) else {
            let gone = if signed { codes::SIGNATURE_REMOVED } else { codes::FIELD_REMOVED };
            self.never(number, &path, gone);
            return Ok(());
        };
        let mut keys = Self::differing(old, new);
        self.forget_same(old, new, &mut keys)?;
        if new.repeated().is_some() {
            self.never(number, &path, codes::FIELD_CHANGED);
        }
        for key in ["FT", "T", "Parent"] {
            if keys.iter().any(|k| k == key) {
                let code = if signed { codes::SIGNATURE_REMOVED } else { codes::FIELD_RENAMED };
                self.never(number, &format!("{path}/{key}"), code);
                keys.retain(|k| k != key);
            }
        }
        if keys.iter().any(|key| key == "AP") && !signed {
            self.old_appearance_is_its_own(number, old)?;
        }
        if signed {
            self.signed_field(number, &path, old, new, &keys)
        } else if is_signature {
            self.open_signature_field(number, &name, old, new, &keys)
        } else {
            self.filled_field(number, &name, old, new, &keys)
        }
    }

    /// An entry may be written as what it is or as a reference to it.
    fn forget_same(&self, old: &Dict, new: &Dict, keys: &mut Vec<String>) -> Result<(), Stop> {
        let mut kept = Vec::new();
        for key in keys.drain(..) {
            let (before, after) = self.both(old, new, &key)?;
            // the value of a signature field is one object and no other
            if key == "V" || !self.is_unchanged(&key, &before, &after)? {
                kept.push(key);
            }
        }
        *keys = kept;
        Ok(())
    }

    /// A field whose signature was there: nothing may differ.
    fn signed_field(
        &mut self,
        number: u32,
        path: &str,
        old: &Dict,
        new: &Dict,
        keys: &[String],
    ) -> Result<(), Stop> {
        for key in keys {
            let (before, after) = self.both(old, new, key)?;
            let code = match key.as_str() {
                "V" if after.is_null() => codes::SIGNATURE_REMOVED,
                "V" => codes::SIGNATURE_REPLACED,
                "Type" if is_name(&after, "Annot") => continue,
                "AP" | "AS" if self.same_deep(&before, &after)? => continue,
                "AP" | "AS" | "F" | "Rect" | "MK" | "P" => codes::SIGNATURE_HIDDEN,
                _ => codes::FIELD_CHANGED,
            };
            self.never(number, &format!("{path}/{key}"), code);
        }
        Ok(())
    }

    /// A signature field that held no signature.
    fn open_signature_field(
        &mut self,
        number: u32,
        name: &str,
        old: &Dict,
        new: &Dict,
        keys: &[String],
    ) -> Result<(), Stop> {
        let path = format!("Root/AcroForm/Fields[{name}]");
        let filled = self.is_filled(number)?;
        let no_widget = !old.has("Subtype") && !old.has("Rect") && !old.has("Kids");
        let mut need = Need::Filling(name.to_owned());
        let mut code = codes::FIELD_FILLED;
        let mut class = ChangeClass::FormFill;
        if filled {
            (need, code, class) = self.signing(number, name)?;
        }
        for key in keys {
            let key = key.as_str();
            let allowed = if filled {
                let grows = no_widget && (BECOMES_WIDGET.contains(&key) || key == "Kids");
                let lock_kept = key != "Lock" || !old.has("Lock");
                (SIGNING.contains(&key) && lock_kept) || grows
            } else {
                BESIDE_VALUE.contains(&key)
            };
            let (before, after) = self.both(old, new, key)?;
            if key == "AP" && !filled {
                if !self.same_deep(&before, &after)? {
                    self.never(number, &format!("{path}/AP"), codes::APPEARANCE_ONLY);
                }
            } else if !allowed {
                self.never(number, &format!("{path}/{key}"), codes::FIELD_CHANGED);
            } else if key == "Kids" {
                let outcome = (need.clone(), code, class);
                self.new_kids(number, &after, Some(&outcome), 1)?;
            } else if key == "Type" && !is_name(&after, "Annot") {
                self.never(number, &format!("{path}/Type"), codes::FIELD_CHANGED);
            } else if key == "AP" {
                self.appearance_dict(number, &after)?;
            }
        }
        if filled && no_widget {
            self.accepted.insert(number);
        }
        if !keys.is_empty() {
            self.place(number, &path, new, &(need, code, class));
        }
        Ok(())
    }

    /// What a field that was signed now holds: an object that was not there, and a signature.
    fn signing(&mut self, field: u32, name: &str) -> Result<Outcome, Stop> {
        let path = format!("Root/AcroForm/Fields[{name}]/V");
        let line = self.ancestry(self.new, field)?;
        let holder = line.iter().find(|(_, dict)| dict.has("V"));
        let refused = (Need::Never, codes::SIGNATURE_RECYCLED, ChangeClass::Other);
        let Some(value) = holder.and_then(|(_, dict)| dict.get("V")) else { return Ok(refused) };
        let fresh = match Self::target(value) {
            None => true,
            Some(number) => self.changed.get(&number).is_some_and(|pair| pair.old.is_null()),
        };
        let value = self.new.resolve(value)?;
        let Some(signature) = value.as_dict().filter(|_| fresh) else {
            self.never(field, &path, codes::SIGNATURE_RECYCLED);
            return Ok(refused);
        };
        if !signature.has("ByteRange") || !signature.has("Contents") {
            self.never(field, &path, codes::SIGNATURE_RECYCLED);
            return Ok(refused);
        }
        let type_ = self.new.value(signature, "Type")?;
        let sub_filter = self.new.value(signature, "SubFilter")?;
        if is_name(&type_, "DocTimeStamp") && is_name(&sub_filter, "ETSI.RFC3161") {
            return Ok((Need::Always, codes::DOCUMENT_TIMESTAMP, ChangeClass::Maintenance));
        }
        Ok((Need::Signing(name.to_owned()), codes::FIELD_SIGNED, ChangeClass::Signing))
    }

    /// A field of another type.
    fn filled_field(
        &mut self,
        number: u32,
        name: &str,
        old: &Dict,
        new: &Dict,
        keys: &[String],
    ) -> Result<(), Stop> {
        let path = format!("Root/AcroForm/Fields[{name}]");
        let filled = self.is_filled(number)?;
        for key in keys {
            let key = key.as_str();
            let path = format!("{path}/{key}");
            let (before, after) = self.both(old, new, key)?;
            let plain = !matches!(after, Object::Dict(_) | Object::Stream(_));
            match key {
                "AP" | "AS" | "MK" if !filled => {
                    if !self.same_deep(&before, &after)? {
                        self.never(number, &path, codes::APPEARANCE_ONLY);
                    }
                }
                "AP" => self.appearance_dict(number, &after)?,
                "V" | "RV" if !plain => self.never(number, &path, codes::FIELD_CHANGED),
                "Type" if !is_name(&after, "Annot") => {
                    self.never(number, &path, codes::FIELD_CHANGED);
                }
                _ if FILLING.contains(&key) => {}
                _ => self.never(number, &path, codes::FIELD_CHANGED),
            }
        }
        if !keys.is_empty() {
            let need = Need::Filling(name.to_owned());
            let outcome = (need, codes::FIELD_FILLED, ChangeClass::FormFill);
            self.place(number, &path, new, &outcome);
        }
        Ok(())
    }

    /// An appearance dictionary has three entries at most (12.5.5) and is no stream.
    fn appearance_dict(&mut self, field: u32, after: &Object) -> Result<(), Stop> {
        let well = match after {
            Object::Null => true,
            Object::Dict(dict) => {
                dict.iter().all(|(key, _)| *key == "N" || *key == "R" || *key == "D")
            }
            _ => false,
        };
        if !well {
            self.never(field, &format!("Field {field}/AP"), codes::FIELD_CHANGED);
        }
        Ok(())
    }

    /// What showed the field until now must not show anything else: whoever replaces an appearance
    /// that other parts of the document use relies on readers that mix the two up.
    fn old_appearance_is_its_own(&mut self, number: u32, old: &Dict) -> Result<(), Stop> {
        let Some(appearance) = old.get("AP") else { return Ok(()) };
        let mut targets = Vec::new();
        references(appearance, &mut |reference| targets.push(reference.number));
        for target in targets {
            let uses = self.uses(target)?;
            for (role, path) in uses.iter() {
                let own = matches!(
                    role,
                    Role::Appearance(_) | Role::AppearanceDict(_) | Role::AnnotationPart(_)
                );
                if !own {
                    self.never(number, path, codes::SHARED);
                }
            }
        }
        Ok(())
    }

    /// Something below the appearance of a field or annotation was overridden.
    pub(super) fn appearance_part(
        &mut self,
        field: u32,
        number: u32,
        path: &str,
        role: &Role,
        pair: &Pair,
    ) -> Result<(), Stop> {
        let object = self.new_object(field)?;
        if kind(&object) == Some(Kind::Annotation) {
            self.annotation_part(number, path, codes::ANNOTATION_CHANGED);
            return Ok(());
        }
        if matches!(role, Role::AppearanceDict(_)) {
            self.appearance_dict(field, &pair.new)?;
        }
        if self.accepted.contains(&field) {
            return Ok(());
        }
        let line = self.ancestry(self.old, field)?;
        let signed = is_name(&self.inherited(self.old, &line, "FT")?, "Sig")
            && !self.inherited(self.old, &line, "V")?.is_null();
        if signed {
            self.never(number, path, codes::SIGNATURE_HIDDEN);
        } else if self.is_filled(field)? {
            let name = self.full_name(self.old, &line)?;
            let need = Need::Filling(name);
            self.note(number, path, ChangeClass::FormFill, codes::FIELD_FILLED, need);
        } else {
            self.never(number, path, codes::APPEARANCE_ONLY);
        }
        Ok(())
    }

    /// The value of a field is an object of its own and was overridden.
    pub(super) fn value_part(&mut self, field: u32, number: u32, path: &str) -> Result<(), Stop> {
        let line = self.ancestry(self.old, field)?;
        if line.is_empty() || is_name(&self.inherited(self.old, &line, "FT")?, "Sig") {
            self.never(number, path, codes::SIGNATURE_REPLACED);
            return Ok(());
        }
        let name = self.full_name(self.old, &line)?;
        let need = Need::Filling(name);
        self.note(number, path, ChangeClass::FormFill, codes::FIELD_FILLED, need);
        Ok(())
    }

    /// The form's list of fields: none may go, those that come must be new signature fields.
    pub(super) fn fields(
        &mut self,
        number: u32,
        before: &Object,
        after: &Object,
    ) -> Result<(), Stop> {
        const PATH: &str = "Root/AcroForm/Fields";
        let old = before.as_array().map(|a| a.items().to_vec()).unwrap_or_default();
        let Some(new) = after.as_array() else {
            self.never(number, PATH, codes::FIELD_REMOVED);
            return Ok(());
        };
        self.base.budget.spend(Work::Compared, (old.len() + new.len()) as u64)?;
        if self.grown_fields(before, after)? {
            return Ok(());
        }
        let listed: HashSet<u32> = new.items().iter().filter_map(Self::target).collect();
        let known: HashSet<u32> = old.iter().filter_map(Self::target).collect();
        for gone in known.iter().filter(|field| !listed.contains(field)) {
            let line = self.ancestry(self.old, *gone)?;
            let is_signature = is_name(&self.inherited(self.old, &line, "FT")?, "Sig");
            let name = self.full_name(self.old, &line)?;
            let code = if is_signature { codes::SIGNATURE_REMOVED } else { codes::FIELD_REMOVED };
            self.never(*gone, &format!("{PATH}[{name}]"), code);
        }
        let direct = |items: &[Object]| -> Vec<Object> {
            items.iter().filter(|item| item.as_reference().is_none()).cloned().collect()
        };
        if direct(&old) != direct(new.items())
            || listed.len() < new.items().len() - direct(new.items()).len()
        {
            self.never(number, PATH, codes::FIELD_ADDED);
        }
        let mut names: HashSet<String> = HashSet::new();
        let added: Vec<u32> = listed.iter().filter(|f| !known.contains(f)).copied().collect();
        if !added.is_empty() || known.iter().any(|field| self.changed.contains_key(field)) {
            for field in &known {
                names.extend(self.partial_name(*field)?);
            }
        }
        self.added_fields(added, &mut names)
    }

    /// As [`Self::fields`] where fields were added behind those that were there and nothing else
    /// happened to the list, which need not be looked through then. Returns whether it was so.
    fn grown_fields(&mut self, before: &Object, after: &Object) -> Result<bool, Stop> {
        let (mut listing, mut names) = std::mem::take(&mut self.base.fields);
        if !listing.is_at(before) {
            names.clear();
        }
        let Some(added) = listing.grown(before, after) else { return Ok(false) };
        if names.is_empty() {
            for field in before.as_array().into_iter().flat_map(Array::items) {
                if let Some(field) = Self::target(field) {
                    names.extend(self.partial_name(field)?);
                }
            }
        }
        self.added_fields(added, &mut names)?;
        self.base.fields = (listing, names);
        Ok(true)
    }

    /// Fields that were not in the list, beside those whose `names` are taken.
    fn added_fields(&mut self, added: Vec<u32>, names: &mut HashSet<String>) -> Result<(), Stop> {
        const PATH: &str = "Root/AcroForm/Fields";
        for field in added {
            let name = self.partial_name(field)?;
            // encrypted names cannot be read
            let odd = |name: &String| {
                !self.base.pdf.is_encrypted() && (name.contains('.') || !names.insert(name.clone()))
            };
            if name.as_ref().is_none_or(odd) {
                self.never(field, PATH, codes::FIELD_RENAMED);
            }
            self.new_field(field, None, 0)?;
        }
        Ok(())
    }

    fn partial_name(&mut self, field: u32) -> Result<Option<String>, Stop> {
        if let Some(known) = self.base.names.get(&field) {
            return Ok(known.clone());
        }
        let name = match self.new.get(in_use(self.new, field))? {
            Object::Dict(dict) => match self.new.value(&dict, "T")? {
                Object::String(name) => Some(decode_text(name.as_bytes())),
                _ => None,
            },
            _ => None,
        };
        self.base.names.insert(field, name.clone());
        Ok(name)
    }

    /// A field that was not in the form: a new object, and a signature field.
    fn new_field(&mut self, number: u32, parent: Option<u32>, depth: u32) -> Result<(), Stop> {
        let line = self.ancestry(self.new, number)?;
        let name = self.full_name(self.new, &line)?;
        let path = format!("Root/AcroForm/Fields[{name}]");
        let fresh = self.changed.get(&number).is_some_and(|pair| pair.old.is_null());
        let Some((_, dict)) = line.first().filter(|_| fresh && depth < DEEPEST) else {
            self.never(number, &path, codes::FIELD_ADDED);
            return Ok(());
        };
        let dict = dict.clone();
        let above = dict.reference("Parent").map(|parent| parent.number);
        let repeated = dict.repeated().is_some();
        if above != parent || repeated || !self.accepted.insert(number) {
            self.never(number, &path, codes::FIELD_ADDED);
            return Ok(());
        }
        let kids = self.new.value(&dict, "Kids")?;
        let groups = !kids.is_null() && !dict.has("FT") && !dict.has("V");
        if groups {
            return self.new_kids(number, &kids, None, depth + 1);
        }
        if !is_name(&self.inherited(self.new, &line, "FT")?, "Sig") {
            self.never(number, &path, codes::FIELD_ADDED);
            return Ok(());
        }
        let outcome = if self.inherited(self.new, &line, "V")?.is_null() {
            (Need::NewField, codes::SIGNATURE_FIELD_ADDED, ChangeClass::Signing)
        } else {
            self.filled.insert(number);
            match self.signing(number, &name)? {
                (Need::Signing(_), _, class) => {
                    (Need::NewField, codes::SIGNATURE_FIELD_ADDED, class)
                }
                other => other,
            }
        };
        if !kids.is_null() {
            self.new_kids(number, &kids, Some(&outcome), depth + 1)?;
        }
        self.new_widget(number, &path, &dict, &outcome)
    }

    /// The children of a new field: fields or widgets, all new.
    fn new_kids(
        &mut self,
        parent: u32,
        kids: &Object,
        outcome: Option<&Outcome>,
        depth: u32,
    ) -> Result<(), Stop> {
        let path = format!("Field {parent}/Kids");
        let Some(kids) = kids.as_array() else {
            self.never(parent, &path, codes::FIELD_ADDED);
            return Ok(());
        };
        let mut names = HashSet::new();
        for kid in kids.items() {
            let pair =
                Self::target(kid).and_then(|kid| Some((kid, self.changed.get(&kid)?.clone())));
            let Some((kid, pair)) = pair.filter(|(_, pair)| pair.old.is_null()) else {
                self.never(parent, &path, codes::FIELD_ADDED);
                continue;
            };
            if let (Some(outcome), Some(dict)) = (outcome, pair.new.as_dict())
                && !dict.has("T")
            {
                // a widget of the field itself; writers leave out its way back to the field
                let back = dict.reference("Parent").is_none_or(|back| back.number == parent);
                let plain = !dict.has("FT")
                    && !dict.has("V")
                    && !dict.has("Kids")
                    && dict.repeated().is_none();
                if !back || !plain || !self.accepted.insert(kid) {
                    self.never(kid, &path, codes::FIELD_ADDED);
                }
                self.new_widget(kid, &path, dict, outcome)?;
                continue;
            }
            if let Some(name) = self.partial_name(kid)?
                && !self.base.pdf.is_encrypted()
                && (name.contains('.') || !names.insert(name))
            {
                self.never(kid, &path, codes::FIELD_RENAMED);
            }
            self.new_field(kid, Some(parent), depth)?;
        }
        Ok(())
    }

    fn new_widget(
        &mut self,
        number: u32,
        path: &str,
        dict: &Dict,
        outcome: &Outcome,
    ) -> Result<(), Stop> {
        let drawn = self.new.value(dict, "AP")?;
        self.appearance_dict(number, &drawn)?;
        self.place(number, path, dict, outcome);
        Ok(())
    }

    /// Whether an entry has the same value with all that it leads to. A key that is no text cannot
    /// be told from another such: its value is never taken for unchanged.
    pub(super) fn is_unchanged(
        &self,
        key: &str,
        before: &Object,
        after: &Object,
    ) -> Result<bool, Stop> {
        Ok(is_text(key) && self.same_deep(before, after)?)
    }

    /// Whether two values are the same with all that they lead to in their documents.
    fn same_deep(&self, before: &Object, after: &Object) -> Result<bool, Stop> {
        self.deep(before, after, 0)
    }

    fn deep(&self, before: &Object, after: &Object, depth: u32) -> Result<bool, Stop> {
        self.base.budget.spend(Work::Compared, 1)?;
        if depth > DEEPEST {
            return Ok(false);
        }
        if let (Some(a), Some(b)) = (before.as_reference(), after.as_reference())
            && a == b
            && !self.changed.contains_key(&a.number)
        {
            return Ok(true);
        }
        let (before, after) = (self.old.resolve(before)?, self.new.resolve(after)?);
        match (&before, &after) {
            (Object::Dict(a), Object::Dict(b)) => self.deep_dict(a, b, depth),
            (Object::Stream(a), Object::Stream(b)) => Ok(self.base.pdf.raw(a)
                == self.base.pdf.raw(b)
                && self.deep_dict(&a.dict, &b.dict, depth)?),
            (Object::Array(a), Object::Array(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (a, b) in a.items().iter().zip(b.items()) {
                    if !self.deep(a, b, depth + 1)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (a, b) => Ok(a == b),
        }
    }

    fn deep_dict(&self, a: &Dict, b: &Dict, depth: u32) -> Result<bool, Stop> {
        if a.repeated().is_some() || b.repeated().is_some() {
            return Ok(false);
        }
        for (key, _) in a.iter().chain(b.iter()) {
            let value =
                |dict: &Dict| dict.get_name(key.as_bytes()).cloned().unwrap_or(Object::Null);
            if !self.deep(&value(a), &value(b), depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Records a change of something that has a place on a page.
    pub(super) fn place(
        &mut self,
        number: u32,
        path: &str,
        dict: &Dict,
        (need, code, class): &Outcome,
    ) {
        let bbox = self.rectangle(dict);
        let page = dict.reference("P").and_then(|page| self.page_of(page.number));
        let page = page.or_else(|| self.base.pages.shows(number));
        let hidden = dict.integer("F").unwrap_or(0) & 0b10_0010 != 0;
        // a pop-up window shows what its note says, and no more
        let popup = dict.name("Subtype").is_some_and(|name| *name == "Popup");
        let visible = !hidden && !popup && bbox.is_some_and(|[l, b, r, t]| r > l && t > b);
        self.push(Record {
            revision: self.new.revision(),
            object: number,
            page,
            bbox,
            path: path.to_owned(),
            class: *class,
            code,
            need: need.clone(),
            visible,
        });
    }
}

/// Whether `object` is the name `word`.
pub(super) fn is_name(object: &Object, word: &str) -> bool {
    object.as_name().is_some_and(|name| *name == word)
}
