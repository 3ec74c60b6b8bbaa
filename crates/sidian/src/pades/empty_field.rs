//! Empty signature fields (ISO 32000-2 12.7.5.5): places that wait for their signers, with the rules
//! that a form's author gives.

use crate::asn1::ObjectIdentifier;
use crate::pdf::{Dict, Object, Pdf, PdfString, Update, text_string};
use crate::x509::Certificate;

use super::attach;
use super::field;
use super::plan::{DocMdp, PrepareError};
use super::{FieldLock, Placement, SubFilter};

/// An empty signature field that is to be added.
#[must_use = "a field is added only by `add_fields`"]
#[derive(Clone, Debug)]
pub struct EmptyField {
    name: String,
    place: Placement,
    lock: Option<FieldLock>,
    rules: FieldRules,
}

impl EmptyField {
    /// An invisible field of this name on the first page.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            place: Placement::in_rect(1, [0.0; 4]),
            lock: None,
            rules: FieldRules::default(),
        }
    }

    /// Where it shows, and what it shows until it is signed.
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.place = placement;
        self
    }

    /// What is locked once it is signed (table 236).
    pub fn with_lock(mut self, lock: FieldLock) -> Self {
        self.lock = Some(lock);
        self
    }

    /// What is demanded of whoever signs it (table 237).
    pub fn with_rules(mut self, rules: FieldRules) -> Self {
        self.rules = rules;
        self
    }
}

/// What a form's author demands of a signature: a seed value dictionary (table 237), every entry of
/// it required. By default nothing.
#[derive(Clone, Debug, Default)]
pub struct FieldRules {
    sub_filters: Vec<SubFilter>,
    digests: Vec<String>,
    reasons: Vec<String>,
    certification: Option<DocMdp>,
    signers: Vec<Certificate>,
    names: Vec<Vec<(String, String)>>,
    issuers: Vec<Certificate>,
    policies: Vec<String>,
    usages: Vec<String>,
    timestamp: Option<String>,
}

impl FieldRules {
    /// Only signatures of this kind. Call once for each that is allowed.
    #[must_use]
    pub fn with_sub_filter(mut self, sub_filter: SubFilter) -> Self {
        self.sub_filters.push(sub_filter);
        self
    }

    /// Only this digest algorithm, such as `SHA256` or `SM3`. Call once for each that is allowed.
    #[must_use]
    pub fn with_digest(mut self, name: impl Into<String>) -> Self {
        self.digests.push(name.into());
        self
    }

    /// Only this reason. Call once for each that is allowed.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// Only a certification with this permission.
    #[must_use]
    pub fn with_certification(mut self, permission: DocMdp) -> Self {
        self.certification = Some(permission);
        self
    }

    /// Only the holder of this certificate. Call once for each that is allowed.
    #[must_use]
    pub fn with_signer(mut self, certificate: Certificate) -> Self {
        self.signers.push(certificate);
        self
    }

    /// Only a signer whose certificate has these attributes, by their short names (table 238), such
    /// as `("O", "某局")`. Call once for each name that is allowed.
    #[must_use]
    pub fn with_signer_name(mut self, attributes: &[(&str, &str)]) -> Self {
        let own = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
        self.names.push(attributes.iter().map(own).collect());
        self
    }

    /// Only a signer whose certificate was issued by this one, directly or through others. Call once
    /// for each that is allowed.
    #[must_use]
    pub fn with_issuer(mut self, certificate: Certificate) -> Self {
        self.issuers.push(certificate);
        self
    }

    /// Only a signer whose certificate names this policy. Call once for each that must be named. By
    /// the standard a policy goes with an [issuer](Self::with_issuer): others ignore it without.
    #[must_use]
    pub fn with_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.policies.push(policy.to_string());
        self
    }

    /// Only a signer whose key may be used so: for each bit of RFC 5280 4.2.1.3 from the first `1`
    /// where it must be set, `0` where it must not, `X` where it may, such as `X1` for
    /// nonRepudiation. Call once for each that is allowed.
    #[must_use]
    pub fn with_key_usage(mut self, bits: impl Into<String>) -> Self {
        self.usages.push(bits.into());
        self
    }

    /// Only with a timestamp, from the authority at this address.
    #[must_use]
    pub fn with_timestamp(mut self, url: impl Into<String>) -> Self {
        self.timestamp = Some(url.into());
        self
    }

    /// `/SV`, if anything is demanded.
    fn to_dict(&self) -> Option<Dict> {
        let mut flags = 0;
        let mut out = Dict::from([("Type", Object::name("SV"))]);
        let text = |text: &String| Object::String(text_string(text));
        let lists: [(&str, u32, Vec<Object>); 3] = [
            ("SubFilter", 2, self.sub_filters.iter().map(|s| Object::name(&s.to_text())).collect()),
            ("Reasons", 4, self.reasons.iter().map(text).collect()),
            ("DigestMethod", 7, self.digests.iter().map(text).collect()),
        ];
        let mut demanded = false;
        for (key, bit, list) in lists {
            if !list.is_empty() {
                flags |= 1 << (bit - 1);
                out = out.with(key, list);
                demanded = true;
            }
        }
        if let Some(permission) = self.certification {
            out = out.with("MDP", Dict::from([("P", Object::Integer(permission.number()))]));
            demanded = true;
        }
        if let Some(url) = &self.timestamp {
            let entries = [("URL", text(url)), ("Ff", Object::Integer(1))];
            out = out.with("TimeStamp", Dict::from(entries));
            demanded = true;
        }
        if let Some(certificate) = self.certificate() {
            out = out.with("Cert", certificate);
            demanded = true;
        }
        demanded.then(|| out.with("Ff", Object::Integer(flags)))
    }

    /// Certificate seed values (table 238).
    fn certificate(&self) -> Option<Dict> {
        let mut flags = 0;
        let mut out = Dict::from([("Type", Object::name("SVCert"))]);
        let der = |c: &Certificate| Object::String(PdfString::hex(c.der()));
        let text = |text: &String| Object::String(text_string(text));
        let lists: [(&str, u32, Vec<Object>); 4] = [
            ("Subject", 1, self.signers.iter().map(der).collect()),
            ("Issuer", 2, self.issuers.iter().map(der).collect()),
            ("OID", 3, self.policies.iter().map(text).collect()),
            ("KeyUsage", 6, self.usages.iter().map(text).collect()),
        ];
        for (key, bit, list) in lists {
            if !list.is_empty() {
                flags |= 1 << (bit - 1);
                out = out.with(key, list);
            }
        }
        if !self.names.is_empty() {
            let name = |parts: &Vec<(String, String)>| {
                let dict = parts.iter().fold(Dict::empty(), |dict, (key, text)| {
                    dict.with(key.as_str(), Object::String(text_string(text)))
                });
                Object::from(dict)
            };
            out = out.with("SubjectDN", self.names.iter().map(name).collect::<Vec<_>>());
            flags |= 8;
        }
        (flags != 0).then(|| out.with("Ff", Object::Integer(flags)))
    }
}

/// Adds empty fields; what comes back stands behind the original bytes.
///
/// # Errors
///
/// [`PrepareError`] if a name is taken or cannot be one, a page is missing, or the file cannot be
/// extended.
pub fn add_fields(pdf: &Pdf<'_>, fields: &[EmptyField]) -> Result<Vec<u8>, PrepareError> {
    let mut update = Update::new(pdf)?;
    let mut names = field::field_names(pdf.latest())?;
    for field in fields {
        let name = field.name.clone();
        if name.is_empty() || name.contains('.') {
            return Err(PrepareError::FieldName { field: name });
        }
        if !names.insert(name.clone()) {
            return Err(PrepareError::FieldTaken { field: name });
        }
        let rules = field.rules.to_dict();
        attach::add_empty(&mut update, &name, &field.place, field.lock.as_ref(), rules)?;
    }
    Ok(update.finish()?.tail)
}
