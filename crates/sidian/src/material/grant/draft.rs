//! Making an authorisation.

use serde_json::{Map, Value, json};

use super::super::party::Party;
use super::super::statement::MaterialError;
use super::{Grant, Resource, RevocationReference, ServiceItem, Subject, Way};
use crate::crypto::{PublicKey, SignatureAlgorithm, Signer, random};
use crate::jose::{Header, Jws, PreparedJws, encode, json as strict};
use crate::licence::LicenceId;
use crate::time::UnixTime;

/// The clerk on whose account something is used by duty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Operator {
    /// The account in the department's system.
    pub account: String,
    /// The clerk's name.
    pub name: String,
    /// The unit (处室、窗口).
    pub unit: String,
}

/// What a grantor is about to sign.
///
/// # Examples
///
/// ```
/// use sidian::crypto::{SigningKey, Suite};
/// use sidian::material::Party;
/// use sidian::material::grant::{GrantDraft, ServiceItem};
/// use sidian::time::UnixTime;
///
/// let holder: Party = "001:91410800MA4400D94H".parse()?;
/// let department = Party::organisation("11410800MB00000009")?;
/// let item = ServiceItem { code: "410800001".into(), name: "食品经营许可变更".into() };
/// let now = UnixTime::from_rfc3339("2026-06-01T08:00:00+08:00")?;
/// let key = SigningKey::generate(Suite::Sm2)?;
/// let token = GrantDraft::new(&holder, &department, &item, "办理食品经营许可变更")
///     .with_licence(&"1.2.156.3005.2.11410800MB00000009001.11410800MB00000009.20261122000001.001.I".parse()?, &["ZZBH"])
///     .with_uses(1)
///     .sign((now, now.plus(7 * 86_400)), &key, &[])?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a draft grants nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct GrantDraft {
    grantor: Party,
    holder: Party,
    recipient: Party,
    way: Way,
    item: ServiceItem,
    purpose: String,
    id: Option<String>,
    case: Option<String>,
    uses: Option<u32>,
    resources: Vec<Resource>,
    revocations: Option<RevocationReference>,
}

impl GrantDraft {
    /// The holder grants `recipient` the use of what is named next, for one item and purpose
    /// (持证者用证).
    pub fn new(holder: &Party, recipient: &Party, item: &ServiceItem, purpose: &str) -> Self {
        Self {
            grantor: holder.clone(),
            holder: holder.clone(),
            recipient: recipient.clone(),
            way: Way::Holder,
            item: item.clone(),
            purpose: purpose.to_owned(),
            id: None,
            case: None,
            uses: None,
            resources: Vec::new(),
            revocations: None,
        }
    }

    /// An agent grants in the holder's place, by these delegations, the holder's own first
    /// (委托授权用证).
    pub fn by_agent(mut self, agent: &Party, chain: &[String]) -> Self {
        self.grantor = agent.clone();
        self.way = Way::Delegated(chain.to_vec());
        self
    }

    /// The recipient uses it by duty (依职能用证).
    pub fn by_duty(mut self, basis: &str, operator: Operator) -> Self {
        self.grantor = self.recipient.clone();
        self.way = Way::Duty { basis: basis.to_owned(), operator };
        self
    }

    /// A licence that may be used; with no fields named, the whole of it.
    pub fn with_licence(self, id: &LicenceId, fields: &[&str]) -> Self {
        self.with(Subject::Licence(id.to_string()), fields)
    }

    /// A material that may be used, by `sm3:`, `sha-256:`, `sha-384:` or `sha-512:` and its digest in
    /// hexadecimal.
    pub fn with_material(self, digest: &str) -> Self {
        self.with(Subject::Material(digest.to_owned()), &[])
    }

    /// For this case only.
    pub fn with_case(mut self, case: &str) -> Self {
        self.case = Some(case.to_owned());
        self
    }

    /// At most so often.
    pub fn with_uses(mut self, uses: u32) -> Self {
        self.uses = Some(uses);
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

    /// Signs it, good from the first to before the second moment. `certificates` are the grantor's,
    /// its own first, as DER; with none, the verifier needs a key statement.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn sign(
        self,
        period: (UnixTime, UnixTime),
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, MaterialError> {
        let payload = self.payload(period)?;
        let header = Header::new(Grant::RULES.typ).with_certificates(certificates);
        Ok(Jws::sign(&header, &payload, signer)?)
    }

    /// Prepares it for a key elsewhere, for example on the holder's phone.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn prepare(
        self,
        period: (UnixTime, UnixTime),
        (algorithm, key): (&SignatureAlgorithm, &PublicKey),
        certificates: &[Vec<u8>],
    ) -> Result<PreparedJws, MaterialError> {
        let payload = self.payload(period)?;
        let header = Header::new(Grant::RULES.typ).with_certificates(certificates);
        Ok(PreparedJws::new(&header, &payload, algorithm, key)?)
    }

    fn with(mut self, subject: Subject, fields: &[&str]) -> Self {
        let fields = (!fields.is_empty()).then(|| fields.iter().map(ToString::to_string).collect());
        self.resources.push(Resource { subject, fields });
        self
    }

    fn payload(self, (from, until): (UnixTime, UnixTime)) -> Result<Vec<u8>, MaterialError> {
        let id = match self.id {
            Some(id) => id,
            None => encode(&random::<16>()?),
        };
        let mut claims = Map::new();
        let mut put = |claim: &str, value: Value| claims.insert(claim.to_owned(), value);
        put("jti", id.into());
        put("iss", self.grantor.reveal().into());
        put("sub", self.holder.reveal().into());
        put("aud", self.recipient.reveal().into());
        put("iat", from.seconds().into());
        put("nbf", from.seconds().into());
        put("exp", until.seconds().into());
        put("way", self.way.as_str().into());
        put("item", json!({ "code": self.item.code, "name": self.item.name }));
        put("purpose", self.purpose.into());
        put("resources", self.resources.iter().map(resource).collect());
        if let Some(case) = self.case {
            put("case", case.into());
        }
        if let Some(uses) = self.uses {
            put("uses", uses.into());
        }
        match self.way {
            Way::Holder => {}
            Way::Delegated(chain) => drop(put("chain", json!(chain))),
            Way::Duty { basis, operator } => {
                let Operator { account, name, unit } = operator;
                let operator = json!({ "account": account, "name": name, "unit": unit });
                put("duty", json!({ "basis": basis, "operator": operator }));
            }
        }
        if let Some(reference) = &self.revocations {
            put("revocations", reference.write());
        }
        let payload = strict::canonical(&Value::Object(claims.clone()))?;
        // What is signed must be what a verifier reads: the reader is the one place of the rules.
        Grant::read(claims)?;
        Ok(payload)
    }
}

fn resource(resource: &Resource) -> Value {
    let (claim, text) = match &resource.subject {
        Subject::Licence(id) => ("licence", id),
        Subject::Material(digest) => ("digest", digest),
    };
    let mut object = Map::new();
    object.insert(claim.to_owned(), text.as_str().into());
    if let Some(fields) = &resource.fields {
        object.insert("fields".to_owned(), json!(fields));
    }
    Value::Object(object)
}

/// Whether a text is the name of a hash in lower case, a colon, and a digest of its length in hexadecimal.
pub(super) fn is_digest(text: &str) -> bool {
    let Some((name, hex)) = text.split_once(':') else { return false };
    let length = match name {
        "sha-256" | "sm3" => 64,
        "sha-384" => 96,
        "sha-512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
