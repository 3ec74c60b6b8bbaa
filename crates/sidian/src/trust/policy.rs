//! What the caller demands of a path.

use const_oid::ObjectIdentifier;

use super::algorithm::{self, Algorithm, AlgorithmLimit};
use crate::crypto::{Hash, SignatureAlgorithm};
use crate::time::UnixTime;

/// What the key at the end of a path is to be trusted for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Purpose {
    /// Signing documents, licences and seals. Key usage, where stated, must allow digitalSignature
    /// or nonRepudiation. Extended key usage, where stated, must name one of: any, document signing
    /// (RFC 9336), e-mail protection, client authentication, Microsoft document signing, Adobe
    /// document signing. A certificate for servers, code, timestamps or OCSP only is refused.
    DocumentSigning,
    /// Signing the one document that an event certificate names: as [`Self::DocumentSigning`]. Only
    /// under this purpose are such certificates accepted; who asks must compare the document.
    EventSigning,
    /// Signing timestamps (RFC 3161 2.3): timeStamping as the only purpose, marked critical.
    TimeStamping,
    /// Signing OCSP responses (RFC 6960 4.2.2.2).
    OcspSigning,
    /// Signing status lists: as [`Self::DocumentSigning`].
    StatusSigning,
    /// Anything: neither key usage nor purpose is looked at.
    Any,
}

/// How much must be known about revocation.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum RevocationMode {
    /// Required where a certificate names a source (a CRL distribution point or an OCSP responder).
    /// Where none is named and no evidence was brought, a warning says that it was not checked.
    #[default]
    IfNamed,
    /// Required for every certificate below the trust anchor.
    Require,
    /// Not looked at; a warning says so.
    Skip,
}

/// What becomes of certificates that rest on SHA-1.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum WeakAlgorithms {
    /// They leave the answer open.
    #[default]
    Refuse,
    /// They are warned of. For archives whose age is proven otherwise.
    Warn,
}

/// What the caller demands of a path. The default is meant for everyday verification.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Policy {
    pub(super) revocation: RevocationMode,
    pub(super) weak: WeakAlgorithms,
    pub(super) now: Option<UnixTime>,
    pub(super) max_intermediates: Option<u32>,
    pub(super) policies: Vec<ObjectIdentifier>,
    pub(super) explicit_policy: bool,
    pub(super) inhibit_mapping: bool,
    pub(super) inhibit_any: bool,
    pub(super) anchor_lifetime: AnchorLifetime,
    pub(super) signing_purposes: Option<Vec<ObjectIdentifier>>,
    pub(super) exclusive_policies: Vec<ObjectIdentifier>,
    pub(super) control_policies: Vec<ObjectIdentifier>,
    pub(super) limits: Vec<AlgorithmLimit>,
}

/// Whether a trust anchor must itself be within its validity.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum AnchorLifetime {
    /// It must, where it is a certificate.
    #[default]
    Checked,
    /// Being on the list is enough (RFC 5280 6.1.1 d).
    Ignored,
}

impl Policy {
    /// The default policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much must be known about revocation.
    #[must_use]
    pub fn with_revocation(mut self, mode: RevocationMode) -> Self {
        self.revocation = mode;
        self
    }

    /// What becomes of certificates that rest on SHA-1.
    #[must_use]
    pub fn with_weak_algorithms(mut self, weak: WeakAlgorithms) -> Self {
        self.weak = weak;
        self
    }

    /// The moment at which the question is asked, where it is asked about an earlier one: evidence
    /// made up to `now` counts. Without it evidence made after the time asked about is refused.
    #[must_use]
    pub fn with_now(mut self, now: UnixTime) -> Self {
        self.now = Some(now);
        self
    }

    /// At most this many intermediate authorities, self-issued certificates not counted.
    #[must_use]
    pub fn with_max_intermediates(mut self, most: u32) -> Self {
        self.max_intermediates = Some(most);
        self
    }

    /// Only paths under one of these certificate policies (user-initial-policy-set). Call
    /// [`Self::with_explicit_policy`] too to demand one.
    #[must_use]
    pub fn with_policies(mut self, policies: Vec<ObjectIdentifier>) -> Self {
        self.policies = policies;
        self
    }

    /// A path must be valid for at least one of the wanted policies (initial-explicit-policy).
    #[must_use]
    pub fn with_explicit_policy(mut self) -> Self {
        self.explicit_policy = true;
        self
    }

    /// Policies may not be mapped (initial-policy-mapping-inhibit).
    #[must_use]
    pub fn with_policy_mapping_inhibited(mut self) -> Self {
        self.inhibit_mapping = true;
        self
    }

    /// anyPolicy does not count (initial-any-policy-inhibit).
    #[must_use]
    pub fn with_any_policy_inhibited(mut self) -> Self {
        self.inhibit_any = true;
        self
    }

    /// The extended key usages under which documents may be signed, in place of the list at
    /// [`Purpose::DocumentSigning`]. Certificates that state none are accepted all the same.
    #[must_use]
    pub fn with_signing_purposes(mut self, purposes: Vec<ObjectIdentifier>) -> Self {
        self.signing_purposes = Some(purposes);
        self
    }

    /// A certificate policy by which the issuer answers for it that the key is the signatory's alone
    /// (电子签名法 第十三条 1). Call once for each. It changes no verdict: only the answer about the
    /// article, and only where the whole path is valid under it (RFC 5280 6.1).
    #[must_use]
    pub fn with_exclusive_key_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.exclusive_policies.push(policy);
        self
    }

    /// A certificate policy by which nobody but the signatory can use the key (第十三条 2). As
    /// [`with_exclusive_key_policy`](Self::with_exclusive_key_policy).
    #[must_use]
    pub fn with_sole_control_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.control_policies.push(policy);
        self
    }

    /// The policies that speak of exclusive keys, and of sole control.
    pub(crate) fn about_control(&self) -> [&[ObjectIdentifier]; 2] {
        [&self.exclusive_policies, &self.control_policies]
    }

    /// Whether trust anchors must be within their validity.
    #[must_use]
    pub fn with_anchor_lifetime(mut self, lifetime: AnchorLifetime) -> Self {
        self.anchor_lifetime = lifetime;
        self
    }

    /// The last moment at which an algorithm counts, in place of the date in
    /// [`KNOWN_LIMITS`](super::KNOWN_LIMITS). What rests on it is believed later only where a
    /// timestamp that passed proves that it existed by then.
    #[must_use]
    pub fn with_algorithm_until(mut self, algorithm: Algorithm, until: UnixTime) -> Self {
        self.limits.retain(|limit| limit.algorithm != algorithm);
        self.limits.push(AlgorithmLimit { algorithm, until });
        self
    }

    /// The last moment at which an algorithm counts; `None` where no date is set.
    pub fn algorithm_until(&self, algorithm: Algorithm) -> Option<UnixTime> {
        let own = self.limits.iter().find(|limit| limit.algorithm == algorithm);
        own.map(|limit| limit.until).or_else(|| algorithm.known_end())
    }

    /// Which part of a signature algorithm had ended at `at`, and when.
    pub(crate) fn ended(
        &self,
        algorithm: &SignatureAlgorithm,
        at: UnixTime,
    ) -> Option<AlgorithmLimit> {
        algorithm::parts(algorithm).into_iter().find_map(|part| self.part_ended(part, at))
    }

    /// Whether a hash function had ended at `at`, and when.
    pub(crate) fn hash_ended(&self, hash: Hash, at: UnixTime) -> Option<AlgorithmLimit> {
        self.part_ended(Algorithm::Hash(hash), at)
    }

    /// The first date on which a part of a signature algorithm ends.
    pub(crate) fn first_end(&self, algorithm: &SignatureAlgorithm) -> Option<AlgorithmLimit> {
        let ends = algorithm::parts(algorithm).into_iter().filter_map(|algorithm| {
            self.algorithm_until(algorithm).map(|until| AlgorithmLimit { algorithm, until })
        });
        ends.min_by_key(|limit| limit.until)
    }

    fn part_ended(&self, algorithm: Algorithm, at: UnixTime) -> Option<AlgorithmLimit> {
        let until = self.algorithm_until(algorithm)?;
        (at > until).then_some(AlgorithmLimit { algorithm, until })
    }

    /// The moment at which the question is asked, where it was set.
    pub fn now(&self) -> Option<UnixTime> {
        self.now
    }

    /// How much must be known about revocation.
    pub fn revocation(&self) -> RevocationMode {
        self.revocation
    }
}
