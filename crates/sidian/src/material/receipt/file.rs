//! A receipt as a file.

use serde_json::{Value, json};

use super::super::grant::{Operator, ServiceItem};
use super::super::party::Party;
use super::proof::Proofs;
use super::{MOST_SOURCES, RULES};
use crate::jose::{Claims, JoseError, Jws, json as strict};
use crate::time::UnixTime;
use crate::trust::Evidence;

/// A receipt as it came: nothing in it is believed before it was verified.
#[derive(Clone)]
pub struct Receipt {
    pub(super) jws: Jws,
    pub(super) proofs: Proofs,
    id: String,
    pub(super) department: Party,
    pub(super) issued: UnixTime,
    pub(super) case: String,
    item: Option<ServiceItem>,
    operator: Option<Operator>,
    pub(super) document: Document,
    judged_at: UnixTime,
    pub(super) verdict: String,
    report: Value,
    sources: Vec<(String, String, String)>,
}

/// The document that a receipt is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    /// The name under which it was given.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// SM3 in hexadecimal.
    pub sm3: String,
}

impl Receipt {
    /// Reads a receipt, in the flattened JSON form or the compact one, without judging it.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn inspect(bytes: &[u8]) -> Result<Self, JoseError> {
        if bytes.len() > RULES.most_bytes {
            return Err(JoseError::Size { max: RULES.most_bytes });
        }
        let flattened = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        if !flattened {
            return Self::read(Jws::parse(bytes, &RULES)?, Proofs::default());
        }
        let mut object = Claims::new(strict::read_object(bytes)?);
        let mut part = |claim: &'static str| match object.value(claim) {
            Some(Value::String(text)) if !text.contains('.') => Ok(text),
            _ => Err(JoseError::Shape),
        };
        let (protected, payload, signature) =
            (part("protected")?, part("payload")?, part("signature")?);
        let proofs = match object.optional_object("header")? {
            Some(header) => Proofs::read(header)?,
            None => Proofs::default(),
        };
        object.finish()?;
        let token = format!("{protected}.{payload}.{signature}");
        Self::read(Jws::parse(token.as_bytes(), &RULES)?, proofs)
    }

    /// The file: flattened JSON.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn to_json(&self) -> Result<Vec<u8>, JoseError> {
        let mut parts = self.jws.token().split('.');
        let mut part = || parts.next().unwrap_or_default();
        let mut object = json!({ "protected": part(), "payload": part(), "signature": part() });
        if let (Some(header), Some(object)) = (self.proofs.to_value(), object.as_object_mut()) {
            object.insert("header".to_owned(), header);
        }
        strict::canonical(&object)
    }

    /// What the next time-stamp is to be made over: the compact form, and every proof so far.
    pub fn to_be_stamped(&self) -> Vec<u8> {
        self.proofs.to_be_stamped(self.jws.token())
    }

    /// With a time-stamp token (RFC 3161) over [`to_be_stamped`](Self::to_be_stamped): the first, or
    /// one more before the last one's authority or algorithms end.
    #[must_use]
    pub fn with_timestamp(mut self, token: &[u8]) -> Self {
        self.proofs.push(token);
        self
    }

    /// With certificates, revocation lists and OCSP responses that its signer's and its last
    /// time-stamp's paths rest on, to be covered by the next one. Bring them before they end. Status
    /// lists and statements stay out: the receipt tells what they came to.
    #[must_use]
    pub fn with_evidence(mut self, evidence: &Evidence) -> Self {
        self.proofs.keep(evidence);
        self
    }

    /// Its number.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The department that verified.
    pub fn department(&self) -> &Party {
        &self.department
    }

    /// When it was signed, by the department's clock.
    pub fn issued(&self) -> UnixTime {
        self.issued
    }

    /// The case.
    pub fn case(&self) -> &str {
        &self.case
    }

    /// The service item.
    pub fn item(&self) -> Option<&ServiceItem> {
        self.item.as_ref()
    }

    /// Who did it.
    pub fn operator(&self) -> Option<&Operator> {
        self.operator.as_ref()
    }

    /// The document that was judged.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The moment as of which it was judged.
    pub fn judged_at(&self) -> UnixTime {
        self.judged_at
    }

    /// The verdict, in the word of a report's JSON.
    pub fn verdict(&self) -> &str {
        &self.verdict
    }

    /// The report as it was given.
    pub fn report(&self) -> &Value {
        &self.report
    }

    /// Against what it was judged: kind, name and digest.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.sources
            .iter()
            .map(|(kind, name, digest)| (kind.as_str(), name.as_str(), digest.as_str()))
    }

    /// Whether it carries a time-stamp token.
    pub fn has_timestamp(&self) -> bool {
        self.proofs.any()
    }

    fn read(jws: Jws, proofs: Proofs) -> Result<Self, JoseError> {
        let missing = |claim| JoseError::Claim { claim };
        let mut claims = Claims::new(jws.claims()?);
        let department = claims.text("iss", 80)?.parse().map_err(|_| missing("iss"))?;
        let mut document = claims.optional_object("document")?.ok_or(missing("document"))?;
        let name = document.text("name", 1000)?;
        let (sha256, sm3) = (document.text("sha-256", 64)?, document.text("sm3", 64)?);
        document.value("size");
        document.finish()?;
        let report = claims.value("report").filter(Value::is_object).ok_or(missing("report"))?;
        let verdict = claims.text("verdict", 32)?;
        if report.get("verdict").and_then(Value::as_str) != Some(&verdict) {
            return Err(missing("verdict"));
        }
        let mut sources = Vec::new();
        for mut source in claims.objects("sources", MOST_SOURCES)? {
            let name = source.value("name");
            let name = name.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
            sources.push((source.text("kind", 16)?, name, source.text("sha-256", 64)?));
            source.finish()?;
        }
        let item = match claims.optional_object("item")? {
            None => None,
            Some(mut item) => {
                let read =
                    ServiceItem { code: item.text("code", 64)?, name: item.text("name", 200)? };
                item.finish()?;
                Some(read)
            }
        };
        let operator = match claims.optional_object("operator")? {
            None => None,
            Some(mut who) => {
                let (account, name) = (who.text("account", 64)?, who.text("name", 64)?);
                let unit = who.text("unit", 200)?;
                who.finish()?;
                Some(Operator { account, name, unit })
            }
        };
        claims.text("software", 64)?;
        let (id, case) = (claims.text("jti", 64)?, claims.text("case", 64)?);
        let (issued, judged_at) = (claims.time("iat")?, claims.time("judged_at")?);
        claims.finish()?;
        Ok(Self {
            id,
            department,
            issued,
            case,
            item,
            operator,
            document: Document { name, sha256, sm3 },
            judged_at,
            verdict,
            report,
            sources,
            proofs,
            jws,
        })
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Receipt({}, {})", self.id, self.verdict)
    }
}
