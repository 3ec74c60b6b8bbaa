//! Why a seal could not be drawn, or a picture not be taken for one.

use crate::RenderError;
use crate::font::FontError;

/// Why a seal could not be drawn.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// The typeface is not to be had, or lacks a character.
    #[error(transparent)]
    Font(#[from] FontError),
    /// A text has too few or too many characters for its place.
    #[error("{part}: {len} characters, where {least} to {most} have room")]
    Length {
        /// Which text.
        part: &'static str,
        /// How many characters it has.
        len: usize,
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// The texts leave no room for each other at this size.
    #[error("{part}: no room is left for it on a seal of this size")]
    Room {
        /// Which text.
        part: &'static str,
    },
    /// The seal is smaller or larger than any seal.
    #[error("a seal of {width} × {height} mm: sides of 10 to 100 mm can be drawn")]
    Size {
        /// Its width in whole millimetres.
        width: i32,
        /// Its height in whole millimetres.
        height: i32,
    },
    /// The shape has no place for such a part.
    #[error("{part}: a seal of this shape has no place for it")]
    Unused {
        /// Which part.
        part: &'static str,
    },
}

impl DesignError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Font(error) => error.code(),
            Self::Length { .. } => 7361,
            Self::Room { .. } => 7362,
            Self::Size { .. } => 7363,
            Self::Unused { .. } => 7364,
        }
    }
}

/// Why a file is not taken as a picture of a seal or a signature.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PictureError {
    /// The file begins like a picture and cannot be read as one.
    #[error("the picture is damaged: {why}")]
    Damaged {
        /// What its reader said.
        why: String,
    },
    /// An SVG file holds something that is not a plain drawing.
    #[error("the SVG file holds <{element}>: only plain, filled or stroked outlines are taken")]
    Element {
        /// The name of the element or attribute.
        element: String,
    },
    /// It is none of the formats taken.
    #[error("the file is no PNG, JPEG, SVG, GIF or BMP picture")]
    Format,
    /// The file is too large, or asks for too much work.
    #[error("the picture is too large: {what}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
    },
    /// A GIF file of more than one frame: what it shows depends on when one looks.
    #[error("the GIF picture moves: a seal does not")]
    Moving,
    /// An SVG file uses a paint or effect that cannot be kept as an outline.
    #[error("the SVG file uses {what}: give it as a PNG picture instead")]
    Paint {
        /// What it uses.
        what: &'static str,
    },
    /// The page for it could not be written.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The picture has no area, or a size that no seal has.
    #[error("a picture of this size is none of a seal")]
    Size,
}

impl PictureError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Damaged { .. } => 7371,
            Self::Element { .. } => 7372,
            Self::Format => 7373,
            Self::Limit { .. } => 7374,
            Self::Moving => 7377,
            Self::Paint { .. } => 7375,
            Self::Render(error) => error.code(),
            Self::Size => 7376,
        }
    }
}
