//! A file read together with what is to stand behind it.

use super::Maker;
use crate::budget::Budget;
use crate::pdf::{Dict, Object, Pdf, PdfError, Ref, Revision, Update};

/// Files of one and two revisions, with tables and with streams.
fn files() -> Vec<Vec<u8>> {
    let table = Maker::page().stream(4, "", b"q Q").table("");
    let rows = Maker::page().stream(4, "", b"q Q").xref_stream(5, &[]);
    let more = |maker: &Maker| maker.clone().object(3, "<</Type/Page/Parent 2 0 R/Rotate 90>>");
    vec![
        more(&table).table("").bytes,
        more(&rows).xref_stream(6, &[]).bytes,
        table.bytes,
        rows.bytes,
    ]
}

/// An update with a changed dictionary, a changed stream and a new array.
fn update(pdf: &Pdf<'_>) -> Vec<u8> {
    let mut update = Update::new(pdf).expect("extensible");
    update.put(Ref::new(3, 0), Dict::from([("Type", Object::name("Page"))]));
    update.put_stream(Ref::new(4, 0), Dict::empty(), b"1 0 0 rg".to_vec());
    update.add(Object::from(vec![Object::Integer(1), Object::Ref(Ref::new(4, 0))])).expect("room");
    update.finish().expect("small").tail
}

#[test]
fn a_file_with_its_tail_reads_like_both_joined() {
    for (case, bytes) in files().into_iter().enumerate() {
        let budget = Budget::for_file(bytes.len());
        let pdf = Pdf::open(&bytes, &budget).expect("ours");
        let tail = update(&pdf);
        let whole = [&bytes[..], &tail].concat();
        let joined = Pdf::open(&whole, &budget).expect("what was written opens");
        let apart = pdf.with_tail(&tail, &budget).expect("its own update");
        for (a, b) in apart.revisions().iter().zip(joined.revisions()) {
            let place = |r: &Revision| (r.start, r.eof, r.end, r.startxref, r.kind);
            assert_eq!(place(a), place(b), "file {case}");
            assert_eq!((&a.sections, &a.trailer), (&b.sections, &b.trailer), "file {case}");
            assert_eq!(a.entries(), b.entries(), "file {case}");
        }
        for revision in 0..joined.revisions().len() {
            for number in 0..joined.size() {
                let reference = Ref::new(number, 0);
                let (a, b) = (apart.view(revision), joined.view(revision));
                let what = format!("file {case}, revision {revision}, object {number}");
                let (found, wanted) = (a.get_with_source(reference), b.get_with_source(reference));
                assert_eq!(format!("{found:?}"), format!("{wanted:?}"), "{what}");
                if let Ok(Some((Object::Stream(stream), _))) = found {
                    assert_eq!(apart.raw(&stream), joined.raw(&stream), "{what}");
                }
            }
        }
    }
}

#[test]
fn the_update_of_another_file_is_refused() {
    let files = files();
    let (one, other) = (&files[0], &files[2]);
    let budget = Budget::for_file(one.len());
    let tail = update(&Pdf::open(other, &budget).expect("ours"));
    let refused = Pdf::open(one, &budget).expect("ours").with_tail(&tail, &budget);
    assert!(matches!(refused.err(), Some(PdfError::Startxref { .. } | PdfError::Prev { .. })));
}
