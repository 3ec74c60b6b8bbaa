//! Pictures of papers as pages, without losing a pixel.

use lopdf::{Document, Object};
use sidian_render::image_page;

/// A grey JPEG of 8 by 8 pixels, 150 to an inch.
const JPEG: &str = "ffd8ffe000104a46494600010101009600960000ffdb00430006040506050406060506070706080a100a0a09\
    090a140e0f0c1017141818171416161a1d251f1a1b231c1616202c20232627292a29191f2d302d2830252829\
    28ffc0000b080008000801011100ffc4001f0000010501010101010100000000000000000102030405060708\
    090a0bffc400b5100002010303020403050504040000017d0102030004110512213141061351610722711432\
    8191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a43444546474849\
    4a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3\
    a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9ea\
    f1f2f3f4f5f6f7f8f9faffda0008010100003f00ad67a5c17b6b2f873c2b2450683021fed4d5b70549d147ce\
    88fd042003b9ff008f903e4c97ffd9";

fn unhex(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// The samples of a little picture in colours.
fn samples() -> Vec<u8> {
    (0..13 * 7 * 3_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 21) as u8).collect()
}

fn png(dpi: Option<u32>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 13, 7);
    encoder.set_color(png::ColorType::Rgb);
    let per_metre = dpi.map(|dpi| (f64::from(dpi) / 0.0254).round() as u32);
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(per_metre.map(|n| png::PixelDimensions { xppu: n, yppu: n, unit }));
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&samples()).expect("samples");
    writer.finish().expect("a whole file");
    out
}

/// The stream of the one picture in a file, as it lies there and unfolded, and the size of its page.
fn picture(pdf: &[u8]) -> (Vec<u8>, Option<Vec<u8>>, [f32; 2]) {
    let document = Document::load_mem(pdf).expect("a PDF");
    let images = document.objects.values().filter_map(|object| object.as_stream().ok());
    let is_image = |s: &&lopdf::Stream| {
        s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    };
    let mut images = images.filter(is_image);
    let (image, none) = (images.next().expect("a picture"), images.next());
    assert!(none.is_none(), "one picture");
    let page = document.get_pages().into_values().next().expect("a page");
    let page = document.get_dictionary(page).expect("a dictionary");
    let media = page.get(b"MediaBox").and_then(Object::as_array).expect("a size");
    let size = [2, 3].map(|at| media[at].as_float().expect("a number"));
    (image.content.clone(), image.decompressed_content().ok(), size)
}

#[test]
fn a_jpeg_goes_into_the_page_byte_for_byte() {
    let jpeg = unhex(JPEG);
    let (stream, _, [width, height]) =
        picture(&image_page::write(&jpeg, "扫描件").expect("a page"));
    assert_eq!(stream, jpeg);
    assert!((width - 3.84).abs() < 0.01 && (height - 3.84).abs() < 0.01, "{width} x {height}");
}

#[test]
fn a_png_keeps_every_sample_and_its_size_on_paper() {
    for (dpi, width) in [(Some(300), 3.12), (None, 4.68)] {
        let page = image_page::write(&png(dpi), "扫描件").expect("a page");
        let (_, unfolded, [found, _]) = picture(&page);
        assert_eq!(unfolded, Some(samples()), "{dpi:?}");
        assert!((found - width).abs() < 0.01, "{dpi:?}: {found}");
    }
}

#[test]
fn what_is_no_whole_picture_is_refused() {
    let (png, jpeg) = (png(None), unhex(JPEG));
    for bytes in [&b""[..], b"GIF89a", b"%PDF-1.7", &png[..20], &jpeg[..20], &png[..png.len() / 2]]
    {
        assert!(image_page::write(bytes, "x").is_err(), "{} bytes", bytes.len());
    }
}
