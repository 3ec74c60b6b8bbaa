//! Lines and boxes of text: where a line breaks, and how small letters must be to fit a box.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::RenderError;
use crate::font::{FontError, Typeface};
use crate::scene::{Area, Colour, Item, Scene, TextRun, Weight};

/// How far letters rise above their baseline, in ems: the box of a Chinese character.
pub(crate) const ASCENT: f32 = 0.88;
/// By how much letters shrink at a time when a text does not fit.
const STEP: f32 = 0.25;

/// Where lines stand within their box, from side to side.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
    /// Spread over the whole width by room between the letters, as labels of a form are. Only for
    /// single lines of two letters or more.
    Spread,
}

/// Where lines stand within their box, from top to bottom.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Vertical {
    /// At the top.
    #[default]
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// How a box of text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// The size wished for.
    pub size: f32,
    /// The smallest size allowed when the text would not fit otherwise.
    pub min_size: f32,
    /// From one baseline to the next, in ems.
    pub leading: f32,
    /// Room added between letters, in ems.
    pub spacing: f32,
    /// Heaviness.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
    /// From side to side.
    pub align: Align,
    /// From top to bottom.
    pub vertical: Vertical,
}

impl TextStyle {
    /// Black text of one size that may shrink to `min_size`.
    pub const fn new(size: f32, min_size: f32) -> Self {
        Self {
            size,
            min_size,
            leading: 1.4,
            spacing: 0.0,
            weight: Weight::Regular,
            colour: Colour::BLACK,
            align: Align::Left,
            vertical: Vertical::Top,
        }
    }

    /// With another alignment.
    #[must_use]
    pub const fn aligned(self, align: Align, vertical: Vertical) -> Self {
        Self { align, vertical, ..self }
    }

    /// With another heaviness and colour.
    #[must_use]
    pub const fn inked(self, weight: Weight, colour: Colour) -> Self {
        Self { weight, colour, ..self }
    }
}

/// A text measured once, to be broken at any size.
pub(crate) struct Measured<'t> {
    text: &'t str,
    /// Byte position, and advance in ems with its spacing, of every character.
    letters: Vec<(usize, char, f32)>,
    /// Byte positions before which a line may (`false`) or must (`true`) begin.
    breaks: Vec<(usize, bool)>,
    spacing: f32,
}

impl<'t> Measured<'t> {
    pub(crate) fn new(
        typeface: &Typeface,
        text: &'t str,
        weight: Weight,
        spacing: f32,
    ) -> Result<Self, FontError> {
        let mut letters = Vec::with_capacity(text.len() / 2);
        for (line, start) in lines_of(text) {
            let advances = typeface.advances(line, weight)?;
            let places = line.char_indices().zip(advances);
            letters.extend(places.map(|((at, c), advance)| (start + at, c, advance + spacing)));
            let end = start + line.len();
            letters.extend(text.get(end..).and_then(|t| t.chars().next()).map(|c| (end, c, 0.0)));
        }
        let breaks =
            linebreaks(text).map(|(at, kind)| (at, kind == BreakOpportunity::Mandatory)).collect();
        Ok(Self { text, letters, breaks, spacing })
    }

    /// Breaks the text into lines no wider than `width` at `size`.
    pub(crate) fn wrap(&self, size: f32, width: f32) -> Vec<Line<'t>> {
        let ems = width / size + 1e-3;
        let mut lines = Vec::new();
        let mut breaks = self.breaks.iter().peekable();
        let (mut start, mut used, mut fit) = (0, 0.0_f32, None);
        let mut at = 0;
        while let Some(&(place, letter, advance)) = self.letters.get(at) {
            while let Some(&&(point, must)) = breaks.peek().filter(|(point, _)| *point <= place) {
                breaks.next();
                fit = Some((point, at));
                if must && point > 0 {
                    lines.push(self.line(start, point));
                    (start, used, fit) = (point, 0.0, None);
                }
            }
            let over = used + advance - self.spacing > ems;
            if over && place > start && !letter.is_whitespace() {
                let at_break = fit.filter(|(p, _)| *p > start);
                let (point, from) = at_break.unwrap_or((place, at));
                lines.push(Line { torn: at_break.is_none(), ..self.line(start, point) });
                (start, fit) = (point, None);
                used = self.letters.get(from..at).into_iter().flatten().map(|l| l.2).sum();
                continue;
            }
            used += advance;
            at += 1;
        }
        lines.push(self.line(start, self.text.len()));
        lines
    }

    fn line(&self, start: usize, end: usize) -> Line<'t> {
        let text = self.text.get(start..end).unwrap_or("").trim_end();
        let from = self.letters.partition_point(|letter| letter.0 < start);
        let to = self.letters.partition_point(|letter| letter.0 < start + text.len());
        let letters = self.letters.get(from..to).into_iter().flatten();
        let ems: f32 = letters.map(|letter| letter.2).sum();
        // the room after the last letter is not seen
        Line { text, ems: (ems - self.spacing).max(0.0), torn: false }
    }

    /// The largest size between the two of `style` at which the text fits, with its lines. A word
    /// or number is torn only when it is longer than a line even at the smallest size.
    pub(crate) fn fit(&self, style: &TextStyle, area: Area) -> Option<(f32, Vec<Line<'t>>)> {
        self.fit_whole(style, area, false).or_else(|| self.fit_whole(style, area, true))
    }

    fn fit_whole(
        &self,
        style: &TextStyle,
        area: Area,
        may_tear: bool,
    ) -> Option<(f32, Vec<Line<'t>>)> {
        let mut size = style.size;
        loop {
            let lines = self.wrap(size, area.width);
            let height = (lines.len() as f32 - 1.0) * style.leading * size + size;
            let narrow = lines.iter().all(|line| line.ems * size <= area.width + 0.01);
            let single = style.align != Align::Spread || lines.len() == 1;
            let whole = may_tear || lines.iter().all(|line| !line.torn);
            if height <= area.height + 0.01 && narrow && single && whole {
                return Some((size, lines));
            }
            if size <= style.min_size {
                return None;
            }
            size = (size - STEP).max(style.min_size);
        }
    }
}

/// One line of a broken text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    pub(crate) ems: f32,
    /// Whether it ends within a word or number that is longer than a line.
    pub(crate) torn: bool,
}

/// Sets `text` into `area`, breaking lines and shrinking letters as needed. Returns the height
/// used. `what` names the text in an error.
///
/// # Errors
///
/// [`RenderError::Overflow`] if it does not fit at the smallest size, [`RenderError::Font`] if a
/// character cannot be drawn.
pub fn text_box(
    scene: &mut Scene,
    typeface: &Typeface,
    area: Area,
    style: &TextStyle,
    what: &str,
    text: &str,
) -> Result<f32, RenderError> {
    let measured = Measured::new(typeface, text, style.weight, style.spacing)?;
    let (size, lines) = measured.fit(style, area).ok_or_else(|| RenderError::Overflow {
        what: what.to_owned(),
        len: text.chars().count(),
    })?;
    let advance = style.leading * size;
    let height = (lines.len() as f32 - 1.0) * advance + size;
    let top = match style.vertical {
        Vertical::Top => area.y,
        Vertical::Middle => area.y + (area.height - height) / 2.0,
        Vertical::Bottom => area.bottom() - height,
    };
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.text.is_empty()) {
        let free = (area.width - line.ems * size).max(0.0);
        let gaps = line.text.chars().count().saturating_sub(1);
        let spacing = style.spacing * size;
        let (x, spacing) = match style.align {
            Align::Left => (area.x, spacing),
            Align::Centre => (area.x + free / 2.0, spacing),
            Align::Right => (area.x + free, spacing),
            Align::Spread if gaps == 0 => (area.x + free / 2.0, spacing),
            Align::Spread => (area.x, spacing + free / gaps as f32),
        };
        scene.items.push(Item::Text(TextRun {
            x,
            baseline: top + at as f32 * advance + ASCENT * size,
            size,
            spacing,
            weight: style.weight,
            colour: style.colour,
            text: line.text.to_owned(),
        }));
    }
    Ok(height)
}

/// The lines of `text` without their line ends, and where each begins.
fn lines_of(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.split('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        Some((line, start))
    })
}
