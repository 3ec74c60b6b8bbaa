//! `sidian seal`: draw, make, apply, look at, verify, record and revoke electronic seals.

mod apply;
mod args;
mod draw;
mod inspect;
mod journal;
mod make;
mod revoke;
mod verify;

pub(crate) use args::SealCommand;

use std::path::Path;

use sidian::pades::Appearance;
use sidian::seal::{Seal, SealError};
use sidian_render::seal::SealPicture;

use crate::failure::Failure;
use crate::files;
use crate::locale::text;
use crate::ui::Ui;

/// Carries out a command below `sidian seal`.
pub(super) fn run(command: SealCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        SealCommand::Apply(args) => apply::run(&args, ui),
        SealCommand::Draw(args) => draw::run(&args, ui),
        SealCommand::Make(args) => make::run(&args, ui),
        SealCommand::Inspect(args) => inspect::run(&args, ui),
        SealCommand::Journal(args) => journal::run(&args, ui),
        SealCommand::Verify(args) => verify::run(&args, ui),
        SealCommand::Revoke(args) => revoke::run(&args, ui),
    }
}

/// The seal in a file.
pub(crate) fn read(path: &Path) -> Result<Seal, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    Seal::from_der(&bytes).map_err(|e| not_a_seal(path, &e))
}

/// A picture as a page of this size in millimetres, to be shown.
pub(crate) fn drawn(picture: &SealPicture, width: u32, height: u32) -> Result<Appearance, Failure> {
    let page = picture.to_pdf(width as f32, height as f32);
    let why = match page.map(|page| Appearance::from_page(&page)) {
        Ok(Ok(appearance)) => return Ok(appearance),
        Ok(Err(e)) => e.to_string(),
        Err(e) => e.to_string(),
    };
    Err(unseen(&why))
}

/// The picture of a seal cannot be drawn.
fn unseen(why: &str) -> Failure {
    Failure::new(
        text!("印章图像无法绘制（{why}）", "the picture of the seal cannot be drawn ({why})"),
        text!("可用 --invisible 加盖不显示的印章", "seal without showing it: --invisible"),
    )
}

fn not_a_seal(path: &Path, error: &SealError) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：不是电子印章（{error}）", "{name}: is not an electronic seal ({error})"),
        text!("请选择印章文件（.esl）", "choose the file of a seal (.esl)"),
    )
}

/// Why a seal could not be made or used, in words for people.
pub(crate) fn refused(error: &SealError) -> Failure {
    let (what, advice) = match error {
        SealError::Code(e) => (
            text!("印章编码有误（{e}）", "the seal code is wrong ({e})"),
            text!(
                "14 位编码由 6 位行政区划代码和 8 位顺序号组成",
                "14 digits: a division code of six and a serial number of eight"
            ),
        ),
        SealError::Picture(e) => (
            text!("印章图像不能使用（{e}）", "the picture cannot be used ({e})"),
            text!(
                "请核对 --picture 和 --size：支持 PNG、SVG、JPEG、GIF、BMP",
                "check --picture and --size: PNG, SVG, JPEG, GIF or BMP"
            ),
        ),
        SealError::Certificate { subject, reason } => (
            text!(
                "“{subject}”的证书不能使用（{reason}）",
                "the certificate of “{subject}” cannot be used: {reason}"
            ),
            text!("请选用有效的签名证书", "use a signing certificate that is valid"),
        ),
        SealError::SignerNotListed { subject } => (
            text!("“{subject}”不在印章的签章人列表中", "“{subject}” is not on the seal’s list"),
            text!(
                "请用列表中的证书，或请制章人重新制作印章",
                "use a certificate on the list, or have the seal made again"
            ),
        ),
        SealError::Dates => (
            text!("印章有效期有误", "the seal’s validity is wrong"),
            text!("请核对 --from 和 --days", "check --from and --days"),
        ),
        SealError::List => (
            text!("签章人列表为空或有重复", "the list of signers is empty or names one twice"),
            text!("请核对 --signer", "check --signer"),
        ),
        other => (
            text!("无法制作或使用印章（{other}）", "the seal cannot be made or used ({other})"),
            text!("请核对密钥、证书和参数", "check the key, the certificates and the options"),
        ),
    };
    Failure::new(what, advice)
}
