//! RFC 5280 6.1: a complete path, from the anchor down to the end entity.

use const_oid::ObjectIdentifier;

use super::names::{self, Problem};
use super::policies::PolicyState;
use super::purpose::is_critical;
use super::signed::Context;
use crate::asn1::oid;
use crate::report::Finding;
use crate::report::codes::trust as codes;
use crate::time::UnixTime;
use crate::trust::list::ListPurpose;
use crate::trust::policy::AnchorLifetime;
use crate::trust::store::TrustAnchor;
use crate::x509::{Certificate, NameConstraints};

/// State that runs down the path (RFC 5280 6.1.2).
struct State<'a> {
    constraints: Vec<&'a NameConstraints>,
    intermediates_left: Option<u32>,
    policies: PolicyState,
}

/// Validates `chain` (end entity first) under `anchor`; the signatures were checked when it was
/// found.
pub(super) fn path<'a>(
    context: &Context<'a>,
    chain: &[&'a Certificate],
    anchor: &TrustAnchor,
    findings: &mut Vec<Finding>,
) {
    let policy = context.request.policy;
    let root = anchor.certificate();
    let mut state = State {
        constraints: root.name_constraints().into_iter().collect(),
        intermediates_left: policy.max_intermediates,
        policies: PolicyState::new(policy, chain.len()),
    };
    anchor_itself(context, anchor, findings);
    listed(context, anchor, findings);
    state.narrow(root.basic_constraints().and_then(|b| b.path_len));
    state.policies.constrain(root);
    for (left, certificate) in chain.iter().enumerate().rev() {
        let last = left == 0;
        validity(certificate, context.request.at, findings);
        extensions(certificate, findings);
        if last || !certificate.is_self_issued() {
            let names = names::check(context, certificate, &state.constraints);
            names_finding(certificate, names, findings);
        }
        if !state.policies.certificate(certificate, last) {
            findings.push(Finding::new(codes::POLICY_NOT_ESTABLISHED));
        }
        if !state.policies.mappings(certificate, last) {
            findings.push(about(codes::POLICY_MAPPING_INVALID, certificate));
        }
        if last {
            break;
        }
        authority(certificate, findings);
        if !certificate.is_self_issued() {
            match state.intermediates_left {
                Some(0) => findings.push(about(codes::PATH_TOO_LONG, certificate)),
                Some(n) => state.intermediates_left = Some(n - 1),
                None => {}
            }
        }
        state.narrow(certificate.basic_constraints().and_then(|b| b.path_len));
        state.constraints.extend(certificate.name_constraints());
        state.policies.descend(certificate);
    }
    if !state.policies.is_satisfied(policy, chain.first().copied()) {
        findings.push(Finding::new(codes::POLICY_NOT_ESTABLISHED));
    }
}

/// An end entity that is itself an anchor: only what it says about itself counts.
pub(super) fn alone(context: &Context<'_>, target: &Certificate, findings: &mut Vec<Finding>) {
    validity(target, context.request.at, findings);
    extensions(target, findings);
}

/// What a signed list says about its anchor: what it is there for, and when. Whether the list still
/// counts is asked of the moment of the question, not of the time that the question is about.
pub(super) fn listed(context: &Context<'_>, anchor: &TrustAnchor, findings: &mut Vec<Finding>) {
    let Some(listing) = anchor.listing() else { return };
    let (request, facts) = (context.request, &listing.facts);
    let about = |code| about(code, anchor.certificate()).with("list", anchor.list());
    if context.now() > facts.next_update {
        let finding = Finding::new(codes::TRUST_LIST_EXPIRED).with("list", anchor.list());
        findings.push(finding.with("issued", facts.issued).with("until", facts.next_update));
    }
    if ListPurpose::needed(request.purpose).is_some_and(|p| !listing.purposes.contains(&p)) {
        findings.push(about(codes::ANCHOR_PURPOSE_REFUSED));
    }
    let (from, until) = (listing.from, listing.until);
    let at = request.at;
    if from.is_some_and(|from| at < from) || until.is_some_and(|until| at > until) {
        findings.push(about(codes::ANCHOR_NOT_LISTED_THEN).with("at", at));
    }
}

impl State<'_> {
    fn narrow(&mut self, path_len: Option<u32>) {
        self.intermediates_left = match (self.intermediates_left, path_len) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}

/// The constraints that a trust anchor puts upon itself (RFC 5937). Version 1 roots state none:
/// whoever put them on the list answers for them.
fn anchor_itself(context: &Context<'_>, anchor: &TrustAnchor, findings: &mut Vec<Finding>) {
    let root = anchor.certificate();
    let at = context.request.at;
    let lives = root.not_before() <= at && at <= root.not_after();
    if !lives && context.request.policy.anchor_lifetime == AnchorLifetime::Checked {
        let finding = about(codes::ANCHOR_NOT_VALID, root).with("list", anchor.list());
        findings.push(finding.with("at", at));
    }
    extensions(root, findings);
    if root.version() >= 3 {
        authority(root, findings);
    }
}

fn validity(certificate: &Certificate, at: UnixTime, findings: &mut Vec<Finding>) {
    if at < certificate.not_before() {
        let finding = about(codes::CERTIFICATE_NOT_YET_VALID, certificate);
        findings.push(finding.with("from", certificate.not_before()).with("at", at));
    }
    if at > certificate.not_after() {
        let finding = about(codes::CERTIFICATE_EXPIRED, certificate);
        findings.push(finding.with("until", certificate.not_after()).with("at", at));
    }
}

/// RFC 5280 6.1.4 (k) and (n).
fn authority(certificate: &Certificate, findings: &mut Vec<Finding>) {
    if !certificate.basic_constraints().is_some_and(|b| b.ca) {
        findings.push(about(codes::ISSUER_NOT_CA, certificate));
    }
    if certificate.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        findings.push(about(codes::ISSUER_KEY_USAGE, certificate));
    }
}

/// Extensions that cannot be read or are not known, and uses that the profile forbids.
fn extensions(certificate: &Certificate, findings: &mut Vec<Finding>) {
    for extension in certificate.extensions() {
        let code = if extension.is_malformed() {
            codes::EXTENSION_MALFORMED
        } else if extension.is_critical() && !extension.is_known() {
            codes::CRITICAL_EXTENSION_UNKNOWN
        } else {
            continue;
        };
        let name = dotted(certificate.extension_oid(extension));
        findings.push(about(code, certificate).with("extension", name));
    }
    for part in violations(certificate) {
        findings.push(about(codes::PROFILE_VIOLATED, certificate).with("part", part));
    }
    if !certificate.deviations().is_empty() {
        findings.push(about(codes::CERTIFICATE_LOOSE, certificate));
    }
}

/// Uses against RFC 5280 that honest issuers do not make and that could mislead.
fn violations(certificate: &Certificate) -> Vec<&'static str> {
    let critical = |oid| is_critical(certificate, oid);
    let ca = certificate.basic_constraints().is_some_and(|b| b.ca);
    let has_alternative = !certificate.subject_alt_names().is_empty();
    let signs_certificates = certificate.key_usage().is_some_and(|u| u.key_cert_sign());
    let rules = [
        (certificate.issuer().is_empty(), "issuer"),
        (certificate.subject().is_empty() && ca, "subject"),
        (
            certificate.subject().is_empty()
                && has_alternative
                && !critical(&oid::SUBJECT_ALT_NAME),
            "subjectAltName",
        ),
        (critical(&oid::AUTHORITY_KEY_IDENTIFIER), "authorityKeyIdentifier"),
        (critical(&oid::SUBJECT_KEY_IDENTIFIER), "subjectKeyIdentifier"),
        (critical(&oid::AUTHORITY_INFO_ACCESS), "authorityInfoAccess"),
        (certificate.name_constraints().is_some() && !ca, "nameConstraints"),
        (signs_certificates && certificate.basic_constraints().is_some_and(|b| !b.ca), "keyUsage"),
    ];
    rules.into_iter().filter(|(broken, _)| *broken).map(|(_, part)| part).collect()
}

fn names_finding(
    certificate: &Certificate,
    answer: Result<(), Problem>,
    findings: &mut Vec<Finding>,
) {
    match answer {
        Ok(()) => {}
        Err(Problem::NotPermitted) => findings.push(about(codes::NAME_NOT_PERMITTED, certificate)),
        Err(Problem::Unclear) => findings.push(about(codes::NAME_CONSTRAINTS_UNCLEAR, certificate)),
        Err(Problem::Limit) => findings.push(Finding::new(codes::PATH_SEARCH_LIMIT)),
    }
}

pub(super) fn about(code: &'static crate::report::Code, certificate: &Certificate) -> Finding {
    Finding::new(code).with("subject", certificate.subject().label())
}

fn dotted(contents: &[u8]) -> String {
    ObjectIdentifier::from_bytes(contents)
        .map_or_else(|_| "?".to_owned(), |oid: ObjectIdentifier| oid.to_string())
}
