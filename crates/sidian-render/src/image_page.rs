//! A picture of a paper as one PDF page, without losing a pixel: JPEG data goes in byte for byte, PNG
//! samples as they are.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::geom::Size;
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;

use crate::RenderError;

/// Points to an inch.
const INCH: f32 = 72.0;
/// What a scan has that does not say: 200 pixels an inch, the usual setting of scanners at counters.
const USUAL_DPI: f32 = 200.0;
/// The longest side of a page, in points (ISO 32000-2, annex C).
const LONGEST: f32 = 14_400.0;
/// The most pixels: what 600 an inch make of A3.
const MOST_PIXELS: u64 = 80_000_000;

/// The picture in `bytes`, PNG or JPEG, as a PDF of one page of its size: by the resolution that it
/// states, else by 200 pixels an inch.
///
/// # Errors
///
/// [`RenderError::Write`] for anything else, for a picture that is damaged, and for one that is too
/// large.
pub fn write(bytes: &[u8], title: &str) -> Result<Vec<u8>, RenderError> {
    let wrong = |why: &str| RenderError::Write { why: why.to_owned() };
    let (image, dpi) = match bytes {
        [0x89, b'P', b'N', b'G', ..] => {
            let (pixels, dpi) = png_facts(bytes).ok_or_else(|| wrong("not a whole PNG"))?;
            if pixels > MOST_PIXELS {
                return Err(wrong("the picture has too many pixels"));
            }
            (Image::from_png(bytes.to_vec().into(), false).map_err(|e| wrong(&e))?, dpi)
        }
        [0xff, 0xd8, ..] => (
            Image::from_jpeg(bytes.to_vec().into(), false).map_err(|e| wrong(&e))?,
            jfif_dpi(bytes),
        ),
        _ => return Err(wrong("neither PNG nor JPEG")),
    };
    let (width, height) = image.size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(wrong("the picture has too many pixels"));
    }
    let dpi = dpi.filter(|dpi| (20.0..=2400.0).contains(dpi)).unwrap_or(USUAL_DPI);
    // Pixels are counted in millions at most.
    #[allow(clippy::cast_precision_loss)]
    let side = |pixels: u32| pixels as f32 * INCH / dpi;
    let (width, height) = (side(width), side(height));
    let settings = PageSettings::from_wh(width, height)
        .filter(|_| width <= LONGEST && height <= LONGEST)
        .ok_or_else(|| wrong("the page would be too large"))?;
    let configuration = ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .finish()
        .map_err(|_| wrong("PDF 1.7 cannot be asked for"))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let size = Size::from_wh(width, height).ok_or_else(|| wrong("a page without room"))?;
    surface.draw_image(image, size);
    surface.finish();
    page.finish();
    document.set_metadata(Metadata::new().title(title.to_owned()));
    document.finish().map_err(|error| RenderError::Write { why: format!("{error:?}") })
}

/// How many pixels a PNG has, and how many to an inch (`pHYs`, ISO/IEC 15948, 11.3.5.3).
fn png_facts(bytes: &[u8]) -> Option<(u64, Option<f32>)> {
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    let dims = info.pixel_dims.filter(|dims| dims.unit == png::Unit::Meter);
    // A resolution is a small number.
    #[allow(clippy::cast_precision_loss)]
    let dpi = dims.map(|dims| dims.xppu as f32 * 0.0254);
    Some((u64::from(info.width) * u64::from(info.height), dpi))
}

/// How many pixels to an inch a JPEG states in its JFIF segment (ISO/IEC 10918-5, 6.3).
fn jfif_dpi(bytes: &[u8]) -> Option<f32> {
    let segment = bytes.get(2..20)?;
    if !segment.starts_with(&[0xff, 0xe0]) || segment.get(4..9)? != b"JFIF\0" {
        return None;
    }
    let density = f32::from(u16::from_be_bytes(segment.get(12..14)?.try_into().ok()?));
    match segment.get(11)? {
        1 => Some(density),
        2 => Some(density * 2.54),
        _ => None,
    }
}
