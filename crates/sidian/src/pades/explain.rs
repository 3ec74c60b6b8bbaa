//! The findings that go with broken coverage and with refusals to sign.

use crate::report::Finding;
use crate::report::codes::pdf as codes;

use super::{AppearanceError, ByteRangeError, PrepareError};

impl ByteRangeError {
    /// The stable number of this failure, that of its finding.
    pub fn code(&self) -> u32 {
        self.finding().code().number
    }

    /// The finding that tells people. Revisions are counted from 1 there.
    pub fn finding(&self) -> Finding {
        let span = |(start, end): (u64, u64)| format!("{start}–{end}");
        match *self {
            Self::Arity { found } => Finding::new(codes::RANGE_ARITY).with("found", found),
            Self::ContentsMissing => Finding::new(codes::RANGE_CONTENTS_MISSING),
            Self::Der => Finding::new(codes::RANGE_DER),
            Self::DictionaryOutside => Finding::new(codes::RANGE_DICTIONARY_OUTSIDE),
            Self::End { end } => Finding::new(codes::RANGE_END).with("end", end),
            Self::Gap { left_out, contents } => Finding::new(codes::RANGE_GAP)
                .with("left_out", span(left_out))
                .with("contents", span(contents)),
            Self::Indirect { key } => Finding::new(codes::RANGE_INDIRECT).with("key", key),
            Self::Missing => Finding::new(codes::RANGE_MISSING),
            Self::NotHex { at } => Finding::new(codes::RANGE_NOT_HEX).with("at", at),
            Self::Number => Finding::new(codes::RANGE_NUMBER),
            Self::ObjectStream => Finding::new(codes::RANGE_OBJECT_STREAM),
            Self::Overlap => Finding::new(codes::RANGE_OVERLAP),
            Self::Padding { count } => Finding::new(codes::RANGE_PADDING).with("count", count),
            Self::PastEnd { end, file } => {
                Finding::new(codes::RANGE_PAST_END).with("end", end).with("file", file)
            }
            Self::RepeatedKey => Finding::new(codes::RANGE_REPEATED_KEY),
            Self::Revision { covered, defined } => Finding::new(codes::RANGE_REVISION)
                .with("covered", covered.saturating_add(1))
                .with("defined", defined.saturating_add(1)),
            Self::Start { offset } => Finding::new(codes::RANGE_START).with("offset", offset),
            Self::Unsigned => Finding::new(codes::RANGE_UNSIGNED),
        }
    }
}

impl PrepareError {
    /// The finding that tells people.
    pub fn finding(&self) -> Finding {
        match self {
            Self::AlreadyCertified => Finding::new(codes::PREPARE_ALREADY_CERTIFIED),
            Self::CertificationAfterApproval => {
                Finding::new(codes::PREPARE_CERTIFICATION_AFTER_APPROVAL)
            }
            Self::FieldHidden { field } => {
                Finding::new(codes::PREPARE_FIELD_HIDDEN).with("field", field)
            }
            Self::FieldLocked { field, by } => {
                Finding::new(codes::PREPARE_FIELD_LOCKED).with("field", field).with("by", by)
            }
            Self::FieldName { field } => {
                Finding::new(codes::PREPARE_FIELD_NAME).with("field", field)
            }
            Self::FieldSigned { field } => {
                Finding::new(codes::PREPARE_FIELD_SIGNED).with("field", field)
            }
            Self::FieldTaken { field } => {
                Finding::new(codes::PREPARE_FIELD_TAKEN).with("field", field)
            }
            Self::FieldType { field } => {
                Finding::new(codes::PREPARE_FIELD_TYPE).with("field", field)
            }
            Self::NoChangesPermitted { by, permission } => {
                let finding = Finding::new(codes::PREPARE_NO_CHANGES).with("by", by);
                finding.with("permission", permission)
            }
            Self::Outside { page } => Finding::new(codes::PREPARE_OUTSIDE).with("page", page),
            Self::Page { page, count } => {
                Finding::new(codes::PREPARE_PAGE).with("page", page).with("count", count)
            }
            Self::Pdf(error) => error.finding(),
            Self::Room { room } => Finding::new(codes::PREPARE_ROOM).with("room", room),
            Self::Size => Finding::new(codes::PREPARE_SIZE),
            Self::Straddle { pages } => Finding::new(codes::PREPARE_STRADDLE).with("pages", pages),
            Self::Update(error) => error.finding(),
        }
    }
}

impl AppearanceError {
    /// The finding that tells people.
    pub fn finding(&self) -> Finding {
        match self {
            Self::Length { length, most } => {
                Finding::new(codes::PICTURE_LENGTH).with("length", length).with("most", most)
            }
            Self::Pages { count } => Finding::new(codes::PICTURE_PAGES).with("count", count),
            Self::Pdf(error) => error.finding(),
        }
    }
}
