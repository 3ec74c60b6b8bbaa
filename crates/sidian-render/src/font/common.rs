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
use skrifa::{GlyphId, charmap::Charmap};
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
pub(super) struct Common {
    font: Font,
    letters: BTreeMap<char, GlyphId>,
}

impl Common {
    /// Takes them out of face `index` of `data`; `None` if that cannot be done with this face.
    pub(super) fn of(data: &[u8], index: u32, charmap: &Charmap<'_>) -> Option<Self> {
        let mut taken = GlyphRemapper::new();
        let mut letters = BTreeMap::new();
        for letter in RANGES.into_iter().flatten() {
            let glyph = charmap.map(letter).and_then(|glyph| u16::try_from(glyph.to_u32()).ok());
            if let Some(glyph) = glyph.filter(|glyph| *glyph != 0) {
                letters.insert(letter, GlyphId::from(taken.remap(glyph)));
            }
        }
        let subset = subsetter::subset(data, index, &taken).ok()?;
        Some(Self { font: Font::new(Arc::new(subset).into(), 0)?, letters })
    }

    pub(super) fn font(&self) -> &Font {
        &self.font
    }

    pub(super) fn glyph(&self, letter: char) -> Option<GlyphId> {
        self.letters.get(&letter).copied()
    }
}
