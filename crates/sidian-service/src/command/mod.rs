//! What the command line asks for.

mod audit;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use sidian_service::config::Config;
use sidian_service::store::backup;

/// 四电可信服务：一个进程，一个目录，一个页面。
/// The embedded service: one process, one directory, one page.
#[derive(Parser)]
#[command(version, about)]
pub(crate) struct Args {
    /// Where everything is kept.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The settings, TOML (or `SIDIAN_CONFIG`); `SIDIAN_…` in the environment goes before it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, such as 127.0.0.1:8620.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<std::net::SocketAddr>,
    /// Read the settings, say whether they fit together, and stop.
    #[arg(long)]
    check_config: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// The audit log: write it as files, and verify such files offline.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Copy the store to a directory, while the service runs or not.
    Backup {
        /// Where the copy goes; there must be none yet.
        to: PathBuf,
    },
    /// Read the whole store and say whether it is sound.
    Check,
    /// Fill a new store with made-up licences and measure look-ups and status lists.
    Figures {
        /// How many licences.
        #[arg(long, default_value_t = 1_000_000)]
        licences: u64,
    },
    /// Write the description of the API (OpenAPI 3.1).
    Openapi,
    /// Restore a backup to an empty data directory.
    Restore {
        /// The backup.
        from: PathBuf,
    },
    /// Serve (what is done without a command).
    Serve,
}

type Failure = Box<dyn std::error::Error>;

pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let named = std::env::var_os("SIDIAN_CONFIG").map(PathBuf::from);
    let mut config = Config::load(args.config.or(named).as_deref(), std::env::vars())?;
    if let Some(data) = args.data {
        config.data = data;
    }
    if let Some(listen) = args.listen {
        config.listen = listen;
    }
    config.check()?;
    if args.check_config {
        println!("设置有效 settings are good: {}", config.public_url());
        return Ok(());
    }
    match args.command.unwrap_or(Command::Serve) {
        Command::Audit(command) => audit::run(command, &config),
        Command::Backup { to } => {
            let sound = backup::backup(&config.data, &to)?;
            tell("已备份 backed up", sound);
            println!(
                "主密钥不在备份中，请另行保管 (the master key is not in it; keep it elsewhere)"
            );
            Ok(())
        }
        Command::Check => {
            tell("完好 sound", backup::check(&config.data, None)?);
            Ok(())
        }
        Command::Figures { licences } => {
            let figures = sidian_service::figures::measure(config, licences)?;
            println!("{figures:#?}");
            Ok(())
        }
        Command::Openapi => {
            println!("{}", sidian_service::api().to_pretty_json()?);
            Ok(())
        }
        Command::Restore { from } => {
            tell("已恢复 restored", backup::restore(&from, &config.data)?);
            Ok(())
        }
        Command::Serve => serve::run(config),
    }
}

fn tell(what: &str, sound: backup::Sound) {
    let backup::Sound { licences, files, entries } = sound;
    println!("{what}: {licences} licences, {files} files, {entries} log entries");
}
