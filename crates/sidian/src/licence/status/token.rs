//! The signed form of a status list.

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use serde_json::json;

use super::{Bits, PROFILE, StatusList, StatusListError, jws};
use crate::budget::Budget;
use crate::crypto::{PublicKey, SignatureAlgorithm, Signer};
use crate::time::UnixTime;

/// A status list as it came: read, and not believed before its signature and its signer's path have
/// been verified.
#[derive(Clone, Debug)]
pub struct SignedStatusList {
    token: String,
    signed: usize,
    algorithm: String,
    certificates: Vec<Vec<u8>>,
    claims: Claims,
    bits: Bits,
    compressed: Vec<u8>,
    signature: Vec<u8>,
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
struct Header {
    alg: String,
    typ: String,
    #[serde(default)]
    x5c: Vec<String>,
    crit: Option<serde_json::Value>,
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
        let alg = jws::algorithm_name(signer).ok_or(StatusListError::Algorithm)?;
        let x5c: Vec<String> = certificates.iter().map(|der| Base64::encode_string(der)).collect();
        let mut header = json!({ "alg": alg, "typ": "statuslist+jwt" });
        if !x5c.is_empty() {
            insert(&mut header, "x5c", json!(x5c));
        }
        let lst = jws::encode(&self.compressed());
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
        let canonical = |value| {
            serde_json_canonicalizer::to_vec(value)
                .map_err(|_| StatusListError::Claim { claim: "payload" })
        };
        let token = jws::sign(&canonical(&header)?, &canonical(&payload)?, signer)?;
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
        if bytes.len() > Self::MOST_BYTES {
            return Err(StatusListError::Size { max: Self::MOST_BYTES });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| StatusListError::Shape)?.trim();
        let (input, signature) = text.rsplit_once('.').ok_or(StatusListError::Shape)?;
        let (header, payload) = input.split_once('.').ok_or(StatusListError::Shape)?;
        let header: Header = from_json(header, StatusListError::Header { header: "header" })?;
        // RFC 7515 §4.1.11: what is critical and not understood must not be passed over.
        if header.crit.is_some() {
            return Err(StatusListError::Header { header: "crit" });
        }
        let kind = header.typ.strip_prefix("application/").unwrap_or(&header.typ);
        if !kind.eq_ignore_ascii_case("statuslist+jwt") {
            return Err(StatusListError::Header { header: "typ" });
        }
        if jws::algorithm(&header.alg).is_none() {
            return Err(StatusListError::Algorithm);
        }
        let certificates = read_certificates(&header.x5c)?;
        let payload: Payload = from_json(payload, StatusListError::Claim { claim: "payload" })?;
        let claim = |claim| StatusListError::Claim { claim };
        let time = |seconds, name| UnixTime::from_seconds(seconds).map_err(|_| claim(name));
        let bits = Bits::from_number(payload.status_list.bits).ok_or_else(|| claim("bits"))?;
        Ok(Self {
            signed: input.len(),
            token: text.to_owned(),
            algorithm: header.alg,
            certificates,
            bits,
            compressed: jws::decode(&payload.status_list.lst).map_err(|_| claim("lst"))?,
            signature: jws::decode(signature)?,
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
        self.token.as_bytes().get(..self.signed).unwrap_or_default()
    }

    /// The signature value as JOSE writes it.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The signature algorithm.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Algorithm`] if it is not spoken here.
    pub fn algorithm(&self) -> Result<SignatureAlgorithm, StatusListError> {
        jws::algorithm(&self.algorithm).ok_or(StatusListError::Algorithm)
    }

    /// The certificates it carries, the signer's own first, as DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Verifies the signature with a key; whether that key may sign status lists is another question.
    ///
    /// # Errors
    ///
    /// [`StatusListError::Crypto`] if it does not verify, [`StatusListError::Algorithm`] if the key
    /// is not of the kind that the header names.
    pub fn verify_signature(&self, key: &PublicKey) -> Result<(), StatusListError> {
        jws::verify(&self.algorithm, key, self.signing_input(), &self.signature)
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

fn read_certificates(x5c: &[String]) -> Result<Vec<Vec<u8>>, StatusListError> {
    const MOST: usize = 10;
    let malformed = || StatusListError::Header { header: "x5c" };
    if x5c.len() > MOST {
        return Err(malformed());
    }
    x5c.iter().map(|text| Base64::decode_vec(text).map_err(|_| malformed())).collect()
}

fn from_json<T: for<'a> Deserialize<'a>>(
    part: &str,
    malformed: StatusListError,
) -> Result<T, StatusListError> {
    serde_json::from_slice(&jws::decode(part)?).map_err(|_| malformed)
}

fn insert(object: &mut serde_json::Value, key: &str, value: serde_json::Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}
