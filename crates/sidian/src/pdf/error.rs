//! What can be wrong with a file before any signature is looked at.

use crate::budget::LimitError;

/// Why a file, or one object of it, cannot be read as ISO 32000-2 demands. Nothing is ever
/// repaired: where readers could disagree about a file, this is the answer.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PdfError {
    /// A hybrid file gives an object two different places.
    #[error("object {number} has two different places in one hybrid cross-reference")]
    Conflict {
        /// Object number.
        number: u32,
    },
    /// The file is encrypted, and what was asked for would have to be decrypted.
    #[error("the file is encrypted")]
    Encrypted,
    /// The end-of-file marker of a revision is missing.
    #[error("no startxref and %%EOF after the cross-reference section at byte {at}")]
    EndOfFile {
        /// Where they were looked for.
        at: usize,
    },
    /// A filter is unknown or its data is damaged.
    #[error("stream data at byte {at} cannot be decoded")]
    Filter {
        /// Where the encoded data begins.
        at: usize,
    },
    /// Something stands before the header.
    #[error("{count} bytes stand before the header %PDF-")]
    JunkBeforeHeader {
        /// How many bytes.
        count: usize,
    },
    /// More work than the budget allows.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Arrays or dictionaries are nested too deeply.
    #[error("objects are nested too deeply at byte {at}")]
    Nesting {
        /// Where.
        at: usize,
    },
    /// There is no header.
    #[error("not a PDF file: no header %PDF-1.x or %PDF-2.0")]
    NotPdf,
    /// No object begins where the cross-reference says.
    #[error("object {number} does not begin at byte {at}")]
    ObjectHeader {
        /// Object number.
        number: u32,
        /// Where it should begin.
        at: usize,
    },
    /// An object stream is malformed or does not hold the object.
    #[error("object stream {number} is malformed")]
    ObjectStream {
        /// Object number of the stream.
        number: u32,
    },
    /// The cross-reference of a revision points outside the bytes of that revision.
    #[error("object {number} at byte {at} lies outside the revision that defines it")]
    OutsideRevision {
        /// Object number.
        number: u32,
        /// Where it is said to be.
        at: usize,
    },
    /// `/Prev` does not lead to an earlier part of the file.
    #[error("the cross-reference chain turns back at byte {at}")]
    Prev {
        /// Offset of the section in question.
        at: usize,
    },
    /// References lead in a circle.
    #[error("object {number} refers to itself")]
    ReferenceLoop {
        /// Object number.
        number: u32,
    },
    /// One cross-reference section defines an object twice.
    #[error("object {number} is defined twice in one cross-reference section")]
    RepeatedEntry {
        /// Object number.
        number: u32,
    },
    /// A dictionary that must be unambiguous has a key twice.
    #[error("a dictionary at byte {at} repeats a key")]
    RepeatedKey {
        /// Where it stands; 0 inside an object stream.
        at: usize,
    },
    /// `startxref` does not point at a cross-reference section.
    #[error("startxref does not point at a cross-reference section")]
    Startxref {
        /// The value it gives.
        value: u64,
    },
    /// The extent of a stream is not what its `/Length` says.
    #[error("the stream at byte {at} does not end where its /Length says")]
    StreamLength {
        /// Where its data begins.
        at: usize,
    },
    /// Not PDF syntax.
    #[error("malformed object at byte {at}")]
    Syntax {
        /// Where; within the object stream for objects in one.
        at: usize,
    },
    /// The trailer is missing, or lacks what it must have.
    #[error("the trailer at byte {at} is malformed")]
    Trailer {
        /// Where.
        at: usize,
    },
    /// An object is not of the kind that its place demands.
    #[error("{what} is missing or of the wrong type")]
    Type {
        /// What was looked for.
        what: &'static str,
    },
    /// A cross-reference section is malformed.
    #[error("the cross-reference section at byte {at} is malformed")]
    Xref {
        /// Where.
        at: usize,
    },
}

impl PdfError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Conflict { .. } => 2010,
            Self::Encrypted => 2011,
            Self::EndOfFile { .. } => 2012,
            Self::Filter { .. } => 2013,
            Self::JunkBeforeHeader { .. } => 2014,
            Self::Limit(limit) => limit.code(),
            Self::Nesting { .. } => 2015,
            Self::NotPdf => 2016,
            Self::ObjectHeader { .. } => 2017,
            Self::ObjectStream { .. } => 2018,
            Self::OutsideRevision { .. } => 2019,
            Self::Prev { .. } => 2020,
            Self::ReferenceLoop { .. } => 2021,
            Self::RepeatedEntry { .. } => 2022,
            Self::RepeatedKey { .. } => 2023,
            Self::Startxref { .. } => 2024,
            Self::StreamLength { .. } => 2025,
            Self::Syntax { .. } => 2026,
            Self::Trailer { .. } => 2027,
            Self::Type { .. } => 2028,
            Self::Xref { .. } => 2029,
        }
    }
}
