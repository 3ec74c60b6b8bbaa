//! Fields that a later revision adds to the form: signature fields and nothing else (ISO 32000-2
//! 12.7.5.5).

use std::collections::HashSet;

use crate::budget::Work;
use crate::pdf::{Array, Dict, Object, decode_text};
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::field::{DEEPEST, Outcome, is_name};
use super::graph::in_use;
use super::pairs::Delta;
use super::record::{Need, Stop};

impl Delta<'_, '_, '_> {
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
            (Need::NewField, codes::EMPTY_FIELD_ADDED, ChangeClass::Signing)
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
    pub(super) fn new_kids(
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
}
