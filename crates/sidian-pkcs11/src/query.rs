//! Which key is meant: by token, label and id, or by a PKCS#11 URI (RFC 7512).

use crate::Pkcs11Error;

/// Which key is meant. What is left out fits any; exactly one key must fit in the end.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KeyQuery {
    pub(crate) token: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) slot: Option<u64>,
    pub(crate) label: Option<String>,
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) sm2: Option<(u64, Sm2Input)>,
}

/// What a token's SM2 mechanism takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sm2Input {
    /// The digest e of GB/T 32918.2 6.1, which the caller computes with the signer's Z value.
    Digest,
    /// The message; the token hashes it with the default user id.
    Message,
}

impl KeyQuery {
    /// Any key on any token.
    pub fn new() -> Self {
        Self::default()
    }

    /// On the token with this label.
    #[must_use]
    pub fn with_token(mut self, label: impl Into<String>) -> Self {
        self.token = Some(label.into());
        self
    }

    /// On the token with this serial number.
    #[must_use]
    pub fn with_serial(mut self, serial: impl Into<String>) -> Self {
        self.serial = Some(serial.into());
        self
    }

    /// The key with this label (`CKA_LABEL`).
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// The key with this id (`CKA_ID`).
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Vec<u8>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// How the token signs with SM2: no edition of PKCS#11 names a mechanism, so that each maker has
    /// a number of its own (`CKM_VENDOR_DEFINED | n`), which its manual states with what it takes.
    #[must_use]
    pub fn with_sm2_mechanism(mut self, mechanism: u64, input: Sm2Input) -> Self {
        self.sm2 = Some((mechanism, input));
        self
    }

    /// Reads a PKCS#11 URI (RFC 7512): `token`, `serial`, `slot-id`, `object`, `id` and `type` are
    /// understood. Attributes of the module itself (`module-path`, `library-*`) are the caller's
    /// business and passed over, as `manufacturer` and `model` are.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::Uri`] for anything else; a `pin-value` or `pin-source` is refused, for
    /// addresses are logged and kept.
    pub fn from_uri(uri: &str) -> Result<Self, Pkcs11Error> {
        let wrong = |what| Pkcs11Error::Uri { what };
        let rest = uri.strip_prefix("pkcs11:").ok_or_else(|| wrong("it does not begin so"))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut out = Self::new();
        for part in path.split(';').chain(query.split('&')).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| wrong("a part has no value"))?;
            let bytes = decoded(value).ok_or_else(|| wrong("a value is badly escaped"))?;
            if key == "id" {
                out.id = Some(bytes);
                continue;
            }
            let text = String::from_utf8(bytes).map_err(|_| wrong("a value is no text"))?;
            match key {
                "token" => out.token = Some(text),
                "serial" => out.serial = Some(text),
                "object" => out.label = Some(text),
                "slot-id" => {
                    out.slot = Some(text.parse().map_err(|_| wrong("slot-id is no number"))?);
                }
                "type" if text == "private" => {}
                "type" => return Err(wrong("it names no private key")),
                "pin-value" | "pin-source" => return Err(wrong("a PIN does not belong there")),
                _ => {}
            }
        }
        Ok(out)
    }
}

/// Percent-decoding (RFC 3986 2.1).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
        out.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_token_key_and_id() {
        let query = KeyQuery::from_uri(
            "pkcs11:token=%E7%AA%97%E5%8F%A3;serial=1;object=key%201;id=%01%ff;type=private\
             ?module-name=softhsm2",
        );
        let wanted = KeyQuery::new()
            .with_token("窗口")
            .with_serial("1")
            .with_label("key 1")
            .with_id([1, 0xff]);
        assert_eq!(query.expect("an address"), wanted);
    }

    #[test]
    fn addresses_that_carry_a_pin_or_mean_something_else_are_refused() {
        for bad in [
            "pkcs12:token=a",
            "pkcs11:token",
            "pkcs11:token=%zz",
            "pkcs11:token=%e",
            "pkcs11:token=%ff",
            "pkcs11:type=cert",
            "pkcs11:slot-id=x",
            "pkcs11:token=a?pin-value=1234",
            "pkcs11:token=a?pin-source=file:/pin",
        ] {
            let got = KeyQuery::from_uri(bad);
            assert!(matches!(got, Err(Pkcs11Error::Uri { .. })), "{bad}");
            assert!(!format!("{got:?}").contains("1234"), "{bad} was repeated");
        }
    }
}
