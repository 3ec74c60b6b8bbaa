//! Attacks by way of forms, annotations and structure: on a document that holds what they need.

use std::sync::OnceLock;

use sidian::pdf::{Dict, Ref};

use super::document::{append, form_document, stream};
use super::scene::{CERTIFICATE, Edit, Maker, Scene, approved, changes, drawn, parsed, with_item};

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
         /Annots [9 0 R 11 0 R 12 0 R 22 0 R 23 0 R 24 0 R 25 0 R] >>",
    ),
    (
        8,
        "<< /Fields [9 0 R 11 0 R 12 0 R 22 0 R 23 0 R 25 0 R] /DR << /Font << /F1 5 0 R >> >> \
         /DA (/F1 12 Tf 0 g) >>",
    ),
    (22, REMARKS),
    (23, CONCEALED),
    (24, NOTE),
    (25, BUTTON),
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
const BUTTON: &str = "<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (photo) /F 4 /P 3 0 R \
                      /Rect [400 600 500 700] /AP << /N 10 0 R >> >>";
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

/// One more field or annotation, object 40, on page 1.
fn page_with_more(page: Dict) -> Dict {
    with_item(page, "Annots", 40)
}

/// A signature field with this body and picture, on page 1, and what comes with it.
fn field_added(body: &str, content: &str, more: &[(u32, &str)], edits: &[Edit<'_>]) -> Vec<u8> {
    let picture = stream("/Type /XObject /Subtype /Form /BBox [0 0 328 30]", content);
    let new = [&[(40, body), (41, picture.as_str())], more].concat();
    let form = |form: Dict| with_item(form, "Fields", 40).with("SigFlags", 3);
    let edits = [&[(8, &form as &dyn Fn(Dict) -> Dict), (3, &page_with_more)], edits].concat();
    changes(signed(), &new, &edits)
}

fn intent(root: Dict) -> Dict {
    root.with("OutputIntents", parsed(INTENT))
}

const CERTIFICATE_TOO: &str = "<< /Length 5 >>\nstream\n0\u{3}\u{2}\u{1}\u{0}\nendstream";
const INTENT: &str = "[<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) >>]";

/// One revision that adds a signature field with a value, and output intents as signing software
/// does that draws in colour. The value is no signature: for judging changes alone.
pub fn signed_with_output_intent() -> Vec<u8> {
    let field = PICTURE.replace("/T (Blank)", "/T (Coloured) /V 42 0 R");
    let value = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached \
                 /ByteRange [0 1 2 3] /Contents <00> >>";
    field_added(&field, "1 0 0 rg 0 0 9 9 re f", &[(42, value)], &[(1, &intent)])
}

/// Validation data of which `/VRI` names one piece, and a revision that leaves `/VRI` out.
fn without_vri(named: u32) -> Vec<u8> {
    const KEY: &str = "0123456789ABCDEF0123456789ABCDEF01234567";
    let store = format!("<< /Certs [51 0 R] /VRI << /{KEY} << /Cert [{named} 0 R] >> >> >>");
    let new = [(50, store.as_str()), (51, CERTIFICATE), (52, CERTIFICATE_TOO)];
    let with = changes(signed(), &new, &[(1, &|root| root.with("DSS", Ref::new(50, 0)))]);
    append(&with, &[(50, "<< /Certs [51 0 R] >>")])
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
    ("button-with-another-picture", |_| {
        let pressed = BUTTON.replace("/N 10 0 R >>", "/N 40 0 R >> /V (x)");
        append(signed(), &[(25, &pressed), (40, &drawn("another photo"))])
    }),
    ("rich-text-without-value", |_| rewritten(&[(23, "/F 2", "/F 2 /RV (another)")])),
    ("note-hidden", |_| rewritten(&[(24, "/F 4", "/F 2")])),
    ("note-without-place", |_| {
        let note =
            "<< /Type /Annot /Subtype /Highlight /F 4 /QuadPoints [0 0 612 0 0 792 612 792] >>";
        changes(signed(), &[(40, note)], &[(3, &page_with_more)])
    }),
    ("blank-field-with-picture", |_| field_added(PICTURE, "1 g 0 0 328 30 re f", &[], &[])),
    ("blank-field", |_| field_added(PICTURE, "q Q % nothing", &[], &[])),
    ("vri-left-out", |_| without_vri(51)),
    ("vri-left-out-with-what-it-names", |_| without_vri(52)),
    ("extension-replaced", |_| {
        let own = parsed("<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 1 >> >>");
        changes(signed(), &[], &[(1, &|root| root.with("Extensions", own.clone()))])
    }),
    ("output-intent-by-nobody", |_| changes(signed(), &[], &[(1, &intent)])),
    ("parent-tree-anew", |_| {
        let root = MORE[7].1.replace("32 0 R", "40 0 R");
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
        let root = MORE[7].1.replace("32 0 R", "40 0 R");
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
        let root = MORE[7].1.replace("32 0 R", "40 0 R");
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
