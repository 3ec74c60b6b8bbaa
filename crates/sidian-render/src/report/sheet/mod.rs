//! The clerk's page for paper: the same answer as the HTML page, as blocks that are set on A4.

mod setter;

use sidian::report::{Change, Language, Report, SignatureReport, Verdict};
use sidian::time::UnixTime;

use super::overlay::{self, Boxed, Picture};
use super::signature::MOST;
use super::words::{self, Mark, pick};
use super::{PageInput, findings, head, seal, signature};
use crate::RenderError;
use crate::font::Typeface;
use crate::scene::Scene;
use crate::seal::SealPicture;

/// A name, how it stands, and what it is.
type Row = (String, Option<Mark>, String);

/// A piece of the page. Texts are as the file gave them: the setter makes them harmless.
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// The answer in big words and what it means.
    Banner { mark: Mark, word: String, meaning: String },
    /// Names and values.
    Facts(Vec<Row>),
    /// A finding: its weight, what it says, where, its number, and what to do.
    Finding {
        mark: Mark,
        weight: String,
        message: String,
        place: String,
        number: u32,
        next: String,
    },
    /// Marked lines.
    Lines(Vec<(Mark, String)>),
    /// Small print.
    Note(String),
    /// A page with boxes; width and height of the page in points.
    Page { picture: SealPicture, size: (f64, f64), boxes: Vec<Boxed>, caption: String },
    /// A seal's picture, with its size in millimetres.
    Seal { picture: SealPicture, size: (f32, f32), caption: String },
    /// A heading above what belongs together.
    Heading(String),
    /// A heading with a mark.
    Subheading(Option<Mark>, String),
    /// A table: its columns, how wide each is in parts, and its rows.
    Table { columns: Vec<String>, widths: Vec<f32>, rows: Vec<Vec<String>> },
}

/// The answer about one file.
pub(super) fn blocks<T>(
    report: &Report<T>,
    input: &PageInput<'_>,
    language: Language,
) -> Vec<Block> {
    let verdict = report.verdict();
    let mut out = vec![
        Block::Banner {
            mark: Mark::of(verdict),
            word: words::verdict(verdict, language).to_owned(),
            meaning: words::meaning(verdict, language).to_owned(),
        },
        Block::Lines(head::summary(report, language)),
        Block::Facts(rows(head::file_rows(input, language))),
    ];
    if let Some(licence) = input.licence.filter(|_| verdict == Some(Verdict::Passed)) {
        out.push(Block::Heading(head::licence_heading(language).to_owned()));
        out.push(Block::Facts(rows(head::licence_rows(licence, language))));
    }
    out.extend(input.picture.and_then(|picture| page(report.signatures(), picture, language)));
    if !report.signatures().is_empty() {
        out.push(Block::Heading(pick(language, "各个签名", "The signatures").to_owned()));
    }
    for (index, s) in report.signatures().iter().enumerate() {
        out.extend(one_signature(s, index + 1, language));
    }
    let found = findings::sorted(report, language);
    if !found.is_empty() {
        out.push(Block::Heading(findings::heading(language).to_owned()));
    }
    for (finding, place) in found {
        out.push(Block::Finding {
            mark: Mark::of_severity(finding.severity()),
            weight: words::severity(finding.severity(), language).to_owned(),
            message: finding.message(language),
            place,
            number: finding.code().number,
            next: finding.next_step(language),
        });
    }
    out.extend(engineer(report, language));
    out
}

/// A file that could not be judged.
pub(super) fn unreadable(
    word: &str,
    file: &str,
    (code, why, next_step): (u32, &str, &str),
    made_at: UnixTime,
    language: Language,
) -> Vec<Block> {
    let facts = [
        (pick(language, "文件", "file"), file.to_owned()),
        (pick(language, "制作时间", "page made"), words::beijing(made_at)),
    ];
    vec![
        Block::Banner {
            mark: Mark::Plain,
            word: word.to_owned(),
            meaning: head::unread(language).to_owned(),
        },
        Block::Facts(rows(facts)),
        Block::Finding {
            mark: Mark::Plain,
            weight: String::new(),
            message: why.to_owned(),
            place: String::new(),
            number: code,
            next: next_step.to_owned(),
        },
    ]
}

/// Sets the answers on pages, each beginning on a sheet of its own.
pub(super) fn lay_out(
    sheets: &[&[Block]],
    typeface: &Typeface,
    language: Language,
) -> Result<Vec<Scene>, RenderError> {
    setter::set(sheets, typeface, language)
}

fn rows(rows: impl IntoIterator<Item = (&'static str, String)>) -> Vec<Row> {
    rows.into_iter().map(|(name, value)| (name.to_owned(), None, value)).collect()
}

fn marked_rows(rows: Vec<(&'static str, Option<Mark>, String)>) -> Vec<Row> {
    rows.into_iter().map(|(name, mark, value)| (name.to_owned(), mark, value)).collect()
}

/// The picture of a page, if it is one.
fn page(signatures: &[SignatureReport], picture: &Picture, language: Language) -> Option<Block> {
    let size = overlay::size(picture)?;
    let boxes = overlay::boxes(signatures, picture);
    let caption = overlay::caption(picture, !boxes.is_empty(), language);
    let picture = SealPicture::from_bytes(&picture.png).ok()?;
    Some(Block::Page { picture, size, boxes, caption })
}

fn one_signature(s: &SignatureReport, number: usize, language: Language) -> Vec<Block> {
    let verdict = words::verdict(Some(s.verdict()), language);
    let (name, kind) = (signature::name(s, number, language), words::kind(s.kind, language));
    let title = match language {
        Language::Chinese => format!("{name} · {verdict}（{kind}）"),
        Language::English => format!("{name} · {verdict} ({kind})"),
    };
    let mut out = vec![
        Block::Subheading(Some(Mark::of(Some(s.verdict()))), title),
        Block::Facts(marked_rows(signature::facts(s, language))),
    ];
    if let Some(seal) = &s.seal {
        let heading = pick(language, "电子印章", "Electronic seal");
        out.push(Block::Subheading(None, heading.to_owned()));
        out.push(Block::Facts(marked_rows(seal::facts(seal, language))));
        out.extend(seal::picture(seal).map(|picture| Block::Seal {
            picture,
            size: (seal.picture.width_mm as f32, seal.picture.height_mm as f32),
            caption: seal::caption(language).to_owned(),
        }));
    }
    if s.change_list.is_empty() {
        return out;
    }
    out.push(Block::Subheading(None, signature::changes_heading(language).to_owned()));
    out.push(Block::Table {
        columns: signature::columns(language).map(str::to_owned).to_vec(),
        widths: vec![0.06, 0.1, 0.26, 0.43, 0.15],
        rows: s
            .change_list
            .iter()
            .take(MOST)
            .enumerate()
            .map(|(at, c)| row(at + 1, c, language))
            .collect(),
    });
    out.extend(signature::notes(&s.change_list, s.revision, language).into_iter().map(Block::Note));
    out
}

fn row(number: usize, change: &Change, language: Language) -> Vec<String> {
    vec![
        number.to_string(),
        (change.revision + 1).to_string(),
        signature::place(change, language),
        change.finding().message(language),
        match change.permitted {
            true => pick(language, "✓允许", "✓yes").to_owned(),
            false => pick(language, "✗不允许", "✗no").to_owned(),
        },
    ]
}

/// The words of ETSI TS 119 102-2, numbers and paths, for whoever looks closer.
fn engineer<T>(report: &Report<T>, language: Language) -> Vec<Block> {
    let heading = pick(language, "技术细节（供工程师）", "Detail for engineers");
    let mut out = vec![Block::Heading(heading.to_owned())];
    let none = || "—".to_owned();
    let verdict = report.verdict();
    out.push(Block::Facts(rows([
        ("kind", report.kind().as_str().to_owned()),
        ("Indication", verdict.map_or_else(none, |v| v.indication().as_str().to_owned())),
        ("SubIndication", report.sub_indication().map_or_else(none, |s| s.as_str().to_owned())),
        ("uncovered_bytes", report.uncovered().to_string()),
        ("sidian-render", env!("CARGO_PKG_VERSION").to_owned()),
    ])));
    for (index, s) in report.signatures().iter().enumerate() {
        out.push(Block::Subheading(None, signature::name(s, index + 1, language)));
        out.push(Block::Facts(rows([
            ("Indication", s.verdict().indication().as_str().to_owned()),
            ("SubIndication", s.sub_indication().map_or_else(none, |i| i.as_str().to_owned())),
            ("algorithm", s.algorithm.clone().unwrap_or_else(none)),
            ("level", s.level.map_or_else(none, |l| format!("AdES {}", l.as_str()))),
            ("revision", s.revision.map_or_else(none, |n| (n + 1).to_string())),
            ("path", if s.path.is_empty() { none() } else { s.path.join(" → ") }),
        ])));
    }
    out
}
