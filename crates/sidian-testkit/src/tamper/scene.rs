//! One signed document in every state, and an attack by name on each.

use std::sync::OnceLock;

use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::pades;
use sidian::pdf::{Dict, Object, Pdf, Ref, Update};
use sidian::signature::{DocMdp, FieldLock, FieldSelection, Placement, SignatureDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;

use super::document::{append, append_freeing, form_document, revise, stream, with_trailer};
use super::shift::{SecondPart, shifted};
use super::{byte_range_as, disguise, edit, forms, without_key};
use crate::clock;
use crate::pki::{Identity, TestPki};

/// The documents that attacks begin with, signed with P-256 keys of the test PKI.
pub struct Scene {
    /// An approval signature, shown on the first page.
    pub signed: Vec<u8>,
    /// A certification with P = 1.
    pub certified_1: Vec<u8>,
    /// A certification with P = 2.
    pub certified_2: Vec<u8>,
    /// A certification with P = 3.
    pub certified_3: Vec<u8>,
    /// An approval signature that locks the field `office`.
    pub locked: Vec<u8>,
    /// Two approval signatures.
    pub twice: Vec<u8>,
}

pub(super) type Maker = fn(&Scene) -> Vec<u8>;

impl Scene {
    /// Made once for each process.
    pub fn get() -> &'static Self {
        static SCENE: OnceLock<Scene> = OnceLock::new();
        SCENE.get_or_init(|| {
            let plain = form_document();
            let pki = TestPki::new(Suite::P256);
            let seal = |pdf, draft: fn(SignatureDraft<'_>) -> SignatureDraft<'_>| {
                sign(pdf, &pki.signer, draft)
            };
            let signed = seal(&plain, |d| d);
            let twice = sign(&signed, &pki.second_signer, |d| d.with_field("Second"));
            Self {
                certified_1: seal(&plain, |d| d.with_certification(DocMdp::NoChanges)),
                certified_2: seal(&plain, |d| d.with_certification(DocMdp::FormFilling)),
                certified_3: seal(&plain, |d| d.with_certification(DocMdp::Annotations)),
                locked: seal(&plain, |d| {
                    let fields = Some(FieldSelection::Include(vec!["office".to_owned()]));
                    d.with_lock(FieldLock { fields, permission: None })
                }),
                twice,
                signed,
            }
        })
    }

    /// A verifier that trusts the root of the test PKI and has its revocation lists.
    ///
    /// # Panics
    ///
    /// If the test PKI is broken.
    pub fn verifier() -> Verifier {
        let pki = TestPki::new(Suite::P256);
        let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
        let evidence = pki
            .crls()
            .iter()
            .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("a list"));
        Verifier::new(store).with_evidence(evidence)
    }
}

fn sign(
    pdf: &[u8],
    signer: &Identity,
    draft: impl Fn(SignatureDraft<'_>) -> SignatureDraft<'_>,
) -> Vec<u8> {
    let pki = TestPki::new(Suite::P256);
    let placement = Placement::in_rect(1, [400.0, 60.0, 520.0, 120.0]);
    let base = SignatureDraft::new(pdf).with_field("Seal").with_reason("Granted");
    draft(base.with_placement(placement))
        .sign(&signer.key, &pki.chain(signer), clock::now())
        .and_then(|update| update.onto(pdf))
        .expect("a signed document")
}

/// With an approval signature, shown on the first page.
pub(super) fn approved(pdf: &[u8]) -> Vec<u8> {
    sign(pdf, &TestPki::new(Suite::P256).signer, |draft| draft)
}

/// The hostile file with this name.
pub fn maker(name: &str) -> Option<Maker> {
    makers().find(|(known, _)| *known == name).map(|(_, maker)| *maker)
}

/// The latest dictionary `number`, changed, in a further revision.
fn change(pdf: &[u8], number: u32, edit: impl Fn(Dict) -> Dict) -> Vec<u8> {
    changes(pdf, &[], &[(number, &edit)])
}

pub(super) type Edit<'a> = (u32, &'a dyn Fn(Dict) -> Dict);

/// One revision that writes new objects and changes dictionaries.
pub(super) fn changes(pdf: &[u8], new: &[(u32, &str)], edits: &[Edit<'_>]) -> Vec<u8> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let mut update = Update::new(&file).expect("a file that can be extended");
    for (number, body) in new {
        update.put_bytes(Ref::new(*number, 0), body.as_bytes().to_vec());
    }
    for (number, edit) in edits {
        let reference = Ref::new(*number, 0);
        let old = file.latest().get(reference).expect("an object");
        let old = old.as_dict().expect("a dictionary").clone();
        update.put(reference, edit(old));
    }
    [pdf, &update.finish().expect("an update").tail].concat()
}

/// A number that nothing uses.
fn free(pdf: &[u8]) -> u32 {
    let budget = Budget::for_file(pdf.len());
    Pdf::open(pdf, &budget).expect("a file that can be read").size()
}

/// Field, signature and widget numbers of the last signature.
fn seal(pdf: &[u8]) -> (u32, u32) {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let found = pades::signatures(&file).expect("a form").found;
    let last = found.last().expect("a signature");
    let field = last.field.field.expect("a field of its own").number;
    (field, last.dictionary.object.expect("a dictionary of its own").number)
}

fn text(text: &str) -> Object {
    sidian::pdf::PdfString::literal(text.as_bytes().to_vec()).into()
}

pub(super) fn with_item(dict: Dict, key: &str, item: u32) -> Dict {
    let mut items = dict.array(key).map(|a| a.items().to_vec()).unwrap_or_default();
    items.push(Ref::new(item, 0).into());
    dict.with(key, items)
}

fn without_item(dict: Dict, key: &str, item: u32) -> Dict {
    let items = dict.array(key).map(|a| a.items().to_vec()).unwrap_or_default();
    let kept = items.into_iter().filter(|i| i.as_reference().is_none_or(|r| r.number != item));
    dict.with(key, kept.collect::<Vec<_>>())
}

/// A field or annotation appended to the form, to page 1, or to both.
fn added(pdf: &[u8], body: &str, in_form: bool, on_page: bool) -> Vec<u8> {
    let number = free(pdf);
    let mut edits: Vec<Edit<'_>> = Vec::new();
    let form = move |dict| with_item(dict, "Fields", number);
    let page = move |dict| with_item(dict, "Annots", number);
    if in_form {
        edits.push((8, &form));
    }
    if on_page {
        edits.push((3, &page));
    }
    changes(pdf, &[(number, body)], &edits)
}

fn filled(pdf: &[u8], field: u32, appearance: u32) -> Vec<u8> {
    let drawn = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>",
        "BT /F1 12 Tf 2 5 Td (later) Tj ET",
    );
    let fill = |dict: Dict| {
        let shown = Dict::from([("N", Ref::new(appearance, 0).into())]);
        dict.with("V", text("later")).with("AP", shown)
    };
    changes(pdf, &[(appearance, &drawn)], &[(field, &fill)])
}

fn catalogue(pdf: &[u8], key: &str, value: Object) -> Vec<u8> {
    change(pdf, 1, |dict| dict.with(key, value.clone()))
}

pub(super) fn parsed(body: &str) -> Object {
    // written into a document and read back: the kit has no second parser
    let host = append(&form_document(), &[(90, body)]);
    let budget = Budget::for_file(host.len());
    let file = Pdf::open(&host, &budget).expect("a body that can be read");
    file.latest().get(Ref::new(90, 0)).expect("a body that can be read")
}

/// One object written, and one key of a dictionary set, in one revision.
fn both(pdf: &[u8], new: (u32, &str), number: u32, key: &str, body: &str) -> Vec<u8> {
    let value = parsed(body);
    changes(pdf, &[new], &[(number, &|dict: Dict| dict.with(key, value.clone()))])
}

fn set(pdf: &[u8], number: u32, key: &str, body: &str) -> Vec<u8> {
    change(pdf, number, |dict| dict.with(key, parsed(body)))
}

/// Bytes that a lenient reader takes for a newer document.
pub(super) const LOOSE: &str = "4 0 obj\n<< /Length 47 >>\nstream\nBT /F1 18 Tf 72 700 Td (Anything at all.) Tj ET\nendstream\nendobj\n";
const EVIL: &str =
    "<< /Length 48 >>\nstream\nBT /F1 18 Tf 72 700 Td (A thousand, paid.) Tj ET\nendstream";
const LONG: &str =
    "<< /Length 90 0 R >>\nstream\nBT /F1 18 Tf 72 700 Td (A thousand, paid.) Tj ET\nendstream";
pub(super) const CERTIFICATE: &str = "<< /Length 4 >>\nstream\n0\u{2}\u{5}\u{0}\nendstream";

/// Every attack, by name.
pub fn makers() -> impl Iterator<Item = &'static (&'static str, Maker)> {
    MAKERS.iter().chain(forms::MAKERS).chain(disguise::MAKERS)
}

const MAKERS: &[(&str, Maker)] = &[
    ("clean-signed", |s| s.signed.clone()),
    ("clean-certified-1", |s| s.certified_1.clone()),
    ("clean-twice", |s| s.twice.clone()),
    // universal signature forgery
    ("usf-contents-missing", |s| without_key(&s.signed, "Contents")),
    ("usf-contents-null", |s| contents_as(&s.signed, "null")),
    ("usf-contents-empty", |s| contents_as(&s.signed, "<>")),
    ("usf-contents-zeros", |s| zeroed(&s.signed)),
    ("usf-byte-range-missing", |s| without_key(&s.signed, "ByteRange")),
    ("usf-byte-range-null", |s| byte_range_as(&s.signed, "null")),
    ("usf-byte-range-empty", |s| byte_range_as(&s.signed, "[]")),
    ("usf-byte-range-negative", |s| byte_range_as(&s.signed, "[0 -1 9 -9]")),
    ("usf-byte-range-reals", |s| byte_range_as(&s.signed, "[0. 1. 9. 9.]")),
    ("usf-byte-range-huge", |s| byte_range_as(&s.signed, "[0 9e99 99999999999 9]")),
    ("byte-range-two", |s| byte_range_as(&s.signed, "[0 900]")),
    ("byte-range-six", |s| byte_range_as(&s.signed, "[0 9 9 9 18 9]")),
    ("byte-range-not-from-0", |s| ranges(&s.signed, |[_, b, c, d]| [9, b - 9, c, d])),
    ("byte-range-arbitrary", |s| byte_range_as(&s.signed, "[0 300 700 800]")),
    ("byte-range-wide-gap", |s| ranges(&s.signed, |[a, b, c, d]| [a, b - 20, c, d])),
    ("byte-range-narrow-gap", |s| ranges(&s.signed, |[a, b, c, d]| [a, b + 1, c - 1, d + 1])),
    ("byte-range-gap-with-space", |s| ranges(&s.signed, |[a, b, c, d]| [a, b - 1, c, d])),
    ("byte-range-overlap", |s| ranges(&s.signed, |[a, b, _, d]| [a, b, b - 50, d])),
    ("byte-range-past-end", |s| ranges(&s.signed, |[a, b, c, d]| [a, b, c, d + 100])),
    ("byte-range-short", |s| ranges(&s.signed, |[a, b, c, d]| [a, b, c, d - 40])),
    ("no-final-newline", |s| s.signed.strip_suffix(b"\n").unwrap_or(&s.signed).to_vec()),
    ("one-more-newline", |s| [&s.signed[..], b"\n"].concat()),
    ("trailing-object", |s| [&s.signed[..], LOOSE.as_bytes()].concat()),
    ("trailing-zip", |s| [&s.signed[..], b"PK\x03\x04 a polyglot"].concat()),
    ("leading-junk", |s| [&b"MZ junk\n"[..], &s.signed].concat()),
    ("isa-1", |s| append(&s.signed, &[(4, EVIL)])),
    ("isa-2", |s| [&s.signed[..], LOOSE.as_bytes(), b"startxref\n0\n%%EOF\n"].concat()),
    ("isa-3", |s| {
        let trailer = b"trailer\n<< /Size 40 /Root 1 0 R >>\n%%EOF\n";
        [&s.signed[..], LOOSE.as_bytes(), trailer].concat()
    }),
    ("isa-4", |s| {
        let body = signature_body(&s.signed);
        append(&s.signed, &[(4, EVIL), (seal(&s.signed).1, &body)])
    }),
    ("swa-1", |s| shifted(&s.signed, SecondPart::AtTheEnd, 4, EVIL)),
    ("swa-2", |s| shifted(&s.signed, SecondPart::InComment, 4, EVIL)),
    ("swa-3", |s| shifted(&s.signed, SecondPart::InStream, 4, EVIL)),
    ("signature-restated", |s| {
        set(&s.signed, seal(&s.signed).1, "Reason", "(Granted a thousand times)")
    }),
    ("duplicate-key", |s| edit(&s.signed, s.signed.len() / 2, "/Reason", "/Filter")),
    ("contents-odd", |s| padding(&s.signed, b' ')),
    ("contents-not-hex", |s| padding(&s.signed, b'g')),
    ("contents-hidden-data", |s| padding(&s.signed, b'7')),
    ("signature-in-text-field", |s| {
        let body = format!("<< /FT /Tx /T (Fake) /V {} 0 R >>", seal(&s.signed).1);
        added(&s.signed, &body, true, false)
    }),
    ("signature-in-two-fields", |s| {
        let body = format!("<< /FT /Sig /T (Fake) /V {} 0 R >>", seal(&s.signed).1);
        added(&s.signed, &body, true, false)
    }),
    ("signature-indirect-contents", |s| {
        let body = "<< /FT /Sig /T (Fake) /V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter \
                        /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents 4 0 R >> >>";
        added(&s.signed, body, true, false)
    }),
    ("signature-escaped-keys", |s| {
        let body = "<< /FT /Sig /T (Fake) /V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter \
                        /ETSI.CAdES.detached /#42yteRange [0 1 2 3] /#43ontents <00> >> >>";
        added(&s.signed, body, true, false)
    }),
    ("unknown-sub-filter", |s| {
        let body = "<< /FT /Sig /T (Fake) /V << /Type /Sig /Filter /Adobe.PPKLite /SubFilter \
                        /My.Own /ByteRange [0 1 2 3] /Contents <00> >> >>";
        added(&s.signed, body, true, false)
    }),
    ("sub-filter-sha1", |s| {
        edit(&s.signed, s.signed.len() / 4, "/ETSI.CAdES.detached", "/adbe.pkcs7.sha1")
    }),
    ("sub-filter-rsa", |s| {
        edit(&s.signed, s.signed.len() / 4, "/ETSI.CAdES.detached", "/adbe.x509.rsa_sha1")
    }),
    ("sub-filter-timestamp", |s| {
        edit(&s.signed, s.signed.len() / 4, "/ETSI.CAdES.detached", "/ETSI.RFC3161")
    }),
    ("signature-value-changed", |s| value_changed(&s.signed)),
    ("signer-untrusted", |_| {
        let pki = TestPki::new(Suite::P256);
        sign(&form_document(), &pki.untrusted_signer, |d| d)
    }),
    ("signer-revoked", |_| {
        let pki = TestPki::new(Suite::P256);
        sign(&form_document(), &pki.revoked_signer, |d| d)
    }),
    ("signer-expired", |_| {
        let pki = TestPki::new(Suite::P256);
        sign(&form_document(), &pki.expired_signer, |d| d)
    }),
    ("signer-of-another-purpose", |_| {
        let pki = TestPki::new(Suite::P256);
        sign(&form_document(), &pki.time_stamper, |d| d)
    }),
    ("length-overridden", |_| {
        // the length of a stream is an object of its own, which a later revision replaces
        let with = append(&form_document(), &[(90, "48"), (4, LONG)]);
        let pki = TestPki::new(Suite::P256);
        let signed = sign(&with, &pki.signer, |d| d);
        append(&signed, &[(90, "20")])
    }),
    ("xref-entry-twice", |s| {
        let appended = append(&s.signed, &[(4, EVIL)]);
        edit(&appended, s.signed.len(), "0 1\n0000000000 65535 f", "4 1\n0000000015 00000 n")
    }),
    ("xref-stream-ranges-overlap", |s| xref_stream(&s.signed, "[1 4 2]", "[4 1 4 1]", 1)),
    ("xref-stream-no-width", |s| xref_stream(&s.signed, "[0 0 0]", "[4 2]", 1)),
    ("xref-stream-unknown-kind", |s| xref_stream(&s.signed, "[1 4 2]", "[4 1 80 1]", 7)),
    ("object-stream-replaced", |_| {
        let pki = TestPki::new(Suite::P256);
        let packed = packed(&form_document(), 21, "<< /Producer (hand) >>");
        let signed = sign(&packed, &pki.signer, |d| d);
        append(&signed, &[(80, &object_stream(21, "<< /Producer (other) >>"))])
    }),
    ("prev-loop", |s| looped(&s.signed)),
    ("startxref-elsewhere", |s| {
        let mut broken = append(&s.signed, &[(4, EVIL)]);
        let digit = broken.len() - "11\n%%EOF\n".len();
        broken[digit] = if broken[digit] == b'5' { b'6' } else { b'5' };
        broken
    }),
    ("object-freed", |s| append_freeing(&s.signed, &[], &[4])),
    ("unused-object-freed", |s| append_freeing(&s.signed, &[], &[20])),
    ("version-lowered", |s| {
        let up = set(&s.signed, 1, "Version", "/2.0");
        set(&up, 1, "Version", "/1.4")
    }),
    ("version-raised", |s| set(&s.signed, 1, "Version", "/2.0")),
    // shadow attacks
    ("shadow-hide", |s| append(&s.signed, &[(14, &stream("/Subtype /Form /BBox [0 0 1 1]", ""))])),
    ("shadow-replace-appearance", |s| append(&s.signed, &[(10, &drawn("a thousand"))])),
    ("shadow-replace-value-and-appearance", |s| {
        both(&s.certified_1, (10, &drawn("a thousand")), 9, "V", "(a thousand)")
    }),
    ("shadow-overwrite-font", |s| {
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>";
        append(&s.signed, &[(5, font)])
    }),
    ("shadow-other-catalogue", |s| {
        revise(&s.signed, &[], &[], |entries| entries.replace("/Root 1 0 R", "/Root 20 0 R"))
    }),
    ("shadow-other-pages", |s| catalogue(&s.signed, "Pages", Ref::new(16, 0).into())),
    ("shadow-other-kids", |s| set(&s.signed, 2, "Kids", "[19 0 R 6 0 R]")),
    ("shadow-dangling", |s| {
        // object 4 of page 1 is freed first, then given content
        let freed = append_freeing(&s.signed, &[], &[4]);
        append(&freed, &[(4, EVIL)])
    }),
    // annotations and fields
    ("annotation-p3", |s| added(&s.certified_3, FREE_TEXT, false, true)),
    ("annotation-over-seal", |s| {
        let over = FREE_TEXT.replace("[72 690 400 720]", "[390 50 530 130]");
        added(&s.certified_3, &over, false, true)
    }),
    ("annotation-approval", |s| added(&s.signed, FREE_TEXT, false, true)),
    ("annotation-p2", |s| added(&s.certified_2, FREE_TEXT, false, true)),
    ("annotation-with-script", |s| added(&s.certified_3, SCRIPTED, false, true)),
    ("field-added-p2", |s| added(&s.certified_2, EMPTY_SEAL, true, true)),
    ("field-added-p1", |s| added(&s.certified_1, EMPTY_SEAL, true, true)),
    ("text-field-added", |s| {
        let body = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (more) /V (x) /Rect [9 9 90 90] >>";
        added(&s.signed, body, true, true)
    }),
    ("widget-without-form", |s| added(&s.signed, EMPTY_SEAL, false, true)),
    ("filled-approval", |s| filled(&s.signed, 9, free(&s.signed))),
    ("filled-p1", |s| filled(&s.certified_1, 9, free(&s.certified_1))),
    ("filled-p2", |s| filled(&s.certified_2, 9, free(&s.certified_2))),
    ("filled-locked", |s| filled(&s.locked, 11, free(&s.locked))),
    ("filled-beside-lock", |s| filled(&s.locked, 12, free(&s.locked))),
    ("appearance-without-value", |s| {
        let number = free(&s.signed);
        let shown = format!("<< /N {number} 0 R >>");
        both(&s.signed, (number, &drawn("a thousand")), 9, "AP", &shown)
    }),
    ("appearance-is-overlay", |s| {
        let fill = |dict: Dict| dict.with("V", text("later")).with("AP", parsed("<< /N 14 0 R >>"));
        changes(&s.signed, &[(14, &drawn("a thousand"))], &[(9, &fill)])
    }),
    ("need-appearances", |s| set(&s.signed, 8, "NeedAppearances", "true")),
    ("lock-removed", |s| change(&s.locked, seal(&s.locked).0, |dict| dict.without("Lock"))),
    ("perms-removed", |s| change(&s.certified_1, 1, |dict| dict.without("Perms"))),
    ("late-certification", |s| {
        let value = format!("<< /DocMDP {} 0 R >>", seal(&s.twice).1);
        set(&s.twice, 1, "Perms", &value)
    }),
    ("validation-data-p1", |s| with_dss(&s.certified_1, "")),
    ("validation-data-removed", |s| {
        change(&with_dss(&s.signed, ""), 1, |dict| dict.without("DSS"))
    }),
    ("validation-data-overrides-font", |s| {
        both(&s.signed, (5, CERTIFICATE), 1, "DSS", "<< /Certs [5 0 R] >>")
    }),
    ("validation-data-mistyped", |s| set(&s.signed, 1, "DSS", "<< /Certs [3 0 R] >>")),
    ("validation-data-unknown-key", |s| with_dss(&s.signed, "/More [1 2 3]")),
    ("signed-again-p2", |s| {
        let pki = TestPki::new(Suite::P256);
        sign(&s.certified_2, &pki.second_signer, |d| d.with_field("Second"))
    }),
    ("field-removed", |s| change(&s.signed, 8, |dict| without_item(dict, "Fields", 9))),
    ("field-renamed", |s| set(&s.signed, 9, "T", "(beneficiary)")),
    ("field-retyped", |s| set(&s.signed, 9, "FT", "/Btn")),
    ("field-duplicated", |s| added(&s.signed, "<< /FT /Sig /T (applicant) >>", true, false)),
    ("form-removed", |s| change(&s.signed, 1, |dict| dict.without("AcroForm"))),
    ("signature-removed", |s| change(&s.signed, seal(&s.signed).0, |dict| dict.without("V"))),
    ("signature-field-removed", |s| {
        let field = seal(&s.signed).0;
        change(&s.signed, 8, |dict| without_item(dict, "Fields", field))
    }),
    ("seal-removed-from-page", |s| {
        let field = seal(&s.signed).0;
        change(&s.signed, 3, |dict| without_item(dict, "Annots", field))
    }),
    ("seal-moved", |s| set(&s.signed, seal(&s.signed).0, "Rect", "[0 0 1 1]")),
    ("seal-hidden", |s| set(&s.signed, seal(&s.signed).0, "F", "2")),
    // pages and catalogue
    ("page-added", |s| set(&s.signed, 2, "Kids", "[3 0 R 6 0 R 19 0 R]")),
    ("page-removed", |s| set(&s.signed, 2, "Kids", "[6 0 R]")),
    ("pages-reordered", |s| set(&s.signed, 2, "Kids", "[6 0 R 3 0 R]")),
    ("page-rotated", |s| set(&s.signed, 3, "Rotate", "90")),
    ("page-cropped", |s| set(&s.signed, 3, "CropBox", "[0 0 100 100]")),
    ("page-contents", |s| set(&s.signed, 3, "Contents", "15 0 R")),
    ("page-resources", |s| set(&s.signed, 3, "Resources", "<< >>")),
    ("open-action", |s| set(&s.signed, 1, "OpenAction", "[6 0 R /Fit]")),
    ("javascript", |s| {
        set(&s.signed, 1, "OpenAction", "<< /S /JavaScript /JS (app.alert\\(1\\)) >>")
    }),
    ("outlines", |s| set(&s.signed, 1, "Outlines", "<< /Type /Outlines >>")),
    ("page-labels", |s| set(&s.signed, 1, "PageLabels", "<< /Nums [0 << /S /r >>] >>")),
    ("additional-actions", |s| set(&s.signed, 1, "AA", "<< /WC << /S /Named /N /Print >> >>")),
    ("layers", |s| set(&s.signed, 1, "OCProperties", "<< /OCGs [] /D << >> >>")),
    ("names", |s| set(&s.signed, 1, "Names", "<< /Dests << /Names [] >> >>")),
    ("embedded-file", |s| {
        set(&s.signed, 1, "Names", "<< /EmbeddedFiles << /Names [(a) << /F (a) >>] >> >>")
    }),
    ("associated-file", |s| set(&s.signed, 1, "AF", "[<< /Type /Filespec /F (a) >>]")),
    ("unknown-catalogue-key", |s| set(&s.signed, 1, "Anything", "1")),
    ("structure-added", |s| {
        set(&s.signed, 1, "StructTreeRoot", "<< /Type /StructTreeRoot /K [] >>")
    }),
    ("language", |s| set(&s.signed, 1, "Lang", "(zh)")),
    ("tab-order", |s| set(&s.signed, 3, "Tabs", "/R")),
    ("metadata-entities", |s| {
        let xmp =
            "<!DOCTYPE x [<!ENTITY e 'e'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&e;</x:xmpmeta>";
        append(&s.signed, &[(13, &stream("/Type /Metadata /Subtype /XML", xmp))])
    }),
    ("metadata-updated", |s| {
        let xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>later</x:xmpmeta>";
        append(&s.signed, &[(13, &stream("/Type /Metadata /Subtype /XML", xmp))])
    }),
    ("xfa", |s| set(&s.signed, 8, "XFA", "[(template) 13 0 R]")),
    ("information-updated", |s| append(&s.signed, &[(21, "<< /Producer (another) >>")])),
    ("identical-rewrite", |s| {
        append(&s.signed, &[(2, "<< /Count 2 /Kids [ 3 0 R 6 0 R ] /Type/Pages >>")])
    }),
    ("orphan", |s| append(&s.signed, &[(free(&s.signed), "<< /Nobody (cares) >>")])),
    ("encryption-added", |s| with_trailer(&s.signed, &[], "/Encrypt << /Filter /Standard >>")),
    ("trailer-key", |s| with_trailer(&s.signed, &[], "/Anything 1")),
    ("usage-rights", |s| {
        let value = format!("<< /UR3 {} 0 R >>", seal(&s.signed).1);
        set(&s.signed, 1, "Perms", &value)
    }),
];

const FREE_TEXT: &str = "<< /Type /Annot /Subtype /FreeText /Rect [72 690 400 720] /Contents (A thousand) \
                         /DA (/F1 12 Tf) /F 4 /P 3 0 R >>";
const SCRIPTED: &str = "<< /Type /Annot /Subtype /Link /Rect [72 690 400 720] /P 3 0 R \
                        /A << /S /JavaScript /JS (app.alert\\(1\\)) >> >>";
const EMPTY_SEAL: &str = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sneaky) /F 4 /P 3 0 R \
                          /Rect [72 690 400 720] >>";

pub(super) fn drawn(words: &str) -> String {
    let dict =
        "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>";
    stream(dict, &format!("BT /F1 12 Tf 2 5 Td ({words}) Tj ET"))
}

fn with_dss(pdf: &[u8], more: &str) -> Vec<u8> {
    let number = free(pdf);
    let store = format!("<< /Certs [{number} 0 R] {more} >>");
    both(pdf, (number, CERTIFICATE), 1, "DSS", &store)
}

fn ranges(pdf: &[u8], change: impl Fn([u64; 4]) -> [u64; 4]) -> Vec<u8> {
    let [a, b, c, d] = change(super::bytes::byte_range(pdf).0);
    byte_range_as(pdf, &format!("[{a} {b} {c} {d}]"))
}

fn gap(pdf: &[u8]) -> std::ops::Range<usize> {
    let ([_, start, end, _], _) = super::bytes::byte_range(pdf);
    let at = |value: u64| usize::try_from(value).expect("a place in the file");
    at(start)..at(end)
}

fn contents_as(pdf: &[u8], with: &str) -> Vec<u8> {
    let gap = gap(pdf);
    super::bytes::overwrite(pdf, sidian::pdf::Span::new(gap.start, gap.end), with)
}

fn zeroed(pdf: &[u8]) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let gap = gap(pdf);
    out[gap.start + 1..gap.end - 1].fill(b'0');
    out
}

/// The last digit of the room behind the value of `/Contents` becomes `byte`.
fn padding(pdf: &[u8], byte: u8) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let gap = gap(pdf);
    out[gap.end - 2] = byte;
    out
}

fn signature_body(pdf: &[u8]) -> String {
    let span = super::bytes::last_signature(pdf).span.expect("a dictionary in the file");
    String::from_utf8_lossy(&pdf[span.start..span.end]).into_owned()
}

fn looped(pdf: &[u8]) -> Vec<u8> {
    let appended = append(pdf, &[(4, EVIL)]);
    let budget = Budget::for_file(appended.len());
    let file = Pdf::open(&appended, &budget).expect("a file that can be read");
    let [.., before, last] = file.revisions() else { panic!("two revisions") };
    let (own, old) = (last.startxref, format!("/Prev {}", before.startxref));
    edit(&appended, own, &old, &format!("/Prev {own}"))
}

/// A digit of the signature value, which stands at the end of the DER.
fn value_changed(pdf: &[u8]) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let gap = gap(pdf);
    let digits = &pdf[gap.start + 1..gap.end - 1];
    let last = digits.iter().rposition(|b| *b != b'0').expect("a value");
    let byte = &mut out[gap.start + 1 + last];
    *byte = if *byte == b'1' { b'2' } else { b'1' };
    out
}

/// A revision whose cross-reference is a stream with these widths and ranges, two rows long.
fn xref_stream(pdf: &[u8], widths: &str, index: &str, kind: u8) -> Vec<u8> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let prev = file.revisions().last().expect("a revision").startxref;
    let mut out = pdf.to_vec();
    let at = out.len();
    let mut rows = Vec::new();
    for (row, offset) in [(kind, 15), (1, at)] {
        rows.push(row);
        rows.extend(u32::try_from(offset).expect("a small file").to_be_bytes());
        rows.extend([0, 0]);
    }
    out.extend(
        format!(
            "80 0 obj\n<< /Type /XRef /W {widths} /Index {index} /Size 81 /Root 1 0 R /Prev {prev} \
             /Length {} >>\nstream\n",
            rows.len()
        )
        .bytes(),
    );
    out.extend(rows);
    out.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}

fn object_stream(number: u32, body: &str) -> String {
    let head = format!("{number} 0 ");
    stream(&format!("/Type /ObjStm /N 1 /First {}", head.len()), &format!("{head}{body}"))
}

/// A revision that writes object `number` into object stream 80.
fn packed(pdf: &[u8], number: u32, body: &str) -> Vec<u8> {
    packed_as(pdf, number, &[(80, &object_stream(number, body))])
}

/// The same, and the filter of the object stream is object 79.
pub(super) fn packed_through(pdf: &[u8], number: u32, body: &str) -> Vec<u8> {
    let plain = format!("{number} 0 {body}");
    let digits: String =
        plain.bytes().map(|byte| format!("{byte:02x}")).chain(["> ".to_owned()]).collect();
    let first = plain.len() - body.len();
    let entries = format!("/Type /ObjStm /N 1 /First {first} /Filter 79 0 R");
    packed_as(pdf, number, &[(79, "/ASCIIHexDecode"), (80, &stream(&entries, &digits))])
}

/// A revision that says that object `number` is the first in object stream 80, and writes these.
pub(super) fn packed_as(pdf: &[u8], number: u32, objects: &[(u32, &str)]) -> Vec<u8> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).expect("a file that can be read");
    let prev = file.revisions().last().expect("a revision").startxref;
    let mut out = pdf.to_vec();
    let mut index = format!("{number} 1");
    let mut places = vec![(2, 80)];
    for (object, body) in objects {
        index.push_str(&format!(" {object} 1"));
        places.push((1, out.len()));
        out.extend(format!("{object} 0 obj\n{body}\nendobj\n").bytes());
    }
    let at = out.len();
    places.push((1, at));
    let mut rows = Vec::new();
    for (kind, second) in places {
        rows.push(kind);
        rows.extend(u32::try_from(second).expect("a small file").to_be_bytes());
        rows.extend([0, 0]);
    }
    out.extend(
        format!(
            "81 0 obj\n<< /Type /XRef /W [1 4 2] /Index [{index} 81 1] /Size 82 /Root 1 0 R \
             /Prev {prev} /Length {} >>\nstream\n",
            rows.len()
        )
        .bytes(),
    );
    out.extend(rows);
    out.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}
