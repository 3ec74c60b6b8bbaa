//! Text of others, made harmless for a page.

/// The most characters of one text that a page shows.
const MOST: usize = 600;

/// `text` as one may show it: what could rearrange or hide other text (control, bidirectional and
/// invisible characters) becomes a replacement character, and a text that is too long is cut,
/// visibly.
pub(super) fn harmless(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() || is_unseen(c) { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

/// `text` as HTML text or attribute value, made [`harmless`].
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(4 * MOST) + 16);
    for c in harmless(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_can_become_markup_or_rearrange_the_page() {
        let hostile = "</title><script>alert('x')</script>\u{202e}fdp.&\"\u{0}\n\u{200b}\u{e0041}";
        let shown = escaped(hostile);
        for bad in ['<', '>', '"', '\'', '\u{202e}', '\u{0}', '\n', '\u{200b}', '\u{e0041}'] {
            assert!(!shown.contains(bad), "{bad:?} in {shown}");
        }
        assert!(shown.starts_with("&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)"), "{shown}");
        assert_eq!(escaped("示例市（甲）"), "示例市（甲）");
    }

    #[test]
    fn a_long_text_is_cut_visibly() {
        let shown = escaped(&"长".repeat(100_000));
        assert_eq!(shown.chars().count(), 601);
        assert!(shown.ends_with('…'));
    }
}
