//! PDF syntax (ISO 32000-2 clause 7): a strict reader over the original bytes, an append-only writer.

mod date;
mod dict;
mod document;
mod error;
mod explain;
mod filter;
pub(crate) mod lenient;
mod lexer;
mod object;
mod objstm;
mod revision;
mod text;
mod update;
mod view;
mod write;
mod xref;

pub use date::{format_date, parse_date};
pub use dict::Dict;
pub use document::Pdf;
pub use error::PdfError;
pub use object::{Array, Name, Object, PdfString, Ref, Span, Stream};
pub use revision::Revision;
pub use text::{decode_text, text_string};
pub use update::{Appended, Update, UpdateError};
pub use view::{Place, RawObject, Source, StreamBytes, View};
pub use write::{write_hex, write_object};
pub use xref::{Entry, XrefKind};

#[cfg(test)]
pub(crate) mod tests;
