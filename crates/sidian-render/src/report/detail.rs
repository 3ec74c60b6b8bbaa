//! What an engineer wants: stable codes, the words of ETSI TS 119 102-2, numbers and key paths.

use sidian::report::{Finding, Language, Report, SignatureReport};

use super::PageInput;
use super::escape::escaped;
use super::head::table;
use super::signature::{self, MOST};
use super::words::{self, pick};

/// The folded section at the end.
pub(super) fn engineer<T>(report: &Report<T>, input: &PageInput<'_>, language: Language) -> String {
    let none = || "—".to_owned();
    let verdict = report.verdict();
    let rows = [
        ("kind", report.kind().as_str().to_owned()),
        ("verdict", verdict.map_or("no-signature", |v| v.as_str()).to_owned()),
        ("Indication", verdict.map_or_else(none, |v| v.indication().as_str().to_owned())),
        ("SubIndication", report.sub_indication().map_or_else(none, |s| s.as_str().to_owned())),
        ("uncovered_bytes", report.uncovered().to_string()),
        ("at", input.verified_at.to_string()),
        ("made", input.made_at.to_string()),
        ("sidian-render", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let heading = pick(language, "技术细节（供工程师）", "Detail for engineers");
    let mut out = format!("<details>\n<summary>{heading}</summary>\n{}", table(&rows));
    for (index, s) in report.signatures().iter().enumerate() {
        out += &format!("<h3>{}</h3>\n", signature::title(s, index + 1, language));
        out += &one(s, language);
    }
    let all: Vec<&Finding> = report.all_findings().collect();
    out += &findings(&all);
    out + "</details>\n"
}

fn one(s: &SignatureReport, language: Language) -> String {
    let none = || "—".to_owned();
    let verdict = s.verdict();
    let path: Vec<String> =
        s.path.iter().map(|subject| format!("<code>{}</code>", escaped(subject))).collect();
    let rows = [
        ("field", format!("<code>{}</code>", escaped(&s.field))),
        ("kind", s.kind.as_str().to_owned()),
        ("verdict", verdict.as_str().to_owned()),
        ("Indication", verdict.indication().as_str().to_owned()),
        ("SubIndication", s.sub_indication().map_or_else(none, |i| i.as_str().to_owned())),
        ("integrity", s.integrity.as_str().to_owned()),
        ("coverage", s.coverage.as_str().to_owned()),
        ("changes", s.changes.as_str().to_owned()),
        ("trust", s.trust.as_str().to_owned()),
        ("time", s.time.map_or_else(none, |t| format!("{} ({})", t.at, t.source.as_str()))),
        ("revision", s.revision.map_or_else(none, |n| (n + 1).to_string())),
        ("algorithm", s.algorithm.as_deref().map_or_else(none, escaped)),
        ("level", s.level.map_or_else(none, |l| format!("AdES {}", l.as_str()))),
        ("path", if path.is_empty() { none() } else { path.join("<br>") }),
    ];
    let mut out = table(&rows);
    if s.change_list.is_empty() {
        return out;
    }
    out += "<table>\n<tr><th>#</th><th>revision</th><th>object</th><th>place</th><th>key path</th>\
            <th>class</th><th>permitted</th><th>code</th></tr>\n";
    for (index, change) in s.change_list.iter().take(MOST).enumerate() {
        out += &format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td>\
             <td>{} ({})</td><td>{}</td><td>{}</td></tr>\n",
            index + 1,
            change.revision + 1,
            change.object,
            signature::place(change, language),
            escaped(&change.path),
            change.class.as_str(),
            words::class(change.class, language),
            change.permitted,
            change.code
        );
    }
    out + "</table>\n"
}

fn findings(all: &[&Finding]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "<table>\n<tr><th>code</th><th>name</th><th>severity</th><th>SubIndication</th>\
         <th>values</th></tr>\n",
    );
    for finding in all {
        let code = finding.code();
        let values: Vec<String> = finding
            .args()
            .iter()
            .map(|(name, value)| format!("{name} = <code>{}</code>", escaped(value)))
            .collect();
        out += &format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            code.number,
            code.name,
            finding.severity().as_str(),
            code.sub_indication.map_or("—", |s| s.as_str()),
            values.join("<br>")
        );
    }
    out + "</table>\n"
}
