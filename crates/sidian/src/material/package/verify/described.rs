//! Whether what the descriptions say is what the package holds.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::super::description::{Material, Source, stated};
use super::super::names;
use super::Bench;
use crate::crypto::Hash;
use crate::licence::Date;
use crate::report::codes::package as codes;
use crate::report::{Finding, Verdict};
use crate::zip::Entry;

impl<R: Read + Seek> Bench<'_, R> {
    /// Holds the materials against their descriptions.
    pub(super) fn described(&mut self, entries: &[Entry]) {
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
        // Acts of other software describe nothing; acts of ours describe all that they bring.
        let acts = self.manifests.iter().map(|(_, _, manifest)| manifest);
        let acts = acts.filter(|m| names::is_signature(&m.signature));
        let ours = acts.filter(|m| m.references.iter().any(|r| names::is_description(&r.name)));
        let describing: BTreeSet<String> =
            ours.flat_map(|m| &m.references).map(|r| r.name.clone()).collect();
        let today = Date::in_beijing(self.now).ok();
        for entry in &mut self.entries {
            let all = self.descriptions.values().flat_map(|d| &d.materials);
            entry.material = all.into_iter().find(|m| m.name == entry.name).cloned();
            if entry.material.is_none() && describing.contains(&entry.name) {
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
        self.receipts();
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

    /// Which receipts are about something that lies elsewhere.
    fn receipts(&mut self) {
        for entry in &self.entries {
            let Some(document) = &entry.receipt_of else { continue };
            let here = self.digests.iter().any(|((_, hash), digest)| {
                let hex = match *hash {
                    name if name == Hash::Sm3.name() => &document.sm3,
                    name if name == Hash::Sha256.name() => &document.sha256,
                    _ => return false,
                };
                digest.as_ref().iter().map(|b| format!("{b:02x}")).eq(pairs(hex))
            });
            if !here {
                let finding = Finding::new(codes::PACKAGE_RECEIPT_ALONE);
                let finding = finding.with("name", &entry.name);
                self.findings.push(finding.with("document", &document.name));
            }
        }
    }
}

/// The bytes of a hexadecimal text, each as two digits.
fn pairs(hex: &str) -> impl Iterator<Item = &str> {
    (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2).unwrap_or_default())
}
