//! SM2 signatures with SM3 (GB/T 32918.2, GB/T 35276).

use ::sm2::dsa::signature::{Signer as _, Verifier as _};
use ::sm2::elliptic_curve::sec1::ToSec1Point;

use super::ecdsa::halves;
use super::public_key::Material;
use super::{CryptoError, Hash, PublicKey};
use crate::asn1::writer;

/// The user id that goes into Z where nothing else is agreed (GB/T 35276 §10).
pub(super) const USER_ID: &str = "1234567812345678";

pub(super) fn verify(
    key: &PublicKey,
    _hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    verify_as(key, USER_ID, message, signature)
}

/// Verifies a signature made under a user id of its own.
pub(super) fn verify_as(
    key: &PublicKey,
    user_id: &str,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let Material::Sm2(key) = &key.material else { return Err(CryptoError::SignatureInvalid) };
    let (r, s) = halves::<32>(signature).map_err(|_| CryptoError::SignatureInvalid)?;
    let signature =
        ::sm2::dsa::Signature::from_scalars(r, s).map_err(|_| CryptoError::SignatureInvalid)?;
    ::sm2::dsa::VerifyingKey::new(user_id, *key)
        .and_then(|key| key.verify(message, &signature))
        .map_err(|_| CryptoError::SignatureInvalid)
}

/// Signs under the default user id; the value is a DER SM2Signature.
pub(super) fn sign(key: &::sm2::dsa::SigningKey, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
    let signature: ::sm2::dsa::Signature =
        key.try_sign(message).map_err(|_| CryptoError::Signing)?;
    let bytes = signature.to_bytes();
    let (r, s) = bytes.split_at(32);
    Ok(writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]))
}

pub(super) fn point(key: &::sm2::PublicKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}
