//! From points to ink: smooth outlines, thick where the pen was pressed or slow.

use std::f32::consts::SQRT_2;

use super::strokes::Dot;
use crate::artwork::outline::ellipse;
use crate::artwork::{Artwork, FillRule};
use crate::scene::{Colour, Segment};

/// Width of an even line, in parts of the picture's height, and its bounds in millimetres.
const PEN: f32 = 0.045;
const PEN_BOUNDS: (f32, f32) = (0.25, 1.0);
/// Points nearer than this to the last one say nothing new, in millimetres.
const NEAR: f32 = 0.18;
/// A turn sharper than this is a corner, where a new outline begins (cosine of the turn).
const CORNER: f32 = 0.1;
/// Control points of a quarter of a circle.
const QUARTER: f32 = 4.0 / 3.0 * (SQRT_2 - 1.0);

/// A point of a line of ink, with half its width there.
#[derive(Clone, Copy)]
struct Node {
    x: f32,
    y: f32,
    half: f32,
}

pub(super) fn draw(strokes: &[Vec<Dot>], (width, height): (f32, f32), colour: Colour) -> Artwork {
    let mut artwork = Artwork::new(width, height);
    let pen = (height * PEN).clamp(PEN_BOUNDS.0, PEN_BOUNDS.1);
    let Some(fit) = Fit::new(strokes, (width, height), pen) else { return artwork };
    let pressed = strokes.iter().flatten().any(|dot| dot.pressure.is_some());
    let usual = if pressed { None } else { usual_speed(strokes, &fit) };
    for stroke in strokes {
        let nodes = smooth(nodes(stroke, &fit, pen, usual));
        if let [only] = nodes.as_slice() {
            let radius = pen * 0.65;
            artwork.fill(ellipse((only.x, only.y), (radius, radius)), colour, FillRule::NonZero);
            continue;
        }
        for piece in pieces(&nodes) {
            artwork.fill(band(piece), colour, FillRule::NonZero);
        }
    }
    artwork
}

/// Where points lie on the picture.
struct Fit {
    scale: f32,
    from: (f32, f32),
    to: (f32, f32),
}

impl Fit {
    /// As large as it can be, in the middle, with room for the pen.
    fn new(strokes: &[Vec<Dot>], (width, height): (f32, f32), pen: f32) -> Option<Self> {
        let dots = || strokes.iter().flatten();
        let first = dots().next()?;
        let start = [first.x, first.y, first.x, first.y];
        let [left, top, right, bottom] = dots().fold(start, |[l, t, r, b], dot| {
            [l.min(dot.x), t.min(dot.y), r.max(dot.x), b.max(dot.y)]
        });
        let room = ((width - 2.0 * pen).max(0.1), (height - 2.0 * pen).max(0.1));
        let across = room.0 / (right - left).max(f32::MIN_POSITIVE);
        let down = room.1 / (bottom - top).max(f32::MIN_POSITIVE);
        let scale = across.min(down);
        // a single dot has no size: it is drawn in the middle
        let scale = if scale.is_finite() && scale < 1e6 { scale } else { 1.0 };
        let from = ((left + right) / 2.0, (top + bottom) / 2.0);
        Some(Self { scale, from, to: (width / 2.0, height / 2.0) })
    }

    fn point(&self, dot: &Dot) -> (f32, f32) {
        let (x, y) = ((dot.x - self.from.0) * self.scale, (dot.y - self.from.1) * self.scale);
        (self.to.0 + x, self.to.1 + y)
    }
}

/// Millimetres a millisecond between two dots, where both say when they were.
fn speed(fit: &Fit, one: &Dot, other: &Dot) -> Option<f32> {
    let time = (other.time? - one.time?) as f32;
    let ((x1, y1), (x2, y2)) = (fit.point(one), fit.point(other));
    (time > 0.0).then(|| (x2 - x1).hypot(y2 - y1) / time)
}

/// The middle one of all speeds.
fn usual_speed(strokes: &[Vec<Dot>], fit: &Fit) -> Option<f32> {
    let pairs = strokes.iter().flat_map(|stroke| stroke.windows(2));
    let mut speeds: Vec<f32> = pairs
        .filter_map(|pair| match pair {
            [one, other] => speed(fit, one, other).filter(|speed| *speed > 0.0),
            _ => None,
        })
        .collect();
    speeds.sort_by(f32::total_cmp);
    speeds.get(speeds.len() / 2).copied()
}

/// The points that say something, with the width that pressure or speed gives them.
fn nodes(stroke: &[Dot], fit: &Fit, pen: f32, usual: Option<f32>) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut before: Option<&Dot> = None;
    for (index, dot) in stroke.iter().enumerate() {
        let (x, y) = fit.point(dot);
        let last = index + 1 == stroke.len();
        let near = nodes.last().is_some_and(|node| (node.x - x).hypot(node.y - y) < NEAR);
        if near && !(last && nodes.len() == 1) {
            continue;
        }
        let quick = before.and_then(|before| speed(fit, before, dot)).zip(usual);
        let part = match (dot.pressure, quick) {
            (Some(pressure), _) => 0.45 + 1.1 * pressure,
            (None, Some((speed, usual))) => (1.3 - 0.3 * speed / usual).clamp(0.55, 1.25),
            (None, None) => 1.0,
        };
        nodes.push(Node { x, y, half: pen * part / 2.0 });
        before = Some(dot);
    }
    // a pen that only trembled on the spot made a dot
    if let [first, second] = nodes.as_slice()
        && (first.x - second.x).hypot(first.y - second.y) < NEAR
    {
        nodes.truncate(1);
    }
    nodes
}

/// Evens out trembling, and the ends grow thin.
fn smooth(mut nodes: Vec<Node>) -> Vec<Node> {
    for _ in 0..2 {
        let old = nodes.clone();
        for (node, around) in nodes.iter_mut().skip(1).zip(old.windows(3)) {
            let [a, b, c] = around else { continue };
            let mean = |a: f32, b: f32, c: f32| (a + 2.0 * b + c) / 4.0;
            node.half = mean(a.half, b.half, c.half);
            let (ux, uy, vx, vy) = (b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y);
            // corners stay corners
            if ux * vx + uy * vy > CORNER * ux.hypot(uy) * vx.hypot(vy) {
                (node.x, node.y) = (mean(a.x, b.x, c.x), mean(a.y, b.y, c.y));
            }
        }
    }
    if nodes.len() > 3 {
        for (part, steps) in [(0.55, 1), (0.8, 2)] {
            let last = nodes.len() - steps;
            for at in [steps - 1, last] {
                if let Some(node) = nodes.get_mut(at) {
                    node.half *= part;
                }
            }
        }
    }
    nodes
}

/// The line cut at its corners: each piece bends gently.
fn pieces(nodes: &[Node]) -> Vec<&[Node]> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, around) in nodes.windows(3).enumerate() {
        let [a, b, c] = around else { continue };
        let (ux, uy, vx, vy) = (b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y);
        if ux * vx + uy * vy <= CORNER * ux.hypot(uy) * vx.hypot(vy) {
            pieces.extend(nodes.get(start..=at + 1));
            start = at + 1;
        }
    }
    pieces.extend(nodes.get(start..));
    pieces
}

/// The outline of a piece: along its left side, round its end, back along its right side, and round
/// its beginning.
fn band(piece: &[Node]) -> Vec<Segment> {
    let along: Vec<(f32, f32)> = (0..piece.len())
        .map(|at| {
            let (one, other) = (piece.get(at.saturating_sub(1)), piece.get(at + 1));
            let here = piece.get(at);
            let (a, b) = (one.or(here), other.or(here));
            let (x, y) = a.zip(b).map_or((1.0, 0.0), |(a, b)| (b.x - a.x, b.y - a.y));
            let length = x.hypot(y).max(1e-6);
            (x / length, y / length)
        })
        .collect();
    let side = |sign: f32| -> Vec<(f32, f32)> {
        let edge = |(node, (tx, ty)): (&Node, &(f32, f32))| {
            (node.x + sign * ty * node.half, node.y - sign * tx * node.half)
        };
        piece.iter().zip(&along).map(edge).collect()
    };
    let (left, mut right) = (side(1.0), side(-1.0));
    right.reverse();
    let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return Vec::new() };
    let (Some(begin), Some(end)) = (along.first(), along.last()) else { return Vec::new() };
    let mut segments = Vec::with_capacity(2 * piece.len() + 6);
    segments.extend(left.first().map(|(x, y)| Segment::Move(*x, *y)));
    spline(&mut segments, &left);
    cap(&mut segments, last, *end);
    spline(&mut segments, &right);
    cap(&mut segments, first, (-begin.0, -begin.1));
    segments.push(Segment::Close);
    segments
}

/// A smooth curve through all points after the first, where the pen is.
fn spline(segments: &mut Vec<Segment>, points: &[(f32, f32)]) {
    for at in 1..points.len() {
        let point = |index: usize| points.get(index.min(points.len() - 1)).copied();
        let (Some(a), Some(b), Some(c), Some(d)) =
            (point(at.saturating_sub(2)), point(at - 1), point(at), point(at + 1))
        else {
            continue;
        };
        let first = (b.0 + (c.0 - a.0) / 6.0, b.1 + (c.1 - a.1) / 6.0);
        let second = (c.0 - (d.0 - b.0) / 6.0, c.1 - (d.1 - b.1) / 6.0);
        segments.push(Segment::Curve([first.0, first.1, second.0, second.1, c.0, c.1]));
    }
}

/// Half a circle from the left side of a line that goes towards `along` to its right side.
fn cap(segments: &mut Vec<Segment>, node: &Node, (tx, ty): (f32, f32)) {
    let (h, k) = (node.half, node.half * QUARTER);
    let at =
        |side: f32, ahead: f32| (node.x + ty * side + tx * ahead, node.y - tx * side + ty * ahead);
    let mut curve = |one: (f32, f32), two: (f32, f32), to: (f32, f32)| {
        segments.push(Segment::Curve([one.0, one.1, two.0, two.1, to.0, to.1]));
    };
    curve(at(h, k), at(k, h), at(0.0, h));
    curve(at(-k, h), at(-h, k), at(-h, 0.0));
}

#[cfg(test)]
mod tests {
    use super::{Dot, draw};
    use crate::artwork::outline::bounds;
    use crate::scene::{Colour, Segment};

    fn dot(x: f32, y: f32, pressure: Option<f32>) -> Dot {
        Dot { x, y, pressure, time: None }
    }

    fn box_of(strokes: &[Vec<Dot>]) -> [f32; 4] {
        let artwork = draw(strokes, (40.0, 15.0), Colour::BLACK);
        let boxes = artwork.inks().iter().filter_map(|ink| bounds(&ink.segments));
        boxes
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
            .expect("ink")
    }

    #[test]
    fn ink_stays_on_the_picture_whatever_the_pen_did() {
        let wave = (0..200_u16).map(f32::from).map(|t| dot(t, (t / 9.0).sin() * 40.0, None));
        let zigzag = (0..50_u8).map(|t| dot(f32::from(t), f32::from(t % 2) * 30.0, None));
        let still = vec![dot(5.0, 5.0, None); 30];
        let line = vec![dot(0.0, 7.0, None), dot(1e6, 7.0, None)];
        let cases: [Vec<Dot>; 4] = [wave.collect(), zigzag.collect(), still, line];
        for (at, case) in cases.into_iter().enumerate() {
            let [l, t, r, b] = box_of(&[case]);
            assert!(l >= -0.5 && t >= -0.5 && r <= 40.5 && b <= 15.5, "{at}: {l} {t} {r} {b}");
        }
    }

    #[test]
    fn pressure_makes_a_line_wide() {
        let line = |pressure| {
            let dots: Vec<Dot> = (0..40_u8).map(|t| dot(f32::from(t), 0.0, pressure)).collect();
            let [_, t, _, b] = box_of(&[dots]);
            b - t
        };
        let (light, even, heavy) = (line(Some(0.1)), line(None), line(Some(1.0)));
        assert!(light < even && even < heavy, "{light} {even} {heavy}");
    }

    #[test]
    fn lines_are_curves_and_a_touch_is_a_dot() {
        let arc = (0..30_u8).map(|t| f32::from(t) / 10.0).map(|t| dot(t.sin(), t.cos(), None));
        let drawn = draw(&[arc.collect(), vec![dot(0.0, 0.0, None)]], (40.0, 15.0), Colour::BLACK);
        assert_eq!(drawn.inks().len(), 2, "a gentle line is one outline, the dot another");
        for ink in drawn.inks() {
            assert!(!ink.segments.iter().any(|s| matches!(s, Segment::Line(..))));
        }
    }
}
