//! Where on which pages a signature shows, as a person says it.

use std::ops::RangeInclusive;

use super::Appearance;

/// Points in a millimetre.
pub const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// `length` millimetres in points, the unit of every length here.
#[must_use]
pub fn mm(length: f64) -> f64 {
    length * POINTS_PER_MM
}

/// Where a signature shows and what: one place or many, all of one signature.
///
/// Lengths are points (1/72 inch; see [`mm`]) on the page **as it is seen**: turned pages
/// (`/Rotate`), cropped ones and ones with a unit of their own (`/UserUnit`) are reckoned with, and
/// the picture stands upright. Only [`in_rect`](Self::in_rect) and [`over`](Self::over) take user
/// space, which is what programs that read pages give.
#[must_use = "a placement does nothing until it is given to a draft"]
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub(super) spots: Vec<Spot>,
    pub(super) size: Option<[f64; 2]>,
    pub(super) appearance: Option<Appearance>,
}

/// One thing asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Spot {
    /// In this rectangle of user space, as large as fits.
    Rect { page: usize, rect: [f64; 4] },
    /// Centred on this rectangle of user space, moved by what is seen.
    Over { page: usize, rect: [f64; 4], offset: [f64; 2] },
    /// Centred on a point, from the lower left corner.
    Centre { pages: Pages, at: [f64; 2] },
    /// At a distance from a corner.
    Corner { pages: Pages, corner: Corner, offset: [f64; 2] },
    /// Cut over the edges of pages.
    Straddle(Straddle),
}

/// Which pages, counted from 1.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Pages {
    /// Every page.
    All,
    /// From one to another, both included.
    Range(RangeInclusive<usize>),
}

impl From<usize> for Pages {
    fn from(page: usize) -> Self {
        Self::Range(page..=page)
    }
}

impl From<RangeInclusive<usize>> for Pages {
    fn from(pages: RangeInclusive<usize>) -> Self {
        Self::Range(pages)
    }
}

/// A corner of a page as it is seen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Corner {
    /// Bottom left.
    BottomLeft,
    /// Bottom right.
    BottomRight,
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
}

/// The edge that a straddle seal lies over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Edge {
    /// The left edge: bound at the right, or printed on both sides.
    Left,
    /// The right edge, as usual.
    Right,
}

/// A straddle seal (骑缝章): the picture is cut into upright strips, one for the edge of each page,
/// so that the pages fanned out show it whole.
///
/// Taking a page out, or putting another in, shows. What it shows is paper wisdom; that no page of
/// the file was changed is what the signature proves.
#[derive(Clone, Debug, PartialEq)]
pub struct Straddle {
    pub(super) pages: Pages,
    pub(super) edge: Edge,
    pub(super) group: usize,
    pub(super) height: Option<f64>,
}

impl Straddle {
    /// Over the right edges of these pages, half way up, all in one group.
    pub fn new(pages: impl Into<Pages>) -> Self {
        Self { pages: pages.into(), edge: Edge::Right, group: usize::MAX, height: None }
    }

    /// Over this edge.
    #[must_use]
    pub fn with_edge(mut self, edge: Edge) -> Self {
        self.edge = edge;
        self
    }

    /// At most so many pages show one picture together; more pages show it several times. Groups
    /// are made as even as can be. Two at least.
    #[must_use]
    pub fn with_group(mut self, pages: usize) -> Self {
        self.group = pages.max(2);
        self
    }

    /// How high above the bottom of the page its middle is, in points.
    #[must_use]
    pub fn with_height(mut self, height: f64) -> Self {
        self.height = Some(height);
        self
    }
}

impl Placement {
    fn of(spot: Spot) -> Self {
        Self { spots: vec![spot], size: None, appearance: None }
    }

    /// In this rectangle (left, bottom, right, top) of the user space of page `page`, counted from
    /// 1. A picture is made as large as fits, never distorted.
    pub fn in_rect(page: usize, rect: [f64; 4]) -> Self {
        Self::of(Spot::Rect { page, rect })
    }

    /// Centred over this rectangle of the user space of page `page`, as where a keyword is written,
    /// and moved to the right and up by `offset` as it is seen.
    pub fn over(page: usize, rect: [f64; 4], offset: [f64; 2]) -> Self {
        Self::of(Spot::Over { page, rect, offset })
    }

    /// Centred on the point `x` from the left and `y` from the bottom of each of these pages.
    pub fn centred(pages: impl Into<Pages>, x: f64, y: f64) -> Self {
        Self::of(Spot::Centre { pages: pages.into(), at: [x, y] })
    }

    /// So far from the sides that meet in `corner`, on each of these pages.
    pub fn corner(pages: impl Into<Pages>, corner: Corner, dx: f64, dy: f64) -> Self {
        Self::of(Spot::Corner { pages: pages.into(), corner, offset: [dx, dy] })
    }

    /// As a straddle seal.
    pub fn straddle(straddle: Straddle) -> Self {
        Self::of(Spot::Straddle(straddle))
    }

    /// Nowhere but in the field that is signed, which has its place already.
    pub fn in_field() -> Self {
        Self { spots: Vec::new(), size: None, appearance: None }
    }

    /// Also where `other` says. Size and picture of `self` count, where it has any.
    pub fn and(mut self, other: Self) -> Self {
        self.spots.extend(other.spots);
        self.size = self.size.or(other.size);
        self.appearance = self.appearance.or(other.appearance);
        self
    }

    /// How wide and high it shows, in points. Without it, as large as its picture is.
    pub fn with_size(mut self, width: f64, height: f64) -> Self {
        self.size = Some([width, height]);
        self
    }

    /// As [`with_size`](Self::with_size) where no size was given.
    pub(crate) fn with_size_unless_given(mut self, width: f64, height: f64) -> Self {
        self.size = self.size.or(Some([width, height]));
        self
    }

    /// Whether something is drawn there.
    pub fn has_appearance(&self) -> bool {
        self.appearance.is_some()
    }

    /// What is drawn there.
    pub fn with_appearance(mut self, appearance: Appearance) -> Self {
        self.appearance = Some(appearance);
        self
    }
}
