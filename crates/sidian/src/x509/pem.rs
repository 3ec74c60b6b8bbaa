//! PEM (RFC 7468) as people send it: several blocks, text around them, lines of any length.

use base64ct::{Base64, Encoding};

use super::error::X509Error;

/// The contents of every block with this label.
pub(super) fn blocks(text: &[u8], label: &'static str) -> Result<Vec<Vec<u8>>, X509Error> {
    let bad = X509Error::Pem { label };
    let text = String::from_utf8_lossy(text);
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut rest = text.as_ref();
    let mut out = Vec::new();
    while let Some((_, after)) = rest.split_once(&begin) {
        let (body, tail) = after.split_once(&end).ok_or(bad.clone())?;
        let packed: String = body.split_ascii_whitespace().collect();
        out.push(Base64::decode_vec(&packed).map_err(|_| bad.clone())?);
        rest = tail;
    }
    if out.is_empty() { Err(bad) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_between_other_text_and_bad_ones_are_refused() {
        let text = b"subject=x\n-----BEGIN A-----\r\nAQ\r\nID\r\n-----END A-----\n\n-----BEGIN A-----\nBA==\n-----END A-----";
        assert_eq!(blocks(text, "A"), Ok(vec![vec![1, 2, 3], vec![4]]));
        assert!(blocks(text, "B").is_err());
        assert!(blocks(b"-----BEGIN A-----\nAQID", "A").is_err());
        assert!(blocks(b"-----BEGIN A-----\nA!ID\n-----END A-----", "A").is_err());
    }
}
