//! The picture of a seal (印章图像): format by its first bytes, size, and what may be inside.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What the bytes of a picture look like.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum PictureFormat {
    /// Windows bitmap.
    Bmp,
    /// GIF.
    Gif,
    /// JPEG.
    Jpeg,
    /// A nested OFD (GB/T 33190): a ZIP archive. Read in the seals of others, never made.
    Ofd,
    /// PNG.
    Png,
    /// SVG.
    Svg,
}

impl PictureFormat {
    /// By the first bytes; `None` for what is none of these.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'B', b'M', ..] => Some(Self::Bmp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'P', b'K', 3, 4, ..] => Some(Self::Ofd),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            _ => is_svg(bytes).then_some(Self::Svg),
        }
    }

    /// By the word in a seal, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "bmp" => Some(Self::Bmp),
            "gif" => Some(Self::Gif),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "ofd" => Some(Self::Ofd),
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }

    /// The word in a report, and the ending of a file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bmp => "bmp",
            Self::Gif => "gif",
            Self::Jpeg => "jpeg",
            Self::Ofd => "ofd",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    /// The word in a seal (GM/T 0031 names GIF, BMP and JPG, V5 also PNG and SVG).
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bmp => "BMP",
            Self::Gif => "GIF",
            Self::Jpeg => "JPG",
            Self::Ofd => "OFD",
            Self::Png => "PNG",
            Self::Svg => "SVG",
        }
    }
}

/// A picture that may go into a seal.
///
/// Its format was recognised, it is not too large, its sides go with the size in millimetres, and a
/// vector picture brings neither scripts nor references to elsewhere. Whether the pixels can be
/// decoded is not looked at here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Picture {
    bytes: Vec<u8>,
    format: PictureFormat,
    mm: (u32, u32),
}

/// Why a picture may not go into a seal.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PictureError {
    /// A script, a reference to elsewhere, or a document type in an SVG.
    #[error("the SVG holds {what}, which a seal may not")]
    Active {
        /// What it holds.
        what: &'static str,
    },
    /// None of the formats that seals are made with.
    #[error("the picture is no PNG, SVG, JPEG, GIF or BMP")]
    Format,
    /// Its size cannot be read: damaged or cut short.
    #[error("the picture is damaged or cut short")]
    Damaged,
    /// Too many bytes.
    #[error("the picture has {len} bytes; a seal’s may have {limit}")]
    Large {
        /// How many.
        len: usize,
        /// How many are accepted.
        limit: usize,
    },
    /// The millimetres are out of reach of any seal.
    #[error("{width} × {height} mm is no size of a seal (2 to 200)")]
    Millimetres {
        /// Width.
        width: u32,
        /// Height.
        height: u32,
    },
    /// Too few or too many pixels.
    #[error("the picture has {width} × {height} pixels (16 to 10000 a side)")]
    Pixels {
        /// Width.
        width: u32,
        /// Height.
        height: u32,
    },
    /// Shown in that size it would be distorted.
    #[error(
        "{width} × {height} pixels do not fit the size in millimetres: the seal would be distorted"
    )]
    Ratio {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
}

impl PictureError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Active { .. } => 6121,
            Self::Format => 6122,
            Self::Damaged => 6123,
            Self::Large { .. } => 6124,
            Self::Millimetres { .. } => 6125,
            Self::Pixels { .. } => 6126,
            Self::Ratio { .. } => 6127,
        }
    }
}

impl Picture {
    /// The most bytes of a picture.
    pub const MOST_BYTES: usize = 2 << 20;

    /// A picture of `width` × `height` millimetres.
    ///
    /// # Errors
    ///
    /// [`PictureError`].
    pub fn new(bytes: &[u8], width: u32, height: u32) -> Result<Self, PictureError> {
        if bytes.len() > Self::MOST_BYTES {
            return Err(PictureError::Large { len: bytes.len(), limit: Self::MOST_BYTES });
        }
        if !(2..=200).contains(&width) || !(2..=200).contains(&height) {
            return Err(PictureError::Millimetres { width, height });
        }
        let format = PictureFormat::sniff(bytes).ok_or(PictureError::Format)?;
        let pixels = match format {
            PictureFormat::Bmp => bmp(bytes),
            PictureFormat::Gif => gif(bytes),
            PictureFormat::Jpeg => jpeg(bytes),
            PictureFormat::Png => png(bytes),
            PictureFormat::Svg => {
                harmless(bytes)?;
                return Ok(Self { bytes: bytes.to_vec(), format, mm: (width, height) });
            }
            PictureFormat::Ofd => return Err(PictureError::Format),
        };
        let (w, h) = pixels.ok_or(PictureError::Damaged)?;
        if !(16..=10_000).contains(&w) || !(16..=10_000).contains(&h) {
            return Err(PictureError::Pixels { width: w, height: h });
        }
        // Sides may differ by a tenth: millimetres are whole numbers.
        let (across, down) = (u64::from(w) * u64::from(height), u64::from(h) * u64::from(width));
        if across.abs_diff(down) * 10 > across.max(down) {
            return Err(PictureError::Ratio { width: w, height: h });
        }
        Ok(Self { bytes: bytes.to_vec(), format, mm: (width, height) })
    }

    /// The picture.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its format.
    pub fn format(&self) -> PictureFormat {
        self.format
    }

    /// Width and height in millimetres.
    pub fn mm(&self) -> (u32, u32) {
        self.mm
    }
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u32> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u32::from(u16::from_be_bytes(*pair)))
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u32> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u32::from(u16::from_le_bytes(*pair)))
}

/// Width and height by the IHDR chunk; the IEND chunk must be the last.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.get(8..33)?;
    let [0, 0, 0, 13, b'I', b'H', b'D', b'R', rest @ ..] = header else { return None };
    let (w, h) = (rest.first_chunk::<4>()?, rest.get(4..)?.first_chunk::<4>()?);
    bytes.ends_with(b"IEND\xae\x42\x60\x82").then_some(())?;
    Some((u32::from_be_bytes(*w), u32::from_be_bytes(*h)))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    bytes.ends_with(b"\x3b").then_some(())?;
    Some((u16_le(bytes, 6)?, u16_le(bytes, 8)?))
}

fn bmp(bytes: &[u8]) -> Option<(u32, u32)> {
    let w = i32::from_le_bytes(*bytes.get(18..)?.first_chunk::<4>()?);
    let h = i32::from_le_bytes(*bytes.get(22..)?.first_chunk::<4>()?);
    Some((u32::try_from(w).ok()?, h.unsigned_abs()))
}

/// Width and height by the first frame header.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2usize;
    loop {
        let marker = *bytes.get(at.checked_add(1)?)?;
        if *bytes.get(at)? != 0xff {
            return None;
        }
        match marker {
            0xff => at += 1,
            // Frame headers, but not DHT, JPG and DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((u16_be(bytes, at + 7)?, u16_be(bytes, at + 5)?));
            }
            0xd8 | 0x01 | 0xd0..=0xd7 => at += 2,
            _ => at = at.checked_add(2)?.checked_add(u16_be(bytes, at + 2)? as usize)?,
        }
    }
}

/// Whether the first element of an XML text is `svg`.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return false;
    }
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) => return e.local_name().as_ref() == "svg",
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Refuses what a picture has no business with: it would be run or fetched by whoever shows it.
fn harmless(bytes: &[u8]) -> Result<(), PictureError> {
    let text = std::str::from_utf8(bytes).map_err(|_| PictureError::Damaged)?;
    let mut reader = Reader::from_str(text);
    let (mut depth, mut closed) = (0usize, false);
    loop {
        match reader.read_event().map_err(|_| PictureError::Damaged)? {
            Event::Start(e) => {
                element(&e)?;
                depth += 1;
            }
            Event::Empty(e) => element(&e)?,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                closed = depth == 0;
            }
            Event::DocType(_) => return Err(PictureError::Active { what: "a document type" }),
            Event::PI(_) => return Err(PictureError::Active { what: "a processing instruction" }),
            Event::Eof if closed => return Ok(()),
            Event::Eof => return Err(PictureError::Damaged),
            _ => {}
        }
    }
}

fn element(e: &BytesStart<'_>) -> Result<(), PictureError> {
    const ELSEWHERE: PictureError = PictureError::Active { what: "a reference to elsewhere" };
    match e.local_name().as_ref() {
        "script" | "handler" | "listener" => {
            return Err(PictureError::Active { what: "a script" });
        }
        "foreignObject" | "iframe" | "style" | "a" => {
            return Err(PictureError::Active { what: "foreign content" });
        }
        "animate" | "animateMotion" | "animateTransform" | "set" => {
            return Err(PictureError::Active { what: "an animation" });
        }
        _ => {}
    }
    for attribute in e.attributes() {
        let attribute = attribute.map_err(|_| PictureError::Damaged)?;
        let name = attribute.key.local_name();
        let name = name.as_ref();
        if name.len() > 2 && name.starts_with("on") {
            return Err(PictureError::Active { what: "a script" });
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|_| PictureError::Damaged)?;
        let inside = value.starts_with('#') || value.starts_with("data:image/png;base64,");
        if matches!(name, "href" | "src") && !inside {
            return Err(ELSEWHERE);
        }
        // CSS may write a letter as an escape, so that a reference is not seen.
        let lower = value.to_ascii_lowercase();
        let quoted = |c: char| c.is_whitespace() || c == '"' || c == '\'';
        let fetches = |target: &str| !target.trim_start_matches(quoted).starts_with('#');
        if lower.contains('\\') || lower.split("url(").skip(1).any(fetches) {
            return Err(ELSEWHERE);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x20\x08\x06\0\0\0abcdIEND\xae\x42\x60\x82";

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        for (bytes, format) in [
            (PNG, PictureFormat::Png),
            (b"GIF89a\x40\0\x40\0;", PictureFormat::Gif),
            (b"BM......", PictureFormat::Bmp),
            (b"\xff\xd8\xff\xe0", PictureFormat::Jpeg),
            (b"PK\x03\x04", PictureFormat::Ofd),
            (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", PictureFormat::Svg),
        ] {
            assert_eq!(PictureFormat::sniff(bytes), Some(format));
            assert_eq!(PictureFormat::from_word(format.word()), Some(format));
        }
        assert_eq!(PictureFormat::sniff(b"<html><svg/></html>"), None);
        assert_eq!(PictureFormat::sniff(b""), None);
    }

    #[test]
    fn sizes_that_do_not_go_together_are_refused() {
        assert!(Picture::new(PNG, 40, 20).is_ok());
        assert_eq!(Picture::new(PNG, 42, 42).unwrap_err().code(), 6127);
        assert_eq!(Picture::new(PNG, 400, 200).unwrap_err().code(), 6125);
        assert_eq!(Picture::new(&PNG[..40], 40, 20).unwrap_err().code(), 6123);
        assert_eq!(Picture::new(b"GIF89a\x02\0\x02\0;", 40, 40).unwrap_err().code(), 6126);
        assert_eq!(Picture::new(b"PK\x03\x04", 40, 40).unwrap_err().code(), 6122);
        let large = vec![0; Picture::MOST_BYTES + 1];
        assert_eq!(Picture::new(&large, 40, 40).unwrap_err().code(), 6124);
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x40\0\x80\x01\x01\x11\0";
        assert!(Picture::new(jpeg, 40, 20).is_ok());
        for cut in 0..jpeg.len() {
            let _ = (Picture::new(&jpeg[..cut], 40, 20), Picture::new(&PNG[..cut.min(40)], 4, 4));
        }
    }

    #[test]
    fn an_svg_that_acts_or_fetches_is_refused() {
        let svg = |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
        for good in [
            "<circle r='5' fill='url(#g)'/>",
            "<use href='#a'/>",
            "<image href='data:image/png;base64,AAAA'/>",
        ] {
            assert!(Picture::new(svg(good).as_bytes(), 42, 42).is_ok(), "{good}");
        }
        for bad in [
            "<script>alert(1)</script>",
            "<circle onload='x()'/>",
            "<use href='http://a.test/b.svg#c'/>",
            "<image xlink:href='file:///etc/passwd'/>",
            "<rect fill='URL( \"http://a.test\")'/>",
            "<rect fill='u&#114;l(http://a.test)'/>",
            "<rect style='fill:\\75rl(http://a.test)'/>",
            "<foreignObject/>",
            "<style>@import 'http://a.test'</style>",
            "<set attributeName='href' to='http://a.test'/>",
        ] {
            let code = Picture::new(svg(bad).as_bytes(), 42, 42).map_err(|e| e.code());
            assert_eq!(code, Err(6121), "{bad}");
        }
        let entity = "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>";
        assert_eq!(Picture::new(entity.as_bytes(), 42, 42).map_err(|e| e.code()), Err(6121));
        assert_eq!(Picture::new(b"<svg><g>", 42, 42).map_err(|e| e.code()), Err(6123));
    }
}
