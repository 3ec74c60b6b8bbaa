//! One tokenizer for everything (ISO 32000-2 7.2 and 7.3): no other code looks for keywords in raw
//! bytes.

use crate::budget::{Budget, Work};

use super::object::Spelling;
use super::{Array, Dict, Name, Object, PdfError, PdfString, Ref, Span};

/// Deepest nesting of arrays and dictionaries.
const NESTING: u32 = 64;
/// What an object costs: one unit for each eight bytes it takes in memory, so that the budget
/// bounds memory too.
const VALUE: u64 = 7;
/// What an array, dictionary or string costs beside its items.
const CONTAINER: u64 = 16;
/// Longest number in characters.
const NUMBER: usize = 128;

/// A position in bytes. Reading moves it; a failed read leaves it anywhere.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    pub(super) at: usize,
    /// Where `data` begins in the file, so that objects may keep their positions; `None` for bytes
    /// that are not the file's own.
    base: Option<usize>,
    budget: &'a Budget,
}

impl<'a> Lexer<'a> {
    /// Over the bytes of a file, which end where `data` ends.
    pub(super) fn in_file(data: &'a [u8], at: usize, budget: &'a Budget) -> Self {
        Self { data, at, base: Some(0), budget }
    }

    /// Over bytes of a file of which `data` is the part from `base` on; `at` counts from there.
    pub(super) fn in_part(data: &'a [u8], base: usize, at: usize, budget: &'a Budget) -> Self {
        Self { data, at, base: Some(base), budget }
    }

    /// Over bytes that are not the file's own.
    pub(super) fn in_stream(data: &'a [u8], at: usize, budget: &'a Budget) -> Self {
        Self { data, at, base: None, budget }
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.data.get(self.at..).unwrap_or_default()
    }

    fn syntax(&self) -> PdfError {
        PdfError::Syntax { at: self.at }
    }

    fn span(&self, start: usize) -> Option<Span> {
        self.base.map(|base| Span::new(base.saturating_add(start), base.saturating_add(self.at)))
    }

    /// Whether everything has been read.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.data.len()
    }

    /// Skips white space, not comments.
    pub(super) fn skip_white(&mut self) {
        while self.peek().is_some_and(is_white) {
            self.at += 1;
        }
    }

    /// Skips white space and comments (7.2.4).
    pub(super) fn skip_space(&mut self) {
        loop {
            self.skip_white();
            if self.peek() != Some(b'%') {
                return;
            }
            while self.peek().is_some_and(|b| b != b'\r' && b != b'\n') {
                self.at += 1;
            }
        }
    }

    /// Takes `word` if it stands here as a whole word.
    pub(super) fn keyword(&mut self, word: &[u8]) -> bool {
        let found = self.rest().strip_prefix(word);
        match found {
            Some(rest) if rest.first().is_none_or(|&b| !is_regular(b)) => {
                self.at += word.len();
                true
            }
            _ => false,
        }
    }

    /// Takes `bytes` if they stand here, whatever follows.
    pub(super) fn literal(&mut self, bytes: &[u8]) -> bool {
        let found = self.rest().starts_with(bytes);
        if found {
            self.at += bytes.len();
        }
        found
    }

    /// Takes one end of line: CR LF, LF or CR.
    pub(super) fn end_of_line(&mut self) -> bool {
        self.literal(b"\r\n") || self.literal(b"\n") || self.literal(b"\r")
    }

    /// Takes decimal digits that make a number up to `most`.
    pub(super) fn unsigned(&mut self, most: u64) -> Option<u64> {
        let digits = self.rest().iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 20 {
            return None;
        }
        let mut value: u64 = 0;
        for &b in self.rest().get(..digits)? {
            value = value.checked_mul(10)?.checked_add(u64::from(b - b'0'))?;
        }
        self.at += digits;
        (value <= most).then_some(value)
    }

    /// Takes the header `N G obj`.
    pub(super) fn object_header(&mut self) -> Option<Ref> {
        let number = u32::try_from(self.unsigned(u64::from(u32::MAX))?).ok()?;
        self.white_between()?;
        let generation = u16::try_from(self.unsigned(u64::from(u16::MAX))?).ok()?;
        self.white_between()?;
        self.keyword(b"obj").then_some(Ref { number, generation })
    }

    fn white_between(&mut self) -> Option<()> {
        let before = self.at;
        self.skip_space();
        (self.at > before).then_some(())
    }

    /// Takes one object; a stream is left for its caller, at the dictionary's end.
    pub(super) fn object(&mut self) -> Result<Object, PdfError> {
        self.nested(0)
    }

    fn nested(&mut self, depth: u32) -> Result<Object, PdfError> {
        self.skip_space();
        let nests = matches!(self.peek(), Some(b'[' | b'<' | b'('));
        self.budget.spend(Work::Objects, if nests { CONTAINER } else { VALUE })?;
        match self.peek() {
            Some(b'/') => Ok(Object::Name(self.name()?)),
            Some(b'(') => self.literal_string(),
            Some(b'[') => self.array(depth),
            Some(b'<') if self.data.get(self.at + 1) == Some(&b'<') => self.dict(depth),
            Some(b'<') => self.hex_string(),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => self.number_or_reference(),
            Some(b't') if self.keyword(b"true") => Ok(Object::Bool(true)),
            Some(b'f') if self.keyword(b"false") => Ok(Object::Bool(false)),
            Some(b'n') if self.keyword(b"null") => Ok(Object::Null),
            _ => Err(self.syntax()),
        }
    }

    fn array(&mut self, depth: u32) -> Result<Object, PdfError> {
        let start = self.at;
        if depth >= NESTING {
            return Err(PdfError::Nesting { at: start });
        }
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Object::Array(Array::read(items, self.span(start))));
            }
            items.push(self.nested(depth + 1)?);
        }
    }

    fn dict(&mut self, depth: u32) -> Result<Object, PdfError> {
        let start = self.at;
        if depth >= NESTING {
            return Err(PdfError::Nesting { at: start });
        }
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(b'/') => {
                    let key = self.name()?;
                    entries.push((key, self.nested(depth + 1)?));
                }
                Some(b'>') if self.literal(b">>") => {
                    return Ok(Object::Dict(Dict::read(entries, self.span(start))));
                }
                _ => return Err(self.syntax()),
            }
        }
    }

    fn name(&mut self) -> Result<Name, PdfError> {
        self.at += 1;
        let rest = self.rest();
        let len = rest.iter().take_while(|&&b| is_regular(b)).count();
        let raw = rest.get(..len).unwrap_or_default();
        self.at += len;
        if !raw.contains(&b'#') {
            return Ok(Name::new(raw));
        }
        let mut bytes = Vec::with_capacity(len);
        let mut raw = raw;
        while let Some((&b, after)) = raw.split_first() {
            raw = after;
            match (b, after) {
                (b'#', [high, low, tail @ ..]) => {
                    let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) else {
                        return Err(self.syntax());
                    };
                    bytes.push(high << 4 | low);
                    raw = tail;
                }
                (b'#', _) => return Err(self.syntax()),
                _ => bytes.push(b),
            }
        }
        Ok(Name::new(bytes))
    }

    fn hex_string(&mut self) -> Result<Object, PdfError> {
        let start = self.at;
        self.at += 1;
        let (bytes, length) = plain_hex(self.rest());
        if self.rest().get(length) == Some(&b'>') {
            self.at += length + 1;
            let string = PdfString::read(bytes, Spelling::PlainHex, self.span(start));
            return Ok(Object::String(string));
        }
        let end = self.rest().iter().position(|&b| b == b'>').ok_or_else(|| self.syntax())?;
        let bytes = self.spaced_hex(self.rest().get(..end).unwrap_or_default())?;
        self.at += end + 1;
        Ok(Object::String(PdfString::read(bytes, Spelling::Hex, self.span(start))))
    }

    /// Hexadecimal with white space in it, or with a last digit missing (7.3.4.3).
    fn spaced_hex(&self, digits: &[u8]) -> Result<Vec<u8>, PdfError> {
        let mut bytes = Vec::with_capacity(digits.len().div_ceil(2));
        let mut high = None;
        for (offset, &b) in digits.iter().enumerate() {
            let Some(digit) = hex_digit(b) else {
                if is_white(b) {
                    continue;
                }
                return Err(PdfError::Syntax { at: self.at + offset });
            };
            match high.take() {
                None => high = Some(digit),
                Some(high) => bytes.push(high << 4 | digit),
            }
        }
        bytes.extend(high.map(|high: u8| high << 4));
        Ok(bytes)
    }

    fn literal_string(&mut self) -> Result<Object, PdfError> {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        let mut open = 0_usize;
        loop {
            let b = self.peek().ok_or(PdfError::Syntax { at: start })?;
            self.at += 1;
            match b {
                b'(' => open += 1,
                b')' if open == 0 => {
                    return Ok(Object::String(PdfString::read(
                        bytes,
                        Spelling::Literal,
                        self.span(start),
                    )));
                }
                b')' => open -= 1,
                b'\\' => {
                    bytes.extend(self.escape()?);
                    continue;
                }
                b'\r' => {
                    self.literal(b"\n");
                    bytes.push(b'\n');
                    continue;
                }
                _ => {}
            }
            bytes.push(b);
        }
    }

    /// What stands behind a backslash (7.3.4.2, table 3).
    fn escape(&mut self) -> Result<Option<u8>, PdfError> {
        let b = self.peek().ok_or_else(|| self.syntax())?;
        if b == b'\r' || b == b'\n' {
            self.end_of_line();
            return Ok(None);
        }
        self.at += 1;
        Ok(Some(match b {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'0'..=b'7' => {
                let mut value = b - b'0';
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    // high-order overflow is ignored
                    value = value.wrapping_shl(3) | (digit - b'0');
                    self.at += 1;
                }
                value
            }
            other => other,
        }))
    }

    fn number_or_reference(&mut self) -> Result<Object, PdfError> {
        let start = self.at;
        let token = self.rest();
        let len = token.iter().take(NUMBER + 1).take_while(|&&b| is_regular(b)).count();
        let token = token.get(..len).filter(|_| len <= NUMBER).ok_or_else(|| self.syntax())?;
        self.at += len;
        let wrong = PdfError::Syntax { at: start };
        let (sign, digits) = match token.split_first() {
            Some((b'-', digits)) => (-1, digits),
            Some((b'+', digits)) => (1, digits),
            _ => (1, token),
        };
        if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
            let mut value: i64 = 0;
            for &b in digits {
                let digit = i64::from(b - b'0') * sign;
                let next = value.checked_mul(10).and_then(|v| v.checked_add(digit));
                value = next.ok_or_else(|| wrong.clone())?;
            }
            let plain = len == digits.len();
            return Ok(match u32::try_from(value) {
                Ok(number) if plain => self.reference_to(number),
                _ => Object::Integer(value),
            });
        }
        let dots = digits.iter().filter(|&&b| b == b'.').count();
        if dots != 1 || digits.len() < 2 || digits.iter().any(|b| !b.is_ascii_digit() && *b != b'.')
        {
            return Err(wrong);
        }
        let text = str::from_utf8(token).map_err(|_| wrong.clone())?;
        text.parse().ok().filter(|v: &f64| v.is_finite()).map(Object::Real).ok_or(wrong)
    }

    /// Just behind an integer: a reference if a generation and `R` follow, else the integer.
    fn reference_to(&mut self, number: u32) -> Object {
        let after = self.at;
        self.skip_space();
        if let Some(generation) = self.unsigned(u64::from(u16::MAX))
            && let Ok(generation) = u16::try_from(generation)
            && self.white_between().is_some()
            && self.keyword(b"R")
        {
            return Object::Ref(Ref { number, generation });
        }
        self.at = after;
        Object::Integer(i64::from(number))
    }
}

/// White space (7.2.3, table 1).
pub(super) const fn is_white(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Neither white space nor a delimiter (7.2.3).
pub(super) const fn is_regular(b: u8) -> bool {
    !is_white(b)
        && !matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The bytes that whole pairs of digits at the beginning of `data` stand for, and how many bytes
/// of `data` these pairs take. Block by block, for signature values are long.
fn plain_hex(data: &[u8]) -> (Vec<u8>, usize) {
    const BLOCK: usize = 128;
    let mut out = Vec::new();
    let mut taken = 0;
    for block in data.as_chunks::<BLOCK>().0 {
        let mut digits = [0; BLOCK];
        let mut wrong = 0;
        for (digit, &b) in digits.iter_mut().zip(block) {
            let (low, letter) = (b.wrapping_sub(b'0'), (b | 0x20).wrapping_sub(b'a'));
            *digit = if low < 10 { low } else { letter.wrapping_add(10) };
            wrong |= u8::from(low >= 10 && letter >= 6);
        }
        if wrong != 0 {
            break;
        }
        out.extend(digits.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low));
        taken += BLOCK;
    }
    for [high, low] in data.get(taken..).unwrap_or_default().as_chunks::<2>().0 {
        let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) else { break };
        out.push(high << 4 | low);
        taken += 2;
    }
    (out, taken)
}

/// The value of a hexadecimal digit.
pub(super) const fn hex_digit(b: u8) -> Option<u8> {
    match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        b'A'..=b'F' => Some(b - b'A' + 10),
        _ => None,
    }
}
