//! Judging a licence file: what its issuer certified, whether face and data agree, and its state.

use std::cmp::Ordering;

use super::authority::{Authority, names_issuer};
use super::embedded::{metadata_files, xmp};
use super::face_reader::FaceReader;
use super::face_text::FaceText;
use super::kind::LicenceType;
use super::metadata::{Metadata, StatusReference, XmpAgreement};
use super::status::ReadList;
use crate::pdf::{Pdf, PdfError};
use crate::report::codes::licence as codes;
use crate::report::{Finding, Severity, SignatureKind};
use crate::signature::verify::{Context, Judged};
use crate::time::UnixTime;
use crate::trust::{PathRequest, Purpose};

/// A licence that passed: the authority it names certified this file, nothing was changed since, and
/// its status list, where it names one, says that it is in force.
///
/// It does not prove that whoever shows it is the holder.
#[derive(Clone, Debug)]
pub struct VerifiedLicence {
    metadata: Metadata,
    signer: String,
    judged_at: UnixTime,
}

impl VerifiedLicence {
    /// What the licence says.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Subject of the certificate that signed it.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// The moment as of which it was judged. Of later moments it says nothing.
    pub fn judged_at(&self) -> UnixTime {
        self.judged_at
    }
}

/// What judging a licence needs beside the signatures.
#[derive(Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) kinds: &'a [LicenceType],
    pub(crate) reader: Option<&'a dyn FaceReader>,
}

/// What was found, or nothing where the file is no licence.
pub(crate) struct JudgedLicence {
    pub(crate) findings: Vec<Finding>,
    pub(crate) proof: Option<VerifiedLicence>,
}

/// Judges the licence in `pdf`, whose signatures are already judged. `None` if it holds none,
/// or is not signed at all.
///
/// # Errors
///
/// [`PdfError`] where the catalogue cannot be read or the work limit is reached.
pub(crate) fn judge(
    pdf: &Pdf<'_>,
    judged: &Judged,
    bench: Bench<'_>,
    now: UnixTime,
) -> Result<Option<JudgedLicence>, PdfError> {
    if judged.signatures.is_empty() {
        return Ok(None);
    }
    let latest = metadata_files(pdf.latest())?;
    let first = judged.signatures.first().zip(judged.signers.first());
    let revision = first.and_then(|(report, _)| report.revision);
    let certified = match revision {
        Some(revision) => metadata_files(pdf.view(revision))?,
        None => Vec::new(),
    };
    if latest.is_empty() && certified.is_empty() {
        return Ok(None);
    }
    let mut out = JudgedLicence { findings: Vec::new(), proof: None };
    let certifies = first.is_some_and(|(r, _)| r.kind == SignatureKind::Certification(1));
    if !certifies {
        out.findings.push(Finding::new(codes::NOT_CERTIFIED));
    }
    // Only what stood there when the issuer signed is the issuer's word.
    let bytes = match certified.as_slice() {
        [only] => only,
        [] => {
            out.findings.push(Finding::new(codes::METADATA_UNSIGNED));
            return Ok(Some(out));
        }
        _ => {
            out.findings.push(Finding::new(codes::METADATA_TWICE));
            return Ok(Some(out));
        }
    };
    let metadata = match Metadata::from_json(bytes) {
        Ok(metadata) => metadata,
        Err(e) => {
            out.findings.push(Finding::new(codes::METADATA_MALFORMED).with("detail", e));
            return Ok(Some(out));
        }
    };
    out.findings.extend(metadata.findings(now));
    out.packet(pdf, revision, &metadata)?;
    out.face(pdf, revision, bench, &metadata);
    let signer = first.and_then(|(_, certificate)| certificate.as_ref());
    if let Some(signer) = signer.filter(|signer| !names_issuer(signer, &metadata)) {
        let finding = Finding::new(codes::ISSUER_DIFFERS);
        out.findings.push(finding.with("signer", signer.subject().label()));
    }
    match metadata.status() {
        Some(reference) => {
            let issuer = Authority::of(&metadata);
            out.findings.extend(state(reference, issuer, bench.context, now));
        }
        None => out.findings.push(Finding::new(codes::STATUS_NOT_NAMED)),
    }
    let signer = signer.map(|c| c.subject().label()).unwrap_or_default();
    out.proof = Some(VerifiedLicence { metadata, signer, judged_at: now });
    Ok(Some(out))
}

impl JudgedLicence {
    fn packet(
        &mut self,
        pdf: &Pdf<'_>,
        revision: Option<usize>,
        metadata: &Metadata,
    ) -> Result<(), PdfError> {
        let Some(revision) = revision else { return Ok(()) };
        let packet = xmp(pdf.view(revision))?.unwrap_or_default();
        let signed = metadata.compare_xmp(&packet);
        if signed == XmpAgreement::Differs {
            self.findings.push(Finding::new(codes::XMP_DIFFERS));
        }
        // updates of metadata break no signature, but programs read the newest
        let newest = xmp(pdf.latest())?.unwrap_or_default();
        if newest != packet && metadata.compare_xmp(&newest) != signed {
            self.findings.push(Finding::new(codes::XMP_CHANGED));
        }
        Ok(())
    }

    /// Compares the first page with the metadata, by the rules of the licence type.
    fn face(
        &mut self,
        pdf: &Pdf<'_>,
        revision: Option<usize>,
        bench: Bench<'_>,
        metadata: &Metadata,
    ) {
        let Some(kind) = bench.kinds.iter().find(|k| k.code() == metadata.id().type_code()) else {
            let code = metadata.id().type_code().as_str();
            self.findings.push(Finding::new(codes::TYPE_UNKNOWN).with("code", code));
            return;
        };
        for error in metadata.check(kind) {
            self.findings.push(Finding::new(codes::METADATA_RULE).with("detail", error));
        }
        let Some(reader) = bench.reader else {
            self.findings.push(Finding::new(codes::FACE_NOT_READ));
            return;
        };
        let end = revision.and_then(|r| pdf.revisions().get(r)).map_or(0, |r| r.end);
        let signed = pdf.bytes().get(..end).unwrap_or_default();
        let Some(text) = reader.page_text(signed, 0) else {
            self.findings.push(Finding::new(codes::FACE_UNREADABLE));
            return;
        };
        for label in FaceText::new(&text).lacks(&metadata.must_show(kind)) {
            self.findings.push(Finding::new(codes::FACE_DIFFERS).with("element", label));
        }
    }
}

/// What the lists at hand say about the state of a licence. Only a list that the issuing authority
/// signed counts; of several, the newest, and of those issued in one second, the worst.
pub(crate) fn state(
    reference: &StatusReference,
    issuer: Authority<'_>,
    context: Context<'_>,
    now: UnixTime,
) -> Vec<Finding> {
    let mut newest: Vec<&ReadList> = Vec::new();
    let mut obstacle = Finding::new(codes::STATUS_MISSING).with("uri", &reference.uri);
    for read in context.evidence.status_memos().filter_map(|memo| memo.get(ReadList::of)) {
        let read = match read {
            Ok(read) if read.list().is_for(reference) => read,
            Ok(_) => continue,
            Err(e) => {
                if obstacle.code() == codes::STATUS_MISSING {
                    obstacle = Finding::new(codes::STATUS_UNREADABLE).with("detail", e);
                }
                continue;
            }
        };
        match authentic(read, issuer, context, now) {
            Ok(()) => {
                // A list from after the time asked about says nothing about it, while an older
                // one is at hand.
                let issued = |read: &ReadList| read.list().claims().issued;
                let rank = |read: &ReadList| (issued(read) <= now, issued(read));
                let order =
                    newest.first().map_or(Ordering::Less, |known| rank(known).cmp(&rank(read)));
                if order.is_lt() {
                    newest.clear();
                }
                if order.is_le() {
                    newest.push(read);
                }
            }
            Err(why) => obstacle = Finding::new(codes::STATUS_UNTRUSTED).with("detail", why),
        }
    }
    let said = newest.into_iter().map(|read| match read.places(context.budget) {
        Ok(places) => read.list().findings(places, reference, now),
        Err(e) => vec![Finding::new(codes::STATUS_UNREADABLE).with("detail", e)],
    });
    let weight = |said: &Vec<Finding>| said.iter().map(Finding::severity).max();
    said.max_by_key(weight).unwrap_or_else(|| vec![obstacle])
}

/// Whether the issuing authority signed the list.
fn authentic(
    read: &ReadList,
    issuer: Authority<'_>,
    context: Context<'_>,
    now: UnixTime,
) -> Result<(), String> {
    let chain = read.chain()?;
    let signer = chain.first().ok_or("no certificate")?;
    if !issuer.is_named_by(signer) {
        return Err(format!("“{}” is not the issuer", signer.subject().label()));
    }
    let outcome = context.validate(&PathRequest {
        target: signer,
        candidates: chain,
        store: context.store,
        evidence: context.evidence,
        purpose: Purpose::StatusSigning,
        policy: context.policy,
        at: now,
        budget: context.budget,
    });
    if outcome.path().is_some() {
        return Ok(());
    }
    let worst = outcome.findings().iter().max_by_key(|f| f.severity());
    Err(worst.filter(|f| f.severity() >= Severity::Undetermined).map_or_else(
        || "no path to a trust anchor".to_owned(),
        |f| f.message(crate::report::Language::English),
    ))
}
