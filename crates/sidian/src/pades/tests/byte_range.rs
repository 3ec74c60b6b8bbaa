//! Rows A1 to A28 of the checklist of attacks: what a signature must cover.

use super::{approval, placed};
use crate::budget::Budget;
use crate::pades::{ByteRangeError, Covered, byte_range, signatures};
use crate::pdf::Pdf;
use crate::pdf::tests::Maker;

/// What the signatures of a file cover, in the order in which they were made.
fn judged(bytes: &[u8]) -> Vec<Result<Covered, ByteRangeError>> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget).expect("opens");
    let found = signatures(&pdf).expect("reads").found;
    found.iter().map(|found| byte_range::check(&pdf, &found.dictionary)).collect()
}

fn only(bytes: &[u8]) -> Result<Covered, ByteRangeError> {
    let mut all = judged(bytes);
    assert_eq!(all.len(), 1, "one signature");
    all.remove(0)
}

fn page() -> Vec<u8> {
    Maker::page().table("").bytes
}

fn signed() -> Vec<u8> {
    placed(&page(), &approval()).expect("signs").0
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).rposition(|window| window == what).expect("is there")
}

/// The file with the first `old` in its last revision replaced by `new` of the same length.
fn swapped(old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len(), "the file keeps its shape");
    let mut bytes = signed();
    let at = find(&bytes, old.as_bytes());
    bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
    bytes
}

/// The file with another byte range, four numbers in the width of the old ones.
fn ranged(change: impl Fn([i64; 4]) -> Vec<i64>) -> Vec<u8> {
    let mut bytes = signed();
    let covered = only(&bytes).expect("covers");
    let [before, after] = covered.ranges();
    let old = [0, before.end as i64, after.start as i64, after.len() as i64];
    let text = change(old).iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
    let at = find(&bytes, b"/ByteRange [");
    let text = format!("/ByteRange {:<45}", format!("[{text}]"));
    bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
    bytes
}

#[test]
fn a_fresh_signature_covers_the_whole_file() {
    let bytes = signed();
    let covered = only(&bytes).expect("covers");
    assert!(covered.is_whole());
    assert_eq!((covered.revision(), covered.padding()), (1, 62));
    assert_eq!(covered.gap().of(&bytes).map(|gap| gap[..5].to_vec()), Some(b"<3000".to_vec()));
    assert_eq!(covered.ranges()[1].end, bytes.len());
}

#[test]
fn a_missing_end_of_line_at_the_end_is_accepted() {
    // A14: the last line end is neither there nor signed
    let mut bytes = ranged(|[a, b, c, d]| vec![a, b, c, d - 1]);
    assert!(only(&bytes).is_ok_and(|covered| covered.is_whole()));
    bytes.pop();
    assert!(only(&bytes).is_ok_and(|covered| covered.is_whole()));
    bytes.extend_from_slice(b"\r\n");
    assert!(only(&bytes).is_ok_and(|covered| covered.is_whole()));
}

#[test]
fn a_signature_without_value_is_told_from_a_broken_one() {
    // A1, A2
    let missing = swapped("/Contents <3000", "/Contentz <3000");
    assert_eq!(only(&missing), Err(ByteRangeError::ContentsMissing));
    let zeros = swapped("<3000", "<0000");
    assert_eq!(only(&zeros), Err(ByteRangeError::Unsigned));
    let null = swapped("/Contents <3000", "/Contents null ");
    assert!(Pdf::open(&null, &Budget::for_file(0)).is_ok_and(|pdf| signatures(&pdf).is_err()));
}

#[test]
fn a_byte_range_that_is_not_four_offsets_is_refused() {
    // A3 to A7
    let cases: [(Vec<u8>, ByteRangeError); 7] = [
        (swapped("/ByteRange [", "/ByteRangf ["), ByteRangeError::Missing),
        (ranged(|_| vec![]), ByteRangeError::Arity { found: 0 }),
        (ranged(|[a, b, ..]| vec![a, b]), ByteRangeError::Arity { found: 2 }),
        (ranged(|[a, b, c, d]| vec![a, b, c, 5, c, d]), ByteRangeError::Arity { found: 6 }),
        (ranged(|[a, b, c, d]| vec![a, b, c, -d]), ByteRangeError::Number),
        (
            ranged(|[a, b, c, _]| vec![a, b, c, i64::MAX]),
            ByteRangeError::PastEnd { end: 0, file: 0 },
        ),
        (ranged(|[_, b, c, d]| vec![5, b - 5, c, d]), ByteRangeError::Start { offset: 5 }),
    ];
    for (bytes, expected) in cases {
        let error = only(&bytes).expect_err("refused");
        let same = std::mem::discriminant(&error) == std::mem::discriminant(&expected);
        assert!(same, "{error:?} instead of {expected:?}");
    }
}

#[test]
fn a_gap_that_is_not_exactly_the_value_is_refused() {
    // A8 to A11, A19
    for (before, after) in [(0, 1), (-1, 0), (1, 0), (0, -1), (-11, 0), (1, -1), (-10, 20)] {
        let bytes = ranged(|[a, b, c, d]| vec![a, b + before, c + after, d - after]);
        let error = only(&bytes).expect_err("refused");
        assert!(matches!(error, ByteRangeError::Gap { .. }), "{before} {after}: {error:?}");
    }
    let overlap = ranged(|[a, b, _, d]| vec![a, b, b - 9, d]);
    assert_eq!(only(&overlap), Err(ByteRangeError::Overlap));
}

#[test]
fn a_range_that_ends_before_the_end_of_its_revision_is_refused() {
    // A13
    for less in [2, 7, 40] {
        let bytes = ranged(|[a, b, c, d]| vec![a, b, c, d - less]);
        assert!(matches!(only(&bytes), Err(ByteRangeError::End { .. })), "{less}");
    }
}

#[test]
fn bytes_behind_the_last_revision_keep_a_signature_from_covering_the_file() {
    // A15
    let bytes = [signed(), b"\n5 0 obj (shown by a lenient reader) endobj".to_vec()].concat();
    assert!(only(&bytes).is_ok_and(|covered| !covered.is_whole()));
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(&bytes, &budget).unwrap();
    assert_eq!(byte_range::uncovered(&pdf, &[only(&bytes).unwrap()]), 34);
    assert!(pdf.stray_bytes() > 0);
}

#[test]
fn a_value_that_is_not_strict_hexadecimal_is_refused() {
    // A25
    for new in ["<30 0", "<30\n0", "<3000 0000"] {
        let old = "<30000000000"[..new.len()].to_owned();
        let error = only(&swapped(&old, new)).expect_err("refused");
        assert!(matches!(error, ByteRangeError::NotHex { .. }), "{new}: {error:?}");
    }
    let bytes = signed();
    let gap = only(&bytes).expect("covers").gap();
    let mut odd = bytes.clone();
    odd[gap.end - 2..gap.end].copy_from_slice(b"> ");
    let error = only(&odd).expect_err("refused");
    assert!(matches!(error, ByteRangeError::NotHex { .. }), "{error:?}");
    let mut literal = bytes;
    literal[gap.start] = b'(';
    literal[gap.end - 1] = b')';
    let error = only(&literal).expect_err("refused");
    assert_eq!(error, ByteRangeError::NotHex { at: gap.start });
}

#[test]
fn only_zeros_may_follow_the_value() {
    // A26
    assert_eq!(only(&swapped("<300000", "<300001")), Err(ByteRangeError::Padding { count: 62 }));
    assert_eq!(only(&swapped("<3000", "<307F")), Err(ByteRangeError::Der));
    assert_eq!(only(&swapped("<30000000", "<30808080")), Err(ByteRangeError::Der));
    let indefinite = only(&swapped("<300000000000", "<308005000000")).expect("BER");
    assert_eq!(indefinite.padding(), 58);
}

#[test]
fn a_repeated_key_is_refused_however_it_is_spelt() {
    // A22, A24
    for name in ["Filter", "#46ilter", "Contents", "ByteRange"] {
        let bytes = page();
        let body =
            format!("<</Type/Sig/Filter/A/{name} [0 1 2 3]/ByteRange[0 1 2 3]/Contents <3000>>>");
        let file = Maker::page()
            .object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>")
            .object(5, "<</FT/Sig/T(S)/V 6 0 R>>")
            .object(6, body)
            .table("");
        assert_eq!(only(&file.bytes), Err(ByteRangeError::RepeatedKey), "{name}");
        assert!(bytes.len() < file.bytes.len());
    }
}

#[test]
fn values_whose_place_is_unknown_are_refused() {
    // A23
    let form = || Maker::page().object(1, FORM).object(5, "<</FT/Sig/T(S)/V 6 0 R>>");
    let contents = form()
        .object(6, "<</Type/Sig/ByteRange[0 1 2 3]/Contents 7 0 R>>")
        .object(7, "<3000>")
        .table("");
    assert_eq!(only(&contents.bytes), Err(ByteRangeError::Indirect { key: "Contents" }));
    let range = form()
        .object(6, "<</Type/Sig/ByteRange 7 0 R/Contents <3000>>>")
        .object(7, "[0 1 2 3]")
        .table("");
    assert_eq!(only(&range.bytes), Err(ByteRangeError::Indirect { key: "ByteRange" }));
    let packed = form()
        .stream(
            8,
            "/Type/ObjStm/N 1/First 4",
            b"6 0 <</Type/Sig/ByteRange[0 1 2 3]/Contents <3000>>>",
        )
        .xref_stream(9, &[(6, [2, 8, 0])]);
    assert_eq!(only(&packed.bytes), Err(ByteRangeError::ObjectStream));
}

#[test]
fn a_signature_repeated_in_a_later_revision_is_not_the_one_that_was_signed() {
    // A18, A21: the same dictionary again, so that a reader finds it at the end
    let bytes = signed();
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(&bytes, &budget).unwrap();
    let dictionary = signatures(&pdf).unwrap().found.remove(0).dictionary;
    let (object, span) = (dictionary.object.unwrap(), dictionary.span.unwrap());
    let copy = span.of(&bytes).unwrap().to_vec();
    let maker = Maker { bytes: bytes.clone(), ..Maker::new() };
    let xref = pdf.revisions().last().unwrap().sections[0].start;
    let later = Maker { xref, ..maker }.object(object.number, copy).table("");
    let all = judged(&later.bytes);
    assert_eq!(all.len(), 2);
    assert!(all[0].as_ref().is_ok_and(|covered| !covered.is_whole()));
    assert!(matches!(all[1], Err(ByteRangeError::Gap { .. })));
    let pdf = Pdf::open(&later.bytes, &budget).unwrap();
    let found = signatures(&pdf).unwrap().found;
    assert_eq!((found[0].last_seen, found[1].first_seen), (1, 2), "the first one was replaced");
}

#[test]
fn a_signature_in_a_field_of_another_type_is_told_apart() {
    // A27
    let file = Maker::page()
        .object(1, FORM)
        .object(5, "<</FT/Tx/T(S)/V 6 0 R>>")
        .object(6, "<</Type/Sig/ByteRange[0 1 2 3]/Contents <3000>>>")
        .table("");
    let budget = Budget::for_file(file.bytes.len());
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    let found = signatures(&pdf).unwrap().found;
    assert_eq!(found.iter().map(|f| f.field.is_signature).collect::<Vec<_>>(), [false]);
}

#[test]
fn one_value_in_many_fields_is_one_signature() {
    // A28
    let file = Maker::page()
        .object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 7 0 R 5 0 R]>>>>")
        .object(5, "<</FT/Sig/T(S)/V 6 0 R>>")
        .object(6, "<</Type/Sig/ByteRange[0 1 2 3]/Contents <3000>>>")
        .object(7, "<</FT/Sig/T(Other)/V 6 0 R>>")
        .table("");
    let budget = Budget::for_file(file.bytes.len());
    let pdf = Pdf::open(&file.bytes, &budget).unwrap();
    let found = signatures(&pdf).unwrap().found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].other_fields, ["Other"]);
}

const FORM: &str = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>";
