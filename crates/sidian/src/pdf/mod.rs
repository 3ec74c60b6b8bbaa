//! PDF syntax (ISO 32000-2 clause 7): a strict reader over the original bytes, an append-only writer.

mod dict;
mod document;
mod error;
mod filter;
mod lexer;
mod object;
mod objstm;
mod revision;
mod view;
mod xref;

pub use dict::Dict;
pub use document::Pdf;
pub use error::PdfError;
pub use object::{Array, Name, Object, PdfString, Ref, Span, Stream};
pub use revision::Revision;
pub use view::{Place, RawObject, Source, StreamBytes, View};
pub use xref::{Entry, XrefKind};
