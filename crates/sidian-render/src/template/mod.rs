//! A department's own PDF form as the face of its licences.
//!
//! The form's text fields are named by element (`CZZT`, `ZZYXQ`, `KZ_JYFW` …), a field named
//! [`QR`] takes the QR code, an empty signature field marks the place of the seal. Fields are filled
//! and become part of the page; nothing that could be filled in, or that acts on its own, is left.

pub(crate) mod flatten;
mod form;

use sidian::licence::element::STANDARD;
use sidian::licence::{LicenceType, Metadata};
use sidian::time::UnixTime;

use crate::document::{DocumentInfo, FaceDocument, finish};
use crate::font::Typeface;
use crate::{FontError, RenderError};
use form::Form;

/// The name of the field that takes the QR code.
pub const QR: &str = "QR";

/// The largest template read.
const LARGEST: usize = 32 << 20;

/// What goes into the fields of one name.
#[derive(Clone)]
pub struct Entry {
    /// The element, which is the name of the fields.
    pub element: String,
    /// The text; of the element [`QR`] the content of the code. `None` leaves the fields empty.
    pub value: Option<String>,
    /// What it means that the template has no such field.
    pub need: Need,
}

/// Whether a template must have a field for an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
    /// It may leave the element out.
    Optional,
    /// Without a field for it the template is refused.
    Required,
}

/// Why a template could not be filled.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TemplateError {
    /// Asks for a password.
    #[error("the template is encrypted")]
    Encrypted,
    /// A field that is filled is neither a text field nor the one of the QR code.
    #[error("field {field:?} of the template is no text field")]
    FieldKind {
        /// Its name.
        field: String,
    },
    /// A field lies on no page, or has no room.
    #[error("field {field:?} of the template has no place on a page")]
    FieldPlace {
        /// Its name.
        field: String,
    },
    /// Fields are nested too deep, or there are too many.
    #[error("the template's fields are nested too deep or too many")]
    Limit,
    /// Elements that the face must show have no field.
    #[error("the template has no field named {}", .elements.join(", "))]
    MissingFields {
        /// The elements.
        elements: Vec<String>,
    },
    /// The file has no form.
    #[error("the template has no form fields")]
    NoForm,
    /// No PDF file that can be read.
    #[error("the template is not a PDF file that can be read")]
    NotPdf,
    /// The text could not be drawn, or the file not be written.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A page with fields is turned.
    #[error("page {page} of the template is turned; save it upright")]
    Rotated {
        /// Which page, counted from 1.
        page: u32,
    },
    /// Already signed: filling it would break the signature.
    #[error("the template is signed")]
    Signed,
    /// Fields that no element of the licence type is called by.
    #[error("the licence type has no element for the template's field {}", .fields.join(", "))]
    UnknownFields {
        /// Their names.
        fields: Vec<String>,
    },
    /// An XFA form, which no other software shows alike.
    #[error("the template is an XFA form; save it as an AcroForm")]
    Xfa,
}

impl TemplateError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Encrypted => 7341,
            Self::FieldKind { .. } => 7342,
            Self::FieldPlace { .. } => 7343,
            Self::Limit => 7344,
            Self::MissingFields { .. } => 7345,
            Self::NoForm => 7346,
            Self::NotPdf => 7347,
            Self::Render(error) => error.code(),
            Self::Rotated { .. } => 7348,
            Self::Signed => 7349,
            Self::UnknownFields { .. } => 7350,
            Self::Xfa => 7351,
        }
    }
}

impl From<FontError> for TemplateError {
    fn from(error: FontError) -> Self {
        Self::Render(error.into())
    }
}

/// Fills a template with a licence: every element that the type's own layout shows and the licence
/// has must have a field, and so must the QR code. The metadata travels in the file.
///
/// # Errors
///
/// As [`fill`].
pub fn licence(
    template: &[u8],
    kind: &LicenceType,
    metadata: &Metadata,
    qr: &str,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<FaceDocument, TemplateError> {
    let shown = metadata.face_values(kind);
    let standard = STANDARD.iter().map(|row| row.short).chain(["ZZYXQ"]);
    let own = kind.elements().iter().map(|element| element.key.as_str());
    let mut entries: Vec<Entry> = standard
        .chain(own)
        .map(|element| Entry {
            element: element.to_owned(),
            value: metadata.face_text(kind, element),
            need: if shown.iter().any(|value| value.element == element) {
                Need::Required
            } else {
                Need::Optional
            },
        })
        .collect();
    let qr = Some(qr.to_owned());
    entries.push(Entry { element: QR.to_owned(), value: qr, need: Need::Required });
    fill(template, &entries, typeface, &DocumentInfo::of_licence(metadata, kind), now)
}

/// Fills the fields of a template and makes them part of its pages. The same input gives the same
/// bytes.
///
/// A text takes the size, alignment and colour of its field and shrinks to fit. Named destinations,
/// scripts, actions and files of the template are dropped.
///
/// # Errors
///
/// [`TemplateError`]; the field or element at fault is named.
pub fn fill(
    template: &[u8],
    entries: &[Entry],
    typeface: &Typeface,
    info: &DocumentInfo,
    now: UnixTime,
) -> Result<FaceDocument, TemplateError> {
    if template.len() > LARGEST {
        return Err(TemplateError::Limit);
    }
    let mut document = lopdf::Document::load_mem(template).map_err(|_| TemplateError::NotPdf)?;
    let form = Form::read(&document)?;
    check_names(&form, entries)?;
    flatten::flatten(&mut document, &form, entries, typeface, info, now)?;
    let mut flat = Vec::new();
    document.save_to(&mut flat).map_err(|error| RenderError::Write { why: error.to_string() })?;
    let pdf = finish(&flat, info, false, now)?;
    let seal_place = form.seal_place();
    Ok(FaceDocument { pdf, font: typeface.font_use(), pdf_a: false, seal_place })
}

/// Every field has an element, and every element that needs one a field.
fn check_names(form: &Form, entries: &[Entry]) -> Result<(), TemplateError> {
    let known = |name: &str| entries.iter().any(|entry| entry.element == name);
    let mut fields: Vec<String> =
        form.names().filter(|name| !known(name)).map(str::to_owned).collect();
    fields.sort();
    fields.dedup();
    if !fields.is_empty() {
        return Err(TemplateError::UnknownFields { fields });
    }
    let elements: Vec<String> = entries
        .iter()
        .filter(|entry| entry.need == Need::Required)
        .filter(|entry| !form.names().any(|name| name == entry.element))
        .map(|entry| entry.element.clone())
        .collect();
    if elements.is_empty() { Ok(()) } else { Err(TemplateError::MissingFields { elements }) }
}
