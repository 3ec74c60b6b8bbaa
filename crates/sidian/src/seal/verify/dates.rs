//! Validity: when it was used, and now.

use super::{CLOCK_SKEW, JudgedSeal, Use};
use crate::report::codes::seal as codes;
use crate::report::{Fact, Finding};
use crate::ses::SesSeal;
use crate::time::UnixTime;

/// Judges validity when it was used and now, two facts apart.
pub(super) fn judge(
    judged: &mut JudgedSeal,
    seal: &SesSeal<'_>,
    used: Option<&Use<'_>>,
    now: UnixTime,
) {
    let property = &seal.info.property;
    let (from, until) = (property.valid_from, property.valid_until);
    if until < from {
        let finding = Finding::new(codes::SEAL_DATES).with("from", from).with("until", until);
        judged.push(finding);
        judged.report.valid_now = Fact::No;
        judged.report.valid_at_sealing = Fact::No;
        return;
    }
    judged.report.valid_now = fact((from..=until).contains(&now));
    let Some(used) = used else {
        judged.report.valid_at_sealing = judged.report.valid_now;
        judged.findings.extend(outside(from, until, now));
        return;
    };
    let Some(at) = used.moment() else {
        judged.push(Finding::new(codes::SEALING_TIME_UNREADABLE));
        return;
    };
    if property.created > at.plus(CLOCK_SKEW) {
        let finding = Finding::new(codes::SEAL_CREATED_LATER).with("created", property.created);
        judged.push(finding.with("at", at));
    }
    if let Some(finding) = outside(from, until, at) {
        judged.report.valid_at_sealing = Fact::No;
        judged.push(finding);
        return;
    }
    if now <= until {
        judged.report.valid_at_sealing = Fact::Yes;
    } else if used.proven.is_some_and(|proven| proven <= until) {
        judged.report.valid_at_sealing = Fact::Yes;
        judged.push(Finding::new(codes::SEAL_EXPIRED_SINCE).with("until", until));
    } else {
        let finding = Finding::new(codes::SEAL_EXPIRED_UNPROVEN).with("until", until);
        judged.push(finding.with("at", at));
    }
}

/// What speaks against using a seal of these dates at a moment.
fn outside(from: UnixTime, until: UnixTime, at: UnixTime) -> Option<Finding> {
    if at < from {
        let finding = Finding::new(codes::SEAL_NOT_YET_VALID);
        Some(finding.with("at", at).with("from", from))
    } else if at > until {
        Some(Finding::new(codes::SEAL_EXPIRED).with("at", at).with("until", until))
    } else {
        None
    }
}

const fn fact(yes: bool) -> Fact {
    if yes { Fact::Yes } else { Fact::No }
}
