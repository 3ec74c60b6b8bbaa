use super::{Asn1Error, tag};

/// One element: identifier, length and content, as slices of the input.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tlv<'a> {
    /// The identifier octet, class and form included; see [`tag`].
    pub tag: u8,
    /// How many bytes of [`raw`](Self::raw) precede the content.
    pub header_len: usize,
    /// The content.
    pub value: &'a [u8],
    /// The whole element as it stands in the input.
    pub raw: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// Reads the elements inside this one.
    pub const fn reader(&self) -> Reader<'a> {
        Reader::new(self.value)
    }

    /// Whether the form is constructed.
    pub const fn is_constructed(&self) -> bool {
        self.tag & tag::CONSTRUCTED != 0
    }
}

/// Reads DER (X.690) one element at a time and lends slices of the input.
///
/// Definite and minimal lengths only; tag numbers up to 30. It does not descend by itself, so it
/// cannot be led into deep recursion. Call [`finish`](Self::finish) at the end of every structure:
/// that is what refuses trailing bytes.
///
/// # Examples
///
/// ```
/// use sidian::asn1::Reader;
///
/// let mut outer = Reader::new(&[0x30, 0x03, 0x02, 0x01, 0x05]);
/// let mut inner = outer.sequence()?;
/// assert_eq!(inner.u64()?, 5);
/// inner.finish()?;
/// outer.finish()?;
/// # Ok::<(), sidian::asn1::Asn1Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte of `input`.
    pub const fn new(input: &'a [u8]) -> Self {
        Self { input, at: 0 }
    }

    /// Whether everything has been read.
    pub const fn is_empty(&self) -> bool {
        self.at >= self.input.len()
    }

    /// How many bytes have been read.
    pub const fn offset(&self) -> usize {
        self.at
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.input.get(self.at..).unwrap_or_default()
    }

    /// The identifier octet of the next element, without reading it.
    pub fn peek(&self) -> Option<u8> {
        self.input.get(self.at).copied()
    }

    /// Reads the next element, whatever it is.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Truncated`], [`Asn1Error::Length`], or [`Asn1Error::Value`] for a high tag
    /// number.
    pub fn read(&mut self) -> Result<Tlv<'a>, Asn1Error> {
        let start = self.at;
        let rest = self.rest();
        let truncated = Asn1Error::Truncated { offset: start };
        let (&tag, after) = rest.split_first().ok_or(truncated)?;
        if tag & 0x1f == 0x1f {
            return Err(Asn1Error::Value { kind: "tag number" });
        }
        let (len, len_bytes) = length(after, start)?;
        let header_len = len_bytes + 1;
        let end = header_len.checked_add(len).ok_or(truncated)?;
        let raw = rest.get(..end).ok_or(truncated)?;
        let value = raw.get(header_len..).ok_or(truncated)?;
        self.at = start + end;
        Ok(Tlv { tag, header_len, value, raw })
    }

    /// Reads the next element, which must be a `tag`.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Tag`] if it is another one (nothing is read then), and as [`read`](Self::read).
    pub fn expect(&mut self, tag: u8) -> Result<Tlv<'a>, Asn1Error> {
        match self.peek() {
            Some(found) if found != tag => Err(Asn1Error::Tag { expected: tag, found }),
            _ => self.read(),
        }
    }

    /// Reads the next element if it is a `tag`.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, Asn1Error> {
        if self.peek() == Some(tag) { self.read().map(Some) } else { Ok(None) }
    }

    /// Enters a SEQUENCE.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect).
    pub fn sequence(&mut self) -> Result<Reader<'a>, Asn1Error> {
        Ok(self.expect(tag::SEQUENCE)?.reader())
    }

    /// Enters a SET. Whether its elements are sorted is not looked at.
    ///
    /// # Errors
    ///
    /// As [`expect`](Self::expect).
    pub fn set(&mut self) -> Result<Reader<'a>, Asn1Error> {
        Ok(self.expect(tag::SET)?.reader())
    }

    /// Enters `[number]` in its constructed form, if it is next.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn optional_context(&mut self, number: u8) -> Result<Option<Reader<'a>>, Asn1Error> {
        Ok(self.optional(tag::context_constructed(number))?.map(|tlv| tlv.reader()))
    }

    /// Ends the structure.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Trailing`] if something is left.
    pub fn finish(self) -> Result<(), Asn1Error> {
        match self.rest().len() {
            0 => Ok(()),
            left => Err(Asn1Error::Trailing { left }),
        }
    }
}

/// Reads `input` as exactly one element.
///
/// # Errors
///
/// [`Asn1Error::Trailing`] if something follows it, and as [`Reader::read`].
pub fn read_single(input: &[u8]) -> Result<Tlv<'_>, Asn1Error> {
    let mut reader = Reader::new(input);
    let tlv = reader.read()?;
    reader.finish()?;
    Ok(tlv)
}

/// The length that starts at `bytes`, and how many bytes it takes.
fn length(bytes: &[u8], offset: usize) -> Result<(usize, usize), Asn1Error> {
    let (&first, rest) = bytes.split_first().ok_or(Asn1Error::Truncated { offset })?;
    if first < 0x80 {
        return Ok((usize::from(first), 1));
    }
    let count = usize::from(first & 0x7f);
    // 0 is the indefinite form; more than four bytes would name more than 4 GiB.
    if count == 0 || count > 4 {
        return Err(Asn1Error::Length { offset });
    }
    let digits = rest.get(..count).ok_or(Asn1Error::Truncated { offset })?;
    let value = digits.iter().fold(0u64, |sum, &digit| (sum << 8) | u64::from(digit));
    if digits.first() == Some(&0) || value < 0x80 {
        return Err(Asn1Error::Length { offset });
    }
    let value = usize::try_from(value).map_err(|_| Asn1Error::Length { offset })?;
    Ok((value, count + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_are_not_minimal_or_definite_are_refused() {
        for bad in [
            &[0x30, 0x80, 0, 0][..],
            &[0x04, 0x81, 0x01, 0xff],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x04, 0x85, 0, 0, 0, 0, 1, 0],
        ] {
            let got = Reader::new(bad).read();
            assert!(matches!(got, Err(Asn1Error::Length { .. })), "{bad:02x?} gave {got:?}");
        }
    }

    #[test]
    fn every_truncation_is_an_error() {
        let mut whole = vec![0x04, 0x81, 0x80];
        whole.extend([7; 0x80]);
        assert_eq!(Reader::new(&whole).read().map(|tlv| tlv.value.len()), Ok(0x80));
        for cut in 0..whole.len() {
            let got = Reader::new(&whole[..cut]).read();
            assert!(matches!(got, Err(Asn1Error::Truncated { .. })), "cut at {cut} gave {got:?}");
        }
    }

    #[test]
    fn what_follows_the_structure_is_refused() {
        assert_eq!(read_single(&[5, 0, 0]), Err(Asn1Error::Trailing { left: 1 }));
        assert!(read_single(&[5, 0]).is_ok());
    }

    #[test]
    fn raw_and_value_are_the_slices_of_the_input() {
        let input = [0x30, 0x03, 0x02, 0x01, 0x05, 0xff];
        let tlv = Reader::new(&input).read().unwrap();
        assert_eq!((tlv.raw, tlv.value, tlv.header_len), (&input[..5], &input[2..5], 2));
    }

    #[test]
    fn a_length_near_the_end_of_memory_is_no_panic() {
        let got = Reader::new(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]).read();
        assert!(matches!(got, Err(Asn1Error::Truncated { .. })), "{got:?}");
    }
}
