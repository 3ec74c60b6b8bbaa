//! Pages as they are seen (ISO 32000-2 7.7.3.3): which part is shown, turned how far, in what unit.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::budget::{Budget, Work};
use crate::pdf::{Dict, Object, Pdf, PdfError, Ref, View};

/// Deepest page tree.
const DEPTH: usize = 64;
/// What a page without a `/MediaBox` is taken for: the standard demands one, readers show this.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];
/// The largest `/UserUnit`, and the largest side of a page, that are believed.
const MOST: f64 = 1e6;
/// Attributes that come from the nodes above when the page has none (table 31).
const INHERITED: [&str; 3] = ["CropBox", "MediaBox", "Rotate"];

/// A page and how it is seen.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Its object.
    pub(super) object: Ref,
    /// Its place, counted from 1.
    pub(super) number: usize,
    pub(super) sight: Sight,
}

/// How user space and what a person sees are related.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sight {
    /// What is shown: left, bottom, right, top in user space.
    area: [f64; 4],
    /// How far it is turned clockwise: 0, 90, 180 or 270.
    turn: u16,
    /// Points in one unit of user space.
    unit: f64,
}

impl Sight {
    /// Reads it from a page's dictionary that holds what it inherits.
    pub(super) fn read(view: View<'_, '_>, page: &Dict) -> Result<Self, PdfError> {
        let media = rectangle(view, page, "MediaBox")?.unwrap_or(LETTER);
        let crop = rectangle(view, page, "CropBox")?.unwrap_or(media);
        let [l, b, r, t] = crop;
        let shown = [l.max(media[0]), b.max(media[1]), r.min(media[2]), t.min(media[3])];
        let is_empty = shown[2] <= shown[0] || shown[3] <= shown[1];
        let area = if is_empty { media } else { shown };
        let turn = view.value(page, "Rotate")?.as_integer().unwrap_or(0).rem_euclid(360);
        let turn = u16::try_from(turn / 90 * 90).unwrap_or(0);
        let unit = view.value(page, "UserUnit")?.as_number();
        let unit = unit.filter(|unit| *unit > 0.0 && *unit < MOST).unwrap_or(1.0);
        Ok(Self { area, turn, unit })
    }

    /// What is shown, in user space.
    pub(super) fn area(&self) -> [f64; 4] {
        self.area
    }

    /// The same for what is not turned with the page.
    pub(super) fn upright(self) -> Self {
        Self { turn: 0, ..self }
    }

    /// Whether any of a rectangle of user space is shown.
    pub(super) fn touches(&self, [l, b, r, t]: [f64; 4]) -> bool {
        let [left, bottom, right, top] = self.area;
        l < right && left < r && b < top && bottom < t
    }

    /// How far the page is turned clockwise.
    pub(super) fn turn(&self) -> u16 {
        self.turn
    }

    /// Width and height as seen, in points.
    pub(super) fn size(&self) -> [f64; 2] {
        let [l, b, r, t] = self.area;
        let (width, height) = ((r - l) * self.unit, (t - b) * self.unit);
        if self.turn.is_multiple_of(180) { [width, height] } else { [height, width] }
    }

    /// The point of user space that is seen `x` points from the left and `y` from the bottom.
    fn user(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [l, b, r, t] = self.area;
        let (x, y) = (x / self.unit, y / self.unit);
        match self.turn {
            90 => [r - y, b + x],
            180 => [r - x, t - y],
            270 => [l + y, t - x],
            _ => [l + x, b + y],
        }
    }

    /// Where a point of user space is seen.
    pub(super) fn seen(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [l, b, r, t] = self.area;
        let [x, y] = match self.turn {
            90 => [y - b, r - x],
            180 => [r - x, t - y],
            270 => [t - y, x - l],
            _ => [x - l, y - b],
        };
        [x * self.unit, y * self.unit]
    }

    /// The rectangle of user space that is seen as this one.
    pub(super) fn user_rect(&self, [l, b, r, t]: [f64; 4]) -> [f64; 4] {
        let ([ax, ay], [bx, by]) = (self.user([l, b]), self.user([r, t]));
        [ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)]
    }

    /// Width and height as seen of a rectangle of user space, in points.
    pub(super) fn seen_size(&self, [l, b, r, t]: [f64; 4]) -> [f64; 2] {
        let (width, height) = ((r - l).abs() * self.unit, (t - b).abs() * self.unit);
        if self.turn.is_multiple_of(180) { [width, height] } else { [height, width] }
    }
}

/// A rectangle (7.9.5), in order.
pub(super) fn rectangle(
    view: View<'_, '_>,
    dict: &Dict,
    key: &str,
) -> Result<Option<[f64; 4]>, PdfError> {
    let value = view.value(dict, key)?;
    let Some(array) = value.as_array().filter(|array| array.len() == 4) else { return Ok(None) };
    let mut out = [0.0; 4];
    for (place, item) in out.iter_mut().zip(array.items()) {
        match view.resolve(item)?.as_number().filter(|n| n.is_finite() && n.abs() < MOST) {
            Some(number) => *place = number,
            None => return Ok(None),
        }
    }
    let [a, b, c, d] = out;
    Ok(Some([a.min(c), b.min(d), a.max(c), b.max(d)]))
}

/// The pages with these numbers, counted from 1, in order, and how many pages were passed. Only
/// the branches that lead there are read.
pub(super) fn pages(
    view: View<'_, '_>,
    wanted: RangeInclusive<usize>,
) -> Result<(Vec<Page>, usize), PdfError> {
    let top = view.root()?.reference("Pages").ok_or(PdfError::Type { what: "the page tree" })?;
    let mut search = Search { view, wanted, passed: 0, seen: HashSet::new(), found: Vec::new() };
    search.below(top, &Dict::empty(), 0)?;
    Ok((search.found, search.passed))
}

/// How many pages a document has.
///
/// # Errors
///
/// [`PdfError`] where it cannot be read.
pub fn page_count(pdf: &[u8]) -> Result<usize, PdfError> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget)?;
    Ok(pages(file.latest(), usize::MAX..=usize::MAX)?.1)
}

struct Search<'p, 'f> {
    view: View<'p, 'f>,
    wanted: RangeInclusive<usize>,
    passed: usize,
    seen: HashSet<Ref>,
    found: Vec<Page>,
}

impl Search<'_, '_> {
    /// Looks below `node`; `false` once every page that is wanted was found.
    fn below(&mut self, node: Ref, above: &Dict, depth: usize) -> Result<bool, PdfError> {
        let wrong = PdfError::Type { what: "the page tree" };
        if depth > DEPTH || !self.seen.insert(node) {
            return Err(wrong);
        }
        self.view.pdf().budget().spend(Work::Compared, 1)?;
        let dict = self.view.dict(&Object::Ref(node), "a page")?;
        let Object::Array(kids) = self.view.value(&dict, "Kids")? else {
            self.passed = self.passed.saturating_add(1);
            if self.wanted.contains(&self.passed) {
                let sight = Sight::read(self.view, &inherit(dict, above))?;
                self.found.push(Page { object: node, number: self.passed, sight });
            }
            return Ok(self.passed < *self.wanted.end());
        };
        let count = dict.integer("Count").and_then(|count| usize::try_from(count).ok());
        if let Some(end) = count.and_then(|count| self.passed.checked_add(count))
            && depth > 0
            && end < *self.wanted.start()
        {
            self.passed = end;
            return Ok(true);
        }
        let here = inherit(dict, above);
        for kid in kids.items() {
            let kid = kid.as_reference().ok_or(wrong.clone())?;
            if !self.below(kid, &here, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// `dict` with what it inherits from `above`.
pub(super) fn inherit(dict: Dict, above: &Dict) -> Dict {
    INHERITED.iter().fold(dict, |dict, key| match above.get(key) {
        Some(value) if !dict.has(key) => dict.with(key, value.clone()),
        _ => dict,
    })
}
