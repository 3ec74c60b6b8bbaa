//! Cross-reference sections (ISO 32000-2 7.5.4, 7.5.8), one at a time.

use crate::budget::{Budget, Work};

use super::filter::{self, FilterError};
use super::lexer::Lexer;
use super::{Dict, Object, PdfError, Span};

/// What an entry costs, in units of eight bytes of memory.
const ENTRY: u64 = 4;

/// Where a cross-reference says that an object is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Entry {
    /// A hybrid file gives two places (7.5.8.4): reading the object is an error.
    Conflict,
    /// Free: the object does not exist.
    Free {
        /// The next free object.
        next: u32,
        /// The generation to use should the number be used again.
        generation: u16,
    },
    /// At this offset of the file.
    InFile {
        /// Offset of its header `N G obj`.
        offset: usize,
        /// Generation.
        generation: u16,
    },
    /// In an object stream (7.5.7).
    InStream {
        /// Object number of the object stream.
        stream: u32,
        /// Position in it, counted from 0.
        index: u32,
    },
}

/// How a revision writes its cross-reference.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum XrefKind {
    /// A table with a hidden stream (`/XRefStm`).
    Hybrid,
    /// A stream (7.5.8).
    Stream,
    /// A table (7.5.4).
    Table,
}

/// One section as it stands in the file.
pub(super) struct Section {
    /// From `xref`, or the stream's object header, to the end of the trailer or of the stream object.
    pub(super) span: Span,
    pub(super) kind: XrefKind,
    pub(super) trailer: Dict,
    /// Ordered by object number, none twice.
    pub(super) entries: Vec<(u32, Entry)>,
}

/// Reads the section that begins at `start`, as [`start_at`] found it.
pub(super) fn section(data: &[u8], start: usize, budget: &Budget) -> Result<Section, PdfError> {
    let mut lexer = Lexer::in_file(data, start, budget);
    if lexer.keyword(b"xref") {
        table(data, lexer, start, budget)
    } else {
        stream(data, start, budget)
    }
}

/// Where the section begins that `at` points to. White space before it is passed over, and an offset
/// that falls inside the word `xref` means that word: writers err by a byte or two, and neither can
/// be read in two ways.
pub(super) fn start_at(data: &[u8], at: usize, budget: &Budget) -> Option<usize> {
    let mut lexer = Lexer::in_file(data, at, budget);
    lexer.skip_white();
    if lexer.clone().keyword(b"xref") || lexer.clone().object_header().is_some() {
        return Some(lexer.at);
    }
    let mut backs = (1..=3).filter_map(|back| at.checked_sub(back));
    backs.find(|start| Lexer::in_file(data, *start, budget).keyword(b"xref"))
}

fn table(
    data: &[u8],
    mut lexer: Lexer<'_>,
    start: usize,
    budget: &Budget,
) -> Result<Section, PdfError> {
    let wrong = |lexer: &Lexer<'_>| PdfError::Xref { at: lexer.at };
    let mut entries: Vec<(u32, Entry)> = Vec::new();
    loop {
        lexer.skip_space();
        if lexer.keyword(b"trailer") {
            break;
        }
        let first = lexer.unsigned(u64::from(u32::MAX)).ok_or_else(|| wrong(&lexer))?;
        lexer.skip_space();
        let count = lexer.unsigned(u64::from(u32::MAX)).ok_or_else(|| wrong(&lexer))?;
        lexer.skip_space();
        // an entry takes 18 bytes and more: what the file cannot hold is not reserved
        let room = (data.len().saturating_sub(lexer.at) / 18) as u64;
        if count > room {
            return Err(wrong(&lexer));
        }
        budget.spend(Work::Objects, count.saturating_mul(ENTRY))?;
        entries.reserve(usize::try_from(count).unwrap_or(0));
        for number in first..first + count {
            let number = u32::try_from(number).map_err(|_| wrong(&lexer))?;
            let entry = match fast_row(data, lexer.at) {
                Some((entry, length)) => {
                    lexer.at += length;
                    entry
                }
                None => slow_row(&mut lexer)?,
            };
            entries.push((number, entry));
        }
    }
    let trailer = lexer.object()?;
    let Object::Dict(trailer) = trailer else { return Err(PdfError::Trailer { at: lexer.at }) };
    check_trailer(&trailer, start)?;
    let kind = if trailer.has("XRefStm") { XrefKind::Hybrid } else { XrefKind::Table };
    Ok(Section { span: Span::new(start, lexer.at), kind, trailer, entries: settled(entries)? })
}

/// A row of exactly 20 bytes, as the standard has it.
fn fast_row(data: &[u8], at: usize) -> Option<(Entry, usize)> {
    let row: &[u8; 20] = data.get(at..)?.first_chunk()?;
    let [offset @ .., b' ', g0, g1, g2, g3, g4, b' ', kind, e0, e1] = row else {
        return None;
    };
    let mut value: u64 = 0;
    for &b in offset {
        if !b.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u64::from(b - b'0');
    }
    let mut generation: u32 = 0;
    for &b in [g0, g1, g2, g3, g4] {
        if !b.is_ascii_digit() {
            return None;
        }
        generation = generation * 10 + u32::from(b - b'0');
    }
    let length = match (e0, e1) {
        (b' ', b'\r' | b'\n') | (b'\r', b'\n') => 20,
        _ => return None,
    };
    Some((row_entry(value, generation, *kind)?, length))
}

/// A row of another width: the same three tokens, which cannot be misread.
fn slow_row(lexer: &mut Lexer<'_>) -> Result<Entry, PdfError> {
    let wrong = PdfError::Xref { at: lexer.at };
    lexer.skip_white();
    let offset = lexer.unsigned(9_999_999_999).ok_or_else(|| wrong.clone())?;
    lexer.skip_white();
    let generation = lexer.unsigned(99_999).ok_or_else(|| wrong.clone())?;
    lexer.skip_white();
    let kind = if lexer.keyword(b"n") {
        b'n'
    } else if lexer.keyword(b"f") {
        b'f'
    } else {
        return Err(wrong);
    };
    lexer.skip_white();
    let generation = u32::try_from(generation).map_err(|_| wrong.clone())?;
    row_entry(offset, generation, kind).ok_or(wrong)
}

/// Some writers give the free object 0 the generation 65536; nothing can refer to it either way.
fn row_entry(value: u64, generation: u32, kind: u8) -> Option<Entry> {
    let narrow = u16::try_from(generation);
    match kind {
        b'n' => {
            Some(Entry::InFile { offset: usize::try_from(value).ok()?, generation: narrow.ok()? })
        }
        b'f' => Some(Entry::Free {
            next: u32::try_from(value).unwrap_or(0),
            generation: narrow.unwrap_or(u16::MAX),
        }),
        _ => None,
    }
}

fn stream(data: &[u8], start: usize, budget: &Budget) -> Result<Section, PdfError> {
    let wrong = || PdfError::Xref { at: start };
    let mut lexer = Lexer::in_file(data, start, budget);
    lexer.object_header().ok_or_else(wrong)?;
    let Object::Dict(dict) = lexer.object()? else { return Err(wrong()) };
    if dict.name("Type").is_none_or(|name| name != "XRef") {
        return Err(wrong());
    }
    check_trailer(&dict, start)?;
    let length = dict.integer("Length").and_then(|n| usize::try_from(n).ok()).ok_or_else(wrong)?;
    let raw = stream_data(&mut lexer, length)?;
    let raw = raw.of(data).ok_or_else(wrong)?;
    lexer.skip_space();
    if !lexer.keyword(b"endobj") {
        return Err(wrong());
    }
    let rows = filter::decode(&dict, raw, budget).map_err(|error| match error {
        FilterError::Data => wrong(),
        FilterError::Limit(limit) => PdfError::Limit(limit),
    })?;
    let entries = rows_of(&dict, &rows, budget).transpose()?.ok_or_else(wrong)?;
    let span = Span::new(start, lexer.at);
    Ok(Section { span, kind: XrefKind::Stream, trailer: dict, entries: settled(entries)? })
}

/// From the end of a stream's dictionary: checks the keywords around `length` bytes of data, and
/// returns where these are.
pub(super) fn stream_data(lexer: &mut Lexer<'_>, length: usize) -> Result<Span, PdfError> {
    lexer.skip_space();
    let at = lexer.at;
    let wrong = || PdfError::StreamLength { at };
    if !lexer.literal(b"stream") || !(lexer.literal(b"\r\n") || lexer.literal(b"\n")) {
        return Err(wrong());
    }
    let data = Span::new(lexer.at, lexer.at.checked_add(length).ok_or_else(wrong)?);
    lexer.at = data.end;
    lexer.end_of_line();
    if lexer.keyword(b"endstream") { Ok(data) } else { Err(wrong()) }
}

type Rows = Vec<(u32, Entry)>;

/// The entries of a cross-reference stream (7.5.8.3); `None` where it is malformed.
fn rows_of(dict: &Dict, rows: &[u8], budget: &Budget) -> Option<Result<Rows, PdfError>> {
    let widths = dict.array("W")?;
    let mut width = [0_usize; 3];
    for (place, item) in width.iter_mut().zip(widths.items()) {
        *place = usize::try_from(item.as_integer()?).ok().filter(|w| *w <= 8)?;
    }
    let row: usize = width.iter().sum();
    if widths.len() != 3 || row == 0 || width[1] == 0 {
        return None;
    }
    let size = u64::try_from(dict.integer("Size")?).ok()?;
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    match dict.get("Index") {
        None => ranges.push((0, size)),
        Some(index) => {
            let items = index.as_array()?.items();
            for pair in items.chunks(2) {
                let [first, count] = pair else { return None };
                let first = u64::try_from(first.as_integer()?).ok()?;
                ranges.push((first, u64::try_from(count.as_integer()?).ok()?));
            }
        }
    }
    let total = ranges.iter().try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count))?;
    if total.checked_mul(row as u64)? != rows.len() as u64 {
        return None;
    }
    if let Err(limit) = budget.spend(Work::Objects, total.saturating_mul(ENTRY)) {
        return Some(Err(limit.into()));
    }
    let mut entries = Vec::with_capacity(rows.len() / row);
    let mut lines = rows.chunks_exact(row);
    for (first, count) in ranges {
        for number in first..first.checked_add(count)? {
            entries.push((u32::try_from(number).ok()?, row_of(lines.next()?, width)?));
        }
    }
    Some(Ok(entries))
}

fn row_of(line: &[u8], [w0, w1, w2]: [usize; 3]) -> Option<Entry> {
    let (kind, rest) = line.split_at_checked(w0)?;
    let (second, third) = rest.split_at_checked(w1)?;
    let value = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, &b| sum << 8 | u64::from(b));
    let kind = if w0 == 0 { 1 } else { value(kind) };
    let (second, third) = (value(second), if w2 == 0 { 0 } else { value(third) });
    Some(match kind {
        0 => Entry::Free {
            next: u32::try_from(second).unwrap_or(0),
            generation: u16::try_from(third).unwrap_or(u16::MAX),
        },
        1 => Entry::InFile {
            offset: usize::try_from(second).ok()?,
            generation: u16::try_from(third).ok()?,
        },
        2 => Entry::InStream {
            stream: u32::try_from(second).ok()?,
            index: u32::try_from(third).ok()?,
        },
        _ => return None,
    })
}

fn check_trailer(trailer: &Dict, at: usize) -> Result<(), PdfError> {
    if trailer.repeated().is_some() {
        return Err(PdfError::RepeatedKey { at });
    }
    match trailer.integer("Size") {
        Some(0..) => Ok(()),
        _ => Err(PdfError::Trailer { at }),
    }
}

/// Ordered by number; the same object twice is an error unless both times with the same place.
fn settled(mut entries: Vec<(u32, Entry)>) -> Result<Vec<(u32, Entry)>, PdfError> {
    if !entries.is_sorted_by(|a, b| a.0 < b.0) {
        entries.sort_by_key(|(number, _)| *number);
        entries.dedup();
        let twice =
            entries.windows(2).find(|pair| pair.first().map(|e| e.0) == pair.last().map(|e| e.0));
        if let Some((number, _)) = twice.and_then(<[_]>::first) {
            return Err(PdfError::RepeatedEntry { number: *number });
        }
    }
    Ok(entries)
}
