//! The strings of ASN.1 that names use, and their preparation for comparison.

use const_oid::ObjectIdentifier;

/// The text of a DirectoryString or IA5String; `None` where the tag is none of theirs or the bytes
/// are not of that kind. T61String is read as Latin-1, as everybody writes it.
pub(super) fn decode(tag: u8, value: &[u8]) -> Option<String> {
    match tag {
        0x0c => std::str::from_utf8(value).ok().map(str::to_owned),
        0x12 | 0x13 | 0x16 | 0x1a if value.is_ascii() => {
            std::str::from_utf8(value).ok().map(str::to_owned)
        }
        0x14 => Some(value.iter().map(|b| char::from(*b)).collect()),
        0x1e => {
            let (units, rest) = value.as_chunks::<2>();
            let units = units.iter().map(|pair| u16::from_be_bytes(*pair));
            if !rest.is_empty() {
                return None;
            }
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        0x1c => {
            let (units, rest) = value.as_chunks::<4>();
            if !rest.is_empty() {
                return None;
            }
            units.iter().map(|four| char::from_u32(u32::from_be_bytes(*four))).collect()
        }
        _ => None,
    }
}

/// Lower case, runs of white space as one space, none at either end. (The compatibility mapping of
/// RFC 4518 is left out: issuers copy names byte for byte, and equating less is the safe side.)
pub(super) fn prepared(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut first = true;
    text.split_whitespace().flat_map(move |word| {
        let gap = if first { None } else { Some(' ') };
        first = false;
        gap.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// The dotted form of the contents of an object identifier.
pub(super) fn dotted(contents: &[u8]) -> Option<String> {
    ObjectIdentifier::from_bytes(contents).ok().map(|oid: ObjectIdentifier| oid.to_string())
}
