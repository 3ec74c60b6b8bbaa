//! Why a command could not do what it was asked, in words for people.

use sidian::report::{Language, reasons_in_chinese};

use crate::locale::{Text, text};

/// The command could not be carried out: what was wrong, with which file, and what to do.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What was wrong; begins with the file where there is one.
    pub(crate) what: Text,
    /// What to do about it.
    pub(crate) advice: Text,
}

/// A file could not be read, or the command was used wrongly.
pub(crate) const UNREADABLE: u8 = 2;

impl Failure {
    /// A failure with its remedy.
    pub(crate) fn new(what: Text, advice: Text) -> Self {
        Self { what, advice }
    }

    /// The failure as two lines.
    pub(crate) fn render(&self, language: Language) -> String {
        let (what, advice) = (self.what.get(language), self.advice.get(language));
        match language {
            Language::Chinese => format!("错误：{}\n怎么办：{advice}\n", reasons_in_chinese(what)),
            Language::English => format!("error: {what}\nwhat to do: {advice}\n"),
        }
    }
}

/// A moment given on the command line.
pub(crate) fn not_a_time(option: &str, value: &str) -> Failure {
    Failure::new(
        text!("{option} 的值“{value}”不是有效时间", "{option}: “{value}” is not a moment in time"),
        text!(
            "请按 RFC 3339 填写，例如 2026-11-22T08:00:00+08:00",
            "write it as RFC 3339, for example 2026-11-22T08:00:00+08:00"
        ),
    )
}
