//! `sidian seal make`.

use std::path::Path;

use sidian::crypto::Hash;
use sidian::seal::{Picture, SealDraft, SealError, SesVersion};

use super::args::{Edition, MakeArgs};
use super::{refused, revoke};
use crate::cmd::{moment, now};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::{self, Identity};
use crate::locale::text;
use crate::ui::Ui;

const DAY: i64 = 86_400;

pub(super) fn run(args: &MakeArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let bytes = files::read_some(&args.picture, files::SMALL)?;
    let (width, height) = size(&args.size)?;
    let picture =
        Picture::new(&bytes, width, height).map_err(|e| refused(&SealError::Picture(e)))?;
    let from = moment("--from", args.from.as_deref())?;
    let until = from.plus(i64::from(args.days.unwrap_or(1_095)) * DAY);
    let version = match args.edition {
        Some(Edition::Four) => SesVersion::V4,
        None | Some(Edition::Five) => SesVersion::V5,
    };
    let mut draft = SealDraft::new(&args.id, &args.seal_name, picture)
        .with_version(version)
        .with_type(args.kind.unwrap_or(1))
        .with_validity(from, until);
    for path in &args.signer {
        draft = draft.with_signer(&first(path)?);
    }
    if args.by_digest {
        draft = draft.with_signers_by_digest(Hash::Sm3);
    }
    let maker = Identity::load(ui, &args.maker, now)?;
    let info = draft.build().map_err(|e| refused(&e))?;
    let seal = info.make(&*maker.key, &maker.chain, now).map_err(|e| refused(&e))?;
    if let (Some(register), Some(owner)) = (&args.register, &args.owner) {
        revoke::enter(register, &seal, owner, now)?;
    }
    to.write(&[seal.as_bytes()], Secrecy::Public)?;
    let (name, file) = (seal.name(), to.path().display());
    let standard = seal.version().standard();
    ui.say(&text!(
        "已制作印章“{name}”（{standard}）：{file}",
        "made the seal “{name}” ({standard}): {file}"
    ))?;
    Ok(0)
}

/// The certificate of whoever may use the seal: the first in the file.
fn first(path: &Path) -> Result<sidian::x509::Certificate, Failure> {
    let all = identity::certificates(path)?;
    all.into_iter().next().ok_or_else(|| {
        let name = path.display();
        Failure::new(
            text!("{name}：没有证书", "{name}: holds no certificate"),
            text!("请给出签章人的证书", "give the certificate of whoever may use the seal"),
        )
    })
}

/// `42x42`.
fn size(text: &str) -> Result<(u32, u32), Failure> {
    let sides = text.split_once(['x', 'X', '×']);
    let parsed = sides.and_then(|(w, h)| Some((w.trim().parse().ok()?, h.trim().parse().ok()?)));
    parsed.ok_or_else(|| {
        Failure::new(
            text!("--size 的值“{text}”不是尺寸", "--size: “{text}” is not a size"),
            text!("以毫米计，例如 42x42", "in millimetres, for example 42x42"),
        )
    })
}
