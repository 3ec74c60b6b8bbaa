//! `sidian prepare` while nobody knows yet who will sign: the certificate comes after the digest.

use std::path::Path;

use sidian::crypto::{Hash, SignatureAlgorithm};
use sidian::signature::{PreparedDocument, PreparedSignature};
use sidian::time::UnixTime;
use sidian::x509::Certificate;

use super::prepare::PrepareArgs;
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::locale::text;
use crate::refusal;
use crate::ui::Ui;

/// Room for a container whose signer is not known: that of every usual chain, and some more.
const ROOM: usize = 16 << 10;

/// Prepares and tells the digests, one of which goes to whoever issues the certificate.
pub(super) fn prepare(args: &PrepareArgs, ui: &Ui, now: UnixTime) -> Result<(), Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let input = only(args)?;
    let pdf = files::read_some(input, files::DOCUMENT)?;
    let signer = args.signer.as_deref().unwrap_or_default();
    let mut draft = args.wishes.draft(&pdf, signer, ui, now)?.with_extra_room(args.extra_room());
    if let Some(name) = &args.signer {
        draft = draft.with_name(name);
    }
    let prepared = draft.prepare_document(ROOM, now).map_err(|e| refusal::signing(input, &e))?;
    to.write(&[&prepared.to_bytes()], Secrecy::Public)?;
    let (name, field, out) = (input.display(), prepared.field(), to.path().display());
    ui.say(&text!("{name}  签名域 {field}", "{name}  field {field}"))?;
    for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sm3] {
        if let Some(digest) = prepared.digest(hash) {
            ui.print(&format!("{:<8} {digest:?}\n", hash.name()))?;
        }
    }
    ui.say(&text!(
        "待定签名人：签名人证书取得后，再用 sidian prepare {name} --resume {out} --cert 证书",
        "the signer is not known yet: once the certificate is there, sidian prepare {name} --resume {out} --cert CERT"
    ))
}

/// Goes on with a document that was prepared, now that the certificate is there.
pub(super) fn resume(
    args: &PrepareArgs,
    state: &Path,
    (chain, algorithm): (&[Certificate], &SignatureAlgorithm),
) -> Result<PreparedSignature, Failure> {
    let input = only(args)?;
    let bytes = files::read_some(state, files::DOCUMENT)?;
    let waiting = PreparedDocument::from_bytes(&bytes).map_err(|e| {
        let name = state.display();
        Failure::new(
            text!(
                "{name}：不是 sidian prepare --cert-later 写的待定文件（{e}）",
                "{name}: nothing that sidian prepare --cert-later wrote ({e})"
            ),
            text!("请核对文件名", "check the name of the file"),
        )
    })?;
    let pdf = files::read_some(input, files::DOCUMENT)?;
    let named = waiting.check(&pdf).and_then(|()| waiting.with_certificate(chain, algorithm));
    named.map_err(|e| refusal::signing(input, &e))
}

/// The document: one at a time.
fn only(args: &PrepareArgs) -> Result<&Path, Failure> {
    match args.inputs.as_slice() {
        [input] => Ok(input),
        _ => Err(Failure::new(
            text!(
                "证书后到时，每次只能准备一份文件",
                "one document at a time while its signer is not known"
            ),
            text!("请逐份办理", "prepare them one by one"),
        )),
    }
}
