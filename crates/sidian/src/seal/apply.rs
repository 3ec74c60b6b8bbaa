//! Applying a seal to a PDF (签章): one signature by a signer (签章人) who may use the seal.

use super::error::SealError;
use super::make::Seal;
use super::sealing::SealingDraft;
use crate::budget::Budget;
use crate::crypto::{SignatureAlgorithm, Signer};
use crate::pades::{DocMdp, Placement, PrepareError, SubFilter, mm};
use crate::pdf::{Pdf, PdfError};
use crate::report::{Changes, Coverage, Integrity};
use crate::signature::verify::{self, Context};
use crate::signature::{Carried, PreparedSignature, SignatureDraft, SignatureError, SignedUpdate};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathCache, Policy, TrustStore};
use crate::tsp::TimestampSource;
use crate::x509::Certificate;

/// What the seal travels in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SealContainer {
    /// A PAdES signature (`ETSI.CAdES.detached`) with the seal as a signed attribute. Every reader
    /// of PDF that knows the algorithm verifies the signature; the seal is ours to judge.
    Cades,
    /// The same as `adbe.pkcs7.detached`.
    Pkcs7,
    /// `GM.sm2seal`: an `SES_Signature` of GB/T 38540 over the byte range. One vendor's form, which
    /// readers of the seal standard know and common readers of PDF do not.
    Ses,
}

impl SealContainer {
    fn sub_filter(self) -> SubFilter {
        match self {
            Self::Cades => SubFilter::EtsiCadesDetached,
            Self::Pkcs7 => SubFilter::AdbePkcs7Detached,
            Self::Ses => SubFilter::GmSm2Seal,
        }
    }
}

/// Why a seal is not applied. Nothing has been signed when one of these is returned.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A signature that the document has already is broken.
    #[error("the signature in “{field}” is broken already: sealing would not mend it")]
    EarlierBroken {
        /// Its field.
        field: String,
    },
    /// The seal is to show, and nobody brought its picture in a form that can be drawn.
    #[error("a seal that shows needs its picture as a page: nothing would be seen there")]
    PictureMissing,
    /// The seal may not be used so.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The signature cannot be made.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl ApplyError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::EarlierBroken { .. } => 6151,
            Self::PictureMissing => 6152,
            Self::Seal(e) => e.code(),
            Self::Signature(e) => e.code(),
        }
    }
}

impl From<PdfError> for ApplyError {
    fn from(error: PdfError) -> Self {
        Self::Signature(error.into())
    }
}

/// Gathers how a seal is to be applied to a document.
///
/// By default an approval signature that shows nowhere, as [`SealContainer::Cades`]. Who signs must
/// be on the seal's list, and the seal in force: what a verifier would refuse is not made.
#[must_use = "nothing is sealed until it is prepared or signed"]
#[derive(Clone, Debug)]
pub struct SealApplication<'a> {
    seal: &'a Seal,
    pdf: &'a [u8],
    container: SealContainer,
    draft: SignatureDraft<'a>,
    placement: Option<Placement>,
}

impl Seal {
    /// Begins to apply this seal to a document.
    ///
    /// # Examples
    ///
    /// ```
    /// # use sidian::crypto::Suite;
    /// # use sidian::seal::{Picture, SealDraft, SesVersion};
    /// # use sidian_testkit::{clock, pki::TestPki};
    /// # let pki = TestPki::new(Suite::Sm2);
    /// # let (key, chain, now) = (&pki.signer.key, pki.chain(&pki.signer), clock::now());
    /// # let svg = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle r='4'/></svg>";
    /// # let seal = SealDraft::new("11000000000001", "示例局", Picture::new(svg, 40, 40)?)
    /// #     .with_validity(now, now.plus(86_400))
    /// #     .with_signer(&chain[0])
    /// #     .build()?
    /// #     .make(key, &chain, now)?;
    /// # let pdf = sidian_testkit::pdf::with_table("1.7", 1);
    /// let sealed = seal.apply(&pdf).with_reason("审批通过").sign(key, &chain, now)?;
    /// # assert!(sealed.starts_with(&pdf));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply<'a>(&'a self, pdf: &'a [u8]) -> SealApplication<'a> {
        SealApplication {
            seal: self,
            pdf,
            container: SealContainer::Cades,
            draft: SignatureDraft::new(pdf),
            placement: None,
        }
    }
}

impl<'a> SealApplication<'a> {
    /// Where it shows, with its picture. Where no size is given it shows as large as the seal says.
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = Some(placement);
        self
    }

    /// What the seal travels in.
    pub fn with_container(mut self, container: SealContainer) -> Self {
        self.container = container;
        self
    }

    /// The fully qualified name of the field: an empty one that is there, or a new one.
    pub fn with_field(mut self, name: impl Into<String>) -> Self {
        self.draft = self.draft.with_field(name);
        self
    }

    /// Why it is sealed (`/Reason`).
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.draft = self.draft.with_reason(reason);
        self
    }

    /// Where it is sealed (`/Location`).
    pub fn with_location(mut self, location: impl Into<String>) -> Self {
        self.draft = self.draft.with_location(location);
        self
    }

    /// The case that it belongs to, written into the signed document (`/XXCase`).
    pub fn with_case(mut self, case: impl Into<String>) -> Self {
        self.draft = self.draft.with_case(case);
        self
    }

    /// Makes it a certification signature (ISO 32000-2 12.8.2.2). It must be the first.
    pub fn with_certification(mut self, permission: DocMdp) -> Self {
        self.draft = self.draft.with_certification(permission);
        self
    }

    /// Keeps this many bytes beside the container, for a timestamp that is added later.
    pub fn with_extra_room(mut self, bytes: usize) -> Self {
        self.draft = self.draft.with_extra_room(bytes);
        self
    }

    /// Works out the update and the bytes to be signed, wherever the key is.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] where a verifier would refuse the outcome: the signer is not on the seal's
    /// list, the seal is not in force or broken, an earlier signature is broken or would be.
    pub fn prepare(
        self,
        certificates: &[Certificate],
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<PreparedSignature, ApplyError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        Ok(self.checked(signer, algorithm, now)?.prepare(certificates, algorithm, now)?)
    }

    /// The signature that applies the seal, once nothing speaks against it.
    fn checked(
        self,
        signer: &Certificate,
        algorithm: &SignatureAlgorithm,
        now: UnixTime,
    ) -> Result<SignatureDraft<'a>, ApplyError> {
        SealingDraft::new(self.seal, "").check(signer, algorithm, now)?;
        earlier_are_sound(self.pdf, now)?;
        let mut draft = self.draft.with_sub_filter(self.container.sub_filter());
        if let Some(placement) = self.placement {
            draft = draft.with_placement(sized(placement, self.seal)?);
        }
        let seal = self.seal.as_bytes().to_vec();
        let carried = Carried::new(seal, self.seal.version(), &self.container.sub_filter());
        Ok(draft.with_carried(carried))
    }

    /// Prepares and completes in one step, with a key that is at hand.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare).
    pub fn sign_update(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<SignedUpdate, ApplyError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        if !key.public_key().matches_spki(signer.spki()) {
            let subject = signer.subject().label();
            return Err(SignatureError::KeyMismatch { subject }.into());
        }
        let prepared = self.prepare(certificates, key.algorithm(), now)?;
        let value = key.sign(prepared.to_be_signed()).map_err(SignatureError::from)?;
        Ok(prepared.complete(&value)?)
    }

    /// Seals with a key that is at hand and has the signature dated by `source`, so that the time of
    /// sealing is proven: in CMS as PAdES baseline B-T, in [`SealContainer::Ses`] in the field that
    /// GB/T 38540 has for it.
    ///
    /// # Errors
    ///
    /// As [`sign_update`](Self::sign_update), and [`SignatureError::Timestamp`].
    pub fn sign_and_stamp(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
        source: &dyn TimestampSource,
    ) -> Result<SignedUpdate, ApplyError> {
        let signer = certificates.first().ok_or(SignatureError::CertificateMissing)?;
        let draft = self.checked(signer, key.algorithm(), now)?;
        Ok(draft.sign_and_stamp(key, certificates, now, source)?)
    }

    /// As [`sign_update`](Self::sign_update), and gives the whole sealed document.
    ///
    /// # Errors
    ///
    /// As [`prepare`](Self::prepare).
    pub fn sign(
        self,
        key: &dyn Signer,
        certificates: &[Certificate],
        now: UnixTime,
    ) -> Result<Vec<u8>, ApplyError> {
        let pdf = self.pdf;
        Ok(self.sign_update(key, certificates, now)?.joined(pdf))
    }
}

/// The placement with the size that the seal states, where none was asked for.
fn sized(placement: Placement, seal: &Seal) -> Result<Placement, ApplyError> {
    if !placement.has_appearance() {
        return Err(ApplyError::PictureMissing);
    }
    let picture = seal.picture();
    let side = |side: u32| mm(f64::from(side));
    Ok(placement.with_size_unless_given(side(picture.width_mm), side(picture.height_mm)))
}

/// Refuses a document of which a signature is broken: whoever verified it would refuse it with the
/// seal as well, and whoever sees the seal would think that it was looked at. Whom to trust is not
/// asked here.
fn earlier_are_sound(bytes: &[u8], now: UnixTime) -> Result<(), ApplyError> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget)?;
    if pdf.is_encrypted() {
        // refused with its own reason when the update is prepared
        return Ok(());
    }
    let (store, policy) = (TrustStore::new(), Policy::default());
    let (evidence, paths) = (Evidence::new(), PathCache::new());
    let context = Context {
        store: &store,
        policy: &policy,
        evidence: &evidence,
        budget: &budget,
        paths: &paths,
    };
    let judged = verify::judge(&pdf, context, now)?;
    let broken = judged.signatures.into_iter().find(|report| {
        report.integrity == Integrity::Failed
            || report.coverage == Coverage::Broken
            || report.changes == Changes::Forbidden
    });
    match broken {
        Some(report) => Err(ApplyError::EarlierBroken { field: report.field }),
        None => Ok(()),
    }
}

impl From<PrepareError> for ApplyError {
    fn from(error: PrepareError) -> Self {
        Self::Signature(error.into())
    }
}
