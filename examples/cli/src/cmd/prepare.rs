//! `sidian prepare`: everything of a signature but its value, for a key that is elsewhere.

use std::path::{Path, PathBuf};

use clap::Args;
use sidian::crypto::{PublicKey, SignatureAlgorithm, algorithms};
use sidian::signature::{Batch, PreparedSignature};
use sidian::time::UnixTime;
use sidian::x509::Certificate;

use super::wishes::WishArgs;
use super::{late, now};
use crate::args::OutArgs;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity;
use crate::locale::text;
use crate::refusal;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct PrepareArgs {
    /// The PDFs to sign; they are not changed
    #[arg(required = true, value_name = "IN.pdf")]
    pub(super) inputs: Vec<PathBuf>,

    /// The signer's certificate
    #[arg(long, value_name = "CERT.pem", required_unless_present = "cert_later")]
    cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    chain: Option<PathBuf>,

    /// The folder for what the key has to sign: of each document its bytes (.tbs), and their digest
    /// (.digest) for keys that sign digests
    #[arg(long, value_name = "DIR", required_unless_present = "cert_later")]
    to_sign: Option<PathBuf>,

    #[command(flatten)]
    pub(super) out: OutArgs,

    /// The certificate comes later: tell the digests, one of which its issuer needs
    #[arg(long, conflicts_with_all = ["cert", "chain", "to_sign", "algorithm", "resume"])]
    cert_later: bool,

    /// Go on with what --cert-later wrote about the same document
    #[arg(long, value_name = "WAITING", conflicts_with_all = PREPARED)]
    resume: Option<PathBuf>,

    /// Who will sign, to be shown and written into the signature while there is no certificate
    #[arg(long, value_name = "NAME", requires = "cert_later")]
    pub(super) signer: Option<String>,

    /// What the key signs with, such as RSASSA-PSS-SHA256 (default: what is usual for it)
    #[arg(long, value_name = "NAME")]
    algorithm: Option<String>,

    /// Keep so many bytes for a timestamp, which `complete --tsa-url` fetches (8192 will do)
    #[arg(long, value_name = "BYTES", default_value_t = 0)]
    room: usize,

    #[command(flatten)]
    pub(super) wishes: WishArgs,
}

/// What was settled when the document was prepared.
const PREPARED: [&str; 16] = [
    "room", "field", "reason", "location", "certify", "format", "visible", "size", "picture",
    "strokes", "qr", "font", "page", "at", "from", "keyword",
];
/// The most room that is kept.
const MOST_ROOM: usize = 1 << 20;

impl PrepareArgs {
    /// Room beside the container.
    pub(super) fn extra_room(&self) -> usize {
        self.room.min(MOST_ROOM)
    }
}

pub(super) fn run(args: &PrepareArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    // clap asks for both where the certificate does not come later
    let (Some(cert), Some(folder)) = (&args.cert, &args.to_sign) else {
        late::prepare(args, ui, now)?;
        return Ok(0);
    };
    let to = Destination::new(&args.out.out, args.out.force)?;
    let chain = identity::chain(cert, args.chain.as_deref(), now)?;
    let algorithm = algorithm(args.algorithm.as_deref(), cert, &chain)?;
    let batch = prepared(args, (&chain, &algorithm), ui, now)?;
    files::folder(folder)?;
    let named: Vec<String> = batch.entries().map(|entry| entry.name.to_owned()).collect();
    for (number, (name, prepared)) in (1..).zip(named.iter().zip(batch.prepared())) {
        hand_out(&folder.join(stem(number, name)), args.out.force, prepared)?;
    }
    to.write(&[&batch.to_bytes()], Secrecy::Public)?;
    tell((&args.out.out, folder), &batch, &algorithm, ui)?;
    Ok(0)
}

/// Every document, prepared for this signer.
fn prepared(
    args: &PrepareArgs,
    (chain, algorithm): (&[Certificate], &SignatureAlgorithm),
    ui: &Ui,
    now: UnixTime,
) -> Result<Batch, Failure> {
    if let (Some(state), Some(input)) = (&args.resume, args.inputs.first()) {
        let prepared = late::resume(args, state, (chain, algorithm))?;
        return Ok(Batch::new().with(input.to_string_lossy(), prepared));
    }
    let signer = chain.first().map(|c| c.subject().label()).unwrap_or_default();
    let mut batch = Batch::new();
    for input in &args.inputs {
        let pdf = files::read_some(input, files::DOCUMENT)?;
        let draft = args.wishes.draft(&pdf, &signer, ui, now)?.with_extra_room(args.extra_room());
        let prepared = draft.prepare(chain, algorithm, now);
        let prepared = prepared.map_err(|e| refusal::signing(input, &e))?;
        batch = batch.with(input.to_string_lossy(), prepared);
    }
    Ok(batch)
}

/// What stands for document `number` in the folder, without its ending.
pub(super) fn stem(number: usize, name: &str) -> String {
    let name = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    format!("{number:04}-{name}")
}

/// Writes what the key has to sign.
fn hand_out(stem: &Path, force: bool, prepared: &PreparedSignature) -> Result<(), Failure> {
    let write = |ending: &str, bytes: &[u8]| {
        let mut path = stem.as_os_str().to_owned();
        path.push(ending);
        let place = Destination::new(Path::new(&path), force)?;
        place.write(&[bytes], Secrecy::Public)
    };
    write(".tbs", prepared.to_be_signed())?;
    match prepared.to_be_signed_digest() {
        Some(digest) => write(".digest", digest.as_ref()),
        None => Ok(()),
    }
}

fn tell(
    (out, folder): (&Path, &Path),
    batch: &Batch,
    algorithm: &SignatureAlgorithm,
    ui: &Ui,
) -> Result<(), Failure> {
    for (number, entry) in (1..).zip(batch.entries()) {
        let (name, field, hash, digest) =
            (entry.name, entry.field, entry.hash.name(), entry.digest);
        ui.say(&text!(
            "{number}  {name}  签名域 {field}  {hash} {digest:?}",
            "{number}  {name}  field {field}  {hash} {digest:?}"
        ))?;
    }
    let (out, folder, code) = (out.display(), folder.display(), batch.confirmation());
    let with = algorithm.name();
    ui.say(&text!(
        "待签名：{folder} 中的 .tbs，算法 {with}；签名值存为同名 .sig，再用 sidian complete {out}\n确认码：{code:?}",
        "to be signed: the .tbs files in {folder}, with {with}; put each value beside it as .sig, then sidian complete {out}\nconfirmation: {code:?}"
    ))
}

fn algorithm(
    asked: Option<&str>,
    cert: &Path,
    chain: &[Certificate],
) -> Result<SignatureAlgorithm, Failure> {
    let spki = chain.first().map(Certificate::spki).unwrap_or_default();
    let key = PublicKey::from_spki(spki).ok();
    match asked {
        Some(name) => {
            let mut all = algorithms().iter();
            let named = all.find(|a| a.name().eq_ignore_ascii_case(name));
            let fits = named.filter(|a| key.as_ref().is_some_and(|key| key.kind() == a.key_kind()));
            fits.copied().ok_or_else(|| unfit(name))
        }
        None => {
            key.and_then(|key| key.suite()).map(sidian::crypto::Suite::algorithm).ok_or_else(|| {
                let name = cert.display();
                Failure::new(
                    text!("{name}：这种密钥不能签名", "{name}: a key of this kind cannot sign"),
                    text!("请换用签名证书", "use a certificate for signing"),
                )
            })
        }
    }
}

fn unfit(name: &str) -> Failure {
    let known: Vec<&str> = algorithms().iter().map(SignatureAlgorithm::name).collect();
    let known = known.join(", ");
    Failure::new(
        text!(
            "--algorithm 的值“{name}”不适用于这个密钥",
            "--algorithm: “{name}” is nothing that this key signs with"
        ),
        text!("可用的算法：{known}", "there are: {known}"),
    )
}
