//! What the caller brings: revocation lists, OCSP responses, certificates, status lists, seal
//! registers.

use std::collections::HashMap;
use std::sync::Arc;

use super::memo::Memo;
use super::store::fresh_id;
use crate::crypto::{Digest, Hash};
use crate::time::UnixTime;
use crate::x509::{Certificate, Crl, OcspResponse, X509Error};

/// What the caller brings beside the question. Nothing in it is believed because it is here: every
/// item is checked when it is used. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    crls: Vec<Crl>,
    ocsp: Vec<OcspResponse>,
    certificates: Vec<Certificate>,
    status_lists: Vec<Memo>,
    statements: Vec<Arc<[u8]>>,
    seal_registers: Vec<Arc<[u8]>>,
    unreadable: usize,
    /// When items are proven to have existed, by their digests.
    proven: Arc<HashMap<Digest, UnixTime>>,
    id: u64,
}

impl Evidence {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds revocation lists from a file, PEM or DER.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if it holds none or one cannot be read.
    pub fn with_crl(mut self, bytes: &[u8]) -> Result<Self, X509Error> {
        self.crls.extend(Crl::from_bytes(bytes)?);
        Ok(self.changed())
    }

    /// Adds an OCSP response from its DER.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if it is none, or one that answers nothing.
    pub fn with_ocsp(mut self, bytes: &[u8]) -> Result<Self, X509Error> {
        self.ocsp.push(OcspResponse::from_der(bytes)?);
        Ok(self.changed())
    }

    /// Adds certificates from a file, PEM or DER, as candidates for paths.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if it holds none or one cannot be read.
    pub fn with_certificates(mut self, bytes: &[u8]) -> Result<Self, X509Error> {
        self.certificates.extend(Certificate::from_bytes(bytes)?);
        Ok(self.changed())
    }

    /// Adds a signed status list as received.
    #[must_use]
    pub fn with_status_list(mut self, bytes: &[u8]) -> Self {
        self.status_lists.push(Memo::new(bytes));
        self.changed()
    }

    /// Adds a signed statement about authorisations or holders' keys as received: a list of what was
    /// withdrawn, or which key a holder uses.
    #[must_use]
    pub fn with_statement(mut self, bytes: &[u8]) -> Self {
        self.statements.push(Arc::from(bytes));
        self.changed()
    }

    /// Adds a signed seal register as received.
    #[must_use]
    pub fn with_seal_register(mut self, bytes: &[u8]) -> Self {
        self.seal_registers.push(Arc::from(bytes));
        self.changed()
    }

    /// Adds what a file brings along, of which each may be broken: what cannot be read is counted
    /// and left out.
    #[must_use]
    pub fn with_embedded<'a>(
        mut self,
        crls: impl IntoIterator<Item = &'a [u8]>,
        ocsp: impl IntoIterator<Item = &'a [u8]>,
        certificates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Self {
        let before = self.len();
        for der in crls {
            keep(Crl::from_der(der), &mut self.crls, &mut self.unreadable);
        }
        for der in ocsp {
            let read = OcspResponse::from_der(der).or_else(|_| OcspResponse::from_basic_der(der));
            keep(read, &mut self.ocsp, &mut self.unreadable);
        }
        for der in certificates {
            keep(Certificate::from_der(der), &mut self.certificates, &mut self.unreadable);
        }
        if self.len() == before { self } else { self.changed() }
    }

    /// Notes that items, byte for byte, are proven to have existed at `at` by a timestamp that passed
    /// and covers them (ETSI EN 319 102-1 5.6.2.3). Of several proofs the earliest counts.
    #[must_use]
    pub(crate) fn with_proof<'a>(
        mut self,
        items: impl IntoIterator<Item = &'a [u8]>,
        at: UnixTime,
    ) -> Self {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return self;
        }
        let proven = Arc::make_mut(&mut self.proven);
        for item in items {
            let known = proven.entry(PROOFS.digest(item)).or_insert(at);
            *known = (*known).min(at);
        }
        self.changed()
    }

    /// The same items with every proof that `other` knows.
    #[must_use]
    pub(crate) fn with_proofs_of(mut self, other: &Self) -> Self {
        if other.proven.is_empty() {
            return self;
        }
        self.proven = Arc::clone(&other.proven);
        self.changed()
    }

    /// When this item is proven to have existed.
    pub(super) fn proof(&self, item: &[u8]) -> Option<UnixTime> {
        if self.proven.is_empty() {
            return None;
        }
        self.proven.get(&PROOFS.digest(item)).copied()
    }

    /// This and that together.
    #[must_use]
    pub fn and(&self, other: &Evidence) -> Self {
        if other.len() == 0 {
            return self.clone();
        }
        let mut all = self.clone();
        all.crls.extend_from_slice(&other.crls);
        all.ocsp.extend_from_slice(&other.ocsp);
        all.certificates.extend_from_slice(&other.certificates);
        all.status_lists.extend_from_slice(&other.status_lists);
        all.statements.extend_from_slice(&other.statements);
        all.seal_registers.extend_from_slice(&other.seal_registers);
        all.unreadable += other.unreadable;
        let proven = Arc::make_mut(&mut all.proven);
        for (item, at) in other.proven.iter() {
            let known = proven.entry(*item).or_insert(*at);
            *known = (*known).min(*at);
        }
        all.changed()
    }

    /// Revocation lists.
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// OCSP responses.
    pub fn ocsp(&self) -> &[OcspResponse] {
        &self.ocsp
    }

    /// Certificates.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Status lists as received.
    pub fn status_lists(&self) -> impl Iterator<Item = &[u8]> {
        self.status_lists.iter().map(Memo::bytes)
    }

    /// Status lists with what was worked out from them.
    pub(crate) fn status_memos(&self) -> impl Iterator<Item = &Memo> {
        self.status_lists.iter()
    }

    /// Signed statements as received.
    pub fn statements(&self) -> impl Iterator<Item = &[u8]> {
        self.statements.iter().map(AsRef::as_ref)
    }

    /// Seal registers as received.
    pub fn seal_registers(&self) -> impl Iterator<Item = &[u8]> {
        self.seal_registers.iter().map(AsRef::as_ref)
    }

    /// How many items could not be read.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Whether nothing was added to one that the other lacks, as far as their making shows.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// Changes with every change of the contents; the same for clones.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    fn len(&self) -> usize {
        self.crls.len()
            + self.ocsp.len()
            + self.certificates.len()
            + self.status_lists.len()
            + self.statements.len()
            + self.seal_registers.len()
            + self.unreadable
    }

    fn changed(mut self) -> Self {
        self.id = fresh_id();
        self
    }
}

/// How items are told apart. It outlives the algorithms of any document.
const PROOFS: Hash = Hash::Sha512;

fn keep<T>(read: Result<T, X509Error>, into: &mut Vec<T>, unreadable: &mut usize) {
    match read {
        Ok(item) => into.push(item),
        Err(_) => *unreadable += 1,
    }
}
