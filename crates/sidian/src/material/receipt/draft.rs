//! A receipt in the making.

use serde_json::{Map, Value, json};

use super::super::grant::{Operator, ServiceItem};
use super::super::party::Party;
use super::super::statement::MaterialError;
use super::{RULES, Receipt, Source, hex, sha256};
use crate::crypto::{Hash, Signer, random};
use crate::jose::{Header, Jws, encode, json as strict};
use crate::report::{Language, Report};
use crate::time::UnixTime;

/// What a department is about to sign.
#[must_use = "a draft is nothing until it is signed"]
pub struct ReceiptDraft {
    department: Party,
    case: String,
    document: Value,
    report: Value,
    judged_at: UnixTime,
    operator: Option<Operator>,
    item: Option<ServiceItem>,
    sources: Vec<Source>,
}

impl ReceiptDraft {
    /// The answer that `report` gives about a document, for a case. `judged_at` is the moment as of
    /// which it was judged.
    pub fn new<T>(
        report: &Report<T>,
        (name, document): (&str, &[u8]),
        (department, case): (&Party, &str),
        judged_at: UnixTime,
    ) -> Self {
        let document = json!({
            "name": name,
            "size": document.len(),
            "sha-256": sha256(document),
            "sm3": hex(Hash::Sm3.digest(document).as_ref()),
        });
        Self {
            department: department.clone(),
            case: case.to_owned(),
            document,
            report: report.to_json(name, Language::Chinese),
            judged_at,
            operator: None,
            item: None,
            sources: Vec::new(),
        }
    }

    /// Who did it.
    pub fn with_operator(mut self, operator: Operator) -> Self {
        self.operator = Some(operator);
        self
    }

    /// For which service item.
    pub fn with_item(mut self, item: &ServiceItem) -> Self {
        self.item = Some(item.clone());
        self
    }

    /// Against what, as [`Verifier::sources`](crate::verifier::Verifier::sources) tells.
    pub fn with_sources(mut self, sources: Vec<Source>) -> Self {
        self.sources = sources;
        self
    }

    /// Signs it. `certificates` are the department's, its own first, as DER.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn sign(
        self,
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
        now: UnixTime,
    ) -> Result<Receipt, MaterialError> {
        let source = |s: &Source| json!({ "kind": s.kind, "name": s.name, "sha-256": s.digest });
        let mut claims = Map::new();
        let mut put = |claim: &str, value: Value| claims.insert(claim.to_owned(), value);
        put("jti", encode(&random::<16>()?).into());
        put("iss", self.department.reveal().into());
        put("iat", now.seconds().into());
        put("case", self.case.into());
        put("document", self.document);
        put("judged_at", self.judged_at.seconds().into());
        put("verdict", self.report.get("verdict").cloned().unwrap_or(Value::Null));
        put("report", self.report);
        put("sources", self.sources.iter().map(source).collect());
        put("software", concat!("sidian ", env!("CARGO_PKG_VERSION")).into());
        if let Some(Operator { account, name, unit }) = self.operator {
            put("operator", json!({ "account": account, "name": name, "unit": unit }));
        }
        if let Some(ServiceItem { code, name }) = self.item {
            put("item", json!({ "code": code, "name": name }));
        }
        let payload = strict::canonical(&Value::Object(claims))?;
        let header = Header::new(RULES.typ).with_certificates(certificates);
        let token = Jws::sign(&header, &payload, signer)?;
        Ok(Receipt::inspect(token.as_bytes())?)
    }
}
