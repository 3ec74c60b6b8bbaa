//! The writer: whatever opens and takes a signature must open again and be covered by it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::budget::Budget;
use sidian::pades::{FieldPlan, Role, SubFilter, byte_range, prepare, signatures};
use sidian::pdf::Pdf;

fuzz_target!(|bytes: &[u8]| {
    let budget = Budget::for_file(bytes.len());
    let Ok(pdf) = Pdf::open(bytes, &budget) else { return };
    let plan = FieldPlan::new(Role::Approval, SubFilter::EtsiCadesDetached, 16);
    let Ok(placeholder) = prepare(&pdf, &plan) else { return };
    let mut signed = bytes.to_vec();
    signed.extend_from_slice(&placeholder.tail);
    signed[placeholder.contents.start + 1..][..4].copy_from_slice(b"3000");

    let budget = Budget::for_file(signed.len());
    let again = Pdf::open(&signed, &budget).expect("what was written opens");
    assert_eq!(again.revisions().len(), pdf.revisions().len() + 1);
    let all = signatures(&again).expect("its form reads");
    // A field of the file, or a parent of fields, may have referred to a number that was free until
    // now: then it has the new signature too, is listed first and names it its own way. One may even
    // take an object for its signature that is none, and that this update rewrites.
    let last = again.revisions().len() - 1;
    let mut own = all.found.iter().filter(|found| found.dictionary.revision == last);
    let covered = own.find_map(|own| byte_range::check(&again, &own.dictionary).ok());
    let covered = covered.expect("its signature is found and covers it");
    assert!(covered.is_whole());
});
