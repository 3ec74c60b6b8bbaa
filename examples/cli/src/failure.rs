//! Why a command could not do what it was asked, in words for people.

use sidian::report::{Language, in_chinese};

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
            Language::Chinese => format!("错误：{}\n怎么办：{advice}\n", retold(what)),
            Language::English => format!("error: {what}\nwhat to do: {advice}\n"),
        }
    }
}

/// A sentence in which reasons stand in brackets: those that the library and the system give in English
/// are told in Chinese. What is known of neither stays as it is.
fn retold(what: &str) -> String {
    let mut out = String::with_capacity(what.len());
    let mut rest = what;
    while let Some((before, inside)) = rest.split_once('（') {
        let end = closing(inside);
        let (reason, after) = inside.split_at(end);
        let (reason, code) = match reason.rsplit_once("，代码 ") {
            Some((reason, code)) => (reason, format!("，代码 {code}")),
            None => (reason, String::new()),
        };
        out.push_str(before);
        out.push('（');
        out.push_str(&in_chinese(reason));
        out.push_str(&code);
        rest = after;
    }
    out + rest
}

/// Where the bracket closes that was opened before `inside`.
fn closing(inside: &str) -> usize {
    let mut depth = 0_usize;
    let close = inside.char_indices().find(|(_, c)| match c {
        '（' => {
            depth += 1;
            false
        }
        '）' if depth > 0 => {
            depth -= 1;
            false
        }
        other => *other == '）',
    });
    close.map_or(inside.len(), |(at, _)| at)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_in_brackets_are_told_in_chinese() {
        for (given, told) in [
            (
                "a.json：不是有效的证书（no readable PEM block with the label CERTIFICATE）",
                "a.json：不是有效的证书（没有可读的 CERTIFICATE PEM 数据块）",
            ),
            ("a：不能采信（wrong password，代码 9）", "a：不能采信（口令错误，代码 9）"),
            ("a（b）：写入失败（signing failed）。", "a（b）：写入失败（签名失败）。"),
            ("没有括号", "没有括号"),
            ("没有结尾（wrong password", "没有结尾（口令错误"),
            ("（甲（乙）丙）丁", "（甲（乙）丙）丁"),
        ] {
            assert_eq!(retold(given), told);
        }
    }
}
