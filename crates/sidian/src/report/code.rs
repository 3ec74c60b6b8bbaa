//! One entry a finding: its number for life, its weight, and its words in two languages.

use std::fmt;

/// The language of a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// Chinese, the first language of this library's users.
    Chinese,
    /// English.
    English,
}

/// What a finding does to the verdict.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Note,
    /// Deserves attention; changes nothing.
    Warning,
    /// Something needed could not be determined: not passed, and not failed for this reason.
    Undetermined,
    /// Wrong: failed.
    Failure,
}

impl Severity {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Undetermined => "undetermined",
            Self::Failure => "failure",
        }
    }
}

/// Sub-indications of ETSI EN 319 102-1 (spelt as in ETSI TS 119 102-2), most telling last in each
/// group.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the words are the standard's own")]
pub enum SubIndication {
    NoPoe,
    TryLater,
    NoCertificateChainFound,
    NoSigningCertificateFound,
    SignedDataNotFound,
    CertificateChainGeneralFailure,
    ChainConstraintsFailure,
    SigConstraintsFailure,
    CryptoConstraintsFailureNoPoe,
    CryptoConstraintsFailure,
    OutOfBoundsNoPoe,
    OutOfBoundsNotRevoked,
    RevocationOutOfBoundsNoPoe,
    RevokedCaNoPoe,
    RevokedNoPoe,
    TimestampOrderFailure,
    PolicyProcessingError,
    NotYetValid,
    Expired,
    Revoked,
    SigCryptoFailure,
    HashFailure,
    FormatFailure,
}

impl SubIndication {
    /// The standard's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPoe => "NO_POE",
            Self::TryLater => "TRY_LATER",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::CryptoConstraintsFailureNoPoe => "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::OutOfBoundsNotRevoked => "OUT_OF_BOUNDS_NOT_REVOKED",
            Self::RevocationOutOfBoundsNoPoe => "REVOCATION_OUT_OF_BOUNDS_NO_POE",
            Self::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Self::RevokedNoPoe => "REVOKED_NO_POE",
            Self::TimestampOrderFailure => "TIMESTAMP_ORDER_FAILURE",
            Self::PolicyProcessingError => "POLICY_PROCESSING_ERROR",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::Expired => "EXPIRED",
            Self::Revoked => "REVOKED",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::FormatFailure => "FORMAT_FAILURE",
        }
    }
}

/// What can be found, once for all: number, weight and words. The number is given once and never
/// reused; texts may contain `{name}` places that a [`Finding`](super::Finding) fills.
#[derive(Debug)]
pub struct Code {
    /// Stable number, the same in Rust, in C, in JSON and over HTTP.
    pub number: u32,
    /// Stable short name in kebab case.
    pub name: &'static str,
    /// Weight.
    pub severity: Severity,
    /// ETSI sub-indication, where the finding has one.
    pub sub_indication: Option<SubIndication>,
    /// The sentence in Chinese.
    pub zh: &'static str,
    /// The sentence in English.
    pub en: &'static str,
    /// What to do next, in Chinese; may be empty for a note.
    pub next_zh: &'static str,
    /// What to do next, in English; may be empty for a note.
    pub next_en: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.name)
    }
}

/// Declares codes as constants and gathers them in `ALL`.
macro_rules! codes {
    ($($(#[$doc:meta])* $id:ident = $number:literal $name:literal $severity:ident $(/ $sub:ident)?,
        $zh:literal, $en:literal, $next_zh:literal, $next_en:literal;)+) => {
        $(
            $(#[$doc])*
            pub const $id: &$crate::report::Code = &$crate::report::Code {
                number: $number,
                name: $name,
                severity: $crate::report::Severity::$severity,
                sub_indication: $crate::report::codes::codes!(@sub $($sub)?),
                zh: $zh,
                en: $en,
                next_zh: $next_zh,
                next_en: $next_en,
            };
        )+
        /// Every code of this family.
        pub const ALL: &[&$crate::report::Code] = &[$($id),+];
    };
    (@sub) => { None };
    (@sub $sub:ident) => { Some($crate::report::SubIndication::$sub) };
}
pub(super) use codes;
