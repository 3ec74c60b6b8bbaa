//! Event certificates (事件型证书): certificates for one signature on one document.

use super::error::X509Error;
use crate::asn1::{Reader, tag, writer};
use crate::crypto::{CryptoError, Digest, Hash};

/// The one document that an event certificate is for; an extension of sidian's own.
///
/// ```text
/// id-event-binding OBJECT IDENTIFIER ::= { 2 25 1131175652 2 1 }
/// EventBinding ::= SEQUENCE {
///     version   INTEGER,               -- 1
///     length    INTEGER,               -- of the document before signing, in bytes
///     hash      AlgorithmIdentifier,
///     digest    OCTET STRING,          -- of these bytes
///     purpose   UTF8String }           -- in words, for people
/// ```
///
/// What is bound are all bytes of the document as it stood *before* the signature: the file up to the
/// revision that the signature makes. The verifier also sees to it that this revision does nothing
/// but sign, so that neither an earlier change nor one made together with the signature goes along.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EventBinding {
    length: u64,
    hash: Hash,
    digest: Digest,
    purpose: String,
}

/// Longest purpose, in characters.
const MOST: usize = 200;

impl EventBinding {
    /// For `document`, which is about to be signed for `purpose`; longer words are cut.
    pub fn of(document: &[u8], hash: Hash, purpose: &str) -> Self {
        let (length, digest) = (document.len() as u64, hash.digest(document));
        Self { length, hash, digest, purpose: purpose.chars().take(MOST).collect() }
    }

    /// For a document of which only length and digest are known, as a prepared one states them.
    /// `None` where the digest is not as long as those of `hash` are, or the hash is weak.
    pub fn from_digest(length: u64, hash: Hash, digest: &[u8], purpose: &str) -> Option<Self> {
        let digest = Digest::from_bytes(hash, digest).filter(|_| !hash.is_weak())?;
        Some(Self { length, hash, digest, purpose: purpose.chars().take(MOST).collect() })
    }

    /// How long the document is.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The hash of its digest.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Its digest.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What it is signed for, in words.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// Whether `document` is the one: exactly these bytes, no more and no fewer.
    pub fn is_for(&self, document: &[u8]) -> bool {
        document.len() as u64 == self.length && self.hash.digest(document) == self.digest
    }

    /// The contents of the extension.
    pub fn to_der(&self) -> Vec<u8> {
        writer::sequence(&[
            &writer::integer(1),
            &writer::integer(self.length),
            &writer::algorithm(self.hash.oid(), None),
            &writer::octet_string(self.digest.as_ref()),
            &writer::utf8_string(&self.purpose),
        ])
    }

    /// Reads the contents of the extension.
    ///
    /// # Errors
    ///
    /// [`X509Error::Malformed`], [`X509Error::Version`], and [`X509Error::Crypto`] for a hash that is
    /// not spoken here or weak.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        let malformed = |_| X509Error::Malformed { what: "event binding", at: 0 };
        let mut outer = Reader::new(der);
        let mut body = outer.sequence().map_err(malformed)?;
        outer.finish().map_err(malformed)?;
        if body.u64().map_err(malformed)? != 1 {
            return Err(X509Error::Version);
        }
        let length = body.u64().map_err(malformed)?;
        let (oid, _) = body.algorithm().map_err(malformed)?;
        let digest = body.octet_string().map_err(malformed)?;
        let purpose = body.expect(tag::UTF8_STRING).map_err(malformed)?.value;
        body.finish().map_err(malformed)?;
        let hash = Hash::from_oid(&oid).filter(|hash| !hash.is_weak());
        let hash = hash.ok_or(X509Error::Crypto(CryptoError::Unsupported { oid }))?;
        let bad = || X509Error::Malformed { what: "event binding", at: 0 };
        let purpose = std::str::from_utf8(purpose).map_err(|_| bad())?;
        Self::from_digest(length, hash, digest, purpose).ok_or_else(bad)
    }
}
