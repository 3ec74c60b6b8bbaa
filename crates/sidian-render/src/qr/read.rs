//! Reading QR codes out of a picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a picture gave no QR code.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum QrReadError {
    /// No PNG picture, or one of a kind that is not read.
    #[error("not a PNG picture of 8 bits a channel")]
    Picture,
    /// No QR code that could be read.
    #[error("no readable QR code in the picture")]
    NoCode,
    /// Larger than is read.
    #[error("the picture has more than {max} pixels")]
    TooLarge {
        /// The most pixels.
        max: u64,
    },
}

impl QrReadError {
    /// The stable number of this failure.
    pub const fn code(self) -> u32 {
        match self {
            Self::NoCode => 7341,
            Self::Picture => 7342,
            Self::TooLarge { .. } => 7343,
        }
    }
}

const MOST_PIXELS: u64 = 40_000_000;

/// The texts of the QR codes in a PNG picture, such as a photograph of a phone's screen.
///
/// # Errors
///
/// [`QrReadError`].
pub fn read(picture: &[u8]) -> Result<Vec<String>, QrReadError> {
    let (width, height, grey) = grey(picture)?;
    let pixel = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or(u8::MAX);
    // The reader works on pictures of strangers, and a mistake of its own must not be ours.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
        let grids = prepared.detect_grids();
        grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    }));
    match found {
        Ok(texts) if !Vec::<String>::is_empty(&texts) => Ok(texts),
        _ => Err(QrReadError::NoCode),
    }
}

/// The picture in grey.
fn grey(picture: &[u8]) -> Result<(usize, usize, Vec<u8>), QrReadError> {
    let bad = QrReadError::Picture;
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| bad)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(QrReadError::TooLarge { max: MOST_PIXELS });
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(bad)?];
    let frame = reader.next_frame(&mut pixels).map_err(|_| bad)?;
    let channels = frame.color_type.samples();
    let light = |pixel: &[u8]| match *pixel {
        [grey] => grey,
        // What is transparent shows a white ground.
        [grey, alpha] => over_white(grey, alpha),
        [r, g, b] => luma(r, g, b),
        [r, g, b, alpha] => over_white(luma(r, g, b), alpha),
        _ => u8::MAX,
    };
    let grey: Vec<u8> = pixels.chunks_exact(channels).map(light).collect();
    let width = usize::try_from(width).map_err(|_| bad)?;
    let height = usize::try_from(height).map_err(|_| bad)?;
    if width == 0 || grey.len() < width * height {
        return Err(bad);
    }
    Ok((width, height, grey))
}

/// ITU-R BT.601, in whole numbers.
fn luma(r: u8, g: u8, b: u8) -> u8 {
    let sum = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}

fn over_white(grey: u8, alpha: u8) -> u8 {
    let (grey, alpha) = (u32::from(grey), u32::from(alpha));
    u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::{png, svg};

    #[test]
    fn what_was_drawn_is_read_back() {
        let code = format!("SD1:{}", "6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE".repeat(6));
        for scale in [2, 4, 7] {
            let picture = png(&code, scale).unwrap();
            assert_eq!(read(&picture).unwrap(), [code.as_str()], "{scale} pixels a module");
        }
        assert!(svg(&code).unwrap().starts_with("<svg "));
    }

    #[test]
    fn a_picture_without_a_code_and_no_picture_are_told_apart() {
        let mut blank = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut blank, 64, 64);
        encoder.set_color(::png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[255; 64 * 64]).unwrap();
        writer.finish().unwrap();
        assert_eq!(read(&blank), Err(QrReadError::NoCode));
        assert_eq!(read(b"GIF89a"), Err(QrReadError::Picture));
        let whole = png("ABC", 3).unwrap();
        for end in 0..whole.len() {
            let _ = read(&whole[..end]);
        }
    }

    #[test]
    fn an_enormous_picture_is_refused_before_it_is_unfolded() {
        let mut header = vec![0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13];
        let mut chunk = b"IHDR".to_vec();
        chunk.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 0, 0, 0, 0]);
        header.extend(&chunk);
        let crc = chunk.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| {
                (c >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(c & 1))
            })
        });
        header.extend((!crc).to_be_bytes());
        header.extend([0, 0, 0, 0]);
        header.extend(b"IDAT");
        header.extend([0x35, 0xaf, 0x06, 0x1e]);
        assert!(matches!(read(&header), Err(QrReadError::TooLarge { .. })));
    }
}
