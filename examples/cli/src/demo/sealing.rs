//! A licence under a seal: the seal drawn from text, made by a maker, applied, and abused.

use sidian::crypto::Suite;
use sidian::licence::StatusRegister;
use sidian::pades::{Pages, Placement, mm};
use sidian::seal::register::{SealEvent, SealRegister, SealRegisterError};
use sidian::seal::{Picture, Seal, SealDraft, SealError};
use sidian::time::UnixTime;
use sidian_render::Typeface;
use sidian_render::seal::{SealDesign, SealPicture};

use super::folder::Folder;
use super::today;
use super::town::{DEPARTMENT, Town};
use crate::cmd::seal;
use crate::failure::Failure;
use crate::files::Secrecy;
use crate::licences::{self, Face};
use crate::locale::text;

/// Code of the department's seal: six digits of the division, eight of the number.
const CODE: &str = "41080000000017";
/// Side of its picture in millimetres.
const SIDE: u32 = 42;
const HOUR: i64 = 3_600;
const YEAR: i64 = 365 * 86_400;

/// Whether seals are made with this suite.
pub(super) fn known_to(suite: Suite) -> bool {
    matches!(suite, Suite::Sm2 | Suite::Ed25519 | Suite::P256)
}

/// Draws and makes the department's seal, issues a licence under it, and one that shows the picture
/// of another seal; publishes the register of seals as it is, and as it would be had the seal been
/// stopped before.
pub(super) fn play(
    folder: &Folder,
    town: &Town,
    register: &mut StatusRegister,
    (typeface, now): (&Typeface, UnixTime),
) -> Result<(), Failure> {
    let drawing = drawn(typeface, DEPARTMENT)?;
    let made = now.plus(-2 * HOUR);
    let seal = made_by(town, &drawing, made)?;
    folder.write("seal.svg", &drawing, Secrecy::Public)?;
    folder.write("seal.esl", seal.as_bytes(), Secrecy::Public)?;

    let data = include_str!("data.json").replace("{TODAY}", &today(now));
    let other = drawn(typeface, "示例市财政局")?;
    let licences =
        [("sealed.pdf", "20261122000004", &drawing), ("other-seal.pdf", "20261122000005", &other)];
    for (file, serial, picture) in licences {
        let data = data.replace("20261122000003", serial);
        let kind = licences::kind("食品经营许可证")?;
        let place = Placement::centred(Pages::from(1), mm(203.0), mm(46.0)).with_appearance(
            seal::drawn(&SealPicture::from_bytes(picture).map_err(own)?, SIDE, SIDE)?,
        );
        let issued = licences::issue_sealed(
            &kind,
            ("data.json", data.as_bytes()),
            Some((register, None)),
            (&Face::Layout, typeface),
            (&town.department, now),
            Some((&seal, place)),
        )?;
        folder.write(file, &issued.pdf, Secrecy::Public)?;
    }

    let maker = (&*town.maker.key, &town.maker.chain);
    let mut book = SealRegister::new();
    book.register(&seal, DEPARTMENT, made).map_err(unrecorded)?;
    let list = |book: &SealRegister| book.sign(maker.0, maker.1, now.plus(30 * 24 * HOUR), now);
    folder.write("seals.jwt", list(&book).map_err(unrecorded)?.as_bytes(), Secrecy::Public)?;
    let before = now.plus(-HOUR);
    book.record(CODE, SealEvent::Stop, before, None, "示例").map_err(unrecorded)?;
    folder.write("seals-stopped.jwt", list(&book).map_err(unrecorded)?.as_bytes(), Secrecy::Public)
}

/// The seal with this name, as SVG. Without a Chinese typeface it has its ring and its star only.
fn drawn(typeface: &Typeface, name: &str) -> Result<Vec<u8>, Failure> {
    let design = SealDesign::round(name);
    match design.draw(typeface).map(|artwork| artwork.to_svg()) {
        Ok(svg) => svg.map(String::into_bytes).map_err(own),
        Err(_) => Ok(wordless(name).into_bytes()),
    }
}

/// A ring and a star, whose size tells names of different lengths apart.
fn wordless(name: &str) -> String {
    let star = name.chars().count() as f32 * 0.8;
    let points: Vec<String> = (0..10_u8)
        .map(|n| {
            let angle = f32::from(n) * std::f32::consts::PI / 5.0;
            let radius = if n % 2 == 0 { star } else { star * 0.382 };
            format!("{:.3} {:.3}", 21.0 + radius * angle.sin(), 21.0 - radius * angle.cos())
        })
        .collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"42mm\" height=\"42mm\" \
         viewBox=\"0 0 42 42\"><circle cx=\"21\" cy=\"21\" r=\"20\" fill=\"none\" stroke=\"#d7000f\" \
         stroke-width=\"1.2\"/><path fill=\"#d7000f\" d=\"M {} Z\"/></svg>",
        points.join(" L ")
    )
}

fn made_by(town: &Town, drawing: &[u8], at: UnixTime) -> Result<Seal, Failure> {
    let refused = |e: SealError| seal::refused(&e);
    let picture = Picture::new(drawing, SIDE, SIDE).map_err(|e| refused(SealError::Picture(e)))?;
    let mut draft = SealDraft::new(CODE, DEPARTMENT, picture).with_validity(at, at.plus(3 * YEAR));
    if let Some(signer) = town.department.leaf() {
        draft = draft.with_signer(signer);
    }
    let info = draft.build().map_err(refused)?;
    info.make(&*town.maker.key, &town.maker.chain, at).map_err(refused)
}

fn unrecorded(error: SealRegisterError) -> Failure {
    own(error)
}

fn own(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        text!("示例印章无法制作（{error}）", "the seal could not be made ({error})"),
        text!("请向开发者报告", "please report this"),
    )
}
