//! QR codes (ISO/IEC 18004): drawn as outlines, written as pictures of their own, and read back.

mod picture;
mod read;

pub use picture::{png, svg};
pub use read::{QrReadError, read};

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};

use crate::RenderError;
use crate::artwork::{Artwork, FillRule};
use crate::scene::{Area, Colour, Scene, Segment, area_segments};

/// Modules of empty room that ISO/IEC 18004 asks for around a symbol.
const QUIET: f32 = 4.0;
/// The least part of red, green and blue in a ground that readers of codes take for white.
const LIGHT: u8 = 225;
/// The longest content drawn: more would make modules too small to be read from paper.
const LONGEST: usize = 600;

/// Draws `content` as a QR code as large as `area` allows, its quiet zone included. `ground` is the colour
/// under it: white is laid there unless it is light already.
///
/// Error correction is level M: a licence is also read from a screen or a worn printout.
///
/// # Errors
///
/// [`RenderError::QrContent`] if `content` is empty or longer than 600 bytes.
pub fn draw(
    scene: &mut Scene,
    area: Area,
    ground: Colour,
    content: &str,
) -> Result<(), RenderError> {
    if content.is_empty() || content.len() > LONGEST {
        return Err(RenderError::QrContent { len: content.len() });
    }
    let code = QRBuilder::new(content)
        .ecl(ECL::M)
        .build()
        .map_err(|_| RenderError::QrContent { len: content.len() })?;
    if ground.0.min(ground.1).min(ground.2) < LIGHT {
        scene.fill_area(area, Colour::WHITE);
    }
    let side = code.size as f32 + 2.0 * QUIET;
    let mut symbol = Artwork::new(side, side);
    symbol.fill(dark_runs(&code), Colour::BLACK, FillRule::NonZero);
    scene.artwork(symbol, area);
    Ok(())
}

/// One rectangle for each horizontal run of dark modules, all in one outline so that no hairline
/// shows between neighbours of a row. A module is a unit: whole numbers make a short outline.
fn dark_runs(code: &QRCode) -> Vec<Segment> {
    let mut segments = Vec::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let dark = |at: usize| at < code.size && code[row][at].value();
            let begin = column;
            while dark(column) {
                column += 1;
            }
            if column > begin {
                segments.extend(area_segments(Area::new(
                    begin as f32 + QUIET,
                    row as f32 + QUIET,
                    (column - begin) as f32,
                    1.0,
                )));
            }
            column += 1;
        }
    }
    segments
}
