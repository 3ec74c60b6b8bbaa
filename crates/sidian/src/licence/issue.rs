//! Issuing: metadata and face become one certified file, in one act.

use super::authority::names_issuer;
use super::element::ElementError;
use super::embedded::{metadata_files, xmp};
use super::face_reader::FaceReader;
use super::face_text::FaceText;
use super::kind::LicenceType;
use super::metadata::{Metadata, XmpAgreement};
use crate::budget::Budget;
use crate::crypto::Signer;
use crate::pades::{DocMdp, Placement};
use crate::pdf::{Pdf, PdfError};
use crate::seal::{ApplyError, Seal};
use crate::signature::{SignatureDraft, SignatureError};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Why a licence is not issued. Nothing has been signed when one of these is returned.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The signer's certificate does not name the issuing authority.
    #[error("the certificate of “{subject}” does not name the issuing authority “{issuer}”")]
    Authority {
        /// Subject of the certificate.
        subject: String,
        /// The authority that the metadata names.
        issuer: String,
    },
    /// The signer's certificate is not valid at the time of issue.
    #[error("the certificate of “{subject}” is valid from {from} to {until} only")]
    CertificateTime {
        /// Subject of the certificate.
        subject: String,
        /// First moment.
        from: UnixTime,
        /// Last moment.
        until: UnixTime,
    },
    /// The metadata departs from its licence type.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Elements(Vec<ElementError>),
    /// The face shows something else than the metadata says.
    #[error("the face does not show these as the metadata has them: {}", .elements.join(", "))]
    FaceDiffers {
        /// What the form calls the elements concerned.
        elements: Vec<String>,
    },
    /// The face's text could not be read back.
    #[error("the text of the face cannot be read back")]
    FaceUnreadable,
    /// The face does not carry the metadata, or carries other metadata.
    #[error("the face does not carry just this metadata as {METADATA_FILE} and in its XMP", METADATA_FILE = super::embedded::METADATA_FILE)]
    MetadataInside,
    /// The face is no readable PDF.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The seal cannot be applied.
    #[error(transparent)]
    Seal(#[from] ApplyError),
    /// It could not be signed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl IssueError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::Authority { .. } => 7201,
            Self::CertificateTime { .. } => 7202,
            Self::Elements(_) => 7203,
            Self::FaceDiffers { .. } => 7204,
            Self::FaceUnreadable => 7205,
            Self::MetadataInside => 7206,
            Self::Pdf(e) => e.code(),
            Self::Seal(e) => e.code(),
            Self::Signature(e) => e.code(),
        }
    }
}

/// Issues licences with one authority's key (制证签发).
pub struct LicenceIssuer<'a> {
    key: &'a dyn Signer,
    certificates: &'a [Certificate],
    seal: Option<(&'a Seal, Option<Placement>)>,
}

impl<'a> LicenceIssuer<'a> {
    /// An issuer whose `certificates` begin with its own.
    pub fn new(key: &'a dyn Signer, certificates: &'a [Certificate]) -> Self {
        Self { key, certificates, seal: None }
    }

    /// Issues with the authority's electronic seal, whose list must name the issuer's certificate.
    /// It shows where `placement` says with its picture, or nowhere.
    #[must_use]
    pub fn with_seal(mut self, seal: &'a Seal, placement: Option<Placement>) -> Self {
        self.seal = Some((seal, placement));
        self
    }

    /// Certifies `face` with P=1: nothing may be changed afterwards.
    ///
    /// `face` is a PDF that shows the elements and carries `metadata` as `licence.json` and in its
    /// XMP. Before it is signed, its text is read back by `reader` and compared: what a person reads
    /// and what a program reads are one.
    ///
    /// # Errors
    ///
    /// [`IssueError`]; see its variants.
    pub fn issue(
        &self,
        kind: &LicenceType,
        metadata: &Metadata,
        face: &[u8],
        reader: &dyn FaceReader,
        now: UnixTime,
    ) -> Result<Vec<u8>, IssueError> {
        let signer = self.certificates.first().ok_or(SignatureError::CertificateMissing)?;
        let wrong = metadata.check(kind);
        if !wrong.is_empty() {
            return Err(IssueError::Elements(wrong));
        }
        if !names_issuer(signer, metadata) {
            let subject = signer.subject().label();
            let issuer = metadata.issuer_name().to_owned();
            return Err(IssueError::Authority { subject, issuer });
        }
        let (from, until) = (signer.not_before(), signer.not_after());
        if now < from || now > until {
            let subject = signer.subject().label();
            return Err(IssueError::CertificateTime { subject, from, until });
        }
        carries(face, metadata)?;
        let text = reader.page_text(face, 0).ok_or(IssueError::FaceUnreadable)?;
        let shown = metadata.must_show(kind);
        let elements: Vec<String> = FaceText::new(&text).lacks(&shown).map(str::to_owned).collect();
        if !elements.is_empty() {
            return Err(IssueError::FaceDiffers { elements });
        }
        if let Some((seal, placement)) = &self.seal {
            let mut application = seal
                .apply(face)
                .with_field(FIELD)
                .with_reason(REASON)
                .with_certification(DocMdp::NoChanges);
            if let Some(placement) = placement {
                application = application.with_placement(placement.clone());
            }
            return Ok(application.sign(self.key, self.certificates, now)?);
        }
        let signed = SignatureDraft::new(face)
            .with_field(FIELD)
            .with_reason(REASON)
            .with_certification(DocMdp::NoChanges)
            .sign_document(self.key, self.certificates, now)?;
        Ok(signed)
    }
}

/// Why a licence is signed.
const REASON: &str = "证照签发";
/// The name of the issuer's signature field.
const FIELD: &str = "Issuer";

fn carries(face: &[u8], metadata: &Metadata) -> Result<(), IssueError> {
    let budget = Budget::for_file(face.len());
    let pdf = Pdf::open(face, &budget)?;
    let files = metadata_files(pdf.latest())?;
    let packet = xmp(pdf.latest())?.unwrap_or_default();
    let agrees = metadata.compare_xmp(&packet) == XmpAgreement::Agrees;
    match files.as_slice() {
        [only] if *only == metadata.to_json() && agrees => Ok(()),
        _ => Err(IssueError::MetadataInside),
    }
}
