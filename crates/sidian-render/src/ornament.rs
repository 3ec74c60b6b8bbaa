//! The frame of a licence: a band of interlaced waves between two lines, with corner pieces.

use std::f32::consts::{SQRT_2, TAU};

use crate::scene::{Area, Colour, Scene, Segment};

/// Strands of the band.
const STRANDS: usize = 3;
/// How far the control points of a curve lie from the ends of half a wave, in parts of it.
const HANDLE: f32 = 0.3642;
/// How far they lie off its axis so that the curve reaches the height of the wave.
const LIFT: f32 = 4.0 / 3.0;
/// Control points of a quarter of a circle.
const QUARTER: f32 = 4.0 / 3.0 * (SQRT_2 - 1.0);

/// Draws a band of ornaments `width` wide along the inside of `outer`.
pub(crate) fn band(scene: &mut Scene, outer: Area, width: f32, colour: Colour, paper: Colour) {
    let hair = (width * 0.035).clamp(0.3, 1.2);
    let inner = outer.inset(width);
    scene.fill_area(outer, colour.tint(0.22));
    scene.fill_area(inner, paper);
    let axis = outer.inset(width / 2.0);
    let amplitude = width * 0.34;
    let corner = width / 2.0;
    let (left, right) = (axis.x + corner, axis.right() - corner);
    let (top, bottom) = (axis.y + corner, axis.bottom() - corner);
    for strand in 0..STRANDS {
        let height = amplitude * (1.0 - 0.3 * strand as f32);
        for sign in [1.0, -1.0] {
            let mut side = |from, to| {
                let wave = wave(from, to, height * sign, width * 0.9);
                scene.shape(wave, None, Some((colour, hair)));
            };
            side((left, axis.y), (right, axis.y));
            side((right, axis.bottom()), (left, axis.bottom()));
            side((axis.x, bottom), (axis.x, top));
            side((axis.right(), top), (axis.right(), bottom));
        }
    }
    for (x, y) in [
        (axis.x, axis.y),
        (axis.right(), axis.y),
        (axis.x, axis.bottom()),
        (axis.right(), axis.bottom()),
    ] {
        rosette(scene, x, y, width * 0.42, colour, hair);
    }
    scene.stroke_area(outer, colour, hair * 2.5);
    scene.stroke_area(outer.inset(width * 0.09), colour, hair);
    scene.stroke_area(inner.inset(-width * 0.09), colour, hair);
    scene.stroke_area(inner, colour, hair * 2.5);
}

/// A wave of whole half periods from one point to another, along an axis of the page.
fn wave(from: (f32, f32), to: (f32, f32), height: f32, period: f32) -> Vec<Segment> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    let halves = ((length / period * 2.0).round().max(1.0)) as usize;
    let (ux, uy) = (dx / halves as f32, dy / halves as f32);
    let (nx, ny) = (-dy / length * height, dx / length * height);
    let mut segments = vec![Segment::Move(from.0, from.1)];
    for half in 0..halves {
        let sign = if half % 2 == 0 { LIFT } else { -LIFT };
        let at = |part: f32| (from.0 + ux * part, from.1 + uy * part);
        let begin = half as f32;
        let (a, b, end) = (at(begin + HANDLE), at(begin + 1.0 - HANDLE), at(begin + 1.0));
        segments.push(Segment::Curve([
            a.0 + nx * sign,
            a.1 + ny * sign,
            b.0 + nx * sign,
            b.1 + ny * sign,
            end.0,
            end.1,
        ]));
    }
    segments
}

/// A corner piece: a white square with rings and petals.
fn rosette(scene: &mut Scene, x: f32, y: f32, radius: f32, colour: Colour, hair: f32) {
    let square = Area::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius);
    scene.shape(crate::scene::area_segments(square), Some(Colour::WHITE), Some((colour, hair)));
    for petal in 0..8_u8 {
        let angle = TAU * f32::from(petal) / 8.0;
        let (px, py) = (x + angle.cos() * radius * 0.42, y + angle.sin() * radius * 0.42);
        scene.shape(circle(px, py, radius * 0.42), None, Some((colour, hair)));
    }
    scene.shape(circle(x, y, radius * 0.9), None, Some((colour, hair)));
    scene.shape(circle(x, y, radius * 0.24), Some(colour), None);
}

fn circle(x: f32, y: f32, r: f32) -> Vec<Segment> {
    let k = r * QUARTER;
    vec![
        Segment::Move(x + r, y),
        Segment::Curve([x + r, y + k, x + k, y + r, x, y + r]),
        Segment::Curve([x - k, y + r, x - r, y + k, x - r, y]),
        Segment::Curve([x - r, y - k, x - k, y - r, x, y - r]),
        Segment::Curve([x + k, y - r, x + r, y - k, x + r, y]),
        Segment::Close,
    ]
}
