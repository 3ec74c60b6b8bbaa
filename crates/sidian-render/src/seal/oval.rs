//! Oval seals, by the measures of the invoice seal (国家税务总局公告2011年第7号, annex).

use super::arc::{Sizes, Track, sweep};
use super::letter::{Letter, Slot, level};
use super::quad::Quad;
use super::round::{are_legible, put};
use super::{DesignError, SealDesign};
use crate::artwork::{Artwork, FillRule, outline};
use crate::font::Typeface;
use crate::scene::Weight;

/// The measures of a seal 30 mm high; others are in proportion.
const HEIGHT: f32 = 30.0;
/// Width of the edge.
const RING: f32 = 1.0;
/// Between the edge and the name's letters (the annex: 0.5 mm), and their height (4.2 mm).
const EDGE: f32 = 0.5;
const NAME: (f32, f32) = (4.2, 2.6);
/// The number in the middle: height, width of a digit, and width of all 18.
const NUMBER: (f32, f32, f32) = (3.7, 1.3, 26.0);
/// The line below: height, width, and how far its top lies below the middle.
const LINE: (f32, f32, f32) = (4.6, 3.0, 4.2);
/// The serial below that: height, width, and how far its top lies below the middle.
const SERIAL: (f32, f32, f32) = (2.2, 1.7, 10.0);
/// Height of digits in ems, in most typefaces.
const CAP: f32 = 0.74;

pub(super) fn draw(design: &SealDesign, typeface: &Typeface) -> Result<Artwork, DesignError> {
    let (width, height) = design.size;
    let scale = height / HEIGHT;
    let radii = (width / 2.0, height / 2.0);
    let middle = radii;
    let mut seal = Artwork::new(width, height);
    let ring = (RING * scale).max(0.6);
    seal.fill(outline::ring(middle, radii, ring), design.colour, FillRule::EvenOdd);

    let letters = Letter::all(typeface, &design.text, Weight::Regular)?;
    let inset = ring + EDGE * scale;
    let track = Track {
        middle,
        radii: (radii.0 - inset, radii.1 - inset),
        // the annex: 210 to 260 degrees
        sweep: sweep(letters.len(), if design.line.is_some() { 236.0 } else { 260.0 }),
        below: false,
    };
    let sizes = Sizes { height: (NAME.0 * scale, NAME.1 * scale), widest: 0.85 };
    let slots = track.place(&letters, sizes).filter(|slots| are_legible(&letters, slots));
    let slots = slots.ok_or(DesignError::Room { part: "name" })?;
    put(&mut seal, design, &letters, &slots);
    let mut taken: Vec<Quad> = slots.iter().map(Slot::quad).collect();

    if let Some(code) = &design.code {
        let letters = Letter::all(typeface, code, Weight::Regular)?;
        let (high, wide, all) = (NUMBER.0 * scale, NUMBER.1 * scale, NUMBER.2 * scale);
        let total: f32 = letters.iter().map(|letter| letter.weight).sum();
        // digits have less than the weight of a Chinese letter
        let unit = wide * letters.len() as f32 / total.max(0.1);
        let gaps = letters.len().saturating_sub(1).max(17) as f32;
        let gap = ((all - wide * 18.0) / gaps).max(0.05);
        let slots = level(&letters, middle, (unit, high), gap);
        claim(&mut taken, &slots, "code")?;
        fill(&mut seal, design, &letters, &slots);
    }
    if let Some(line) = &design.line {
        let letters = Letter::all(typeface, line, Weight::Regular)?;
        let (high, wide, top) = (LINE.0 * scale, LINE.1 * scale, LINE.2 * scale);
        let slots =
            level(&letters, (middle.0, middle.1 + top + high / 2.0), (wide, high), 0.35 * scale);
        claim(&mut taken, &slots, "line")?;
        put(&mut seal, design, &letters, &slots);
    }
    if let Some(serial) = &design.serial {
        let letters = Letter::all(typeface, serial, Weight::Regular)?;
        let (high, wide, top) = (SERIAL.0 * scale, SERIAL.1 * scale, SERIAL.2 * scale);
        let at = (middle.0, middle.1 + top + high / 2.0);
        let slots = level(&letters, at, (wide, high), 0.25 * scale);
        claim(&mut taken, &slots, "serial")?;
        fill(&mut seal, design, &letters, &slots);
    }
    Ok(seal)
}

/// Takes the room of the letters, if it is free.
fn claim(taken: &mut Vec<Quad>, slots: &[Slot], part: &'static str) -> Result<(), DesignError> {
    // with a little air, or strokes run together when the seal is printed
    let airy = |slot: &Slot| {
        let (width, height) = slot.size;
        Quad::new(slot.middle, (width + 0.3, height + 0.3), slot.angle)
    };
    let quads: Vec<Quad> = slots.iter().map(airy).collect();
    if quads.iter().any(|quad| taken.iter().any(|other| other.meets(quad))) {
        return Err(DesignError::Room { part });
    }
    taken.extend(quads);
    Ok(())
}

/// Draws digits, as high as their boxes.
fn fill(seal: &mut Artwork, design: &SealDesign, letters: &[Letter], slots: &[Slot]) {
    for (letter, slot) in letters.iter().zip(slots) {
        let segments = letter.filling(slot.middle, slot.size, slot.angle, CAP);
        seal.fill(segments, design.colour, FillRule::NonZero);
    }
}
