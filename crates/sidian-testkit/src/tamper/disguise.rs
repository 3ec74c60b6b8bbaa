//! Objects that are one thing for the form and another for the page, and objects that one reader sees
//! and another does not: each attack is prepared before the document is signed.

use sidian::budget::Budget;
use sidian::pdf::{Dict, Object, Pdf, Ref, write_object};

use super::bytes::edit;
use super::document::{append, form_document, revise, stream};
use super::scene::{
    LOOSE, Maker, Scene, approved, changes, drawn, packed_as, packed_through, parsed, with_item,
};

/// Page 1 of [`form_document`] with other resources and content, and one more field, object 22.
fn page(resources: &str, content: &str, more: &[(u32, &str)]) -> Vec<u8> {
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources \
         {resources} /Annots [9 0 R 11 0 R 12 0 R 22 0 R] >>"
    );
    let form = "<< /Fields [9 0 R 11 0 R 12 0 R 22 0 R] /DR 23 0 R /DA (/F1 12 Tf 0 g) >>";
    let content = stream("", content);
    let own = [(3, page.as_str()), (4, content.as_str()), (8, form), (23, "<< >>"), (22, EMPTY)];
    let kept = own.iter().filter(|(number, _)| more.iter().all(|(other, _)| other != number));
    append(&form_document(), &kept.chain(more).copied().collect::<Vec<_>>())
}

/// As [`page`], with an approval signature.
fn signed(resources: &str, content: &str, more: &[(u32, &str)]) -> Vec<u8> {
    approved(&page(resources, content, more))
}

const EMPTY: &str = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (remarks) /F 4 /P 3 0 R \
                     /Rect [72 480 272 500] >>";
const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
/// The same, but 1 is drawn as 9.
const OTHER_FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type \
                          /Encoding /Differences [49 /nine] >> >>";

/// With an entry more.
fn with(body: &str, entry: &str) -> String {
    format!("{} {entry} >>", body.strip_suffix(" >>").expect("a dictionary"))
}

/// An XObject that strict readers cannot read, for it is longer than it says.
fn unreadable() -> String {
    let form = "/Subtype /Form /BBox [0 0 200 20] /Resources << /XObject << /Inner 41 0 R >> >>";
    stream(form, "/Inner Do").replace("/Length 9", "/Length 2")
}

/// The cross-reference of the signed revision says that object 40 begins far behind its end, where
/// a stream of a later revision holds it.
fn anticipated() -> Vec<u8> {
    const FAR: usize = 50_000;
    const LENGTH: usize = 60_000;
    let plain = page("<< /XObject << /X 40 0 R >> >>", "/X Do", &[(40, &drawn("one"))]);
    let at = plain.windows(8).position(|word| word == b"40 0 obj").expect("the object");
    let signed =
        approved(&edit(&plain, 0, &format!("{at:010} 00000 n"), &format!("{FAR:010} 00000 n")));
    let head = format!("42 0 obj\n<<  /Length {LENGTH} >>\nstream\n").len();
    let before = " ".repeat(FAR - signed.len() - head);
    let data = format!("{before}40 0 obj\n{}\nendobj\n", drawn("a thousand"));
    append(&signed, &[(42, &stream("", &format!("{data:LENGTH$}")))])
}

/// An appearance that so many fields share that the page which shows it as well comes last.
fn shared_by_many() -> Vec<u8> {
    let field = |number: u32, value: &str| {
        let body = EMPTY.replace("(remarks)", &format!("(f{number}) /V ({value})"));
        (number, with(&body, "/AP << /N 40 0 R >>"))
    };
    let fields = |value| (100..700).map(|number| field(number, value)).collect::<Vec<_>>();
    let listed: String = (100..700).map(|number| format!(" {number} 0 R")).collect();
    let form = format!("<< /Fields [9 0 R 11 0 R 12 0 R{listed}] >>");
    let (one, other) = (drawn("one"), drawn("a thousand"));
    let before = fields("");
    let mut more: Vec<(u32, &str)> = before.iter().map(|(n, body)| (*n, body.as_str())).collect();
    more.extend([(40, one.as_str()), (8, form.as_str()), (800, "<< /X 40 0 R >>")]);
    let signed = signed("<< /XObject 800 0 R >>", "/X Do", &more);
    let after = fields("x");
    let mut later: Vec<(u32, &str)> = after.iter().map(|(n, body)| (*n, body.as_str())).collect();
    later.push((40, &other));
    append(&signed, &later)
}

pub(super) const MAKERS: &[(&str, Maker)] = &[
    ("field-is-resource", |_: &Scene| {
        let field = with(EMPTY, "/V 24 0 R /MK 40 0 R");
        let more = [(22, field.as_str()), (24, "()"), (40, &drawn("one"))];
        let signed = signed("<< /XObject 22 0 R >>", "/MK Do", &more);
        append(&signed, &[(24, "(x)"), (40, &drawn("a thousand"))])
    }),
    ("form-is-resource", |_| {
        let signed = signed("<< /Font 8 0 R >>", "BT /DR 18 Tf (1) Tj ET", &[(23, FONT)]);
        append(&signed, &[(23, OTHER_FONT)])
    }),
    ("resources-typed-as-structure", |_| {
        let resources = "<< /Type /StructElem /S /P /P 1 0 R /Font 22 0 R >>";
        let field = |font| with(EMPTY, font);
        let more = [(22, field("/Q 40 0 R")), (40, FONT.to_owned()), (41, OTHER_FONT.to_owned())];
        let more: Vec<(u32, &str)> = more.iter().map(|(n, body)| (*n, body.as_str())).collect();
        let signed = signed(resources, "BT /Q 18 Tf (1) Tj ET", &more);
        append(&signed, &[(22, &field("/V (x) /Q 41 0 R"))])
    }),
    ("resources-typed-as-page", |_| {
        let more = [(22, EMPTY), (24, "<< /Type /Page /Tabs 40 0 R >>"), (40, &drawn("one"))];
        let signed = signed("<< /XObject 24 0 R >>", "/Tabs Do", &more);
        let other = "<< /Type /Page /Tabs 41 0 R >>";
        append(&signed, &[(24, other), (41, &drawn("a thousand"))])
    }),
    ("resources-typed-as-structure-root", |_| {
        let root = "<< /Type /StructTreeRoot /ParentTreeNextKey 40 0 R >>";
        let more = [(24, root), (40, &drawn("one"))];
        let signed = signed("<< /XObject 24 0 R >>", "/ParentTreeNextKey Do", &more);
        append(&signed, &[(24, &root.replace("40", "41")), (41, &drawn("a thousand"))])
    }),
    ("appearance-shared-by-many", |_| shared_by_many()),
    ("unreadable-content", |_| {
        let more = [(40, unreadable()), (41, drawn("one"))];
        let more: Vec<(u32, &str)> = more.iter().map(|(n, body)| (*n, body.as_str())).collect();
        let signed = signed("<< /XObject << /X 40 0 R >> >>", "/X Do", &more);
        append(&signed, &[(41, &drawn("a thousand"))])
    }),
    ("entry-ahead", |_| anticipated()),
    ("size-smaller", |s| {
        revise(&s.signed, &[], &[], |entries| {
            let rest = entries.split_once(" /Prev").expect("an entry").1;
            format!("/Size 12 /Prev{rest}")
        })
    }),
    ("unlisted-object", |s| append(&[&s.signed, LOOSE.as_bytes()].concat(), &[(60, "<< >>")])),
    ("unlisted-trailer", |s| {
        let trailer = "trailer\n<< /Size 61 /Root 60 0 R >>\n";
        let other = "<< /Type /Catalog /Pages 16 0 R >>";
        append(&[&s.signed, trailer.as_bytes()].concat(), &[(60, other)])
    }),
    ("unlisted-object-in-object-stream", |s| {
        let two = "21 0 4 23 << /Producer (hand) >> << /Length 0 >>";
        let container = stream("/Type /ObjStm /N 2 /First 10", two);
        packed_as(&s.signed, 21, &[(80, &container)])
    }),
    ("object-stream-decoded-otherwise", |_| {
        let packed = packed_through(&form_document(), 21, "<< /Producer (hand) >>");
        append(&approved(&packed), &[(79, "/ASCII85Decode")])
    }),
    ("object-twice-in-object-stream", |s| {
        let two = "21 0 21 23 << /Producer (hand) >> << /Producer (other) >>";
        let container = stream("/Type /ObjStm /N 2 /First 11", two);
        packed_as(&s.signed, 21, &[(80, &container)])
    }),
    ("field-by-another-generation", |s| {
        let number = |item: &Object| item.as_reference().map_or(0, |item| item.number);
        let page = |page: Dict| {
            let annots = page.array("Annots").expect("annotations").items();
            let other = |item| Ref::new(item, u16::from(item == 9)).into();
            page.clone().with("Annots", annots.iter().map(number).map(other).collect::<Vec<_>>())
        };
        changes(&s.signed, &[], &[(3, &page)])
    }),
    ("annotation-found-by-its-generation", |_| {
        let note = "<< /Type /Annot /Subtype /Stamp /F 4 /P 3 0 R /Rect [72 600 300 700] /AP << /N \
                    41 0 R >> >>";
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Annots \
                    40 0 R >>";
        let (hidden, shown) = ("[9 0 R 42 1 R]", "[9 0 R 42 0 R]");
        let more = [(3, page), (40, hidden), (41, &drawn("paid")), (42, note)];
        append(&approved(&append(&form_document(), &more)), &[(40, shown)])
    }),
    ("catalogue-renumbered", |s| renumbered(&s.signed, 60, "").expect("read")),
    ("catalogue-renumbered-and-opening", |s| {
        let opening = "/ViewerPreferences << /HideToolbar true >>";
        renumbered(&s.signed, 60, opening).expect("read")
    }),
    ("catalogue-renumbered-to-other-pages", |s| {
        let moved = renumbered(&s.signed, 60, "").expect("read");
        changes(&moved, &[], &[(60, &|root: Dict| root.with("Pages", Ref::new(16, 0)))])
    }),
    ("catalogue-taken-over", |s| renumbered(&s.signed, 20, "").expect("read")),
    ("filled-with-a-picture", |_| painted("q 9 0 0 9 0 0 cm /Im Do Q")),
    ("filled-with-a-background", |_| painted("1 g 0 0 200 20 re f BT /F1 12 Tf (x) Tj ET")),
    ("filled-with-text", |_| painted("0 0 200 20 re W n BT /F1 12 Tf (x Do f) Tj ET % f")),
    ("filled-with-a-promised-background", |_| {
        painted_over("/MK << /BG [1] >>", "", "1 g 0 0 200 20 re f 0 g BT /F1 12 Tf (x) Tj ET")
    }),
    ("filled-on-a-dot-of-background", |_| {
        painted_over("/AP << /N 41 0 R >>", "0 0 1 1 re f", "1 g 0 0 200 20 re f BT (x) Tj ET")
    }),
    ("filled-on-a-clipped-background", |_| {
        let ground = "0 0 1 1 re W n 1 g 0 0 200 20 re f";
        painted_over("/AP << /N 41 0 R >>", ground, "1 g 0 0 200 20 re f BT (x) Tj ET")
    }),
    ("filled-on-a-background-that-cancels", |_| {
        let ground = "1 g 0 0 200 20 re 0 0 200 20 re f*";
        painted_over("/AP << /N 41 0 R >>", ground, "1 g 0 0 200 20 re f BT (x) Tj ET")
    }),
    ("filled-on-its-background", |_| {
        painted_over(
            "/AP << /N 41 0 R >>",
            "1 g 0 0 200 20 re f",
            "1 g 0 0 200 20 re f BT (x) Tj ET",
        )
    }),
    ("filled-with-broad-lines", |_| painted("1 G 40 w 0 9 m 200 9 l S 0 G BT /F1 12 Tf (x) Tj ET")),
    ("filled-with-white-text", |_| painted("BT 1 1 1 rg /F1 80 Tf (-) Tj 0 g /F1 12 Tf (x) Tj ET")),
    ("filled-with-outlined-text", |_| painted("BT 2 Tr 40 w /F1 12 Tf (x) Tj ET")),
    ("filled-in-blue-within-a-border", |_| {
        let drawn = "0.8 G 1 w 0 0 200 20 re s BT 0 0 0.6 rg /F1 12 Tf (x) Tj ET";
        painted_over("/MK << /BC [0.8] >>", "", drawn)
    }),
    ("filled-with-its-border-stated", |_| bordered("/BS << /S /S /W 1 >>")),
    ("filled-with-a-broad-border", |_| bordered("/BS << /S /S /W 40 >>")),
    ("filled-in-several-states", |_| {
        let signed = signed("<< >>", "", &[(22, EMPTY)]);
        let form = stream("/Subtype /Form /BBox [0 0 200 20]", "1 g 0 0 200 20 re f");
        let states = "/V (x) /AS /On /AP << /N << /On 40 0 R >> >>";
        append(&signed, &[(22, &with(EMPTY, states)), (40, &form)])
    }),
    ("filled-with-drawn-glyphs", |_| {
        let signed = signed("<< >>", "", &[(22, EMPTY)]);
        let font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] \
                    /CharProcs << /a 42 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 \
                    /LastChar 97 /Widths [1] >>";
        let entries = "/Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F 41 0 R >> >>";
        let form = stream(entries, "BT /F 200 Tf (a) Tj ET");
        let glyph = stream("", "1 0 d0 1 g 0 0 1 1 re f");
        let field = with(EMPTY, "/V (a) /AP << /N 40 0 R >>");
        append(&signed, &[(22, &field), (40, &form), (41, font), (42, &glyph)])
    }),
    ("filled-with-borrowed-glyphs", |_| {
        let font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] \
                    /CharProcs << /a 42 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 \
                    /LastChar 97 /Widths [1] >>";
        let glyph = stream("", "1 0 d0 1 g 0 0 1 1 re f");
        let form = "<< /Fields [9 0 R 11 0 R 12 0 R 22 0 R] /DR << /Font << /D 41 0 R >> >> >>";
        let signed = signed("<< >>", "", &[(22, EMPTY), (8, form), (41, font), (42, &glyph)]);
        let drawn = stream("/Subtype /Form /BBox [0 0 200 20]", "BT /D 200 Tf (a) Tj ET");
        append(&signed, &[(22, &with(EMPTY, "/V (a) /AP << /N 40 0 R >>")), (40, &drawn)])
    }),
    ("large-box-ticked", |_| {
        let states = "/AP << /N << /On 40 0 R >> >> /AS";
        let box_with = |state| with(&EMPTY.replace("/Tx", "/Btn"), &format!("{states} {state}"));
        let more = [(22, box_with("/Off")), (40, drawn("a thousand"))];
        let more: Vec<(u32, &str)> = more.iter().map(|(n, body)| (*n, body.as_str())).collect();
        append(&signed("<< >>", "", &more), &[(22, &with(&box_with("/On"), "/V /On"))])
    }),
    ("default-appearance-added", |_| {
        let field = with(EMPTY, "/V (a thousand)");
        let form = "<< /Fields [9 0 R 11 0 R 12 0 R 22 0 R] >>";
        let signed = signed("<< >>", "", &[(22, field.as_str()), (8, form)]);
        let fonts = "<< /Font << /F1 5 0 R >> >>";
        form_entry(&signed, &[("DA", "(/F1 12 Tf 0 g)"), ("DR", fonts)])
    }),
    ("default-font-added", |_| {
        let field = with(EMPTY, "/V (1) /DA (0 g /Own 12 Tf)");
        let more = [(22, field.as_str()), (40, OTHER_FONT)];
        form_entry(&signed("<< >>", "", &more), &[("DR", "<< /Font << /Own 40 0 R >> >>")])
    }),
    ("icon-without-extent", |s| annotated(s, "/Subtype /Text /Rect [72 600 72 600] /Contents (x)")),
    ("window-opened", |s| annotated(s, "/Subtype /Popup /Rect [0 0 612 792] /Open true")),
    ("file-in-hidden-note", |s| {
        let note =
            "/Subtype /FileAttachment /Rect [0 0 0 0] /F 2 /FS << /F (a) /EF << /F 4 0 R >> >>";
        annotated(s, note)
    }),
];

/// The file with its catalogue as object `number`, with these entries besides, in a revision of its
/// own; `None` where it cannot be read.
pub fn renumbered(pdf: &[u8], number: u32, entries: &str) -> Option<Vec<u8>> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).ok()?;
    let before = file.latest().root_ref().ok()?;
    let mut body = Vec::new();
    write_object(&mut body, &Object::Dict(file.latest().root().ok()?));
    let body = String::from_utf8(body).ok()?;
    let body = format!("{} {entries} >>", body.strip_suffix(">>")?);
    let [before, after] = [before.to_string(), Ref::new(number, 0).to_string()];
    let [before, after] = [before, after].map(|root| format!("/Root {root}"));
    let moved = |trailer: String| trailer.replace(&before, &after);
    Some(revise(pdf, &[(number, &body)], &[], moved))
}

/// An empty text field, filled, with this appearance.
fn painted(content: &str) -> Vec<u8> {
    let signed = signed("<< >>", "", &[(22, EMPTY)]);
    let form = stream(BOX, content);
    append(&signed, &[(22, &with(EMPTY, "/V (x) /AP << /N 40 0 R >>")), (40, &form)])
}

/// An empty text field, filled by a writer that adds these entries to it.
fn bordered(entries: &str) -> Vec<u8> {
    let signed = signed("<< >>", "", &[(22, EMPTY)]);
    let form = stream(BOX, "BT /F1 12 Tf (x) Tj ET");
    let filled = with(EMPTY, &format!("/V (x) /AP << /N 40 0 R >> {entries}"));
    append(&signed, &[(22, &filled), (40, &form)])
}

/// The same, where the empty field has these entries and object 41 is a form that draws `before`.
fn painted_over(entries: &str, before: &str, content: &str) -> Vec<u8> {
    let field = with(EMPTY, entries);
    let box_of = |content: &str| stream(BOX, content);
    let signed = signed("<< >>", "", &[(22, &field), (41, &box_of(before))]);
    let filled = with(EMPTY, "/V (x) /AP << /N 40 0 R >>");
    let kept = if entries.starts_with("/MK") { entries } else { "" };
    append(&signed, &[(22, &with(&filled, kept)), (40, &box_of(content))])
}

/// The form with these entries, in a further revision.
fn form_entry(pdf: &[u8], entries: &[(&str, &str)]) -> Vec<u8> {
    let form = |dict: Dict| entries.iter().fold(dict, |dict, (k, v)| dict.with(k, parsed(v)));
    changes(pdf, &[], &[(8, &form)])
}

/// One more annotation on page 1.
fn annotated(scene: &Scene, entries: &str) -> Vec<u8> {
    let body = format!("<< /Type /Annot /P 3 0 R {entries} >>");
    changes(&scene.signed, &[(60, &body)], &[(3, &|page: Dict| with_item(page, "Annots", 60))])
}

/// The form of a field, with a font.
const BOX: &str = "/Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>";
