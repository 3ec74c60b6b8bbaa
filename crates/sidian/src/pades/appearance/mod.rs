//! The picture that a signature shows: a form XObject (ISO 32000-2 8.10), drawn by the caller or
//! imported from a page.

mod import;

pub(super) use import::Copier;

use std::sync::Arc;

use crate::budget::Budget;
use crate::pdf::{Dict, Object, Pdf, PdfError, Ref, Update};

use super::page::Sight;
use super::plan::PrepareError;

/// Most bytes of the file that a picture is imported from.
const MOST: usize = 16 << 20;

/// A picture for a page: what a visible signature or seal shows.
///
/// Its lower left corner is the origin, and it has a size in points. The core draws nothing: who
/// wants a picture brings it as a one-page PDF.
#[derive(Clone, Debug, PartialEq)]
pub struct Appearance {
    source: Source,
    size: [f64; 2],
}

#[derive(Clone, Debug, PartialEq)]
enum Source {
    /// Content that needs no resources.
    Content(Arc<[u8]>),
    /// A file of one page.
    Page(Arc<[u8]>),
}

/// Why a page cannot be taken for a picture.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AppearanceError {
    /// Its file is larger than a picture may be.
    #[error("a picture of {length} bytes is too large; {most} are taken at most")]
    Length {
        /// How many bytes it has.
        length: usize,
        /// How many it may have.
        most: usize,
    },
    /// It is not one page.
    #[error("a picture is a PDF of one page; this one has {count}")]
    Pages {
        /// How many pages there are.
        count: usize,
    },
    /// It cannot be read.
    #[error("the picture cannot be read: {0}")]
    Pdf(#[from] PdfError),
}

impl AppearanceError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::Length { .. } => 2211,
            Self::Pages { .. } => 2212,
            Self::Pdf(error) => error.code(),
        }
    }
}

impl Appearance {
    /// The one page of `pdf` as a picture: its content and resources as they are, so that vectors
    /// stay vectors, and its transparency group. What it shows is its crop box, turned as the page
    /// is turned; annotations are not part of it.
    ///
    /// # Errors
    ///
    /// [`AppearanceError`] where the file is no PDF of one page that can be read.
    pub fn from_page(pdf: &[u8]) -> Result<Self, AppearanceError> {
        if pdf.len() > MOST {
            return Err(AppearanceError::Length { length: pdf.len(), most: MOST });
        }
        let budget = Budget::for_file(pdf.len());
        let file = Pdf::open(pdf, &budget)?;
        if file.is_encrypted() {
            return Err(PdfError::Encrypted.into());
        }
        let (_, sight) = import::only_page(&file)?;
        Ok(Self { source: Source::Page(pdf.into()), size: sight.size() })
    }

    /// Content that uses no resources: paths in plain colours, `width` by `height` points.
    pub fn from_content(content: impl Into<Vec<u8>>, width: f64, height: f64) -> Self {
        Self { source: Source::Content(content.into().into()), size: [width, height] }
    }

    /// Width and height in points.
    pub fn size(&self) -> [f64; 2] {
        self.size
    }

    /// Writes the form XObject into `update`: box from the origin to its size.
    pub(super) fn write(&self, update: &mut Update<'_, '_>) -> Result<Ref, PrepareError> {
        match &self.source {
            Source::Content(content) => {
                let form = update.reserve()?;
                let bbox = bbox([0.0, 0.0, self.size[0], self.size[1]]);
                let dict = form_dict().with("BBox", bbox);
                update.put_stream(form, dict, content.to_vec());
                Ok(form)
            }
            Source::Page(file) => {
                let budget = Budget::for_file(file.len());
                let file = Pdf::open(file, &budget)?;
                let (page, sight) = import::only_page(&file).map_err(|e| match e {
                    AppearanceError::Pdf(e) => e,
                    _ => PdfError::Type { what: "a picture of one page" },
                })?;
                import::import(update, &file, &page, &sight)
            }
        }
    }
}

/// What every form XObject begins with.
pub(super) fn form_dict() -> Dict {
    Dict::from([("Type", Object::name("XObject")), ("Subtype", Object::name("Form"))])
}

/// A rectangle as it is written.
pub(super) fn bbox(rect: [f64; 4]) -> Vec<Object> {
    rect.map(number).to_vec()
}

/// A number with no more digits than anybody can see.
pub(super) fn number(value: f64) -> Object {
    let value = (value * 10_000.0).round() / 10_000.0;
    #[allow(clippy::cast_possible_truncation)]
    if value.fract() == 0.0 && value.abs() < 1e9 {
        Object::Integer(value as i64)
    } else {
        Object::Real(value)
    }
}

/// The matrix that sets a picture upright on a page that is turned by `turn` degrees.
pub(super) fn upright(turn: u16) -> Option<[i64; 6]> {
    match turn {
        90 => Some([0, 1, -1, 0, 0, 0]),
        180 => Some([-1, 0, 0, -1, 0, 0]),
        270 => Some([0, -1, 1, 0, 0, 0]),
        _ => None,
    }
}

impl Sight {
    /// The matrix that takes a page's user space to what is seen of it, in points from its lower
    /// left corner.
    pub(super) fn matrix(&self) -> [f64; 6] {
        let [ox, oy] = self.seen([0.0, 0.0]);
        let [ax, ay] = self.seen([1.0, 0.0]);
        let [bx, by] = self.seen([0.0, 1.0]);
        [ax - ox, ay - oy, bx - ox, by - oy, ox, oy]
    }
}
