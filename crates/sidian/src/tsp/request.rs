//! `TimeStampReq` (RFC 3161 2.4.1).

use const_oid::ObjectIdentifier;

use super::error::TspError;
use crate::asn1::{Asn1Error, Reader, read_single, tag, writer};
use crate::cms::CmsError;
use crate::crypto::{Hash, random};

/// A request for a timestamp over a digest: only the digest leaves the house.
///
/// By default it asks for the authority's certificate to come along, names no policy and carries no
/// nonce. A nonce ties an answer to this request: [`fresh_nonce`] draws one.
///
/// # Examples
///
/// ```
/// use sidian::crypto::Hash;
/// use sidian::tsp::TimestampRequest;
///
/// let request = TimestampRequest::over(Hash::Sha256, b"what is to be dated").with_nonce([7; 8]);
/// let bytes = request.to_der(); // POST it as application/timestamp-query
/// assert_eq!(TimestampRequest::from_der(&bytes)?, request);
/// # Ok::<(), sidian::tsp::TspError>(())
/// ```
#[must_use = "a request does nothing until it is sent"]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimestampRequest {
    pub(super) hash_oid: ObjectIdentifier,
    pub(super) imprint: Vec<u8>,
    pub(super) policy: Option<ObjectIdentifier>,
    pub(super) nonce: Option<Vec<u8>>,
    pub(super) certificate: bool,
    pub(super) has_extensions: bool,
}

/// Longest nonce, in octets.
const MOST_NONCE: usize = 64;

/// Eight octets from the operating system that nobody else guesses, for
/// [`with_nonce`](TimestampRequest::with_nonce).
///
/// # Errors
///
/// [`TspError::Crypto`] where there are none.
pub fn fresh_nonce() -> Result<[u8; 8], TspError> {
    Ok(random()?)
}

impl TimestampRequest {
    /// Over a digest that was made with `hash`.
    ///
    /// # Errors
    ///
    /// [`TspError::Digest`] where it has another length than such a digest.
    pub fn new(hash: Hash, digest: &[u8]) -> Result<Self, TspError> {
        if digest.len() != hash.output_len() {
            return Err(TspError::Digest { hash: hash.name(), found: digest.len() });
        }
        Ok(Self::of(hash, digest))
    }

    /// Over the digest of `content`.
    pub fn over(hash: Hash, content: &[u8]) -> Self {
        Self::of(hash, hash.digest(content).as_ref())
    }

    pub(crate) fn of(hash: Hash, digest: &[u8]) -> Self {
        Self {
            hash_oid: hash.oid(),
            imprint: digest.to_vec(),
            policy: None,
            nonce: None,
            certificate: true,
            has_extensions: false,
        }
    }

    /// Ties the answer to this request. Leading zeros do not count; [`fresh_nonce`] is usual.
    pub fn with_nonce(mut self, nonce: impl AsRef<[u8]>) -> Self {
        let nonce = nonce.as_ref();
        let element = writer::unsigned(nonce.get(..nonce.len().min(MOST_NONCE)).unwrap_or(nonce));
        self.nonce = read_single(&element).ok().map(|tlv| tlv.value.to_vec());
        self
    }

    /// Asks for a timestamp under this policy and no other.
    pub fn with_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Asks the authority to leave its certificate out (`certReq` FALSE).
    pub fn without_certificate(mut self) -> Self {
        self.certificate = false;
        self
    }

    /// The hash function of the imprint; `None` for one that is not known here.
    pub fn hash(&self) -> Option<Hash> {
        Hash::from_oid(&self.hash_oid)
    }

    /// The digest to be dated.
    pub fn imprint(&self) -> &[u8] {
        &self.imprint
    }

    /// The policy asked for.
    pub fn policy(&self) -> Option<ObjectIdentifier> {
        self.policy
    }

    /// The contents octets of the nonce.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Whether the authority's certificate is to come along.
    pub fn wants_certificate(&self) -> bool {
        self.certificate
    }

    /// As DER, the body of an `application/timestamp-query`.
    pub fn to_der(&self) -> Vec<u8> {
        let imprint = writer::sequence(&[
            &writer::algorithm(self.hash_oid, None),
            &writer::octet_string(&self.imprint),
        ]);
        let policy = self.policy.map(writer::oid).unwrap_or_default();
        let nonce = self.nonce.as_ref().map(|n| writer::tlv(tag::INTEGER, n)).unwrap_or_default();
        let certificate = if self.certificate { writer::boolean(true) } else { Vec::new() };
        writer::sequence(&[&writer::integer(1), &imprint, &policy, &nonce, &certificate])
    }

    /// Reads a request.
    ///
    /// # Errors
    ///
    /// [`TspError::Malformed`] where it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, TspError> {
        Self::read(der).map_err(|source| CmsError::Asn1 { place: "TimeStampReq", source }.into())
    }

    fn read(der: &[u8]) -> Result<Self, Asn1Error> {
        let mut outer = Reader::new(der);
        let mut body = outer.sequence()?;
        outer.finish()?;
        if body.u64()? != 1 {
            return Err(Asn1Error::Value { kind: "TimeStampReq.version" });
        }
        let mut imprint = body.sequence()?;
        let (hash_oid, _) = imprint.algorithm()?;
        let digest = imprint.octet_string()?.to_vec();
        imprint.finish()?;
        let policy = match body.peek() {
            Some(tag::OBJECT_IDENTIFIER) => Some(body.oid()?),
            _ => None,
        };
        let nonce = match body.peek() {
            Some(tag::INTEGER) => Some(body.integer()?.to_vec()),
            _ => None,
        };
        if nonce.as_ref().is_some_and(|n| n.len() > MOST_NONCE + 1) {
            return Err(Asn1Error::Value { kind: "TimeStampReq.nonce" });
        }
        let certificate = match body.peek() {
            Some(tag::BOOLEAN) => body.boolean()?,
            _ => false,
        };
        let has_extensions = body.optional(tag::context_constructed(0))?.is_some();
        body.finish()?;
        Ok(Self { hash_oid, imprint: digest, policy, nonce, certificate, has_extensions })
    }
}
