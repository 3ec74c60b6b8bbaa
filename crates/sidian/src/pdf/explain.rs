//! The findings that go with what can be wrong with a file.

use crate::report::codes::pdf as codes;
use crate::report::{Code, Finding};

use super::{PdfError, UpdateError};

impl PdfError {
    /// The finding that tells people. Work beyond the budget is told as a malformed file: no
    /// ordinary file needs that much.
    pub fn finding(&self) -> Finding {
        let at = |code: &'static Code, at: usize| Finding::new(code).with("at", at);
        let object = |code: &'static Code, number: u32| Finding::new(code).with("number", number);
        match *self {
            Self::Conflict { number } => object(codes::PDF_CONFLICT, number),
            Self::Encrypted => Finding::new(codes::PDF_NEEDS_DECRYPTION),
            Self::EndOfFile { at: byte } => at(codes::PDF_END_OF_FILE, byte),
            Self::Filter { at: byte } => at(codes::PDF_FILTER, byte),
            Self::JunkBeforeHeader { count } => {
                Finding::new(codes::PDF_JUNK_BEFORE_HEADER).with("count", count)
            }
            Self::Limit(limit) => Finding::new(codes::PDF_MALFORMED).with("detail", limit),
            Self::Nesting { at: byte } => at(codes::PDF_NESTING, byte),
            Self::NotPdf => Finding::new(codes::PDF_NOT_PDF),
            Self::ObjectHeader { number, at } => {
                object(codes::PDF_OBJECT_HEADER, number).with("at", at)
            }
            Self::ObjectStream { number } => object(codes::PDF_OBJECT_STREAM, number),
            Self::OutsideRevision { number, at } => {
                object(codes::PDF_OUTSIDE_REVISION, number).with("at", at)
            }
            Self::Prev { at: byte } => at(codes::PDF_PREV, byte),
            Self::ReferenceLoop { number } => object(codes::PDF_REFERENCE_LOOP, number),
            Self::RepeatedEntry { number } => object(codes::PDF_REPEATED_ENTRY, number),
            Self::RepeatedKey { at: byte } => at(codes::PDF_REPEATED_KEY, byte),
            Self::Startxref { value } => Finding::new(codes::PDF_STARTXREF).with("value", value),
            Self::StreamLength { at: byte } => at(codes::PDF_STREAM_LENGTH, byte),
            Self::Syntax { at: byte } => at(codes::PDF_SYNTAX, byte),
            Self::Trailer { at: byte } => at(codes::PDF_TRAILER, byte),
            Self::Type { what } => Finding::new(codes::PDF_TYPE).with("what", what),
            Self::Xref { at: byte } => at(codes::PDF_XREF, byte),
        }
    }
}

impl UpdateError {
    /// The finding that tells people.
    pub fn finding(&self) -> Finding {
        match *self {
            Self::Encrypted => Finding::new(codes::UPDATE_ENCRYPTED),
            Self::Length { length } => Finding::new(codes::UPDATE_LENGTH).with("length", length),
            Self::Objects { size } => Finding::new(codes::UPDATE_OBJECTS).with("size", size),
            Self::Stray { count } => Finding::new(codes::UPDATE_STRAY).with("count", count),
        }
    }
}
