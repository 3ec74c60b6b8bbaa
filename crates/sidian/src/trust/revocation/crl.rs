//! Revocation lists as evidence (RFC 5280 6.3.3), complete, divided, indirect and delta ones.

use super::{Answer, Revoked, Subject, Trouble, before, fresh, scope, strong};
use crate::time::UnixTime;
use crate::trust::outcome::{RevocationSource, RevocationStatus};
use crate::trust::path::{Context, Role, Verdict, find};
use crate::x509::{
    Certificate, Crl, CrlEntry, DistributionPoint, GeneralName, ReasonFlags, RevocationReason,
};

/// Distribution points of one certificate that are looked at.
const MOST_POINTS: usize = 32;
/// Searches that may follow from one another to show who may sign a list.
const MOST_DEPTH: u8 = 3;

/// What the lists at hand say about a certificate, once they cover every reason. A list of any
/// distribution point that revokes it counts, whatever the others say.
pub(super) fn look<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    troubles: &mut Vec<Trouble>,
) -> Option<Answer> {
    let mut found = Found::default();
    let points = subject.certificate.crl_distribution_points().iter().take(MOST_POINTS).map(Some);
    for point in points.chain([None]) {
        for list in lists(context, subject, point) {
            let Some(reasons) = scope::reasons(subject.certificate, point, list) else {
                troubles.push(Trouble::NotCovering);
                continue;
            };
            match found.judge(context, subject, list) {
                Err(Trouble::Signature) if is_of_another_key(subject, list) => {}
                Err(trouble) => troubles.push(trouble),
                Ok(answer) if answer.is_final() => return Some(answer),
                Ok(answer) => found.take(answer, reasons),
            }
        }
    }
    found.together(context, troubles)
}

/// What was found so far, none of it final.
#[derive(Default)]
struct Found<'a> {
    /// The lists that were judged: most fit more than one distribution point.
    judged: Vec<(&'a Crl, Result<Answer, Trouble>)>,
    covered: ReasonFlags,
    good: Option<Answer>,
    held: Option<Answer>,
    /// When a list about every reason that does not have it was made last.
    released: Option<UnixTime>,
}

impl<'a> Found<'a> {
    fn judge(
        &mut self,
        context: &Context<'a>,
        subject: &Subject<'_, 'a>,
        list: &'a Crl,
    ) -> Result<Answer, Trouble> {
        if let Some((_, known)) = self.judged.iter().find(|(l, _)| std::ptr::eq(*l, list)) {
            return known.clone();
        }
        let answer = match list.base_number() {
            None => one(context, subject, list, delta_for(context, subject, list)),
            Some(_) => alone(context, subject, list),
        };
        self.judged.push((list, answer.clone()));
        answer
    }

    fn take(&mut self, answer: Answer, reasons: ReasonFlags) {
        if answer.revoked.is_some() {
            let newer = self.held.as_ref().is_none_or(|h| answer.this_update > h.this_update);
            self.held = if newer { Some(answer) } else { self.held.take() };
            return;
        }
        if reasons.covers(ReasonFlags::ALL) {
            self.released = self.released.max(Some(answer.this_update));
        }
        self.covered = self.covered.or(reasons);
        self.good = Some(weaker(self.good.take(), answer));
    }

    fn together(self, context: &Context<'_>, troubles: &mut Vec<Trouble>) -> Option<Answer> {
        // What was lifted since may have been on hold at the time asked about.
        let lifted = |held: &Answer| {
            !context.is_past() && self.released.is_some_and(|at| at > held.this_update)
        };
        if let Some(held) = self.held.filter(|held| !lifted(held)) {
            return Some(held);
        }
        if self.covered.covers(ReasonFlags::ALL) {
            return self.good;
        }
        if self.good.is_some() {
            troubles.push(Trouble::NotCovering);
        }
        None
    }
}

/// A delta list by itself tells only bad news: what it does not have stands in its base.
fn alone<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    delta: &'a Crl,
) -> Result<Answer, Trouble> {
    let answer = one(context, subject, delta, None)?;
    let revokes = answer.revoked.is_some_and(|r| r.reason != Some(RevocationReason::RemoveFromCrl));
    if revokes { Ok(answer) } else { Err(Trouble::NotCovering) }
}

/// Lists, complete or not, whose issuer is the one that the point means.
fn lists<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    point: Option<&DistributionPoint>,
) -> impl Iterator<Item = &'a Crl> {
    let other: Vec<_> = point
        .map(|p| p.crl_issuer.as_slice())
        .unwrap_or_default()
        .iter()
        .filter_map(|n| n.directory().cloned())
        .collect();
    let certificate = subject.certificate;
    context.request.evidence.crls().iter().filter(move |list| {
        let by_other = other.iter().any(|n| n.matches(list.issuer()));
        by_other || list.issuer().matches(certificate.issuer())
    })
}

/// Whether a list names another key than that of the issuer: one of another authority with the same
/// name, or of the same one before or after a change of keys. It says nothing here, good or bad.
fn is_of_another_key(subject: &Subject<'_, '_>, list: &Crl) -> bool {
    match (list.authority_key_id(), subject.issuer.subject_key_id()) {
        (Some(named), Some(own)) => named != own,
        _ => false,
    }
}

/// Of two answers that both say "not revoked": they hold together as long as both do.
fn weaker(first: Option<Answer>, second: Answer) -> Answer {
    let Some(first) = first else { return second };
    let until = |a: &Answer| a.until.unwrap_or_else(|| a.this_update.plus(super::UNLIMITED));
    Answer {
        until: Some(until(&first).min(until(&second))),
        this_update: first.this_update.max(second.this_update),
        ..second
    }
}

fn one<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    list: &'a Crl,
    delta: Option<&'a Crl>,
) -> Result<Answer, Trouble> {
    usable(list)?;
    signer(context, subject, list)?;
    let newest = delta.unwrap_or(list);
    let entry = entry(subject, list, delta)?;
    let hold = entry.as_ref().is_some_and(|e| e.reason == Some(RevocationReason::CertificateHold));
    // A revocation that was once proven stays true, except a hold.
    match fresh(context, newest.this_update(), newest.next_update()) {
        Err(Trouble::Stale(_)) if entry.is_some() && !hold => {}
        other => other?,
    }
    // Once a certificate has expired it may be dropped from the list.
    if entry.is_none() && newest.this_update() > subject.certificate.not_after() {
        return Err(Trouble::NotCovering);
    }
    let revoked =
        entry.map(|e| Revoked { at: e.at, reason: e.reason, invalid_since: e.invalid_since });
    Ok(Answer {
        source: RevocationSource::Crl,
        this_update: newest.this_update(),
        until: newest.next_update(),
        revoked,
    })
}

fn usable(list: &Crl) -> Result<(), Trouble> {
    if list.has_unknown_critical() || list.has_wrongly_critical() {
        Err(Trouble::NotUnderstood)
    } else {
        Ok(())
    }
}

fn entry(
    subject: &Subject<'_, '_>,
    list: &Crl,
    delta: Option<&Crl>,
) -> Result<Option<CrlEntry>, Trouble> {
    let certificate = subject.certificate;
    let look = |list: &Crl| {
        list.find(certificate.serial(), certificate.issuer()).map_err(|_| Trouble::NotUnderstood)
    };
    if let Some(delta) = delta
        && let Some(entry) = look(delta)?
    {
        if entry.reason != Some(RevocationReason::RemoveFromCrl) {
            return Ok(Some(entry));
        }
        // Only a hold can be lifted (RFC 5280 5.3.1).
        let hold = |e: &CrlEntry| e.reason == Some(RevocationReason::CertificateHold);
        return Ok(look(list)?.filter(|entry| !hold(entry)));
    }
    look(list)
}

/// Whether a certificate says that its own subject issues the list about it.
fn names_itself(certificate: &Certificate, list: &Crl) -> bool {
    let names = certificate.crl_distribution_points().iter().flat_map(|p| &p.crl_issuer);
    let mut names = names.filter_map(GeneralName::directory);
    list.scope().is_some_and(|s| s.indirect) && names.any(|n| n.matches(certificate.subject()))
}

/// The newest delta list that builds upon `list` and may be used with it (RFC 5280 5.2.4).
fn delta_for<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    list: &'a Crl,
) -> Option<&'a Crl> {
    let number = magnitude(list.number()?);
    let fits = |delta: &&'a Crl| {
        let Some(base) = delta.base_number().map(magnitude) else { return false };
        let later = delta.number().map(magnitude).is_some_and(|n| n > number);
        later
            && base <= number
            && delta.issuer().matches(list.issuer())
            && delta.authority_key_id() == list.authority_key_id()
            && scope::equal(delta, list)
            && usable(delta).is_ok()
            && fresh(context, delta.this_update(), delta.next_update()).is_ok()
            && signer(context, subject, delta).is_ok()
    };
    let deltas = context.request.evidence.crls().iter().filter(fits);
    deltas.max_by_key(|d| d.number().map(magnitude))
}

/// A non-negative integer for comparison: its length without leading zeros, then its octets.
fn magnitude(contents: &[u8]) -> (usize, &[u8]) {
    let zeros = contents.iter().take_while(|b| **b == 0).count();
    let digits = contents.get(zeros..).unwrap_or_default();
    (digits.len(), digits)
}

/// RFC 5280 6.3.3 (f) and (g): the issuer of the certificate with the key that signed it, or
/// somebody of the right name with a path of its own to the same anchor; both with cRLSign.
fn signer<'a>(
    context: &Context<'a>,
    subject: &Subject<'_, 'a>,
    list: &'a Crl,
) -> Result<(), Trouble> {
    strong(context, list, list.der())?;
    let mut found = Trouble::Unauthorised;
    let named = list.authority_key_id();
    // The list says whose key it was; one of the same name with another key did not sign it.
    let other = |certificate: &Certificate| {
        named.is_some_and(|key| certificate.subject_key_id().is_some_and(|own| own != key))
    };
    let root = subject.anchor;
    for certificate in [subject.issuer, root.certificate()] {
        if !certificate.subject().matches(list.issuer()) {
            continue;
        }
        if other(certificate) {
            found = Trouble::Signature;
            continue;
        }
        match context.verify(list, certificate) {
            Verdict::Good if certificate.key_usage().is_none_or(|u| u.crl_sign()) => {
                // an anchor is believed as long as it is on the list
                let by_issuer = certificate == subject.issuer;
                return if by_issuer { subject.in_time(context, list.der()) } else { Ok(()) };
            }
            Verdict::Good => return Err(Trouble::Unauthorised),
            other => found = Trouble::of(&other),
        }
    }
    if subject.depth >= MOST_DEPTH {
        return Err(found);
    }
    for candidate in context.named(list.issuer()) {
        if other(candidate) {
            continue;
        }
        if !context.step() {
            return Err(Trouble::Limit);
        }
        if context.verify(list, candidate) != Verdict::Good {
            continue;
        }
        let judge = || {
            let attempt = find(context, candidate, Role::CrlIssuer, Some(root), subject.depth + 1);
            attempt.is_valid() && !attempt.statuses.iter().any(RevocationStatus::is_revoked)
        };
        let own = subject.certificate == candidate && names_itself(candidate, list);
        if context.judge_list_signer(candidate, own, judge) {
            context.rests_on_another_path();
            let ended = Some(candidate.not_after()).filter(|end| *end < context.now());
            return before(context, list.der(), ended.filter(|_| context.is_past()));
        }
        found = Trouble::Unauthorised;
    }
    Err(found)
}
