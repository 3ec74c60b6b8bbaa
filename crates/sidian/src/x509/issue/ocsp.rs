use super::IssueError;
use crate::asn1::{oid, tag, time, writer};
use crate::crypto::Signer;
use crate::time::UnixTime;
use crate::x509::{CertStatus, Certificate, OcspCertId, OcspResponse};

/// Gathers what an OCSP responder answers (RFC 6960 4.2.1).
///
/// The answer is signed by the issuer of the certificates asked about, or by whom it delegated that
/// to (`id-kp-OCSPSigning`, section 4.2.2.2). A draft does not check which: a reader does.
#[must_use = "a draft answers nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct OcspDraft {
    from: UnixTime,
    until: UnixTime,
    answers: Vec<Vec<u8>>,
    nonce: Option<Vec<u8>>,
}

/// Why a responder does not answer (RFC 6960 4.2.1 `OCSPResponseStatus`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OcspRefusal {
    /// The question cannot be read.
    MalformedRequest,
    /// The responder is in trouble.
    InternalError,
    /// Asked again later it may answer.
    TryLater,
    /// Whoever asks may not be answered about this.
    Unauthorised,
}

impl OcspRefusal {
    /// The refusal as DER. It is signed by nobody.
    pub fn to_der(self) -> Vec<u8> {
        let number = match self {
            Self::MalformedRequest => 1,
            Self::InternalError => 2,
            Self::TryLater => 3,
            Self::Unauthorised => 6,
        };
        writer::sequence(&[&writer::tlv(tag::ENUMERATED, &[number])])
    }
}

impl OcspDraft {
    /// An answer that is known to be right at `from`, and is replaced by `until`.
    ///
    /// # Errors
    ///
    /// [`IssueError::Validity`] if it would be replaced before it is made.
    pub fn new(from: UnixTime, until: UnixTime) -> Result<Self, IssueError> {
        super::Validity::new(from, until)?;
        Ok(Self { from, until, answers: Vec::new(), nonce: None })
    }

    /// What is known of one certificate. Call once for each that was asked about.
    pub fn with_answer(mut self, id: &OcspCertId, status: CertStatus) -> Self {
        let status = match status {
            CertStatus::Good => writer::context_primitive(0, &[]),
            CertStatus::Unknown => writer::context_primitive(2, &[]),
            CertStatus::Revoked { at, reason } => {
                let mut revoked = time::write_generalized(at);
                if let Some(reason) = reason {
                    let reason = writer::tlv(tag::ENUMERATED, &[reason.number()]);
                    revoked.extend(writer::context(0, &reason));
                }
                writer::context(1, &revoked)
            }
        };
        self.answers.push(writer::sequence(&[
            id.der(),
            &status,
            &time::write_generalized(self.from),
            &writer::context(0, &time::write_generalized(self.until)),
        ]));
        self
    }

    /// The nonce of the question, given back (RFC 9654).
    pub fn with_nonce(mut self, value: &[u8]) -> Self {
        self.nonce = Some(value.to_vec());
        self
    }

    /// Has the responder sign. Its certificate travels along.
    ///
    /// # Errors
    ///
    /// [`IssueError::KeyMismatch`] if the key is not the certificate's, [`IssueError::Encoding`] for
    /// an answer about nothing.
    pub fn sign(
        &self,
        certificate: &Certificate,
        key: &dyn Signer,
    ) -> Result<OcspResponse, IssueError> {
        let responder = super::Issuer::new(certificate, key)?;
        let answers: Vec<&[u8]> = self.answers.iter().map(Vec::as_slice).collect();
        let mut fields = vec![
            writer::context(1, responder.certificate.subject().raw()),
            time::write_generalized(self.from),
            writer::sequence(&answers),
        ];
        if let Some(value) = &self.nonce {
            let nonce =
                writer::sequence(&[&writer::oid(oid::OCSP_NONCE), &writer::octet_string(value)]);
            fields.push(writer::context(1, &writer::sequence(&[&nonce])));
        }
        let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
        let data = writer::sequence(&fields);
        let value = key.sign(&data)?;
        let basic = writer::sequence(&[
            &data,
            &key.algorithm().identifier_der(),
            &writer::bit_string(&value),
            &writer::context(0, &writer::sequence(&[certificate.der()])),
        ]);
        let bytes =
            writer::sequence(&[&writer::oid(oid::OCSP_BASIC), &writer::octet_string(&basic)]);
        let whole =
            writer::sequence(&[&writer::tlv(tag::ENUMERATED, &[0]), &writer::context(0, &bytes)]);
        Ok(OcspResponse::from_der(&whole)?)
    }
}
