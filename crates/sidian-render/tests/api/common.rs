use sidian::time::UnixTime;
use sidian_render::font::{FontUse, Typeface};
use sidian_render::layout::{TextStyle, text_box};
use sidian_render::scene::{Area, Scene};
use sidian_testkit::peers::{self, Folder};

/// The fixed moment of these tests.
pub(crate) fn now() -> UnixTime {
    UnixTime::from_rfc3339("2026-11-22T08:00:00+08:00").expect("is RFC 3339")
}

/// The machine's Chinese typeface; says so when there is none.
pub(crate) fn installed() -> Option<Typeface> {
    let typeface = Typeface::find();
    if typeface.font_use() == FontUse::NotEmbedded {
        assert!(!required("SIDIAN_REQUIRE_PEERS"), "no Chinese typeface on this machine");
        eprintln!("skipped: no Chinese typeface on this machine");
        return None;
    }
    Some(typeface)
}

/// The standard pair, and the machine's typeface where it has one.
pub(crate) fn typefaces() -> Vec<Typeface> {
    installed().into_iter().chain([Typeface::standard()]).collect()
}

/// A page with one line of text a row.
pub(crate) fn page(typeface: &Typeface, lines: &[&str]) -> Scene {
    let mut scene = Scene::new(595.0, 842.0);
    for (at, line) in lines.iter().enumerate() {
        let area = Area::new(50.0, 50.0 + 60.0 * at as f32, 495.0, 50.0);
        text_box(&mut scene, typeface, area, &TextStyle::new(14.0, 6.0), "line", line)
            .expect("fits");
    }
    scene
}

/// Has a peer program look at a file, and returns what it says; `None` when it is not installed.
/// `wanted` is what it says of itself when asked for its version with `version`.
pub(crate) fn peer(
    (name, version, wanted): (&'static str, &str, &str),
    options: &[&str],
    bytes: &[u8],
) -> Option<String> {
    let program = peers::find(name, &[version], wanted)?;
    let folder = Folder::new();
    folder.write("file", bytes);
    let arguments: Vec<&str> =
        options.iter().map(|o| if *o == "FILE" { "file" } else { o }).collect();
    let answer = program.run(&folder, &arguments);
    Some(String::from_utf8_lossy(&answer.expect(name)).into_owned())
}

pub(crate) const QPDF: (&str, &str, &str) = ("qpdf", "--version", "qpdf version");
pub(crate) const PDFFONTS: (&str, &str, &str) = ("pdffonts", "-v", "pdffonts version");
pub(crate) const PDFTOPPM: (&str, &str, &str) = ("pdftoppm", "-v", "pdftoppm version");
pub(crate) const PDFTOTEXT: (&str, &str, &str) = ("pdftotext", "-v", "pdftotext version");

/// Text without white space, as faces are compared.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn required(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| value == "1")
}
