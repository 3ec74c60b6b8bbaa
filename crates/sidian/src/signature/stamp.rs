//! Between signature value and signed document: the timestamp authority's turn (PAdES B-T).

use const_oid::ObjectIdentifier;

use super::draft::SignatureDraft;
use super::error::SignatureError;
use super::prepare::PreparedSignature;
use super::update::SignedUpdate;
use crate::crypto::Signer;
use crate::time::UnixTime;
use crate::tsp::{TimestampRequest, TimestampResponse, TimestampSource, fresh_nonce};
use crate::x509::Certificate;

/// A signature whose timestamp has not come yet. What it covers is settled: only the token is
/// missing.
#[must_use = "nothing is signed until it is completed"]
#[derive(Clone, Debug)]
pub struct PendingTimestamp {
    prepared: PreparedSignature,
    container: Vec<u8>,
    request: TimestampRequest,
}

impl PreparedSignature {
    /// Checks the signature value, and asks for a timestamp over it before it is embedded (PAdES
    /// baseline B-T). Keep room for the token with
    /// [`with_extra_room`](super::SignatureDraft::with_extra_room).
    ///
    /// # Errors
    ///
    /// [`SignatureError::ValueInvalid`] where it does not verify.
    pub fn stamp(self, value: &[u8]) -> Result<PendingTimestamp, SignatureError> {
        let container = self.encode(value)?;
        let request = TimestampRequest::over(self.algorithm.hash(), value);
        Ok(PendingTimestamp { prepared: self, container, request })
    }
}

impl PendingTimestamp {
    /// Ties the answer to this request (RFC 3161 2.4.1): some 8 random bytes.
    pub fn with_nonce(mut self, nonce: impl AsRef<[u8]>) -> Self {
        self.request = self.request.with_nonce(nonce);
        self
    }

    /// Asks for a timestamp under this policy and no other.
    pub fn with_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.request = self.request.with_policy(policy);
        self
    }

    /// What to send to a timestamp authority.
    pub fn request(&self) -> &TimestampRequest {
        &self.request
    }

    /// Checks the authority's response against the request and embeds signature and token.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Timestamp`] where the token is not the one asked for,
    /// [`SignatureError::Room`] where it does not fit: prepare again with the room it names.
    pub fn complete(self, response: &[u8]) -> Result<SignedUpdate, SignatureError> {
        let response = TimestampResponse::parse(response)?;
        let token = response.check(&self.request, &[])?;
        let container = self.prepared.container.stamped(&self.container, token)?;
        self.prepared.embed(&container)
    }

    /// Goes on without a timestamp.
    ///
    /// # Errors
    ///
    /// As [`PreparedSignature::complete`].
    pub fn without_timestamp(self) -> Result<SignedUpdate, SignatureError> {
        self.prepared.embed(&self.container)
    }
}

impl SignatureDraft<'_> {
    /// Signs with a key that is at hand and has the signature dated by `source`: PAdES baseline B-T.
    /// Room is kept for the size that the source promises. Where its token is larger, it is signed
    /// once more with room for that one.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign), and [`SignatureError::Timestamp`].
    pub fn sign_and_stamp(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
        source: &dyn TimestampSource,
    ) -> Result<SignedUpdate, SignatureError> {
        let promised = source.promised_size().min(MOST_ROOM);
        let first = self.clone().with_extra_room(promised);
        match first.stamped(key, certificates, now, source) {
            Err(SignatureError::Room { needed, room }) => {
                // tokens of one authority differ by a few bytes
                let more = promised.saturating_add(needed.saturating_sub(room)).saturating_add(64);
                let again = self.with_extra_room(more.min(MOST_ROOM));
                again.stamped(key, certificates, now, source)
            }
            done => done,
        }
    }

    fn stamped(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
        source: &dyn TimestampSource,
    ) -> Result<SignedUpdate, SignatureError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        if !key.public_key().matches_spki(signer.spki()) {
            return Err(SignatureError::KeyMismatch { subject: signer.subject().label() });
        }
        let prepared = self.prepare(certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed())?;
        let pending = prepared.stamp(&value)?.with_nonce(fresh_nonce()?);
        let response = source.answer(&pending.request().to_der())?;
        pending.complete(&response)
    }
}

/// Most room that is kept for a timestamp.
const MOST_ROOM: usize = 1 << 20;
