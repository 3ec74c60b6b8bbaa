//! Making a copy.

use super::super::grant::{Subject, VerifiedGrant};
use super::super::party::Party;
use super::quota::{CopyLedger, CopyQuota};
use super::statement::{COPY_FILE, CopyStatement};
use crate::budget::Budget;
use crate::crypto::Signer;
use crate::licence::{VerifiedLicence, associated_files};
use crate::pades::{DocMdp, Placement};
use crate::pdf::{Pdf, PdfError};
use crate::seal::{ApplyError, Seal};
use crate::signature::{SignatureDraft, SignatureError};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// Why a copy is not made. Nothing has been signed when one of these is returned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The authorisation is for something else.
    #[error("{detail}")]
    Grant {
        /// What does not agree.
        detail: &'static str,
    },
    /// The drawn pages do not carry just this statement.
    #[error("the pages do not carry just this statement as {COPY_FILE}")]
    Inside,
    /// The certificate is not the maker's.
    #[error("the certificate of “{subject}” does not name the maker")]
    Maker {
        /// Subject of the certificate.
        subject: String,
    },
    /// The drawn pages are no readable PDF.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// As many copies as there may be.
    #[error("{most} copies of this licence were made in {days} days, and more may not be")]
    Quota {
        /// The most.
        most: u32,
        /// In how many days.
        days: u16,
    },
    /// The ledger of copies does not answer.
    #[error("the ledger of copies does not answer")]
    QuotaUnknown,
    /// The seal cannot be applied.
    #[error(transparent)]
    Seal(#[from] ApplyError),
    /// It could not be signed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// It says something that no copy may say.
    #[error("{detail}")]
    Statement {
        /// What is wrong.
        detail: &'static str,
    },
}

impl CopyError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::Grant { .. } => 8541,
            Self::Inside => 8542,
            Self::Maker { .. } => 8543,
            Self::Pdf(e) => e.code(),
            Self::Quota { .. } => 8544,
            Self::QuotaUnknown => 8545,
            Self::Seal(e) => e.code(),
            Self::Signature(e) => e.code(),
            Self::Statement { .. } => 8546,
        }
    }
}

/// A copy in the making: what it says is settled, its pages are drawn elsewhere.
#[must_use = "a draft is no copy until it is sealed"]
#[derive(Clone)]
pub struct CopyDraft<'a> {
    statement: CopyStatement,
    maker: Party,
    seal: Option<(&'a Seal, Option<Placement>)>,
}

impl<'a> CopyDraft<'a> {
    /// A copy of `licence`, whose file is `original`, under `grant`: recipient, purpose and case are
    /// those of the authorisation. `cause` has at most 200 characters; it is good from `now` until
    /// `until`, and not longer than the authorisation.
    ///
    /// # Errors
    ///
    /// [`CopyError::Grant`], [`CopyError::Statement`].
    pub fn new(
        (licence, original): (&VerifiedLicence, &[u8]),
        grant: &VerifiedGrant,
        maker: &Party,
        (recipient_name, cause): (&str, &str),
        (now, until): (UnixTime, UnixTime),
    ) -> Result<Self, CopyError> {
        let refused = |detail| Err(CopyError::Grant { detail });
        let (metadata, grant) = (licence.metadata(), grant.grant());
        let id = metadata.id().to_string();
        let whole = |r: &&super::super::grant::Resource| {
            r.subject == Subject::Licence(id.clone()) && r.fields.is_none()
        };
        if grant.resources().iter().find(whole).is_none() {
            return refused("the authorisation does not include the whole of this licence");
        }
        if !grant.holder().holds(metadata) {
            return refused("the authorisation is another holder’s");
        }
        let (from, end) = grant.period();
        if now < from || until > end {
            return refused("a copy lives no longer than its authorisation");
        }
        let name = metadata.licence_name();
        let mut statement = CopyStatement::new((&id, name, original), grant);
        statement.made_at = now.to_string();
        statement.made_by = maker.reveal();
        cause.clone_into(&mut statement.cause);
        statement.valid_until = until.to_string();
        recipient_name.clone_into(&mut statement.recipient_name);
        statement.check().map_err(|detail| CopyError::Statement { detail })?;
        Ok(Self { statement, maker: maker.clone(), seal: None })
    }

    /// What the copy will say, for whoever draws its pages.
    pub fn statement(&self) -> &CopyStatement {
        &self.statement
    }

    /// Seals it with the maker's electronic seal (制作单位电子印章), whose list must name the maker's
    /// certificate. It shows where `placement` says, or nowhere.
    pub fn with_seal(mut self, seal: &'a Seal, placement: Option<Placement>) -> Self {
        self.seal = Some((seal, placement));
        self
    }

    /// Certifies the drawn pages, which carry the statement as [`COPY_FILE`], so that nothing may
    /// change. The copy is entered in the ledger before it is signed.
    ///
    /// # Errors
    ///
    /// [`CopyError`].
    pub fn seal(
        self,
        pages: &[u8],
        (key, chain): (&dyn Signer, &[Certificate]),
        (ledger, quota): (&dyn CopyLedger, CopyQuota),
        now: UnixTime,
    ) -> Result<Vec<u8>, CopyError> {
        let budget = Budget::for_file(pages.len());
        let pdf = Pdf::open(pages, &budget)?;
        if associated_files(pdf.latest(), COPY_FILE)? != [self.statement.to_json()] {
            return Err(CopyError::Inside);
        }
        if let Some(signer) = chain.first().filter(|signer| !self.maker.is_named_by(signer)) {
            return Err(CopyError::Maker { subject: signer.subject().label() });
        }
        let CopyQuota { most, days } = quota;
        let since = now.plus(-86_400 * i64::from(days));
        match ledger.enter(&self.statement.original, since, now, most) {
            Some(true) => {}
            Some(false) => return Err(CopyError::Quota { most, days }),
            None => return Err(CopyError::QuotaUnknown),
        }
        let reason = self.statement.mark();
        if let Some((seal, placement)) = self.seal {
            let mut application =
                seal.apply(pages).with_certification(DocMdp::NoChanges).with_reason(reason);
            if let Some(placement) = placement {
                application = application.with_placement(placement);
            }
            return Ok(application.sign(key, chain, now)?);
        }
        let draft =
            SignatureDraft::new(pages).with_certification(DocMdp::NoChanges).with_reason(reason);
        Ok(draft.sign_document(key, chain, now)?)
    }
}

impl std::fmt::Debug for CopyDraft<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CopyDraft({}, {})", self.statement.original, self.statement.grant)
    }
}
