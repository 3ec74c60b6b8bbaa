//! `sidian extract`.

use std::path::{Path, PathBuf};

use clap::Args;
use sidian::budget::Budget;
use sidian::pades::{self, byte_range};
use sidian::pdf::{Pdf, PdfError};

use crate::args::OutArgs;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::locale::text;
use crate::ui::{Ui, harmless};

#[derive(Args)]
pub(crate) struct ExtractArgs {
    /// The PDF; it is not changed
    #[arg(value_name = "IN.pdf")]
    input: PathBuf,

    /// The version, counted from 1 as `inspect` shows it
    #[arg(long, value_name = "N", required_unless_present = "signature")]
    revision: Option<usize>,

    /// What the signature in this field covers
    #[arg(long, value_name = "FIELD", conflicts_with = "revision")]
    signature: Option<String>,

    #[command(flatten)]
    out: OutArgs,
}

pub(super) fn run(args: &ExtractArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let bytes = files::read_some(&args.input, files::DOCUMENT)?;
    let budget = Budget::for_file(bytes.len());
    let broken = |e: PdfError| unreadable(&args.input, &e);
    let pdf = Pdf::open(&bytes, &budget).map_err(broken)?;
    let (number, end) = match (&args.signature, args.revision) {
        (Some(field), _) => covered(&pdf, &args.input, field)?,
        (None, number) => {
            let number = number.unwrap_or(0);
            let revision = number.checked_sub(1).and_then(|index| pdf.revisions().get(index));
            (number, revision.map(|revision| revision.end))
        }
    };
    let version = end
        .and_then(|end| bytes.get(..end))
        .ok_or_else(|| no_revision(&pdf, &args.input, number))?;
    to.write(&[version], Secrecy::Public)?;
    let (name, length, count) = (to.path().display(), version.len(), pdf.revisions().len());
    ui.say(&text!(
        "已取出第 {number} 版（共 {count} 版，{length} 字节）：{name}",
        "version {number} of {count} ({length} bytes): {name}"
    ))?;
    ui.note(&text!(
        "注意：取出的文件尚未核验，请用 sidian verify 核验",
        "note: it is not verified; use sidian verify"
    ));
    Ok(0)
}

/// The version, counted from 1, that the signature in `field` covers, and where its range ends.
fn covered(pdf: &Pdf<'_>, path: &Path, field: &str) -> Result<(usize, Option<usize>), Failure> {
    let name = path.display();
    let signatures = pades::signatures(pdf).map_err(|e| unreadable(path, &e))?;
    let mut named = signatures.found.iter().filter(|found| found.field.name == field);
    let found = match (named.next(), named.next()) {
        (Some(only), None) => only,
        (None, _) => {
            let known: Vec<String> =
                signatures.found.iter().map(|found| harmless(&found.field.name)).collect();
            let (zh, en) = match known.is_empty() {
                true => ("无".to_owned(), "none".to_owned()),
                false => (known.join("、"), known.join(", ")),
            };
            return Err(Failure::new(
                text!(
                    "{name}：签名域“{field}”中没有签名",
                    "{name}: there is no signature in a field “{field}”"
                ),
                text!("文件中的签名：{zh}", "signatures in the file: {en}"),
            ));
        }
        (Some(_), Some(_)) => {
            return Err(Failure::new(
                text!(
                    "{name}：签名域“{field}”先后有不止一个签名",
                    "{name}: the field “{field}” held more than one signature"
                ),
                by_number(path),
            ));
        }
    };
    let covered = byte_range::check(pdf, &found.dictionary).map_err(|e| {
        Failure::new(
            text!(
                "{name}：签名“{field}”覆盖的不是一份完整的文件（{e}）",
                "{name}: what the signature “{field}” covers is no whole version ({e})"
            ),
            by_number(path),
        )
    })?;
    let [_, last] = covered.ranges();
    Ok((covered.revision() + 1, Some(last.end)))
}

fn by_number(path: &Path) -> crate::locale::Text {
    let name = path.display();
    text!(
        "请用 sidian inspect {name} 查看各版，再用 --revision 指定",
        "look at the versions with sidian inspect {name} and choose one with --revision"
    )
}

fn no_revision(pdf: &Pdf<'_>, path: &Path, asked: usize) -> Failure {
    /// Versions that a message lists.
    const MOST: usize = 20;
    let (name, revisions) = (path.display(), pdf.revisions());
    let count = revisions.len();
    let shown = revisions.iter().take(MOST).enumerate();
    let lines: Vec<(usize, usize)> = shown.map(|(at, r)| (at + 1, r.end)).collect();
    let list = |unit: &str, gap: &str, more: &str| {
        let list: Vec<String> = lines.iter().map(|(n, end)| format!("{n} ({end}{unit})")).collect();
        list.join(gap) + if count > MOST { more } else { "" }
    };
    let (zh, en) = (list(" 字节", "、", "……"), list(" bytes", ", ", ", …"));
    Failure::new(
        text!(
            "{name}：没有第 {asked} 版（共 {count} 版）",
            "{name}: there is no version {asked}; it has {count}"
        ),
        text!("可选的版本：{zh}", "it can be: {en}"),
    )
}

fn unreadable(path: &Path, error: &PdfError) -> Failure {
    let name = path.display();
    match error {
        PdfError::NotPdf => Failure::new(
            text!("{name}：不是 PDF 文件", "{name}: is not a PDF"),
            text!("请选择 PDF 文件", "choose a PDF"),
        ),
        PdfError::Encrypted => Failure::new(
            text!(
                "{name}：文件已加密，无法查看其中的签名",
                "{name}: is encrypted, so its signatures cannot be read"
            ),
            by_number(path),
        ),
        other => Failure::new(
            text!("{name}：无法读取（{other}）", "{name}: cannot be read ({other})"),
            text!(
                "请向出具单位重新索取原始电子文件",
                "ask whoever issued the file for the original"
            ),
        ),
    }
}
