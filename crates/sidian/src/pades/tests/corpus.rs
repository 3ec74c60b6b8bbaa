//! Files made by others, read at run time.

use std::collections::BTreeMap;

use sidian_testkit::corpus::{self, Expected};

use crate::budget::Budget;
use crate::pades::{byte_range, signatures};
use crate::pdf::Pdf;

#[test]
fn signatures_of_the_corpus_are_found_and_their_coverage_judged() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut table: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for record in corpus::records(&dir).expect("manifest") {
        let bytes = std::fs::read(dir.join(&record.path)).expect(&record.path);
        let budget = Budget::for_file(bytes.len());
        let Ok(pdf) = Pdf::open(&bytes, &budget) else { continue };
        let all = match signatures(&pdf) {
            Ok(all) => all,
            Err(error) => {
                println!("{}: {:?} {error}", record.path, record.verdict);
                continue;
            }
        };
        let mut good = true;
        for found in &all.found {
            if let Err(error) = byte_range::check(&pdf, &found.dictionary) {
                good = false;
                println!(
                    "{}: {:?}/{} {}: {error}",
                    record.path, record.verdict, record.category, found.field.name
                );
            }
            if found.last_seen + 1 != pdf.revisions().len() {
                println!("{}: {:?} vanished {}", record.path, record.verdict, found.field.name);
            }
        }
        if record.verdict == Expected::Nosig && !all.found.is_empty()
            || record.verdict != Expected::Nosig && all.found.is_empty()
        {
            println!("{}: {:?} has {} signatures", record.path, record.verdict, all.found.len());
        }
        *table.entry((format!("{:?}", record.verdict), good)).or_default() += 1;
    }
    println!("{table:#?}");
}
