//! From what the maker signs to a seal.

use std::sync::{Arc, OnceLock};

use super::error::SealError;
use super::verify::{listed, maker_signed, picture_of};
use crate::asn1::ber;
use crate::cms::verify_with;
use crate::crypto::{Hash, KeyKind, PublicKey, SignatureAlgorithm};
use crate::report::{Fact, Integrity, SealPicture};
use crate::ses::{self, SesError, SesSeal, SesVersion};
use crate::time::UnixTime;
use crate::tsp::TimestampToken;
use crate::x509::Certificate;

/// Everything of a seal is settled but the maker's signature value.
#[must_use = "no seal is made before it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedSeal {
    info: Vec<u8>,
    maker: Certificate,
    algorithm: SignatureAlgorithm,
}

impl PreparedSeal {
    pub(super) fn new(info: Vec<u8>, maker: Certificate, algorithm: SignatureAlgorithm) -> Self {
        Self { info, maker, algorithm }
    }

    /// The bytes that the maker's key signs (the DER of `SES_SealInfo`).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.info
    }

    /// With what algorithm they are to be signed.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// Checks the signature value against the maker's certificate and puts the seal together.
    ///
    /// # Errors
    ///
    /// [`SealError::ValueInvalid`] where it does not verify.
    pub fn complete(self, value: &[u8]) -> Result<Seal, SealError> {
        verify_with(&self.maker, &self.algorithm, &self.info, value)
            .map_err(|_| SealError::ValueInvalid)?;
        let oid = self.algorithm.oid();
        Seal::from_der(&ses::encode_seal(&self.info, self.maker.der(), oid, value, None))
    }
}

/// A seal (电子印章, `SES_Seal`): bytes that have the right structure.
///
/// Holding one proves nothing; [`Verifier::seal`](crate::verifier::Verifier::seal) judges it.
#[derive(Clone, Debug)]
pub struct Seal {
    der: Arc<[u8]>,
    version: SesVersion,
    id: String,
    name: String,
    validity: (UnixTime, UnixTime),
    picture: SealPicture,
    /// Whether the maker's signature is good: the bytes never change, so it is asked once.
    intact: Arc<OnceLock<bool>>,
}

impl Seal {
    /// Reads a seal; nothing is judged.
    ///
    /// # Errors
    ///
    /// [`SealError::Ses`] where it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, SealError> {
        let read = SesSeal::parse(der)?;
        Ok(Self {
            version: read.version,
            id: read.info.id.clone().into_owned(),
            name: read.info.property.name.clone().into_owned(),
            validity: (read.info.property.valid_from, read.info.property.valid_until),
            picture: picture_of(&read.info.picture),
            der: Arc::from(der),
            intact: Arc::default(),
        })
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The structure.
    ///
    /// # Errors
    ///
    /// None in practice: the bytes were read when this was made.
    pub fn structure(&self) -> Result<SesSeal<'_>, SesError> {
        SesSeal::parse(&self.der)
    }

    /// Whether the maker's signature over it is good. Who the maker is, and whether anybody trusts
    /// them, is not asked.
    pub(super) fn is_intact(&self) -> bool {
        let asked = || self.structure().is_ok_and(|s| maker_signed(&s) == Integrity::Ok);
        *self.intact.get_or_init(asked)
    }

    /// The edition that it follows.
    pub fn version(&self) -> SesVersion {
        self.version
    }

    /// Its identifier (esID).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// From when and until when it may be used.
    pub fn validity(&self) -> (UnixTime, UnixTime) {
        self.validity
    }

    /// What it looks like.
    pub fn picture(&self) -> &SealPicture {
        &self.picture
    }

    /// Whether a certificate is on its list.
    pub fn lists(&self, certificate: &Certificate) -> bool {
        self.structure()
            .is_ok_and(|s| listed(&s.info.property.cert_list, certificate).0 == Fact::Yes)
    }

    /// The digest by which registers and journals know it.
    pub fn digest(&self, hash: Hash) -> Vec<u8> {
        hash.digest(&self.der).as_ref().to_vec()
    }

    /// The bytes that a timestamp authority stamps: the maker's signature value (V5).
    ///
    /// # Errors
    ///
    /// As [`structure`](Self::structure).
    pub fn to_be_timestamped(&self) -> Result<Vec<u8>, SealError> {
        Ok(self.structure()?.signature.to_vec())
    }

    /// The same seal with a timestamp token (GM/T 0031-2025), in the place of one it has. The token
    /// must be for this seal; its authority is judged by whoever verifies.
    ///
    /// # Errors
    ///
    /// [`SealError::Version`] for a seal that is not V5, [`SealError::Timestamp`] where the token
    /// cannot be read or is for something else.
    pub fn with_timestamp(&self, token: &[u8]) -> Result<Self, SealError> {
        let read = self.structure()?;
        if read.version != SesVersion::V5 {
            return Err(SealError::Version { standard: read.version.standard() });
        }
        let der = is_for(token, read.signature).ok_or(SealError::Timestamp)?;
        Self::from_der(&ses::with_timestamp(&self.der, &der)?)
    }
}

/// The token in definite lengths, if it is one over `content`.
pub(super) fn is_for(token: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    let der = ber::to_definite(token).ok()?;
    let read = TimestampToken::parse(&der).ok()?;
    let digest = read.info.hash?.digest(content);
    (digest.as_ref() == read.info.imprint).then(|| der.into_owned())
}

/// Whether a certificate may make or use a seal now, with this algorithm.
pub(super) fn usable(
    certificate: &Certificate,
    algorithm: &SignatureAlgorithm,
    now: UnixTime,
) -> Result<(), SealError> {
    let unusable =
        |reason| Err(SealError::Certificate { subject: certificate.subject().label(), reason });
    let key = PublicKey::from_spki(certificate.spki())?;
    let spoken = [
        SignatureAlgorithm::SM2_SM3,
        SignatureAlgorithm::ED25519,
        SignatureAlgorithm::ECDSA_SHA256,
    ];
    let fits =
        algorithm.key_kind() == key.kind() && (key.kind() != KeyKind::Ec || key.bits() == 256);
    if !fits || !spoken.contains(algorithm) {
        return Err(SealError::Suite { algorithm: algorithm.name() });
    }
    if now < certificate.not_before() {
        return unusable("it is not valid yet");
    }
    if now > certificate.not_after() {
        return unusable("it has expired");
    }
    let signs =
        certificate.key_usage().is_none_or(|u| u.digital_signature() || u.non_repudiation());
    if signs { Ok(()) } else { unusable("its key may not sign") }
}
