//! Faces, pages and pictures: everything of sidian that needs a font.
//!
//! Nothing in the core imports this crate: verifying needs no font.

pub mod artwork;
pub mod copy;
pub mod document;
mod error;
mod excerpt;
pub mod face;
pub mod font;
pub mod image_page;
pub mod layout;
#[cfg(feature = "picture")]
mod likeness;
mod ornament;
#[cfg(feature = "picture")]
pub mod picture;
pub mod qr;
pub mod receipt;
pub mod report;
pub mod room;
pub mod scene;
pub mod seal;
pub mod signature;
pub mod template;
pub mod text;

pub use document::{DocumentInfo, FaceDocument, SealPlace};
pub use error::RenderError;
pub use font::{FontError, FontUse, Typeface};
#[cfg(feature = "picture")]
pub use likeness::SealReader;
pub use template::TemplateError;
pub use text::PageReader;
