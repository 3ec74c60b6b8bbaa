//! The signed form of a status list.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bits, PROFILE, StatusList, StatusListError};
use crate::budget::Budget;
use crate::crypto::{PublicKey, SignatureAlgorithm, Signer};
use crate::jose::{self, Header, Jws, Rules};
use crate::time::UnixTime;

/// A status list as it came: read, and not believed before its signature and its signer's path have
/// been verified.
#[derive(Clone, Debug)]
pub struct SignedStatusList {
    jws: Jws,
    claims: Claims,
    bits: Bits,
    compressed: Vec<u8>,
}

/// What a status list says about itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Claims {
    /// `sub`: the address and name of the list.
    pub uri: String,
    /// `iat`: when it was issued.
    pub issued: UnixTime,
    /// `exp`: until when it may be used.
    pub expires: Option<UnixTime>,
    /// `ttl`: after how many seconds a newer one should be fetched.
    pub ttl: Option<u64>,
    /// Whether its values mean what [`PROFILE`] says.
    pub has_profile: bool,
}

#[derive(Deserialize)]
struct Payload {
    sub: String,
    iat: i64,
    exp: Option<i64>,
    ttl: Option<u64>,
    status_list: Inner,
    state_profile: Option<String>,
}

#[derive(Deserialize)]
struct Inner {
    bits: u64,
    lst: String,
}

impl StatusList {
    /// Signs the list: a token to publish at `claims.uri`.
    ///
    /// `certificates` is the signer's path, its own certificate first, as DER. The same list, claims
    /// and signer give the same token, but for the randomness in some signature values.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Algorithm`] if JOSE has no name for what the signer signs with,
    /// [`StatusListError::Crypto`] if it fails, [`StatusListError::Size`] beyond what
    /// [`SignedStatusList::parse`] takes.
    pub fn sign(
        &self,
        claims: &Claims,
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, StatusListError> {
        let lst = jose::encode(&self.compressed());
        let mut payload = json!({
            "sub": claims.uri,
            "iat": claims.issued.seconds(),
            "status_list": { "bits": self.bits().number(), "lst": lst },
        });
        if claims.has_profile {
            insert(&mut payload, "state_profile", json!(PROFILE));
        }
        if let Some(expires) = claims.expires {
            insert(&mut payload, "exp", json!(expires.seconds()));
        }
        if let Some(ttl) = claims.ttl {
            insert(&mut payload, "ttl", json!(ttl));
        }
        let header = Header::new(TYP).with_certificates(certificates);
        let token = Jws::sign(&header, &jose::json::canonical(&payload)?, signer)?;
        let max = SignedStatusList::MOST_BYTES;
        if token.len() > max { Err(StatusListError::Size { max }) } else { Ok(token) }
    }
}

impl SignedStatusList {
    /// The most bytes that a token may have.
    pub const MOST_BYTES: usize = 24 << 20;

    /// Reads the structure of a token; white space around it is passed over. Nothing is verified and
    /// nothing unfolded.
    ///
    /// # Errors
    ///
    /// [`StatusListError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, StatusListError> {
        let jws = Jws::parse(bytes, &Rules { typ: TYP, most_bytes: Self::MOST_BYTES })?;
        let claims = Value::Object(jws.claims()?);
        let payload: Payload = serde_json::from_value(claims)
            .map_err(|_| StatusListError::Claim { claim: "payload" })?;
        let claim = |claim| StatusListError::Claim { claim };
        let time = |seconds, name| UnixTime::from_seconds(seconds).map_err(|_| claim(name));
        let bits = Bits::from_number(payload.status_list.bits).ok_or_else(|| claim("bits"))?;
        Ok(Self {
            jws,
            bits,
            compressed: jose::decode(&payload.status_list.lst).map_err(|_| claim("lst"))?,
            claims: Claims {
                issued: time(payload.iat, "iat")?,
                expires: payload.exp.map(|at| time(at, "exp")).transpose()?,
                ttl: payload.ttl,
                has_profile: payload.state_profile.as_deref() == Some(PROFILE),
                uri: payload.sub,
            },
        })
    }

    /// What it says about itself.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The bytes that were signed.
    pub fn signing_input(&self) -> &[u8] {
        self.jws.signing_input()
    }

    /// The signature value as JOSE writes it.
    pub fn signature(&self) -> &[u8] {
        self.jws.signature()
    }

    /// The signature algorithm.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.jws.algorithm()
    }

    /// The certificates it carries, the signer's own first, as DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.jws.header().certificates
    }

    /// Verifies the signature with a key; whether that key may sign status lists is another question.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Crypto`] if it does not verify, [`StatusListError::Algorithm`] if the key
    /// is not of the kind that the header names.
    pub fn verify_signature(&self, key: &PublicKey) -> Result<(), StatusListError> {
        Ok(self.jws.verify(key)?)
    }

    /// Unfolds the list. Do so after its signature was verified.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Compression`], [`StatusListError::Size`], or
    /// [`StatusListError::Limit`] when the budget is spent.
    pub fn list(&self, budget: &Budget) -> Result<StatusList, StatusListError> {
        StatusList::unfold(self.bits, &self.compressed, budget)
    }
}

const TYP: &str = "statuslist+jwt";

fn insert(object: &mut serde_json::Value, key: &str, value: serde_json::Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}
