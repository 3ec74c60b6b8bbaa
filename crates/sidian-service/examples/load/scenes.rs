//! What is measured.

use std::num::NonZero;
use std::thread;
use std::time::Instant;

use sidian::crypto::Suite;
use sidian::licence::FaceReader;
use sidian::report::Verdict;
use sidian_render::PageReader;

use crate::house::{House, order};
use crate::wrk::{self, Round};
use crate::{Args, Failure};

/// Issues licences that differ, each under its own idempotency key.
fn issuing(house: &House, from: u64) -> String {
    let order = order("@@");
    let (before, after) = order.split_once("@@").unwrap_or_default();
    let (middle, after) = after.split_once("@@").unwrap_or_default();
    format!(
        "local n = {from}
         local headers = {{ ['Content-Type'] = 'application/json',
           ['Authorization'] = 'Bearer {}' }}
         request = function()
           n = n + 1
           local number = string.format('%010d', n)
           headers['Idempotency-Key'] = number
           local body = [==[{before}]==] .. number .. [==[{middle}]==] .. number .. [==[{after}]==]
           return wrk.format('POST', '/api/v1/licences', headers, body)
         end",
        house.clerk
    )
}

/// Sends the same file again and again. With `pause` every connection waits so many milliseconds
/// between two requests, as chance has it.
fn judging(path: &std::path::Path, pause: Option<f64>) -> String {
    let pause = pause.map_or(String::new(), |mean| {
        format!("delay = function() return math.floor(-math.log(1 - math.random()) * {mean}) end")
    });
    format!(
        "local file = io.open('{}', 'rb')
         wrk.method, wrk.body, wrk.path = 'POST', file:read('*a'), '/api/v1/verify'
         local one
         init = function() one = wrk.format() end
         request = function() return one end
         {pause}",
        path.display()
    )
}

fn row(name: &str, round: &Round) {
    let [half, most, longest] = round.times;
    let share = round.client / (round.client + round.service).max(1e-9) * 100.0;
    println!(
        "| {name} | {:.0} | {half:.1} | {most:.1} | {longest:.0} | {:.2} | {share:.0} % | {} |",
        round.rate(),
        round.cost(),
        round.refused
    );
}

const HEAD: &str = "| what | answers a second | half within, ms | 99 % within, ms | longest, ms | \
    processor time an answer, ms | client’s share | refused |\n|---|---|---|---|---|---|---|---|";

pub(crate) fn issue(args: &Args) -> Result<(), Failure> {
    let house = House::open(|_| {})?;
    println!("{HEAD}");
    let mut from = 0;
    for suite in [Suite::Sm2, Suite::P256, Suite::Ed25519] {
        house.key(suite)?;
        house.licence(from)?; // whatever is made once for all
        let script = issuing(&house, from);
        let round = wrk::run(&house.url, (args.connections, args.seconds), &script, false)?;
        row(&format!("durable issue, {}", suite.name()), &round);
        from += round.answers as u64 + 10_000;
    }
    Ok(())
}

pub(crate) fn verify(args: &Args) -> Result<(), Failure> {
    let house = House::open(|_| {})?;
    let file = house.licence(1)?;
    let path = tempfile::NamedTempFile::new()?;
    std::fs::write(path.path(), &file)?;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    println!("a licence of {} bytes, SM2, its face read back; {cores} cores\n{HEAD}", file.len());
    let script = judging(path.path(), None);
    let (mut library, mut rounds) = (Vec::new(), Vec::new());
    // In turn, so that both meet the same machine.
    for _ in 0..3 {
        library.push(alone(&house, &file, (cores, args.seconds))?);
        rounds.push(wrk::run(&house.url, (args.connections, args.seconds), &script, false)?);
    }
    library.sort_by(|a, b| a.1.total_cmp(&b.1));
    rounds.sort_by(|a, b| a.cost().total_cmp(&b.cost()));
    let ((files, cost), round) = (library[1], rounds[1]);
    println!("| the library, {cores} threads | {files:.0} | | | | {cost:.2} | | 0 |");
    row("the service, as fast as it goes", &round);
    println!(
        "the service does {:.0} % of what the library does, its client beside it; by processor \
         time {:.0} %",
        round.rate() / files * 100.0,
        cost / round.cost() * 100.0
    );
    // Many connections with pauses of their own, so that together they ask for 80 %.
    let connections = 64;
    let pause = f64::from(connections) / (0.8 * round.rate()) * 1e3 - round.times[0] / 4.0;
    let script = judging(path.path(), Some(pause.max(1.0)));
    let calm = wrk::run(&house.url, (connections, args.seconds), &script, false)?;
    row(&format!("at {:.0} % of that", calm.rate() / round.rate() * 100.0), &calm);
    Ok(())
}

/// The library by itself: files a second, and milliseconds of processor time for each.
fn alone(
    house: &House,
    file: &[u8],
    (cores, seconds): (usize, u64),
) -> Result<(f64, f64), Failure> {
    let verifier = house.service.app().bench().verifier();
    let now = sidian::time::UnixTime::from_seconds(unix_now()?)?;
    let (begun, before) = (Instant::now(), wrk::processor()?.0);
    let judged: usize = thread::scope(|scope| {
        let each = || {
            let mut judged = 0;
            while begun.elapsed().as_secs() < seconds {
                let report = verifier.document(file, now).expect("a PDF");
                assert_eq!(report.verdict(), Some(Verdict::Passed));
                judged += 1;
            }
            judged
        };
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(each)).collect();
        threads.into_iter().map(|thread| thread.join().expect("it judges")).sum()
    });
    let spent = (wrk::processor()?.0 - before) * 1e3;
    Ok((judged as f64 / begun.elapsed().as_secs_f64(), spent / judged as f64))
}

fn unix_now() -> Result<i64, Failure> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(i64::try_from(now.as_secs())?)
}

pub(crate) fn overload(args: &Args) -> Result<(), Failure> {
    let house = House::open(|config| config.limits.queue = 32)?;
    let file = house.licence(1)?;
    assert!(PageReader.page_text(&file, 0).is_some(), "a face");
    let path = tempfile::NamedTempFile::new()?;
    std::fs::write(path.path(), &file)?;
    let script = judging(path.path(), None);
    println!("{HEAD}");
    for connections in [args.connections, 400, 1200] {
        let round = wrk::run(&house.url, (connections, args.seconds), &script, true)?;
        row(&format!("{connections} connections"), &round);
        let told = (round.answers - round.refused) / round.seconds;
        println!(
            "  judged {told:.0}/s; of {} refused, {} say when to come again",
            round.refused, round.shed
        );
    }
    Ok(())
}

/// A day of requests: of twenty, one file is judged, one licence is read by somebody who says why
/// (and is entered in the audit log for it), and the rest ask for what anybody may have.
fn day(path: &std::path::Path, id: &str, clerk: &str) -> String {
    format!(
        "local file = io.open('{}', 'rb'):read('*a')
         local known = {{ ['Authorization'] = 'Bearer {clerk}' }}
         local open = {{ '/api/v1/version', '/log/checkpoint', '/', '/healthz', '/log/key',
           '/api/v1/openapi.json', '/metrics' }}
         local n = 0
         request = function()
           n = n + 1
           if n % 20 == 0 then return wrk.format('POST', '/api/v1/verify', {{}}, file) end
           if n % 20 == 10 then
             return wrk.format('GET', '/api/v1/licences/{id}?purpose=x&basis=x', known)
           end
           return wrk.format('GET', open[n % #open + 1])
         end",
        path.display()
    )
}

pub(crate) fn memory(args: &Args) -> Result<(), Failure> {
    let house = House::open(|_| {})?;
    let (id, file) = house.identified(1)?;
    let path = tempfile::NamedTempFile::new()?;
    std::fs::write(path.path(), &file)?;
    let script = day(path.path(), &id, &house.clerk);
    println!("| requests | resident, MB | answers a second | refused |\n|---|---|---|---|");
    let mut done = 0.0;
    while done < args.requests as f64 {
        let round = wrk::run(&house.url, (args.connections, args.seconds), &script, false)?;
        done += round.answers;
        let (resident, refused) = (wrk::resident()?, round.refused);
        println!("| {done:.0} | {resident:.0} | {:.0} | {refused:.0} |", round.rate());
    }
    Ok(())
}
