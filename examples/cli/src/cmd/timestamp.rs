//! `sidian timestamp`: a request for a timestamp over a file, or a check of the answer to one.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sidian::crypto::Hash;
use sidian::tsp::{TimestampRequest, TimestampResponse, TimestampToken, fresh_nonce};

use crate::answer;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct TimestampArgs {
    /// The file to be dated; it is only digested
    #[arg(value_name = "FILE")]
    pub(crate) input: PathBuf,

    /// Write the request there; send it to a timestamp authority as application/timestamp-query
    #[arg(long, value_name = "REQUEST.tsq", required_unless_present = "answer")]
    pub(crate) out: Option<PathBuf>,

    /// Replace a file that is already there
    #[arg(long)]
    pub(crate) force: bool,

    /// Hash function: sha256 (default), sha384, sha512 or sm3
    #[arg(long, value_name = "HASH", default_value = "sha256", hide_default_value = true)]
    pub(crate) hash: HashName,

    /// The request that was sent, to check the answer against
    #[arg(long, value_name = "REQUEST.tsq", requires = "answer", conflicts_with = "out")]
    pub(crate) request: Option<PathBuf>,

    /// The authority's answer, to be checked; whether the authority is trusted is not asked here
    #[arg(long, value_name = "ANSWER.tsr", requires = "request")]
    pub(crate) answer: Option<PathBuf>,
}

/// The hash functions of a timestamp.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum HashName {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SM3.
    Sm3,
}

impl From<HashName> for Hash {
    fn from(name: HashName) -> Self {
        match name {
            HashName::Sha256 => Self::Sha256,
            HashName::Sha384 => Self::Sha384,
            HashName::Sha512 => Self::Sha512,
            HashName::Sm3 => Self::Sm3,
        }
    }
}

pub(super) fn run(args: &TimestampArgs, ui: &Ui) -> Result<u8, Failure> {
    let content = files::read_some(&args.input, files::DOCUMENT)?;
    match (&args.out, &args.request, &args.answer) {
        (Some(out), ..) => {
            let to = Destination::new(out, args.force)?;
            let request = TimestampRequest::over(args.hash.into(), &content).with_nonce(nonce()?);
            to.write(&[&request.to_der()], Secrecy::Public)?;
            let name = to.path().display();
            ui.say(&text!("已写出时间戳请求：{name}", "timestamp request: {name}"))?;
            Ok(0)
        }
        (None, Some(request), Some(answer)) => check(&content, request, answer, ui),
        // clap asks for the one or the other
        _ => Ok(crate::failure::UNREADABLE),
    }
}

fn check(content: &[u8], request: &Path, answer: &Path, ui: &Ui) -> Result<u8, Failure> {
    let asked = self::request(request)?;
    let bytes = files::read_some(answer, files::SMALL)?;
    let refused = |e: &dyn std::fmt::Display| {
        let name = answer.display();
        Failure::new(
            text!("{name}：不是所请求的时间戳（{e}）", "{name}: not the timestamp asked for ({e})"),
            text!("请重新请求时间戳", "ask for a timestamp again"),
        )
    };
    let response = TimestampResponse::parse(&bytes).map_err(|e| refused(&e))?;
    let token = response.check(&asked, &[]).map_err(|e| refused(&e))?;
    let token = TimestampToken::parse(token).map_err(|e| refused(&e))?;
    let hash = asked.hash().map(|hash| hash.digest(content));
    if hash.is_none_or(|digest| digest.as_ref() != asked.imprint()) {
        let e = text!("请求与文件内容不符", "the request is for other content");
        return Err(refused(&e.get(ui.language())));
    }
    let at = answer::beijing(token.info.gen_time);
    ui.say(&text!(
        "该文件在 {at} 已存在（时间戳完好）",
        "the file existed at {at} (the timestamp is intact)"
    ))?;
    Ok(0)
}

/// A request from a file.
pub(crate) fn request(path: &Path) -> Result<TimestampRequest, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    TimestampRequest::from_der(&bytes).map_err(|e| {
        let name = path.display();
        Failure::new(
            text!("{name}：不是时间戳请求（{e}）", "{name}: not a timestamp request ({e})"),
            text!("请选择由 sidian timestamp 写出的文件", "choose what sidian timestamp wrote"),
        )
    })
}

/// What ties an answer to its request.
pub(crate) fn nonce() -> Result<[u8; 8], Failure> {
    fresh_nonce().map_err(|e| {
        Failure::new(
            text!("不能生成随机数（{e}）", "no random bytes ({e})"),
            text!("请稍后再试", "try again later"),
        )
    })
}
