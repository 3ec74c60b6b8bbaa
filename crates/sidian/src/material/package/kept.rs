//! Writing evidence into a package.

use std::collections::{HashMap, HashSet};
use std::io::{Seek, Write};

use super::error::PackageError;
use super::manifest::Reference;
use super::names;
use crate::crypto::Hash;
use crate::trust::{Evidence, TrustStore};
use crate::zip::Writer;

/// Writes evidence, each item once.
pub(super) struct Keeper {
    hash: Hash,
    /// What is there already, by digest.
    known: HashSet<Vec<u8>>,
    /// The last number of each kind.
    numbers: HashMap<String, usize>,
}

impl Keeper {
    /// One for a package that holds these items, and has these names.
    pub(super) fn new<'a>(
        hash: Hash,
        known: HashSet<Vec<u8>>,
        names: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut numbers = HashMap::new();
        for kind in names.filter_map(super::names::evidence_kind) {
            // Numbers are given in turn, so that counting finds the last.
            *numbers.entry(kind.to_owned()).or_insert(0) += 1;
        }
        Self { hash, known, numbers }
    }

    /// Writes what is new, and tells the manifest of it.
    pub(super) fn keep<W: Write + Seek>(
        &mut self,
        zip: &mut Writer<W>,
        evidence: &Evidence,
    ) -> Result<Vec<Reference>, PackageError> {
        let certificates = evidence.certificates().iter().map(|c| c.der());
        let items = certificates
            .map(|der| (names::CERTIFICATE, der))
            .chain(evidence.crls().iter().map(|c| (names::REVOCATION, c.der())))
            .chain(evidence.ocsp().iter().map(|o| (names::OCSP, o.der())))
            .chain(evidence.status_lists().map(|bytes| (names::STATUS, bytes)))
            .chain(evidence.statements().map(|bytes| (names::STATEMENT, bytes)))
            .chain(evidence.seal_registers().map(|bytes| (names::SEALS, bytes)));
        self.write(zip, items)
    }

    /// Writes the trust anchors, for people.
    pub(super) fn keep_anchors<W: Write + Seek>(
        &mut self,
        zip: &mut Writer<W>,
        store: &TrustStore,
    ) -> Result<Vec<Reference>, PackageError> {
        let anchors = store.anchors().iter().map(|anchor| anchor.certificate().der());
        self.write(zip, anchors.map(|der| (names::ANCHOR, der)))
    }

    fn write<'a, W: Write + Seek>(
        &mut self,
        zip: &mut Writer<W>,
        items: impl Iterator<Item = (&'static str, &'a [u8])>,
    ) -> Result<Vec<Reference>, PackageError> {
        let mut references = Vec::new();
        for (kind, mut bytes) in items {
            let digest = self.hash.digest(bytes);
            if !self.known.insert(digest.as_ref().to_vec()) {
                continue;
            }
            let number = self.numbers.entry(kind.to_owned()).or_insert(0);
            *number += 1;
            let name = names::evidence(kind, *number);
            zip.add(&name, &mut bytes, &mut |_| {})?;
            references.push(Reference::new(&name, None, self.hash, digest.as_ref()));
        }
        Ok(references)
    }
}
