//! `sidian verify --report`: the answers as a page to print.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::LazyLock;

use sidian::crypto::Hash;
use sidian::licence::Metadata;
use sidian::report::{Language, Report};
use sidian::time::UnixTime;
use sidian_render::Typeface;
use sidian_render::report::{self, PageInput, Picture, Section};

use crate::failure::Failure;
use crate::files::{Destination, Secrecy};
use crate::locale::text;
use crate::ui::Ui;

/// The letters of this machine, looked for once.
static LETTERS: LazyLock<Typeface> = LazyLock::new(Typeface::find);

/// The page, whose place was looked at before the work began.
pub(super) struct Page {
    to: Destination,
    kind: Kind,
    sections: Vec<Section>,
}

/// What is written.
#[derive(Clone, Copy)]
enum Kind {
    Html,
    Pdf,
}

impl Page {
    /// A page that will be written to `path`.
    pub(super) fn new(path: &Path, overwrite: bool) -> Result<Self, Failure> {
        let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        let kind = match ending.as_deref() {
            Some("html" | "htm") => Kind::Html,
            Some("pdf") => Kind::Pdf,
            _ => {
                let name = path.display();
                return Err(Failure::new(
                    text!(
                        "--report 只能写 HTML 或 PDF，“{name}”不以 .html 或 .pdf 结尾",
                        "--report writes HTML or PDF, and “{name}” ends in neither .html nor .pdf"
                    ),
                    text!(
                        "请改用以 .html 或 .pdf 结尾的文件名",
                        "give a name ending in .html or .pdf"
                    ),
                ));
            }
        };
        Ok(Self { to: Destination::new(path, overwrite)?, kind, sections: Vec::new() })
    }

    /// Adds the answer about the next file.
    pub(super) fn push(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// Writes the page, made at `made_at`.
    pub(super) fn write(&self, made_at: UnixTime, ui: &Ui) -> Result<(), Failure> {
        let page = match self.kind {
            Kind::Html => report::page(&self.sections, ui.language()).into_bytes(),
            Kind::Pdf => {
                report::pdf(&self.sections, &LETTERS, ui.language(), made_at).map_err(|e| {
                    Failure::new(
                        text!(
                            "核验报告无法写成 PDF（{e}）",
                            "the report cannot be written as PDF ({e})"
                        ),
                        text!("请改用 .html 文件名", "give a name ending in .html"),
                    )
                })?
            }
        };
        self.to.write(&[&page], Secrecy::Public)?;
        let name = self.to.path().display();
        ui.note(&text!("核验报告：{name}", "report: {name}"));
        Ok(())
    }
}

/// The answer about one file as a section of the page.
pub(super) fn section<T>(
    report: &Report<T>,
    (file, bytes): (&str, &[u8]),
    licence: Option<&Metadata>,
    (verified_at, made_at): (UnixTime, UnixTime),
    language: Language,
) -> Section {
    let digest = Hash::Sha256.digest(bytes);
    let digest: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let picture = picture(report, bytes);
    let input = PageInput {
        file,
        digest: &digest,
        verified_at,
        made_at,
        licence,
        picture: picture.as_ref(),
    };
    Section::new(report, &input, language)
}

/// A picture of the page that matters. One that cannot be drawn is left out: it decides nothing.
#[cfg(feature = "picture")]
fn picture<T>(report: &Report<T>, bytes: &[u8]) -> Option<Picture> {
    use sidian_render::picture;

    let page = report::page_of_interest(report).checked_sub(1)?;
    picture::placed(bytes, page, 110.0, &LETTERS).ok()
}

/// Built without pictures.
#[cfg(not(feature = "picture"))]
fn picture<T>(_: &Report<T>, _: &[u8]) -> Option<Picture> {
    None
}
