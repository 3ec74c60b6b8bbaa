//! Shared facts (数据共享): what one department tells another about somebody, for one service item,
//! instead of a paper that says the same.
//!
//! A fact is a JWS of type `fact+jwt`: `jti`, `iss` (who tells it), `sub` (whom it is about), `aud`
//! (to whom it is told), `iat`, `exp`, `item`, `fact` (code and name) and `holds` (yes or no). Telling
//! it to a department by name is the authorisation to use it, for that item only.

use serde_json::{Map, Value, json};

use super::party::Party;
use super::statement::{MaterialError, SKEW, certified, unreadable};
use crate::crypto::{Signer, random};
use crate::jose::{Claims, Header, JoseError, Jws, Rules, encode, json as strict};
use crate::report::Finding;
use crate::report::codes::exempt as codes;
use crate::report::codes::material::STATEMENT_SIGNER;
use crate::signature::verify::Context;
use crate::time::UnixTime;

const RULES: Rules = Rules { typ: "fact+jwt", most_bytes: 64 << 10 };

/// What a department is about to tell.
#[must_use = "a draft tells nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct FactDraft {
    fact: Fact,
}

/// A fact as it was read: nothing in it is believed before it was verified.
#[derive(Clone, Debug)]
pub struct Fact {
    id: String,
    teller: Party,
    about: Party,
    recipient: Party,
    issued: UnixTime,
    until: UnixTime,
    item: String,
    code: String,
    name: String,
    holds: bool,
}

impl FactDraft {
    /// `teller` tells `recipient`, for the service item with this code, whether a fact (by its code
    /// and name) holds for `about`; good from the first to before the second moment.
    pub fn new(
        (teller, recipient): (&Party, &Party),
        item: &str,
        (code, name): (&str, &str),
        (about, holds): (&Party, bool),
        (issued, until): (UnixTime, UnixTime),
    ) -> Self {
        let fact = Fact {
            id: String::new(),
            teller: teller.clone(),
            about: about.clone(),
            recipient: recipient.clone(),
            issued,
            until,
            item: item.to_owned(),
            code: code.to_owned(),
            name: name.to_owned(),
            holds,
        };
        Self { fact }
    }

    /// Signs it. `certificates` are the teller's, its own first, as DER.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn sign(
        self,
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, MaterialError> {
        let fact = self.fact;
        let claims = json!({
            "jti": encode(&random::<16>()?),
            "iss": fact.teller.reveal(),
            "sub": fact.about.reveal(),
            "aud": fact.recipient.reveal(),
            "iat": fact.issued.seconds(),
            "exp": fact.until.seconds(),
            "item": fact.item,
            "fact": { "code": fact.code, "name": fact.name },
            "holds": fact.holds,
        });
        let payload = strict::canonical(&claims)?;
        // What is signed must be what a verifier reads.
        Fact::read(strict::read_object(&payload)?)?;
        let header = Header::new(RULES.typ).with_certificates(certificates);
        Ok(Jws::sign(&header, &payload, signer)?)
    }
}

impl Fact {
    /// `jti`: its number.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who tells it.
    pub fn teller(&self) -> &Party {
        &self.teller
    }

    /// Whom it is about.
    pub fn about(&self) -> &Party {
        &self.about
    }

    /// To whom it is told.
    pub fn recipient(&self) -> &Party {
        &self.recipient
    }

    /// From when to when: when it was told, and the first moment after its end.
    pub fn period(&self) -> (UnixTime, UnixTime) {
        (self.issued, self.until)
    }

    /// Code of the service item for which it is told.
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Its code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Its name, such as 婚姻登记信息.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The answer.
    pub fn holds(&self) -> bool {
        self.holds
    }

    fn read(claims: Map<String, Value>) -> Result<Self, JoseError> {
        let mut claims = Claims::new(claims);
        let malformed = |claim| JoseError::Claim { claim };
        let party = |claims: &mut Claims, claim: &'static str| {
            claims.text(claim, 80)?.parse::<Party>().map_err(|_| malformed(claim))
        };
        let mut fact = claims.optional_object("fact")?.ok_or(malformed("fact"))?;
        let read = Self {
            id: claims.text("jti", 64)?,
            teller: party(&mut claims, "iss")?,
            about: party(&mut claims, "sub")?,
            recipient: party(&mut claims, "aud")?,
            issued: claims.time("iat")?,
            until: claims.time("exp")?,
            item: claims.text("item", 64)?,
            code: fact.text("code", 64)?,
            name: fact.text("name", 200)?,
            holds: claims.value("holds").and_then(|v| v.as_bool()).ok_or(malformed("holds"))?,
        };
        fact.finish()?;
        claims.finish()?;
        if read.until <= read.issued {
            return Err(malformed("exp"));
        }
        Ok(read)
    }
}

/// A fact that passed: the department that it names told it, to this department, for this item, and
/// it is in time. It does not prove that the department's data is right.
#[derive(Clone, Debug)]
pub struct VerifiedFact {
    fact: Fact,
    signer: String,
    judged_at: UnixTime,
}

impl VerifiedFact {
    /// The fact.
    pub fn fact(&self) -> &Fact {
        &self.fact
    }

    /// Subject of the certificate that signed it.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// The moment as of which it was judged.
    pub fn judged_at(&self) -> UnixTime {
        self.judged_at
    }
}

/// Judges `token`, told to `recipient` for `item`, at `now`.
pub(crate) fn judge(
    token: &[u8],
    (recipient, item): (&Party, &str),
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<VerifiedFact>) {
    let read = Jws::parse(token, &RULES).and_then(|jws| Ok((Fact::read(jws.claims()?)?, jws)));
    let (fact, jws) = match read {
        Ok(read) => read,
        Err(e) => return (vec![unreadable(e)], None),
    };
    let mut findings = Vec::new();
    let signer = certified(&jws, context, now, &mut findings);
    if let Some(signer) = signer.as_ref().filter(|signer| !fact.teller.is_named_by(signer)) {
        let label = signer.subject().label();
        findings.push(Finding::new(STATEMENT_SIGNER).with("signer", label));
    }
    if fact.recipient != *recipient {
        let recipient = fact.recipient.label();
        findings.push(Finding::new(codes::FACT_RECIPIENT).with("recipient", recipient));
    }
    if fact.item != item {
        findings.push(Finding::new(codes::FACT_ITEM).with("item", &fact.item));
    }
    if fact.until <= now {
        findings.push(Finding::new(codes::FACT_EXPIRED).with("until", fact.until));
    }
    if fact.issued > now.plus(SKEW) {
        findings.push(Finding::new(codes::FACT_FUTURE).with("issued", fact.issued));
    }
    if !fact.holds {
        findings.push(Finding::new(codes::FACT_DENIED));
    }
    let proof = signer.map(|signer| VerifiedFact {
        fact,
        signer: signer.subject().label(),
        judged_at: now,
    });
    (findings, proof)
}
