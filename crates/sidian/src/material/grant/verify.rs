//! Judging an authorisation against what is about to be done with it.

use super::super::holder::find_key;
use super::super::ledger::UseCounter;
use super::super::party::Party;
use super::super::statement::{SKEW, blocked, certified, unreadable, verified};
use super::revocation::{self, State};
use super::{Grant, Subject, Way, delegation};
use crate::jose::Jws;
use crate::licence::{Metadata, VerifiedLicence};
use crate::report::Finding;
use crate::report::codes::material as codes;
use crate::signature::verify::Context;
use crate::time::UnixTime;

/// Whether an authorisation is looked at or used.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Use {
    /// Look at it: nothing is counted.
    #[default]
    Look,
    /// Use it: if everything else holds, one use is taken from the counter.
    Take,
}

/// What somebody is about to do with an authorisation.
#[derive(Clone, Debug)]
pub struct GrantRequest<'a> {
    recipient: &'a Party,
    item: &'a str,
    purpose: &'a str,
    case: Option<&'a str>,
    wanted: Vec<(Subject, Vec<String>)>,
    licence: Option<&'a Metadata>,
    mode: Use,
}

impl<'a> GrantRequest<'a> {
    /// The use of everything that `grant` names, for its own purpose: the materials, and those
    /// licences that are at hand, with the fields it gives.
    pub fn for_all_of(
        grant: &'a Grant,
        (recipient, item): (&'a Party, &'a str),
        licences: &'a [VerifiedLicence],
    ) -> Self {
        let mut request = Self::new(recipient, item, grant.purpose());
        for resource in &grant.resources {
            let id = match &resource.subject {
                Subject::Material(digest) => {
                    request = request.with_material(digest);
                    continue;
                }
                Subject::Licence(id) => id,
            };
            let mut at_hand = licences.iter();
            if let Some(licence) = at_hand.find(|l| l.metadata().id().to_string() == *id) {
                let fields: Vec<&str> =
                    resource.fields.iter().flatten().map(String::as_str).collect();
                request = request.with_licence(licence, &fields);
            }
        }
        request
    }

    /// `recipient` wants to use something for this service item (by its code) and purpose.
    pub fn new(recipient: &'a Party, item: &'a str, purpose: &'a str) -> Self {
        let (case, wanted, licence, mode) = (None, Vec::new(), None, Use::Look);
        Self { recipient, item, purpose, case, wanted, licence, mode }
    }

    /// In this case.
    #[must_use]
    pub fn with_case(mut self, case: &'a str) -> Self {
        self.case = Some(case);
        self
    }

    /// These fields of this licence, or with none named, the whole of it. Its holder is compared
    /// with the one that the authorisation names.
    #[must_use]
    pub fn with_licence(mut self, licence: &'a VerifiedLicence, fields: &[&str]) -> Self {
        let licence = licence.metadata();
        let fields = fields.iter().map(ToString::to_string).collect();
        self.wanted.push((Subject::Licence(licence.id().to_string()), fields));
        self.licence = Some(licence);
        self
    }

    /// This material, by `sm3:`, `sha-256:`, `sha-384:` or `sha-512:` and its digest in
    /// hexadecimal.
    #[must_use]
    pub fn with_material(mut self, digest: &str) -> Self {
        self.wanted.push((Subject::Material(digest.to_owned()), Vec::new()));
        self
    }

    /// Uses it up once, if everything else holds.
    #[must_use]
    pub fn taking(mut self) -> Self {
        self.mode = Use::Take;
        self
    }
}

/// An authorisation that passed: whoever may grant it granted it to this department for this item,
/// purpose and case, it is in time, not withdrawn as far as current lists tell, and not used up.
///
/// It does not prove that the licence is in force: that is asked of the licence.
#[derive(Clone, Debug)]
pub struct VerifiedGrant {
    grant: Grant,
    signer: String,
    judged_at: UnixTime,
}

impl VerifiedGrant {
    /// What was granted.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// Who signed: the subject of the certificate, or the masked code of the holder.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// The moment as of which it was judged. It may have been withdrawn since.
    pub fn judged_at(&self) -> UnixTime {
        self.judged_at
    }
}

/// Judges `token` for `request` at `now`.
pub(crate) fn judge(
    token: &[u8],
    request: &GrantRequest<'_>,
    counter: Option<&dyn UseCounter>,
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<VerifiedGrant>) {
    let read =
        Jws::parse(token, &Grant::RULES).and_then(|jws| Ok((Grant::read(jws.claims()?)?, jws)));
    let (grant, jws) = match read {
        Ok(read) => read,
        Err(e) => return (vec![unreadable(e)], None),
    };
    let mut findings = Vec::new();
    let signer = signer(&grant, &jws, request.licence, context, now, &mut findings);
    entitled(&grant, context, now, &mut findings);
    asked(&grant, request, &mut findings);
    in_time(&grant, now, &mut findings);
    let (id, grantor) = (&grant.id, &grant.grantor);
    match revocation::state(id, grantor, grant.revocations(), context, now) {
        State::Withdrawn(at) => {
            findings.push(Finding::new(codes::GRANT_REVOKED).with("at", at));
        }
        State::Unknown(finding) => findings.push(finding),
        State::Standing if grant.revocations.is_none() => {
            findings.push(Finding::new(codes::GRANT_STATE_NOT_NAMED));
        }
        State::Standing => {}
    }
    // Counted last: what is refused for another reason takes no use.
    uses(&grant, request.mode, counter, &mut findings);
    let proof = signer.map(|signer| VerifiedGrant { grant, signer, judged_at: now });
    (findings, proof)
}

/// Who signed, and whether that is the party that the authorisation says grants it.
fn signer(
    grant: &Grant,
    jws: &Jws,
    licence: Option<&Metadata>,
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    if jws.header().certificates.is_empty()
        && let Some(licence) = licence.filter(|_| grant.way == Way::Holder)
    {
        let found = find_key(licence, context, now, |key| verified(jws, key, context).is_ok());
        findings.extend(found.findings);
        return match found.key {
            Some(holder) if holder == grant.grantor => Some(holder.label()),
            Some(_) => {
                let finding = Finding::new(codes::STATEMENT_SIGNER);
                findings.push(finding.with("signer", grant.grantor.label()));
                None
            }
            None if blocked(findings) => None,
            None => {
                let code = match found.any {
                    true => codes::STATEMENT_BROKEN,
                    false => codes::STATEMENT_NO_CERTIFICATE,
                };
                findings.push(Finding::new(code));
                None
            }
        };
    }
    let certificate = certified(jws, context, now, findings)?;
    let label = certificate.subject().label();
    if !grant.grantor.is_named_by(&certificate) {
        findings.push(Finding::new(codes::STATEMENT_SIGNER).with("signer", label));
        return None;
    }
    Some(label)
}

/// Whether the grantor may grant this at all.
fn entitled(grant: &Grant, context: &Context<'_>, now: UnixTime, findings: &mut Vec<Finding>) {
    let refused = |detail: &str| Finding::new(codes::GRANT_GRANTOR).with("detail", detail);
    match &grant.way {
        Way::Holder if grant.grantor != grant.holder => {
            findings.push(refused("the grantor is not the holder"));
        }
        Way::Holder => {}
        Way::Delegated(chain) => delegation::judge(grant, chain, context, now, findings),
        Way::Duty { basis, operator } => {
            if grant.grantor != grant.recipient {
                findings.push(refused("a department acts by duty for itself only"));
            } else if !grant.grantor.is_organisation() {
                findings.push(refused("a person has no duty to use by"));
            }
            let finding = Finding::new(codes::GRANT_BY_DUTY).with("basis", basis);
            findings.push(
                finding.with("operator", format!("{}（{}）", operator.account, operator.unit)),
            );
        }
    }
}

/// Whether it is for this department, item, purpose, case, these licences and fields.
fn asked(grant: &Grant, request: &GrantRequest<'_>, findings: &mut Vec<Finding>) {
    if grant.recipient != *request.recipient {
        let recipient = grant.recipient.label();
        findings.push(Finding::new(codes::GRANT_RECIPIENT).with("recipient", recipient));
    }
    if grant.item.code != request.item {
        let item = format!("{} {}", grant.item.code, grant.item.name);
        findings.push(Finding::new(codes::GRANT_ITEM).with("item", item));
    }
    if grant.purpose != request.purpose {
        findings.push(Finding::new(codes::GRANT_PURPOSE).with("purpose", &grant.purpose));
    }
    if let Some(case) = &grant.case
        && request.case != Some(case)
    {
        findings.push(Finding::new(codes::GRANT_CASE).with("case", case));
    }
    if request.licence.is_some_and(|licence| !grant.holder.holds(licence)) {
        findings.push(Finding::new(codes::GRANT_HOLDER));
    }
    if request.wanted.is_empty() {
        findings.push(Finding::new(codes::GRANT_RESOURCE));
    }
    for (subject, fields) in &request.wanted {
        let Some(resource) = grant.resources.iter().find(|r| r.subject == *subject) else {
            findings.push(Finding::new(codes::GRANT_RESOURCE));
            continue;
        };
        let Some(granted) = &resource.fields else { continue };
        let beyond: Vec<&str> =
            fields.iter().filter(|f| !granted.contains(f)).map(String::as_str).collect();
        if !beyond.is_empty() || fields.is_empty() {
            let fields = if fields.is_empty() { "*".to_owned() } else { beyond.join(", ") };
            findings.push(Finding::new(codes::GRANT_FIELD).with("fields", fields));
        }
    }
}

fn in_time(grant: &Grant, now: UnixTime, findings: &mut Vec<Finding>) {
    if grant.issued > now.plus(SKEW) {
        findings.push(Finding::new(codes::GRANT_FUTURE).with("issued", grant.issued));
    }
    if grant.from > now.plus(SKEW) {
        findings.push(Finding::new(codes::GRANT_NOT_YET).with("from", grant.from));
    }
    if grant.until <= now {
        findings.push(Finding::new(codes::GRANT_EXPIRED).with("until", grant.until));
    }
}

fn uses(grant: &Grant, mode: Use, counter: Option<&dyn UseCounter>, findings: &mut Vec<Finding>) {
    let Some(most) = grant.uses else { return };
    let key = grant.counter_key();
    let left = match (counter, mode) {
        (None, _) => None,
        (Some(counter), Use::Take) if !blocked(findings) => counter.take(&key, most),
        (Some(counter), _) => counter.used(&key).map(|used| used < most),
    };
    let code = match left {
        Some(true) => return,
        Some(false) => codes::GRANT_USED_UP,
        None => codes::GRANT_USES_UNKNOWN,
    };
    findings.push(Finding::new(code).with("uses", most));
}
