//! SVG files of others, turned into plain outlines, by `usvg`.
//!
//! The file is looked at before it is given to the library: only elements that draw outlines, no
//! document type (and so no entities), nothing from elsewhere, no script, and copies (`use`) only as
//! far as they stay few. What cannot be kept as a filled outline is refused, not left out.

use std::collections::HashMap;

use usvg::roxmltree::{Document, Node, ParsingOptions};
use usvg::tiny_skia_path::{Path, PathSegment, Transform};
use usvg::{BlendMode, Group, Options, Paint, PaintOrder, Tree};

use super::PictureError;
use crate::artwork::{Artwork, FillRule, INCH};
use crate::scene::{Colour, Segment};

/// The most nodes of a file, copies included.
const NODES: usize = 20_000;
/// How deep elements may lie within each other.
const DEEPEST: usize = 64;
/// The most pieces of all outlines together.
const SEGMENTS: usize = 200_000;
/// Pixels in an inch, by CSS.
const CSS_INCH: f32 = 96.0;
const SVG: &str = "http://www.w3.org/2000/svg";
/// The elements that are taken.
const ELEMENTS: [&str; 17] = [
    "circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "metadata", "path", "polygon",
    "polyline", "rect", "style", "svg", "symbol", "title", "use",
];

/// The picture that an SVG file draws.
pub(super) fn artwork(data: &[u8]) -> Result<Artwork, PictureError> {
    let damaged = |why: String| PictureError::Damaged { why };
    let text = std::str::from_utf8(data).map_err(|_| damaged("it is not UTF-8".to_owned()))?;
    check(text)?;
    let tree = Tree::from_str(text, &Options::default()).map_err(|e| damaged(e.to_string()))?;
    let scale = INCH / CSS_INCH;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let sound = |side: f32| (1.0..=2000.0).contains(&side);
    if !sound(width) || !sound(height) {
        return Err(PictureError::Size);
    }
    let mut taker = Taker {
        artwork: Artwork::new(width, height),
        scale: Transform::from_scale(scale, scale),
        segments: 0,
    };
    taker.group(tree.root(), 0)?;
    Ok(taker.artwork)
}

/// Refuses what is more than a plain drawing.
fn check(text: &str) -> Result<(), PictureError> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(NODES).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        usvg::roxmltree::Error::NodesLimitReached => PictureError::Limit { what: "elements" },
        error => PictureError::Damaged { why: error.to_string() },
    })?;
    let mut depths = HashMap::new();
    let mut ids = HashMap::new();
    let mut copies = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        let above = node.parent().and_then(|above| depths.get(&above.id())).copied().unwrap_or(0);
        if above >= DEEPEST {
            return Err(PictureError::Limit { what: "depth of elements" });
        }
        depths.insert(node.id(), above + 1);
        element(&node)?;
        if let Some(id) = node.attribute("id") {
            ids.insert(id, node);
        }
        if node.tag_name().name() == "use" {
            copies.push(node);
        }
    }
    let mut total = 0_usize;
    for copy in copies {
        let target = href(&copy).and_then(|href| href.strip_prefix('#')).and_then(|id| ids.get(id));
        let Some(target) = target else { continue };
        if target.descendants().any(|node| node.tag_name().name() == "use") {
            return Err(PictureError::Limit { what: "copies of copies" });
        }
        total = total.saturating_add(target.descendants().take(NODES).count());
        if total > NODES {
            return Err(PictureError::Limit { what: "copies" });
        }
    }
    Ok(())
}

/// Whether an element and its attributes are harmless.
fn element(node: &Node<'_, '_>) -> Result<(), PictureError> {
    let name = node.tag_name().name();
    let refuse =
        |what: &str| Err(PictureError::Element { element: what.chars().take(60).collect() });
    let ours = node.tag_name().namespace().is_none_or(|space| space == SVG);
    if ours && !ELEMENTS.contains(&name) {
        return refuse(name);
    }
    if name == "style" && !is_local(node.text().unwrap_or("")) {
        return refuse(name);
    }
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        let script = key.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
        let away = key == "href" && !value.starts_with('#') && ours;
        if script || away || !is_local(value) {
            return refuse(key);
        }
    }
    Ok(())
}

fn href<'a>(node: &Node<'a, '_>) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == "href").map(|href| href.value())
}

/// Whether a style or value leads nowhere else.
fn is_local(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let inside = |after: &str| after.trim_start_matches(['"', '\'', ' ']).starts_with('#');
    !text.contains("@import")
        && !text.contains("javascript:")
        && text.split("url(").skip(1).all(inside)
}

/// Takes outlines out of a tree.
struct Taker {
    artwork: Artwork,
    /// From CSS pixels to millimetres.
    scale: Transform,
    segments: usize,
}

impl Taker {
    fn group(&mut self, group: &Group, depth: usize) -> Result<(), PictureError> {
        let refuse = |what| Err(PictureError::Paint { what });
        if depth > 2 * DEEPEST {
            return Err(PictureError::Limit { what: "depth of elements" });
        }
        if group.opacity().get() < 1.0 {
            return refuse("transparency");
        }
        if group.blend_mode() != BlendMode::Normal {
            return refuse("a blend mode");
        }
        if group.mask().is_some() || !group.filters().is_empty() {
            return refuse("a mask or filter");
        }
        if group.clip_path().is_some_and(|clip| !leaves_whole(clip, group)) {
            return refuse("a clipping path");
        }
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.group(group, depth + 1)?,
                usvg::Node::Path(path) if path.is_visible() => self.path(path)?,
                usvg::Node::Path(_) => {}
                usvg::Node::Image(_) | usvg::Node::Text(_) => return refuse("pictures or text"),
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path) -> Result<(), PictureError> {
        let map = path.abs_transform().post_concat(self.scale);
        let filled = || -> Result<_, PictureError> {
            let Some(fill) = path.fill() else { return Ok(None) };
            let colour = plain(fill.paint(), fill.opacity().get())?;
            let rule = match fill.rule() {
                usvg::FillRule::NonZero => FillRule::NonZero,
                usvg::FillRule::EvenOdd => FillRule::EvenOdd,
            };
            Ok(path.data().clone().transform(map).map(|outline| (outline, colour, rule)))
        };
        let stroked = || -> Result<_, PictureError> {
            let Some(stroke) = path.stroke() else { return Ok(None) };
            let colour = plain(stroke.paint(), stroke.opacity().get())?;
            let pen = stroke.to_tiny_skia();
            // fine enough for any size: a line becomes the outline of its ink
            let dashed = pen.dash.as_ref().and_then(|dash| path.data().dash(dash, 16.0));
            let outline = dashed.as_ref().unwrap_or(path.data()).stroke(&pen, 16.0);
            let outline = outline.and_then(|outline| outline.transform(map));
            Ok(outline.map(|outline| (outline, colour, FillRule::NonZero)))
        };
        let both = match path.paint_order() {
            PaintOrder::FillAndStroke => [filled()?, stroked()?],
            PaintOrder::StrokeAndFill => [stroked()?, filled()?],
        };
        for (outline, colour, rule) in both.into_iter().flatten() {
            self.segments = self.segments.saturating_add(outline.len());
            if self.segments > SEGMENTS {
                return Err(PictureError::Limit { what: "outlines" });
            }
            self.artwork.fill(segments(&outline), colour, rule);
        }
        Ok(())
    }
}

/// The colour of a paint that covers what is under it.
fn plain(paint: &Paint, opacity: f32) -> Result<Colour, PictureError> {
    match paint {
        Paint::Color(_) if opacity < 1.0 => Err(PictureError::Paint { what: "transparency" }),
        Paint::Color(colour) => Ok(Colour(colour.red, colour.green, colour.blue)),
        _ => Err(PictureError::Paint { what: "a gradient or pattern" }),
    }
}

/// Whether a clipping path cuts nothing off: one rectangle around the whole group, as drawing
/// programs put around a page.
fn leaves_whole(clip: &usvg::ClipPath, group: &Group) -> bool {
    let [usvg::Node::Path(path)] = clip.root().children() else { return false };
    let corners = path.data().points();
    let lines = path.data().segments().all(|segment| {
        matches!(segment, PathSegment::MoveTo(_) | PathSegment::LineTo(_) | PathSegment::Close)
    });
    let bounds = path.data().bounds();
    let at = |value: f32, one: f32, other: f32| value == one || value == other;
    let box_like = (4..=5).contains(&corners.len())
        && corners.iter().all(|p| {
            at(p.x, bounds.left(), bounds.right()) && at(p.y, bounds.top(), bounds.bottom())
        });
    let straight = |t: Transform| t.kx == 0.0 && t.ky == 0.0;
    let transform = clip.transform().pre_concat(path.abs_transform());
    let around = bounds.transform(transform);
    let inner = group.layer_bounding_box();
    clip.clip_path().is_none()
        && lines
        && box_like
        && straight(transform)
        && around.is_some_and(|around| {
            around.left() <= inner.left()
                && around.top() <= inner.top()
                && around.right() >= inner.right()
                && around.bottom() >= inner.bottom()
        })
}

fn segments(path: &Path) -> Vec<Segment> {
    let mut out = Vec::with_capacity(path.len());
    let mut at = (0.0, 0.0);
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(p) => {
                out.push(Segment::Move(p.x, p.y));
                at = (p.x, p.y);
            }
            PathSegment::LineTo(p) => {
                out.push(Segment::Line(p.x, p.y));
                at = (p.x, p.y);
            }
            PathSegment::QuadTo(c, p) => {
                // the same curve with two control points
                let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
                let first = (third(at.0, c.x), third(at.1, c.y));
                let second = (third(p.x, c.x), third(p.y, c.y));
                out.push(Segment::Curve([first.0, first.1, second.0, second.1, p.x, p.y]));
                at = (p.x, p.y);
            }
            PathSegment::CubicTo(c, d, p) => {
                out.push(Segment::Curve([c.x, c.y, d.x, d.y, p.x, p.y]));
                at = (p.x, p.y);
            }
            PathSegment::Close => out.push(Segment::Close),
        }
    }
    out
}
