//! Pictures made elsewhere: taken when they are plain pictures, refused with a reason when not.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{Frame, ImageFormat, Rgba, RgbaImage};
use sidian::pades::Appearance;
use sidian_render::seal::{PictureError, PictureFormat, SealDesign, SealPicture};

use crate::common::{QPDF, installed, peer};

fn svg(inner: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"30mm\" height=\"30mm\" viewBox=\"0 0 30 30\">{inner}</svg>"
    )
}

const RING: &str = "<circle cx=\"15\" cy=\"15\" r=\"13\" fill=\"none\" stroke=\"#d7000f\"/>";

/// A picture of one red pixel, half transparent.
fn png() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 1, 1);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&[200, 0, 0, 128]).expect("a pixel");
    writer.finish().expect("an end");
    out
}

/// A picture of one red pixel in another format.
fn pixels(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let picture = RgbaImage::from_pixel(1, 1, Rgba([200, 0, 0, 255]));
    picture.write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

/// A grey JPEG picture of 8 × 8 pixels.
fn jpeg() -> Vec<u8> {
    let mut out = b"\xff\xd8\xff\xdb\x00\x43\x00".to_vec();
    out.extend([1; 64]);
    out.extend(b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00");
    // one code for a difference of no bits, one for the end of the block
    for class in [0x00, 0x10] {
        out.extend([0xff, 0xc4, 0x00, 0x14, class, 1]);
        out.extend([0; 15]);
        out.push(0);
    }
    out.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9");
    out
}

#[test]
fn plain_pictures_of_every_format_become_pages() {
    for (data, format) in [
        (svg(RING).into_bytes(), PictureFormat::Svg),
        (png(), PictureFormat::Png),
        (jpeg(), PictureFormat::Jpeg),
        (pixels(ImageFormat::Gif), PictureFormat::Gif),
        (pixels(ImageFormat::Bmp), PictureFormat::Bmp),
    ] {
        let picture = SealPicture::from_bytes(&data).unwrap_or_else(|e| panic!("{format:?}: {e}"));
        assert_eq!((picture.format(), picture.data()), (format, &data[..]));
        let page = picture.to_pdf(30.0, 20.0).expect("is written");
        let pixels = page.windows(14).any(|w| w == b"/Subtype/Image")
            || page.windows(15).any(|w| w == b"/Subtype /Image");
        assert_eq!(pixels, format != PictureFormat::Svg, "{format:?}: outlines stay outlines");
        if format == PictureFormat::Png {
            assert!(page.windows(6).any(|w| w == b"/SMask"), "transparency stays");
        }
        if let Some(said) = peer(QPDF, &["--check", "FILE"], &page) {
            assert!(said.contains("No syntax or stream encoding errors"), "{format:?}: {said}");
        }
        for (width, height) in [(0.0, 10.0), (10.0, 501.0), (f32::NAN, 10.0)] {
            assert_eq!(picture.to_pdf(width, height), Err(PictureError::Size), "{width} {height}");
        }
    }
}

#[test]
fn an_svg_file_with_more_than_outlines_is_refused_by_name() {
    for (inner, name) in [
        ("<script>1</script>", "script"),
        ("<image xlink:href=\"https://example.org/a.png\"/>", "image"),
        ("<image href=\"data:image/png;base64,AAAA\"/>", "image"),
        ("<foreignObject/>", "foreignObject"),
        ("<text>公章</text>", "text"),
        ("<animate/>", "animate"),
        ("<rect onclick=\"alert(1)\" width=\"1\" height=\"1\"/>", "onclick"),
        ("<use xlink:href=\"other.svg#a\"/>", "href"),
        ("<rect style=\"fill:url(https://example.org/#a)\" width=\"1\" height=\"1\"/>", "style"),
        ("<style>@import 'a.css';</style>", "style"),
        ("<a xlink:href=\"javascript:alert(1)\"><rect width=\"1\" height=\"1\"/></a>", "a"),
    ] {
        let refused = SealPicture::from_bytes(svg(inner).as_bytes()).map(|_| ());
        assert_eq!(refused, Err(PictureError::Element { element: name.to_owned() }), "{inner}");
    }
}

#[test]
fn an_svg_file_that_would_lose_something_is_refused_not_simplified() {
    let gradient = "<defs><linearGradient id=\"g\"><stop offset=\"0\" stop-color=\"red\"/>\
                    <stop offset=\"1\"/></linearGradient></defs>\
                    <rect fill=\"url(#g)\" width=\"9\" height=\"9\"/>";
    // an element of its own is named first
    assert!(matches!(
        SealPicture::from_bytes(svg(gradient).as_bytes()),
        Err(PictureError::Element { element }) if element == "linearGradient"
    ));
    for (inner, what) in [
        ("<rect opacity=\".5\" width=\"9\" height=\"9\"/>", "transparency"),
        ("<rect fill-opacity=\".5\" width=\"9\" height=\"9\"/>", "transparency"),
        (
            "<clipPath id=\"c\"><circle r=\"5\"/></clipPath>\
             <rect clip-path=\"url(#c)\" width=\"9\" height=\"9\"/>",
            "a clipping path",
        ),
    ] {
        let refused = SealPicture::from_bytes(svg(inner).as_bytes()).map(|_| ());
        assert_eq!(refused, Err(PictureError::Paint { what }), "{inner}");
    }
    let page = "<clipPath id=\"c\"><rect width=\"30\" height=\"30\"/></clipPath>\
                <g clip-path=\"url(#c)\"><rect x=\"2\" y=\"2\" width=\"9\" height=\"9\"/></g>";
    assert!(SealPicture::from_bytes(svg(page).as_bytes()).is_ok(), "it cuts nothing off");
}

#[test]
fn work_on_a_hostile_picture_is_bounded() {
    let deep = "<g>".repeat(100) + RING + &"</g>".repeat(100);
    let copies = "<g id=\"a\"><rect width=\"1\" height=\"1\"/></g>\
                  <g id=\"b\"><use href=\"#a\"/><use href=\"#a\"/></g><use href=\"#b\"/>";
    let many = "<g/>".repeat(30_000);
    for inner in [&deep, copies, &many] {
        let refused = SealPicture::from_bytes(svg(inner).as_bytes()).map(|_| ());
        let start: String = inner.chars().take(40).collect();
        assert!(matches!(refused, Err(PictureError::Limit { .. })), "{start}: {refused:?}");
    }
    let entities = "<!DOCTYPE svg [<!ENTITY a \"b\">]>".to_owned() + &svg(RING);
    let refused = SealPicture::from_bytes(entities.as_bytes()).map(|_| ());
    assert!(matches!(refused, Err(PictureError::Damaged { .. })), "{refused:?}");
    // a header that promises more pixels than anybody draws
    let mut huge = png();
    for (at, byte) in [(16, 0), (17, 1), (18, 0), (19, 0)] {
        if let Some(place) = huge.get_mut(at) {
            *place = byte;
        }
    }
    assert!(SealPicture::from_bytes(&huge).is_err());
    assert!(matches!(
        SealPicture::from_bytes(&vec![b' '; 5 << 20]),
        Err(PictureError::Limit { .. })
    ));
}

#[test]
fn a_cut_or_foreign_file_is_refused_without_a_panic() {
    let (gif, bmp) = (pixels(ImageFormat::Gif), pixels(ImageFormat::Bmp));
    for data in [png(), jpeg(), svg(RING).into_bytes(), gif, bmp] {
        for end in 0..data.len() - 2 {
            let cut = data.get(..end).unwrap_or_default();
            if let Ok(picture) = SealPicture::from_bytes(cut) {
                // all pixels of a PNG, or the header of a JPEG, can be there without the end
                assert_ne!(picture.format(), PictureFormat::Svg, "{end}");
                assert!(end > data.len() / 2, "{end} of {}", data.len());
            }
        }
    }
    for foreign in [&b""[..], b"%PDF-1.7", b"PK\x03\x04", b"<html></html>"] {
        let refused = SealPicture::from_bytes(foreign).map(|_| ());
        assert_eq!(refused, Err(PictureError::Format), "{foreign:?}");
    }
}

#[test]
fn a_gif_that_moves_or_is_too_large_is_no_seal() {
    let mut moving = Vec::new();
    let mut encoder = GifEncoder::new(&mut moving);
    for red in [200, 100] {
        let frame = RgbaImage::from_pixel(20, 20, Rgba([red, 0, 0, 255]));
        encoder.encode_frame(Frame::new(frame)).expect("a frame");
    }
    drop(encoder);
    let refused = SealPicture::from_bytes(&moving).map(|_| ());
    assert_eq!(refused, Err(PictureError::Moving));
    let mut gif = pixels(ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    let mut bmp = pixels(ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0]);
    for huge in [gif, bmp] {
        let refused = SealPicture::from_bytes(&huge).map(|_| ());
        assert!(matches!(refused, Err(PictureError::Limit { .. })), "{refused:?}");
    }
}

#[test]
fn what_viewers_might_not_show_is_given_to_them_as_png() {
    for format in [ImageFormat::Gif, ImageFormat::Bmp] {
        let picture = SealPicture::from_bytes(&pixels(format)).expect("a picture");
        let (kind, file) = picture.for_viewers();
        assert_eq!(kind, "image/png");
        let shown = image::load_from_memory(file).expect("a PNG").into_rgba8();
        assert_eq!(shown.get_pixel(0, 0), &Rgba([200, 0, 0, 255]), "{format:?}");
    }
    let png = png();
    let picture = SealPicture::from_bytes(&png).expect("a picture");
    assert_eq!(picture.for_viewers(), ("image/png", &png[..]));
}

#[test]
fn a_drawn_seal_is_a_sound_page() {
    let Some(typeface) = installed() else { return };
    let seal = SealDesign::round("示例市数据管理局").with_code("1101051234567");
    let seal = seal.draw(&typeface).expect("is drawn");
    let page = seal.to_pdf().expect("is written");
    assert!(page.len() < 40_000, "{} bytes", page.len());
    if let Some(said) = peer(QPDF, &["--check", "FILE"], &page) {
        assert!(said.contains("No syntax or stream encoding errors"), "{said}");
    }
    let [width, height] = Appearance::from_page(&page).expect("the core takes it").size();
    assert!((width - 119.06).abs() < 0.1 && (height - 119.06).abs() < 0.1, "{width} {height}");
    let png = SealPicture::from_bytes(&seal.to_png(300).expect("is drawn")).expect("is taken");
    assert_eq!(png.pixels(), Some((496, 496)));
    let (width, _) = png.size_mm().expect("says its resolution");
    assert!((width - 42.0).abs() < 0.1, "{width}");
}
