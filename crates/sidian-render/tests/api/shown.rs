//! Pages that show one thing to a person, and another to whoever looks at the seal's widget alone.

use sidian::crypto::Suite;
use sidian::pades::{Appearance, Placement};
use sidian::report::Verdict;
use sidian::signature::SignatureDraft;
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_render::SealReader;
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, pdf, seal_kit};

/// A document with a field for a seal that somebody prepared in every detail.
struct Prepared {
    catalogue: &'static str,
    page: &'static str,
    /// The annotations of the page; object 4 is the widget.
    annotations: &'static str,
    widget: &'static str,
    rect: &'static str,
    /// Entries of the widget's form.
    form: &'static str,
    /// What the form draws before and after the seal's picture.
    before: String,
    after: &'static str,
    /// Objects from 8 on.
    others: Vec<String>,
}

impl Default for Prepared {
    fn default() -> Self {
        Self {
            catalogue: "",
            page: "/Resources<<>>",
            annotations: "4 0 R",
            widget: "/F 4",
            rect: "200 200 320 320",
            form: "/Resources<<>>",
            before: String::new(),
            after: "",
            others: Vec::new(),
        }
    }
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

fn form(entries: &str, content: &str) -> String {
    let side = seal_kit::operators().side;
    stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 {side:.4} {side:.4}]{entries}"), content)
}

/// White paper over the whole of a form.
fn white() -> String {
    let side = seal_kit::operators().side;
    format!("1 g 0 0 {side:.4} {side:.4} re f")
}

/// Another seal's picture, opaque.
fn other() -> String {
    form("/Resources<<>>", &format!("{} {}", white(), seal_kit::operators().other))
}

impl Prepared {
    fn sealed(&self) -> Vec<u8> {
        let Self { catalogue, page, annotations, widget, rect, .. } = self;
        let own = seal_kit::operators().own;
        let content = format!("{} q {own} Q {}", self.before, self.after);
        let mut objects = vec![
            format!(
                "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 1>>{catalogue}>>"
            ),
            "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
            format!("<</Type/Page/Parent 2 0 R/Contents 7 0 R/Annots[{annotations}]{page}>>"),
            format!(
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/P 3 0 R/AP<</N 5 0 R>>\
                 /Rect[{rect}]{widget}>>"
            ),
            form(self.form, &content),
            "null".to_owned(),
            stream("", ""),
        ];
        objects.extend(self.others.iter().cloned());
        let base = pdf::file("1.7", &objects);
        let pki = TestPki::new(Suite::P256);
        let seal = seal_kit::seal(pki, &[&pki.signer]);
        let draft = seal.apply(&base).with_field("Seal");
        draft.sign(&pki.signer.key, &pki.chain(&pki.signer), clock::now()).expect("sealed")
    }

    /// The verdict, and the codes about what shows.
    fn judged(&self) -> (Option<Verdict>, Vec<u32>) {
        judge(&self.sealed())
    }
}

fn judge(file: &[u8]) -> (Option<Verdict>, Vec<u32>) {
    let pki = TestPki::new(Suite::P256);
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let add = |evidence: Evidence, der: &[u8]| evidence.with_crl(der).expect("a list");
    let evidence = pki.crls().iter().fold(Evidence::new(), |e, list| add(e, list.der()));
    let verifier =
        Verifier::new(store).with_evidence(evidence).with_picture_reader(Box::new(SealReader));
    let report = verifier.document(file, clock::now()).expect("a PDF");
    let codes = report.all_findings().map(|f| f.code().number);
    (report.verdict(), codes.filter(|code| (6050..6070).contains(code)).collect())
}

const OPEN: Option<Verdict> = Some(Verdict::Indeterminate);
const PASSED: Option<Verdict> = Some(Verdict::Passed);
const GROUP: &str = "<</Type/OCG/Name(x)>>";

#[test]
fn a_prepared_field_with_nothing_strange_passes() {
    assert_eq!(Prepared::default().judged(), (PASSED, vec![]));
}

#[test]
fn a_picture_in_layers_is_for_a_person_to_look_at() {
    let off = "/OCProperties<</OCGs[8 0 R]/D<</OFF[8 0 R]/Order[]>>>>";
    // readers show the other picture, for the seal's own lies in a layer that is off
    let swapped = Prepared {
        catalogue: off,
        form: "/Resources<</Properties<</L 8 0 R>>/XObject<</O 9 0 R>>>>",
        before: format!("/O Do /OC /L BDC {}", white()),
        after: "EMC",
        others: vec![GROUP.to_owned(), other()],
        ..Prepared::default()
    };
    assert_eq!(swapped.judged(), (OPEN, vec![6059]));
    let hidden = Prepared {
        catalogue: off,
        widget: "/F 4/OC 8 0 R",
        others: vec![GROUP.to_owned()],
        ..Prepared::default()
    };
    assert_eq!(hidden.judged(), (OPEN, vec![6059]));
    let inside = Prepared {
        catalogue: off,
        form: "/Resources<</XObject<</O 9 0 R>>>>",
        before: "/O Do".to_owned(),
        others: vec![GROUP.to_owned(), form("/OC 8 0 R/Resources<<>>", "")],
        ..Prepared::default()
    };
    assert_eq!(inside.judged(), (OPEN, vec![6059]));
    // a document without layers has none to switch
    let marked = Prepared {
        form: "/Resources<</Properties<</L 8 0 R>>>>",
        before: "/OC /L BDC".to_owned(),
        after: "EMC",
        others: vec![GROUP.to_owned()],
        ..Prepared::default()
    };
    assert_eq!(marked.judged(), (PASSED, vec![]));
}

#[test]
fn a_picture_brings_its_own_resources() {
    for form in [
        "",
        "/Resources<<>>",
        "/Resources<</XObject<</O 99 0 R>>>>",
        "/Resources<</Font<</O 8 0 R>>>>",
    ] {
        let borrowed = Prepared {
            page: "/Resources<</XObject<</O 8 0 R>>>>",
            form,
            after: "/#4F Do",
            others: vec![other()],
            ..Prepared::default()
        };
        assert_eq!(borrowed.judged(), (OPEN, vec![6059]), "{form}");
    }
    // one form further down
    let nested = Prepared {
        page: "/Resources<</XObject<</O 8 0 R>>>>",
        form: "/Resources<</XObject<</N 9 0 R>>>>",
        after: "/N Do",
        others: vec![other(), form("/Resources<<>>", "/O Do")],
        ..Prepared::default()
    };
    assert_eq!(nested.judged(), (OPEN, vec![6059]));
}

#[test]
fn glyphs_that_draw_with_their_own_font_are_not_followed() {
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97\
                /LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a 9 0 R>>\
                /Resources<</Font<</F 8 0 R>>>>>>";
    let endless = Prepared {
        form: "/Resources<</Font<</F 8 0 R>>>>",
        before: "BT /F 1 Tf (a) Tj ET".to_owned(),
        others: vec![font.to_owned(), stream("", "1 0 d0 BT /F 1 Tf (a) Tj ET")],
        ..Prepared::default()
    };
    assert_eq!(endless.judged(), (OPEN, vec![6059]));
}

#[test]
fn a_picture_is_ink_and_does_not_turn_what_lies_below() {
    let blended = |mode: &str| Prepared {
        form: "/Resources<</ExtGState<</G 8 0 R>>>>",
        before: "/G gs".to_owned(),
        others: vec![format!("<</BM{mode}>>")],
        ..Prepared::default()
    };
    for mode in ["/Normal", "/Multiply", "[/Multiply/Normal]", "/Darken"] {
        assert_eq!(blended(mode).judged(), (PASSED, vec![]), "{mode}");
    }
    for mode in ["/Difference", "/Luminosity", "/Screen", "[/Unknown/Difference]"] {
        assert_eq!(blended(mode).judged(), (OPEN, vec![6059]), "{mode}");
    }
}

#[test]
fn a_seal_below_something_else_is_for_a_person_to_look_at() {
    let over = |annotations, other_annotation: &str| Prepared {
        annotations,
        others: vec![other_annotation.to_owned(), other()],
        ..Prepared::default()
    };
    let stamp = "<</Type/Annot/Subtype/Stamp/Rect[200 200 320 320]/F 4/AP<</N 9 0 R>>>>";
    let button = "<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(b)/Rect[190 190 330 300]/F 4\
                  /AP<</N 9 0 R>>>>";
    let square = "<</Type/Annot/Subtype/Square/Rect[200 200 320 320]/F 4/IC[1 1 1]>>";
    for one in [stamp, button, square] {
        assert_eq!(over("4 0 R 8 0 R", one).judged(), (OPEN, vec![6060]), "{one}");
        assert_eq!(over("8 0 R 4 0 R", one).judged(), (PASSED, vec![]), "below: {one}");
    }
    let link = "<</Type/Annot/Subtype/Link/Rect[200 200 320 320]/Border[0 0 0]>>";
    let hidden = "<</Type/Annot/Subtype/Stamp/Rect[200 200 320 320]/F 2/AP<</N 9 0 R>>>>";
    let beside = "<</Type/Annot/Subtype/Stamp/Rect[280 200 400 320]/F 4/AP<</N 9 0 R>>>>";
    for one in [link, hidden, beside] {
        assert_eq!(over("4 0 R 8 0 R", one).judged(), (PASSED, vec![]), "{one}");
    }
}

#[test]
fn a_later_signature_does_not_pass_off_its_picture_for_the_seal_below() {
    let pki = TestPki::new(Suite::P256);
    let sealed = Prepared::default().sealed();
    let signed = |rect| {
        let picture = Appearance::from_page(&seal_kit::other_page()).expect("a page");
        let place = Placement::in_rect(1, rect).with_appearance(picture);
        let draft = SignatureDraft::new(&sealed).with_placement(place);
        let update =
            draft.sign(&pki.second_signer.key, &pki.chain(&pki.second_signer), clock::now());
        judge(&update.expect("signed").onto(&sealed).expect("same"))
    };
    assert_eq!(signed([200.0, 200.0, 320.0, 320.0]), (OPEN, vec![6060]));
    assert_eq!(signed([300.0, 200.0, 420.0, 320.0]), (PASSED, vec![]), "they touch");
}

#[test]
fn a_seal_that_no_page_shows_is_said_not_to_show() {
    let shown = |annotations, rect, page| {
        Prepared { annotations, rect, page, ..Prepared::default() }.judged()
    };
    let plain = "/Resources<<>>";
    for (case, answer) in [
        ("on no list", shown("", "200 200 320 320", plain)),
        ("beside the page", shown("4 0 R", "700 200 820 320", plain)),
        ("cropped", shown("4 0 R", "200 200 320 320", "/CropBox[0 0 100 100]")),
        ("too small to see", shown("4 0 R", "200 200 202 202", plain)),
    ] {
        assert_eq!(answer, (PASSED, vec![6056]), "{case}");
    }
}

#[test]
fn a_seal_that_does_not_turn_with_its_page_is_seen_upright() {
    let turned = |widget| Prepared { widget, page: "/Rotate 90", ..Prepared::default() }.judged();
    assert_eq!(turned("/F 20"), (PASSED, vec![]));
    assert_eq!(turned("/F 4").0, Some(Verdict::Failed), "the picture lies on its side");
}
