//! What a page shows, as plain data: laid out once, written by either back end.
//!
//! Lengths are PDF points (1/72 inch), the origin is the **top left** corner and y grows downwards.

use crate::artwork::{Artwork, Look};
use crate::seal::SealPicture;

/// Outlines keep this many parts of a point: 3.5 µm, finer than anything prints.
const PARTS: f32 = 100.0;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Black, the colour of text unless told otherwise.
    pub const BLACK: Self = Self(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self(255, 255, 255);

    /// From `#rrggbb`; `None` if `text` is anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// This colour mixed with white; `strength` 1 leaves it as it is, 0 gives white.
    #[must_use]
    pub fn tint(self, strength: f32) -> Self {
        let mix = |c: u8| (255.0 - (255.0 - f32::from(c)) * strength.clamp(0.0, 1.0)).round() as u8;
        Self(mix(self.0), mix(self.1), mix(self.2))
    }
}

/// How heavy letters are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Weight {
    /// Text.
    #[default]
    Regular,
    /// Titles. Drawn with an outline when the typeface has no bold face.
    Bold,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// From its top left corner and its size.
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    /// Made smaller by `by` on every side, never below nothing.
    #[must_use]
    pub fn inset(self, by: f32) -> Self {
        let (width, height) = (self.width - 2.0 * by, self.height - 2.0 * by);
        Self::new(self.x + by, self.y + by, width.max(0.0), height.max(0.0))
    }

    /// Right edge.
    pub fn right(self) -> f32 {
        self.x + self.width
    }

    /// Bottom edge.
    pub fn bottom(self) -> f32 {
        self.y + self.height
    }
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRun {
    /// Where the first letter begins.
    pub x: f32,
    /// The line the letters stand on.
    pub baseline: f32,
    /// Size of the letters.
    pub size: f32,
    /// Room added after every letter, at this size.
    pub spacing: f32,
    /// Heaviness.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
    /// The letters, in reading order.
    pub text: String,
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Begin a new outline here.
    Move(f32, f32),
    /// A straight line to here.
    Line(f32, f32),
    /// A Bézier curve by two control points to a third.
    Curve([f32; 6]),
    /// Back to the beginning.
    Close,
}

impl Segment {
    /// With coordinates in whole `parts` of their unit: digits that nobody sees would be half of
    /// what a page is made of.
    pub(crate) fn rounded(self, parts: f32) -> Self {
        let near = |length: f32| (length * parts).round() / parts;
        match self {
            Self::Move(x, y) => Self::Move(near(x), near(y)),
            Self::Line(x, y) => Self::Line(near(x), near(y)),
            Self::Curve(points) => Self::Curve(points.map(near)),
            Self::Close => Self::Close,
        }
    }
}

/// An outline, filled, drawn, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Its pieces.
    pub segments: Vec<Segment>,
    /// What fills it.
    pub fill: Option<Colour>,
    /// Colour and width of its line.
    pub stroke: Option<(Colour, f32)>,
}

/// A picture on a page, as large as its place allows without being distorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its place.
    pub area: Area,
    pub(crate) look: Look,
}

/// Something on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A picture.
    Figure(Figure),
    /// An outline.
    Shape(Shape),
    /// A line of text.
    Text(TextRun),
}

/// One page.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width of the page.
    pub width: f32,
    /// Height of the page.
    pub height: f32,
    /// What is on it, from back to front.
    pub items: Vec<Item>,
}

impl Scene {
    /// An empty page.
    pub const fn new(width: f32, height: f32) -> Self {
        Self { width, height, items: Vec::new() }
    }

    /// Draws the outline of `area`.
    pub fn stroke_area(&mut self, area: Area, colour: Colour, width: f32) {
        self.shape(area_segments(area), None, Some((colour, width)));
    }

    /// Fills `area`.
    pub fn fill_area(&mut self, area: Area, colour: Colour) {
        self.shape(area_segments(area), Some(colour), None);
    }

    /// Draws a straight line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), colour: Colour, width: f32) {
        let segments = vec![Segment::Move(from.0, from.1), Segment::Line(to.0, to.1)];
        self.shape(segments, None, Some((colour, width)));
    }

    /// Adds an outline.
    pub fn shape(
        &mut self,
        mut segments: Vec<Segment>,
        fill: Option<Colour>,
        stroke: Option<(Colour, f32)>,
    ) {
        segments.iter_mut().for_each(|segment| *segment = segment.rounded(PARTS));
        self.items.push(Item::Shape(Shape { segments, fill, stroke }));
    }

    /// Adds a picture that was checked. Pixels need a typeface that is
    /// [embedded](crate::font::FontUse::Embedded): the back end for the standard pair draws outlines
    /// only.
    pub fn picture(&mut self, picture: &SealPicture, area: Area) {
        self.items.push(Item::Figure(Figure { area, look: picture.look().clone() }));
    }

    /// Adds a vector picture.
    pub fn artwork(&mut self, artwork: Artwork, area: Area) {
        self.items.push(Item::Figure(Figure { area, look: Look::Outlines(artwork) }));
    }

    /// Every line of text, in the order in which it was drawn.
    pub fn texts(&self) -> impl Iterator<Item = &TextRun> {
        self.items.iter().filter_map(|item| match item {
            Item::Text(run) => Some(run),
            Item::Figure(_) | Item::Shape(_) => None,
        })
    }
}

/// The outline of a rectangle.
pub(crate) fn area_segments(area: Area) -> Vec<Segment> {
    vec![
        Segment::Move(area.x, area.y),
        Segment::Line(area.right(), area.y),
        Segment::Line(area.right(), area.bottom()),
        Segment::Line(area.x, area.bottom()),
        Segment::Close,
    ]
}
