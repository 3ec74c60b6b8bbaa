//! Who refers to whom: every object of the signed revision is read once, so that each path to an
//! object that changed later can be examined.

use std::collections::{HashMap, HashSet};

use crate::budget::{Budget, LimitError, Work};
use crate::pdf::{Dict, Entry, Object, Pdf, PdfError, Ref, View, lenient};

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
    /// Those of them of which not even the references could be made out.
    pub(super) blind: usize,
    /// Objects that some reference names with another generation than theirs.
    pub(super) misnumbered: HashSet<u32>,
}

impl Graph {
    /// Reads every object of `view`.
    pub(super) fn of(view: View<'_, '_>, budget: &Budget) -> Result<Self, LimitError> {
        let mut graph = Self::default();
        let mut pairs = Vec::new();
        let extents = Extents::new(view);
        for (index, number) in numbers(view.pdf(), view.revision()).into_iter().enumerate() {
            if index % BATCH == BATCH - 1 {
                view.pdf().forget_objects();
            }
            let object = match view.get(in_use(view, number)) {
                Ok(object) => object,
                Err(PdfError::Limit(limit)) => return Err(limit),
                Err(_) => {
                    graph.unreadable += 1;
                    match extents.of(view, number) {
                        Some(raw) => {
                            budget.spend(Work::Compared, 1 + raw.len() as u64 / 8)?;
                            let targets = lenient::references(raw).into_iter();
                            pairs.extend(targets.map(|target| (target, number)));
                        }
                        None => graph.blind += usize::from(!view.pdf().is_encrypted()),
                    }
                    continue;
                }
            };
            let before = pairs.len();
            leads(&object, &mut |r| {
                pairs.push((r.number, number));
                if r.generation != in_use(view, r.number).generation {
                    graph.misnumbered.insert(r.number);
                }
            });
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
    /// Gives back the references from the first on that differs.
    pub(super) fn add(
        &mut self,
        referrer: u32,
        old: &Object,
        new: &Object,
        budget: &Budget,
    ) -> Result<Vec<Ref>, LimitError> {
        let targets = |object: &Object| {
            let mut targets = Vec::new();
            leads(object, &mut |reference| targets.push(reference));
            targets
        };
        let (before, mut after) = (targets(old), targets(new));
        budget.spend(Work::Compared, 1 + after.len() as u64)?;
        let known = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
        let fresh = after.split_off(known);
        for target in fresh.iter().map(|reference| reference.number) {
            if self.base.binary_search(&(target, referrer)).is_err()
                && self.known.insert((target, referrer))
            {
                self.later.entry(target).or_default().push(referrer);
            }
        }
        Ok(fresh)
    }

    /// All that refer, or once referred, to `target`.
    pub(super) fn referrers(&self, target: u32) -> Vec<u32> {
        let from = self.base.partition_point(|(t, _)| *t < target);
        let rest = self.base.get(from..).unwrap_or_default();
        let base = rest.iter().take_while(|(t, _)| *t == target).map(|(_, r)| *r);
        base.chain(self.later.get(&target).into_iter().flatten().copied()).collect()
    }
}

/// Where objects begin in the file, for those that cannot be read.
struct Extents {
    starts: Vec<usize>,
}

impl Extents {
    fn new(view: View<'_, '_>) -> Self {
        let revisions = view.pdf().revisions().iter().take(view.revision().saturating_add(1));
        let entries = revisions.flat_map(|r| r.entries()).filter_map(|(_, entry)| match entry {
            Entry::InFile { offset, .. } => Some(*offset),
            _ => None,
        });
        let mut starts: Vec<usize> = entries.collect();
        starts.sort_unstable();
        Self { starts }
    }

    /// The bytes from where object `number` should begin to where the next one does. `None` where it
    /// is packed with others that cannot be told apart.
    fn of<'f>(&self, view: View<'_, 'f>, number: u32) -> Option<&'f [u8]> {
        let (revision, entry) = view.locate(number)?;
        let Entry::InFile { offset, .. } = entry else { return None };
        let bytes = view.pdf().bytes();
        let end = view.pdf().revisions().get(revision)?.end;
        let next = self.starts.partition_point(|start| *start <= offset);
        let next = self.starts.get(next).copied().unwrap_or(end).min(end);
        let raw = bytes.get(offset..next).unwrap_or_default();
        let packs = raw.windows(PACKED.len()).any(|window| window == PACKED);
        (!packs).then_some(raw)
    }
}

const PACKED: &[u8] = b"ObjStm";

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

/// As [`references`], for the way from one object to another: a cross-reference stream speaks for the
/// trailer, and an object stream depends on whatever says how it is decoded.
fn leads(object: &Object, found: &mut dyn FnMut(Ref)) {
    let Object::Stream(stream) = object else { return references(object, found) };
    let kind = stream.dict.name("Type");
    if kind.is_some_and(|name| *name == "XRef") {
        return;
    }
    let is_objects = kind.is_some_and(|name| *name == "ObjStm");
    let kept = stream.dict.iter().filter(|(key, _)| !is_objects || *key != "Extends");
    kept.for_each(|(_, value)| references(value, found));
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

/// Paths inside an object.
pub(super) type Paths = Vec<Vec<Step>>;

/// Every place in `object` that refers to another, by what it refers to; to object `wanted` only,
/// where that is given.
pub(super) fn paths(object: &Object, wanted: Option<u32>) -> HashMap<u32, Paths> {
    let mut search = Search { wanted, path: Vec::new(), found: HashMap::new() };
    search.object(object);
    search.found
}

struct Search {
    wanted: Option<u32>,
    path: Vec<Step>,
    found: HashMap<u32, Paths>,
}

impl Search {
    fn wants(&self, number: u32) -> bool {
        self.wanted.is_none_or(|wanted| wanted == number)
    }

    fn object(&mut self, object: &Object) {
        match object {
            Object::Ref(reference) if self.wants(reference.number) => {
                self.found.entry(reference.number).or_default().push(self.path.clone());
            }
            Object::Array(array) => {
                for (index, item) in array.items().iter().enumerate() {
                    self.step(|| Step::Index(index), item);
                }
            }
            Object::Dict(dict) => self.dict(dict),
            Object::Stream(stream) => self.dict(&stream.dict),
            _ => {}
        }
    }

    fn dict(&mut self, dict: &Dict) {
        dict.iter().for_each(|(key, value)| self.step(|| Step::Key(key.to_text()), value));
    }

    fn step(&mut self, step: impl Fn() -> Step, value: &Object) {
        let leads = match value {
            Object::Ref(reference) => self.wants(reference.number),
            value => matches!(value, Object::Array(_) | Object::Dict(_)),
        };
        if leads {
            self.path.push(step());
            self.object(value);
            self.path.pop();
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
pub(super) fn same_dict(a: &Dict, b: &Dict) -> bool {
    if a == b {
        return true;
    }
    let covers = |a: &Dict, b: &Dict| {
        a.iter().filter(|(_, v)| !v.is_null()).all(|(k, v)| b.get_name(k.as_bytes()) == Some(v))
    };
    a.repeated().is_none() && b.repeated().is_none() && covers(a, b) && covers(b, a)
}
