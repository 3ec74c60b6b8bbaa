//! `sidian-service`: the service as one process.

mod command;

use std::process::ExitCode;

use clap::Parser;

use command::{Args, run};

/// Documents are drawn in buffers that come and go: see the manifest for what this saves.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sidian-service: {error}");
            ExitCode::FAILURE
        }
    }
}
