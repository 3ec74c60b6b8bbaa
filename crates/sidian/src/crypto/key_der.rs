//! The DER of private keys: PKCS#8 (RFC 5958), SEC1 (RFC 5915), PKCS#1 (RFC 8017 A.1.2).

use zeroize::Zeroizing;

use super::ecdsa::fixed;
use super::public_key::named_curve;
use super::{CryptoError, Suite};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, oid, tag, writer};

/// An AlgorithmIdentifier: its OID and raw parameters.
pub(super) type Algorithm<'a> = (ObjectIdentifier, Option<&'a [u8]>);

/// The secret of a key and its suite: a scalar or seed of fixed length, or an RSAPrivateKey.
pub(super) struct Secret {
    pub(super) suite: Suite,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

/// Reads a PrivateKeyInfo or OneAsymmetricKey. The public half in it, if any, is not believed: it
/// is computed anew by who uses the secret.
pub(super) fn read_pkcs8(der: &[u8]) -> Result<Secret, CryptoError> {
    let ((algorithm, parameters), key) = split_pkcs8(der).map_err(|_| CryptoError::SecretKey)?;
    match algorithm {
        oid::EC_PUBLIC_KEY => ec_secret(named_curve(parameters)?, key),
        oid::ED25519 => {
            let mut reader = Reader::new(key);
            let seed = reader.octet_string().map_err(|_| CryptoError::SecretKey)?;
            reader.finish().map_err(|_| CryptoError::SecretKey)?;
            if seed.len() != 32 {
                return Err(CryptoError::SecretKey);
            }
            Ok(Secret { suite: Suite::Ed25519, bytes: Zeroizing::new(seed.to_vec()) })
        }
        oid::RSA_ENCRYPTION | oid::RSA_PSS => Ok(read_pkcs1(key)),
        oid => Err(CryptoError::Unsupported { oid }),
    }
}

/// Reads an ECPrivateKey, which must name its curve.
pub(super) fn read_sec1(der: &[u8]) -> Result<Secret, CryptoError> {
    let (_, curve) = split_sec1(der).map_err(|_| CryptoError::SecretKey)?;
    ec_secret(named_curve(curve)?, der)
}

/// An RSAPrivateKey; it is judged by who uses it.
pub(super) fn read_pkcs1(der: &[u8]) -> Secret {
    Secret { suite: Suite::Rsa, bytes: Zeroizing::new(der.to_vec()) }
}

/// Writes a PrivateKeyInfo. `public` is the uncompressed point of a key on a NIST or the SM2
/// curve, which other software likes to find inside.
pub(super) fn write_pkcs8(secret: &Secret, public: &[u8]) -> Zeroizing<Vec<u8>> {
    let curve = match secret.suite {
        Suite::P256 => oid::P256,
        Suite::P384 => oid::P384,
        Suite::Sm2 => oid::SM2,
        Suite::Ed25519 => {
            let inner = Zeroizing::new(writer::octet_string(&secret.bytes));
            return wrap(&writer::algorithm(oid::ED25519, None), &inner);
        }
        Suite::Rsa => {
            let algorithm = writer::algorithm(oid::RSA_ENCRYPTION, Some(&writer::null()));
            return wrap(&algorithm, &secret.bytes);
        }
    };
    let scalar = Zeroizing::new(writer::octet_string(&secret.bytes));
    let public = writer::context(1, &writer::bit_string(public));
    let inner = Zeroizing::new(writer::sequence(&[&writer::integer(1), &scalar, &public]));
    wrap(&writer::algorithm(oid::EC_PUBLIC_KEY, Some(&writer::oid(curve))), &inner)
}

/// The SubjectPublicKeyInfo of a suite's key, from the content of its BIT STRING.
pub(super) fn write_spki(suite: Suite, key: &[u8]) -> Vec<u8> {
    let curve = |curve| writer::algorithm(oid::EC_PUBLIC_KEY, Some(&writer::oid(curve)));
    let algorithm = match suite {
        Suite::Ed25519 => writer::algorithm(oid::ED25519, None),
        Suite::P256 => curve(oid::P256),
        Suite::P384 => curve(oid::P384),
        Suite::Rsa => writer::algorithm(oid::RSA_ENCRYPTION, Some(&writer::null())),
        Suite::Sm2 => curve(oid::SM2),
    };
    writer::sequence(&[&algorithm, &writer::bit_string(key)])
}

/// Modulus and public exponent of an RSAPrivateKey, as an RSAPublicKey.
pub(super) fn rsa_public(private: &[u8]) -> Result<Vec<u8>, Asn1Error> {
    let mut outer = Reader::new(private);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    inner.u64()?;
    let (modulus, exponent) = (inner.unsigned()?, inner.unsigned()?);
    Ok(writer::sequence(&[&writer::unsigned(modulus), &writer::unsigned(exponent)]))
}

fn wrap(algorithm: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(writer::octet_string(key));
    Zeroizing::new(writer::sequence(&[&writer::integer(0), algorithm, &key]))
}

fn split_pkcs8(der: &[u8]) -> Result<(Algorithm<'_>, &[u8]), Asn1Error> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    if inner.u64()? > 1 {
        return Err(Asn1Error::Value { kind: "PKCS#8 version" });
    }
    let algorithm = inner.algorithm()?;
    let key = inner.octet_string()?;
    inner.optional(tag::context_constructed(0))?;
    inner.optional(tag::context(1))?;
    inner.finish()?;
    Ok((algorithm, key))
}

/// The scalar of an ECPrivateKey and the raw curve parameters, if any.
fn split_sec1(der: &[u8]) -> Result<(&[u8], Option<&[u8]>), Asn1Error> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    if inner.u64()? != 1 {
        return Err(Asn1Error::Value { kind: "ECPrivateKey version" });
    }
    let scalar = inner.octet_string()?;
    let curve = inner.optional(tag::context_constructed(0))?.map(|tlv| tlv.value);
    inner.optional(tag::context_constructed(1))?;
    inner.finish()?;
    Ok((scalar, curve))
}

fn ec_secret(curve: ObjectIdentifier, der: &[u8]) -> Result<Secret, CryptoError> {
    let (scalar, _) = split_sec1(der).map_err(|_| CryptoError::SecretKey)?;
    let (suite, bytes) = match curve {
        oid::P256 => (Suite::P256, padded::<32>(scalar)?),
        oid::P384 => (Suite::P384, padded::<48>(scalar)?),
        oid::SM2 => (Suite::Sm2, padded::<32>(scalar)?),
        oid => return Err(CryptoError::Unsupported { oid }),
    };
    Ok(Secret { suite, bytes })
}

/// Some writers drop leading zeros of the scalar, which RFC 5915 §3 keeps.
fn padded<const N: usize>(scalar: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let scalar = Zeroizing::new(fixed::<N>(scalar).map_err(|_| CryptoError::SecretKey)?);
    Ok(Zeroizing::new(scalar.to_vec()))
}
