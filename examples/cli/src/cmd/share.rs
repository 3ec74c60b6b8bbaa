//! `sidian share new|disclose|verify`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sidian::material::share::{ShareDraft, ShareRequest, SharedLicence};

use super::now;
use super::statement::{JudgeArgs, chain, metadata, refused, unreadable};
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::{self, Identity};
use crate::locale::text;
use crate::ui::{Ui, harmless};

/// What can be done with shared fields.
#[derive(Subcommand)]
pub(crate) enum ShareCommand {
    /// Make a licence shareable field by field, as its issuer
    New(ShareNewArgs),
    /// Disclose chosen fields to one verifier, as the holder
    Disclose(DiscloseArgs),
    /// Verify fields that a holder presents
    Verify(ShareVerifyArgs),
}

#[derive(Args)]
pub(crate) struct ShareNewArgs {
    /// The licence
    #[arg(value_name = "FILE.pdf")]
    licence: PathBuf,

    /// The holder’s public key (from keys new --public)
    #[arg(long, value_name = "PUB.pem")]
    public_key: PathBuf,

    /// Good for so many days
    #[arg(long, value_name = "N", default_value_t = 90)]
    days: u16,

    /// So many digests of nothing, so that the number of fields tells nothing
    #[arg(long, value_name = "N", default_value_t = 0)]
    decoys: usize,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct DiscloseArgs {
    /// The shareable licence
    #[arg(value_name = "SHARE")]
    share: PathBuf,

    /// A field to disclose, by its short name (repeatable)
    #[arg(long, value_name = "NAME")]
    field: Vec<String>,

    /// The verifier, as it names itself
    #[arg(long, value_name = "NAME")]
    audience: String,

    /// The number that the verifier gave for this once
    #[arg(long, value_name = "TEXT")]
    nonce: String,

    /// What for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,

    /// The holder’s private key
    #[arg(long, value_name = "KEY.pem|ID.p12")]
    key: PathBuf,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct ShareVerifyArgs {
    /// What the holder presents
    #[arg(value_name = "PRESENTATION")]
    share: PathBuf,

    /// A field that is needed, by its short name (repeatable)
    #[arg(long, value_name = "NAME")]
    field: Vec<String>,

    /// The name of this verifier
    #[arg(long, value_name = "NAME")]
    audience: String,

    /// The number that was given for this once
    #[arg(long, value_name = "TEXT")]
    nonce: String,

    /// What for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,

    #[command(flatten)]
    judge: JudgeArgs,
}

pub(super) fn run(command: ShareCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        ShareCommand::New(args) => new(&args, ui),
        ShareCommand::Disclose(args) => disclose(&args, ui),
        ShareCommand::Verify(args) => verify(&args, ui),
    }
}

fn new(args: &ShareNewArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let metadata = metadata(&args.licence)?;
    let key = identity::public_key(&args.public_key)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let period = (now, now.plus(i64::from(args.days) * 86_400));
    let text = ShareDraft::new(&metadata, &key)
        .with_decoys(args.decoys)
        .sign(period, &identity.key, &chain(&identity))
        .map_err(|e| refused("share", e))?;
    // All fields of the licence are in it.
    to.write(&[text.as_bytes()], Secrecy::Private)?;
    let name = to.path().display();
    ui.say(&text!("已签发，请只交给持证人：{name}", "made for the holder alone: {name}"))?;
    Ok(0)
}

fn disclose(args: &DiscloseArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let bytes = files::read_some(&args.share, 1 << 20)?;
    let shared = SharedLicence::inspect(&bytes).map_err(|e| unreadable(&args.share, e))?;
    let fields: Vec<&str> = args.field.iter().map(String::as_str).collect();
    let (key, _) = identity::key(ui, &args.key, args.password_file.as_deref())?;
    let text = shared
        .disclose(&fields)
        .and_then(|chosen| {
            let asked = (args.audience.as_str(), args.nonce.as_str(), args.purpose.as_deref());
            chosen.bind(asked, &key, now)
        })
        .map_err(|e| refused("share", e))?;
    to.write(&[text.as_bytes()], Secrecy::Private)?;
    let (name, count) = (to.path().display(), fields.len());
    ui.say(&text!("已披露 {count} 个字段：{name}", "disclosed {count} fields: {name}"))?;
    Ok(0)
}

fn verify(args: &ShareVerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let bytes = files::read_some(&args.share, 1 << 20)?;
    let (verifier, at) = args.judge.verifier(ui)?;
    let fields: Vec<&str> = args.field.iter().map(String::as_str).collect();
    let mut request = ShareRequest::new(&args.audience, &args.nonce).with_fields(&fields);
    if let Some(purpose) = &args.purpose {
        request = request.for_purpose(purpose);
    }
    let report = verifier.share(&bytes, &request, at);
    let code = args.judge.tell(&report, &args.share.to_string_lossy(), ui)?;
    if let (Some(facts), false) = (report.accepted(), args.judge.json) {
        for (name, value) in facts.disclosed() {
            ui.print(&format!("  {} = {}\n", harmless(name), harmless(&value.to_string())))?;
        }
    }
    Ok(code)
}
