//! A vector picture as SVG: paths, and nothing else.

use std::fmt::Write as _;

use super::{Artwork, FillRule};
use crate::scene::Segment;

pub(super) fn write(artwork: &Artwork) -> String {
    let (width, height) = (number(artwork.width), number(artwork.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\">\n"
    );
    for ink in artwork.inks() {
        let (red, green, blue) = (ink.colour.0, ink.colour.1, ink.colour.2);
        let rule = match ink.rule {
            FillRule::NonZero => "",
            FillRule::EvenOdd => " fill-rule=\"evenodd\"",
        };
        let data = path(&ink.segments);
        // writing to a String cannot fail
        let _ =
            writeln!(out, "<path fill=\"#{red:02x}{green:02x}{blue:02x}\"{rule} d=\"{data}\"/>");
    }
    out + "</svg>\n"
}

fn path(segments: &[Segment]) -> String {
    let mut out = String::with_capacity(segments.len() * 24);
    for segment in segments {
        match segment {
            Segment::Move(x, y) => out += &format!("M{} {}", number(*x), number(*y)),
            Segment::Line(x, y) => out += &format!("L{} {}", number(*x), number(*y)),
            Segment::Curve(points) => {
                out.push('C');
                out += &points.map(number).join(" ");
            }
            Segment::Close => out.push('Z'),
        }
    }
    out
}

/// A length to a thousandth of a millimetre, without zeros that say nothing.
fn number(value: f32) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short_and_exact_to_a_thousandth() {
        for (value, text) in [(0.0, "0"), (-0.0001, "0"), (42.0, "42"), (1.25, "1.25")] {
            assert_eq!(number(value), text);
        }
        assert_eq!(number(-10.0), "-10");
    }
}
