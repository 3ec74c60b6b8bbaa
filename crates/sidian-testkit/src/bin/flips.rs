//! Verifies signed files changed in every small way, and prints what became of them.
//!
//! `cargo run --release -p sidian-testkit --bin flips -- [--sample N]`

use std::process::ExitCode;
use std::time::Instant;

use sidian_testkit::flips::{Subject, run};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let sample = match args.as_slice() {
        [] => None,
        ["--sample", count] => match count.parse() {
            Ok(count) => Some(count),
            Err(_) => return usage(),
        },
        _ => return usage(),
    };
    let mut wrong = 0;
    for subject in Subject::all() {
        let started = Instant::now();
        let mut tally = run(&subject, sample);
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{}: {} bytes, {} changes, {seconds:.1} s",
            subject.name,
            subject.pdf.len(),
            tally.tried
        );
        println!("  not passed                             {:>8}", tally.not_passed);
        println!("  passed, digits in the other case       {:>8}", tally.spelling);
        println!("  passed, unprotected part of container  {:>8}", tally.container);
        println!("  passed, an earlier signed state        {:>8}", tally.earlier);
        println!("  passed, white space after the end      {:>8}", tally.white_space);
        println!("  wrong                                  {:>8}", tally.wrong.len());
        tally.container_bytes.sort_unstable();
        tally.container_bytes.dedup();
        if let (Some(first), Some(last)) =
            (tally.container_bytes.first(), tally.container_bytes.last())
        {
            let count = tally.container_bytes.len();
            println!("  the container's: {count} bytes from {first} to {last}");
        }
        for line in &tally.wrong {
            println!("  WRONG: {line}");
        }
        wrong += tally.wrong.len();
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("usage: flips [--sample N]");
    ExitCode::from(2)
}
