//! What may differ in the structure tree (ISO 32000-2 14.7): it may grow by elements for new fields
//! and annotations.

use crate::budget::Work;
use crate::pdf::{Dict, Object};
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::field::is_name;
use super::pairs::{Delta, Pair};
use super::record::{Need, Stop};

impl Delta<'_, '_, '_> {
    /// The root of the tree.
    pub(super) fn structure_root(&mut self, number: u32, pair: &Pair) -> Result<(), Stop> {
        const PATH: &str = "Root/StructTreeRoot";
        let (Some(old), Some(new)) = (pair.old.as_dict(), pair.new.as_dict()) else {
            self.never(number, PATH, codes::STRUCTURE);
            return Ok(());
        };
        self.grown(number, PATH);
        for key in Self::differing(old, new) {
            let path = format!("{PATH}/{key}");
            let (before, after) = self.both(old, new, &key)?;
            match key.as_str() {
                "K" => self.structure_kids(number, &path, &before, &after)?,
                "ParentTree" => {
                    self.parent_tree(number, &path, &Pair { old: before, new: after })?;
                }
                "ParentTreeNextKey" if counts_on(&before, &after) => {}
                _ if self.is_unchanged(&key, &before, &after)? => {}
                _ => self.never(number, &path, codes::STRUCTURE),
            }
        }
        Ok(())
    }

    /// An element: nothing may differ but further children.
    pub(super) fn structure_element(&mut self, number: u32, pair: &Pair) -> Result<(), Stop> {
        let path = format!("StructElem {number}");
        let (Some(old), Some(new)) = (pair.old.as_dict(), pair.new.as_dict()) else {
            self.never(number, &path, codes::STRUCTURE);
            return Ok(());
        };
        self.grown(number, &path);
        for key in Self::differing(old, new) {
            let path = format!("{path}/{key}");
            let (before, after) = self.both(old, new, &key)?;
            match key.as_str() {
                "K" => self.structure_kids(number, &path, &before, &after)?,
                _ if self.is_unchanged(&key, &before, &after)? => {}
                _ => self.never(number, &path, codes::STRUCTURE),
            }
        }
        Ok(())
    }

    /// Children: those that were there stay in order; those that come are new and stand for a field
    /// or annotation.
    pub(super) fn structure_kids(
        &mut self,
        number: u32,
        path: &str,
        before: &Object,
        after: &Object,
    ) -> Result<(), Stop> {
        let listed = |object: &Object| match object {
            Object::Null => Vec::new(),
            Object::Array(items) => items.items().to_vec(),
            one => vec![one.clone()],
        };
        let (old, new) = (listed(before), listed(after));
        self.base.budget.spend(Work::Compared, (old.len() + new.len()) as u64)?;
        let mut left = old.iter().peekable();
        for item in &new {
            if left.peek().is_some_and(|next| self.same_child(next, item)) {
                left.next();
            } else if !self.is_new_child(item)? {
                self.never(number, path, codes::STRUCTURE);
                return Ok(());
            }
        }
        if left.next().is_some() {
            self.never(number, path, codes::STRUCTURE);
        }
        Ok(())
    }

    /// Whether a child is the one that was there; a single child may be written as it is or as a
    /// reference to it.
    fn same_child(&self, old: &Object, new: &Object) -> bool {
        if old == new {
            return true;
        }
        let direct = |object: &Object| object.as_reference().is_none();
        direct(old) != direct(new)
            && !matches!(old, Object::Integer(_))
            && match (self.old.resolve(old), self.new.resolve(new)) {
                (Ok(Object::Dict(old)), Ok(Object::Dict(new))) => old == new,
                _ => false,
            }
    }

    /// A new element, or an object reference, to something that is new or was signed.
    fn is_new_child(&self, item: &Object) -> Result<bool, Stop> {
        let value = self.new.resolve(item)?;
        let Some(dict) = value.as_dict() else { return Ok(false) };
        let fresh = Self::target(item)
            .is_none_or(|n| self.changed.get(&n).is_some_and(|pair| pair.old.is_null()));
        if is_name(&self.new.value(dict, "Type")?, "OBJR") {
            return Ok(fresh && self.is_reference_to_new(dict));
        }
        if !fresh || !dict.has("S") {
            return Ok(false);
        }
        // text for assistive tools may not come with it, but what names the field may
        let kids = match self.new.value(dict, "K")? {
            Object::Null => Vec::new(),
            Object::Array(items) => items.items().to_vec(),
            _ => dict.get("K").cloned().into_iter().collect(),
        };
        for kid in kids {
            let value = self.new.resolve(&kid)?;
            let Some(kid) = value.as_dict() else { return Ok(false) };
            let is_objr = is_name(&self.new.value(kid, "Type")?, "OBJR");
            if !is_objr || !self.is_reference_to_new(kid) {
                return Ok(false);
            }
        }
        Ok(!dict.has("ActualText"))
    }

    fn is_reference_to_new(&self, objr: &Dict) -> bool {
        objr.get("Obj").and_then(Self::target).is_some_and(|n| self.changed.contains_key(&n))
    }

    pub(super) fn grown(&mut self, number: u32, path: &str) {
        let class = ChangeClass::Maintenance;
        self.note(number, path, class, codes::STRUCTURE_EXTENDED, Need::Always);
    }
}

/// Whether a counter stands where it stood or further on.
fn counts_on(before: &Object, after: &Object) -> bool {
    let known = before.is_null() || before.as_integer().is_some();
    known && after.as_integer().is_some_and(|after| Some(after) >= before.as_integer())
}
