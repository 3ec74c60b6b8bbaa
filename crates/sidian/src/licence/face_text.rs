//! Looking a value up in the text of a page.

use unicode_normalization::UnicodeNormalization;

use super::metadata::FaceValue;

/// A page's text, made ready for looking values up in it.
///
/// White space does not count, because lines wrap; compatibility forms (full width, radicals that
/// some writers put for characters) count as what they stand for (Unicode NFKC).
pub(super) struct FaceText {
    text: String,
    /// For each byte of `text` that begins a character, whether white space stood before it.
    after_space: Vec<bool>,
}

impl FaceText {
    pub(super) fn new(text: &str) -> Self {
        let mut page = Self { text: String::with_capacity(text.len()), after_space: Vec::new() };
        let mut space = true;
        for c in text.nfkc() {
            if c.is_whitespace() || c == '\u{ad}' {
                space = true;
                continue;
            }
            let start = page.text.len();
            page.text.push(narrow(c));
            page.after_space.resize(page.text.len(), false);
            if let Some(mark) = page.after_space.get_mut(start) {
                *mark = space;
            }
            space = false;
        }
        page
    }

    /// What the form calls those of `values` that the page does not show.
    pub(super) fn lacks<'v>(&self, values: &'v [FaceValue]) -> impl Iterator<Item = &'v str> {
        let missing = values.iter().filter(|value| !self.shows(value.text.reveal()));
        missing.map(|value| value.label.as_str())
    }

    /// Whether the page shows `value` as a whole: `10` is not shown by `100`.
    pub(super) fn shows(&self, value: &str) -> bool {
        let value: String = value.nfkc().filter(|c| !c.is_whitespace()).map(narrow).collect();
        let (Some(first), Some(last)) = (value.chars().next(), value.chars().next_back()) else {
            return true;
        };
        self.text.match_indices(value.as_str()).any(|(start, _)| {
            let end = start + value.len();
            let before = self.text.get(..start).and_then(|t| t.chars().next_back());
            let after = self.text.get(end..).and_then(|t| t.chars().next());
            let runs_on = |neighbour: Option<char>, edge: char, at: usize| {
                let joined = !self.after_space.get(at).copied().unwrap_or(true);
                joined && neighbour.is_some_and(is_wordy) && is_wordy(edge)
            };
            !runs_on(before, first, start) && !runs_on(after, last, end)
        })
    }
}

/// Characters that make one word or number with their neighbours.
fn is_wordy(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn narrow(c: char) -> char {
    match c {
        '–' | '—' | '―' => '-',
        '・' => '·',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_width_do_not_count_and_other_characters_do() {
        let page = FaceText::new("名称 焦作市 （Ａ）\n公司 注册资本100万元");
        for shown in ["焦作市(A)公司", "注册资本", "100万元", "100"] {
            assert!(page.shows(shown), "{shown}");
        }
        for other in ["焦做市", "10", "00万元"] {
            assert!(!page.shows(other), "{other}");
        }
    }

    #[test]
    fn a_value_may_wrap_and_may_stand_beside_another() {
        let page = FaceText::new("编号 ABC\n123 2026");
        assert!(FaceText::new("\u{2f00}\u{2f08}").shows("一人"), "radicals");
        assert!(page.shows("ABC123") && page.shows("2026") && page.shows("ABC"));
        assert!(!page.shows("C123"));
    }
}
