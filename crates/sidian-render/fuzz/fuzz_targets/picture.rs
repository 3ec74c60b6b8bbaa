//! Pictures of strangers: what may go into a seal, what is drawn of it, and QR codes in a scan.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sidian::seal::{Picture, PictureFormat};
use sidian_render::qr;
use sidian_render::seal::SealPicture;

fuzz_target!(|bytes: &[u8]| {
    for (width, height) in [(42, 42), (60, 40)] {
        if let Ok(picture) = Picture::new(bytes, width, height) {
            assert_eq!(
                PictureFormat::sniff(bytes),
                Some(picture.format()),
                "what is taken is known"
            );
        }
    }
    if let Ok(picture) = SealPicture::from_bytes(bytes) {
        let _ = (picture.pixels(), picture.size_mm());
        let _ = picture.to_pdf(42.0, 42.0);
    }
    let _ = qr::read(bytes);
});
