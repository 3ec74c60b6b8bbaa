//! The bytes a signature covers (ISO 32000-2 12.8.1, `/ByteRange`): everything up to the end of one
//! revision but the signature value itself, or nothing at all.

use crate::crypto::{Digest, Hash};
use crate::pdf::{Object, Pdf, Revision, Span};

use super::SignatureDictionary;

/// Why a `/ByteRange` does not protect the revision it claims to.
///
/// Every variant is terminal for the signature it was found on; none depends on a key, a
/// certificate or the clock.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ByteRangeError {
    /// The array does not hold exactly four integers.
    #[error("/ByteRange has {found} entries instead of four")]
    Arity {
        /// How many it holds.
        found: usize,
    },
    /// `/Contents` is missing.
    #[error("the signature has no /Contents")]
    ContentsMissing,
    /// `/Contents` holds no DER value of its own length.
    #[error("/Contents does not hold one complete DER or BER value")]
    Der,
    /// The dictionary lies outside the bytes it says are signed.
    #[error("the signature dictionary lies outside the bytes it signs")]
    DictionaryOutside,
    /// Where the range ends, no revision ends.
    #[error("the signed bytes end at {end}, where no revision ends")]
    End {
        /// Where they end.
        end: u64,
    },
    /// The bytes left out are not exactly the `/Contents` string.
    #[error("the bytes left out, {left_out:?}, are not exactly /Contents at {contents:?}")]
    Gap {
        /// What the array leaves out.
        left_out: (u64, u64),
        /// Where the string lies, brackets included.
        contents: (u64, u64),
    },
    /// A value whose place matters is not direct.
    #[error("/{key} of the signature is not a direct value")]
    Indirect {
        /// Which.
        key: &'static str,
    },
    /// `/ByteRange` is missing.
    #[error("the signature has no /ByteRange")]
    Missing,
    /// `/Contents` is not strictly hexadecimal.
    #[error("/Contents is not strictly hexadecimal at byte {at}")]
    NotHex {
        /// The first byte that is not.
        at: usize,
    },
    /// An entry is no non-negative integer.
    #[error("an entry of /ByteRange is no offset or length")]
    Number,
    /// The dictionary is in an object stream.
    #[error("the signature dictionary is in an object stream")]
    ObjectStream,
    /// The ranges overlap.
    #[error("the signed ranges overlap")]
    Overlap,
    /// Something other than zero bytes follows the value in `/Contents`.
    #[error("{count} bytes that are not padding follow the signature value in /Contents")]
    Padding {
        /// How many bytes from the first that is not zero.
        count: usize,
    },
    /// A range ends past the end of the file.
    #[error("the signed bytes end at {end}, past the end of the file at {file}")]
    PastEnd {
        /// Where the range ends.
        end: u64,
        /// How long the file is.
        file: u64,
    },
    /// A key of the dictionary or of its field is given more than once.
    #[error("the signature dictionary repeats a key")]
    RepeatedKey,
    /// The dictionary belongs to another revision than the one its range covers.
    #[error("the signature covers revision {covered} but is defined in revision {defined}")]
    Revision {
        /// The revision at whose end the range ends.
        covered: usize,
        /// The revision that defines the dictionary.
        defined: usize,
    },
    /// The first range does not begin at byte 0.
    #[error("the signed bytes begin at {offset} instead of 0")]
    Start {
        /// Where it begins.
        offset: u64,
    },
    /// `/Contents` is empty or all zeros: a place for a signature, not a signature.
    #[error("the place for the signature value is empty")]
    Unsigned,
}

/// What a signature covers. Holding one means: the signed bytes are one whole revision, from byte 0
/// to the end of the revision that defines the signature dictionary, without exactly the
/// `/Contents` value of that dictionary. It does not mean that the signature is valid.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Covered {
    revision: usize,
    ranges: [Span; 2],
    der_len: usize,
    padding: usize,
    whole: bool,
}

impl Covered {
    /// The revision covered, counted from 0.
    pub fn revision(&self) -> usize {
        self.revision
    }

    /// The signed bytes.
    pub fn ranges(&self) -> [Span; 2] {
        self.ranges
    }

    /// Where the `/Contents` string lies, brackets included.
    pub fn gap(&self) -> Span {
        let [before, after] = self.ranges;
        Span::new(before.end, after.start)
    }

    /// Whether the revision is the last and only white space follows it.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// How many zero bytes follow the value in `/Contents`.
    pub fn padding(&self) -> usize {
        self.padding
    }

    /// The signature value in the dictionary that was checked, without its padding.
    pub fn value<'d>(&self, dictionary: &'d SignatureDictionary) -> &'d [u8] {
        let bytes = dictionary.contents().map_or(&[][..], |contents| contents.as_bytes());
        bytes.get(..self.der_len).unwrap_or_default()
    }

    /// The digest of the signed bytes.
    pub fn digest(&self, file: &[u8], hash: Hash) -> Digest {
        let mut hasher = hash.hasher();
        for range in self.ranges {
            hasher.update(range.of(file).unwrap_or_default());
        }
        hasher.finish()
    }
}

/// Checks what `dictionary` covers in `pdf`.
///
/// # Errors
///
/// [`ByteRangeError`] if it is not one whole revision without exactly its own value.
pub fn check(pdf: &Pdf<'_>, dictionary: &SignatureDictionary) -> Result<Covered, ByteRangeError> {
    if dictionary.dict.repeated().is_some() {
        return Err(ByteRangeError::RepeatedKey);
    }
    let place = dictionary.span.ok_or(ByteRangeError::ObjectStream)?;
    let contents = contents_span(pdf, dictionary)?;
    let ranges = ranges(pdf, dictionary)?;
    let [before, after] = ranges;
    if (before.end, after.start) != (contents.start, contents.end) {
        let pair = |start: usize, end: usize| (start as u64, end as u64);
        return Err(ByteRangeError::Gap {
            left_out: pair(before.end, after.start),
            contents: pair(contents.start, contents.end),
        });
    }
    if place.end > after.end {
        return Err(ByteRangeError::DictionaryOutside);
    }
    let end = after.end as u64;
    let revision = pdf.revision_ending_at(end).ok_or(ByteRangeError::End { end })?;
    if revision != dictionary.revision {
        let defined = dictionary.revision;
        return Err(ByteRangeError::Revision { covered: revision, defined });
    }
    let bytes = dictionary.contents().map_or(&[][..], |contents| contents.as_bytes());
    let der_len = value_len(bytes)?;
    let padding = bytes.get(der_len..).unwrap_or_default();
    // all of it at once, for it is long
    if padding.iter().fold(0, |all, b| all | b) != 0 {
        let zeros = padding.iter().take_while(|b| **b == 0).count();
        return Err(ByteRangeError::Padding { count: padding.len() - zeros });
    }
    let last = pdf.revisions().len() == revision + 1;
    let whole = last && pdf.stray_bytes() == 0;
    Ok(Covered { revision, ranges, der_len, padding: padding.len(), whole })
}

/// Where `/Contents` stands, once it is known to be a strict hexadecimal string that holds something.
fn contents_span(pdf: &Pdf<'_>, dictionary: &SignatureDictionary) -> Result<Span, ByteRangeError> {
    let contents = match dictionary.dict.get("Contents") {
        None => return Err(ByteRangeError::ContentsMissing),
        Some(Object::Ref(_)) => return Err(ByteRangeError::Indirect { key: "Contents" }),
        Some(Object::String(string)) => string,
        Some(_) => return Err(ByteRangeError::ContentsMissing),
    };
    let span = contents.span().ok_or(ByteRangeError::ObjectStream)?;
    if !contents.is_plain_hex() {
        let inside = Span::new(span.start + 1, span.end.saturating_sub(1));
        let text = inside.of(pdf.bytes()).unwrap_or_default();
        let wrong = text.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(text.len());
        let at = if contents.is_hex() { inside.start + wrong } else { span.start };
        return Err(ByteRangeError::NotHex { at });
    }
    if contents.as_bytes().iter().all(|b| *b == 0) {
        return Err(ByteRangeError::Unsigned);
    }
    Ok(span)
}

/// The two ranges, within the file and in order, the first from byte 0.
fn ranges(pdf: &Pdf<'_>, dictionary: &SignatureDictionary) -> Result<[Span; 2], ByteRangeError> {
    let array = match dictionary.dict.get("ByteRange") {
        None => return Err(ByteRangeError::Missing),
        Some(Object::Ref(_)) => return Err(ByteRangeError::Indirect { key: "ByteRange" }),
        Some(Object::Array(array)) => array,
        Some(_) => return Err(ByteRangeError::Number),
    };
    let arity = ByteRangeError::Arity { found: array.len() };
    let [a, b, c, d] = array.items() else { return Err(arity) };
    let mut numbers = [0_u64; 4];
    for (number, item) in numbers.iter_mut().zip([a, b, c, d]) {
        let value = item.as_integer().and_then(|value| u64::try_from(value).ok());
        *number = value.ok_or(ByteRangeError::Number)?;
    }
    let [first, first_len, second, second_len] = numbers;
    if first != 0 {
        return Err(ByteRangeError::Start { offset: first });
    }
    let file = pdf.bytes().len() as u64;
    let end = second.checked_add(second_len).ok_or(ByteRangeError::Number)?;
    if first_len > second {
        return Err(ByteRangeError::Overlap);
    }
    if end > file {
        return Err(ByteRangeError::PastEnd { end, file });
    }
    let offset = |value: u64| usize::try_from(value).map_err(|_| ByteRangeError::Number);
    let (first_len, second, end) = (offset(first_len)?, offset(second)?, offset(end)?);
    Ok([Span::new(0, first_len), Span::new(second, end)])
}

/// How long the one DER or BER value at the beginning of `bytes` is.
fn value_len(bytes: &[u8]) -> Result<usize, ByteRangeError> {
    let mut at = 0;
    let mut open = 0_usize;
    loop {
        let header =
            Header::read(bytes.get(at..).unwrap_or_default()).ok_or(ByteRangeError::Der)?;
        at += header.len;
        match header.content {
            None => open += 1,
            Some(0) if header.is_end && open > 0 => open -= 1,
            Some(content) => at = at.checked_add(content).ok_or(ByteRangeError::Der)?,
        }
        if at > bytes.len() {
            return Err(ByteRangeError::Der);
        }
        if open == 0 {
            return Ok(at);
        }
    }
}

/// A tag and a length.
struct Header {
    len: usize,
    /// `None` for the indefinite form.
    content: Option<usize>,
    /// Whether it is an end-of-contents mark.
    is_end: bool,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (&tag, mut rest) = bytes.split_first()?;
        let mut len = 2;
        if tag & 0x1F == 0x1F {
            let more = rest.iter().take(4).position(|b| b & 0x80 == 0)? + 1;
            rest = rest.get(more..)?;
            len += more;
        }
        let (&first, rest) = rest.split_first()?;
        let content = match first {
            0..=0x7F => Some(usize::from(first)),
            0x80 if tag & 0x20 != 0 => None,
            0x80 | 0xFF => return None,
            _ => {
                let count = usize::from(first & 0x7F);
                let digits = rest.get(..count).filter(|_| count <= 8)?;
                len += count;
                let value = digits.iter().fold(0_u64, |sum, b| sum << 8 | u64::from(*b));
                Some(usize::try_from(value).ok()?)
            }
        };
        Some(Self { len, content, is_end: tag == 0 && first == 0 })
    }
}

/// How many bytes of the file no range of `covered` and no gap of it includes.
pub fn uncovered<'c>(pdf: &Pdf<'_>, covered: impl IntoIterator<Item = &'c Covered>) -> u64 {
    let ends = covered.into_iter().map(|c| c.ranges()[1].end);
    let end = ends.max().unwrap_or(0);
    let rest = pdf.bytes().get(end..).unwrap_or_default();
    rest.iter().filter(|b| !matches!(**b, 0 | 9 | 10 | 12 | 13 | 32)).count() as u64
}

/// The revision at whose end `covered` ends.
pub fn covered_revision<'p>(pdf: &'p Pdf<'_>, covered: &Covered) -> Option<&'p Revision> {
    pdf.revisions().get(covered.revision())
}
