//! A vector picture as a one-page PDF file, by `krilla`.

use krilla::geom::Transform;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule as KrillaRule};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use super::{Artwork, FillRule, INCH};
use crate::RenderError;
use crate::document::{fill, outline};

pub(super) fn write(artwork: &Artwork) -> Result<Vec<u8>, RenderError> {
    let (width, height) = (artwork.width, artwork.height);
    one_page(width, height, |surface| {
        draw(surface, artwork);
        Ok(())
    })
}

/// A file of one page of this size in millimetres, drawn in millimetres, that says nothing of
/// itself.
pub(crate) fn one_page(
    width: f32,
    height: f32,
    draw: impl FnOnce(&mut Surface<'_>) -> Result<(), RenderError>,
) -> Result<Vec<u8>, RenderError> {
    let scale = 72.0 / INCH;
    let size = PageSettings::from_wh(width * scale, height * scale).ok_or(RenderError::Layout)?;
    let settings = SerializeSettings { xmp_metadata: false, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(scale, scale));
    draw(&mut surface)?;
    surface.pop();
    surface.finish();
    page.finish();
    document.finish().map_err(|error| RenderError::Write { why: format!("{error:?}") })
}

/// Draws a picture where the surface stands.
pub(crate) fn draw(surface: &mut Surface<'_>, artwork: &Artwork) {
    for ink in artwork.inks() {
        let Some(path) = outline(&ink.segments) else { continue };
        let rule = match ink.rule {
            FillRule::NonZero => KrillaRule::NonZero,
            FillRule::EvenOdd => KrillaRule::EvenOdd,
        };
        surface.set_fill(Some(Fill { rule, ..fill(ink.colour) }));
        surface.set_stroke(None);
        surface.draw_path(&path);
    }
}
