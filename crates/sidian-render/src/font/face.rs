use std::sync::Arc;

use krilla::text::{Font, Tag};
use skrifa::instance::{Location, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::common::Common;
use crate::scene::{Segment, Weight};

/// One face of a font file: its bytes, what is needed to measure with it, and to embed it.
pub(crate) struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
    name: String,
    location: Location,
    font: Font,
    common: Option<Common>,
}

impl Face {
    /// Reads face `index` of `data`; `None` if it is no font, or its licence bits forbid embedding
    /// it in a document.
    pub(crate) fn new(data: Arc<Vec<u8>>, index: u32, weight: Weight) -> Option<Self> {
        let (name, location, variations) = {
            let face = FontRef::from_index(&data, index).ok()?;
            if is_restricted(&face) {
                return None;
            }
            let name = full_name(&face);
            let mut variations = Vec::new();
            if face.axes().iter().any(|axis| axis.tag() == skrifa::Tag::new(b"wght")) {
                let value = if weight == Weight::Bold { 700.0 } else { 400.0 };
                variations.push((Tag::new(b"wght"), value));
            }
            let location = face.axes().location(variations.iter().map(|(_, v)| ("wght", *v)));
            (name, location, variations)
        };
        let font = Font::new_variable(Arc::clone(&data).into(), index, &variations)?;
        Some(Self { data, index, name, location, font, common: None })
    }

    /// Takes the common letters out, for many documents. A variable face keeps them: each document
    /// takes its own from the outlines.
    pub(crate) fn with_common(mut self) -> Self {
        if !self.is_variable() {
            self.common = Common::of(&self.data, self.index);
        }
        self
    }

    /// The file of the face and its index there.
    #[cfg(feature = "picture")]
    pub(crate) fn file(&self) -> (Arc<Vec<u8>>, u32) {
        (Arc::clone(&self.data), self.index)
    }

    /// The name people know the face by.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the heaviness of the face can be chosen.
    pub(crate) fn is_variable(&self) -> bool {
        !self.location.coords().is_empty()
    }

    /// The letters that were taken out, if `c` is among them.
    pub(crate) fn common(&self, c: char) -> Option<&Common> {
        self.common.as_ref().filter(|common| common.glyph(c).is_some())
    }

    /// The face that holds the embedded form of `c`, as the document writer takes it, and its glyph
    /// there.
    pub(crate) fn embedded(&self, c: char, glyph: GlyphId) -> (&Font, GlyphId) {
        let common = self.common.as_ref().and_then(|own| own.glyph(c).map(|g| (own.font(), g)));
        common.unwrap_or((&self.font, glyph))
    }

    /// The glyph of each character of `text` and its advance in ems; `None` at the first character
    /// that this face does not have.
    pub(crate) fn glyphs(&self, text: &str) -> Option<Vec<(GlyphId, f32)>> {
        let face = FontRef::from_index(&self.data, self.index).ok()?;
        let charmap = face.charmap();
        let metrics = face.glyph_metrics(Size::unscaled(), &self.location);
        let em = self.font.units_per_em();
        text.chars()
            .map(|c| {
                let glyph = charmap.map(c).filter(|glyph| glyph.to_u32() != 0)?;
                Some((glyph, metrics.advance_width(glyph)? / em))
            })
            .collect()
    }

    /// The outline of a glyph in ems, from the beginning of its baseline, y downwards.
    pub(crate) fn outline(&self, glyph: GlyphId) -> Option<Vec<Segment>> {
        let face = FontRef::from_index(&self.data, self.index).ok()?;
        let outline = face.outline_glyphs().get(glyph)?;
        let mut pen = Pen { em: self.font.units_per_em(), at: (0.0, 0.0), segments: Vec::new() };
        outline.draw(DrawSettings::unhinted(Size::unscaled(), &self.location), &mut pen).ok()?;
        Some(pen.segments)
    }

    /// Whether the face has a glyph for `c`.
    pub(crate) fn has(&self, c: char) -> bool {
        if self.common(c).is_some() {
            return true;
        }
        FontRef::from_index(&self.data, self.index)
            .ok()
            .and_then(|face| face.charmap().map(c))
            .is_some_and(|glyph| glyph.to_u32() != 0)
    }
}

/// Takes down an outline.
struct Pen {
    em: f32,
    /// Where it is, in font units.
    at: (f32, f32),
    segments: Vec<Segment>,
}

impl Pen {
    fn scaled(&self, x: f32, y: f32) -> (f32, f32) {
        (x / self.em, -y / self.em)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = (x, y);
        let (x, y) = self.scaled(x, y);
        self.segments.push(Segment::Move(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = (x, y);
        let (x, y) = self.scaled(x, y);
        self.segments.push(Segment::Line(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        // the same curve with two control points
        let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
        let (x0, y0) = self.at;
        self.curve_to(third(x0, cx), third(y0, cy), third(x, cx), third(y, cy), x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.at = (x, y);
        let ((x1, y1), (x2, y2)) = (self.scaled(x1, y1), self.scaled(x2, y2));
        let (x, y) = self.scaled(x, y);
        self.segments.push(Segment::Curve([x1, y1, x2, y2, x, y]));
    }

    fn close(&mut self) {
        self.segments.push(Segment::Close);
    }
}

/// Whether the `fsType` bits of the OS/2 table say "restricted licence embedding" and nothing
/// milder beside it.
fn is_restricted(face: &FontRef<'_>) -> bool {
    face.os2().is_ok_and(|table| table.fs_type() & 0x000f == 0x0002)
}

fn full_name(face: &FontRef<'_>) -> String {
    use skrifa::string::StringId;
    [StringId::FULL_NAME, StringId::FAMILY_NAME, StringId::POSTSCRIPT_NAME]
        .into_iter()
        .filter_map(|id| face.localized_strings(id).english_or_first())
        .map(|name| name.to_string())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "?".to_owned())
}
