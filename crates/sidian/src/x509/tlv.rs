//! Walking strict DER (X.690) without copying: places in a buffer, never a re-encoding.

use std::sync::Arc;

use super::error::X509Error;
use crate::asn1::Reader;
pub(super) use crate::asn1::tag::{
    BIT_STRING, BOOLEAN, ENUMERATED, GENERALIZED_TIME, INTEGER, NULL, OBJECT_IDENTIFIER as OID,
    OCTET_STRING, SEQUENCE, SET, UTC_TIME,
};

/// A place in the buffer of the structure it was read from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn of(self, whole: &[u8]) -> &[u8] {
        whole.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A slice of received bytes that keeps its buffer alive; cheap to clone.
#[derive(Clone)]
pub struct Raw {
    whole: Arc<[u8]>,
    span: Span,
}

impl Raw {
    pub(super) fn new(whole: &Arc<[u8]>, span: Span) -> Self {
        Self { whole: Arc::clone(whole), span }
    }

    pub(super) fn copied(bytes: &[u8]) -> Self {
        let end = u32::try_from(bytes.len()).unwrap_or(0);
        Self { whole: Arc::from(bytes), span: Span { start: 0, end } }
    }

    /// The bytes as received.
    pub fn as_bytes(&self) -> &[u8] {
        self.span.of(&self.whole)
    }

    /// The bytes as text, where they are UTF-8 (IA5 text is).
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }
}

impl AsRef<[u8]> for Raw {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Raw {}

impl std::hash::Hash for Raw {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raw({} bytes)", self.as_bytes().len())
    }
}

/// One element: its identifier octet, the whole of it, and its contents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tlv {
    pub(super) tag: u8,
    pub(super) full: Span,
    pub(super) value: Span,
}

/// Reads elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk<'a> {
    whole: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Walk<'a> {
    /// Over a whole buffer.
    ///
    /// # Errors
    ///
    /// [`X509Error::TooLarge`] past 4 GiB.
    pub(super) fn new(whole: &'a [u8]) -> Result<Self, X509Error> {
        match u32::try_from(whole.len()) {
            Ok(_) => Ok(Self { whole, at: 0, end: whole.len() }),
            Err(_) => Err(X509Error::TooLarge { len: whole.len() }),
        }
    }

    /// Over one place of a buffer.
    pub(super) fn within(whole: &'a [u8], span: Span) -> Self {
        let end = (span.end as usize).min(whole.len());
        Self { whole, at: (span.start as usize).min(end), end }
    }

    /// Over the contents of an element of this buffer.
    pub(super) fn inside(&self, tlv: Tlv) -> Self {
        Self::within(self.whole, tlv.value)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.end
    }

    /// The identifier octet of the next element.
    pub(super) fn peek(&self) -> Option<u8> {
        if self.is_empty() { None } else { self.whole.get(self.at).copied() }
    }

    /// The next element, whatever it is.
    pub(super) fn any(&mut self, what: &'static str) -> Result<Tlv, X509Error> {
        let bad = X509Error::Malformed { what, at: self.at };
        let rest = self.whole.get(self.at..self.end).unwrap_or_default();
        let read = Reader::new(rest).read().map_err(|_| bad)?;
        let (tag, value) = (read.tag, self.at + read.header_len);
        let end = self.at + read.raw.len();
        // Every index is at most `whole.len()`, which `new` found to fit.
        let tlv = Tlv {
            tag,
            full: Span { start: self.at as u32, end: end as u32 },
            value: Span { start: value as u32, end: end as u32 },
        };
        self.at = end;
        Ok(tlv)
    }

    /// The next element, which must have this identifier octet.
    pub(super) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Tlv, X509Error> {
        match self.peek() {
            Some(found) if found == tag => self.any(what),
            _ => Err(X509Error::Malformed { what, at: self.at }),
        }
    }

    /// The next element if it has this identifier octet.
    pub(super) fn optional(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Option<Tlv>, X509Error> {
        if self.peek() == Some(tag) { self.any(what).map(Some) } else { Ok(None) }
    }

    /// A walk over the contents of the next element, which must have this identifier octet.
    pub(super) fn enter(&mut self, tag: u8, what: &'static str) -> Result<Self, X509Error> {
        let tlv = self.expect(tag, what)?;
        Ok(self.inside(tlv))
    }

    /// The next octet by itself.
    pub(super) fn octet(&mut self) -> Option<u8> {
        let octet = self.peek()?;
        self.at += 1;
        Some(octet)
    }

    /// Everything that is left.
    pub(super) fn rest(&self) -> Span {
        Span { start: self.at as u32, end: self.end as u32 }
    }

    /// The contents of an element of this buffer.
    pub(super) fn bytes(&self, tlv: Tlv) -> &'a [u8] {
        tlv.value.of(self.whole)
    }

    /// The error about an element of this buffer.
    pub(super) fn malformed(&self, tlv: Tlv, what: &'static str) -> X509Error {
        X509Error::Malformed { what, at: tlv.full.start as usize }
    }

    /// Nothing may be left.
    pub(super) fn finish(&self, what: &'static str) -> Result<(), X509Error> {
        if self.is_empty() { Ok(()) } else { Err(X509Error::Malformed { what, at: self.at }) }
    }

    /// An INTEGER that cannot be negative; what does not fit counts as `u32::MAX`.
    pub(super) fn small(&self, tlv: Tlv, what: &'static str) -> Result<u32, X509Error> {
        let bytes = self.bytes(tlv);
        let bad = X509Error::Malformed { what, at: tlv.full.start as usize };
        match bytes {
            [] => Err(bad),
            [first, ..] if first & 0x80 != 0 => Err(bad),
            [0, next, ..] if next & 0x80 == 0 => Err(bad),
            bytes => Ok(bytes
                .iter()
                .try_fold(0_u32, |n, b| n.checked_mul(256)?.checked_add(u32::from(*b)))
                .unwrap_or(u32::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_are_not_minimal_or_definite_are_refused() {
        for bad in [
            &[0x30, 0x80, 0, 0][..],
            &[0x30, 0x81, 0x05, 0, 0, 0, 0, 0],
            &[0x30, 0x82, 0x00, 0x81],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
            &[0x1f, 0x01, 0x00],
            &[0x30, 0x02, 0x00],
            &[0x30],
            &[],
        ] {
            let mut walk = Walk::new(bad).expect("small");
            assert!(walk.any("element").is_err(), "{bad:02x?} was read");
        }
    }

    #[test]
    fn integers_keep_their_value_or_saturate() {
        for (bytes, value) in [
            (&[2, 1, 5][..], Some(5)),
            (&[2, 2, 1, 0], Some(256)),
            (&[2, 1, 0xff], None),
            (&[2, 0], None),
            (&[2, 5, 1, 0, 0, 0, 0], Some(u32::MAX)),
            (&[2, 2, 0, 5], None),
        ] {
            let mut walk = Walk::new(bytes).expect("small");
            let tlv = walk.expect(INTEGER, "integer").expect("an integer");
            assert_eq!(walk.small(tlv, "integer").ok(), value, "{bytes:02x?}");
        }
    }
}
