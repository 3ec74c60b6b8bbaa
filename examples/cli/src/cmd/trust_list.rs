//! `sidian ca trust-list`: a trust list, signed.

use std::path::{Path, PathBuf};

use clap::Args;
use sidian::trust::{ListPurpose, ListedAnchor, TrustListDraft, TrustListError};

use super::now;
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{Destination, Secrecy};
use crate::identity::{self, Identity};
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct TrustListArgs {
    /// Name of the list
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,

    /// Who issues the list
    #[arg(long, value_name = "NAME")]
    pub(crate) issuer: String,

    /// Number of this issue: greater than that of the issue before
    #[arg(long, value_name = "N")]
    pub(crate) sequence: u32,

    /// Certificates that are trusted for everything (repeatable)
    #[arg(long, value_name = "PEM", required_unless_present_any = ["signing", "status", "timestamps"])]
    pub(crate) anchor: Vec<PathBuf>,

    /// Certificates that are trusted for signatures and seals (repeatable)
    #[arg(long, value_name = "PEM")]
    pub(crate) signing: Vec<PathBuf>,

    /// Certificates that are trusted for status lists and registers (repeatable)
    #[arg(long, value_name = "PEM")]
    pub(crate) status: Vec<PathBuf>,

    /// Certificates that are trusted for timestamps (repeatable)
    #[arg(long, value_name = "PEM")]
    pub(crate) timestamps: Vec<PathBuf>,

    /// The next issue follows within this many days (default 30)
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,

    #[command(flatten)]
    pub(crate) identity: IdentityArgs,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

pub(super) fn run(args: &TrustListArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let anchors = anchors(args)?;
    let count = anchors.len();
    let mut draft = TrustListDraft::new(&args.issuer, &args.name, args.sequence);
    for anchor in anchors {
        draft = draft.with_anchor(anchor);
    }
    let identity = Identity::load(ui, &args.identity, now)?;
    let signer = identity.leaf().ok_or_else(|| refused(&TrustListError::Signer))?;
    let until = now.plus(i64::from(args.days.unwrap_or(30)) * 86_400);
    let list = draft.sign(&*identity.key, signer, until, now).map_err(|e| refused(&e))?;
    to.write(&[list.as_bytes(), b"\n"], Secrecy::Public)?;
    let (name, number) = (to.path().display(), args.sequence);
    ui.say(&text!(
        "已签发第 {number} 期信任列表，共 {count} 项，有效至 {until}：{name}",
        "trust list number {number} with {count} certificates, valid until {until}: {name}"
    ))?;
    Ok(0)
}

/// Every certificate that is named, once, with all that it is named for.
fn anchors(args: &TrustListArgs) -> Result<Vec<ListedAnchor>, Failure> {
    let mut out: Vec<ListedAnchor> = Vec::new();
    let mut add = |path: &Path, purposes: &[ListPurpose]| -> Result<(), Failure> {
        for certificate in identity::certificates(path)? {
            match out.iter_mut().find(|known| known.certificate == certificate) {
                Some(known) => known.purposes.extend(purposes),
                None => out.push(ListedAnchor {
                    certificate,
                    purposes: purposes.to_vec(),
                    from: None,
                    until: None,
                }),
            }
        }
        Ok(())
    };
    args.anchor.iter().try_for_each(|path| add(path, &ListPurpose::ALL))?;
    args.signing.iter().try_for_each(|path| add(path, &[ListPurpose::Signing]))?;
    args.status.iter().try_for_each(|path| add(path, &[ListPurpose::Status]))?;
    args.timestamps.iter().try_for_each(|path| add(path, &[ListPurpose::Timestamps]))?;
    Ok(out)
}

fn refused(error: &TrustListError) -> Failure {
    Failure::new(
        text!("信任列表未能签发（{error}）", "the trust list cannot be signed ({error})"),
        text!("请核对名称、天数和签发证书", "check the names, the days and the certificate"),
    )
}
