//! A document timestamp (ISO 32000-2 12.8.5): placed, asked for, embedded.

use const_oid::ObjectIdentifier;

use super::error::ExtendError;
use crate::budget::Budget;
use crate::crypto::Hash;
use crate::pades::{self, FieldPlan, Placeholder, Role, SubFilter};
use crate::pdf::Pdf;
use crate::signature::prepare::embed;
use crate::signature::rules;
use crate::signature::update::{Base, content_digest};
use crate::tsp::{TimestampRequest, TimestampResponse};

/// A document that waits for a timestamp authority's answer.
#[must_use = "nothing is dated until it is completed"]
#[derive(Clone, Debug)]
pub struct PendingDocTimestamp {
    base: Base,
    placeholder: Placeholder,
    request: TimestampRequest,
}

pub(super) fn prepare(
    pdf: &[u8],
    hash: Hash,
    room: usize,
) -> Result<PendingDocTimestamp, ExtendError> {
    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget)?;
    let earlier = pades::signatures(&file)?;
    let plan = FieldPlan::new(Role::DocTimeStamp, SubFilter::EtsiRfc3161, room);
    let placeholder = pades::prepare(&file, &plan)?;
    rules::of_earlier(file, &earlier, &placeholder.tail)?;
    let (base, hasher) = Base::of(pdf, hash);
    let digest = content_digest(hasher, base.length, &placeholder);
    let request = TimestampRequest::of(hash, digest.as_ref());
    Ok(PendingDocTimestamp { base, placeholder, request })
}

impl PendingDocTimestamp {
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

    /// Checks the authority's response against the request and embeds its token: the whole new
    /// document. `pdf` is the document that was prepared.
    ///
    /// # Errors
    ///
    /// [`ExtendError::Timestamp`] where the token is not the one asked for, [`ExtendError::Room`]
    /// where it does not fit, [`ExtendError::Signature`] where `pdf` is another document.
    pub fn complete(mut self, pdf: &[u8], response: &[u8]) -> Result<Vec<u8>, ExtendError> {
        self.base.check(pdf)?;
        let response = TimestampResponse::parse(response)?;
        let token = response.check(&self.request, &[])?;
        embed(&mut self.placeholder, self.base.length, token)?;
        Ok([pdf, &self.placeholder.tail].concat())
    }
}
