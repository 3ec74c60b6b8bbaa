use const_oid::ObjectIdentifier;

use super::{CryptoError, Hash, PublicKey, ecdsa, public_key, rsa, sm2};
use crate::asn1::{oid, writer};

/// The families of keys that can be generated, by the name the command line uses.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Suite {
    /// SM2 with SM3 (GB/T 32918.2).
    Sm2,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ECDSA on P-256 with SHA-256 (FIPS 186-5).
    P256,
    /// ECDSA on P-384 with SHA-384 (FIPS 186-5).
    P384,
    /// RSA (RFC 8017): 3072 bits for new keys, PKCS#1 v1.5 with SHA-256 unless PSS is chosen.
    Rsa,
}

impl Suite {
    /// Every suite.
    pub const ALL: [Self; 5] = [Self::Sm2, Self::Ed25519, Self::P256, Self::P384, Self::Rsa];

    /// Its name, as `--suite` takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sm2 => "sm2",
            Self::Ed25519 => "ed25519",
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::Rsa => "rsa",
        }
    }

    /// The suite of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// The algorithm that its keys sign with unless told otherwise.
    pub const fn algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::Sm2 => SignatureAlgorithm::SM2_SM3,
            Self::Ed25519 => SignatureAlgorithm::ED25519,
            Self::P256 => SignatureAlgorithm::ECDSA_SHA256,
            Self::P384 => SignatureAlgorithm::ECDSA_SHA384,
            Self::Rsa => SignatureAlgorithm::RSA_PKCS1_SHA256,
        }
    }
}

/// What kind of key an algorithm goes with.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum KeyKind {
    /// A point of a NIST curve, P-256 or P-384.
    Ec,
    /// Ed25519.
    Ed25519,
    /// RSA.
    Rsa,
    /// A point of the SM2 curve.
    Sm2,
}

/// A signature algorithm: one row of the table that [`algorithms`] lists.
///
/// Holding a value means that it can be verified here, not that it is strong enough: ask
/// [`is_weak`](Self::is_weak).
#[derive(Clone, Copy)]
pub struct SignatureAlgorithm {
    row: &'static Row,
    /// How long the salt of RSASSA-PSS is, where that is not the length of the digest.
    salt: Option<u16>,
}

/// One algorithm, as data.
struct Row {
    name: &'static str,
    oid: ObjectIdentifier,
    parameters: Parameters,
    hash: Hash,
    kind: KeyKind,
    verify: Verify,
}

type Verify = fn(&PublicKey, Hash, &[u8], &[u8]) -> Result<(), CryptoError>;

/// Which parameters belong into an AlgorithmIdentifier.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Parameters {
    /// None, and none are tolerated (RFC 8410).
    Absent,
    /// None are written; NULL is met in real files and changes nothing.
    AbsentOrNull,
    /// NULL is written; absence is met in real files and changes nothing.
    Null,
    /// RSASSA-PSS-params (RFC 4055 §3.1).
    Pss,
}

macro_rules! table {
    ($($(#[$doc:meta])* $id:ident = $name:literal, $oid:ident, $parameters:ident, $hash:ident, $kind:ident, $verify:path;)+) => {
        impl SignatureAlgorithm {
            $($(#[$doc])* pub const $id: Self = Self {
                row: &Row {
                    name: $name,
                    oid: oid::$oid,
                    parameters: Parameters::$parameters,
                    hash: Hash::$hash,
                    kind: KeyKind::$kind,
                    verify: $verify,
                },
                salt: None,
            };)+
        }

        static TABLE: &[SignatureAlgorithm] = &[$(SignatureAlgorithm::$id),+];
    };
}

table! {
    /// SM2 with SM3 and the user id `1234567812345678` (GB/T 32918.2, GB/T 35276).
    SM2_SM3 = "SM2-SM3", SM2_WITH_SM3, AbsentOrNull, Sm3, Sm2, sm2::verify;
    /// Ed25519 in its pure form, strict (RFC 8032, RFC 8410). The hash named is the one inside.
    ED25519 = "Ed25519", ED25519, Absent, Sha512, Ed25519, public_key::verify_ed25519;
    /// ECDSA with SHA-256 (RFC 5758).
    ECDSA_SHA256 = "ECDSA-SHA256", ECDSA_WITH_SHA256, AbsentOrNull, Sha256, Ec, ecdsa::verify;
    /// ECDSA with SHA-384 (RFC 5758).
    ECDSA_SHA384 = "ECDSA-SHA384", ECDSA_WITH_SHA384, AbsentOrNull, Sha384, Ec, ecdsa::verify;
    /// ECDSA with SHA-512 (RFC 5758).
    ECDSA_SHA512 = "ECDSA-SHA512", ECDSA_WITH_SHA512, AbsentOrNull, Sha512, Ec, ecdsa::verify;
    /// ECDSA with SHA-1: weak.
    ECDSA_SHA1 = "ECDSA-SHA1", ECDSA_WITH_SHA1, AbsentOrNull, Sha1, Ec, ecdsa::verify;
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    RSA_PKCS1_SHA256 = "RSA-PKCS1-SHA256", RSA_WITH_SHA256, Null, Sha256, Rsa, rsa::verify_pkcs1;
    /// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 8017 §8.2).
    RSA_PKCS1_SHA384 = "RSA-PKCS1-SHA384", RSA_WITH_SHA384, Null, Sha384, Rsa, rsa::verify_pkcs1;
    /// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 8017 §8.2).
    RSA_PKCS1_SHA512 = "RSA-PKCS1-SHA512", RSA_WITH_SHA512, Null, Sha512, Rsa, rsa::verify_pkcs1;
    /// RSASSA-PKCS1-v1_5 with SHA-1: weak.
    RSA_PKCS1_SHA1 = "RSA-PKCS1-SHA1", RSA_WITH_SHA1, Null, Sha1, Rsa, rsa::verify_pkcs1;
    /// RSASSA-PSS with SHA-256, MGF1 with the same hash and a salt as long (RFC 8017 §8.1).
    RSA_PSS_SHA256 = "RSA-PSS-SHA256", RSA_PSS, Pss, Sha256, Rsa, rsa::verify_pss;
    /// RSASSA-PSS with SHA-384, MGF1 with the same hash and a salt as long (RFC 8017 §8.1).
    RSA_PSS_SHA384 = "RSA-PSS-SHA384", RSA_PSS, Pss, Sha384, Rsa, rsa::verify_pss;
    /// RSASSA-PSS with SHA-512, MGF1 with the same hash and a salt as long (RFC 8017 §8.1).
    RSA_PSS_SHA512 = "RSA-PSS-SHA512", RSA_PSS, Pss, Sha512, Rsa, rsa::verify_pss;
}

/// Every signature algorithm spoken here.
pub fn algorithms() -> &'static [SignatureAlgorithm] {
    TABLE
}

impl SignatureAlgorithm {
    /// The algorithm of this [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|algorithm| algorithm.name() == name).copied()
    }

    /// Its name, for people and reports.
    pub const fn name(&self) -> &'static str {
        self.row.name
    }

    /// The object identifier of its AlgorithmIdentifier.
    pub const fn oid(&self) -> ObjectIdentifier {
        self.row.oid
    }

    /// The hash it signs. For Ed25519 the one used inside: RFC 8419 names SHA-512 as the digest
    /// algorithm that goes with it in CMS.
    pub const fn hash(&self) -> Hash {
        self.row.hash
    }

    /// Which keys it goes with.
    pub const fn key_kind(&self) -> KeyKind {
        self.row.kind
    }

    /// Whether it rests on a hash for which collisions can be made.
    pub const fn is_weak(&self) -> bool {
        self.row.hash.is_weak()
    }

    /// The AlgorithmIdentifier to write, as DER.
    pub fn identifier_der(&self) -> Vec<u8> {
        match self.row.parameters {
            Parameters::Absent | Parameters::AbsentOrNull => writer::algorithm(self.row.oid, None),
            Parameters::Null => writer::algorithm(self.row.oid, Some(&writer::null())),
            Parameters::Pss => {
                let parameters = super::identifier::write_pss(self.row.hash, self.salt);
                writer::algorithm(self.row.oid, Some(&parameters))
            }
        }
    }

    /// The same RSASSA-PSS with a salt of another length than its digest.
    pub(super) const fn with_salt(self, salt: u16) -> Self {
        Self { row: self.row, salt: Some(salt) }
    }

    pub(super) const fn parameters(&self) -> Parameters {
        self.row.parameters
    }

    pub(super) fn verify_with(
        &self,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        match self.salt {
            Some(salt) => rsa::verify_pss_salted(key, self, salt, message, signature),
            None => (self.row.verify)(key, self.row.hash, message, signature),
        }
    }
}

impl PartialEq for SignatureAlgorithm {
    fn eq(&self, other: &Self) -> bool {
        self.row.name == other.row.name && self.salt == other.salt
    }
}

impl Eq for SignatureAlgorithm {}

impl std::fmt::Debug for SignatureAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.row.name)
    }
}
