//! Every finding with what to do next, the gravest first.

use std::cmp::Reverse;

use sidian::report::{Finding, Language, Report};

use super::escape::escaped;
use super::signature;
use super::words::{self, Mark, pick};

/// All findings: those of the file, then those of each signature.
pub(super) fn all<T>(report: &Report<T>, language: Language) -> String {
    let found = sorted(report, language);
    if found.is_empty() {
        return String::new();
    }
    let mut out = format!("<h2>{}</h2>\n", heading(language));
    for (finding, place) in found {
        out += &one(finding, &escaped(&place), language);
    }
    out
}

/// The heading above the findings.
pub(super) fn heading(language: Language) -> &'static str {
    pick(language, "发现的问题和处理办法", "What was found, and what to do")
}

/// Every finding with where it was found, the gravest first.
pub(super) fn sorted<T>(report: &Report<T>, language: Language) -> Vec<(&Finding, String)> {
    let whole = pick(language, "整个文件", "the file").to_owned();
    let mut found: Vec<(&Finding, String)> =
        report.findings().iter().map(|f| (f, whole.clone())).collect();
    for (index, s) in report.signatures().iter().enumerate() {
        let name = signature::name(s, index + 1, language);
        found.extend(s.findings().iter().map(|f| (f, name.clone())));
    }
    found.sort_by_key(|(f, _)| Reverse(f.severity()));
    found
}

fn one(finding: &Finding, place: &str, language: Language) -> String {
    let mark = Mark::of_severity(finding.severity());
    let (class, sign) = (mark.class(), mark.sign());
    let weight = words::severity(finding.severity(), language);
    let (message, number) = (escaped(&finding.message(language)), finding.code().number);
    let mut out = format!(
        "<div class=\"finding {class}\"><p><span class=\"mark {class}\" aria-hidden=\"true\">{sign}\
         </span><strong class=\"{class}\">{weight}</strong> {message} \
         <span class=\"where\">{place}</span> <span class=\"number\">[{number}]</span></p>"
    );
    let next = finding.next_step(language);
    if !next.is_empty() {
        let label = pick(language, "怎么办：", "What to do: ");
        out += &format!("<p class=\"next\">{label}{}</p>", escaped(&next));
    }
    out + "</div>\n"
}
