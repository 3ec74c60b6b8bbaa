//! Verification receipts (核验回执): what was checked, by whom, when, against what, with which answer.
//! A receipt is filed instead of paper.
//!
//! It is a JWS of type `receipt+jwt`: in the file, in the flattened JSON form of RFC 7515 §7.2.2, whose
//! unprotected header may hold a time-stamp token (RFC 3161) over the compact form. The token proves
//! that the receipt was there while its signer's certificate was still good, so it can be verified when
//! that has long ended: with the token, the signer's path is judged as of the token's time.
//!
//! Claims: `jti`, `iss` (the department), `iat`, `case`, `item`, `operator`, `document` (name, size,
//! digests), `judged_at`, `verdict`, `report` (all of it, in Chinese), `sources`, `software`.

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value, json};

use super::grant::{Operator, ServiceItem};
use super::party::Party;
use super::statement::{MaterialError, SKEW, certified, unreadable};
use crate::crypto::{Hash, Signer, random};
use crate::jose::{Claims, Header, JoseError, Jws, Rules, encode, json as strict};
use crate::report::codes::material as codes;
use crate::report::{Finding, Language, Report, Verdict};
use crate::signature::verify::{Context, time};
use crate::time::UnixTime;
use crate::trust::{Evidence, TrustStore};

const RULES: Rules = Rules { typ: "receipt+jwt", most_bytes: 8 << 20 };
const MOST_SOURCES: usize = 10_000;

/// Something that a judgement rested on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// `trust`, `crl`, `ocsp` or `status`.
    pub kind: &'static str,
    /// The name of the trust list, or the issuer of the revocation list.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub digest: String,
}

/// What a verifier has at hand, by digest.
pub(crate) fn sources(store: &TrustStore, evidence: &Evidence) -> Vec<Source> {
    let one = |kind, name: String, bytes: &[u8]| Source { kind, name, digest: sha256(bytes) };
    let anchors = store.anchors().iter().map(|a| {
        let name = format!("{}: {}", a.list(), a.name().label());
        one("trust", name, a.certificate().der())
    });
    let crls = evidence.crls().iter().map(|c| one("crl", c.issuer().label(), c.der()));
    let lists = evidence.status_lists().map(|bytes| one("status", String::new(), bytes));
    anchors.chain(crls).chain(lists).take(MOST_SOURCES).collect()
}

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

/// A receipt as it came: nothing in it is believed before it was verified.
#[derive(Clone)]
pub struct Receipt {
    jws: Jws,
    timestamp: Option<Vec<u8>>,
    id: String,
    department: Party,
    issued: UnixTime,
    case: String,
    item: Option<ServiceItem>,
    operator: Option<Operator>,
    document: Document,
    judged_at: UnixTime,
    verdict: String,
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
            return Self::read(Jws::parse(bytes, &RULES)?, None);
        }
        let mut object = Claims::new(strict::read_object(bytes)?);
        let mut part = |claim: &'static str| match object.value(claim) {
            Some(Value::String(text)) if !text.contains('.') => Ok(text),
            _ => Err(JoseError::Shape),
        };
        let (protected, payload, signature) =
            (part("protected")?, part("payload")?, part("signature")?);
        let mut timestamp = None;
        if let Some(mut header) = object.optional_object("header")? {
            let malformed = JoseError::Header { header: "timestamp" };
            let Some(Value::String(token)) = header.value("timestamp") else {
                return Err(malformed);
            };
            header.finish()?;
            timestamp = Some(Base64::decode_vec(&token).map_err(|_| malformed)?);
        }
        object.finish()?;
        let token = format!("{protected}.{payload}.{signature}");
        Self::read(Jws::parse(token.as_bytes(), &RULES)?, timestamp)
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
        if let (Some(token), Some(object)) = (&self.timestamp, object.as_object_mut()) {
            let header = json!({ "timestamp": Base64::encode_string(token) });
            object.insert("header".to_owned(), header);
        }
        strict::canonical(&object)
    }

    /// What a time-stamp is to be made over: the compact form.
    pub fn to_be_stamped(&self) -> &[u8] {
        self.jws.token().as_bytes()
    }

    /// With a time-stamp token (RFC 3161) over [`to_be_stamped`](Self::to_be_stamped).
    #[must_use]
    pub fn with_timestamp(mut self, token: &[u8]) -> Self {
        self.timestamp = Some(token.to_vec());
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
        self.timestamp.is_some()
    }

    fn read(jws: Jws, timestamp: Option<Vec<u8>>) -> Result<Self, JoseError> {
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
            timestamp,
            jws,
        })
    }
}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Receipt({}, {})", self.id, self.verdict)
    }
}

/// What a receipt is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceiptRequest<'a> {
    document: Option<&'a [u8]>,
    case: Option<&'a str>,
}

impl<'a> ReceiptRequest<'a> {
    /// The receipt by itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// It must be about this document.
    #[must_use]
    pub fn about(mut self, document: &'a [u8]) -> Self {
        self.document = Some(document);
        self
    }

    /// It must belong to this case.
    #[must_use]
    pub fn in_case(mut self, case: &'a str) -> Self {
        self.case = Some(case);
        self
    }
}

/// A receipt that passed: the department that it names signed it and nothing was changed since.
///
/// It proves what the department answered, and not that the answer was right; the answer itself may be
/// "failed": look at [`Receipt::verdict`].
#[derive(Clone, Debug)]
pub struct VerifiedReceipt {
    receipt: Receipt,
    signer: String,
    proven_at: Option<UnixTime>,
}

impl VerifiedReceipt {
    /// The receipt.
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Subject of the certificate that signed it.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// The time at which it is proven to have been there, by a trusted time-stamp.
    pub fn proven_at(&self) -> Option<UnixTime> {
        self.proven_at
    }
}

/// Judges a receipt at `now`.
pub(crate) fn judge(
    bytes: &[u8],
    request: &ReceiptRequest<'_>,
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<VerifiedReceipt>) {
    let receipt = match Receipt::inspect(bytes) {
        Ok(receipt) => receipt,
        Err(e) => return (vec![unreadable(e)], None),
    };
    let mut findings = Vec::new();
    let proven_at = stamped(&receipt, context, now, &mut findings);
    let mut own = Vec::new();
    let signer = certified(&receipt.jws, context, proven_at.unwrap_or(now), &mut own);
    for finding in own {
        findings.push(match finding.code() == codes::STATEMENT_BROKEN {
            true => Finding::new(codes::RECEIPT_EDITED),
            false => finding,
        });
    }
    if let Some(signer) = &signer
        && !receipt.department.is_named_by(signer)
    {
        let signer = signer.subject().label();
        findings.push(Finding::new(codes::STATEMENT_SIGNER).with("signer", signer));
    }
    if receipt.issued > now.plus(SKEW) {
        findings.push(Finding::new(codes::GRANT_FUTURE).with("issued", receipt.issued));
    }
    belongs(&receipt, request, &mut findings);
    let proof = signer.map(|signer| VerifiedReceipt {
        receipt,
        signer: signer.subject().label(),
        proven_at,
    });
    (findings, proof)
}

fn belongs(receipt: &Receipt, request: &ReceiptRequest<'_>, findings: &mut Vec<Finding>) {
    match request.document {
        None => findings.push(Finding::new(codes::RECEIPT_DOCUMENT_NOT_GIVEN)),
        Some(document) => {
            let sm3 = hex(Hash::Sm3.digest(document).as_ref());
            if receipt.document.sha256 != sha256(document) || receipt.document.sm3 != sm3 {
                findings.push(Finding::new(codes::RECEIPT_DOCUMENT));
            }
        }
    }
    if request.case.is_some_and(|case| case != receipt.case) {
        findings.push(Finding::new(codes::RECEIPT_CASE).with("case", &receipt.case));
    }
    if receipt.verdict != Verdict::Passed.as_str() {
        findings.push(Finding::new(codes::RECEIPT_VERDICT).with("verdict", &receipt.verdict));
    }
}

/// The time that a trusted token proves.
fn stamped(
    receipt: &Receipt,
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) -> Option<UnixTime> {
    let Some(token) = &receipt.timestamp else {
        findings.push(Finding::new(codes::RECEIPT_NO_TIMESTAMP));
        return None;
    };
    let content = receipt.to_be_stamped();
    let stamp = time::judge(token, &content, context, context.evidence, now);
    if stamp.integrity == crate::report::Integrity::Failed {
        findings.push(Finding::new(codes::RECEIPT_TIMESTAMP));
    }
    findings.extend(stamp.findings);
    stamp.at.filter(|_| stamp.trusted)
}

fn sha256(bytes: &[u8]) -> String {
    hex(Hash::Sha256.digest(bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
