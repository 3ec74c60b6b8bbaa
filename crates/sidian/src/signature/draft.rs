//! What the caller asks for.

use super::error::SignatureError;
use super::prepare::{PreparedSignature, SignedUpdate, digest};
use crate::budget::Budget;
use crate::cms::{Dialect, SignedAttributes};
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::pades::changes::{History, Permissions};
use crate::pades::{self, DocMdp, FieldLock, FieldPlan, Placeholder, Placement, Role, SubFilter};
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
    role: Role,
    sub_filter: SubFilter,
    field: Option<String>,
    reason: Option<String>,
    location: Option<String>,
    contact: Option<String>,
    placement: Option<Placement>,
    lock: Option<FieldLock>,
}

impl<'f> SignatureDraft<'f> {
    /// A signature on this document.
    pub fn new(pdf: &'f [u8]) -> Self {
        Self {
            pdf,
            role: Role::Approval,
            sub_filter: SubFilter::EtsiCadesDetached,
            field: None,
            reason: None,
            location: None,
            contact: None,
            placement: None,
            lock: None,
        }
    }

    /// The fully qualified name of the field: an empty signature field of that name is filled, or a
    /// new one is made. Without it a new field with a free name is made.
    pub fn with_field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// Why it is signed (`/Reason`).
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Where it is signed (`/Location`).
    pub fn with_location(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// How to reach the signer (`/ContactInfo`).
    pub fn with_contact(mut self, contact: impl Into<String>) -> Self {
        self.contact = Some(contact.into());
        self
    }

    /// Makes it a certification signature (ISO 32000-2 12.8.2.2). It must be the first.
    pub fn with_certification(mut self, permission: DocMdp) -> Self {
        self.role = Role::Certification(permission);
        self
    }

    /// The container's kind: `ETSI.CAdES.detached` or `adbe.pkcs7.detached`.
    pub fn with_sub_filter(mut self, sub_filter: SubFilter) -> Self {
        self.sub_filter = sub_filter;
        self
    }

    /// Shows it on a page.
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = Some(placement);
        self
    }

    /// Locks fields from this signature on (ISO 32000-2 12.7.5.5).
    pub fn with_lock(mut self, lock: FieldLock) -> Self {
        self.lock = Some(lock);
        self
    }

    /// Works out the update and the bytes to be signed. `certificates` begins with the signer's own
    /// and may go on to the root; `now` is the signing time that is written into the document.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]; see its variants. Encrypted documents are not supported yet.
    pub fn prepare(
        self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedSignature, SignatureError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        let budget = Budget::for_file(self.pdf.len());
        let file = Pdf::open(self.pdf, &budget)?;
        let placeholder = pades::prepare(&file, &self.plan(certificates, now))?;
        keeps_earlier(&file, &placeholder)?;
        let hash = algorithm.hash();
        let digest = digest(self.pdf, &placeholder, hash);
        // PAdES keeps the claimed time in the signature dictionary alone.
        let claimed = Some(now).filter(|_| self.sub_filter == SubFilter::AdbePkcs7Detached);
        let attributes = SignedAttributes::new(Dialect::Rfc5652, &digest, signer, hash, claimed);
        let base = self.pdf.len() as u64;
        Ok(PreparedSignature::new(base, placeholder, attributes, certificates, algorithm))
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
        if !key.public_key().matches_spki(signer.spki()) {
            return Err(SignatureError::KeyMismatch { subject: signer.subject().label() });
        }
        let prepared = self.prepare(certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed())?;
        prepared.complete(&value)
    }

    fn plan(&self, certificates: &[Certificate], now: UnixTime) -> FieldPlan {
        let mut plan = FieldPlan::new(self.role, self.sub_filter.clone(), room(certificates));
        plan = plan.with_time(now);
        if let Some(name) = certificates.first().and_then(|c| c.subject().common_name()) {
            plan = plan.with_name(name);
        }
        if let Some(field) = &self.field {
            plan = plan.with_field(field);
        }
        if let Some(reason) = &self.reason {
            plan = plan.with_reason(reason);
        }
        if let Some(location) = &self.location {
            plan = plan.with_location(location);
        }
        if let Some(contact) = &self.contact {
            plan = plan.with_contact(contact);
        }
        if let Some(placement) = &self.placement {
            plan = plan.with_placement(placement.clone());
        }
        if let Some(lock) = &self.lock {
            plan = plan.with_lock(lock.clone());
        }
        plan
    }
}

/// Refuses an update that earlier signatures would not permit. Documents exist in which a page or the
/// form is used for something else as well, so that even a plain signature breaks what was signed.
fn keeps_earlier(file: &Pdf<'_>, placeholder: &Placeholder) -> Result<(), SignatureError> {
    let earlier = pades::signatures(file)?;
    if earlier.found.is_empty() {
        return Ok(());
    }
    for found in &earlier.found {
        if let Err(pades::ByteRangeError::Unsigned) =
            pades::byte_range::check(file, &found.dictionary)
        {
            return Err(SignatureError::Unfinished { field: found.field.name.clone() });
        }
    }
    let whole = [file.bytes(), &placeholder.tail].concat();
    let budget = Budget::for_file(whole.len());
    let after = Pdf::open(&whole, &budget)?;
    let last = file.revisions().len().saturating_sub(1);
    let history = History::new(&after, last, &Permissions::of(&earlier), &budget)?;
    let judged = history.judge(last);
    match judged.changes.iter().find(|change| !change.permitted) {
        Some(change) => Err(SignatureError::WouldBreak { what: change.path.clone() }),
        None => Ok(()),
    }
}

/// How many bytes the container needs at most: its certificates, the issuer's name twice, and the
/// rest with room for the value of the largest key.
fn room(certificates: &[Certificate]) -> usize {
    let carried: usize = certificates.iter().map(|c| c.der().len()).sum();
    let issuer = certificates.first().map_or(0, |c| c.issuer().raw().len());
    carried + 2 * issuer + 2048
}
