//! Reading what others wrote as BER (X.690 §8): indefinite lengths and strings in pieces.
//!
//! Signatures are never checked over what is rewritten here, except where the bytes in question
//! came through unchanged: CMS signs a DER encoding (RFC 5652 §5.4), which has no such forms.

use std::borrow::Cow;

use super::{Asn1Error, tag, writer};

/// How deep elements may be nested.
const MAX_DEPTH: usize = 32;
/// How large the input may be.
const MAX_LEN: usize = 256 << 20;
/// How many elements may be opened, so that tiny elements cannot buy unlimited work.
const MAX_ELEMENTS: usize = 4_000_000;

/// Rewrites the one element `input` starts with so that all lengths are definite and minimal, and
/// strings in pieces are joined. Content of primitive elements is kept as it is.
///
/// Borrowed means that the input had this form already, which is *not* a promise that it is DER:
/// values and the order of sets are not looked at. Owned means that it was BER. Bytes after the
/// element are refused, except zeros, with which PDF pads its signature containers.
///
/// # Errors
///
/// [`Asn1Error::Limit`] beyond 32 levels, 256 MiB or 4 million elements; [`Asn1Error::Trailing`];
/// and as [`Reader::read`](super::Reader::read) for what is no BER either.
pub fn to_definite(input: &[u8]) -> Result<Cow<'_, [u8]>, Asn1Error> {
    if input.len() > MAX_LEN {
        return Err(Asn1Error::Limit);
    }
    let mut rewriter = Rewriter { input, at: 0, elements: 0, changed: false };
    let mut out = Vec::new();
    rewriter.element(0, &mut out)?;
    let rest = input.get(rewriter.at..).unwrap_or_default();
    if rest.iter().any(|&b| b != 0) {
        return Err(Asn1Error::Trailing { left: rest.len() });
    }
    if rewriter.changed {
        Ok(Cow::Owned(out))
    } else {
        Ok(Cow::Borrowed(input.get(..rewriter.at).unwrap_or_default()))
    }
}

struct Rewriter<'a> {
    input: &'a [u8],
    at: usize,
    elements: usize,
    changed: bool,
}

/// Where the content of an element ends.
#[derive(Clone, Copy)]
enum End {
    At(usize),
    Marked,
}

impl Rewriter<'_> {
    /// Reads one element and appends its rewritten form.
    fn element(&mut self, depth: usize, out: &mut Vec<u8>) -> Result<(), Asn1Error> {
        let (identifier, end) = self.header(depth)?;
        if identifier & tag::CONSTRUCTED == 0 {
            let End::At(end) = end else { return Err(Asn1Error::Length { offset: self.at }) };
            let content = self.take_to(end)?;
            push(out, identifier, content);
            return Ok(());
        }
        let mut content = Vec::new();
        if is_string(identifier) {
            self.changed = true;
            let primitive = identifier & !tag::CONSTRUCTED;
            self.pieces(primitive, end, depth, &mut content)?;
            push(out, primitive, &content);
        } else {
            while self.more(end)? {
                self.element(depth + 1, &mut content)?;
            }
            push(out, identifier, &content);
        }
        Ok(())
    }

    /// Joins the pieces of a string; pieces may come in pieces themselves.
    fn pieces(
        &mut self,
        kind: u8,
        end: End,
        depth: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Asn1Error> {
        while self.more(end)? {
            let (identifier, inner) = self.header(depth + 1)?;
            if identifier & !tag::CONSTRUCTED != kind {
                return Err(Asn1Error::Tag { expected: kind, found: identifier });
            }
            match inner {
                End::At(stop) if identifier == kind => out.extend_from_slice(self.take_to(stop)?),
                _ if identifier == kind => return Err(Asn1Error::Length { offset: self.at }),
                _ => self.pieces(kind, inner, depth + 1, out)?,
            }
        }
        Ok(())
    }

    /// Reads identifier and length.
    fn header(&mut self, depth: usize) -> Result<(u8, End), Asn1Error> {
        self.elements += 1;
        if depth >= MAX_DEPTH || self.elements > MAX_ELEMENTS {
            return Err(Asn1Error::Limit);
        }
        let identifier = self.byte()?;
        if identifier & 0x1f == 0x1f {
            return Err(Asn1Error::Value { kind: "tag number" });
        }
        let first = self.byte()?;
        if first == 0x80 {
            self.changed = true;
            return Ok((identifier, End::Marked));
        }
        let mut len = usize::from(first & 0x7f);
        if first > 0x80 {
            let count = len;
            len = 0;
            for _ in 0..count {
                let digit = usize::from(self.byte()?);
                // One more digit would lead past the limit.
                if len > MAX_LEN >> 8 {
                    return Err(Asn1Error::Limit);
                }
                len = (len << 8) | digit;
            }
            let minimal =
                len >= 0x80 && count == (usize::BITS - len.leading_zeros()).div_ceil(8) as usize;
            self.changed |= !minimal;
        }
        let end = self.at.checked_add(len).filter(|&end| end <= self.input.len());
        let end = end.ok_or(Asn1Error::Truncated { offset: self.at })?;
        Ok((identifier, End::At(end)))
    }

    /// Whether another element follows before the end; consumes an end-of-contents marker.
    fn more(&mut self, end: End) -> Result<bool, Asn1Error> {
        match end {
            End::At(end) if self.at > end => Err(Asn1Error::Truncated { offset: end }),
            End::At(end) => Ok(self.at < end),
            End::Marked if self.input.get(self.at..).is_some_and(|r| r.starts_with(&[0, 0])) => {
                self.at += 2;
                Ok(false)
            }
            End::Marked => Ok(true),
        }
    }

    fn byte(&mut self) -> Result<u8, Asn1Error> {
        let byte = self.input.get(self.at).copied();
        self.at += 1;
        byte.ok_or(Asn1Error::Truncated { offset: self.at })
    }

    fn take_to(&mut self, end: usize) -> Result<&[u8], Asn1Error> {
        let taken = self.input.get(self.at..end).ok_or(Asn1Error::Truncated { offset: self.at })?;
        self.at = end;
        Ok(taken)
    }
}

/// The string types that the field uses and that BER may cut into pieces. A BIT STRING is not
/// among them: its pieces would need their counts of unused bits judged, and nobody sends one.
fn is_string(identifier: u8) -> bool {
    identifier == tag::OCTET_STRING | tag::CONSTRUCTED
}

fn push(out: &mut Vec<u8>, identifier: u8, content: &[u8]) {
    out.push(identifier);
    writer::push_length(out, content.len());
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_input_comes_back_as_it_was() {
        let der = [0x30, 0x05, 0x04, 0x03, 1, 2, 3];
        assert_eq!(to_definite(&der), Ok(Cow::Borrowed(&der[..])));
        let padded = [0x30, 0x05, 0x04, 0x03, 1, 2, 3, 0, 0, 0];
        assert_eq!(to_definite(&padded), Ok(Cow::Borrowed(&der[..])));
    }

    #[test]
    fn indefinite_lengths_and_pieces_become_definite() {
        let ber = [
            0x30, 0x80, 0xa0, 0x80, 0x24, 0x80, 0x04, 2, 1, 2, 0x24, 3, 0x04, 1, 3, 0, 0, 0, 0, 0,
            0,
        ];
        let want = [0x30, 7, 0xa0, 5, 0x04, 3, 1, 2, 3];
        assert_eq!(to_definite(&ber), Ok(Cow::Owned(want.to_vec())));
    }

    #[test]
    fn long_lengths_become_minimal() {
        let ber = [0x30, 0x82, 0, 3, 0x04, 0x81, 0];
        assert_eq!(to_definite(&ber), Ok(Cow::Owned(vec![0x30, 2, 0x04, 0])));
    }

    #[test]
    fn depth_is_limited() {
        let nested = |levels: usize| {
            let mut der = vec![0x05, 0x00];
            for _ in 1..levels {
                der = writer::tlv(tag::SEQUENCE, &der);
            }
            der
        };
        assert!(to_definite(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(to_definite(&nested(MAX_DEPTH + 1)), Err(Asn1Error::Limit));
        assert_eq!(to_definite(&[0x30, 0x80].repeat(100_000)), Err(Asn1Error::Limit));
        assert_eq!(to_definite(&[0x24, 0x80].repeat(100_000)), Err(Asn1Error::Limit));
    }

    #[test]
    fn broken_ber_is_refused() {
        for bad in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x04, 0x80, 0, 0],
            &[0x24, 0x03, 0x02, 1, 1],
            &[0x24, 0x04, 0x04, 0x80, 0, 0],
            &[0x30, 0x03, 0x04, 2, 1, 2],
            &[0x30, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0x30, 0x00, 1],
            &[0x3f, 0x00],
        ] {
            assert!(to_definite(bad).is_err(), "{bad:02x?} passed");
        }
    }

    #[test]
    fn whatever_is_accepted_is_one_definite_element() {
        let seed = [
            0x30, 0x80, 0xa0, 0x80, 0x24, 0x80, 0x04, 2, 1, 2, 0x24, 3, 0x04, 1, 3, 0, 0, 0, 0,
            0x31, 0x82, 0, 4, 0x02, 0x81, 1, 5, 0, 0,
        ];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut accepted = 0;
        for _ in 0..50_000 {
            let mut input = seed.to_vec();
            for _ in 0..1 + state % 3 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let at = (state >> 8) as usize % input.len();
                input[at] = (state >> 40) as u8;
            }
            if let Ok(output) = to_definite(&input) {
                assert!(super::super::read_single(&output).is_ok(), "{input:02x?}");
                accepted += 1;
            }
        }
        assert!(accepted > 100, "only {accepted} accepted");
    }
}
