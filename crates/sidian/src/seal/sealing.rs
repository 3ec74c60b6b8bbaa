//! Using a seal on data (签章).

use super::error::SealError;
use super::make::{Seal, is_for, usable};
use crate::cms::verify_with;
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::ses::{self, SesExtension, SesVersion, TbsSignParts};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Gathers what a sealing is to say: a [`Seal`] applied to data of which a digest is given.
///
/// The digest is made with the hash that the signer's algorithm names: SM3 with SM2.
#[must_use = "a draft seals nothing"]
#[derive(Clone, Debug)]
pub struct SealingDraft<'s> {
    seal: &'s Seal,
    property_info: String,
    extensions: Vec<SesExtension>,
}

impl<'s> SealingDraft<'s> {
    /// A use of this seal. `property_info` says what is sealed and how its digest was made; in OFD
    /// it is the path of `Signature.xml`.
    pub fn new(seal: &'s Seal, property_info: &str) -> Self {
        Self { seal, property_info: property_info.to_owned(), extensions: Vec::new() }
    }

    /// An extension of the sealing.
    pub fn with_extension(mut self, extension: SesExtension) -> Self {
        self.extensions.push(extension);
        self
    }

    /// How many bytes the sealing will have at most, without a timestamp: to keep room for it
    /// before the digest is known.
    pub fn room(&self, signer: &Certificate) -> usize {
        let extensions: usize = self.extensions.iter().map(|e| e.value.len() + 64).sum();
        // Two digests or values of 64 bytes, their headers, a time, an identifier.
        self.seal.as_bytes().len()
            + signer.der().len()
            + self.property_info.len()
            + extensions
            + 512
    }

    /// Seals with a key that is at hand.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare); [`SealError::KeyMismatch`], [`SealError::Crypto`].
    pub fn seal(
        self,
        digest: &[u8],
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<Vec<u8>, SealError> {
        let signer = certificates.first().ok_or(SealError::CertificateMissing)?;
        if !key.public_key().matches_spki(signer.spki()) {
            return Err(SealError::KeyMismatch { subject: signer.subject().label() });
        }
        let prepared = self.prepare(digest, certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed())?;
        prepared.complete(&value)
    }

    /// Works out the bytes that the signer (签章人) signs, after the checks of the standard: the
    /// signer's certificate, the seal itself, and that the one is on the list of the other. Paths
    /// are judged by whoever verifies.
    ///
    /// # Errors
    ///
    /// [`SealError`]; see its variants.
    pub fn prepare(
        self,
        digest: &[u8],
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedSealing, SealError> {
        let signer = certificates.first().ok_or(SealError::CertificateMissing)?;
        self.check(signer, algorithm, now)?;
        let expected = algorithm.hash().output_len();
        if digest.len() != expected {
            return Err(SealError::Digest { expected, found: digest.len() });
        }
        let to_sign = TbsSignParts {
            version: self.seal.version(),
            seal: self.seal.as_bytes(),
            time: now,
            data_hash: digest,
            property_info: &self.property_info,
            extensions: &self.extensions,
        };
        let to_sign = to_sign.encode();
        Ok(PreparedSealing { to_sign, signer: signer.clone(), algorithm: *algorithm })
    }

    /// The checks that come before sealing, without a digest: for whoever wants to know early.
    ///
    /// # Errors
    ///
    /// [`SealError`]; see its variants.
    pub fn check(
        &self,
        signer: &Certificate,
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<(), SealError> {
        usable(signer, algorithm, now)?;
        let read = self.seal.structure()?;
        if read.version == SesVersion::V1 {
            return Err(SealError::Version { standard: read.version.standard() });
        }
        let plain = self.property_info.bytes().all(|b| (0x20..0x7f).contains(&b));
        if !plain || self.property_info.len() > 1_024 {
            return Err(SealError::Text { field: "propertyInfo" });
        }
        if !self.seal.is_intact() {
            return Err(SealError::SealBroken);
        }
        let (from, until) = self.seal.validity();
        if !(from..=until).contains(&now) || read.info.property.created > now {
            return Err(SealError::SealNotValid);
        }
        if !self.seal.lists(signer) {
            return Err(SealError::SignerNotListed { subject: signer.subject().label() });
        }
        Ok(())
    }
}

/// Everything of a sealing is settled but the signer's signature value.
#[must_use = "nothing is sealed until it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedSealing {
    to_sign: Vec<u8>,
    signer: Certificate,
    algorithm: SignatureAlgorithm,
}

impl PreparedSealing {
    /// The bytes that the signer's key signs (the DER of `TBS_Sign`).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_sign
    }

    /// With what algorithm they are to be signed.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// Checks the signature value against the signer's certificate and gives the `SES_Signature`.
    ///
    /// # Errors
    ///
    /// [`SealError::ValueInvalid`] where it does not verify.
    pub fn complete(self, value: &[u8]) -> Result<Vec<u8>, SealError> {
        verify_with(&self.signer, &self.algorithm, &self.to_sign, value)
            .map_err(|_| SealError::ValueInvalid)?;
        let (signer, oid) = (self.signer.der(), self.algorithm.oid());
        Ok(ses::encode_signature(&self.to_sign, signer, oid, value, None))
    }

    /// As [`complete`](Self::complete), with a timestamp token over the signature value.
    ///
    /// # Errors
    ///
    /// [`SealError::Timestamp`] where the token cannot be read or is for something else.
    pub fn complete_with_timestamp(self, value: &[u8], token: &[u8]) -> Result<Vec<u8>, SealError> {
        let der = is_for(token, value).ok_or(SealError::Timestamp)?;
        Ok(ses::with_timestamp(&self.complete(value)?, &der)?)
    }
}
