//! `sidian seal draw`: the picture of a seal, from text.

use std::ffi::OsStr;
use std::path::Path;

use clap::{Args, ValueEnum};
use sidian_render::artwork::Artwork;
use sidian_render::scene::Colour;
use sidian_render::seal::{Centre, DesignError, Rank, SealDesign};

use crate::args::OutArgs;
use crate::cmd::licence;
use crate::failure::Failure;
use crate::files::{Destination, Secrecy};
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct DrawArgs {
    /// The name on the seal: along its edge, or all of a square one
    #[arg(long, value_name = "NAME")]
    text: String,

    /// round (default), oval (as the invoice seal), or square (a person's)
    #[arg(long, value_name = "SHAPE", default_value = "round", hide_default_value = true)]
    shape: Shape,

    /// Whose seal: decides the size of a round one, and whether a star or room for an emblem stands
    /// in it (default: unit, 42 mm with a star)
    #[arg(long, value_name = "RANK")]
    rank: Option<Holder>,

    /// A level line below the centre, such as the purpose of a finance or contract seal
    #[arg(long, value_name = "LINE")]
    line: Option<String>,

    /// The seal's code along the bottom, or the taxpayer's number in an oval one
    #[arg(long, value_name = "CODE")]
    code: Option<String>,

    /// A number at the bottom of an oval seal, such as (1)
    #[arg(long, value_name = "TEXT")]
    serial: Option<String>,

    /// A star in the centre of a round seal: yes, or no to leave room (default: as the rank has it)
    #[arg(long, value_name = "YES_NO")]
    star: Option<YesNo>,

    /// Another size in millimetres: 40, or 40x30 for an oval seal
    #[arg(long, value_name = "MM")]
    size: Option<String>,

    /// White letters on red, cut out of the ground (square seals)
    #[arg(long)]
    reversed: bool,

    /// Do not fill a name of two or three characters up with the word for seal (square seals)
    #[arg(long)]
    no_fill: bool,

    /// Another colour than red, as #rrggbb
    #[arg(long, value_name = "COLOUR")]
    colour: Option<String>,

    /// Pixels an inch of a PNG picture (default 600)
    #[arg(long, value_name = "N", default_value = "600", hide_default_value = true)]
    dpi: u32,

    /// A Chinese font: a file, or the name of an installed family (default: the best installed)
    #[arg(long, value_name = "FONT")]
    font: Option<String>,

    #[command(flatten)]
    out: OutArgs,
}

/// The shapes that can be drawn.
#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// Round.
    Round,
    /// Oval.
    Oval,
    /// Square.
    Square,
}

/// Who holds a round seal.
#[derive(Clone, Copy, ValueEnum)]
enum Holder {
    /// 60 mm, room for the emblem.
    StateCouncil,
    /// Provinces and ministries: 50 mm, room for the emblem.
    Province,
    /// National bureaus under ministries: 45 mm, room for the emblem.
    NationalBureau,
    /// Cities, counties and districts: 45 mm, room for the emblem.
    County,
    /// Prefecture offices: 45 mm, star.
    Prefecture,
    /// Townships: 42 mm, star.
    Township,
    /// Departments, institutions, enterprises: 42 mm, star.
    Unit,
}

/// An answer.
#[derive(Clone, Copy, ValueEnum)]
enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// What is written.
enum Kind {
    Pdf,
    Png,
    Svg,
}

pub(super) fn run(args: &DrawArgs, ui: &Ui) -> Result<u8, Failure> {
    let kind = kind(&args.out.out)?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let design = design(args)?;
    let typeface = licence::typeface(args.font.as_deref())?;
    let seal = design.draw(&typeface).map_err(|e| not_drawn(&e))?;
    let bytes = match kind {
        Kind::Pdf => seal.to_pdf(),
        Kind::Png => seal.to_png(args.dpi),
        Kind::Svg => seal.to_svg().map(String::into_bytes),
    };
    let bytes = bytes.map_err(|e| {
        Failure::new(
            text!("印章图片无法写出（{e}）", "the picture cannot be written ({e})"),
            text!("请调整 --size 或 --dpi", "change --size or --dpi"),
        )
    })?;
    to.write(&[&bytes], Secrecy::Public)?;
    ui.say(&told(&seal, to.path()))?;
    Ok(0)
}

fn told(seal: &Artwork, path: &Path) -> crate::locale::Text {
    let (width, height, name) = (seal.width_mm(), seal.height_mm(), path.display());
    text!(
        "印章图片（{width} × {height} 毫米）：{name}",
        "picture of a seal, {width} × {height} mm: {name}"
    )
}

/// What the ending of the name asks for.
fn kind(path: &Path) -> Result<Kind, Failure> {
    let ending = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("pdf") => Ok(Kind::Pdf),
        Some("png") => Ok(Kind::Png),
        Some("svg") => Ok(Kind::Svg),
        _ => {
            let name = path.display();
            Err(Failure::new(
                text!(
                    "{name}：看不出要写成哪种图片",
                    "{name}: the name does not say what kind of picture"
                ),
                text!(
                    "文件名请以 .png、.svg 或 .pdf 结尾",
                    "give a name ending in .png, .svg or .pdf"
                ),
            ))
        }
    }
}

fn design(args: &DrawArgs) -> Result<SealDesign, Failure> {
    let mut design = match args.shape {
        Shape::Round => SealDesign::round(&args.text),
        Shape::Oval => SealDesign::oval(&args.text),
        Shape::Square => SealDesign::square(&args.text).with_fill(!args.no_fill),
    };
    if let (Shape::Round, Some(rank)) = (args.shape, args.rank) {
        design = design.with_rank(self::rank(rank));
    }
    if let Some(star) = args.star {
        design = design.with_centre(match star {
            YesNo::Yes => Centre::Star,
            YesNo::No => Centre::Free,
        });
    }
    if let Some(line) = &args.line {
        design = design.with_line(line);
    }
    if let Some(code) = &args.code {
        design = design.with_code(code);
    }
    if let Some(serial) = &args.serial {
        design = design.with_serial(serial);
    }
    if let Some(size) = &args.size {
        let (width, height) = self::size(size).ok_or_else(|| not_understood("--size", size))?;
        design = design.with_size_mm(width, height);
    }
    if let Some(colour) = &args.colour {
        let ink = Colour::from_hex(colour).ok_or_else(|| not_understood("--colour", colour))?;
        design = design.with_colour(ink);
    }
    Ok(if args.reversed { design.with_reversed() } else { design })
}

fn rank(holder: Holder) -> Rank {
    match holder {
        Holder::StateCouncil => Rank::StateCouncil,
        Holder::Province => Rank::Province,
        Holder::NationalBureau => Rank::NationalBureau,
        Holder::County => Rank::CountyGovernment,
        Holder::Prefecture => Rank::PrefectureOffice,
        Holder::Township => Rank::Township,
        Holder::Unit => Rank::Unit,
    }
}

/// `40` or `40x30`.
fn size(text: &str) -> Option<(f32, f32)> {
    let (width, height) = text.split_once(['x', 'X', '×']).unwrap_or((text, text));
    Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
}

fn not_understood(option: &'static str, value: &str) -> Failure {
    Failure::new(
        text!("{option} 的值“{value}”无法理解", "{option}: “{value}” is not understood"),
        text!(
            "尺寸例如 42 或 40x30（毫米），颜色例如 #d7000f",
            "a size is 42 or 40x30 (millimetres), a colour #d7000f"
        ),
    )
}

/// Why a seal could not be drawn, in both languages.
fn not_drawn(error: &DesignError) -> Failure {
    let part = |part: &str| match part {
        "name" => ("--text", "名称"),
        "line" => ("--line", "横排文字"),
        "code" => ("--code", "编码"),
        "serial" => ("--serial", "序号"),
        _ => ("--reversed", "阴文"),
    };
    match error {
        DesignError::Length { part: which, len, least, most } => {
            let (option, zh) = part(which);
            Failure::new(
                text!(
                    "{zh}有 {len} 个字，只能是 {least} 至 {most} 个字",
                    "{option}: {len} characters; {least} to {most} have room"
                ),
                text!("请使用规范化简称", "use the official short form"),
            )
        }
        DesignError::Room { part: which } => {
            let (option, zh) = part(which);
            Failure::new(
                text!(
                    "这一尺寸的印章放不下{zh}",
                    "{option}: a seal of this size has no room for it"
                ),
                text!("请缩短文字，或用 --size 加大", "shorten it, or give a larger --size"),
            )
        }
        DesignError::Unused { part: which } => {
            let (option, zh) = part(which);
            Failure::new(
                text!("这种形状的印章没有{zh}", "{option}: a seal of this shape has none"),
                text!("请去掉 {option}，或换一种 --shape", "leave {option} out, or change --shape"),
            )
        }
        DesignError::Size { width, height } => Failure::new(
            text!("印章不能是 {width} × {height} 毫米", "a seal cannot be {width} × {height} mm"),
            text!(
                "边长 10 至 100 毫米；圆形、方形的宽高相同",
                "sides of 10 to 100 mm, the same both ways unless it is oval"
            ),
        ),
        other => Failure::new(
            text!("无法画出印章（{other}）", "the seal cannot be drawn ({other})"),
            text!(
                "请安装中文字体，或用 --font 指定",
                "install a Chinese font, or name one with --font"
            ),
        ),
    }
}
