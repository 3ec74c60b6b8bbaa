//! Edits in place: no byte moves, so that nothing but the edit itself can be noticed.

use sidian::budget::Budget;
use sidian::pades::{self, SignatureDictionary};
use sidian::pdf::{Pdf, Span};

/// Replaces the first `find` behind `from` by `with`, filled up with spaces.
///
/// # Panics
///
/// If `find` is not there, or `with` is longer.
pub fn edit(pdf: &[u8], from: usize, find: &str, with: &str) -> Vec<u8> {
    let rest = pdf.get(from..).expect("an offset in the file");
    let at = rest.windows(find.len()).position(|window| window == find.as_bytes());
    let at = from + at.unwrap_or_else(|| panic!("{find} is not there"));
    overwrite(pdf, Span::new(at, at + find.len()), with)
}

pub(super) fn overwrite(pdf: &[u8], span: Span, with: &str) -> Vec<u8> {
    assert!(with.len() <= span.len(), "{with} does not fit {} bytes", span.len());
    let mut out = pdf.to_vec();
    let room = out.get_mut(span.start..span.end).expect("a place in the file");
    room.fill(b' ');
    room[..with.len()].copy_from_slice(with.as_bytes());
    out
}

/// The dictionary of the last signature of a file.
///
/// # Panics
///
/// If there is none.
pub(super) fn last_signature(pdf: &[u8]) -> SignatureDictionary {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let found = pades::signatures(&file).expect("a form that can be read").found;
    found.last().expect("a signature").dictionary.clone()
}

/// The file with the key `key` of its last signature dictionary spelt otherwise (universal signature
/// forgery: the verifier looks for it in vain).
pub fn without_key(pdf: &[u8], key: &str) -> Vec<u8> {
    let start = last_signature(pdf).span.expect("a dictionary in the file").start;
    let other = format!("/X{}", key.get(1..).unwrap_or_default());
    edit(pdf, start, &format!("/{key}"), &other)
}

/// The file with the `/ByteRange` of its last signature spelt as `value`, in as many bytes.
pub fn byte_range_as(pdf: &[u8], value: &str) -> Vec<u8> {
    let Span { start, end } = byte_range(pdf).1;
    let padding = pdf[end..].iter().take_while(|b| **b == b' ').count();
    overwrite(pdf, Span::new(start, end + padding), value)
}

/// The numbers of the last `/ByteRange`, and where it stands.
pub(super) fn byte_range(pdf: &[u8]) -> ([u64; 4], Span) {
    let dictionary = last_signature(pdf);
    let array = dictionary.dict.array("ByteRange").expect("a ByteRange");
    let mut numbers = [0; 4];
    for (place, item) in numbers.iter_mut().zip(array.items()) {
        let number = item.as_integer().expect("an integer");
        *place = u64::try_from(number).expect("a non-negative integer");
    }
    (numbers, array.span().expect("an array in the file"))
}

/// Of every signature of a file, oldest first: where its `/Contents` stands, and where what it covers
/// ends.
///
/// # Panics
///
/// If a `/ByteRange` does not have this library's shape: from 0, with one gap.
pub fn signature_gaps(pdf: &[u8]) -> Vec<(Span, usize)> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let found = pades::signatures(&file).expect("a form that can be read").found;
    let gap = |found: &pades::FoundSignature| {
        let array = found.dictionary.dict.array("ByteRange").expect("a ByteRange");
        let numbers: Vec<usize> = array.items().iter().map(number).collect();
        let [0, first, second, rest] = numbers[..] else { panic!("a ByteRange from 0") };
        (Span::new(first, second), second + rest)
    };
    found.iter().map(gap).collect()
}

fn number(object: &sidian::pdf::Object) -> usize {
    let number = object.as_integer().expect("an integer");
    usize::try_from(number).expect("a non-negative integer")
}
