//! The verifier as a whole, trusting the test root: only the seeds' own signed bytes ever pass.
//!
//! Bytes that do not begin like a PDF are taken for later objects, which are appended to the seed as
//! a further revision: half the work of an attacker is done for the fuzzer.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sidian_testkit::flips::Subject;
use sidian_testkit::licence::verifier;
use sidian_testkit::tamper::append;

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(|| {
    let licence = include_bytes!("../seeds/verifier/licence.pdf");
    let signed = include_bytes!("../seeds/verifier/signed.pdf");
    vec![
        Subject::new("licence", licence.to_vec(), verifier()),
        Subject::new("signed", signed.to_vec(), verifier()),
    ]
});

fuzz_target!(|bytes: &[u8]| {
    let extended: Vec<Vec<u8>> = if bytes.starts_with(b"%PDF-") {
        vec![bytes.to_vec()]
    } else {
        SUBJECTS.iter().filter_map(|subject| revised(&subject.pdf, bytes)).collect()
    };
    for input in extended {
        let passes = SUBJECTS.first().is_some_and(|subject| subject.passes(&input));
        let kept = || SUBJECTS.iter().any(|subject| subject.is_kept_by(&input));
        assert!(!passes || kept(), "passed with other content");
    }
});

/// The seed with a revision of objects: each is a number byte, a length byte and a body.
fn revised(seed: &[u8], mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut objects = Vec::new();
    while let [number, length, rest @ ..] = bytes {
        let (body, after) = rest.split_at(usize::from(*length).min(rest.len()));
        let body = std::str::from_utf8(body).ok()?;
        if objects.iter().all(|(known, _)| known != &u32::from(*number)) && *number > 0 {
            objects.push((u32::from(*number), body));
        }
        bytes = after;
    }
    Some(append(seed, &objects)).filter(|_| !objects.is_empty())
}
