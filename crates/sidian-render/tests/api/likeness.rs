//! What shows, held against the picture in the seal.

use std::io::Cursor;

use image::{ImageFormat, RgbaImage};
use sidian::crypto::Suite;
use sidian::pades::{Appearance, Corner, Edge, Pages, Placement, Straddle, mm};
use sidian::report::Verdict;
use sidian::seal::{Picture, PictureMatch, PictureReader, Seal, SealDraft};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian_render::SealReader;
use sidian_render::font::Typeface;
use sidian_render::seal::{SealDesign, SealPicture};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, pdf, seal_kit};

use crate::common::installed;

fn verdict(place: Placement, seal: &Seal, base: &[u8]) -> (Option<Verdict>, String) {
    let pki = TestPki::new(Suite::P256);
    let file = seal
        .apply(base)
        .with_placement(place)
        .sign(&pki.signer.key, &pki.chain(&pki.signer), clock::now())
        .expect("sealed");
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let evidence = pki
        .crls()
        .iter()
        .fold(Evidence::new(), |evidence, crl| evidence.with_crl(crl.der()).expect("CRL"));
    let verifier =
        Verifier::new(store).with_evidence(evidence).with_picture_reader(Box::new(SealReader));
    let report = verifier.document(&file, clock::now()).expect("a PDF");
    let why: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
    (report.verdict(), why.join(", "))
}

/// Pages turned and scaled in every way.
fn turned() -> Vec<u8> {
    let page = |entries: &str| format!("<</Type/Page/Parent 2 0 R{entries}>>");
    pdf::file(
        "1.7",
        &[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Count 5/Kids[3 0 R 4 0 R 5 0 R 6 0 R 7 0 R]/MediaBox[0 0 595 842]>>"
                .to_owned(),
            page(""),
            page("/Rotate 90"),
            page("/Rotate 180"),
            page("/Rotate 270/CropBox[50 50 500 700]"),
            page("/UserUnit 2"),
        ],
    )
}

#[test]
fn the_seal_s_own_picture_passes_wherever_it_shows_and_another_fails() {
    let pki = TestPki::new(Suite::P256);
    let seal = seal_kit::seal(pki, &[&pki.signer]);
    let other = Appearance::from_page(&seal_kit::other_page()).expect("a page");
    let places = [
        Placement::corner(Pages::All, Corner::BottomRight, mm(10.0), mm(10.0)),
        Placement::straddle(Straddle::new(Pages::All)),
        Placement::straddle(Straddle::new(Pages::All).with_edge(Edge::Left).with_group(3)),
        Placement::in_rect(1, [100.0, 100.0, 300.0, 180.0]),
    ];
    for place in places {
        let base = turned();
        let own = place.clone().with_appearance(seal_kit::appearance());
        let (found, why) = verdict(own, &seal, &base);
        assert_eq!(found, Some(Verdict::Passed), "{place:?}: {why}");
        assert!(!why.contains("seal-picture"), "{why}");
        let (found, why) = verdict(place.with_appearance(other.clone()), &seal, &base);
        assert_eq!(found, Some(Verdict::Failed), "{why}");
        assert!(why.contains("seal-picture-differs"), "{why}");
    }
}

#[test]
fn a_seal_of_another_office_or_with_one_character_changed_is_told_apart() {
    let Some(typeface) = installed() else { return };
    let svg = |name: &str, typeface: &Typeface| {
        let artwork = SealDesign::round(name).draw(typeface).expect("is drawn");
        artwork.to_svg().expect("is written").into_bytes()
    };
    let names = ["示例市行政审批服务局", "示例市行政审批监督局", "示例县行政审批服务局"];
    let drawn: Vec<Vec<u8>> = names.iter().map(|name| svg(name, &typeface)).collect();
    for (i, shown) in drawn.iter().enumerate() {
        let page = SealPicture::from_bytes(shown).and_then(|p| p.to_pdf(42.0, 42.0));
        let page = page.expect("a page");
        for (j, picture) in drawn.iter().enumerate() {
            let wanted = if i == j { PictureMatch::Same } else { PictureMatch::Different };
            let found = SealReader.compare(&page, picture);
            assert_eq!(found, wanted, "{} shown for {}", names[i], names[j]);
        }
    }
}

#[test]
fn a_png_of_the_seal_is_the_same_picture_as_its_outlines() {
    let Some(typeface) = installed() else { return };
    let artwork = SealDesign::round("示例市行政审批服务局").draw(&typeface).expect("is drawn");
    let png = artwork.to_png(300).expect("a picture");
    let page = artwork.to_pdf().expect("a page");
    assert_eq!(SealReader.compare(&page, &png), PictureMatch::Same);
    let other = SealDesign::round("示例市行政审批服务处").draw(&typeface).expect("is drawn");
    let other = other.to_pdf().expect("a page");
    for format in [ImageFormat::Gif, ImageFormat::Bmp] {
        let pixels = image::load_from_memory(&png).expect("a picture").into_rgba8();
        let mut file = Cursor::new(Vec::new());
        on_white(pixels).write_to(&mut file, format).expect("a picture");
        let file = file.into_inner();
        assert_eq!(SealReader.compare(&page, &file), PictureMatch::Same, "{format:?}");
        assert_eq!(SealReader.compare(&other, &file), PictureMatch::Different, "{format:?}");
    }
    let pki = TestPki::new(Suite::P256);
    let mm = |side: f32| side.round() as u32;
    let (width, height) = (mm(artwork.width_mm()), mm(artwork.height_mm()));
    let picture = Picture::new(&png, width, height).expect("a picture");
    let seal = SealDraft::new("11010000000001", "示例市行政审批服务局", picture)
        .with_validity(clock::now(), clock::now().plus(86_400))
        .with_signer(&pki.signer.certificate)
        .build()
        .and_then(|info| {
            let maker = &pki.second_signer;
            info.make(&maker.key, &pki.chain(maker), clock::now())
        })
        .expect("made");
    let place = Placement::centred(1, 300.0, 300.0);
    let place = place.with_appearance(Appearance::from_page(&page).expect("a page"));
    let (found, why) = verdict(place, &seal, &turned());
    assert_eq!(found, Some(Verdict::Passed), "{why}");
}

/// Neither GIF nor BMP keeps a half transparent edge.
fn on_white(mut pixels: RgbaImage) -> RgbaImage {
    for pixel in pixels.pixels_mut() {
        let mut white = image::Rgba([255; 4]);
        image::Pixel::blend(&mut white, pixel);
        *pixel = white;
    }
    pixels
}

#[test]
fn what_cannot_be_drawn_is_not_called_the_same() {
    let page = seal_kit::page();
    for picture in [&b"GIF89a"[..], b"", b"<svg", b"PK\x03\x04"] {
        assert_eq!(SealReader.compare(&page, picture), PictureMatch::Unreadable);
    }
    let svg = seal_kit::svg();
    assert_eq!(SealReader.compare(b"no page", svg.as_bytes()), PictureMatch::Unreadable);
}
