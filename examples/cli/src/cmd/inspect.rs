//! `sidian inspect`.

use std::path::Path;

use crate::args::InspectArgs;
use crate::failure::{Failure, UNREADABLE};
use crate::files;
use crate::inspect;
use crate::locale::pick;
use crate::password;
use crate::ui::{Tone, Ui, harmless, tinted};

pub(super) fn run(args: &InspectArgs, ui: &Ui) -> Result<u8, Failure> {
    let mut code = 0;
    for (index, path) in args.files.iter().enumerate() {
        match one(args, path, ui) {
            Ok(text) => {
                let gap = if index == 0 || args.json { "" } else { "\n" };
                ui.print(&format!("{gap}{text}"))?;
            }
            Err(failure) => {
                ui.complain(&failure);
                code = UNREADABLE;
            }
        }
    }
    Ok(code)
}

fn one(args: &InspectArgs, path: &Path, ui: &Ui) -> Result<String, Failure> {
    let bytes = files::read_some(path, files::DOCUMENT)?;
    let password = || password::wanted(ui, args.password_file.as_deref(), path);
    let contents = inspect::look(path, &bytes, password)?;
    let name = path.to_string_lossy();
    if args.json {
        return Ok(contents.to_json(&name));
    }
    let warning = pick(ui.language(), "未核验", "NOT VERIFIED");
    let head = format!("{}  {}\n", tinted(Tone::Open, warning), harmless(&name));
    Ok(head + &contents.to_text(ui.language()))
}
