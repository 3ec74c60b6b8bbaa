//! Small helpers that write DER (X.690). Each returns one whole element.

use super::{ObjectIdentifier, tag};

/// An element of `tag` around `content`.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 10);
    out.push(tag);
    push_length(&mut out, content.len());
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE of whole elements.
pub fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    // Written in one piece: what is written may be a private key, and an intermediate copy would
    // stay behind in memory.
    let len = elements.iter().map(|element| element.len()).sum();
    let mut out = Vec::with_capacity(len + 10);
    out.push(tag::SEQUENCE);
    push_length(&mut out, len);
    for element in elements {
        out.extend_from_slice(element);
    }
    out
}

/// A SET OF whole elements, sorted as DER demands (X.690 §11.6).
pub fn set_of(elements: &[&[u8]]) -> Vec<u8> {
    let mut sorted = elements.to_vec();
    sorted.sort_unstable();
    tlv(tag::SET, &sorted.concat())
}

/// `[number] EXPLICIT` around a whole element (or several, for IMPLICIT over a constructed type).
pub fn context(number: u8, element: &[u8]) -> Vec<u8> {
    tlv(tag::context_constructed(number), element)
}

/// `[number] IMPLICIT` around the content of a primitive type.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(tag::context(number), content)
}

/// A BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(tag::BOOLEAN, &[if value { 0xff } else { 0 }])
}

/// An INTEGER from a number that is not negative.
pub fn integer(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// An INTEGER from the big-endian digits of a number that is not negative; leading zeros are
/// dropped.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let start = magnitude.iter().position(|&b| b != 0).unwrap_or(magnitude.len());
    let digits = magnitude.get(start..).unwrap_or_default();
    let mut content = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|&first| first >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(digits);
    tlv(tag::INTEGER, &content)
}

/// NULL.
pub fn null() -> Vec<u8> {
    tlv(tag::NULL, &[])
}

/// An OBJECT IDENTIFIER.
pub fn oid(oid: ObjectIdentifier) -> Vec<u8> {
    tlv(tag::OBJECT_IDENTIFIER, oid.as_bytes())
}

/// An OCTET STRING.
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    tlv(tag::OCTET_STRING, content)
}

/// A BIT STRING of whole bytes.
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    tlv(tag::BIT_STRING, &[&[0], content].concat())
}

/// A BIT STRING of named flags, most significant bit of the first byte first, trailing zeros
/// dropped (X.690 §11.2.2).
pub fn named_bits(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
    let kept = bytes.get(..end).unwrap_or_default();
    // A byte has at most eight trailing zeros, so the conversion cannot fail.
    let unused = kept.last().map_or(0, |last| last.trailing_zeros() as u8);
    tlv(tag::BIT_STRING, &[&[unused], kept].concat())
}

/// A UTF8String.
pub fn utf8_string(text: &str) -> Vec<u8> {
    tlv(tag::UTF8_STRING, text.as_bytes())
}

/// An AlgorithmIdentifier; `parameters` is one whole element.
pub fn algorithm(algorithm: ObjectIdentifier, parameters: Option<&[u8]>) -> Vec<u8> {
    sequence(&[&oid(algorithm), parameters.unwrap_or_default()])
}

pub(super) fn push_length(out: &mut Vec<u8>, len: usize) {
    if len < 0x80 {
        out.push(len as u8);
        return;
    }
    let digits = len.to_be_bytes();
    let start = digits.iter().position(|&b| b != 0).unwrap_or(digits.len());
    let digits = digits.get(start..).unwrap_or_default();
    out.push(0x80 | digits.len() as u8);
    out.extend_from_slice(digits);
}

#[cfg(test)]
mod tests {
    use super::super::{Reader, read_single};
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        for len in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
            let der = octet_string(&vec![1; len]);
            assert_eq!(read_single(&der).map(|tlv| tlv.value.len()), Ok(len));
        }
    }

    #[test]
    fn integers_written_are_read_back() {
        for value in [0, 1, 0x7f, 0x80, 0xff, 0x100, u64::MAX] {
            assert_eq!(Reader::new(&integer(value)).u64(), Ok(value));
        }
        assert_eq!(unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
    }

    #[test]
    fn a_set_is_sorted_by_its_encodings() {
        let (a, b) = (integer(5), octet_string(&[]));
        assert_eq!(set_of(&[&b, &a]), set_of(&[&a, &b]));
        assert_eq!(set_of(&[&b, &a]), [0x31, 5, 2, 1, 5, 4, 0]);
    }

    #[test]
    fn named_bits_drop_trailing_zeros() {
        assert_eq!(named_bits(&[0x06, 0]), [3, 2, 1, 0x06]);
        assert_eq!(named_bits(&[0]), [3, 1, 0]);
        assert_eq!(named_bits(&[0, 0x80]), [3, 3, 7, 0, 0x80]);
    }
}
