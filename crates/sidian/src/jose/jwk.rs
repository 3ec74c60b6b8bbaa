//! Public keys as JWK (RFC 7517), and their thumbprints (RFC 7638).
//!
//! JOSE registers no curve for SM2: `crv` is `SM2` here, with `kty` `EC` and the coordinates of 32
//! bytes each, as the algorithm is `SM2SM3`. Both are private names.

use serde_json::{Map, Value, json};

use super::{JoseError, decode, encode, json as strict};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, oid, writer};
use crate::crypto::{Hash, PublicKey, Suite};

/// A key as a JWK with its required members only, in the order that RFC 7638 §3.2 asks for.
///
/// # Errors
///
/// [`JoseError::Algorithm`] for an RSA key too short to belong to a suite.
pub fn write(key: &PublicKey) -> Result<Value, JoseError> {
    let suite = key.suite().ok_or(JoseError::Algorithm)?;
    if suite == Suite::Rsa {
        let (n, e) = rsa_parts(key.key_bytes()).map_err(|_| JoseError::Algorithm)?;
        return Ok(json!({ "e": encode(e), "kty": "RSA", "n": encode(n) }));
    }
    if suite == Suite::Ed25519 {
        return Ok(json!({ "crv": "Ed25519", "kty": "OKP", "x": encode(key.key_bytes()) }));
    }
    let curve = CURVES.iter().find(|c| c.suite == suite).ok_or(JoseError::Algorithm)?;
    let point = key.uncompressed_point();
    let (x, y) = point
        .get(1..)
        .and_then(|both| both.split_at_checked(curve.len))
        .filter(|(_, y)| y.len() == curve.len)
        .ok_or(JoseError::Algorithm)?;
    Ok(json!({ "crv": curve.name, "kty": "EC", "x": encode(x), "y": encode(y) }))
}

/// Reads a JWK. Members that do not belong to the key itself are passed over, but a private key is
/// refused: whoever sends one has lost it.
///
/// # Errors
///
/// [`JoseError::Claim`] naming `jwk` if it is malformed or private, [`JoseError::Algorithm`] for a
/// kind of key that is not spoken here, [`JoseError::Crypto`] for a point that is on no curve.
pub fn read(jwk: &Value) -> Result<PublicKey, JoseError> {
    let malformed = JoseError::Claim { claim: "jwk" };
    let object = jwk.as_object().ok_or(malformed)?;
    if ["d", "p", "q", "k"].iter().any(|secret| object.contains_key(*secret)) {
        return Err(malformed);
    }
    let spki = match text(object, "kty")? {
        "EC" => {
            let name = text(object, "crv")?;
            let curve = CURVES.iter().find(|c| c.name == name).ok_or(JoseError::Algorithm)?;
            let (x, y) = (bytes(object, "x")?, bytes(object, "y")?);
            if x.len() != curve.len || y.len() != curve.len {
                return Err(malformed);
            }
            let named = writer::oid(curve.oid);
            spki(oid::EC_PUBLIC_KEY, Some(&named), &[&[4][..], &x, &y].concat())
        }
        "OKP" if text(object, "crv")? == "Ed25519" => {
            spki(oid::ED25519, None, &bytes(object, "x")?)
        }
        "RSA" => {
            let (n, e) = (bytes(object, "n")?, bytes(object, "e")?);
            let key = writer::sequence(&[&writer::unsigned(&n), &writer::unsigned(&e)]);
            spki(oid::RSA_ENCRYPTION, Some(&writer::null()), &key)
        }
        _ => return Err(JoseError::Algorithm),
    };
    Ok(PublicKey::from_spki(&spki)?)
}

/// The SHA-256 thumbprint of a key (RFC 7638), in base64url.
///
/// # Errors
///
/// As [`write()`].
pub fn thumbprint(key: &PublicKey) -> Result<String, JoseError> {
    let canonical = strict::canonical(&write(key)?)?;
    Ok(encode(Hash::Sha256.digest(&canonical).as_ref()))
}

struct Curve {
    name: &'static str,
    suite: Suite,
    oid: ObjectIdentifier,
    /// Bytes of one coordinate.
    len: usize,
}

const CURVES: &[Curve] = &[
    Curve { name: "SM2", suite: Suite::Sm2, oid: oid::SM2, len: 32 },
    Curve { name: "P-256", suite: Suite::P256, oid: oid::P256, len: 32 },
    Curve { name: "P-384", suite: Suite::P384, oid: oid::P384, len: 48 },
];

fn spki(algorithm: ObjectIdentifier, parameters: Option<&[u8]>, key: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::algorithm(algorithm, parameters), &writer::bit_string(key)])
}

fn rsa_parts(key: &[u8]) -> Result<(&[u8], &[u8]), Asn1Error> {
    let mut outer = Reader::new(key);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let (n, e) = (inner.integer()?, inner.integer()?);
    inner.finish()?;
    let digits = |value: &'_ [u8]| value.iter().position(|b| *b != 0).unwrap_or(value.len());
    let (from_n, from_e) = (digits(n), digits(e));
    Ok((n.get(from_n..).unwrap_or_default(), e.get(from_e..).unwrap_or_default()))
}

fn text<'a>(object: &'a Map<String, Value>, member: &str) -> Result<&'a str, JoseError> {
    object.get(member).and_then(Value::as_str).ok_or(JoseError::Claim { claim: "jwk" })
}

fn bytes(object: &Map<String, Value>, member: &str) -> Result<Vec<u8>, JoseError> {
    decode(text(object, member)?).map_err(|_| JoseError::Claim { claim: "jwk" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Signer;

    #[test]
    fn a_key_of_every_suite_is_read_back() {
        for suite in Suite::ALL {
            let key = crate::crypto::tests::key(suite);
            let jwk = write(key.public_key()).unwrap();
            assert_eq!(read(&jwk).as_ref(), Ok(key.public_key()), "{suite:?}");
            let mut private = jwk.clone();
            private["d"] = "AA".into();
            assert_eq!(read(&private).map(drop), Err(JoseError::Claim { claim: "jwk" }));
        }
    }

    #[test]
    fn the_thumbprint_of_rfc_7638_comes_out() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let jwk = json!({ "kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29" });
        let key = read(&jwk).unwrap();
        assert_eq!(thumbprint(&key).unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn a_point_off_its_curve_and_a_coordinate_of_another_length_are_refused() {
        let key = crate::crypto::tests::key(Suite::P256);
        let jwk = write(key.public_key()).unwrap();
        for (member, value) in [
            ("x", "AAAA"),
            ("y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("crv", "SM2"),
            ("crv", "P-521"),
            ("kty", "oct"),
        ] {
            let mut other = jwk.clone();
            other[member] = value.into();
            assert!(read(&other).is_err(), "{member} {value}");
        }
    }
}
