//! What a page shows over a widget (ISO 32000-2 12.5.2: annotations are drawn in the order of their
//! list).

use std::collections::{BTreeSet, HashSet};

use crate::budget::Work;
use crate::pdf::{Dict, Object, PdfError, Ref, View};

use super::changes::draws;
use super::page::{Page, pages, rectangle};

/// Share of a widget that may lie below others: seals often touch, and signatures run across them.
const MOST: f64 = 0.5;

/// The pages, counted from 1, on which more than half of one of these widgets lies below what is drawn
/// after it.
///
/// # Errors
///
/// [`PdfError`] where a page cannot be read.
pub fn covered(view: View<'_, '_>, widgets: &[Ref]) -> Result<BTreeSet<usize>, PdfError> {
    let widgets: HashSet<Ref> = widgets.iter().copied().collect();
    let mut out = BTreeSet::new();
    for page in pages(view, 1..=usize::MAX)?.0 {
        let order = shown_on(view, &page)?;
        let own = order.iter().enumerate().filter(|(_, one)| widgets.contains(one));
        for (at, widget) in own.filter(|(at, _)| at + 1 < order.len()) {
            let dict = view.dict(&Object::Ref(*widget), "a widget")?;
            let Some(rect) = rectangle(view, &dict, "Rect")? else { continue };
            let later = order.get(at + 1..).unwrap_or_default();
            if share(view, rect, later, &widgets)? > MOST {
                out.insert(page.number);
            }
        }
    }
    Ok(out)
}

/// The annotations of a page, in the order in which they are drawn.
pub(super) fn shown_on(view: View<'_, '_>, page: &Page) -> Result<Vec<Ref>, PdfError> {
    let dict = view.dict(&Object::Ref(page.object), "a page")?;
    let Object::Array(list) = view.value(&dict, "Annots")? else { return Ok(Vec::new()) };
    view.pdf().budget().spend(Work::Compared, list.len() as u64)?;
    Ok(list.items().iter().filter_map(Object::as_reference).collect())
}

/// Which share of `rect` the others cover, those that overlap counted twice.
fn share(
    view: View<'_, '_>,
    rect: [f64; 4],
    others: &[Ref],
    own: &HashSet<Ref>,
) -> Result<f64, PdfError> {
    let [l, b, r, t] = rect;
    let area = (r - l) * (t - b);
    let mut sum = 0.0;
    for other in others.iter().filter(|other| !own.contains(other)) {
        view.pdf().budget().spend(Work::Compared, 1)?;
        let Object::Dict(dict) = view.get(*other)? else { continue };
        let Some([ol, ob, or, ot]) = rectangle(view, &dict, "Rect")? else { continue };
        let (width, height) = (r.min(or) - l.max(ol), t.min(ot) - b.max(ob));
        if area > 0.0 && width > 0.0 && height > 0.0 && is_drawn(view, &dict)? {
            sum += width * height / area;
        }
    }
    Ok(sum)
}

/// Whether readers draw it: a link and a closed pop-up window they do not.
fn is_drawn(view: View<'_, '_>, dict: &Dict) -> Result<bool, PdfError> {
    const HIDDEN: i64 = 0b10;
    let flags = view.value(dict, "F")?.as_integer().unwrap_or(0);
    let kind = |wanted: &str| dict.name("Subtype").is_some_and(|kind| *kind == wanted);
    let quiet = kind("Link") || kind("Popup") || flags & HIDDEN != 0;
    // of most kinds readers draw what has no appearance; of a widget, only with its background
    Ok(!quiet && (draws(view, dict) || (!kind("Widget") && !dict.has("AP"))))
}
