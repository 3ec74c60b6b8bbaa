use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use fontdb::{Database, FaceInfo, Source, Style};

use super::face::Face;
use crate::scene::Weight;

/// Families with simplified Chinese letters, the best for an official paper first: Song (serif)
/// faces, then the black (sans serif) ones.
const FAMILIES: [&str; 24] = [
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
    "SimSun",
    "NSimSun",
    "FangSong",
    "FangSong_GB2312",
    "STSong",
    "Songti SC",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "Heiti SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Zen Hei Sharp",
    "Droid Sans Fallback",
];

/// Families asked only for characters that the chosen one does not have.
const RARE: [&str; 6] = [
    "SimSun-ExtB",
    "Noto Serif CJK TC",
    "Noto Serif CJK JP",
    "HanaMinB",
    "HanaMinA",
    "BabelStone Han",
];

/// Where a face lies; read when first needed.
pub(crate) struct Place {
    path: PathBuf,
    index: u32,
    face: OnceLock<Option<Face>>,
}

impl Place {
    /// The face, read once.
    pub(crate) fn face(&self) -> Option<&Face> {
        self.face
            .get_or_init(|| {
                let data = std::fs::read(&self.path).ok()?;
                Face::new(Arc::new(data), self.index, Weight::Regular)
            })
            .as_ref()
    }
}

/// The faces of one family.
pub(crate) struct Family {
    pub(crate) regular: Face,
    pub(crate) bold: Option<Face>,
    /// Other faces of this machine, for characters that this family does not have.
    pub(crate) spare: Vec<Place>,
}

/// The first family of the list that the machine has.
pub(crate) fn best() -> Option<Family> {
    let fonts = installed();
    FAMILIES.iter().find_map(|name| family(&fonts, name))
}

/// The family called `name` in any language.
pub(crate) fn named(name: &str) -> Option<Family> {
    family(&installed(), name)
}

/// The face of the file at `path`; of a collection, the one of the best known family, else the
/// first.
pub(crate) fn file(path: &Path) -> std::io::Result<Option<Family>> {
    let mut fonts = Database::new();
    fonts.load_font_file(path)?;
    let known = FAMILIES.iter().find_map(|name| family(&fonts, name));
    let family = known.or_else(|| {
        let first = fonts.faces().min_by_key(|face| face.index)?;
        Some(Family { regular: read(first, Weight::Regular)?, bold: None, spare: Vec::new() })
    });
    Ok(family.map(|family| Family { spare: spare(&installed(), ""), ..family }))
}

fn installed() -> Database {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    fonts
}

fn family(fonts: &Database, name: &str) -> Option<Family> {
    let info = pick(fonts, name, 400)?;
    let regular = read(info, Weight::Regular)?;
    let bold = pick(fonts, name, 700)
        .filter(|bold| bold.id == info.id && regular.is_variable() || bold.weight.0 >= 600)
        .and_then(|bold| read(bold, Weight::Bold));
    Some(Family { regular, bold, spare: spare(fonts, name) })
}

/// The upright face of the family nearest to `weight`. Ties go to the smaller index and path, so
/// that the same machine gives the same answer.
fn pick<'a>(fonts: &'a Database, name: &str, weight: u16) -> Option<&'a FaceInfo> {
    fonts
        .faces()
        .filter(|face| face.style == Style::Normal && path(face).is_some())
        .filter(|face| face.families.iter().any(|(family, _)| family.eq_ignore_ascii_case(name)))
        .min_by_key(|face| (face.weight.0.abs_diff(weight), path(face), face.index))
}

fn spare(fonts: &Database, but: &str) -> Vec<Place> {
    FAMILIES
        .iter()
        .chain(&RARE)
        .filter(|name| !name.eq_ignore_ascii_case(but))
        .filter_map(|name| pick(fonts, name, 400))
        .filter_map(|face| {
            Some(Place { path: path(face)?.to_owned(), index: face.index, face: OnceLock::new() })
        })
        .collect()
}

fn read(info: &FaceInfo, weight: Weight) -> Option<Face> {
    let data = std::fs::read(path(info)?).ok()?;
    Face::new(Arc::new(data), info.index, weight)
}

fn path(info: &FaceInfo) -> Option<&Path> {
    match &info.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}
