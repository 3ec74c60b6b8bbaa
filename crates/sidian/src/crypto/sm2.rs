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

#[cfg(test)]
mod tests {
    use super::super::{Signer, SigningKey, Suite};
    use super::*;

    #[test]
    fn scalars_out_of_range_and_other_encodings_are_refused() {
        let key = SigningKey::generate(Suite::Sm2).unwrap();
        let value = key.sign(b"m").unwrap();
        let public = key.public_key();
        assert_eq!(verify_as(public, USER_ID, b"m", &value), Ok(()));
        let (r, s) = halves::<32>(&value).unwrap();
        let order =
            b"\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x72\x03\xdf\x6b\x21\xc6\x05\x2b\x53\xbb\xf4\x09\x39\xd5\x41\x23";
        let pair =
            |r: &[u8], s: &[u8]| writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]);
        let mut padded = vec![0x30, value[1] + 1, 0x02, 0x21 + u8::from(r[0] >= 0x80), 0];
        padded.extend(&value[4..]);
        for (bad, why) in [
            (pair(&[], &s), "r is zero"),
            (pair(&r, &[]), "s is zero"),
            (pair(order, &s), "r is the order"),
            (pair(&r, order), "s is the order"),
            (pair(&s, &r), "swapped"),
            ([r, s].concat(), "raw"),
            ([&value[..], &[0]].concat(), "trailing byte"),
            (padded, "r padded with a zero"),
            (Vec::new(), "empty"),
        ] {
            let got = verify_as(public, USER_ID, b"m", &bad);
            assert_eq!(got, Err(CryptoError::SignatureInvalid), "{why}");
        }
    }
}
