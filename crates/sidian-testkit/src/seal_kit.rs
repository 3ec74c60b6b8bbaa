//! A seal for tests, its picture once as SVG and once as a page.

use std::fmt::Write as _;

use sidian::pades::Appearance;
use sidian::seal::{Picture, Seal, SealDraft, SesVersion};
use sidian::time::UnixTime;

use crate::pki::{Identity, TestPki};
use crate::{clock, pdf};

/// Width and height of the picture in millimetres.
pub const SIZE: u32 = 42;

/// A ring with a mark in it that looks different from every side: `M`, `L`, `C` and `Z` in
/// millimetres from the upper left corner.
const RING: &str = "M 41 21 C 41 32.05 32.05 41 21 41 C 9.95 41 1 32.05 1 21 \
                    C 1 9.95 9.95 1 21 1 C 32.05 1 41 9.95 41 21 Z \
                    M 39 21 C 39 11.06 30.94 3 21 3 C 11.06 3 3 11.06 3 21 \
                    C 3 30.94 11.06 39 21 39 C 30.94 39 39 30.94 39 21 Z";
/// The mark of the seal.
const MARK: &str = "M 10 12 L 30 12 L 30 16 L 15 16 L 15 30 L 10 30 Z";
/// The mark of another.
const OTHER: &str = "M 12 12 L 32 12 L 32 30 L 27 30 L 27 16 L 12 16 Z";

/// The picture as SVG.
pub fn svg() -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIZE}mm\" height=\"{SIZE}mm\" \
         viewBox=\"0 0 {SIZE} {SIZE}\"><path fill=\"#d00\" d=\"{RING} {MARK}\"/></svg>"
    )
}

/// The picture as a page of its size.
pub fn page() -> Vec<u8> {
    drawn(&[RING, MARK])
}

/// A page of the same size that shows another picture, alike at first glance.
pub fn other_page() -> Vec<u8> {
    drawn(&[RING, OTHER])
}

/// The picture for a placement.
///
/// # Panics
///
/// Never: the page is one.
pub fn appearance() -> Appearance {
    Appearance::from_page(&page()).expect("a page")
}

/// A V5 seal that `signers` may use, made by the second signer, valid from 2026 to 2028.
///
/// # Panics
///
/// Where the keys of `pki` cannot make seals.
pub fn seal(pki: &TestPki, signers: &[&Identity]) -> Seal {
    let validity = (clock::at("2026-01-01T00:00:00Z"), clock::at("2028-12-31T23:59:59Z"));
    made(pki, signers, SesVersion::V5, validity)
}

/// As [`seal`] of another edition and validity.
///
/// # Panics
///
/// As [`seal`].
pub fn made(
    pki: &TestPki,
    signers: &[&Identity],
    version: SesVersion,
    (from, until): (UnixTime, UnixTime),
) -> Seal {
    let picture = Picture::new(svg().as_bytes(), SIZE, SIZE).expect("a picture");
    let draft = SealDraft::new("11010000000001", "示例市行政审批局", picture)
        .with_version(version)
        .with_validity(from, until);
    let draft = signers.iter().fold(draft, |draft, one| draft.with_signer(&one.certificate));
    let maker = &pki.second_signer;
    let info = draft.build().expect("a seal");
    info.make(&maker.key, &pki.chain(maker), clock::now()).expect("made")
}

/// What draws the pictures, for pages that are made by hand.
pub struct Operators {
    /// The seal's own picture.
    pub own: String,
    /// The other one.
    pub other: String,
    /// The side of the square that they fill, in points.
    pub side: f64,
}

/// The operators that draw the pictures.
pub fn operators() -> Operators {
    let (own, side) = operators_of(&[RING, MARK]);
    Operators { own, other: operators_of(&[RING, OTHER]).0, side }
}

fn drawn(paths: &[&str]) -> Vec<u8> {
    let (content, side) = operators_of(paths);
    pdf::file(
        "1.7",
        &[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 {side:.4} {side:.4}]>>"),
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>\
             /Group<</S/Transparency/CS/DeviceRGB>>>>"
                .to_owned(),
            format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        ],
    )
}

fn operators_of(paths: &[&str]) -> (String, f64) {
    let side = f64::from(SIZE) * 72.0 / 25.4;
    let mut content = format!("0.8667 0 0 rg 2.834646 0 0 -2.834646 0 {side:.4} cm ");
    for path in paths {
        let mut numbers: Vec<&str> = Vec::new();
        let mut operator = "";
        for word in path.split_whitespace().chain(["Z"]) {
            if !word.chars().all(|c| c.is_ascii_uppercase()) {
                numbers.push(word);
                continue;
            }
            let _ = match operator {
                "M" => write!(content, "{} m ", numbers.join(" ")),
                "L" => write!(content, "{} l ", numbers.join(" ")),
                "C" => write!(content, "{} c ", numbers.join(" ")),
                "Z" => write!(content, "h "),
                _ => Ok(()),
            };
            numbers.clear();
            operator = word;
        }
    }
    content += "h f";
    (content, side)
}
