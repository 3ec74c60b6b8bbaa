//! Compact JWS (RFC 7515): the parts, the names of algorithms, and the form of signature values.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::StatusListError;
use crate::asn1::{Asn1Error, Reader, tag, writer};
use crate::crypto::{CryptoError, PublicKey, SignatureAlgorithm, Signer, Suite};

/// One algorithm as JOSE names it.
struct Row {
    name: &'static str,
    algorithm: SignatureAlgorithm,
    /// The suite that the name demands, where it names a curve.
    suite: Option<Suite>,
    /// How long each half of the value is, where JOSE writes r and s one after the other.
    half: Option<usize>,
}

/// RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2. JOSE has no name for SM2 with SM3: `SM2SM3` is our
/// own, its value r and s of 32 bytes each, its user id the default one.
const TABLE: &[Row] = &[
    row("SM2SM3", SignatureAlgorithm::SM2_SM3, Some(Suite::Sm2), Some(32)),
    row("EdDSA", SignatureAlgorithm::ED25519, Some(Suite::Ed25519), None),
    row("Ed25519", SignatureAlgorithm::ED25519, Some(Suite::Ed25519), None),
    row("ES256", SignatureAlgorithm::ECDSA_SHA256, Some(Suite::P256), Some(32)),
    row("ES384", SignatureAlgorithm::ECDSA_SHA384, Some(Suite::P384), Some(48)),
    row("RS256", SignatureAlgorithm::RSA_PKCS1_SHA256, None, None),
    row("RS384", SignatureAlgorithm::RSA_PKCS1_SHA384, None, None),
    row("RS512", SignatureAlgorithm::RSA_PKCS1_SHA512, None, None),
    row("PS256", SignatureAlgorithm::RSA_PSS_SHA256, None, None),
    row("PS384", SignatureAlgorithm::RSA_PSS_SHA384, None, None),
    row("PS512", SignatureAlgorithm::RSA_PSS_SHA512, None, None),
];

const fn row(
    name: &'static str,
    algorithm: SignatureAlgorithm,
    suite: Option<Suite>,
    half: Option<usize>,
) -> Row {
    Row { name, algorithm, suite, half }
}

/// How JOSE names what a signer signs with; `None` where it has no name for it.
pub fn algorithm_name(signer: &dyn Signer) -> Option<&'static str> {
    for_signer(signer).map(|row| row.name)
}

/// Signs `header.payload` and puts the token together.
pub(super) fn sign(
    header: &[u8],
    payload: &[u8],
    signer: &dyn Signer,
) -> Result<String, StatusListError> {
    let row = for_signer(signer).ok_or(StatusListError::Algorithm)?;
    let mut token = Base64UrlUnpadded::encode_string(header);
    token.push('.');
    token.push_str(&Base64UrlUnpadded::encode_string(payload));
    let value = signer.sign(token.as_bytes())?;
    let value = match row.half {
        Some(half) => from_der(&value, half).map_err(|_| CryptoError::Signing)?,
        None => value,
    };
    token.push('.');
    token.push_str(&Base64UrlUnpadded::encode_string(&value));
    Ok(token)
}

/// Verifies a value as JOSE writes it.
pub(super) fn verify(
    name: &str,
    key: &PublicKey,
    input: &[u8],
    value: &[u8],
) -> Result<(), StatusListError> {
    let row = TABLE.iter().find(|row| row.name == name).ok_or(StatusListError::Algorithm)?;
    if row.suite.is_some() && row.suite != key.suite() {
        return Err(StatusListError::Algorithm);
    }
    let der;
    let value = match row.half {
        Some(half) => {
            der = to_der(value, half).ok_or(CryptoError::SignatureInvalid)?;
            &der
        }
        None => value,
    };
    Ok(key.verify(&row.algorithm, input, value)?)
}

/// The algorithm of a name in a header.
pub(super) fn algorithm(name: &str) -> Option<SignatureAlgorithm> {
    TABLE.iter().find(|row| row.name == name).map(|row| row.algorithm)
}

pub(super) fn decode(text: &str) -> Result<Vec<u8>, StatusListError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| StatusListError::Shape)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn for_signer(signer: &dyn Signer) -> Option<&'static Row> {
    let (algorithm, suite) = (signer.algorithm().name(), signer.public_key().suite());
    TABLE.iter().find(|row| {
        row.algorithm.name() == algorithm && (row.suite.is_none() || row.suite == suite)
    })
}

/// `SEQUENCE {r, s}` as r and s of one length, one after the other.
fn from_der(der: &[u8], half: usize) -> Result<Vec<u8>, Asn1Error> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let mut value = Vec::with_capacity(half * 2);
    for _ in 0..2 {
        let digits = inner.expect(tag::INTEGER)?.value;
        let start = digits.iter().position(|b| *b != 0).unwrap_or(digits.len());
        let digits = digits.get(start..).unwrap_or_default();
        value.resize(value.len() + half.saturating_sub(digits.len()), 0);
        value.extend_from_slice(digits);
    }
    inner.finish()?;
    Ok(value)
}

fn to_der(value: &[u8], half: usize) -> Option<Vec<u8>> {
    if value.len() != half * 2 {
        return None;
    }
    let (r, s) = value.split_at_checked(half)?;
    Some(writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]))
}
