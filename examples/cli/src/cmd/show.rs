//! `sidian show code|bind|scan`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sidian::material::HolderKey;
use sidian::material::show::{ShowDraft, ShowRequest};
use sidian_render::qr;

use super::now;
use super::statement::{
    FileLedger, JudgeArgs, chain, identifier, licence, metadata, party, refused, unreadable,
};
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::{self, Identity};
use crate::locale::text;
use crate::ui::Ui;

/// What can be done with show codes.
#[derive(Subcommand)]
pub(crate) enum ShowCommand {
    /// Make a code that shows a licence, good for minutes
    Code(ShowCodeArgs),
    /// Say which key a holder uses, as the licence’s issuer
    Bind(BindArgs),
    /// Judge a code that was scanned
    Scan(ScanArgs),
}

#[derive(Args)]
pub(crate) struct ShowCodeArgs {
    /// The licence: its identifier or its file
    #[arg(value_name = "ID|FILE")]
    licence: String,

    /// The holder’s private key
    #[arg(long, value_name = "KEY.pem|ID.p12")]
    key: PathBuf,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    /// For this department only, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    to: Option<String>,

    /// Lives so many seconds, at most 300
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    life: u16,

    /// Where to write the picture: .png or .svg; anything else gets the text (default: print the text)
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,

    /// Replace a file that is already there
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Args)]
pub(crate) struct BindArgs {
    /// The licence
    #[arg(value_name = "FILE.pdf")]
    licence: PathBuf,

    /// The holder, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    holder: String,

    /// The holder’s public key (from keys new --public)
    #[arg(long, value_name = "PUB.pem")]
    public_key: PathBuf,

    /// Good for so many days
    #[arg(long, value_name = "N", default_value_t = 90)]
    days: u16,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct ScanArgs {
    /// The code: a PNG picture of it, a file with its text, or the text itself
    #[arg(value_name = "PNG|TEXT")]
    code: String,

    /// The licence that it must show
    #[arg(long, value_name = "FILE.pdf")]
    licence: PathBuf,

    /// The department that scans, as kind:code
    #[arg(long = "as", value_name = "KIND:CODE")]
    department: Option<String>,

    /// File in which used codes are remembered
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,

    #[command(flatten)]
    judge: JudgeArgs,
}

pub(super) fn run(command: ShowCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        ShowCommand::Code(args) => code(&args, ui),
        ShowCommand::Bind(args) => bind(&args, ui),
        ShowCommand::Scan(args) => scan(&args, ui),
    }
}

fn code(args: &ShowCodeArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let out = args.out.as_deref().map(|path| Destination::new(path, args.force)).transpose()?;
    let mut draft = ShowDraft::new(&identifier(&args.licence)?).with_life(i64::from(args.life));
    if let Some(to) = &args.to {
        draft = draft.to(&party("--to", to)?);
    }
    let (key, _) = identity::key(ui, &args.key, args.password_file.as_deref())?;
    let code = draft.sign(&key, now).map_err(|e| refused("show", e))?;
    let Some(out) = out else {
        ui.print(&format!("{code}\n"))?;
        return Ok(0);
    };
    let drawn = |e: sidian_render::RenderError| unreadable(out.path(), e);
    let extension = out.path().extension().map(|e| e.to_string_lossy().to_lowercase());
    let bytes = match extension.as_deref() {
        Some("png") => qr::png(&code, 6).map_err(drawn)?,
        Some("svg") => qr::svg(&code).map_err(drawn)?.into_bytes(),
        _ => code.into_bytes(),
    };
    out.write(&[&bytes], Secrecy::Public)?;
    let (name, life) = (out.path().display(), args.life);
    ui.say(&text!("亮证码 {life} 秒内有效：{name}", "a code good for {life} seconds: {name}"))?;
    Ok(0)
}

fn bind(args: &BindArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let metadata = metadata(&args.licence)?;
    let holder = party("--holder", &args.holder)?;
    let key = identity::public_key(&args.public_key)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let period = (now, now.plus(i64::from(args.days) * 86_400));
    let token =
        HolderKey::sign(&metadata, (&holder, &key), period, &identity.key, &chain(&identity))
            .map_err(|e| refused("bind", e))?;
    to.write(&[token.as_bytes()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!("已签发持证密钥声明：{name}", "bound the key to the holder: {name}"))?;
    Ok(0)
}

fn scan(args: &ScanArgs, ui: &Ui) -> Result<u8, Failure> {
    let text = scanned(&args.code)?;
    let department = args.department.as_deref().map(|d| party("--as", d)).transpose()?;
    let (mut verifier, at) = args.judge.verifier(ui)?;
    if let Some(path) = &args.seen {
        verifier = verifier.with_nonce_store(Box::new(FileLedger::new(path)));
    }
    let licence = match licence(&verifier, &args.licence, at, args.judge.json, ui)? {
        Ok(licence) => licence,
        Err(code) => return Ok(code),
    };
    let mut request = ShowRequest::new(&licence);
    if let Some(department) = &department {
        request = request.by(department);
    }
    let report = verifier.show(&text, &request, at);
    args.judge.tell(&report, &args.licence.to_string_lossy(), ui)
}

/// The text of a code, from wherever it is.
fn scanned(asked: &str) -> Result<String, Failure> {
    let path = Path::new(asked);
    if !path.is_file() {
        return Ok(asked.to_owned());
    }
    let bytes = files::read_some(path, files::SMALL)?;
    if bytes.starts_with(b"\x89PNG") {
        let texts = qr::read(&bytes).map_err(|e| unreadable(path, e))?;
        return texts.into_iter().next().ok_or_else(|| unreadable(path, "no code"));
    }
    let text = String::from_utf8(bytes).map_err(|e| unreadable(path, e))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
