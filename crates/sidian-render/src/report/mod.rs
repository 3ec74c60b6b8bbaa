//! A verification report as a page for a clerk: one file that needs nothing beside it, to be looked
//! at or printed on A4, in Chinese or English.
//!
//! The answer comes first and the reasons after it; what an engineer wants stands at the end, folded
//! away. Everything that comes from a file is escaped, and the page allows neither scripts nor
//! anything from elsewhere, so that a hostile file cannot use it to say something of its own.

mod detail;
mod escape;
mod findings;
mod head;
mod overlay;
mod seal;
mod sheet;
mod signature;
mod style;
pub mod words;

pub use overlay::{Picture, page_of_interest};

use sidian::licence::Metadata;
use sidian::report::{Language, Report};
use sidian::time::UnixTime;

use self::escape::{escaped, harmless};
use self::words::pick;
use crate::RenderError;
use crate::document::{self, DocumentInfo};
use crate::font::Typeface;

/// What a page says beside the report.
#[derive(Clone, Copy, Debug)]
pub struct PageInput<'a> {
    /// The name under which the file was given.
    pub file: &'a str,
    /// SHA-256 of its bytes in hexadecimal, by which the page can be held against the file.
    pub digest: &'a str,
    /// The moment as of which it was judged.
    pub verified_at: UnixTime,
    /// The moment at which the page is made.
    pub made_at: UnixTime,
    /// What the licence says, as [`Report::accepted`] gives it. It is shown only when the report
    /// passed, whatever is given here.
    pub licence: Option<&'a Metadata>,
    /// A picture of one page, shown with the boxes of what was changed on it later.
    pub picture: Option<&'a Picture>,
}

/// The answer about one file, ready to stand on a page with others.
#[must_use = "a section is shown only on a page"]
#[derive(Clone, Debug)]
pub struct Section {
    title: String,
    body: String,
    sheet: Vec<sheet::Block>,
}

impl Section {
    /// The answer that `report` gives.
    pub fn new<T>(report: &Report<T>, input: &PageInput<'_>, language: Language) -> Self {
        let mut body = head::document(report, input, language);
        body += &overlay::figure(report.signatures(), input.picture, language);
        body += &signature::all(report.signatures(), language);
        body += &findings::all(report, language);
        body += &detail::engineer(report, input, language);
        let title = format!("{} {}", words::verdict(report.verdict(), language), input.file);
        let sheet = sheet::blocks(report, input, language);
        Self { title, body, sheet }
    }

    /// A file that could not be judged: why, and what to do.
    pub fn unreadable(
        file: &str,
        (code, why, next_step): (u32, &str, &str),
        made_at: UnixTime,
        language: Language,
    ) -> Self {
        let word = pick(language, "无法读取", "UNREADABLE");
        let body = head::unreadable(word, file, (code, why, next_step), made_at, language);
        let sheet = sheet::unreadable(word, file, (code, why, next_step), made_at, language);
        Self { title: format!("{word} {file}"), body, sheet }
    }
}

/// The page about one file.
///
/// # Examples
///
/// ```
/// use sidian::report::Language;
/// use sidian::time::UnixTime;
/// use sidian::trust::TrustStore;
/// use sidian::verifier::Verifier;
/// use sidian_render::report::{self, PageInput};
///
/// let file = sidian_testkit::pdf::with_table("1.7", 1);
/// let now = UnixTime::from_rfc3339("2026-11-22T08:00:00+08:00")?;
/// let answer = Verifier::new(TrustStore::new()).document(&file, now)?;
/// let input = PageInput {
///     file: "scan.pdf",
///     digest: "",
///     verified_at: now,
///     made_at: now,
///     licence: None,
///     picture: None,
/// };
/// assert!(report::html(&answer, &input, Language::English).contains("NO SIGNATURE"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn html<T>(report: &Report<T>, input: &PageInput<'_>, language: Language) -> String {
    page(&[Section::new(report, input, language)], language)
}

/// One page about several files, each beginning on a sheet of its own.
pub fn page(sections: &[Section], language: Language) -> String {
    let title = title(sections, language);
    let (tag, title) = (pick(language, "zh-CN", "en"), escaped(&title));
    let foot = words::foot(language);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>{}</style>\n</head>\n<body>\n",
        style::CSS
    );
    for section in sections {
        out += "<article>\n";
        out += &section.body;
        out += &format!("<footer>{foot}</footer>\n</article>\n");
    }
    out + "</body>\n</html>\n"
}

/// The answers as a PDF file to print on A4, one file after the other, each beginning on a sheet of
/// its own: the same words as [`page`], with letters that can be searched and copied.
///
/// With an embedded typeface it is PDF/A-3b. Characters that no typeface at hand has show as □.
/// Without one, pictures of pages are left out.
///
/// # Errors
///
/// [`RenderError::Write`] if the pages cannot be written.
pub fn pdf(
    sections: &[Section],
    typeface: &Typeface,
    language: Language,
    made_at: UnixTime,
) -> Result<Vec<u8>, RenderError> {
    let sheets: Vec<&[sheet::Block]> = sections.iter().map(|s| s.sheet.as_slice()).collect();
    let pages = sheet::lay_out(&sheets, typeface, language)?;
    let info = DocumentInfo::new(harmless(&title(sections, language)), "");
    Ok(document::write(&pages, typeface, &info, made_at)?.pdf)
}

fn title(sections: &[Section], language: Language) -> String {
    match sections {
        [only] => only.title.clone(),
        many => match language {
            Language::Chinese => format!("核验报告：{} 个文件", many.len()),
            Language::English => format!("Verification report: {} files", many.len()),
        },
    }
}
