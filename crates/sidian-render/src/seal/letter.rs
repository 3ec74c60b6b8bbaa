//! Single letters as outlines, fitted into the boxes of a seal.

use super::quad::Quad;
use crate::artwork::outline::{Map, bounds};
use crate::font::{FontError, Typeface};
use crate::scene::{Segment, Weight};

/// What of its em a Chinese letter fills: the rest is the room that typefaces leave around it.
const FILLED: f32 = 0.94;
/// How far above the baseline the middle of a Chinese letter lies, in ems.
const MIDDLE: f32 = 0.38;

/// One letter, measured.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    segments: Vec<Segment>,
    /// Its ink: left, top, right, bottom, in ems.
    ink: [f32; 4],
    /// Its width in parts of a Chinese letter's.
    pub(super) weight: f32,
    chinese: bool,
}

impl Letter {
    /// Every letter of `text`.
    pub(super) fn all(
        typeface: &Typeface,
        text: &str,
        weight: Weight,
    ) -> Result<Vec<Self>, FontError> {
        text.chars().map(|c| Self::new(typeface, c, weight)).collect()
    }

    fn new(typeface: &Typeface, character: char, heavy: Weight) -> Result<Self, FontError> {
        let (segments, advance) = typeface.outline(character, heavy)?;
        // a space has no ink
        let ink = bounds(&segments).unwrap_or([0.0, -MIDDLE, advance, -MIDDLE]);
        let chinese = matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
        let weight = match chinese {
            true => 1.0,
            false => ((ink[2] - ink[0] + 0.1) / FILLED).clamp(0.3, 1.0),
        };
        Ok(Self { segments, ink, weight, chinese })
    }

    /// The letter in a box around `middle`, turned by `angle`. The box is that of a Chinese letter,
    /// `width` wide; a narrower letter stands in the middle of it. No ink leaves the box.
    pub(super) fn placed(
        &self,
        middle: (f32, f32),
        (width, height): (f32, f32),
        angle: f32,
    ) -> Vec<Segment> {
        let [left, top, right, bottom] = self.ink;
        let ink = ((right - left).max(0.01), (bottom - top).max(0.01));
        let scale = (width / FILLED).min(width / ink.0);
        let rise = (height / FILLED).min(height / ink.1);
        let x = (left + right) / 2.0;
        // a letter stands on its line; only one that would leave its box is moved
        let reach = height / 2.0 / rise;
        let y = (-MIDDLE).clamp(bottom - reach, (top + reach).max(bottom - reach));
        let to = Map::placed((scale, rise), angle, (0.0, 0.0)).point(x, y);
        let map = Map::placed((scale, rise), angle, (middle.0 - to.0, middle.1 - to.1));
        map.outline(&self.segments)
    }

    /// As [`placed`](Self::placed), for a letter that fills its box as a digit does: its ink is as
    /// high as the box and stands on its lower edge.
    pub(super) fn filling(
        &self,
        middle: (f32, f32),
        (width, height): (f32, f32),
        angle: f32,
        cap: f32,
    ) -> Vec<Segment> {
        if self.chinese {
            return self.placed(middle, (width, height), angle);
        }
        let [left, top, right, bottom] = self.ink;
        let rise = height / cap.max(bottom - top).max(0.01);
        let scale = (width / (right - left).max(0.01)).min(rise);
        // digits stand on the baseline; what hangs below it stays within the box
        let y = -cap / 2.0 + (bottom - 0.02).max(0.0);
        let to = Map::placed((scale, rise), angle, (0.0, 0.0)).point((left + right) / 2.0, y);
        let map = Map::placed((scale, rise), angle, (middle.0 - to.0, middle.1 - to.1));
        map.outline(&self.segments)
    }
}

/// A letter with its place.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) middle: (f32, f32),
    pub(super) size: (f32, f32),
    pub(super) angle: f32,
}

impl Slot {
    pub(super) fn quad(&self) -> Quad {
        Quad::new(self.middle, self.size, self.angle)
    }
}

/// Letters side by side on a level line around `middle`, each `width` by `height` for a Chinese one,
/// with `gap` between them.
pub(super) fn level(
    letters: &[Letter],
    middle: (f32, f32),
    (width, height): (f32, f32),
    gap: f32,
) -> Vec<Slot> {
    let widths = letters.iter().map(|letter| letter.weight * width);
    let total: f32 = widths.clone().sum::<f32>() + gap * letters.len().saturating_sub(1) as f32;
    let mut x = middle.0 - total / 2.0;
    let place = |wide: f32| {
        let slot = Slot { middle: (x + wide / 2.0, middle.1), size: (wide, height), angle: 0.0 };
        x += wide + gap;
        slot
    };
    widths.map(place).collect()
}
