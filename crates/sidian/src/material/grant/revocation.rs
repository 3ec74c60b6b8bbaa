//! Withdrawing authorisations and delegations (撤回).

use serde_json::{Value, json};

use super::super::party::Party;
use super::super::statement::{MaterialError, SKEW, blocked, certified, unreadable};
use super::read::party;
use crate::crypto::Signer;
use crate::jose::{Claims, Header, JoseError, Jws, Rules, is_plain, json as strict};
use crate::report::codes::material as codes;
use crate::report::{Finding, Language};
use crate::signature::verify::Context;
use crate::time::UnixTime;

/// Where the withdrawal of an authorisation would be listed: the list's address, which is also its
/// name, and who signs it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevocationReference {
    /// The address and name.
    pub uri: String,
    /// Who signs the list: the grantor, or a platform that the grantor trusts with it.
    pub by: Party,
}

/// One entry: what was withdrawn, and when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Withdrawn {
    /// The number (`jti`) of an authorisation or a delegation.
    pub id: String,
    /// Since when.
    pub at: UnixTime,
}

/// A list of what was withdrawn: a JWT of type `grant-revocations+jwt` with `sub` (its address),
/// `iss`, `iat`, `exp` and `revoked`. Numbers are random, so the list tells nothing to others.
#[derive(Clone, Debug)]
pub struct RevocationList {
    uri: String,
    by: Party,
    issued: UnixTime,
    expires: UnixTime,
    revoked: Vec<Withdrawn>,
}

const MOST: usize = 100_000;
const RULES: Rules = Rules { typ: "grant-revocations+jwt", most_bytes: 16 << 20 };

impl RevocationReference {
    /// A reference to a list.
    pub fn new(uri: &str, by: &Party) -> Self {
        Self { uri: uri.to_owned(), by: by.clone() }
    }

    pub(super) fn write(&self) -> Value {
        json!({ "uri": self.uri, "by": self.by.reveal() })
    }

    pub(super) fn read(claims: &mut Claims) -> Result<Option<Self>, JoseError> {
        let Some(mut object) = claims.optional_object("revocations")? else { return Ok(None) };
        let read = Self { uri: object.text("uri", 1024)?, by: party(&mut object, "by")? };
        object.finish()?;
        Ok(Some(read))
    }
}

impl RevocationList {
    /// An empty list, good from the first to before the second moment.
    pub fn new(reference: &RevocationReference, period: (UnixTime, UnixTime)) -> Self {
        Self {
            uri: reference.uri.clone(),
            by: reference.by.clone(),
            issued: period.0,
            expires: period.1,
            revoked: Vec::new(),
        }
    }

    /// With one more entry.
    #[must_use]
    pub fn with(mut self, id: &str, at: UnixTime) -> Self {
        self.revoked.retain(|entry| entry.id != id);
        self.revoked.push(Withdrawn { id: id.to_owned(), at });
        self
    }

    /// The same entries in a list of a new period.
    #[must_use]
    pub fn renewed(mut self, period: (UnixTime, UnixTime)) -> Self {
        (self.issued, self.expires) = period;
        self
    }

    /// Signs the list. `certificates` are the signer's, its own first, as DER.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn sign(
        &self,
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, MaterialError> {
        let revoked: Vec<Value> =
            self.revoked.iter().map(|e| json!({ "jti": e.id, "at": e.at.seconds() })).collect();
        let payload = json!({
            "sub": self.uri,
            "iss": self.by.reveal(),
            "iat": self.issued.seconds(),
            "exp": self.expires.seconds(),
            "revoked": revoked,
        });
        if self.revoked.len() > MOST || self.revoked.iter().any(|e| !is_plain(&e.id, 64)) {
            return Err(MaterialError::Draft { detail: "too many entries, or a malformed number" });
        }
        let header = Header::new(RULES.typ).with_certificates(certificates);
        Ok(Jws::sign(&header, &strict::canonical(&payload)?, signer)?)
    }

    /// Reads a list without judging it.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn inspect(token: &[u8]) -> Result<Self, JoseError> {
        Self::read(&Jws::parse(token, &RULES)?)
    }

    /// What it lists.
    pub fn entries(&self) -> &[Withdrawn] {
        &self.revoked
    }

    /// When it was issued, and the first moment at which it says nothing any more.
    pub fn period(&self) -> (UnixTime, UnixTime) {
        (self.issued, self.expires)
    }

    /// Its address and who signs it.
    pub fn reference(&self) -> RevocationReference {
        RevocationReference { uri: self.uri.clone(), by: self.by.clone() }
    }

    fn read(jws: &Jws) -> Result<Self, JoseError> {
        let mut claims = Claims::new(jws.claims()?);
        let mut revoked = Vec::new();
        for mut entry in claims.objects("revoked", MOST)? {
            revoked.push(Withdrawn { id: entry.text("jti", 64)?, at: entry.time("at")? });
            entry.finish()?;
        }
        let read = Self {
            uri: claims.text("sub", 1024)?,
            by: party(&mut claims, "iss")?,
            issued: claims.time("iat")?,
            expires: claims.time("exp")?,
            revoked,
        };
        claims.finish()?;
        Ok(read)
    }
}

/// A list that passed: the party that it names signed it, and it is in time. It does not prove that
/// there is no newer one, nor that the party may withdraw what it lists: that is judged with each
/// authorisation.
#[derive(Clone, Debug)]
pub struct VerifiedRevocations {
    list: RevocationList,
    signer: String,
}

impl VerifiedRevocations {
    /// The list.
    pub fn list(&self) -> &RevocationList {
        &self.list
    }

    /// Subject of the certificate that signed it.
    pub fn signer(&self) -> &str {
        &self.signer
    }
}

/// Judges a list by itself, at `now`.
pub(crate) fn judge_list(
    token: &[u8],
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<VerifiedRevocations>) {
    let read = Jws::parse(token, &RULES).and_then(|jws| Ok((RevocationList::read(&jws)?, jws)));
    let (list, jws) = match read {
        Ok(read) => read,
        Err(e) => return (vec![unreadable(e)], None),
    };
    let mut findings = Vec::new();
    let signer = certified(&jws, context, now, &mut findings);
    if let Some(signer) = signer.as_ref().filter(|signer| !list.by.is_named_by(signer)) {
        let label = signer.subject().label();
        findings.push(Finding::new(codes::STATEMENT_SIGNER).with("signer", label));
    }
    if list.expires <= now {
        findings.push(Finding::new(codes::STATEMENT_EXPIRED).with("until", list.expires));
    }
    if list.issued > now.plus(SKEW) {
        findings.push(Finding::new(codes::STATEMENT_NOT_YET).with("from", list.issued));
    }
    let signer = signer.map(|signer| signer.subject().label());
    (findings, signer.map(|signer| VerifiedRevocations { list, signer }))
}

/// What is known about the withdrawal of one statement.
pub(crate) enum State {
    /// Withdrawn at that moment.
    Withdrawn(UnixTime),
    /// Not on a current list, or no list was ever named.
    Standing,
    /// No current list was at hand.
    Unknown(Finding),
}

/// Whether `id` was withdrawn, by a list that `grantor` or whoever `reference` names has signed.
/// Entries count from when they were listed on, from any list that is authentic; that something is
/// not listed counts only on a current list at the address named.
pub(crate) fn state(
    id: &str,
    grantor: &Party,
    reference: Option<&RevocationReference>,
    context: &Context<'_>,
    now: UnixTime,
) -> State {
    let mut current = false;
    let mut obstacle = String::from("-");
    for bytes in context.evidence.statements() {
        let Ok(jws) = Jws::parse(bytes, &RULES) else { continue };
        let Ok(list) = RevocationList::read(&jws) else { continue };
        let named = reference.is_some_and(|r| r.by == list.by && r.uri == list.uri);
        if !named && list.by != *grantor {
            continue;
        }
        let entry = list.revoked.iter().find(|entry| entry.id == id);
        let fresh = list.issued <= now && now < list.expires;
        // Its signature is worth checking only where it would decide something.
        if entry.is_none() && !(named && fresh) {
            if named {
                obstacle = list.expires.to_string();
            }
            continue;
        }
        let mut findings = Vec::new();
        let signer = certified(&jws, context, now, &mut findings);
        if blocked(&findings) || !signer.is_some_and(|signer| list.by.is_named_by(&signer)) {
            let worst = findings.iter().max_by_key(|f| f.severity());
            obstacle = worst.map_or_else(
                || "the signer is not the one who may withdraw".to_owned(),
                |f| f.message(Language::English),
            );
            continue;
        }
        match entry {
            Some(entry) => return State::Withdrawn(entry.at),
            None => current = true,
        }
    }
    match reference {
        Some(reference) if !current => State::Unknown(
            Finding::new(codes::GRANT_STATE_UNKNOWN)
                .with("uri", &reference.uri)
                .with("detail", obstacle),
        ),
        _ => State::Standing,
    }
}
