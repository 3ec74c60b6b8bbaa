//! Text strings (ISO 32000-2 7.9.2.2): PDFDocEncoding, UTF-16BE and UTF-8.

use super::PdfString;

/// The text string for `text`: a literal where it is plain ASCII, else UTF-16BE.
pub fn text_string(text: &str) -> PdfString {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return PdfString::literal(text);
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    PdfString::hex(units.flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
}

/// The text of a text string. What cannot be read becomes U+FFFD; language marks are left out.
pub fn decode_text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|b| doc_encoding(*b)).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    if !rest.is_empty() {
        units.push(0xFFFD);
    }
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    // ESC language ESC (7.9.2.2): not part of the text
    let mut inside = false;
    text.filter(|c| {
        let mark = *c == '\u{1B}';
        inside ^= mark;
        !mark && !inside
    })
    .collect()
}

/// PDFDocEncoding (annex D.3).
fn doc_encoding(byte: u8) -> char {
    let special = match byte {
        0x18..=0x1F => UPPER_CONTROLS.get(usize::from(byte - 0x18)),
        0x80..=0xA0 => UPPER.get(usize::from(byte - 0x80)),
        0x7F | 0xAD => Some(&char::REPLACEMENT_CHARACTER),
        _ => None,
    };
    special.copied().unwrap_or(char::from(byte))
}

const UPPER_CONTROLS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];

const UPPER: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_it_went_in() {
        for text in ["", "plain (text) \\ ok", "审批通过", "naïve", "𠮷野家", "tab\there"]
        {
            assert_eq!(decode_text(text_string(text).as_bytes()), text);
        }
    }

    #[test]
    fn every_encoding_of_the_standard_is_read() {
        assert_eq!(decode_text(b"\x80\x84\x92\xA0\xE4"), "•—™€ä");
        assert_eq!(decode_text(b"\xEF\xBB\xBF\xE5\xAE\xA1"), "审");
        assert_eq!(decode_text(b"\xFE\xFF\x00\x1B\x00z\x00h\x00\x1B\x5B\xA1"), "审");
        assert_eq!(decode_text(b"\xFE\xFF\xD8\x00\x00"), "\u{FFFD}\u{FFFD}");
    }
}
