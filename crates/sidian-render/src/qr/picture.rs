//! A QR code as a picture by itself, for a screen.

use std::fmt::Write as _;

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};

use super::LONGEST;
use crate::RenderError;

/// Modules of empty room around a symbol.
const QUIET: usize = 4;
/// The largest module, in pixels.
const MOST_SCALE: usize = 40;

/// `content` as a PNG picture of black and white, with `scale` pixels for each module and the quiet
/// zone around it.
///
/// Error correction is level L: a code on a screen is short-lived and undamaged, and the fewer
/// modules it has, the better a camera reads it.
///
/// # Errors
///
/// [`RenderError::QrContent`] if `content` is empty or longer than 600 bytes.
pub fn png(content: &str, scale: usize) -> Result<Vec<u8>, RenderError> {
    let (code, scale) = (build(content)?, scale.clamp(1, MOST_SCALE));
    let side = (code.size + 2 * QUIET) * scale;
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            pixels.push(if is_dark(&code, x / scale, y / scale) { 0 } else { u8::MAX });
        }
    }
    let failed = |e: png::EncodingError| RenderError::Write { why: e.to_string() };
    let side = u32::try_from(side).map_err(|_| RenderError::QrContent { len: content.len() })?;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

/// `content` as an SVG picture whose unit is one module.
///
/// # Errors
///
/// As [`png()`].
pub fn svg(content: &str) -> Result<String, RenderError> {
    let code = build(content)?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let begin = x;
            while is_dark(&code, x, y) {
                x += 1;
            }
            if x > begin {
                let run = x - begin;
                let _ = write!(path, "M{begin} {y}h{run}v1h-{run}z");
            }
            x += 1;
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
         <path d=\"{path}\"/></svg>\n"
    ))
}

fn build(content: &str) -> Result<QRCode, RenderError> {
    let refused = || RenderError::QrContent { len: content.len() };
    if content.is_empty() || content.len() > LONGEST {
        return Err(refused());
    }
    QRBuilder::new(content).ecl(ECL::L).build().map_err(|_| refused())
}

/// Whether the module at this place, quiet zone counted, is dark.
fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let (Some(x), Some(y)) = (x.checked_sub(QUIET), y.checked_sub(QUIET)) else { return false };
    x < code.size && y < code.size && code[y][x].value()
}
