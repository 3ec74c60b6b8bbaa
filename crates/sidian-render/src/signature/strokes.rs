//! Movements of a pen, as tablets and web pages record them.

use std::fmt;

use serde_json::Value;

use super::ink;
use crate::artwork::Artwork;
use crate::scene::Colour;

/// The largest record read.
const FILE: usize = 4 << 20;
/// The most strokes, and points of all of them together.
const STROKES: usize = 500;
const POINTS: usize = 20_000;
/// The farthest coordinate.
const FAR: f64 = 1e6;

/// Why a record of strokes cannot be drawn.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StrokesError {
    /// There is no point, or all lie on one place.
    #[error("the strokes draw nothing")]
    Empty,
    /// It is no JSON, or not of the form that is read.
    #[error("not a record of strokes: {why}")]
    Json {
        /// What is wrong with it.
        why: String,
    },
    /// More bytes, strokes or points than are drawn.
    #[error("more {what} than are drawn")]
    Limit {
        /// Of what there is too much.
        what: &'static str,
    },
    /// A coordinate that lies nowhere.
    #[error("stroke {stroke} has a point that lies nowhere")]
    Point {
        /// Which stroke, counted from 1.
        stroke: usize,
    },
}

impl StrokesError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Empty => 7381,
            Self::Json { .. } => 7382,
            Self::Limit { .. } => 7383,
            Self::Point { .. } => 7384,
        }
    }
}

/// A place of the pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dot {
    pub(super) x: f32,
    pub(super) y: f32,
    /// From 0 to 1, where the device measures it.
    pub(super) pressure: Option<f32>,
    /// In milliseconds, where the device says it.
    pub(super) time: Option<f64>,
}

/// A handwritten signature as the pen moved: y grows downwards, in any unit.
#[derive(Clone, PartialEq)]
pub struct Strokes(Vec<Vec<Dot>>);

impl Strokes {
    /// Reads a record in JSON: a list of strokes, or an object with such a list as `strokes`. A
    /// stroke is a list of points, or an object with such a list as `points`; a point is
    /// `[x, y]`, `[x, y, pressure]`, or an object with `x`, `y` and perhaps `pressure` and `time`.
    /// Pressure goes from 0 to 1, time counts milliseconds.
    ///
    /// # Errors
    ///
    /// [`StrokesError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use sidian_render::signature::Strokes;
    ///
    /// let strokes = Strokes::from_json(b"[[[0, 0], [10, 5, 0.8], [20, 0]]]")?;
    /// let drawn = strokes.draw(40.0, 15.0);
    /// assert_eq!((drawn.width_mm(), drawn.height_mm()), (40.0, 15.0));
    /// # Ok::<(), sidian_render::signature::StrokesError>(())
    /// ```
    pub fn from_json(json: &[u8]) -> Result<Self, StrokesError> {
        if json.len() > FILE {
            return Err(StrokesError::Limit { what: "bytes" });
        }
        let wrong = |why: &str| StrokesError::Json { why: why.to_owned() };
        let record: Value = serde_json::from_slice(json)
            .map_err(|error| StrokesError::Json { why: error.to_string() })?;
        let strokes = record.get("strokes").unwrap_or(&record);
        let strokes = strokes.as_array().ok_or_else(|| wrong("no list of strokes"))?;
        if strokes.len() > STROKES {
            return Err(StrokesError::Limit { what: "strokes" });
        }
        let (mut all, mut points) = (Vec::with_capacity(strokes.len()), 0_usize);
        for (index, stroke) in strokes.iter().enumerate() {
            let list = stroke.get("points").unwrap_or(stroke);
            let list =
                list.as_array().ok_or_else(|| wrong("a stroke that is no list of points"))?;
            points = points.saturating_add(list.len());
            if points > POINTS {
                return Err(StrokesError::Limit { what: "points" });
            }
            let dots: Option<Vec<Dot>> = list.iter().map(dot).collect();
            all.push(dots.ok_or(StrokesError::Point { stroke: index + 1 })?);
        }
        all.retain(|stroke| !stroke.is_empty());
        match all.is_empty() {
            true => Err(StrokesError::Empty),
            false => Ok(Self(all)),
        }
    }

    /// Width over height of what the pen covered, between 1 to 4 and 16 to 1.
    pub fn proportion(&self) -> f32 {
        let dots = || self.0.iter().flatten();
        let span = |part: fn(&Dot) -> f32| {
            let (least, most) = dots()
                .map(part)
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(l, m), v| (l.min(v), m.max(v)));
            (most - least).max(1e-3)
        };
        (span(|dot| dot.x) / span(|dot| dot.y)).clamp(0.25, 16.0)
    }

    /// The handwriting in black, as large as it can be on a picture of this size in millimetres.
    pub fn draw(&self, width_mm: f32, height_mm: f32) -> Artwork {
        self.draw_in(width_mm, height_mm, Colour::BLACK)
    }

    /// As [`draw`](Self::draw), in another colour.
    pub fn draw_in(&self, width_mm: f32, height_mm: f32, colour: Colour) -> Artwork {
        ink::draw(&self.0, (width_mm, height_mm), colour)
    }
}

impl fmt::Debug for Strokes {
    /// Without the handwriting, which is a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strokes").field("strokes", &self.0.len()).finish_non_exhaustive()
    }
}

/// A point, if it lies somewhere.
fn dot(value: &Value) -> Option<Dot> {
    let number = |name: &str, at: usize| match value {
        Value::Array(list) => list.get(at),
        other => other.get(name),
    };
    let place = |value: Option<&Value>| {
        let place = value?.as_f64()?;
        (-FAR..=FAR).contains(&place).then_some(place as f32)
    };
    let pressure = number("pressure", 2).and_then(Value::as_f64).map(|p| p.clamp(0.0, 1.0) as f32);
    Some(Dot {
        x: place(number("x", 0))?,
        y: place(number("y", 1))?,
        // devices that measure none say 0 throughout
        pressure: pressure.filter(|pressure| *pressure > 0.0),
        time: value.get("time").and_then(Value::as_f64).filter(|time| time.is_finite()),
    })
}

#[cfg(test)]
mod tests {
    use super::{Strokes, StrokesError};

    #[test]
    fn records_of_every_form_are_read_alike() {
        let forms = [
            "[[[0,0],[10,5],[20,0]]]",
            r#"{"strokes":[[[0,0],[10,5],[20,0]]]}"#,
            r#"[{"points":[{"x":0,"y":0},{"x":10,"y":5},{"x":20,"y":0}]}]"#,
            r#"[{"penColor":"black","points":[[0,0],{"x":10,"y":5},[20,0]]},[]]"#,
        ];
        let read = forms.map(|form| Strokes::from_json(form.as_bytes()).expect("is read"));
        for (form, strokes) in forms.iter().zip(&read) {
            assert_eq!(strokes, &read[0], "{form}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_with_a_reason() {
        let json = |text: &str| Strokes::from_json(text.as_bytes());
        assert_eq!(json("[]"), Err(StrokesError::Empty));
        assert_eq!(json("[[]]"), Err(StrokesError::Empty));
        for text in ["", "{}", "[1]", "null", "[[[0,0]]"] {
            assert!(matches!(json(text), Err(StrokesError::Json { .. })), "{text}");
        }
        for text in ["[[[0]]]", "[[[0,\"1\"]]]", "[[[0,0]],[[1e300,0]]]", "[[{\"x\":1}]]"] {
            assert!(matches!(json(text), Err(StrokesError::Point { .. })), "{text}");
        }
        let many = format!("[{}]", vec!["[]"; 501].join(","));
        assert_eq!(json(&many), Err(StrokesError::Limit { what: "strokes" }));
        let many = format!("[[{}]]", vec!["[0,0]"; 20_001].join(","));
        assert_eq!(json(&many), Err(StrokesError::Limit { what: "points" }));
        let deep = "[".repeat(100_000);
        assert!(matches!(json(&deep), Err(StrokesError::Json { .. })));
    }
}
