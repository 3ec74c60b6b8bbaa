//! Handwriting, text and code side by side.

use sidian::report::Language;
use sidian::time::UnixTime;

use super::Strokes;
use crate::artwork::Look;
use crate::document::{DocumentInfo, pages_only};
use crate::font::Typeface;
use crate::layout::{Align, TextStyle, Vertical, text_box};
use crate::scene::{Area, Colour, Figure, Item, Scene, Weight};
use crate::seal::SealPicture;
use crate::{RenderError, qr};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// Size of the lines of text, and the least, in points.
const TEXT: (f32, f32) = (9.0, 4.0);
/// The height at which handwriting is drawn, in millimetres: decides how thick its lines are.
const INK: f32 = 20.0;
/// Text under handwriting.
const GREY: Colour = Colour(0x6b, 0x72, 0x7a);
/// Room between the parts, in points.
const GAP: f32 = 4.0;

/// Where the handwriting stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Arrangement {
    /// Above the text.
    Above,
    /// To the left of the text.
    #[default]
    Beside,
    /// Over the text, which fills the place and is grey then.
    Over,
}

/// What a visible signature shows.
///
/// # Examples
///
/// ```
/// use sidian::report::Language;
/// use sidian::time::UnixTime;
/// use sidian_render::Typeface;
/// use sidian_render::signature::{SignatureLook, Strokes};
///
/// let now = UnixTime::from_rfc3339("2026-11-23T09:00:00+08:00")?;
/// let page = SignatureLook::new(70.0, 25.0)
///     .with_strokes(&Strokes::from_json(b"[[[0, 0], [10, 5], [20, 0], [30, 8]]]")?)
///     .with_signer("王小明", Language::Chinese)
///     .with_time(now, Language::Chinese)
///     .with_code("https://example.gov.cn/v?id=1")
///     .to_pdf(&Typeface::find(), now)?;
/// assert!(page.starts_with(b"%PDF-"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a look does nothing until it is written"]
pub struct SignatureLook {
    size: (f32, f32),
    mark: Option<Look>,
    lines: Vec<String>,
    code: Option<String>,
    arrangement: Arrangement,
}

impl SignatureLook {
    /// An empty place of this size in millimetres.
    pub fn new(width_mm: f32, height_mm: f32) -> Self {
        Self {
            size: (width_mm, height_mm),
            mark: None,
            lines: Vec::new(),
            code: None,
            arrangement: Arrangement::default(),
        }
    }

    /// With handwriting as the pen moved.
    pub fn with_strokes(self, strokes: &Strokes) -> Self {
        // no more room around it than its own shape needs
        let drawn = strokes.draw(INK * strokes.proportion(), INK);
        Self { mark: Some(Look::Outlines(drawn)), ..self }
    }

    /// With a picture of handwriting.
    pub fn with_picture(self, picture: &SealPicture) -> Self {
        Self { mark: Some(picture.look().clone()), ..self }
    }

    /// With a line that names the signer.
    pub fn with_signer(self, name: &str, language: Language) -> Self {
        let label = match language {
            Language::Chinese => "签名人：",
            Language::English => "Signed by: ",
        };
        self.with_line(format!("{label}{name}"))
    }

    /// With a line that says when, in Beijing time. It is the signer's word: only a timestamp
    /// proves a time.
    pub fn with_time(self, at: UnixTime, language: Language) -> Self {
        let local = at.plus(8 * 3600);
        let ((year, month, day), (hour, minute, _)) = (local.date_utc(), local.time_utc());
        let line = match language {
            Language::Chinese => {
                format!("日期：{year:04}年{month:02}月{day:02}日 {hour:02}:{minute:02}")
            }
            Language::English => {
                format!("Date: {year:04}-{month:02}-{day:02} {hour:02}:{minute:02} +08:00")
            }
        };
        self.with_line(line)
    }

    /// With a line that says why.
    pub fn with_reason(self, reason: &str, language: Language) -> Self {
        let label = match language {
            Language::Chinese => "原因：",
            Language::English => "Reason: ",
        };
        self.with_line(format!("{label}{reason}"))
    }

    /// With a line of text.
    pub fn with_line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// With a QR code, such as the link under which the file can be verified.
    pub fn with_code(self, content: impl Into<String>) -> Self {
        Self { code: Some(content.into()), ..self }
    }

    /// With another arrangement.
    pub fn arranged(self, arrangement: Arrangement) -> Self {
        Self { arrangement, ..self }
    }

    /// The look as a PDF file of one page, exactly as large. Its ground is transparent.
    ///
    /// # Errors
    ///
    /// [`RenderError::Layout`] for a place smaller than 5 or larger than 500 mm,
    /// [`RenderError::Overflow`] if the lines do not fit, [`RenderError::QrContent`],
    /// [`RenderError::Font`], and [`RenderError::Pixels`] for a picture of pixels where no typeface
    /// can be embedded.
    pub fn to_pdf(&self, typeface: &Typeface, now: UnixTime) -> Result<Vec<u8>, RenderError> {
        let scene = self.scene(typeface)?;
        pages_only(&[scene], typeface, &DocumentInfo::default(), now)
    }

    fn scene(&self, typeface: &Typeface) -> Result<Scene, RenderError> {
        let sound = |side: f32| (5.0..=500.0).contains(&side);
        if !sound(self.size.0) || !sound(self.size.1) {
            return Err(RenderError::Layout);
        }
        let (width, height) = (self.size.0 * MM, self.size.1 * MM);
        let mut scene = Scene::new(width, height);
        let mut room = Area::new(0.0, 0.0, width, height);
        if let Some(code) = &self.code {
            let side = height.min(width * 0.4);
            let at = Area::new(width - side, (height - side) / 2.0, side, side);
            // its own white ground: what lies under a signature may be dark
            scene.fill_area(at, Colour::WHITE);
            qr::draw(&mut scene, at, Colour::WHITE, code)?;
            room.width -= side + GAP;
        }
        let (mark, text) = self.split(room);
        if !self.lines.is_empty() {
            let under = self.mark.is_some() && self.arrangement == Arrangement::Over;
            let ink = if under { GREY } else { Colour::BLACK };
            let style = TextStyle { leading: 1.35, ..TextStyle::new(TEXT.0, TEXT.1) }
                .aligned(Align::Left, Vertical::Middle)
                .inked(Weight::Regular, ink);
            let lines = self.lines.join("\n");
            text_box(&mut scene, typeface, text, &style, "signature", &lines)?;
        }
        if let Some(look) = &self.mark {
            scene.items.push(Item::Figure(Figure { area: mark, look: look.clone() }));
        }
        Ok(scene)
    }

    /// The places of the handwriting and of the text.
    fn split(&self, room: Area) -> (Area, Area) {
        if self.mark.is_none() || self.lines.is_empty() {
            return (room, room);
        }
        let Area { x, y, width, height } = room;
        match self.arrangement {
            Arrangement::Over => (room, room),
            Arrangement::Beside => {
                let left = width * 0.45;
                let right = Area::new(x + left + GAP, y, (width - left - GAP).max(1.0), height);
                (Area::new(x, y, left, height), right)
            }
            Arrangement::Above => {
                let lines = self.lines.len() as f32;
                let below = (lines * TEXT.0 * 1.35 + 2.0).min(height * 0.6);
                let above = Area::new(x, y, width, (height - below).max(1.0));
                (above, Area::new(x, y + height - below, width, below))
            }
        }
    }
}
