//! From laid out pages to a finished PDF file with its metadata and attachments.

mod content;
mod embedded;
mod finish;
mod ground;
mod over;
mod plain;
mod xmp;

use std::fmt;

use sidian::licence::element::STANDARD;
use sidian::licence::{LicenceType, Metadata};
use sidian::time::UnixTime;

use crate::RenderError;
use crate::font::{FontUse, Typeface};
use crate::scene::{Area, Scene};

pub(crate) use embedded::{fill, outline};
pub(crate) use finish::finish;
pub(crate) use ground::{Ground, Grounds};

/// What a file says about itself, beside what its pages show.
#[derive(Clone, Default)]
#[must_use = "it says nothing until a document is written with it"]
pub struct DocumentInfo {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) description: Option<Description>,
    pub(crate) attachments: Vec<Attachment>,
}

/// Properties of a licence for the XMP packet.
#[derive(Clone)]
pub(crate) struct Description {
    /// The `rdf:Description` that carries them, put into the packet as it is.
    pub(crate) rdf: String,
    /// Name and meaning of each property: PDF/A wants those explained that it does not know.
    pub(crate) properties: Vec<(String, String)>,
}

/// A file that travels inside the document.
#[derive(Clone)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) description: String,
    pub(crate) data: Vec<u8>,
}

impl DocumentInfo {
    /// The name of the associated file that carries a licence's metadata.
    pub const LICENCE_FILE: &str = "licence.json";

    /// For a document called `title`, written by `author`.
    pub fn new(title: impl Into<String>, author: impl Into<String>) -> Self {
        Self { title: title.into(), author: author.into(), ..Self::default() }
    }

    /// For a licence: title and author from its metadata, which also travels in the file as
    /// canonical JSON in the associated file [`LICENCE_FILE`](Self::LICENCE_FILE), and in XMP.
    pub fn of_licence(metadata: &Metadata, kind: &LicenceType) -> Self {
        let rdf = metadata.to_xmp_description();
        let standard = STANDARD.iter().map(|row| (row.short.to_owned(), row.zh.to_owned()));
        let own = metadata.extensions().map(|(key, _)| {
            let label = kind.element(key).map_or(key, |element| &element.label);
            (key.to_owned(), label.to_owned())
        });
        let properties =
            standard.chain(own).filter(|(name, _)| rdf.contains(&format!("<zz:{name}>"))).collect();
        Self {
            description: Some(Description { rdf, properties }),
            ..Self::new(metadata.licence_name(), metadata.issuer_name())
        }
        .with_data(
            Self::LICENCE_FILE,
            "application/json",
            "电子证照元数据",
            metadata.to_json(),
        )
    }

    /// Puts a file into the document as an associated file (`/AF`) with the relationship `Data`:
    /// the data that the page shows (ISO 32000-2, 14.13; ISO 19005-3, 6.8).
    pub fn with_data(
        mut self,
        name: impl Into<String>,
        mime: impl Into<String>,
        description: impl Into<String>,
        data: impl Into<Vec<u8>>,
    ) -> Self {
        let (name, mime, description) = (name.into(), mime.into(), description.into());
        self.attachments.push(Attachment { name, mime, description, data: data.into() });
        self
    }

    /// Refuses what could not be written faithfully.
    fn check(&self) -> Result<(), RenderError> {
        for attachment in &self.attachments {
            let name = &attachment.name;
            let sound = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_graphic() && !br#"/\"#.contains(&b))
                && self.attachments.iter().filter(|other| other.name == *name).count() == 1;
            if !sound {
                return Err(RenderError::AttachmentName { name: name.clone() });
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DocumentInfo {
    /// Without what may concern a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = self.attachments.iter().map(|file| &file.name).collect();
        f.debug_struct("DocumentInfo")
            .field("title", &self.title)
            .field("author", &self.author)
            .field("files", &files)
            .finish_non_exhaustive()
    }
}

/// A finished, unsigned PDF file.
#[non_exhaustive]
#[derive(Clone)]
pub struct FaceDocument {
    /// The file.
    pub pdf: Vec<u8>,
    /// How its letters are kept.
    pub font: FontUse,
    /// Whether the file claims PDF/A-3b (ISO 19005-3).
    pub pdf_a: bool,
    /// The place left for the seal or the visible signature.
    pub seal_place: Option<SealPlace>,
}

impl fmt::Debug for FaceDocument {
    /// Without the file, which may concern a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaceDocument")
            .field("bytes", &self.pdf.len())
            .field("font", &self.font)
            .field("pdf_a", &self.pdf_a)
            .field("seal_place", &self.seal_place)
            .finish()
    }
}

/// A place on a page left free for a seal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SealPlace {
    /// Which page, counted from 0.
    pub page: usize,
    /// Left, bottom, right, top in PDF user space of that page (origin at the **bottom** left).
    pub rectangle: [f32; 4],
}

impl SealPlace {
    /// From an area of a scene.
    pub(crate) fn new(page: usize, scene: &Scene, area: Area) -> Self {
        let rectangle = [area.x, scene.height - area.bottom(), area.right(), scene.height - area.y];
        Self { page, rectangle }
    }
}

/// Writes `pages` as a PDF 1.7 file made at `now`. The same pages, typeface, information and time
/// give the same bytes.
///
/// With an embedded typeface the file is PDF/A-3b; with the standard pair it cannot be.
///
/// # Errors
///
/// [`RenderError::Font`] if a character cannot be drawn, [`RenderError::Write`] if the writer finds
/// the pages unfit, and the errors of names in `info`.
pub fn write(
    pages: &[Scene],
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<FaceDocument, RenderError> {
    info.check()?;
    let pdf_a = typeface.embeds();
    let pdf = pages_only(pages, typeface, info, now)?;
    let pdf = finish(&pdf, info, pdf_a, now)?;
    Ok(FaceDocument { pdf, font: typeface.font_use(), pdf_a, seal_place: None })
}

/// As [`write`], one page over a ground, with the typeface that the ground was drawn with.
///
/// # Errors
///
/// As [`write`].
pub(crate) fn write_over(
    ground: &Ground,
    page: &Scene,
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<FaceDocument, RenderError> {
    info.check()?;
    let pdf = match over::write(page, typeface)? {
        Some(pdf) => pdf,
        None => embedded::write(std::slice::from_ref(page), typeface, info, now)?,
    };
    let pdf = finish::finish_over(&pdf, Some(ground), info, true, now)?;
    Ok(FaceDocument { pdf, font: typeface.font_use(), pdf_a: true, seal_place: None })
}

/// The pages as a PDF file without metadata of ours.
pub(crate) fn pages_only(
    pages: &[Scene],
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<Vec<u8>, RenderError> {
    if typeface.embeds() {
        embedded::write(pages, typeface, info, now)
    } else {
        plain::write(pages)
    }
}
