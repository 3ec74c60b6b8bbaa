//! Sets blocks on pages of A4.

use sidian::report::Language;

use super::super::escape::harmless;
use super::super::overlay::Boxed;
use super::super::words::{self, Mark};
use super::{Block, Row};
use crate::RenderError;
use crate::artwork::outline;
use crate::font::Typeface;
use crate::layout::{ASCENT, Measured};
use crate::scene::{Area, Colour, Item, Scene, Segment, TextRun, Weight, area_segments};
use crate::seal::SealPicture;

/// A4 and its margins, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 43.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Where the foot begins.
const FOOT: f32 = PAGE.1 - MARGIN - 22.0;
/// From one baseline to the next, in ems.
const LEADING: f32 = 1.42;
/// Sizes of letters.
const TEXT: f32 = 10.0;
const SMALL: f32 = 8.5;
/// Width of the names in a table of facts.
const NAMES: f32 = 98.0;
/// Room within a cell.
const PAD: f32 = 3.5;
/// The least height at which the picture of a page is worth showing, and the greatest.
const PICTURE: (f32, f32) = (230.0, 425.0);

const RULE: Colour = Colour(0xc9, 0xcd, 0xd2);
const SHADE: Colour = Colour(0xf4, 0xf5, 0xf6);
const GREY: Colour = Colour(0x4a, 0x50, 0x57);
const INK: Colour = Colour(0x1b, 0x1f, 0x24);

pub(super) fn set(
    sheets: &[&[Block]],
    typeface: &Typeface,
    language: Language,
) -> Result<Vec<Scene>, RenderError> {
    let mut setter = Setter { typeface, pages: Vec::new(), y: MARGIN };
    for sheet in sheets {
        setter.turn();
        for block in *sheet {
            setter.block(block)?;
        }
    }
    setter.feet(language)?;
    Ok(setter.pages)
}

struct Setter<'t> {
    typeface: &'t Typeface,
    pages: Vec<Scene>,
    y: f32,
}

/// How letters look.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    weight: Weight,
    colour: Colour,
}

const PLAIN: Style = Style { size: TEXT, weight: Weight::Regular, colour: INK };
const STRONG: Style = Style { size: TEXT, weight: Weight::Bold, colour: INK };
const FAINT: Style = Style { size: SMALL, weight: Weight::Regular, colour: GREY };

impl Style {
    fn of(size: f32, colour: Colour) -> Self {
        Self { size, weight: Weight::Bold, colour }
    }

    fn height(self, lines: usize) -> f32 {
        self.size * LEADING * lines as f32
    }
}

impl Setter<'_> {
    /// A new page.
    fn turn(&mut self) {
        self.pages.push(Scene::new(PAGE.0, PAGE.1));
        self.y = MARGIN;
    }

    fn page(&mut self) -> Option<&mut Scene> {
        self.pages.last_mut()
    }

    /// A new page unless this much room is left.
    fn need(&mut self, height: f32) {
        if self.y + height > FOOT && self.y > MARGIN {
            self.turn();
        }
    }

    fn shape(
        &mut self,
        segments: Vec<Segment>,
        fill: Option<Colour>,
        stroke: Option<(Colour, f32)>,
    ) {
        if let Some(page) = self.page() {
            page.shape(segments, fill, stroke);
        }
    }

    /// `text` as it can be drawn: harmless, and without characters that no typeface has.
    fn drawable(&self, text: &str, weight: Weight) -> String {
        let known = |c: char| self.typeface.advances(c.encode_utf8(&mut [0; 4]), weight).is_ok();
        let spare = if known('□') { '□' } else { '?' };
        // Chinese typefaces give the curly apostrophe a whole square
        let text = harmless(text).replace('\u{2019}', "'");
        if self.typeface.advances(&text, weight).is_ok() {
            return text;
        }
        text.chars().map(|c| if known(c) { c } else { spare }).collect()
    }

    /// The lines of `text` in `width`.
    fn lines(&self, text: &str, style: Style, width: f32) -> Result<Vec<String>, RenderError> {
        let text = self.drawable(text, style.weight);
        let measured = Measured::new(self.typeface, &text, style.weight, 0.0)?;
        let lines = measured.wrap(style.size, width);
        Ok(lines.iter().map(|line| line.text.to_owned()).collect())
    }

    /// One line at a place.
    fn put(&mut self, (x, top): (f32, f32), style: Style, text: &str) {
        let Style { size, weight, colour } = style;
        let baseline = top + size * ((LEADING - 1.0) / 2.0 + ASCENT);
        let run =
            TextRun { x, baseline, size, spacing: 0.0, weight, colour, text: text.to_owned() };
        if let Some(page) = self.page().filter(|_| !text.is_empty()) {
            page.items.push(Item::Text(run));
        }
    }

    fn put_lines(&mut self, (x, top): (f32, f32), style: Style, lines: &[String]) {
        for (at, line) in lines.iter().enumerate() {
            self.put((x, top + style.height(at)), style, line);
        }
    }

    /// A paragraph that may run over pages.
    fn paragraph(
        &mut self,
        x: f32,
        width: f32,
        style: Style,
        text: &str,
    ) -> Result<(), RenderError> {
        for line in self.lines(text, style, width)? {
            self.need(style.height(1));
            self.put((x, self.y), style, &line);
            self.y += style.height(1);
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), RenderError> {
        match block {
            Block::Banner { mark, word, meaning } => self.banner(*mark, word, meaning),
            Block::Facts(rows) => self.facts(rows),
            Block::Finding { .. } => self.finding(block),
            Block::Heading(text) => {
                self.y += 12.0;
                self.need(70.0);
                self.paragraph(MARGIN, WIDTH, Style::of(13.0, INK), text)?;
                let line = Area::new(MARGIN, self.y + 1.0, WIDTH, 0.8);
                self.shape(area_segments(line), Some(RULE), None);
                self.y += 6.0;
                Ok(())
            }
            Block::Lines(lines) => {
                self.y += 8.0;
                for (mark, line) in lines {
                    self.need(20.0);
                    self.icon((MARGIN, self.y + 2.5), 10.0, *mark);
                    self.paragraph(
                        MARGIN + 16.0,
                        WIDTH - 16.0,
                        Style { size: 11.0, ..PLAIN },
                        line,
                    )?;
                }
                self.y += 6.0;
                Ok(())
            }
            Block::Note(text) => self.paragraph(MARGIN, WIDTH, FAINT, text),
            Block::Page { picture, size, boxes, caption } => {
                self.picture(picture, (size.0 as f32, size.1 as f32), boxes, caption)
            }
            Block::Seal { picture, size, caption } => self.seal(picture, *size, caption),
            Block::Subheading(mark, text) => {
                self.y += 7.0;
                // not alone at the end of a page
                self.need(120.0);
                let x = match mark {
                    Some(mark) => {
                        self.icon((MARGIN, self.y + 3.0), 11.0, *mark);
                        MARGIN + 17.0
                    }
                    None => MARGIN,
                };
                self.paragraph(x, MARGIN + WIDTH - x, Style::of(11.0, INK), text)?;
                self.y += 3.0;
                Ok(())
            }
            Block::Table { columns, widths, rows } => self.table(columns, widths, rows),
        }
    }

    fn banner(&mut self, mark: Mark, word: &str, meaning: &str) -> Result<(), RenderError> {
        let inner = WIDTH - 92.0;
        let meaning = self.lines(meaning, PLAIN, inner)?;
        let big = Style::of(24.0, ink(mark));
        let height = (big.height(1) + PLAIN.height(meaning.len()) + 22.0).max(84.0);
        self.need(height);
        let frame = Area::new(MARGIN, self.y, WIDTH, height);
        self.shape(
            outline::rounded(frame, 5.0),
            Some(ink(mark).tint(0.08)),
            Some((ink(mark), 3.0)),
        );
        self.icon((MARGIN + 16.0, self.y + (height - 54.0) / 2.0), 54.0, mark);
        let top = self.y + (height - big.height(1) - PLAIN.height(meaning.len())) / 2.0;
        let word = self.drawable(word, Weight::Bold);
        self.put((MARGIN + 84.0, top), big, &word);
        self.put_lines((MARGIN + 84.0, top + big.height(1)), PLAIN, &meaning);
        self.y += height;
        Ok(())
    }

    fn facts(&mut self, rows: &[Row]) -> Result<(), RenderError> {
        for (name, mark, value) in rows {
            let indent = if mark.is_some() { 15.0 } else { 0.0 };
            let names = self.lines(name, STRONG, NAMES - 2.0 * PAD)?;
            let values = self.lines(value, PLAIN, WIDTH - NAMES - 2.0 * PAD - indent)?;
            let height = PLAIN.height(names.len().max(values.len())) + 2.0 * PAD;
            self.need(height);
            let (y, left) = (self.y, MARGIN + NAMES);
            self.cell(Area::new(MARGIN, y, NAMES, height), Some(SHADE));
            self.cell(Area::new(left, y, WIDTH - NAMES, height), None);
            self.put_lines((MARGIN + PAD, y + PAD), STRONG, &names);
            if let Some(mark) = mark {
                self.icon((left + PAD, y + PAD + 2.0), 10.0, *mark);
            }
            let colour = mark.map_or(INK, |mark| if mark == Mark::Plain { INK } else { ink(mark) });
            let style = Style { colour, ..PLAIN };
            self.put_lines((left + PAD + indent, y + PAD), style, &values);
            self.y += height;
        }
        self.y += 5.0;
        Ok(())
    }

    fn cell(&mut self, area: Area, fill: Option<Colour>) {
        self.shape(area_segments(area), fill, Some((RULE, 0.6)));
    }

    fn table(
        &mut self,
        columns: &[String],
        widths: &[f32],
        rows: &[Vec<String>],
    ) -> Result<(), RenderError> {
        let head = Style { weight: Weight::Bold, ..FAINT };
        let body = Style { colour: INK, ..FAINT };
        let rows = std::iter::once((columns, head)).chain(rows.iter().map(|row| (&row[..], body)));
        for (row, style) in rows {
            let mut cells = Vec::with_capacity(row.len());
            for (text, part) in row.iter().zip(widths) {
                // signs that few typefaces have are drawn
                let mark = match text.chars().next() {
                    Some('✓') => Some(Mark::Good),
                    Some('✗') => Some(Mark::Bad),
                    _ => None,
                };
                let text = text.trim_start_matches(['✓', '✗']);
                let indent = if mark.is_some() { 13.0 } else { 0.0 };
                let lines = self.lines(text, style, WIDTH * part - 2.0 * PAD - indent)?;
                cells.push((mark, indent, lines, WIDTH * part));
            }
            let most = cells.iter().map(|(_, _, lines, _)| lines.len()).max().unwrap_or(1);
            let height = style.height(most) + 2.0 * PAD;
            self.need(height);
            let (mut x, y) = (MARGIN, self.y);
            for (mark, indent, lines, width) in cells {
                let fill = (style.weight == Weight::Bold).then_some(SHADE);
                self.cell(Area::new(x, y, width, height), fill);
                if let Some(mark) = mark {
                    self.icon((x + PAD, y + PAD + 1.5), 9.0, mark);
                }
                self.put_lines((x + PAD + indent, y + PAD), style, &lines);
                x += width;
            }
            self.y += height;
        }
        self.y += 4.0;
        Ok(())
    }

    fn finding(&mut self, block: &Block) -> Result<(), RenderError> {
        let Block::Finding { mark, weight, message, place, number, next } = block else {
            return Ok(());
        };
        self.y += 5.0;
        let (x, width) = (MARGIN + 26.0, WIDTH - 26.0);
        let lines = self.lines(message, PLAIN, width)?.len();
        self.need(STRONG.height(1) + PLAIN.height(lines.min(8)));
        let (top, page) = (self.y, self.pages.len());
        self.icon((MARGIN + 8.0, top + 2.0), 11.0, *mark);
        let first: Vec<&str> =
            [weight.as_str(), place].into_iter().filter(|text| !text.is_empty()).collect();
        let first = format!("{} [{number}]", first.join(" · "));
        self.paragraph(x, width, Style::of(TEXT, ink(*mark)), first.trim_start())?;
        self.paragraph(x, width, PLAIN, message)?;
        if !next.is_empty() {
            self.paragraph(x, width, STRONG, &format!("→ {next}"))?;
        }
        if self.pages.len() == page {
            let bar = Area::new(MARGIN, top, 3.0, self.y - top);
            self.shape(area_segments(bar), Some(ink(*mark)), None);
        }
        self.y += 3.0;
        Ok(())
    }

    /// A page in small, with the boxes of what was changed on it.
    fn picture(
        &mut self,
        picture: &SealPicture,
        (width, height): (f32, f32),
        boxes: &[Boxed],
        caption: &str,
    ) -> Result<(), RenderError> {
        if !self.typeface.embeds() {
            return Ok(());
        }
        let below = FAINT.height(self.lines(caption, FAINT, WIDTH)?.len()) + 14.0;
        if FOOT - self.y - below < PICTURE.0 {
            self.turn();
        }
        let room = (FOOT - self.y - below).min(PICTURE.1);
        let scale = (room / height).min(WIDTH / width);
        let (wide, high) = (width * scale, height * scale);
        let area = Area::new(MARGIN + (WIDTH - wide) / 2.0, self.y + 6.0, wide, high);
        if let Some(page) = self.page() {
            page.picture(picture, area);
        }
        self.shape(area_segments(area), None, Some((GREY, 0.8)));
        for one in boxes {
            let colour = ink(if one.permitted { Mark::Plain } else { Mark::Bad });
            let colour = if one.permitted { Colour(0x0b, 0x4f, 0xa8) } else { colour };
            let [left, top, wide, high] =
                [one.left, one.top, one.width, one.height].map(|side| side as f32 * scale);
            let left = left.clamp(0.0, area.width);
            let top = top.clamp(0.0, area.height);
            let (wide, high) = (wide.min(area.width - left), high.min(area.height - top));
            let place = Area::new(area.x + left, area.y + top, wide, high);
            self.boxed(place, colour, one.permitted);
            let style = Style::of(8.5, colour);
            self.put((place.x + 1.0, (place.y - 11.0).max(area.y)), style, &one.name);
        }
        self.y = area.bottom() + 4.0;
        self.paragraph(MARGIN, WIDTH, FAINT, caption)
    }

    /// A box: solid, or dashed for what is permitted.
    fn boxed(&mut self, area: Area, colour: Colour, dashed: bool) {
        if !dashed {
            self.shape(area_segments(area), None, Some((colour, 1.6)));
            return;
        }
        let corners = [
            (area.x, area.y),
            (area.right(), area.y),
            (area.right(), area.bottom()),
            (area.x, area.bottom()),
            (area.x, area.y),
        ];
        let mut segments = Vec::new();
        for pair in corners.windows(2) {
            let &[(x1, y1), (x2, y2)] = pair else { continue };
            let length = (x2 - x1).hypot(y2 - y1).max(0.1);
            let at = |part: f32| (x1 + (x2 - x1) * part / length, y1 + (y2 - y1) * part / length);
            let mut part = 0.0;
            while part < length {
                let (from, to) = (at(part), at((part + 5.0).min(length)));
                segments.extend([Segment::Move(from.0, from.1), Segment::Line(to.0, to.1)]);
                part += 8.0;
            }
        }
        self.shape(segments, None, Some((colour, 1.4)));
    }

    fn seal(
        &mut self,
        picture: &SealPicture,
        (width, height): (f32, f32),
        caption: &str,
    ) -> Result<(), RenderError> {
        if !self.typeface.embeds() && picture.pixels().is_some() {
            return Ok(());
        }
        let points = |mm: f32| (mm * 72.0 / 25.4).clamp(28.0, 170.0);
        let (width, height) = (points(width), points(height));
        self.need(height + 24.0);
        let area = Area::new(MARGIN + 8.0, self.y + 4.0, width, height);
        if let Some(page) = self.page() {
            page.picture(picture, area);
        }
        self.y += height + 8.0;
        self.paragraph(MARGIN, WIDTH, FAINT, caption)
    }

    /// A sign: each answer has a shape of its own, so that a grey print says it too.
    fn icon(&mut self, (x, y): (f32, f32), size: f32, mark: Mark) {
        let unit = size / 64.0;
        let at = |(u, v): (f32, f32)| (x + u * unit, y + v * unit);
        let polygon = |points: &[(f32, f32)]| -> Vec<Segment> {
            let mut points = points.iter().map(|point| at(*point));
            let first = points.next().map(|(x, y)| Segment::Move(x, y));
            let rest = points.map(|(x, y)| Segment::Line(x, y));
            first.into_iter().chain(rest).collect()
        };
        let (ground, signs): (Vec<Segment>, Vec<Vec<Segment>>) = match mark {
            Mark::Good => (
                outline::ellipse(at((32.0, 32.0)), (30.0 * unit, 30.0 * unit)),
                vec![polygon(&[(17.0, 33.0), (27.0, 44.0), (47.0, 21.0)])],
            ),
            Mark::Bad => (
                polygon(&[
                    (20.0, 2.0),
                    (44.0, 2.0),
                    (62.0, 20.0),
                    (62.0, 44.0),
                    (44.0, 62.0),
                    (20.0, 62.0),
                    (2.0, 44.0),
                    (2.0, 20.0),
                ]),
                vec![
                    polygon(&[(21.0, 21.0), (43.0, 43.0)]),
                    polygon(&[(43.0, 21.0), (21.0, 43.0)]),
                ],
            ),
            Mark::Open => (
                polygon(&[(32.0, 1.0), (63.0, 32.0), (32.0, 63.0), (1.0, 32.0)]),
                vec![
                    polygon(&[
                        (24.0, 25.0),
                        (27.0, 19.0),
                        (37.0, 19.0),
                        (40.0, 25.0),
                        (32.0, 33.0),
                        (32.0, 38.0),
                    ]),
                    polygon(&[(32.0, 43.0), (32.0, 48.0)]),
                ],
            ),
            Mark::Plain => (
                polygon(&[(3.0, 3.0), (61.0, 3.0), (61.0, 61.0), (3.0, 61.0)]),
                vec![polygon(&[(18.0, 32.0), (46.0, 32.0)])],
            ),
        };
        self.shape(ground, Some(ink(mark)), None);
        for sign in signs {
            self.shape(sign, None, Some((Colour::WHITE, 6.0 * unit)));
        }
    }

    /// The foot of every page, with its number.
    fn feet(&mut self, language: Language) -> Result<(), RenderError> {
        let count = self.pages.len();
        let foot = self.lines(words::foot(language), FAINT, WIDTH - 60.0)?;
        for at in 0..count {
            let runs = foot.iter().enumerate().map(|(line, text)| (MARGIN, line, text.clone()));
            let number = format!("{} / {count}", at + 1);
            let x = MARGIN + WIDTH - number.len() as f32 * FAINT.size * 0.52;
            let Some(page) = self.pages.get_mut(at) else { continue };
            for (x, line, text) in runs.chain([(x, 0, number)]) {
                page.items.push(Item::Text(TextRun {
                    x,
                    baseline: FOOT + 12.0 + FAINT.height(line) + FAINT.size,
                    size: FAINT.size,
                    spacing: 0.0,
                    weight: Weight::Regular,
                    colour: GREY,
                    text,
                }));
            }
        }
        Ok(())
    }
}

/// The colour of an answer.
fn ink(mark: Mark) -> Colour {
    match mark {
        Mark::Good => Colour(0x12, 0x65, 0x2f),
        Mark::Bad => Colour(0xa8, 0x07, 0x1a),
        Mark::Open => Colour(0x8a, 0x53, 0x00),
        Mark::Plain => GREY,
    }
}
