//! What a licence looks like, as data: whoever draws it needs nothing else.
//!
//! Lengths are millimetres from the upper left corner of the page, font sizes are points.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A length in millimetres.
pub type Mm = f64;

/// The layout of a licence's face (照面).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaceLayout {
    /// The page.
    pub page: PageSize,
    /// The colour of the whole page; white where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Colour>,
    /// The frames around the page, drawn one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub borders: Vec<Border>,
    /// The name of the licence.
    pub title: FaceText,
    /// Lines, such as those of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<FaceLine>,
    /// Words that are the same on every licence of the type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<FaceText>,
    /// Words that come from the metadata.
    pub fields: Vec<FaceField>,
    /// The QR code.
    pub qr: QrPlace,
    /// Where the seal or the signature is shown.
    pub seal: Rect,
}

/// The size of a page.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PageSize {
    /// From left to right.
    pub width: Mm,
    /// From top to bottom.
    pub height: Mm,
}

/// A box on the page.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rect {
    /// Its left edge.
    pub x: Mm,
    /// Its upper edge.
    pub y: Mm,
    /// Its width.
    pub w: Mm,
    /// Its height.
    pub h: Mm,
}

/// A frame around the page.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Border {
    /// How it is drawn.
    pub style: BorderStyle,
    /// How far inside the page's edge.
    pub inset: Mm,
    /// How thick; for an ornament, how wide the band is.
    pub width: Mm,
    /// Its colour.
    pub colour: Colour,
}

/// How a frame is drawn.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BorderStyle {
    /// Two thin lines.
    Double,
    /// A band of repeated ornaments with corner pieces.
    Ornate,
    /// One line.
    Single,
}

/// A straight line.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaceLine {
    /// Where it begins, from the left.
    pub x1: Mm,
    /// Where it begins, from the top.
    pub y1: Mm,
    /// Where it ends, from the left.
    pub x2: Mm,
    /// Where it ends, from the top.
    pub y2: Mm,
    /// How thick it is.
    pub width: Mm,
    /// Its colour.
    pub colour: Colour,
}

/// Words in a box.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaceText {
    /// The words.
    pub text: String,
    /// Where they stand; they are broken into lines that fit.
    pub at: Rect,
    /// Font size in points.
    pub size: f64,
    /// Where in the box.
    #[serde(default)]
    pub align: Align,
    /// The kind of type.
    #[serde(default)]
    pub font: FontFace,
    /// Their colour.
    #[serde(default)]
    pub colour: Colour,
    /// Space between characters, in parts of the font size.
    #[serde(default)]
    pub spacing: f64,
}

/// The place of an element's value, with its label.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaceField {
    /// The element: a standard short name, `ZZYXQ` for the validity as one text, or `KZ_…`.
    pub element: String,
    /// The label before the value; none where it is left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// How wide the label is; the value begins after it.
    #[serde(default)]
    pub label_width: Mm,
    /// The box of label and value together; the value is broken into lines that fit.
    pub at: Rect,
    /// Font size in points.
    pub size: f64,
    /// The least size to which a long value may shrink until it fits.
    pub min_size: f64,
    /// Where the value stands in its part of the box.
    #[serde(default)]
    pub align: Align,
    /// The kind of type.
    #[serde(default)]
    pub font: FontFace,
    /// The value's colour.
    #[serde(default)]
    pub colour: Colour,
    /// The label's colour.
    #[serde(default)]
    pub label_colour: Colour,
}

/// The place of the QR code.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QrPlace {
    /// Its left edge.
    pub x: Mm,
    /// Its upper edge.
    pub y: Mm,
    /// Its width and height.
    pub size: Mm,
    /// Words under it; none where it is left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
}

/// Where words stand in their box.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// In the middle.
    Centre,
    /// At the left.
    #[default]
    Left,
    /// At the right.
    Right,
}

/// The kind of type; a drawer without it takes what it has.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FontFace {
    /// 黑体, for titles.
    Hei,
    /// 楷体.
    Kai,
    /// 宋体, for text.
    #[default]
    Song,
}

/// A colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WHY: &str = "a colour is written #rrggbb";
        let digits = text.strip_prefix('#').ok_or(WHY)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(WHY);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| WHY)?;
        let [_, r, g, b] = number.to_be_bytes();
        Ok(Self { r, g, b })
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl Rect {
    /// Whether the box lies on the page and has an inside.
    pub fn is_on(&self, page: PageSize) -> bool {
        let Self { x, y, w, h } = *self;
        x >= 0.0 && y >= 0.0 && w > 0.0 && h > 0.0 && x + w <= page.width && y + h <= page.height
    }

    /// Whether the two boxes share some inside.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }
}

impl FaceField {
    /// The part of the box that is left for the value.
    pub fn value_at(&self) -> Rect {
        let Rect { x, y, w, h } = self.at;
        Rect { x: x + self.label_width, y, w: w - self.label_width, h }
    }
}

impl QrPlace {
    /// The box of the code, its caption not counted.
    pub fn at(&self) -> Rect {
        Rect { x: self.x, y: self.y, w: self.size, h: self.size }
    }
}
