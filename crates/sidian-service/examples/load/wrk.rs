//! The client: `wrk` with a script of its own for each scene.

use std::path::Path;
use std::process::Command;

use crate::Failure;

/// What a run of the client came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// Answers.
    pub(crate) answers: f64,
    /// Of them, with a status of 400 or more.
    pub(crate) refused: f64,
    /// Of them, with 503 and a time to come again.
    pub(crate) shed: f64,
    /// How long it took, in seconds.
    pub(crate) seconds: f64,
    /// Times to answer in milliseconds: half of all, 99 of 100, the longest.
    pub(crate) times: [f64; 3],
    /// Processor time of the client, in seconds.
    pub(crate) client: f64,
    /// Processor time of this process meanwhile, in seconds.
    pub(crate) service: f64,
}

impl Round {
    pub(crate) fn rate(&self) -> f64 {
        self.answers / self.seconds
    }

    /// Milliseconds of the service's processor time for each answer.
    pub(crate) fn cost(&self) -> f64 {
        self.service * 1e3 / self.answers.max(1.0)
    }
}

/// Whether there is one.
pub(crate) fn find() -> Result<(), Failure> {
    match Command::new("wrk").arg("--version").output() {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("wrk (Debian: apt install wrk) is needed: {error}").into()),
    }
}

/// Runs it with a script. `counted` has it look at every answer, which costs it some time.
pub(crate) fn run(
    url: &str,
    (connections, seconds): (u32, u64),
    script: &str,
    counted: bool,
) -> Result<Round, Failure> {
    let file = tempfile::NamedTempFile::new()?;
    let count = if counted { COUNT } else { "" };
    std::fs::write(file.path(), format!("{script}\n{count}\n{DONE}"))?;
    let before = processor()?;
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "--timeout", "30s"])
        .arg("-s")
        .arg(file.path())
        .arg(url)
        .output()?;
    let after = processor()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find_map(|line| line.strip_prefix("RESULT "));
    let line =
        line.ok_or_else(|| format!("wrk: {said}{}", String::from_utf8_lossy(&output.stderr)))?;
    let numbers: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let [answers, refused, shed, micros, half, most, longest] = numbers[..] else {
        return Err(format!("wrk: {line}").into());
    };
    Ok(Round {
        answers,
        refused,
        shed,
        seconds: micros / 1e6,
        times: [half, most, longest].map(|micros| micros / 1e3),
        service: after.0 - before.0,
        client: after.1 - before.1,
    })
}

/// Counts answers that say when to come again.
const COUNT: &str = "
shed = 0
response = function(status, headers)
  if status == 503 and (headers['retry-after'] or headers['Retry-After']) then shed = shed + 1 end
end
local one
setup = function(thread) one = thread end
";
const DONE: &str = "
done = function(summary, latency, requests)
  local counted = one and one:get('shed') or 0
  print(string.format('RESULT %d %d %d %d %f %f %f', summary.requests, summary.errors.status,
    counted, summary.duration, latency:percentile(50), latency:percentile(99), latency.max))
end
";

/// Processor time of this process, and of children that have ended, in seconds.
pub(crate) fn processor() -> Result<(f64, f64), Failure> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let rest = text.rsplit_once(") ").ok_or("no statistics of this process")?.1;
    let fields: Vec<f64> = rest.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
    // utime, stime, cutime, cstime: fields 14 to 17, in hundredths of a second.
    let of = |at: usize| fields.get(at - 3).copied().unwrap_or(0.0) / 100.0;
    Ok((of(14) + of(15), of(16) + of(17)))
}

/// Memory of this process that is resident, in megabytes.
pub(crate) fn resident() -> Result<f64, Failure> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no VmRSS")?.parse()?;
    Ok(kilobytes / 1024.0)
}
