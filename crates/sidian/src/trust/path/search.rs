//! From a certificate to an anchor: depth first, the likeliest issuer first.

use super::check;
use super::purpose;
use super::signed::{Context, Verdict};
use crate::report::codes::trust as codes;
use crate::report::{Finding, Severity, SubIndication};
use crate::time::UnixTime;
use crate::trust::outcome::{PathOutcome, RevocationStatus};
use crate::trust::policy::WeakAlgorithms;
use crate::trust::revocation;
use crate::trust::store::TrustAnchor;
use crate::x509::Certificate;

/// What the certificate at the end of the path is there for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::trust) enum Role {
    /// What the question is about.
    EndEntity,
    /// The signer of a revocation list.
    CrlIssuer,
}

/// One path that was tried, complete or not.
#[derive(Clone, Debug, Default)]
pub(in crate::trust) struct Attempt {
    pub(in crate::trust) findings: Vec<Finding>,
    pub(in crate::trust) certificates: Vec<Certificate>,
    pub(in crate::trust) statuses: Vec<RevocationStatus>,
    pub(in crate::trust) anchor: Option<TrustAnchor>,
}

impl Attempt {
    pub(in crate::trust) fn is_valid(&self) -> bool {
        self.anchor.is_some() && PathOutcome::blocking(&self.findings).next().is_none()
    }

    /// Greater is more telling: it reached an anchor, less stands against it, and what does is worse.
    fn rank(&self) -> (bool, bool, std::cmp::Reverse<usize>, Option<SubIndication>) {
        let blocking = PathOutcome::blocking(&self.findings);
        let worst =
            PathOutcome::blocking(&self.findings).filter_map(|f| f.code().sub_indication).max();
        (self.is_valid(), self.anchor.is_some(), std::cmp::Reverse(blocking.count()), worst)
    }
}

/// Certificates between the end entity and the anchor.
const MOST_INTERMEDIATES: usize = 12;
/// Complete paths that one search may judge.
const MOST_PATHS: u32 = 20;

struct Search<'c, 'a> {
    context: &'c Context<'a>,
    role: Role,
    anchor: Option<&'c TrustAnchor>,
    depth: u8,
    best: Option<Attempt>,
    paths_left: u32,
    limited: bool,
}

/// Finds and validates a path for `target`; only to `anchor` where one is given. `depth` counts the
/// searches that led to this one.
pub(in crate::trust) fn find<'a>(
    context: &Context<'a>,
    target: &'a Certificate,
    role: Role,
    anchor: Option<&TrustAnchor>,
    depth: u8,
) -> Attempt {
    let paths_left = MOST_PATHS;
    let mut search =
        Search { context, role, anchor, depth, best: None, paths_left, limited: false };
    let mut chain = vec![target];
    for own in context.request.store.exactly(target).filter(|a| anchor.is_none_or(|w| a.is(w))) {
        if !search.is_done() {
            search.judge_anchor(target, own);
        }
    }
    if !search.is_done() {
        search.extend(&mut chain);
    }
    let limited = search.limited;
    let mut attempt = search.best.unwrap_or_else(|| not_found(target));
    if limited && !attempt.is_valid() {
        attempt.findings.push(Finding::new(codes::PATH_SEARCH_LIMIT));
    }
    attempt
}

fn not_found(target: &Certificate) -> Attempt {
    let finding = Finding::new(codes::PATH_NOT_FOUND).with("subject", target.subject().label());
    Attempt {
        findings: vec![finding],
        certificates: vec![target.clone()],
        statuses: vec![RevocationStatus::Unknown],
        anchor: None,
    }
}

/// How well a key identifier fits: smaller is likelier.
fn fit(child: &Certificate, issuer: &Certificate) -> u8 {
    let wanted = child.authority_key_id().and_then(|a| a.key_id.as_ref());
    match (wanted, issuer.subject_key_id()) {
        (Some(wanted), Some(own)) if wanted.as_bytes() == own => 0,
        (Some(_), Some(_)) => 2,
        _ => 1,
    }
}

impl<'c, 'a> Search<'c, 'a> {
    fn is_done(&self) -> bool {
        self.limited || self.best.as_ref().is_some_and(Attempt::is_valid)
    }

    fn extend(&mut self, chain: &mut Vec<&'a Certificate>) {
        let Some(last) = chain.last().copied() else { return };
        self.try_anchors(chain, last);
        if self.is_done() || chain.len() > MOST_INTERMEDIATES {
            return;
        }
        let context = self.context;
        let mut issuers: Vec<&'a Certificate> = context.named(last.issuer());
        issuers.retain(|candidate| {
            !chain.iter().any(|c| same_entity(c, candidate)) && !self.is_anchor(candidate)
        });
        issuers.sort_by_key(|issuer| fit(last, issuer));
        for issuer in issuers {
            if self.leads(chain, last, issuer) {
                chain.push(issuer);
                self.extend(chain);
                chain.pop();
            }
            if self.is_done() {
                return;
            }
        }
    }

    fn try_anchors(&mut self, chain: &[&'a Certificate], last: &'a Certificate) {
        let store = self.context.request.store;
        let mut anchors: Vec<&TrustAnchor> = store
            .named(last.issuer())
            .filter(|a| self.anchor.is_none_or(|wanted| a.is(wanted)))
            .collect();
        anchors.sort_by_key(|anchor| fit(last, anchor.certificate()));
        for anchor in anchors {
            if self.leads(chain, last, anchor.certificate()) {
                self.judge(chain, anchor);
            }
            if self.is_done() {
                return;
            }
        }
    }

    fn is_anchor(&self, candidate: &Certificate) -> bool {
        let store = self.context.request.store;
        store
            .named(candidate.subject())
            .filter(|a| self.anchor.is_none_or(|wanted| a.is(wanted)))
            .any(|a| a.certificate().spki() == candidate.spki())
    }

    /// Whether `issuer` signed `child`. What speaks against it is kept as an attempt, unless the
    /// key identifiers say that another key was meant.
    fn leads(
        &mut self,
        chain: &[&'a Certificate],
        child: &'a Certificate,
        issuer: &Certificate,
    ) -> bool {
        if !self.context.step() {
            self.limited = true;
            return false;
        }
        let subject = child.subject().label();
        let finding = match self.context.verify(child, issuer) {
            Verdict::Good => return true,
            Verdict::Limit => {
                self.limited = true;
                return false;
            }
            Verdict::Bad if fit(child, issuer) == 2 => return false,
            Verdict::Bad => Finding::new(codes::CERTIFICATE_SIGNATURE_INVALID)
                .with("issuer", issuer.subject().label()),
            Verdict::Unsupported(algorithm) => {
                Finding::new(codes::CERTIFICATE_ALGORITHM_UNKNOWN).with("algorithm", algorithm)
            }
            Verdict::Weak(algorithm) => {
                Finding::new(codes::CERTIFICATE_ALGORITHM_WEAK).with("algorithm", algorithm)
            }
        };
        let findings = vec![finding.with("subject", subject)];
        self.offer(self.attempt(chain, findings, Vec::new(), None));
        false
    }

    fn attempt(
        &self,
        chain: &[&'a Certificate],
        findings: Vec<Finding>,
        mut statuses: Vec<RevocationStatus>,
        anchor: Option<&TrustAnchor>,
    ) -> Attempt {
        statuses.resize(chain.len(), RevocationStatus::Unknown);
        let certificates = chain.iter().map(|c| (*c).clone()).collect();
        Attempt { findings, certificates, statuses, anchor: anchor.cloned() }
    }

    fn offer(&mut self, attempt: Attempt) {
        if self.best.as_ref().is_none_or(|best| attempt.rank() > best.rank()) {
            self.best = Some(attempt);
        }
    }

    /// Validates a complete path: `chain` from the end entity upwards, then `anchor`.
    fn judge(&mut self, chain: &[&'a Certificate], anchor: &TrustAnchor) {
        match self.paths_left.checked_sub(1) {
            Some(left) => self.paths_left = left,
            None => {
                self.limited = true;
                return;
            }
        }
        let mut findings = Vec::new();
        check::path(self.context, chain, anchor, &mut findings);
        for (place, certificate) in chain.iter().enumerate() {
            // what the question is about existed at the time it is about
            let existed = match place {
                0 => self.context.request.at,
                _ => self.context.existed(certificate.der()),
            };
            self.algorithm(certificate, existed, &mut findings);
        }
        self.end_entity(chain, &mut findings);
        let statuses = self.revocation(chain, anchor, &mut findings);
        findings.dedup();
        self.offer(self.attempt(chain, findings, statuses, Some(anchor)));
    }

    /// The end entity is itself on a trust list.
    fn judge_anchor(&mut self, target: &'a Certificate, anchor: &TrustAnchor) {
        let mut findings = Vec::new();
        check::alone(self.context, target, &mut findings);
        check::listed(self.context, anchor, &mut findings);
        self.end_entity(&[target], &mut findings);
        let note = Finding::new(codes::TARGET_IS_ANCHOR)
            .with("subject", target.subject().label())
            .with("list", anchor.list());
        findings.push(note);
        let statuses = vec![RevocationStatus::NotChecked];
        self.offer(self.attempt(&[target], findings, statuses, Some(anchor)));
    }

    fn end_entity(&self, chain: &[&'a Certificate], findings: &mut Vec<Finding>) {
        let Some(target) = chain.first() else { return };
        match self.role {
            Role::EndEntity => {
                let request = self.context.request;
                purpose::check(target, request.purpose, request.policy, findings);
            }
            Role::CrlIssuer => {
                if target.key_usage().is_some_and(|usage| !usage.crl_sign()) {
                    let subject = target.subject().label();
                    findings.push(Finding::new(codes::KEY_USAGE_REFUSED).with("subject", subject));
                }
            }
        }
    }

    /// `existed` is when the certificate is known to have existed: an algorithm that ended later
    /// takes nothing from it.
    fn algorithm(&self, certificate: &Certificate, existed: UnixTime, findings: &mut Vec<Finding>) {
        let Ok(algorithm) = super::Signed::from(certificate).algorithm() else { return };
        let policy = self.context.request.policy;
        let about = |code| Finding::new(code).with("subject", certificate.subject().label());
        let ended = policy.ended(&algorithm, existed);
        // A weak one was broken before it was given a date: only a proof helps it.
        let weak = algorithm.is_weak() && (ended.is_some() || !self.context.is_past());
        let finding = match (weak, policy.weak, ended) {
            (true, WeakAlgorithms::Refuse, _) => about(codes::CERTIFICATE_ALGORITHM_WEAK),
            (true, WeakAlgorithms::Warn, _) => about(codes::CERTIFICATE_ALGORITHM_OLD),
            (false, _, Some(limit)) => {
                let finding =
                    about(codes::ALGORITHM_ENDED).with("algorithm", limit.algorithm.name());
                findings.push(finding.with("until", limit.until));
                return;
            }
            (false, _, None) => return,
        };
        findings.push(finding.with("algorithm", algorithm.name()));
    }

    /// Revocation is looked at where everything else is good, or only the time speaks against it.
    fn revocation(
        &self,
        chain: &[&'a Certificate],
        anchor: &TrustAnchor,
        findings: &mut Vec<Finding>,
    ) -> Vec<RevocationStatus> {
        let in_vain = findings.iter().any(|f| {
            f.severity() >= Severity::Undetermined
                && f.code().sub_indication != Some(SubIndication::OutOfBoundsNoPoe)
        });
        if in_vain {
            return Vec::new();
        }
        revocation::check(self.context, chain, anchor, self.depth, findings)
    }
}

/// The same subject with the same key: visiting it twice leads nowhere new (RFC 4158 2.4.2).
fn same_entity(a: &Certificate, b: &Certificate) -> bool {
    a.spki() == b.spki() && a.subject().matches(b.subject())
}
