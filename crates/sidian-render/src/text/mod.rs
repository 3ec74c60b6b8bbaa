//! Reading the text of a page back, with where each letter stands.
//!
//! The page is taken out of the file by the core's strict reader, within a budget, and interpreted
//! by `hayro-interpret`, which knows `ToUnicode` maps, glyph names and the predefined Chinese
//! encodings. What a reader could not see is left out: invisible text, text
//! outside the page or outside its clip, and letters too small to be read. Text hidden by its
//! colour or under something drawn later is **not** recognised: what is read here is what the page
//! writes, which a picture of it may cover.

mod find;

pub use find::{Found, Occurrence, find};

use std::panic::resume_unwind;

use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, font::Glyph, font::GlyphRun,
    interpret_page,
};
use sidian::licence::FaceReader;
use sidian::pdf::PdfError;

use crate::excerpt::{Purpose, excerpt};
use crate::room;

/// The most letters read from a page, and the most drawing steps followed to find them.
const MOST_LETTERS: usize = 200_000;
const MOST_STEPS: usize = 1_000_000;
/// What a clip or a group costs, in steps: each form brings one, with much work around it.
const GROUP: usize = 50;
/// Letters smaller than this many points are no text that anybody reads.
const LEGIBLE: f64 = 1.0;

/// Why a page's text could not be read.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TextError {
    /// The interpreter gave up in a way it should not have.
    #[error("the page could not be interpreted")]
    Interpreter,
    /// More letters or drawing steps than are followed, or too large a file.
    #[error("the page asks for more work than is done for one page")]
    Limit,
    /// The file has no such page.
    #[error("the document has {pages} pages")]
    NoPage {
        /// How many it has.
        pages: usize,
    },
    /// The file, or what the page consists of, cannot be read as the standard demands.
    #[error(transparent)]
    Pdf(PdfError),
}

impl TextError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Interpreter => 7331,
            Self::Limit => 7332,
            Self::NoPage { .. } => 7333,
            Self::Pdf(error) => error.code(),
        }
    }
}

impl From<PdfError> for TextError {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::Limit(_) => Self::Limit,
            error => Self::Pdf(error),
        }
    }
}

/// One letter of a page, in PDF user space (points, origin at the bottom left).
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// What it says: mostly one character, more for a ligature.
    pub text: String,
    /// Left end of its baseline.
    pub x: f32,
    /// Its baseline.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height of the box a Chinese character of this size fills.
    pub size: f32,
    /// Where the line goes on from it, as a direction of length 1: `[1, 0]` for text that is not
    /// turned.
    pub along: [f32; 2],
    /// Left, bottom, right, top of the box that holds it, however it is turned.
    pub area: [f32; 4],
}

/// The text of a page, in the order in which it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageText {
    /// Its letters.
    pub letters: Vec<Letter>,
    /// How many visible glyphs have no known meaning. When it is not 0, the text is incomplete.
    pub unknown: usize,
    /// How many glyphs are drawn so that nobody sees them. Their text is left out.
    pub hidden: usize,
}

impl PageText {
    /// The text, with a space where a gap is seen and a line end where a new line begins.
    pub fn plain(&self) -> String {
        let mut text = String::new();
        let mut before: Option<&Letter> = None;
        for letter in &self.letters {
            if let Some(before) = before {
                let size = before.size.max(letter.size);
                let gap = letter.x - (before.x + before.width);
                if (letter.y - before.y).abs() > size * 0.5 || gap < -size * 1.5 {
                    text.push('\n');
                } else if gap > size * 0.2 {
                    text.push(' ');
                }
            }
            text.push_str(&letter.text);
            before = Some(letter);
        }
        text
    }
}

/// Reads the text of page `page`, counted from 0. Annotations (form fields, seals) are not part of
/// it.
///
/// Work is bounded: by the core's budget for the file, then by letters and drawing steps. A fault in
/// the interpreter costs no more than the answer; on threads of [`room`] it needs no
/// thread of its own.
///
/// # Errors
///
/// [`TextError`].
///
/// # Examples
///
/// ```
/// use sidian_render::text::{TextError, read_text};
///
/// assert!(matches!(read_text(b"no document", 0), Err(TextError::Pdf(_))));
/// ```
pub fn read_text(pdf: &[u8], page: usize) -> Result<PageText, TextError> {
    let page = excerpt(pdf, page, Purpose::Text)?;
    room::with("page text", || interpret(page)).unwrap_or_else(|panic| {
        match panic.downcast::<TextError>() {
            Ok(error) => Err(*error),
            Err(_) => Err(TextError::Interpreter),
        }
    })
}

/// The reader of faces that the verifier takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageReader;

impl FaceReader for PageReader {
    /// `None` as well when some glyph that is seen has no known meaning: a text with holes proves
    /// nothing.
    fn page_text(&self, pdf: &[u8], page: usize) -> Option<String> {
        let text = read_text(pdf, page).ok()?;
        (text.unknown == 0 && !text.letters.is_empty()).then(|| text.plain())
    }
}

fn interpret(file: Vec<u8>) -> Result<PageText, TextError> {
    let pdf = Pdf::new(file).map_err(|_| TextError::Interpreter)?;
    let page = pdf.pages().first().ok_or(TextError::Interpreter)?;
    let shown = page.intersected_crop_box();
    let shown = Rect::new(shown.x0, shown.y0, shown.x1, shown.y1);
    let settings =
        InterpreterSettings { render_content: RenderContent::PAGE, ..Default::default() };
    let cache = InterpreterCache::new();
    let mut context = Context::new(Affine::IDENTITY, shown, &cache, pdf.xref(), settings);
    let mut collector = Collector { clips: vec![shown], ..Collector::default() };
    interpret_page(page, &mut context, &mut collector);
    Ok(collector.text)
}

/// Takes down the letters of a page.
#[derive(Default)]
struct Collector {
    text: PageText,
    /// Boxes around what is left of the page after each clip.
    clips: Vec<Rect>,
    steps: usize,
    /// Place and code of the letters of the last filled run: drawing their outlines says nothing
    /// new.
    last_run: Vec<(f64, f64, u32)>,
}

impl Collector {
    fn step(&mut self, steps: usize) {
        self.steps += steps;
        if self.steps > MOST_STEPS || self.text.letters.len() > MOST_LETTERS {
            // the interpreter can only be left by unwinding; this asks for no panic message
            resume_unwind(Box::new(TextError::Limit));
        }
    }

    fn glyph(&mut self, transform: Affine, text: Option<String>, advance: Option<f32>, seen: bool) {
        let origin = transform * Point::ZERO;
        let up = transform * Point::new(0.0, 1000.0) - origin;
        let size = up.hypot();
        let visible = seen
            && size >= LEGIBLE
            && self.clips.last().is_some_and(|clip| {
                let middle = origin + up * 0.4 + Vec2::new(size * 0.25, 0.0);
                clip.inflate(size * 0.5, size * 0.5).contains(middle)
            });
        if !visible {
            self.text.hidden += 1;
            return;
        }
        let Some(text) = text else {
            self.text.unknown += 1;
            return;
        };
        let wide = text.chars().next().is_some_and(|c| c >= '\u{2e80}');
        let ems = advance.map_or(if wide { 1.0 } else { 0.5 }, |advance| advance / 1000.0);
        let along = transform * Point::new(f64::from(ems) * 1000.0, 0.0) - origin;
        // a Chinese character stands 0.12 of its height below the baseline
        let foot = origin - up * 0.12;
        let corners = [foot, foot + up, foot + along, foot + up + along];
        let area = corners
            .into_iter()
            .skip(1)
            .fold(Rect::from_points(foot, foot), |area, corner| area.union_pt(corner));
        let ahead = transform * Point::new(1000.0, 0.0) - origin;
        let ahead = ahead / ahead.hypot().max(f64::MIN_POSITIVE);
        self.text.letters.push(Letter {
            text,
            x: origin.x as f32,
            y: origin.y as f32,
            width: along.x.abs() as f32,
            size: size as f32,
            along: [ahead.x as f32, ahead.y as f32],
            area: [area.x0, area.y0, area.x1, area.y1].map(|side| side as f32),
        });
    }
}

impl Device<'_> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.step(1);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.step(GROUP);
        let now = clip.path.bounding_box();
        let left = self.clips.last().map_or(now, |outer| outer.intersect(now));
        self.clips.push(left);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.step(GROUP);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        self.step(1);
        let places: Vec<_> = run
            .glyphs()
            .iter()
            .map(|glyph| {
                let origin = props.transform * glyph.transform() * Point::ZERO;
                (origin.x, origin.y, glyph.char_code())
            })
            .collect();
        if matches!(mode, DrawMode::Stroke(_)) && places == self.last_run {
            return;
        }
        self.last_run = places;
        let seen = !matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            self.step(1);
            let text = glyph.as_unicode().map(|text| match text {
                BfString::Char(c) => c.to_string(),
                BfString::String(s) => s,
            });
            let text = text.filter(|text| !text.is_empty() && !text.contains('\u{fffd}'));
            let advance = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            self.glyph(props.transform * glyph.transform(), text, advance, seen);
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.step(1);
    }

    fn pop_clip(&mut self) {
        self.step(1);
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        self.step(1);
    }

    fn begin_marked_content(&mut self, _: &[u8], _: Option<&Dict<'_>>) {
        self.step(1);
    }

    fn end_marked_content(&mut self) {
        self.step(1);
    }
}
