//! Making a trust list.

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value, json};

use super::error::TrustListError;
use super::{ListedAnchor, MOST_ANCHORS, MOST_TEXT, TYPE};
use crate::crypto::Signer;
use crate::jose::{Header, JoseError, Jws, is_plain, json as strict};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Gathers what the issuer of a trust list signs.
#[must_use = "a draft does nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct TrustListDraft {
    issuer: String,
    name: String,
    sequence: u32,
    anchors: Vec<ListedAnchor>,
}

impl TrustListDraft {
    /// A list without anchors: `sequence` is greater than that of the list before it.
    pub fn new(issuer: &str, name: &str, sequence: u32) -> Self {
        Self { issuer: issuer.to_owned(), name: name.to_owned(), sequence, anchors: Vec::new() }
    }

    /// Puts an anchor on the list.
    pub fn with_anchor(mut self, anchor: ListedAnchor) -> Self {
        self.anchors.push(anchor);
        self
    }

    /// Signs the list with the key of `certificate`; it counts until `next_update`.
    ///
    /// # Errors
    ///
    /// [`TrustListError::Period`] if it would end before it begins or `certificate` is not valid
    /// now, [`TrustListError::Signer`] if the key is not that of `certificate`,
    /// [`TrustListError::Jose`] for a text that cannot be shown, more anchors than a list may have,
    /// an anchor without purpose, or a key that JOSE has no name for.
    pub fn sign(
        &self,
        key: &dyn Signer,
        certificate: &Certificate,
        next_update: UnixTime,
        now: UnixTime,
    ) -> Result<String, TrustListError> {
        let lives = certificate.not_before() <= now && now <= certificate.not_after();
        if next_update <= now || !lives {
            return Err(TrustListError::Period);
        }
        if !key.public_key().matches_spki(certificate.spki()) {
            return Err(TrustListError::Signer);
        }
        let payload = strict::canonical(&self.payload(next_update, now)?)?;
        let header = Header::new(TYPE).with_certificates(&[certificate.der().to_vec()]);
        Ok(Jws::sign(&header, &payload, key)?)
    }

    fn payload(&self, next_update: UnixTime, now: UnixTime) -> Result<Value, TrustListError> {
        let malformed = |claim| TrustListError::Jose(JoseError::Claim { claim });
        for (claim, text) in [("iss", &self.issuer), ("name", &self.name)] {
            if !is_plain(text, MOST_TEXT) {
                return Err(malformed(claim));
            }
        }
        if self.anchors.is_empty() || self.anchors.len() > MOST_ANCHORS {
            return Err(malformed("anchors"));
        }
        if self.anchors.iter().any(|anchor| anchor.purposes.is_empty()) {
            return Err(malformed("purposes"));
        }
        Ok(json!({
            "iss": self.issuer,
            "name": self.name,
            "iat": now.seconds(),
            "exp": next_update.seconds(),
            "seq": self.sequence,
            "anchors": self.anchors.iter().map(entry).collect::<Vec<_>>(),
        }))
    }
}

fn entry(anchor: &ListedAnchor) -> Value {
    let mut purposes: Vec<&str> = anchor.purposes.iter().map(|p| p.as_str()).collect();
    purposes.sort_unstable();
    purposes.dedup();
    let mut out = Map::new();
    out.insert("certificate".into(), Base64::encode_string(anchor.certificate.der()).into());
    out.insert("purposes".into(), purposes.into());
    for (claim, at) in [("from", anchor.from), ("until", anchor.until)] {
        if let Some(at) = at {
            out.insert(claim.into(), at.seconds().into());
        }
    }
    Value::Object(out)
}
