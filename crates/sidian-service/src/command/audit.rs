//! `audit export`, `audit verify`.

use std::path::PathBuf;

use clap::Subcommand;
use sidian_service::audit::{self, LogKey, Receipt};
use sidian_service::config::Config;
use sidian_service::store::backup;

use super::Failure;

#[derive(Subcommand)]
pub(super) enum Audit {
    /// Write the log below a directory, as C2SP tlog-tiles with every checkpoint.
    Export {
        /// The directory.
        to: PathBuf,
    },
    /// Verify an exported log: every entry, every checkpoint, and that each checkpoint is the
    /// beginning of every later one. Needs nothing but the log's key.
    Verify {
        /// The directory.
        from: PathBuf,
        /// The log's key, as `GET /log/key` gives it.
        #[arg(long)]
        key: String,
    },
    /// Verify a receipt: it stands in the log that this key signs.
    Receipt {
        /// The receipt, JSON.
        file: PathBuf,
        /// The log's key, as `GET /log/key` gives it.
        #[arg(long)]
        key: String,
    },
}

pub(super) fn run(command: Audit, config: &Config) -> Result<(), Failure> {
    match command {
        Audit::Export { to } => {
            backup::read_only(&config.data, |connection| audit::export(connection, &to))?;
            println!("{}", to.display());
        }
        Audit::Verify { from, key } => {
            let checked = audit::verify_export(&from, &LogKey::parse(&key)?)?;
            let count = checked.checkpoints.len();
            println!("完好 sound: {} entries, {count} checkpoints", checked.entries);
        }
        Audit::Receipt { file, key } => {
            let receipt: Receipt = serde_json::from_slice(&std::fs::read(&file)?)?;
            let facts = receipt.verify(&LogKey::parse(&key)?)?;
            let (entry, said) = (&facts.entry, &facts.opening);
            println!(
                "真实 genuine: {} {} {} {}",
                entry.at, said.actor, entry.action, entry.outcome
            );
            if let Some(licence) = &said.licence {
                println!("  {licence}");
            }
            if let Some(digest) = &said.digest {
                println!("  sha256 {digest}");
            }
        }
    }
    Ok(())
}
