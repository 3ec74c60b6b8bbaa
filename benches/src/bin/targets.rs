//! Measures what was promised, in one run on one thread, each beside its cryptography, and says
//! which promise holds. With `SIDIAN_MEASURE` the neutral fixtures are measured instead of ours.

use std::num::NonZero;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use sidian::crypto::{SigningKey, Suite};
use sidian::signature::SignatureDraft;
use sidian::time::UnixTime;
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::Certificate;
use sidian_benches::fixture::{World, large, must_pass_at, neutral, one_page};
use sidian_benches::floor::{P256, sha256};
use sidian_benches::measure::{forget_peak, medians, ms, peak};
use sidian_testkit::clock;

/// The files, and who signs and judges them.
struct Set {
    small: Vec<u8>,
    small_signed: Vec<u8>,
    big: Vec<u8>,
    big_signed: Vec<u8>,
    verifier: Box<dyn Fn() -> Verifier>,
    key: SigningKey,
    chain: Vec<Certificate>,
    now: UnixTime,
}

impl Set {
    fn ours() -> Self {
        let world = World::of(Suite::P256);
        let (small, big) = (one_page(), large());
        Self {
            small_signed: world.sign(&small),
            big_signed: world.sign(&big),
            small,
            big,
            verifier: Box::new(|| world.verifier()),
            key: sidian_testkit::pki::key(Suite::P256, "bench signer"),
            chain: world.chain(),
            now: clock::now(),
        }
    }

    fn neutral() -> Option<Self> {
        let root = neutral("root.pem")?;
        let text = |name| String::from_utf8(neutral(name).unwrap_or_default()).expect("PEM");
        let mut chain = Certificate::from_pem_many(text("leaf.pem").as_bytes()).expect("leaf");
        chain.extend(Certificate::from_pem_many(text("chain.pem").as_bytes()).expect("chain"));
        // a day into the life of the youngest certificate
        let now = chain.first()?.not_before().plus(86_400);
        let store = TrustStore::new().with_file("bench", &root).expect("root");
        Some(Self {
            small: neutral("small.pdf")?,
            small_signed: neutral("small-signed.pdf")?,
            big: neutral("big.pdf")?,
            big_signed: neutral("big-signed.pdf")?,
            verifier: Box::new(move || Verifier::new(store.clone()).with_evidence(Evidence::new())),
            key: SigningKey::from_pem(&text("leaf.key"), None).expect("key"),
            chain,
            now,
        })
    }

    fn sign(&self, pdf: &[u8]) -> Vec<u8> {
        let draft = SignatureDraft::new(pdf);
        draft.sign_document(&self.key, &self.chain, self.now).expect("signed")
    }
}

/// One line of the table; false where the promise is broken.
fn row(name: &str, ours: Duration, floor: Duration, most: f64) -> bool {
    let ratio = ours.as_secs_f64() / floor.as_secs_f64();
    let holds = ratio <= most;
    let word = if holds { "holds" } else { "MISSED" };
    println!("| {name} | {:.4} | {:.4} | {ratio:.2} | {most} | {word} |", ms(ours), ms(floor));
    holds
}

fn one(set: &Set) -> bool {
    let floor = P256::new();
    let judge = |verifier: &Verifier| verifier.document(&set.small_signed, set.now).is_ok();
    let known = (set.verifier)();
    must_pass_at(&known, &set.small_signed, set.now);
    let mut fresh: Vec<Verifier> = Vec::new();
    let (full, crypto) = medians(
        1_800,
        || {
            // made ahead, so that making one is not measured
            if fresh.is_empty() {
                fresh.extend((0..2_000).map(|_| (set.verifier)()));
            }
            fresh.pop().map(|verifier| judge(&verifier))
        },
        || {
            floor.verify(3);
            sha256(&set.small_signed)
        },
    );
    let (again, single) = medians(1_800, || judge(&known), || floor.verify(1));
    let (signing, signature) = medians(900, || set.sign(&set.small), || floor.sign());
    let mut good = row("one page, full, to 3 × P-256 and SHA-256", full, crypto, 1.6);
    good &= row("one page, path known, to 1 × P-256", again, single, 2.0);
    row("one page, signing, to one signature", signing, signature, f64::INFINITY);
    good
}

fn whole(set: &Set) -> bool {
    let known = (set.verifier)();
    must_pass_at(&known, &set.big_signed, set.now);
    let judge = || known.document(&set.big_signed, set.now).is_ok();
    let (verified, digest) = medians(9, judge, || sha256(&set.big_signed));
    let (signed, copied) =
        medians(9, || set.sign(&set.big), || (sha256(&set.big_signed), set.big_signed.to_vec()));
    let mut good = row("49 MB, verifying, to SHA-256", verified, digest, 1.15);
    good &= row("49 MB, signing, to SHA-256 and a copy", signed, copied, 1.3);
    good & memory(set)
}

/// What signing holds beyond the file: the update is made, and written behind a copy on disk.
fn memory(set: &Set) -> bool {
    let before = peak().filter(|_| forget_peak()).and_then(|_| peak());
    let draft = SignatureDraft::new(&set.big);
    let update = draft.sign(&set.key, &set.chain, set.now).expect("signed");
    let Some((before, after)) = before.zip(peak()) else {
        println!("peak memory: not told by this system");
        return true;
    };
    let more = after.saturating_sub(before) as f64 / 1e6;
    let holds = more <= 16.0;
    let word = if holds { "holds" } else { "MISSED" };
    println!(
        "| 49 MB, signing, memory beyond the file, MB (update of {} B) | {more:.1} | | | 16 | {word} |",
        update.appended().len()
    );
    holds
}

/// Many files, with one thread and with all cores, sharing one verifier; beside what the same
/// threads gain from bare cryptography, for cores that are busy or shared gain nobody anything.
fn many(set: &Set) -> bool {
    let verifier = (set.verifier)();
    must_pass_at(&verifier, &set.small_signed, set.now);
    let (file, now) = (&set.small_signed, set.now);
    let judge = || verifier.document(file, now).is_ok_and(|r| r.accepted().is_some());
    let floor = P256::new();
    let verify = || {
        floor.verify(1);
        true
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let (ours, bare) = (gain(cores, &judge), gain(cores, &verify));
    let holds = ours >= 0.9 * bare;
    let word = if holds { "holds" } else { "MISSED" };
    println!(
        "| {MANY} files, {cores} threads: gain over one; floor: gain of P-256 | {ours:.2} | {bare:.2} | {:.2} | at least 0.9 | {word} |",
        ours / bare
    );
    holds
}

/// How many times faster `threads` threads do the same work than one.
fn gain(threads: usize, work: &(impl Fn() -> bool + Sync)) -> f64 {
    let run = |threads: usize| {
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(move || (0..MANY / threads).for_each(|_| assert!(work())));
            }
        });
    };
    let (one, all) = medians(9, || run(1), || run(threads));
    one.as_secs_f64() / all.as_secs_f64()
}

/// Files in [`many`].
const MANY: usize = 2_000;

fn main() -> ExitCode {
    let set = Set::neutral().unwrap_or_else(Set::ours);
    println!("| what | ours, ms | floor, ms | ratio | at most | |\n|---|---|---|---|---|---|");
    let good = one(&set) & whole(&set) & many(&set);
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
