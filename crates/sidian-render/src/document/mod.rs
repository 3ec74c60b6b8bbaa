//! From laid out pages to a finished PDF file with its metadata and attachments.

mod embedded;
mod finish;
mod plain;
mod xmp;

use sidian::time::UnixTime;

use crate::RenderError;
use crate::font::{FontUse, Typeface};
use crate::scene::{Area, Scene};

pub(crate) use finish::finish;

/// What a file says about itself, beside what its pages show.
#[derive(Clone, Debug, Default)]
#[must_use = "it says nothing until a document is written with it"]
pub struct DocumentInfo {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) subject: String,
    pub(crate) properties: Vec<Property>,
    pub(crate) attachments: Vec<Attachment>,
}

/// One property of the XMP packet, in the namespace [`DocumentInfo::NAMESPACE`].
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) value: String,
}

/// A file that travels inside the document.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) description: String,
    pub(crate) data: Vec<u8>,
}

impl DocumentInfo {
    /// The namespace of the properties given with [`with_property`](Self::with_property).
    pub const NAMESPACE: &str = "https://github.com/sidian/sidian/ns/licence#";
    /// The prefix of that namespace in the XMP packet.
    pub const PREFIX: &str = "sidian";

    /// For a document called `title`, written by `author`.
    pub fn new(title: impl Into<String>, author: impl Into<String>) -> Self {
        Self { title: title.into(), author: author.into(), ..Self::default() }
    }

    /// Says in one line what the document is about.
    pub fn with_subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Puts a property of our namespace into the XMP packet (ISO 16684-1), with the description
    /// that PDF/A asks of properties it does not know. `name` must be an XML name of ASCII
    /// letters, digits and `_`, beginning with a letter.
    pub fn with_property(
        mut self,
        name: impl Into<String>,
        description: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        let (name, description, value) = (name.into(), description.into(), value.into());
        self.properties.push(Property { name, description, value });
        self
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
        for property in &self.properties {
            let mut letters = property.name.chars();
            let sound = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
                && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
                && self.properties.iter().filter(|other| other.name == property.name).count() == 1;
            if !sound {
                return Err(RenderError::PropertyName { name: property.name.clone() });
            }
        }
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

/// A finished, unsigned PDF file.
#[non_exhaustive]
#[derive(Clone, Debug)]
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
        let rectangle =
            [area.x, scene.height - area.bottom(), area.right(), scene.height - area.y];
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
