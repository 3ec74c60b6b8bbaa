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

/// A key that signs under the default user id. The crate does not wipe its keys, so this does.
pub(super) struct Sm2Key(Box<::sm2::dsa::SigningKey>);

impl Sm2Key {
    /// From the secret scalar; and the public point, uncompressed.
    pub(super) fn new(scalar: &[u8]) -> Result<(Self, Vec<u8>), CryptoError> {
        let key = ::sm2::dsa::SigningKey::from_slice(USER_ID, scalar)
            .map_err(|_| CryptoError::SecretKey)?;
        // GB/T 32918.2 §6.1: the secret is at most n − 2, for signing divides by 1 + d.
        if bool::from((**key.as_nonzero_scalar() + ::sm2::Scalar::ONE).is_zero()) {
            return Err(CryptoError::SecretKey);
        }
        let point = key.verifying_key().to_sec1_bytes().into_vec();
        Ok((Self(Box::new(key)), point))
    }

    /// The value is a DER SM2Signature (GB/T 35276).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let signature: ::sm2::dsa::Signature =
            self.0.try_sign(message).map_err(|_| CryptoError::Signing)?;
        let bytes = signature.to_bytes();
        let (r, s) = bytes.split_at(32);
        Ok(writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]))
    }
}

impl Drop for Sm2Key {
    fn drop(&mut self) {
        let mut one = [0; 32];
        one[31] = 1;
        if let Ok(blank) = ::sm2::dsa::SigningKey::from_slice(USER_ID, &one) {
            *self.0 = blank;
        }
        // Else the overwriting could be left out as without effect.
        std::hint::black_box(&self.0);
    }
}

pub(super) fn point(key: &::sm2::PublicKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::{Signer, SigningKey, Suite};
    use super::*;

    #[test]
    fn secrets_out_of_range_are_refused() {
        let order = [
            0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
            0xff, 0xff, 0x72, 0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09,
            0x39, 0xd5, 0x41, 0x23,
        ];
        let below = |by: u8| {
            let mut scalar: [u8; 32] = order;
            scalar[31] -= by;
            Sm2Key::new(&scalar).map(|(key, _)| key.sign(b"m").is_ok())
        };
        assert_eq!(below(2), Ok(true));
        assert_eq!(below(1), Err(CryptoError::SecretKey));
        assert_eq!(below(0), Err(CryptoError::SecretKey));
        assert!(Sm2Key::new(&[0; 32]).is_err());
    }

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
