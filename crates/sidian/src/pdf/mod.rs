//! PDF syntax (ISO 32000-2 clause 7): a strict reader over the original bytes, an append-only writer.

mod dict;
mod error;
mod object;

pub use dict::Dict;
pub use error::PdfError;
pub use object::{Array, Name, Object, PdfString, Ref, Span, Stream};
