//! The tree of form fields, kept from revision to revision.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use crate::budget::Work;
use crate::pdf::{Array, Entry, Object, PdfError, View};

use super::field::{SignatureField, Walk};

/// How many entries of a list are compared for one unit of work.
const STRIDE: u64 = 16;
/// What a branch costs, in units of eight bytes of memory, beside four for each of its objects.
const BRANCH: u64 = 16;

/// The form's fields as the latest revision seen has them. Only what a revision touches is walked
/// anew, so that a document with many revisions costs what they add.
///
/// Each item of `/Fields` is a branch. What it holds follows from the objects that were read on the
/// way and from nothing else, unless two branches share a node: then the whole tree is walked.
pub(super) struct Form {
    list: Array,
    /// For each item of the list, its branch.
    order: Vec<u32>,
    branches: Vec<Option<Branch>>,
    /// Branches that may be used again.
    free: Vec<u32>,
    /// Objects that lead to the list; none before the first revision.
    spine: BTreeMap<u32, bool>,
    /// The branch that an object had a say in, and whether as a node of the tree.
    owner: HashMap<u32, (u32, bool)>,
    /// Further branches, for objects that had a say in several.
    others: HashMap<u32, BTreeSet<u32>>,
    /// Whether two branches share a node, which then belongs to the first.
    shared: bool,
}

/// What one item of `/Fields` leads to.
struct Branch {
    touched: Box<[u32]>,
    fields: Vec<SignatureField>,
    marks: Vec<usize>,
}

/// What a revision did to the form.
#[derive(Default)]
pub(super) struct Step {
    /// Marks of branches that are gone or were walked anew.
    pub(super) gone: Vec<usize>,
    /// Branches that were walked, in the order of the form.
    pub(super) walked: Vec<u32>,
}

impl Form {
    /// Before the first revision.
    pub(super) fn new() -> Self {
        Self {
            list: Array::new(Vec::new()),
            order: Vec::new(),
            branches: Vec::new(),
            free: Vec::new(),
            spine: BTreeMap::new(),
            owner: HashMap::new(),
            others: HashMap::new(),
            shared: false,
        }
    }

    /// Goes on to `view`, that of the next revision.
    pub(super) fn advance(&mut self, view: View<'_, '_>) -> Result<Step, PdfError> {
        let mut step = Step::default();
        let mut dirty: BTreeSet<u32> = BTreeSet::new();
        let is_first = self.spine.is_empty();
        // another catalogue need not be written by the revision that names it
        let mut uprooted = !self.spine.contains_key(&view.root_ref()?.number);
        let revision = view.pdf().revisions().get(view.revision());
        for (number, _) in revision.map(|revision| revision.entries()).unwrap_or_default() {
            uprooted |= self.spine.contains_key(number);
            dirty.extend(self.owner.get(number).map(|(branch, _)| *branch));
            dirty.extend(self.others.get(number).into_iter().flatten());
        }
        if !uprooted && dirty.is_empty() {
            return Ok(step);
        }
        for branch in &dirty {
            self.forget(*branch, &mut step.gone);
        }
        if uprooted {
            self.replant(view, &mut dirty, &mut step)?;
        }
        if is_first || self.shared {
            return self.whole(view, step);
        }
        view.pdf().budget().spend(Work::Compared, self.order.len() as u64 / STRIDE)?;
        let places = self.order.iter().enumerate().filter(|(_, branch)| dirty.contains(branch));
        for (at, branch) in places.map(|(at, branch)| (at, *branch)).collect::<Vec<_>>() {
            self.walk(&mut Walk::of(view), at, branch)?;
            step.walked.push(branch);
            if self.shared {
                return self.whole(view, step);
            }
        }
        Ok(step)
    }

    /// Notes for each field of a branch what `mark` says of it, if anything.
    pub(super) fn mark(
        &mut self,
        branch: u32,
        mut mark: impl FnMut(&SignatureField) -> Result<Option<usize>, PdfError>,
    ) -> Result<(), PdfError> {
        let Some(Some(branch)) = self.branches.get_mut(branch as usize) else { return Ok(()) };
        for field in &branch.fields {
            branch.marks.extend(mark(field)?);
        }
        Ok(())
    }

    /// All that was marked and is still there.
    pub(super) fn marks(&self) -> impl Iterator<Item = usize> {
        self.branches.iter().flatten().flat_map(|branch| branch.marks.iter().copied())
    }

    /// The fields, in the order of the form.
    pub(super) fn into_fields(self) -> impl Iterator<Item = SignatureField> {
        let Self { order, mut branches, .. } = self;
        order.into_iter().flat_map(move |branch| {
            let branch = branches.get_mut(branch as usize).and_then(Option::take);
            branch.map(|branch| branch.fields).unwrap_or_default()
        })
    }

    /// Reads the list anew. Items that were there keep their branches; those that come are added to
    /// `dirty`.
    fn replant(
        &mut self,
        view: View<'_, '_>,
        dirty: &mut BTreeSet<u32>,
        step: &mut Step,
    ) -> Result<(), PdfError> {
        let mut walk = Walk::of(view);
        let list = walk.roots()?;
        self.spine = with_containers(view, walk.touched);
        if self.list.is_same(&list) {
            return Ok(());
        }
        let cost = self.list.len().max(list.len()) as u64 / STRIDE;
        view.pdf().budget().spend(Work::Compared, cost)?;
        let (old, new) = differing(self.list.items(), list.items());
        for branch in self.order.get(old.clone()).unwrap_or_default().to_vec() {
            self.forget(branch, &mut step.gone);
            self.free.push(branch);
            dirty.remove(&branch);
        }
        let fresh: Vec<u32> = new.map(|_| self.room()).collect();
        dirty.extend(&fresh);
        self.order.splice(old, fresh);
        self.list = list;
        Ok(())
    }

    /// A branch for a new item.
    fn room(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.branches.push(None);
            u32::try_from(self.branches.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Walks the whole tree in one go: a node belongs to the first branch that leads to it.
    fn whole(&mut self, view: View<'_, '_>, mut step: Step) -> Result<Step, PdfError> {
        for branch in self.order.clone() {
            self.forget(branch, &mut step.gone);
        }
        self.shared = false;
        let mut walk = Walk::of(view);
        for (at, branch) in self.order.clone().into_iter().enumerate() {
            self.walk(&mut walk, at, branch)?;
        }
        self.shared |= walk.is_shared;
        step.walked.clone_from(&self.order);
        Ok(step)
    }

    /// Walks the branch of item `at`, and remembers what had a say in it.
    fn walk(&mut self, walk: &mut Walk<'_, '_>, at: usize, branch: u32) -> Result<(), PdfError> {
        let Some(item) = self.list.get(at) else { return Ok(()) };
        walk.root(item)?;
        let (touched, fields) =
            (std::mem::take(&mut walk.touched), std::mem::take(&mut walk.fields));
        let pdf = walk.view.pdf();
        let mut numbers = Vec::new();
        // in a document of one revision nothing is touched again
        if pdf.revisions().len() > 1 {
            let touched = with_containers(walk.view, touched);
            pdf.budget().spend(Work::Objects, BRANCH + 4 * touched.len() as u64)?;
            for (number, is_node) in touched {
                self.own(number, branch, is_node);
                numbers.push(number);
            }
        }
        if let Some(place) = self.branches.get_mut(branch as usize) {
            *place = Some(Branch { touched: numbers.into(), fields, marks: Vec::new() });
        }
        Ok(())
    }

    fn own(&mut self, number: u32, branch: u32, is_node: bool) {
        match self.owner.get_mut(&number) {
            None => {
                self.owner.insert(number, (branch, is_node));
            }
            Some((_, node)) => {
                self.shared |= *node && is_node;
                *node |= is_node;
                self.others.entry(number).or_default().insert(branch);
            }
        }
    }

    /// Empties a branch.
    fn forget(&mut self, branch: u32, gone: &mut Vec<usize>) {
        let Some(old) = self.branches.get_mut(branch as usize).and_then(Option::take) else {
            return;
        };
        gone.extend(old.marks);
        for number in &old.touched {
            if let Some(others) = self.others.get_mut(number) {
                let heir = if others.remove(&branch) { None } else { others.pop_first() };
                if let (Some(heir), Some((owner, _))) = (heir, self.owner.get_mut(number)) {
                    *owner = heir;
                }
                if others.is_empty() {
                    self.others.remove(number);
                }
            } else {
                self.owner.remove(number);
            }
        }
    }
}

/// With the object streams in which they lie.
fn with_containers(view: View<'_, '_>, mut touched: BTreeMap<u32, bool>) -> BTreeMap<u32, bool> {
    let container = |number: &u32| match view.locate(*number) {
        Some((_, Entry::InStream { stream, .. })) => Some(stream),
        _ => None,
    };
    let streams: Vec<u32> = touched.keys().filter_map(container).collect();
    for stream in streams {
        touched.entry(stream).or_default();
    }
    touched
}

/// The stretch of each in which two lists differ: before and behind it they are the same.
fn differing(old: &[Object], new: &[Object]) -> (Range<usize>, Range<usize>) {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = |items: &[Object]| items.len() - start;
    let shorter = rest(old).min(rest(new));
    let behind = old.iter().rev().zip(new.iter().rev()).take(shorter);
    let end = behind.take_while(|(a, b)| a == b).count();
    (start..old.len() - end, start..new.len() - end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_differ_between_what_they_begin_and_end_with() {
        let list = |items: &[i64]| items.iter().map(|i| Object::Integer(*i)).collect::<Vec<_>>();
        for (old, new, (from, to)) in [
            (&[][..], &[][..], (0..0, 0..0)),
            (&[1, 2], &[1, 2, 3], (2..2, 2..3)),
            (&[1, 2, 3], &[1, 3], (1..2, 1..1)),
            (&[1, 2, 3], &[1, 4, 3], (1..2, 1..2)),
            (&[1, 1], &[1, 1, 1], (2..2, 2..3)),
            (&[1, 2], &[3], (0..2, 0..1)),
        ] {
            assert_eq!(differing(&list(old), &list(new)), (from, to), "{old:?} {new:?}");
        }
    }
}
