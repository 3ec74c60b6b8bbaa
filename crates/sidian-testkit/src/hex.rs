//! Hexadecimal text, as vectors carry it.

/// The bytes of a text of hexadecimal digits.
///
/// # Panics
///
/// If it is no such text: the vector is broken.
pub fn decode(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .trim()
        .chars()
        .map(|c| c.to_digit(16).unwrap_or_else(|| panic!("{c:?} is no hexadecimal digit")) as u8)
        .collect();
    assert!(digits.len().is_multiple_of(2), "odd number of hexadecimal digits");
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}
