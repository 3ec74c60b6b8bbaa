//! `sidian-service`: the service as one process.

mod command;

use std::process::ExitCode;

use clap::Parser;

use command::{Args, run};

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sidian-service: {error}");
            ExitCode::FAILURE
        }
    }
}
