//! `sidian sign`.

use std::path::PathBuf;

use clap::Args;
use sidian_net::HttpAuthority;

use super::net::NetArgs;
use super::now;
use super::wishes::WishArgs;
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::locale::text;
use crate::refusal;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct SignArgs {
    /// The PDF to sign; it is not changed
    #[arg(value_name = "IN.pdf")]
    input: PathBuf,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,

    #[command(flatten)]
    wishes: WishArgs,

    /// Have the signature dated by the timestamp authority at this address; its host must be allowed
    #[arg(long, value_name = "URL", requires = "allow")]
    tsa_url: Option<String>,

    #[command(flatten)]
    net: NetArgs,
}

pub(super) fn run(args: &SignArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let pdf = files::read_some(&args.input, files::DOCUMENT)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let signer = identity.leaf().map(|c| c.subject().label()).unwrap_or_default();
    let draft = args.wishes.draft(&pdf, &signer, ui, now)?;
    let (key, chain) = (&*identity.key, &identity.chain);
    let signed = match &args.tsa_url {
        None => draft.sign(key, chain, now),
        Some(url) => {
            let fetcher = args.net.fetcher_for(url)?;
            let authority = HttpAuthority::new(&fetcher, url);
            draft.sign_and_stamp(key, chain, now, &authority)
        }
    };
    let signed = signed.map_err(|e| refusal::signing(&args.input, &e))?;
    to.write(&[&pdf, signed.appended()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!("已由“{signer}”签名：{name}", "signed by “{signer}”: {name}"))?;
    Ok(0)
}
