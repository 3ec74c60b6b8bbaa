//! What a verifier says about metadata by itself, without any signature.

use super::{Metadata, Term};
use crate::licence::date::Date;
use crate::licence::element::{ElementError, Fault};
use crate::licence::id::{IdWarning, LicenceIdParts};
use crate::licence::kind::{LicenceType, ValidityRule};
use crate::report::{Finding, codes};
use crate::time::UnixTime;

impl Metadata {
    /// What there is to say about the identifier and about the dates at a moment. Nothing here says
    /// whether the metadata is authentic.
    pub fn findings(&self, now: UnixTime) -> Vec<Finding> {
        let mut found = id_findings(&self.id);
        if let Ok(today) = Date::in_beijing(now) {
            match self.term_on(today) {
                Term::Within => {}
                Term::Future => found.push(
                    Finding::new(codes::licence::LICENCE_NOT_YET_VALID)
                        .with("from", self.valid_from.unwrap_or(self.issue_date).to_chinese()),
                ),
                Term::Past => found.push(
                    Finding::new(codes::licence::LICENCE_EXPIRED)
                        .with("until", self.valid_until.map(Date::to_chinese).unwrap_or_default()),
                ),
            }
        }
        found
    }

    /// Everything in which this metadata departs from its licence type. Each error names the
    /// element.
    pub fn check(&self, kind: &LicenceType) -> Vec<ElementError> {
        let mut wrong = Vec::new();
        let about = |short: &str, why| ElementError::new(short, why);
        let described = kind.description();
        if self.id.type_code() != kind.code() {
            wrong.push(about("ZZLXDM", Fault::Unknown));
        }
        if self.type_name != described.name {
            wrong.push(about("ZZLXMC", Fault::Disagrees { with: "ZZLXDM" }));
        }
        let (max, found) = (described.number.max, self.number.reveal().chars().count());
        if found > max {
            wrong.push(about("ZZBH", Fault::Length { max, found }));
        }
        self.check_holders(kind, &mut wrong);
        self.check_validity(kind, &mut wrong);
        for element in kind.elements() {
            match self.extension.get(&element.key) {
                Some(value) => match element.check(value.reveal()) {
                    Ok(normal) if normal == value.reveal() => {}
                    Ok(_) => wrong.push(element.error(Fault::Written { expected: "digits" })),
                    Err(e) => wrong.push(e),
                },
                None if element.required => wrong.push(element.error(Fault::Missing)),
                None => {}
            }
        }
        let unknown = self.extension.keys().filter(|key| kind.element(key).is_none());
        wrong.extend(unknown.map(|key| about(key, Fault::Unknown)));
        wrong
    }

    fn check_holders(&self, kind: &LicenceType, wrong: &mut Vec<ElementError>) {
        let rule = &kind.description().holders;
        let found = self.holders.len();
        if !(rule.min..=rule.max).contains(&found) {
            let why = Fault::Count { min: rule.min, max: rule.max, found };
            wrong.push(ElementError::new("CZZT", why));
        }
        let allowed = &rule.code_types;
        let strange = |code: &str| !allowed.is_empty() && !allowed.iter().any(|a| a == code);
        if self.holders.iter().any(|h| strange(h.code_type.code())) {
            let why = Fault::Kind { allowed: allowed.clone() };
            wrong.push(ElementError::new("CZZTDMLXDM", why));
        }
    }

    fn check_validity(&self, kind: &LicenceType, wrong: &mut Vec<ElementError>) {
        let first = self.valid_from.unwrap_or(self.issue_date);
        let right = match kind.description().validity {
            ValidityRule::FixedTerm { years } => {
                self.valid_until.is_some() && self.valid_until == first.last_day_of_term(years).ok()
            }
            ValidityRule::Given => true,
            ValidityRule::LongTerm => self.valid_until.is_none(),
        };
        if !right {
            wrong.push(ElementError::new("ZZYXQJZRQ", Fault::Validity));
        }
        if self.valid_until.is_some_and(|last| last < first) {
            wrong.push(ElementError::new("ZZYXQQSRQ", Fault::Order));
        }
    }
}

fn id_findings(id: &LicenceIdParts) -> Vec<Finding> {
    let mut found = Vec::new();
    if !id.check_agrees() {
        let finding = Finding::new(codes::licence::LICENCE_ID_CHECK);
        found.push(finding.with("expected", id.expected_check()));
    }
    for warning in id.warnings() {
        let code = match warning {
            IdWarning::DivisionIssuer => codes::licence::LICENCE_ID_DIVISION,
            IdWarning::IssuerCode(_) | IdWarning::TypeCode(_) => codes::licence::LICENCE_ID_CODE,
        };
        found.push(Finding::new(code));
    }
    found
}
