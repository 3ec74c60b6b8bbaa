//! Who refers to whom: every object of the signed revision is read once, so that each path to an
//! object that changed later can be examined.

use std::collections::{HashMap, HashSet};

use crate::budget::{Budget, LimitError, Work};
use crate::pdf::{Entry, Object, Pdf, PdfError, Ref, View};

/// After how many objects those read so far are let go.
const BATCH: usize = 512;

/// Stands for the trailer where an object number is asked for: object 0 is never in use.
pub(super) const TRAILER: u32 = 0;

/// References by target. What it lists may be out of date: a referrer that has been rewritten may
/// no longer refer to the target, which the reader of the list must check; it never misses one.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// `(target, referrer)`, ordered.
    base: Vec<(u32, u32)>,
    later: HashMap<u32, Vec<u32>>,
    known: HashSet<(u32, u32)>,
    /// Objects that could not be read.
    pub(super) unreadable: usize,
}

impl Graph {
    /// Reads every object of `view`.
    pub(super) fn of(view: View<'_, '_>, budget: &Budget) -> Result<Self, LimitError> {
        let mut graph = Self::default();
        let mut pairs = Vec::new();
        for (index, number) in numbers(view.pdf(), view.revision()).into_iter().enumerate() {
            if index % BATCH == BATCH - 1 {
                view.pdf().forget_objects();
            }
            let object = match view.get(in_use(view, number)) {
                Ok(object) => object,
                Err(PdfError::Limit(limit)) => return Err(limit),
                Err(_) => {
                    graph.unreadable += 1;
                    continue;
                }
            };
            if is_container(&object) {
                continue;
            }
            let before = pairs.len();
            references(&object, &mut |r| pairs.push((r.number, number)));
            budget.spend(Work::Compared, 1 + (pairs.len() - before) as u64)?;
        }
        if let Ok(trailer) = view.trailer() {
            for (_, value) in trailer.iter() {
                references(value, &mut |r| pairs.push((r.number, TRAILER)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        graph.base = pairs;
        Ok(graph)
    }

    /// Adds what `referrer` refers to since it was rewritten: what it referred to as `old` is known.
    pub(super) fn add(
        &mut self,
        referrer: u32,
        old: &Object,
        new: &Object,
        budget: &Budget,
    ) -> Result<(), LimitError> {
        let targets = |object: &Object| {
            let mut targets = Vec::new();
            references(object, &mut |r| targets.push(r.number));
            targets
        };
        let (before, after) = (targets(old), targets(new));
        budget.spend(Work::Compared, 1 + after.len() as u64)?;
        let known = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
        for target in after.into_iter().skip(known) {
            if self.base.binary_search(&(target, referrer)).is_err()
                && self.known.insert((target, referrer))
            {
                self.later.entry(target).or_default().push(referrer);
            }
        }
        Ok(())
    }

    /// All that refer, or once referred, to `target`.
    pub(super) fn referrers(&self, target: u32) -> Vec<u32> {
        let from = self.base.partition_point(|(t, _)| *t < target);
        let rest = self.base.get(from..).unwrap_or_default();
        let base = rest.iter().take_while(|(t, _)| *t == target).map(|(_, r)| *r);
        base.chain(self.later.get(&target).into_iter().flatten().copied()).collect()
    }
}

/// Every object number that a revision up to `upto` defines, once.
fn numbers(pdf: &Pdf<'_>, upto: usize) -> Vec<u32> {
    let revisions = pdf.revisions().iter().take(upto.saturating_add(1));
    let mut numbers: Vec<u32> =
        revisions.flat_map(|r| r.entries().iter().map(|(number, _)| *number)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The reference under which object `number` exists in `view`.
pub(super) fn in_use(view: View<'_, '_>, number: u32) -> Ref {
    match view.locate(number) {
        Some((_, Entry::InFile { generation, .. })) => Ref::new(number, generation),
        _ => Ref::new(number, 0),
    }
}

/// Whether it is a cross-reference or object stream, which only the reader of the file follows.
pub(super) fn is_container(object: &Object) -> bool {
    let kind = object.as_stream().and_then(|stream| stream.dict.name("Type"));
    kind.is_some_and(|name| *name == "XRef" || *name == "ObjStm")
}

/// Calls `found` for every reference in `object`. The reader bounds how deep objects nest.
pub(super) fn references(object: &Object, found: &mut dyn FnMut(Ref)) {
    match object {
        Object::Ref(reference) => found(*reference),
        Object::Array(array) => array.items().iter().for_each(|item| references(item, found)),
        Object::Dict(dict) => dict.iter().for_each(|(_, value)| references(value, found)),
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, value)| references(value, found));
        }
        _ => {}
    }
}

/// One step of a path inside an object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// A key of a dictionary.
    Key(String),
    /// An index of an array.
    Index(usize),
}

/// Every place in `object` that refers to object `target`.
pub(super) fn paths_to(object: &Object, target: u32) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    search(object, target, &mut Vec::new(), &mut found);
    found
}

fn search(object: &Object, target: u32, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
    match object {
        Object::Ref(reference) if reference.number == target => found.push(path.clone()),
        Object::Array(array) => {
            for (index, item) in array.items().iter().enumerate() {
                if matches!(item, Object::Ref(_) | Object::Array(_) | Object::Dict(_)) {
                    path.push(Step::Index(index));
                    search(item, target, path, found);
                    path.pop();
                }
            }
        }
        Object::Dict(dict) => search_dict(dict, target, path, found),
        Object::Stream(stream) => search_dict(&stream.dict, target, path, found),
        _ => {}
    }
}

fn search_dict(
    dict: &crate::pdf::Dict,
    target: u32,
    path: &mut Vec<Step>,
    found: &mut Vec<Vec<Step>>,
) {
    for (key, value) in dict.iter() {
        if matches!(value, Object::Ref(_) | Object::Array(_) | Object::Dict(_)) {
            path.push(Step::Key(key.to_text()));
            search(value, target, path, found);
            path.pop();
        }
    }
}

/// Whether a key that was made into text was text before.
pub(super) fn is_text(key: &str) -> bool {
    !key.contains('\u{fffd}')
}

/// Whether both have the same value: spelling and place do not count, streams are the same when
/// their dictionaries and their encoded bytes are.
pub(super) fn same(pdf: &Pdf<'_>, a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Stream(a), Object::Stream(b)) => {
            a.dict == b.dict && (a.data == b.data || pdf.raw(a) == pdf.raw(b))
        }
        (Object::Dict(a), Object::Dict(b)) => same_dict(a, b),
        (a, b) => a == b,
    }
}

/// As [`same`] for dictionaries; a key whose value is `null` counts as absent (7.3.7).
pub(super) fn same_dict(a: &crate::pdf::Dict, b: &crate::pdf::Dict) -> bool {
    if a == b {
        return true;
    }
    let covers = |a: &crate::pdf::Dict, b: &crate::pdf::Dict| {
        a.iter().filter(|(_, v)| !v.is_null()).all(|(k, v)| b.get_name(k.as_bytes()) == Some(v))
    };
    a.repeated().is_none() && b.repeated().is_none() && covers(a, b) && covers(b, a)
}
