//! What a time-stamp token proves, if anything.

use std::borrow::Cow;

use super::{CLOCK_SKEW, Context, Horizon, Reliance, Scene};
use crate::asn1::ber;
use crate::cms::{Content, Profile, SignerCheck, verify_signer};
use crate::crypto::{Hash, SignatureAlgorithm};
use crate::report::codes::{cms as cms_codes, signature as codes, trust as trust_codes};
use crate::report::{Expiry, Finding, Integrity, Language, Severity};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathOutcome, PathRequest, Policy, Purpose};
use crate::tsp::{TimestampToken, TstInfo};
use crate::x509::Certificate;

/// A judged token.
pub(crate) struct Stamp {
    /// Whether the token is intact and made for this content.
    pub(crate) integrity: Integrity,
    /// Whether its authority is to be trusted and nothing else speaks against it; only then does
    /// [`Self::proven`] say anything.
    pub(crate) trusted: bool,
    /// The time it states.
    pub(crate) at: Option<UnixTime>,
    /// When its content is proven to have existed.
    pub(crate) proven: Option<UnixTime>,
    /// Until when it goes on proving it; only where it stands today by itself.
    pub(crate) until: Option<Expiry>,
    pub(crate) authority: Option<String>,
    pub(crate) algorithm: Option<String>,
    pub(crate) path: Vec<String>,
    pub(crate) findings: Vec<Finding>,
    /// The authority's path, as far as it was found.
    pub(super) relied: Option<Reliance>,
    /// Who made it, and the certificates that travel in it; only where its signature is good.
    maker: Option<(Certificate, Vec<Certificate>)>,
}

/// The times at which a token is judged.
#[derive(Clone, Copy)]
pub(crate) struct When {
    pub(crate) horizon: Horizon,
    /// When the token itself is proven to have existed, by a newer timestamp that passed.
    pub(crate) proven: Option<UnixTime>,
}

/// A token whose signature was found good, and who made it.
struct Opened<'t> {
    info: &'t TstInfo<'t>,
    hash: Hash,
    algorithm: Option<SignatureAlgorithm>,
    certificate: Certificate,
    bag: Vec<Certificate>,
    bound: bool,
    /// What makes its own signature weak.
    weak: Vec<Finding>,
}

/// What speaks against a token at one time; nothing does where both are empty.
struct Attempt {
    outcome: PathOutcome,
    problems: Vec<Finding>,
}

/// Judges a token over `content` that nothing newer proves.
pub(crate) fn judge(
    token: &[u8],
    content: &dyn Content,
    context: &Context<'_>,
    evidence: &Evidence,
    now: UnixTime,
) -> Stamp {
    let when = When { horizon: Horizon::new(now, context.policy), proven: None };
    judge_within(token, content, context, evidence, when)
}

/// Judges a token over `content`: imprint, signature, and its authority's path today; where that
/// fails, at the time at which the token is proven to have existed.
pub(crate) fn judge_within(
    token: &[u8],
    content: &dyn Content,
    context: &Context<'_>,
    evidence: &Evidence,
    when: When,
) -> Stamp {
    let mut stamp = Stamp {
        integrity: Integrity::Failed,
        trusted: false,
        at: None,
        proven: None,
        until: None,
        authority: None,
        algorithm: None,
        path: Vec::new(),
        findings: Vec::new(),
        relied: None,
        maker: None,
    };
    let der = match ber::to_definite(token) {
        Ok(der) => der,
        Err(e) => {
            stamp.findings.push(broken(&e));
            return stamp;
        }
    };
    let token = match TimestampToken::parse(&der) {
        Ok(token) => token,
        Err(e) => {
            stamp.findings.push(broken(&e));
            return stamp;
        }
    };
    if let Some(opened) = stamp.open(&token, content, evidence) {
        stamp.rely(&opened, context, evidence, when);
        stamp.maker = Some((opened.certificate, opened.bag));
    }
    stamp
}

fn broken(detail: &dyn std::fmt::Display) -> Finding {
    Finding::new(codes::TIMESTAMP_BROKEN).with("detail", detail)
}

impl Stamp {
    /// Whether the token is for this content and signed by the certificate that it names.
    fn open<'t>(
        &mut self,
        token: &'t TimestampToken<'t>,
        content: &dyn Content,
        evidence: &Evidence,
    ) -> Option<Opened<'t>> {
        self.at = Some(token.info.gen_time);
        let Some(hash) = token.info.hash.filter(|h| !h.is_weak()) else {
            self.integrity = Integrity::Unknown;
            let oid = token.info.hash_oid;
            self.findings.push(Finding::new(codes::TIMESTAMP_UNSUPPORTED).with("detail", oid));
            return None;
        };
        if let Some(oid) = token.info.critical {
            self.integrity = Integrity::Unknown;
            self.findings.push(Finding::new(codes::TIMESTAMP_NOT_UNDERSTOOD).with("oid", oid));
            return None;
        }
        if content.digest(hash).as_ref() != token.info.imprint {
            self.findings.push(Finding::new(codes::TIMESTAMP_IMPRINT));
            return None;
        }
        let extra = evidence.certificates();
        let check = verify_signer(&token.signed, &token.content, Profile::Timestamp, extra);
        self.integrity = check.integrity;
        self.algorithm = Some(check.algorithm.clone());
        self.authority = check.claimed.as_ref().map(|c| c.subject().label());
        let SignerCheck { integrity, certificate, bag, algorithm, findings, .. } = check;
        let Some(certificate) = certificate.filter(|_| integrity == Integrity::Ok) else {
            let worst = findings.iter().max_by_key(|f| f.severity());
            let detail = worst.map_or_else(String::new, |f| f.message(Language::English));
            self.findings.push(match integrity {
                Integrity::Failed => broken(&detail),
                _ => Finding::new(codes::TIMESTAMP_UNSUPPORTED).with("detail", detail),
            });
            return None;
        };
        let (weak, rest) =
            findings.into_iter().partition(|f: &Finding| f.code() == cms_codes::WEAK_ALGORITHM);
        self.findings = rest;
        let algorithm = SignatureAlgorithm::from_name(&algorithm);
        let (info, bound) = (&token.info, token.binds_certificate());
        Some(Opened { info, hash, algorithm, certificate, bag, bound, weak })
    }

    /// Whether its authority is to be trusted.
    fn rely(&mut self, token: &Opened<'_>, context: &Context<'_>, own: &Evidence, when: When) {
        let now = when.horizon.now;
        let evidence = match when.proven {
            // what proves the token proves the certificates that travel in it
            Some(at) => Cow::Owned(own.clone().with_proof(token.bag.iter().map(|c| c.der()), at)),
            None => Cow::Borrowed(own),
        };
        let today = token.attempt(context, &evidence, now, context.policy);
        self.relied = Some(Reliance::new(&today.outcome, now));
        if today.stands() {
            self.until = end(&today.outcome, token.algorithm.as_ref(), token.hash, context.policy);
            return self.stand(token, &today, now);
        }
        let earlier = when.proven.filter(|proven| *proven < now).map(|proven| {
            let policy = when.horizon.past(context.policy);
            token.attempt(context, &evidence, proven, &policy)
        });
        match earlier {
            Some(then) if then.stands() => {
                let authority = self.authority.clone().unwrap_or_default();
                let note = Finding::new(trust_codes::JUDGED_AS_OF).with("subject", authority);
                let proven = when.proven.map(|at| at.to_string()).unwrap_or_default();
                self.findings.push(note.with("at", proven));
                let at = when.proven.unwrap_or(now);
                self.relied = Some(Reliance::new(&then.outcome, at));
                self.stand(token, &then, at);
            }
            Some(then) => self.fall(token, &then),
            None => self.fall(token, &today),
        }
    }

    /// Whether the authority's path can be shown with this evidence alone, today or at `proven`.
    pub(super) fn carries(
        &self,
        scene: &Scene<'_, '_>,
        evidence: &Evidence,
        proven: UnixTime,
    ) -> bool {
        let Some((certificate, bag)) = &self.maker else { return false };
        let context = &scene.context;
        let shown = |at, policy: &Policy| {
            let outcome = context.validate(&PathRequest {
                target: certificate,
                candidates: bag,
                store: context.store,
                evidence,
                purpose: Purpose::TimeStamping,
                policy,
                at,
                budget: context.budget,
            });
            outcome.path().is_some()
        };
        shown(scene.horizon.now, context.policy)
            || shown(proven, &scene.horizon.past(context.policy))
    }

    fn stand(&mut self, token: &Opened<'_>, attempt: &Attempt, at: UnixTime) {
        self.path = attempt.outcome.subjects();
        self.trusted = true;
        self.proven = Some(token.info.proven().min(at));
        let weak = token.weak.iter().cloned().map(|f| f.at_most(Severity::Warning));
        self.findings.extend(weak);
    }

    fn fall(&mut self, token: &Opened<'_>, attempt: &Attempt) {
        self.path = attempt.outcome.subjects();
        let authority = self.authority.clone().unwrap_or_default();
        let found = attempt.problems.iter().chain(attempt.outcome.findings());
        let blocking = found.filter(|f| f.severity() >= Severity::Undetermined);
        let lapsed = blocking.clone().find(|f| ENDED.contains(&f.code()));
        let future = |f: &Finding| f.code() == codes::SIGNED_IN_FUTURE;
        if attempt.problems.iter().any(future) {
            self.findings.extend(attempt.problems.iter().cloned());
            return;
        }
        if let Some(ended) = lapsed.filter(|_| attempt.outcome.anchor().is_some()) {
            let until = ended.args().iter().find(|(name, _)| *name == "until");
            let until = until.map_or("-", |(_, until)| until.as_str());
            let finding = Finding::new(trust_codes::TIMESTAMP_NOT_RENEWED);
            let finding = finding.with("authority", authority).with("why", until);
            self.findings.push(finding.with("time", token.info.gen_time));
        } else if attempt.outcome.path().is_none() {
            let finding = Finding::new(codes::TIMESTAMP_UNTRUSTED);
            self.findings.push(finding.with("authority", authority));
        }
        self.findings.extend(attempt.problems.iter().cloned());
        if attempt.outcome.path().is_none() {
            self.findings.extend(attempt.outcome.findings().iter().cloned());
        }
    }
}

/// What ends by itself, and could have been prevented by renewing in time.
const ENDED: &[&crate::report::Code] = &[
    trust_codes::CERTIFICATE_EXPIRED,
    trust_codes::ANCHOR_NOT_VALID,
    trust_codes::ALGORITHM_ENDED,
    trust_codes::REVOCATION_NOT_PROVEN,
    trust_codes::CERTIFICATE_NOT_PROVEN,
];

impl Attempt {
    fn stands(&self) -> bool {
        self.outcome.path().is_some() && self.problems.is_empty()
    }
}

impl Opened<'_> {
    /// What speaks against it at `at`.
    fn attempt(
        &self,
        context: &Context<'_>,
        evidence: &Evidence,
        at: UnixTime,
        policy: &Policy,
    ) -> Attempt {
        let outcome = context.validate(&PathRequest {
            target: &self.certificate,
            candidates: &self.bag,
            store: context.store,
            evidence,
            purpose: Purpose::TimeStamping,
            policy,
            at,
            budget: context.budget,
        });
        let mut problems = Vec::new();
        if self.info.gen_time > at {
            let finding = Finding::new(codes::SIGNED_IN_FUTURE);
            problems.push(finding.with("time", self.info.gen_time));
        }
        let from = self.certificate.not_before();
        if self.info.gen_time.plus(CLOCK_SKEW) < from {
            let finding = Finding::new(codes::TIMESTAMP_TOO_EARLY);
            problems.push(finding.with("time", self.info.gen_time).with("from", from));
        }
        if !self.bound {
            problems.push(Finding::new(codes::TIMESTAMP_UNBOUND));
        }
        let imprint = policy.hash_ended(self.hash, at);
        let own = self.algorithm.as_ref().and_then(|a| policy.ended(a, at));
        if !self.weak.is_empty() {
            let past = policy.now().is_some_and(|now| at < now);
            let proven = past && own.is_none() && imprint.is_none();
            problems.extend(self.weak.iter().filter(|_| !proven).cloned());
        } else if let Some(limit) = own.or(imprint) {
            let subject = self.certificate.subject().label();
            let finding = Finding::new(trust_codes::ALGORITHM_ENDED).with("subject", subject);
            let finding = finding.with("algorithm", limit.algorithm.name());
            problems.push(finding.with("until", limit.until));
        }
        Attempt { outcome, problems }
    }
}

/// What the tokens beside a signature value add to its answer. They are no part of what was signed:
/// anybody can put one there or break one, so that what is wrong with them leaves the signature as it
/// would be without them (ETSI EN 319 102-1 5.5.4). One that stands is enough; where none does, the
/// time that they were to prove is open.
pub(super) fn beside(stamps: &[Stamp]) -> impl Iterator<Item = Finding> {
    let stands = stamps.iter().any(|stamp| stamp.trusted);
    let most = if stands { Severity::Warning } else { Severity::Undetermined };
    let findings = stamps.iter().flat_map(|stamp| &stamp.findings);
    findings.map(move |finding| match finding.severity() {
        Severity::Failure => set_aside(finding).at_most(most),
        _ => finding.clone().at_most(most),
    })
}

fn set_aside(finding: &Finding) -> Finding {
    let own = finding.args().iter().find(|(name, _)| *name == "detail");
    let detail = own.map_or_else(|| finding.message(Language::English), |(_, own)| own.clone());
    Finding::new(codes::TIMESTAMP_SET_ASIDE).with("detail", detail)
}

/// What speaks against a signature that is older than the certificate it rests on: proven, it fails
/// (ETSI EN 319 102-1 5.5.4); claimed, it is worth knowing.
pub(crate) fn too_early(
    signer: &Certificate,
    proven: Option<UnixTime>,
    claimed: Option<UnixTime>,
) -> Option<Finding> {
    let from = signer.not_before();
    let early = |at: &UnixTime| at.plus(CLOCK_SKEW) < from;
    if let Some(existed) = proven.filter(early) {
        let finding = Finding::new(codes::SIGNED_BEFORE_CERTIFICATE);
        return Some(finding.with("existed", existed).with("from", from));
    }
    let finding = Finding::new(codes::CLAIMED_BEFORE_CERTIFICATE).with("from", from);
    claimed.filter(early).map(|claimed| finding.with("time", claimed))
}

/// What ends first of what a path and a signature rest on.
pub(super) fn end(
    outcome: &PathOutcome,
    algorithm: Option<&SignatureAlgorithm>,
    hash: Hash,
    policy: &Policy,
) -> Option<Expiry> {
    let anchor = outcome.anchor().map(|anchor| anchor.certificate());
    let certificates = outcome.certificates().iter().chain(anchor);
    let lives = certificates.map(|c| Expiry { at: c.not_after(), what: c.subject().label() });
    let imprint = crate::trust::Algorithm::Hash(hash);
    let imprint = policy.algorithm_until(imprint).map(|at| (at, imprint.name()));
    let own = algorithm.and_then(|a| policy.first_end(a));
    let own = own.map(|limit| (limit.until, limit.algorithm.name()));
    let ends = own.into_iter().chain(imprint);
    let ends = ends.map(|(at, what)| Expiry { at, what: what.to_owned() });
    lives.chain(ends).min()
}
