//! What shows on a page, and where (ISO 32000-2 12.5.2, 12.5.3).

use crate::pdf::{Dict, Object, View};
use crate::report::codes::changes as codes;
use crate::report::{ChangeClass, Code};

use super::field::Outcome;
use super::pairs::Delta;
use super::record::{Need, Record};

/// Annotation flags (12.5.3, table 167).
const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;
const NO_VIEW: i64 = 1 << 5;
const TOGGLE_NO_VIEW: i64 = 1 << 8;

/// Entries by which readers draw annotations, whatever their rectangle says (12.5.6).
const DRAWN_BY: &[&str] = &["CL", "InkList", "L", "QuadPoints", "Vertices"];

/// Kinds of annotations of which readers draw an icon of their own size (12.5.6.4, .15, .16).
const ICONS: &[&str] = &["FileAttachment", "Sound", "Text"];

impl Delta<'_, '_, '_> {
    /// Records a change of something that has a place on a page. A picture that comes with a new
    /// field is what a signer wants to show; where nobody signs, nobody vouches for it.
    pub(super) fn place(&mut self, number: u32, path: &str, dict: &Dict, outcome: &Outcome) {
        let visible = self.is_visible(dict);
        let (need, code, class) = match outcome {
            (_, code, _) if visible && is_unsigned(code) && draws(self.new, dict) => {
                (Need::NewField, codes::DRAWN_UNSIGNED, ChangeClass::Signing)
            }
            (need, code, class) => (need.clone(), *code, *class),
        };
        let page = dict.reference("P").and_then(|page| self.page_of(page.number));
        let page = page.or_else(|| self.base.pages.shows(number));
        self.push(Record {
            revision: self.new.revision(),
            object: number,
            page,
            bbox: self.rectangle(dict),
            path: path.to_owned(),
            class,
            code,
            need,
            visible,
        });
    }

    /// Whether a reader draws this annotation, on the screen or on paper.
    pub(super) fn is_visible(&self, dict: &Dict) -> bool {
        let subtype = |wanted: &str| dict.name("Subtype").is_some_and(|name| *name == wanted);
        let is_widget = subtype("Widget");
        // a pop-up window that is closed shows no more than its note
        let closed = self.new.value(dict, "Open").is_ok_and(|open| open.as_bool() != Some(true));
        let popup = subtype("Popup") && !dict.has("AP") && closed;
        let extends = match self.rectangle(dict) {
            Some([l, b, r, t]) => r > l && t > b,
            // no place that could be read: readers differ
            None => !is_widget || dict.has("Rect"),
        };
        let by_itself = ICONS.iter().any(|icon| subtype(icon))
            || (!is_widget && DRAWN_BY.iter().any(|key| dict.has(key)));
        let drawn = extends || by_itself;
        drawn && !popup && shows(dict.integer("F").unwrap_or(0))
    }
}

/// Whether a widget has an appearance in which anything is drawn, or a background.
pub(in crate::pades) fn draws(view: View<'_, '_>, dict: &Dict) -> bool {
    let read = |holder: &Dict, key: &str| view.value(holder, key).unwrap_or(Object::Null);
    let background = match read(dict, "MK") {
        Object::Dict(mk) => ["BG", "I", "IX", "RI"].iter().any(|key| match read(&mk, key) {
            Object::Array(colour) => !colour.items().is_empty(),
            value => !value.is_null(),
        }),
        _ => false,
    };
    let appearance = match read(dict, "AP") {
        Object::Dict(appearance) => read(&appearance, "N"),
        other => other,
    };
    background
        || match appearance {
            Object::Null => false,
            Object::Stream(form) => view.decode(&form).map_or(true, |content| !is_blank(&content)),
            _ => true,
        }
}

/// Whether nobody signs for what the new or filled field shows.
fn is_unsigned(code: &'static Code) -> bool {
    code == codes::DOCUMENT_TIMESTAMP || code == codes::EMPTY_FIELD_ADDED
}

/// Whether annotation flags let anything show, on the screen or on paper.
pub(super) fn shows(flags: i64) -> bool {
    let never = flags & NO_VIEW != 0 && flags & (PRINT | TOGGLE_NO_VIEW) == 0;
    flags & HIDDEN == 0 && !never
}

/// Whether what was hidden shows under other flags, or the other way round, on the screen or paper.
pub(super) fn toggles(before: &Object, after: &Object) -> bool {
    let screen = |flags: i64| flags & (HIDDEN | NO_VIEW);
    match (before.as_integer().unwrap_or(0), after.as_integer()) {
        (before, Some(after)) => screen(before) != screen(after) || shows(before) != shows(after),
        (before, None) => !after.is_null() || screen(before) != 0,
    }
}

/// Whether the operators of a content stream draw nothing: comments, saving and restoring, and
/// marks around nothing.
fn is_blank(content: &[u8]) -> bool {
    let lines = content.split(|byte| matches!(byte, b'\n' | b'\r'));
    let code = lines.map(|line| line.split(|byte| *byte == b'%').next().unwrap_or_default());
    let mut words = code.flat_map(|line| line.split(u8::is_ascii_whitespace));
    words.all(|word| matches!(word, b"" | b"q" | b"Q" | b"/Tx" | b"BMC" | b"EMC" | b"n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_draws_nothing_is_blank() {
        for blank in [&b""[..], b"% DSBlank\n", b"q\nQ\n", b"/Tx BMC \nEMC"] {
            assert!(is_blank(blank));
        }
        for drawn in [&b"0 0 9 9 re f"[..], b"% a\n/X Do", b"q BT (x) Tj ET Q"] {
            assert!(!is_blank(drawn));
        }
    }

    #[test]
    fn flags_that_show_or_hide_something_are_told_from_those_that_do_not() {
        let flags = |flags: i64| Object::Integer(flags);
        for (before, after, differs) in [
            (0, 4, false),
            (4, 132, false),
            (2, 4, true),
            (4, 6, true),
            (36, 4, true),
            (32, 36, true),
        ] {
            assert_eq!(toggles(&flags(before), &flags(after)), differs, "{before} {after}");
        }
        assert!(!toggles(&Object::Null, &flags(4)));
        assert!(toggles(&flags(2), &Object::Null));
    }
}
