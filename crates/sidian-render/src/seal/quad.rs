//! Boxes of letters, turned as they stand on the seal, and whether they meet.

use crate::artwork::outline::Map;

/// A rectangle, turned and moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quad(pub(super) [(f32, f32); 4]);

impl Quad {
    /// A box of this size around `middle`, turned clockwise by `angle`.
    pub(super) fn new(middle: (f32, f32), (width, height): (f32, f32), angle: f32) -> Self {
        let map = Map::placed((1.0, 1.0), angle, middle);
        let (x, y) = (width / 2.0, height / 2.0);
        Self([map.point(-x, -y), map.point(x, -y), map.point(x, y), map.point(-x, y)])
    }

    /// Whether the two boxes have a point in common that is not on the edge of both: by the
    /// separating axes of convex shapes.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let apart = |axis: (f32, f32)| {
            let (a, b) = (self.along(axis), other.along(axis));
            a.1 <= b.0 || b.1 <= a.0
        };
        !self.axes().into_iter().chain(other.axes()).any(apart)
    }

    /// Whether every corner lies within the ellipse around `middle`.
    pub(super) fn within(&self, middle: (f32, f32), (rx, ry): (f32, f32)) -> bool {
        self.0.iter().all(|(x, y)| ((x - middle.0) / rx).hypot((y - middle.1) / ry) <= 1.0)
    }

    fn axes(&self) -> [(f32, f32); 2] {
        let [a, b, c, _] = self.0;
        [(b.0 - a.0, b.1 - a.1), (c.0 - b.0, c.1 - b.1)]
    }

    /// From where to where it reaches along an axis.
    fn along(&self, axis: (f32, f32)) -> (f32, f32) {
        let places = self.0.map(|(x, y)| x * axis.0 + y * axis.1);
        let least = places.into_iter().fold(f32::INFINITY, f32::min);
        (least, places.into_iter().fold(f32::NEG_INFINITY, f32::max))
    }
}

#[cfg(test)]
mod tests {
    use super::Quad;

    #[test]
    fn boxes_meet_where_they_share_room() {
        let square = Quad::new((0.0, 0.0), (2.0, 2.0), 0.0);
        for (x, angle, meets) in [
            (1.9, 0.0, true),
            (2.1, 0.0, false),
            (2.3, std::f32::consts::FRAC_PI_4, true),
            (2.5, std::f32::consts::FRAC_PI_4, false),
        ] {
            let other = Quad::new((x, 0.0), (2.0, 2.0), angle);
            assert_eq!(square.meets(&other), meets, "{x} {angle}");
            assert_eq!(other.meets(&square), meets, "{x} {angle}");
        }
    }
}
