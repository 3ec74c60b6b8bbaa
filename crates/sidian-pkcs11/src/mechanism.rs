//! Which mechanism makes which signature, what it takes, and what becomes of what it gives.

use std::ffi::c_ulong;

use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::vendor_defined::VendorDefinedMechanism;
use cryptoki::mechanism::{Mechanism, MechanismType};
use sidian::asn1::writer;
use sidian::crypto::{Hash, KeyKind, PublicKey, SignatureAlgorithm};

use crate::{KeyQuery, Pkcs11Error, Sm2Input};

/// How one key signs on one token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    kind: Kind,
    hash: Hash,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The digest in, two numbers out.
    Ecdsa,
    /// The message in.
    Eddsa,
    /// PKCS#1 v1.5: the message in, or the DigestInfo where the token does not hash.
    Pkcs1 { hashes: bool },
    /// PSS: the message in, or the digest where the token does not hash.
    Pss { hashes: bool },
    /// SM2 by the maker's own number.
    Sm2 { mechanism: MechanismType, input: Sm2Input },
}

impl Plan {
    /// For this algorithm on a token that offers `offered`.
    pub(crate) fn new(
        algorithm: &SignatureAlgorithm,
        offered: &[MechanismType],
        query: &KeyQuery,
    ) -> Result<Self, Pkcs11Error> {
        let missing = Pkcs11Error::NoMechanism { algorithm: algorithm.name() };
        let has = |wanted: MechanismType| offered.contains(&wanted);
        let hash = algorithm.hash();
        let kind = match algorithm.key_kind() {
            KeyKind::Ec if has(MechanismType::ECDSA) => Kind::Ecdsa,
            KeyKind::Ed25519 if has(MechanismType::EDDSA) => Kind::Eddsa,
            KeyKind::Rsa => {
                let pss = algorithm.name().starts_with("RSA-PSS");
                let hashing = hashing(hash, pss).is_some_and(has);
                let plain =
                    has(if pss { MechanismType::RSA_PKCS_PSS } else { MechanismType::RSA_PKCS });
                match (hashing, plain) {
                    (false, false) => return Err(missing),
                    (hashes, _) if pss => Kind::Pss { hashes },
                    (hashes, _) => Kind::Pkcs1 { hashes },
                }
            }
            KeyKind::Sm2 => {
                let (number, input) = query.sm2.ok_or(missing)?;
                let mechanism = MechanismType::new_vendor_defined(number)?;
                Kind::Sm2 { mechanism, input }
            }
            _ => return Err(missing),
        };
        Ok(Self { kind, hash })
    }

    /// The mechanism.
    pub(crate) fn mechanism(&self) -> Mechanism<'static> {
        let pss = || PkcsPssParams {
            hash_alg: match self.hash {
                Hash::Sha384 => MechanismType::SHA384,
                Hash::Sha512 => MechanismType::SHA512,
                _ => MechanismType::SHA256,
            },
            mgf: match self.hash {
                Hash::Sha384 => PkcsMgfType::MGF1_SHA384,
                Hash::Sha512 => PkcsMgfType::MGF1_SHA512,
                _ => PkcsMgfType::MGF1_SHA256,
            },
            // At most 64, which fits everywhere.
            s_len: c_ulong::from(u16::try_from(self.hash.output_len()).unwrap_or(0)).into(),
        };
        match (self.kind, self.hash) {
            (Kind::Ecdsa, _) => Mechanism::Ecdsa,
            (Kind::Eddsa, _) => Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519)),
            (Kind::Pkcs1 { hashes: false }, _) => Mechanism::RsaPkcs,
            (Kind::Pkcs1 { .. }, Hash::Sha384) => Mechanism::Sha384RsaPkcs,
            (Kind::Pkcs1 { .. }, Hash::Sha512) => Mechanism::Sha512RsaPkcs,
            (Kind::Pkcs1 { .. }, _) => Mechanism::Sha256RsaPkcs,
            (Kind::Pss { hashes: false }, _) => Mechanism::RsaPkcsPss(pss()),
            (Kind::Pss { .. }, Hash::Sha384) => Mechanism::Sha384RsaPkcsPss(pss()),
            (Kind::Pss { .. }, Hash::Sha512) => Mechanism::Sha512RsaPkcsPss(pss()),
            (Kind::Pss { .. }, _) => Mechanism::Sha256RsaPkcsPss(pss()),
            (Kind::Sm2 { mechanism, .. }, _) => {
                Mechanism::VendorDefined(VendorDefinedMechanism::new::<()>(mechanism, None))
            }
        }
    }

    /// What the token is given for `message`.
    pub(crate) fn input(
        &self,
        key: &PublicKey,
        algorithm: &SignatureAlgorithm,
        message: &[u8],
    ) -> Vec<u8> {
        let digest = || key.prehash(algorithm, message).map(|d| d.as_ref().to_vec());
        match self.kind {
            Kind::Eddsa
            | Kind::Pkcs1 { hashes: true }
            | Kind::Pss { hashes: true }
            | Kind::Sm2 { input: Sm2Input::Message, .. } => message.to_vec(),
            Kind::Pkcs1 { hashes: false } => {
                // DigestInfo (RFC 8017 9.2), parameters NULL.
                let hash = writer::algorithm(self.hash.oid(), Some(&writer::null()));
                let digest = writer::octet_string(&digest().unwrap_or_default());
                writer::sequence(&[&hash, &digest])
            }
            Kind::Ecdsa
            | Kind::Pss { hashes: false }
            | Kind::Sm2 { input: Sm2Input::Digest, .. } => digest().unwrap_or_default(),
        }
    }

    /// The value as X.509 and CMS carry it: two numbers of equal length become a DER SEQUENCE.
    pub(crate) fn value(&self, raw: Vec<u8>) -> Vec<u8> {
        match self.kind {
            Kind::Eddsa | Kind::Pkcs1 { .. } | Kind::Pss { .. } => raw,
            Kind::Ecdsa | Kind::Sm2 { .. } => {
                let (r, s) = raw.split_at(raw.len() / 2);
                writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)])
            }
        }
    }
}

/// The RSA mechanism that hashes by itself.
fn hashing(hash: Hash, pss: bool) -> Option<MechanismType> {
    Some(match (hash, pss) {
        (Hash::Sha256, false) => MechanismType::SHA256_RSA_PKCS,
        (Hash::Sha384, false) => MechanismType::SHA384_RSA_PKCS,
        (Hash::Sha512, false) => MechanismType::SHA512_RSA_PKCS,
        (Hash::Sha256, true) => MechanismType::SHA256_RSA_PKCS_PSS,
        (Hash::Sha384, true) => MechanismType::SHA384_RSA_PKCS_PSS,
        (Hash::Sha512, true) => MechanismType::SHA512_RSA_PKCS_PSS,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sidian::crypto::{Signer, Suite};
    use sidian_testkit::pki::TestPki;

    const ALL: [MechanismType; 3] =
        [MechanismType::ECDSA, MechanismType::RSA_PKCS, MechanismType::RSA_PKCS_PSS];

    #[test]
    fn numbers_side_by_side_become_the_value_of_a_certificate() {
        for suite in [Suite::P256, Suite::Sm2] {
            let key = &TestPki::new(suite).signer.key;
            let query = KeyQuery::new().with_sm2_mechanism(0x8000_0001, Sm2Input::Digest);
            let plan = Plan::new(key.algorithm(), &ALL, &query).expect("offered");
            let value = key.sign(b"message").expect("value");
            let mut numbers = sidian::asn1::Reader::new(&value).sequence().expect("two numbers");
            let mut raw = Vec::new();
            for _ in 0..2 {
                let number = numbers.unsigned().expect("a number");
                raw.resize(raw.len() + 32 - number.len(), 0);
                raw.extend_from_slice(number);
            }
            assert_eq!(plan.value(raw), value, "{suite:?}");
            let given = plan.input(key.public_key(), key.algorithm(), b"message");
            assert_eq!(given.len(), 32, "{suite:?}");
        }
    }

    #[test]
    fn what_a_token_does_not_offer_is_named() {
        let plan = |algorithm: SignatureAlgorithm, offered: &[MechanismType]| {
            Plan::new(&algorithm, offered, &KeyQuery::new()).map(|_| ())
        };
        for algorithm in [SignatureAlgorithm::SM2_SM3, SignatureAlgorithm::ED25519] {
            let got = plan(algorithm, &ALL);
            assert!(matches!(got, Err(Pkcs11Error::NoMechanism { .. })), "{algorithm:?}");
        }
        assert!(plan(SignatureAlgorithm::RSA_PSS_SHA256, &ALL).is_ok());
        assert!(plan(SignatureAlgorithm::RSA_PSS_SHA256, &ALL[..2]).is_err());
        assert!(plan(SignatureAlgorithm::RSA_PKCS1_SHA256, &ALL[..1]).is_err());
    }
}
