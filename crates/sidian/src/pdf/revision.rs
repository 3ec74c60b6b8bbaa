//! The chain of cross-reference sections, cut into revisions (ISO 32000-2 7.5.6).

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::budget::{Budget, Work};

use super::lexer::Lexer;
use super::xref::{self, Entry, Section, XrefKind};
use super::{Dict, Object, PdfError, Span};

/// The file as one writer left it: the original, or one incremental update.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Where its bytes begin: the end of the revision before it.
    pub start: usize,
    /// Just after `%%EOF`.
    pub eof: usize,
    /// Just after `%%EOF` and the end of line behind it, if there is one.
    pub end: usize,
    /// What its `startxref` says.
    pub startxref: usize,
    /// How it writes its cross-reference.
    pub kind: XrefKind,
    /// Its trailer dictionary; for a cross-reference stream, the stream's.
    pub trailer: Dict,
    /// Its cross-reference sections: one, or two in a linearized or hybrid file.
    pub sections: Vec<Span>,
    pub(super) entries: Vec<(u32, Entry)>,
}

impl Revision {
    /// What this revision itself defines, ordered by object number.
    pub fn entries(&self) -> &[(u32, Entry)] {
        &self.entries
    }

    /// What this revision itself says about object `number`.
    pub fn entry(&self, number: u32) -> Option<Entry> {
        let found = self.entries.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.entries.get(found).map(|(_, entry)| *entry)
    }
}

/// Reads the whole chain; the revisions come oldest first.
pub(super) fn chain(data: &[u8], budget: &Budget) -> Result<Vec<Revision>, PdfError> {
    let mut at = last_startxref(data, 0, budget)?;
    let mut seen = HashSet::new();
    let mut bound = data.len();
    let mut newest_first: Vec<Revision> = Vec::new();
    loop {
        budget.spend(Work::Objects, 1)?;
        let entry = read(data, at, &mut seen, budget)?;
        let own = entry.span;
        let prev = prev_of(&entry)?;
        let forward = prev.filter(|prev| *prev >= own.start);
        let main =
            forward.map(|at| linearized_main(data, at, own, &mut seen, budget)).transpose()?;
        let last = main.as_ref().map_or(own.end, |main| main.span.end);
        if last > bound {
            return Err(PdfError::Prev { at: own.start });
        }
        let hidden = hidden(data, &entry, &mut seen, budget)?;
        let part = Part { data, base: 0, bound };
        newest_first.push(revision(part, entry, main, hidden, budget)?);
        bound = own.start;
        match prev {
            Some(prev) if forward.is_none() => at = prev,
            _ => break,
        }
    }
    let mut start = 0;
    newest_first.reverse();
    for revision in &mut newest_first {
        revision.start = start;
        start = revision.end;
    }
    Ok(newest_first)
}

/// Reads the section at `at`, which must not have been read before.
fn read(
    data: &[u8],
    at: usize,
    seen: &mut HashSet<usize>,
    budget: &Budget,
) -> Result<Section, PdfError> {
    let start = xref::start_at(data, at, budget).ok_or(PdfError::Xref { at })?;
    if seen.insert(start) { xref::section(data, start, budget) } else { Err(PdfError::Prev { at }) }
}

fn prev_of(section: &Section) -> Result<Option<usize>, PdfError> {
    let wrong = PdfError::Trailer { at: section.span.start };
    match section.trailer.get("Prev") {
        None => Ok(None),
        Some(prev) => {
            let prev = prev.as_integer().and_then(|n| usize::try_from(n).ok());
            prev.map(Some).ok_or(wrong)
        }
    }
}

/// The second section of a linearized file (annex F): the only one that stands behind the section
/// that names it.
fn linearized_main(
    data: &[u8],
    at: usize,
    first_page: Span,
    seen: &mut HashSet<usize>,
    budget: &Budget,
) -> Result<Section, PdfError> {
    let wrong = PdfError::Prev { at: first_page.start };
    let mut lexer = Lexer::in_file(data, 0, budget);
    lexer.skip_space();
    lexer.object_header().ok_or(wrong.clone())?;
    let Object::Dict(parameters) = lexer.object()? else { return Err(wrong) };
    let length = parameters.integer("L").and_then(|n| usize::try_from(n).ok());
    let length = length.filter(|_| parameters.has("Linearized")).ok_or(wrong.clone())?;
    let main = read(data, at, seen, budget)?;
    let fits = main.span.start >= first_page.end && main.span.end <= length && length <= data.len();
    if fits && !main.trailer.has("Prev") { Ok(main) } else { Err(wrong) }
}

/// The stream that a hybrid table hides from old readers (7.5.8.4).
fn hidden(
    data: &[u8],
    table: &Section,
    seen: &mut HashSet<usize>,
    budget: &Budget,
) -> Result<Option<Section>, PdfError> {
    if table.kind != XrefKind::Hybrid {
        return Ok(None);
    }
    let wrong = PdfError::Trailer { at: table.span.start };
    let at = table.trailer.integer("XRefStm").and_then(|n| usize::try_from(n).ok());
    let at = at.filter(|at| *at < table.span.start).ok_or(wrong.clone())?;
    let hidden = read(data, at, seen, budget)?;
    if hidden.kind == XrefKind::Stream { Ok(Some(hidden)) } else { Err(wrong) }
}

/// Reads the one revision that `tail` adds to a file of `base` bytes whose latest is `before`.
pub(super) fn appended(
    tail: &[u8],
    base: usize,
    before: &Revision,
    budget: &Budget,
) -> Result<Revision, PdfError> {
    let at = last_startxref(tail, base, budget)?;
    let entry = xref::section(tail, at, budget)?;
    let earlier = before.sections.first().map(|section| section.start);
    if entry.kind == XrefKind::Hybrid || prev_of(&entry)? != earlier {
        return Err(PdfError::Prev { at: at.saturating_add(base) });
    }
    let part = Part { data: tail, base, bound: tail.len() };
    let mut added = revision(part, entry, None, None, budget)?;
    if added.end != tail.len() {
        return Err(PdfError::EndOfFile { at: added.end.saturating_add(base) });
    }
    added.start = before.end;
    (added.eof, added.end) = (added.eof.saturating_add(base), added.end.saturating_add(base));
    added.sections = added.sections.into_iter().map(|section| section.behind(base)).collect();
    Ok(added)
}

/// Bytes of a file in which a revision lies.
struct Part<'a> {
    data: &'a [u8],
    /// Where they begin in the file.
    base: usize,
    /// Where the revision ends at the latest, counted from there.
    bound: usize,
}

fn revision(
    part: Part<'_>,
    entry: Section,
    main: Option<Section>,
    hidden: Option<Section>,
    budget: &Budget,
) -> Result<Revision, PdfError> {
    let Part { data, base, bound } = part;
    let last = main.as_ref().map_or(entry.span, |main| main.span);
    let (startxref, eof) = end_after(data, last.end, bound, budget)?;
    // a reader of this revision alone begins at this very section
    let begins = startxref.checked_sub(base).and_then(|at| xref::start_at(data, at, budget));
    if begins != Some(entry.span.start) {
        return Err(PdfError::Startxref { value: startxref as u64 });
    }
    let mut sections = vec![entry.span];
    let mut entries = entry.entries;
    for (other, hides) in [(main, false), (hidden, true)] {
        if let Some(other) = other {
            sections.push(other.span);
            entries = merged(entries, other.entries, hides);
        }
    }
    let mut lexer = Lexer::in_file(data.get(..bound).unwrap_or_default(), eof, budget);
    lexer.end_of_line();
    Ok(Revision {
        start: 0,
        eof,
        end: lexer.at,
        startxref,
        kind: entry.kind,
        trailer: entry.trailer,
        sections,
        entries,
    })
}

/// The value of `startxref` behind the section that ends at `from`, and the offset just after the
/// `%%EOF` that follows.
fn end_after(
    data: &[u8],
    from: usize,
    bound: usize,
    budget: &Budget,
) -> Result<(usize, usize), PdfError> {
    let mut lexer = Lexer::in_file(data.get(..bound).unwrap_or_default(), from, budget);
    let wrong = PdfError::EndOfFile { at: from };
    lexer.skip_space();
    if !lexer.keyword(b"startxref") {
        return Err(wrong);
    }
    lexer.skip_space();
    let value = lexer.unsigned(u64::MAX).and_then(|v| usize::try_from(v).ok());
    let value = value.ok_or(wrong.clone())?;
    lexer.skip_white();
    if lexer.literal(b"%%EOF") { Ok((value, lexer.at)) } else { Err(wrong) }
}

/// Where the section begins that the last `startxref` means, which stands in the last bytes of the
/// file (7.5.5). `data` begins at `base` of the file.
fn last_startxref(data: &[u8], base: usize, budget: &Budget) -> Result<usize, PdfError> {
    const WORD: &[u8] = b"startxref";
    let from = data.len().saturating_sub(TAIL);
    let tail = data.get(from..).unwrap_or_default();
    let found = tail.windows(WORD.len()).rposition(|window| window == WORD);
    let at = found.ok_or(PdfError::EndOfFile { at: from })? + from;
    let mut lexer = Lexer::in_file(data, at + WORD.len(), budget);
    lexer.skip_space();
    let value = lexer.unsigned(u64::MAX).ok_or(PdfError::EndOfFile { at })?;
    let wrong = PdfError::Startxref { value };
    let value = usize::try_from(value).ok().and_then(|value| value.checked_sub(base));
    value.and_then(|value| xref::start_at(data, value, budget)).ok_or(wrong)
}

/// Both sections of one revision as one. In a hybrid file an entry that the table calls free is
/// taken from the hidden stream; two different places are a conflict, for readers would differ.
fn merged(first: Vec<(u32, Entry)>, second: Vec<(u32, Entry)>, hides: bool) -> Vec<(u32, Entry)> {
    let mut out = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
    loop {
        let order = match (first.peek(), second.peek()) {
            (None, None) => return out,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.0.cmp(&b.0),
        };
        let a = if order.is_le() { first.next() } else { None };
        let b = if order.is_ge() { second.next() } else { None };
        out.extend(match (a, b) {
            (Some(a), Some(b)) => Some((a.0, both(a.1, b.1, hides))),
            (a, b) => a.or(b),
        });
    }
}

fn both(first: Entry, second: Entry, hides: bool) -> Entry {
    match (first, second) {
        (first, second) if first == second => first,
        (Entry::Free { .. }, second) if hides => second,
        (first @ Entry::Free { .. }, Entry::Free { .. }) => first,
        _ => Entry::Conflict,
    }
}

/// How far from the end the last `startxref` may stand.
const TAIL: usize = 1024 + 64;
