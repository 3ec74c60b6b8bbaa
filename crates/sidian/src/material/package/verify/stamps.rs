//! Time-stamps over a package as a whole: a manifest with a token in place of a signature (ETSI EN
//! 319 162-1, ASiC-E with time assertions).

use std::io::{Read, Seek};

use super::super::manifest::{Manifest, Reference};
use super::super::names;
use super::kept::Kept;
use super::{Bench, MOST_SIGNATURE, MOST_SIGNATURES, StampReport};
use crate::report::codes::{package as codes, trust as trust_codes};
use crate::report::{Finding, Integrity};
use crate::signature::verify::Horizon;
use crate::signature::verify::time::{self, When};
use crate::time::UnixTime;
use crate::zip::{Entry, ZipError};

impl<R: Read + Seek> Bench<'_, R> {
    /// Judges every token, newest first: each proves what the older ones are judged as of.
    pub(super) fn stamped(&mut self, entries: &[Entry], kept: &[Kept]) -> Result<(), ZipError> {
        let stamps = entries.iter().rev().filter(|e| names::is_timestamp(&e.name));
        for (number, entry) in stamps.enumerate() {
            if number >= MOST_SIGNATURES {
                let limit = MOST_SIGNATURES as u64;
                return Err(ZipError::Limit { what: "time-stamps", limit });
            }
            let token = self.archive.read_all(entry, MOST_SIGNATURE)?;
            let mut named = self.manifests.iter().filter(|(_, _, m)| m.signature == entry.name);
            let (Some((name, content, manifest)), None) = (named.next(), named.next()) else {
                let finding = Finding::new(codes::PACKAGE_LOOSE).with("name", &entry.name);
                self.findings.push(finding);
                continue;
            };
            let (name, content, manifest) = (name.clone(), content.clone(), manifest.clone());
            self.stamp((&entry.name, &token), (&name, &content, &manifest), kept);
        }
        Ok(())
    }

    fn stamp(
        &mut self,
        (entry, token): (&str, &[u8]),
        (name, content, manifest): (&str, &[u8], &Manifest),
        kept: &[Kept],
    ) {
        let both = [entry, name].map(|n| self.proven.get(n).copied());
        let renewed = both[0].zip(both[1]).map(|(token, manifest)| token.max(manifest));
        let horizon = Horizon::new(self.asked, self.context.policy);
        let when = When { horizon, proven: renewed };
        let mut stamp = time::judge_within(token, &content, &self.context(), &self.evidence, when);
        if stamp.integrity == Integrity::Failed {
            self.findings.push(Finding::new(codes::PACKAGE_TIMESTAMP).with("name", entry));
        }
        self.findings.append(&mut stamp.findings);
        let proven = stamp.proven.filter(|_| stamp.trusted);
        if let Some(at) = proven {
            self.covered.insert(name.to_owned());
            self.covered.insert(entry.to_owned());
            for reference in &manifest.references {
                self.prove(name, reference, (at, renewed), kept);
            }
        }
        if stamp.integrity == Integrity::Ok {
            // That the token is not trusted leaves the answer open; what it lists was not smuggled in.
            let listed = manifest.references.iter().map(|r| r.name.clone());
            self.covered.extend(listed.filter(|name| names::is_evidence(name)));
        }
        self.stamps.push(StampReport {
            name: entry.to_owned(),
            proven,
            stated: stamp.at.filter(|_| stamp.integrity == Integrity::Ok),
            authority: stamp.authority,
            until: stamp.until,
        });
    }

    /// A file is proven by a manifest whose digest of it counted when a newer time-stamp proved both,
    /// or counts today. That the file has this digest is asked when it is read.
    fn prove(
        &mut self,
        manifest: &str,
        reference: &Reference,
        (at, renewed): (UnixTime, Option<UnixTime>),
        kept: &[Kept],
    ) {
        let Some(hash) = reference.hash.filter(|hash| !hash.is_weak()) else { return };
        let file = self.proven.get(&reference.name).copied();
        let as_of = renewed.zip(file).map_or(self.asked, |(manifest, file)| manifest.max(file));
        if let Some(limit) = self.context.policy.hash_ended(hash, as_of) {
            let finding = Finding::new(trust_codes::ALGORITHM_ENDED).with("subject", manifest);
            let finding = finding.with("algorithm", limit.algorithm.name());
            let finding = finding.with("until", limit.until);
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
            return;
        }
        let known = self.proven.entry(reference.name.clone()).or_insert(at);
        *known = (*known).min(at);
        self.covered.insert(reference.name.clone());
        let item = kept.iter().find(|kept| kept.name == reference.name);
        if let Some(kept) = item.filter(|k| hash.digest(&k.content).as_ref() == reference.digest) {
            self.evidence = self.evidence.clone().with_proof([kept.content.as_slice()], at);
        }
    }

    /// Holds the files against the manifests of the time-stamps.
    pub(super) fn hold_stamped(&mut self) {
        let stamped = |m: &Manifest| self.stamps.iter().any(|stamp| stamp.name == m.signature);
        let manifests = self.manifests.iter().filter(|(_, _, m)| stamped(m));
        let findings: Vec<Finding> =
            manifests.flat_map(|(name, _, manifest)| self.held(name, manifest)).collect();
        self.findings.extend(findings);
    }

    /// When a signature, its manifest and everything that this lists are proven to have been there.
    pub(super) fn proven_signature(
        &self,
        signature: &str,
        name: &str,
        manifest: &Manifest,
    ) -> Option<UnixTime> {
        let listed = manifest.references.iter().map(|r| r.name.as_str());
        let all = listed.chain([signature, name]).map(|n| self.proven.get(n).copied());
        all.collect::<Option<Vec<UnixTime>>>()?.into_iter().max()
    }
}
