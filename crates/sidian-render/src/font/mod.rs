//! Typefaces: which letters a page is drawn with, and what becomes of them in the file.

mod common;
mod face;
mod find;
pub(crate) mod standard;

use std::path::Path;
use std::sync::Arc;

pub(crate) use common::{Common, Look};
pub(crate) use face::Face;

use crate::document::Grounds;
use crate::scene::{Segment, Weight};
use find::Family;

/// How the letters of a page are kept in its file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FontUse {
    /// The letters used travel inside the file. The text is the name of the typeface.
    Embedded(String),
    /// The file only names `STSong-Light` with the encoding `UniGB-UCS2-H`; whoever shows it needs
    /// a Chinese typeface. No PDF/A file can be made this way.
    NotEmbedded,
}

/// Why a typeface could not be had, or text not be drawn with it.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FontError {
    /// The named file is no font, or its licence bits forbid embedding.
    #[error("{name}: no typeface that may be embedded in a document")]
    Font {
        /// As the caller named it.
        name: String,
    },
    /// Neither a file nor an installed family has this name.
    #[error("no typeface file and no installed family is called {name:?}")]
    Missing {
        /// As the caller named it.
        name: String,
    },
    /// There is no typeface whose letters could be drawn as outlines: this machine has none for
    /// Chinese, and none was named.
    #[error("no Chinese typeface at hand to draw letters with")]
    NoOutlines,
    /// No typeface at hand has this character.
    #[error("no typeface at hand has the character {character:?} (U+{:04X})", u32::from(*.character))]
    NoGlyph {
        /// The character.
        character: char,
    },
}

impl FontError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Font { .. } => 7301,
            Self::Missing { .. } => 7302,
            Self::NoGlyph { .. } => 7303,
            Self::NoOutlines => 7304,
        }
    }
}

/// The letters a page is drawn with. Found once, used for any number of pages.
///
/// # Examples
///
/// ```
/// use sidian_render::font::{FontUse, Typeface};
///
/// let typeface = Typeface::find();
/// match typeface.font_use() {
///     FontUse::Embedded(name) => println!("drawn with {name}"),
///     _ => println!("no Chinese typeface on this machine: pages will only name one"),
/// }
/// ```
pub struct Typeface {
    family: Option<Family>,
    grounds: Grounds,
}

impl Typeface {
    const fn of(family: Option<Family>) -> Self {
        Self { family, grounds: Grounds::new() }
    }

    /// The best typeface for simplified Chinese on this machine: a Song face if there is one. Where
    /// there is none, the [standard pair](Self::standard).
    pub fn find() -> Self {
        Self::of(find::best())
    }

    /// The typeface in the file `name`, or else the installed family of that name.
    ///
    /// # Errors
    ///
    /// [`FontError::Missing`] if there is neither, [`FontError::Font`] if the file is no font or
    /// may not be embedded.
    pub fn named(name: &str) -> Result<Self, FontError> {
        let path = Path::new(name);
        let found = if path.is_file() {
            find::file(path)
                .ok()
                .flatten()
                .ok_or_else(|| FontError::Font { name: name.to_owned() })?
        } else {
            find::named(name).ok_or_else(|| FontError::Missing { name: name.to_owned() })?
        };
        Ok(Self::of(Some(found)))
    }

    /// The typeface in `data`, a TrueType or OpenType file or the face `index` of a collection.
    ///
    /// # Errors
    ///
    /// [`FontError::Font`] if it is no font or may not be embedded.
    pub fn from_bytes(data: Vec<u8>, index: u32) -> Result<Self, FontError> {
        let regular = Face::new(Arc::new(data), index, Weight::Regular)
            .ok_or_else(|| FontError::Font { name: format!("face {index}") })?;
        Ok(Self::of(Some(Family { regular, bold: None, spare: Vec::new() })))
    }

    /// The pair `STSong-Light`/`UniGB-UCS2-H` of ISO 32000, which is named and not embedded.
    pub const fn standard() -> Self {
        Self::of(None)
    }

    /// Gets it ready for very many documents: the letters that are in use everywhere are taken out
    /// once (a tenth of a second and some megabytes), and each document is then drawn a sixth
    /// faster, a [licence](crate::face::licence) of common letters in half the time. What is drawn
    /// looks the same.
    #[must_use]
    pub fn for_many(mut self) -> Self {
        self.family = self.family.map(|family| Family {
            regular: family.regular.with_common(),
            bold: family.bold.map(Face::with_common),
            spare: family.spare,
        });
        self
    }

    /// How the letters will be kept in the file.
    pub fn font_use(&self) -> FontUse {
        match &self.family {
            Some(family) => FontUse::Embedded(family.regular.name().to_owned()),
            None => FontUse::NotEmbedded,
        }
    }

    /// The grounds of faces that were drawn with these letters.
    pub(crate) fn grounds(&self) -> &Grounds {
        &self.grounds
    }

    /// Whether letters are embedded.
    pub(crate) fn embeds(&self) -> bool {
        self.family.is_some()
    }

    /// The file and index of the regular face.
    #[cfg(feature = "picture")]
    pub(crate) fn regular(&self) -> Option<(Arc<Vec<u8>>, u32)> {
        self.family.as_ref().map(|family| family.regular.file())
    }

    /// The advance in ems of every character of `text`.
    ///
    /// # Errors
    ///
    /// [`FontError::NoGlyph`] if a character cannot be drawn.
    pub(crate) fn advances(&self, text: &str, weight: Weight) -> Result<Vec<f32>, FontError> {
        if self.family.is_none() {
            return text
                .chars()
                .map(|character| {
                    let known = standard::has(character).then(|| standard::advance(character));
                    known.ok_or(FontError::NoGlyph { character })
                })
                .collect();
        }
        let parts = self.parts(text, weight)?;
        Ok(parts.iter().flat_map(|part| part.glyphs.iter().map(|(_, advance)| *advance)).collect())
    }

    /// The outline of one character, in ems from the beginning of its baseline, with its advance.
    ///
    /// # Errors
    ///
    /// [`FontError::NoOutlines`] for the [standard pair](Self::standard), [`FontError::NoGlyph`] if
    /// the character cannot be drawn.
    pub(crate) fn outline(
        &self,
        character: char,
        weight: Weight,
    ) -> Result<(Vec<Segment>, f32), FontError> {
        if self.family.is_none() {
            return Err(FontError::NoOutlines);
        }
        let missing = || FontError::NoGlyph { character };
        let face = self.face_of(character, weight)?;
        let glyphs = face.glyphs(character.encode_utf8(&mut [0; 4])).ok_or_else(missing)?;
        let &(glyph, advance) = glyphs.first().ok_or_else(missing)?;
        Ok((face.outline(glyph).ok_or_else(missing)?, advance))
    }

    /// Cuts `text` into stretches that one embedded face each can draw.
    pub(crate) fn parts<'t>(
        &self,
        text: &'t str,
        weight: Weight,
    ) -> Result<Vec<Part<'_, 't>>, FontError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let face = self.face_of(first, weight)?;
            let common = face.common(first);
            let other = |c| !face.has(c) || face.common(c).is_some() != common.is_some();
            let (text, after) = rest.split_at(rest.find(other).unwrap_or(rest.len()));
            let missing = FontError::NoGlyph { character: first };
            let Some(mut glyphs) = face.glyphs(text) else { return Err(missing) };
            let Some(&(glyph, _)) = glyphs.first() else { return Err(missing) };
            let (font, _) = face.embedded(first, glyph);
            for ((glyph, _), c) in glyphs.iter_mut().zip(text.chars()) {
                *glyph = face.embedded(c, *glyph).1;
            }
            parts.push(Part { font, common, text, glyphs, thicken: self.thickens(face, weight) });
            rest = after;
        }
        Ok(parts)
    }

    fn face_of(&self, character: char, weight: Weight) -> Result<&Face, FontError> {
        let missing = FontError::NoGlyph { character };
        let Some(family) = &self.family else { return Err(missing) };
        let bold = if weight == Weight::Bold { family.bold.as_ref() } else { None };
        bold.into_iter()
            .chain([&family.regular])
            .find(|face| face.has(character))
            .or_else(|| {
                family.spare.iter().filter_map(|place| place.face()).find(|f| f.has(character))
            })
            .ok_or(missing)
    }

    /// Whether bold text drawn with `face` needs an outline to look bold.
    fn thickens(&self, face: &Face, weight: Weight) -> bool {
        let bold = self.family.as_ref().and_then(|family| family.bold.as_ref());
        weight == Weight::Bold && !bold.is_some_and(|bold| std::ptr::eq(bold, face))
    }
}

/// A stretch of text that one embedded face can draw.
pub(crate) struct Part<'f, 't> {
    pub(crate) font: &'f krilla::text::Font,
    /// The same, where its letters are common ones.
    pub(crate) common: Option<&'f Common>,
    pub(crate) text: &'t str,
    /// Glyph and advance in ems of every character.
    pub(crate) glyphs: Vec<(skrifa::GlyphId, f32)>,
    pub(crate) thicken: bool,
}
