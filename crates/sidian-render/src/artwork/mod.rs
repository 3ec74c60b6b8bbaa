//! Vector pictures: filled outlines in millimetres, and three ways to write them.
//!
//! A seal or a handwritten signature is drawn once, as an [`Artwork`]. It is written as a one-page
//! PDF file, which the core puts on a page as a form XObject, as an SVG file, and as a PNG file with
//! its resolution. The first two are crisp at any size; all three have a transparent ground and need
//! no typeface, since letters are outlines already.

mod look;
pub(crate) mod outline;
mod pdf;
mod png;
mod svg;

pub(crate) use look::Look;
pub(crate) use pdf::{draw, one_page};

use crate::RenderError;
use crate::scene::{Colour, Segment};

/// Millimetres in an inch.
pub(crate) const INCH: f32 = 25.4;
/// Outlines keep this many parts of a millimetre.
const PARTS: f32 = 1000.0;
/// The longest side of a picture in millimetres.
const LONGEST: f32 = 2000.0;

/// Which parts of an outline that crosses or holds another are filled.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum FillRule {
    /// All of it, unless an inner outline runs the other way.
    #[default]
    NonZero,
    /// Every second layer: an inner outline is a hole.
    EvenOdd,
}

/// One filled outline of an [`Artwork`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ink {
    pub(crate) segments: Vec<Segment>,
    pub(crate) colour: Colour,
    pub(crate) rule: FillRule,
}

/// A vector picture on a transparent ground.
///
/// Lengths are millimetres from its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Artwork {
    width: f32,
    height: f32,
    inks: Vec<Ink>,
}

impl Artwork {
    /// An empty picture.
    pub(crate) const fn new(width: f32, height: f32) -> Self {
        Self { width, height, inks: Vec::new() }
    }

    /// Fills an outline.
    pub(crate) fn fill(&mut self, mut segments: Vec<Segment>, colour: Colour, rule: FillRule) {
        segments.iter_mut().for_each(|segment| *segment = segment.rounded(PARTS));
        if !segments.is_empty() {
            self.inks.push(Ink { segments, colour, rule });
        }
    }

    /// Its outlines, from back to front.
    pub(crate) fn inks(&self) -> &[Ink] {
        &self.inks
    }

    /// Width in millimetres.
    pub fn width_mm(&self) -> f32 {
        self.width
    }

    /// Height in millimetres.
    pub fn height_mm(&self) -> f32 {
        self.height
    }

    /// The picture as a PDF file of one page, which is exactly as large as the picture. Its ground
    /// is transparent; its colours are DeviceRGB, so that it adds no profile to the file it is put
    /// into.
    ///
    /// # Errors
    ///
    /// [`RenderError::Layout`] for a size that no page can have, [`RenderError::Write`] if the
    /// writer finds an outline unfit.
    pub fn to_pdf(&self) -> Result<Vec<u8>, RenderError> {
        self.check()?;
        pdf::write(self)
    }

    /// The picture as an SVG file of plain paths: no text, no script, nothing from elsewhere.
    ///
    /// # Errors
    ///
    /// [`RenderError::Layout`] for a size that no picture can have.
    pub fn to_svg(&self) -> Result<String, RenderError> {
        self.check()?;
        Ok(svg::write(self))
    }

    /// The picture as a PNG file of `dpi` pixels an inch, which the file says of itself (`pHYs`),
    /// with transparency.
    ///
    /// # Errors
    ///
    /// [`RenderError::Layout`] for a size or resolution of no pixel, or of more than 8000 along a
    /// side; [`RenderError::Write`] if it cannot be encoded.
    pub fn to_png(&self, dpi: u32) -> Result<Vec<u8>, RenderError> {
        self.check()?;
        png::write(self, dpi)
    }

    fn check(&self) -> Result<(), RenderError> {
        let sound = |side: f32| (0.1..=LONGEST).contains(&side);
        (sound(self.width) && sound(self.height)).then_some(()).ok_or(RenderError::Layout)
    }
}
