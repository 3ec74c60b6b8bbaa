//! `sidian renewals`: what has to be renewed by when, over a folder.

use std::ffi::OsStr;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use sidian::material::receipt::{Receipt, ReceiptRequest, in_page};
use sidian::report::{BaselineLevel, Expiry, Language, Verdict};
use sidian::signature::{Extender, Renewal};
use sidian::time::UnixTime;
use sidian::verifier::Verifier;

use super::extend::{self, KnownArgs};
use super::moment;
use crate::answer;
use crate::failure::Failure;
use crate::files;
use crate::lists;
use crate::locale::{Text, text};
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct RenewalsArgs {
    /// A folder of signed PDFs, receipts, their pages and archived cases, or one file
    #[arg(value_name = "FOLDER")]
    pub(crate) input: PathBuf,

    #[command(flatten)]
    pub(crate) known: KnownArgs,

    /// Moment to judge at, for example 2026-11-22T08:00:00+08:00 (default: now)
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,

    /// Print one line of JSON for each file
    #[arg(long)]
    pub(crate) json: bool,
}

/// What there is to say about one file; `None` where it cannot be read.
struct Line {
    path: PathBuf,
    parts: Option<Vec<Part>>,
}

/// A signature, a receipt or an archived package.
struct Part {
    what: Text,
    passes: bool,
    due: Option<Expiry>,
    json: Value,
}

impl Part {
    fn signature(renewal: &Renewal) -> Self {
        let field = &renewal.field;
        let level = renewal.level.map_or("-", BaselineLevel::as_str);
        Self {
            what: text!("签名“{field}”（{level}）", "the signature “{field}” ({level})"),
            passes: renewal.level.is_some(),
            due: renewal.due.clone(),
            json: renewal.to_json(),
        }
    }

    /// What lives by its timestamps alone.
    fn dated(kind: &str, what: Text, passes: bool, due: Option<Expiry>) -> Self {
        let due = due.filter(|_| passes);
        let json = json!({
            "kind": kind,
            "passes": passes,
            "due": due.as_ref().map(|due| due.at.to_string()),
            "ends": due.as_ref().map(|due| due.what.as_str()),
        });
        Self { what, passes, due, json }
    }
}

impl Line {
    /// The most urgent first: what does not pass, then by date.
    fn urgency(&self) -> (bool, Option<UnixTime>) {
        let first = self.parts.as_ref().and_then(|parts| parts.first());
        let due = first.and_then(|part| part.due.as_ref()).map(|due| due.at);
        (first.is_some_and(|part| part.passes), due)
    }
}

/// With what files are looked at.
struct Desk {
    extender: Extender,
    verifier: Verifier,
    now: UnixTime,
}

pub(super) fn run(args: &RenewalsArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = moment("--at", args.at.as_deref())?;
    let verifier = Verifier::new(lists::trust(ui, &args.known.trust)?);
    let verifier = verifier.with_evidence(extend::evidence(&args.known)?);
    let desk = Desk { extender: extend::extender(&args.known, ui)?, verifier, now };
    let mut lines = Vec::new();
    for path in documents(&args.input)? {
        lines.extend(look(&desk, path, args.input.is_dir())?);
    }
    lines.sort_by_key(Line::urgency);
    for line in &lines {
        tell(line, args.json, ui)?;
    }
    let open = lines.iter().any(|line| !line.urgency().0);
    Ok(u8::from(open))
}

/// Looks at a file; `None` at a JSON file in a folder that is no receipt.
fn look(desk: &Desk, path: PathBuf, in_folder: bool) -> Result<Option<Line>, Failure> {
    let bytes = files::read_some(&path, files::DOCUMENT)?;
    let parts = match bytes.first() {
        Some(b'P') => package(desk, &bytes),
        Some(b'{') => match receipt(desk, &bytes) {
            None if in_folder => return Ok(None),
            receipt => receipt,
        },
        _ => pdf(desk, &bytes),
    };
    Ok(Some(Line { path, parts }))
}

/// The signatures on a PDF, and the receipt where it is the page of one.
fn pdf(desk: &Desk, bytes: &[u8]) -> Option<Vec<Part>> {
    let signatures = desk.extender.renewals(bytes, desk.now).ok()?;
    let mut parts: Vec<Part> = signatures.iter().map(Part::signature).collect();
    if let Ok(Some(inside)) = in_page(bytes) {
        // One that cannot be read has to be looked at as much as one that does not pass.
        let unread = || Part::dated("receipt", text!("所附回执", "the receipt in it"), false, None);
        parts.extend(receipt(desk, &inside).unwrap_or_else(|| vec![unread()]));
    }
    parts.sort_by_key(|part| (part.passes, part.due.as_ref().map(|due| due.at)));
    Some(parts)
}

fn receipt(desk: &Desk, bytes: &[u8]) -> Option<Vec<Part>> {
    let receipt = Receipt::inspect(bytes).ok()?;
    let case = receipt.case();
    let what = text!("办件“{case}”的核验回执", "the receipt of case “{case}”");
    let report = desk.verifier.receipt(bytes, &ReceiptRequest::new(), desk.now);
    let due = report.accept().map(|proof| proof.renew_before().cloned());
    Some(vec![Part::dated("receipt", what, due.is_ok(), due.ok().flatten())])
}

fn package(desk: &Desk, bytes: &[u8]) -> Option<Vec<Part>> {
    let judged = desk.verifier.archived(Cursor::new(bytes), desk.now).ok()?;
    let passes = judged.report.verdict() == Some(Verdict::Passed);
    let due = judged.stamps.iter().filter_map(|stamp| stamp.until.clone()).max();
    Some(vec![Part::dated("archive", text!("归档包", "the archived case"), passes, due)])
}

fn tell(line: &Line, as_json: bool, ui: &Ui) -> Result<(), Failure> {
    let name = line.path.display();
    if as_json {
        let parts: Option<Vec<&Value>> =
            line.parts.as_ref().map(|parts| parts.iter().map(|part| &part.json).collect());
        let value = json!({"file": name.to_string(), "signatures": parts});
        return ui.print(&format!("{value}\n"));
    }
    let Some(parts) = &line.parts else {
        return ui.say(&text!("{name}：无法读取", "{name}: cannot be read"));
    };
    if parts.is_empty() {
        return ui.say(&text!("{name}：没有签名", "{name}: no signature"));
    }
    for part in parts {
        ui.say(&sentence(&name.to_string(), part))?;
    }
    Ok(())
}

fn sentence(name: &str, part: &Part) -> Text {
    let (zh, en) = (part.what.get(Language::Chinese), part.what.get(Language::English));
    match &part.due {
        _ if !part.passes => text!(
            "{name}：{zh}现在核验不通过，请核验并查明原因",
            "{name}: {en} does not pass; verify it and find out why"
        ),
        None => {
            text!("{name}：{zh}没有已知的到期日", "{name}: nothing that is known ends {en}")
        }
        Some(due) => {
            let (at, what) = (answer::beijing(due.at), &due.what);
            text!(
                "{name}：{zh}须在 {at} 前续加时间戳（届时“{what}”到期）",
                "{name}: {en} must be renewed before {at}, when “{what}” ends"
            )
        }
    }
}

/// What a folder holds that may be dated, by name, and those below; or the one file.
fn documents(input: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !input.is_dir() {
        return Ok(vec![input.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![input.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| files::cannot_read(&folder, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| files::cannot_read(&folder, &e))?;
            let kind = entry.file_type().map_err(|e| files::cannot_read(&folder, &e))?;
            let path = entry.path();
            // links are not followed: they could lead in a circle
            if kind.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(dated) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn dated(extension: &OsStr) -> bool {
    ["pdf", "json", "asice"].into_iter().any(|known| extension.eq_ignore_ascii_case(known))
}
