//! Lists that only grow.

use std::collections::HashSet;

use crate::pdf::{Array, Object};

/// A list of references of which none stands twice, as the revision looked at last has it. A list
/// that every revision lengthens by one costs one each time, not all that it holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    list: Option<Array>,
    members: HashSet<u32>,
}

impl Listing {
    /// What `new` holds behind that of `old`, where both begin with the same references and none
    /// stands twice. `None` where they have to be compared item by item.
    pub(super) fn grown(&mut self, old: &Object, new: &Object) -> Option<Vec<u32>> {
        let before = match old {
            Object::Null => Array::new(Vec::new()),
            old => old.as_array()?.clone(),
        };
        let after = new.as_array()?;
        if !self.is_at(old) {
            self.members.clear();
            self.list = None;
            self.add(before.items())?;
        }
        self.list = None;
        let (same, added) = after.items().split_at_checked(before.len())?;
        if same != before.items() {
            return None;
        }
        let added = self.add(added)?;
        self.list = Some(after.clone());
        Some(added)
    }

    /// Whether `list` is the very list that it knows.
    pub(super) fn is_at(&self, list: &Object) -> bool {
        self.list.as_ref().zip(list.as_array()).is_some_and(|(known, list)| known.is_same(list))
    }

    /// `None` for anything but references, and for one that is there.
    fn add(&mut self, items: &[Object]) -> Option<Vec<u32>> {
        let new = items.iter().map(|item| {
            let number = item.as_reference()?.number;
            self.members.insert(number).then_some(number)
        });
        new.collect()
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.members.contains(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::Ref;

    #[test]
    fn only_what_was_appended_counts_as_grown() {
        let list = |numbers: &[u32]| {
            Object::from(numbers.iter().map(|n| Object::Ref(Ref::new(*n, 0))).collect::<Vec<_>>())
        };
        let mut listing = Listing::default();
        let mut old = Object::Null;
        for (new, grown) in [
            (list(&[1]), Some(vec![1])),
            (list(&[1, 2, 3]), Some(vec![2, 3])),
            (list(&[1, 2, 3, 2]), None),
            (list(&[1, 3]), None),
            (list(&[1, 3, 4]), Some(vec![4])),
            (list(&[2, 1, 3, 4]), None),
            (Object::from(vec![Object::Null]), None),
            (Object::Null, None),
            (list(&[5]), Some(vec![5])),
        ] {
            assert_eq!(listing.grown(&old, &new), grown, "{old:?} {new:?}");
            old = new;
        }
    }
}
