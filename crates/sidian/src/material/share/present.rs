//! What the holder keeps and presents.

use serde_json::{Value, json};

use super::super::statement::MaterialError;
use super::issue::digest;
use super::{BINDING_RULES, ISSUER_RULES, MOST_BYTES, MOST_DISCLOSURES, is_open};
use crate::crypto::{PublicKey, SignatureAlgorithm, Signer};
use crate::jose::{Header, JoseError, Jws, PreparedJws, decode, json as strict};
use crate::time::UnixTime;

/// One disclosed field: salt, name and value as the issuer wrote them. `Debug` shows the name only.
#[derive(Clone, Eq, PartialEq)]
pub struct Disclosure {
    pub(super) text: String,
    pub(super) name: String,
    pub(super) value: Value,
}

impl Disclosure {
    /// The field's short name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value, which may concern a person.
    pub fn value(&self) -> &Value {
        &self.value
    }

    fn read(text: &str) -> Result<Self, JoseError> {
        let malformed = JoseError::Claim { claim: "disclosure" };
        let Value::Array(parts) = strict::read(&decode(text)?)? else { return Err(malformed) };
        match <[Value; 3]>::try_from(parts) {
            Ok([Value::String(salt), Value::String(name), value]) if !salt.is_empty() => {
                Ok(Self { text: text.to_owned(), name, value })
            }
            _ => Err(malformed),
        }
    }
}

impl std::fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Disclosure({})", self.name)
    }
}

/// A shareable licence as it came, with or without the holder's signature: nothing is believed.
#[derive(Clone, Debug)]
pub struct SharedLicence {
    pub(super) issuer: Jws,
    pub(super) disclosures: Vec<Disclosure>,
    pub(super) binding: Option<Jws>,
}

impl SharedLicence {
    /// Reads `<issuer's JWT>~<disclosure>~…~` with, perhaps, the holder's JWT at the end (RFC 9901
    /// §4).
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn inspect(text: &[u8]) -> Result<Self, JoseError> {
        if text.len() > MOST_BYTES {
            return Err(JoseError::Size { max: MOST_BYTES });
        }
        let text = std::str::from_utf8(text).map_err(|_| JoseError::Shape)?.trim();
        let (rest, binding) = text.rsplit_once('~').ok_or(JoseError::Shape)?;
        let mut parts = rest.split('~');
        let issuer = parts.next().ok_or(JoseError::Shape)?;
        let issuer = Jws::parse(issuer.as_bytes(), &ISSUER_RULES)?;
        let mut disclosures = Vec::new();
        for part in parts {
            if disclosures.len() == MOST_DISCLOSURES {
                return Err(JoseError::Size { max: MOST_BYTES });
            }
            disclosures.push(Disclosure::read(part)?);
        }
        let binding = match binding {
            "" => None,
            token => Some(Jws::parse(token.as_bytes(), &BINDING_RULES)?),
        };
        Ok(Self { issuer, disclosures, binding })
    }

    /// The fields that can be disclosed from here.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// Chooses fields by their short names.
    ///
    /// # Errors
    ///
    /// [`MaterialError::Draft`] if one is not there, and is not open anyway.
    pub fn disclose(&self, fields: &[&str]) -> Result<Presentation, MaterialError> {
        let mut text = self.issuer.token().to_owned();
        text.push('~');
        for field in fields.iter().filter(|field| !is_open(field)) {
            let found = self.disclosures.iter().find(|d| d.name == *field);
            let missing = MaterialError::Draft { detail: "there is no such field to disclose" };
            text.push_str(&found.ok_or(missing)?.text);
            text.push('~');
        }
        Ok(Presentation { text })
    }

    /// What the holder's signature binds: everything before it.
    pub(super) fn bound(&self) -> String {
        let mut text = self.issuer.token().to_owned();
        text.push('~');
        for disclosure in &self.disclosures {
            text.push_str(&disclosure.text);
            text.push('~');
        }
        text
    }
}

/// Chosen fields, still to be signed by the holder.
#[must_use = "without the holder's signature nobody accepts it"]
#[derive(Clone)]
pub struct Presentation {
    text: String,
}

impl Presentation {
    /// Signs for one verifier: `audience` and `nonce` as it gave them, `purpose` as it stated it.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn bind(
        self,
        (audience, nonce, purpose): (&str, &str, Option<&str>),
        signer: &dyn Signer,
        now: UnixTime,
    ) -> Result<String, MaterialError> {
        let payload = self.payload((audience, nonce, purpose), now)?;
        let token = Jws::sign(&Header::new(BINDING_RULES.typ), &payload, signer)?;
        Ok(self.text + &token)
    }

    /// Prepares the signature for a key elsewhere, for example on the holder's phone.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn prepare(
        self,
        (audience, nonce, purpose): (&str, &str, Option<&str>),
        (algorithm, key): (&SignatureAlgorithm, &PublicKey),
        now: UnixTime,
    ) -> Result<PreparedPresentation, MaterialError> {
        let payload = self.payload((audience, nonce, purpose), now)?;
        let header = Header::new(BINDING_RULES.typ);
        let jws = PreparedJws::new(&header, &payload, algorithm, key)?;
        Ok(PreparedPresentation { text: self.text, jws })
    }

    /// As it stands, without the holder's signature: what a verifier refuses.
    pub fn unbound(self) -> String {
        self.text
    }

    fn payload(
        &self,
        (audience, nonce, purpose): (&str, &str, Option<&str>),
        now: UnixTime,
    ) -> Result<Vec<u8>, MaterialError> {
        let mut claims = json!({
            "aud": audience,
            "nonce": nonce,
            "iat": now.seconds(),
            "sd_hash": digest(&self.text),
        });
        if let (Some(purpose), Some(claims)) = (purpose, claims.as_object_mut()) {
            claims.insert("purpose".to_owned(), purpose.into());
        }
        Ok(strict::canonical(&claims)?)
    }
}

/// A presentation that only the holder's signature value is missing from.
#[must_use = "a prepared presentation is not signed before it is completed"]
pub struct PreparedPresentation {
    text: String,
    jws: PreparedJws,
}

impl PreparedPresentation {
    /// What the key signs: the message itself, not its hash.
    pub fn to_be_signed(&self) -> &[u8] {
        self.jws.to_be_signed()
    }

    /// The presentation, with the value that the key made.
    ///
    /// # Errors
    ///
    /// [`MaterialError::Jose`] if it is not the signature of that key over these bytes.
    pub fn complete(self, value: Vec<u8>) -> Result<String, MaterialError> {
        Ok(self.text + &self.jws.complete(value)?)
    }
}
