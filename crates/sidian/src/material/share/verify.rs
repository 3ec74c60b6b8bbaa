//! Judging what a holder presents.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::statement::{SKEW, broken, certified, unreadable, verified};
use super::issue::digest;
use super::{NEEDED, OPEN, SharedLicence, VCT, is_open};
use crate::crypto::PublicKey;
use crate::jose::{Claims, JoseError, Jws, jwk};
use crate::licence::verify::state;
use crate::licence::{Authority, Date, LicenceId, StatusReference};
use crate::report::Finding;
use crate::report::codes::{licence as licence_codes, material as codes};
use crate::signature::verify::Context;
use crate::time::UnixTime;

/// What a verifier asked a holder for.
#[derive(Clone, Copy, Debug)]
pub struct ShareRequest<'a> {
    audience: &'a str,
    nonce: &'a str,
    purpose: Option<&'a str>,
    fields: &'a [&'a str],
    life: i64,
}

impl<'a> ShareRequest<'a> {
    /// `audience` names this verifier; `nonce` was made for this one question.
    pub fn new(audience: &'a str, nonce: &'a str) -> Self {
        Self { audience, nonce, purpose: None, fields: &[], life: 300 }
    }

    /// For this purpose.
    #[must_use]
    pub fn for_purpose(mut self, purpose: &'a str) -> Self {
        self.purpose = Some(purpose);
        self
    }

    /// These fields are needed, by their short names.
    #[must_use]
    pub fn with_fields(mut self, fields: &'a [&'a str]) -> Self {
        self.fields = fields;
        self
    }
}

/// Facts that passed: the licence's issuer signed them, the licence is in time and, as far as its
/// status list tells, in force, and whoever has the key bound to the holder presented them here, now
/// and for this purpose.
#[derive(Clone, Debug)]
pub struct SharedFacts {
    licence: LicenceId,
    issuer: String,
    open: BTreeMap<String, Value>,
    disclosed: BTreeMap<String, Value>,
}

impl SharedFacts {
    /// The licence they are from.
    pub fn licence(&self) -> &LicenceId {
        &self.licence
    }

    /// Subject of the issuer's certificate.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The value of a field, open or disclosed. It may concern a person.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.disclosed.get(field).or_else(|| self.open.get(field))
    }

    /// What was disclosed, by field.
    pub fn disclosed(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.disclosed.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// What the issuer signed.
struct Signed {
    key: PublicKey,
    from: UnixTime,
    until: UnixTime,
    digests: Vec<String>,
    status: Option<StatusReference>,
    licence: LicenceId,
    open: BTreeMap<String, Value>,
}

/// Judges a presentation for `request` at `now`.
pub(crate) fn judge(
    text: &[u8],
    request: &ShareRequest<'_>,
    context: &Context<'_>,
    now: UnixTime,
) -> (Vec<Finding>, Option<SharedFacts>) {
    let shared = match SharedLicence::inspect(text) {
        Ok(shared) => shared,
        Err(e) => return (vec![unreadable(e)], None),
    };
    let signed = match shared.issuer.claims().and_then(Signed::read) {
        Ok(signed) => signed,
        Err(JoseError::Claim { claim }) => {
            return (vec![Finding::new(codes::SHARE_HIDDEN).with("claim", claim)], None);
        }
        Err(e) => return (vec![unreadable(e)], None),
    };
    let mut findings = Vec::new();
    let signer = certified(&shared.issuer, context, now, &mut findings);
    let disclosed = disclosed(&shared, &signed, &mut findings);
    signed.judge(context, now, &mut findings);
    if let Some(signer) = &signer
        && !signed.authority().is_named_by(signer)
    {
        let finding = Finding::new(licence_codes::ISSUER_DIFFERS);
        findings.push(finding.with("signer", signer.subject().label()));
    }
    match &shared.binding {
        Some(binding) => bound(&shared, binding, &signed, request, context, now, &mut findings),
        None => findings.push(Finding::new(codes::SHARE_NO_BINDING)),
    }
    let there = |f: &&str| disclosed.contains_key(*f) || signed.open.contains_key(*f);
    let missing: Vec<&str> = request.fields.iter().filter(|f| !there(f)).copied().collect();
    if !missing.is_empty() {
        let finding = Finding::new(codes::SHARE_FIELD_MISSING);
        findings.push(finding.with("fields", missing.join(", ")));
    }
    let proof = signer.map(|signer| SharedFacts {
        licence: signed.licence,
        issuer: signer.subject().label(),
        open: signed.open,
        disclosed,
    });
    (findings, proof)
}

/// The disclosed fields that the issuer signed, each once; anything else is a finding.
fn disclosed(
    shared: &SharedLicence,
    signed: &Signed,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::new();
    for disclosure in &shared.disclosures {
        let name = disclosure.name.as_str();
        let forged = |detail| Finding::new(codes::SHARE_DISCLOSURE).with("detail", detail);
        if is_open(name) {
            findings.push(Finding::new(codes::SHARE_HIDDEN).with("claim", name));
        } else if !signed.digests.contains(&digest(&disclosure.text)) {
            findings.push(forged("its digest is not among those signed"));
        } else if fields.insert(name.to_owned(), disclosure.value.clone()).is_some() {
            findings.push(forged("a field is disclosed twice"));
        } else if holds_digests(&disclosure.value) {
            findings.push(forged("it hides further fields"));
        }
    }
    fields
}

/// Whether a value holds keys that would hide something further down.
fn holds_digests(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().any(holds_digests),
        Value::Object(object) => object.iter().any(|(key, value)| {
            matches!(key.as_str(), "_sd" | "_sd_alg" | "...") || holds_digests(value)
        }),
        _ => false,
    }
}

impl Signed {
    /// Reads what the issuer signed. Whatever may not be hidden has to be here.
    fn read(object: Map<String, Value>) -> Result<Self, JoseError> {
        let missing = |claim| JoseError::Claim { claim };
        let mut claims = Claims::new(object);
        if claims.text("vct", 200)? != VCT {
            return Err(missing("vct"));
        }
        if claims.text("_sd_alg", 32)? != "sha-256" {
            return Err(missing("_sd_alg"));
        }
        let digests = claims.optional_texts("_sd", 1000, 43)?.unwrap_or_default();
        let mut cnf = claims.optional_object("cnf")?.ok_or(missing("cnf"))?;
        let key = jwk::read(&cnf.value("jwk").unwrap_or(Value::Null))?;
        cnf.finish()?;
        claims.time("iat")?;
        let (from, until) = (claims.time("nbf")?, claims.time("exp")?);
        let status = status(&mut claims)?;
        let mut open = BTreeMap::new();
        for element in OPEN {
            if let Some(value) = claims.value(element) {
                if !value.is_string() {
                    return Err(missing(element));
                }
                open.insert((*element).to_owned(), value);
            }
        }
        claims.finish()?;
        for element in NEEDED {
            if !open.contains_key(*element) {
                return Err(missing(element));
            }
        }
        let id = open.get("ZZBS").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let licence: LicenceId = id.ok_or(missing("ZZBS"))?;
        let code = open.get("ZZBFJGDM").and_then(Value::as_str);
        if code != Some(licence.parts().issuer().as_str()) {
            return Err(missing("ZZBFJGDM"));
        }
        Ok(Self { key, from, until, digests, status, licence, open })
    }

    fn text(&self, element: &str) -> &str {
        self.open.get(element).and_then(Value::as_str).unwrap_or_default()
    }

    fn authority(&self) -> Authority<'_> {
        Authority { code: self.text("ZZBFJGDM"), name: self.text("ZZBFJG") }
    }

    /// Its own term, the licence's term, and the licence's state.
    fn judge(&self, context: &Context<'_>, now: UnixTime, findings: &mut Vec<Finding>) {
        if self.from > now.plus(SKEW) {
            findings.push(Finding::new(codes::SHARE_NOT_YET).with("from", self.from));
        }
        if self.until <= now {
            findings.push(Finding::new(codes::SHARE_EXPIRED).with("until", self.until));
        }
        let hidden = |claim| Finding::new(codes::SHARE_HIDDEN).with("claim", claim);
        let first = match self.text("ZZYXQQSRQ") {
            "" => self.text("ZZBFRQ"),
            day => day,
        };
        let today = Date::in_beijing(now);
        match (Date::from_digits(first), &today) {
            (Ok(first), Ok(today)) if first > *today => {
                let finding = Finding::new(licence_codes::LICENCE_NOT_YET_VALID);
                findings.push(finding.with("from", first.to_chinese()));
            }
            (Ok(_), _) => {}
            (Err(_), _) => findings.push(hidden("ZZBFRQ")),
        }
        // An open end (长期) is written as an empty text.
        match (self.text("ZZYXQJZRQ"), &today) {
            ("", _) => {}
            (last, Ok(today)) => match Date::from_digits(last) {
                Ok(last) if last < *today => {
                    let finding = Finding::new(licence_codes::LICENCE_EXPIRED);
                    findings.push(finding.with("until", last.to_chinese()));
                }
                Ok(_) => {}
                Err(_) => findings.push(hidden("ZZYXQJZRQ")),
            },
            (_, Err(_)) => findings.push(hidden("ZZYXQJZRQ")),
        }
        match &self.status {
            Some(reference) => {
                findings.extend(state(reference, self.authority(), *context, now));
            }
            None => findings.push(Finding::new(licence_codes::STATUS_NOT_NAMED)),
        }
    }
}

fn status(claims: &mut Claims) -> Result<Option<StatusReference>, JoseError> {
    let malformed = JoseError::Claim { claim: "status" };
    let Some(mut outer) = claims.optional_object("status")? else { return Ok(None) };
    let mut list = outer.optional_object("status_list")?.ok_or(malformed)?;
    let index = list.optional_number("idx")?.ok_or(malformed)?;
    let uri = list.text("uri", 1024)?;
    list.finish()?;
    outer.finish()?;
    StatusReference::new(&uri, index.into()).map(Some).map_err(|_| malformed)
}

/// The holder's signature over this presentation.
#[expect(clippy::too_many_arguments, reason = "one question, asked in one place")]
fn bound(
    shared: &SharedLicence,
    binding: &Jws,
    signed: &Signed,
    request: &ShareRequest<'_>,
    context: &Context<'_>,
    now: UnixTime,
    findings: &mut Vec<Finding>,
) {
    if let Err(e) = verified(binding, &signed.key, context) {
        let finding = broken(e);
        findings.push(match finding.code() == codes::STATEMENT_BROKEN {
            true => Finding::new(codes::SHARE_BINDING_KEY),
            // A key of another kind than the header names is another's key too.
            false if e == JoseError::Algorithm => Finding::new(codes::SHARE_BINDING_KEY),
            false => finding,
        });
        return;
    }
    let read = binding.claims().map(Claims::new).and_then(|mut claims| {
        let read = (
            claims.text("aud", 400)?,
            claims.text("nonce", 400)?,
            claims.time("iat")?,
            claims.text("sd_hash", 43)?,
            claims.optional_text("purpose", 200)?,
        );
        claims.finish()?;
        Ok(read)
    });
    let (audience, nonce, issued, hash, purpose) = match read {
        Ok(read) => read,
        Err(e) => return findings.push(unreadable(e)),
    };
    if audience != request.audience {
        let finding = Finding::new(codes::SHARE_BINDING_AUDIENCE);
        findings.push(finding.with("audience", audience));
    }
    if nonce != request.nonce {
        findings.push(Finding::new(codes::SHARE_BINDING_NONCE));
    }
    if issued > now.plus(SKEW) || issued < now.plus(-request.life) {
        findings.push(Finding::new(codes::SHARE_BINDING_TIME).with("issued", issued));
    }
    if hash != digest(&shared.bound()) {
        findings.push(Finding::new(codes::SHARE_BINDING_HASH));
    }
    if purpose.as_deref() != request.purpose {
        let purpose = purpose.unwrap_or_else(|| "-".to_owned());
        findings.push(Finding::new(codes::SHARE_PURPOSE).with("purpose", purpose));
    }
}
