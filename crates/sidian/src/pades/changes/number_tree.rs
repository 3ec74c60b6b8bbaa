//! The parent tree of the structure tree, a number tree (ISO 32000-2 7.9.7, 14.7.5.4): it may grow.

use std::collections::{HashMap, HashSet};

use crate::budget::Work;
use crate::pdf::{Dict, Object, View};
use crate::report::codes::changes as codes;

use super::pairs::{Delta, Pair};
use super::record::Stop;

/// What a number tree says, by key.
type Numbers = HashMap<i64, Object>;

impl<'p, 'f> Delta<'_, 'p, 'f> {
    /// A node of the tree, or an array below: keys may be added. Where more differs than an added
    /// key, the whole tree is looked at: some writers write all of it anew.
    pub(super) fn parent_tree(&mut self, number: u32, path: &str, pair: &Pair) -> Result<(), Stop> {
        let grown = match (&pair.old, &pair.new) {
            (Object::Dict(old), Object::Dict(new)) => self.node_grown(old, new)?,
            (Object::Array(_), Object::Array(_)) => self.pairs_grown(&pair.old, &pair.new)?,
            _ => false,
        };
        if grown || self.whole_tree_grown()? {
            self.grown(number, path);
        } else {
            self.never(number, path, codes::STRUCTURE);
        }
        Ok(())
    }

    /// Whether a node differs in nothing but pairs that were added.
    fn node_grown(&mut self, old: &Dict, new: &Dict) -> Result<bool, Stop> {
        for key in Self::differing(old, new) {
            let (before, after) = self.both(old, new, &key)?;
            let well = match key.as_str() {
                "Limits" => true,
                "Nums" => self.pairs_grown(&before, &after)?,
                _ => false,
            };
            if !well {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn pairs_grown(&self, before: &Object, after: &Object) -> Result<bool, Stop> {
        let (mut old, mut new) = (Numbers::new(), Numbers::new());
        let read = self.add_pairs(before, &mut old)? && self.add_pairs(after, &mut new)?;
        Ok(read && self.kept(&old, &new)?)
    }

    /// Whether the tree as a whole says of every number what it said before.
    fn whole_tree_grown(&self) -> Result<bool, Stop> {
        let old = self.numbers(self.old)?;
        let new = self.numbers(self.new)?;
        match (old, new) {
            (Some(old), Some(new)) => self.kept(&old, &new),
            _ => Ok(false),
        }
    }

    /// Whether all pairs are there still: the same object, or an array of the same objects.
    fn kept(&self, old: &Numbers, new: &Numbers) -> Result<bool, Stop> {
        self.base.budget.spend(Work::Compared, (old.len() + new.len()) as u64)?;
        for (key, before) in old {
            let Some(after) = new.get(key) else { return Ok(false) };
            if before == after {
                continue;
            }
            match (self.old.resolve(before)?, self.new.resolve(after)?) {
                (Object::Array(before), Object::Array(after)) => {
                    self.base.budget.spend(Work::Compared, before.len() as u64)?;
                    if before.items() != after.items() {
                        return Ok(false);
                    }
                }
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Every pair of the parent tree; `None` for what is no number tree: a number or a node twice.
    fn numbers(&self, view: View<'p, 'f>) -> Result<Option<Numbers>, Stop> {
        let mut out = Numbers::new();
        let Object::Dict(root) = view.value(&view.root()?, "StructTreeRoot")? else {
            return Ok(None);
        };
        let mut seen = HashSet::new();
        let mut waiting: Vec<Object> = root.get("ParentTree").cloned().into_iter().collect();
        while let Some(node) = waiting.pop() {
            self.base.budget.spend(Work::Compared, 1)?;
            if Self::target(&node).is_some_and(|number| !seen.insert(number)) {
                return Ok(None);
            }
            let Object::Dict(node) = view.resolve(&node)? else { return Ok(None) };
            if let Object::Array(kids) = view.value(&node, "Kids")? {
                waiting.extend(kids.items().iter().cloned());
            }
            if !self.add_pairs(&view.value(&node, "Nums")?, &mut out)? {
                return Ok(None);
            }
        }
        Ok(Some(out))
    }

    /// Adds the pairs of `/Nums`; `false` where they are none, or a number stands twice.
    fn add_pairs(&self, nums: &Object, out: &mut Numbers) -> Result<bool, Stop> {
        let items = match nums {
            Object::Null => return Ok(true),
            Object::Array(items) => items.items(),
            _ => return Ok(false),
        };
        self.base.budget.spend(Work::Compared, items.len() as u64)?;
        for pair in items.chunks(2) {
            let [key, value] = pair else { return Ok(false) };
            let Some(key) = key.as_integer() else { return Ok(false) };
            if out.insert(key, value.clone()).is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
