//! The reader: every object of every revision, and what every signature covers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::budget::Budget;
use sidian::pades::{byte_range, signatures};
use sidian::pdf::{Entry, Object, Pdf, Ref};

fuzz_target!(|bytes: &[u8]| {
    let budget = Budget::for_file(bytes.len());
    let Ok(pdf) = Pdf::open(bytes, &budget) else { return };
    for (index, revision) in pdf.revisions().iter().enumerate() {
        let view = pdf.view(index);
        for (number, entry) in revision.entries() {
            let generation = match entry {
                Entry::InFile { generation, .. } => *generation,
                _ => 0,
            };
            if let Ok(Object::Stream(stream)) = view.get(Ref::new(*number, generation)) {
                let _ = view.decode(&stream);
            }
        }
    }
    let Ok(all) = signatures(&pdf) else { return };
    for found in &all.found {
        if let Ok(covered) = byte_range::check(&pdf, &found.dictionary) {
            // a covered revision is a file of its own, and shows the same signature
            let revision = &pdf.revisions()[covered.revision()];
            let alone = Pdf::open(&bytes[..revision.end], &budget);
            assert!(alone.is_ok_and(|alone| alone.revisions().len() == covered.revision() + 1));
        }
    }
});
