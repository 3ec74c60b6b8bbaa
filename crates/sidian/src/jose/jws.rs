//! Compact JWS (RFC 7515): three parts of base64url between dots.
//!
//! # SM2 with SM3
//!
//! JOSE registers no name for it, so `SM2SM3` is our own and a private name in the sense of RFC 7515
//! §4.1.1: the signature of GB/T 32918.2 over SM3 with the curve of GB/T 32918.5 and the default user
//! id `1234567812345678` (GB/T 35276), its value r and s of 32 bytes each, as ES256 writes them. Other
//! libraries refuse such tokens, which is right: they cannot check them.

use base64ct::{Base64, Encoding};
use serde_json::{Map, Value, json};

use super::algorithm::Row;
use super::{JoseError, decode, encode, json as strict};
use crate::crypto::{PublicKey, SignatureAlgorithm, Signer};

/// What is expected of a token before anything in it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The only `typ` that is taken, without `application/` (RFC 7515 §4.1.9, RFC 8725 §3.11).
    pub typ: &'static str,
    /// The most bytes that the whole token may have.
    pub most_bytes: usize,
}

/// What the protected header says beside the algorithm.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Header {
    /// `typ`: what the token is.
    pub typ: String,
    /// `kid`: which key signed, as the two sides have agreed to name it.
    pub kid: Option<String>,
    /// `x5c`: the signer's certificates as DER, its own first (RFC 7515 §4.1.6).
    pub certificates: Vec<Vec<u8>>,
}

impl Header {
    /// A header of this `typ` alone.
    pub fn new(typ: &str) -> Self {
        Self { typ: typ.to_owned(), ..Self::default() }
    }

    /// Sends the signer's certificates along, its own first.
    #[must_use]
    pub fn with_certificates(mut self, certificates: &[Vec<u8>]) -> Self {
        self.certificates = certificates.to_vec();
        self
    }

    /// Names the key.
    #[must_use]
    pub fn with_kid(mut self, kid: &str) -> Self {
        self.kid = Some(kid.to_owned());
        self
    }

    fn write(&self, alg: &str) -> Result<Vec<u8>, JoseError> {
        let mut object = Map::new();
        object.insert("alg".to_owned(), alg.into());
        object.insert("typ".to_owned(), self.typ.as_str().into());
        if let Some(kid) = &self.kid {
            object.insert("kid".to_owned(), kid.as_str().into());
        }
        if !self.certificates.is_empty() {
            let x5c: Vec<_> = self.certificates.iter().map(|c| Base64::encode_string(c)).collect();
            object.insert("x5c".to_owned(), json!(x5c));
        }
        strict::canonical(&Value::Object(object))
    }

    fn read(bytes: &[u8], rules: &Rules) -> Result<(Self, &'static Row), JoseError> {
        let malformed = |header| JoseError::Header { header };
        let object = strict::read_object(bytes).map_err(|_| malformed("header"))?;
        // RFC 7515 §4.1.11: what is critical and not understood must not be passed over, and
        // nothing critical is understood here.
        if object.contains_key("crit") {
            return Err(malformed("crit"));
        }
        let typ = text(&object, "typ")?.ok_or_else(|| malformed("typ"))?;
        let bare = typ.strip_prefix("application/").unwrap_or(&typ);
        if !bare.eq_ignore_ascii_case(rules.typ) {
            return Err(malformed("typ"));
        }
        let alg = text(&object, "alg")?.ok_or_else(|| malformed("alg"))?;
        let row = Row::named(&alg).ok_or(JoseError::Algorithm)?;
        let certificates = certificates(object.get("x5c")).ok_or_else(|| malformed("x5c"))?;
        Ok((Self { typ: bare.to_owned(), kid: text(&object, "kid")?, certificates }, row))
    }
}

/// A token as it came: read, and not believed before its signature was verified with a key that
/// there is a reason to trust.
#[derive(Clone)]
pub struct Jws {
    token: String,
    signed: usize,
    header: Header,
    row: &'static Row,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Jws {
    /// Reads the structure of a token; white space around it is passed over. Nothing is verified.
    ///
    /// # Errors
    ///
    /// [`JoseError`], but neither [`JoseError::Claim`] nor [`JoseError::Crypto`].
    pub fn parse(bytes: &[u8], rules: &Rules) -> Result<Self, JoseError> {
        if bytes.len() > rules.most_bytes {
            return Err(JoseError::Size { max: rules.most_bytes });
        }
        let token = std::str::from_utf8(bytes).map_err(|_| JoseError::Shape)?.trim();
        let (input, signature) = token.rsplit_once('.').ok_or(JoseError::Shape)?;
        let (header, payload) = input.split_once('.').ok_or(JoseError::Shape)?;
        let (header, row) = Header::read(&decode(header)?, rules)?;
        Ok(Self {
            signed: input.len(),
            header,
            row,
            payload: decode(payload)?,
            signature: decode(signature)?,
            token: token.to_owned(),
        })
    }

    /// Signs `payload`.
    ///
    /// # Errors
    ///
    /// [`JoseError::Algorithm`] if JOSE has no name for what the signer signs with,
    /// [`JoseError::Crypto`] if it fails.
    pub fn sign(header: &Header, payload: &[u8], signer: &dyn Signer) -> Result<String, JoseError> {
        let prepared = PreparedJws::new(header, payload, signer.algorithm(), signer.public_key())?;
        let value = signer.sign(prepared.to_be_signed())?;
        prepared.finish(value)
    }

    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The payload's bytes.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The payload as a JSON object with each key once.
    ///
    /// # Errors
    ///
    /// [`JoseError::Json`].
    pub fn claims(&self) -> Result<Map<String, Value>, JoseError> {
        strict::read_object(&self.payload)
    }

    /// The token, without white space around it.
    pub fn token(&self) -> &str {
        &self.token
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
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.row.algorithm
    }

    /// Verifies the signature with a key. Whether that key may say such things is another question.
    ///
    /// # Errors
    ///
    /// [`JoseError::Crypto`] if it does not verify, [`JoseError::Algorithm`] if the key is not of
    /// the kind that the header names.
    pub fn verify(&self, key: &PublicKey) -> Result<(), JoseError> {
        self.row.verify(key, self.signing_input(), &self.signature)
    }
}

impl std::fmt::Debug for Jws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The payload may hold personal data.
        write!(f, "Jws({}, {}, {} bytes)", self.header.typ, self.row.name, self.token.len())
    }
}

/// A token that only its signature value is missing from: the key may be on a card, in an HSM or on
/// a phone.
#[must_use = "a prepared token is not signed before it is completed"]
pub struct PreparedJws {
    input: String,
    row: &'static Row,
    key: PublicKey,
}

impl PreparedJws {
    /// Prepares `payload` for a key elsewhere, which signs with `algorithm`.
    ///
    /// # Errors
    ///
    /// [`JoseError::Algorithm`] if JOSE has no name for that algorithm with that key.
    pub fn new(
        header: &Header,
        payload: &[u8],
        algorithm: &SignatureAlgorithm,
        key: &PublicKey,
    ) -> Result<Self, JoseError> {
        let row = Row::of(algorithm, key).ok_or(JoseError::Algorithm)?;
        let mut input = encode(&header.write(row.name)?);
        input.push('.');
        input.push_str(&encode(payload));
        Ok(Self { input, row, key: key.clone() })
    }

    /// What the key signs: the message itself, not its hash.
    pub fn to_be_signed(&self) -> &[u8] {
        self.input.as_bytes()
    }

    /// Puts the token together with the value that the key made, in the form that
    /// [`Signer::sign`] gives. The value is verified first.
    ///
    /// # Errors
    ///
    /// [`JoseError::Crypto`] if it is not the signature of that key over these bytes.
    pub fn complete(self, value: Vec<u8>) -> Result<String, JoseError> {
        self.key.verify(&self.row.algorithm, self.to_be_signed(), &value)?;
        self.finish(value)
    }

    fn finish(self, value: Vec<u8>) -> Result<String, JoseError> {
        let value = self.row.value(value)?;
        let mut token = self.input;
        token.push('.');
        token.push_str(&encode(&value));
        Ok(token)
    }
}

fn text(object: &Map<String, Value>, header: &'static str) -> Result<Option<String>, JoseError> {
    match object.get(header) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(JoseError::Header { header }),
    }
}

fn certificates(x5c: Option<&Value>) -> Option<Vec<Vec<u8>>> {
    const MOST: usize = 10;
    let Some(x5c) = x5c else { return Some(Vec::new()) };
    let list = x5c.as_array().filter(|list| list.len() <= MOST)?;
    list.iter().map(|text| Base64::decode_vec(text.as_str()?).ok()).collect()
}
