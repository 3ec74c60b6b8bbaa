//! What the caller asks for.

use super::error::SignatureError;
use super::prepare::{PreparedSignature, SignedUpdate};
use crate::budget::Budget;
use crate::cms::{Dialect, SignedAttributes};
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::pades::{self, DocMdp, FieldPlan, SubFilter};
use crate::pdf::Pdf;
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Gathers what a signature is to say, and where.
///
/// By default an invisible approval signature in a new field, `ETSI.CAdES.detached` (PAdES
/// baseline B-B, ETSI EN 319 142-1).
#[must_use = "a draft does nothing until it is prepared or signed"]
#[derive(Clone, Debug)]
pub struct SignatureDraft<'f> {
    pdf: &'f [u8],
    plan: FieldPlan,
}

impl<'f> SignatureDraft<'f> {
    /// A signature on this document.
    pub fn new(pdf: &'f [u8]) -> Self {
        Self { pdf, plan: FieldPlan::default() }
    }

    /// The fully qualified name of the field: an empty signature field of that name is filled, or a
    /// new one is made. Without it the first free name `Signature1`, `Signature2`, … is taken.
    pub fn with_field(mut self, name: impl Into<String>) -> Self {
        self.plan.field = Some(name.into());
        self
    }

    /// Why it is signed (`/Reason`).
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.plan.reason = Some(reason.into());
        self
    }

    /// Where it is signed (`/Location`).
    pub fn with_location(mut self, location: impl Into<String>) -> Self {
        self.plan.location = Some(location.into());
        self
    }

    /// Makes it a certification signature (ISO 32000-2 12.8.2.2). It must be the first.
    pub fn with_certification(mut self, permission: DocMdp) -> Self {
        self.plan.certification = Some(permission);
        self
    }

    /// The container's kind.
    pub fn with_sub_filter(mut self, sub_filter: SubFilter) -> Self {
        self.plan.sub_filter = sub_filter;
        self
    }

    /// A rectangle on a page (counted from 1), in points from its lower left corner: left, bottom,
    /// right, top.
    pub fn with_placement(mut self, page: usize, rect: [f64; 4]) -> Self {
        self.plan.placement = Some((page, rect));
        self
    }

    /// Works out the update and the bytes to be signed. `certificates` begins with the signer's own
    /// and may go on to the root; `now` is the signing time that is written into the document.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]; see its variants. Encrypted documents are not supported yet.
    pub fn prepare(
        mut self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedSignature, SignatureError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        let budget = Budget::for_file(self.pdf.len());
        let pdf = Pdf::open(self.pdf, &budget)?;
        self.plan.signing_time = Some(now);
        self.plan.name = signer.subject().common_name();
        self.plan.contents_len = room(certificates);
        let placeholder = pades::place(&pdf, &self.plan)?;
        let hash = algorithm.hash();
        let digest = placeholder.digest(self.pdf, hash);
        let claimed = match self.plan.sub_filter {
            SubFilter::AdbePkcs7Detached => Some(now),
            _ => None,
        };
        let attributes = SignedAttributes::new(Dialect::Rfc5652, &digest, signer, hash, claimed);
        Ok(PreparedSignature::new(placeholder, attributes, certificates, algorithm))
    }

    /// Prepares and completes in one step, with a key that is at hand.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare), and [`SignatureError::KeyMismatch`] before anything else where
    /// the key is not the certificate's.
    pub fn sign(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<SignedUpdate, SignatureError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        if signer.spki() != key.public_key().spki() {
            return Err(SignatureError::KeyMismatch { subject: signer.subject().label() });
        }
        let prepared = self.prepare(certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed())?;
        prepared.complete(&value)
    }
}

/// How many bytes the container may need: its certificates, and the rest with room to spare for the
/// largest RSA key.
fn room(certificates: &[Certificate]) -> usize {
    let carried: usize = certificates.iter().map(|c| c.der().len()).sum();
    let signer = certificates.first().map_or(0, |c| c.issuer().raw().len());
    carried + 2 * signer + 2048
}
