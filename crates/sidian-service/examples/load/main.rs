//! Load, with a real client (`wrk`) over loopback, against a service in this process: how fast
//! licences are issued, durably, and files judged; how the answers' times and the memory behave.
//!
//! ```console
//! cargo run --release -p sidian-service --example load -- issue
//! cargo run --release -p sidian-service --example load -- verify
//! cargo run --release -p sidian-service --example load -- overload
//! cargo run --release -p sidian-service --example load -- memory --requests 1000000
//! ```
//!
//! The client takes its share of the same cores. Processor time is counted apart for both, so that
//! what the service could do without the client beside it is told and not guessed.

mod house;
mod scenes;
mod wrk;

use clap::{Parser, ValueEnum};

/// As in the service's own process.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

/// What is measured.
#[derive(Parser)]
struct Args {
    scene: Scene,
    /// How long each round takes, in seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many requests the memory is watched for.
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
    /// How many connections the client keeps.
    #[arg(long, default_value_t = 16)]
    connections: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scene {
    /// Durable issue, by suite.
    Issue,
    /// Verifying a licence, against the library on the same cores; and the times at 80 % load.
    Verify,
    /// More than is taken on.
    Overload,
    /// Memory over many requests.
    Memory,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    wrk::find()?;
    match args.scene {
        Scene::Issue => scenes::issue(&args),
        Scene::Verify => scenes::verify(&args),
        Scene::Overload => scenes::overload(&args),
        Scene::Memory => scenes::memory(&args),
    }
}
