use std::sync::Arc;

use super::key_der::Algorithm;
use super::{CryptoError, Digest, Hash, KeyKind, SignatureAlgorithm, Suite, ecdsa, rsa, sm2};
use crate::asn1::{Asn1Error, ObjectIdentifier, Reader, oid, tag};

/// A public key, read from a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
///
/// Holding a value means that the key is well formed and, on a curve, a point of it. It does not
/// say whose key it is.
#[derive(Clone)]
pub struct PublicKey {
    spki: Arc<[u8]>,
    pub(super) material: Material,
}

/// The key itself, ready for use.
#[derive(Clone, Eq, PartialEq)]
pub(super) enum Material {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::PublicKey),
    P384(p384::PublicKey),
    Rsa(rsa::RsaPublic),
    Sm2(::sm2::PublicKey),
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo, which must be the whole of `der`.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Key`] if it is malformed or not on its curve,
    /// [`CryptoError::ExplicitCurve`] for explicit curve parameters, and
    /// [`CryptoError::Unsupported`] for other algorithms and curves.
    pub fn from_spki(der: &[u8]) -> Result<Self, CryptoError> {
        let ((algorithm, parameters), key) =
            read_spki(der).map_err(|_| CryptoError::Key { kind: "SubjectPublicKeyInfo" })?;
        let material = match algorithm {
            oid::EC_PUBLIC_KEY => ec_key(parameters, key)?,
            oid::ED25519 => ed25519_key(parameters, key)?,
            oid::RSA_ENCRYPTION | oid::RSA_PSS => {
                Material::Rsa(rsa::RsaPublic::read(algorithm, parameters, key)?)
            }
            oid => return Err(CryptoError::Unsupported { oid }),
        };
        Ok(Self { spki: der.into(), material })
    }

    /// The SubjectPublicKeyInfo as it was read.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The content of the BIT STRING `subjectPublicKey`: what key identifiers are made from.
    pub fn key_bytes(&self) -> &[u8] {
        read_spki(&self.spki).map(|(_, key)| key).unwrap_or_default()
    }

    /// On a curve, the point uncompressed (SEC 1 §2.3.3), however it was written; else nothing.
    pub(crate) fn uncompressed_point(&self) -> Vec<u8> {
        uncompressed(&self.material)
    }

    /// Which suite the key belongs to. RSA keys below 2048 bits belong to none.
    pub fn suite(&self) -> Option<Suite> {
        match &self.material {
            Material::Ed25519(_) => Some(Suite::Ed25519),
            Material::P256(_) => Some(Suite::P256),
            Material::P384(_) => Some(Suite::P384),
            Material::Rsa(key) => (key.bits() >= rsa::MIN_BITS).then_some(Suite::Rsa),
            Material::Sm2(_) => Some(Suite::Sm2),
        }
    }

    /// What kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match &self.material {
            Material::Ed25519(_) => KeyKind::Ed25519,
            Material::P256(_) | Material::P384(_) => KeyKind::Ec,
            Material::Rsa(_) => KeyKind::Rsa,
            Material::Sm2(_) => KeyKind::Sm2,
        }
    }

    /// How many bits the modulus or the curve has.
    pub fn bits(&self) -> usize {
        match &self.material {
            Material::Ed25519(_) | Material::P256(_) | Material::Sm2(_) => 256,
            Material::P384(_) => 384,
            Material::Rsa(key) => key.bits(),
        }
    }

    /// Checks `signature`, as X.509 and CMS carry it, over `message`.
    ///
    /// # Errors
    ///
    /// [`CryptoError::SignatureInvalid`]; [`CryptoError::KeyMismatch`] if `algorithm` is for
    /// another kind of key; [`CryptoError::Weak`] and [`CryptoError::Unsupported`] if the key is
    /// too short or too long to be asked, which says nothing about the signature.
    pub fn verify(
        &self,
        algorithm: &SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        if algorithm.key_kind() != self.kind() {
            return Err(CryptoError::KeyMismatch { algorithm: algorithm.name() });
        }
        algorithm.verify_with(self, message, signature)
    }

    /// Checks an SM2 signature made under a user id of its own. Certificates and CMS always use
    /// the default one, so [`verify`](Self::verify) is for them.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_sm2_as(
        &self,
        user_id: &str,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        if self.kind() != KeyKind::Sm2 {
            return Err(CryptoError::KeyMismatch { algorithm: SignatureAlgorithm::SM2_SM3.name() });
        }
        sm2::verify_as(self, user_id, message, signature)
    }

    /// The digest of `message` that a key of this kind signs with `algorithm`, for devices that take
    /// digests: the hash of the message for ECDSA and RSA, SM3 over Z and the message for SM2
    /// (GB/T 32918.2 6.1, default user id). `None` for Ed25519, which signs messages only.
    pub fn prehash(&self, algorithm: &SignatureAlgorithm, message: &[u8]) -> Option<Digest> {
        match &self.material {
            Material::Ed25519(_) => None,
            Material::Sm2(key) => Some(sm2::digest_as(key, sm2::USER_ID, message)),
            Material::P256(_) | Material::P384(_) | Material::Rsa(_) => {
                Some(algorithm.hash().digest(message))
            }
        }
    }

    /// Whether `spki` is the same key, however its algorithm identifier is written: tells whether
    /// a private key belongs to a certificate.
    pub fn matches_spki(&self, spki: &[u8]) -> bool {
        Self::from_spki(spki).is_ok_and(|other| other == *self)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.material == other.material
    }
}

impl Eq for PublicKey {}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({:?}, {} bits)", self.kind(), self.bits())
    }
}

fn read_spki(der: &[u8]) -> Result<(Algorithm<'_>, &[u8]), Asn1Error> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let algorithm = inner.algorithm()?;
    let key = inner.bit_bytes()?;
    inner.finish()?;
    Ok((algorithm, key))
}

/// The curve that `parameters` of id-ecPublicKey name (RFC 5480 §2.1.1).
pub(super) fn named_curve(parameters: Option<&[u8]>) -> Result<ObjectIdentifier, CryptoError> {
    let malformed = CryptoError::Parameters { oid: oid::EC_PUBLIC_KEY };
    let tlv = Reader::new(parameters.ok_or(malformed)?).read().map_err(|_| malformed)?;
    match tlv.tag {
        tag::OBJECT_IDENTIFIER => tlv.as_oid().map_err(|_| malformed),
        tag::SEQUENCE => Err(CryptoError::ExplicitCurve),
        _ => Err(malformed),
    }
}

fn ec_key(parameters: Option<&[u8]>, key: &[u8]) -> Result<Material, CryptoError> {
    let curve = named_curve(parameters)?;
    // Uncompressed or compressed; the hybrid forms 6 and 7 are for nobody.
    let form_ok = matches!(key.first(), Some(2..=4));
    let point = if form_ok { key } else { &[] };
    match curve {
        oid::P256 => p256::PublicKey::from_sec1_bytes(point)
            .map(Material::P256)
            .map_err(|_| CryptoError::Key { kind: "P-256" }),
        oid::P384 => p384::PublicKey::from_sec1_bytes(point)
            .map(Material::P384)
            .map_err(|_| CryptoError::Key { kind: "P-384" }),
        oid::SM2 => ::sm2::PublicKey::from_sec1_bytes(point)
            .map(Material::Sm2)
            .map_err(|_| CryptoError::Key { kind: "SM2" }),
        oid => Err(CryptoError::Unsupported { oid }),
    }
}

fn ed25519_key(parameters: Option<&[u8]>, key: &[u8]) -> Result<Material, CryptoError> {
    let malformed = CryptoError::Key { kind: "Ed25519" };
    if parameters.is_some() {
        return Err(malformed);
    }
    let bytes = key.try_into().map_err(|_| malformed)?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| malformed)?;
    // A point of small order verifies signatures that nobody made.
    if key.is_weak() { Err(malformed) } else { Ok(Material::Ed25519(key)) }
}

pub(super) fn verify_ed25519(
    key: &PublicKey,
    _hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), CryptoError> {
    let Material::Ed25519(key) = &key.material else {
        return Err(CryptoError::SignatureInvalid);
    };
    let signature = ed25519_dalek::Signature::from_slice(signature)
        .map_err(|_| CryptoError::SignatureInvalid)?;
    key.verify_strict(message, &signature).map_err(|_| CryptoError::SignatureInvalid)
}

/// The content of a BIT STRING `subjectPublicKey` on a curve, uncompressed.
pub(super) fn uncompressed(material: &Material) -> Vec<u8> {
    match material {
        Material::P256(key) => ecdsa::point_p256(key),
        Material::P384(key) => ecdsa::point_p384(key),
        Material::Sm2(key) => sm2::point(key),
        Material::Ed25519(_) | Material::Rsa(_) => Vec::new(),
    }
}
