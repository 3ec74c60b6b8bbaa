//! Pages as pictures, for reports and for people: by `hayro`.
//!
//! A picture proves nothing: it shows what one program makes of a page.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Rotation;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use crate::excerpt::{Purpose, excerpt};
use crate::font::Typeface;
use crate::report::Picture;
use crate::room;
use crate::text::TextError;

/// The most pixels along a side.
const LONGEST: f32 = 8000.0;

/// Draws page `page`, counted from 0, as a PNG file of `dpi` pixels an inch on white, with its
/// annotations. Chinese letters that are not embedded are drawn with `typeface`, if it has any.
///
/// # Errors
///
/// [`TextError`], as for reading its text; [`TextError::Limit`] for a picture of more than 8000
/// pixels along a side.
pub fn png(pdf: &[u8], page: usize, dpi: f32, typeface: &Typeface) -> Result<Vec<u8>, TextError> {
    placed(pdf, page, dpi, typeface).map(|picture| picture.png)
}

/// As [`png()`], with the place of the page's coordinates on the picture, for a report.
///
/// # Errors
///
/// As for [`png()`].
pub fn placed(
    pdf: &[u8],
    page: usize,
    dpi: f32,
    typeface: &Typeface,
) -> Result<Picture, TextError> {
    let file = excerpt(pdf, page, Purpose::Picture)?;
    let letters = typeface.regular();
    room::with("page picture", || draw(file, page, dpi, letters))
        .unwrap_or(Err(TextError::Interpreter))
}

fn draw(
    file: Vec<u8>,
    number: usize,
    dpi: f32,
    letters: Option<(Arc<Vec<u8>>, u32)>,
) -> Result<Picture, TextError> {
    let pdf = Pdf::new(file).map_err(|_| TextError::Interpreter)?;
    let page = pdf.pages().first().ok_or(TextError::Interpreter)?;
    let scale = dpi / 72.0;
    let (width, height) = page.render_dimensions();
    let fits = |side: f32| (1.0..=LONGEST).contains(&(side * scale));
    if !fits(width) || !fits(height) {
        return Err(TextError::Limit);
    }
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |query| resolve(query, letters.as_ref())),
        ..InterpreterSettings::default()
    };
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let picture = render(page, &cache, &settings, &RenderSettings::default(), &pixels);
    let png = picture.into_png().map_err(|_| TextError::Interpreter)?;
    let shown = page.intersected_crop_box();
    Ok(Picture {
        png,
        page: number.saturating_add(1),
        area: [shown.x0, shown.y0, shown.x1, shown.y1],
        rotation: match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 90,
            Rotation::Flipped => 180,
            Rotation::FlippedHorizontal => 270,
        },
    })
}

/// The letters for a font that is not embedded.
fn resolve(query: &FontQuery, chinese: Option<&(Arc<Vec<u8>>, u32)>) -> Option<(FontData, u32)> {
    match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(wanted) => {
            let collection = wanted.character_collection.as_ref();
            let is_chinese = collection.is_some_and(|of| of.family == CidFamily::AdobeGB1);
            match chinese.filter(|_| is_chinese) {
                Some((data, index)) => Some((Arc::clone(data) as FontData, *index)),
                None => Some(wanted.pick_standard_font().get_font_data()),
            }
        }
    }
}
