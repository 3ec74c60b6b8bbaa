//! Letters along an arc of a circle or ellipse, as large as they can be without touching.

use super::letter::{Letter, Slot};
use super::quad::Quad;

/// Points by which the length of an arc is measured.
const STEPS: usize = 720;
/// How much of the widest possible letter is used: the rest is the room between letters.
const USED: f32 = 0.86;
/// The narrowest letter of Chinese in millimetres: strokes of a smaller one run together in print.
pub(super) const LEGIBLE: f32 = 0.9;
/// The narrowest letter, in parts of its height: below this letters become lower instead.
const NARROWEST: f32 = 0.47;

/// The outer edge of letters: a circle or ellipse, and along which part of it they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Track {
    pub(super) middle: (f32, f32),
    /// The curve that the outer ends of the letters touch.
    pub(super) radii: (f32, f32),
    /// The angle at the middle from the first letter's middle to the last one's, in radians.
    pub(super) sweep: f32,
    /// Whether letters stand upright along the bottom, instead of along the top.
    pub(super) below: bool,
}

/// Middle of a letter, and how it is turned.
type Place = ((f32, f32), f32);

/// How large letters may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// The height wished for, and the least.
    pub(super) height: (f32, f32),
    /// The widest letter, in parts of its height.
    pub(super) widest: f32,
}

/// The angle over which `count` letters are spread: few letters stand closer to the top, many go
/// nearly all around. `most` is the widest angle, in degrees.
pub(super) fn sweep(count: usize, most: f32) -> f32 {
    let count = count.max(1) as f32;
    let wide = 300.0 * (1.0 - (-count / 5.5).exp());
    let degrees = if count < 2.0 { 0.0 } else { wide.min(most) };
    degrees.to_radians()
}

impl Track {
    /// Puts the letters along the track: the highest that are not too narrow. `None` when there is
    /// no room for them even at the least height.
    pub(super) fn place(&self, letters: &[Letter], sizes: Sizes) -> Option<Vec<Slot>> {
        let weights: Vec<f32> = letters.iter().map(|letter| letter.weight).collect();
        let (mut height, least) = sizes.height;
        loop {
            let slots = self.slots(&weights, height, sizes.widest * height)?;
            let width = slots.iter().zip(&weights).map(|(slot, w)| slot.size.0 / w);
            let narrow = width.fold(f32::INFINITY, f32::min) < NARROWEST * height;
            if !narrow || height <= least {
                return Some(slots);
            }
            height = (height * 0.98).max(least);
        }
    }

    /// The letters at one height, as wide as they can be up to `widest`.
    fn slots(&self, weights: &[f32], height: f32, widest: f32) -> Option<Vec<Slot>> {
        // first as if letters had no width; then so far inside that their corners touch the curve
        let rough = self.widest(&self.places(weights, height, 0.0)?, weights, height, widest);
        let places = self.places(weights, height, rough)?;
        let width = self.widest(&places, weights, height, widest).min(rough);
        (width > 0.1).then(|| {
            places
                .into_iter()
                .zip(weights)
                .map(|((middle, angle), w)| Slot { middle, size: (w * width, height), angle })
                .collect()
        })
    }

    /// The width up to `widest` of a Chinese letter at which no two letters touch.
    fn widest(&self, places: &[Place], weights: &[f32], height: f32, widest: f32) -> f32 {
        let touching = |width: f32| {
            let quads: Vec<Quad> = places
                .iter()
                .zip(weights)
                .map(|((middle, angle), w)| Quad::new(*middle, (w * width, height), *angle))
                .collect();
            let beside = quads.windows(2).any(|pair| matches!(pair, [a, b] if a.meets(b)));
            let round = quads.len() > 2;
            beside || round && quads.first().zip(quads.last()).is_some_and(|(a, b)| a.meets(b))
        };
        let (mut fits, mut not) = (0.0, widest / USED);
        if !touching(not) {
            return widest;
        }
        for _ in 0..20 {
            let between = (fits + not) / 2.0;
            if touching(between) {
                not = between;
            } else {
                fits = between;
            }
        }
        fits * USED
    }

    /// Middle and angle of each letter: evenly spread along the curve that their lower thirds follow.
    fn places(&self, weights: &[f32], height: f32, width: f32) -> Option<Vec<Place>> {
        let end = self.parameter(self.sweep / 2.0);
        let depth = if self.below { height / 3.0 } else { height * 2.0 / 3.0 };
        let at = |step: usize| end * (2.0 * step as f32 / STEPS as f32 - 1.0);
        let mut lengths = Vec::with_capacity(STEPS + 1);
        let (mut total, mut before) = (0.0_f32, self.point(at(0), depth).0);
        for step in 0..=STEPS {
            let here = self.point(at(step), depth).0;
            total += (here.0 - before.0).hypot(here.1 - before.1);
            lengths.push(total);
            before = here;
        }
        let mut along = vec![0.0_f32];
        for pair in weights.windows(2) {
            let step = pair.iter().sum::<f32>() / 2.0;
            along.push(along.last()? + step);
        }
        let whole = along.last().copied().filter(|whole| *whole > 0.0);
        let place = |part: f32| {
            // a single letter stands in the middle
            let wanted = whole.map_or(total / 2.0, |whole| part / whole * total);
            let step = lengths.partition_point(|length| *length < wanted).min(STEPS);
            let (low, high) = (step.saturating_sub(1), step);
            let (from, to) = (*lengths.get(low)?, *lengths.get(high)?);
            let share = if to > from { (wanted - from) / (to - from) } else { 0.0 };
            let t = at(low) + (at(high) - at(low)) * share.clamp(0.0, 1.0);
            Some(t)
        };
        let turned = |(part, weight): (f32, &f32)| {
            let t = place(part)?;
            Some(self.point(t, height / 2.0 + self.rise(t, weight * width)))
        };
        along.into_iter().zip(weights).map(turned).collect()
    }

    /// How far the curve bulges over an edge of this width whose ends touch it.
    fn rise(&self, t: f32, width: f32) -> f32 {
        let (rx, ry) = self.radii;
        let (sin, cos) = t.sin_cos();
        let curvature = (rx * ry) / (rx * cos).hypot(ry * sin).powi(3).max(f32::MIN_POSITIVE);
        width * width / 8.0 * curvature
    }

    /// The parameter of the ellipse at an angle from its middle axis.
    fn parameter(&self, angle: f32) -> f32 {
        let (rx, ry) = self.radii;
        (angle.sin() * ry).atan2(angle.cos() * rx)
            + if angle > std::f32::consts::PI { std::f32::consts::TAU } else { 0.0 }
    }

    /// The point `depth` inside the curve, and how a letter there is turned. The parameter grows in
    /// reading direction and is 0 at the middle of the text.
    fn point(&self, t: f32, depth: f32) -> ((f32, f32), f32) {
        let (rx, ry) = self.radii;
        let (sin, cos) = t.sin_cos();
        let cos = if self.below { -cos } else { cos };
        let (nx, ny) = (sin / rx, -cos / ry);
        let length = nx.hypot(ny).max(f32::MIN_POSITIVE);
        let (nx, ny) = (nx / length, ny / length);
        let point = (self.middle.0 + rx * sin - nx * depth, self.middle.1 - ry * cos - ny * depth);
        let angle = if self.below { (-nx).atan2(ny) } else { nx.atan2(-ny) };
        (point, angle)
    }
}
