//! The back end that embeds letters: PDF/A-3b by `krilla`, which checks its own output.

use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder, PdfVersion};
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use sidian::time::UnixTime;

use super::DocumentInfo;
use crate::RenderError;
use crate::font::Typeface;
use crate::scene::{Colour, Item, Scene, Segment, Shape, TextRun};

/// Width of the outline that stands in for a bold face, in ems.
const THICKEN: f32 = 0.025;

pub(super) fn write(
    pages: &[Scene],
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<Vec<u8>, RenderError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .with_version(PdfVersion::Pdf17)
        .finish()
        .map_err(|_| RenderError::Write { why: "PDF/A-3b cannot be asked for".to_owned() })?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    for scene in pages {
        let settings = PageSettings::from_wh(scene.width, scene.height).ok_or_else(|| {
            RenderError::Write { why: format!("page of {} x {}", scene.width, scene.height) }
        })?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for item in &scene.items {
            match item {
                Item::Figure(figure) => figure.look.draw(&mut surface, figure.area)?,
                Item::Shape(shape) => draw_shape(&mut surface, shape),
                Item::Text(run) => draw_text(&mut surface, typeface, run)?,
            }
        }
        surface.finish();
        page.finish();
    }
    document.set_metadata(metadata(info, now));
    document.finish().map_err(|error| RenderError::Write { why: format!("{error:?}") })
}

/// Only what the writer insists on: the finished packet is put in afterwards.
fn metadata(info: &DocumentInfo, now: UnixTime) -> Metadata {
    let ((year, month, day), (hour, minute, second)) = (now.date_utc(), now.time_utc());
    let date = DateTime::new(u16::try_from(year).unwrap_or(0))
        .month(month)
        .day(day)
        .hour(hour)
        .minute(minute)
        .second(second)
        .utc_offset_hour(0);
    Metadata::new().title(info.title.clone()).language("zh-CN".to_owned()).creation_date(date)
}

fn draw_shape(surface: &mut Surface<'_>, shape: &Shape) {
    let Some(path) = outline(&shape.segments) else { return };
    surface.set_fill(shape.fill.map(fill));
    surface.set_stroke(shape.stroke.map(|(colour, width)| stroke(colour, width)));
    surface.draw_path(&path);
}

fn draw_text(
    surface: &mut Surface<'_>,
    typeface: &Typeface,
    run: &TextRun,
) -> Result<(), RenderError> {
    let mut x = run.x;
    for part in typeface.parts(&run.text, run.weight)? {
        let spacing = run.spacing / run.size;
        let glyphs: Vec<KrillaGlyph> = part
            .text
            .char_indices()
            .zip(&part.glyphs)
            .map(|((at, c), (glyph, advance))| KrillaGlyph {
                glyph_id: GlyphId::new(glyph.to_u32()),
                text_range: at..at + c.len_utf8(),
                x_advance: advance + spacing,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            })
            .collect();
        surface.set_fill(Some(fill(run.colour)));
        surface.set_stroke(part.thicken.then(|| stroke(run.colour, run.size * THICKEN)));
        let start = Point::from_xy(x, run.baseline);
        surface.draw_glyphs(start, &glyphs, part.font.clone(), part.text, run.size, false);
        x += glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * run.size;
    }
    Ok(())
}

pub(crate) fn outline(segments: &[Segment]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for segment in segments {
        match *segment {
            Segment::Move(x, y) => builder.move_to(x, y),
            Segment::Line(x, y) => builder.line_to(x, y),
            Segment::Curve([x1, y1, x2, y2, x, y]) => builder.cubic_to(x1, y1, x2, y2, x, y),
            Segment::Close => builder.close(),
        }
    }
    builder.finish()
}

pub(crate) fn fill(colour: Colour) -> Fill {
    Fill {
        paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn stroke(colour: Colour, width: f32) -> Stroke {
    Stroke {
        paint: rgb::Color::new(colour.0, colour.1, colour.2).into(),
        width,
        ..Stroke::default()
    }
}
