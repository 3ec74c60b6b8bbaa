//! `sidian licence copy` and `sidian licence verify-copy`.

use std::path::PathBuf;

use clap::Args;
use sidian::material::copy::{CopyDraft, CopyError, CopyQuota, CopyRequest};
use sidian::material::grant::{Grant, GrantRequest};
use sidian_render::seal::SealPicture;
use sidian_render::{FontUse, copy};

use super::place::PlaceArgs;
use super::receipt::SignerArgs;
use super::statement::{BroughtArgs, FileLedger, JudgeArgs, licence, party, tell, unreadable};
use super::{now, seal};
use crate::args::OutArgs;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct CopyArgs {
    /// The licence; it is not changed
    #[arg(value_name = "LICENCE.pdf")]
    licence: PathBuf,

    /// The holder’s authorisation, which says for whom and what for
    #[arg(long, value_name = "GRANT")]
    grant: PathBuf,

    /// Name of whom it is for, as the mark shows it
    #[arg(long, value_name = "NAME")]
    to_name: String,

    /// Why it is made, at most 200 characters
    #[arg(long, value_name = "TEXT")]
    cause: String,

    /// Who makes it, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    by: String,

    /// Good for so many days, and no longer than the authorisation
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u16,

    /// File in which copies are counted
    #[arg(long, value_name = "COPIES.json")]
    copies: PathBuf,

    /// At most so many copies of a licence
    #[arg(long, value_name = "N", default_value_t = 3)]
    most: u32,

    /// In so many days
    #[arg(long, value_name = "N", default_value_t = 90)]
    within: u16,

    /// Seal it with the maker’s electronic seal
    #[arg(long, value_name = "SEAL.esl")]
    seal: Option<PathBuf>,

    #[command(flatten)]
    place: PlaceArgs,

    /// A Chinese font: a file, or the name of an installed family (default: the best installed)
    #[arg(long, value_name = "FONT")]
    font: Option<String>,

    #[command(flatten)]
    brought: BroughtArgs,

    #[command(flatten)]
    signer: SignerArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct VerifyCopyArgs {
    /// The annotated copy
    #[arg(value_name = "COPY.pdf")]
    copy: PathBuf,

    /// The department that was given it, as kind:code
    #[arg(long = "as", value_name = "KIND:CODE")]
    department: String,

    /// What for
    #[arg(long, value_name = "TEXT")]
    purpose: String,

    /// The case
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,

    /// The licence that it was made of; without it the answer stays open
    #[arg(long, value_name = "LICENCE.pdf")]
    original: Option<PathBuf>,

    /// A signed seal register (repeatable)
    #[arg(long, value_name = "FILE")]
    seal_register: Vec<PathBuf>,

    #[command(flatten)]
    judge: JudgeArgs,
}

const DAY: i64 = 86_400;

pub(super) fn make(args: &CopyArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let maker = party("--by", &args.by)?;
    let verifier = args.brought.verifier(ui)?;
    let original = files::read_some(&args.licence, files::DOCUMENT)?;
    let verified = match licence(&verifier, &args.licence, clock, false, ui)? {
        Ok(verified) => verified,
        Err(code) => return Ok(code),
    };
    let token = files::read_some(&args.grant, 1 << 20)?;
    let said = Grant::inspect(&token).map_err(|e| unreadable(&args.grant, e))?;
    let mut request = GrantRequest::new(said.recipient(), &said.item().code, said.purpose())
        .with_licence(&verified, &[]);
    if let Some(case) = said.case() {
        request = request.with_case(case);
    }
    let report = verifier.grant(&token, &request, clock);
    let Some(grant) = report.accepted() else {
        let code = tell(&report, &args.grant.to_string_lossy(), false, ui)?;
        return Ok(code.max(1));
    };
    let until = clock.plus(i64::from(args.days) * DAY).min(said.period().1);
    let about = (args.to_name.as_str(), args.cause.as_str());
    let mut draft = CopyDraft::new((&verified, &original), grant, &maker, about, (clock, until))
        .map_err(|e| refused(&e))?;
    let typeface = super::licence::typeface(args.font.as_deref())?;
    let pages = copy::draw(&original, draft.statement(), &typeface, clock)
        .map_err(|e| unreadable(&args.licence, e))?;
    let seal = args.seal.as_deref().map(seal::read).transpose()?;
    if let Some(seal) = &seal {
        let held = seal.picture();
        let picture = SealPicture::from_bytes(&held.bytes)
            .map_err(|e| unreadable(args.seal.as_deref().unwrap_or(to.path()), e))?;
        let shown = seal::drawn(&picture, held.width_mm, held.height_mm)?;
        draft =
            draft.with_seal(seal, Some(args.place.placement(None, &pages)?.with_appearance(shown)));
    }
    let identity = args.signer.load(ui, clock)?;
    let quota = CopyQuota { most: args.most, days: args.within };
    let ledger = FileLedger::new(&args.copies);
    let made = draft
        .seal(&pages, (&*identity.key, &identity.chain), (&ledger, quota), clock)
        .map_err(|e| refused(&e))?;
    to.write(&[&made], Secrecy::Public)?;
    if typeface.font_use() == FontUse::NotEmbedded {
        ui.note(&text!(
            "注意：本机没有中文字体，文件只注明标准字体（STSong-Light），未嵌入",
            "note: no Chinese font on this machine; the file names the standard one (STSong-Light) without embedding it"
        ));
    }
    let (name, until) = (to.path().display(), crate::answer::beijing(until));
    ui.say(&text!(
        "已制作加注件（{until} 前有效）：{name}",
        "annotated copy, good until {until}: {name}"
    ))?;
    Ok(0)
}

pub(super) fn verify(args: &VerifyCopyArgs, ui: &Ui) -> Result<u8, Failure> {
    let bytes = files::read_some(&args.copy, files::DOCUMENT)?;
    let original =
        args.original.as_deref().map(|p| files::read_some(p, files::DOCUMENT)).transpose()?;
    let department = party("--as", &args.department)?;
    let (verifier, at) = args.judge.verifier_with(&args.seal_register, ui)?;
    let mut request = CopyRequest::new(&department, &args.purpose);
    if let Some(case) = &args.case {
        request = request.with_case(case);
    }
    if let Some(original) = &original {
        request = request.with_original(original);
    }
    let report = verifier.copy(&bytes, &request, at).map_err(|e| unreadable(&args.copy, e))?;
    args.judge.tell(&report, &args.copy.to_string_lossy(), ui)
}

fn refused(e: &CopyError) -> Failure {
    let code = e.code();
    let advice = match e {
        CopyError::Quota { .. } => text!(
            "请待此前的加注件过期，或由管理部门调整 --most 和 --within",
            "wait until earlier copies have ended, or have --most and --within changed"
        ),
        CopyError::Grant { .. } => text!(
            "请持证人为此重新授权（整份证照，期限足够）",
            "the holder authorises the whole licence for long enough"
        ),
        _ => text!("请核对各项参数", "check the values that were given"),
    };
    Failure::new(
        text!("未制作加注件：{e}（代码 {code}）", "no copy was made: {e} (code {code})"),
        advice,
    )
}
