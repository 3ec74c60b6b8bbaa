//! Up the ladder of PAdES baseline levels, B-B → B-T → B-LT → B-LTA, and on (ETSI EN 319 142-1 6.3):
//! for signatures of any maker, and by appending alone.
//!
//! What has to be fetched is data: [`Extender::missing`] says which certificates, revocation lists
//! and OCSP responses are wanted, and a [`PendingDocTimestamp`] gives out the request for a
//! timestamp authority. Whoever owns a socket brings the answers.

mod error;
mod gather;
mod renewal;
mod stamp;

pub use error::ExtendError;
pub use gather::{Missing, Wanted};
pub use renewal::Renewal;
pub use stamp::PendingDocTimestamp;

use super::verify::{self, Context, Judged};
use crate::budget::Budget;
use crate::crypto::Hash;
use crate::pades::{self, StoreDraft};
use crate::pdf::Pdf;
use crate::report::{BaselineLevel, Finding, Integrity, Severity, SignatureKind, Trust};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathCache, Policy, TrustStore};
use crate::tsp::{TimestampResponse, TimestampSource, fresh_nonce};

/// Extends signed documents. Built once, shared by threads.
///
/// # Examples
///
/// ```no_run
/// use sidian::report::BaselineLevel;
/// use sidian::signature::Extender;
/// use sidian::time::UnixTime;
/// use sidian::trust::{Evidence, TrustStore};
/// # fn fetch(_: &sidian::signature::Missing) -> Vec<u8> { Vec::new() }
/// # fn post(_: &[u8]) -> Vec<u8> { Vec::new() }
///
/// let mut pdf = std::fs::read("signed.pdf")?;
/// let now = UnixTime::from_rfc3339("2026-11-23T08:00:00+08:00")?;
/// let store = TrustStore::new().with_file("部门信任列表", &std::fs::read("roots.pem")?)?;
/// let mut extender = Extender::new(store).with_evidence(Evidence::new());
///
/// let pending = extender.stamp(&pdf, now)?;              // B-T
/// let answer = post(&pending.request().to_der());
/// pdf = pending.complete(&pdf, &answer)?;
///
/// for missing in extender.missing(&pdf, now)? {          // B-LT
///     println!("fetch {:?} from {:?}", missing.wanted, missing.urls);
///     extender = extender.with_evidence(Evidence::new().with_crl(&fetch(&missing))?);
/// }
/// pdf = extender.embed(&pdf, now)?;
/// assert!(extender.level(&pdf, now)? >= Some(BaselineLevel::Lt));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Extender {
    store: TrustStore,
    policy: Policy,
    evidence: Evidence,
    hash: Hash,
    room: usize,
    paths: PathCache,
}

impl Extender {
    /// One that trusts `store`, with the default policy, no evidence, SHA-256 for document
    /// timestamps and 8 KiB of room for their tokens.
    pub fn new(store: TrustStore) -> Self {
        Self {
            store,
            policy: Policy::default(),
            evidence: Evidence::default(),
            hash: Hash::Sha256,
            room: 8 * 1024,
            paths: PathCache::new(),
        }
    }

    /// What is demanded of what is extended.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Adds certificates, CRLs and OCSP responses to those at hand.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = self.evidence.and(&evidence);
        self
    }

    /// Which hash function document timestamps are made over: SM3 goes with SM2, and renewal is the
    /// time to go on to a stronger one.
    #[must_use]
    pub fn with_hash(mut self, hash: Hash) -> Self {
        self.hash = hash;
        self
    }

    /// How much room is kept for the token of a document timestamp.
    #[must_use]
    pub fn with_token_room(mut self, bytes: usize) -> Self {
        self.room = bytes.clamp(1, MOST_ROOM);
        self
    }

    /// The level that every signature of the document reaches; `None` where it has none.
    ///
    /// # Errors
    ///
    /// [`ExtendError::Pdf`] where it cannot be read.
    pub fn level(&self, pdf: &[u8], now: UnixTime) -> Result<Option<BaselineLevel>, ExtendError> {
        Ok(self.judge(pdf, now)?.1.iter().flatten().min().copied())
    }

    /// Prepares a document timestamp: it dates everything before it, earlier timestamps and their
    /// evidence included. On a document of level B-B this makes B-T, on B-LT B-LTA, and on B-LTA it
    /// renews.
    ///
    /// # Errors
    ///
    /// [`ExtendError::NotValid`] where a signature of the document does not pass: a timestamp would
    /// not mend it. [`ExtendError::Signature`] where there is no place for it.
    pub fn stamp(&self, pdf: &[u8], now: UnixTime) -> Result<PendingDocTimestamp, ExtendError> {
        self.judge(pdf, now)?;
        stamp::prepare(pdf, self.hash, self.room)
    }

    /// What is needed to validate the document for good and not at hand.
    ///
    /// # Errors
    ///
    /// [`ExtendError::Pdf`] where it cannot be read.
    pub fn missing(&self, pdf: &[u8], now: UnixTime) -> Result<Vec<Missing>, ExtendError> {
        let budget = Budget::for_file(pdf.len());
        let file = Pdf::open(pdf, &budget)?;
        let judged = verify::judge(&file, self.context(&budget), now)?;
        Ok(gather::missing(&judged))
    }

    /// Puts into the document what its validation needs, as far as it is at hand (B-LT): the whole
    /// new document. It is the old one where everything is there already.
    ///
    /// # Errors
    ///
    /// [`ExtendError::NotValid`] where a signature does not pass, [`ExtendError::Missing`] where
    /// something is not at hand.
    pub fn embed(&self, pdf: &[u8], now: UnixTime) -> Result<Vec<u8>, ExtendError> {
        let budget = Budget::for_file(pdf.len());
        let file = Pdf::open(pdf, &budget)?;
        let judged = verify::judge(&file, self.context(&budget), now)?;
        let missing = gather::missing(&judged);
        if !missing.is_empty() {
            return Err(ExtendError::Missing(missing));
        }
        valid(&judged)?;
        let listed = pades::signatures(&file)?;
        let mut draft = StoreDraft::new();
        for (found, relied) in listed.found.iter().zip(&judged.relied) {
            let contents = found.dictionary.contents().map_or(&[][..], |c| c.as_bytes());
            let pool = self.pool(&file)?;
            draft = draft.with(gather::validation(contents, relied, &pool));
        }
        match draft.append_to(&file)? {
            Some(tail) => Ok([pdf, &tail].concat()),
            None => Ok(pdf.to_vec()),
        }
    }

    /// Extends the document to `level` with everything at hand and a source of timestamps, and
    /// checks what came of it. A document that is there already comes back as it is.
    ///
    /// # Errors
    ///
    /// [`ExtendError`]; see its variants.
    pub fn extend(
        &self,
        pdf: &[u8],
        level: BaselineLevel,
        source: &dyn TimestampSource,
        now: UnixTime,
    ) -> Result<Vec<u8>, ExtendError> {
        let (mut whole, mut now) = (pdf.to_vec(), now);
        for step in [BaselineLevel::T, BaselineLevel::Lt, BaselineLevel::Lta] {
            let reached = self.level(&whole, now)?.ok_or(ExtendError::NoSignature)?;
            if step > level || reached >= level {
                break;
            }
            if reached >= step {
                continue;
            }
            (whole, now) = match step {
                BaselineLevel::Lt => (self.embed(&whole, now)?, now),
                _ => self.stamped(&whole, source, now)?,
            };
        }
        match self.level(&whole, now)? {
            Some(reached) if reached >= level => Ok(whole),
            reached => Err(ExtendError::NotReached { wanted: level, reached }),
        }
    }

    /// Renews: the evidence for the last timestamps goes into the document, and a new document
    /// timestamp dates it all. To be done before the last timestamp's certificate or algorithm ends
    /// (ETSI EN 319 142-1 5.5).
    ///
    /// # Errors
    ///
    /// As [`extend`](Self::extend).
    pub fn renew(
        &self,
        pdf: &[u8],
        source: &dyn TimestampSource,
        now: UnixTime,
    ) -> Result<Vec<u8>, ExtendError> {
        self.level(pdf, now)?.ok_or(ExtendError::NoSignature)?;
        let whole = self.embed(pdf, now)?;
        let (whole, now) = self.stamped(&whole, source, now)?;
        match self.level(&whole, now)? {
            Some(BaselineLevel::Lta) => Ok(whole),
            reached => Err(ExtendError::NotReached { wanted: BaselineLevel::Lta, reached }),
        }
    }

    /// What has to be renewed by when, for every signature that passes; the most urgent first.
    ///
    /// # Errors
    ///
    /// [`ExtendError::Pdf`] where the document cannot be read.
    pub fn renewals(&self, pdf: &[u8], now: UnixTime) -> Result<Vec<Renewal>, ExtendError> {
        let budget = Budget::for_file(pdf.len());
        let file = Pdf::open(pdf, &budget)?;
        let judged = verify::judge(&file, self.context(&budget), now)?;
        Ok(renewal::of(&judged))
    }

    /// With one more document timestamp, and what time it is by now: an authority takes a moment to
    /// answer, and its clock need not be ours to the second.
    fn stamped(
        &self,
        pdf: &[u8],
        source: &dyn TimestampSource,
        now: UnixTime,
    ) -> Result<(Vec<u8>, UnixTime), ExtendError> {
        self.judge(pdf, now)?;
        let mut room = source.promised_size().clamp(1, MOST_ROOM);
        let ask = |room: usize| {
            let pending = stamp::prepare(pdf, self.hash, room)?.with_nonce(fresh_nonce()?);
            let response = source.answer(&pending.request().to_der())?;
            let stated = TimestampResponse::parse(&response)?.stated().unwrap_or(now);
            let whole = pending.complete(pdf, &response)?;
            Ok((whole, stated.clamp(now, now.plus(CLOCKS_APART))))
        };
        match ask(room) {
            Err(ExtendError::Room { needed, .. }) => {
                // tokens of one authority differ by a few bytes
                room = needed.saturating_add(64).min(MOST_ROOM);
                ask(room)
            }
            done => done,
        }
    }

    /// Judges the document, and gives its levels where every signature passes.
    fn judge(
        &self,
        pdf: &[u8],
        now: UnixTime,
    ) -> Result<(Judged, Vec<Option<BaselineLevel>>), ExtendError> {
        let budget = Budget::for_file(pdf.len());
        let file = Pdf::open(pdf, &budget)?;
        let judged = verify::judge(&file, self.context(&budget), now)?;
        valid(&judged)?;
        let levels = judged.levels.clone();
        Ok((judged, levels))
    }

    fn context<'a>(&'a self, budget: &'a Budget) -> Context<'a> {
        let Self { store, policy, evidence, paths, .. } = self;
        Context { store, policy, evidence, budget, paths }
    }

    /// Everything from which a document's store may be filled.
    fn pool(&self, file: &Pdf<'_>) -> Result<Evidence, ExtendError> {
        let dss = pades::Dss::read(file.latest())?;
        Ok(verify::carried(&self.evidence, &dss, None))
    }
}

/// How far, in seconds, the clock of a timestamp authority may be ahead of ours.
const CLOCKS_APART: i64 = 60;

/// Most room for one token.
const MOST_ROOM: usize = 1 << 20;

/// Whether every signature passes. Levels are about signatures that do.
fn valid(judged: &Judged) -> Result<(), ExtendError> {
    let unsound = |field: &str, findings: &[Finding]| {
        let worst = findings.iter().max_by_key(|f| f.severity());
        let worst = worst.filter(|f| f.severity() >= Severity::Undetermined);
        let why = worst.map_or("not determined", |f| f.code().name);
        ExtendError::NotValid { field: field.to_owned(), why }
    };
    for report in &judged.signatures {
        let stamp = report.kind == SignatureKind::DocTimeStamp;
        let sound = report.integrity == Integrity::Ok && report.trust == Trust::Trusted;
        let passed = report.verdict() == crate::report::Verdict::Passed;
        if !(stamp || sound && passed) {
            return Err(unsound(&report.field, report.findings()));
        }
    }
    Ok(())
}
