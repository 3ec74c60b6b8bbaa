//! What an applicant brings.

use super::super::fact::VerifiedFact;
use super::super::grant::VerifiedGrant;
use super::super::package::VerifiedPackage;
use super::super::party::Party;
use crate::licence::VerifiedLicence;
use crate::report::Finding;

/// An applicant, the other parties of the case, and everything that was verified for it.
///
/// Only proofs can be added: what exists after a report passed. [`with_refused`](Self::with_refused)
/// takes what did not, for the explanation alone.
#[derive(Clone, Debug)]
pub struct Applicant<'a> {
    party: &'a Party,
    case: Option<&'a str>,
    parties: Vec<(&'a str, &'a Party)>,
    pub(super) licences: Vec<&'a VerifiedLicence>,
    pub(super) grants: Vec<&'a VerifiedGrant>,
    pub(super) facts: Vec<&'a VerifiedFact>,
    pub(super) packages: Vec<&'a VerifiedPackage>,
    pub(super) refused: Vec<Refused<'a>>,
}

/// A licence that was not accepted.
#[derive(Clone, Debug)]
pub(super) struct Refused<'a> {
    pub(super) type_name: &'a str,
    pub(super) findings: &'a [Finding],
}

impl<'a> Applicant<'a> {
    /// An applicant who has brought nothing yet.
    pub fn new(party: &'a Party) -> Self {
        Self {
            party,
            case: None,
            parties: Vec::new(),
            licences: Vec::new(),
            grants: Vec::new(),
            facts: Vec::new(),
            packages: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The case. An authorisation for one case only counts where it is that case.
    #[must_use]
    pub fn with_case(mut self, case: &'a str) -> Self {
        self.case = Some(case);
        self
    }

    /// Another party of the case, by its role in the list.
    #[must_use]
    pub fn with_party(mut self, role: &'a str, party: &'a Party) -> Self {
        self.parties.push((role, party));
        self
    }

    /// A licence.
    #[must_use]
    pub fn with_licence(mut self, licence: &'a VerifiedLicence) -> Self {
        self.licences.push(licence);
        self
    }

    /// An authorisation.
    #[must_use]
    pub fn with_grant(mut self, grant: &'a VerifiedGrant) -> Self {
        self.grants.push(grant);
        self
    }

    /// A fact that another department told.
    #[must_use]
    pub fn with_fact(mut self, fact: &'a VerifiedFact) -> Self {
        self.facts.push(fact);
        self
    }

    /// A package with materials that were taken in before.
    #[must_use]
    pub fn with_package(mut self, package: &'a VerifiedPackage) -> Self {
        self.packages.push(package);
        self
    }

    /// A licence that was not accepted, by what it says its type is, with the findings of its report.
    #[must_use]
    pub fn with_refused(mut self, type_name: &'a str, findings: &'a [Finding]) -> Self {
        self.refused.push(Refused { type_name, findings });
        self
    }

    pub(super) fn case(&self) -> Option<&str> {
        self.case
    }

    /// Who has a role: the applicant without one, else the parties that were named with it.
    pub(super) fn holders(&self, role: Option<&str>) -> Vec<&'a Party> {
        match role {
            None => vec![self.party],
            Some(role) => {
                self.parties.iter().filter(|(r, _)| *r == role).map(|(_, p)| *p).collect()
            }
        }
    }
}
