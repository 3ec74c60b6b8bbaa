//! Measures what the verification of each file in the given folders holds at most, one after the
//! other in this process, against the promise: 64 MB and twice the file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sidian::crypto::Suite;
use sidian_benches::fixture::World;
use sidian_benches::measure::{forget_peak, peak};
use sidian_testkit::clock;

/// What any verification may hold beside twice its file.
const BASE: u64 = 64 << 20;

fn main() -> ExitCode {
    let mut files = Vec::new();
    std::env::args_os().skip(1).for_each(|folder| gather(Path::new(&folder), &mut files));
    let verifier = World::of(Suite::P256).verifier();
    let (mut most, mut beyond) = ((0, PathBuf::new()), 0_usize);
    let (mut length, mut measured) = (0, 0_usize);
    for path in files {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Some(before) = peak().filter(|_| forget_peak()).and_then(|_| peak()) else {
            println!("peak memory is not told by this system");
            return ExitCode::FAILURE;
        };
        // a refusal is an answer too: only what it holds counts here
        drop(verifier.document(&bytes, clock::now()));
        let held = peak().unwrap_or(u64::MAX).saturating_sub(before);
        let allowed = BASE + bytes.len() as u64; // the file itself is held already
        measured += 1;
        if held > allowed {
            beyond += 1;
            println!("{} holds {held} B beside its {} B", path.display(), bytes.len());
        }
        if held > most.0 {
            (most, length) = ((held, path), bytes.len());
        }
    }
    let (held, path) = most;
    println!("{measured} files, {beyond} beyond 64 MB and twice the file");
    println!("most: {:.1} MB beside a file of {length} B: {}", held as f64 / 1e6, path.display());
    if beyond == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| gather(&entry.path(), files));
    } else {
        files.push(path.to_owned());
    }
}
