//! GIF and BMP pictures of seals, by `image`: GM/T 0031 names both formats.
//!
//! They are shown as PNG: a viewer would play a GIF picture that moves, and not every one knows BMP.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngEncoder;
use image::{
    AnimationDecoder, DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, Limits,
    RgbaImage,
};
use krilla::image::Image;

use super::PictureError;
use super::picture::{PIXELS, SIDE, bounded, damaged};
use crate::artwork::Look;

/// What it shows, and the same as a PNG file.
pub(super) type Still = (Look, Vec<u8>);

/// A picture that does not move (GIF89a).
pub(super) fn gif(data: &[u8]) -> Result<Still, PictureError> {
    let mut decoder = GifDecoder::new(Cursor::new(data)).map_err(damaged)?;
    limited(&mut decoder)?;
    let mut frames = decoder.into_frames();
    let first = frames.next().ok_or_else(|| damaged("no frame"))?.map_err(damaged)?;
    // Whoever looks at it would see what nobody has compared.
    match frames.next() {
        None => still(first.into_buffer()),
        Some(_) => Err(PictureError::Moving),
    }
}

/// A Windows bitmap.
pub(super) fn bmp(data: &[u8]) -> Result<Still, PictureError> {
    let mut decoder = BmpDecoder::new(Cursor::new(data)).map_err(damaged)?;
    limited(&mut decoder)?;
    still(DynamicImage::from_decoder(decoder).map_err(damaged)?.into_rgba8())
}

fn limited(decoder: &mut impl ImageDecoder) -> Result<(), PictureError> {
    let (width, height) = decoder.dimensions();
    bounded(width, height)?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    // the canvas and one frame, of four bytes each
    limits.max_alloc = Some(8 * PIXELS);
    decoder.set_limits(limits).map_err(damaged)
}

fn still(pixels: RgbaImage) -> Result<Still, PictureError> {
    let (width, height) = pixels.dimensions();
    let mut png = Vec::new();
    let encoder = PngEncoder::new(&mut png);
    encoder.write_image(&pixels, width, height, ExtendedColorType::Rgba8).map_err(damaged)?;
    Ok((Look::Pixels(Image::from_rgba8(pixels.into_raw(), width, height)), png))
}
