//! `sidian receipt new|stamp|verify`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sidian::material::grant::ServiceItem;
use sidian::material::receipt::{Receipt, ReceiptDraft, ReceiptRequest, in_page};
use sidian::time::UnixTime;
use sidian::tsp::{TimestampRequest, TimestampResponse};
use sidian_render::{Typeface, receipt};

use super::grant::operator;
use super::stamp::{self, StampArgs};
use super::statement::{JudgeArgs, chain, party, refused, unreadable};
use super::{now, timestamp};
use crate::answer;
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::lists;
use crate::locale::text;
use crate::ui::{Ui, harmless};

/// What can be done with receipts.
#[derive(Subcommand)]
pub(crate) enum ReceiptCommand {
    /// Verify a file and sign a receipt of the answer, for the archive
    New(Box<ReceiptNewArgs>),
    /// Date a receipt, the first time or again before the last timestamp ends
    Stamp(Box<ReceiptStampArgs>),
    /// Verify a receipt
    Verify(Box<ReceiptVerifyArgs>),
}

#[derive(Args)]
pub(crate) struct ReceiptNewArgs {
    /// The licence or signed PDF
    #[arg(value_name = "FILE.pdf")]
    file: PathBuf,

    /// The case that the receipt is filed with
    #[arg(long, value_name = "NUMBER")]
    case: String,

    /// The department that verifies, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    by: String,

    /// Who does it: account, name and unit between commas
    #[arg(long, value_name = "A,N,U")]
    operator: Option<String>,

    /// Code of the service item
    #[arg(long, value_name = "CODE", requires = "item_name")]
    item: Option<String>,

    /// Name of the service item
    #[arg(long, value_name = "NAME", requires = "item")]
    item_name: Option<String>,

    /// Also draw the receipt as a page for the archive
    #[arg(long, value_name = "OUT.pdf")]
    pdf: Option<PathBuf>,

    #[command(flatten)]
    judge: JudgeArgs,

    #[command(flatten)]
    signer: SignerArgs,

    #[command(flatten)]
    out: OutArgs,
}

/// Who signs the receipt. Its chain has a name of its own beside that of the file's evidence.
#[derive(Args)]
pub(crate) struct SignerArgs {
    /// The department’s private key: PKCS#8 PEM or DER, or a PKCS#12 file
    #[arg(long, value_name = "KEY.pem|ID.p12")]
    key: PathBuf,

    /// The department’s certificate (with PKCS#12: taken from the file)
    #[arg(long, value_name = "CERT.pem")]
    cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    cert_chain: Option<PathBuf>,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl SignerArgs {
    /// Key and certificates.
    pub(super) fn load(&self, ui: &Ui, now: UnixTime) -> Result<Identity, Failure> {
        let identity = IdentityArgs {
            key: self.key.clone(),
            cert: self.cert.clone(),
            chain: self.cert_chain.clone(),
            password_file: self.password_file.clone(),
            pkcs11: None,
            token: None,
        };
        Identity::load(ui, &identity, now)
    }
}

#[derive(Args)]
pub(crate) struct ReceiptStampArgs {
    /// The receipt
    #[arg(value_name = "RECEIPT")]
    receipt: PathBuf,

    /// A certificate revocation list to keep: of the signer’s authorities, or of the last timestamp’s
    /// (repeatable)
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// Further certificates to keep (repeatable)
    #[arg(long, value_name = "PEM")]
    chain: Vec<PathBuf>,

    /// Also draw the receipt as a page for the archive
    #[arg(long, value_name = "OUT.pdf")]
    pdf: Option<PathBuf>,

    #[command(flatten)]
    stamp: StampArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct ReceiptVerifyArgs {
    /// The receipt, or the page that carries it
    #[arg(value_name = "RECEIPT")]
    receipt: PathBuf,

    /// The document that it must be about
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,

    /// The case that it must belong to
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,

    #[command(flatten)]
    judge: JudgeArgs,
}

pub(super) fn run(command: ReceiptCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        ReceiptCommand::New(args) => new(&args, ui),
        ReceiptCommand::Stamp(args) => stamp(&args, ui),
        ReceiptCommand::Verify(args) => verify(&args, ui),
    }
}

fn new(args: &ReceiptNewArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let page = args.pdf.as_deref().map(|p| Destination::new(p, args.out.force)).transpose()?;
    let department = party("--by", &args.by)?;
    let bytes = files::read_some(&args.file, files::DOCUMENT)?;
    let (verifier, at) = args.judge.verifier(ui)?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let report = verifier.document(&bytes, at).map_err(|e| unreadable(&args.file, e))?;
    let mut draft = ReceiptDraft::new(&report, (&name, &bytes), (&department, &args.case), at)
        .with_sources(verifier.sources());
    if let Some(who) = &args.operator {
        draft = draft.with_operator(operator(who)?);
    }
    if let (Some(code), Some(name)) = (&args.item, &args.item_name) {
        draft = draft.with_item(&ServiceItem { code: code.clone(), name: name.clone() });
    }
    let identity = args.signer.load(ui, clock)?;
    let signed =
        draft.sign(&identity.key, &chain(&identity), clock).map_err(|e| refused("receipt", e))?;
    let json = signed.to_json().map_err(|e| refused("receipt", e.into()))?;
    let drawn = match &page {
        Some(page) => Some(
            receipt::page(&signed, &Typeface::find(), clock)
                .map_err(|e| unreadable(page.path(), e))?,
        ),
        None => None,
    };
    to.write(&[&json], Secrecy::Public)?;
    if let (Some(page), Some(drawn)) = (&page, &drawn) {
        page.write(&[&drawn.pdf], Secrecy::Public)?;
    }
    let code = args.judge.tell(&report, &name, ui)?;
    let name = to.path().display();
    ui.note(&text!("已签发核验回执：{name}", "signed the receipt: {name}"));
    Ok(code)
}

/// A receipt from a file, or from the page that carries it.
fn read(path: &Path) -> Result<(Vec<u8>, bool), Failure> {
    let bytes = files::read_some(path, files::DOCUMENT)?;
    if !bytes.starts_with(b"%PDF-") {
        return Ok((bytes, false));
    }
    match in_page(&bytes).map_err(|e| unreadable(path, e))? {
        Some(receipt) => Ok((receipt, true)),
        None => {
            let name = path.display();
            Err(Failure::new(
                text!("{name}：PDF 中没有核验回执", "{name}: no receipt in this PDF"),
                text!(
                    "请选择回执文件，或 sidian receipt new --pdf 写出的页面",
                    "choose a receipt, or a page that sidian receipt new --pdf wrote"
                ),
            ))
        }
    }
}

fn stamp(args: &ReceiptStampArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let page = args.pdf.as_deref().map(|p| Destination::new(p, args.out.force)).transpose()?;
    let (bytes, _) = read(&args.receipt)?;
    let kept = lists::evidence(&args.crl, &[], &args.chain)?;
    let receipt = Receipt::inspect(&bytes).map_err(|e| unreadable(&args.receipt, e))?;
    let receipt = receipt.with_evidence(&kept);
    let request = TimestampRequest::over(args.stamp.hash.into(), &receipt.to_be_stamped())
        .with_nonce(timestamp::nonce()?);
    let answer = args.stamp.with(ui, clock, |source| {
        source.answer(&request.to_der()).map_err(|e| stamp::refused(&e))
    })?;
    let response = TimestampResponse::parse(&answer).map_err(|e| stamp::refused(&e))?;
    let token = response.check(&request, &[]).map_err(|e| stamp::refused(&e))?;
    let dated = receipt.with_timestamp(token);
    let json = dated.to_json().map_err(|e| refused("receipt", e.into()))?;
    to.write(&[&json], Secrecy::Public)?;
    if let Some(page) = &page {
        let drawn = receipt::page(&dated, &Typeface::find(), clock);
        let drawn = drawn.map_err(|e| unreadable(page.path(), e))?;
        page.write(&[&drawn.pdf], Secrecy::Public)?;
    }
    let name = to.path().display();
    ui.say(&text!("已为回执加盖时间戳：{name}", "dated the receipt: {name}"))?;
    Ok(0)
}

fn verify(args: &ReceiptVerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let (bytes, from_page) = read(&args.receipt)?;
    let document =
        args.document.as_deref().map(|p| files::read_some(p, files::DOCUMENT)).transpose()?;
    let (verifier, at) = args.judge.verifier(ui)?;
    let mut request = ReceiptRequest::new();
    if let Some(document) = &document {
        request = request.about(document);
    }
    if let Some(case) = &args.case {
        request = request.in_case(case);
    }
    let report = verifier.receipt(&bytes, &request, at);
    let code = args.judge.tell(&report, &args.receipt.to_string_lossy(), ui)?;
    if from_page && !args.judge.json {
        ui.note(&text!(
            "核验的是页面所附的回执；页面文字没有与它比对，以附件为准",
            "what was verified is the receipt that the page carries; what the page says was not compared with it"
        ));
    }
    let due = report.accepted().and_then(|proof| proof.renew_before());
    if let (Some(due), false) = (due, args.judge.json) {
        let (at, what) = (answer::beijing(due.at), harmless(&due.what));
        ui.note(&text!(
            "请在 {at} 前续加时间戳（届时“{what}”到期）",
            "renew the timestamp before {at}, when “{what}” ends"
        ));
    }
    Ok(code)
}
