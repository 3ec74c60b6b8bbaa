use sidian::licence::kind::FaceLayout;
use sidian_render::text::read_text;
use sidian_render::{DocumentInfo, FaceDocument, RenderError, Typeface, face};

use crate::common::{PDFTOPPM, PDFTOTEXT, QPDF, installed, now, peer, squeezed, typefaces};
use crate::licences::{kinds, sample};

const QR: &str =
    "https://example.gov.cn/v?id=1.2.156.3005.2.11410800MB00000009001.1.2.001.I&d=0a1b2c";

#[test]
fn every_built_in_face_says_what_the_metadata_says() {
    for typeface in typefaces() {
        for kind in kinds() {
            let metadata = sample(kind);
            let made = face::licence(kind, &metadata, QR, &typeface, now())
                .unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
            let text = read_text(&made.pdf, 0).expect("is read");
            assert_eq!((text.unknown, text.hidden), (0, 0), "{}", kind.name());
            let page = squeezed(&text.plain());
            let values = metadata.face_values(kind);
            assert!(values.len() > 8, "{}", kind.name());
            for value in values {
                let shown = squeezed(value.text.reveal());
                assert!(page.contains(&shown), "{}: {} {shown}", kind.name(), value.element);
            }
            assert!(page.contains(&squeezed(&kind.face().title.text)), "{}", kind.name());
            keep(kind.code().as_str(), &made);
        }
    }
}

/// Common letters go a shorter way into the file; rare ones send the page the long way round.
#[test]
fn a_face_drawn_for_many_is_the_face_drawn_for_one() {
    let (Some(one), Some(many)) = (installed(), installed().map(Typeface::for_many)) else {
        return;
    };
    for (at, kind) in kinds().into_iter().enumerate() {
        for rare in if at == 0 { vec!["", "㛃"] } else { vec![""] } {
            let value = |element: &str| Some(format!("{element}张三，No.1 {rare}"));
            let info = DocumentInfo::new("t", "a");
            let [one, many] = [&one, &many].map(|typeface| {
                face::document(kind.face(), value, QR, typeface, &info, now()).expect("is drawn")
            });
            let [read, reread] =
                [&one, &many].map(|made| read_text(&made.pdf, 0).expect("is read"));
            assert_eq!((reread.unknown, reread.hidden), (0, 0), "{}", kind.name());
            assert_eq!(reread.plain(), read.plain(), "{}", kind.name());
            let Some(said) = peer(QPDF, &["--check", "FILE"], &many.pdf) else { return };
            assert!(!said.to_lowercase().contains("warning"), "{said}");
            let [drawn, redrawn] =
                [&one, &many].map(|made| peer(PDFTOPPM, &["-r", "70", "FILE"], &made.pdf));
            assert!(drawn == redrawn, "{}: the pictures differ", kind.name());
            keep(&format!("{}-many", kind.code().as_str()), &many);
        }
    }
}

#[test]
fn joint_holders_all_stand_on_the_face() {
    for typeface in typefaces() {
        let kind = kinds().into_iter().find(|kind| kind.description().holders.max >= 3);
        let kind = kind.expect("one type has joint holders");
        let made = face::licence(kind, &sample(kind), QR, &typeface, now()).expect("is drawn");
        let page = read_text(&made.pdf, 0).expect("is read").plain();
        assert!(squeezed(&page).contains("、张某某、李某某"), "{page}");
    }
}

#[test]
fn poppler_reads_the_same_words() {
    for typeface in typefaces() {
        for kind in kinds() {
            let metadata = sample(kind);
            let made = face::licence(kind, &metadata, QR, &typeface, now()).expect("is drawn");
            let Some(said) = peer(QPDF, &["--check", "FILE"], &made.pdf) else { return };
            assert!(!said.to_lowercase().contains("warning"), "{said}");
            let Some(said) = peer(PDFTOTEXT, &["-raw", "FILE", "-"], &made.pdf) else { return };
            let words = squeezed(&said);
            for value in metadata.face_values(kind) {
                let shown = squeezed(value.text.reveal());
                assert!(words.contains(&shown), "{}: {shown}\n{words}", kind.name());
            }
        }
    }
}

#[test]
fn the_same_licence_gives_the_same_bytes() {
    for typeface in typefaces() {
        for kind in kinds() {
            let made = || face::licence(kind, &sample(kind), QR, &typeface, now()).expect("drawn");
            assert_eq!(made().pdf, made().pdf, "{}", kind.name());
        }
    }
}

#[test]
fn the_place_of_the_seal_is_given_in_the_page_s_own_terms() {
    let kind = kinds()[0];
    let typeface = sidian_render::font::Typeface::standard();
    let made = face::licence(kind, &sample(kind), QR, &typeface, now()).expect("is drawn");
    let place = made.seal_place.expect("is given");
    let (seal, page) = (kind.face().seal, kind.face().page);
    let mm = 25.4 / 72.0;
    let [left, bottom, right, top] = place.rectangle.map(|points| f64::from(points) * mm);
    assert_eq!(place.page, 0);
    assert!((left - seal.x).abs() < 0.01 && (right - left - seal.w).abs() < 0.01);
    assert!((page.height - top - seal.y).abs() < 0.01 && (top - bottom - seal.h).abs() < 0.01);
}

#[test]
fn a_value_too_long_for_its_place_is_refused_by_element() {
    let kind = kinds()[0];
    let typeface = sidian_render::font::Typeface::standard();
    let value =
        |element: &str| Some(if element == "KZ_ZS" { "长".repeat(4000) } else { "短".into() });
    let info = DocumentInfo::new("t", "a");
    let refused = face::document(kind.face(), value, QR, &typeface, &info, now());
    let refused = refused.map(|_| ()).expect_err("is refused");
    assert_eq!(refused, RenderError::Overflow { what: "KZ_ZS".to_owned(), len: 4000 });
}

#[test]
fn hostile_layouts_are_drawn_or_refused() {
    let mut layout: FaceLayout = kinds()[0].face().clone();
    layout.page.width = 1e30;
    layout.borders[0].width = 1e20;
    layout.title.size = f64::NAN;
    let typeface = sidian_render::font::Typeface::standard();
    let info = DocumentInfo::new("t", "a");
    let made = face::document(&layout, |_| None, QR, &typeface, &info, now());
    assert!(matches!(made, Err(RenderError::Layout)), "{made:?}");
}

/// Leaves the file for people to look at.
fn keep(name: &str, made: &FaceDocument) {
    let name = format!("{}/{name}-{}.pdf", env!("CARGO_TARGET_TMPDIR"), made.pdf_a);
    std::fs::write(name, &made.pdf).expect("is written");
}

#[cfg(feature = "picture")]
#[test]
fn a_face_is_drawn_as_a_picture() {
    for typeface in typefaces() {
        let kind = kinds()[0];
        let made = face::licence(kind, &sample(kind), QR, &typeface, now()).expect("is drawn");
        let letters = sidian_render::Typeface::find();
        let png = sidian_render::picture::png(&made.pdf, 0, 100.0, &letters).expect("is a picture");
        assert!(png.starts_with(b"\x89PNG\r\n") && png.len() > 20_000, "{}", png.len());
        let name = format!("{}/face-{}.png", env!("CARGO_TARGET_TMPDIR"), made.pdf_a);
        std::fs::write(name, &png).expect("is written");
        let large = sidian_render::picture::png(&made.pdf, 0, 1e6, &letters);
        assert_eq!(large, Err(sidian_render::text::TextError::Limit));
    }
}
