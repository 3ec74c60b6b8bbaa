//! Judging one signature: five facts, each on its own.

use super::container::{self, Container};
use super::event;
use super::level::{self, Facts};
use super::time::{self, Stamp, When};
use super::{Applied, CLOCK_SKEW, Horizon, Ranges, Reliance, Scene, ses};
use crate::asn1::ObjectIdentifier;
use crate::cms::Profile;
use crate::crypto::{Hash, SignatureAlgorithm};
use crate::pades::changes::Permission;
use crate::pades::seed_value::{self, Facts as Stated};
use crate::pades::{ByteRangeError, Covered, DictionaryType, FoundSignature, SubFilter};
use crate::pdf::PdfError;
use crate::report::codes::{cms as cms_codes, signature as codes, trust as trust_codes};
use crate::report::{
    BaselineLevel, Changes, ControlPolicies, Coverage, Expiry, Finding, Integrity, Severity,
    SignatureKind, SignatureReport, SigningTime, TimeSource, Trust,
};
use crate::time::UnixTime;
use crate::trust::{AlgorithmLimit, Evidence, PathOutcome, Policy, RevocationStatus, TrustAnchor};
use crate::x509::Certificate;

/// What became of one signature.
pub(super) struct One {
    pub(super) report: SignatureReport,
    /// The certificate whose key made it; only where that was verified.
    pub(super) signer: Option<Certificate>,
    pub(super) applied: Option<Applied>,
    /// The paths that the answer rests on.
    pub(super) relied: Vec<Reliance>,
    pub(super) level: Option<BaselineLevel>,
}

impl One {
    fn without_signer(report: SignatureReport) -> Self {
        Self { report, signer: None, applied: None, relied: Vec::new(), level: None }
    }
}

/// What the container has to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Cms(Profile),
    Ses,
}

/// Judges the signature at `place` among those of the file.
pub(super) fn judge(
    scene: &Scene<'_, '_>,
    place_in_file: usize,
    found: &FoundSignature,
    covered: Result<&Covered, &ByteRangeError>,
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
        let mut relied = Vec::new();
        if let Some(Some(stamp)) = scene.stamps.judged.get(place_in_file) {
            doc_timestamp(&mut report, stamp);
            relied.extend(stamp.relied.clone());
        }
        report.existed_by = scene.stamps.proofs.of(covered.revision());
        return Ok(One { relied, ..One::without_signer(report) });
    }
    let Some(form) = form(&mut report, found) else { return Ok(One::without_signer(report)) };
    let extra = scene.stamps.evidence.certificates();
    let opened = match form {
        Form::Cms(profile) => container::open(contents, &content, profile, extra),
        Form::Ses => ses::open(contents, &content),
    };
    match opened {
        Ok(container) => {
            let (relied, level) = signer(&mut report, scene, found, covered, &container, form)?;
            if let Some(certificate) = &container.check.certificate
                && let Some(finding) = event::judge(scene, covered, certificate)?
            {
                report.push(finding);
            }
            let applied = container.seal.map(|seal| Applied {
                seal,
                claimed: container.signing_time.or(found.dictionary.claimed_time),
                evidence: {
                    let (crls, ocsps) = (&container.crls, &container.ocsps);
                    scene.stamps.evidence.clone().with_embedded(
                        crls.iter().map(Vec::as_slice),
                        ocsps.iter().map(Vec::as_slice),
                        container.check.bag.iter().map(Certificate::der),
                    )
                },
                signer: container.check.claimed,
                revision: found.first_seen,
                widgets: found.field.widgets.clone(),
            });
            let signer = container.check.certificate;
            Ok(One { report, signer, applied, relied, level: Some(level) })
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

fn doc_timestamp(report: &mut SignatureReport, stamp: &Stamp) {
    report.integrity = stamp.integrity;
    report.trust = match (stamp.trusted, stamp.integrity) {
        (true, _) => Trust::Trusted,
        (false, Integrity::Ok) => Trust::Untrusted,
        (false, _) => Trust::Unknown,
    };
    report.time = stamp.at.map(|at| SigningTime { at, source: TimeSource::Timestamp });
    report.signer.clone_from(&stamp.authority);
    report.algorithm.clone_from(&stamp.algorithm);
    report.path.clone_from(&stamp.path);
    report.until.clone_from(&stamp.until);
    for finding in &stamp.findings {
        report.push(finding.clone());
    }
}

fn signer(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    found: &FoundSignature,
    covered: &Covered,
    container: &Container,
    form: Form,
) -> Result<(Vec<Reliance>, BaselineLevel), PdfError> {
    let now = scene.horizon.now;
    report.integrity = container.check.integrity;
    report.algorithm = Some(container.check.algorithm.clone());
    let named = container.check.certificate.as_ref().or(container.check.claimed.as_ref());
    report.signer = named.map(|c| c.subject().label());
    if report.time.is_none() {
        let claimed = container.signing_time;
        report.time = claimed.map(|at| SigningTime { at, source: TimeSource::Claimed });
    }
    let covering = scene.stamps.proofs.of(covered.revision());
    let evidence = container.evidence(&scene.stamps.evidence, covering);
    let stamps = timestamps(report, scene, container, &evidence, covering);
    let proven = stamps.iter().filter_map(|stamp| stamp.proven).chain(covering).min();
    report.existed_by = proven;
    algorithms(report, scene, container, proven.unwrap_or(now));
    seeds(report, scene, found, container)?;
    if let Some(claimed) = report.time.filter(|t| t.at > now.plus(CLOCK_SKEW)) {
        report.push(Finding::new(codes::SIGNED_IN_FUTURE).with("time", claimed.at));
    }
    let claimed = report.time.map(|time| time.at);
    let early = container.check.certificate.as_ref();
    if let Some(finding) = early.and_then(|signer| time::too_early(signer, proven, claimed)) {
        report.push(finding);
    }
    let (own, lives) = trusted(report, scene, container, &evidence, proven);
    let facts = Facts { covered, container, stamps: &stamps, proven, lives };
    let level = level::judge(report, scene, form, &facts);
    let relied = own.into_iter().chain(stamps.into_iter().filter_map(|stamp| stamp.relied));
    Ok((relied.collect(), level))
}

/// Judges the timestamps over the signature value; the earliest proven time counts. `covering` is
/// when they are themselves proven to have existed.
fn timestamps(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    container: &Container,
    evidence: &Evidence,
    covering: Option<UnixTime>,
) -> Vec<Stamp> {
    let when = When { horizon: scene.horizon, proven: covering };
    let value = container.value.as_slice();
    let judge = |token: &Vec<u8>| time::judge_within(token, &value, &scene.context, evidence, when);
    let stamps: Vec<Stamp> = container.timestamps.iter().map(judge).collect();
    let times = stamps.iter().filter(|stamp| stamp.trusted).filter_map(|stamp| stamp.at);
    let earliest = times.min();
    if let Some(at) = earliest {
        report.time = Some(SigningTime { at, source: TimeSource::Timestamp });
    }
    for finding in time::beside(&stamps) {
        report.push(finding);
    }
    stamps
}

/// The findings of the container, and whether its algorithms counted when it is known to have
/// existed.
fn algorithms(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    container: &Container,
    existed: UnixTime,
) {
    let policy = scene.context.policy;
    let algorithm = SignatureAlgorithm::from_name(&container.check.algorithm);
    let own = algorithm.as_ref().and_then(|a| policy.ended(a, existed));
    let ended = own.or_else(|| container.digest.and_then(|hash| policy.hash_ended(hash, existed)));
    let proven = existed < scene.horizon.now && ended.is_none();
    for finding in &container.check.findings {
        let weak = finding.code() == cms_codes::WEAK_ALGORITHM && proven;
        let finding = finding.clone();
        report.push(if weak { finding.at_most(Severity::Warning) } else { finding });
    }
    let subject = report.signer.clone().unwrap_or_default();
    let about = |code, limit: &AlgorithmLimit| {
        let finding = Finding::new(code).with("subject", &subject);
        finding.with("algorithm", limit.algorithm.name()).with("until", limit.until)
    };
    let today = algorithm.as_ref().and_then(|a| policy.ended(a, scene.horizon.now));
    match (ended, today) {
        (Some(limit), _) => report.push(about(trust_codes::ALGORITHM_ENDED, &limit)),
        (None, Some(limit)) => report.push(about(trust_codes::ALGORITHM_PROVEN, &limit)),
        (None, None) => {}
    }
}

fn seeds(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    found: &FoundSignature,
    container: &Container,
) -> Result<(), PdfError> {
    let Some(seed) = &found.field.seed else { return Ok(()) };
    let dictionary = &found.dictionary;
    let facts = Stated {
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
    // No signer, no chain: a value that nobody made keeps no rule about who signs.
    let signer = container.check.certificate.iter();
    let chain: Vec<_> =
        signer.flat_map(|c| std::iter::once(c).chain(&container.check.bag)).cloned().collect();
    for finding in seed_value::check(view, seed, &facts, &chain)? {
        report.push(finding);
    }
    Ok(())
}

/// Validates the signer's path today, and where that fails at the time that is proven. Gives back
/// what ends first of what it rests on, where it stands today.
fn trusted(
    report: &mut SignatureReport,
    scene: &Scene<'_, '_>,
    container: &Container,
    evidence: &Evidence,
    proven: Option<UnixTime>,
) -> (Option<Reliance>, Option<Expiry>) {
    let Some(certificate) = container.check.certificate.as_ref() else { return (None, None) };
    let Horizon { now, .. } = scene.horizon;
    let policy = scene.context.policy;
    let ask =
        |at: UnixTime, policy: &Policy| scene.ask(container, certificate, evidence, at, policy);
    let mut outcome = ask(now, policy);
    let mut at = now;
    let lives = outcome.path().and_then(|_| {
        let algorithm = SignatureAlgorithm::from_name(&container.check.algorithm)?;
        time::end(&outcome, Some(&algorithm), algorithm.hash(), policy)
    });
    if outcome.path().is_none()
        && let Some(proven) = proven.filter(|proven| *proven < now)
    {
        let earlier = ask(proven, &scene.horizon.past(policy));
        let telling = |o: &PathOutcome| {
            let codes = [trust_codes::REVOCATION_NOT_PROVEN, trust_codes::CERTIFICATE_NOT_PROVEN];
            o.findings().iter().any(|f| codes.contains(&f.code()))
        };
        if earlier.path().is_some() {
            let subject = report.signer.clone().unwrap_or_default();
            let note = Finding::new(trust_codes::JUDGED_AS_OF).with("subject", subject);
            report.push(note.with("at", proven));
            (outcome, at) = (earlier, proven);
        } else if telling(&earlier) {
            outcome = earlier;
        }
    }
    report.path = outcome.subjects();
    report.trust_list = outcome.anchor().map(TrustAnchor::list_facts);
    report.trust = if outcome.path().is_some() {
        Trust::Trusted
    } else if outcome.anchor().is_some() {
        Trust::Unknown
    } else {
        Trust::Untrusted
    };
    if let Some(path) = outcome.path() {
        let at = path.at();
        let base = if at == now { policy.clone() } else { scene.horizon.past(policy) };
        report.control = control(&base, |policy| ask(at, policy).path().is_some());
    }
    revoked_before(report, &outcome);
    for finding in outcome.findings() {
        report.push(finding.clone());
    }
    (Some(Reliance::new(&outcome, at)), lives)
}

/// Which of the certificate policies that speak of the control of keys the path is valid under.
fn control(policy: &Policy, valid: impl Fn(&Policy) -> bool) -> ControlPolicies {
    let first = |named: &[ObjectIdentifier]| {
        let under = |oid: &&ObjectIdentifier| {
            valid(&policy.clone().with_policies(vec![**oid]).with_explicit_policy())
        };
        named.iter().find(under).map(ToString::to_string)
    };
    let [exclusive, sole] = policy.about_control();
    ControlPolicies { exclusive: first(exclusive), control: first(sole) }
}

/// A signer who says that they signed after their certificate was revoked needs no proof of it.
fn revoked_before(report: &mut SignatureReport, outcome: &PathOutcome) {
    let RevocationStatus::Revoked { at, .. } = outcome.target_status() else { return };
    if report.time.is_some_and(|t| t.at >= *at) {
        report.push(Finding::new(codes::SIGNED_AFTER_REVOCATION).with("revoked", at));
    }
}
