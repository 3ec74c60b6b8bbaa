use unicode_normalization::UnicodeNormalization;

/// The longest name, in bytes.
const LONGEST: usize = 512;

/// Whether a file of this name stays inside the folder it is unpacked to, on every system: a relative
/// path with `/`, without `.` and `..`, without drive letters, control characters or names that end
/// in a dot or a space.
pub fn is_safe(name: &str) -> bool {
    let part_is_safe = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.ends_with(['.', ' '])
            && !part.starts_with(' ')
    };
    let forbidden = |c: char| c.is_control() || "\\:*?\"<>|".contains(c) || is_direction(c);
    name.len() <= LONGEST && !name.contains(forbidden) && name.split('/').all(part_is_safe)
}

/// Characters that make a name look like another: they turn the direction of writing, or have no
/// width.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What two names must differ in: some systems know no difference between upper and lower case, nor
/// between the ways in which Unicode writes one letter.
pub(super) fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}
