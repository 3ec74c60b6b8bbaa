//! The verifier: trust, policy and evidence, built once and shared by threads.

use std::io::{Read, Seek};

use crate::budget::Budget;
use crate::cms::Content;
use crate::error::Error;
use crate::licence::verify::{self as licence, Bench, JudgedLicence, VerifiedLicence};
use crate::licence::{FaceReader, LicenceType, kind};
use crate::material::copy::{self, CopyRequest, VerifiedCopy};
use crate::material::fact::{self, VerifiedFact};
use crate::material::grant::{self, GrantRequest, VerifiedGrant, VerifiedRevocations};
use crate::material::package::{self, Inspected, PackageReport, Question, Scene};
use crate::material::receipt::{self, Receipt, ReceiptRequest, Source, VerifiedReceipt};
use crate::material::share::{self, ShareRequest, SharedFacts};
use crate::material::show::{self, ShowRequest, ShownLicence};
use crate::material::{NonceStore, Party, UseCounter};
use crate::pdf::{Pdf, PdfError};
use crate::report::codes::{
    licence as licence_codes, seal as seal_codes, ses as ses_codes, signature as codes,
};
use crate::report::{Finding, Kind, Report};
use crate::seal::PictureReader;
use crate::seal::verify::{self as seal, VerifiedSeal};
use crate::ses::{SesError, SesForm, SesSeal, SesSignature};
use crate::signature::verify::{self, Context, Judged};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathCache, Policy, TrustStore};

/// Judges files. Built once, shared by threads; it fetches nothing and reads no clock.
///
/// # Examples
///
/// ```
/// use sidian::time::UnixTime;
/// use sidian::trust::TrustStore;
/// use sidian::verifier::Verifier;
///
/// let verifier = Verifier::new(TrustStore::new());
/// let now = UnixTime::from_rfc3339("2026-11-22T08:00:00+08:00")?;
/// assert!(verifier.document(b"no PDF at all", now).is_err());
/// # Ok::<(), sidian::time::TimeFormatError>(())
/// ```
pub struct Verifier {
    store: TrustStore,
    policy: Policy,
    evidence: Evidence,
    kinds: Vec<LicenceType>,
    reader: Option<Box<dyn FaceReader>>,
    pictures: Option<Box<dyn PictureReader>>,
    paths: PathCache,
    counter: Option<Box<dyn UseCounter>>,
    nonces: Option<Box<dyn NonceStore>>,
}

/// What a document that passed proves.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Document {
    /// It is a licence in force.
    Licence(Box<VerifiedLicence>),
    /// It is a signed document.
    Signed(VerifiedDocument),
}

/// A document that passed: every signature on it is intact, covers a whole revision, is followed by
/// nothing that it forbids, and leads to a trust anchor. Who those signers are is in the report.
#[derive(Clone, Debug)]
pub struct VerifiedDocument {
    signers: Vec<String>,
}

impl VerifiedDocument {
    /// Subjects of the signers' certificates, oldest signature first.
    pub fn signers(&self) -> &[String] {
        &self.signers
    }
}

impl Verifier {
    /// A verifier that trusts `store`, with the default policy, no evidence, the built-in licence
    /// types and no reader of faces.
    pub fn new(store: TrustStore) -> Self {
        Self {
            store,
            policy: Policy::default(),
            evidence: Evidence::default(),
            kinds: kind::builtin().cloned().collect(),
            reader: None,
            pictures: None,
            paths: PathCache::new(),
            counter: None,
            nonces: None,
        }
    }

    /// What is demanded.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// What the caller brings: CRLs, OCSP responses, certificates, status lists.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// A further licence type. It takes the place of one with the same code.
    #[must_use]
    pub fn with_licence_type(mut self, kind: LicenceType) -> Self {
        self.kinds.retain(|k| k.code() != kind.code());
        self.kinds.push(kind);
        self
    }

    /// Who reads faces, so that they can be compared with the licence's data.
    #[must_use]
    pub fn with_face_reader(mut self, reader: Box<dyn FaceReader>) -> Self {
        self.reader = Some(reader);
        self
    }

    /// Who counts the uses of authorisations. Without one, an authorisation that limits them is left
    /// open.
    #[must_use]
    pub fn with_use_counter(mut self, counter: Box<dyn UseCounter>) -> Self {
        self.counter = Some(counter);
        self
    }

    /// Who remembers which show codes were used. Without one, every show code is left open.
    #[must_use]
    pub fn with_nonce_store(mut self, nonces: Box<dyn NonceStore>) -> Self {
        self.nonces = Some(nonces);
        self
    }

    /// Judges an authorisation (授权) for what is about to be done with it.
    #[must_use = "a report that nobody reads verifies nothing"]
    pub fn grant(
        &self,
        token: &[u8],
        request: &GrantRequest<'_>,
        now: UnixTime,
    ) -> Report<VerifiedGrant> {
        let budget = Budget::for_file(token.len());
        let context = self.context(&budget);
        let (findings, proof) =
            grant::judge(token, request, self.counter.as_deref(), &context, now);
        Report::statement(Kind::Grant, findings, proof)
    }

    /// Judges a list of withdrawn authorisations by itself, before it is used as evidence.
    #[must_use = "a report that nobody reads verifies nothing"]
    pub fn withdrawals(&self, list: &[u8], now: UnixTime) -> Report<VerifiedRevocations> {
        let budget = Budget::for_file(list.len());
        let context = self.context(&budget);
        let (findings, proof) = grant::judge_list(list, &context, now);
        Report::statement(Kind::Withdrawals, findings, proof)
    }

    /// Judges a fact that another department tells `recipient`, for the service item with the code
    /// `item`.
    #[must_use = "a report that nobody reads verifies nothing"]
    pub fn fact(
        &self,
        token: &[u8],
        (recipient, item): (&Party, &str),
        now: UnixTime,
    ) -> Report<VerifiedFact> {
        let budget = Budget::for_file(token.len());
        let context = self.context(&budget);
        let (findings, proof) = fact::judge(token, (recipient, item), &context, now);
        Report::statement(Kind::Fact, findings, proof)
    }

    /// Judges a show code (亮证码) that was scanned.
    #[must_use = "a report that nobody reads verifies nothing"]
    pub fn show(
        &self,
        code: &str,
        request: &ShowRequest<'_>,
        now: UnixTime,
    ) -> Report<ShownLicence> {
        let budget = Budget::for_file(code.len());
        let context = self.context(&budget);
        let (findings, proof) = show::judge(code, request, self.nonces.as_deref(), &context, now);
        Report::statement(Kind::Show, findings, proof)
    }

    /// Judges fields of a licence that its holder presents.
    #[must_use = "a report that nobody reads verifies nothing"]
    pub fn share(
        &self,
        presented: &[u8],
        request: &ShareRequest<'_>,
        now: UnixTime,
    ) -> Report<SharedFacts> {
        let budget = Budget::for_file(presented.len());
        let context = self.context(&budget);
        let (findings, proof) = share::judge(presented, request, &context, now);
        Report::statement(Kind::Share, findings, proof)
    }

    /// Judges a receipt (核验回执), and whether it belongs to a document and a case.
    #[must_use = "a report that nobody reads verifies nothing"]
    pub fn receipt(
        &self,
        receipt: &[u8],
        request: &ReceiptRequest<'_>,
        now: UnixTime,
    ) -> Report<VerifiedReceipt> {
        let budget = Budget::for_file(receipt.len());
        let context = self.context(&budget);
        let (findings, proof) = receipt::judge(receipt, request, &context, now);
        Report::statement(Kind::Receipt, findings, proof)
    }

    /// Against what this verifier judges, for a receipt: every trust anchor, revocation list and
    /// status list by its digest.
    pub fn sources(&self) -> Vec<Source> {
        receipt::sources(&self.store, &self.evidence)
    }

    /// Who compares pictures, so that what a page shows of a seal can be held against the seal.
    #[must_use]
    pub fn with_picture_reader(mut self, reader: Box<dyn PictureReader>) -> Self {
        self.pictures = Some(reader);
        self
    }

    /// Judges a package of materials (材料包, ASiC-E with CAdES) as of `now`: archive, manifests,
    /// signatures, and every material that is signed itself. The package is read once, in pieces.
    ///
    /// # Errors
    ///
    /// [`Error::Zip`] where it is no archive at all, or cannot be read.
    pub fn package<R: Read + Seek>(
        &self,
        package: R,
        now: UnixTime,
    ) -> Result<PackageReport, Error> {
        self.packed(package, Question::Today, now)
    }

    /// Judges a package that was archived (归档): as of the time that its oldest trusted time-stamp
    /// proves, with the evidence that it keeps, which has to be proven by its time-stamps; those are
    /// judged at `now`. Without a time-stamp that is trusted the answer stays open.
    ///
    /// # Errors
    ///
    /// As [`package`](Self::package).
    pub fn archived<R: Read + Seek>(
        &self,
        package: R,
        now: UnixTime,
    ) -> Result<PackageReport, Error> {
        self.packed(package, Question::Archived, now)
    }

    fn packed<R: Read + Seek>(
        &self,
        package: R,
        question: Question,
        now: UnixTime,
    ) -> Result<PackageReport, Error> {
        let budget = Budget::for_file(0);
        let inspect = |file: &[u8], scene: &Scene<'_>| self.inspected(file, scene);
        Ok(package::judge(package, question, &self.context(&budget), &inspect, now)?)
    }

    /// Looks into one material of a package. Without a signature it is one more file, for which the
    /// package alone vouches.
    fn inspected(&self, file: &[u8], scene: &Scene<'_>) -> Option<Inspected> {
        let budget = Budget::for_file(file.len());
        let paths = PathCache::new();
        let paths = if scene.evidence.is_same(&self.evidence) { &self.paths } else { &paths };
        let (evidence, policy) = (scene.evidence, scene.policy);
        let context = Context { evidence, policy, paths, ..self.context(&budget) };
        if let Ok(read) = Receipt::inspect(file) {
            let request = ReceiptRequest::new();
            let (findings, proof) = receipt::judge(file, &request, &context, scene.at);
            let report = Report::statement(Kind::Receipt, findings, proof);
            let findings = report.all_findings().cloned().collect();
            let receipt_of = Some(read.document().clone());
            return Some(Inspected {
                verdict: report.verdict(),
                receipt_of,
                findings,
                is_licence: false,
            });
        }
        let report = self.documented(file, &context, scene.at).ok()?;
        Some(Inspected {
            verdict: report.verdict(),
            is_licence: report.kind() == Kind::Licence,
            receipt_of: None,
            findings: report.all_findings().cloned().collect(),
        })
    }

    /// Judges a PDF as of `now`: every signature, and the licence where it holds one.
    ///
    /// # Errors
    ///
    /// [`Error::Pdf`] where `pdf` is no PDF at all. A PDF that is damaged is answered, not refused:
    /// it failed.
    pub fn document(&self, pdf: &[u8], now: UnixTime) -> Result<Report<Document>, Error> {
        let budget = Budget::for_file(pdf.len());
        self.documented(pdf, &self.context(&budget), now)
    }

    fn documented(
        &self,
        pdf: &[u8],
        context: &Context<'_>,
        now: UnixTime,
    ) -> Result<Report<Document>, Error> {
        let (judged, licence) = match self.judge_with(pdf, context, now) {
            Ok(judged) => judged,
            Err(PdfError::NotPdf) => return Err(PdfError::NotPdf.into()),
            Err(e) => return Ok(damaged(Kind::Pdf, &e)),
        };
        let Some(licence) = licence else {
            let signers = judged.signatures.iter().filter_map(|s| s.signer.clone()).collect();
            let proof = Some(Document::Signed(VerifiedDocument { signers }));
            return Ok(report(Kind::Pdf, judged, Vec::new(), proof));
        };
        let proof = licence.proof.map(|proof| Document::Licence(Box::new(proof)));
        Ok(report(Kind::Licence, judged, licence.findings, proof))
    }

    /// Judges a licence as of `now`. A document that holds no licence is not passed.
    ///
    /// # Errors
    ///
    /// As [`document`](Self::document).
    pub fn licence(&self, pdf: &[u8], now: UnixTime) -> Result<Report<VerifiedLicence>, Error> {
        let (judged, licence) = match self.judge(pdf, now) {
            Ok(judged) => judged,
            Err(PdfError::NotPdf) => return Err(PdfError::NotPdf.into()),
            Err(e) => return Ok(damaged(Kind::Licence, &e)),
        };
        let licence = licence.unwrap_or_else(|| JudgedLicence {
            findings: vec![Finding::new(licence_codes::METADATA_MISSING)],
            proof: None,
        });
        Ok(report(Kind::Licence, judged, licence.findings, licence.proof))
    }

    /// Judges an annotated copy of a licence (加注件) for what is about to be done with it. Where its
    /// original is given, that is judged too; without it the answer stays open.
    ///
    /// # Errors
    ///
    /// As [`document`](Self::document), for the copy.
    pub fn copy(
        &self,
        pdf: &[u8],
        request: &CopyRequest<'_>,
        now: UnixTime,
    ) -> Result<Report<VerifiedCopy>, Error> {
        // An original that is no PDF at all has another digest, which is what is answered then.
        let original = request.original.and_then(|bytes| self.licence(bytes, now).ok());
        let judge = || -> Result<_, PdfError> {
            let budget = Budget::for_file(pdf.len());
            let file = Pdf::open(pdf, &budget)?;
            let context = self.context(&budget);
            let mut judged = verify::judge(&file, context, now)?;
            seal::judge_applied(&file, &mut judged, &context, self.pictures.as_deref(), now)?;
            let found = copy::judge(&file, &judged, request, original.as_ref(), &context, now)?;
            Ok((judged, found))
        };
        match judge() {
            Ok((judged, found)) => Ok(report(Kind::Copy, judged, found.findings, found.proof)),
            Err(PdfError::NotPdf) => Err(PdfError::NotPdf.into()),
            Err(e) => Ok(damaged(Kind::Copy, &e)),
        }
    }

    /// Judges an electronic seal (`SES_Seal`), or a use of one (`SES_Signature`), given as its DER,
    /// or a PDF whose signatures apply seals, as of `now`. A PDF without a seal is not passed. The data that a use seals is not at hand here, so that its answer stays open:
    /// [`sealed_data`](Self::sealed_data) takes it.
    ///
    /// # Errors
    ///
    /// [`Error::Ses`] where `der` is neither. A seal that cannot be read is answered: it failed.
    pub fn seal(&self, der: &[u8], now: UnixTime) -> Result<Report<VerifiedSeal>, Error> {
        self.sealed(der, None, now)
    }

    /// Judges a use of a seal over `data`: with OFD the file `Signature.xml`.
    ///
    /// # Errors
    ///
    /// As [`seal`](Self::seal).
    pub fn sealed_data(
        &self,
        der: &[u8],
        data: &[u8],
        now: UnixTime,
    ) -> Result<Report<VerifiedSeal>, Error> {
        self.sealed(der, Some(&data), now)
    }

    fn sealed(
        &self,
        der: &[u8],
        data: Option<&dyn Content>,
        now: UnixTime,
    ) -> Result<Report<VerifiedSeal>, Error> {
        let budget = Budget::for_file(der.len());
        let context = self.context(&budget);
        let malformed = |e: &SesError| {
            let finding = Finding::new(ses_codes::SES_MALFORMED).with("detail", e);
            Report::new(Kind::Seal, vec![finding], Vec::new(), 0, None)
        };
        let judged = match SesForm::of(der) {
            Some(SesForm::Seal) => match SesSeal::parse(der) {
                Ok(read) => seal::judge(&read, None, &context, &self.evidence, now),
                Err(e) => return Ok(malformed(&e)),
            },
            Some(SesForm::Signature) => match SesSignature::parse(der) {
                Ok(read) => seal::judge_sealing(&read, data, &context, &self.evidence, now),
                Err(e) => return Ok(malformed(&e)),
            },
            None => return self.sealed_document(der, now),
        };
        let proof = Some(VerifiedSeal::new(judged.report.clone()));
        let report = Report::new(Kind::Seal, judged.findings, Vec::new(), 0, proof);
        Ok(report.with_seal(judged.report))
    }

    fn context<'a>(&'a self, budget: &'a Budget) -> Context<'a> {
        Context {
            store: &self.store,
            policy: &self.policy,
            evidence: &self.evidence,
            budget,
            paths: &self.paths,
        }
    }

    /// A PDF whose signatures apply seals: every signature is judged, and the last seal is the
    /// report's own.
    fn sealed_document(&self, pdf: &[u8], now: UnixTime) -> Result<Report<VerifiedSeal>, Error> {
        let (judged, _) = match self.judge(pdf, now) {
            Ok(judged) => judged,
            Err(PdfError::NotPdf) => return Err(SesError::NotSeal.into()),
            Err(e) => return Ok(damaged(Kind::Seal, &e)),
        };
        let seal = judged.signatures.iter().rev().find_map(|signature| signature.seal.clone());
        let missing = seal.is_none().then(|| Finding::new(seal_codes::SEAL_MISSING));
        let proof = seal.clone().map(VerifiedSeal::new);
        let report = report(Kind::Seal, judged, missing.into_iter().collect(), proof);
        Ok(match seal {
            Some(seal) => report.with_seal(seal),
            None => report,
        })
    }

    fn judge(
        &self,
        bytes: &[u8],
        now: UnixTime,
    ) -> Result<(Judged, Option<JudgedLicence>), PdfError> {
        let budget = Budget::for_file(bytes.len());
        self.judge_with(bytes, &self.context(&budget), now)
    }

    fn judge_with(
        &self,
        bytes: &[u8],
        context: &Context<'_>,
        now: UnixTime,
    ) -> Result<(Judged, Option<JudgedLicence>), PdfError> {
        let (context, budget) = (*context, context.budget);
        let pdf = Pdf::open(bytes, budget)?;
        let mut judged = verify::judge(&pdf, context, now)?;
        seal::judge_applied(&pdf, &mut judged, &context, self.pictures.as_deref(), now)?;
        let bench = Bench { context, kinds: &self.kinds, reader: self.reader.as_deref() };
        let licence = licence::judge(&pdf, &judged, bench, now)?;
        Ok((judged, licence))
    }
}

fn report<T>(kind: Kind, judged: Judged, more: Vec<Finding>, proof: Option<T>) -> Report<T> {
    let mut findings = judged.findings;
    findings.extend(more);
    if judged.signatures.is_empty() {
        findings.push(Finding::new(codes::NO_SIGNATURE));
    }
    Report::new(kind, findings, judged.signatures, judged.uncovered, proof)
}

/// A file that begins like a PDF and cannot be read as one: nobody can say what it shows.
fn damaged<T>(kind: Kind, e: &PdfError) -> Report<T> {
    Report::new(kind, vec![e.finding()], Vec::new(), 0, None)
}
