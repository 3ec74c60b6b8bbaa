//! Whom the verifier trusts.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::list::{ListPurpose, ListedAnchor, TrustList, TrustListError};
use crate::report::{SignedListFacts, TrustListFacts};
use crate::time::UnixTime;
use crate::x509::{Certificate, Name, X509Error};

/// A key that is trusted to begin paths (RFC 5280 6.1.1 d), as a certificate on a named list.
///
/// Its name, key and constraints are used (RFC 5937); its own signature proves nothing and is not
/// looked at.
#[derive(Clone, Debug)]
pub struct TrustAnchor {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    certificate: Certificate,
    list: Arc<str>,
    listing: Option<Listing>,
}

/// What a signed list says about one of its anchors.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) facts: Arc<SignedListFacts>,
    pub(super) purposes: Vec<ListPurpose>,
    pub(super) from: Option<UnixTime>,
    pub(super) until: Option<UnixTime>,
}

impl TrustAnchor {
    /// The name of the list that it is on.
    pub fn list(&self) -> &str {
        &self.inner.list
    }

    /// The list that it is on, and what stands behind that list.
    pub fn list_facts(&self) -> TrustListFacts {
        let signed = self.listing().map(|listing| SignedListFacts::clone(&listing.facts));
        TrustListFacts { name: self.list().to_owned(), signed }
    }

    pub(super) fn listing(&self) -> Option<&Listing> {
        self.inner.listing.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        self.inner.certificate.subject()
    }

    /// It as a certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.inner.certificate
    }

    pub(super) fn is(&self, other: &TrustAnchor) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
            || self.certificate().spki() == other.certificate().spki()
                && self.name().matches(other.name())
    }
}

/// Trust anchors on named lists. Built once, shared by threads.
#[derive(Clone, Debug)]
pub struct TrustStore {
    anchors: Vec<TrustAnchor>,
    by_name: HashMap<String, Vec<usize>>,
    makers: Option<Arc<TrustStore>>,
    id: u64,
}

impl Default for TrustStore {
    fn default() -> Self {
        Self::new()
    }
}

impl TrustStore {
    /// A store that trusts nobody.
    pub fn new() -> Self {
        Self { anchors: Vec::new(), by_name: HashMap::new(), makers: None, id: fresh_id() }
    }

    /// Adds a root certificate to the list called `list`.
    #[must_use]
    pub fn with_certificate(mut self, list: &str, certificate: Certificate) -> Self {
        self.add(&self.list(list), certificate, None);
        self
    }

    /// Adds every certificate of a file, PEM or DER, to the list called `list`.
    ///
    /// # Errors
    ///
    /// [`X509Error`] if the file holds none or one cannot be read.
    pub fn with_file(mut self, list: &str, bytes: &[u8]) -> Result<Self, X509Error> {
        let list = self.list(list);
        for certificate in Certificate::from_bytes(bytes)? {
            self.add(&list, certificate, None);
        }
        Ok(self)
    }

    /// Adds a signed trust list, as [`TrustList::open`] reads it: one of `signers` must have signed
    /// it. A newer list of the same issuer and name takes the place of the older one.
    ///
    /// # Errors
    ///
    /// [`TrustListError`].
    pub fn with_list(
        self,
        bytes: &[u8],
        signers: &[Certificate],
        now: UnixTime,
    ) -> Result<Self, TrustListError> {
        self.with_trust_list(&TrustList::open(bytes, signers, now)?)
    }

    /// Adds a signed trust list. A newer list of the same issuer and name takes the place of the
    /// older one.
    ///
    /// # Errors
    ///
    /// [`TrustListError::NotNewer`].
    pub fn with_trust_list(mut self, list: &TrustList) -> Result<Self, TrustListError> {
        let is_same = |anchor: &TrustAnchor| {
            let same = |own: &Listing| own.facts.issuer == list.facts().issuer;
            anchor.list() == list.name() && anchor.listing().is_some_and(same)
        };
        let known = self.anchors.iter().filter(|a| is_same(a)).filter_map(TrustAnchor::listing);
        let (offered, known) = (list.facts().sequence, known.map(|l| l.facts.sequence).max());
        if let Some(known) = known.filter(|known| offered <= *known) {
            return Err(TrustListError::NotNewer { known, offered });
        }
        let kept: Vec<TrustAnchor> = self.anchors.drain(..).filter(|a| !is_same(a)).collect();
        self.by_name.clear();
        kept.into_iter().for_each(|anchor| self.push(anchor));
        let (name, facts) = (self.list(list.name()), Arc::new(list.facts().clone()));
        for anchor in list.anchors() {
            let ListedAnchor { certificate, purposes, from, until } = anchor.clone();
            let facts = Arc::clone(&facts);
            self.add(&name, certificate, Some(Listing { facts, purposes, from, until }));
        }
        Ok(self)
    }

    /// Whom to trust to make electronic seals (制章单位): the maker of every seal must have a path
    /// to an anchor of `makers`, and no longer to any anchor of this store.
    ///
    /// Without it everybody who is trusted to sign could make a seal in anybody's name; reports
    /// then say so.
    #[must_use]
    pub fn with_seal_makers(mut self, makers: TrustStore) -> Self {
        self.makers = Some(Arc::new(makers));
        self.id = fresh_id();
        self
    }

    /// Whom to trust to make electronic seals, where that was said.
    pub fn seal_makers(&self) -> Option<&TrustStore> {
        self.makers.as_deref()
    }

    /// Every anchor.
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }

    /// Whether nobody is trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    /// The anchors with this name.
    pub(super) fn named(&self, name: &Name) -> impl Iterator<Item = &TrustAnchor> {
        let found = self.by_name.get(&name.comparison_key()).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|i| self.anchors.get(*i)).filter(|a| a.name().matches(name))
    }

    /// The anchors that are this very certificate: it may be on several lists.
    pub(super) fn exactly<'s>(
        &'s self,
        certificate: &Certificate,
    ) -> impl Iterator<Item = &'s TrustAnchor> {
        self.named(certificate.subject()).filter(move |a| a.certificate() == certificate)
    }

    /// Changes with every change of the contents.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    fn list(&self, name: &str) -> Arc<str> {
        let known = self.anchors.iter().find(|a| a.list() == name);
        known.map_or_else(|| Arc::from(name), |a| Arc::clone(&a.inner.list))
    }

    fn add(&mut self, list: &Arc<str>, certificate: Certificate, listing: Option<Listing>) {
        let inner = Inner { certificate, list: Arc::clone(list), listing };
        self.push(TrustAnchor { inner: Arc::new(inner) });
    }

    fn push(&mut self, anchor: TrustAnchor) {
        let place = self.by_name.entry(anchor.name().comparison_key()).or_default();
        place.push(self.anchors.len());
        self.anchors.push(anchor);
        self.id = fresh_id();
    }
}

/// A number that nothing else in this process has.
pub(super) fn fresh_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
