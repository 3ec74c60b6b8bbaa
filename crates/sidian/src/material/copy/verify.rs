//! Judging a copy.

use super::super::grant::revocation::{State, state};
use super::super::party::Party;
use super::super::statement::SKEW;
use super::statement::{COPY_FILE, CopyStatement};
use crate::licence::{VerifiedLicence, associated_files};
use crate::pdf::{Pdf, PdfError};
use crate::report::codes::copy as codes;
use crate::report::{Finding, Report, SignatureKind, Verdict};
use crate::signature::verify::{Context, Judged};
use crate::time::UnixTime;

/// What somebody is about to do with a copy.
#[derive(Clone, Copy, Debug)]
pub struct CopyRequest<'a> {
    recipient: &'a Party,
    purpose: &'a str,
    case: Option<&'a str>,
    pub(crate) original: Option<&'a [u8]>,
}

impl<'a> CopyRequest<'a> {
    /// `recipient` was given the copy, for this purpose.
    pub fn new(recipient: &'a Party, purpose: &'a str) -> Self {
        Self { recipient, purpose, case: None, original: None }
    }

    /// In this case.
    #[must_use]
    pub fn with_case(mut self, case: &'a str) -> Self {
        self.case = Some(case);
        self
    }

    /// The file of the original. Without it the answer stays open.
    #[must_use]
    pub fn with_original(mut self, original: &'a [u8]) -> Self {
        self.original = Some(original);
        self
    }
}

/// A copy that passed: its maker made it for this recipient, purpose and case, it is in time, its
/// authorisation is not withdrawn, and its original was compared and is in force.
#[derive(Clone, Debug)]
pub struct VerifiedCopy {
    statement: CopyStatement,
    signer: String,
}

impl VerifiedCopy {
    /// What it says.
    pub fn statement(&self) -> &CopyStatement {
        &self.statement
    }

    /// Subject of the certificate that signed it.
    pub fn signer(&self) -> &str {
        &self.signer
    }
}

/// What was found beside the signatures.
pub(crate) struct JudgedCopy {
    pub(crate) findings: Vec<Finding>,
    pub(crate) proof: Option<VerifiedCopy>,
}

/// Judges the copy in `pdf`, whose signatures are already judged. `original` is the answer about the
/// original, where its file was given.
///
/// # Errors
///
/// [`PdfError`] where the catalogue cannot be read or the work limit is reached.
pub(crate) fn judge(
    pdf: &Pdf<'_>,
    judged: &Judged,
    request: &CopyRequest<'_>,
    original: Option<&Report<VerifiedLicence>>,
    context: &Context<'_>,
    now: UnixTime,
) -> Result<JudgedCopy, PdfError> {
    let mut findings = Vec::new();
    let first = judged.signatures.first().zip(judged.signers.first());
    let revision = first.and_then(|(report, _)| report.revision);
    // Only what stood there when the maker signed is the maker's word.
    let files = match revision {
        Some(revision) => associated_files(pdf.view(revision), COPY_FILE)?,
        None => Vec::new(),
    };
    let statement = match files.as_slice() {
        [only] => CopyStatement::parse(only),
        [] => {
            findings.push(Finding::new(codes::COPY_MISSING));
            return Ok(JudgedCopy { findings, proof: None });
        }
        _ => Err("it is there more than once"),
    };
    let statement = match statement {
        Ok(statement) => statement,
        Err(detail) => {
            findings.push(Finding::new(codes::COPY_MALFORMED).with("detail", detail));
            return Ok(JudgedCopy { findings, proof: None });
        }
    };
    if !first.is_some_and(|(r, _)| r.kind == SignatureKind::Certification(1)) {
        findings.push(Finding::new(codes::COPY_NOT_CERTIFIED));
    }
    let signer = first.and_then(|(_, certificate)| certificate.as_ref());
    let maker = statement.made_by.parse::<Party>().ok();
    let label = signer.map(|c| c.subject().label()).unwrap_or_default();
    if !signer.is_some_and(|signer| maker.is_some_and(|maker| maker.is_named_by(signer))) {
        findings.push(Finding::new(codes::COPY_MAKER).with("signer", &label));
    }
    asked(&statement, request, now, &mut findings);
    withdrawn(&statement, context, now, &mut findings);
    about_original(&statement, request, original, &mut findings);
    let proof = Some(VerifiedCopy { statement, signer: label });
    Ok(JudgedCopy { findings, proof })
}

/// Whether it is for this recipient, purpose and case, and in time.
fn asked(
    statement: &CopyStatement,
    request: &CopyRequest<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) {
    let recipient = statement.recipient.parse::<Party>().ok();
    if recipient.as_ref() != Some(request.recipient) {
        let label = recipient.map(|party| party.label()).unwrap_or_default();
        findings.push(Finding::new(codes::COPY_RECIPIENT).with("recipient", label));
    }
    if statement.purpose != request.purpose {
        findings.push(Finding::new(codes::COPY_PURPOSE).with("purpose", &statement.purpose));
    }
    if let Some(case) = &statement.case
        && request.case != Some(case)
    {
        findings.push(Finding::new(codes::COPY_CASE).with("case", case));
    }
    if statement.until().is_none_or(|until| until <= now) {
        findings.push(Finding::new(codes::COPY_EXPIRED).with("until", &statement.valid_until));
    }
    if statement.made().is_none_or(|made| made > now.plus(SKEW)) {
        findings.push(Finding::new(codes::COPY_FUTURE).with("made", &statement.made_at));
    }
}

/// Whether the authorisation was withdrawn: the copy dies with it.
fn withdrawn(
    statement: &CopyStatement,
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) {
    let Ok(grantor) = statement.grantor.parse::<Party>() else { return };
    match state(&statement.grant, &grantor, statement.reference().as_ref(), context, now) {
        State::Withdrawn(at) => {
            findings.push(Finding::new(codes::COPY_GRANT_REVOKED).with("at", at));
        }
        State::Unknown(finding) => findings.push(finding),
        State::Standing => {}
    }
}

/// Whether the original is the one, and in force.
fn about_original(
    statement: &CopyStatement,
    request: &CopyRequest<'_>,
    original: Option<&Report<VerifiedLicence>>,
    findings: &mut Vec<Finding>,
) {
    let Some(bytes) = request.original else {
        let finding = Finding::new(codes::COPY_ORIGINAL_MISSING);
        findings.push(finding.with("id", &statement.original));
        return;
    };
    if !statement.is_of(bytes) {
        findings.push(Finding::new(codes::COPY_ORIGINAL_DIFFERS));
        return;
    }
    let Some(report) = original else {
        findings.push(Finding::new(codes::COPY_ORIGINAL_FAILED));
        return;
    };
    match (report.verdict(), report.accepted()) {
        (Some(Verdict::Passed), Some(licence)) => {
            if licence.metadata().id().to_string() != statement.original {
                findings.push(Finding::new(codes::COPY_ORIGINAL_DIFFERS));
            }
        }
        (Some(Verdict::Indeterminate), _) => {
            findings.push(Finding::new(codes::COPY_ORIGINAL_OPEN));
        }
        _ => findings.push(Finding::new(codes::COPY_ORIGINAL_FAILED)),
    }
}
