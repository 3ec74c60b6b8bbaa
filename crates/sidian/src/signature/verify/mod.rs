//! Judging every signature of a file (ETSI EN 319 102-1 clause 5, for PDF).
//!
//! What is found about one signature goes into its own report; what concerns the file goes into the
//! findings of the file.

mod container;
mod content;
pub(crate) mod detached;
mod event;
mod level;
mod one;
mod proof;
mod ses;
pub(crate) mod time;

use self::content::{Digests, Ranges};
use self::proof::{Stage, Stamps};
use crate::budget::Budget;
use crate::pades::changes::{History, Permissions};
use crate::pades::{self, ByteRangeError, Covered, Dss, Signatures};
use crate::pdf::{Pdf, PdfError, Ref, XrefKind};
use crate::report::codes::{pdf as pdf_codes, signature as codes};
use crate::report::{BaselineLevel, Finding, SignatureReport};
use crate::time::UnixTime;
use crate::trust::{
    self, Evidence, PathCache, PathOutcome, PathRequest, Policy, RevocationStatus, TrustStore,
};
use crate::x509::Certificate;

/// What the verifier brings to every file.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) store: &'a TrustStore,
    pub(crate) policy: &'a Policy,
    pub(crate) evidence: &'a Evidence,
    pub(crate) budget: &'a Budget,
    pub(crate) paths: &'a PathCache,
}

impl Context<'_> {
    /// Judges a path. What is remembered counts for the caller's own evidence only: what a document
    /// brings along is looked at anew.
    pub(crate) fn validate(&self, request: &PathRequest<'_>) -> PathOutcome {
        if request.evidence.is_same(self.evidence) {
            self.paths.validate(request)
        } else {
            trust::validate(request)
        }
    }
}

/// The times of a question: the one it is about, and the one at which it is asked.
#[derive(Clone, Copy)]
pub(crate) struct Horizon {
    pub(crate) now: UnixTime,
    latest: UnixTime,
}

impl Horizon {
    pub(crate) fn new(now: UnixTime, policy: &Policy) -> Self {
        Self { now, latest: policy.now().unwrap_or(now).max(now) }
    }

    /// The policy for a question about an earlier time: evidence gathered since counts for it.
    pub(crate) fn past(self, policy: &Policy) -> Policy {
        policy.clone().with_now(self.latest)
    }
}

/// Everything found about the signatures of a file.
pub(crate) struct Judged {
    pub(crate) signatures: Vec<SignatureReport>,
    /// For each signature, the certificate whose key made it; only where that was verified.
    pub(crate) signers: Vec<Option<Certificate>>,
    /// For each signature, what it carries for later judges.
    pub(crate) carried: Vec<Option<Applied>>,
    /// For each signature, the paths that its answer rests on: the signer's, and those of its
    /// timestamps.
    pub(crate) relied: Vec<Vec<Reliance>>,
    /// For each signature, the baseline level that its structure reaches, whatever its kind.
    pub(crate) levels: Vec<Option<BaselineLevel>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) uncovered: u64,
}

/// A path that an answer rests on, as far as it was found.
#[derive(Clone)]
pub(crate) struct Reliance {
    /// From the end entity upwards, without the anchor.
    pub(crate) certificates: Vec<Certificate>,
    /// What is known about the revocation of each.
    pub(crate) statuses: Vec<RevocationStatus>,
    pub(crate) anchor: Option<Certificate>,
    /// The time that it is about.
    pub(crate) at: UnixTime,
}

impl Reliance {
    fn new(outcome: &PathOutcome, at: UnixTime) -> Self {
        Self {
            certificates: outcome.certificates().to_vec(),
            statuses: outcome.statuses().to_vec(),
            anchor: outcome.anchor().map(|anchor| anchor.certificate().clone()),
            at,
        }
    }
}

/// A seal that a signature carries, bound to it by being signed.
pub(crate) struct Applied {
    /// The `SES_Seal` as it travels; it may be anything.
    pub(crate) seal: Vec<u8>,
    /// The moment of sealing that the signer claims.
    pub(crate) claimed: Option<UnixTime>,
    /// What the caller and the document bring for its validation.
    pub(crate) evidence: Evidence,
    /// The certificate that the signature names as the signer's, whether or not its key fits.
    pub(crate) signer: Option<Certificate>,
    /// The revision that first shows the signature.
    pub(crate) revision: usize,
    /// The widgets that show it.
    pub(crate) widgets: Vec<Ref>,
}

/// Judges every signature of `pdf` at `now`.
///
/// # Errors
///
/// [`PdfError`] where the form itself cannot be read, or the work limit is reached.
pub(crate) fn judge(
    pdf: &Pdf<'_>,
    context: Context<'_>,
    now: UnixTime,
) -> Result<Judged, PdfError> {
    let listed = pades::signatures(pdf)?;
    let mut judged = Judged {
        signatures: Vec::new(),
        signers: Vec::new(),
        carried: Vec::new(),
        relied: Vec::new(),
        levels: Vec::new(),
        findings: Vec::new(),
        uncovered: 0,
    };
    if pdf.is_encrypted() {
        judged.findings.push(Finding::new(pdf_codes::ENCRYPTED));
    }
    if !listed.found.is_empty() && pdf.revisions().iter().any(|r| r.kind == XrefKind::Hybrid) {
        judged.findings.push(Finding::new(codes::HYBRID));
    }
    if listed.usage_rights.is_some() {
        judged.findings.push(Finding::new(pdf_codes::USAGE_RIGHTS));
    }
    let scene = Scene::new(pdf, context, &listed, now)?;
    if scene.never_signed() {
        judged.findings.push(Finding::new(codes::NEVER_SIGNED));
        return Ok(judged);
    }
    for (place, (found, covered)) in listed.found.iter().zip(&scene.covered).enumerate() {
        let one = one::judge(&scene, place, found, covered.as_ref())?;
        judged.signatures.push(one.report);
        judged.signers.push(one.signer);
        judged.carried.push(one.applied);
        judged.relied.push(one.relied);
        judged.levels.push(one.level);
    }
    judged.uncovered = pades::byte_range::uncovered(pdf, scene.covered.iter().flatten());
    judged.stray(pdf);
    judged.unreached(&scene);
    Ok(judged)
}

impl Judged {
    /// Bytes that belong to no revision are no part of the document for this reader, but another
    /// might find one there.
    fn stray(&mut self, pdf: &Pdf<'_>) {
        if self.signatures.is_empty() {
            return;
        }
        if pdf.stray_bytes() > 0 {
            let finding = Finding::new(pdf_codes::STRAY_BYTES).with("count", pdf.stray_bytes());
            self.findings.push(finding);
        } else if self.uncovered > 0 {
            self.findings.push(Finding::new(codes::UNCOVERED).with("count", self.uncovered));
        }
    }

    /// A signature that was cut loose from the form is no signature for this reader, but its seal
    /// may still be seen on the page. Only the bytes that no signature covers are looked through.
    fn unreached(&mut self, scene: &Scene<'_, '_>) {
        let known = scene.covered.iter().flatten().map(|c| c.ranges()[1].end).max();
        let tail = known.and_then(|end| scene.pdf.bytes().get(end..)).unwrap_or_default();
        let all_known = scene.covered.iter().all(Result::is_ok);
        if all_known && tail.windows(KEY.len()).any(|w| w == KEY) {
            self.findings.push(Finding::new(codes::UNREACHED));
        }
    }
}

/// What every signature dictionary holds.
const KEY: &[u8] = b"/ByteRange";

/// What the signatures of a file have in common, worked out once.
struct Scene<'s, 'f> {
    pdf: &'s Pdf<'f>,
    context: Context<'s>,
    covered: Vec<Result<Covered, ByteRangeError>>,
    history: History,
    horizon: Horizon,
    /// What the document carries for its own validation.
    dss: Dss,
    /// What its document timestamps prove, and the evidence with it.
    stamps: Stamps,
    digests: Digests,
}

impl<'s, 'f> Scene<'s, 'f> {
    fn new(
        pdf: &'s Pdf<'f>,
        context: Context<'s>,
        listed: &Signatures,
        now: UnixTime,
    ) -> Result<Self, PdfError> {
        let covered: Vec<_> =
            listed.found.iter().map(|f| pades::byte_range::check(pdf, &f.dictionary)).collect();
        let first = covered.iter().flatten().map(Covered::revision).min().unwrap_or(usize::MAX);
        let history = History::new(pdf, first, &Permissions::of(listed), context.budget)?;
        let dss = if pdf.is_encrypted() { Dss::default() } else { Dss::read(pdf.latest())? };
        let evidence = carried(context.evidence, &dss, None);
        let digests = Digests::default();
        let horizon = Horizon::new(now, context.policy);
        let stage = Stage {
            pdf,
            context: &context,
            listed,
            covered: &covered,
            dss: &dss,
            digests: &digests,
            horizon,
        };
        let stamps = proof::judge(&stage, evidence);
        Ok(Self { pdf, context, covered, history, horizon, dss, stamps, digests })
    }

    /// Whether there are only places for signatures, prepared and never filled. Beside a real
    /// signature such a place is a fault: something may have been wiped out.
    fn never_signed(&self) -> bool {
        !self.covered.is_empty()
            && self.covered.iter().all(|c| matches!(c, Err(ByteRangeError::Unsigned)))
    }
}

/// `own` and what the document carries; only what existed when the file ended at `end`, where given.
pub(crate) fn carried(own: &Evidence, dss: &Dss, end: Option<usize>) -> Evidence {
    own.clone().with_embedded(
        Dss::until(&dss.crls, end),
        Dss::until(&dss.ocsps, end),
        Dss::until(&dss.certificates, end),
    )
}

/// How far the clocks of signer, authority and verifier may differ, in seconds.
const CLOCK_SKEW: i64 = 300;
