//! The common letters of a face, taken out once.
//!
//! A Chinese typeface has tens of thousands of glyphs and as many subroutines that they share, and
//! whoever embeds a hundred letters of it reads through them all, for every document. Whoever draws
//! very many documents takes the letters that nearly all names are written with into a typeface of
//! their own, once, and embeds from there. What is drawn looks the same.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use subsetter::GlyphRemapper;

/// Latin letters, punctuation, the unified ideographs that Unicode began with, and full-width forms.
const RANGES: [RangeInclusive<char>; 5] = [
    '\u{20}'..='\u{ff}',
    '\u{2000}'..='\u{206f}',
    '\u{3000}'..='\u{303f}',
    '\u{4e00}'..='\u{9fff}',
    '\u{ff00}'..='\u{ffef}',
];

/// The common letters of a face, as a face of its own.
pub(crate) struct Common {
    data: Arc<Vec<u8>>,
    font: Font,
    letters: BTreeMap<char, GlyphId>,
    /// For a face of compact outlines (CFF).
    look: Option<Look>,
}

/// What a document says of a face (ISO 32000-2, 9.8), in thousandths of an em.
pub(crate) struct Look {
    pub(crate) name: String,
    /// Left, bottom, right, top of all its glyphs.
    pub(crate) bounds: [f32; 4],
    pub(crate) ascent: f32,
    pub(crate) descent: f32,
    pub(crate) cap_height: f32,
    pub(crate) stem: f32,
}

impl Common {
    /// Takes them out of face `index` of `data`; `None` if that cannot be done with this face.
    pub(super) fn of(data: &[u8], index: u32) -> Option<Self> {
        let face = FontRef::from_index(data, index).ok()?;
        let charmap = face.charmap();
        let mut taken = GlyphRemapper::new();
        let mut letters = BTreeMap::new();
        for letter in RANGES.into_iter().flatten() {
            let glyph = charmap.map(letter).and_then(|glyph| u16::try_from(glyph.to_u32()).ok());
            if let Some(glyph) = glyph.filter(|glyph| *glyph != 0) {
                letters.insert(letter, GlyphId::from(taken.remap(glyph)));
            }
        }
        let data = Arc::new(subsetter::subset(data, index, &taken).ok()?);
        let font = Font::new(Arc::clone(&data).into(), 0)?;
        Some(Self { data, font, letters, look: face.cff().is_ok().then(|| Look::of(&face)) })
    }

    /// The face as a font file.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }

    pub(super) fn font(&self) -> &Font {
        &self.font
    }

    pub(super) fn glyph(&self, letter: char) -> Option<GlyphId> {
        self.letters.get(&letter).copied()
    }

    /// What documents say of it, if its outlines are compact (CFF).
    pub(crate) fn look(&self) -> Option<&Look> {
        self.look.as_ref()
    }
}

impl Look {
    fn of(face: &FontRef<'_>) -> Self {
        let metrics = face.metrics(Size::unscaled(), LocationRef::default());
        let scaled = |length: f32| (length * 1000.0 / f32::from(metrics.units_per_em)).round();
        let names = face.localized_strings(StringId::POSTSCRIPT_NAME);
        let name: Option<String> = names.english_or_first().map(|name| name.chars().collect());
        let weight = face.os2().map_or(400, |table| table.us_weight_class());
        let bounds = metrics.bounds.unwrap_or_default();
        Self {
            name: name.unwrap_or_else(|| "Letters".to_owned()),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(scaled),
            ascent: scaled(metrics.ascent),
            descent: scaled(metrics.descent),
            cap_height: scaled(metrics.cap_height.unwrap_or(metrics.ascent)),
            // as writers reckon it from the weight: no table of a font says it
            stem: 10.0 + 0.244 * (f32::from(weight) - 50.0),
        }
    }
}
