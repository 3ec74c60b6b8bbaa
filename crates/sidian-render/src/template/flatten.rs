use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use sidian::time::UnixTime;

use super::form::{Form, Widget, array, dictionary, integer, rectangle, resolve};
use super::{Entry, QR, TemplateError};
use crate::document::{DocumentInfo, pages_only};
use crate::font::Typeface;
use crate::layout::{Align, TextStyle, Vertical, text_box};
use crate::scene::{Area, Colour, Scene};
use crate::{RenderError, qr};

/// How deep the tree of pages may be.
const DEEPEST: usize = 32;
/// Room between the edge of a field and its text.
const PADDING: f32 = 2.0;
/// The largest and smallest letters of a field that adapts to its text, and how far a given size may
/// shrink.
const LARGEST: f32 = 24.0;
const SMALLEST: f32 = 5.0;
const SHRINK: f32 = 0.5;
/// A page that names no size is US letter, as readers take it.
const DEFAULT_PAGE: [f32; 4] = [0.0, 0.0, 612.0, 792.0];

/// One page to draw upon.
struct Sheet {
    id: ObjectId,
    /// Left, bottom, right, top.
    media: [f32; 4],
    scene: Scene,
}

/// Draws the values where the fields are, and takes the fields away.
pub(super) fn flatten(
    document: &mut Document,
    form: &Form,
    entries: &[Entry],
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<(), TemplateError> {
    let mut sheets: BTreeMap<u32, Sheet> = BTreeMap::new();
    for widget in &form.widgets {
        let (number, id) = widget.page;
        let sheet = match sheets.entry(number) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(new) => new.insert(sheet(document, number, id)?),
        };
        let entry = entries.iter().find(|entry| entry.element == widget.name);
        if let Some(value) = entry.and_then(|entry| entry.value.as_deref()) {
            draw(sheet, widget, typeface, value)?;
        }
    }
    let sheets: Vec<Sheet> = sheets.into_values().collect();
    let scenes: Vec<Scene> = sheets.iter().map(|sheet| sheet.scene.clone()).collect();
    let overlay = pages_only(&scenes, typeface, info, now)?;
    let mut overlay = Document::load_mem(&overlay).map_err(unwritable)?;
    overlay.renumber_objects_with(document.max_id.saturating_add(1));
    for (sheet, (_, from)) in sheets.iter().zip(overlay.get_pages()) {
        lay_over(document, &overlay, sheet, from, None)?;
    }
    document.max_id = document.max_id.max(overlay.max_id);
    document.objects.extend(overlay.objects);
    strip(document).map_err(unwritable)?;
    document.prune_objects();
    document.renumber_objects();
    Ok(())
}

fn sheet(document: &Document, number: u32, id: ObjectId) -> Result<Sheet, TemplateError> {
    let turned = inherited(document, id, b"Rotate")
        .and_then(|owner| integer(document, owner, b"Rotate"))
        .unwrap_or(0);
    if turned % 360 != 0 {
        return Err(TemplateError::Rotated { page: number });
    }
    let media = inherited(document, id, b"MediaBox")
        .and_then(|owner| rectangle(document, owner, b"MediaBox"))
        .unwrap_or(DEFAULT_PAGE);
    let [left, bottom, right, top] = media;
    Ok(Sheet { id, media, scene: Scene::new(right - left, top - bottom) })
}

fn draw(
    sheet: &mut Sheet,
    widget: &Widget,
    typeface: &Typeface,
    value: &str,
) -> Result<(), RenderError> {
    let [left, bottom, right, top] = widget.rectangle;
    let [page_left, _, _, page_top] = sheet.media;
    let area = Area::new(left - page_left, page_top - top, right - left, top - bottom);
    if widget.name == QR {
        return qr::draw(&mut sheet.scene, area, Colour::BLACK, value);
    }
    let style = match widget.size {
        size if size > 0.0 => TextStyle::new(size, (size * SHRINK).max(SMALLEST.min(size))),
        _ if widget.is_multiline => TextStyle::new(12.0, SMALLEST),
        _ => {
            let size = (area.height * 0.72).clamp(SMALLEST, LARGEST);
            TextStyle::new(size, SMALLEST)
        }
    };
    let align = match widget.quadding {
        1 => Align::Centre,
        2 => Align::Right,
        _ => Align::Left,
    };
    let vertical = if widget.is_multiline { Vertical::Top } else { Vertical::Middle };
    let style =
        TextStyle { colour: widget.colour, leading: 1.25, ..style.aligned(align, vertical) };
    let sides = PADDING.min(area.width / 8.0);
    let ends = PADDING.min((area.height - style.size).max(0.0) / 2.0);
    let (width, height) = (area.width - 2.0 * sides, area.height - 2.0 * ends);
    let room = Area::new(area.x + sides, area.y + ends, width, height);
    text_box(&mut sheet.scene, typeface, room, &style, &widget.name, value)?;
    Ok(())
}

/// Draws a mark across every page, and takes away forms, fields, files and whatever acts.
pub(crate) fn mark_over(
    document: &mut Document,
    mark: &str,
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<(), TemplateError> {
    let mut sheets = Vec::new();
    for (number, id) in document.get_pages() {
        let mut sheet = sheet(document, number, id)?;
        sheet.scene = marked(&sheet.scene, mark, typeface)?;
        sheets.push(sheet);
    }
    let scenes: Vec<Scene> = sheets.iter().map(|sheet| sheet.scene.clone()).collect();
    let overlay = pages_only(&scenes, typeface, info, now)?;
    let mut overlay = Document::load_mem(&overlay).map_err(unwritable)?;
    overlay.renumber_objects_with(document.max_id.saturating_add(1));
    for (sheet, (_, from)) in sheets.iter().zip(overlay.get_pages()) {
        lay_over(document, &overlay, sheet, from, Some(Mark { turn: 30.0, strength: 0.28 }))?;
    }
    document.max_id = document.max_id.max(overlay.max_id);
    document.objects.extend(overlay.objects);
    strip(document).map_err(unwritable)?;
    document.catalog_mut().map_err(unwritable)?.remove(b"DSS");
    document.prune_objects();
    document.renumber_objects();
    Ok(())
}

/// How a mark lies on its page.
#[derive(Clone, Copy)]
struct Mark {
    /// In degrees, against the clock.
    turn: f32,
    /// How far it covers what is below.
    strength: f32,
}

/// A square that covers the page however it is turned, filled with lines of the mark.
fn marked(page: &Scene, mark: &str, typeface: &Typeface) -> Result<Scene, RenderError> {
    const SIZE: f32 = 17.0;
    const LINES: f32 = 96.0;
    let side = page.width.hypot(page.height);
    let mut scene = Scene::new(side, side);
    let once = mark.chars().count().saturating_add(4).min(400);
    let style = TextStyle {
        colour: Colour(160, 30, 30),
        ..TextStyle::new(SIZE, SMALLEST).aligned(Align::Centre, Vertical::Middle)
    };
    // Lengths of pages are small numbers.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let times = (side / (once as f32 * SIZE)).floor().clamp(1.0, 20.0) as usize;
    let line = vec![mark; times].join("\u{3000}\u{3000}\u{3000}\u{3000}");
    let mut y = LINES / 2.0;
    while y + LINES / 2.0 <= side {
        let area = Area::new(0.0, y, side, SIZE * 3.0);
        text_box(&mut scene, typeface, area, &style, "mark", &line)?;
        y += LINES;
    }
    Ok(scene)
}

/// Shows page `from` of the overlay on top of a page, as a form of its own.
fn lay_over(
    document: &mut Document,
    overlay: &Document,
    sheet: &Sheet,
    from: ObjectId,
    mark: Option<Mark>,
) -> Result<(), TemplateError> {
    let page = overlay.get_dictionary(from).map_err(unwritable)?;
    let resources = page.get(b"Resources").cloned().unwrap_or_else(|_| Dictionary::new().into());
    let [left, bottom, right, top] = sheet.media;
    // Turned about the middle of the page.
    let (sin, cos) = mark.map_or(0.0, |mark| mark.turn.to_radians()).sin_cos();
    let (x, y) = (sheet.scene.width / 2.0, sheet.scene.height / 2.0);
    let (dx, dy) = match mark {
        None => (left, bottom),
        Some(_) => (
            f32::midpoint(left, right) - (cos * x - sin * y),
            f32::midpoint(bottom, top) - (sin * x + cos * y),
        ),
    };
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), sheet.scene.width.into(), sheet.scene.height.into()],
        "Matrix" => vec![cos.into(), sin.into(), (-sin).into(), cos.into(), dx.into(), dy.into()],
        "Resources" => resources,
    };
    let mut form = Stream::new(form, overlay.get_page_content(from));
    form.compress().map_err(unwritable)?;

    // the old numbers end where those of the overlay begin, so new ones come after both
    document.max_id = document.max_id.max(overlay.max_id);
    let form = document.add_object(form);
    let before = document.add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()));
    let mut resources = inherited(document, sheet.id, b"Resources")
        .and_then(|owner| dictionary(document, owner.get(b"Resources").ok()))
        .cloned()
        .unwrap_or_default();
    let mut forms =
        dictionary(document, resources.get(b"XObject").ok()).cloned().unwrap_or_default();
    let name = (0..)
        .map(|at| format!("Licence{at}"))
        .find(|name| !forms.has(name.as_bytes()))
        .unwrap_or_default();
    let mut graphics = String::new();
    if let Some(mark) = mark {
        let mut states =
            dictionary(document, resources.get(b"ExtGState").ok()).cloned().unwrap_or_default();
        states.set(
            "SidianMark",
            dictionary! { "Type" => "ExtGState", "ca" => mark.strength, "CA" => mark.strength },
        );
        resources.set("ExtGState", states);
        "/SidianMark gs ".clone_into(&mut graphics);
    }
    let after = format!("\nQ\nq {graphics}/{name} Do Q\n").into_bytes();
    let after = document.add_object(Stream::new(Dictionary::new(), after));
    forms.set(name, form);
    resources.set("XObject", forms);

    let mut contents = vec![Object::Reference(before)];
    contents.extend(document.get_page_contents(sheet.id).into_iter().map(Object::Reference));
    contents.push(Object::Reference(after));
    let page = document.get_dictionary_mut(sheet.id).map_err(unwritable)?;
    page.set("Contents", contents);
    page.set("Resources", resources);
    Ok(())
}

/// Takes away the form, its fields, and whatever acts on its own.
fn strip(document: &mut Document) -> lopdf::Result<()> {
    for id in document.get_pages().into_values() {
        let page = document.get_dictionary(id)?;
        let kept: Vec<Object> = array(document, page, b"Annots")
            .filter(|annotation| !is_active(document, annotation))
            .cloned()
            .collect();
        let page = document.get_dictionary_mut(id)?;
        page.remove(b"AA");
        if kept.is_empty() {
            page.remove(b"Annots");
        } else {
            page.set("Annots", kept);
        }
    }
    let catalog = document.catalog_mut()?;
    for key in [&b"AcroForm"[..], b"AA", b"AF", b"Collection", b"Names", b"OpenAction", b"Perms"] {
        catalog.remove(key);
    }
    Ok(())
}

/// Whether an annotation is a field, or does something.
fn is_active(document: &Document, annotation: &Object) -> bool {
    let Some(annotation) = dictionary(document, Some(annotation)) else { return true };
    let kind = annotation.get(b"Subtype").ok().and_then(|kind| resolve(document, kind));
    let widget = kind.and_then(|kind| kind.as_name().ok()) == Some(b"Widget");
    widget || annotation.has(b"A") || annotation.has(b"AA")
}

/// The page, or the nearest node above it, that has `key`.
fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Dictionary> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST {
        if node.has(key) {
            return Some(node);
        }
        node = dictionary(document, node.get(b"Parent").ok())?;
    }
    None
}

fn unwritable(error: lopdf::Error) -> TemplateError {
    RenderError::Write { why: error.to_string() }.into()
}
