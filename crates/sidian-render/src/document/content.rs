//! What a page's content stream says, for the back ends that write it themselves.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::Content;
use pdf_writer::types::TextRenderingMode;

use crate::RenderError;
use crate::artwork::{FillRule, Look};
use crate::scene::{Colour, Figure, Item, Scene, Segment, Shape, TextRun};

/// Width of the outline that stands in for a bold face, in ems.
const THICKEN: f32 = 0.025;

/// How lines of text are written, with the fonts a back end has.
pub(super) trait Letters {
    /// Writes one line. Colours and modes that it sets end with it.
    fn show(&mut self, content: &mut Content, run: &TextRun) -> Result<(), RenderError>;
}

/// Everything on a page, in order.
pub(super) fn draw(scene: &Scene, letters: &mut impl Letters) -> Result<Vec<u8>, RenderError> {
    let mut content = Content::new();
    // the scene's origin is the top left corner
    content.transform([1.0, 0.0, 0.0, -1.0, 0.0, scene.height]);
    for item in &scene.items {
        content.save_state();
        match item {
            Item::Figure(figure) => draw_figure(&mut content, figure)?,
            Item::Shape(shape) => draw_shape(&mut content, shape),
            Item::Text(run) => letters.show(&mut content, run)?,
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

/// Letters in the colour of a run, made heavier by an outline if asked for.
pub(super) fn set_ink(content: &mut Content, run: &TextRun, thicken: bool) {
    set_fill(content, run.colour);
    if thicken {
        set_stroke(content, run.colour, run.size * THICKEN);
    }
    content.set_text_rendering_mode(match thicken {
        true => TextRenderingMode::FillStroke,
        false => TextRenderingMode::Fill,
    });
}

/// A content stream as it is stored, with the filter `FlateDecode`.
pub(super) fn packed(content: &[u8], level: Compression) -> Result<Vec<u8>, RenderError> {
    let failed = |error: std::io::Error| RenderError::Write { why: error.to_string() };
    let mut packer = ZlibEncoder::new(Vec::new(), level);
    packer.write_all(content).map_err(failed)?;
    packer.finish().map_err(failed)
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
