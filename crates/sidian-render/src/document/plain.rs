//! The back end for machines without a Chinese typeface: pages that name the standard pair
//! `STSong-Light`/`UniGB-UCS2-H` (ISO 32000-1, 9.7.5.2) and embed nothing.

use flate2::Compression;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::content::{Letters, draw, packed, set_ink};
use crate::RenderError;
use crate::font::{FontError, standard};
use crate::scene::{Scene, TextRun, Weight};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const FONT: Ref = Ref::new(3);
const CID_FONT: Ref = Ref::new(4);
const DESCRIPTOR: Ref = Ref::new(5);
const FIRST_PAGE: i32 = 6;
const FONT_NAME: Name<'_> = Name(b"F1");

pub(super) fn write(pages: &[Scene]) -> Result<Vec<u8>, RenderError> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    pdf.catalog(CATALOG).pages(PAGES);
    let count = i32::try_from(pages.len())
        .map_err(|_| RenderError::Write { why: "too many pages".to_owned() })?;
    let page = |at: i32| Ref::new(FIRST_PAGE + 2 * at);
    let content = |at: i32| Ref::new(FIRST_PAGE + 2 * at + 1);
    pdf.pages(PAGES).kids((0..count).map(page)).count(count);
    font(&mut pdf);
    for (at, scene) in (0..count).zip(pages) {
        let page_content = content(at);
        let mut object = pdf.page(page(at));
        object.media_box(Rect::new(0.0, 0.0, scene.width, scene.height)).parent(PAGES);
        object.contents(page_content);
        object.resources().fonts().pair(FONT_NAME, FONT);
        object.finish();
        let content = packed(&draw(scene, &mut Pair)?, Compression::best())?;
        pdf.stream(page_content, &content).filter(Filter::FlateDecode);
    }
    Ok(pdf.finish())
}

fn font(pdf: &mut Pdf) {
    let base = Name(standard::BASE_FONT.as_bytes());
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 4 };
    pdf.type0_font(FONT)
        .base_font(base)
        .encoding_predefined(Name(standard::ENCODING.as_bytes()))
        .descendant_font(CID_FONT);
    let mut cid_font = pdf.cid_font(CID_FONT);
    cid_font.subtype(CidFontType::Type0).base_font(base).system_info(info);
    cid_font.font_descriptor(DESCRIPTOR).default_width(1000.0);
    // CIDs 1 to 95 of Adobe-GB1 are the printable ASCII characters
    cid_font.widths().consecutive(1, standard::ASCII.map(f32::from));
    cid_font.finish();
    pdf.font_descriptor(DESCRIPTOR)
        .name(base)
        .flags(FontFlags::SERIF | FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
}

/// The standard pair: every character as the two bytes of UCS-2.
struct Pair;

impl Letters for Pair {
    fn show(&mut self, content: &mut Content, run: &TextRun) -> Result<(), RenderError> {
        let mut bytes = Vec::with_capacity(run.text.len());
        for character in run.text.chars() {
            let unit = u16::try_from(u32::from(character))
                .ok()
                .filter(|_| standard::has(character))
                .ok_or(FontError::NoGlyph { character })?;
            bytes.extend(unit.to_be_bytes());
        }
        set_ink(content, run, run.weight == Weight::Bold);
        content.begin_text();
        content.set_font(FONT_NAME, run.size).set_char_spacing(run.spacing);
        content.set_text_matrix([1.0, 0.0, 0.0, -1.0, run.x, run.baseline]);
        content.show(Str(&bytes));
        content.end_text();
        Ok(())
    }
}
