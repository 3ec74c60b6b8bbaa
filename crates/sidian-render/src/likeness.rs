//! Whether what a page shows of a seal is the picture in the seal.
//!
//! Both are drawn by the same renderer at the same size on white, then held against each other as a
//! person would who looks closely: a line may lie one pixel aside and an edge be softer, but nothing
//! may be there that is not in the other, nor of another colour.
//!
//! # Tolerance
//!
//! The longer side has [`SIDE`] pixels (7.6 to a millimetre of a round seal of 42 mm). A pixel is
//! accounted for if the other picture has its colour, within 40 %, in the same place or beside it.
//! The pictures differ where more than one in ten pixels of any square of [`CELL`] by [`CELL`] is not
//! accounted for: about a stroke of one letter.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use sidian::seal::{PictureMatch, PictureReader};

use crate::excerpt::{Purpose, excerpt};
use crate::room;
use crate::seal::SealPicture;

/// Pixels of the longer side.
const SIDE: f32 = 320.0;
/// Side of a square in which differences are counted.
const CELL: usize = 16;
/// Pixels of a square that may be unaccounted for.
const STRAY: usize = CELL * CELL / 10;
/// How far a channel may differ.
const NEAR: u8 = 102;
const MM: f32 = 25.4 / 72.0;

/// Compares what a signature shows with its seal's picture: for
/// [`Verifier::with_picture_reader`](sidian::verifier::Verifier::with_picture_reader).
///
/// PNG, JPEG, SVG, BMP and GIF pictures are compared; a GIF that moves and a nested OFD are answered
/// with [`PictureMatch::Unreadable`].
#[derive(Clone, Copy, Debug, Default)]
pub struct SealReader;

impl PictureReader for SealReader {
    fn compare(&self, sheet: &[u8], picture: &[u8]) -> PictureMatch {
        compare(sheet, picture).unwrap_or(PictureMatch::Unreadable)
    }
}

fn compare(sheet: &[u8], picture: &[u8]) -> Option<PictureMatch> {
    let shown = raster(sheet)?;
    let [width, height] = shown.points;
    let wanted = SealPicture::from_bytes(picture).ok()?;
    // the sheet may be a field of any size; the picture's page has to be of the same proportions
    let scale = (42.0 / (width.max(height) * MM)).max(f32::MIN_POSITIVE);
    let (width, height) = (width * MM * scale, height * MM * scale);
    let wanted = raster(&wanted.to_pdf(width.max(1.0), height.max(1.0)).ok()?)?;
    Some(if alike(&shown, &wanted) { PictureMatch::Same } else { PictureMatch::Different })
}

/// A page as pixels.
struct Raster {
    points: [f32; 2],
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Raster {
    fn at(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        let inside = x < self.width && y < self.height;
        inside.then(|| self.pixels.get(y * self.width + x).copied()).flatten()
    }

    /// Whether the colour is found at this place or beside it.
    fn accounts_for(&self, colour: [u8; 3], x: usize, y: usize) -> bool {
        let around = |n: usize| n.saturating_sub(1)..=n + 1;
        around(y).any(|y| {
            around(x).any(|x| {
                let found = self.at(x, y);
                found.is_some_and(|f| f.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= NEAR))
            })
        })
    }
}

/// Whether each picture accounts for the other.
fn alike(a: &Raster, b: &Raster) -> bool {
    let same_size = a.width.abs_diff(b.width) <= 1 && a.height.abs_diff(b.height) <= 1;
    same_size && accounted(a, b) && accounted(b, a)
}

fn accounted(a: &Raster, b: &Raster) -> bool {
    let cells = a.width.div_ceil(CELL);
    let mut stray = vec![0_usize; cells * a.height.div_ceil(CELL)];
    for y in 0..a.height {
        for x in 0..a.width {
            let Some(colour) = a.at(x, y) else { return false };
            if !b.accounts_for(colour, x, y)
                && let Some(count) = stray.get_mut(y / CELL * cells + x / CELL)
            {
                *count += 1;
            }
        }
    }
    // a stroke may fall on the border of two squares
    let whole = stray.iter().sum::<usize>() <= 4 * STRAY;
    whole && stray.iter().all(|count| *count <= STRAY)
}

/// Draws the only page; a fault costs no more than the answer.
fn raster(pdf: &[u8]) -> Option<Raster> {
    let file = excerpt(pdf, 0, Purpose::Picture).ok()?;
    room::with("seal picture", || draw(file)).ok()?
}

fn draw(file: Vec<u8>) -> Option<Raster> {
    let pdf = Pdf::new(file).ok()?;
    let page = pdf.pages().first()?;
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    if !(width >= 1.0 && height >= 1.0 && longest / width.min(height) <= 50.0) {
        return None;
    }
    let scale = SIDE / longest;
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    let drawn = render(page, &cache, &settings, &RenderSettings::default(), &pixels);
    let bytes = drawn.data_as_u8_slice();
    Some(Raster {
        points: [width, height],
        width: usize::from(drawn.width()),
        height: usize::from(drawn.height()),
        pixels: bytes.chunks_exact(4).filter_map(|p| p.first_chunk().copied()).collect(),
    })
}
