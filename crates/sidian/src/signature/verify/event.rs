//! Signatures by event certificates: is this the document that the certificate is for?

use super::Scene;
use crate::budget::Budget;
use crate::pades::Covered;
use crate::pades::changes::{History, Permission, Permissions};
use crate::pdf::{Pdf, PdfError};
use crate::report::codes::signature as codes;
use crate::report::{ChangeClass, Changes, Finding};
use crate::x509::{Certificate, EventBinding};

/// What there is to say about the event that `signer` is for; nothing about any other certificate.
///
/// # Errors
///
/// [`PdfError`] where the signed revision cannot be read, or the work limit is reached.
pub(super) fn judge(
    scene: &Scene<'_, '_>,
    covered: &Covered,
    signer: &Certificate,
) -> Result<Option<Finding>, PdfError> {
    let binding = match signer.event_binding() {
        None => return Ok(None),
        Some(Err(_)) => return Ok(Some(Finding::new(codes::EVENT_UNREADABLE))),
        Some(Ok(binding)) => binding,
    };
    let Some(document) = before(scene.pdf, covered, &binding) else {
        return Ok(Some(Finding::new(codes::EVENT_DOCUMENT)));
    };
    if !binding.is_for(document) {
        return Ok(Some(Finding::new(codes::EVENT_DOCUMENT)));
    }
    Ok(Some(match beside(scene.pdf, covered)? {
        Some(what) => Finding::new(codes::EVENT_CHANGES).with("what", what),
        None => Finding::new(codes::EVENT_MATCHES).with("purpose", binding.purpose()),
    }))
}

/// The document as it stood before the signed revision: it ends where the revision before ends, white
/// space behind that aside.
fn before<'f>(pdf: &Pdf<'f>, covered: &Covered, binding: &EventBinding) -> Option<&'f [u8]> {
    let earlier = pdf.revisions().get(covered.revision().checked_sub(1)?)?;
    let length = usize::try_from(binding.length()).ok()?;
    let document = pdf.bytes().get(..length)?;
    let space = document.get(earlier.eof..)?;
    let blank = space.iter().all(|b| matches!(b, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' '));
    blank.then_some(document)
}

/// What the signed revision does beside signing, if anything.
fn beside(pdf: &Pdf<'_>, covered: &Covered) -> Result<Option<String>, PdfError> {
    let signed = covered.revision();
    let earlier = signed.saturating_sub(1);
    let end = pdf.revisions().get(signed).map_or(0, |revision| revision.end);
    let bytes = pdf.bytes().get(..end).unwrap_or_default();
    let budget = Budget::for_file(bytes.len());
    let then = Pdf::open(bytes, &budget)?;
    let limit = Permission { p: Some(2), certifies: false, locks: Vec::new() };
    let permissions = Permissions::new().with(earlier, limit);
    let judged = History::new(&then, earlier, &permissions, &budget)?.judge(earlier);
    let signs = |class| matches!(class, ChangeClass::Maintenance | ChangeClass::Signing);
    let other = judged.changes.iter().find(|change| !change.permitted || !signs(change.class));
    let open = matches!(judged.outcome, Changes::Forbidden | Changes::Unknown);
    Ok(match other {
        Some(change) => Some(change.path.clone()),
        None => open.then(|| "?".to_owned()),
    })
}
