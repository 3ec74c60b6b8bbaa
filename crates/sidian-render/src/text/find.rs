//! Looking up where a document writes something, so that a seal or signature can be put there.

use unicode_normalization::UnicodeNormalization;

use super::{Letter, PageText, TextError, read_text};

/// The longest keyword looked for, in characters.
const LONGEST: usize = 200;
/// The most places given.
const MOST: usize = 10_000;

/// Which of the places where a keyword is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Occurrence {
    /// All of them.
    Every,
    /// The one with this number, counted from 1 over the whole document.
    Nth(usize),
}

/// A place where a keyword is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The page, counted from 1.
    pub page: usize,
    /// Left, bottom, right, top of its letters in the page's user space. Of a keyword that runs over
    /// a line's end, those of the part on the first line.
    pub rect: [f64; 4],
}

/// Where `keyword`, Chinese or Latin, is written in the text of a document, in the order in which
/// it is read.
///
/// White space does not count, nor do the differences that Unicode calls compatibility (NFKC: full
/// width letters, radicals that some writers put for characters); capitals do. It does not matter
/// how the letters are split into strings and fonts, nor how the text is turned, as long as they
/// are drawn one after another. Pictures of text are not read.
///
/// # Errors
///
/// [`TextError`] where a page cannot be read.
pub fn find(pdf: &[u8], keyword: &str, which: Occurrence) -> Result<Vec<Found>, TextError> {
    let mut found = Vec::new();
    for page in 0.. {
        let text = match read_text(pdf, page) {
            Ok(text) => text,
            Err(TextError::NoPage { pages }) if page > 0 && page >= pages => break,
            Err(other) => return Err(other),
        };
        for lines in text.places(keyword) {
            if let Some(first) = lines.first() {
                found.push(Found { page: page + 1, rect: first.map(f64::from) });
            }
        }
        match which {
            Occurrence::Nth(n) if found.len() >= n => {
                return Ok(n
                    .checked_sub(1)
                    .and_then(|n| found.get(n).copied())
                    .into_iter()
                    .collect());
            }
            _ if found.len() > MOST => return Err(TextError::Limit),
            _ => {}
        }
    }
    match which {
        Occurrence::Every => Ok(found),
        Occurrence::Nth(_) => Ok(Vec::new()),
    }
}

impl PageText {
    /// Where `keyword` is written, white space aside: left, bottom, right and top of each place, one
    /// for each line it runs over.
    pub fn find(&self, keyword: &str) -> Vec<[f32; 4]> {
        self.places(keyword).concat()
    }

    /// As [`find`](Self::find), the lines of each place by themselves.
    pub fn places(&self, keyword: &str) -> Vec<Vec<[f32; 4]>> {
        let wanted: Vec<char> = plain(keyword).collect();
        if wanted.is_empty() || wanted.len() > LONGEST {
            return Vec::new();
        }
        let page: Vec<(char, &Letter)> = self
            .letters
            .iter()
            .flat_map(|letter| plain(&letter.text).map(move |c| (c, letter)))
            .collect();
        let mut places = Vec::new();
        let mut rest = page.as_slice();
        while let Some(window) = rest.get(..wanted.len()) {
            let is_here = window.iter().zip(&wanted).all(|((found, _), wanted)| found == wanted);
            if is_here {
                places.push(boxes(window));
            }
            rest = rest.get(if is_here { wanted.len() } else { 1 }..).unwrap_or_default();
        }
        places
    }
}

/// The characters that count.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect::<Vec<_>>().into_iter()
}

/// The boxes around letters, one for each line.
fn boxes(letters: &[(char, &Letter)]) -> Vec<[f32; 4]> {
    let mut boxes: Vec<[f32; 4]> = Vec::new();
    let mut before: Option<&Letter> = None;
    for (_, letter) in letters {
        match boxes.last_mut().filter(|_| before.is_some_and(|b| on_one_line(b, letter))) {
            Some(area) => {
                area[0] = area[0].min(letter.area[0]);
                area[1] = area[1].min(letter.area[1]);
                area[2] = area[2].max(letter.area[2]);
                area[3] = area[3].max(letter.area[3]);
            }
            None => boxes.push(letter.area),
        }
        before = Some(letter);
    }
    boxes
}

/// Whether a letter stands on the line of the one before it, which may be turned.
fn on_one_line(before: &Letter, letter: &Letter) -> bool {
    let [x, y] = before.along;
    let (dx, dy) = (letter.x - before.x, letter.y - before.y);
    let across = (dx * y - dy * x).abs();
    across < before.size.max(letter.size) * 0.5
}
