//! Time-stamping a package as a whole, the first time or again.

use std::collections::HashSet;
use std::io::{Read, Seek, Write};

use super::draft::{earlier, next_number};
use super::error::PackageError;
use super::kept::Keeper;
use super::manifest::{Manifest, Reference};
use super::names;
use crate::crypto::Hash;
use crate::trust::Evidence;
use crate::tsp::{TimestampRequest, TimestampResponse};
use crate::zip::{Archive, Limits, Writer};

/// A package that waits for a time-stamp authority's answer: a copy with everything that was in it
/// byte for byte, more evidence, and a manifest of it all.
#[must_use = "nothing is dated until it is completed"]
#[derive(Debug)]
pub struct PendingStamp<W> {
    zip: Writer<W>,
    number: usize,
    manifest: Vec<u8>,
    request: TimestampRequest,
}

impl<W: Write + Seek> PendingStamp<W> {
    /// Copies `package` into `out`, adds what is new in `evidence`, and lists every file with its
    /// digest by `hash`. Each file is read anew, so that a stronger hash takes the place of one that
    /// is about to end. Whether the package is good is not asked here.
    ///
    /// # Errors
    ///
    /// [`PackageError::Zip`] where it cannot be read or written, [`PackageError::Original`] where it
    /// is no package that was signed.
    pub fn new<R: Read + Seek>(
        out: W,
        package: R,
        evidence: &Evidence,
        hash: Hash,
    ) -> Result<Self, PackageError> {
        let mut archive = Archive::open(package, Limits::default())?;
        earlier(&mut archive, hash)?;
        let number = next_number(&archive);
        let (mut references, mut known) = (Vec::new(), HashSet::new());
        for entry in archive.entries().to_vec() {
            if entry.name == names::MIMETYPE {
                continue;
            }
            let mut hasher = hash.hasher();
            let mut reader = archive.read(&entry)?;
            let mut buffer = vec![0; 64 << 10];
            loop {
                let read = reader.read(&mut buffer);
                let read = read.map_err(|e| crate::zip::damaged(e, &entry))?;
                if read == 0 {
                    break;
                }
                hasher.update(buffer.get(..read).unwrap_or_default());
            }
            let digest = hasher.finish();
            if names::is_evidence(&entry.name) {
                known.insert(digest.as_ref().to_vec());
            }
            references.push(Reference::new(&entry.name, None, hash, digest.as_ref()));
        }
        let mut zip = Writer::append(out, archive)?;
        let mut keeper = Keeper::new(hash, known, references.iter().map(|r| r.name.as_str()));
        references.extend(keeper.keep(&mut zip, evidence)?);
        let signature = names::timestamp(number);
        let manifest = Manifest { signature, references }.to_xml().into_bytes();
        zip.add(&names::manifest(number), &mut manifest.as_slice(), &mut |_| {})?;
        let request = TimestampRequest::over(hash, &manifest);
        Ok(Self { zip, number, manifest, request })
    }

    /// Ties the answer to this request (RFC 3161 2.4.1): some 8 random bytes.
    pub fn with_nonce(mut self, nonce: impl AsRef<[u8]>) -> Self {
        self.request = self.request.with_nonce(nonce);
        self
    }

    /// What to send to a time-stamp authority.
    pub fn request(&self) -> &TimestampRequest {
        &self.request
    }

    /// What the time-stamp is over: the manifest.
    pub fn to_be_stamped(&self) -> &[u8] {
        &self.manifest
    }

    /// Checks the authority's response against the request, writes its token and gives the whole
    /// package back.
    ///
    /// # Errors
    ///
    /// [`PackageError::Timestamp`] where the token is not the one asked for.
    pub fn complete(mut self, response: &[u8]) -> Result<W, PackageError> {
        let response = TimestampResponse::parse(response)?;
        let mut token = response.check(&self.request, &[])?;
        self.zip.add(&names::timestamp(self.number), &mut token, &mut |_| {})?;
        Ok(self.zip.finish()?)
    }
}
