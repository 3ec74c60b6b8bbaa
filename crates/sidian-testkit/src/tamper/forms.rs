//! Attacks by way of forms, annotations and structure: on a document that holds what they need.

use std::sync::OnceLock;

use sidian::budget::Budget;
use sidian::pdf::{Object, Pdf, Ref};

use super::document::{append, form_document, stream};
use super::scene::{Maker, Scene, approved};

/// What the document has beside those of [`form_document`]: an empty field, a hidden one, a note and
/// a structure tree, all on page 1.
const MORE: &[(u32, &str)] = &[
    (
        1,
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R /Metadata 13 0 R /Lang (en) \
         /StructTreeRoot 30 0 R /OpenAction [3 0 R /Fit] /PageMode /UseNone >>",
    ),
    (
        3,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /StructParents 0 \
         /Resources << /Font << /F1 5 0 R >> /XObject << /Overlay 14 0 R >> >> \
         /Annots [9 0 R 11 0 R 12 0 R 22 0 R 23 0 R 24 0 R] >>",
    ),
    (
        8,
        "<< /Fields [9 0 R 11 0 R 12 0 R 22 0 R 23 0 R] /DR << /Font << /F1 5 0 R >> >> \
         /DA (/F1 12 Tf 0 g) >>",
    ),
    (22, REMARKS),
    (23, CONCEALED),
    (24, NOTE),
    (30, "<< /Type /StructTreeRoot /K 31 0 R /ParentTree 32 0 R /ParentTreeNextKey 1 >>"),
    (31, "<< /Type /StructElem /S /P /P 30 0 R /Pg 3 0 R /K [0 1] >>"),
    (32, "<< /Nums [0 33 0 R] >>"),
    (33, "[31 0 R 31 0 R]"),
];

const REMARKS: &str = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (remarks) /F 4 /P 3 0 R \
                       /Rect [72 480 272 500] /DA (/F1 12 Tf 0 g) >>";
const CONCEALED: &str = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (concealed) /F 2 /P 3 0 R \
                         /V (A thousand licences.) /Rect [72 690 400 720] /DA (/F1 18 Tf 0 g) \
                         /AP << /N 10 0 R >> >>";
const NOTE: &str = "<< /Type /Annot /Subtype /FreeText /F 4 /P 3 0 R /Rect [300 400 500 420] \
                    /Contents (void) /DA (/F1 12 Tf 0 g) >>";
const PICTURE: &str = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Blank) /F 4 /P 3 0 R \
                       /Rect [72 690 400 720] /AP << /N 41 0 R >> >>";

fn signed() -> &'static [u8] {
    static SIGNED: OnceLock<Vec<u8>> = OnceLock::new();
    SIGNED.get_or_init(|| approved(&append(&form_document(), MORE)))
}

/// Writes objects anew in one revision; each as it was, with `from` replaced by `to`.
fn rewritten(edits: &[(u32, &str, &str)]) -> Vec<u8> {
    let bodies: Vec<(u32, String)> = edits
        .iter()
        .map(|(number, from, to)| {
            let (_, body) = MORE.iter().find(|(n, _)| n == number).expect("an object of ours");
            assert!(body.contains(from), "{number} has no {from}");
            (*number, body.replace(from, to))
        })
        .collect();
    let bodies: Vec<(u32, &str)> = bodies.iter().map(|(n, body)| (*n, body.as_str())).collect();
    append(signed(), &bodies)
}

fn drawn(words: &str) -> String {
    let dict =
        "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>";
    stream(dict, &format!("BT /F1 12 Tf 2 5 Td ({words}) Tj ET"))
}

/// What a list of references holds in the signed document.
fn listed(number: u32, key: &str) -> String {
    let budget = Budget::for_file(signed().len());
    let file = Pdf::open(signed(), &budget).expect("a file that can be read");
    let holder = file.latest().get(Ref::new(number, 0)).expect("an object");
    let items = holder.as_dict().and_then(|dict| dict.array(key).cloned()).expect("a list");
    let references = items.items().iter().filter_map(Object::as_reference);
    references.map(|reference| format!("{reference} ")).collect()
}

/// Page 1 with one more annotation, object 40.
fn page_with_more() -> String {
    let page = MORE[1].1.split("/Annots").next().expect("a page");
    format!("{page} /Annots [{}40 0 R] >>", listed(3, "Annots"))
}

/// A signature field that nobody has signed, with this picture, on page 1.
fn blank_field(content: &str) -> Vec<u8> {
    let fields = listed(8, "Fields");
    let form = format!(
        "<< /Fields [{fields}40 0 R] /DR << /Font << /F1 5 0 R >> >> /DA (/F1 12 Tf 0 g) /SigFlags 3 >>"
    );
    let picture = stream("/Type /XObject /Subtype /Form /BBox [0 0 328 30]", content);
    append(signed(), &[(8, &form), (3, &page_with_more()), (40, PICTURE), (41, &picture)])
}

pub(super) const MAKERS: &[(&str, Maker)] = &[
    ("filled-empty", |_: &Scene| {
        let filled = REMARKS.replace("/F 4", "/F 4 /V (later) /AP << /N 40 0 R >>");
        append(signed(), &[(22, &filled), (40, &drawn("later"))])
    }),
    ("field-unhidden", |_| rewritten(&[(23, "/F 2", "/F 4")])),
    ("field-unhidden-on-paper", |_| rewritten(&[(23, "/F 2", "/F 36")])),
    ("field-hidden", |_| rewritten(&[(22, "/F 4", "/F 2")])),
    ("field-recoloured", |_| rewritten(&[(23, "0 g", "1 g")])),
    ("note-hidden", |_| rewritten(&[(24, "/F 4", "/F 2")])),
    ("note-without-place", |_| {
        let note =
            "<< /Type /Annot /Subtype /Highlight /F 4 /QuadPoints [0 0 612 0 0 792 612 792] >>";
        append(signed(), &[(3, &page_with_more()), (40, note)])
    }),
    ("blank-field-with-picture", |_| blank_field("1 g 0 0 328 30 re f")),
    ("blank-field", |_| blank_field("q Q % nothing")),
    ("parent-tree-anew", |_| {
        let root = MORE[6].1.replace("32 0 R", "40 0 R");
        append(
            signed(),
            &[
                (30, &root),
                (40, "<< /Kids [41 0 R] >>"),
                (41, "<< /Limits [0 0] /Nums [0 42 0 R] >>"),
                (42, "[31 0 R 31 0 R]"),
            ],
        )
    }),
    ("parent-tree-other", |_| {
        let root = MORE[6].1.replace("32 0 R", "40 0 R");
        append(
            signed(),
            &[
                (30, &root),
                (40, "<< /Nums [0 41 0 R] >>"),
                (41, "[31 0 R 42 0 R]"),
                (42, "<< /S /P /ActualText (paid) >>"),
            ],
        )
    }),
    ("parent-tree-twice", |_| {
        let root = MORE[6].1.replace("32 0 R", "40 0 R");
        append(
            signed(),
            &[
                (30, &root),
                (40, "<< /Kids [32 0 R 41 0 R] >>"),
                (41, "<< /Nums [0 42 0 R] >>"),
                (42, "[31 0 R]"),
            ],
        )
    }),
];
