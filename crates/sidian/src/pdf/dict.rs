//! Dictionaries (ISO 32000-2 7.3.7).

use std::fmt;
use std::rc::Rc;

use super::object::{Array, Name, Object, PdfString, Ref, Span};

/// A dictionary. Keys stand in the order of the file; where the file repeats a key the last one
/// counts and [`Dict::repeated`] tells.
#[derive(Clone)]
pub struct Dict(Rc<DictParts>);

#[derive(Clone)]
struct DictParts {
    entries: Vec<(Name, Object)>,
    /// Positions in `entries` ordered by key; only for dictionaries too large to look through.
    index: Option<Vec<u32>>,
    repeated: Option<Name>,
    span: Option<Span>,
}

/// Up to this size, looking through is faster than an index.
const SMALL: usize = 24;

impl Dict {
    /// A dictionary of these entries.
    pub fn new(entries: Vec<(Name, Object)>) -> Self {
        Self::read(entries, None)
    }

    /// A dictionary without entries.
    pub fn empty() -> Self {
        Self::new(Vec::new())
    }

    pub(super) fn read(mut entries: Vec<(Name, Object)>, span: Option<Span>) -> Self {
        entries.shrink_to_fit();
        let mut parts = DictParts { entries, index: None, repeated: None, span };
        if parts.entries.len() <= SMALL {
            parts.settle_small()
        } else {
            parts.settle_large()
        }
        Self(Rc::new(parts))
    }

    /// The value of `key`. A key whose value is `null` counts as absent (7.3.7).
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.get_name(key.as_bytes())
    }

    /// The value of the key with these bytes.
    pub fn get_name(&self, key: &[u8]) -> Option<&Object> {
        let parts = &*self.0;
        let value = match &parts.index {
            None => parts.entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            Some(index) => index
                .binary_search_by(|&i| parts.key_at(i).cmp(key))
                .ok()
                .and_then(|found| index.get(found))
                .and_then(|&i| parts.entries.get(i as usize))
                .map(|(_, v)| v),
        };
        value.filter(|v| !v.is_null())
    }

    /// The name under `key`, if the value is directly a name.
    pub fn name(&self, key: &str) -> Option<&Name> {
        self.get(key)?.as_name()
    }

    /// The integer under `key`, if the value is directly an integer.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_integer()
    }

    /// The string under `key`, if the value is directly a string.
    pub fn string(&self, key: &str) -> Option<&PdfString> {
        self.get(key)?.as_string()
    }

    /// The array under `key`, if the value is directly an array.
    pub fn array(&self, key: &str) -> Option<&Array> {
        self.get(key)?.as_array()
    }

    /// The dictionary under `key`, if the value is directly a dictionary.
    pub fn dict(&self, key: &str) -> Option<&Self> {
        self.get(key)?.as_dict()
    }

    /// The reference under `key`, if the value is one.
    pub fn reference(&self, key: &str) -> Option<Ref> {
        self.get(key)?.as_reference()
    }

    /// Whether `key` is present with a value other than `null`.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Keys and values in the order of the file, `null` values included.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Object)> {
        self.0.entries.iter().map(|(k, v)| (k, v))
    }

    /// How many keys, those with `null` values included.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// A key that the file gives more than once: readers disagree about such a dictionary.
    pub fn repeated(&self) -> Option<&Name> {
        self.0.repeated.as_ref()
    }

    /// Where it stands in the file, brackets included; `None` inside an object stream or when made
    /// here.
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// Whether both are one and the same dictionary in memory.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The same dictionary with `key` set to `value`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Object>) -> Self {
        let parts = Rc::make_mut(&mut self.0);
        match parts.entries.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value.into(),
            None => parts.entries.push((Name::from(key), value.into())),
        }
        parts.reindex();
        self
    }

    /// The same dictionary without `key`.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        let parts = Rc::make_mut(&mut self.0);
        parts.entries.retain(|(k, _)| k != key);
        parts.reindex();
        self
    }
}

impl DictParts {
    fn key_at(&self, position: u32) -> &[u8] {
        self.entries.get(position as usize).map_or(&[], |(k, _)| k.as_bytes())
    }

    /// Keeps the last of repeated keys.
    fn settle_small(&mut self) {
        let mut at = 0;
        while at < self.entries.len() {
            let (_, rest) = self.entries.split_at(at);
            let Some(((key, _), rest)) = rest.split_first() else { break };
            if rest.iter().any(|(k, _)| k == key) {
                self.repeated = Some(key.clone());
                self.entries.remove(at);
            } else {
                at += 1;
            }
        }
    }

    fn settle_large(&mut self) {
        self.reindex();
        let Some(index) = &self.index else { return };
        let mut doomed = vec![false; self.entries.len()];
        for pair in index.windows(2) {
            if let [a, b] = *pair
                && self.key_at(a) == self.key_at(b)
            {
                // the index is stable: `a` stands before `b` in the file
                self.repeated = self.entries.get(a as usize).map(|(k, _)| k.clone());
                if let Some(flag) = doomed.get_mut(a as usize) {
                    *flag = true;
                }
            }
        }
        if self.repeated.is_some() {
            let mut flags = doomed.into_iter();
            self.entries.retain(|_| !flags.next().unwrap_or(false));
            self.reindex();
        }
    }

    fn reindex(&mut self) {
        self.index = match u32::try_from(self.entries.len()) {
            Ok(len) if len as usize > SMALL => {
                let mut index: Vec<u32> = (0..len).collect();
                index.sort_by(|&a, &b| self.key_at(a).cmp(self.key_at(b)));
                Some(index)
            }
            _ => None,
        };
    }
}

impl PartialEq for Dict {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other)
            || (self.repeated().is_none()
                && other.repeated().is_none()
                && self.len() == other.len()
                && self.iter().all(|(key, value)| match other.get_name(key.as_bytes()) {
                    Some(found) => found == value,
                    None => value.is_null() && other.iter().any(|(k, _)| k == key),
                }))
    }
}

impl fmt::Debug for Dict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<const N: usize> From<[(&str, Object); N]> for Dict {
    fn from(entries: [(&str, Object); N]) -> Self {
        Self::new(entries.into_iter().map(|(k, v)| (Name::from(k), v)).collect())
    }
}
