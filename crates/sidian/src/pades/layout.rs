//! From what was asked for to rectangles on pages and the part of the picture that each shows.

use std::ops::RangeInclusive;

use crate::pdf::{Dict, Object, PdfError, Ref, View};

use super::page::{Page, Sight, inherit, pages};
use super::place::{Corner, Edge, Pages, Placement, Spot, Straddle};
use super::plan::PrepareError;

/// Most widgets of one signature.
const MOST: usize = 100_000;

/// One widget to be made.
#[derive(Clone, Debug)]
pub(super) struct Widget {
    /// The page it stands on.
    pub(super) page: Ref,
    /// Where, in user space.
    pub(super) rect: [f64; 4],
    /// What of the picture it shows.
    pub(super) frame: Frame,
}

/// A part of a picture, or a picture with a margin, as it is set on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Left, bottom, right, top in the picture's own measure.
    pub(super) part: [f64; 4],
    /// How far the page is turned.
    pub(super) turn: u16,
}

impl Frame {
    /// The whole picture, as large as fits into `shown`, with a margin where that is wider or
    /// higher.
    pub(super) fn fitting(shown: [f64; 2], picture: [f64; 2], turn: u16) -> Self {
        let [w, h] = picture.map(|side| side.max(f64::MIN_POSITIVE));
        let scale = (shown[0] / w).min(shown[1] / h);
        if !(scale.is_normal() && scale > 0.0) {
            return Self { part: [0.0, 0.0, w, h], turn };
        }
        let (dx, dy) = ((shown[0] / scale - w) / 2.0, (shown[1] / scale - h) / 2.0);
        let (dx, dy) = (dx.max(0.0), dy.max(0.0));
        Self { part: [-dx, -dy, w + dx, h + dy], turn }
    }

    /// Strip `index` of `count`, counted from the left.
    fn strip(self, index: usize, count: usize) -> Self {
        let [l, b, r, t] = self.part;
        #[allow(clippy::cast_precision_loss)]
        let at = |n: usize| l + (r - l) * (n as f64) / (count.max(1) as f64);
        Self { part: [at(index), b, at(index + 1), t], turn: self.turn }
    }
}

/// The widgets that `placement` asks for.
pub(super) fn widgets(
    view: View<'_, '_>,
    placement: &Placement,
) -> Result<Vec<Widget>, PrepareError> {
    let mut out = Vec::new();
    let drawn = placement.appearance.as_ref().map(super::Appearance::size);
    let size = placement.size.or(drawn);
    let measured = || {
        let size = size.filter(|size| size.iter().all(|side| side.is_finite() && *side > 0.0));
        size.ok_or(PrepareError::Size)
    };
    for spot in &placement.spots {
        match spot {
            Spot::Rect { page, rect } => {
                let page = one(view, *page)?;
                let shown = page.sight.seen_size(*rect);
                let frame = Frame::fitting(shown, drawn.unwrap_or(shown), page.sight.turn());
                out.push(Widget { page: page.object, rect: *rect, frame });
            }
            Spot::Over { page, rect, offset } => {
                let page = one(view, *page)?;
                let [l, b, r, t] = *rect;
                let [x, y] = page.sight.seen([(l + r) / 2.0, (b + t) / 2.0]);
                let at = [x + offset[0], y + offset[1]];
                let at = inside(&page, at, measured()?)?;
                out.push(whole(&page, at, measured()?, drawn));
            }
            Spot::Centre { pages, at } => {
                for page in several(view, pages)? {
                    out.push(exact(&page, *at, measured()?, drawn)?);
                }
            }
            Spot::Corner { pages, corner, offset } => {
                for page in several(view, pages)? {
                    let at = from_corner(&page.sight, *corner, *offset, measured()?);
                    out.push(exact(&page, at, measured()?, drawn)?);
                }
            }
            Spot::Straddle(straddle) => strips(view, straddle, measured()?, drawn, &mut out)?,
        }
        if out.len() > MOST {
            return Err(PdfError::Type { what: "so many places of one signature" }.into());
        }
    }
    Ok(out)
}

/// How the page with this object is seen, found by the nodes above it.
pub(super) fn sight_of(view: View<'_, '_>, page: Ref) -> Result<Sight, PdfError> {
    let mut page = view.dict(&Object::Ref(page), "a page")?;
    let mut node: Dict = page.clone();
    for _ in 0..64 {
        let Some(parent) = node.reference("Parent") else { break };
        node = view.dict(&Object::Ref(parent), "the page tree")?;
        page = inherit(page, &node);
    }
    Sight::read(view, &page)
}

/// The page that lists `widget` among its annotations.
pub(super) fn page_that_shows(view: View<'_, '_>, widget: Ref) -> Result<Option<Ref>, PdfError> {
    for page in pages(view, 1..=usize::MAX)?.0 {
        let dict = view.dict(&Object::Ref(page.object), "a page")?;
        if let Object::Array(list) = view.value(&dict, "Annots")?
            && list.items().iter().any(|item| item.as_reference() == Some(widget))
        {
            return Ok(Some(page.object));
        }
    }
    Ok(None)
}

/// The page with this number.
pub(super) fn one(view: View<'_, '_>, page: usize) -> Result<Page, PrepareError> {
    let (mut found, count) = pages(view, page..=page)?;
    found.pop().ok_or(PrepareError::Page { page, count })
}

fn several(view: View<'_, '_>, wanted: &Pages) -> Result<Vec<Page>, PrepareError> {
    let range: RangeInclusive<usize> = match wanted {
        Pages::All => 1..=usize::MAX,
        Pages::Range(range) => range.clone(),
    };
    let (found, count) = pages(view, range.clone())?;
    let complete = match wanted {
        Pages::All => !found.is_empty(),
        Pages::Range(range) => {
            *range.start() > 0 && found.last().is_some_and(|page| page.number == *range.end())
        }
    };
    if complete {
        Ok(found)
    } else {
        let page =
            if *range.start() == 0 { 0 } else { count.saturating_add(1).max(*range.start()) };
        Err(PrepareError::Page { page, count })
    }
}

/// A whole picture centred on a point that is seen.
fn whole(page: &Page, [x, y]: [f64; 2], size: [f64; 2], drawn: Option<[f64; 2]>) -> Widget {
    let [w, h] = size;
    let rect = [x - w / 2.0, y - h / 2.0, x + w / 2.0, y + h / 2.0];
    let frame = Frame::fitting(size, drawn.unwrap_or(size), page.sight.turn());
    Widget { page: page.object, rect: page.sight.user_rect(rect), frame }
}

/// As [`whole`], where the picture lies on the page.
fn exact(
    page: &Page,
    at: [f64; 2],
    size: [f64; 2],
    drawn: Option<[f64; 2]>,
) -> Result<Widget, PrepareError> {
    let [x, y] = inside(page, at, size)?;
    // what differs by rounding is where it was asked for
    if (x - at[0]).abs() > 0.01 || (y - at[1]).abs() > 0.01 {
        return Err(PrepareError::Outside { page: page.number });
    }
    Ok(whole(page, [x, y], size, drawn))
}

/// The nearest point on which the picture can be centred so that all of it lies on the page.
fn inside(page: &Page, at: [f64; 2], size: [f64; 2]) -> Result<[f64; 2], PrepareError> {
    let outside = PrepareError::Outside { page: page.number };
    let mut out = at;
    for ((at, side), room) in out.iter_mut().zip(size).zip(page.sight.size()) {
        if !at.is_finite() || side > room + 0.01 {
            return Err(outside);
        }
        *at = at.max(side / 2.0).min(room - side / 2.0);
    }
    Ok(out)
}

fn from_corner(sight: &Sight, corner: Corner, offset: [f64; 2], size: [f64; 2]) -> [f64; 2] {
    let [width, height] = sight.size();
    let [x, y] = [offset[0] + size[0] / 2.0, offset[1] + size[1] / 2.0];
    match corner {
        Corner::BottomLeft => [x, y],
        Corner::BottomRight => [width - x, y],
        Corner::TopLeft => [x, height - y],
        Corner::TopRight => [width - x, height - y],
    }
}

fn strips(
    view: View<'_, '_>,
    straddle: &Straddle,
    size: [f64; 2],
    drawn: Option<[f64; 2]>,
    out: &mut Vec<Widget>,
) -> Result<(), PrepareError> {
    let pages = several(view, &straddle.pages)?;
    if pages.len() < 2 {
        return Err(PrepareError::Straddle { pages: pages.len() });
    }
    let groups = pages.len().div_ceil(straddle.group.max(2));
    let (least, longer) = (pages.len() / groups, pages.len() % groups);
    let mut rest = pages.as_slice();
    for group in 0..groups {
        let count = least + usize::from(group < longer);
        let (these, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = after;
        for (index, page) in these.iter().enumerate() {
            out.push(strip(page, straddle, (index, these.len()), (size, drawn))?);
        }
    }
    Ok(())
}

fn strip(
    page: &Page,
    straddle: &Straddle,
    (index, count): (usize, usize),
    (size, drawn): ([f64; 2], Option<[f64; 2]>),
) -> Result<Widget, PrepareError> {
    let outside = PrepareError::Outside { page: page.number };
    let [width, height] = page.sight.size();
    #[allow(clippy::cast_precision_loss)]
    let part = size[0] / count as f64;
    let middle = straddle.height.unwrap_or(height / 2.0);
    let (bottom, top) = (middle - size[1] / 2.0, middle + size[1] / 2.0);
    if !middle.is_finite() || bottom < -0.01 || top > height + 0.01 || part > width {
        return Err(outside);
    }
    let whole = Frame::fitting(size, drawn.unwrap_or(size), page.sight.turn());
    // a stack fanned out to the right shows page 1 at the left; over the left edge it is the reverse
    let (left, index) = match straddle.edge {
        Edge::Right => (width - part, index),
        Edge::Left => (0.0, count - 1 - index),
    };
    let rect = page.sight.user_rect([left, bottom, left + part, top]);
    Ok(Widget { page: page.object, rect, frame: whole.strip(index, count) })
}
