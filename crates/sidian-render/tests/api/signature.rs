//! What a visible signature shows, as a page that the core takes.

use sidian::pades::Appearance;
use sidian::report::Language;
use sidian_render::RenderError;
use sidian_render::signature::{Arrangement, SignatureLook, Strokes};

use crate::common::{PDFTOTEXT, QPDF, now, peer, squeezed, typefaces};

/// Two strokes as a web page records them.
fn strokes() -> Strokes {
    let wave: Vec<String> = (0..60_u32)
        .map(|t| format!("{{\"x\":{},\"y\":{},\"time\":{}}}", t * 4, 50 + (t * 7) % 40, t * 9))
        .collect();
    let json =
        format!("[{{\"points\":[{}]}},[[20,20,0.4],[120,30,0.9],[230,15,0.2]]]", wave.join(","));
    Strokes::from_json(json.as_bytes()).expect("is read")
}

fn look() -> SignatureLook {
    SignatureLook::new(80.0, 25.0)
        .with_strokes(&strokes())
        .with_signer("王小明", Language::Chinese)
        .with_time(now(), Language::Chinese)
        .with_reason("同意", Language::Chinese)
        .with_code("https://example.gov.cn/v?id=1")
}

#[test]
fn a_look_is_one_sound_page_in_every_arrangement() {
    for typeface in typefaces() {
        for arrangement in [Arrangement::Beside, Arrangement::Above, Arrangement::Over] {
            let page = look().arranged(arrangement).to_pdf(&typeface, now()).expect("is written");
            let appearance = Appearance::from_page(&page).expect("the core takes it");
            let [width, height] = appearance.size();
            assert!(
                (width - 226.77).abs() < 0.1 && (height - 70.87).abs() < 0.1,
                "{width} {height}"
            );
            if let Some(said) = peer(QPDF, &["--check", "FILE"], &page) {
                assert!(said.contains("No syntax or stream encoding errors"), "{said}");
            }
            if let Some(text) = peer(PDFTOTEXT, &["FILE", "-"], &page) {
                let text = squeezed(&text);
                for line in ["签名人：王小明", "日期：2026年11月22日08:00", "原因：同意"]
                {
                    assert!(text.contains(line), "{arrangement:?}: {text}");
                }
            }
        }
    }
}

#[test]
fn what_has_no_room_is_said_and_not_cut() {
    for typeface in typefaces() {
        let long = look().with_line("长".repeat(2000)).to_pdf(&typeface, now());
        assert!(matches!(long, Err(RenderError::Overflow { .. })), "{:?}", typeface.font_use());
        for side in [0.0, 4.9, 501.0, f32::NAN] {
            let page = SignatureLook::new(side, 25.0).to_pdf(&typeface, now());
            assert_eq!(page, Err(RenderError::Layout), "{side}");
        }
        let page = SignatureLook::new(60.0, 20.0).with_strokes(&strokes()).to_pdf(&typeface, now());
        assert!(page.is_ok(), "handwriting alone");
    }
}
