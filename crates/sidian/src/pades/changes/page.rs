//! The page tree (ISO 32000-2 7.7.3) and what may differ in a page.

use std::collections::{HashMap, HashSet};

use crate::budget::{Budget, LimitError, Work};
use crate::pdf::{Dict, Object, PdfError, View};
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::field::is_name;
use super::pairs::{Delta, Pair};
use super::record::{Need, Stop};

/// Where each page stands.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// Place, counted from 1, by object number.
    places: HashMap<u32, usize>,
    /// The page that shows an annotation, for those that came later.
    shown: HashMap<u32, u32>,
}

impl Pages {
    /// Walks the page tree, and the structure tree; returns which of them refer to themselves.
    pub(super) fn read(
        &mut self,
        view: View<'_, '_>,
        budget: &Budget,
    ) -> Result<Vec<&'static str>, LimitError> {
        let mut loops = Vec::new();
        let Ok(root) = view.root() else { return Ok(loops) };
        let mut places = Vec::new();
        if walk(view, root.get("Pages"), "Kids", budget, &mut places)? {
            loops.push("Root/Pages");
        }
        self.places = places.into_iter().zip(1..).collect();
        if let Ok(Object::Dict(tree)) = view.value(&root, "StructTreeRoot")
            && walk(view, tree.get("K"), "K", budget, &mut Vec::new())?
        {
            loops.push("Root/StructTreeRoot");
        }
        Ok(loops)
    }

    pub(super) fn place(&self, number: u32) -> Option<usize> {
        self.places.get(&number).copied()
    }

    /// Remembers that page `page` shows the annotation `number`.
    pub(super) fn show(&mut self, number: u32, page: u32) {
        self.shown.insert(number, page);
    }

    /// Where the page stands that shows the annotation.
    pub(super) fn shows(&self, number: u32) -> Option<usize> {
        self.place(*self.shown.get(&number)?)
    }
}

/// Walks a tree from `from` along `key`, gathering the leaves; returns whether it runs in circles.
/// A node that several others share is walked once.
fn walk(
    view: View<'_, '_>,
    from: Option<&Object>,
    key: &str,
    budget: &Budget,
    leaves: &mut Vec<u32>,
) -> Result<bool, LimitError> {
    enum Visit {
        Enter(Object),
        Leave(u32),
    }
    let mut open: HashSet<u32> = HashSet::new();
    let mut done: HashSet<u32> = HashSet::new();
    let mut waiting: Vec<Visit> = from.cloned().map(Visit::Enter).into_iter().collect();
    while let Some(next) = waiting.pop() {
        budget.spend(Work::Compared, 1)?;
        let object = match next {
            Visit::Leave(number) => {
                open.remove(&number);
                continue;
            }
            Visit::Enter(object) => object,
        };
        let number = object.as_reference().map(|r| r.number);
        if let Some(number) = number {
            if open.contains(&number) {
                return Ok(true);
            }
            if !done.insert(number) {
                continue;
            }
            open.insert(number);
            waiting.push(Visit::Leave(number));
        }
        let value = match view.resolve(&object) {
            Ok(value) => value,
            Err(PdfError::Limit(limit)) => return Err(limit),
            Err(_) => continue,
        };
        match value {
            Object::Array(items) => {
                let kids = items.items().iter().rev();
                let kids = kids.filter(|kid| matches!(kid, Object::Ref(_) | Object::Dict(_)));
                waiting.extend(kids.cloned().map(Visit::Enter));
            }
            Object::Dict(dict) => match dict.get(key) {
                Some(kids) => waiting.push(Visit::Enter(kids.clone())),
                None => leaves.extend(number),
            },
            _ => {}
        }
    }
    Ok(false)
}

/// Whether it is an order of fields (table 31), or none.
fn is_tab_order(value: &Object) -> bool {
    value.is_null() || ["A", "C", "R", "S", "W"].iter().any(|order| is_name(value, order))
}

impl Delta<'_, '_, '_> {
    /// A page: nothing may differ but its list of annotations.
    pub(super) fn page(&mut self, number: u32, pair: &Pair) -> Result<(), Stop> {
        let path = self.page_path(number);
        let (Some(old), Some(new)) = (pair.old.as_dict(), pair.new.as_dict()) else {
            self.never(number, &path, if pair.new.is_null() { codes::FREED } else { codes::PAGES });
            return Ok(());
        };
        if new.repeated().is_some() {
            self.never(number, &path, codes::PAGE_CONTENT);
        }
        for key in Self::differing(old, new) {
            let path = format!("{path}/{key}");
            let (before, after) = self.both(old, new, &key)?;
            if self.is_unchanged(&key, &before, &after)? {
                continue;
            }
            match key.as_str() {
                "Annots" => self.annotations(number, number, &before, &after)?,
                // writers state the tab order of tagged documents when they add a field
                "Tabs" if before.is_null() && is_name(&after, "S") => {
                    let class = ChangeClass::Signing;
                    self.note(number, &path, class, codes::STRUCTURE_EXTENDED, Need::NewField);
                }
                "Tabs" if is_tab_order(&before) && is_tab_order(&after) => {
                    let class = ChangeClass::Annotation;
                    self.note(number, &path, class, codes::ANNOTATION_CHANGED, Need::Annotating);
                }
                "Parent" | "Type" => self.never(number, &path, codes::PAGES),
                _ => self.never(number, &path, codes::PAGE_CONTENT),
            }
        }
        Ok(())
    }

    /// The rectangle of an annotation, in order, where it has one.
    pub(super) fn rectangle(&self, dict: &Dict) -> Option<[f64; 4]> {
        let value = self.new.value(dict, "Rect").ok()?;
        let items = value.as_array()?.items();
        let mut out = [0.0; 4];
        if items.len() != 4 {
            return None;
        }
        for (place, item) in out.iter_mut().zip(items) {
            *place = self.new.resolve(item).ok()?.as_number()?;
        }
        let [a, b, c, d] = out;
        Some([a.min(c), b.min(d), a.max(c), b.max(d)])
    }
}
