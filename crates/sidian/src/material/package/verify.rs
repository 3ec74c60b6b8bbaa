//! Judging a package: its archive, its manifests, each signature, and every material by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Seek};

use super::description::{Description, Material, Source, stated};
use super::manifest::{self, Manifest};
use super::names;
use crate::crypto::{Digest, Hash, Hasher};
use crate::licence::Date;
use crate::report::codes::package as codes;
use crate::report::{Changes, Coverage, Finding, Kind, Report, SignatureReport, Verdict};
use crate::signature::verify::{Context, detached};
use crate::time::UnixTime;
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

/// Looks into one material: a PDF with signatures, a licence.
pub(crate) type Inspector<'a> = dyn Fn(&[u8]) -> Option<Inspected> + 'a;

/// What was found inside of one material.
pub(crate) struct Inspected {
    pub(crate) verdict: Option<Verdict>,
    pub(crate) is_licence: bool,
    pub(crate) findings: Vec<Finding>,
}

/// The largest material that is looked into; larger ones are covered by the package's signature only.
const MOST_INSPECTED: u64 = 256 << 20;
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
    context: &Context<'_>,
    inspect: &Inspector<'_>,
    now: UnixTime,
) -> Result<PackageReport, ZipError> {
    let archive = match Archive::open(package, Limits::default()) {
        Ok(archive) => archive,
        Err(e @ (ZipError::NotZip | ZipError::Io(_))) => return Err(e),
        Err(e) => return Ok(broken(&e)),
    };
    let mut bench = Bench {
        archive,
        context,
        now,
        findings: Vec::new(),
        manifests: Vec::new(),
        digests: HashMap::new(),
        signatures: Vec::new(),
        covered: BTreeSet::new(),
        vouchers: HashMap::new(),
        descriptions: BTreeMap::new(),
        entries: Vec::new(),
    };
    let judged = bench.kind().and_then(|()| bench.read(inspect));
    match judged {
        Ok(()) => {}
        Err(e @ ZipError::Io(_)) => return Err(e),
        Err(e) => bench.findings.push(archive_fault(&e)),
    }
    Ok(bench.report())
}

fn archive_fault(e: &ZipError) -> Finding {
    Finding::new(codes::PACKAGE_ARCHIVE).with("detail", e)
}

fn broken(e: &ZipError) -> PackageReport {
    let report = Report::new(Kind::Package, vec![archive_fault(e)], Vec::new(), 0, None);
    PackageReport { report, entries: Vec::new() }
}

struct Bench<'a, R> {
    archive: Archive<R>,
    context: &'a Context<'a>,
    now: UnixTime,
    findings: Vec<Finding>,
    /// Name, content and meaning of each manifest that can be read.
    manifests: Vec<(String, Vec<u8>, Manifest)>,
    digests: HashMap<(String, &'static str), Digest>,
    signatures: Vec<SignatureReport>,
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

    fn read(&mut self, inspect: &Inspector<'_>) -> Result<(), ZipError> {
        let entries = self.archive.entries().to_vec();
        for entry in entries.iter().filter(|e| names::is_manifest(&e.name)) {
            self.manifest(entry)?;
        }
        let wanted = self.wanted();
        for entry in &entries {
            let hashes = wanted.get(&entry.name).cloned().unwrap_or_default();
            self.content(entry, &hashes, inspect)?;
        }
        let mut signatures = 0;
        for entry in &entries {
            if names::is_unread(&entry.name) {
                let finding = Finding::new(codes::PACKAGE_UNREAD).with("name", &entry.name);
                self.findings.push(finding);
            } else if names::is_signature(&entry.name) {
                signatures += 1;
                if signatures <= MOST_SIGNATURES {
                    self.signature(entry)?;
                }
            }
        }
        if signatures > MOST_SIGNATURES {
            let limit = MOST_SIGNATURES as u64;
            return Err(ZipError::Limit { what: "signatures", limit });
        }
        self.unsigned(&entries);
        self.described(&entries);
        Ok(())
    }

    fn manifest(&mut self, entry: &Entry) -> Result<(), ZipError> {
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
        hashes: &[Hash],
        inspect: &Inspector<'_>,
    ) -> Result<(), ZipError> {
        let meta = entry.name.starts_with(names::META) || entry.name == names::MIMETYPE;
        let described = names::is_description(&entry.name);
        let is_pdf = entry.name.to_ascii_lowercase().ends_with(".pdf");
        let keeps = described && entry.size <= Description::MOST_BYTES
            || is_pdf && entry.size <= MOST_INSPECTED;
        let (digests, kept) = digested(&mut self.archive, entry, hashes, keeps)?;
        for (hash, digest) in hashes.iter().zip(digests) {
            self.digests.insert((entry.name.clone(), hash.name()), digest);
        }
        if described {
            self.description(entry, &kept);
        } else if !meta {
            let inspected = is_pdf.then(|| inspect(&kept)).flatten();
            let own = inspected.as_ref().and_then(|i| i.verdict);
            let is_licence = inspected.as_ref().is_some_and(|i| i.is_licence);
            let findings = inspected.map(|i| i.findings).unwrap_or_default();
            let (name, size) = (entry.name.clone(), entry.size);
            self.entries.push(EntryReport {
                name,
                size,
                material: None,
                own,
                is_licence,
                findings,
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
        let (mut report, certificate) =
            detached::judge(&entry.name, &container, &content, self.context, self.now);
        // A manifest is whole or it is not that manifest: nothing can have changed within it.
        report.changes = Changes::None;
        let listed = |name: &str| manifest.references.iter().any(|r| r.name == name);
        let whole = self.entries.iter().all(|entry| listed(&entry.name));
        report.coverage = if whole { Coverage::Whole } else { Coverage::Revision };
        for finding in self.held(name, manifest) {
            report.push(finding);
        }
        if report.integrity == crate::report::Integrity::Ok {
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
            self.findings.push(Finding::new(codes::PACKAGE_UNSIGNED));
        }
        for entry in entries {
            let name = entry.name.as_str();
            let own = name == names::MIMETYPE || name == names::ODF_MANIFEST;
            if own || self.covered.contains(name) || names::is_unread(name) {
                continue;
            }
            // A signature that was judged and is not intact has said so itself.
            let judged = self.signatures.iter().any(|s| s.field == name);
            let its = self.manifests.iter().filter(|(n, _, _)| n == name);
            let judged = judged
                || its
                    .into_iter()
                    .any(|(_, _, m)| self.signatures.iter().any(|s| s.field == m.signature));
            if judged {
                continue;
            }
            let meta = names::is_manifest(name) || names::is_signature(name);
            let code = if meta { codes::PACKAGE_LOOSE } else { codes::MATERIAL_ADDED };
            self.findings.push(Finding::new(code).with("name", name));
        }
    }

    /// Holds the materials against their descriptions.
    fn described(&mut self, entries: &[Entry]) {
        if self.descriptions.is_empty() && self.findings.is_empty() {
            self.findings.push(Finding::new(codes::PACKAGE_UNDESCRIBED));
        }
        let mut seen = BTreeSet::new();
        for (name, description) in &self.descriptions {
            for material in &description.materials {
                if let Err(detail) = self.agrees(material, entries, &mut seen) {
                    let finding = Finding::new(codes::PACKAGE_DESCRIPTION).with("name", name);
                    self.findings
                        .push(finding.with("detail", format!("{}: {detail}", material.name)));
                }
            }
        }
        let today = Date::in_beijing(self.now).ok();
        for entry in &mut self.entries {
            let all = self.descriptions.values().flat_map(|d| &d.materials);
            entry.material = all.into_iter().find(|m| m.name == entry.name).cloned();
            if !self.descriptions.is_empty() && entry.material.is_none() {
                let finding = Finding::new(codes::PACKAGE_DESCRIPTION).with("name", &entry.name);
                self.findings.push(finding.with("detail", "no description mentions it"));
            }
            let Some(material) = &entry.material else { continue };
            let about = |code| Finding::new(code).with("name", &material.name);
            let last = material.last_day();
            if let (Some(last), Some(today)) = (last, today)
                && last < today
            {
                let finding = about(codes::MATERIAL_EXPIRED).with("until", last);
                self.findings.push(finding);
            }
            if material.source == Source::Licence && !entry.is_licence {
                self.findings.push(about(codes::MATERIAL_NOT_LICENCE));
            }
        }
        for entry in &self.entries {
            let code = match entry.own {
                Some(Verdict::Failed) => codes::MATERIAL_FAILED,
                Some(Verdict::Indeterminate) => codes::MATERIAL_OPEN,
                _ => continue,
            };
            self.findings.push(Finding::new(code).with("name", &entry.name));
        }
    }

    fn agrees(
        &self,
        material: &Material,
        entries: &[Entry],
        seen: &mut BTreeSet<String>,
    ) -> Result<(), &'static str> {
        if !seen.insert(material.name.clone()) {
            return Err("it is described twice");
        }
        let entry = entries.iter().find(|e| e.name == material.name).ok_or("it is missing")?;
        let mut known = self.digests.iter().filter(|((name, _), _)| *name == material.name);
        let same = known.any(|((_, hash), digest)| {
            Hash::from_name(hash).is_some_and(|h| stated(h, digest.as_ref()) == material.digest)
        });
        if entry.size == material.size && same { Ok(()) } else { Err("digest or size differs") }
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
        PackageReport { report, entries: self.entries }
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
