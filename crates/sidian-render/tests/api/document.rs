use lopdf::{Document, Object};
use sidian_render::document::write;
use sidian_render::font::{FontError, FontUse, Typeface};
use sidian_render::scene::{Area, Colour, Scene};
use sidian_render::{DocumentInfo, FaceDocument, RenderError, qr};

use sidian_testkit::peers::{self, Folder};

use crate::common::{PDFFONTS, QPDF, installed, now, page, peer, typefaces};
use crate::licences::{kinds, sample};

const JSON: &str = r#"{"ZZBS":"1.2.156.3005.2","ZZMC":"营业执照 <&>"}"#;

fn info() -> DocumentInfo {
    DocumentInfo::new("营业执照", "某市市场监督管理局").with_data(
        "licence.json",
        "application/json",
        "证照元数据",
        JSON,
    )
}

fn written(typeface: &Typeface) -> FaceDocument {
    write(&[page(typeface, &["电子证照", "abc"])], typeface, &info(), now()).expect("is written")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for typeface in typefaces() {
        let first = written(&typeface);
        assert_eq!(first.pdf, written(&typeface).pdf, "{:?}", first.font);
        let later = now().plus(1);
        let other = write(&[page(&typeface, &["电子证照", "abc"])], &typeface, &info(), later);
        assert_ne!(first.pdf, other.expect("is written").pdf, "{:?}", first.font);
    }
}

#[test]
fn metadata_travels_as_an_associated_file_and_in_xmp() {
    for typeface in typefaces() {
        let metadata = sample(kinds()[0]);
        let info = DocumentInfo::of_licence(&metadata, kinds()[0]);
        let made = write(&[page(&typeface, &["电子证照"])], &typeface, &info, now());
        let made = made.expect("is written");
        let document = Document::load_mem(&made.pdf).expect("is a PDF file");
        let catalog = document.catalog().expect("has a catalog");
        let associated = catalog.get(b"AF").and_then(Object::as_array).expect("has /AF");
        assert_eq!(associated.len(), 1);
        let id = associated[0].as_reference().expect("is a reference");
        let file = document.get_dictionary(id).expect("is a file specification");
        let relationship = file.get(b"AFRelationship").and_then(Object::as_name);
        assert_eq!(relationship.ok(), Some(&b"Data"[..]));
        let inner = file.get(b"EF").and_then(Object::as_dict).expect("has /EF");
        let id = inner.get(b"UF").and_then(Object::as_reference).expect("is a reference");
        let stream = document.get_object(id).and_then(Object::as_stream).expect("is a stream");
        assert_eq!(stream.content, metadata.to_json());

        let id = catalog.get(b"Metadata").and_then(Object::as_reference).expect("has XMP");
        let packet = document.get_object(id).and_then(Object::as_stream).expect("is a stream");
        let packet = std::str::from_utf8(&packet.content).expect("is UTF-8");
        assert!(packet.contains(&metadata.to_xmp_description()), "{packet}");
        assert_eq!(packet.contains("<pdfaid:part>3<"), made.pdf_a, "{packet}");
        assert_eq!(packet.contains("pdfaProperty:name"), made.pdf_a, "{packet}");
    }
}

#[test]
fn qpdf_finds_nothing_wrong() {
    for typeface in typefaces() {
        let made = written(&typeface);
        if let Some(said) = peer(QPDF, &["--check", "FILE"], &made.pdf) {
            assert!(said.contains("No syntax or stream encoding errors"), "{said}");
            assert!(!said.to_lowercase().contains("warning"), "{said}");
        }
    }
}

#[test]
fn letters_are_embedded_as_a_subset_or_only_named() {
    for typeface in typefaces() {
        let made = written(&typeface);
        let Some(said) = peer(PDFFONTS, &["FILE"], &made.pdf) else { return };
        let font = said.lines().nth(2).expect("lists a font");
        match made.font {
            FontUse::Embedded(_) => assert!(font.contains("yes yes yes"), "{said}"),
            FontUse::NotEmbedded => {
                assert!(font.contains("STSong-Light") && font.contains("UniGB-UCS2-H"), "{said}");
                assert!(font.contains("no  no  no"), "{said}");
            }
        }
        assert!(made.pdf.len() < 100_000, "{} bytes", made.pdf.len());
    }
}

#[test]
fn a_character_nobody_has_is_named() {
    let scene = |typeface: &Typeface, text| {
        let mut scene = Scene::new(200.0, 200.0);
        let style = sidian_render::layout::TextStyle::new(12.0, 12.0);
        let area = Area::new(0.0, 0.0, 200.0, 200.0);
        sidian_render::layout::text_box(&mut scene, typeface, area, &style, "x", text)
    };
    let missing = |character| Err(RenderError::Font(FontError::NoGlyph { character }));
    assert_eq!(scene(&Typeface::standard(), "土𠮷"), missing('𠮷'));
    assert_eq!(scene(&Typeface::standard(), "a\u{e000}"), missing('\u{e000}'));
    if let Some(typeface) = installed() {
        assert!(scene(&typeface, "𠮷㛃").is_ok(), "{:?}", typeface.font_use());
        assert_eq!(scene(&typeface, "a\u{10fffd}"), missing('\u{10fffd}'));
    }
}

#[test]
fn a_typeface_that_is_not_there_is_an_error_and_no_fallback() {
    let missing = Typeface::named("No Such Family").map(|_| ());
    assert!(matches!(missing, Err(FontError::Missing { .. })), "{missing:?}");
    let broken = Typeface::named(file!().rsplit('/').next().unwrap_or_default()).map(|_| ());
    assert!(broken.is_err());
    let not_a_font = Typeface::named(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    assert!(matches!(not_a_font.map(|_| ()), Err(FontError::Font { .. })));
    assert!(Typeface::from_bytes(b"OTTO".to_vec(), 0).is_err());
}

#[test]
fn names_that_could_not_be_written_faithfully_are_refused() {
    let scene = [Scene::new(100.0, 100.0)];
    let refused = |info: DocumentInfo| {
        write(&scene, &Typeface::standard(), &info, now()).map(|_| ()).expect_err("is refused")
    };
    for name in ["", "a/b", "元.json", "a\n"] {
        let info = DocumentInfo::new("t", "a").with_data(name, "text/plain", "d", "v");
        assert!(matches!(refused(info), RenderError::AttachmentName { .. }), "{name:?}");
    }
}

#[test]
fn a_qr_code_is_read_back_by_a_reader_of_codes() {
    let content = "https://example.gov.cn/v?id=1.2.156.3005.2.11410800MB00000009001";
    let mut scene = Scene::new(200.0, 200.0);
    let area = Area::new(20.0, 20.0, 160.0, 160.0);
    qr::draw(&mut scene, area, Colour::WHITE, content).expect("is drawn");
    let made = write(&[scene], &Typeface::standard(), &info(), now()).expect("is written");
    let folder = Folder::new();
    folder.write("qr.pdf", &made.pdf);
    let Some(draw) = peers::find("pdftoppm", &["-v"], "pdftoppm version") else { return };
    draw.run(&folder, &["-r", "150", "-png", "-singlefile", "qr.pdf", "qr"]).expect("is drawn");
    let Some(scan) = peers::find("zbarimg", &["--version"], "0.") else { return };
    let said = scan.run(&folder, &["-q", "--raw", "qr.png"]).expect("is read");
    assert_eq!(String::from_utf8_lossy(&said).trim(), content);
}

#[test]
fn qr_content_is_bounded() {
    let mut scene = Scene::new(200.0, 200.0);
    let area = Area::new(0.0, 0.0, 200.0, 200.0);
    for content in [String::new(), "a".repeat(601)] {
        let drawn = qr::draw(&mut scene, area, Colour::WHITE, &content);
        assert_eq!(drawn, Err(RenderError::QrContent { len: content.len() }));
    }
    assert!(qr::draw(&mut scene, area, Colour::WHITE, &"a".repeat(600)).is_ok());
}
