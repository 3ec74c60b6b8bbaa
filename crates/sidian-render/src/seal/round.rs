//! Round seals: a ring, the name along it, a star or free place, a line and a code below.

use super::arc::{LEGIBLE, Sizes, Track, sweep};
use super::letter::{Letter, Slot, level};
use super::quad::Quad;
use super::{Centre, DesignError, SealDesign};
use crate::artwork::{Artwork, FillRule, outline};
use crate::font::Typeface;
use crate::scene::Weight;

/// Height of digits in ems, in most typefaces.
const CAP: f32 = 0.74;

/// Lengths of a seal of 42 mm; others are in proportion, the ring excepted.
const SIZE: f32 = 42.0;
const RING: f32 = 1.2;
/// Between the ring and the letters.
const EDGE: f32 = 1.0;
/// Height of the name's letters: wished for, and the least.
const NAME: (f32, f32) = (7.6, 3.2);
/// From the middle of the star to its points.
const STAR: f32 = 7.0;
/// What is left free between the star and the letters.
const CLEAR: f32 = 0.9;
/// Height of the line's letters: wished for, and the least.
const LINE: (f32, f32) = (4.6, 2.2);
/// Height of the code's digits, and their distance from the ring.
const CODE: f32 = 1.5;
const CODE_EDGE: f32 = 0.7;

pub(super) fn draw(design: &SealDesign, typeface: &Typeface) -> Result<Artwork, DesignError> {
    let diameter = design.size.0;
    let (scale, radius) = (diameter / SIZE, diameter / 2.0);
    let middle = (radius, radius);
    let mut seal = Artwork::new(diameter, diameter);
    // the ring grows less than the seal: 1 mm is asked for, 1.2 mm usual
    let ring = (RING * scale.sqrt()).clamp(0.8, 1.6);
    let band = outline::ring(middle, (radius, radius), ring);
    seal.fill(band, design.colour, FillRule::EvenOdd);
    let edge = radius - ring - EDGE * scale;

    let letters = Letter::all(typeface, &design.text, Weight::Bold)?;
    let room = Track {
        middle,
        radii: (edge, edge),
        sweep: sweep(letters.len(), most_degrees(design)),
        below: false,
    };
    let sizes = Sizes {
        height: (NAME.0 * scale, NAME.1 * scale),
        widest: if letters.len() > 6 { 0.74 } else { 0.8 },
    };
    let slots = room.place(&letters, sizes).filter(|slots| are_legible(&letters, slots));
    let slots = slots.ok_or(DesignError::Room { part: "name" })?;
    put(&mut seal, design, &letters, &slots);
    let height = slots.first().map_or(0.0, |slot| slot.size.1);
    let mut taken: Vec<Quad> = slots.iter().map(Slot::quad).collect();

    if let Some(code) = &design.code {
        taken.extend(bottom_code(&mut seal, design, typeface, (code, ring, scale), &taken)?);
    }
    let star = (STAR * scale).min(edge - height - CLEAR * scale);
    let star = if design.line.is_some() { star * 0.9 } else { star };
    if design.centre == Centre::Star {
        seal.fill(outline::star(middle, star), design.colour, FillRule::NonZero);
    }
    if let Some(line) = &design.line {
        let letters = Letter::all(typeface, line, Weight::Bold)?;
        let top = radius + star * 0.82 + 1.1 * scale;
        let slots = bottom_line(&letters, (radius, top), scale, |quad| {
            quad.within(middle, (edge, edge)) && !taken.iter().any(|other| other.meets(quad))
        });
        let slots = slots.ok_or(DesignError::Room { part: "line" })?;
        put(&mut seal, design, &letters, &slots);
    }
    Ok(seal)
}

/// How far round the name may go, in degrees.
fn most_degrees(design: &SealDesign) -> f32 {
    match (&design.code, &design.line) {
        (None, None) => 300.0,
        (Some(_), None) => 256.0,
        (None, Some(_)) => 236.0,
        (Some(_), Some(_)) => 226.0,
    }
}

/// Whether Chinese letters are wide enough to be read.
pub(super) fn are_legible(letters: &[Letter], slots: &[Slot]) -> bool {
    letters.iter().zip(slots).all(|(letter, slot)| slot.size.0 >= LEGIBLE * letter.weight)
}

/// Draws letters at their places.
pub(super) fn put(seal: &mut Artwork, design: &SealDesign, letters: &[Letter], slots: &[Slot]) {
    for (letter, slot) in letters.iter().zip(slots) {
        let segments = letter.placed(slot.middle, slot.size, slot.angle);
        seal.fill(segments, design.colour, FillRule::NonZero);
    }
}

/// The code along the inside of the ring at the bottom, read from left to right.
fn bottom_code(
    seal: &mut Artwork,
    design: &SealDesign,
    typeface: &Typeface,
    (code, ring, scale): (&str, f32, f32),
    taken: &[Quad],
) -> Result<Vec<Quad>, DesignError> {
    let letters = Letter::all(typeface, code, Weight::Bold)?;
    let radius = design.size.0 / 2.0;
    let height = CODE * scale.max(0.8);
    let edge = radius - ring - CODE_EDGE * scale;
    // one digit is some two thirds as wide as high, and stands apart by half of that
    let sweep = letters.len().saturating_sub(1) as f32 * height * 1.02 / (edge - height);
    let track = Track { middle: (radius, radius), radii: (edge, edge), sweep, below: true };
    let sizes = Sizes { height: (height, height), widest: 1.0 };
    let room = DesignError::Room { part: "code" };
    let slots = track.place(&letters, sizes).ok_or(room.clone())?;
    let quads: Vec<Quad> = slots.iter().map(Slot::quad).collect();
    if quads.iter().any(|quad| taken.iter().any(|other| other.meets(quad))) {
        return Err(room);
    }
    for (letter, slot) in letters.iter().zip(&slots) {
        let segments = letter.filling(slot.middle, slot.size, slot.angle, CAP);
        seal.fill(segments, design.colour, FillRule::NonZero);
    }
    Ok(quads)
}

/// A level line whose letters begin at `top`, as large as what is free allows.
fn bottom_line(
    letters: &[Letter],
    (x, top): (f32, f32),
    scale: f32,
    is_free: impl Fn(&Quad) -> bool,
) -> Option<Vec<Slot>> {
    let (mut height, least) = (LINE.0 * scale, LINE.1 * scale);
    let total: f32 = letters.iter().map(|letter| letter.weight).sum();
    loop {
        for ratio in [0.78_f32, 0.7, 0.62, 0.55, 0.48] {
            let width = height * ratio;
            let gap = width * if total > 6.0 { 0.12 } else { 0.22 };
            let slots = level(letters, (x, top + height / 2.0), (width, height), gap);
            let room = |slot: &Slot| {
                let (w, h) = slot.size;
                Quad::new(slot.middle, (w + 1.2 * scale, h + 0.8 * scale), 0.0)
            };
            if are_legible(letters, &slots) && slots.iter().map(room).all(|quad| is_free(&quad)) {
                return Some(slots);
            }
        }
        if height <= least {
            return None;
        }
        height = (height * 0.96).max(least);
    }
}
