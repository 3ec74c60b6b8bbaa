//! SM2 signatures with SM3 (GB/T 32918.2, GB/T 35276).

use ::sm2::dsa::signature::{Signer as _, Verifier as _};
use ::sm2::elliptic_curve::sec1::ToSec1Point;

use super::ecdsa::halves;
use super::public_key::Material;
use super::{CryptoError, Digest, Hash, PublicKey};
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

/// The digest that an SM2 key signs (GB/T 32918.2 5.5, 6.1): SM3 over Z and the message, where Z binds
/// the user id, the curve and the key. For devices that take a digest instead of the message.
pub(super) fn digest_as(key: &::sm2::PublicKey, user_id: &str, message: &[u8]) -> Digest {
    let bits = u16::try_from(user_id.len() * 8).unwrap_or(u16::MAX);
    let own = point(key);
    let mut z = Hash::Sm3.hasher();
    for part in [&bits.to_be_bytes()[..], user_id.as_bytes(), &CURVE] {
        z.update(part);
    }
    // Both coordinates, without the octet that says that both are there.
    z.update(own.get(1..).unwrap_or_default());
    let mut e = Hash::Sm3.hasher();
    e.update(z.finish().as_ref());
    e.update(message);
    e.finish()
}

/// a, b and the base point of the curve (GB/T 32918.5).
const CURVE: [u8; 128] = *b"\
    \xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
    \xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xfc\
    \x28\xe9\xfa\x9e\x9d\x9f\x5e\x34\x4d\x5a\x9e\x4b\xcf\x65\x09\xa7\
    \xf3\x97\x89\xf5\x15\xab\x8f\x92\xdd\xbc\xbd\x41\x4d\x94\x0e\x93\
    \x32\xc4\xae\x2c\x1f\x19\x81\x19\x5f\x99\x04\x46\x6a\x39\xc9\x94\
    \x8f\xe3\x0b\xbf\xf2\x66\x0b\xe1\x71\x5a\x45\x89\x33\x4c\x74\xc7\
    \xbc\x37\x36\xa2\xf4\xf6\x77\x9c\x59\xbd\xce\xe3\x6b\x69\x21\x53\
    \xd0\xa9\x87\x7c\xc6\x2a\x47\x40\x02\xdf\x32\xe5\x21\x39\xf0\xa0";

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
    fn the_digest_is_the_one_that_is_signed() {
        use ::sm2::dsa::signature::hazmat::PrehashVerifier;
        let key = SigningKey::generate(Suite::Sm2).unwrap();
        let value = key.sign(b"message").unwrap();
        let Material::Sm2(public) = &key.public_key().material else { panic!("no SM2 key") };
        let (r, s) = halves::<32>(&value).unwrap();
        let value = ::sm2::dsa::Signature::from_scalars(r, s).unwrap();
        let verifier = ::sm2::dsa::VerifyingKey::new(USER_ID, *public).unwrap();
        let digest = digest_as(public, USER_ID, b"message");
        assert!(verifier.verify_prehash(digest.as_ref(), &value).is_ok());
        let digest = digest_as(public, "another", b"message");
        assert!(verifier.verify_prehash(digest.as_ref(), &value).is_err());
    }

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
