//! Base45 (RFC 9285): two bytes as three characters that a QR code packs tightly.

/// Not Base45.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not Base45")]
pub struct Base45Error;

impl Base45Error {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        3751
    }
}

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Bytes as Base45.
pub fn to_base45(bytes: &[u8]) -> String {
    let digit = |n: u32| char::from(ALPHABET.get(n as usize % 45).copied().unwrap_or(b'0'));
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let n = pair.iter().fold(0, |n, b| n << 8 | u32::from(*b));
        text.extend([digit(n % 45), digit(n / 45 % 45)]);
        if pair.len() == 2 {
            text.push(digit(n / 2025));
        }
    }
    text
}

/// Reads Base45.
///
/// # Errors
///
/// [`Base45Error`] for any other character, a length that no bytes have, or a group beyond its
/// range (RFC 9285 §4).
pub fn from_base45(text: &str) -> Result<Vec<u8>, Base45Error> {
    let value = |c: &u8| ALPHABET.iter().position(|a| a == c).map(|n| n as u32);
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut n = 0;
        for c in group.iter().rev() {
            n = n * 45 + value(c).ok_or(Base45Error)?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(n).map_err(|_| Base45Error)?.to_be_bytes()),
            2 => bytes.push(u8::try_from(n).map_err(|_| Base45Error)?),
            _ => return Err(Base45Error),
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_9285_come_out() {
        for (bytes, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(to_base45(bytes.as_bytes()), text);
            assert_eq!(from_base45(text).unwrap(), bytes.as_bytes());
        }
        for bad in ["GGW", "A", "BB8a", "ab", "::", "QED8WEX0é"] {
            assert_eq!(from_base45(bad), Err(Base45Error), "{bad}");
        }
    }

    #[test]
    fn all_bytes_come_back() {
        for len in 0..=300 {
            let bytes: Vec<u8> = (0..len).map(|n: u32| (n * 37 % 256) as u8).collect();
            assert_eq!(from_base45(&to_base45(&bytes)).unwrap(), bytes);
        }
    }
}
