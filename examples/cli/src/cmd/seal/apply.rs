//! `sidian seal apply`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sidian::pades::{Appearance, Edge, Placement, Straddle};
use sidian::report::SealPicture as Held;
use sidian::seal::{ApplyError, SealContainer};
use sidian_net::HttpAuthority;
use sidian_render::seal::SealPicture;

use super::journal::Open;
use crate::args::{IdentityArgs, OutArgs};
use crate::cmd::net::NetArgs;
use crate::cmd::now;
use crate::cmd::place::PlaceArgs;
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

    #[command(flatten)]
    place: PlaceArgs,

    /// As a straddle seal over this edge of the pages: left or right
    #[arg(long, value_name = "EDGE", conflicts_with_all = ["at", "keyword"])]
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

    /// Have the use dated by the timestamp authority at this address; its host must be allowed
    #[arg(long, value_name = "URL", requires = "allow")]
    tsa_url: Option<String>,

    #[command(flatten)]
    net: NetArgs,

    /// Enter this use into the journal, a signed line; begun if it is not there
    #[arg(long, value_name = "JOURNAL", requires = "case")]
    journal: Option<PathBuf>,

    /// The certificate of somebody else who keeps the journal (repeatable)
    #[arg(long, value_name = "CERT.pem", requires = "journal")]
    keeper: Vec<PathBuf>,
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
    // a use that cannot be recorded does not take place
    let journal = args.journal.as_deref();
    let journal = journal.map(|path| Open::new(path, &identity, &args.keeper)).transpose()?;
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
    let (key, chain) = (&*identity.key, &identity.chain);
    let sealed = match &args.tsa_url {
        None => application.sign_update(key, chain, now),
        Some(url) => {
            let fetcher = args.net.fetcher_for(url)?;
            let authority = HttpAuthority::new(&fetcher, url);
            application.sign_and_stamp(key, chain, now, &authority)
        }
    };
    let sealed = sealed.map_err(|e| refused(args, &e))?;
    if let Some(journal) = journal {
        let document = [&pdf, sealed.appended()].concat();
        let case = args.case.as_deref().unwrap_or_default();
        let head = journal.append((&seal, &identity), &document, case, now)?;
        ui.note(&text!("用印记录末条摘要：{head}", "head of the journal: {head}"));
    }
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
    let Some(side) = args.straddle else {
        return args.place.placement(args.field.as_deref(), pdf);
    };
    let edge = match side {
        Side::Left => Edge::Left,
        Side::Right => Edge::Right,
    };
    let straddle = Straddle::new(args.place.pages("all", pdf)?).with_edge(edge);
    Ok(Placement::straddle(match args.group {
        Some(group) => straddle.with_group(group),
        None => straddle,
    }))
}
