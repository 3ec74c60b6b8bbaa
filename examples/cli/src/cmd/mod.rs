//! What each command does.

pub(crate) mod archive;
pub(crate) mod ca;
mod complete;
pub(crate) mod copy;
mod desk;
pub(crate) mod exempt;
mod extend;
mod extract;
pub(crate) mod grant;
mod inspect;
mod keys;
mod late;
mod licence;
mod look;
pub(crate) mod material;
mod net;
mod page;
mod place;
mod prepare;
pub(crate) mod receipt;
mod renewals;
pub(crate) mod seal;
pub(crate) mod share;
pub(crate) mod show;
mod sign;
mod stamp;
mod statement;
mod timestamp;
mod trust_list;
pub(crate) mod tsa;
mod verify;
mod wishes;

pub(crate) use self::complete::CompleteArgs;
pub(crate) use self::extend::ExtendArgs;
pub(crate) use self::extract::ExtractArgs;
pub(crate) use self::prepare::PrepareArgs;
pub(crate) use self::renewals::RenewalsArgs;
pub(crate) use self::sign::SignArgs;
pub(crate) use self::timestamp::TimestampArgs;
pub(crate) use self::trust_list::TrustListArgs;
pub(crate) use self::tsa::TsaArgs;

use std::time::{SystemTime, UNIX_EPOCH};

use sidian::time::UnixTime;

use crate::args::Command;
use crate::demo;
use crate::failure::{self, Failure};
use crate::locale::text;
use crate::ui::Ui;

/// Carries out a command; the number is the exit code.
pub(crate) fn run(command: Command, ui: &Ui) -> Result<u8, Failure> {
    match command {
        Command::Archive { command } => archive::run(command, ui),
        Command::Ca { command } => ca::run(command, ui),
        Command::Extend(args) => extend::run(&args, ui),
        Command::Exempt(args) => exempt::run(&args, ui),
        Command::Extract(args) => extract::run(&args, ui),
        Command::Renewals(args) => renewals::run(&args, ui),
        Command::Timestamp(args) => timestamp::run(&args, ui),
        Command::Tsa(args) => tsa::run(&args, ui),
        Command::Inspect(args) => inspect::run(&args, ui),
        Command::Keys { command } => keys::run(command, ui),
        Command::Verify(args) => verify::run(&args, ui),
        Command::Licence { command } => licence::run(command, ui),
        Command::Grant { command } => grant::run(command, ui),
        Command::Material { command } => material::run(command, ui),
        Command::Receipt { command } => receipt::run(command, ui),
        Command::Share { command } => share::run(command, ui),
        Command::Show { command } => show::run(command, ui),
        Command::Seal { command } => seal::run(command, ui),
        Command::Sign(args) => sign::run(&args, ui),
        Command::Prepare(args) => prepare::run(&args, ui),
        Command::Complete(args) => complete::run(&args, ui),
        Command::Demo(args) => demo::run(&args, ui),
    }
}

/// The clock of this machine.
pub(crate) fn now() -> Result<UnixTime, Failure> {
    let clock = || {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        UnixTime::from_seconds(i64::try_from(seconds).ok()?).ok()
    };
    clock().ok_or_else(|| {
        Failure::new(
            text!("本机时间不可用", "the clock of this machine is out of range"),
            text!("请校正本机时间", "set the clock"),
        )
    })
}

/// The moment that `option` names, else now.
pub(crate) fn moment(option: &str, value: Option<&str>) -> Result<UnixTime, Failure> {
    moment_or(option, value, now()?)
}

/// As [`moment`], where the clock was read before: read twice, it may have moved on.
pub(crate) fn moment_or(
    option: &str,
    value: Option<&str>,
    clock: UnixTime,
) -> Result<UnixTime, Failure> {
    value.map_or(Ok(clock), |value| {
        UnixTime::from_rfc3339(value).map_err(|_| failure::not_a_time(option, value))
    })
}
