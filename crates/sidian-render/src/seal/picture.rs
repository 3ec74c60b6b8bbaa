//! Pictures made elsewhere, looked at before they are taken.

use std::fmt;
use std::io::Cursor;

use krilla::image::Image;

use super::{PictureError, bitmap, svg};
use crate::artwork::{Look, one_page};
use crate::scene::Area;

/// The largest file taken.
const FILE: usize = 4 << 20;
/// The most pixels along a side, and of the whole picture.
pub(super) const SIDE: u32 = 8000;
pub(super) const PIXELS: u64 = 16 << 20;

/// What kind of file a picture is.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PictureFormat {
    /// Windows bitmap.
    Bmp,
    /// GIF, of one frame.
    Gif,
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// PNG (ISO/IEC 15948).
    Png,
    /// SVG: plain, filled or stroked outlines.
    Svg,
}

impl PictureFormat {
    /// The name of the format as GB/T 38540 structures carry it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bmp => "bmp",
            Self::Gif => "gif",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }
}

/// A picture of a seal or of a handwritten signature, as a file that was checked.
///
/// Holding a value means that the file is of a known format, of bounded size, and can be shown; of
/// an SVG file also that it holds plain outlines and nothing else. It says nothing about who made
/// it.
#[derive(Clone)]
pub struct SealPicture {
    format: PictureFormat,
    data: Vec<u8>,
    look: Look,
    /// Pixels to a metre, across and down.
    per_metre: Option<(u32, u32)>,
    /// The same as a PNG file, where the file itself is not to be shown to a viewer.
    still: Option<Vec<u8>>,
}

impl SealPicture {
    /// Checks a file by what it is, not by its name.
    ///
    /// # Errors
    ///
    /// [`PictureError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use sidian_render::seal::{PictureError, SealPicture};
    ///
    /// let drawing = br##"<svg xmlns="http://www.w3.org/2000/svg" width="42mm" height="42mm"
    ///     viewBox="0 0 42 42"><circle cx="21" cy="21" r="20" fill="none" stroke="#d00"/></svg>"##;
    /// let picture = SealPicture::from_bytes(drawing)?;
    /// assert!(picture.to_pdf(42.0, 42.0)?.starts_with(b"%PDF-"));
    ///
    /// let script = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>"#;
    /// assert!(matches!(SealPicture::from_bytes(script), Err(PictureError::Element { .. })));
    /// # Ok::<(), PictureError>(())
    /// ```
    pub fn from_bytes(data: &[u8]) -> Result<Self, PictureError> {
        if data.len() > FILE {
            return Err(PictureError::Limit { what: "more than 4 MB" });
        }
        let format = sniff(data).ok_or(PictureError::Format)?;
        let (mut per_metre, mut still) = (None, None);
        let look = match format {
            PictureFormat::Bmp => kept(bitmap::bmp(data)?, &mut still),
            PictureFormat::Gif => kept(bitmap::gif(data)?, &mut still),
            PictureFormat::Jpeg => jpeg(data)?,
            PictureFormat::Png => kept(png(data)?, &mut per_metre),
            PictureFormat::Svg => Look::Outlines(svg::artwork(data)?),
        };
        Ok(Self { format, data: data.to_vec(), look, per_metre, still })
    }

    /// The format.
    pub fn format(&self) -> PictureFormat {
        self.format
    }

    /// The file as it was given.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The picture for a viewer, with its media type: the file as it was given, or as PNG where a
    /// viewer might not know the format, or make something else of it.
    pub fn for_viewers(&self) -> (&'static str, &[u8]) {
        match (&self.still, self.format) {
            (Some(png), _) => ("image/png", png),
            (None, PictureFormat::Jpeg) => ("image/jpeg", &self.data),
            (None, PictureFormat::Svg) => ("image/svg+xml", &self.data),
            (None, _) => ("image/png", &self.data),
        }
    }

    /// Width and height in pixels; `None` for outlines.
    pub fn pixels(&self) -> Option<(u32, u32)> {
        match &self.look {
            Look::Outlines(_) => None,
            Look::Pixels(image) => Some(image.size()),
        }
    }

    /// Width and height in millimetres, as far as the file says so.
    pub fn size_mm(&self) -> Option<(f32, f32)> {
        match &self.look {
            Look::Outlines(artwork) => Some((artwork.width_mm(), artwork.height_mm())),
            Look::Pixels(image) => {
                let (x, y) = self.per_metre.filter(|(x, y)| *x > 0 && *y > 0)?;
                let (width, height) = image.size();
                Some((width as f32 / x as f32 * 1000.0, height as f32 / y as f32 * 1000.0))
            }
        }
    }

    /// Width over height.
    pub fn proportion(&self) -> f32 {
        self.look.proportion()
    }

    /// What it shows.
    pub(crate) fn look(&self) -> &Look {
        &self.look
    }

    /// The picture as a PDF file of one page of this size in millimetres, in which it is as large as
    /// it can be without being distorted. Outlines stay outlines; transparency stays.
    ///
    /// # Errors
    ///
    /// [`PictureError::Size`] for a side of less than 1 or more than 500 mm,
    /// [`PictureError::Render`] if the page cannot be written.
    pub fn to_pdf(&self, width_mm: f32, height_mm: f32) -> Result<Vec<u8>, PictureError> {
        let sound = |side: f32| (1.0..=500.0).contains(&side);
        if !sound(width_mm) || !sound(height_mm) {
            return Err(PictureError::Size);
        }
        let page = Area::new(0.0, 0.0, width_mm, height_mm);
        Ok(one_page(width_mm, height_mm, |surface| self.look.draw(surface, page))?)
    }
}

impl fmt::Debug for SealPicture {
    /// Without the file, which may concern a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealPicture")
            .field("format", &self.format)
            .field("bytes", &self.data.len())
            .field("pixels", &self.pixels())
            .finish_non_exhaustive()
    }
}

/// What is shown; the rest is kept in its place.
fn kept<T>((look, rest): (Look, impl Into<Option<T>>), place: &mut Option<T>) -> Look {
    *place = rest.into();
    look
}

fn sniff(data: &[u8]) -> Option<PictureFormat> {
    let starts = |magic: &[u8]| data.starts_with(magic);
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Some(PictureFormat::Png);
    }
    if starts(b"\xff\xd8\xff") {
        return Some(PictureFormat::Jpeg);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Some(PictureFormat::Gif);
    }
    if starts(b"BM") {
        return Some(PictureFormat::Bmp);
    }
    let text = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data).trim_ascii_start();
    let head = text.get(..text.len().min(4096)).unwrap_or_default();
    let drawing = text.starts_with(b"<") && head.windows(4).any(|four| four == b"<svg");
    drawing.then_some(PictureFormat::Svg)
}

/// Refuses a picture without area, or with more pixels than are worked on.
pub(super) fn bounded(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(PictureError::Size);
    }
    let all = u64::from(width) * u64::from(height);
    if width > SIDE || height > SIDE || all > PIXELS {
        return Err(PictureError::Limit {
            what: "more than 16 million pixels, or 8000 along a side",
        });
    }
    Ok(())
}

pub(super) fn damaged(why: impl ToString) -> PictureError {
    PictureError::Damaged { why: why.to_string() }
}

/// The pixels, and how many there are to a metre.
fn png(data: &[u8]) -> Result<(Look, Option<(u32, u32)>), PictureError> {
    let mut decoder = png::Decoder::new(Cursor::new(data));
    let info = decoder.read_header_info().map_err(damaged)?;
    bounded(info.width, info.height)?;
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().map_err(damaged)?;
    let per_metre = reader
        .info()
        .pixel_dims
        .filter(|dims| dims.unit == png::Unit::Meter)
        .map(|dims| (dims.xppu, dims.yppu));
    let size = reader.output_buffer_size().ok_or(PictureError::Limit { what: "pixels" })?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(damaged)?;
    pixels.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => pixels,
        png::ColorType::GrayscaleAlpha => pixels
            .as_chunks()
            .0
            .iter()
            .flat_map(|[grey, alpha]| [*grey, *grey, *grey, *alpha])
            .collect(),
        other => return Err(damaged(format!("{other:?} where transparency was asked for"))),
    };
    Ok((Look::Pixels(Image::from_rgba8(rgba, frame.width, frame.height)), per_metre))
}

/// The data goes into the page as it is; only its header is read here.
fn jpeg(data: &[u8]) -> Result<Look, PictureError> {
    let image = Image::from_jpeg(data.to_vec().into(), false).map_err(damaged)?;
    let (width, height) = image.size();
    bounded(width, height)?;
    Ok(Look::Pixels(image))
}
