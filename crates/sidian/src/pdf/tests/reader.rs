//! What the reader understands.

use super::Maker;
use crate::budget::Budget;
use crate::pdf::{Dict, Name, Object, Pdf, PdfError, Ref, decode_text};

fn budget() -> Budget {
    Budget::for_file(0)
}

/// Reads `text` as object 4 of a file.
fn object(text: &str) -> Result<Object, PdfError> {
    let file = Maker::page().object(4, text).table("").bytes;
    let budget = budget();
    Pdf::open(&file, &budget)?.latest().get(Ref::new(4, 0))
}

#[test]
fn every_kind_of_object_is_read() {
    let cases = [
        ("null", Object::Null),
        ("true", Object::Bool(true)),
        ("-17", Object::Integer(-17)),
        ("+17", Object::Integer(17)),
        ("9223372036854775807", Object::Integer(i64::MAX)),
        ("-9223372036854775808", Object::Integer(i64::MIN)),
        ("-.5", Object::Real(-0.5)),
        ("4.", Object::Real(4.0)),
        ("/", Object::Name(Name::new(""))),
        ("/#43ontents", Object::name("Contents")),
        ("[1 2 3 0 R % a comment ]\n/N]", {
            let reference = Object::Ref(Ref::new(3, 0));
            Object::from(vec![Object::Integer(1), Object::Integer(2), reference, Object::name("N")])
        }),
        ("<</A<</B 1>>/C null>>", {
            let inner = Dict::from([("B", Object::Integer(1))]);
            Object::from(Dict::from([("A", Object::from(inner)), ("C", Object::Null)]))
        }),
    ];
    for (text, expected) in cases {
        assert_eq!(object(text), Ok(expected), "{text}");
    }
}

#[test]
fn strings_are_decoded_from_both_spellings() {
    let cases: [(&str, &[u8]); 9] = [
        ("()", b""),
        ("(a(b)c)", b"a(b)c"),
        ("(\\(\\)\\\\\\n\\r\\t\\b\\f\\q)", b"()\\\n\r\t\x08\x0Cq"),
        ("(\\101\\7\\0533\\777)", b"A\x07+3\xFF"),
        ("(a\\\r\nb\\\nc)", b"abc"),
        ("(a\r\nb\rc)", b"a\nb\nc"),
        ("<>", b""),
        ("<48 65\n6C>", b"Hel"),
        ("<4A7>", b"Jp"),
    ];
    for (text, expected) in cases {
        let read = object(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(read.as_string().map(|s| s.as_bytes()), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_object_is_an_error() {
    let cases = [
        "",
        "nul",
        "truefalse",
        "--1",
        "1e5",
        "1.2.3",
        ".",
        "-",
        "9223372036854775808",
        "(open",
        "<4G>",
        "<48",
        "[1",
        "<</A>>",
        "<<1 2>>",
        "<</A 1>",
        "/#4",
        "/#GG",
        ")",
        "]",
        ">>",
        "{}",
    ];
    for text in cases {
        assert!(object(text).is_err(), "{text} was read as {:?}", object(text));
    }
}

#[test]
fn a_repeated_key_is_marked_and_equals_nothing() {
    let dict = |text: &str| object(text).unwrap().as_dict().unwrap().clone();
    let twice = dict("<</A 1/B 2/#41 3>>");
    assert_eq!(twice.repeated(), Some(&Name::from("A")));
    assert_eq!(twice.integer("A"), Some(3));
    assert_ne!(twice, dict("<</A 3/B 2>>"));
    let many: String = (0..100).map(|n| format!("/K{n} {n}")).collect();
    assert_eq!(dict(&format!("<<{many}>>")).repeated(), None);
    let twice = dict(&format!("<<{many}/K50 7>>"));
    assert_eq!(twice.repeated(), Some(&Name::from("K50")));
    assert_eq!((twice.len(), twice.integer("K50")), (100, Some(7)));
    assert_eq!(dict("<</A 1/B 2>>"), dict("<</B 2 /A 1>>"));
}

#[test]
fn spans_are_those_of_the_file() {
    let file = Maker::page().object(4, "<</Contents <3000>/R[0 1]>>").table("").bytes;
    let budget = budget();
    let pdf = Pdf::open(&file, &budget).unwrap();
    let object = pdf.latest().get(Ref::new(4, 0)).unwrap();
    let dict = object.as_dict().unwrap();
    let spelt = |span: Option<crate::pdf::Span>| span.unwrap().of(&file).unwrap();
    assert_eq!(spelt(dict.span()), b"<</Contents <3000>/R[0 1]>>");
    assert_eq!(spelt(dict.string("Contents").unwrap().span()), b"<3000>");
    assert_eq!(spelt(dict.array("R").unwrap().span()), b"[0 1]");
}

#[test]
fn each_revision_shows_the_document_as_it_was() {
    let file = Maker::page()
        .object(4, "(one)")
        .table("")
        .object(4, "(two)")
        .xref_stream(5, &[])
        .object(4, "(three)")
        .table("");
    let budget = budget();
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    let text = |index: usize| {
        let object = pdf.view(index).get(Ref::new(4, 0)).unwrap();
        decode_text(object.as_string().unwrap().as_bytes())
    };
    assert_eq!((text(0), text(1), text(2)), ("one".into(), "two".into(), "three".into()));
    for (index, revision) in pdf.revisions().iter().enumerate() {
        let part = &file.bytes[..revision.end];
        let alone = Pdf::open(part, &budget).unwrap();
        assert_eq!(alone.revisions().len(), index + 1);
        assert_eq!(pdf.revision_ending_at(revision.end as u64), Some(index));
        assert_eq!(pdf.revision_ending_at(revision.eof as u64), Some(index));
        assert_eq!(pdf.revision_ending_at(revision.eof as u64 - 1), None);
    }
    assert_eq!(pdf.stray_bytes(), 0);
}

#[test]
fn objects_in_object_streams_are_read_with_their_place() {
    let file = Maker::page()
        .stream(6, "/Type/ObjStm/N 2/First 8", b"4 0 5 6 (four) <</Five 5>>")
        .xref_stream(7, &[(4, [2, 6, 0]), (5, [2, 6, 1])]);
    let budget = budget();
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    let view = pdf.latest();
    let four = view.get(Ref::new(4, 0)).unwrap();
    assert_eq!(four.as_string().map(|s| (s.as_bytes(), s.span())), Some((&b"four"[..], None)));
    assert_eq!(&*view.raw_object(Ref::new(5, 0)).unwrap().unwrap(), b"<</Five 5>>");
    assert_eq!(view.get(Ref::new(5, 1)), Ok(Object::Null), "another generation");
    assert_eq!(view.get(Ref::new(50, 0)), Ok(Object::Null), "an object that is not there");
}

#[test]
fn a_linearized_file_is_one_revision() {
    // the first-page section stands first and names the main section behind it
    let build = |main: usize, length: usize| {
        let mut file = Maker::new()
            .object(9, format!("<</Linearized 1/L {length:05}/N 1/O 3>>"))
            .object(3, "<</Type/Page/Parent 2 0 R>>")
            .object(1, "<</Type/Catalog/Pages 2 0 R>>");
        let first = file.bytes.len();
        let places = std::mem::take(&mut file.places);
        let rows: String =
            places.iter().map(|(n, at)| format!("{n} 1\n{at:010} 00000 n\r\n")).collect();
        let mut file = file
            .raw(format!("xref\n{rows}trailer\n<</Size 10/Root 1 0 R/Prev {main:05}>>\n"))
            .raw("startxref\n0\n%%EOF\n")
            .object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        let main = file.bytes.len();
        let at = std::mem::take(&mut file.places)[&2];
        let mut file =
            file.raw(format!("xref\n2 1\n{at:010} 00000 n\r\ntrailer\n<</Size 3>>\n")).end(first);
        file.xref = first;
        (main, file)
    };
    let (main, file) = build(0, 0);
    let (_, file) = build(main, file.bytes.len());
    let budget = budget();
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    assert_eq!(pdf.revisions().len(), 1);
    assert_eq!(pdf.revisions()[0].end, file.bytes.len());
    assert!(pdf.latest().get(Ref::new(2, 0)).unwrap().as_dict().is_some());
    let updated = file.object(4, "(more)").table("");
    assert_eq!(Pdf::open(&updated.bytes, &budget).unwrap().revisions().len(), 2);
}

#[test]
fn a_hybrid_file_shows_what_its_table_hides() {
    let build = |table_place: Option<usize>| {
        let mut file = Maker::page().object(4, "(hidden)");
        let place = file.places[&4] as u64;
        let at = file.bytes.len();
        let row = [&[1][..], &(place as u32).to_be_bytes(), &[0]].concat();
        let entries = "/Type/XRef/W[1 4 1]/Index[4 1]/Size 99/Root 1 0 R";
        file = file.stream(8, entries, &row);
        file.places.remove(&8);
        file.places.remove(&4);
        let file = match table_place {
            Some(place) => file.place(4, place),
            None => file,
        };
        file.table(&format!("/XRefStm {at}")).bytes
    };
    let budget = budget();
    let file = build(None);
    let pdf = Pdf::open(&file, &budget).unwrap();
    let hidden = pdf.latest().get(Ref::new(4, 0)).unwrap();
    assert_eq!(hidden.as_string().map(|s| s.as_bytes()), Some(&b"hidden"[..]));
    let file = build(Some(9));
    let pdf = Pdf::open(&file, &budget).unwrap();
    let conflict = PdfError::Conflict { number: 4 };
    assert_eq!(pdf.latest().get(Ref::new(4, 0)), Err(conflict));
}

#[test]
fn narrow_rows_and_offsets_that_err_by_a_byte_are_read() {
    let file = Maker::page().table("").bytes;
    let text = String::from_utf8(file).unwrap();
    let narrow = text.replace("00000 n\r\n", "00000 n\n");
    let spaced = text.replace("xref\n1 1", "xref \n1 1 ").replace("startxref ", "startxref");
    let at: usize = text.find("xref").unwrap();
    let early = text.replace(&format!("startxref\n{at}"), &format!("startxref\n{}", at - 1));
    let late = text.replace(&format!("startxref\n{at}"), &format!("startxref\n{}", at + 1));
    let budget = budget();
    for text in [narrow, spaced, early, late] {
        let pdf = Pdf::open(text.as_bytes(), &budget).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert!(pdf.latest().root().is_ok(), "{text}");
    }
}
