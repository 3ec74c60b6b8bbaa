//! `sidian seal inspect`.

use super::args::SealInspectArgs;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::inspect;
use crate::locale::{pick, text};
use crate::ui::{Tone, Ui, harmless, tinted};

pub(super) fn run(args: &SealInspectArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = args.picture.as_deref().map(|p| Destination::new(p, args.force)).transpose()?;
    let bytes = files::read_some(&args.input, files::SMALL)?;
    let name = args.input.to_string_lossy();
    let (contents, picture) = inspect::seal(&bytes).map_err(|e| {
        Failure::new(
            text!(
                "{name}：不是电子印章或签章（{e}）",
                "{name}: is no seal and no use of one ({e})"
            ),
            text!(
                "请选择 .esl 或 SignedValue.dat 一类的文件",
                "choose a file such as .esl or SignedValue.dat"
            ),
        )
    })?;
    if let Some(to) = to {
        to.write(&[&picture], Secrecy::Public)?;
        let file = to.path().display();
        ui.note(&text!("印章图像已写入 {file}", "the picture was written to {file}"));
    }
    if args.json {
        ui.print(&contents.to_json(&name))?;
        return Ok(0);
    }
    let warning = pick(ui.language(), "未核验", "NOT VERIFIED");
    let head = format!("{}  {}\n", tinted(Tone::Open, warning), harmless(&name));
    ui.print(&(head + &contents.to_text(ui.language())))?;
    Ok(0)
}
