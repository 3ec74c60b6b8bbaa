//! Whether two values are the same with all that they lead to.

use crate::budget::Work;
use crate::pdf::{Dict, Object};

use super::field::DEEPEST;
use super::graph::is_text;
use super::pairs::Delta;
use super::record::Stop;

impl Delta<'_, '_, '_> {
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
    pub(super) fn same_deep(&self, before: &Object, after: &Object) -> Result<bool, Stop> {
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
}
