//! Each signature with its five facts, side by side and never merged, and what was changed after it.

use sidian::report::{Change, Language, SignatureReport};

use super::escape::escaped;
use super::head::marked;
use super::seal;
use super::words::{self, Mark, pick};

/// The most changes of one signature that a page lists.
pub(super) const MOST: usize = 200;

/// Every signature, oldest first.
pub(super) fn all(signatures: &[SignatureReport], language: Language) -> String {
    if signatures.is_empty() {
        return String::new();
    }
    let mut out = format!("<h2>{}</h2>\n", pick(language, "各个签名", "The signatures"));
    for (index, signature) in signatures.iter().enumerate() {
        out += &one(signature, index + 1, language);
    }
    out
}

/// How a page calls a signature, as HTML.
pub(super) fn title(s: &SignatureReport, number: usize, language: Language) -> String {
    escaped(&name(s, number, language))
}

/// How a page calls a signature, as plain text.
pub(super) fn name(s: &SignatureReport, number: usize, language: Language) -> String {
    format!("{} {number} {}", pick(language, "签名", "Signature"), s.field)
}

fn one(s: &SignatureReport, number: usize, language: Language) -> String {
    let (title, kind) = (title(s, number, language), words::kind(s.kind, language));
    let mark = Mark::of(Some(s.verdict()));
    let (class, sign) = (mark.class(), mark.sign());
    let verdict = words::verdict(Some(s.verdict()), language);
    let mut out = format!(
        "<section>\n<h3><span class=\"mark {class}\" aria-hidden=\"true\">{sign}</span>{title} · \
         <span class=\"{class}\">{verdict}</span> <span class=\"where\">{kind}</span></h3>\n\
         <table class=\"facts\">\n"
    );
    for (name, mark, text) in facts(s, language) {
        out += &match mark {
            Some(mark) => {
                format!("<tr><th scope=\"row\">{name}</th>{}</tr>\n", marked("td", mark, &text))
            }
            None => {
                format!("<tr><th scope=\"row\">{name}</th><td>{}</td></tr>\n", escaped(&text))
            }
        };
    }
    out += "</table>\n";
    if let Some(seal) = &s.seal {
        out += &seal::html(seal, language);
    }
    out += &changes(&s.change_list, s.revision, language);
    out + "</section>\n"
}

/// The five facts, then who signed and why, as plain text.
pub(super) fn facts(
    s: &SignatureReport,
    language: Language,
) -> Vec<(&'static str, Option<Mark>, String)> {
    let plain = |(mark, word): (Mark, &'static str)| (mark, word.to_owned());
    let five = [
        (pick(language, "完整性", "integrity"), plain(words::integrity(s.integrity, language))),
        (pick(language, "覆盖范围", "coverage"), plain(words::coverage(s.coverage, language))),
        (pick(language, "后续修改", "changes since"), plain(words::changes(s.changes, language))),
        (pick(language, "签名人可信", "trust"), words::trust(s, language)),
        (pick(language, "签名时间", "time"), words::time(s.time, language)),
    ];
    let told = [
        (pick(language, "信任列表", "trust list"), words::trust_list(s, language)),
        (pick(language, "签名人", "signer"), s.signer.clone()),
        (pick(language, "签名原因", "reason"), s.reason.clone()),
    ];
    let five = five.into_iter().map(|(name, (mark, text))| (name, Some(mark), text));
    let told = told.into_iter().filter_map(|(name, text)| Some((name, None, text?)));
    five.chain(told).collect()
}

fn changes(list: &[Change], signed: Option<usize>, language: Language) -> String {
    if list.is_empty() {
        return String::new();
    }
    let mut out = format!("<table>\n<caption>{}</caption>\n<tr>", changes_heading(language));
    for column in columns(language) {
        out += &format!("<th scope=\"col\">{column}</th>");
    }
    out += "</tr>\n";
    for (index, change) in list.iter().take(MOST).enumerate() {
        out += &row(change, index + 1, language);
    }
    out += "</table>\n";
    for note in notes(list, signed, language) {
        out += &format!("<p class=\"where\">{note}</p>\n");
    }
    out
}

/// What stands under the table of changes.
pub(super) fn notes(list: &[Change], signed: Option<usize>, language: Language) -> Vec<String> {
    let more = list.len().checked_sub(MOST).filter(|more| *more > 0);
    let more = more.map(|more| match language {
        Language::Chinese => format!("另有 {more} 处未列出，见 JSON 报告。"),
        Language::English => format!("{more} more are not listed; see the JSON report."),
    });
    let extract = signed.map(|revision| {
        let n = revision + 1;
        match language {
            Language::Chinese => format!("签名当时的文件可用 sidian extract --revision {n} 取出。"),
            Language::English => {
                format!("sidian extract --revision {n} gives back what was signed.")
            }
        }
    });
    more.into_iter().chain(extract).collect()
}

/// The heading above the changes after a signature.
pub(super) fn changes_heading(language: Language) -> &'static str {
    pick(language, "此签名之后的修改", "Changes after this signature")
}

/// The columns of the table of changes.
pub(super) fn columns(language: Language) -> [&'static str; 5] {
    match language {
        Language::Chinese => ["", "版本", "位置", "修改", "是否允许"],
        Language::English => ["", "version", "place", "change", "permitted"],
    }
}

fn row(change: &Change, number: usize, language: Language) -> String {
    let (mark, permitted) = match change.permitted {
        true => (Mark::Good, pick(language, "允许", "yes")),
        false => (Mark::Bad, pick(language, "不允许", "no")),
    };
    let message = change.finding().message(language);
    format!(
        "<tr><td>{number}</td><td>{}</td><td>{}</td><td>{}</td>{}</tr>\n",
        change.revision + 1,
        place(change, language),
        escaped(&message),
        marked("td", mark, permitted)
    )
}

/// Page and rectangle.
pub(super) fn place(change: &Change, language: Language) -> String {
    let page = change.page.map(|n| match language {
        Language::Chinese => format!("第 {n} 页"),
        Language::English => format!("page {n}"),
    });
    let bounds = change
        .bbox
        .filter(|b| b.iter().all(|n| n.is_finite()))
        .map(|[l, b, r, t]| format!("[{l:.0} {b:.0} {r:.0} {t:.0}]"));
    match (page, bounds) {
        (Some(page), Some(bounds)) => format!("{page} {bounds}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => pick(language, "不在页面上", "on no page").to_owned(),
    }
}
