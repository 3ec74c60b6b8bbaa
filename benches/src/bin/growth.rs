//! Measures what verification costs as a document grows, one line a size. `growth signed 1000`
//! measures that one alone.

use sidian_benches::growth::Growth;

const SIZES: [usize; 4] = [1, 10, 100, 1_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    println!("| what grows | how many | file, kB | ms | ns a byte |\n|---|---|---|---|---|");
    for growth in Growth::ALL {
        if arguments.first().is_some_and(|only| only != growth.name()) {
            continue;
        }
        let mut sizes = SIZES.to_vec();
        if matches!(growth, Growth::Pages | Growth::PagesTwice) {
            sizes.push(10_000);
        }
        if let Some(only) = arguments.get(1).and_then(|size| size.parse().ok()) {
            sizes = vec![only];
        }
        for count in sizes {
            let (time, length) = growth.measure(count);
            let (kilobytes, each) = (length / 1000, time * 1e6 / length as f64);
            println!("| {} | {count} | {kilobytes} | {time:.3} | {each:.1} |", growth.name());
        }
    }
}
