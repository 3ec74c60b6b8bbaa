//! ECDSA on P-256 and P-384 (FIPS 186-5 §6). `ring` where it has the pair of curve and hash, the
//! curve's own crate for the rest.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::elliptic_curve::sec1::ToSec1Point;
use ring::signature as ring_signature;

use super::public_key::Material;
use super::{CryptoError, Hash, PublicKey};
use crate::asn1::{Asn1Error, Reader};

pub(super) fn verify(
    key: &PublicKey,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    match &key.material {
        Material::P256(key) => verify_p256(key, hash, message, signature),
        Material::P384(key) => verify_p384(key, hash, message, signature),
        _ => Err(CryptoError::SignatureInvalid),
    }
}

fn verify_p256(
    key: &p256::PublicKey,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let (r, s) = halves::<32>(signature).map_err(|_| CryptoError::SignatureInvalid)?;
    let ring_algorithm = match hash {
        Hash::Sha256 => &ring_signature::ECDSA_P256_SHA256_ASN1,
        Hash::Sha384 => &ring_signature::ECDSA_P256_SHA384_ASN1,
        _ => {
            let signature = p256::ecdsa::Signature::from_scalars(r, s)
                .map_err(|_| CryptoError::SignatureInvalid)?;
            return p256::ecdsa::VerifyingKey::from(key)
                .verify_prehash(&prehash::<32>(hash, message), &signature)
                .map_err(|_| CryptoError::SignatureInvalid);
        }
    };
    ring_signature::UnparsedPublicKey::new(ring_algorithm, point_p256(key))
        .verify(message, signature)
        .map_err(|_| CryptoError::SignatureInvalid)
}

fn verify_p384(
    key: &p384::PublicKey,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let (r, s) = halves::<48>(signature).map_err(|_| CryptoError::SignatureInvalid)?;
    let ring_algorithm = match hash {
        Hash::Sha256 => &ring_signature::ECDSA_P384_SHA256_ASN1,
        Hash::Sha384 => &ring_signature::ECDSA_P384_SHA384_ASN1,
        _ => {
            let signature = p384::ecdsa::Signature::from_scalars(r, s)
                .map_err(|_| CryptoError::SignatureInvalid)?;
            return p384::ecdsa::VerifyingKey::from(key)
                .verify_prehash(&prehash::<48>(hash, message), &signature)
                .map_err(|_| CryptoError::SignatureInvalid);
        }
    };
    ring_signature::UnparsedPublicKey::new(ring_algorithm, point_p384(key))
        .verify(message, signature)
        .map_err(|_| CryptoError::SignatureInvalid)
}

/// The digest as ECDSA takes it: a shorter one is the same number with zeros before it, a longer
/// one is cut by the curve's crate.
fn prehash<const N: usize>(hash: Hash, message: &[u8]) -> Vec<u8> {
    let digest = hash.digest(message);
    let mut padded = vec![0; N.saturating_sub(digest.as_ref().len())];
    padded.extend_from_slice(digest.as_ref());
    padded
}

/// `r` and `s` of Ecdsa-Sig-Value (RFC 3279 §2.2.3) or SM2Signature (GB/T 35276), strict DER,
/// each brought to `N` bytes.
pub(super) fn halves<const N: usize>(der: &[u8]) -> Result<([u8; N], [u8; N]), Asn1Error> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let (r, s) = (inner.unsigned()?, inner.unsigned()?);
    inner.finish()?;
    Ok((fixed(r)?, fixed(s)?))
}

/// `digits` with zeros before them, `N` bytes in all.
pub(super) fn fixed<const N: usize>(digits: &[u8]) -> Result<[u8; N], Asn1Error> {
    let pad = N.checked_sub(digits.len()).ok_or(Asn1Error::Value { kind: "scalar" })?;
    let mut out = [0; N];
    for (to, from) in out.iter_mut().skip(pad).zip(digits) {
        *to = *from;
    }
    Ok(out)
}

pub(super) fn point_p256(key: &p256::PublicKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}

pub(super) fn point_p384(key: &p384::PublicKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}
