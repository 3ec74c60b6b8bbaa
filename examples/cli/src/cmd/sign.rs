//! `sidian sign`.

use sidian::pades::{DocMdp, SubFilter};
use sidian::signature::SignatureDraft;
use sidian_net::HttpAuthority;

use super::look::Said;
use super::{now, timestamp};
use crate::args::{Certify, Format, SignArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::locale::text;
use crate::refusal;
use crate::ui::Ui;

pub(super) fn run(args: &SignArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let pdf = files::read_some(&args.input, files::DOCUMENT)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let signer = identity.leaf().map(|c| c.subject().label()).unwrap_or_default();
    let mut draft = SignatureDraft::new(&pdf);
    if let Some(field) = &args.field {
        draft = draft.with_field(field);
    }
    if let Some(reason) = &args.reason {
        draft = draft.with_reason(reason);
    }
    if let Some(location) = &args.location {
        draft = draft.with_location(location);
    }
    if let Some(certify) = args.certify {
        draft = draft.with_certification(permission(certify));
    }
    if let Some(Format::Pkcs7) = args.format {
        draft = draft.with_sub_filter(SubFilter::AdbePkcs7Detached);
    }
    let said = Said {
        signer: &signer,
        reason: args.reason.as_deref(),
        field: args.field.as_deref(),
        language: ui.language(),
    };
    if let Some(placement) = args.look.placement(&said, &pdf, now)? {
        draft = draft.with_placement(placement);
    }
    let (key, chain) = (&*identity.key, &identity.chain);
    let signed = match &args.tsa_url {
        None => draft.sign(key, chain, now),
        Some(url) => {
            let fetcher = args.net.fetcher_for(url)?;
            let authority = HttpAuthority::new(&fetcher, url);
            draft.sign_and_stamp(key, chain, now, &authority, &timestamp::nonce())
        }
    };
    let signed = signed.map_err(|e| refusal::signing(&args.input, &e))?;
    to.write(&[&pdf, signed.appended()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!("已由“{signer}”签名：{name}", "signed by “{signer}”: {name}"))?;
    Ok(0)
}

fn permission(certify: Certify) -> DocMdp {
    match certify {
        Certify::NoChanges => DocMdp::NoChanges,
        Certify::FormFilling => DocMdp::FormFilling,
        Certify::Annotations => DocMdp::Annotations,
    }
}
