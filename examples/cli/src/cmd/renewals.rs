//! `sidian renewals`: what has to be renewed by when, over a folder.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use sidian::report::BaselineLevel;
use sidian::signature::{Extender, Renewal};
use sidian::time::UnixTime;

use super::extend::{self, KnownArgs};
use super::moment;
use crate::answer;
use crate::failure::Failure;
use crate::files;
use crate::locale::{Text, text};
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct RenewalsArgs {
    /// A folder of signed PDFs, or one file
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
    renewals: Option<Vec<Renewal>>,
}

impl Line {
    /// The most urgent first: what does not pass, then by date.
    fn urgency(&self) -> (bool, Option<UnixTime>) {
        let first = self.renewals.as_ref().and_then(|r| r.first());
        let due = first.and_then(|r| r.due.as_ref()).map(|due| due.at);
        (first.is_some_and(|r| r.level.is_some()), due)
    }
}

pub(super) fn run(args: &RenewalsArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = moment("--at", args.at.as_deref())?;
    let extender = extend::extender(&args.known, ui)?;
    let mut lines = Vec::new();
    for path in documents(&args.input)? {
        lines.push(look(&extender, path, now)?);
    }
    lines.sort_by_key(Line::urgency);
    for line in &lines {
        tell(line, args.json, ui)?;
    }
    let open = lines.iter().any(|line| !line.urgency().0);
    Ok(u8::from(open))
}

fn look(extender: &Extender, path: PathBuf, now: UnixTime) -> Result<Line, Failure> {
    let pdf = files::read_some(&path, files::DOCUMENT)?;
    let renewals = extender.renewals(&pdf, now).ok();
    Ok(Line { path, renewals })
}

fn tell(line: &Line, as_json: bool, ui: &Ui) -> Result<(), Failure> {
    let name = line.path.display();
    if as_json {
        let renewals = line.renewals.as_ref().map(|r| r.iter().map(Renewal::to_json).collect());
        let signatures: Option<serde_json::Value> = renewals;
        let value = json!({"file": name.to_string(), "signatures": signatures});
        return ui.print(&format!("{value}\n"));
    }
    let Some(renewals) = &line.renewals else {
        return ui.say(&text!("{name}：无法读取", "{name}: cannot be read"));
    };
    if renewals.is_empty() {
        return ui.say(&text!("{name}：没有签名", "{name}: no signature"));
    }
    for renewal in renewals {
        ui.say(&sentence(&name.to_string(), renewal))?;
    }
    Ok(())
}

fn sentence(name: &str, renewal: &Renewal) -> Text {
    let field = &renewal.field;
    let level = renewal.level.map_or("-", BaselineLevel::as_str);
    match (&renewal.due, renewal.level) {
        (_, None) => text!(
            "{name}：签名“{field}”现在核验不通过，请用 sidian verify 查明原因",
            "{name}: the signature “{field}” does not pass; find out why with sidian verify"
        ),
        (None, Some(_)) => text!(
            "{name}：签名“{field}”（{level}）没有已知的到期日",
            "{name}: nothing that is known ends the signature “{field}” ({level})"
        ),
        (Some(due), Some(_)) => {
            let (at, what) = (answer::beijing(due.at), &due.what);
            text!(
                "{name}：签名“{field}”（{level}）须在 {at} 前续加时间戳（届时“{what}”到期）",
                "{name}: the signature “{field}” ({level}) must be renewed before {at}, when “{what}” ends"
            )
        }
    }
}

/// The PDFs of a folder by name, and of those below; or the one file.
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
            } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
