//! Between draft and signed document: the signer's turn.

use super::error::SignatureError;
use crate::cms::{Dialect, SignedAttributes, SignedDataDraft, verify_with};
use crate::crypto::SignatureAlgorithm;
use crate::pades::Placeholder;
use crate::x509::Certificate;

/// Everything is settled but the signature value. Owned: it can wait while a person finds their
/// card.
#[must_use = "nothing is signed until it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedSignature {
    placeholder: Placeholder,
    attributes: SignedAttributes,
    certificates: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
}

impl PreparedSignature {
    pub(super) fn new(
        placeholder: Placeholder,
        attributes: SignedAttributes,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
    ) -> Self {
        let certificates = certificates.to_vec();
        Self { placeholder, attributes, certificates, algorithm: algorithm.clone() }
    }

    /// The bytes that the signer's key signs (the DER of the signed attributes).
    pub fn to_be_signed(&self) -> &[u8] {
        self.attributes.to_be_signed()
    }

    /// With what algorithm they are to be signed.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// Checks the signature value against the certificate and embeds it.
    ///
    /// # Errors
    ///
    /// [`SignatureError::ValueInvalid`] where it does not verify, [`SignatureError::Room`] where the
    /// container outgrew its place.
    pub fn complete(mut self, value: &[u8]) -> Result<SignedUpdate, SignatureError> {
        let signer = self.certificates.first().ok_or(SignatureError::CertificateMissing)?;
        verify_with(signer, &self.algorithm, self.attributes.to_be_signed(), value)
            .map_err(|_| SignatureError::ValueInvalid)?;
        let draft = SignedDataDraft::new(Dialect::Rfc5652, &self.certificates, &self.algorithm);
        let container = draft.encode(&self.attributes, value);
        let room = self.placeholder.room();
        if !self.placeholder.fill(&container) {
            return Err(SignatureError::Room { needed: container.len(), room });
        }
        let (base, appended) = self.placeholder.into_parts();
        Ok(SignedUpdate { base, appended })
    }
}

/// A signature, as the bytes that follow the document it was made for.
#[derive(Clone, Debug)]
pub struct SignedUpdate {
    base: u64,
    appended: Vec<u8>,
}

impl SignedUpdate {
    /// The bytes to be written behind the original document.
    pub fn appended(&self) -> &[u8] {
        &self.appended
    }

    /// The whole signed document. `pdf` is the document that was prepared.
    ///
    /// # Errors
    ///
    /// [`SignatureError::OtherDocument`] where `pdf` has another length.
    pub fn onto(&self, pdf: &[u8]) -> Result<Vec<u8>, SignatureError> {
        let found = pdf.len() as u64;
        if found != self.base {
            return Err(SignatureError::OtherDocument { expected: self.base, found });
        }
        let mut whole = Vec::with_capacity(pdf.len() + self.appended.len());
        whole.extend_from_slice(pdf);
        whole.extend_from_slice(&self.appended);
        Ok(whole)
    }
}
