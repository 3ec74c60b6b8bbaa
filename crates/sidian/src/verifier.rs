//! The verifier: trust, policy and evidence, built once and shared by threads.

use crate::budget::Budget;
use crate::error::Error;
use crate::pdf::{Pdf, PdfError};
use crate::report::codes::{pdf as pdf_codes, signature as codes};
use crate::report::{Finding, Kind, Report};
use crate::signature::verify::{self, Context};
use crate::time::UnixTime;
use crate::trust::{Evidence, Policy, TrustStore};

/// Judges files. Built once, shared by threads; it fetches nothing and reads no clock.
///
/// # Examples
///
/// ```
/// use sidian::time::UnixTime;
/// use sidian::trust::TrustStore;
/// use sidian::verifier::Verifier;
///
/// let verifier = Verifier::new(TrustStore::new());
/// let now = UnixTime::from_rfc3339("2026-11-22T08:00:00+08:00")?;
/// assert!(verifier.document(b"no PDF at all", now).is_err());
/// # Ok::<(), sidian::time::TimeFormatError>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    store: TrustStore,
    policy: Policy,
    evidence: Evidence,
}

/// A document that passed: every signature on it is intact, covers a whole revision, is followed by
/// nothing that it forbids, and leads to a trust anchor. Who those signers are is in the report.
#[derive(Clone, Debug)]
pub struct VerifiedDocument {
    signers: Vec<String>,
}

impl VerifiedDocument {
    /// Subjects of the signers' certificates, oldest signature first.
    pub fn signers(&self) -> &[String] {
        &self.signers
    }
}

impl Verifier {
    /// A verifier that trusts `store`, with the default policy and no evidence.
    pub fn new(store: TrustStore) -> Self {
        Self { store, policy: Policy::default(), evidence: Evidence::default() }
    }

    /// What is demanded.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// What the caller brings: CRLs, OCSP responses, certificates, status lists.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// Judges every signature of a PDF as of `now`.
    ///
    /// # Errors
    ///
    /// [`Error::Pdf`] where `pdf` is no PDF at all. A PDF that is damaged is answered, not refused:
    /// it failed.
    pub fn document(&self, pdf: &[u8], now: UnixTime) -> Result<Report<VerifiedDocument>, Error> {
        let budget = Budget::for_file(pdf.len());
        let context = Context {
            store: &self.store,
            policy: &self.policy,
            evidence: &self.evidence,
            budget: &budget,
        };
        let judged = Pdf::open(pdf, &budget).and_then(|pdf| verify::judge(&pdf, context, now));
        let mut judged = match judged {
            Ok(judged) => judged,
            Err(PdfError::NotPdf) => return Err(PdfError::NotPdf.into()),
            Err(e) => return Ok(damaged(&e)),
        };
        if judged.signatures.is_empty() {
            judged.findings.push(Finding::new(codes::NO_SIGNATURE));
        }
        let signers = judged.signatures.iter().filter_map(|s| s.signer.clone()).collect();
        let proof = Some(VerifiedDocument { signers });
        let (findings, signatures) = (judged.findings, judged.signatures);
        Ok(Report::new(Kind::Pdf, findings, signatures, judged.uncovered, proof))
    }
}

/// A file that begins like a PDF and cannot be read as one: nobody can say what it shows.
fn damaged(e: &PdfError) -> Report<VerifiedDocument> {
    let finding = Finding::new(pdf_codes::PDF_MALFORMED).with("detail", e);
    Report::new(Kind::Pdf, vec![finding], Vec::new(), 0, None)
}
