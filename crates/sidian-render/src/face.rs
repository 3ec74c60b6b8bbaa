//! The face of a licence (照面), drawn from the layout of its type.

use sidian::licence::kind::{
    Align as FaceAlign, Border, BorderStyle, Colour as FaceColour, FaceField, FaceLayout, FaceText,
    FontFace, Rect,
};
use sidian::licence::{LicenceType, Metadata};
use sidian::time::UnixTime;

use crate::document::{self, DocumentInfo, FaceDocument, Ground, SealPlace};
use crate::font::Typeface;
use crate::layout::{Align, TextStyle, Vertical, text_box};
use crate::scene::{Area, Colour, Scene, Weight};
use crate::{RenderError, ornament, qr};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// How small words that are the same on every licence may become, in parts of their size.
const SMALLEST: f32 = 0.6;
/// Size of the words under a QR code, and the room they have beyond its sides.
const CAPTION: f32 = 7.5;

/// Draws a face as a one-page PDF file.
///
/// `value` gives the text to show for an element of the layout, and `None` for one that the licence
/// does not have, which leaves its label with an empty place. `qr` is the content of the QR code.
///
/// # Errors
///
/// [`RenderError::Overflow`] if a text does not fit its box at the smallest size,
/// [`RenderError::Font`] if a character cannot be drawn, [`RenderError::QrContent`], and those of
/// [`document::write`].
pub fn document(
    layout: &FaceLayout,
    value: impl Fn(&str) -> Option<String>,
    qr: &str,
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<FaceDocument, RenderError> {
    let (seal, document);
    if typeface.embeds() && is_sound(layout) {
        let draw = || Ground::draw(&ground(layout, typeface)?, typeface);
        let ground = typeface.grounds().get(layout, draw)?;
        let (width, height) = size(layout);
        let mut page = Scene::new(width, height);
        values(&mut page, layout, value, qr, typeface)?;
        seal = SealPlace::new(0, &page, area(layout.seal));
        document = document::write_over(&ground, &page, typeface, info, now)?;
    } else {
        let page = scene(layout, value, qr, typeface)?;
        seal = SealPlace::new(0, &page, area(layout.seal));
        document = document::write(&[page], typeface, info, now)?;
    }
    Ok(FaceDocument { seal_place: Some(seal), ..document })
}

/// Draws a licence of one of the types: everything its layout names, from its metadata, which
/// travels in the file as well. `qr` is the content of the QR code.
///
/// # Errors
///
/// As [`document()`].
///
/// # Examples
///
/// ```no_run
/// use sidian::licence::Metadata;
/// use sidian::licence::kind::builtin;
/// use sidian::time::UnixTime;
/// use sidian_render::{face, font::Typeface};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let kind = builtin().find(|kind| kind.name() == "营业执照").ok_or("is built in")?;
/// let metadata = Metadata::from_json(&std::fs::read("metadata.json")?)?;
/// let now = UnixTime::from_rfc3339("2026-11-22T08:00:00+08:00")?;
/// let made = face::licence(kind, &metadata, "https://…", &Typeface::find(), now)?;
/// std::fs::write("licence.pdf", made.pdf)?;
/// # Ok(())
/// # }
/// ```
pub fn licence(
    kind: &LicenceType,
    metadata: &Metadata,
    qr: &str,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<FaceDocument, RenderError> {
    let info = DocumentInfo::of_licence(metadata, kind);
    let value = |element: &str| metadata.face_text(kind, element);
    document(kind.face(), value, qr, typeface, &info, now)
}

/// Lays a face out. See [`document()`] for the arguments and errors.
///
/// # Errors
///
/// As [`document()`].
pub fn scene(
    layout: &FaceLayout,
    value: impl Fn(&str) -> Option<String>,
    qr: &str,
    typeface: &Typeface,
) -> Result<Scene, RenderError> {
    if !is_sound(layout) {
        return Err(RenderError::Layout);
    }
    let mut scene = ground(layout, typeface)?;
    values(&mut scene, layout, value, qr, typeface)?;
    Ok(scene)
}

fn size(layout: &FaceLayout) -> (f32, f32) {
    (layout.page.width as f32 * MM, layout.page.height as f32 * MM)
}

/// What is the same on every licence of a type: paper, frame, lines, and words that no metadata
/// changes.
fn ground(layout: &FaceLayout, typeface: &Typeface) -> Result<Scene, RenderError> {
    let (width, height) = size(layout);
    let mut scene = Scene::new(width, height);
    let page = Area::new(0.0, 0.0, width, height);
    let paper = layout.background.map(colour);
    if let Some(paper) = paper {
        scene.fill_area(page, paper);
    }
    for frame in &layout.borders {
        border(&mut scene, page, frame, paper.unwrap_or(Colour::WHITE));
    }
    for line in &layout.lines {
        let [x1, y1, x2, y2, width] =
            [line.x1, line.y1, line.x2, line.y2, line.width].map(|mm| mm as f32 * MM);
        scene.line((x1, y1), (x2, y2), colour(line.colour), width);
    }
    words(&mut scene, typeface, &layout.title, Weight::Bold)?;
    for text in &layout.texts {
        words(&mut scene, typeface, text, weight(text.font))?;
    }
    for place in &layout.fields {
        label(&mut scene, typeface, layout, place)?;
    }
    if !layout.qr.caption.is_empty() {
        let symbol = area(layout.qr.at());
        let under = Area::new(symbol.x - 20.0, symbol.bottom(), symbol.width + 40.0, CAPTION * 1.5);
        let style =
            TextStyle::new(CAPTION, CAPTION * SMALLEST).aligned(Align::Centre, Vertical::Middle);
        text_box(&mut scene, typeface, under, &style, "QR", &layout.qr.caption)?;
    }
    Ok(scene)
}

/// What differs from licence to licence.
fn values(
    scene: &mut Scene,
    layout: &FaceLayout,
    value: impl Fn(&str) -> Option<String>,
    qr: &str,
    typeface: &Typeface,
) -> Result<(), RenderError> {
    for place in &layout.fields {
        let text = value(&place.element);
        field(scene, typeface, layout, place, text.as_deref())?;
    }
    let paper = layout.background.map_or(Colour::WHITE, colour);
    qr::draw(scene, area(layout.qr.at()), paper, qr)
}

/// Whether every length is one that can be drawn: a layout may come from a file that nobody checked.
fn is_sound(layout: &FaceLayout) -> bool {
    const LONGEST: f64 = 2000.0;
    let length = |mm: f64| (0.0..=LONGEST).contains(&mm);
    let size = |points: f64| (1.0..=500.0).contains(&points);
    let rect = |at: Rect| [at.x, at.y, at.w, at.h].into_iter().all(length);
    let text =
        |text: &FaceText| rect(text.at) && size(text.size) && (-1.0..=10.0).contains(&text.spacing);
    let page = layout.page;
    [page.width, page.height].iter().all(|mm| (10.0..=LONGEST).contains(mm))
        && layout.borders.iter().all(|b| length(b.inset) && (0.05..=50.0).contains(&b.width))
        && text(&layout.title)
        && layout.texts.iter().all(text)
        && layout.lines.iter().all(|l| [l.x1, l.y1, l.x2, l.y2, l.width].into_iter().all(length))
        && layout.fields.iter().all(|field| {
            rect(field.at) && length(field.label_width) && size(field.size) && size(field.min_size)
        })
        && rect(layout.qr.at())
        && rect(layout.seal)
}

fn border(scene: &mut Scene, page: Area, border: &Border, paper: Colour) {
    let frame = page.inset(border.inset as f32 * MM);
    let (width, ink) = (border.width as f32 * MM, colour(border.colour));
    match border.style {
        BorderStyle::Single => scene.stroke_area(frame, ink, width),
        BorderStyle::Double => {
            scene.stroke_area(frame, ink, width);
            scene.stroke_area(frame.inset(width * 2.5), ink, width * 0.5);
        }
        BorderStyle::Ornate => ornament::band(scene, frame, width, ink, paper),
    }
}

fn words(
    scene: &mut Scene,
    typeface: &Typeface,
    text: &FaceText,
    weight: Weight,
) -> Result<(), RenderError> {
    let size = text.size as f32;
    let style = TextStyle { spacing: text.spacing as f32, ..TextStyle::new(size, size * SMALLEST) }
        .aligned(align(text.align), Vertical::Middle)
        .inked(weight, colour(text.colour));
    text_box(scene, typeface, area(text.at), &style, &text.text, &text.text)?;
    Ok(())
}

fn label(
    scene: &mut Scene,
    typeface: &Typeface,
    layout: &FaceLayout,
    field: &FaceField,
) -> Result<(), RenderError> {
    if field.label.is_empty() {
        return Ok(());
    }
    let size = field.size as f32;
    let mut room = area(field.at);
    room.width = field.label_width as f32 * MM;
    let mut style = TextStyle::new(size, size * SMALLEST)
        .aligned(Align::Left, vertical(layout, field))
        .inked(Weight::Regular, colour(field.label_colour));
    if let Some(width) = spread(layout, field) {
        (style.align, room.width) = (Align::Spread, width);
    }
    text_box(scene, typeface, room, &style, &field.element, &close_up(&field.label))?;
    Ok(())
}

fn vertical(layout: &FaceLayout, field: &FaceField) -> Vertical {
    if is_cell(layout, field.at) { Vertical::Middle } else { Vertical::Top }
}

fn field(
    scene: &mut Scene,
    typeface: &Typeface,
    layout: &FaceLayout,
    field: &FaceField,
    value: Option<&str>,
) -> Result<(), RenderError> {
    let size = field.size as f32;
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(()) };
    let mut room = area(field.value_at());
    if is_cell(layout, field.at) && !field.label.is_empty() {
        // letters keep off the line between label and value
        room = Area::new(room.x + size * 0.4, room.y, room.width - size * 0.4, room.height);
    }
    let style = TextStyle::new(size, field.min_size as f32)
        .aligned(align(field.align), vertical(layout, field))
        .inked(weight(field.font), colour(field.colour));
    text_box(scene, typeface, room, &style, &field.element, value)?;
    Ok(())
}

/// Whether a box lies in a ruled row: there words stand in the middle, elsewhere at the top.
fn is_cell(layout: &FaceLayout, at: Rect) -> bool {
    const NEAR: f64 = 4.0;
    let ruled = |y: f64| {
        layout.lines.iter().any(|line| {
            let (left, right) = (line.x1.min(line.x2), line.x1.max(line.x2));
            line.y1 == line.y2 && left <= at.x && right >= at.x && (line.y1 - y).abs() <= NEAR
        })
    };
    ruled(at.y) && ruled(at.y + at.h)
}

/// How wide the labels of a column are spread so that all end alike: as wide as the longest of them,
/// when they consist of nothing but Chinese characters.
fn spread(layout: &FaceLayout, field: &FaceField) -> Option<f32> {
    let chinese = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    let plain = |label: &str| {
        let label = close_up(label);
        let count = label.chars().count();
        (2..=6).contains(&count) && label.chars().all(chinese)
    };
    let longest = layout
        .fields
        .iter()
        .filter(|other| other.at.x == field.at.x && other.label_width == field.label_width)
        .filter(|other| plain(&other.label))
        .map(|other| close_up(&other.label).chars().count())
        .max()?;
    let width = longest as f32 * field.size as f32;
    (plain(&field.label) && width <= field.label_width as f32 * MM).then_some(width)
}

/// A label without the ideographic spaces by which authors of layouts spread it by hand.
fn close_up(label: &str) -> String {
    label.replace('\u{3000}', "")
}

fn area(rect: Rect) -> Area {
    let [x, y, width, height] = [rect.x, rect.y, rect.w, rect.h].map(|mm| mm as f32 * MM);
    Area::new(x, y, width, height)
}

fn colour(colour: FaceColour) -> Colour {
    Colour(colour.r, colour.g, colour.b)
}

fn align(align: FaceAlign) -> Align {
    match align {
        FaceAlign::Centre => Align::Centre,
        FaceAlign::Left => Align::Left,
        FaceAlign::Right => Align::Right,
    }
}

/// 黑体 is drawn bold; for 楷体 the typeface of the page serves.
fn weight(font: FontFace) -> Weight {
    match font {
        FontFace::Hei => Weight::Bold,
        FontFace::Kai | FontFace::Song => Weight::Regular,
    }
}
