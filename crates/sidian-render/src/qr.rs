//! QR codes (ISO/IEC 18004): drawn as outlines, written as pictures of their own, and read back.

mod picture;
mod read;

pub use picture::{png, svg};
pub use read::{QrReadError, read};

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};

use crate::RenderError;
use crate::scene::{Area, Colour, Scene, Segment};

/// Modules of empty room that ISO/IEC 18004 asks for around a symbol.
const QUIET: f32 = 4.0;
/// The least part of red, green and blue in a ground that readers of codes take for white.
const LIGHT: u8 = 225;
/// The longest content drawn: more would make modules too small to be read from paper.
const LONGEST: usize = 600;

/// Draws `content` as a QR code that fills `area`, its quiet zone included. `ground` is the colour
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
    let side = area.width.min(area.height);
    let module = side / (code.size as f32 + 2.0 * QUIET);
    let left = area.x + (area.width - side) / 2.0 + QUIET * module;
    let top = area.y + (area.height - side) / 2.0 + QUIET * module;
    if ground.0.min(ground.1).min(ground.2) < LIGHT {
        scene.fill_area(area, Colour::WHITE);
    }
    scene.shape(dark_runs(&code, left, top, module), Some(Colour::BLACK), None);
    Ok(())
}

/// One rectangle for each horizontal run of dark modules, all in one outline so that no hairline
/// shows between neighbours of a row.
fn dark_runs(code: &QRCode, left: f32, top: f32, module: f32) -> Vec<Segment> {
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
                segments.extend(crate::scene::area_segments(Area::new(
                    left + begin as f32 * module,
                    top + row as f32 * module,
                    (column - begin) as f32 * module,
                    module,
                )));
            }
            column += 1;
        }
    }
    segments
}
