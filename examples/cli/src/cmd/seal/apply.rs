//! `sidian seal apply`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sidian::pades::{Appearance, Corner, Edge, Pages, Placement, Straddle, mm, page_count};
use sidian::report::SealPicture as Held;
use sidian::seal::{ApplyError, SealContainer};
use sidian_render::seal::SealPicture;
use sidian_render::text::{Found, Occurrence, find};

use crate::args::{IdentityArgs, OutArgs};
use crate::cmd::now;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::locale::text;
use crate::refusal;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct ApplyArgs {
    /// The PDF to seal; it is not changed
    #[arg(value_name = "IN.pdf")]
    input: PathBuf,

    /// The seal
    #[arg(long, value_name = "SEAL.esl")]
    seal: PathBuf,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,

    /// The pages: 3, 2-5, all or last (default: last; with --straddle: all)
    #[arg(long, value_name = "PAGES")]
    page: Option<String>,

    /// Millimetres from the two sides of a corner (default 20,20), or of the centre
    #[arg(long, value_name = "X,Y", conflicts_with_all = ["keyword", "straddle"])]
    at: Option<String>,

    /// Which corner --at counts from (default: bottom-right); centre: its centre, from the bottom left
    #[arg(long, value_name = "CORNER")]
    from: Option<From>,

    /// Over this text, Chinese or Latin
    #[arg(long, value_name = "TEXT", conflicts_with = "straddle")]
    keyword: Option<String>,

    /// Over which of its occurrences: a number, or all (default: 1)
    #[arg(long, value_name = "N|all", requires = "keyword")]
    nth: Option<String>,

    /// Moved so far from the text, in millimetres to the right and up
    #[arg(long, value_name = "X,Y", requires = "keyword", allow_hyphen_values = true)]
    offset: Option<String>,

    /// As a straddle seal over this edge of the pages: left or right
    #[arg(long, value_name = "EDGE")]
    straddle: Option<Side>,

    /// At most so many pages share one picture of a straddle seal
    #[arg(long, value_name = "N", requires = "straddle")]
    group: Option<usize>,

    /// Name of the signature field; into an empty one that is there, unless a place is given
    #[arg(long, value_name = "NAME")]
    field: Option<String>,

    /// Show nothing on the pages
    #[arg(long, conflicts_with_all = ["at", "keyword", "straddle", "page"])]
    invisible: bool,

    /// Reason, written into the signature
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// The case it belongs to, written into the signature
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,

    /// cades (default), pkcs7, or ses (GM.sm2seal: an SES_Signature)
    #[arg(long, value_name = "FORMAT")]
    container: Option<Form>,
}

/// What `--from` names.
#[derive(Clone, Copy, ValueEnum)]
enum From {
    /// Bottom left.
    BottomLeft,
    /// Bottom right.
    BottomRight,
    /// Top left.
    TopLeft,
    /// Top right.
    TopRight,
    /// The centre of the seal, counted from the bottom left.
    Centre,
}

/// What `--straddle` names.
#[derive(Clone, Copy, ValueEnum)]
enum Side {
    /// The left edge.
    Left,
    /// The right edge.
    Right,
}

/// What `--container` names.
#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// `ETSI.CAdES.detached`.
    Cades,
    /// `adbe.pkcs7.detached`.
    Pkcs7,
    /// `GM.sm2seal`.
    Ses,
}

pub(super) fn run(args: &ApplyArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let pdf = files::read_some(&args.input, files::DOCUMENT)?;
    let seal = super::read(&args.seal)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let mut application = seal.apply(&pdf).with_container(match args.container {
        None | Some(Form::Cades) => SealContainer::Cades,
        Some(Form::Pkcs7) => SealContainer::Pkcs7,
        Some(Form::Ses) => SealContainer::Ses,
    });
    if let Some(field) = &args.field {
        application = application.with_field(field);
    }
    if let Some(reason) = &args.reason {
        application = application.with_reason(reason);
    }
    if let Some(case) = &args.case {
        application = application.with_case(case);
    }
    if !args.invisible {
        let place = place(args, &pdf)?.with_appearance(drawn(seal.picture())?);
        application = application.with_placement(place);
    }
    let sealed = application
        .sign_update(&identity.key, &identity.chain, now)
        .map_err(|e| refused(args, &e))?;
    to.write(&[&pdf, sealed.appended()], Secrecy::Public)?;
    let (what, name) = (seal.name(), to.path().display());
    ui.say(&text!("已加盖“{what}”：{name}", "sealed with “{what}”: {name}"))?;
    Ok(0)
}

fn refused(args: &ApplyArgs, error: &ApplyError) -> Failure {
    match error {
        ApplyError::Signature(e) => refusal::signing(&args.input, e),
        ApplyError::Seal(e) => super::refused(e),
        other => Failure::new(
            text!("不能加盖这枚印章（{other}）", "the seal cannot be applied: {other}"),
            text!("请核对印章、证书和文件", "check the seal, the certificate and the file"),
        ),
    }
}

/// The seal's picture as a page.
fn drawn(held: &Held) -> Result<Appearance, Failure> {
    let picture =
        SealPicture::from_bytes(&held.bytes).map_err(|e| super::unseen(&e.to_string()))?;
    super::drawn(&picture, held.width_mm, held.height_mm)
}

fn place(args: &ApplyArgs, pdf: &[u8]) -> Result<Placement, Failure> {
    if let Some(side) = args.straddle {
        let edge = match side {
            Side::Left => Edge::Left,
            Side::Right => Edge::Right,
        };
        let pages = pages(args.page.as_deref().unwrap_or("all"), pdf)?;
        let straddle = Straddle::new(pages).with_edge(edge);
        return Ok(Placement::straddle(match args.group {
            Some(group) => straddle.with_group(group),
            None => straddle,
        }));
    }
    if let Some(keyword) = &args.keyword {
        return over(args, keyword, pdf);
    }
    if args.field.is_some() && args.at.is_none() && args.page.is_none() {
        return Ok(Placement::in_field());
    }
    let pages = pages(args.page.as_deref().unwrap_or("last"), pdf)?;
    let [x, y] = pair("--at", args.at.as_deref().unwrap_or("20,20"))?;
    let corner = match args.from {
        Some(From::Centre) => return Ok(Placement::centred(pages, x, y)),
        Some(From::BottomLeft) => Corner::BottomLeft,
        Some(From::TopLeft) => Corner::TopLeft,
        Some(From::TopRight) => Corner::TopRight,
        None | Some(From::BottomRight) => Corner::BottomRight,
    };
    Ok(Placement::corner(pages, corner, x, y))
}

fn over(args: &ApplyArgs, keyword: &str, pdf: &[u8]) -> Result<Placement, Failure> {
    let which = match args.nth.as_deref() {
        None => Occurrence::Nth(1),
        Some("all") => Occurrence::Every,
        Some(n) => Occurrence::Nth(n.parse().map_err(|_| wrong("--nth", n))?),
    };
    let offset = args.offset.as_deref().map_or(Ok([0.0; 2]), |offset| pair("--offset", offset))?;
    let found = find(pdf, keyword, which).map_err(|e| {
        Failure::new(
            text!("无法读取文件的文字（{e}）", "the text of the file cannot be read ({e})"),
            text!("请改用 --page 和 --at", "use --page and --at"),
        )
    })?;
    let place = |found: &Found| Placement::over(found.page, found.rect, offset);
    found.iter().map(place).reduce(Placement::and).ok_or_else(|| {
        Failure::new(
            text!("文件中没有“{keyword}”", "the text “{keyword}” is not in the file"),
            text!("请核对 --keyword 和 --nth", "check --keyword and --nth"),
        )
    })
}

/// `3`, `2-5`, `all` or `last`.
fn pages(text: &str, pdf: &[u8]) -> Result<Pages, Failure> {
    let number = |text: &str| text.parse::<usize>().map_err(|_| wrong("--page", text));
    match text {
        "all" => Ok(Pages::All),
        // what cannot be read is refused with its reason when the seal is placed
        "last" => Ok(Pages::from(page_count(pdf).unwrap_or(1))),
        _ => match text.split_once('-') {
            Some((first, last)) => Ok(Pages::from(number(first)?..=number(last)?)),
            None => Ok(Pages::from(number(text)?)),
        },
    }
}

/// Two lengths in millimetres, as points.
fn pair(option: &str, text: &str) -> Result<[f64; 2], Failure> {
    let (x, y) = text.split_once(',').ok_or_else(|| wrong(option, text))?;
    let number = |part: &str| match part.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(mm(number)),
        _ => Err(wrong(option, text)),
    };
    Ok([number(x)?, number(y)?])
}

fn wrong(option: &str, value: &str) -> Failure {
    Failure::new(
        text!("{option} 的值“{value}”有误", "“{value}” is no value for {option}"),
        text!(
            "长度以毫米计，形如 20,30；页码形如 3、2-5、all",
            "lengths are millimetres such as 20,30; pages 3, 2-5, all or last"
        ),
    )
}
