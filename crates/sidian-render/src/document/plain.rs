//! The back end for machines without a Chinese typeface: pages that name the standard pair
//! `STSong-Light`/`UniGB-UCS2-H` (ISO 32000-1, 9.7.5.2) and embed nothing.

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use crate::RenderError;
use crate::artwork::{FillRule, Look};
use crate::font::{FontError, standard};
use crate::scene::{Colour, Figure, Item, Scene, Segment, Shape, TextRun, Weight};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const FONT: Ref = Ref::new(3);
const CID_FONT: Ref = Ref::new(4);
const DESCRIPTOR: Ref = Ref::new(5);
const FIRST_PAGE: i32 = 6;
const FONT_NAME: Name<'_> = Name(b"F1");
/// Width of the outline that stands in for a bold face, in ems.
const THICKEN: f32 = 0.025;

pub(super) fn write(pages: &[Scene]) -> Result<Vec<u8>, RenderError> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    pdf.catalog(CATALOG).pages(PAGES);
    let count = i32::try_from(pages.len())
        .map_err(|_| RenderError::Write { why: "too many pages".to_owned() })?;
    let page = |at: i32| Ref::new(FIRST_PAGE + 2 * at);
    let content = |at: i32| Ref::new(FIRST_PAGE + 2 * at + 1);
    pdf.pages(PAGES).kids((0..count).map(page)).count(count);
    font(&mut pdf);
    for (at, scene) in (0..count).zip(pages) {
        let page_content = content(at);
        let mut object = pdf.page(page(at));
        object.media_box(Rect::new(0.0, 0.0, scene.width, scene.height)).parent(PAGES);
        object.contents(page_content);
        object.resources().fonts().pair(FONT_NAME, FONT);
        object.finish();
        let content = compress_to_vec_zlib(&draw(scene)?, 9);
        pdf.stream(page_content, &content).filter(Filter::FlateDecode);
    }
    Ok(pdf.finish())
}

fn font(pdf: &mut Pdf) {
    let base = Name(standard::BASE_FONT.as_bytes());
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 4 };
    pdf.type0_font(FONT)
        .base_font(base)
        .encoding_predefined(Name(standard::ENCODING.as_bytes()))
        .descendant_font(CID_FONT);
    let mut cid_font = pdf.cid_font(CID_FONT);
    cid_font.subtype(CidFontType::Type0).base_font(base).system_info(info);
    cid_font.font_descriptor(DESCRIPTOR).default_width(1000.0);
    // CIDs 1 to 95 of Adobe-GB1 are the printable ASCII characters
    cid_font.widths().consecutive(1, standard::ASCII.map(f32::from));
    cid_font.finish();
    pdf.font_descriptor(DESCRIPTOR)
        .name(base)
        .flags(FontFlags::SERIF | FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
}

fn draw(scene: &Scene) -> Result<Vec<u8>, RenderError> {
    let mut content = Content::new();
    // the scene's origin is the top left corner
    content.transform([1.0, 0.0, 0.0, -1.0, 0.0, scene.height]);
    for item in &scene.items {
        content.save_state();
        match item {
            Item::Figure(figure) => draw_figure(&mut content, figure)?,
            Item::Shape(shape) => draw_shape(&mut content, shape),
            Item::Text(run) => draw_text(&mut content, run)?,
        }
        content.restore_state();
    }
    Ok(content.finish().into_vec())
}

fn draw_shape(content: &mut Content, shape: &Shape) {
    if let Some(colour) = shape.fill {
        set_fill(content, colour);
    }
    if let Some((colour, width)) = shape.stroke {
        set_stroke(content, colour, width);
    }
    trace(content, &shape.segments);
    match (shape.fill, shape.stroke) {
        (Some(_), Some(_)) => content.fill_nonzero_and_stroke(),
        (Some(_), None) => content.fill_nonzero(),
        (None, Some(_)) => content.stroke(),
        (None, None) => content.end_path(),
    };
}

fn trace(content: &mut Content, segments: &[Segment]) {
    for segment in segments {
        match *segment {
            Segment::Move(x, y) => content.move_to(x, y),
            Segment::Line(x, y) => content.line_to(x, y),
            Segment::Curve([x1, y1, x2, y2, x, y]) => content.cubic_to(x1, y1, x2, y2, x, y),
            Segment::Close => content.close_path(),
        };
    }
}

/// Outlines only: pixels would be objects of their own, which these pages do not have.
fn draw_figure(content: &mut Content, figure: &Figure) -> Result<(), RenderError> {
    let Look::Outlines(artwork) = &figure.look else { return Err(RenderError::Pixels) };
    let place = figure.look.fitted(figure.area);
    let scale = place.width / artwork.width_mm();
    content.transform([scale, 0.0, 0.0, scale, place.x, place.y]);
    for ink in artwork.inks() {
        set_fill(content, ink.colour);
        trace(content, &ink.segments);
        match ink.rule {
            FillRule::NonZero => content.fill_nonzero(),
            FillRule::EvenOdd => content.fill_even_odd(),
        };
    }
    Ok(())
}

fn draw_text(content: &mut Content, run: &TextRun) -> Result<(), RenderError> {
    let mut bytes = Vec::with_capacity(run.text.len());
    for character in run.text.chars() {
        let unit = u16::try_from(u32::from(character))
            .ok()
            .filter(|_| standard::has(character))
            .ok_or(FontError::NoGlyph { character })?;
        bytes.extend(unit.to_be_bytes());
    }
    set_fill(content, run.colour);
    content.begin_text();
    content.set_font(FONT_NAME, run.size).set_char_spacing(run.spacing);
    if run.weight == Weight::Bold {
        set_stroke(content, run.colour, run.size * THICKEN);
        content.set_text_rendering_mode(TextRenderingMode::FillStroke);
    }
    content.set_text_matrix([1.0, 0.0, 0.0, -1.0, run.x, run.baseline]);
    content.show(Str(&bytes));
    content.end_text();
    Ok(())
}

fn set_fill(content: &mut Content, colour: Colour) {
    let [r, g, b] = unit(colour);
    content.set_fill_rgb(r, g, b);
}

fn set_stroke(content: &mut Content, colour: Colour, width: f32) {
    let [r, g, b] = unit(colour);
    content.set_stroke_rgb(r, g, b).set_line_width(width);
}

fn unit(colour: Colour) -> [f32; 3] {
    [colour.0, colour.1, colour.2].map(|c| f32::from(c) / 255.0)
}
