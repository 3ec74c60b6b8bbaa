//! A vector picture as a PNG file with its resolution, by `tiny-skia`.

use tiny_skia::{FillRule as SkiaRule, Paint, Path, PathBuilder, Pixmap, Transform};

use super::{Artwork, FillRule, INCH};
use crate::RenderError;
use crate::scene::Segment;

/// The most pixels along a side.
const LONGEST: f32 = 8000.0;

pub(super) fn write(artwork: &Artwork, dpi: u32) -> Result<Vec<u8>, RenderError> {
    let scale = dpi as f32 / INCH;
    let side = |mm: f32| {
        let pixels = (mm * scale).round();
        (1.0..=LONGEST).contains(&pixels).then_some(pixels as u32).ok_or(RenderError::Layout)
    };
    let (width, height) = (side(artwork.width)?, side(artwork.height)?);
    let mut pixmap = Pixmap::new(width, height).ok_or(RenderError::Layout)?;
    // whole pixels, so that nothing is cut off at the right and at the bottom
    let transform =
        Transform::from_scale(width as f32 / artwork.width, height as f32 / artwork.height);
    for ink in artwork.inks() {
        let Some(path) = path(&ink.segments) else { continue };
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color_rgba8(ink.colour.0, ink.colour.1, ink.colour.2, 255);
        let rule = match ink.rule {
            FillRule::NonZero => SkiaRule::Winding,
            FillRule::EvenOdd => SkiaRule::EvenOdd,
        };
        pixmap.fill_path(&path, &paint, rule, transform, None);
    }
    encode(pixmap, dpi).map_err(|error| RenderError::Write { why: error.to_string() })
}

/// The pixels as a file that says how many there are to a metre (`pHYs`, ISO/IEC 15948, 11.3.5.3).
fn encode(pixmap: Pixmap, dpi: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (f64::from(dpi) / 0.0254).round() as u32;
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixmap.take_demultiplied())?;
    writer.finish()?;
    Ok(out)
}

fn path(segments: &[Segment]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for segment in segments {
        match *segment {
            Segment::Move(x, y) => builder.move_to(x, y),
            Segment::Line(x, y) => builder.line_to(x, y),
            Segment::Curve([x1, y1, x2, y2, x, y]) => builder.cubic_to(x1, y1, x2, y2, x, y),
            Segment::Close => builder.close(),
        }
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::LONGEST;
    use crate::artwork::{Artwork, FillRule, outline};
    use crate::scene::Colour;

    #[test]
    fn a_picture_has_the_pixels_its_size_and_resolution_ask_for() {
        let mut artwork = Artwork::new(25.4, 12.7);
        let circle = outline::ellipse((12.7, 6.35), (5.0, 5.0));
        artwork.fill(circle, Colour(200, 0, 0), FillRule::NonZero);
        let png = artwork.to_png(100).expect("is drawn");
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().expect("a PNG");
        let size = reader.info().pixel_dims.expect("says its resolution");
        assert_eq!((size.xppu, size.unit), (3937, png::Unit::Meter));
        let mut pixels = vec![0; reader.output_buffer_size().expect("is small")];
        let frame = reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!((frame.width, frame.height), (100, 50));
        assert_eq!(pixels.get(3), Some(&0), "the ground is transparent");
        let middle = (25 * 100 + 50) * 4;
        assert_eq!(pixels.get(middle..middle + 4), Some(&[200, 0, 0, 255][..]));
        assert!(artwork.to_png(0).is_err());
        assert!(artwork.to_png((LONGEST as u32) + 1).is_err());
    }
}
