//! What has to be renewed by when.

use serde_json::{Value, json};

use crate::report::{BaselineLevel, Expiry, SignatureKind, Verdict};
use crate::signature::verify::Judged;
use crate::time::UnixTime;

/// What is to be done for one signature, and by when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Renewal {
    /// Its field.
    pub field: String,
    /// The level that it reaches today; `None` where it does not pass.
    pub level: Option<BaselineLevel>,
    /// Until when its answer holds if nothing is done, and what ends then. `None` where nothing
    /// that is known ends it, or where it does not pass.
    pub due: Option<Expiry>,
    /// The level that takes it further: B-LTA renewed where it has that already.
    pub step: BaselineLevel,
}

impl Renewal {
    /// Whether it has to be done before `moment`; so too where the signature does not pass.
    pub fn is_due_before(&self, moment: UnixTime) -> bool {
        match &self.due {
            Some(due) => due.at < moment,
            None => self.level.is_none(),
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "field": self.field,
            "level": self.level.map(BaselineLevel::as_str),
            "due": self.due.as_ref().map(|due| due.at.to_string()),
            "ends": self.due.as_ref().map(|due| due.what.as_str()),
            "step": self.step.as_str(),
        })
    }
}

/// For every signature but document timestamps; the most urgent first.
pub(super) fn of(judged: &Judged) -> Vec<Renewal> {
    let all = judged.signatures.iter().zip(&judged.levels);
    let own = all.filter(|(report, _)| report.kind != SignatureKind::DocTimeStamp);
    let mut renewals: Vec<Renewal> = own
        .map(|(report, level)| {
            let passed = report.verdict() == Verdict::Passed;
            Renewal {
                field: report.field.clone(),
                level: level.filter(|_| passed),
                due: report.until.clone().filter(|_| passed),
                step: BaselineLevel::Lta,
            }
        })
        .collect();
    // what does not pass is most urgent, what never ends least
    renewals.sort_by_key(|r| (r.level.is_some(), r.due.is_none(), r.due.clone()));
    renewals
}
