//! What all signed statements have in common: who signed, and whether anybody trusts that key.

use crate::budget::Work;
use crate::cose::{Base45Error, CoseError};
use crate::crypto::{CryptoError, PublicKey};
use crate::jose::{JoseError, Jws};
use crate::report::codes::{material as codes, trust as trust_codes};
use crate::report::{Finding, Severity};
use crate::signature::verify::Context;
use crate::time::UnixTime;
use crate::trust::{PathRequest, Purpose};
use crate::x509::Certificate;

use super::party::PartyError;

/// Why a statement cannot be made, or a question about one cannot be asked.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MaterialError {
    /// Not the text of a code.
    #[error(transparent)]
    Base45(#[from] Base45Error),
    /// The small envelope.
    #[error(transparent)]
    Cose(#[from] CoseError),
    /// A key or random numbers.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The draft contradicts itself or the rules.
    #[error("{detail}")]
    Draft {
        /// What is wrong.
        detail: &'static str,
    },
    /// The envelope.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// A party.
    #[error(transparent)]
    Party(#[from] PartyError),
    /// Too large for what carries it.
    #[error("larger than {max} characters")]
    Size {
        /// The most characters.
        max: usize,
    },
}

impl MaterialError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Base45(e) => e.code(),
            Self::Cose(e) => e.code(),
            Self::Crypto(e) => e.code(),
            Self::Draft { .. } => 8102,
            Self::Jose(e) => e.code(),
            Self::Party(e) => e.code(),
            Self::Size { .. } => 8103,
        }
    }
}

/// What a statement that cannot be read is to be called: malformed, or not spoken here.
pub(super) fn unreadable(e: JoseError) -> Finding {
    match e {
        JoseError::Algorithm => Finding::new(codes::STATEMENT_UNSUPPORTED),
        other => Finding::new(codes::STATEMENT_MALFORMED).with("detail", other),
    }
}

/// Verifies a statement with the certificate that travels with it, and that certificate's path as
/// of `at`. Nothing where there is none or the signature is not its key's; where only the path is
/// wanting, the findings say so and keep the answer from being passed.
pub(super) fn certified(
    jws: &Jws,
    context: &Context<'_>,
    at: UnixTime,
    findings: &mut Vec<Finding>,
) -> Option<Certificate> {
    let mut chain = Vec::new();
    for der in &jws.header().certificates {
        match Certificate::from_der(der) {
            Ok(certificate) => chain.push(certificate),
            Err(e) => {
                findings.push(Finding::new(codes::STATEMENT_MALFORMED).with("detail", e));
                return None;
            }
        }
    }
    let Some(leaf) = chain.first() else {
        findings.push(Finding::new(codes::STATEMENT_NO_CERTIFICATE));
        return None;
    };
    let verified =
        leaf.public_key().map_err(JoseError::from).and_then(|key| verified(jws, key, context));
    if let Err(finding) = verified.map_err(broken) {
        findings.push(finding);
        return None;
    }
    if let Some(limit) = context.policy.ended(&jws.algorithm(), at) {
        let finding = Finding::new(trust_codes::ALGORITHM_ENDED);
        let finding = finding.with("subject", leaf.subject().label());
        let finding = finding.with("algorithm", limit.algorithm.name());
        findings.push(finding.with("until", limit.until));
    }
    trusted(leaf, &chain, context, at, findings);
    Some(leaf.clone())
}

/// Verifies a statement with a key, within the budget.
pub(super) fn verified(jws: &Jws, key: &PublicKey, context: &Context<'_>) -> Result<(), JoseError> {
    // A spent budget leaves the answer open, as an unknown algorithm does.
    context.budget.spend(Work::Signatures, 1).map_err(|_| JoseError::Algorithm)?;
    jws.verify(key)
}

/// What a signature that does not verify is to be called.
pub(super) fn broken(e: JoseError) -> Finding {
    match e {
        JoseError::Crypto(e) if e.is_unknown() => Finding::new(codes::STATEMENT_UNSUPPORTED),
        JoseError::Crypto(_) => Finding::new(codes::STATEMENT_BROKEN),
        _ => Finding::new(codes::STATEMENT_UNSUPPORTED),
    }
}

/// Judges the path of a certificate; whether it leads to a trust anchor.
pub(super) fn trusted(
    leaf: &Certificate,
    chain: &[Certificate],
    context: &Context<'_>,
    at: UnixTime,
    findings: &mut Vec<Finding>,
) -> bool {
    let outcome = context.validate(&PathRequest {
        target: leaf,
        candidates: chain,
        store: context.store,
        evidence: context.evidence,
        purpose: Purpose::DocumentSigning,
        policy: context.policy,
        at,
        budget: context.budget,
    });
    findings.extend(outcome.findings().iter().cloned());
    if outcome.path().is_some() {
        return true;
    }
    if !outcome.findings().iter().any(|f| f.severity() >= Severity::Undetermined) {
        let signer = leaf.subject().label();
        findings.push(Finding::new(codes::STATEMENT_UNTRUSTED).with("signer", signer));
    }
    false
}

/// Whether `findings` speak against something, or leave it open.
pub(super) fn blocked(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity() >= Severity::Undetermined)
}

/// How far two clocks may differ, in seconds.
pub(super) const SKEW: i64 = 60;
