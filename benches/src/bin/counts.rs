//! Instruction counts, so that a regression shows without a clock: `--check` holds them against
//! `benches/counts.toml`, `--update` writes that file. Needs valgrind and a release build.
//!
//! Cryptography is left out: which code it runs depends on the processor. What is counted is what
//! this project does around it, of which the same primitives over the same bytes are subtracted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use sidian::budget::Budget;
use sidian::crypto::{Hash, Suite};
use sidian::pades::{self, changes};
use sidian::pdf::Pdf;
use sidian::signature::SignatureDraft;
use sidian::x509::Certificate;
use sidian_benches::fixture::{World, document, filled, must_pass, one_page};
use sidian_testkit::clock;

/// How many runs make the difference of which one is taken.
const FEW: u64 = 2;
const MANY: u64 = 12;

/// What is counted, and the cryptography in it that is not.
const SUBJECTS: &[(&str, Option<&str>)] = &[
    ("certificate", None),
    ("changes-100-revisions", None),
    ("open-1000-pages", None),
    ("sign-one-page", Some("digest")),
    ("verify-one-page", Some("one-signature")),
];

/// Does `times` times what `name` says, after its fixtures are made.
fn run(name: &str, times: u64) {
    let world = World::of(Suite::P256);
    let page = one_page();
    let signed = world.sign(&page);
    let chain = world.chain();
    let repeat = |work: &dyn Fn()| (0..times).for_each(|_| work());
    match name {
        "certificate" => {
            repeat(&|| drop(black_box(Certificate::from_der(chain[0].der()).expect("ours"))));
        }
        "changes-100-revisions" => {
            let file = filled(signed, 100);
            repeat(&|| {
                let budget = Budget::for_file(file.len());
                let pdf = Pdf::open(&file, &budget).expect("ours");
                let found = pades::signatures(&pdf).expect("ours");
                let permissions = changes::Permissions::of(&found);
                let revision = found.found[0].dictionary.revision;
                let report = changes::compare(&pdf, revision, &permissions, &budget);
                black_box(report.expect("within the budget").changes.len());
            });
        }
        "open-1000-pages" => {
            let file = world.sign(&document(1_000, 10));
            repeat(&|| {
                let budget = Budget::for_file(file.len());
                let pdf = Pdf::open(&file, &budget).expect("ours");
                black_box(pades::signatures(&pdf).expect("ours").found.len());
            });
        }
        "sign-one-page" => repeat(&|| {
            let draft = SignatureDraft::new(&page);
            let prepared = draft.prepare(&chain, world.key().algorithm(), clock::now());
            black_box(prepared.expect("prepared").to_be_signed().len());
        }),
        "digest" => repeat(&|| {
            black_box(Hash::Sha256.digest(&page));
        }),
        "verify-one-page" => {
            let verifier = world.verifier();
            must_pass(&verifier, &signed);
            repeat(&|| drop(black_box(verifier.document(&signed, clock::now()))));
        }
        "one-signature" => {
            let (key, message) = (world.key(), b"as many bytes as signed attributes have");
            let value = key.sign(message).expect("signed");
            let budget = Budget::for_file(signed.len());
            let pdf = Pdf::open(&signed, &budget).expect("ours");
            let found = pades::signatures(&pdf).expect("ours").found.remove(0);
            let covered = pades::byte_range::check(&pdf, &found.dictionary).expect("ours");
            repeat(&|| {
                black_box(covered.digest(&signed, Hash::Sha256));
                let good = key.public_key().verify(key.algorithm(), message, &value);
                good.expect("our own signature");
            });
        }
        other => panic!("unknown: {other}"),
    }
}

/// Instructions of `times` runs in a process of their own.
fn instructions(name: &str, times: u64) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--run", name, &times.to_string()])
        .output()
        .map_err(|e| e.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find_map(|line| line.split_once("Collected : "));
    let count = line.and_then(|(_, count)| count.trim().parse().ok());
    count.filter(|_| output.status.success()).ok_or_else(|| format!("{name}: {said}"))
}

fn each(name: &str) -> Result<u64, String> {
    let (few, many) = (instructions(name, FEW)?, instructions(name, MANY)?);
    Ok(many.saturating_sub(few) / (MANY - FEW))
}

fn counts() -> Result<BTreeMap<String, u64>, String> {
    let mut counts = BTreeMap::new();
    for (name, without) in SUBJECTS {
        let floor = without.map_or(Ok(0), each)?;
        counts.insert((*name).to_owned(), each(name)?.saturating_sub(floor));
    }
    Ok(counts)
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("counts.toml")
}

/// Reads the file: its tolerance in percent, and the counts.
fn recorded() -> Result<(u64, BTreeMap<String, u64>), String> {
    let text = std::fs::read_to_string(file()).map_err(|e| e.to_string())?;
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let mut counts = BTreeMap::new();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('[')) {
        let (name, count) = line.split_once('=').ok_or(line)?;
        let count = count.trim().replace('_', "").parse().map_err(|_| line)?;
        counts.insert(name.trim().to_owned(), count);
    }
    let tolerance = counts.remove("tolerance-percent").ok_or("no tolerance-percent")?;
    Ok((tolerance, counts))
}

fn update() -> Result<bool, String> {
    let tolerance = recorded().map_or(25, |(tolerance, _)| tolerance);
    let mut text = format!(
        "# Instructions without cryptography, by `cargo run --release -p sidian-benches --bin counts -- \
         --update`.\n# Compilers differ by some percent, and hash maps are seeded anew in each run: \
         hence the tolerance.\ntolerance-percent = {tolerance}\n\n[instructions]\n"
    );
    for (name, count) in counts()? {
        let _ = writeln!(text, "{name} = {count}");
    }
    print!("{text}");
    std::fs::write(file(), text).map(|()| true).map_err(|e| e.to_string())
}

fn check() -> Result<bool, String> {
    let (tolerance, recorded) = recorded()?;
    let mut good = true;
    for (name, count) in counts()? {
        let Some(known) = recorded.get(&name).copied() else {
            println!("{name}: {count}, not recorded: run with --update");
            good = false;
            continue;
        };
        let change = (count as f64 / known.max(1) as f64 - 1.0) * 100.0;
        let word = match change {
            more if more > tolerance as f64 => {
                good = false;
                "MORE THAN ALLOWED"
            }
            less if less < -(tolerance as f64) => "less: run with --update",
            _ => "as recorded",
        };
        println!("{name}: {count} ({change:+.1} %): {word}");
    }
    Ok(good)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["--run", name, times] = words.as_slice() {
        run(name, times.parse().expect("a number"));
        return ExitCode::SUCCESS;
    }
    if cfg!(debug_assertions) {
        eprintln!("counts are those of a release build: cargo run --release …");
        return ExitCode::FAILURE;
    }
    if sidian_testkit::peers::find("valgrind", &["--version"], "valgrind-").is_none() {
        return ExitCode::SUCCESS;
    }
    let done = match words.as_slice() {
        ["--check"] => check(),
        ["--update"] => update(),
        _ => Err("usage: counts --check | --update".to_owned()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
