//! A report as a clerk reads it: the verdict first, then the reasons.

use sidian::licence::Metadata;
use sidian::report::{
    Article13, ControlEvidence, Finding, Language, Report, Severity, SignatureReport, Verdict,
};
pub(crate) use sidian_render::report::words::beijing;
use sidian_render::report::words::{self, Mark};

use crate::answer_seal;
use crate::locale::pick;
use crate::ui::{Tone, aligned, harmless, tinted};

/// How one file came out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    Indeterminate,
    NoSignature,
    Unreadable,
}

impl Outcome {
    /// Every outcome, in the order of a summary.
    pub(crate) const ALL: [Self; 5] =
        [Self::Passed, Self::Failed, Self::Indeterminate, Self::NoSignature, Self::Unreadable];

    /// That of a verdict.
    pub(crate) fn of(verdict: Option<Verdict>) -> Self {
        match verdict {
            Some(Verdict::Passed) => Self::Passed,
            Some(Verdict::Failed) => Self::Failed,
            Some(Verdict::Indeterminate) => Self::Indeterminate,
            None => Self::NoSignature,
        }
    }

    /// The word for people.
    pub(crate) fn word(self, language: Language) -> &'static str {
        match self {
            Self::Passed => words::verdict(Some(Verdict::Passed), language),
            Self::Failed => words::verdict(Some(Verdict::Failed), language),
            Self::Indeterminate => words::verdict(Some(Verdict::Indeterminate), language),
            Self::NoSignature => words::verdict(None, language),
            Self::Unreadable => pick(language, "无法读取", "UNREADABLE"),
        }
    }

    /// Its colour.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Passed => Tone::Good,
            Self::Failed => Tone::Bad,
            Self::Indeterminate | Self::NoSignature | Self::Unreadable => Tone::Open,
        }
    }

    /// The exit code for all files together: failed before unreadable before open before unsigned.
    pub(crate) fn exit_code(all: &[Self]) -> u8 {
        let order = [
            (Self::Failed, 1),
            (Self::Unreadable, 2),
            (Self::Indeterminate, 3),
            (Self::NoSignature, 4),
        ];
        order.into_iter().find(|(outcome, _)| all.contains(outcome)).map_or(0, |(_, code)| code)
    }
}

/// The whole answer about one file. `licence` is what the file proves if it is a licence that
/// passed.
pub(crate) fn render<T>(
    report: &Report<T>,
    file: &str,
    licence: Option<&Metadata>,
    language: Language,
) -> String {
    let outcome = Outcome::of(report.verdict());
    let mut out = headline(outcome, file, language);
    if let Some(licence) = licence {
        out += &aligned(&licence_rows(licence, language), "  ");
    }
    if let Some(seal) = report.seal() {
        out += &answer_seal::render(seal, language, "  ");
    }
    out += &findings(report.findings(), language, "  ");
    let several = report.signatures().len() > 1;
    for (index, signature) in report.signatures().iter().enumerate() {
        let number = several.then_some(index + 1);
        out += &one_signature(signature, report.findings(), number, language);
    }
    out
}

/// The first line: the verdict in plain words, and the file.
pub(crate) fn headline(outcome: Outcome, file: &str, language: Language) -> String {
    format!("{}  {}\n", tinted(outcome.tone(), outcome.word(language)), harmless(file))
}

fn licence_rows(licence: &Metadata, language: Language) -> Vec<Vec<(Tone, String)>> {
    let row = |zh, en, value: String| {
        vec![(Tone::Plain, pick(language, zh, en).to_owned()), (Tone::Strong, harmless(&value))]
    };
    let holders: Vec<&str> = licence.holders().iter().map(|h| h.name().reveal()).collect();
    vec![
        row("证照名称", "licence", licence.licence_name().to_owned()),
        row("证照编号", "number", licence.number().reveal().to_owned()),
        row("持证主体", "holder", holders.join("、")),
        row("颁发机构", "issuer", licence.issuer_name().to_owned()),
        row("颁发日期", "issued", words::day(licence.issue_date(), language)),
        row("有效期", "valid", words::term(licence, language)),
    ]
}

fn one_signature(
    s: &SignatureReport,
    file: &[Finding],
    number: Option<usize>,
    language: Language,
) -> String {
    let number = number.map(|n| format!(" {n}")).unwrap_or_default();
    let heading = pick(language, "签名", "Signature");
    let title = format!("{heading}{number}  {}", harmless(&s.field));
    let (title, kind) = (tinted(Tone::Strong, &title), words::kind(s.kind, language));
    let mut out = match language {
        Language::Chinese => format!("\n  {title}（{kind}）\n"),
        Language::English => format!("\n  {title} ({kind})\n"),
    };
    out += &aligned(&facts(s, file, language), "    ");
    if let Some(seal) = &s.seal {
        out += &answer_seal::render(seal, language, "    ");
    }
    out + &findings(s.findings(), language, "    ")
}

fn facts(s: &SignatureReport, file: &[Finding], language: Language) -> Vec<Vec<(Tone, String)>> {
    let label = |zh, en| (Tone::Plain, pick(language, zh, en).to_owned());
    let fixed = |(mark, word): (Mark, &str)| (tone(mark), word.to_owned());
    let said = |(mark, word): (Mark, String)| (tone(mark), harmless(&word));
    let mut rows = vec![
        vec![label("完整性", "integrity"), fixed(words::integrity(s.integrity, language))],
        vec![label("覆盖范围", "coverage"), fixed(words::coverage(s.coverage, language))],
        vec![label("后续修改", "changes since"), fixed(words::changes(s.changes, language))],
        vec![label("签名人可信", "trust"), said(words::trust(s, language))],
        vec![label("签名时间", "time"), said(words::time(s.time, language))],
    ];
    if let Some(list) = words::trust_list(s, language) {
        rows.push(vec![label("信任列表", "trust list"), (Tone::Plain, harmless(&list))]);
    }
    if let Some(signer) = &s.signer {
        rows.push(vec![label("签名人", "signer"), (Tone::Plain, harmless(signer))]);
    }
    if let Some(algorithm) = &s.algorithm {
        let level = s.level.map(|l| format!(" · AdES {}", l.as_str())).unwrap_or_default();
        rows.push(vec![label("算法", "algorithm"), (Tone::Plain, harmless(algorithm) + &level)]);
    }
    if let Some(reason) = &s.reason {
        rows.push(vec![label("签名原因", "reason"), (Tone::Plain, harmless(reason))]);
    }
    if let Some(article) = Article13::of(s, file, &ControlEvidence::new()) {
        let answers = article.conditions().iter();
        let answers: Vec<String> =
            answers.map(|c| article_13(c.number, c.answer.word(language), language)).collect();
        let text = answers.join(pick(language, "，", ", "));
        rows.push(vec![label("第十三条", "article 13"), (Tone::Plain, text)]);
    }
    rows
}

/// One condition of a reliable signature (电子签名法 第十三条), in a few words, and how it is answered.
fn article_13(number: u8, answer: &str, language: Language) -> String {
    let (zh, en) = match number {
        1 => ("专属签名人", "the signatory’s alone"),
        2 => ("由本人控制", "sole control"),
        3 => ("签名改动可发现", "changes to the signature evident"),
        _ => ("内容改动可发现", "changes to the content evident"),
    };
    match language {
        Language::Chinese => format!("{zh}：{answer}"),
        Language::English => format!("{en}: {answer}"),
    }
}

/// The colour of a mark.
fn tone(mark: Mark) -> Tone {
    match mark {
        Mark::Good => Tone::Good,
        Mark::Bad => Tone::Bad,
        Mark::Open => Tone::Open,
        Mark::Plain => Tone::Plain,
    }
}

/// Findings, the gravest first, each with what to do.
pub(crate) fn findings(findings: &[Finding], language: Language, indent: &str) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|f| std::cmp::Reverse(f.severity()));
    let mut out = String::new();
    for finding in sorted {
        let (tone, mark) = match finding.severity() {
            Severity::Failure => (Tone::Bad, "✗"),
            Severity::Undetermined => (Tone::Open, "?"),
            Severity::Warning => (Tone::Open, "!"),
            Severity::Note => (Tone::Plain, "·"),
        };
        let (message, number) = (finding.message(language), finding.code().number);
        out += &format!("{indent}{} {message} [{number}]\n", tinted(tone, mark));
        let next = finding.next_step(language);
        if !next.is_empty() && finding.severity() > Severity::Note {
            out += &format!("{indent}  → {next}\n");
        }
    }
    out
}

/// One line that counts all outcomes.
pub(crate) fn summary(all: &[Outcome], language: Language) -> String {
    let total = all.len();
    let counts: Vec<String> = Outcome::ALL
        .into_iter()
        .filter_map(|outcome| {
            let count = all.iter().filter(|o| **o == outcome).count();
            let text = format!("{} {count}", outcome.word(language));
            (count > 0).then(|| tinted(outcome.tone(), &text))
        })
        .collect();
    let counts = counts.join(pick(language, "，", ", "));
    match language {
        Language::Chinese => format!("共 {total} 个文件：{counts}\n"),
        Language::English => format!("{total} files: {counts}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_answer_decides_the_exit_code() {
        use Outcome::*;
        for (all, code) in [
            (&[Passed, Passed][..], 0),
            (&[Passed, NoSignature], 4),
            (&[NoSignature, Indeterminate], 3),
            (&[Indeterminate, Unreadable], 2),
            (&[Unreadable, Failed, Passed], 1),
            (&[], 0),
        ] {
            assert_eq!(Outcome::exit_code(all), code, "{all:?}");
        }
    }
}
