//! A report as a clerk reads it: the verdict first, then the reasons.

use sidian::licence::Metadata;
use sidian::report::{
    Article13, Changes, ControlEvidence, Coverage, Finding, Integrity, Language, Report, Severity,
    SignatureKind, SignatureReport, SigningTime, TimeSource, Trust, Verdict,
};
use sidian::time::UnixTime;

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
            Self::Passed => pick(language, "通过", "PASSED"),
            Self::Failed => pick(language, "未通过", "FAILED"),
            Self::Indeterminate => pick(language, "无法判定", "INDETERMINATE"),
            Self::NoSignature => pick(language, "无签名", "NO SIGNATURE"),
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
        row("颁发日期", "issued", day(licence.issue_date(), language)),
        row("有效期", "valid", term(licence, language)),
    ]
}

fn day(date: sidian::licence::Date, language: Language) -> String {
    match language {
        Language::Chinese => date.to_chinese(),
        Language::English => {
            let (year, month, day) = date.parts();
            format!("{year:04}-{month:02}-{day:02}")
        }
    }
}

fn term(licence: &Metadata, language: Language) -> String {
    if language == Language::Chinese {
        return licence.validity_text();
    }
    let from = licence.valid_from().map(|d| format!("from {} ", day(d, language)));
    let until = licence
        .valid_until()
        .map_or("without end".to_owned(), |d| format!("until {}", day(d, language)));
    from.unwrap_or_default() + &until
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
    let (title, kind) = (tinted(Tone::Strong, &title), kind(s.kind, language));
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
    let mut rows = vec![
        vec![label("完整性", "integrity"), integrity(s.integrity, language)],
        vec![label("覆盖范围", "coverage"), coverage(s.coverage, language)],
        vec![label("后续修改", "changes since"), changes(s.changes, language)],
        vec![label("签名人可信", "trust"), trust(s.trust, language)],
        vec![label("签名时间", "time"), time(s.time, language)],
    ];
    if let Some(signer) = &s.signer {
        rows.push(vec![label("签名人", "signer"), (Tone::Plain, harmless(signer))]);
    }
    if let Some(algorithm) = &s.algorithm {
        let level = s.level.map(|l| format!(" · PAdES {}", l.as_str())).unwrap_or_default();
        rows.push(vec![label("算法", "algorithm"), (Tone::Plain, harmless(algorithm) + &level)]);
    }
    if let Some(reason) = &s.reason {
        rows.push(vec![label("签名原因", "reason"), (Tone::Plain, harmless(reason))]);
    }
    if let Some(article) = Article13::of(s, file, &ControlEvidence::new()) {
        let answers = article.conditions().iter();
        let answers: Vec<String> =
            answers.map(|c| format!("{} {}", c.number, c.answer.word(language))).collect();
        let text = answers.join(pick(language, "，", ", "));
        rows.push(vec![label("第十三条", "article 13"), (Tone::Plain, text)]);
    }
    rows
}

type Cell = (Tone, String);

fn cell(tone: Tone, language: Language, zh: &'static str, en: &'static str) -> Cell {
    (tone, pick(language, zh, en).to_owned())
}

fn integrity(fact: Integrity, language: Language) -> Cell {
    match fact {
        Integrity::Ok => cell(Tone::Good, language, "完好", "intact"),
        Integrity::Failed => cell(Tone::Bad, language, "已被破坏", "broken"),
        Integrity::Unknown => cell(Tone::Open, language, "无法判定", "unknown"),
    }
}

fn coverage(fact: Coverage, language: Language) -> Cell {
    match fact {
        Coverage::Whole => cell(Tone::Good, language, "整个文件", "the whole file"),
        Coverage::Revision => cell(
            Tone::Plain,
            language,
            "签名当时的文件，其后有追加",
            "the file as it was when signed; more follows",
        ),
        Coverage::Broken => cell(Tone::Bad, language, "不完整", "not a whole file"),
    }
}

fn changes(fact: Changes, language: Language) -> Cell {
    match fact {
        Changes::None => cell(Tone::Good, language, "无", "none"),
        Changes::Permitted => {
            cell(Tone::Good, language, "有，均在允许范围内", "some, all permitted")
        }
        Changes::Forbidden => cell(Tone::Bad, language, "有，不被允许", "some that are forbidden"),
        Changes::Unknown => cell(Tone::Open, language, "无法判定", "unknown"),
    }
}

fn trust(fact: Trust, language: Language) -> Cell {
    match fact {
        Trust::Trusted => cell(Tone::Good, language, "可信", "trusted"),
        Trust::Untrusted => cell(Tone::Bad, language, "不可信", "not trusted"),
        Trust::Unknown => cell(Tone::Open, language, "无法判定", "unknown"),
    }
}

fn time(fact: Option<SigningTime>, language: Language) -> Cell {
    let Some(time) = fact else {
        return cell(Tone::Plain, language, "未说明", "not stated");
    };
    let source = match time.source {
        TimeSource::Timestamp => pick(language, "可信时间戳", "trusted timestamp"),
        TimeSource::Claimed => pick(language, "签名人自述", "by the signer’s own clock"),
    };
    let at = beijing(time.at);
    match language {
        Language::Chinese => (Tone::Plain, format!("{at}（{source}）")),
        Language::English => (Tone::Plain, format!("{at} ({source})")),
    }
}

fn kind(kind: SignatureKind, language: Language) -> &'static str {
    match kind {
        SignatureKind::Approval => pick(language, "普通签名", "approval"),
        SignatureKind::Certification(1) => {
            pick(language, "认证签名：此后不得修改", "certification: nothing may change")
        }
        SignatureKind::Certification(2) => {
            pick(language, "认证签名：此后只可填表和签名", "certification: forms may be filled")
        }
        SignatureKind::Certification(_) => pick(
            language,
            "认证签名：此后可填表、签名、批注",
            "certification: forms and annotations",
        ),
        SignatureKind::DocTimeStamp => pick(language, "文档时间戳", "document timestamp"),
    }
}

/// A moment in Beijing time, in which Chinese public service works.
pub(crate) fn beijing(at: UnixTime) -> String {
    let local = at.plus(8 * 3600);
    let ((y, mo, d), (h, mi, s)) = (local.date_utc(), local.time_utc());
    format!("{y:04}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02} +08:00")
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

    #[test]
    fn moments_are_told_in_beijing_time() {
        let at = UnixTime::from_rfc3339("2026-11-22T16:30:00Z");
        assert_eq!(at.map(beijing), Ok("2026-11-23 00:30:00 +08:00".to_owned()));
    }
}
