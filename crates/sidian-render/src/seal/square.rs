//! Square personal seals: up to four letters, down and from right to left.

use super::letter::Letter;
use super::{DesignError, SealDesign};
use crate::artwork::{Artwork, FillRule, outline};
use crate::font::Typeface;
use crate::scene::{Area, Weight};

/// Measures of a seal of 20 mm: the frame, its corners, the room between frame and letters, and
/// between letters.
const SIZE: f32 = 20.0;
const FRAME: f32 = 1.0;
const CORNER: f32 = 0.9;
const EDGE: f32 = 0.55;
const GAP: f32 = 0.5;

pub(super) fn draw(design: &SealDesign, typeface: &Typeface) -> Result<Artwork, DesignError> {
    let side = design.size.0;
    let scale = side / SIZE;
    let whole = Area::new(0.0, 0.0, side, side);
    let text = filled_up(design);
    let letters = Letter::all(typeface, &text, Weight::Bold)?;
    let edge = if design.reversed { FRAME + 0.2 } else { FRAME + EDGE };
    let cells = cells(letters.len(), whole.inset(edge * scale), GAP * scale);
    let mut ground = outline::rounded(whole, CORNER * scale);
    let placed = letters.iter().zip(&cells).map(|(letter, cell)| {
        let middle = (cell.x + cell.width / 2.0, cell.y + cell.height / 2.0);
        letter.placed(middle, (cell.width, cell.height), 0.0)
    });
    let mut seal = Artwork::new(side, side);
    if design.reversed {
        // letters are holes, through which the paper is seen
        ground.extend(placed.flatten());
        seal.fill(ground, design.colour, FillRule::EvenOdd);
        return Ok(seal);
    }
    let inner = (CORNER - FRAME).max(0.3) * scale;
    ground.extend(outline::rounded(whole.inset(FRAME * scale), inner));
    seal.fill(ground, design.colour, FillRule::EvenOdd);
    for segments in placed {
        seal.fill(segments, design.colour, FillRule::NonZero);
    }
    Ok(seal)
}

/// The name, filled up to four letters as is the custom.
fn filled_up(design: &SealDesign) -> String {
    let name = &design.text;
    match (name.chars().count(), design.filled_up) {
        (2, true) => format!("{name}之印"),
        (3, true) => format!("{name}印"),
        _ => name.clone(),
    }
}

/// The places of the letters in reading order: two columns, the right one first. Of three letters
/// the first has a column for itself, of two each.
fn cells(count: usize, room: Area, gap: f32) -> Vec<Area> {
    let half = |whole: f32| (whole - gap) / 2.0;
    let (width, height) = (half(room.width), half(room.height));
    let (right, lower) = (room.x + width + gap, room.y + height + gap);
    match count {
        2 => vec![
            Area::new(right, room.y, width, room.height),
            Area::new(room.x, room.y, width, room.height),
        ],
        3 => vec![
            Area::new(right, room.y, width, room.height),
            Area::new(room.x, room.y, width, height),
            Area::new(room.x, lower, width, height),
        ],
        _ => vec![
            Area::new(right, room.y, width, height),
            Area::new(right, lower, width, height),
            Area::new(room.x, room.y, width, height),
            Area::new(room.x, lower, width, height),
        ],
    }
}
