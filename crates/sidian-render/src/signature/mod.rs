//! What a visible signature shows: handwriting, who signed and when, and a code to check it by.
//!
//! [`Strokes`] turns the movements of a pen into outlines, [`SignatureLook`] lays them out with
//! lines of text and a QR code as a one-page PDF file, which the core puts on a page
//! (`pades::Appearance::from_page`).
//!
//! A look proves nothing: whoever wants to know who signed asks the verifier.

mod ink;
mod look;
mod strokes;

pub use look::{Arrangement, SignatureLook};
pub use strokes::{Strokes, StrokesError};
