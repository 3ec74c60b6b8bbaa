//! Measures what was promised of materials, each beside its floor in one run: a package of 100 files
//! and 500 MB against hashing them, in constant memory, and a show code against its one signature.
//! Processor time of this thread, medians.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::process::ExitCode;
use std::time::Duration;

use sidian::cose::{Sign1, from_base45};
use sidian::crypto::{Hash, Signer, Suite};
use sidian::licence::LicenceId;
use sidian::material::NonceStore;
use sidian::material::package::{Material, PackageDraft};
use sidian::material::show::{ShowDraft, ShowRequest};
use sidian::report::Verdict;
use sidian::time::UnixTime;
use sidian_benches::measure::{forget_peak, ms, peak, processors};
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, verified_licence};
use sidian_testkit::pki::TestPki;

const FILES: usize = 100;
const SIZE: usize = 5_000_000;
const CHUNK: usize = 64 << 10;

/// Takes everything and keeps nothing, so that packing is measured and not the disk.
#[derive(Default)]
struct Nowhere {
    at: u64,
    end: u64,
}

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.at += bytes.len() as u64;
        self.end = self.end.max(self.at);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Nowhere {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let moved = |from: u64, by: i64| from.checked_add_signed(by);
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => moved(self.end, by),
            SeekFrom::Current(by) => moved(self.at, by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

fn row(name: &str, ours: Duration, floor: Duration, most: f64) -> bool {
    let ratio = ours.as_secs_f64() / floor.as_secs_f64();
    let holds = ratio <= most;
    let word = if holds { "holds" } else { "MISSED" };
    println!("| {name} | {:.4} | {:.4} | {ratio:.2} | {most} | {word} |", ms(ours), ms(floor));
    holds
}

fn packed<W: Write + Seek>(suite: Suite, content: &[u8], out: W) -> W {
    let pki = TestPki::new(suite);
    let (key, chain) = (&pki.signer.key, pki.chain(&pki.signer));
    let mut draft = PackageDraft::new(out, "测试", key.algorithm()).expect("begun");
    for number in 0..FILES {
        let name = format!("{number}.bin");
        let material = Material::new(name, "材料", "application/octet-stream");
        draft.add(material, &mut &*content).expect("added");
    }
    draft.sign(key, &chain, now()).expect("signed")
}

fn hashed(hash: Hash, content: &[u8]) -> usize {
    let pieces = || content.chunks(CHUNK);
    (0..FILES)
        .map(|_| {
            let mut hasher = hash.hasher();
            pieces().for_each(|piece| hasher.update(piece));
            hasher.finish().as_ref().len()
        })
        .sum()
}

/// Reads a file once and hashes it.
fn read(hash: Hash, file: &mut File) -> usize {
    file.rewind().expect("at its beginning");
    let mut hasher = hash.hasher();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = file.read(&mut buffer).expect("readable");
        if read == 0 {
            return hasher.finish().as_ref().len();
        }
        hasher.update(&buffer[..read]);
    }
}

fn package(suite: Suite) -> bool {
    let hash = TestPki::new(suite).signer.key.algorithm().hash();
    let content: Vec<u8> = (0..SIZE).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let name = hash.name();
    let times = 5;
    let (ours, floor) = processors(
        times,
        || packed(suite, &content, Nowhere::default()).end,
        || hashed(hash, &content),
    );
    let mut good = row(&format!("package of 500 MB, to {name} of it"), ours, floor, 1.2);
    let path = std::env::temp_dir().join(format!("sidian-bench-{}.asice", std::process::id()));
    let mut options = File::options();
    let file = options.read(true).write(true).create_new(true).open(&path).expect("a file");
    // Gone with the process, however it ends.
    std::fs::remove_file(&path).expect("unlinked");
    let forgot = forget_peak();
    let before = peak();
    let mut file = packed(suite, &content, file);
    let verifier = Cast::new(suite).verifier(&[]);
    let judge = || {
        let report = verifier.package(&file, now()).expect("an archive").report;
        assert_eq!(report.verdict(), Some(Verdict::Passed));
    };
    judge();
    if let (true, Some(before), Some(after)) = (forgot, before, peak()) {
        let more = after.saturating_sub(before) as f64 / 1e6;
        let holds = more <= 16.0;
        let word = if holds { "holds" } else { "MISSED" };
        println!(
            "| memory beyond what was held before, MB ({name}) | {more:.1} | | | 16 | {word} |"
        );
        good &= holds;
    }
    let mut again = file.try_clone().expect("the same file");
    let (ours, floor) = processors(times, judge, || read(hash, &mut again));
    file.rewind().expect("at its beginning");
    good & row(&format!("verifying it from a file, to {name} of the file"), ours, floor, 1.2)
}

/// Never saw anything, so that the same code can be judged again.
struct Forgetful;

impl NonceStore for Forgetful {
    fn first_use(&self, _: &[u8], _: UnixTime, _: UnixTime) -> Option<bool> {
        Some(true)
    }
}

fn show(suite: Suite) -> bool {
    let licence = verified_licence();
    let id: LicenceId = licence.metadata().id().to_string().parse().expect("an identifier");
    let cast = Cast::new(suite);
    let verifier = cast.verifier(&[]).with_nonce_store(Box::new(Forgetful));
    let signer = cast.holder.key();
    let code = ShowDraft::new(&id).sign(signer, now()).expect("a code");
    let request = ShowRequest::new(licence);
    assert!(verifier.show(&code, &request, now()).accept().is_ok(), "{}", suite.name());
    let bytes = from_base45(code.trim_start_matches("SD1:")).expect("Base45");
    let envelope = Sign1::parse(&bytes, 300).expect("an envelope");
    let hundred = |one: &dyn Fn()| (0..100).for_each(|_| one());
    let (ours, floor) = processors(
        50,
        || hundred(&|| assert!(verifier.show(&code, &request, now()).verdict().is_some())),
        || hundred(&|| assert!(envelope.verify(signer.public_key()).is_ok())),
    );
    let (ours, floor) = (ours / 100, floor / 100);
    println!("| show codes a second, {} | {:.0} | | | | |", suite.name(), 1.0 / ours.as_secs_f64());
    row(&format!("show code, {}, to its signature", suite.name()), ours, floor, 1.3)
}

fn main() -> ExitCode {
    println!("| what | ours, ms | floor, ms | ratio | most | |\n|---|---|---|---|---|---|");
    let mut good = true;
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256] {
        good &= show(suite);
    }
    for suite in [Suite::P256, Suite::Sm2] {
        good &= package(suite);
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
