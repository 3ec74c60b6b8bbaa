//! Judging a package: its archive, its manifests, each time-stamp and signature, and every material by
//! itself.

mod described;
mod kept;
mod stamps;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Seek};

use super::super::receipt;
use super::description::{Description, Material};
use super::manifest::{self, Manifest};
use super::names;
use crate::crypto::{Digest, Hash, Hasher};
use crate::report::codes::package as codes;
use crate::report::{
    Changes, Coverage, Expiry, Finding, Integrity, Kind, Report, SignatureReport, Verdict,
};
use crate::signature::verify::{Context, Horizon, detached};
use crate::time::UnixTime;
use crate::trust::{Evidence, PathCache, Policy};
use crate::x509::Certificate;
use crate::zip::{Archive, Entry, Limits, ZipError};

/// What was found about one file of a package.
#[derive(Clone, Debug)]
pub struct EntryReport {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// What its submitter says about it.
    pub material: Option<Material>,
    /// The verdict about the signatures or the licence inside of it; `None` where it carries none.
    pub own: Option<Verdict>,
    /// Whether it is an electronic licence.
    pub is_licence: bool,
    /// The document that it is about, where it is a receipt of verification.
    pub receipt_of: Option<receipt::Document>,
    /// What was found inside of it.
    pub findings: Vec<Finding>,
}

/// The answer about a package.
#[must_use = "a report that nobody reads verifies nothing"]
#[derive(Clone, Debug)]
pub struct PackageReport {
    /// The answer as a whole.
    pub report: Report<VerifiedPackage>,
    /// Each of its materials, in the order of the archive.
    pub entries: Vec<EntryReport>,
    /// Each time-stamp over the package as a whole, newest first.
    pub stamps: Vec<StampReport>,
    /// The moment as of which its materials and signatures were judged.
    pub judged_at: UnixTime,
}

/// What was found about one time-stamp over the package.
#[derive(Clone, Debug)]
pub struct StampReport {
    /// Its file.
    pub name: String,
    /// The time that it proves; nothing where it is not to be trusted.
    pub proven: Option<UnixTime>,
    /// The time that it states, where it is intact, trusted or not.
    pub stated: Option<UnixTime>,
    /// Who made it, by the subject of the certificate.
    pub authority: Option<String>,
    /// Until when it goes on proving that by itself.
    pub until: Option<Expiry>,
}

/// A package that passed: its materials are those that were signed for, none was removed or replaced,
/// and those that are signed themselves passed too. It does not prove that what they say is true.
#[derive(Clone, Debug)]
pub struct VerifiedPackage {
    descriptions: Vec<Description>,
    signers: Vec<String>,
    vouchers: Vec<Vec<Certificate>>,
    judged_at: UnixTime,
}

impl VerifiedPackage {
    /// What each act of submission says, oldest first; none where other software made the package.
    pub fn descriptions(&self) -> &[Description] {
        &self.descriptions
    }

    /// Every material.
    pub fn materials(&self) -> impl Iterator<Item = &Material> {
        self.descriptions.iter().flat_map(|d| &d.materials)
    }

    /// Subjects of the signers' certificates.
    pub fn signers(&self) -> &[String] {
        &self.signers
    }

    /// Each act of submission with the certificates of those who signed its description.
    pub fn acts(&self) -> impl Iterator<Item = (&Description, &[Certificate])> {
        self.descriptions.iter().zip(self.vouchers.iter().map(Vec::as_slice))
    }

    /// The moment as of which it was judged.
    pub fn judged_at(&self) -> UnixTime {
        self.judged_at
    }
}

/// What a question about a package is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Question {
    /// Whether its materials are good at the time of the question.
    Today,
    /// Whether they were good when it was archived, by its oldest trusted time-stamp and with the
    /// evidence that it keeps.
    Archived,
}

/// With what one material is to be judged.
pub(crate) struct Scene<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) policy: &'a Policy,
    pub(crate) at: UnixTime,
}

/// Looks into one material: a PDF with signatures, a licence, a receipt.
pub(crate) type Inspector<'a> = dyn Fn(&[u8], &Scene<'_>) -> Option<Inspected> + 'a;

/// What was found inside of one material.
#[derive(Default)]
pub(crate) struct Inspected {
    pub(crate) verdict: Option<Verdict>,
    pub(crate) is_licence: bool,
    pub(crate) receipt_of: Option<receipt::Document>,
    pub(crate) findings: Vec<Finding>,
}

/// The largest material that is looked into; larger ones are covered by the package's signature only.
const MOST_INSPECTED: u64 = 256 << 20;
/// How much of a package is kept in memory, beside twice its length: a short archive may unfold to
/// much.
const ROOM: u64 = 32 << 20;
/// The largest file that may be a receipt.
const MOST_RECEIPT: u64 = 8 << 20;
/// The largest signature.
const MOST_SIGNATURE: u64 = 8 << 20;
/// The most signatures.
const MOST_SIGNATURES: usize = 64;

/// Judges a package.
///
/// # Errors
///
/// [`ZipError::NotZip`] and [`ZipError::Io`]; any other fault is an answer.
pub(crate) fn judge<R: Read + Seek>(
    package: R,
    question: Question,
    context: &Context<'_>,
    inspect: &Inspector<'_>,
    now: UnixTime,
) -> Result<PackageReport, ZipError> {
    let archive = match Archive::open(package, Limits::default()) {
        Ok(archive) => archive,
        Err(e @ (ZipError::NotZip | ZipError::Io(_))) => return Err(e),
        Err(e) => return Ok(broken(&e, now)),
    };
    let mut bench = Bench {
        room: ROOM.saturating_add(archive.directory().saturating_mul(2)),
        archive,
        context,
        evidence: context.evidence.clone(),
        policy: context.policy.clone(),
        paths: PathCache::new(),
        asked: now,
        now,
        findings: Vec::new(),
        manifests: Vec::new(),
        digests: HashMap::new(),
        signatures: Vec::new(),
        stamps: Vec::new(),
        proven: HashMap::new(),
        covered: BTreeSet::new(),
        vouchers: HashMap::new(),
        descriptions: BTreeMap::new(),
        entries: Vec::new(),
    };
    let judged = bench.kind().and_then(|()| bench.read(question, inspect));
    match judged {
        Ok(()) => {}
        Err(e @ ZipError::Io(_)) => return Err(e),
        Err(e) => bench.findings.push(archive_fault(&e)),
    }
    Ok(bench.report())
}

/// What a fault of the archive is to be called.
fn archive_fault(e: &ZipError) -> Finding {
    let named = |code, name: &str| Finding::new(code).with("name", name);
    match e {
        ZipError::Name { name } => named(codes::PACKAGE_PATH, name),
        ZipError::Duplicate { name } => named(codes::PACKAGE_DUPLICATE, name),
        ZipError::Damaged { name } => named(codes::PACKAGE_DAMAGED, name),
        ZipError::Limit { .. } => Finding::new(codes::PACKAGE_TOO_LARGE).with("detail", e),
        other => Finding::new(codes::PACKAGE_ARCHIVE).with("detail", other),
    }
}

fn broken(e: &ZipError, judged_at: UnixTime) -> PackageReport {
    let report = Report::new(Kind::Package, vec![archive_fault(e)], Vec::new(), 0, None);
    PackageReport { report, entries: Vec::new(), stamps: Vec::new(), judged_at }
}

struct Bench<'a, R> {
    archive: Archive<R>,
    /// How many bytes of the package may still be kept in memory at once.
    room: u64,
    context: &'a Context<'a>,
    /// The caller's evidence, and with it what the package keeps where that was asked for.
    evidence: Evidence,
    policy: Policy,
    /// Paths that were judged with the package's own evidence; gone with it.
    paths: PathCache,
    /// When the question is asked, and the moment that it is about.
    asked: UnixTime,
    now: UnixTime,
    findings: Vec<Finding>,
    /// Name, content and meaning of each manifest that can be read.
    manifests: Vec<(String, Vec<u8>, Manifest)>,
    digests: HashMap<(String, &'static str), Digest>,
    signatures: Vec<SignatureReport>,
    stamps: Vec<StampReport>,
    /// When each file is proven to have been there.
    proven: HashMap<String, UnixTime>,
    /// Files in a manifest whose signature is intact.
    covered: BTreeSet<String>,
    /// Who signed for each file, where the signature is intact.
    vouchers: HashMap<String, Vec<Certificate>>,
    descriptions: BTreeMap<String, Description>,
    entries: Vec<EntryReport>,
}

impl<R: Read + Seek> Bench<'_, R> {
    /// What the package says that it is.
    fn kind(&mut self) -> Result<(), ZipError> {
        let Some(entry) = self.archive.entry(names::MIMETYPE).cloned() else {
            self.findings.push(Finding::new(codes::PACKAGE_TYPE_MISSING));
            return Ok(());
        };
        let stated = self.archive.read_all(&entry, 256)?;
        let stated = String::from_utf8_lossy(&stated).into_owned();
        let first = self.archive.entries().first().is_some_and(|e| e.name == entry.name);
        if stated != names::ASIC_E || !first {
            let found: String = stated.chars().filter(|c| !c.is_control()).take(80).collect();
            self.findings.push(Finding::new(codes::PACKAGE_TYPE).with("found", found));
        }
        Ok(())
    }

    fn read(&mut self, question: Question, inspect: &Inspector<'_>) -> Result<(), ZipError> {
        let entries = self.archive.entries().to_vec();
        for entry in entries.iter().filter(|e| names::is_manifest(&e.name)) {
            self.manifest(entry)?;
        }
        let kept = match question {
            Question::Today => Vec::new(),
            Question::Archived => self.kept(&entries)?,
        };
        self.stamped(&entries, &kept)?;
        if question == Question::Archived {
            self.go_back();
        }
        let wanted = self.wanted();
        for entry in &entries {
            let hashes = wanted.get(&entry.name).cloned().unwrap_or_default();
            self.content(entry, hashes, inspect)?;
        }
        self.hold_stamped();
        let signatures: Vec<&Entry> =
            entries.iter().filter(|e| names::is_signature(&e.name)).collect();
        for entry in signatures.iter().take(MOST_SIGNATURES) {
            self.signature(entry)?;
        }
        for entry in entries.iter().filter(|e| names::is_unread(&e.name)) {
            let finding = Finding::new(codes::PACKAGE_UNREAD).with("name", &entry.name);
            self.findings.push(finding);
        }
        if signatures.len() > MOST_SIGNATURES {
            let limit = MOST_SIGNATURES as u64;
            return Err(ZipError::Limit { what: "signatures", limit });
        }
        self.unsigned(&entries);
        self.described(&entries);
        Ok(())
    }

    /// What everything in the package is judged with.
    fn context(&self) -> Context<'_> {
        let own = self.evidence.is_same(self.context.evidence);
        let paths = if own { self.context.paths } else { &self.paths };
        Context { evidence: &self.evidence, policy: &self.policy, paths, ..*self.context }
    }

    /// From here on everything is judged as of the time when it was archived.
    fn go_back(&mut self) {
        let mut oldest = self.stamps.iter().filter_map(|stamp| stamp.proven).min();
        if oldest.is_none() {
            self.findings.push(Finding::new(codes::PACKAGE_NOT_STAMPED));
            // Nothing passes any more; what would be said of it then helps those who look into it.
            oldest = self.stamps.iter().filter_map(|stamp| stamp.stated).min();
        }
        let Some(oldest) = oldest else { return };
        self.policy = Horizon::new(self.asked, &self.policy).past(&self.policy);
        self.now = oldest;
    }

    fn manifest(&mut self, entry: &Entry) -> Result<(), ZipError> {
        self.hold(entry)?;
        let content = self.archive.read_all(entry, manifest::MOST_BYTES)?;
        match Manifest::parse(&content) {
            Ok(manifest) => self.manifests.push((entry.name.clone(), content, manifest)),
            Err(detail) => {
                let finding = Finding::new(codes::PACKAGE_MANIFEST).with("manifest", &entry.name);
                self.findings.push(finding.with("detail", detail));
            }
        }
        Ok(())
    }

    /// Pays for a file of the package that is kept in memory.
    ///
    /// # Errors
    ///
    /// [`ZipError::Limit`] once they take more than a reader should hold.
    fn hold(&mut self, entry: &Entry) -> Result<(), ZipError> {
        let limit = self.room;
        self.room = limit
            .checked_sub(entry.size)
            .ok_or(ZipError::Limit { what: "bytes of manifests and descriptions", limit })?;
        Ok(())
    }

    /// With which hashes each file is to be read.
    fn wanted(&self) -> HashMap<String, Vec<Hash>> {
        let mut wanted: HashMap<String, Vec<Hash>> = HashMap::new();
        for reference in self.manifests.iter().flat_map(|(_, _, m)| &m.references) {
            let hashes = wanted.entry(reference.name.clone()).or_default();
            if let Some(hash) = reference.hash.filter(|hash| !hashes.contains(hash)) {
                hashes.push(hash);
            }
        }
        wanted
    }

    /// Reads a file once: for its digests, and to look into it.
    fn content(
        &mut self,
        entry: &Entry,
        mut hashes: Vec<Hash>,
        inspect: &Inspector<'_>,
    ) -> Result<(), ZipError> {
        let own = names::is_own(&entry.name);
        let described = names::is_description(&entry.name);
        let ends = |end: &str| entry.name.to_ascii_lowercase().ends_with(end);
        let looked_into = !own
            && !described
            && (ends(".pdf") && entry.size <= MOST_INSPECTED.min(self.room)
                || ends(".json") && entry.size <= MOST_RECEIPT);
        let keeps = described && entry.size <= Description::MOST_BYTES || looked_into;
        if described && keeps {
            self.hold(entry)?;
        }
        // Receipts name their documents by these two.
        if !own && !hashes.contains(&Hash::Sm3) && !hashes.contains(&Hash::Sha256) {
            hashes.push(Hash::Sha256);
        }
        let (digests, content) = digested(&mut self.archive, entry, &hashes, keeps)?;
        for (hash, digest) in hashes.iter().zip(digests) {
            self.digests.insert((entry.name.clone(), hash.name()), digest);
        }
        if described {
            self.description(entry, &content);
        } else if !own {
            let scene = Scene { evidence: &self.evidence, policy: &self.policy, at: self.now };
            let found = looked_into.then(|| inspect(&content, &scene)).flatten();
            let found = found.unwrap_or_default();
            self.entries.push(EntryReport {
                name: entry.name.clone(),
                size: entry.size,
                material: None,
                own: found.verdict,
                is_licence: found.is_licence,
                receipt_of: found.receipt_of,
                findings: found.findings,
            });
        }
        Ok(())
    }

    fn description(&mut self, entry: &Entry, content: &[u8]) {
        match Description::parse(content) {
            Ok(description) => {
                self.descriptions.insert(entry.name.clone(), description);
            }
            Err(detail) => {
                let finding = Finding::new(codes::PACKAGE_DESCRIPTION).with("name", &entry.name);
                self.findings.push(finding.with("detail", detail));
            }
        }
    }

    /// Judges a signature over the manifest that names it, and the manifest over the files.
    fn signature(&mut self, entry: &Entry) -> Result<(), ZipError> {
        let container = self.archive.read_all(entry, MOST_SIGNATURE)?;
        let mut named = self.manifests.iter().filter(|(_, _, m)| m.signature == entry.name);
        let (Some((name, content, manifest)), None) = (named.next(), named.next()) else {
            let finding = Finding::new(codes::PACKAGE_LOOSE).with("name", &entry.name);
            self.findings.push(finding);
            return Ok(());
        };
        let content = content.as_slice();
        let times = (self.now, self.proven_signature(&entry.name, name, manifest));
        let (mut report, certificate) =
            detached::judge(&entry.name, &container, &content, &self.context(), times);
        // A manifest is whole or it is not that manifest: nothing can have changed within it.
        report.changes = Changes::None;
        let listed = |name: &str| manifest.references.iter().any(|r| r.name == name);
        let whole = self.entries.iter().all(|entry| listed(&entry.name));
        report.coverage = if whole { Coverage::Whole } else { Coverage::Revision };
        for finding in self.held(name, manifest) {
            report.push(finding);
        }
        if report.integrity == Integrity::Ok {
            self.covered.insert(name.clone());
            self.covered.insert(entry.name.clone());
            self.covered.extend(manifest.references.iter().map(|r| r.name.clone()));
            if let Some(certificate) = certificate {
                let described =
                    manifest.references.iter().filter(|r| names::is_description(&r.name));
                for reference in described {
                    let signed = self.vouchers.entry(reference.name.clone()).or_default();
                    signed.push(certificate.clone());
                }
            }
        }
        self.signatures.push(report);
        Ok(())
    }

    /// Holds the files of the package against a manifest.
    fn held(&self, name: &str, manifest: &Manifest) -> Vec<Finding> {
        let mut findings = Vec::new();
        for reference in &manifest.references {
            let Some(hash) = reference.hash.filter(|hash| !hash.is_weak()) else {
                let finding = Finding::new(codes::MATERIAL_DIGEST).with("manifest", name);
                findings.push(finding.with("algorithm", &reference.algorithm));
                continue;
            };
            let about = |code| Finding::new(code).with("name", &reference.name);
            match self.digests.get(&(reference.name.clone(), hash.name())) {
                None => findings.push(about(codes::MATERIAL_REMOVED)),
                Some(digest) if digest.as_ref() != reference.digest => {
                    findings.push(about(codes::MATERIAL_REPLACED));
                }
                Some(_) => {}
            }
        }
        findings
    }

    /// What no intact signature is about.
    fn unsigned(&mut self, entries: &[Entry]) {
        if self.signatures.is_empty() {
            // One of a kind that is not verified here may be about all of them, and has been named.
            if entries.iter().any(|entry| names::is_xades(&entry.name)) {
                return;
            }
            self.findings.push(Finding::new(codes::PACKAGE_UNSIGNED));
        }
        for entry in entries {
            let name = entry.name.as_str();
            let free = name == names::MIMETYPE || name == names::ODF_MANIFEST;
            if free || self.covered.contains(name) || names::is_unread(name) {
                continue;
            }
            // A signature or time-stamp that was judged and is not good has said so itself.
            let judged = |act: &str| {
                self.signatures.iter().any(|s| s.field == act)
                    || self.stamps.iter().any(|s| s.name == act)
            };
            let mut its = self.manifests.iter().filter(|(n, _, _)| n == name);
            if judged(name) || its.any(|(_, _, m)| judged(&m.signature)) {
                continue;
            }
            let meta =
                names::is_manifest(name) || names::is_signature(name) || names::is_timestamp(name);
            let code = if meta { codes::PACKAGE_LOOSE } else { codes::MATERIAL_ADDED };
            self.findings.push(Finding::new(code).with("name", name));
        }
    }

    fn report(self) -> PackageReport {
        let signers = self.signatures.iter().filter_map(|s| s.signer.clone()).collect();
        let mut vouchers = self.vouchers;
        let vouchers = self
            .descriptions
            .keys()
            .map(|name| vouchers.remove(name).unwrap_or_default())
            .collect();
        let descriptions = self.descriptions.into_values().collect();
        let judged_at = self.now;
        let proof = Some(VerifiedPackage { descriptions, signers, vouchers, judged_at });
        let report = Report::new(Kind::Package, self.findings, self.signatures, 0, proof);
        PackageReport { report, entries: self.entries, stamps: self.stamps, judged_at }
    }
}

/// Reads a file to its end: its digests, and its content where that is asked for.
fn digested<R: Read + Seek>(
    archive: &mut Archive<R>,
    entry: &Entry,
    hashes: &[Hash],
    keeps: bool,
) -> Result<(Vec<Digest>, Vec<u8>), ZipError> {
    let mut hashers: Vec<Hasher> = hashes.iter().map(|hash| hash.hasher()).collect();
    let mut kept = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    let mut reader = archive.read(entry)?;
    loop {
        let read = reader.read(&mut buffer).map_err(|e| crate::zip::damaged(e, entry))?;
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        for hasher in &mut hashers {
            hasher.update(piece);
        }
        if keeps {
            kept.extend_from_slice(piece);
        }
    }
    Ok((hashers.into_iter().map(Hasher::finish).collect(), kept))
}
