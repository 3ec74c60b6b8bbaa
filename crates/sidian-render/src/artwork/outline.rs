//! Outlines by geometry: circles, rings, stars, frames, and what moves them.

use std::f32::consts::{PI, SQRT_2, TAU};

use crate::scene::{Area, Segment};

/// Control points of a quarter of a circle.
const QUARTER: f32 = 4.0 / 3.0 * (SQRT_2 - 1.0);
/// Inner corners of a regular five-pointed star, as a part of its radius.
const PENTAGRAM: f32 = 0.381_966;

/// An ellipse.
pub(crate) fn ellipse((x, y): (f32, f32), (rx, ry): (f32, f32)) -> Vec<Segment> {
    let (kx, ky) = (rx * QUARTER, ry * QUARTER);
    vec![
        Segment::Move(x + rx, y),
        Segment::Curve([x + rx, y + ky, x + kx, y + ry, x, y + ry]),
        Segment::Curve([x - kx, y + ry, x - rx, y + ky, x - rx, y]),
        Segment::Curve([x - rx, y - ky, x - kx, y - ry, x, y - ry]),
        Segment::Curve([x + kx, y - ry, x + rx, y - ky, x + rx, y]),
        Segment::Close,
    ]
}

/// The band of `width` along the inside of an ellipse, to be filled by the even-odd rule.
pub(crate) fn ring(middle: (f32, f32), (rx, ry): (f32, f32), width: f32) -> Vec<Segment> {
    let mut segments = ellipse(middle, (rx, ry));
    segments.extend(ellipse(middle, (rx - width, ry - width)));
    segments
}

/// A regular five-pointed star with one point up.
pub(crate) fn star((x, y): (f32, f32), radius: f32) -> Vec<Segment> {
    let mut segments = Vec::with_capacity(11);
    for corner in 0..10_u8 {
        let reach = if corner % 2 == 0 { radius } else { radius * PENTAGRAM };
        let angle = TAU * f32::from(corner) / 10.0 - PI / 2.0;
        let (px, py) = (x + reach * angle.cos(), y + reach * angle.sin());
        segments.push(match corner {
            0 => Segment::Move(px, py),
            _ => Segment::Line(px, py),
        });
    }
    segments.push(Segment::Close);
    segments
}

/// A rectangle with rounded corners.
pub(crate) fn rounded(area: Area, radius: f32) -> Vec<Segment> {
    let r = radius.min(area.width / 2.0).min(area.height / 2.0).max(0.0);
    let k = r * (1.0 - QUARTER);
    let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
    vec![
        Segment::Move(left + r, top),
        Segment::Line(right - r, top),
        Segment::Curve([right - k, top, right, top + k, right, top + r]),
        Segment::Line(right, bottom - r),
        Segment::Curve([right, bottom - k, right - k, bottom, right - r, bottom]),
        Segment::Line(left + r, bottom),
        Segment::Curve([left + k, bottom, left, bottom - k, left, bottom - r]),
        Segment::Line(left, top + r),
        Segment::Curve([left, top + k, left + k, top, left + r, top]),
        Segment::Close,
    ]
}

/// An affine map: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Map(pub(crate) [f32; 6]);

impl Map {
    /// Scales about the origin, turns clockwise by `angle` (in radians), then moves the origin to
    /// `to`.
    pub(crate) fn placed((sx, sy): (f32, f32), angle: f32, to: (f32, f32)) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self([sx * cos, sx * sin, -sy * sin, sy * cos, to.0, to.1])
    }

    /// The place of a point.
    pub(crate) fn point(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// An outline moved.
    pub(crate) fn outline(self, segments: &[Segment]) -> Vec<Segment> {
        let moved = |segment: &Segment| match *segment {
            Segment::Move(x, y) => {
                let (x, y) = self.point(x, y);
                Segment::Move(x, y)
            }
            Segment::Line(x, y) => {
                let (x, y) = self.point(x, y);
                Segment::Line(x, y)
            }
            Segment::Curve([x1, y1, x2, y2, x, y]) => {
                let ((x1, y1), (x2, y2)) = (self.point(x1, y1), self.point(x2, y2));
                let (x, y) = self.point(x, y);
                Segment::Curve([x1, y1, x2, y2, x, y])
            }
            Segment::Close => Segment::Close,
        };
        segments.iter().map(moved).collect()
    }
}

/// The box around an outline: left, top, right, bottom. Curves are measured by themselves, not by
/// their control points. `None` for an empty outline.
pub(crate) fn bounds(segments: &[Segment]) -> Option<[f32; 4]> {
    let mut found: Option<[f32; 4]> = None;
    let mut reach = |x: f32, y: f32| {
        let [l, t, r, b] = found.unwrap_or([x, y, x, y]);
        found = Some([l.min(x), t.min(y), r.max(x), b.max(y)]);
    };
    let mut at = (0.0, 0.0);
    for segment in segments {
        match *segment {
            Segment::Move(x, y) | Segment::Line(x, y) => {
                reach(x, y);
                at = (x, y);
            }
            Segment::Curve([x1, y1, x2, y2, x, y]) => {
                for step in 1..=8_u8 {
                    let t = f32::from(step) / 8.0;
                    let u = 1.0 - t;
                    let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
                    reach(a * at.0 + b * x1 + c * x2 + d * x, a * at.1 + b * y1 + c * y2 + d * y);
                }
                at = (x, y);
            }
            Segment::Close => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_regular_and_points_up() {
        let [l, t, r, b] = bounds(&star((10.0, 10.0), 7.0)).expect("an outline");
        assert!((t - 3.0).abs() < 1e-4 && (10.0 - l - (r - 10.0)).abs() < 1e-4);
        assert!((b - 10.0 - 7.0 * (PI / 5.0).cos()).abs() < 1e-4, "{b}");
        // its arms are straight: two corners beside a point lie on the line to the next but one
        let Some((Segment::Line(x, y), Segment::Line(u, v))) =
            star((0.0, 0.0), 1.0).get(1).copied().zip(star((0.0, 0.0), 1.0).get(9).copied())
        else {
            panic!("no corners");
        };
        assert!((y - v).abs() < 1e-5 && (x + u).abs() < 1e-5);
        assert!((y + (PI * 0.4).cos()).abs() < 1e-4, "on the level of the side points: {y}");
    }

    #[test]
    fn what_is_placed_is_scaled_turned_and_moved() {
        let map = Map::placed((2.0, 3.0), PI / 2.0, (10.0, 20.0));
        let (x, y) = map.point(1.0, 0.0);
        assert!((x - 10.0).abs() < 1e-5 && (y - 22.0).abs() < 1e-5, "{x} {y}");
        let (x, y) = map.point(0.0, -1.0);
        assert!((x - 13.0).abs() < 1e-5 && (y - 20.0).abs() < 1e-5, "{x} {y}");
    }

    #[test]
    fn the_box_of_a_circle_is_that_of_its_curve() {
        let [l, t, r, b] = bounds(&ellipse((0.0, 0.0), (2.0, 1.0))).expect("an outline");
        assert_eq!([l, t, r, b].map(f32::round), [-2.0, -1.0, 2.0, 1.0]);
    }
}
