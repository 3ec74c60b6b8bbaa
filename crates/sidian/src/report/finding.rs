//! One thing that was found.

use std::borrow::Cow;

use super::code::{Code, Language, Severity};
use super::{detail, place};
use crate::time::UnixTime;

/// One thing that was found, with the values that fill its sentence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    code: &'static Code,
    severity: Severity,
    args: Vec<(&'static str, String)>,
}

impl Finding {
    /// A finding with nothing to fill in.
    pub fn new(code: &'static Code) -> Self {
        Self { code, severity: code.severity, args: Vec::new() }
    }

    /// Fills the place `{name}` of the sentence. Never put a personal field here.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, printable(&value.to_string())));
        self
    }

    /// The same finding with less weight, where a policy says so. It never gains weight.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// What was found.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// Its weight here.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The values that fill its sentence.
    pub fn args(&self) -> &[(&'static str, String)] {
        &self.args
    }

    /// The whole sentence.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.fill(self.code.zh, language),
            Language::English => self.fill(self.code.en, language),
        }
    }

    /// What to do next; empty where nothing is to be done.
    pub fn next_step(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.fill(self.code.next_zh, language),
            Language::English => self.fill(self.code.next_en, language),
        }
    }

    fn fill(&self, text: &str, language: Language) -> String {
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            let value = self.args.iter().find(|(n, _)| *n == name).map_or("?", |(_, v)| v.as_str());
            match (name, language) {
                ("detail", Language::Chinese) => out.push_str(&detail::chinese(value)),
                ("what", Language::Chinese) => out.push_str(&place::chinese(value)),
                (_, Language::Chinese) => out.push_str(&local(value)),
                _ => out.push_str(value),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// A moment as clocks in China show it; anything else as it is.
pub(super) fn local(value: &str) -> Cow<'_, str> {
    const UTC: &str = "2026-01-01T00:00:00Z";
    const EAST: i64 = 8 * 3600;
    let moment = (value.len() == UTC.len() && value.ends_with('Z'))
        .then(|| UnixTime::from_rfc3339(value).ok())
        .flatten();
    match moment {
        Some(at) => Cow::Owned(at.plus(EAST).to_string().replace('T', " ").replace('Z', " +08:00")),
        None => Cow::Borrowed(value),
    }
}

/// Names come from certificates and files: no control, bidirectional or invisible character of
/// theirs may rearrange what a clerk reads, and none may flood the page.
fn printable(text: &str) -> String {
    const MOST: usize = 300;
    let mut out: String = text
        .chars()
        .take(MOST)
        .map(|c| {
            let shapes = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}');
            if c.is_control() || shapes { '\u{fffd}' } else { c }
        })
        .collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}
