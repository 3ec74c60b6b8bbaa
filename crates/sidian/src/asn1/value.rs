//! The primitive types, each in its one DER form (X.690 §8 and §10).

use super::{Asn1Error, ObjectIdentifier, Reader, Tlv, tag};

impl<'a> Tlv<'a> {
    /// The value of a BOOLEAN: `00` or `ff` (X.690 §11.1).
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] for any other content. The tag is not looked at, so that IMPLICIT
    /// tags can be read; the same holds for the other `as_` methods.
    pub fn as_boolean(&self) -> Result<bool, Asn1Error> {
        match self.value {
            [0] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(Asn1Error::Value { kind: "BOOLEAN" }),
        }
    }

    /// The content of an INTEGER: two's complement, big endian, minimal.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] if it is empty or longer than it need be.
    pub fn as_integer(&self) -> Result<&'a [u8], Asn1Error> {
        match self.value {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(Asn1Error::Value { kind: "INTEGER" })
            }
            value => Ok(value),
        }
    }

    /// The magnitude of an INTEGER that is not negative, without a leading zero (zero is empty).
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] if it is negative, and as [`as_integer`](Self::as_integer).
    pub fn as_unsigned(&self) -> Result<&'a [u8], Asn1Error> {
        match self.as_integer()? {
            [0, rest @ ..] => Ok(rest),
            [first, ..] if *first >= 0x80 => Err(Asn1Error::Value { kind: "unsigned INTEGER" }),
            value => Ok(value),
        }
    }

    /// An INTEGER from 0 to 2⁶⁴−1.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] outside that range, and as [`as_integer`](Self::as_integer).
    pub fn as_u64(&self) -> Result<u64, Asn1Error> {
        let digits = self.as_unsigned()?;
        if digits.len() > 8 {
            return Err(Asn1Error::Value { kind: "INTEGER up to 64 bits" });
        }
        Ok(digits.iter().fold(0, |sum, &digit| (sum << 8) | u64::from(digit)))
    }

    /// An OBJECT IDENTIFIER.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] if it is malformed, or longer than any in use (39 bytes).
    pub fn as_oid(&self) -> Result<ObjectIdentifier, Asn1Error> {
        ObjectIdentifier::from_bytes(self.value)
            .map_err(|_| Asn1Error::Value { kind: "OBJECT IDENTIFIER" })
    }

    /// A BIT STRING: how many bits of the last byte are unused, and the bytes.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] if unused bits are not zero (X.690 §11.2.1) or there are too many.
    pub fn as_bits(&self) -> Result<(u8, &'a [u8]), Asn1Error> {
        let bad = Asn1Error::Value { kind: "BIT STRING" };
        let (&unused, bytes) = self.value.split_first().ok_or(bad)?;
        let padding_ok = match bytes.last() {
            None => unused == 0,
            Some(last) => unused < 8 && last & ((1u8 << unused) - 1) == 0,
        };
        if padding_ok { Ok((unused, bytes)) } else { Err(bad) }
    }

    /// A BIT STRING of whole bytes, as keys and signatures are.
    ///
    /// # Errors
    ///
    /// [`Asn1Error::Value`] if bits are unused, and as [`as_bits`](Self::as_bits).
    pub fn as_bit_bytes(&self) -> Result<&'a [u8], Asn1Error> {
        match self.as_bits()? {
            (0, bytes) => Ok(bytes),
            _ => Err(Asn1Error::Value { kind: "BIT STRING of whole bytes" }),
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads a BOOLEAN.
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`] and [`Tlv::as_boolean`].
    pub fn boolean(&mut self) -> Result<bool, Asn1Error> {
        self.expect(tag::BOOLEAN)?.as_boolean()
    }

    /// Reads an INTEGER; see [`Tlv::as_integer`].
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`] and [`Tlv::as_integer`].
    pub fn integer(&mut self) -> Result<&'a [u8], Asn1Error> {
        self.expect(tag::INTEGER)?.as_integer()
    }

    /// Reads an INTEGER that is not negative; see [`Tlv::as_unsigned`].
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`] and [`Tlv::as_unsigned`].
    pub fn unsigned(&mut self) -> Result<&'a [u8], Asn1Error> {
        self.expect(tag::INTEGER)?.as_unsigned()
    }

    /// Reads an INTEGER from 0 to 2⁶⁴−1.
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`] and [`Tlv::as_u64`].
    pub fn u64(&mut self) -> Result<u64, Asn1Error> {
        self.expect(tag::INTEGER)?.as_u64()
    }

    /// Reads an OBJECT IDENTIFIER.
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`] and [`Tlv::as_oid`].
    pub fn oid(&mut self) -> Result<ObjectIdentifier, Asn1Error> {
        self.expect(tag::OBJECT_IDENTIFIER)?.as_oid()
    }

    /// Reads an OCTET STRING.
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`].
    pub fn octet_string(&mut self) -> Result<&'a [u8], Asn1Error> {
        Ok(self.expect(tag::OCTET_STRING)?.value)
    }

    /// Reads a BIT STRING of whole bytes.
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`] and [`Tlv::as_bit_bytes`].
    pub fn bit_bytes(&mut self) -> Result<&'a [u8], Asn1Error> {
        self.expect(tag::BIT_STRING)?.as_bit_bytes()
    }

    /// Reads an AlgorithmIdentifier (RFC 5280 §4.1.1.2): its OID, and its parameters as one raw
    /// element.
    ///
    /// # Errors
    ///
    /// As [`Reader::expect`]; [`Asn1Error::Trailing`] if more than one element follows the OID.
    pub fn algorithm(&mut self) -> Result<(ObjectIdentifier, Option<&'a [u8]>), Asn1Error> {
        let mut inner = self.sequence()?;
        let oid = inner.oid()?;
        let parameters = if inner.is_empty() { None } else { Some(inner.read()?.raw) };
        inner.finish()?;
        Ok((oid, parameters))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_one_form() {
        let read = |bytes: &[u8]| Reader::new(bytes).u64();
        assert_eq!(read(&[2, 1, 0]), Ok(0));
        assert_eq!(read(&[2, 2, 0, 0x80]), Ok(128));
        assert_eq!(read(&[2, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Ok(u64::MAX));
        for bad in [
            &[2, 0][..],
            &[2, 2, 0, 0x7f],
            &[2, 2, 0xff, 0x80],
            &[2, 1, 0x80],
            &[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        ] {
            assert!(matches!(read(bad), Err(Asn1Error::Value { .. })), "{bad:02x?}");
        }
    }

    #[test]
    fn booleans_and_bit_strings_have_one_form() {
        assert_eq!(Reader::new(&[1, 1, 0xff]).boolean(), Ok(true));
        assert!(Reader::new(&[1, 1, 1]).boolean().is_err());
        assert!(Reader::new(&[1, 0]).boolean().is_err());
        let bits = |bytes: &[u8]| Reader::new(bytes).read().unwrap().as_bits().map(|b| b.0);
        assert_eq!(bits(&[3, 2, 1, 0x06]), Ok(1));
        for bad in [&[3, 0][..], &[3, 1, 1], &[3, 2, 1, 0x07], &[3, 2, 8, 0]] {
            assert!(bits(bad).is_err(), "{bad:02x?}");
        }
    }
}
