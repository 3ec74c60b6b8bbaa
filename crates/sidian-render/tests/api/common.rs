use std::path::{Path, PathBuf};
use std::process::Command;

use sidian::time::UnixTime;
use sidian_render::font::{FontUse, Typeface};
use sidian_render::layout::{TextStyle, text_box};
use sidian_render::scene::{Area, Scene};

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

/// Runs a peer program on `bytes` and returns what it says, or `None` when it is not installed.
pub(crate) fn peer(program: &str, options: &[&str], name: &str, bytes: &[u8]) -> Option<String> {
    let file = scratch(name);
    std::fs::write(&file, bytes).expect("scratch file is written");
    let output = match Command::new(program).args(options).arg(&file).output() {
        Ok(output) => output,
        Err(_) => {
            assert!(!required("SIDIAN_REQUIRE_PEERS"), "{program} is not installed");
            eprintln!("skipped: {program} is not installed");
            return None;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    Some(said)
}

/// Text without white space, as faces are compared.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn required(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| value == "1")
}
