//! The evidence that a package keeps for later.

use std::io::{Read, Seek};

use super::super::names;
use super::Bench;
use crate::trust::Evidence;
use crate::zip::{Entry, ZipError};

/// The largest file of evidence.
const MOST_FILE: u64 = 32 << 20;

/// A file of evidence with its content.
pub(super) struct Kept {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl<R: Read + Seek> Bench<'_, R> {
    /// Reads the evidence and adds it to the caller's. None of it is believed because it is there.
    pub(super) fn kept(&mut self, entries: &[Entry]) -> Result<Vec<Kept>, ZipError> {
        let mut kept: Vec<Kept> = Vec::new();
        for entry in entries.iter().filter(|e| names::is_evidence(&e.name)) {
            self.hold(entry)?;
            let content = self.archive.read_all(entry, MOST_FILE)?;
            kept.push(Kept { name: entry.name.clone(), content });
        }
        let of = |kind: &'static str| {
            let is_of = move |kept: &&Kept| names::evidence_kind(&kept.name) == Some(kind);
            kept.iter().filter(is_of).map(|kept| kept.content.as_slice())
        };
        let mut own = Evidence::new().with_embedded(
            of(names::REVOCATION),
            of(names::OCSP),
            of(names::CERTIFICATE),
        );
        own = of(names::STATUS).fold(own, Evidence::with_status_list);
        own = of(names::STATEMENT).fold(own, Evidence::with_statement);
        own = of(names::SEALS).fold(own, Evidence::with_seal_register);
        self.evidence = self.evidence.and(&own);
        Ok(kept)
    }
}
