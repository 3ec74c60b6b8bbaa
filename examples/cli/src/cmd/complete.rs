//! `sidian complete`: the values that a key made elsewhere, into the PDFs that were prepared for it.

use std::path::{Path, PathBuf};

use clap::Args;
use sidian::asn1::writer;
use sidian::signature::{
    Batch, BatchEntry, BatchError, PreparedDocument, PreparedSignature, SignatureError,
    SignedUpdate,
};
use sidian::tsp::{TimestampSource, fresh_nonce};
use sidian_net::HttpAuthority;

use super::net::NetArgs;
use super::prepare::stem;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::locale::text;
use crate::refusal;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct CompleteArgs {
    /// What `prepare` wrote
    #[arg(value_name = "WAITING")]
    input: PathBuf,

    /// The folder of the values: each named like the bytes it is for, but ending in .sig
    #[arg(long, value_name = "DIR", required_unless_present = "value", conflicts_with = "value")]
    values: Option<PathBuf>,

    /// The file of a value; once for each document, in their order
    #[arg(long, value_name = "FILE.sig")]
    value: Vec<PathBuf>,

    /// The code that `prepare` showed for the documents; needed where there are several
    #[arg(long, value_name = "CODE")]
    confirmed: Option<String>,

    /// The folder in which the documents lie now (default: where they were prepared)
    #[arg(long, value_name = "DIR")]
    documents: Option<PathBuf>,

    /// Where to write the signed document
    #[arg(long, value_name = "OUT.pdf", required_unless_present = "out_dir")]
    out: Option<PathBuf>,

    /// The folder for the signed documents, where there are several
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    out_dir: Option<PathBuf>,

    /// Replace files that are already there
    #[arg(long)]
    force: bool,

    /// Have each signature dated by the timestamp authority at this address; its host must be allowed
    #[arg(long, value_name = "URL", requires = "allow")]
    tsa_url: Option<String>,

    #[command(flatten)]
    net: NetArgs,
}

/// The longest signature value.
const VALUE: u64 = 64 << 10;

/// One of the documents, and where what becomes of it is written.
struct Item {
    document: PathBuf,
    to: Destination,
}

pub(super) fn run(args: &CompleteArgs, ui: &Ui) -> Result<u8, Failure> {
    let bytes = files::read_some(&args.input, files::DOCUMENT)?;
    let batch =
        Batch::from_bytes(&bytes).map_err(|e| not_waiting(&args.input, &bytes, &e.to_string()))?;
    confirmed(args, &batch)?;
    let items = items(args, &batch)?;
    let values = values(args, &batch)?;
    // Nothing is written unless every one of them can be.
    let updates = updates(args, batch, &values)?;
    for (item, update) in items.iter().zip(&updates) {
        let pdf = files::read_some(&item.document, files::DOCUMENT)?;
        update.check(&pdf).map_err(|e| refusal::signing(&item.document, &e))?;
    }
    for (item, update) in items.iter().zip(&updates) {
        let pdf = files::read_some(&item.document, files::DOCUMENT)?;
        update.check(&pdf).map_err(|e| refusal::signing(&item.document, &e))?;
        item.to.write(&[&pdf, update.appended()], Secrecy::Public)?;
        let name = item.to.path().display();
        ui.say(&text!("已签名：{name}", "signed: {name}"))?;
    }
    Ok(0)
}

fn confirmed(args: &CompleteArgs, batch: &Batch) -> Result<(), Failure> {
    let list = format!("{:?}", batch.confirmation());
    match &args.confirmed {
        Some(code) if !code.trim().eq_ignore_ascii_case(&list) => Err(not_confirmed()),
        None if batch.len() > 1 => Err(Failure::new(
            text!(
                "多份文件一起签名，须给出确认码 --confirmed",
                "several documents are signed together: their code is needed, --confirmed"
            ),
            text!(
                "确认码由 sidian prepare 与文件清单一起显示",
                "sidian prepare shows it with the list of the documents"
            ),
        )),
        _ => Ok(()),
    }
}

fn not_confirmed() -> Failure {
    Failure::new(
        text!(
            "确认码与待签名的文件清单不符，没有签名",
            "what was confirmed is not this list of documents: nothing was signed"
        ),
        text!(
            "请核对确认码；文件清单变了的，须重新确认",
            "check the code; a list that has changed must be confirmed again"
        ),
    )
}

fn not_waiting(path: &Path, bytes: &[u8], why: &str) -> Failure {
    let name = path.display();
    if PreparedDocument::from_bytes(bytes).is_ok() {
        return Failure::new(
            text!("{name}：还没有签名人的证书", "{name}: the certificate of its signer is missing"),
            text!(
                "证书取得后先用 sidian prepare --resume {name}",
                "once it is there, sidian prepare --resume {name} comes first"
            ),
        );
    }
    Failure::new(
        text!(
            "{name}：不是 sidian prepare 写的待签名文件（{why}）",
            "{name}: nothing that sidian prepare wrote ({why})"
        ),
        text!("请核对文件名", "check the name of the file"),
    )
}

/// The documents, and where each goes.
fn items(args: &CompleteArgs, batch: &Batch) -> Result<Vec<Item>, Failure> {
    if batch.len() != 1 && args.out_dir.is_none() {
        return Err(Failure::new(
            text!(
                "有多份文件，须给出 --out-dir",
                "there are several documents: they need a folder, --out-dir"
            ),
            text!("例如 --out-dir signed", "such as --out-dir signed"),
        ));
    }
    if let Some(folder) = &args.out_dir {
        files::folder(folder)?;
    }
    let entries = (1..).zip(batch.entries());
    let item = |(number, entry): (usize, BatchEntry<'_>)| {
        let prepared = Path::new(entry.name);
        let name = prepared.file_name().unwrap_or_default();
        let document = match &args.documents {
            Some(folder) => folder.join(name),
            None => prepared.to_owned(),
        };
        let to = match (&args.out_dir, &args.out) {
            (Some(folder), _) => folder.join(stem(number, entry.name)),
            (None, out) => out.clone().unwrap_or_default(),
        };
        Ok(Item { document, to: Destination::new(&to, args.force)? })
    };
    entries.map(item).collect()
}

/// The values in the order of the documents.
fn values(args: &CompleteArgs, batch: &Batch) -> Result<Vec<Vec<u8>>, Failure> {
    let paths: Vec<PathBuf> = match &args.values {
        Some(folder) => {
            let entries = (1..).zip(batch.entries());
            entries.map(|(n, e)| folder.join(format!("{}.sig", stem(n, e.name)))).collect()
        }
        None => args.value.clone(),
    };
    if paths.len() != batch.len() {
        let (found, wanted) = (paths.len(), batch.len());
        return Err(Failure::new(
            text!(
                "有 {wanted} 份文件，却给了 {found} 个签名值",
                "{found} values for {wanted} documents"
            ),
            text!(
                "请给出 --values，或每份文件一个 --value",
                "give --values, or a --value for each"
            ),
        ));
    }
    let read = |(path, prepared): (&PathBuf, &PreparedSignature)| {
        Ok(as_der(files::read_some(path, VALUE)?, prepared))
    };
    paths.iter().zip(batch.prepared()).map(read).collect()
}

/// Cards give the two numbers of an SM2 or ECDSA value one after the other; containers carry them as
/// DER. A value that fits as it is stays as it is.
fn as_der(value: Vec<u8>, prepared: &PreparedSignature) -> Vec<u8> {
    let of_a_card = matches!(value.len(), 64 | 96);
    if !of_a_card || prepared.clone().complete(&value).is_ok() {
        return value;
    }
    let (r, s) = value.split_at(value.len() / 2);
    let der = writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]);
    if prepared.clone().complete(&der).is_ok() { der } else { value }
}

/// All of them, or none.
fn updates(
    args: &CompleteArgs,
    batch: Batch,
    values: &[Vec<u8>],
) -> Result<Vec<SignedUpdate>, Failure> {
    let code = batch.confirmation();
    let Some(url) = &args.tsa_url else {
        return batch.complete_all(&code, values).map_err(|e| refused(&e));
    };
    let fetcher = args.net.fetcher_for(url)?;
    let authority = HttpAuthority::new(&fetcher, url);
    let all = batch.entries().zip(batch.prepared()).zip(values);
    let one = |((entry, prepared), value): ((BatchEntry<'_>, _), &Vec<u8>)| {
        stamped(prepared, value, &authority)
            .map_err(|e| refusal::signing(Path::new(entry.name), &e))
    };
    all.map(one).collect()
}

fn stamped(
    prepared: &PreparedSignature,
    value: &[u8],
    authority: &HttpAuthority<'_>,
) -> Result<SignedUpdate, SignatureError> {
    let pending = prepared.clone().stamp(value)?.with_nonce(fresh_nonce()?);
    let response = authority.answer(&pending.request().to_der())?;
    pending.complete(&response)
}

fn refused(error: &BatchError) -> Failure {
    match error {
        BatchError::Item { name, source, .. } => refusal::signing(Path::new(name), source),
        BatchError::NotConfirmed => not_confirmed(),
        other => Failure::new(
            text!("无法签名（{other}）", "it cannot be signed ({other})"),
            text!("请核对签名值", "check the values"),
        ),
    }
}
