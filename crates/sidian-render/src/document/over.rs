//! The page that lies over a ground, for many documents: written at once, with the
//! [common letters](crate::font::Common) of a face.
//!
//! `krilla` draws every document as if it were the only one: it measures each letter anew and
//! compresses fonts, of which seven eighths remain. Issuing took a fifth of its time for that.

use flate2::Compression;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use sha2::{Digest, Sha256};
use skrifa::raw::types::Tag;
use skrifa::{FontRef, GlyphId};
use subsetter::GlyphRemapper;

use super::content::{Letters, draw, packed, set_ink};
use crate::RenderError;
use crate::artwork;
use crate::font::{Common, Look, Typeface};
use crate::scene::{Item, Scene, TextRun};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
/// The first font's objects begin here.
const FONTS: i32 = 5;
/// Objects of a font.
const EACH: i32 = 5;
/// Glyph and character identifiers are the same in what `subsetter` takes out.
const IDENTITY: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The page as a file, without what the catalog of a PDF/A file needs; `None` if it shows letters
/// that are not [common](Typeface::for_many), or pixels.
///
/// # Errors
///
/// [`RenderError::Font`] if a character cannot be drawn, [`RenderError::Write`] for a font that
/// cannot be taken apart.
pub(super) fn write(page: &Scene, typeface: &Typeface) -> Result<Option<Vec<u8>>, RenderError> {
    let pixels =
        |item: &Item| matches!(item, Item::Figure(f) if matches!(f.look, artwork::Look::Pixels(_)));
    if page.items.iter().any(pixels) {
        return Ok(None);
    }
    let mut taken = Taken { typeface, fonts: Vec::new(), complete: true };
    let content = draw(page, &mut taken)?;
    if !taken.complete {
        return Ok(None);
    }
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    pdf.catalog(CATALOG).pages(PAGES);
    pdf.pages(PAGES).kids([PAGE]).count(1);
    let mut object = pdf.page(PAGE);
    object.media_box(Rect::new(0.0, 0.0, page.width, page.height)).parent(PAGES).contents(CONTENT);
    let mut resources = object.resources();
    let mut fonts = resources.fonts();
    for (at, reference) in taken.fonts.iter().zip(references()) {
        fonts.pair(Name(at.name.as_bytes()), reference);
    }
    fonts.finish();
    resources.finish();
    object.finish();
    pdf.stream(CONTENT, &packed(&content, Compression::fast())?).filter(Filter::FlateDecode);
    for (font, reference) in taken.fonts.iter().zip(references()) {
        font.embed(&mut pdf, reference)?;
    }
    Ok(Some(pdf.finish()))
}

fn references() -> impl Iterator<Item = Ref> {
    (0..).map(|at| Ref::new(FONTS + EACH * at))
}

/// The letters that a page shows.
struct Taken<'f> {
    typeface: &'f Typeface,
    fonts: Vec<Subset<'f>>,
    /// Whether all of them are common.
    complete: bool,
}

impl Letters for Taken<'_> {
    fn show(&mut self, content: &mut Content, run: &TextRun) -> Result<(), RenderError> {
        let mut x = run.x;
        for part in self.typeface.parts(&run.text, run.weight)? {
            let Some((common, look)) = part.common.and_then(|own| Some((own, own.look()?))) else {
                self.complete = false;
                return Ok(());
            };
            let start = x;
            let font = self.font(common, look);
            let mut bytes = Vec::with_capacity(2 * part.glyphs.len());
            for (character, (glyph, advance)) in part.text.chars().zip(&part.glyphs) {
                let Some(cid) = font.take(character, *glyph, *advance) else {
                    self.complete = false;
                    return Ok(());
                };
                bytes.extend(cid.to_be_bytes());
                x += advance * run.size + run.spacing;
            }
            set_ink(content, run, part.thicken);
            content.begin_text();
            content.set_font(Name(font.name.as_bytes()), run.size).set_char_spacing(run.spacing);
            content.set_text_matrix([1.0, 0.0, 0.0, -1.0, start, run.baseline]);
            content.show(Str(&bytes));
            content.end_text();
        }
        Ok(())
    }
}

impl<'f> Taken<'f> {
    fn font(&mut self, common: &'f Common, look: &'f Look) -> &mut Subset<'f> {
        let known = self.fonts.iter().position(|font| std::ptr::eq(font.common, common));
        let at = known.unwrap_or(self.fonts.len());
        if known.is_none() {
            let name = format!("F{at}");
            let (glyphs, seen) = (GlyphRemapper::new(), Vec::new());
            self.fonts.push(Subset { common, look, name, glyphs, seen });
        }
        &mut self.fonts[at]
    }
}

/// Those of one face.
struct Subset<'f> {
    common: &'f Common,
    look: &'f Look,
    /// What the page calls it.
    name: String,
    glyphs: GlyphRemapper,
    /// What each character identifier from 1 on stands for, and its advance in ems.
    seen: Vec<(char, f32)>,
}

impl Subset<'_> {
    /// The identifier of a letter in what is taken out; `None` if its glyph stands for another
    /// letter already, and a reader could not tell which.
    fn take(&mut self, character: char, glyph: GlyphId, advance: f32) -> Option<u16> {
        let cid = self.glyphs.remap(u16::try_from(glyph.to_u32()).ok()?);
        match self.seen.get(usize::from(cid).checked_sub(1)?) {
            Some((known, _)) => (*known == character).then_some(cid),
            None => {
                self.seen.push((character, advance));
                Some(cid)
            }
        }
    }

    /// Writes its objects (ISO 32000-2, 9.7.4 and 9.9).
    fn embed(&self, pdf: &mut Pdf, font: Ref) -> Result<(), RenderError> {
        let [cid_font, descriptor, map, program] = [1, 2, 3, 4].map(|at| Ref::new(font.get() + at));
        let look = self.look;
        let name = format!("{}+{}", self.tag(), look.name);
        pdf.type0_font(font)
            .base_font(Name(format!("{name}-Identity-H").as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid_font)
            .to_unicode(map);
        let mut dictionary = pdf.cid_font(cid_font);
        dictionary.subtype(CidFontType::Type0).base_font(Name(name.as_bytes()));
        dictionary.system_info(IDENTITY).font_descriptor(descriptor).default_width(0.0);
        let advances = self.seen.iter().map(|(_, advance)| (advance * 1000.0).round());
        dictionary.widths().consecutive(1, advances);
        dictionary.finish();
        let [left, bottom, right, top] = look.bounds;
        pdf.font_descriptor(descriptor)
            .name(Name(name.as_bytes()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(look.ascent)
            .descent(look.descent)
            .cap_height(look.cap_height)
            .stem_v(look.stem)
            .font_file3(program);
        let mut letters = UnicodeCmap::new(Name(b"Letters"), IDENTITY);
        for (cid, (character, _)) in (1_u16..).zip(&self.seen) {
            letters.pair(cid, *character);
        }
        pdf.cmap(map, &letters.finish());
        let failed = |_| RenderError::Write { why: format!("{}: no subset", look.name) };
        let subset = subsetter::subset(self.common.data(), 0, &self.glyphs).map_err(failed)?;
        let outlines = FontRef::new(&subset).ok().and_then(|f| f.table_data(Tag::new(b"CFF ")));
        let outlines = outlines.ok_or_else(|| RenderError::Write {
            why: format!("{}: no outlines in the subset", look.name),
        })?;
        pdf.stream(program, outlines.as_bytes()).pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        Ok(())
    }

    /// Six letters that tell one subset of a face from another (ISO 32000-2, 9.9.2).
    fn tag(&self) -> String {
        let mut hash = Sha256::new();
        self.seen
            .iter()
            .for_each(|(character, _)| hash.update(u32::from(*character).to_be_bytes()));
        hash.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
    }
}
