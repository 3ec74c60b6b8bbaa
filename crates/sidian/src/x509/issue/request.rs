//! Making requests for certificates (PKCS#10, RFC 2986).

use super::{IssueError, NameDraft};
use crate::asn1::writer;
use crate::crypto::{PublicKey, SignatureAlgorithm, Signer};
use crate::x509::CertificateRequest;

/// Gathers what a request asks for.
///
/// # Examples
///
/// ```
/// use sidian::crypto::{SigningKey, Suite};
/// use sidian::x509::CertificateRequest;
/// use sidian::x509::issue::{NameDraft, RequestDraft};
///
/// let key = SigningKey::generate(Suite::Sm2)?;
/// let request = RequestDraft::new(NameDraft::new("张三").with_country("CN")).sign(&key)?;
/// let received = CertificateRequest::from_der(request.der())?;
/// assert!(received.subject().matches(request.subject()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a draft does nothing until it is signed or prepared"]
#[derive(Clone, Debug)]
pub struct RequestDraft {
    subject: NameDraft,
}

impl RequestDraft {
    /// A request for a certificate of this name.
    pub fn new(subject: NameDraft) -> Self {
        Self { subject }
    }

    /// Signs with the key that is to be certified.
    ///
    /// # Errors
    ///
    /// [`IssueError::NoName`] and [`IssueError::Encoding`] for the name, [`IssueError::Signing`] if
    /// the key refuses.
    pub fn sign(&self, key: &dyn Signer) -> Result<CertificateRequest, IssueError> {
        let prepared = self.prepare(key.public_key(), key.algorithm())?;
        let value = key.sign(prepared.to_be_signed())?;
        prepared.complete(&value)
    }

    /// Gives out the bytes to be signed, for a key that lives elsewhere.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign), as far as it concerns the name.
    pub fn prepare(
        &self,
        key: &PublicKey,
        algorithm: &SignatureAlgorithm,
    ) -> Result<PreparedRequest, IssueError> {
        let info = writer::sequence(&[
            &writer::integer(0),
            &self.subject.to_der()?,
            key.spki(),
            &writer::context(0, &[]),
        ]);
        Ok(PreparedRequest { info, algorithm: *algorithm })
    }
}

/// A request that lacks only its signature.
#[must_use = "nothing is asked for until it is completed"]
#[derive(Clone, Debug)]
pub struct PreparedRequest {
    info: Vec<u8>,
    algorithm: SignatureAlgorithm,
}

impl PreparedRequest {
    /// The bytes that the key signs.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.info
    }

    /// Puts the signature value in and reads the whole back, proof of possession included.
    ///
    /// # Errors
    ///
    /// [`IssueError::Reading`], with [`X509Error::Possession`](crate::x509::X509Error::Possession)
    /// inside where the value does not verify.
    pub fn complete(self, value: &[u8]) -> Result<CertificateRequest, IssueError> {
        let algorithm = self.algorithm.identifier_der();
        let der = writer::sequence(&[&self.info, &algorithm, &writer::bit_string(value)]);
        Ok(CertificateRequest::from_der(&der)?)
    }
}
