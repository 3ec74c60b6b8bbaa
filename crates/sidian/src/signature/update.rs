//! What signing gives: bytes to be written behind the document that was prepared.

use super::error::SignatureError;
use crate::budget::Budget;
use crate::crypto::{Digest, Hash, Hasher};
use crate::pades::{self, Placeholder};
use crate::pdf::Pdf;

/// The document a signature was prepared for: its length and its digest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Base {
    pub(super) length: u64,
    pub(super) hash: Hash,
    pub(super) digest: Digest,
}

impl Base {
    /// That of `pdf`, and the digest in the making that has taken it in.
    pub(super) fn of(pdf: &[u8], hash: Hash) -> (Self, Hasher) {
        let mut hasher = hash.hasher();
        hasher.update(pdf);
        let digest = hasher.clone().finish();
        (Self { length: pdf.len() as u64, hash, digest }, hasher)
    }

    /// Whether `pdf` is that document.
    pub(super) fn check(&self, pdf: &[u8]) -> Result<(), SignatureError> {
        let found = pdf.len() as u64;
        let known = usize::try_from(self.length).ok().and_then(|length| pdf.get(..length));
        let same = known.is_some_and(|known| self.hash.digest(known) == self.digest);
        match same {
            true if found == self.length => Ok(()),
            true => Err(SignatureError::Overtaken { by: signed_since(pdf, self.length) }),
            false if found == self.length => Err(SignatureError::DocumentChanged),
            false => Err(SignatureError::OtherDocument { expected: self.length, found }),
        }
    }
}

/// The fields of the signatures that stand behind the first `length` bytes. A file that cannot be
/// read has none: it is refused all the same.
fn signed_since(pdf: &[u8], length: u64) -> Vec<String> {
    let budget = Budget::for_file(pdf.len());
    let Ok(file) = Pdf::open(pdf, &budget) else { return Vec::new() };
    let Ok(signatures) = pades::signatures(&file) else { return Vec::new() };
    let later = signatures.found.into_iter().filter(|found| {
        let revision = file.revisions().get(found.first_seen);
        revision.is_some_and(|revision| revision.eof as u64 > length)
    });
    later.map(|found| found.field.name).collect()
}

/// A signature, as the bytes that follow the document it was made for.
#[derive(Clone, Debug)]
pub struct SignedUpdate {
    base: Base,
    appended: Vec<u8>,
}

impl SignedUpdate {
    pub(crate) fn new(base: Base, appended: Vec<u8>) -> Self {
        Self { base, appended }
    }

    /// The bytes to be written behind the original document.
    pub fn appended(&self) -> &[u8] {
        &self.appended
    }

    /// Whether `pdf` is the very document that was prepared, by length and digest.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Overtaken`] where somebody appended to it since, with the fields signed;
    /// [`SignatureError::DocumentChanged`] and [`SignatureError::OtherDocument`] where it is another.
    pub fn check(&self, pdf: &[u8]) -> Result<(), SignatureError> {
        self.base.check(pdf)
    }

    /// The whole signed document. `pdf` is the document that was prepared.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn onto(&self, pdf: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.check(pdf)?;
        Ok(self.joined(pdf))
    }

    /// As [`onto`](Self::onto) for the very bytes that were prepared a moment ago.
    pub(crate) fn joined(&self, pdf: &[u8]) -> Vec<u8> {
        let mut whole = Vec::with_capacity(pdf.len() + self.appended.len());
        whole.extend_from_slice(pdf);
        whole.extend_from_slice(&self.appended);
        whole
    }
}

/// Goes on with the digest of a document over what a placeholder appends, without the room for the
/// value.
pub(super) fn content_digest(mut hasher: Hasher, base: u64, placeholder: &Placeholder) -> Digest {
    let tail = placeholder.tail.as_slice();
    let base = usize::try_from(base).unwrap_or(usize::MAX);
    let within = |at: usize| at.saturating_sub(base).min(tail.len());
    hasher.update(tail.get(..within(placeholder.contents.start)).unwrap_or_default());
    hasher.update(tail.get(within(placeholder.contents.end)..).unwrap_or_default());
    hasher.finish()
}
