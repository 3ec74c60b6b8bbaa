//! The names of algorithms, and the form of signature values.

use super::JoseError;
use crate::asn1::{Asn1Error, Reader, tag, writer};
use crate::crypto::{CryptoError, PublicKey, SignatureAlgorithm, Signer, Suite};

/// One algorithm as JOSE names it.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) algorithm: SignatureAlgorithm,
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
    Row::of(signer.algorithm(), signer.public_key()).map(|row| row.name)
}

impl Row {
    /// The row of what a key signs with.
    pub(super) fn of(algorithm: &SignatureAlgorithm, key: &PublicKey) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.algorithm == *algorithm && row.goes_with(key))
    }

    /// The row of a name in a header.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.name == name)
    }

    fn goes_with(&self, key: &PublicKey) -> bool {
        match self.suite {
            Some(suite) => key.suite() == Some(suite),
            None => key.kind() == self.algorithm.key_kind(),
        }
    }

    /// A value of X.509 in the form of JOSE.
    pub(super) fn value(&self, value: Vec<u8>) -> Result<Vec<u8>, JoseError> {
        match self.half {
            Some(half) => Ok(from_der(&value, half).map_err(|_| CryptoError::Signing)?),
            None => Ok(value),
        }
    }

    /// Verifies a value in the form of JOSE. The key must be of the kind that the name demands.
    pub(super) fn verify(
        &self,
        key: &PublicKey,
        input: &[u8],
        value: &[u8],
    ) -> Result<(), JoseError> {
        if !self.goes_with(key) {
            return Err(JoseError::Algorithm);
        }
        let der;
        let value = match self.half {
            Some(half) => {
                der = to_der(value, half).ok_or(CryptoError::SignatureInvalid)?;
                &der
            }
            None => value,
        };
        Ok(key.verify(&self.algorithm, input, value)?)
    }
}

/// `SEQUENCE {r, s}` as r and s of one length, one after the other.
pub(crate) fn from_der(der: &[u8], half: usize) -> Result<Vec<u8>, Asn1Error> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let mut value = Vec::with_capacity(half * 2);
    for _ in 0..2 {
        let integer = inner.expect(tag::INTEGER)?;
        let start = integer.value.iter().position(|b| *b != 0).unwrap_or(integer.value.len());
        let digits = integer.value.get(start..).unwrap_or_default();
        let Some(fill) = half.checked_sub(digits.len()) else {
            return Err(Asn1Error::Value { kind: "INTEGER" });
        };
        value.resize(value.len() + fill, 0);
        value.extend_from_slice(digits);
    }
    inner.finish()?;
    Ok(value)
}

/// r and s of one length each as `SEQUENCE {r, s}`; `None` for any other length.
pub(crate) fn to_der(value: &[u8], half: usize) -> Option<Vec<u8>> {
    if value.len() != half * 2 {
        return None;
    }
    let (r, s) = value.split_at_checked(half)?;
    Some(writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]))
}
