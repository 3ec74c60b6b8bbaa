//! What issuing one licence costs, step by step, in processor time: drawing the face,
//! reading it back, certifying it with each suite, and all of it together.
//!
//! `--loop DRAW|ISSUE TIMES` does one of them over and over, for a profiler.

use sidian::crypto::Suite;
use sidian_benches::fixture::World;
use sidian_benches::licence::Licence;
use sidian_benches::measure::{ms, processor};
use sidian_render::text::read_text;

const TIMES: usize = 60;

fn main() {
    let sample = Licence::sample();
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, what, times] = words.as_slice()
        && flag == "--loop"
    {
        let times: usize = times.parse().expect("a number");
        let world = World::of(Suite::Sm2);
        for _ in 0..times {
            match what.as_str() {
                "DRAW" => drop(Licence::draw(sample.kind, &sample.metadata)),
                _ => drop(sample.issue(world)),
            }
        }
        return;
    }
    println!("| step | ms of processor time |\n|---|---|");
    let row = |name: &str, time| println!("| {name} | {:.3} |", ms(time));
    row("draw the face", processor(TIMES, || Licence::draw(sample.kind, &sample.metadata)));
    row("read its text back", processor(TIMES, || read_text(&sample.face, 0).expect("text")));
    for suite in Suite::ALL {
        let world = World::of(suite);
        let name = format!("read back and certify, {}", suite.name());
        row(&name, processor(TIMES, || sample.issue(world)));
    }
    println!("face of {} bytes", sample.face.len());
}
