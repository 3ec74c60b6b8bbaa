//! What is known about a path.

use super::policy::Purpose;
use super::store::TrustAnchor;
use crate::report::{Finding, Severity};
use crate::time::UnixTime;
use crate::x509::{Certificate, RevocationReason};

/// What is known about the revocation of one certificate. Only [`Self::Good`] is good.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RevocationStatus {
    /// Not revoked, by evidence that was checked.
    Good {
        /// What said so.
        source: RevocationSource,
        /// When that was made.
        this_update: UnixTime,
        /// Until when it may be relied on, where it says so.
        until: Option<UnixTime>,
    },
    /// Revoked, perhaps later than the time asked about.
    Revoked {
        /// What said so.
        source: RevocationSource,
        /// When it was revoked.
        at: UnixTime,
        /// Why, where stated.
        reason: Option<RevocationReason>,
        /// Since when its key may have been in wrong hands, where stated.
        invalid_since: Option<UnixTime>,
    },
    /// Could not be determined.
    Unknown,
    /// Not looked at: the issuer names no source, the policy did not ask, or it is a trust anchor.
    NotChecked,
}

impl RevocationStatus {
    /// Whether it was revoked, be it later than the time asked about.
    pub fn is_revoked(&self) -> bool {
        matches!(self, Self::Revoked { .. })
    }

    /// Whether evidence that was checked says that it was not revoked.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good { .. })
    }
}

/// What spoke about revocation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevocationSource {
    /// A revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
}

/// A path that was shown to be valid (RFC 5280 6.1).
///
/// Holding one proves that, at [`Self::at`] and for [`Self::purpose`], every certificate leads by
/// valid signatures to an anchor of the store, no constraint is broken, and revocation is known as
/// far as the policy asked. It does not prove that the signer meant what was signed.
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    pub(super) certificates: Vec<Certificate>,
    pub(super) statuses: Vec<RevocationStatus>,
    pub(super) anchor: TrustAnchor,
    pub(super) purpose: Purpose,
    pub(super) at: UnixTime,
}

impl VerifiedPath {
    /// The certificates from the end entity upwards, without the anchor (unless the end entity is
    /// the anchor).
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// What is known about the revocation of each of [`Self::certificates`].
    pub fn statuses(&self) -> &[RevocationStatus] {
        &self.statuses
    }

    /// Where it leads.
    pub fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// The name of the trust list that it leads to.
    pub fn list(&self) -> &str {
        self.anchor.list()
    }

    /// What the key may be trusted for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The time for which it was shown.
    pub fn at(&self) -> UnixTime {
        self.at
    }
}

/// The answer to the question whether a certificate leads to a trust anchor.
#[must_use]
#[derive(Clone, Debug)]
pub struct PathOutcome {
    pub(super) path: Option<VerifiedPath>,
    pub(super) findings: Vec<Finding>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) statuses: Vec<RevocationStatus>,
    pub(super) anchor: Option<TrustAnchor>,
    /// Everything that the answer rests on shows here, so that its times are known.
    pub(super) lasting: bool,
}

impl PathOutcome {
    /// The proof, where there is one.
    pub fn path(&self) -> Option<&VerifiedPath> {
        self.path.as_ref()
    }

    /// The proof by value.
    pub fn into_path(self) -> Option<VerifiedPath> {
        self.path
    }

    /// What was found; where there is no proof, at least one finding says why.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The certificates of the path, or of the best attempt at one, end entity first, anchor not
    /// included.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// What is known about the revocation of each of [`Self::certificates`].
    pub fn statuses(&self) -> &[RevocationStatus] {
        &self.statuses
    }

    /// The anchor that the path, or the best attempt at one, leads to.
    pub fn anchor(&self) -> Option<&TrustAnchor> {
        self.anchor.as_ref()
    }

    /// What is known about the revocation of the end entity.
    pub fn target_status(&self) -> &RevocationStatus {
        self.statuses.first().unwrap_or(&RevocationStatus::Unknown)
    }

    /// The subjects from the end entity to the anchor, for display.
    pub fn subjects(&self) -> Vec<String> {
        let mut subjects: Vec<String> =
            self.certificates.iter().map(|c| c.subject().to_string()).collect();
        if let Some(anchor) = &self.anchor {
            let name = anchor.name().to_string();
            if subjects.last() != Some(&name) {
                subjects.push(name);
            }
        }
        subjects
    }

    /// Findings that keep it from being a proof.
    pub(super) fn blocking(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
        findings.iter().filter(|f| f.severity() >= Severity::Undetermined)
    }
}
