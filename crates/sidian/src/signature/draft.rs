//! What the caller asks for.

use super::carried::Carried;
use super::container::{Container, container_room, sealed_room};
use super::document::PreparedDocument;
use super::error::SignatureError;
use super::prepare::PreparedSignature;
use super::rules::{self, Intent};
use super::update::{Base, SignedUpdate, content_digest};
use crate::budget::Budget;
use crate::cms::{Dialect, SignedAttributes};
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::pades::seed_value::SignerRules;
use crate::pades::{DocMdp, FieldLock, FieldPlan, Placeholder, Placement, Role, SubFilter};
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
    extra_room: usize,
    case: Option<String>,
    carried: Option<Carried>,
    name: Option<String>,
    after: Vec<String>,
    timestamp: bool,
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
            extra_room: 0,
            case: None,
            carried: None,
            name: None,
            after: Vec::new(),
            timestamp: false,
        }
    }

    /// The same wishes for another file: the way on after [`SignatureError::Overtaken`], when somebody
    /// else was faster and the newer document is to be signed.
    pub fn rebased<'n>(self, pdf: &'n [u8]) -> SignatureDraft<'n> {
        SignatureDraft { pdf, ..self }
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

    /// The case that it belongs to (`/XXCase`, a key of our own).
    pub fn with_case(mut self, case: impl Into<String>) -> Self {
        self.case = Some(case.into());
        self
    }

    /// Lets the signature apply a seal. Whether it may is the caller's to ask.
    pub(crate) fn with_carried(mut self, carried: Carried) -> Self {
        self.carried = Some(carried);
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

    /// The signer's name, written into the document (`/Name`), where it is not to be the common name
    /// of the certificate.
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Only after the field of this name has been signed: several signers in order. Call once for
    /// each.
    pub fn with_predecessor(mut self, field: impl Into<String>) -> Self {
        self.after.push(field.into());
        self
    }

    /// Promises that a timestamp will be put into the container, which the rules of a field may
    /// demand. Room for it is kept with [`with_extra_room`](Self::with_extra_room).
    pub fn with_promised_timestamp(mut self) -> Self {
        self.timestamp = true;
        self
    }

    /// Keeps this many bytes beside the container, for what is added to it later, such as a timestamp.
    pub fn with_extra_room(mut self, bytes: usize) -> Self {
        self.extra_room = bytes;
        self
    }

    /// Works out the update and the bytes to be signed. `certificates` begins with the signer's own
    /// and may go on to the root; `now` is the signing time that is written into the document.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]; see its variants: a rule of the field or an earlier signature that forbids it
    /// is named with the field. Encrypted documents are not supported yet.
    pub fn prepare(
        self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedSignature, SignatureError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        if self.sub_filter == SubFilter::GmSm2Seal && self.carried.is_none() {
            return Err(SignatureError::SealMissing);
        }
        let room = match &self.carried {
            Some(carried) => sealed_room(certificates, algorithm, carried),
            None => container_room(certificates, algorithm),
        };
        let room = room.saturating_add(self.extra_room);
        let name = signer.subject().common_name();
        let name = self.name.clone().or(name);
        let (placeholder, rules) = self.place(room, name.as_deref(), now)?;
        rules::of_signer(&rules, &placeholder.field, certificates, algorithm)?;
        let hash = algorithm.hash();
        let (base, hasher) = Base::of(self.pdf, hash);
        let digest = content_digest(hasher, base.length, &placeholder);
        let claimed = self.claimed(now);
        let container = match &self.carried {
            Some(carried) => carried.container(&digest, signer, hash, (now, claimed)),
            None => {
                let dialect = Dialect::Rfc5652;
                Container::Cms(SignedAttributes::new(dialect, &digest, signer, hash, claimed))
            }
        };
        Ok(PreparedSignature {
            base,
            placeholder,
            container,
            certificates: certificates.to_vec(),
            algorithm: *algorithm,
        })
    }

    /// Works out the update and its digests while nobody knows yet who will sign; `room` bytes are
    /// promised for the container ([`container_room`] tells what given certificates need).
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare), as far as it does not concern the signer;
    /// [`SignatureError::CertificateMissing`] where a seal is applied, which names its signers.
    pub fn prepare_document(
        self,
        room: usize,
        now: UnixTime,
    ) -> Result<PreparedDocument, SignatureError> {
        if self.carried.is_some() || self.sub_filter == SubFilter::GmSm2Seal {
            return Err(SignatureError::CertificateMissing);
        }
        let room = room.saturating_add(self.extra_room);
        let (placeholder, rules) = self.place(room, self.name.as_deref(), now)?;
        Ok(PreparedDocument::new(self.pdf, placeholder, rules, self.claimed(now)))
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

    /// As [`sign`](Self::sign), and gives the whole signed document. The original is digested once.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign).
    pub fn sign_document(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<Vec<u8>, SignatureError> {
        let pdf = self.pdf;
        Ok(self.sign(key, certificates, now)?.joined(pdf))
    }

    /// Places the signature in the document, unless a rule or an earlier signature forbids it.
    fn place(
        &self,
        room: usize,
        name: Option<&str>,
        now: UnixTime,
    ) -> Result<(Placeholder, SignerRules), SignatureError> {
        let budget = Budget::for_file(self.pdf.len());
        let file = Pdf::open(self.pdf, &budget)?;
        let intent = Intent {
            role: self.role,
            sub_filter: &self.sub_filter,
            field: self.field.as_deref(),
            reason: self.reason.as_deref(),
            lock: self.lock.as_ref(),
            timestamp: self.timestamp,
            after: &self.after,
        };
        rules::place(file, &self.plan(room, name, now), &intent)
    }

    /// The time among the signed attributes. PAdES keeps it in the signature dictionary alone.
    fn claimed(&self, now: UnixTime) -> Option<UnixTime> {
        Some(now).filter(|_| self.sub_filter == SubFilter::AdbePkcs7Detached)
    }

    fn plan(&self, room: usize, name: Option<&str>, now: UnixTime) -> FieldPlan {
        let mut plan = FieldPlan::new(self.role, self.sub_filter.clone(), room);
        plan = plan.with_time(now);
        if let Some(name) = name {
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
        if let Some(case) = &self.case {
            plan = plan.with_case(case);
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
