//! What a verification answers: pure data, the same for a clerk's page, a program and an engineer.
//!
//! A verdict is never set by hand. It follows from the findings: any [`Severity::Failure`] fails,
//! else any [`Severity::Undetermined`] leaves it open, else it is passed.

mod article13;
mod brackets;
mod code;
pub mod codes;
mod detail;
mod error_words;
mod finding;
mod json;
mod more_words;
mod place;
mod seal;
mod signature;
mod standard;
mod trust_list;
mod verdict;

pub use article13::{Answer, Article13, Basis, Condition, ControlEvidence, ControlPolicies};
pub use brackets::reasons_in_chinese;
pub use code::{Code, Language, Severity, SubIndication};
pub use detail::in_chinese;
pub use finding::Finding;
pub use seal::{Fact, SealPicture, SealReport, SealState};
pub use signature::{
    BaselineLevel, Change, ChangeClass, Changes, Coverage, Expiry, Integrity, SignatureKind,
    SignatureReport, SigningTime, TimeSource, Trust,
};
pub use trust_list::{SignedListFacts, TrustListFacts};
pub use verdict::{Indication, Kind, Refused, Report, Verdict};
