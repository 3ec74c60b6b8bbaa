//! Medians, and what a process holds at most.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// The median time of `times` runs, after one that is not counted.
pub fn median<T>(times: usize, mut run: impl FnMut() -> T) -> Duration {
    black_box(run());
    let mut taken: Vec<Duration> = (0..times.max(1))
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    taken.sort_unstable();
    taken[taken.len() / 2]
}

/// The median times of two things run in turn, so that both meet the same machine.
pub fn medians<A, B>(
    times: usize,
    mut first: impl FnMut() -> A,
    mut second: impl FnMut() -> B,
) -> (Duration, Duration) {
    let rounds = times.clamp(1, 9);
    let each = times.div_ceil(rounds);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        a.push(median(each, &mut first));
        b.push(median(each, &mut second));
    }
    a.sort_unstable();
    b.sort_unstable();
    (a[a.len() / 2], b[b.len() / 2])
}

/// The median time for which processors ran this process in each of `times` runs, so that what else
/// the machine does counts less.
pub fn processor<T>(times: usize, mut run: impl FnMut() -> T) -> Duration {
    black_box(run());
    let mut taken: Vec<Duration> = (0..times.max(1))
        .map(|_| {
            let start = ran();
            black_box(run());
            ran().saturating_sub(start)
        })
        .collect();
    taken.sort_unstable();
    taken[taken.len() / 2]
}

/// The median processor times of two things run in turn, so that both meet the same machine.
pub fn processors<A, B>(
    rounds: usize,
    mut first: impl FnMut() -> A,
    mut second: impl FnMut() -> B,
) -> (Duration, Duration) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        a.push(processor(1, &mut first));
        b.push(processor(1, &mut second));
    }
    a.sort_unstable();
    b.sort_unstable();
    (a[a.len() / 2], b[b.len() / 2])
}

/// How long processors have run this process.
fn ran() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}

/// Milliseconds, for people.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The most memory this process has held, in bytes, since [`forget_peak`]; `None` where the system
/// does not say.
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Begins to measure [`peak`] anew; false where the system cannot.
pub fn forget_peak() -> bool {
    std::fs::write("/proc/self/clear_refs", "5").is_ok()
}
