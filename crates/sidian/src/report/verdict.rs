//! The answer as a whole.

use super::code::{Code, Severity, SubIndication};
use super::finding::Finding;
use super::seal::SealReport;
use super::signature::SignatureReport;

/// The answer. Only [`Verdict::Passed`] is good.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Verdict {
    /// Everything that was to be shown was shown.
    Passed,
    /// Something needed could not be determined; see the findings for the remedy.
    Indeterminate,
    /// Something is wrong.
    Failed,
}

impl Verdict {
    /// What a list of findings amounts to.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        findings.into_iter().map(|f| Self::of_severity(f.severity())).max().unwrap_or(Self::Passed)
    }

    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Indeterminate => "indeterminate",
            Self::Failed => "failed",
        }
    }

    /// The main indication of ETSI EN 319 102-1.
    pub const fn indication(self) -> Indication {
        match self {
            Self::Passed => Indication::TotalPassed,
            Self::Indeterminate => Indication::Indeterminate,
            Self::Failed => Indication::TotalFailed,
        }
    }

    fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Note | Severity::Warning => Self::Passed,
            Severity::Undetermined => Self::Indeterminate,
            Severity::Failure => Self::Failed,
        }
    }
}

/// Main indications of ETSI EN 319 102-1.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(missing_docs, reason = "the words are the standard's own")]
pub enum Indication {
    TotalPassed,
    TotalFailed,
    Indeterminate,
}

impl Indication {
    /// The standard's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TotalPassed => "TOTAL-PASSED",
            Self::TotalFailed => "TOTAL-FAILED",
            Self::Indeterminate => "INDETERMINATE",
        }
    }
}

/// The sub-indication that goes with `verdict`: the most telling one of the findings that caused it.
pub(crate) fn sub_indication<'a>(
    verdict: Verdict,
    findings: impl IntoIterator<Item = &'a Finding>,
) -> Option<SubIndication> {
    findings
        .into_iter()
        .filter(|f| verdict != Verdict::Passed && Verdict::of([*f]) == verdict)
        .filter_map(|f| f.code().sub_indication)
        .max()
}

/// What was judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// An annotated copy of a licence (加注件).
    Copy,
    /// A fact that a department shares (数据共享).
    Fact,
    /// An authorisation (授权).
    Grant,
    /// An electronic licence (电子证照).
    Licence,
    /// A package of electronic materials (材料包).
    Package,
    /// A PDF document.
    Pdf,
    /// A verification receipt (核验回执).
    Receipt,
    /// An electronic seal (电子印章) or its use (电子签章), by itself.
    Seal,
    /// Chosen fields of a licence, shared by its holder.
    Share,
    /// A show code (亮证码).
    Show,
    /// A list of withdrawn authorisations (撤回名单).
    Withdrawals,
}

impl Kind {
    /// Whether it is one signed whole, whose verdict rests on the findings alone.
    const fn is_statement(self) -> bool {
        matches!(
            self,
            Self::Fact | Self::Grant | Self::Receipt | Self::Share | Self::Show | Self::Withdrawals
        )
    }

    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Fact => "fact",
            Self::Grant => "grant",
            Self::Licence => "licence",
            Self::Package => "package",
            Self::Pdf => "pdf",
            Self::Receipt => "receipt",
            Self::Seal => "seal",
            Self::Share => "share",
            Self::Show => "show",
            Self::Withdrawals => "withdrawals",
        }
    }
}

/// The answer about one file, with its reasons. `T` is what a passed file proves; it can be had only
/// through [`Report::accept`].
#[must_use = "a report that nobody reads verifies nothing"]
#[derive(Clone, Debug)]
pub struct Report<T> {
    kind: Kind,
    findings: Vec<Finding>,
    signatures: Vec<SignatureReport>,
    uncovered: u64,
    seal: Option<SealReport>,
    proof: Option<T>,
}

/// The file was not accepted: its verdict and the findings that caused it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("not accepted: {}", .verdict.as_str())]
pub struct Refused {
    /// Failed or indeterminate.
    pub verdict: Verdict,
    /// The findings that caused it.
    pub reasons: Vec<Finding>,
}

impl<T> Report<T> {
    /// `findings` are those about the file as a whole; `uncovered` is the number of bytes outside
    /// every signature; `proof` is given out only when the verdict is passed.
    pub(crate) fn new(
        kind: Kind,
        findings: Vec<Finding>,
        signatures: Vec<SignatureReport>,
        uncovered: u64,
        proof: Option<T>,
    ) -> Self {
        Self { kind, findings, signatures, uncovered, seal: None, proof }
    }

    /// The same with the seal that it is about.
    pub(crate) fn with_seal(mut self, seal: SealReport) -> Self {
        self.seal = Some(seal);
        self
    }

    /// The answer about a statement that is signed as a whole, so that there are no signatures to
    /// list. Without findings that say otherwise it passed, and then `proof` must be there.
    pub(crate) fn statement(kind: Kind, findings: Vec<Finding>, proof: Option<T>) -> Self {
        Self { kind, findings, signatures: Vec::new(), uncovered: 0, seal: None, proof }
    }

    /// The same answer with its proof in another form, so that answers of several kinds can be
    /// handled alike. What is proved does not change, nor when it is given out.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Report<U> {
        Report {
            kind: self.kind,
            findings: self.findings,
            signatures: self.signatures,
            uncovered: self.uncovered,
            seal: self.seal,
            proof: self.proof.map(into),
        }
    }

    /// What was judged.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The answer: the worst of the file's own findings and of every signature. `None` where the
    /// file has no signature at all, is no seal by itself, and nothing else speaks against it.
    pub fn verdict(&self) -> Option<Verdict> {
        let seal = self.seal.as_ref().map_or(Verdict::Passed, SealReport::verdict);
        let file = Verdict::of(&self.findings).max(seal);
        match self.signatures.iter().map(SignatureReport::verdict).max() {
            Some(signatures) => Some(file.max(signatures)),
            None if self.kind.is_statement() => match &self.proof {
                Some(_) => Some(file),
                None => Some(file.max(Verdict::Indeterminate)),
            },
            // what is there may be a signature of a kind that is not read
            None if self.kind == Kind::Package && file == Verdict::Indeterminate => Some(file),
            None => Some(file).filter(|v| *v == Verdict::Failed || self.seal.is_some()),
        }
    }

    /// The ETSI sub-indication that goes with the verdict.
    pub fn sub_indication(&self) -> Option<SubIndication> {
        sub_indication(self.verdict()?, self.all_findings())
    }

    /// Findings about the file as a whole.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Each signature, oldest first.
    pub fn signatures(&self) -> &[SignatureReport] {
        &self.signatures
    }

    /// The seal, where a seal by itself or its use was judged. The seal of a signature is in its
    /// [`SignatureReport`].
    pub fn seal(&self) -> Option<&SealReport> {
        self.seal.as_ref()
    }

    /// How many bytes lie outside every signature (white space after the end not counted).
    pub fn uncovered(&self) -> u64 {
        self.uncovered
    }

    /// Findings about the file, then those of each signature.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.signatures.iter().flat_map(|s| s.findings()))
    }

    /// Whether something with this code was found anywhere.
    pub fn has(&self, code: &Code) -> bool {
        self.all_findings().any(|f| f.code() == code)
    }

    /// What the file proves, if and only if it passed; looked at without being taken.
    pub fn accepted(&self) -> Option<&T> {
        if self.verdict() == Some(Verdict::Passed) { self.proof.as_ref() } else { None }
    }

    /// What the file proves.
    ///
    /// # Errors
    ///
    /// [`Refused`] unless the verdict is passed.
    pub fn accept(self) -> Result<T, Refused> {
        let verdict = self.verdict().unwrap_or(Verdict::Indeterminate);
        match (verdict, self.proof) {
            (Verdict::Passed, Some(proof)) => Ok(proof),
            (verdict, _) => {
                let all = self.findings.iter();
                let reasons = all
                    .chain(self.signatures.iter().flat_map(|s| s.findings()))
                    .filter(|f| f.severity() >= Severity::Undetermined)
                    .cloned()
                    .collect();
                Err(Refused { verdict: verdict.max(Verdict::Indeterminate), reasons })
            }
        }
    }
}
