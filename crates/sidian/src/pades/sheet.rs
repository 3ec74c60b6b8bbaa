//! What the widgets of a signature show, each or put together on a sheet of its own: for comparing it
//! with a picture.

use std::collections::{HashMap, HashSet};

use crate::budget::Budget;
use crate::pdf::{Dict, Object, Pdf, PdfError, Ref, Update, View};

use super::alone::Alone;
use super::appearance::{Copier, number};
use super::page::{Page, pages, rectangle};
use super::plan::PrepareError;

/// Most sheets of one signature. More different pictures than that are shown by no honest one.
const MOST: usize = 64;
/// How far widths and heights may differ from those of a part of the picture, as a share.
const SLACK: f64 = 0.02;
/// A picture that is smaller than this in width and height, in points, is not seen.
const LEAST: f64 = 4.0;
/// Flag of an annotation that is not turned with its page.
const NO_ROTATE: i64 = 0b1_0000;
/// Flags of an annotation that is not shown: Hidden and NoView (ISO 32000-2 table 167).
const HIDDEN: i64 = 0b10_0010;

/// Something that a signature shows, as a one-page PDF as large as it is seen.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The pages that show it, counted from 1: several where they show the same, or each a strip.
    pub pages: Vec<usize>,
    /// How many widgets make it.
    pub widgets: usize,
    /// The file.
    pub pdf: Vec<u8>,
    /// What the picture depends on beside itself, in words, if on anything: pages may show another one
    /// then.
    pub depends: Option<&'static str>,
}

/// One widget that shows something.
struct Part {
    page: usize,
    form: Ref,
    /// From what the form's own matrix gives to what is seen, from the widget's lower left corner.
    matrix: [f64; 6],
    size: [f64; 2],
    /// Whether it lies in the left half of its page.
    left: bool,
    /// What it depends on.
    depends: Option<&'static str>,
}

/// The sheets of these widgets in `view`. Strips of a picture of `picture` points (width and
/// height), or of that picture smaller or larger, are put together to the whole; anything else
/// stands alone. Widgets that are hidden, draw nothing, have no area or lie beside their page, or on
/// none, are left out.
///
/// # Errors
///
/// [`PdfError`] where something cannot be read, or shows more than is looked at.
pub fn sheets(
    view: View<'_, '_>,
    widgets: &[Ref],
    picture: [f64; 2],
) -> Result<Vec<Sheet>, PdfError> {
    let parts = parts(view, widgets)?;
    let mut out: Vec<Sheet> = Vec::new();
    let mut known: Vec<(Ref, [f64; 6], usize)> = Vec::new();
    let mut rest = parts.as_slice();
    while let Some((first, after)) = rest.split_first() {
        if let Some(count) = strips(rest, picture) {
            let (these, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = after;
            let ordered: Vec<&Part> =
                if first.left { these.iter().rev().collect() } else { these.iter().collect() };
            out.push(Sheet {
                pages: these.iter().map(|part| part.page).collect(),
                widgets: these.len(),
                pdf: file(view, &ordered)?,
                depends: these.iter().find_map(|part| part.depends),
            });
        } else {
            rest = after;
            let near = |a: &[f64; 6]| a.iter().zip(first.matrix).all(|(a, b)| (a - b).abs() < 1e-3);
            let same = known.iter().find(|(form, matrix, _)| *form == first.form && near(matrix));
            if let Some(sheet) = same.and_then(|(_, _, at)| out.get_mut(*at)) {
                sheet.depends = sheet.depends.or(first.depends);
                sheet.pages.push(first.page);
                sheet.widgets += 1;
                continue;
            }
            known.push((first.form, first.matrix, out.len()));
            let (pages, pdf) = (vec![first.page], file(view, &[first])?);
            out.push(Sheet { pages, widgets: 1, pdf, depends: first.depends });
        }
        if out.len() > MOST {
            return Err(PdfError::Type { what: "so many pictures of one signature" });
        }
    }
    Ok(out)
}

/// How many of the first parts are strips that make the picture, if they do.
fn strips(parts: &[Part], picture: [f64; 2]) -> Option<usize> {
    let first = parts.first()?;
    let [width, height] = picture;
    let whole = width * first.size[1] / height;
    let near = |a: f64, b: f64| (a - b).abs() <= SLACK * b;
    if !whole.is_normal() || first.size[0] >= whole * (1.0 - SLACK) {
        return None;
    }
    let mut sum = 0.0;
    for (index, part) in parts.iter().enumerate() {
        if !near(part.size[1], first.size[1]) || part.left != first.left {
            return None;
        }
        sum += part.size[0];
        if near(sum, whole)
            && !parts.get(index + 1).is_some_and(|next| near(sum + next.size[0], whole))
        {
            return Some(index + 1);
        }
        if sum > whole * (1.0 + SLACK) {
            return None;
        }
    }
    None
}

fn parts(view: View<'_, '_>, widgets: &[Ref]) -> Result<Vec<Part>, PdfError> {
    let all = pages(view, 1..=usize::MAX)?.0;
    let by_object: HashMap<Ref, &Page> = all.iter().map(|page| (page.object, page)).collect();
    let (mut out, mut lists) = (Vec::new(), Lists::default());
    let mut alone = Alone::new(view)?;
    for widget in widgets {
        let dict = view.dict(&Object::Ref(*widget), "a widget")?;
        let hidden = view.value(&dict, "F")?.as_integer().unwrap_or(0) & HIDDEN != 0;
        let Some(rect) = rectangle(view, &dict, "Rect")?.filter(|_| !hidden) else { continue };
        let named = dict.reference("P").and_then(|page| by_object.get(&page)).copied();
        let page = match named.filter(|page| lists.shows(view, page, *widget)) {
            Some(page) => page,
            None => match super::layout::page_that_shows(view, *widget)? {
                Some(page) => by_object.get(&page).ok_or(PdfError::Type { what: "a page" })?,
                None => continue,
            },
        };
        let Some(form) = normal(view, &dict)? else { continue };
        let turned = view.value(&dict, "F")?.as_integer().unwrap_or(0) & NO_ROTATE == 0;
        let sight = if turned { page.sight } else { page.sight.upright() };
        let part = part(view, &Page { sight, ..*page }, rect, form)?;
        if let Some(part) = part.filter(|_| page.sight.touches(rect)) {
            out.push(Part { depends: alone.depends(&dict, form)?, ..part });
        }
    }
    Ok(out)
}

/// The annotations of the pages that were asked about. A widget shows on the page that lists it,
/// whatever it says itself.
#[derive(Default)]
struct Lists(HashMap<Ref, HashSet<Ref>>);

impl Lists {
    fn shows(&mut self, view: View<'_, '_>, page: &Page, widget: Ref) -> bool {
        let list = self.0.entry(page.object).or_insert_with(|| {
            super::over::shown_on(view, page).unwrap_or_default().into_iter().collect()
        });
        list.contains(&widget)
    }
}

/// The stream that shows a widget (12.5.5): `/N` of its `/AP`, or the state of it that `/AS` names.
fn normal(view: View<'_, '_>, widget: &Dict) -> Result<Option<Ref>, PdfError> {
    let Object::Dict(appearances) = view.value(widget, "AP")? else { return Ok(None) };
    let Some(normal) = appearances.get("N") else { return Ok(None) };
    match view.resolve(normal)? {
        Object::Stream(_) => Ok(normal.as_reference()),
        Object::Dict(states) => {
            let state = view.value(widget, "AS")?;
            let state = state.as_name().and_then(|state| states.get_name(state.as_bytes()));
            Ok(state.and_then(Object::as_reference))
        }
        _ => Ok(None),
    }
}

/// What algorithm 8 of ISO 32000-2 12.5.5 makes of a widget, and the turn of its page.
fn part(
    view: View<'_, '_>,
    page: &Page,
    rect: [f64; 4],
    form: Ref,
) -> Result<Option<Part>, PdfError> {
    let Object::Stream(stream) = view.get(form)? else { return Ok(None) };
    let Some(bbox) = rectangle(view, &stream.dict, "BBox")? else { return Ok(None) };
    let own = matrix(view, &stream.dict)?;
    let [l, b, r, t] = bbox;
    let corners = [[l, b], [r, b], [l, t], [r, t]].map(|point| apply(&own, point));
    let low =
        |axis: usize| corners.iter().filter_map(|c| c.get(axis)).copied().fold(f64::MAX, f64::min);
    let high =
        |axis: usize| corners.iter().filter_map(|c| c.get(axis)).copied().fold(f64::MIN, f64::max);
    let (tl, tb, tr, tt) = (low(0), low(1), high(0), high(1));
    let [rl, rb, rr, rt] = rect;
    let size = page.sight.seen_size(rect);
    // a strip may be narrow, but what is small both ways nobody sees
    let seen = size.iter().any(|side| *side >= LEAST);
    let drawn = tr > tl && tt > tb && rr > rl && rt > rb && seen;
    if !drawn || !size.iter().all(|side| side.is_finite()) {
        return Ok(None);
    }
    let (sx, sy) = ((rr - rl) / (tr - tl), (rt - rb) / (tt - tb));
    let onto_rect = [sx, 0.0, 0.0, sy, rl - tl * sx, rb - tb * sy];
    let seen = page.sight.matrix();
    let ([ax, ay], [bx, by]) = (page.sight.seen([rl, rb]), page.sight.seen([rr, rt]));
    let corner = [1.0, 0.0, 0.0, 1.0, -ax.min(bx), -ay.min(by)];
    let matrix = concat(&concat(&onto_rect, &seen), &corner);
    let left = ax.midpoint(bx) < page.sight.size()[0] / 2.0;
    Ok(Some(Part { page: page.number, form, matrix, size, left, depends: None }))
}

fn matrix(view: View<'_, '_>, dict: &Dict) -> Result<[f64; 6], PdfError> {
    const IDENTITY: [f64; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let value = view.value(dict, "Matrix")?;
    let Some(array) = value.as_array().filter(|array| array.len() == 6) else {
        return Ok(IDENTITY);
    };
    let mut out = IDENTITY;
    for (place, item) in out.iter_mut().zip(array.items()) {
        *place = view.resolve(item)?.as_number().filter(|n| n.is_finite()).unwrap_or(*place);
    }
    Ok(out)
}

fn apply(m: &[f64; 6], [x, y]: [f64; 2]) -> [f64; 2] {
    let [a, b, c, d, e, f] = *m;
    [a * x + c * y + e, b * x + d * y + f]
}

/// First `m`, then `n`.
fn concat(m: &[f64; 6], n: &[f64; 6]) -> [f64; 6] {
    let [e, f] = apply(n, [m[4], m[5]]);
    let linear = |x: f64, y: f64| [n[0] * x + n[2] * y, n[1] * x + n[3] * y];
    let ([a, b], [c, d]) = (linear(m[0], m[1]), linear(m[2], m[3]));
    [a, b, c, d, e, f]
}

/// A file of one page that shows these parts side by side.
fn file(view: View<'_, '_>, parts: &[&Part]) -> Result<Vec<u8>, PdfError> {
    let width: f64 = parts.iter().map(|part| part.size[0]).sum();
    let height = parts.iter().map(|part| part.size[1]).fold(0.0, f64::max);
    let base = blank([width, height]);
    let budget = Budget::for_file(base.len());
    let blank = Pdf::open(&base, &budget)?;
    let mut update = Update::new(&blank).map_err(|e| plain(e.into()))?;
    let mut copier = Copier::new(view);
    let (mut names, mut content, mut at) = (Dict::empty(), String::new(), 0.0);
    for (index, part) in parts.iter().enumerate() {
        let copy = copier.copied(&mut update, part.form).map_err(plain)?;
        names = names.with(&format!("S{index}"), copy);
        let [a, b, c, d, e, f] = part.matrix;
        let e = e + at;
        content += &format!("q {a:.6} {b:.6} {c:.6} {d:.6} {e:.6} {f:.6} cm /S{index} Do Q\n");
        at += part.size[0];
    }
    copier.finish(&mut update).map_err(plain)?;
    let stream = update.reserve().map_err(|e| plain(e.into()))?;
    update.put_stream(stream, Dict::empty(), content.into_bytes());
    let page = blank.latest().dict(&Object::Ref(PAGE), "a page")?;
    let resources = Dict::from([("XObject", Object::Dict(names))]);
    update.put(PAGE, page.with("Contents", stream).with("Resources", resources));
    let tail = update.finish().map_err(|e| plain(e.into()))?.tail;
    drop(blank);
    Ok([base, tail].concat())
}

/// The page of an empty file.
const PAGE: Ref = Ref::new(3, 0);

/// A file of one empty page.
fn blank(size: [f64; 2]) -> Vec<u8> {
    let size = size.map(|side| side.clamp(1.0, 14_400.0)).map(number);
    let mut sides: Vec<Vec<u8>> = Vec::new();
    for side in &size {
        let mut text = Vec::new();
        crate::pdf::write_object(&mut text, side);
        sides.push(text);
    }
    let sides = String::from_utf8_lossy(&sides.join(&b' ')).into_owned();
    let bodies = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {sides}]>>"),
    ];
    let mut out = "%PDF-1.7\n".to_owned();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for (number, body) in (1..).zip(&bodies) {
        table += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{number} 0 obj\n{body}\nendobj\n");
    }
    let start = out.len();
    out += &format!("{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

/// What can go wrong in copying, as an error of reading.
fn plain(error: PrepareError) -> PdfError {
    match error {
        PrepareError::Pdf(error) => error,
        _ => PdfError::Type { what: "an appearance" },
    }
}
