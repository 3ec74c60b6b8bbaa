//! The clerk's page: complete, in both languages, and not to be misused by what it tells of.

use sidian::crypto::Suite;
use sidian::report::{Language, Report, Verdict};
use sidian::signature::{DocMdp, Placement, SignatureDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::{Document, Verifier};
use sidian_render::font::FontUse;
use sidian_render::report::{self, PageInput, Picture, Section, page_of_interest};
use sidian_testkit::pki::{Identity, TestPki};
use sidian_testkit::{clock, pdf};

use crate::common::{PDFTOTEXT, QPDF, installed, peer, squeezed, typefaces};
use crate::licences;

const HOSTILE: &str = "</title><script>alert(1)</script>\" onload='x' \u{202e}fdp.txt";
const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

fn sign(base: &[u8], draft: SignatureDraft<'_>, who: &Identity) -> Vec<u8> {
    let chain = TestPki::new(Suite::P256).chain(who);
    let update = draft.sign(&who.key, &chain, clock::now()).expect("signed");
    update.onto(base).expect("the same document")
}

/// Signed with hostile words, then again with a seal on the page.
fn twice() -> Vec<u8> {
    let pki = TestPki::new(Suite::P256);
    let base = pdf::with_table("1.7", 1);
    let draft = SignatureDraft::new(&base)
        .with_certification(DocMdp::FormFilling)
        .with_field("<b>A</b>")
        .with_reason(HOSTILE);
    let once = sign(&base, draft, &pki.signer);
    let place = Placement::in_rect(1, [50.0, 60.0, 200.0, 120.0]);
    let draft = SignatureDraft::new(&once).with_field("B").with_placement(place);
    sign(&once, draft, &pki.second_signer)
}

fn judge(file: &[u8], trusted: bool) -> Report<Document> {
    let pki = TestPki::new(Suite::P256);
    let root = pki.root.certificate.clone();
    let store =
        if trusted { TrustStore::new().with_certificate("t", root) } else { TrustStore::new() };
    let evidence = pki
        .crls()
        .iter()
        .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("CRL"));
    Verifier::new(store).with_evidence(evidence).document(file, clock::now()).expect("a PDF")
}

/// Reports of every verdict, and of none.
fn reports() -> Vec<(Option<Verdict>, Report<Document>)> {
    let good = twice();
    let mut broken = good.clone();
    let at = broken.windows(8).position(|w| w == b"MediaBox").expect("a page");
    broken[at + 11] ^= 1;
    let mut longer = good.clone();
    longer.extend_from_slice(b"%%more");
    vec![
        (Some(Verdict::Passed), judge(&good, true)),
        (Some(Verdict::Indeterminate), judge(&good, false)),
        (Some(Verdict::Failed), judge(&broken, true)),
        (Some(Verdict::Failed), judge(&longer, true)),
        (None, judge(&pdf::with_table("1.7", 1), true)),
    ]
}

fn input<'a>(file: &'a str, picture: Option<&'a Picture>) -> PageInput<'a> {
    PageInput {
        file,
        digest: "00ff",
        verified_at: clock::now(),
        made_at: clock::now(),
        licence: None,
        picture,
    }
}

/// A text as it stands on the page.
fn on_page(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[test]
fn the_page_tells_every_finding_and_what_to_do_about_it() {
    let mut told = 0;
    for (verdict, report) in reports() {
        assert_eq!(report.verdict(), verdict);
        for language in LANGUAGES {
            let html = report::html(&report, &input("a.pdf", None), language);
            for finding in report.all_findings() {
                for text in [finding.message(language), finding.next_step(language)] {
                    assert!(html.contains(&on_page(&text)), "{text} is not on the page");
                }
                assert!(html.contains(finding.code().name), "{}", finding.code());
                told += 1;
            }
            for signature in report.signatures() {
                let words = signature.sub_indication().map(|s| s.as_str());
                for word in words.into_iter().chain([signature.verdict().indication().as_str()]) {
                    assert!(html.contains(&format!("<td>{word}</td>")), "no {word}");
                }
                for change in &signature.change_list {
                    assert!(html.contains(&on_page(&change.path)), "no {}", change.path);
                }
            }
        }
    }
    assert!(told > 0, "no finding was tried");
}

#[test]
fn verdict_and_five_facts_come_in_order_in_both_languages() {
    let zh = ["通过", "签名 2 个", "完整性", "覆盖范围", "后续修改", "签名人可信", "签名时间"];
    let en = ["PASSED", "signatures: 2", "integrity", "coverage", "changes since", "trust", "time"];
    for (language, words) in LANGUAGES.into_iter().zip([zh, en]) {
        let html = report::html(&judge(&twice(), true), &input("a.pdf", None), language);
        let body = html.split_once("<header").expect("a document line").1;
        let mut rest = body;
        for word in words {
            rest = rest.split_once(word).unwrap_or_else(|| panic!("no {word} in {rest}")).1;
        }
        assert_eq!(body.matches("class=\"facts\"").count(), 6, "file, 2 × facts, 3 × detail");
    }
    let [zh, en] = LANGUAGES.map(|l| report::html(&judge(&twice(), false), &input("a", None), l));
    assert!(zh.contains("无法判定") && !zh.contains(">通过<"));
    assert!(en.contains("INDETERMINATE") && !en.contains(">PASSED<"));
}

#[test]
fn nothing_in_a_file_can_speak_for_the_page() {
    for (_, report) in reports() {
        for language in LANGUAGES {
            let html = report::html(&report, &input(HOSTILE, None), language);
            for bad in ["<script", "<b>A", "\u{202e}", "onload='", "http:", "https:", "url("] {
                assert!(!html.contains(bad), "{bad} on the page");
            }
            assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
            assert!(html.contains("&lt;/title&gt;&lt;script&gt;alert(1)"));
        }
    }
}

#[test]
fn what_was_added_later_is_boxed_on_its_page_only() {
    let report = judge(&twice(), true);
    assert_eq!(page_of_interest(&report), 1);
    let area = [0.0, 0.0, 595.0, 842.0];
    let mut picture = Picture { png: b"PNG".to_vec(), page: 1, area, rotation: 0 };
    let shown = report::html(&report, &input("a.pdf", Some(&picture)), Language::English);
    assert!(shown.contains("data:image/png;base64,UE5H"));
    // The seal: 842 - 120 from above.
    let seal = "x=\"50.00\" y=\"722.00\" width=\"150.00\" height=\"60.00\"";
    assert!(shown.contains(seal) && shown.contains("stroke-dasharray"), "no box: {shown}");
    picture.page = 2;
    let other = report::html(&report, &input("a.pdf", Some(&picture)), Language::English);
    assert!(!other.contains("<rect x=\"50.00\""), "a box on another page");
}

#[test]
fn data_of_a_licence_is_shown_only_when_it_passed() {
    let metadata = licences::sample(licences::kinds().first().expect("a type"));
    for (verdict, report) in reports() {
        let input = PageInput { licence: Some(&metadata), ..input("a.pdf", None) };
        let html = report::html(&report, &input, Language::Chinese);
        let shown = html.contains(&on_page(metadata.number().reveal()));
        assert_eq!(shown, verdict == Some(Verdict::Passed), "{verdict:?}");
    }
}

#[test]
fn the_printed_page_says_what_the_screen_says() {
    let Some(typeface) = installed() else { return };
    for (verdict, report) in reports() {
        for language in LANGUAGES {
            let section = Section::new(&report, &input("a.pdf", None), language);
            let pdf = report::pdf(&[section], &typeface, language, clock::now()).expect("pages");
            if let Some(said) = peer(QPDF, &["--check", "FILE"], &pdf) {
                assert!(said.contains("No syntax or stream encoding errors"), "{said}");
            }
            let Some(text) = peer(PDFTOTEXT, &["-raw", "FILE", "-"], &pdf) else { continue };
            let text = squeezed(&text);
            for finding in report.all_findings() {
                // a paragraph may be cut by the foot of its page: its beginning is not
                let message = squeezed(&finding.message(language)).replace('\u{2019}', "'");
                let start: String = message.chars().take(24).collect();
                let start = start.split('\u{fffd}').next().unwrap_or_default();
                assert!(text.contains(start), "{verdict:?}: {start} is not on the page: {text}");
                assert!(text.contains(&format!("[{}]", finding.code().number)), "{finding:?}");
            }
            for signature in report.signatures() {
                let indication = signature.verdict().indication().as_str();
                assert!(text.contains(indication), "no {indication}");
            }
        }
    }
}

#[test]
fn a_printed_page_can_be_made_of_any_text_and_without_a_typeface() {
    let picture =
        Picture { png: picture_of_a_page(), page: 1, area: [0.0, 0.0, 595.0, 842.0], rotation: 0 };
    for typeface in typefaces() {
        let mut sections = Vec::new();
        for (_, report) in reports() {
            let name = format!("{HOSTILE}\u{10fffd}{}", "长".repeat(5000));
            sections.push(Section::new(&report, &input(&name, Some(&picture)), LANGUAGES[0]));
        }
        let gone = (2, HOSTILE, HOSTILE);
        sections.push(Section::unreadable("b.pdf", gone, clock::now(), LANGUAGES[1]));
        let pdf = report::pdf(&sections, &typeface, LANGUAGES[0], clock::now()).expect("pages");
        let file = lopdf::Document::load_mem(&pdf).expect("a PDF");
        assert!(file.get_pages().len() >= sections.len(), "each begins on a sheet of its own");
        let images = file.objects.values().filter(|object| {
            let dict = object.as_stream().map(|stream| &stream.dict);
            dict.and_then(|dict| dict.get(b"Subtype")).and_then(lopdf::Object::as_name).ok()
                == Some(&b"Image"[..])
        });
        let embedded = typeface.font_use() != FontUse::NotEmbedded;
        assert_eq!(images.count() > 0, embedded, "pixels only where letters are embedded");
        let again = report::pdf(&sections, &typeface, LANGUAGES[0], clock::now());
        assert_eq!(again.expect("pages"), pdf, "the same bytes each time");
    }
}

/// A white page of 60 × 85 pixels.
fn picture_of_a_page() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 60, 85);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[255; 60 * 85 * 3]).expect("pixels");
    writer.finish().expect("an end");
    out
}
