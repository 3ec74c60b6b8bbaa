//! `sidian tsa`: a timestamp authority that answers one request.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use sidian::asn1::ObjectIdentifier;
use sidian::tsp::{Answered, TimestampAuthority, TimestampSource, TokenRegister, TspError};

use super::now;
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct TsaArgs {
    /// The request to answer
    #[arg(value_name = "REQUEST.tsq")]
    pub(crate) input: PathBuf,

    #[command(flatten)]
    pub(crate) identity: IdentityArgs,

    /// The register: last serial number and time; made if it is not there
    #[arg(long, value_name = "STATE.json")]
    pub(crate) register: PathBuf,

    /// The policy of the authority, as an object identifier
    #[arg(long, value_name = "OID", default_value = POLICY, hide_default_value = true)]
    pub(crate) policy: String,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

/// A policy of nobody's: an authority that is meant has its own (2.25 is for identifiers that were
/// drawn).
pub(crate) const POLICY: &str = "2.25.1";

pub(super) fn run(args: &TsaArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let request = files::read_some(&args.input, files::SMALL)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let authority = Authority { identity, policy: policy(&args.policy)?, register: &args.register };
    let answered = authority.answered(&request, now).map_err(|e| refused(&args.register, &e))?;
    to.write(&[&answered.response], Secrecy::Public)?;
    let name = to.path().display();
    match answered.record {
        Some(record) => {
            let serial = record.serial;
            ui.say(&text!("已签发第 {serial} 号时间戳：{name}", "timestamp {serial}: {name}"))?;
            Ok(0)
        }
        None => {
            ui.say(&text!("已拒绝该请求：{name}", "the request was refused: {name}"))?;
            Ok(1)
        }
    }
}

/// An authority whose register is a file, with its journal beside.
pub(crate) struct Authority<'a> {
    pub(crate) identity: Identity,
    pub(crate) policy: ObjectIdentifier,
    pub(crate) register: &'a Path,
}

impl Authority<'_> {
    /// The answer; what has to be kept is kept before it is given out.
    fn answered(&self, request: &[u8], now: sidian::time::UnixTime) -> Result<Answered, TspError> {
        let unusable = |why| TspError::Register { why };
        // One answer at a time: a serial number that was given out is never given out again.
        let lock = OpenOptions::new().create(true).append(true).open(self.journal());
        let mut journal = lock.map_err(|_| unusable("its journal cannot be written"))?;
        journal.lock().map_err(|_| unusable("its journal cannot be locked"))?;
        let register = match std::fs::read_to_string(self.register) {
            Ok(text) => TokenRegister::from_json(&text)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => TokenRegister::new(),
            Err(_) => return Err(unusable("it cannot be read")),
        };
        let authority =
            TimestampAuthority::new(&*self.identity.key, &self.identity.chain, self.policy)?;
        let answered = authority.answer(request, now, &register)?;
        if let Some(record) = &answered.record {
            let line = format!("{}\n", record.to_json());
            let kept = journal.write_all(line.as_bytes()).and_then(|()| journal.sync_all());
            kept.map_err(|_| unusable("its journal cannot be written"))?;
            let state = Destination::new(self.register, true).and_then(|to| {
                to.write(&[answered.register.to_json().as_bytes()], Secrecy::Public)
            });
            state.map_err(|_| unusable("it cannot be written"))?;
        }
        Ok(answered)
    }

    fn journal(&self) -> PathBuf {
        let mut name = self.register.as_os_str().to_owned();
        name.push(".journal");
        name.into()
    }
}

impl TimestampSource for Authority<'_> {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let clock = now().map_err(|_| TspError::Unreachable { why: "no clock".to_owned() })?;
        Ok(self.answered(request, clock)?.response)
    }
}

pub(crate) fn policy(text: &str) -> Result<ObjectIdentifier, Failure> {
    text.parse().map_err(|_| {
        Failure::new(
            text!("“{text}”不是对象标识符", "“{text}” is no object identifier"),
            text!("例如 1.2.156.3005.99.1", "such as 1.2.156.3005.99.1"),
        )
    })
}

fn refused(register: &Path, error: &TspError) -> Failure {
    let name = register.display();
    Failure::new(
        text!("{name}：不能签发时间戳（{error}）", "{name}: no timestamp can be made ({error})"),
        text!(
            "请核对时间戳机构的密钥、证书（仅限时间戳用途）和登记簿",
            "check the authority’s key, its certificate (for timestamps alone) and its register"
        ),
    )
}
