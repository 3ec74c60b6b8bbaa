//! The top of a page: the answer, what it means, and which file it is about.

use sidian::licence::Metadata;
use sidian::report::{Changes, Language, Report, Verdict};
use sidian::time::UnixTime;

use super::PageInput;
use super::escape::escaped;
use super::style::icon;
use super::words::{self, Mark, pick};

const SHA_256: &str = "SHA-256";

/// The document line, the file, and what a licence that passed says.
pub(super) fn document<T>(report: &Report<T>, input: &PageInput<'_>, language: Language) -> String {
    let verdict = report.verdict();
    let mark = Mark::of(verdict);
    let meaning = words::meaning(verdict, language);
    let mut out = banner(mark, words::verdict(verdict, language), meaning);
    out += "<ul class=\"summary\">\n";
    for (mark, line) in summary(report, language) {
        out += &marked("li", mark, &line);
    }
    out += "</ul>\n";
    out += &file(input, language);
    let passed = verdict == Some(Verdict::Passed);
    if let Some(licence) = input.licence.filter(|_| passed) {
        out += &licence_table(licence, language);
    }
    out
}

/// A file that could not be judged.
pub(super) fn unreadable(
    word: &str,
    file: &str,
    (code, why, next_step): (u32, &str, &str),
    made_at: UnixTime,
    language: Language,
) -> String {
    let mut out = banner(Mark::Plain, word, unread(language));
    let file = (pick(language, "文件", "file"), escaped(file));
    let made = (pick(language, "制作时间", "page made"), words::beijing(made_at));
    out += &table(&[file, made]);
    let next = pick(language, "怎么办：", "What to do: ");
    out + &format!(
        "<div class=\"finding plain\"><p>{} <span class=\"number\">[{code}]</span></p>\
         <p class=\"next\">{next}{}</p></div>\n",
        escaped(why),
        escaped(next_step)
    )
}

/// What it means that a file could not be judged.
pub(super) fn unread(language: Language) -> &'static str {
    pick(
        language,
        "文件未能核验：既不能说通过，也不能说未通过。",
        "The file could not be judged: it has neither passed nor failed.",
    )
}

fn banner(mark: Mark, word: &str, meaning: &str) -> String {
    let (class, icon) = (mark.class(), icon(mark));
    format!("<header class=\"{class}\">{icon}<div><h1>{word}</h1><p>{meaning}</p></div></header>\n")
}

/// How many signatures, what lies outside them, and what was changed since.
pub(super) fn summary<T>(report: &Report<T>, language: Language) -> Vec<(Mark, String)> {
    let signatures = report.signatures();
    let count = signatures.len();
    let mut out = Vec::new();
    let good = signatures.iter().filter(|s| s.verdict() == Verdict::Passed).count();
    let mark = if count > 0 && good == count { Mark::Good } else { Mark::Plain };
    out.push(match language {
        Language::Chinese => (mark, format!("签名 {count} 个，其中通过 {good} 个")),
        Language::English => (mark, format!("signatures: {count}, of which passed: {good}")),
    });
    if count == 0 {
        return out;
    }
    out.push(match (report.uncovered(), language) {
        (0, Language::Chinese) => (Mark::Good, "没有任何内容在签名范围之外".to_owned()),
        (0, Language::English) => {
            (Mark::Good, "nothing in the file lies outside all signatures".to_owned())
        }
        (n, Language::Chinese) => {
            (Mark::Open, format!("有 {n} 字节不在任何签名范围之内，没有人为其负责"))
        }
        (n, Language::English) => {
            (Mark::Open, format!("{n} bytes lie outside all signatures; nobody answers for them"))
        }
    });
    let worst = [Changes::Forbidden, Changes::Unknown, Changes::Permitted]
        .into_iter()
        .find(|wanted| signatures.iter().any(|s| s.changes == *wanted))
        .unwrap_or(Changes::None);
    let (mark, word) = words::changes(worst, language);
    out.push((
        mark,
        format!("{}{word}", pick(language, "签名后的修改：", "changes after signing: ")),
    ));
    out
}

fn file(input: &PageInput<'_>, language: Language) -> String {
    let html = |(name, value): (&'static str, String)| match name {
        SHA_256 => (name, format!("<code>{}</code>", escaped(&value))),
        _ => (name, escaped(&value)),
    };
    table(&file_rows(input, language).into_iter().map(html).collect::<Vec<_>>())
}

/// Which file, and when, as plain text.
pub(super) fn file_rows(input: &PageInput<'_>, language: Language) -> Vec<(&'static str, String)> {
    let mut rows = vec![(pick(language, "文件", "file"), input.file.to_owned())];
    if !input.digest.is_empty() {
        rows.push((SHA_256, input.digest.to_owned()));
    }
    rows.push((pick(language, "核验所按时点", "judged as of"), words::beijing(input.verified_at)));
    if input.made_at != input.verified_at {
        rows.push((pick(language, "制作时间", "page made"), words::beijing(input.made_at)));
    }
    rows
}

fn licence_table(licence: &Metadata, language: Language) -> String {
    let rows = licence_rows(licence, language).map(|(name, value)| (name, escaped(&value)));
    format!("<h2>{}</h2>\n{}", licence_heading(language), table(&rows))
}

/// The heading above what a licence says.
pub(super) fn licence_heading(language: Language) -> &'static str {
    pick(language, "证照内容", "The licence")
}

/// What a licence says, as plain text.
pub(super) fn licence_rows(licence: &Metadata, language: Language) -> [(&'static str, String); 7] {
    let holders: Vec<&str> = licence.holders().iter().map(|h| h.name().reveal()).collect();
    [
        (pick(language, "证照名称", "licence"), licence.licence_name().to_owned()),
        (pick(language, "证照编号", "number"), licence.number().reveal().to_owned()),
        (pick(language, "持证主体", "holder"), holders.join("、")),
        (pick(language, "颁发机构", "issuer"), licence.issuer_name().to_owned()),
        (pick(language, "颁发日期", "issued"), words::day(licence.issue_date(), language)),
        (pick(language, "有效期", "valid"), words::term(licence, language)),
        (pick(language, "证照标识", "identifier"), licence.id().to_string()),
    ]
}

/// Names and values; the values are HTML already.
pub(super) fn table(rows: &[(&str, String)]) -> String {
    let mut out = String::from("<table class=\"facts\">\n");
    for (name, value) in rows {
        out += &format!("<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
    }
    out + "</table>\n"
}

/// A marked line of plain text.
pub(super) fn marked(tag: &str, mark: Mark, text: &str) -> String {
    let (class, sign, text) = (mark.class(), mark.sign(), escaped(text));
    format!(
        "<{tag}><span class=\"mark {class}\" aria-hidden=\"true\">{sign}</span>{text}</{tag}>\n"
    )
}
