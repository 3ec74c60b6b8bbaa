//! Exemption (免提交): which papers of a service item's list need not be handed in.
//!
//! What a list asks for and what may stand in is data ([`ItemRules`]); what stands in is only what
//! was verified: a licence is a [`VerifiedLicence`](crate::licence::VerifiedLicence), its use is
//! authorised by a [`VerifiedGrant`](super::grant::VerifiedGrant), an earlier material comes from a
//! [`VerifiedPackage`](super::package::VerifiedPackage), a fact is a
//! [`VerifiedFact`](super::fact::VerifiedFact). None of them can be made otherwise than by a report
//! that passed. [`exempt`] compares them with the list again, as of now: holder, item, department,
//! term, age and freshness. What was not accepted can be named with its findings, to explain the
//! answer; it never stands in.
//!
//! The answer proves that the list's conditions are met, not that the department has to accept: the
//! decision is the department's.

mod applicant;
mod judge;
mod rules;

pub use applicant::Applicant;
pub use judge::{Exemption, Outcome, PaperAnswer, Used, exempt};
pub use rules::{
    FactRule, ItemRules, LicenceRule, MaterialRule, Paper, RulesError, Stand, builtin_items,
};
