//! COSE_Sign1 with the algorithm in its protected header and nothing else beside the payload.

use coset::iana::{self, EnumI64};
use coset::{
    CborSerializable, CoseSign1, Header, RegisteredLabelWithPrivate, TaggedCborSerializable,
};

use super::CoseError;
use crate::crypto::{CryptoError, PublicKey, SignatureAlgorithm, Signer, Suite};
use crate::jose::{from_der, to_der};

/// One algorithm as COSE numbers it.
struct Row {
    number: i64,
    algorithm: SignatureAlgorithm,
    suite: Suite,
    /// How long each half of the value is, where COSE writes r and s one after the other.
    half: Option<usize>,
}

/// RFC 9053 §2. COSE has no number for SM2 with SM3: -65537 is ours, from the range for private use
/// (RFC 9053 §11), its value r and s of 32 bytes each, its user id the default one. RSA has numbers
/// (RFC 8812) but no place in a code this small.
const TABLE: &[Row] = &[
    row(-65537, SignatureAlgorithm::SM2_SM3, Suite::Sm2, Some(32)),
    row(-8, SignatureAlgorithm::ED25519, Suite::Ed25519, None),
    row(-7, SignatureAlgorithm::ECDSA_SHA256, Suite::P256, Some(32)),
    row(-35, SignatureAlgorithm::ECDSA_SHA384, Suite::P384, Some(48)),
];

const fn row(number: i64, algorithm: SignatureAlgorithm, suite: Suite, half: Option<usize>) -> Row {
    Row { number, algorithm, suite, half }
}

/// How COSE numbers what a key signs with; `None` where it has no number here.
pub fn algorithm_number(algorithm: &SignatureAlgorithm, key: &PublicKey) -> Option<i64> {
    Row::of(algorithm, key).map(|row| row.number)
}

impl Row {
    fn of(algorithm: &SignatureAlgorithm, key: &PublicKey) -> Option<&'static Self> {
        let suite = key.suite()?;
        TABLE.iter().find(|row| row.algorithm == *algorithm && row.suite == suite)
    }

    fn header(&self) -> Header {
        let alg = match iana::Algorithm::from_i64(self.number) {
            Some(known) => RegisteredLabelWithPrivate::Assigned(known),
            None => RegisteredLabelWithPrivate::PrivateUse(self.number),
        };
        Header { alg: Some(alg), ..Header::default() }
    }

    fn envelope(&self, payload: &[u8], signature: &[u8]) -> CoseSign1 {
        coset::CoseSign1Builder::new()
            .protected(self.header())
            .payload(payload.to_vec())
            .signature(signature.to_vec())
            .build()
    }
}

/// A statement as it came: read, and not believed before its signature was verified with a key that
/// there is a reason to trust.
pub struct Sign1 {
    row: &'static Row,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Sign1 {
    /// Reads a tagged COSE_Sign1 of at most `max` bytes.
    ///
    /// # Errors
    ///
    /// [`CoseError::Shape`] if it is anything else or not in its deterministic encoding,
    /// [`CoseError::Algorithm`], [`CoseError::Size`].
    pub fn parse(bytes: &[u8], max: usize) -> Result<Self, CoseError> {
        if bytes.len() > max {
            return Err(CoseError::Size { max });
        }
        let read = CoseSign1::from_tagged_slice(bytes).map_err(|_| CoseError::Shape)?;
        let number = match &read.protected.header.alg {
            Some(RegisteredLabelWithPrivate::Assigned(known)) => known.to_i64(),
            Some(RegisteredLabelWithPrivate::PrivateUse(number)) => *number,
            _ => return Err(CoseError::Shape),
        };
        let row = TABLE.iter().find(|row| row.number == number).ok_or(CoseError::Algorithm)?;
        let payload = read.payload.ok_or(CoseError::Shape)?;
        let same = row.envelope(&payload, &read.signature).to_tagged_vec();
        if same.map_err(|_| CoseError::Shape)? != bytes {
            return Err(CoseError::Shape);
        }
        Ok(Self { row, payload, signature: read.signature })
    }

    /// Signs `payload`.
    ///
    /// # Errors
    ///
    /// [`CoseError::Algorithm`] if there is no number for what the signer signs with,
    /// [`CoseError::Crypto`] if it fails.
    pub fn sign(payload: &[u8], signer: &dyn Signer) -> Result<Vec<u8>, CoseError> {
        let prepared = PreparedSign1::new(payload, signer.algorithm(), signer.public_key())?;
        let value = signer.sign(&prepared.to_be_signed())?;
        prepared.finish(&value)
    }

    /// The payload's bytes.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signature algorithm.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.row.algorithm
    }

    /// Verifies the signature with a key. Whether that key may say such things is another question.
    ///
    /// # Errors
    ///
    /// [`CoseError::Crypto`] if it does not verify, [`CoseError::Algorithm`] if the key is not of
    /// the kind that the header names.
    pub fn verify(&self, key: &PublicKey) -> Result<(), CoseError> {
        if key.suite() != Some(self.row.suite) {
            return Err(CoseError::Algorithm);
        }
        let tbs = self.row.envelope(&self.payload, &[]).tbs_data(&[]);
        let der;
        let value = match self.row.half {
            Some(half) => {
                der = to_der(&self.signature, half).ok_or(CryptoError::SignatureInvalid)?;
                &der
            }
            None => &self.signature,
        };
        Ok(key.verify(&self.row.algorithm, &tbs, value)?)
    }
}

impl std::fmt::Debug for Sign1 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sign1({:?}, {} bytes)", self.row.algorithm, self.payload.len())
    }
}

/// A statement that only its signature value is missing from: the key may be on a phone.
#[must_use = "a prepared statement is not signed before it is completed"]
pub struct PreparedSign1 {
    row: &'static Row,
    payload: Vec<u8>,
    key: PublicKey,
}

impl PreparedSign1 {
    /// Prepares `payload` for a key elsewhere, which signs with `algorithm`.
    ///
    /// # Errors
    ///
    /// [`CoseError::Algorithm`] if there is no number for that algorithm with that key.
    pub fn new(
        payload: &[u8],
        algorithm: &SignatureAlgorithm,
        key: &PublicKey,
    ) -> Result<Self, CoseError> {
        let row = Row::of(algorithm, key).ok_or(CoseError::Algorithm)?;
        Ok(Self { row, payload: payload.to_vec(), key: key.clone() })
    }

    /// What the key signs, the Sig_structure of RFC 9052 §4.4: the message itself, not its hash.
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.row.envelope(&self.payload, &[]).tbs_data(&[])
    }

    /// Puts the statement together with the value that the key made, in the form that
    /// [`Signer::sign`](crate::crypto::Signer::sign) gives. The value is verified first.
    ///
    /// # Errors
    ///
    /// [`CoseError::Crypto`] if it is not the signature of that key over these bytes.
    pub fn complete(self, value: &[u8]) -> Result<Vec<u8>, CoseError> {
        self.key.verify(&self.row.algorithm, &self.to_be_signed(), value)?;
        self.finish(value)
    }

    fn finish(self, value: &[u8]) -> Result<Vec<u8>, CoseError> {
        let value = match self.row.half {
            Some(half) => from_der(value, half).map_err(|_| CryptoError::Signing)?,
            None => value.to_vec(),
        };
        self.row.envelope(&self.payload, &value).to_tagged_vec().map_err(|_| CoseError::Shape)
    }
}

/// CWT claims as they were written.
///
/// # Errors
///
/// [`CoseError::Shape`] if they are not in their deterministic encoding.
pub(crate) fn read_claims(payload: &[u8]) -> Result<coset::cwt::ClaimsSet, CoseError> {
    let claims = coset::cwt::ClaimsSet::from_slice(payload).map_err(|_| CoseError::Shape)?;
    if write_claims(claims.clone())? != payload {
        return Err(CoseError::Shape);
    }
    Ok(claims)
}

/// CWT claims in their deterministic encoding.
pub(crate) fn write_claims(claims: coset::cwt::ClaimsSet) -> Result<Vec<u8>, CoseError> {
    claims.to_vec().map_err(|_| CoseError::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(suite: Suite) -> crate::crypto::SigningKey {
        crate::crypto::tests::key(suite)
    }

    #[test]
    fn what_was_signed_is_what_is_read_and_no_other_suite_verifies_it() {
        let suites = Suite::ALL.into_iter().filter(|suite| *suite != Suite::Rsa);
        for suite in suites {
            let signer = key(suite);
            let bytes = Sign1::sign(b"payload", &signer).unwrap();
            let read = Sign1::parse(&bytes, 300).unwrap();
            assert_eq!(read.payload(), b"payload");
            assert_eq!(read.verify(signer.public_key()), Ok(()), "{suite:?}");
            assert!(read.verify(key(suite).public_key()).is_err(), "{suite:?}");
            for other in Suite::ALL.into_iter().filter(|other| *other != suite) {
                assert_eq!(read.verify(key(other).public_key()), Err(CoseError::Algorithm));
            }
        }
        assert_eq!(Sign1::sign(b"", &key(Suite::Rsa)), Err(CoseError::Algorithm));
    }

    #[test]
    fn no_flipped_bit_and_no_cut_passes() {
        let signer = key(Suite::Sm2);
        let bytes = Sign1::sign(b"payload", &signer).unwrap();
        let passes = |bytes: &[u8]| {
            Sign1::parse(bytes, 300).is_ok_and(|read| read.verify(signer.public_key()).is_ok())
        };
        assert!(passes(&bytes));
        for at in 0..bytes.len() {
            assert!(!passes(&bytes[..at]), "cut at {at}");
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                assert!(!passes(&flipped), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn one_encoding_is_taken_and_no_other() {
        // An Ed25519 shape: tag 18, array of 4, {1: -8}, {}, payload, signature of 1 byte.
        let good = [0xd2, 0x84, 0x43, 0xa1, 1, 0x27, 0xa0, 0x41, 0, 0x41, 0];
        assert!(Sign1::parse(&good, 300).is_ok());
        let others: [&[u8]; 8] = [
            &[0x84, 0x43, 0xa1, 1, 0x27, 0xa0, 0x41, 0, 0x41, 0],
            &[0xd2, 0x9f, 0x43, 0xa1, 1, 0x27, 0xa0, 0x41, 0, 0x41, 0, 0xff],
            &[0xd2, 0x84, 0x44, 0xa1, 1, 0x38, 7, 0xa0, 0x41, 0, 0x41, 0],
            &[0xd2, 0x84, 0x43, 0xa1, 1, 0x27, 0xa1, 4, 0x41, 0, 0x41, 0, 0x41, 0],
            &[0xd2, 0x84, 0x43, 0xa1, 1, 0x27, 0xa0, 0xf6, 0x41, 0],
            &[0xd2, 0x84, 0x40, 0xa1, 1, 0x27, 0x41, 0, 0x41, 0],
            &[0xd2, 0x84, 0x46, 0xa2, 1, 0x27, 4, 0x41, 7, 0xa0, 0x41, 0, 0x41, 0],
            &[0xd2, 0x84, 0x43, 0xa1, 1, 0x27, 0xa0, 0x41, 0, 0x41, 0, 0],
        ];
        for other in others {
            assert_eq!(Sign1::parse(other, 300).map(drop), Err(CoseError::Shape), "{other:x?}");
        }
        let hmac = [0xd2, 0x84, 0x43, 0xa1, 1, 5, 0xa0, 0x41, 0, 0x41, 0];
        assert_eq!(Sign1::parse(&hmac, 300).map(drop), Err(CoseError::Algorithm));
        assert_eq!(Sign1::parse(&[0; 301], 300).map(drop), Err(CoseError::Size { max: 300 }));
    }
}
