//! Counted work: every loop that an attacker can lengthen spends from here.

use std::cell::Cell;

/// What kind of work is counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Work {
    /// Bytes produced by decompression.
    Inflated,
    /// Steps of the comparison of revisions.
    Compared,
    /// Objects parsed from a file, in units of eight bytes of memory.
    Objects,
    /// Certification path steps tried.
    PathSteps,
    /// Public key operations.
    Signatures,
}

/// More work was asked for than the [`Budget`] allows: hostile or enormous input.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("work limit reached: more than {limit} {work:?}")]
pub struct LimitError {
    /// Which kind of work ran out.
    pub work: Work,
    /// How much of it was allowed.
    pub limit: u64,
}

impl LimitError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        1101
    }
}

/// How much work one question may cost. Made once for each file that is judged.
#[derive(Clone, Debug)]
pub struct Budget {
    inflated: Counter,
    compared: Counter,
    objects: Counter,
    path_steps: Counter,
    signatures: Counter,
}

#[derive(Clone, Debug)]
struct Counter {
    limit: u64,
    left: Cell<u64>,
}

impl Budget {
    /// The default budget for a file of `len` bytes: linear in its size, with room for small files
    /// that are densely packed.
    pub fn for_file(len: usize) -> Self {
        let len = len as u64;
        Self {
            inflated: Counter::new(len.saturating_mul(2).clamp(32 << 20, 1 << 30)),
            compared: Counter::new(len.saturating_mul(4).max(4_000_000)),
            objects: Counter::new((len / 4).saturating_add(4_000_000).min(256_000_000)),
            // a signature with its certificates takes some kilobytes, and each is judged by itself
            path_steps: Counter::new((len / 16).saturating_add(2_000).min(50_000)),
            signatures: Counter::new((len / 256).saturating_add(2_000).min(5_000)),
        }
    }

    /// Spends `amount` of `work`.
    ///
    /// # Errors
    ///
    /// [`LimitError`] when less than `amount` is left. Nothing more of that kind can be spent then.
    pub fn spend(&self, work: Work, amount: u64) -> Result<(), LimitError> {
        let counter = self.counter(work);
        match counter.left.get().checked_sub(amount) {
            Some(left) => {
                counter.left.set(left);
                Ok(())
            }
            None => {
                counter.left.set(0);
                Err(LimitError { work, limit: counter.limit })
            }
        }
    }

    /// How much of `work` is left.
    pub fn left(&self, work: Work) -> u64 {
        self.counter(work).left.get()
    }

    fn counter(&self, work: Work) -> &Counter {
        match work {
            Work::Inflated => &self.inflated,
            Work::Compared => &self.compared,
            Work::Objects => &self.objects,
            Work::PathSteps => &self.path_steps,
            Work::Signatures => &self.signatures,
        }
    }
}

impl Counter {
    fn new(limit: u64) -> Self {
        Self { limit, left: Cell::new(limit) }
    }
}
