//! Files that somebody made to deceive or to exhaust: an error each, never a panic.

use super::Maker;
use crate::budget::{Budget, Work};
use crate::pdf::{Entry, Object, Pdf, PdfError, Ref};

/// Opens a file and reads everything in it, as far as it goes.
fn exercise(bytes: &[u8]) -> Result<(), PdfError> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget)?;
    for (index, revision) in pdf.revisions().iter().enumerate() {
        let view = pdf.view(index);
        view.root()?;
        for (number, entry) in revision.entries() {
            let generation = match entry {
                Entry::InFile { generation, .. } => *generation,
                _ => 0,
            };
            if let Object::Stream(stream) = view.get(Ref::new(*number, generation))? {
                view.decode(&stream)?;
            }
        }
    }
    Ok(())
}

/// A file of three revisions with everything in it that a reader must follow.
fn rich() -> Vec<u8> {
    Maker::page()
        .stream(4, "", b"q Q")
        .table("")
        .stream(6, "/Type/ObjStm/N 2/First 8", b"7 0 8 6 (four) <</Five 5>>")
        .xref_stream(9, &[(7, [2, 6, 0]), (8, [2, 6, 1])])
        .object(4, "[1 2 (three)]")
        .table("")
        .bytes
}

#[test]
fn a_file_cut_at_any_length_is_an_earlier_revision_or_an_error() {
    let file = rich();
    assert_eq!(exercise(&file), Ok(()));
    let budget = Budget::for_file(file.len());
    let pdf = Pdf::open(&file, &budget).unwrap();
    let ends: Vec<usize> = pdf.revisions().iter().flat_map(|r| [r.eof, r.end]).collect();
    for length in 0..file.len() {
        let result = exercise(&file[..length]);
        let budget = Budget::for_file(length);
        let clean = Pdf::open(&file[..length], &budget).is_ok_and(|pdf| pdf.stray_bytes() == 0);
        assert_eq!(clean, ends.contains(&length), "cut at {length}: {result:?}");
    }
}

#[test]
fn no_changed_byte_makes_the_reader_panic() {
    let file = rich();
    for at in 0..file.len() {
        for bit in [0, 3, 5, 7] {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            let _ = exercise(&changed);
        }
        for chunk in [&file[at..(at + 16).min(file.len())], &b"999999999999999999999"[..], b"[<<"] {
            let changed = [&file[..at], chunk, &file[at..]].concat();
            let _ = exercise(&changed);
        }
    }
}

#[test]
fn what_stands_before_or_behind_the_document_is_told() {
    let file = rich();
    let before = [b"GIF89a".as_slice(), &file].concat();
    assert_eq!(exercise(&before), Err(PdfError::JunkBeforeHeader { count: 6 }));
    for (tail, stray) in [(&b"\r\n \0\t"[..], 0), (b"x", 1), (b"\n9 9 obj null endobj", 15)] {
        let after = [file.as_slice(), tail].concat();
        let budget = Budget::for_file(after.len());
        let pdf = Pdf::open(&after, &budget).unwrap();
        assert_eq!(pdf.stray_bytes(), stray);
    }
    let budget = Budget::for_file(0);
    for bytes in [&b""[..], b"\0", b"%PDF-", b"%PDF-3.0\n", b"%PDF-1.9", b"PK\x03\x04"] {
        assert_eq!(Pdf::open(bytes, &budget).err(), Some(PdfError::NotPdf), "{bytes:?}");
    }
}

#[test]
fn a_chain_that_loops_or_points_forward_is_refused() {
    let file = Maker::page().table("");
    let own = file.bytes.len();
    let itself = file.clone().object(4, "1");
    let at = itself.bytes.len();
    let itself = Maker { xref: at, ..itself }.table("");
    assert_eq!(exercise(&itself.bytes), Err(PdfError::Prev { at }));
    let forward = Maker { xref: own + 400, ..file.clone() }.table("").raw(vec![b' '; 500]);
    let text = [forward.bytes.as_slice(), b"xref\n0 0\ntrailer<</Size 1>>\n"].concat();
    assert!(exercise(&text).is_err());
    let mutual = {
        let first = Maker::page();
        let a = first.bytes.len();
        let first = Maker { xref: a + 150, ..first }.table("");
        Maker { xref: a, ..first }.table("")
    };
    assert!(exercise(&mutual.bytes).is_err());
}

#[test]
fn an_update_without_catalogue_or_with_a_repeated_key_is_refused() {
    let file = Maker::page().table("").object(4, "1");
    let repeated = file.clone().table("/Root 4 0 R");
    assert!(matches!(exercise(&repeated.bytes), Err(PdfError::RepeatedKey { .. })));
    let escaped = file.clone().table("/#52oot 4 0 R");
    assert!(matches!(exercise(&escaped.bytes), Err(PdfError::RepeatedKey { .. })));
    let text = String::from_utf8(file.table("").bytes).unwrap();
    let at = text.rfind("/Root 1 0 R").unwrap();
    let without = [&text[..at], &text[at + 11..]].concat();
    assert!(matches!(exercise(without.as_bytes()), Err(PdfError::Type { .. })));
}

#[test]
fn one_object_twice_in_a_section_is_refused() {
    let file = Maker::page().object(4, "(a)");
    let other = file.bytes.len();
    let file = file.raw("4 0 obj (b) endobj\n");
    let at = file.bytes.len();
    let place = file.places[&4];
    let rows = format!("4 1\n{place:010} 00000 n\r\n4 1\n{other:010} 00000 n\r\n");
    let text = format!("xref\n{rows}trailer<</Size 5/Root 1 0 R>>\n");
    let file = file.raw(text).end(at);
    assert_eq!(exercise(&file.bytes), Err(PdfError::RepeatedEntry { number: 4 }));
}

#[test]
fn an_object_must_be_where_its_revision_says_and_inside_it() {
    let wrong = Maker::page().place(4, 12).table("");
    let error = PdfError::ObjectHeader { number: 4, at: 12 };
    assert_eq!(exercise(&wrong.bytes), Err(error));
    let other = Maker::page();
    let at = other.places[&3];
    let other = other.place(4, at).table("");
    assert_eq!(exercise(&other.bytes), Err(PdfError::ObjectHeader { number: 4, at }));
    // the first revision names bytes that only a later one brings
    let later = Maker::page().place(4, 600).table("");
    let pad = vec![b' '; 600 - later.bytes.len()];
    let later = later.raw(pad).object(4, "(smuggled)").object(5, "1").table("");
    let error = PdfError::OutsideRevision { number: 4, at: 600 };
    assert_eq!(exercise(&later.bytes), Err(error));
}

#[test]
fn the_length_of_a_signed_stream_cannot_be_changed_later() {
    let file = Maker::page()
        .object(4, "<</Length 5 0 R>>\nstream\nq Q\nendstream\nendobj more\nendstream")
        .object(5, "3");
    let file = file.table("");
    let later = file.clone().object(5, "29").table("");
    let budget = Budget::for_file(later.bytes.len());
    let pdf = Pdf::open(&later.bytes, &budget).unwrap();
    let stream = Ref::new(4, 0);
    let first = pdf.view(0).get(stream).unwrap();
    assert_eq!(pdf.raw(first.as_stream().unwrap()), b"q Q");
    assert!(matches!(pdf.latest().get(stream), Err(PdfError::StreamLength { .. })));
}

#[test]
fn an_object_stream_cannot_be_replaced_under_its_objects() {
    let file = Maker::page()
        .stream(6, "/Type/ObjStm/N 1/First 4", b"4 0 (signed)")
        .xref_stream(7, &[(4, [2, 6, 0])]);
    let later = file.stream(6, "/Type/ObjStm/N 1/First 4", b"4 0 (forged)").table("");
    let budget = Budget::for_file(later.bytes.len());
    let pdf = Pdf::open(&later.bytes, &budget).unwrap();
    let four = Ref::new(4, 0);
    assert!(pdf.view(0).get(four).is_ok());
    assert_eq!(pdf.latest().get(four), Err(PdfError::ObjectStream { number: 6 }));
}

#[test]
fn streams_that_lie_about_their_length_are_refused() {
    for body in [
        "<</Length 5>>\nstream\nq Q\nendstream",
        "<</Length 1>>\nstream\nq Q\nendstream",
        "<</Length 99999999999999>>\nstream\nq Q\nendstream",
        "<</Length -1>>\nstream\nq Q\nendstream",
        "<</Length 4 0 R>>\nstream\nq Q\nendstream",
        "<<>>\nstream\nq Q\nendstream",
        "<</Length 3>>\nstream\rq Q\nendstream",
    ] {
        let file = Maker::page().object(4, body).table("");
        assert!(exercise(&file.bytes).is_err(), "{body}");
    }
}

#[test]
fn deep_nesting_is_refused_without_falling_over() {
    for (open, close) in [("[", "]"), ("<</A", ">>")] {
        let body = open.repeat(200_000) + &close.repeat(200_000);
        let file = Maker::page().object(4, body).table("");
        assert!(matches!(exercise(&file.bytes), Err(PdfError::Nesting { .. })), "{open}");
    }
    let body = "(".repeat(200_000) + &")".repeat(200_000);
    assert_eq!(exercise(&Maker::page().object(4, body).table("").bytes), Ok(()));
}

#[test]
fn numbers_too_large_for_the_file_cost_nothing() {
    let huge = ["4294967295", "9223372036854775807", "99999999999999999999999", "-1"];
    for number in huge {
        let table =
            format!("xref\n0 {number}\n0000000000 65535 f\r\ntrailer<</Size 1/Root 1 0 R>>\n");
        let file = Maker::page();
        let at = file.bytes.len();
        assert!(exercise(&file.raw(table).end(at).bytes).is_err(), "count {number}");
        for entries in [
            format!("/W[1 2 1]/Index[0 {number}]/Size 9"),
            format!("/W[1 2 1]/Size {number}"),
            format!("/W[{number} 2 1]/Size 9"),
            format!("/W[0 0 0]/Size {number}"),
            format!("/W[1 0 0]/Size {number}"),
        ] {
            let file = Maker::page();
            let at = file.bytes.len();
            let file = file.stream(9, &format!("/Type/XRef/Root 1 0 R{entries}"), &[0; 36]);
            assert!(exercise(&file.end(at).bytes).is_err(), "{entries}");
        }
        for entries in [format!("/N {number}/First 4"), format!("/N 1/First {number}")] {
            let file = Maker::page()
                .stream(6, &format!("/Type/ObjStm{entries}"), b"4 0 (x)")
                .xref_stream(7, &[(4, [2, 6, 0])]);
            assert!(exercise(&file.bytes).is_err(), "{entries}");
        }
    }
}

#[test]
fn a_bomb_stops_at_the_budget() {
    let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 64 << 20], 9);
    let file = Maker::page()
        .stream(6, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &bomb)
        .xref_stream(7, &[(4, [2, 6, 0])]);
    let budget = Budget::for_file(file.bytes.len());
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    assert!(matches!(pdf.latest().get(Ref::new(4, 0)), Err(PdfError::Limit(_))));
    assert_eq!(budget.left(Work::Inflated), 0);
    let twice = miniz_oxide::deflate::compress_to_vec_zlib(&bomb, 9);
    let file = Maker::page().stream(4, "/Filter[/FlateDecode/FlateDecode]", &twice).table("");
    assert!(matches!(exercise(&file.bytes), Err(PdfError::Limit(_))));
}

#[test]
fn references_that_lead_in_a_circle_end() {
    let file = Maker::page().object(4, "5 0 R").object(5, "4 0 R").table("");
    let budget = Budget::for_file(file.bytes.len());
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    let found = pdf.latest().resolve(&Object::Ref(Ref::new(4, 0)));
    assert!(matches!(found, Err(PdfError::ReferenceLoop { .. })));
    let own = Maker::page().object(4, "<</Length 4 0 R>>stream\n\nendstream").table("");
    assert!(matches!(exercise(&own.bytes), Err(PdfError::ReferenceLoop { .. })));
    let inside = Maker::page().xref_stream(7, &[(4, [2, 4, 0])]);
    assert!(matches!(exercise(&inside.bytes), Err(PdfError::ObjectStream { .. })));
}

#[test]
fn encrypted_files_open_but_do_not_decode() {
    let file = Maker::page().stream(4, "", b"secret").object(5, "<</Filter/Standard>>");
    let file = file.table("/Encrypt 5 0 R");
    assert_eq!(exercise(&file.bytes), Err(PdfError::Encrypted));
}
