//! `sidian archive new|renew|verify`.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use sidian::material::archive::{ArchiveDraft, CaseFile};
use sidian::material::grant::ServiceItem;
use sidian::material::package::{Material, PackageReport, PendingStamp, Source, StampReport};
use sidian::report::Language;
use sidian::time::UnixTime;
use sidian::trust::Evidence;

use super::material::{self, AboutArgs, opened};
use super::receipt::SignerArgs;
use super::stamp::{self, StampArgs};
use super::statement::{BroughtArgs, JudgeArgs, party, unreadable};
use super::{now, timestamp};
use crate::answer::{self, Outcome};
use crate::args::OutArgs;
use crate::failure::Failure;
use crate::files::{self, Destination};
use crate::locale::{pick, text};
use crate::ui::{Tone, Ui, aligned, harmless};

/// What can be done with archive packages.
#[derive(Subcommand)]
pub(crate) enum ArchiveCommand {
    /// File a case: materials, licences, receipts and their evidence, signed and dated
    New(Box<ArchiveNewArgs>),
    /// Date an archive package again, before the last timestamp ends
    Renew(Box<ArchiveRenewArgs>),
    /// Verify an archive package as of when it was filed, with the evidence in it
    Verify(Box<ArchiveVerifyArgs>),
}

#[derive(Args)]
pub(crate) struct ArchiveNewArgs {
    /// The materials and licences, each as kind=file
    #[arg(value_name = "KIND=FILE", required_unless_present = "receipt")]
    materials: Vec<String>,

    /// A receipt of verification: its JSON, or the page that was drawn of it (repeatable)
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,

    #[command(flatten)]
    about: AboutArgs,

    /// The department that files it, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    by: String,

    /// Its name
    #[arg(long, value_name = "NAME")]
    by_name: String,

    /// Code of the service item
    #[arg(long, value_name = "CODE", requires = "item_name")]
    item: Option<String>,

    /// Name of the service item
    #[arg(long, value_name = "NAME", requires = "item")]
    item_name: Option<String>,

    /// Name of the applicant, for the index
    #[arg(long, value_name = "NAME")]
    applicant: Option<String>,

    #[command(flatten)]
    brought: BroughtArgs,

    #[command(flatten)]
    signer: SignerArgs,

    #[command(flatten)]
    stamp: StampArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct ArchiveRenewArgs {
    /// The archive package
    #[arg(value_name = "ARCHIVE.asice")]
    package: PathBuf,

    /// Of the last timestamp’s authority: a certificate revocation list to keep (repeatable)
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// Further certificates to keep (repeatable)
    #[arg(long, value_name = "PEM")]
    chain: Vec<PathBuf>,

    #[command(flatten)]
    stamp: StampArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct ArchiveVerifyArgs {
    /// The archive package
    #[arg(value_name = "ARCHIVE.asice")]
    package: PathBuf,

    #[command(flatten)]
    judge: JudgeArgs,
}

pub(super) fn run(command: ArchiveCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        ArchiveCommand::New(args) => new(&args, ui),
        ArchiveCommand::Renew(args) => renew(&args, ui),
        ArchiveCommand::Verify(args) => verify(&args, ui),
    }
}

fn new(args: &ArchiveNewArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let about = about(args)?;
    let materials = material::described(&args.materials, &args.about)?;
    let (evidence, store) = (args.brought.evidence()?, args.brought.store(ui)?);
    let identity = args.signer.load(ui, clock)?;
    // Signed first, then dated with everything that the signature binds.
    let signed = temporary()?;
    let failed = material::refused;
    let mut draft = ArchiveDraft::new(signed, about, identity.key.algorithm()).map_err(failed)?;
    for (material, content) in materials {
        draft.add(material, &mut content.open()?).map_err(failed)?;
    }
    for path in &args.receipt {
        let (name, by) = (file_name(path), Some(args.by_name.clone()));
        let media = material::media_type(path);
        let receipt = Material::new(format!("receipts/{name}"), "核验回执", media);
        draft.add(receipt.vouched(Source::Extract, by), &mut opened(path)?).map_err(failed)?;
    }
    let kept = (&evidence, &store);
    let mut signed = draft.sign(kept, (&*identity.key, &identity.chain), clock).map_err(failed)?;
    signed.rewind().map_err(|e| files::cannot_read(to.path(), &e))?;
    dated(&to, BufReader::new(signed), &Evidence::new(), (&args.stamp, ui), clock)?;
    let verifier = args.brought.verifier(ui)?;
    let package = opened(to.path())?;
    // Its timestamp is later than the moment at which all this began.
    let judged = verifier.archived(package, now()?).map_err(|e| unreadable(to.path(), e))?;
    tell(&judged, &to.path().to_string_lossy(), false, ui)
}

fn about(args: &ArchiveNewArgs) -> Result<CaseFile, Failure> {
    let case = args.about.case.clone().ok_or_else(|| {
        Failure::new(
            text!("没有给出办件编号", "the number of the case is missing"),
            text!("请给出 --case", "give --case"),
        )
    })?;
    let item = args.item.as_ref().zip(args.item_name.as_ref());
    Ok(CaseFile {
        title: args.about.title.clone(),
        case,
        item: item.map(|(code, name)| ServiceItem { code: code.clone(), name: name.clone() }),
        department: party("--by", &args.by)?,
        department_name: args.by_name.clone(),
        applicant: args.applicant.clone(),
    })
}

fn temporary() -> Result<File, Failure> {
    tempfile::tempfile().map_err(|e| {
        Failure::new(
            text!("无法建立临时文件（{e}）", "there is no room for a temporary file ({e})"),
            text!("请检查临时目录和磁盘空间", "check the temporary directory and the disk"),
        )
    })
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Writes `package` to its place with a timestamp over all of it.
fn dated(
    to: &Destination,
    package: BufReader<File>,
    kept: &Evidence,
    (args, ui): (&StampArgs, &Ui),
    clock: UnixTime,
) -> Result<(), Failure> {
    args.with(ui, clock, |source| {
        to.fill(|out| {
            let pending = PendingStamp::new(out, package, kept, args.hash.into())
                .map_err(material::refused)?
                .with_nonce(timestamp::nonce()?);
            let answer = source.answer(&pending.request().to_der());
            let answer = answer.map_err(|e| stamp::refused(&e))?;
            pending.complete(&answer).map_err(material::refused)?;
            Ok(())
        })
    })
}

fn renew(args: &ArchiveRenewArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let kept = crate::lists::evidence(&args.crl, &[], &args.chain)?;
    dated(&to, opened(&args.package)?, &kept, (&args.stamp, ui), clock)?;
    let name = to.path().display();
    ui.say(&text!("已续加时间戳：{name}", "dated again: {name}"))?;
    Ok(0)
}

fn verify(args: &ArchiveVerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let (verifier, at) = args.judge.verifier(ui)?;
    let package = opened(&args.package)?;
    let judged = verifier.archived(package, at).map_err(|e| unreadable(&args.package, e))?;
    tell(&judged, &args.package.to_string_lossy(), args.judge.json, ui)
}

fn tell(judged: &PackageReport, name: &str, as_json: bool, ui: &Ui) -> Result<u8, Failure> {
    let language = ui.language();
    if as_json {
        let mut whole = material::as_json(judged, name, language);
        let stamp = |stamp: &StampReport| {
            json!({
                "name": stamp.name,
                "proven": stamp.proven.map(|at| at.to_string()),
                "authority": stamp.authority,
                "until": stamp.until.as_ref().map(|until| until.at.to_string()),
            })
        };
        if let Some(object) = whole.as_object_mut() {
            let stamps = judged.stamps.iter().map(stamp).collect();
            object.insert("timestamps".to_owned(), stamps);
            object.insert("judged_at".to_owned(), judged.judged_at.to_string().into());
        }
        ui.print(&format!("{whole}\n"))?;
    } else {
        ui.print(&answer::render(&judged.report, name, None, language))?;
        ui.print(&material::entries(&judged.entries, language))?;
        ui.print(&stamps(judged, language))?;
    }
    Ok(Outcome::exit_code(&[Outcome::of(judged.report.verdict())]))
}

/// A line for each timestamp: what it proves, and until when.
fn stamps(judged: &PackageReport, language: Language) -> String {
    let row = |stamp: &StampReport| {
        let by = stamp.authority.as_deref().unwrap_or("-");
        let proven = stamp.proven.map_or_else(|| "-".to_owned(), answer::beijing);
        let until = match &stamp.until {
            Some(until) => {
                let until = answer::beijing(until.at);
                match language {
                    Language::Chinese => format!("{until} 前续加"),
                    Language::English => format!("renew before {until}"),
                }
            }
            None => String::new(),
        };
        vec![
            (Tone::Plain, pick(language, "时间戳", "timestamp").to_owned()),
            (Tone::Strong, proven),
            (Tone::Plain, harmless(by)),
            (Tone::Plain, until),
        ]
    };
    aligned(&judged.stamps.iter().map(row).collect::<Vec<_>>(), "  ")
}
