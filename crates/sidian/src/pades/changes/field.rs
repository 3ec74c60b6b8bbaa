//! What may differ in form fields and their widgets (ISO 32000-2 12.7.4, 12.5.6.19), signature
//! fields among them (12.7.5.5).

use crate::pdf::{Dict, Object, View, decode_text};
use crate::report::codes::changes as codes;
use crate::report::{ChangeClass, Code};

use super::graph::{in_use, references, same};
use super::pairs::{Delta, Pair};
use super::record::{Need, Stop};
use super::roles::{Kind, Role, kind};
use super::visibility::toggles;

/// Deepest nesting of fields.
pub(super) const DEEPEST: u32 = 32;

/// Who permits a change, what it is and how far it reaches.
pub(super) type Outcome = (Need, &'static Code, ChangeClass);

/// Entries that signing a field may change.
const SIGNING: &[&str] =
    &["AP", "AS", "BS", "Border", "DA", "F", "Ff", "H", "Lock", "M", "MK", "Q", "V"];
/// Entries that make a field without a widget its own widget.
const BECOMES_WIDGET: &[&str] = &["P", "Rect", "StructParent", "Subtype"];
/// Entries that filling a field may change.
const FILLING: &[&str] = &["AP", "AS", "DA", "F", "Ff", "I", "M", "MK", "Q", "RV", "TI", "V"];
/// Entries that may change although the value does not, as long as it may be filled.
const BESIDE_VALUE: &[&str] = &["DA", "F", "Ff", "M", "Q"];

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
    pub(super) fn ancestry(
        &self,
        view: View<'p, 'f>,
        field: u32,
    ) -> Result<Vec<(u32, Dict)>, Stop> {
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
    pub(super) fn inherited(
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
    pub(super) fn full_name(
        &self,
        view: View<'p, 'f>,
        line: &[(u32, Dict)],
    ) -> Result<String, Stop> {
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
        if keys.iter().any(|key| key == "Type") {
            // optional, and of one value only (12.5.2)
            if !is_name(&self.new.value(new, "Type")?, "Annot") {
                self.never(number, &format!("{path}/Type"), codes::FIELD_CHANGED);
            }
            keys.retain(|key| key != "Type");
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
        let mut code = codes::FIELD_TOUCHED;
        let refused = self.refusals();
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
            if key == "F" && !filled && toggles(&before, &after) {
                self.never(number, &format!("{path}/F"), codes::FIELD_VISIBILITY);
            } else if key == "AP" && !filled {
                if !self.same_deep(&before, &after)? {
                    self.never(number, &format!("{path}/AP"), codes::APPEARANCE_ONLY);
                }
            } else if !allowed {
                self.never(number, &format!("{path}/{key}"), codes::FIELD_CHANGED);
            } else if key == "Kids" {
                let outcome = (need.clone(), code, class);
                self.new_kids(number, &after, Some(&outcome), 1)?;
            } else if key == "AP" {
                self.appearance_dict(number, &after)?;
            }
        }
        if filled && no_widget {
            self.accepted.insert(number);
        }
        let clean = self.refusals() == refused;
        if !keys.is_empty() && (clean || code != codes::FIELD_TOUCHED) {
            self.place(number, &path, new, &(need, code, class));
        }
        Ok(())
    }

    /// What a field that was signed now holds: an object that was not there, and a signature.
    pub(super) fn signing(&mut self, field: u32, name: &str) -> Result<Outcome, Stop> {
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
        let line = self.ancestry(self.old, number)?;
        // a button that is pressed holds no value (12.7.5.2.2): what comes as one is a pretext
        let pressed = self.is_push_button(&line)?;
        let filled = !pressed && self.is_filled(number)?;
        let had_value = !is_blank(&self.inherited(self.old, &line, "V")?);
        let mut code = if filled { codes::FIELD_FILLED } else { codes::FIELD_TOUCHED };
        let refused = self.refusals();
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
                // readers that draw fields themselves would draw the same value in another way
                "DA" | "Q" if !filled && had_value => {
                    self.never(number, &path, codes::APPEARANCE_ONLY);
                }
                "I" | "RV" if !filled => self.never(number, &path, codes::APPEARANCE_ONLY),
                "F" if toggles(&before, &after) => {
                    self.never(number, &path, codes::FIELD_VISIBILITY);
                }
                "Ff" if !filled && !only_locks(&before, &after) => {
                    self.never(number, &path, codes::FIELD_CHANGED);
                }
                "V" if pressed => self.never(number, &path, codes::FIELD_CHANGED),
                "V" if plain && !is_blank(&before) => code = codes::VALUE_REPLACED,
                "AP" => self.appearance_dict(number, &after)?,
                // writers that draw what is filled in state the border that they drew
                "BS" if filled && is_thin_border(&after) => {}
                "V" | "RV" if !plain => self.never(number, &path, codes::FIELD_CHANGED),
                // no dictionary belongs there
                "DA" | "F" | "Ff" | "M" | "Q" | "TI" if !plain => {
                    self.never(number, &path, codes::FIELD_CHANGED);
                }
                _ if FILLING.contains(&key) => {}
                _ => self.never(number, &path, codes::FIELD_CHANGED),
            }
        }
        let clean = self.refusals() == refused;
        if !keys.is_empty() && (clean || code != codes::FIELD_TOUCHED) {
            let outcome = |code| (Need::Filling(name.to_owned()), code, ChangeClass::FormFill);
            self.place(number, &path, new, &outcome(code));
            let kind = self.inherited(self.old, &line, "FT")?;
            if filled && self.paints(&kind, old, new)? {
                self.place(number, &path, new, &outcome(codes::FIELD_PAINTED));
            }
        }
        Ok(())
    }

    fn is_push_button(&self, line: &[(u32, Dict)]) -> Result<bool, Stop> {
        const PUSH_BUTTON: i64 = 1 << 16;
        let flags = self.inherited(self.old, line, "Ff")?.as_integer().unwrap_or(0);
        Ok(flags & PUSH_BUTTON != 0 && is_name(&self.inherited(self.old, line, "FT")?, "Btn"))
    }

    /// An appearance dictionary has three entries at most (12.5.5) and is no stream.
    pub(super) fn appearance_dict(&mut self, field: u32, after: &Object) -> Result<(), Stop> {
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
        } else if self.is_filled(field)? && !self.is_push_button(&line)? {
            let need = Need::Filling(self.full_name(self.old, &line)?);
            let kind = self.inherited(self.old, &line, "FT")?;
            let own = line.first().map_or_else(Dict::empty, |(_, own)| own.clone());
            let painted = match object.as_dict() {
                Some(new) => self.paints(&kind, &own, new)?,
                None => true,
            };
            let code = if painted { codes::FIELD_PAINTED } else { codes::FIELD_FILLED };
            self.note(number, path, ChangeClass::FormFill, code, need);
        } else {
            self.never(number, path, codes::APPEARANCE_ONLY);
        }
        Ok(())
    }

    /// The value of a field is an object of its own and was overridden.
    pub(super) fn value_part(
        &mut self,
        field: u32,
        number: u32,
        path: &str,
        old: &Object,
    ) -> Result<(), Stop> {
        let line = self.ancestry(self.old, field)?;
        if line.is_empty() || is_name(&self.inherited(self.old, &line, "FT")?, "Sig") {
            self.never(number, path, codes::SIGNATURE_REPLACED);
            return Ok(());
        }
        let name = self.full_name(self.old, &line)?;
        let need = Need::Filling(name);
        let code = if is_blank(old) { codes::FIELD_FILLED } else { codes::VALUE_REPLACED };
        self.note(number, path, ChangeClass::FormFill, code, need);
        Ok(())
    }
}

/// Whether a border style (12.5.4) is of plain values and no wider than borders are.
fn is_thin_border(style: &Object) -> bool {
    const WIDEST: f64 = 2.0;
    style.as_dict().is_some_and(|style| {
        style.repeated().is_none()
            && style.iter().all(|(key, value)| match key.as_bytes() {
                b"W" => value.as_number().is_some_and(|width| (0.0..=WIDEST).contains(&width)),
                b"S" | b"Type" => value.as_name().is_some(),
                b"D" => {
                    let dashes = value.as_array();
                    dashes.is_some_and(|d| d.items().iter().all(|one| one.as_number().is_some()))
                }
                _ => false,
            })
    })
}

/// Whether a field of this value holds nothing yet.
pub(super) fn is_blank(value: &Object) -> bool {
    match value {
        Object::Null => true,
        Object::String(text) => decode_text(text.as_bytes()).trim().is_empty(),
        Object::Name(state) => *state == "Off",
        Object::Array(items) => items.items().iter().all(is_blank),
        _ => false,
    }
}

/// Whether field flags (12.7.4.1) differ in nothing but who may fill the field, and must.
fn only_locks(before: &Object, after: &Object) -> bool {
    let flags = |object: &Object| object.as_integer().unwrap_or(0);
    (flags(before) ^ flags(after)) & !0b111 == 0
}

/// Whether `object` is the name `word`.
pub(super) fn is_name(object: &Object, word: &str) -> bool {
    object.as_name().is_some_and(|name| *name == word)
}
