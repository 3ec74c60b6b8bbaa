//! Many changed files on all processors.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Excuse, Mutation, Outcome, Subject};

/// What became of the changed files of one subject.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many were verified.
    pub tried: usize,
    /// How many did not pass.
    pub not_passed: usize,
    /// How many passed because they differ in the spelling of digits only.
    pub spelling: usize,
    /// How many passed because they differ in unprotected parts of the last container only.
    pub container: usize,
    /// How many passed because they are an earlier signed state.
    pub earlier: usize,
    /// How many passed because of white space after the end only.
    pub white_space: usize,
    /// The changes behind [`container`](Self::container): bytes of the file.
    pub container_bytes: Vec<usize>,
    /// Changes that passed with other content, and panics. There must be none.
    pub wrong: Vec<String>,
}

/// Verifies the file with every change, or with `sample` changes picked by a fixed sequence.
///
/// # Panics
///
/// If a worker cannot be joined.
pub fn run(subject: &Subject, sample: Option<usize>) -> Tally {
    let len = subject.pdf.len();
    let all = Mutation::count(len);
    let picked: Option<Vec<usize>> = sample.map(|count| picks(count, all));
    let total = picked.as_ref().map_or(all, Vec::len);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut tally = Tally::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= total {
                return tally;
            }
            let index = picked.as_ref().map_or(at, |picked| picked[at]);
            let mutation = Mutation::nth(len, index).expect("a number below the count");
            tally.count(mutation, subject);
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut sum = Tally::default();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            sum.add(thread.join().expect("panics are caught inside"));
        }
    });
    sum
}

impl Tally {
    fn count(&mut self, mutation: Mutation, subject: &Subject) {
        self.tried += 1;
        let mutant = mutation.apply(&subject.pdf);
        // a panic is an answer too, and the worst
        let outcome = catch_unwind(AssertUnwindSafe(|| subject.try_mutant(&mutant)));
        match outcome {
            Ok(Outcome::NotPassed) => self.not_passed += 1,
            Ok(Outcome::Wrong) => self.wrong.push(format!("{mutation:?} passed")),
            Ok(Outcome::Excused(Excuse::Spelling)) => self.spelling += 1,
            Ok(Outcome::Excused(Excuse::Earlier)) => self.earlier += 1,
            Ok(Outcome::Excused(Excuse::WhiteSpace)) => self.white_space += 1,
            Ok(Outcome::Excused(Excuse::Container)) => {
                self.container += 1;
                if let Mutation::Flip { at, .. } = mutation {
                    self.container_bytes.push(at);
                }
            }
            Err(_) => self.wrong.push(format!("{mutation:?} panicked")),
        }
    }

    fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.not_passed += other.not_passed;
        self.spelling += other.spelling;
        self.container += other.container;
        self.earlier += other.earlier;
        self.white_space += other.white_space;
        self.container_bytes.extend(other.container_bytes);
        self.wrong.extend(other.wrong);
    }
}

/// `count` numbers below `all`, the same in every run (splitmix64).
fn picks(count: usize, all: usize) -> Vec<usize> {
    let mut state = 0x5EED_0F51_D1A4_u64;
    let mut draw = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    (0..count).map(|_| (draw() % all as u64) as usize).collect()
}
