//! Between draft and signed document: the signer's turn.

use super::container::Container;
use super::error::SignatureError;
use super::update::{Base, SignedUpdate, content_digest};
use crate::cms::verify_with;
use crate::crypto::{Digest, PublicKey, SignatureAlgorithm};
use crate::pades::Placeholder;
use crate::pdf::Span;
use crate::x509::Certificate;

/// Everything is settled but the signature value. Owned: it can wait while a person finds their
/// card, and with [`to_bytes`](Self::to_bytes) for days, in another process.
///
/// Holding one does not prove that its document is what somebody saw: before a stored one is signed,
/// [`check`](Self::check) it against the document.
#[must_use = "nothing is signed until it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedSignature {
    pub(super) base: Base,
    pub(super) placeholder: Placeholder,
    pub(super) container: Container,
    pub(super) certificates: Vec<Certificate>,
    pub(super) algorithm: SignatureAlgorithm,
}

impl PreparedSignature {
    /// The bytes that the signer's key signs: for CMS the DER of the signed attributes.
    pub fn to_be_signed(&self) -> &[u8] {
        self.container.to_be_signed()
    }

    /// The digest of [`to_be_signed`](Self::to_be_signed), for keys that sign digests; for SM2 it
    /// begins with the signer's Z value (GB/T 32918.2 6.1). `None` for Ed25519, which signs the bytes
    /// themselves.
    pub fn to_be_signed_digest(&self) -> Option<Digest> {
        let key = PublicKey::from_spki(self.certificates.first()?.spki()).ok()?;
        key.prehash(&self.algorithm, self.to_be_signed())
    }

    /// With what algorithm they are to be signed.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// The signer's certificate and those above it.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The fully qualified name of the field that is to be signed.
    pub fn field(&self) -> &str {
        &self.placeholder.field
    }

    /// How long the document is that is to be signed.
    pub fn document_length(&self) -> u64 {
        self.base.length
    }

    /// The digest of the document that is to be signed, by the algorithm's own hash: for people and
    /// programs that compare what they see with what they sign.
    pub fn document_digest(&self) -> &Digest {
        &self.base.digest
    }

    /// Whether `pdf` is the document that was prepared, and whether these are the bytes to be signed
    /// for it.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Overtaken`], [`SignatureError::DocumentChanged`] and
    /// [`SignatureError::OtherDocument`] by length and digest; [`SignatureError::Forged`] where the
    /// bytes to be signed speak of something else.
    pub fn check(&self, pdf: &[u8]) -> Result<(), SignatureError> {
        let (found, hasher) = Base::of(pdf, self.algorithm.hash());
        if found != self.base {
            self.base.check(pdf)?;
        }
        let content = content_digest(hasher, self.base.length, &self.placeholder);
        match self.container.content_digest() {
            Some(stated) if stated == content.as_ref() => Ok(()),
            _ => Err(SignatureError::Forged),
        }
    }

    /// Checks the signature value against the certificate and embeds it.
    ///
    /// # Errors
    ///
    /// [`SignatureError::ValueInvalid`] where it does not verify, [`SignatureError::Room`] where the
    /// container outgrew its place.
    pub fn complete(self, value: &[u8]) -> Result<SignedUpdate, SignatureError> {
        let container = self.encode(value)?;
        self.embed(&container)
    }

    /// The container around a signature value that verifies.
    pub(super) fn encode(&self, value: &[u8]) -> Result<Vec<u8>, SignatureError> {
        let signer = self.certificates.first().ok_or(SignatureError::CertificateMissing)?;
        verify_with(signer, &self.algorithm, self.to_be_signed(), value)
            .map_err(|_| SignatureError::ValueInvalid)?;
        Ok(self.container.encode(&self.certificates, &self.algorithm, value))
    }

    /// The document with `container` in its place.
    pub(super) fn embed(mut self, container: &[u8]) -> Result<SignedUpdate, SignatureError> {
        embed(&mut self.placeholder, self.base.length, container)?;
        Ok(SignedUpdate::new(self.base, self.placeholder.tail))
    }
}

/// Writes the container into the room kept for it.
pub(super) fn embed(
    placeholder: &mut Placeholder,
    base: u64,
    container: &[u8],
) -> Result<(), SignatureError> {
    let Span { start, .. } = placeholder.contents;
    let room = room(placeholder);
    let base = usize::try_from(base).unwrap_or(usize::MAX);
    let first = start.saturating_sub(base).saturating_add(1);
    let hex = placeholder.tail.get_mut(first..).filter(|_| container.len() <= room);
    let Some(hex) = hex else {
        return Err(SignatureError::Room { needed: container.len(), room });
    };
    for (pair, byte) in hex.chunks_exact_mut(2).zip(container) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    Ok(())
}

/// How many bytes the container may take. The brackets of the hexadecimal string are not room.
pub(super) fn room(placeholder: &Placeholder) -> usize {
    (placeholder.contents.len() / 2).saturating_sub(1)
}

fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' - 10 + nibble }
}
