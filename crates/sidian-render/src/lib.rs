//! Faces, pages and pictures: everything of sidian that needs a font.
//!
//! Nothing in the core imports this crate: verifying needs no font. Without the feature `draw` only
//! [`PageReader`] is here, which compares what a face says with the licence's data.

#[cfg(feature = "draw")]
pub mod artwork;
#[cfg(feature = "draw")]
pub mod copy;
#[cfg(feature = "draw")]
pub mod document;
#[cfg(feature = "draw")]
mod error;
mod excerpt;
#[cfg(feature = "draw")]
pub mod face;
#[cfg(feature = "draw")]
pub mod font;
#[cfg(feature = "draw")]
pub mod image_page;
#[cfg(feature = "draw")]
pub mod layout;
#[cfg(feature = "picture")]
mod likeness;
#[cfg(feature = "draw")]
mod ornament;
#[cfg(feature = "picture")]
pub mod picture;
#[cfg(feature = "draw")]
pub mod qr;
#[cfg(feature = "draw")]
pub mod receipt;
#[cfg(feature = "draw")]
pub mod report;
pub mod room;
#[cfg(feature = "draw")]
pub mod scene;
#[cfg(feature = "draw")]
pub mod seal;
#[cfg(feature = "draw")]
pub mod signature;
#[cfg(feature = "draw")]
pub mod template;
pub mod text;

#[cfg(feature = "draw")]
pub use document::{DocumentInfo, FaceDocument, SealPlace};
#[cfg(feature = "draw")]
pub use error::RenderError;
#[cfg(feature = "draw")]
pub use font::{FontError, FontUse, Typeface};
#[cfg(feature = "picture")]
pub use likeness::SealReader;
#[cfg(feature = "draw")]
pub use template::TemplateError;
pub use text::PageReader;
