//! Object streams (ISO 32000-2 7.5.7).

use crate::budget::{Budget, Work};

use super::lexer::Lexer;
use super::{Dict, Object, PdfError, Span};

/// A decoded object stream with its table of contents.
pub(super) struct ObjectStream {
    pub(super) data: Vec<u8>,
    /// Object number and offset in `data`, in the order of the stream.
    index: Vec<(u32, usize)>,
    number: u32,
}

impl ObjectStream {
    /// Reads the table of contents of the stream that is object `number`.
    pub(super) fn new(
        number: u32,
        dict: &Dict,
        data: Vec<u8>,
        budget: &Budget,
    ) -> Result<Self, PdfError> {
        let wrong = || PdfError::ObjectStream { number };
        if dict.name("Type").is_none_or(|name| name != "ObjStm") || dict.repeated().is_some() {
            return Err(wrong());
        }
        if dict.get("Extends").is_some_and(|o| o.as_reference().is_none()) {
            return Err(wrong());
        }
        let count = dict.integer("N").and_then(|n| usize::try_from(n).ok()).ok_or_else(wrong)?;
        let first = dict.integer("First").and_then(|n| usize::try_from(n).ok());
        let first = first.filter(|f| *f <= data.len()).ok_or_else(wrong)?;
        // a pair of numbers takes four bytes at least
        if count > first / 3 + 1 {
            return Err(wrong());
        }
        budget.spend(Work::Objects, count as u64)?;
        let mut lexer = Lexer::in_stream(data.get(..first).unwrap_or_default(), 0, budget);
        let mut index = Vec::with_capacity(count);
        for _ in 0..count {
            lexer.skip_space();
            let object = lexer.unsigned(u64::from(u32::MAX)).and_then(|n| u32::try_from(n).ok());
            lexer.skip_space();
            let offset = lexer.unsigned(data.len() as u64).and_then(|n| usize::try_from(n).ok());
            let offset = offset.and_then(|o| o.checked_add(first)).filter(|o| *o <= data.len());
            index.push((object.ok_or_else(wrong)?, offset.ok_or_else(wrong)?));
        }
        // readers that go by the number alone would take one of two
        let mut numbers: Vec<u32> = index.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        let repeated = !numbers.is_sorted_by(|a, b| a < b);
        if repeated || !index.is_sorted_by_key(|(_, offset)| *offset) {
            return Err(wrong());
        }
        Ok(Self { data, index, number })
    }

    /// The numbers of all that it holds.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.index.iter().map(|(number, _)| *number)
    }

    /// Object `number`, which the cross-reference says is the one at `position`.
    pub(super) fn object(
        &self,
        number: u32,
        position: u32,
        budget: &Budget,
    ) -> Result<(Object, Span), PdfError> {
        let wrong = || PdfError::ObjectStream { number: self.number };
        let position = usize::try_from(position).map_err(|_| wrong())?;
        let (found, start) = *self.index.get(position).ok_or_else(wrong)?;
        if found != number {
            return Err(wrong());
        }
        let end = self.index.get(position + 1).map_or(self.data.len(), |(_, offset)| *offset);
        let mut lexer = Lexer::in_stream(self.data.get(..end).unwrap_or_default(), start, budget);
        lexer.skip_space();
        let start = lexer.at;
        let object = lexer.object()?;
        let span = Span::new(start, lexer.at);
        lexer.skip_space();
        if lexer.is_at_end() { Ok((object, span)) } else { Err(wrong()) }
    }
}
