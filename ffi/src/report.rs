//! The answer: as values to walk through, and as JSON.

use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::copy::VerifiedCopy;
use sidian::material::fact::VerifiedFact;
use sidian::material::grant::VerifiedGrant;
use sidian::material::package::{EntryReport, PackageReport};
use sidian::material::receipt::{ReceiptDraft, VerifiedReceipt};
use sidian::material::share::SharedFacts;
use sidian::material::show::ShownLicence;
use sidian::report::{Finding, Language, Report, Severity, SignatureReport, Verdict};
use sidian::seal::VerifiedSeal;
use sidian::time::UnixTime;
use sidian::verifier::Document;

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{made, sidian_bytes, slot, text, told};
use crate::handle::{self, opaque};
use crate::licence::sidian_licence;
use crate::status::{
    SIDIAN_E_NOT_FOUND, SIDIAN_OK, SIDIAN_V_FAILED, SIDIAN_V_INDETERMINATE, sidian_status,
};

/// The answer about one file, with its reasons. Immutable and shareable by threads.
pub struct sidian_report {
    _private: [u8; 0],
}
opaque!(sidian_report => Judged);

/// The object behind a report handle.
pub enum Judged {
    /// Of any signed document.
    Document(Box<Report<Document>>),
    /// Of a licence.
    Licence(Box<Report<VerifiedLicence>>),
    /// Of a seal by itself.
    Seal(Box<Report<VerifiedSeal>>),
    /// Of an authorisation.
    Grant(Box<Report<VerifiedGrant>>),
    /// Of a show code.
    Show(Box<Report<ShownLicence>>),
    /// Of a package of materials.
    Package(Box<PackageReport>),
    /// Of fields that a holder presents.
    Share(Box<Report<SharedFacts>>),
    /// Of a receipt.
    Receipt(Box<Report<VerifiedReceipt>>),
    /// Of an annotated copy.
    Copy(Box<Report<VerifiedCopy>>),
    /// Of a fact that a department tells.
    Fact(Box<Report<VerifiedFact>>),
}

/// Messages in Chinese.
pub const SIDIAN_LANGUAGE_ZH: i32 = 0;
/// Messages in English.
pub const SIDIAN_LANGUAGE_EN: i32 = 1;

/// Worth knowing; changes nothing.
pub const SIDIAN_SEVERITY_NOTE: i32 = 0;
/// Deserves attention; changes nothing.
pub const SIDIAN_SEVERITY_WARNING: i32 = 1;
/// Something needed could not be determined.
pub const SIDIAN_SEVERITY_UNDETERMINED: i32 = 2;
/// Wrong.
pub const SIDIAN_SEVERITY_FAILURE: i32 = 3;

/// One finding.
#[repr(C)]
pub struct sidian_finding {
    /// Its stable number.
    pub code: u32,
    /// One of `SIDIAN_SEVERITY_…`.
    pub severity: i32,
    /// Index of the signature it is about; -1 where it is about the file.
    pub signature: i64,
}

/// The five facts about one signature, and what follows.
#[repr(C)]
pub struct sidian_signature_facts {
    /// `SIDIAN_OK`, `SIDIAN_V_FAILED` or `SIDIAN_V_INDETERMINATE`.
    pub verdict: sidian_status,
    /// 0 intact, 1 broken, 2 could not be computed.
    pub integrity: i32,
    /// 0 the whole file, 1 an earlier revision, 2 broken.
    pub coverage: i32,
    /// 0 none, 1 permitted, 2 forbidden, 3 could not be determined.
    pub changes: i32,
    /// 0 trusted, 1 not trusted, 2 could not be determined.
    pub trust: i32,
    /// 0 no time, 1 the signer's claim, 2 proven by a timestamp.
    pub time_source: i32,
    /// Unix seconds, where `time_source` is not 0.
    pub time: i64,
}

macro_rules! each {
    ($judged:expr, $report:ident => $what:expr) => {
        match $judged {
            Judged::Document($report) => $what,
            Judged::Licence($report) => $what,
            Judged::Seal($report) => $what,
            Judged::Grant($report) => $what,
            Judged::Show($report) => $what,
            Judged::Package(answer) => {
                let $report = &answer.report;
                $what
            }
            Judged::Share($report) => $what,
            Judged::Receipt($report) => $what,
            Judged::Copy($report) => $what,
            Judged::Fact($report) => $what,
        }
    };
}

impl Judged {
    fn status(&self) -> (sidian_status, &'static str) {
        match each!(self, r => r.verdict()) {
            Some(Verdict::Passed) => (SIDIAN_OK, ""),
            Some(Verdict::Failed) => (SIDIAN_V_FAILED, "the verdict is failed"),
            Some(Verdict::Indeterminate) => {
                (SIDIAN_V_INDETERMINATE, "the verdict is indeterminate")
            }
            None => (SIDIAN_V_INDETERMINATE, "the file has no signature"),
        }
    }

    fn signatures(&self) -> &[SignatureReport] {
        each!(self, r => r.signatures())
    }

    /// Findings about the file, then those of each signature, as in the JSON.
    fn findings(&self) -> Vec<(i64, &Finding)> {
        let file = each!(self, r => r.findings()).iter().map(|finding| (-1, finding));
        let each = (0..).zip(self.signatures());
        let theirs = each.flat_map(|(i, s)| s.findings().iter().map(move |finding| (i, finding)));
        file.chain(theirs).collect()
    }

    pub(crate) fn licence(&self) -> Option<VerifiedLicence> {
        match self {
            Self::Licence(report) => report.accepted().cloned(),
            Self::Document(report) => match report.accepted()? {
                Document::Licence(licence) => Some(licence.as_ref().clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The verdict as an error, unless it is passed.
    pub(crate) fn passed(&self) -> Result<(), Failure> {
        let (status, message) = self.status();
        if status == SIDIAN_OK { Ok(()) } else { Err(Failure::new(status, message)) }
    }

    /// The files of a package.
    pub(crate) fn entries(&self) -> &[EntryReport] {
        match self {
            Self::Package(answer) => &answer.entries,
            _ => &[],
        }
    }

    /// A receipt about this answer.
    pub(crate) fn receipt(
        &self,
        document: (&str, &[u8]),
        by: (&Party, &str),
        judged_at: UnixTime,
    ) -> ReceiptDraft {
        each!(self, r => ReceiptDraft::new(r, document, by, judged_at))
    }
}

/// Runs `judge` through the door and gives the report out, whatever it says; the status is the verdict.
///
/// # Safety
///
/// As [`cleared`](crate::bytes::cleared).
pub(crate) unsafe fn judged(
    report: *mut *mut sidian_report,
    judge: impl FnOnce() -> Result<Judged, Failure>,
) -> sidian_status {
    enter(|| {
        // SAFETY: the caller's contract is this function's.
        let out = unsafe { slot(report) }?;
        let answer = judge()?;
        let passed = answer.passed();
        *out = handle::give(answer)?;
        passed
    })
}

/// The verdict: `SIDIAN_OK`, `SIDIAN_V_FAILED` or `SIDIAN_V_INDETERMINATE`. A file without any
/// signature is indeterminate.
///
/// # Safety
///
/// `verdict` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_verdict(
    report: *const sidian_report,
    verdict: *mut sidian_status,
) -> sidian_status {
    let tell = || Ok(handle::get(report)?.status().0);
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(verdict, SIDIAN_V_INDETERMINATE, tell) }
}

/// The whole report as JSON (`docs/verify.schema.json`), its messages in `language`. `file` is the
/// name to put into it.
///
/// # Safety
///
/// `file` must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_json(
    report: *const sidian_report,
    file: *const u8,
    file_len: usize,
    language: i32,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let file = unsafe { text(file, file_len, "file") }?;
        let language = spoken(language)?;
        let judged = handle::get(report)?;
        let json = each!(&*judged, r => r.to_json(file, language));
        Ok(json.to_string().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// How many findings there are.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_finding_count(
    report: *const sidian_report,
    count: *mut usize,
) -> sidian_status {
    let tell = || Ok(handle::get(report)?.findings().len());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// One finding, counted from 0.
///
/// # Safety
///
/// `finding` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_finding(
    report: *const sidian_report,
    index: usize,
    finding: *mut sidian_finding,
) -> sidian_status {
    let empty = sidian_finding { code: 0, severity: 0, signature: -1 };
    let tell = || {
        let judged = handle::get(report)?;
        let (signature, finding) = at(&judged, index)?;
        let severity = match finding.severity() {
            Severity::Note => SIDIAN_SEVERITY_NOTE,
            Severity::Warning => SIDIAN_SEVERITY_WARNING,
            Severity::Undetermined => SIDIAN_SEVERITY_UNDETERMINED,
            Severity::Failure => SIDIAN_SEVERITY_FAILURE,
        };
        Ok(sidian_finding { code: finding.code().number, severity, signature })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(finding, empty, tell) }
}

/// The words of one finding: what is wrong and what it means.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_finding_message(
    report: *const sidian_report,
    index: usize,
    language: i32,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let language = spoken(language)?;
        let judged = handle::get(report)?;
        Ok(at(&judged, index)?.1.message(language).into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// What to do next about one finding.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_finding_next_step(
    report: *const sidian_report,
    index: usize,
    language: i32,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let language = spoken(language)?;
        let judged = handle::get(report)?;
        Ok(at(&judged, index)?.1.next_step(language).into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// How many signatures there are.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_signature_count(
    report: *const sidian_report,
    count: *mut usize,
) -> sidian_status {
    let tell = || Ok(handle::get(report)?.signatures().len());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// The facts about one signature, counted from 0, oldest first.
///
/// # Safety
///
/// `facts` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_signature(
    report: *const sidian_report,
    index: usize,
    facts: *mut sidian_signature_facts,
) -> sidian_status {
    let tell = || {
        let judged = handle::get(report)?;
        Ok(facts_of(signature(&judged, index)?))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(facts, UNDETERMINED, tell) }
}

/// The PAdES baseline level that a signature's structure reaches: one of `SIDIAN_LEVEL_…`. What it is
/// worth is the verdict's to say.
///
/// # Safety
///
/// `level` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_signature_level(
    report: *const sidian_report,
    index: usize,
    level: *mut i32,
) -> sidian_status {
    let tell = || {
        let judged = handle::get(report)?;
        Ok(crate::extend::number(signature(&judged, index)?.level))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(level, crate::extend::SIDIAN_LEVEL_NONE, tell) }
}

/// The subject of the certificate whose key made a signature; empty where that is not known.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_signature_signer(
    report: *const sidian_report,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let judged = handle::get(report)?;
        let signer = signature(&judged, index)?.signer.clone().unwrap_or_default();
        Ok(signer.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The licence that the file proves, if and only if the verdict is passed; otherwise the verdict is
/// the status, or `SIDIAN_E_NOT_FOUND` where a passed document is no licence.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_report_licence(
    report: *const sidian_report,
    out: *mut *mut sidian_licence,
) -> sidian_status {
    let make = || {
        let judged = handle::get(report)?;
        judged.passed()?;
        let none = || Failure::new(SIDIAN_E_NOT_FOUND, "the document is no licence");
        judged.licence().ok_or_else(none)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the report. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_report_free(report: *mut sidian_report) -> sidian_status {
    leave(|| handle::free(report))
}

pub(crate) fn spoken(language: i32) -> Result<Language, Failure> {
    match language {
        SIDIAN_LANGUAGE_ZH => Ok(Language::Chinese),
        SIDIAN_LANGUAGE_EN => Ok(Language::English),
        other => Err(Failure::argument(format!("there is no language {other}"))),
    }
}

fn at(judged: &Judged, index: usize) -> Result<(i64, &Finding), Failure> {
    let findings = judged.findings();
    findings.get(index).copied().ok_or_else(|| {
        let message = format!("there are {} findings, none at {index}", findings.len());
        Failure::new(SIDIAN_E_NOT_FOUND, message)
    })
}

fn signature(judged: &Judged, index: usize) -> Result<&SignatureReport, Failure> {
    judged.signatures().get(index).ok_or_else(|| {
        let message = format!("there are {} signatures", judged.signatures().len());
        Failure::new(SIDIAN_E_NOT_FOUND, message)
    })
}

/// What a caller sees who did not look at the status.
const UNDETERMINED: sidian_signature_facts = sidian_signature_facts {
    verdict: SIDIAN_V_INDETERMINATE,
    integrity: 2,
    coverage: 2,
    changes: 3,
    trust: 2,
    time_source: 0,
    time: 0,
};

fn facts_of(s: &SignatureReport) -> sidian_signature_facts {
    use sidian::report::{Changes, Coverage, Integrity, TimeSource, Trust};
    sidian_signature_facts {
        verdict: match s.verdict() {
            Verdict::Passed => SIDIAN_OK,
            Verdict::Failed => SIDIAN_V_FAILED,
            Verdict::Indeterminate => SIDIAN_V_INDETERMINATE,
        },
        integrity: match s.integrity {
            Integrity::Ok => 0,
            Integrity::Failed => 1,
            Integrity::Unknown => 2,
        },
        coverage: match s.coverage {
            Coverage::Whole => 0,
            Coverage::Revision => 1,
            Coverage::Broken => 2,
        },
        changes: match s.changes {
            Changes::None => 0,
            Changes::Permitted => 1,
            Changes::Forbidden => 2,
            Changes::Unknown => 3,
        },
        trust: match s.trust {
            Trust::Trusted => 0,
            Trust::Untrusted => 1,
            Trust::Unknown => 2,
        },
        time_source: match s.time.map(|t| t.source) {
            None => 0,
            Some(TimeSource::Claimed) => 1,
            Some(TimeSource::Timestamp) => 2,
        },
        time: s.time.map_or(0, |t| t.at.seconds()),
    }
}
