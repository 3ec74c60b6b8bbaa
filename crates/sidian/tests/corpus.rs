//! Every PDF of the corpus gets an answer that its record allows.

use sidian_testkit::corpus::{self, Tally};

#[test]
fn no_broken_file_passes_and_clean_files_do_not_fail() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut tally = Tally::default();
    for record in corpus::records(&dir).unwrap() {
        tally.push(corpus::judge(&dir, record).unwrap());
    }
    let broken = tally.broken_requirements();
    assert!(broken.is_empty(), "{tally}\n{}", broken.join("\n"));
}
