//! What a reader that repairs files might make of bytes that the strict reader passes over. Nothing
//! is ever read this way: it only tells where readers could see another document.

use super::lexer::is_white;

/// The numbers of what these bytes seem to refer to (`12 0 R`), with and without what follows a `%`.
pub(crate) fn references(raw: &[u8]) -> Vec<u32> {
    let mut found = triples(raw);
    let lines = raw.split(|byte| matches!(byte, b'\n' | b'\r'));
    let code = lines.map(|line| line.split(|byte| *byte == b'%').next().unwrap_or_default());
    found.extend(triples(&code.collect::<Vec<_>>().join(&b' ')));
    found.sort_unstable();
    found.dedup();
    found
}

fn triples(raw: &[u8]) -> Vec<u32> {
    let words = raw.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let (mut before, mut last): (&[u8], &[u8]) = (&[], &[]);
    let mut found = Vec::new();
    for word in words {
        // `12 0 R/Next` and `12 0 RG` cannot be told from a reference by everybody
        if word.starts_with(b"R") && last.iter().all(u8::is_ascii_digit) {
            found.extend(number(before));
        }
        (before, last) = (last, word);
    }
    found
}

fn number(word: &[u8]) -> Option<u32> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// Where in these bytes an object (`12 0 obj`) or a trailer seems to begin.
pub(crate) fn loose_object(raw: &[u8]) -> Option<usize> {
    const OBJECT: &[u8] = b"obj";
    const TRAILER: &[u8] = b"trailer";
    let mut starts = raw.windows(OBJECT.len()).enumerate().filter(|(_, word)| *word == OBJECT);
    let object = starts.find_map(|(at, _)| header_before(raw.get(..at)?));
    let trailer = raw.windows(TRAILER.len()).position(|word| word == TRAILER);
    [object, trailer].into_iter().flatten().min()
}

/// One operation of a content stream.
#[derive(Debug)]
pub(crate) struct Operation<'c> {
    /// What is done.
    pub(crate) operator: &'c [u8],
    /// The names among the operands.
    pub(crate) names: Vec<Vec<u8>>,
    /// The numbers among them.
    pub(crate) numbers: Vec<f64>,
}

/// The operations of a content stream (7.8.2). What stands in an inline image is taken for content too:
/// whoever looks for an operator finds it sooner rather than later.
pub(crate) fn operations(content: &[u8]) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    let (mut names, mut numbers, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = content.get(at) {
        let rest = content.get(at..).unwrap_or_default();
        at += match byte {
            b'(' => string_len(rest),
            b'<' if rest.get(1) == Some(&b'<') => 2,
            b'<' => rest.iter().position(|b| *b == b'>').map_or(rest.len(), |end| end + 1),
            b'%' => rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len()),
            b'/' => {
                let end = 1 + regular(rest.get(1..).unwrap_or_default());
                names.extend(rest.get(1..end).map(unescaped));
                end
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => {
                // `0rg` is two words to some
                let numeric = |b: &u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.');
                let end = rest.iter().position(|b| !numeric(b)).unwrap_or(rest.len());
                let text = rest.get(..end).and_then(|word| std::str::from_utf8(word).ok());
                numbers.push(text.and_then(|text| text.parse().ok()).unwrap_or(f64::NAN));
                end
            }
            _ => {
                let end = regular(rest);
                let operator = rest.get(..end).filter(|word| !word.is_empty());
                found.extend(operator.map(|operator| Operation {
                    operator,
                    names: std::mem::take(&mut names),
                    numbers: std::mem::take(&mut numbers),
                }));
                end.max(1)
            }
        };
    }
    found
}

/// How many regular characters (7.2.3) these bytes begin with.
fn regular(rest: &[u8]) -> usize {
    let ends = |b: &u8| is_white(*b) || b"()<>[]{}/%".contains(b);
    rest.iter().position(ends).unwrap_or(rest.len())
}

/// A name with its `#xx` as the bytes that they stand for (7.3.5).
fn unescaped(raw: &[u8]) -> Vec<u8> {
    let digit = |at: usize| raw.get(at).and_then(|b| char::from(*b).to_digit(16));
    let (mut out, mut at) = (Vec::with_capacity(raw.len()), 0);
    while let Some(byte) = raw.get(at) {
        let coded = digit(at + 1).zip(digit(at + 2)).filter(|_| *byte == b'#');
        let coded = coded.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        out.push(coded.unwrap_or(*byte));
        at += if coded.is_some() { 3 } else { 1 };
    }
    out
}

/// How long the literal string is that begins here.
fn string_len(raw: &[u8]) -> usize {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in raw.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    raw.len()
}

/// Where the two numbers begin that stand at the end of these bytes.
fn header_before(raw: &[u8]) -> Option<usize> {
    let trimmed = |raw: &[u8], drop: fn(u8) -> bool| -> usize {
        raw.iter().rposition(|byte| !drop(*byte)).map_or(0, |at| at + 1)
    };
    let digits = |byte: u8| byte.is_ascii_digit();
    let mut end = raw.len();
    for _ in 0..2 {
        let gap = trimmed(raw.get(..end)?, is_white);
        let start = trimmed(raw.get(..gap)?, digits);
        if start == gap {
            return None;
        }
        end = start;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_whatever_stands_between() {
        assert_eq!(references(b"<</A 12 0 R/B[3 0 R 4 1 R]>>"), [3, 4, 12]);
        assert_eq!(references(b"12 %c\n 0 R (%) 7 0 R"), [7, 12]);
        assert!(references(b"12 x R 99999999999 0 R /R 1 0 obj").is_empty());
    }

    #[test]
    fn operations_are_found_with_the_names_and_numbers_they_use() {
        let content = b"/Do gs (Do \\) f (f) ) Tj% Do\n<66> Tj q/Im-1 Do/F#31 9.5 Tf\n/OC/L BDC \
            -1 .5 0rg /P<</A/B>>DP 0 0 1 1 re f*";
        let found: Vec<_> = operations(content)
            .iter()
            .map(|o| {
                let names: Vec<_> = o.names.iter().map(|n| String::from_utf8_lossy(n)).collect();
                let operator = String::from_utf8_lossy(o.operator);
                format!("{} {:?} {operator}", names.join(" "), o.numbers).trim().replace("[] ", "")
            })
            .collect();
        assert_eq!(
            found.join(", "),
            "Do gs, Tj, Tj, q, Im-1 Do, F1 [9.5] Tf, OC L BDC, [-1.0, 0.5, 0.0] rg, P A B DP, \
             [0.0, 0.0, 1.0, 1.0] re, f*"
        );
        assert!(operations(b"(never closed Do").is_empty());
    }

    #[test]
    fn objects_and_trailers_are_found_wherever_they_begin() {
        for (raw, at) in [
            (&b"% 4 0 obj"[..], Some(2)),
            (b"\n12  0\r\nobj<<", Some(1)),
            (b"0obj 5 obj objobj", None),
            (b"endobj 5 0", None),
            (b"x trailer", Some(2)),
            (b"1 0 obj trailer", Some(0)),
        ] {
            assert_eq!(loose_object(raw), at, "{}", String::from_utf8_lossy(raw));
        }
    }
}
