//! Delegation (委托): legal representative → manager → agent, each link narrower than the last.

use serde_json::{Map, Value, json};

use super::super::party::Party;
use super::super::statement::{MaterialError, certified};
use super::read::{MOST_LINKS, party};
use super::revocation::{self, State};
use super::{Grant, RevocationReference, Subject};
use crate::crypto::{Signer, random};
use crate::jose::{Claims, Header, JoseError, Jws, Rules, encode, json as strict};
use crate::report::codes::material as codes;
use crate::report::{Finding, Severity};
use crate::signature::verify::Context;
use crate::time::UnixTime;

const RULES: Rules = Rules { typ: "delegation+jwt", most_bytes: 32 << 10 };
const MOST: usize = 100;

/// What an agent may do. A list that is missing leaves things as they were given.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// Codes of service items.
    pub items: Option<Vec<String>>,
    /// Identifiers of licences, or codes of licence types (证照类型代码).
    pub licences: Option<Vec<String>>,
    /// The departments that may be granted something.
    pub recipients: Option<Vec<String>>,
}

impl Scope {
    /// In what this scope is wider than `given`; nothing if it is not.
    fn widens(&self, given: &Self) -> Option<&'static str> {
        let within = |own: &Option<Vec<String>>, given: &Option<Vec<String>>, covers: Covers| match (
            own, given,
        ) {
            (_, None) | (None, _) => true,
            (Some(own), Some(given)) => own.iter().all(|one| covers(given, one)),
        };
        if !within(&self.items, &given.items, contains) {
            return Some("items");
        }
        if !within(&self.licences, &given.licences, contains_licence) {
            return Some("licences");
        }
        (!within(&self.recipients, &given.recipients, contains)).then_some("recipients")
    }

    /// What a grant needs, as a scope.
    fn of(grant: &Grant) -> Self {
        let licences: Vec<String> = grant
            .resources()
            .iter()
            .map(|resource| match &resource.subject {
                Subject::Licence(id) | Subject::Material(id) => id.clone(),
            })
            .collect();
        Self {
            items: Some(vec![grant.item().code.clone()]),
            licences: Some(licences),
            recipients: Some(vec![grant.recipient().reveal()]),
        }
    }
}

type Covers = fn(&[String], &str) -> bool;

fn contains(list: &[String], one: &str) -> bool {
    list.iter().any(|entry| entry == one)
}

/// An identifier is covered by itself and by the code of its type.
fn contains_licence(list: &[String], one: &str) -> bool {
    let id = one.parse::<crate::licence::LicenceId>().ok();
    let kind = id.as_ref().map(|id| id.parts().type_code().as_str());
    list.iter().any(|entry| entry == one || Some(entry.as_str()) == kind)
}

/// A link as it was read: nothing in it is believed before it was verified.
#[derive(Clone, Debug)]
pub struct Delegation {
    id: String,
    principal: Party,
    holder: Party,
    agent: Party,
    role: String,
    issued: UnixTime,
    from: UnixTime,
    until: UnixTime,
    scope: Scope,
    depth: u32,
    revocations: Option<RevocationReference>,
}

/// What a principal is about to sign.
#[must_use = "a draft delegates nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct DelegationDraft {
    principal: Party,
    holder: Party,
    agent: Party,
    role: String,
    scope: Scope,
    depth: u32,
    id: Option<String>,
    revocations: Option<RevocationReference>,
}

impl DelegationDraft {
    /// `principal` lets `agent` act for `holder`; `role` says what as (证照管理员, 办事人). The first
    /// principal of a chain is the holder.
    pub fn new(holder: &Party, principal: &Party, agent: &Party, role: &str) -> Self {
        Self {
            principal: principal.clone(),
            holder: holder.clone(),
            agent: agent.clone(),
            role: role.to_owned(),
            scope: Scope::default(),
            depth: 0,
            id: None,
            revocations: None,
        }
    }

    /// What the agent may do; otherwise everything that the principal may.
    pub fn with_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// How many links may follow; otherwise none.
    pub fn with_depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }

    /// Where its withdrawal will be listed.
    pub fn with_revocations(mut self, reference: RevocationReference) -> Self {
        self.revocations = Some(reference);
        self
    }

    /// A number of the caller's own; otherwise 128 random bits.
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// Signs it, good from the first to before the second moment.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn sign(
        self,
        (from, until): (UnixTime, UnixTime),
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, MaterialError> {
        let id = match self.id {
            Some(id) => id,
            None => encode(&random::<16>()?),
        };
        let mut scope = Map::new();
        let Scope { items, licences, recipients } = &self.scope;
        for (claim, list) in [("items", items), ("licences", licences), ("recipients", recipients)]
        {
            if let Some(list) = list {
                scope.insert(claim.to_owned(), json!(list));
            }
        }
        let mut claims = Map::new();
        let mut put = |claim: &str, value: Value| claims.insert(claim.to_owned(), value);
        put("jti", id.into());
        put("iss", self.principal.reveal().into());
        put("sub", self.holder.reveal().into());
        put("agent", self.agent.reveal().into());
        put("role", self.role.into());
        put("iat", from.seconds().into());
        put("nbf", from.seconds().into());
        put("exp", until.seconds().into());
        put("depth", self.depth.into());
        put("scope", Value::Object(scope));
        if let Some(reference) = &self.revocations {
            put("revocations", reference.write());
        }
        let payload = strict::canonical(&Value::Object(claims.clone()))?;
        Delegation::read(claims)?;
        let header = Header::new(RULES.typ).with_certificates(certificates);
        Ok(Jws::sign(&header, &payload, signer)?)
    }
}

impl Delegation {
    /// Reads a link without judging it.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn inspect(token: &[u8]) -> Result<Self, JoseError> {
        Self::read(Jws::parse(token, &RULES)?.claims()?)
    }

    /// `jti`: its number.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who may act.
    pub fn agent(&self) -> &Party {
        &self.agent
    }

    /// What as.
    pub fn role(&self) -> &str {
        &self.role
    }

    fn read(claims: Map<String, Value>) -> Result<Self, JoseError> {
        let mut claims = Claims::new(claims);
        let mut scope =
            claims.optional_object("scope")?.ok_or(JoseError::Claim { claim: "scope" })?;
        let read = Self {
            id: claims.text("jti", 64)?,
            principal: party(&mut claims, "iss")?,
            holder: party(&mut claims, "sub")?,
            agent: party(&mut claims, "agent")?,
            role: claims.text("role", 64)?,
            issued: claims.time("iat")?,
            from: claims.time("nbf")?,
            until: claims.time("exp")?,
            depth: claims.optional_number("depth")?.ok_or(JoseError::Claim { claim: "depth" })?,
            scope: Scope {
                items: scope.optional_texts("items", MOST, 64)?,
                licences: scope.optional_texts("licences", MOST, 200)?,
                recipients: scope.optional_texts("recipients", MOST, 80)?,
            },
            revocations: RevocationReference::read(&mut claims)?,
        };
        scope.finish()?;
        claims.finish()?;
        if read.until <= read.from {
            return Err(JoseError::Claim { claim: "exp" });
        }
        Ok(read)
    }
}

/// Judges the chain of a grant that an agent signed: it begins at the holder, ends at the grantor,
/// has no gap, never widens, is no longer than its links allow, and every link is in time, signed by
/// its principal and not withdrawn.
pub(super) fn judge(
    grant: &Grant,
    chain: &[String],
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) {
    let mut links: Vec<(Jws, Delegation)> = Vec::new();
    for (index, token) in chain.iter().take(MOST_LINKS).enumerate() {
        let read = Jws::parse(token.as_bytes(), &RULES)
            .and_then(|jws| Ok((Delegation::read(jws.claims()?)?, jws)));
        match read {
            Ok((link, jws)) => links.push((jws, link)),
            Err(e) => return findings.push(broken(index, &e)),
        }
    }
    let mut expected = grant.holder().clone();
    let mut given = Scope::default();
    for (index, (jws, link)) in links.iter().enumerate() {
        if link.holder != *grant.holder() {
            findings.push(broken(index, &"another holder"));
        }
        if link.principal != expected {
            findings.push(broken(index, &"its principal is not the agent of the link before"));
        }
        if let Some(what) = link.scope.widens(&given) {
            findings.push(at(index, codes::CHAIN_WIDENED).with("what", what));
        }
        let below = links.len() - index - 1;
        if u32::try_from(below).is_ok_and(|below| below > link.depth) {
            findings.push(at(index, codes::CHAIN_TOO_DEEP));
        }
        let deeper = index.checked_sub(1).and_then(|above| links.get(above));
        if let Some((_, above)) = deeper {
            if link.depth >= above.depth && above.depth > 0 {
                findings.push(at(index, codes::CHAIN_WIDENED).with("what", "depth"));
            }
            if link.until > above.until || link.from < above.from {
                findings.push(at(index, codes::CHAIN_WIDENED).with("what", "period"));
            }
        }
        let granted_in_time = link.from <= grant.issued && grant.issued < link.until;
        if now < link.from || link.until <= now || link.issued > now || !granted_in_time {
            let finding = at(index, codes::CHAIN_TIME);
            findings.push(finding.with("from", link.from).with("until", link.until));
        }
        link.authentic(jws, index, context, now, findings);
        expected = link.agent.clone();
        given = narrowed(&given, &link.scope);
    }
    if expected != *grant.grantor() || links.is_empty() {
        findings.push(broken(links.len(), &"the grantor is not the agent of the last link"));
    }
    if let Some(what) = Scope::of(grant).widens(&given) {
        findings.push(at(links.len(), codes::CHAIN_WIDENED).with("what", what));
    }
}

impl Delegation {
    fn authentic(
        &self,
        jws: &Jws,
        index: usize,
        context: &Context<'_>,
        now: UnixTime,
        findings: &mut Vec<Finding>,
    ) {
        let before = findings.len();
        match certified(jws, context, now, findings) {
            Some(signer) if !self.principal.is_named_by(&signer) => {
                let signer = signer.subject().label();
                findings.push(Finding::new(codes::STATEMENT_SIGNER).with("signer", signer));
            }
            _ => {}
        }
        let failed = |f: &Finding| f.severity() == Severity::Failure;
        if findings.get(before..).is_some_and(|new| new.iter().any(failed)) {
            findings.push(broken(index, &"its signature is not its principal’s"));
        }
        match revocation::state(&self.id, &self.principal, self.revocations.as_ref(), context, now)
        {
            State::Withdrawn(since) => {
                findings.push(at(index, codes::CHAIN_REVOKED).with("at", since));
            }
            State::Standing => {}
            State::Unknown(finding) => findings.push(finding),
        }
    }
}

/// A scope that says nothing about something leaves it as it was given.
fn narrowed(given: &Scope, own: &Scope) -> Scope {
    let pick = |own: &Option<Vec<String>>, given: &Option<Vec<String>>| {
        own.clone().or_else(|| given.clone())
    };
    Scope {
        items: pick(&own.items, &given.items),
        licences: pick(&own.licences, &given.licences),
        recipients: pick(&own.recipients, &given.recipients),
    }
}

fn at(index: usize, code: &'static crate::report::Code) -> Finding {
    Finding::new(code).with("link", index + 1)
}

fn broken(index: usize, detail: &dyn std::fmt::Display) -> Finding {
    at(index, codes::CHAIN_BROKEN).with("detail", detail)
}
