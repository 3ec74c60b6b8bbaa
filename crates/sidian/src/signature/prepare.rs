//! Between draft and signed document: the signer's turn.

use super::error::SignatureError;
use crate::cms::{Dialect, SignedAttributes, SignedDataDraft, verify_with};
use crate::crypto::{Digest, Hash, SignatureAlgorithm};
use crate::pades::Placeholder;
use crate::pdf::Span;
use crate::x509::Certificate;

/// Everything is settled but the signature value. Owned: it can wait while a person finds their
/// card.
#[must_use = "nothing is signed until it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedSignature {
    base: u64,
    placeholder: Placeholder,
    attributes: SignedAttributes,
    certificates: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
}

impl PreparedSignature {
    pub(super) fn new(
        base: u64,
        placeholder: Placeholder,
        attributes: SignedAttributes,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
    ) -> Self {
        let certificates = certificates.to_vec();
        Self { base, placeholder, attributes, certificates, algorithm: *algorithm }
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
        let Span { start, end } = self.placeholder.contents;
        let base = usize::try_from(self.base).unwrap_or(usize::MAX);
        // The brackets of the hexadecimal string are not room.
        let room = (end.saturating_sub(start) / 2).saturating_sub(1);
        let hex = self.placeholder.tail.get_mut(start.saturating_sub(base) + 1..);
        let Some(hex) = hex.filter(|_| container.len() <= room) else {
            return Err(SignatureError::Room { needed: container.len(), room });
        };
        for (pair, byte) in hex.chunks_exact_mut(2).zip(&container) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        Ok(SignedUpdate { base: self.base, appended: self.placeholder.tail })
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

/// The digest of what a placeholder covers: the original document and the update, without the room
/// for the value.
pub(super) fn digest(pdf: &[u8], placeholder: &Placeholder, hash: Hash) -> Digest {
    let tail = placeholder.tail.as_slice();
    let within = |at: usize| at.saturating_sub(pdf.len()).min(tail.len());
    let mut hasher = hash.hasher();
    hasher.update(pdf);
    hasher.update(tail.get(..within(placeholder.contents.start)).unwrap_or_default());
    hasher.update(tail.get(within(placeholder.contents.end)..).unwrap_or_default());
    hasher.finish()
}

fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' - 10 + nibble }
}
