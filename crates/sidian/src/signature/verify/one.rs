//! Judging one signature: five facts, each on its own.

use super::container::{self, Container};
use super::time::{self, Stamp};
use super::{Applied, Ranges, Scene, ses};
use crate::cms::Profile;
use crate::crypto::Hash;
use crate::pades::changes::Permission;
use crate::pades::seed_value::{self, Facts};
use crate::pades::{ByteRangeError, Covered, DictionaryType, FoundSignature, SubFilter};
use crate::pdf::PdfError;
use crate::report::codes::signature as codes;
use crate::report::{
    BaselineLevel, Changes, Coverage, Finding, Integrity, SignatureKind, SignatureReport,
    SigningTime, TimeSource, Trust,
};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathOutcome, PathRequest, Policy, Purpose, RevocationStatus};
use crate::x509::Certificate;

/// What became of one signature.
pub(super) struct One {
    pub(super) report: SignatureReport,
    /// The certificate whose key made it; only where that was verified.
    pub(super) signer: Option<Certificate>,
    pub(super) applied: Option<Applied>,
}

impl One {
    fn without_signer(report: SignatureReport) -> Self {
        Self { report, signer: None, applied: None }
    }
}

/// What the container has to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    Cms(Profile),
    Ses,
}

pub(super) fn judge(
    scene: &Scene<'_, '_>,
    found: &FoundSignature,
    covered: Result<&Covered, &ByteRangeError>,
    now: UnixTime,
) -> Result<One, PdfError> {
    let dictionary = &found.dictionary;
    let mut report = SignatureReport::undetermined(found.field.name.clone(), kind(found));
    report.reason.clone_from(&dictionary.reason);
    let claimed = dictionary.claimed_time;
    report.time = claimed.map(|at| SigningTime { at, source: TimeSource::Claimed });
    place(&mut report, found);
    let covered = match covered {
        Ok(covered) => covered,
        Err(e) => {
            report.integrity = Integrity::Failed;
            report.push(e.finding());
            return Ok(One::without_signer(report));
        }
    };
    report.revision = Some(covered.revision());
    report.coverage = if covered.is_whole() { Coverage::Whole } else { Coverage::Revision };
    changes(&mut report, scene, found, covered);
    let file = scene.pdf.bytes();
    let content = Ranges { file, covered, digests: &scene.digests };
    let contents = covered.value(dictionary);
    if report.kind == SignatureKind::DocTimeStamp {
        if dictionary.sub_filter != Some(SubFilter::EtsiRfc3161) {
            let sub_filter = dictionary.sub_filter.as_ref().map(SubFilter::to_text);
            let finding = Finding::new(codes::KIND_CONFUSED).with("kind", "DocTimeStamp");
            report.push(finding.with("sub_filter", sub_filter.unwrap_or_default()));
        }
        let stamp = time::judge(contents, &content, &scene.context, &scene.evidence, now);
        doc_timestamp(&mut report, stamp);
        return Ok(One::without_signer(report));
    }
    let Some(form) = form(&mut report, found) else { return Ok(One::without_signer(report)) };
    let extra = scene.evidence.certificates();
    let opened = match form {
        Form::Cms(profile) => container::open(contents, &content, profile, extra),
        Form::Ses => ses::open(contents, &content),
    };
    match opened {
        Ok(container) => {
            signer(&mut report, scene, found, &container, form, now)?;
            let applied = container.seal.map(|seal| Applied {
                seal,
                bag: container.check.bag,
                signer: container.check.claimed,
                revision: found.first_seen,
                widgets: found.field.widgets.clone(),
            });
            Ok(One { report, signer: container.check.certificate, applied })
        }
        Err(finding) => {
            report.integrity = Integrity::Failed;
            report.push(*finding);
            Ok(One::without_signer(report))
        }
    }
}

fn kind(found: &FoundSignature) -> SignatureKind {
    let dictionary = &found.dictionary;
    let token = dictionary.kind == DictionaryType::DocTimeStamp;
    match dictionary.doc_mdp() {
        _ if token => SignatureKind::DocTimeStamp,
        Some(p) => SignatureKind::Certification(u8::try_from(p).unwrap_or(1)),
        None => SignatureKind::Approval,
    }
}

/// Whether the dictionary stands where a signature belongs.
fn place(report: &mut SignatureReport, found: &FoundSignature) {
    let mut fail = |detail: &str| {
        report.push(Finding::new(codes::SIGNATURE_MALFORMED).with("detail", detail));
    };
    if !found.field.is_signature {
        fail("its field is no signature field");
    }
    if found.field.is_ambiguous || found.dictionary.dict.repeated().is_some() {
        fail("a key is given twice");
    }
    if !found.other_fields.is_empty() {
        fail("several fields share it");
    }
    if found.dictionary.is_usage_rights() {
        fail("it grants usage rights and signs nothing");
    }
}

/// What the container has to be, by `/Type` and `/SubFilter`; `None` ends the judgement.
fn form(report: &mut SignatureReport, found: &FoundSignature) -> Option<Form> {
    match &found.dictionary.sub_filter {
        Some(SubFilter::EtsiCadesDetached) => Some(Form::Cms(Profile::Pades)),
        Some(SubFilter::AdbePkcs7Detached) => Some(Form::Cms(Profile::Plain)),
        Some(SubFilter::GmSm2Seal) => Some(Form::Ses),
        Some(SubFilter::EtsiRfc3161) => {
            let finding = Finding::new(codes::KIND_CONFUSED).with("kind", "Sig");
            report.push(finding.with("sub_filter", "ETSI.RFC3161"));
            None
        }
        Some(other) => {
            let finding = Finding::new(codes::SUB_FILTER_UNSUPPORTED);
            report.push(finding.with("sub_filter", other.to_text()));
            None
        }
        None => {
            report.push(Finding::new(codes::SUB_FILTER_MISSING));
            None
        }
    }
}

fn changes(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    found: &FoundSignature,
    covered: &Covered,
) {
    let judged = scene.history.judge(covered.revision());
    report.changes = judged.outcome;
    report.change_list = judged.changes;
    for finding in judged.findings {
        report.push(finding);
    }
    if found.last_seen < scene.pdf.revisions().len().saturating_sub(1) {
        report.changes = Changes::Forbidden;
        report.push(Finding::new(codes::SIGNATURE_REMOVED));
    }
}

fn doc_timestamp(report: &mut SignatureReport, stamp: Stamp) {
    report.integrity = stamp.integrity;
    report.trust = match (stamp.trusted, stamp.integrity) {
        (true, _) => Trust::Trusted,
        (false, Integrity::Ok) => Trust::Untrusted,
        (false, _) => Trust::Unknown,
    };
    report.time = stamp.at.map(|at| SigningTime { at, source: TimeSource::Timestamp });
    report.signer = stamp.authority;
    report.algorithm = stamp.algorithm;
    report.path = stamp.path;
    for finding in stamp.findings {
        report.push(finding);
    }
}

fn signer(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    found: &FoundSignature,
    container: &Container,
    form: Form,
    now: UnixTime,
) -> Result<(), PdfError> {
    report.integrity = container.check.integrity;
    report.algorithm = Some(container.check.algorithm.clone());
    let named = container.check.certificate.as_ref().or(container.check.claimed.as_ref());
    report.signer = named.map(|c| c.subject().label());
    for finding in &container.check.findings {
        report.push(finding.clone());
    }
    if report.time.is_none() {
        let claimed = container.signing_time;
        report.time = claimed.map(|at| SigningTime { at, source: TimeSource::Claimed });
    }
    let evidence = scene.evidence.clone().with_embedded(
        container.crls.iter().map(Vec::as_slice),
        container.ocsps.iter().map(Vec::as_slice),
        [],
    );
    let proven = timestamps(report, scene, container, &evidence, now);
    seeds(report, scene, found, container)?;
    if form == Form::Cms(Profile::Pades) && container.check.certificate.is_some() {
        let stamped = proven.is_some();
        report.level = Some(if stamped { BaselineLevel::T } else { BaselineLevel::B });
    }
    if let Some(claimed) = report.time.filter(|t| t.at > now.plus(CLOCK_SKEW)) {
        report.push(Finding::new(codes::SIGNED_IN_FUTURE).with("time", claimed.at));
    }
    trusted(report, scene, container, &evidence, now);
    Ok(())
}

/// Judges the timestamps over the signature value; the earliest proven time counts.
fn timestamps(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    container: &Container,
    evidence: &Evidence,
    now: UnixTime,
) -> Option<UnixTime> {
    let mut proven: Option<UnixTime> = None;
    for token in &container.timestamps {
        let value = container.value.as_slice();
        let stamp = time::judge(token, &value, &scene.context, evidence, now);
        if stamp.trusted
            && let Some(at) = stamp.at
        {
            proven = Some(proven.map_or(at, |p| p.min(at)));
        }
        for finding in stamp.findings {
            report.push(finding);
        }
    }
    if let Some(at) = proven {
        report.time = Some(SigningTime { at, source: TimeSource::Timestamp });
    }
    proven
}

fn seeds(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    found: &FoundSignature,
    container: &Container,
) -> Result<(), PdfError> {
    let Some(seed) = &found.field.seed else { return Ok(()) };
    let dictionary = &found.dictionary;
    let facts = Facts {
        filter: dictionary.filter.as_ref().map(|n| n.to_text()),
        sub_filter: dictionary.sub_filter.as_ref().map(SubFilter::to_text),
        digest: container.digest.map(|h| Hash::name(h).replace('-', "")),
        reason: dictionary.reason.clone(),
        certification: match report.kind {
            SignatureKind::Certification(p) => Some(p),
            _ => None,
        },
        permission: Permission::of(found).p,
        timestamped: !container.timestamps.is_empty(),
        revocation_inside: container.revocation_signed,
    };
    let view = scene.pdf.view(dictionary.revision);
    let signer = container.check.certificate.as_ref();
    for finding in seed_value::check(view, seed, &facts, signer)? {
        report.push(finding);
    }
    Ok(())
}

/// Validates the signer's path at the best time that is known: proven by a timestamp, else now.
fn trusted(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    container: &Container,
    evidence: &Evidence,
    now: UnixTime,
) {
    let Some(certificate) = &container.check.certificate else { return };
    let ask = |at: UnixTime, policy: &Policy| {
        scene.context.validate(&PathRequest {
            target: certificate,
            candidates: &container.check.bag,
            store: scene.context.store,
            evidence,
            purpose: Purpose::DocumentSigning,
            policy,
            at,
            budget: scene.context.budget,
        })
    };
    let mut outcome = ask(now, scene.context.policy);
    let proven = report.time.filter(|t| t.source == TimeSource::Timestamp);
    if outcome.path().is_none()
        && let Some(proven) = proven
    {
        // Evidence gathered between then and now counts for then.
        let earlier = ask(proven.at, &scene.context.policy.clone().with_now(now));
        if earlier.path().is_some() {
            outcome = earlier;
        }
    }
    report.path = outcome.subjects();
    report.trust = if outcome.path().is_some() {
        Trust::Trusted
    } else if outcome.anchor().is_some() {
        Trust::Unknown
    } else {
        Trust::Untrusted
    };
    revoked_before(report, &outcome);
    for finding in outcome.findings() {
        report.push(finding.clone());
    }
}

/// A signer who says that they signed after their certificate was revoked needs no proof of it.
fn revoked_before(report: &mut SignatureReport, outcome: &PathOutcome) {
    let RevocationStatus::Revoked { at, .. } = outcome.target_status() else { return };
    if report.time.is_some_and(|t| t.at >= *at) {
        report.push(Finding::new(codes::SIGNED_AFTER_REVOCATION).with("revoked", at));
    }
}

/// How far the clocks of signer and verifier may differ, in seconds.
const CLOCK_SKEW: i64 = 300;
