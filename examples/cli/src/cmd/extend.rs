//! `sidian extend`: up the PAdES baseline levels, and renewal.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sidian::report::BaselineLevel;
use sidian::signature::{ExtendError, Extender};
use sidian::time::UnixTime;
use sidian::trust::Evidence;
use sidian::tsp::TimestampSource;
use sidian_net::HttpAuthority;

use super::net::NetArgs;
use super::now;
use super::timestamp::{self, HashName};
use super::tsa::{self, Authority};
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::lists;
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct ExtendArgs {
    /// The signed PDF; it is not changed
    #[arg(value_name = "IN.pdf")]
    pub(crate) input: PathBuf,

    /// What to reach: t, lt, lta, or renew
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Level,

    #[command(flatten)]
    pub(crate) known: KnownArgs,

    #[command(flatten)]
    pub(crate) out: OutArgs,

    /// Hash function of document timestamps: sha256 (default), sha384, sha512 or sm3
    #[arg(long, value_name = "HASH", default_value = "sha256", hide_default_value = true)]
    pub(crate) hash: HashName,

    /// Address of a timestamp authority; its host must be allowed
    #[arg(long, value_name = "URL", conflicts_with_all = ["tsa_key", "ask", "tsa_request"])]
    pub(crate) tsa_url: Option<String>,

    /// Fetch the evidence that is missing, from the addresses in the certificates that are allowed
    #[arg(long)]
    pub(crate) fetch: bool,

    #[command(flatten)]
    pub(crate) net: NetArgs,

    /// Key of a timestamp authority of your own
    #[arg(long, value_name = "KEY.pem|ID.p12", requires = "tsa_register")]
    pub(crate) tsa_key: Option<PathBuf>,

    /// Its certificate
    #[arg(long, value_name = "CERT.pem")]
    pub(crate) tsa_cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    pub(crate) tsa_chain: Option<PathBuf>,

    /// Its register
    #[arg(long, value_name = "STATE.json")]
    pub(crate) tsa_register: Option<PathBuf>,

    /// Write the request for the next document timestamp to --out and end
    #[arg(long, conflicts_with_all = ["tsa_key", "tsa_request"])]
    pub(crate) ask: bool,

    /// The request that was sent to an authority elsewhere
    #[arg(long, value_name = "REQUEST.tsq", requires = "tsa_response")]
    pub(crate) tsa_request: Option<PathBuf>,

    /// Its answer, to be put into the document
    #[arg(long, value_name = "ANSWER.tsr", requires = "tsa_request")]
    pub(crate) tsa_response: Option<PathBuf>,
}

/// What is known beside the document.
#[derive(Args)]
pub(crate) struct KnownArgs {
    /// Trusted certificates: a PEM or DER file, or a directory of them (repeatable)
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) trust: Vec<PathBuf>,

    /// A certificate revocation list (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,

    /// An OCSP response (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) ocsp: Vec<PathBuf>,

    /// Further CA certificates that may help to build a path (repeatable)
    #[arg(long, value_name = "PEM")]
    pub(crate) chain: Vec<PathBuf>,
}

/// What to reach.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    /// B-T: dated.
    T,
    /// B-LT: with its evidence.
    Lt,
    /// B-LTA: the evidence dated too.
    Lta,
    /// Dated again, with the evidence of the last timestamp.
    Renew,
}

pub(super) fn run(args: &ExtendArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let pdf = files::read_some(&args.input, files::DOCUMENT)?;
    let mut extender = extender(&args.known, ui)?.with_hash(args.hash.into());
    let failed = |e: ExtendError| refused(&args.input, &e);
    let name = to.path().display();
    if args.ask {
        let pending = extender.stamp(&pdf, now).map_err(failed)?.with_nonce(timestamp::nonce()?);
        to.write(&[&pending.request().to_der()], Secrecy::Public)?;
        ui.say(&text!("已写出时间戳请求：{name}", "timestamp request: {name}"))?;
        return Ok(0);
    }
    let whole = match (&args.tsa_request, &args.tsa_response) {
        (Some(request), Some(response)) => {
            answered(&extender, &pdf, request, response, now)?.map_err(failed)?
        }
        _ => {
            if args.fetch {
                extender = fetched(args, extender, &pdf, ui, now)?;
            }
            extended(args, &extender, &pdf, ui, now)?.map_err(failed)?
        }
    };
    // An authority has answered since.
    let reached = extender.level(&whole, super::now()?).map_err(failed)?;
    to.write(&[&whole], Secrecy::Public)?;
    let reached = reached.map_or("-", BaselineLevel::as_str);
    ui.say(&text!("已达到 PAdES {reached}：{name}", "PAdES {reached}: {name}"))?;
    Ok(0)
}

/// With what the signatures lack, as far as it can be had.
fn fetched(
    args: &ExtendArgs,
    extender: Extender,
    pdf: &[u8],
    ui: &Ui,
    now: UnixTime,
) -> Result<Extender, Failure> {
    let gathered = sidian_net::gather(&args.net.fetcher(), extender, pdf, now)
        .map_err(|e| refused(&args.input, &e))?;
    for (url, why) in &gathered.problems {
        ui.note(&text!("未能取得 {url}（{why}）", "not fetched: {url} ({why})"));
    }
    Ok(gathered.extender)
}

/// One document timestamp, whose answer came from elsewhere.
fn answered(
    extender: &Extender,
    pdf: &[u8],
    request: &Path,
    response: &Path,
    now: UnixTime,
) -> Result<Result<Vec<u8>, ExtendError>, Failure> {
    let asked = timestamp::request(request)?;
    let response = files::read_some(response, files::SMALL)?;
    let pending = match extender.stamp(pdf, now) {
        Ok(pending) => pending,
        Err(e) => return Ok(Err(e)),
    };
    let pending = match asked.nonce() {
        Some(nonce) => pending.with_nonce(nonce),
        None => pending,
    };
    Ok(pending.complete(pdf, &response))
}

fn extended(
    args: &ExtendArgs,
    extender: &Extender,
    pdf: &[u8],
    ui: &Ui,
    now: UnixTime,
) -> Result<Result<Vec<u8>, ExtendError>, Failure> {
    if let Some(url) = &args.tsa_url {
        let fetcher = args.net.fetcher_for(url)?;
        let source = HttpAuthority::new(&fetcher, url);
        return Ok(climbed(args.level, extender, pdf, &source, now));
    }
    let (Some(key), Some(register)) = (&args.tsa_key, &args.tsa_register) else {
        return match args.level {
            Level::Lt => Ok(extender.embed(pdf, now)),
            _ => Err(Failure::new(
                text!("需要时间戳机构", "a timestamp authority is needed"),
                text!(
                    "给出 --tsa-key 和 --tsa-register；或先用 --ask 写出请求，再用 --tsa-request 和 --tsa-response",
                    "give --tsa-key and --tsa-register; or --ask first, then --tsa-request and --tsa-response"
                ),
            )),
        };
    };
    let identity = IdentityArgs {
        key: key.clone(),
        cert: args.tsa_cert.clone(),
        chain: args.tsa_chain.clone(),
        password_file: None,
        pkcs11: None,
        token: None,
    };
    let identity = Identity::load(ui, &identity, now)?;
    let policy = tsa::policy(tsa::POLICY)?;
    let source = Authority { identity, policy, register };
    Ok(climbed(args.level, extender, pdf, &source, now))
}

fn climbed(
    level: Level,
    extender: &Extender,
    pdf: &[u8],
    source: &dyn TimestampSource,
    now: UnixTime,
) -> Result<Vec<u8>, ExtendError> {
    match level {
        Level::T => extender.extend(pdf, BaselineLevel::T, source, now),
        Level::Lt => extender.extend(pdf, BaselineLevel::Lt, source, now),
        Level::Lta => extender.extend(pdf, BaselineLevel::Lta, source, now),
        Level::Renew => extender.renew(pdf, source, now),
    }
}

/// An extender with what the arguments name.
pub(super) fn extender(known: &KnownArgs, ui: &Ui) -> Result<Extender, Failure> {
    Ok(Extender::new(lists::trust(ui, &known.trust)?).with_evidence(evidence(known)?))
}

/// The evidence that the arguments name.
pub(super) fn evidence(known: &KnownArgs) -> Result<Evidence, Failure> {
    let mut evidence = lists::evidence(&known.crl, &[], &known.chain)?;
    for path in &known.ocsp {
        let bytes = files::read_some(path, files::SMALL)?;
        let with = Evidence::new().with_ocsp(&bytes).map_err(|e| {
            let name = path.display();
            Failure::new(
                text!("{name}：不是 OCSP 应答（{e}）", "{name}: not an OCSP response ({e})"),
                text!("请选择 DER 格式的文件", "choose a file in DER"),
            )
        })?;
        evidence = evidence.and(&with);
    }
    Ok(evidence)
}

/// Why it could not be extended.
pub(super) fn refused(input: &Path, error: &ExtendError) -> Failure {
    let name = input.display();
    let advice = match error {
        ExtendError::Missing(missing) => {
            let urls: Vec<&str> =
                missing.iter().flat_map(|m| &m.urls).map(String::as_str).collect();
            let urls = urls.join(" , ");
            text!(
                "取得这些材料后用 --crl、--ocsp 或 --chain 给出：{urls}",
                "fetch them and give them with --crl, --ocsp or --chain: {urls}"
            )
        }
        ExtendError::NotValid { .. } => {
            text!("先用 sidian verify 查明原因", "find out why with sidian verify")
        }
        _ => text!("请核对文件和时间戳机构", "check the file and the timestamp authority"),
    };
    Failure::new(text!("{name}：不能延长（{error}）", "{name}: {error}"), advice)
}
