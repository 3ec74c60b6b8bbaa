//! From an AlgorithmIdentifier to a row of the table.

use const_oid::ObjectIdentifier;

use super::algorithm::Parameters;
use super::{CryptoError, Hash, SignatureAlgorithm, algorithms};
use crate::asn1::{Asn1Error, Reader, oid, read_single, tag, writer};

const NULL: &[u8] = &[tag::NULL, 0];

impl SignatureAlgorithm {
    /// The algorithm of an AlgorithmIdentifier (RFC 5280 §4.1.1.2).
    ///
    /// `parameters` is one raw DER element. `digest_hint` is the `digestAlgorithm` that CMS states
    /// beside a signature algorithm; it is used only where the identifier names no hash:
    /// rsaEncryption, id-ecPublicKey, and the SM2 identifiers of GB/T 35275.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Unsupported`] for what is not spoken here, [`CryptoError::Parameters`] for
    /// parameters that do not belong there, or a hash that nothing names.
    pub fn from_identifier(
        oid: &ObjectIdentifier,
        parameters: Option<&[u8]>,
        digest_hint: Option<Hash>,
    ) -> Result<Self, CryptoError> {
        let found = match *oid {
            oid::RSA_PSS => return from_pss(parameters),
            oid::RSA_ENCRYPTION => hinted(*oid, digest_hint, rsa_with)?,
            oid::EC_PUBLIC_KEY => hinted(*oid, digest_hint, ec_with)?,
            oid::SM2 | oid::SM2_SIGN => hinted(*oid, digest_hint.or(Some(Hash::Sm3)), sm2_with)?,
            _ => algorithms().iter().copied().find(|row| row.oid() == *oid),
        };
        let found = found.ok_or(CryptoError::Unsupported { oid: *oid })?;
        let allowed = match (found.parameters(), parameters) {
            (_, None) => true,
            (Parameters::Null | Parameters::AbsentOrNull, Some(der)) => der == NULL,
            (Parameters::Absent | Parameters::Pss, Some(_)) => false,
        };
        // A dialect repeats the curve beside the algorithm of an SM2 key.
        let curve = matches!(*oid, oid::EC_PUBLIC_KEY | oid::SM2 | oid::SM2_SIGN)
            && parameters.is_some_and(|der| read_single(der).is_ok_and(|tlv| tlv.as_oid().is_ok()));
        if allowed || curve { Ok(found) } else { Err(CryptoError::Parameters { oid: *oid }) }
    }
}

fn hinted(
    oid: ObjectIdentifier,
    hint: Option<Hash>,
    choose: fn(Hash) -> Option<SignatureAlgorithm>,
) -> Result<Option<SignatureAlgorithm>, CryptoError> {
    Ok(choose(hint.ok_or(CryptoError::Parameters { oid })?))
}

fn rsa_with(hash: Hash) -> Option<SignatureAlgorithm> {
    match hash {
        Hash::Sha1 => Some(SignatureAlgorithm::RSA_PKCS1_SHA1),
        Hash::Sha256 => Some(SignatureAlgorithm::RSA_PKCS1_SHA256),
        Hash::Sha384 => Some(SignatureAlgorithm::RSA_PKCS1_SHA384),
        Hash::Sha512 => Some(SignatureAlgorithm::RSA_PKCS1_SHA512),
        Hash::Sm3 => None,
    }
}

fn ec_with(hash: Hash) -> Option<SignatureAlgorithm> {
    match hash {
        Hash::Sha1 => Some(SignatureAlgorithm::ECDSA_SHA1),
        Hash::Sha256 => Some(SignatureAlgorithm::ECDSA_SHA256),
        Hash::Sha384 => Some(SignatureAlgorithm::ECDSA_SHA384),
        Hash::Sha512 => Some(SignatureAlgorithm::ECDSA_SHA512),
        Hash::Sm3 => Some(SignatureAlgorithm::SM2_SM3),
    }
}

fn sm2_with(hash: Hash) -> Option<SignatureAlgorithm> {
    (hash == Hash::Sm3).then_some(SignatureAlgorithm::SM2_SM3)
}

/// What RSASSA-PSS-params say (RFC 4055 §3.1).
struct Pss {
    hash: ObjectIdentifier,
    mask_hash: ObjectIdentifier,
    salt_len: u64,
    trailer: u64,
}

impl Pss {
    fn read(der: &[u8]) -> Result<Self, Asn1Error> {
        let mut outer = Reader::new(der);
        let mut reader = outer.sequence()?;
        outer.finish()?;
        let mut pss = Self { hash: oid::SHA1, mask_hash: oid::SHA1, salt_len: 20, trailer: 1 };
        if let Some(mut inner) = reader.optional_context(0)? {
            pss.hash = hash_identifier(&mut inner)?;
            inner.finish()?;
        }
        if let Some(mut inner) = reader.optional_context(1)? {
            let (mask, parameters) = inner.algorithm()?;
            inner.finish()?;
            if mask != oid::MGF1 {
                return Err(Asn1Error::Value { kind: "mask generation function" });
            }
            let mut parameters = Reader::new(parameters.unwrap_or_default());
            pss.mask_hash = hash_identifier(&mut parameters)?;
            parameters.finish()?;
        }
        if let Some(mut inner) = reader.optional_context(2)? {
            pss.salt_len = inner.u64()?;
            inner.finish()?;
        }
        if let Some(mut inner) = reader.optional_context(3)? {
            pss.trailer = inner.u64()?;
            inner.finish()?;
        }
        reader.finish()?;
        Ok(pss)
    }

    /// The row for these parameters: one hash throughout, and any salt.
    fn algorithm(&self) -> Option<SignatureAlgorithm> {
        let hash = Hash::from_oid(&self.hash)?;
        if self.mask_hash != self.hash || self.trailer != 1 {
            return None;
        }
        let row = match hash {
            Hash::Sha256 => SignatureAlgorithm::RSA_PSS_SHA256,
            Hash::Sha384 => SignatureAlgorithm::RSA_PSS_SHA384,
            Hash::Sha512 => SignatureAlgorithm::RSA_PSS_SHA512,
            Hash::Sha1 | Hash::Sm3 => return None,
        };
        let salt = u16::try_from(self.salt_len).ok()?;
        Some(if usize::from(salt) == hash.output_len() { row } else { row.with_salt(salt) })
    }
}

fn hash_identifier(reader: &mut Reader<'_>) -> Result<ObjectIdentifier, Asn1Error> {
    match reader.algorithm()? {
        (oid, None | Some(NULL)) => Ok(oid),
        _ => Err(Asn1Error::Value { kind: "hash parameters" }),
    }
}

/// The algorithm of RSASSA-PSS-params. RFC 4055 §3.1 demands them beside a signature.
pub(super) fn from_pss(parameters: Option<&[u8]>) -> Result<SignatureAlgorithm, CryptoError> {
    let malformed = CryptoError::Parameters { oid: oid::RSA_PSS };
    let pss = Pss::read(parameters.ok_or(malformed)?).map_err(|_| malformed)?;
    pss.algorithm().ok_or(CryptoError::Unsupported { oid: oid::RSA_PSS })
}

/// RSASSA-PSS-params with `hash` throughout and a salt as long as its digest unless told otherwise.
pub(super) fn write_pss(hash: Hash, salt: Option<u16>) -> Vec<u8> {
    let salt = salt.map_or(hash.output_len() as u64, u64::from);
    let hash_identifier = writer::algorithm(hash.oid(), Some(NULL));
    let mask = writer::algorithm(oid::MGF1, Some(&hash_identifier));
    writer::sequence(&[
        &writer::context(0, &hash_identifier),
        &writer::context(1, &mask),
        &writer::context(2, &writer::integer(salt)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(der: &[u8], hint: Option<Hash>) -> Result<SignatureAlgorithm, CryptoError> {
        let (oid, parameters) = Reader::new(der).algorithm().unwrap();
        SignatureAlgorithm::from_identifier(&oid, parameters, hint)
    }

    #[test]
    fn every_row_of_the_table_is_found_by_what_it_writes() {
        for row in algorithms() {
            assert_eq!(parse(&row.identifier_der(), None), Ok(*row));
        }
    }

    #[test]
    fn any_salt_of_pss_is_read_and_written_back() {
        for salt in [0, 20, 222] {
            let der = write_pss(Hash::Sha256, Some(salt));
            let got = from_pss(Some(&der)).unwrap();
            assert_eq!(got, SignatureAlgorithm::RSA_PSS_SHA256.with_salt(salt));
            assert_ne!(got, SignatureAlgorithm::RSA_PSS_SHA256);
            assert_eq!(parse(&got.identifier_der(), None), Ok(got));
        }
    }

    #[test]
    fn null_and_absent_parameters_of_sm2_are_both_read() {
        for parameters in [None, Some(NULL)] {
            let got = SignatureAlgorithm::from_identifier(&oid::SM2_WITH_SM3, parameters, None);
            assert_eq!(got, Ok(SignatureAlgorithm::SM2_SM3));
        }
    }

    #[test]
    fn parameters_of_ed25519_are_refused() {
        let got = SignatureAlgorithm::from_identifier(&oid::ED25519, Some(NULL), None);
        assert_eq!(got, Err(CryptoError::Parameters { oid: oid::ED25519 }));
    }

    #[test]
    fn key_identifiers_take_their_hash_from_the_hint() {
        let with = |oid, hint| SignatureAlgorithm::from_identifier(&oid, None, hint);
        let rsa = Ok(SignatureAlgorithm::RSA_PKCS1_SHA256);
        assert_eq!(with(oid::RSA_ENCRYPTION, Some(Hash::Sha256)), rsa);
        let sm2 = Ok(SignatureAlgorithm::SM2_SM3);
        assert_eq!(with(oid::EC_PUBLIC_KEY, Some(Hash::Sm3)), sm2);
        assert_eq!(with(oid::SM2_SIGN, None), sm2);
        assert_eq!(with(oid::SM2, Some(Hash::Sm3)), sm2);
        assert!(with(oid::RSA_ENCRYPTION, None).is_err());
        assert!(with(oid::EC_PUBLIC_KEY, None).is_err());
        assert!(with(oid::SM2_SIGN, Some(Hash::Sha256)).is_err_and(|e| e.is_unknown()));
        assert!(with(oid::RSA_ENCRYPTION, Some(Hash::Sm3)).is_err_and(|e| e.is_unknown()));
    }

    #[test]
    fn a_hash_named_by_the_identifier_is_not_overruled_by_the_hint() {
        let got = parse(&SignatureAlgorithm::ECDSA_SHA256.identifier_der(), Some(Hash::Sha512));
        assert_eq!(got, Ok(SignatureAlgorithm::ECDSA_SHA256));
    }

    #[test]
    fn what_is_not_spoken_is_unknown_and_says_what_it_is() {
        for oid in [oid::ED448, oid::RSA_WITH_SM3, oid::DSA] {
            let got = SignatureAlgorithm::from_identifier(&oid, None, None);
            assert_eq!(got, Err(CryptoError::Unsupported { oid }));
        }
        for hash in [Hash::Sha1, Hash::Sm3] {
            assert!(from_pss(Some(&write_pss(hash, None))).is_err_and(|e| e.is_unknown()));
        }
        assert!(from_pss(Some(&writer::sequence(&[]))).is_err_and(|e| e.is_unknown()));
        assert!(from_pss(None).is_err_and(|e| !e.is_unknown()));
    }
}
